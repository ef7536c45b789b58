"""The venues of the Creuse, and the one that only the second network has."""

from __future__ import annotations

from devtools.demo_data.specs import (
    Service,
    StructureSpec,
    VenueSpec,
    desks,
    hours,
    machines,
    offices,
    room,
)
from espaces.models import Structure, Venue

STRUCTURES = [
    StructureSpec(
        "laine",
        "Association Le Tiers de Laine",
        Structure.Kind.ASSOCIATION,
        "99970072",
        "23079",
        "7 rue des Teinturiers",
        "asso@tiersdelaine.example",
        networks=("trois-vallees", "plateau"),
    ),
    StructureSpec(
        "lices",
        "Syndicat mixte des Lices",
        Structure.Kind.PUBLIC_BODY,
        "99980089",
        "23008",
        "Rue des Lissiers",
        "contact@lices.example",
    ),
    StructureSpec(
        "royere",
        "Association Lac et Granit",
        Structure.Kind.ASSOCIATION,
        "99990096",
        "23165",
        "Le Bourg",
        "asso@lacetgranit.example",
        networks=("plateau",),
    ),
]

VENUES = [
    VenueSpec(
        key="laine",
        structure="laine",
        name="Le Tiers de Laine",
        kind=Venue.Kind.FABLAB,
        municipality="23079",
        address="7 rue des Teinturiers",
        coordinates=(45.8836, 2.1752),
        summary="Ancienne teinturerie : six postes, un atelier textile et une grande cuisine.",
        description=(
            "Un lieu partagé par des artisans, des télétravailleurs et des associations. L’atelier textile a un "
            "métier à tisser, deux machines à coudre et une surjeteuse. Le vendredi, marché : on ferme à midi."
        ),
        hours=[*hours("0123", "9:00-18:00"), *hours("4", "9:00-12:00")],
        resources=[
            desks(6, name="Salle du puits", demand=0.4),
            machines(3, name="Atelier textile", description="Métier, machines à coudre, surjeteuse."),
            room(15, name="Salle haute", demand=0.25, description="Quinze places, pour formations."),
        ],
        services=[Service.FIBRE, Service.COFFEE, Service.KITCHEN, Service.WORKSHOP, Service.GARDEN],
        house_rules="La cuisine se range ensemble après le repas. Les chutes de tissu vont dans le bac bleu.",
        access="Cour du fond, porte verte, code 2350C.",
        picture="mill",
        settings={"phone": "05 55 00 30 01", "email": "bonjour@tiersdelaine.example"},
        past_closures=[(-115, 20, "Fermeture d’été")],
    ),
    VenueSpec(
        key="lices",
        structure="lices",
        name="L’Atelier des Lices",
        kind=Venue.Kind.BUSINESS_CENTRE,
        municipality="23008",
        address="Rue des Lissiers",
        coordinates=(45.9556, 2.1689),
        summary="Huit postes et deux bureaux dans une ancienne manufacture, au bord de la rivière.",
        description=(
            "Les bureaux du premier étage donnent sur la rivière et sur les toits de la ville. Une salle de "
            "formation se réserve à l’heure. Stationnement gratuit devant la porte."
        ),
        hours=[*hours("01234", "8:30-12:30", "13:30-18:00")],
        summer=hours("01234", "8:30-12:30"),
        resources=[
            desks(8, name="Grand plateau", demand=0.4),
            offices(2),
            room(14, name="Salle de formation"),
        ],
        services=[
            Service.FIBRE,
            Service.PRINTER,
            Service.SCREENS,
            Service.PROJECTOR,
            Service.COFFEE,
            Service.PARKING,
            Service.POST_BOX,
        ],
        house_rules="On laisse sa place nette le soir : elle sera peut-être à un autre demain.",
        access="Interphone « Atelier », premier étage.",
        picture="town",
        settings={"wheelchair_accessible": True, "email": "accueil@lices.example"},
        past_closures=[(-40, 1, "Journée de formation des agents")],
    ),
    VenueSpec(
        key="royere",
        structure="royere",
        name="La Vieille Perception",
        kind=Venue.Kind.OTHER,
        municipality="23165",
        address="Le Bourg",
        coordinates=(45.8402, 1.9114),
        summary="Quatre postes dans l’ancienne perception, à deux pas du lac.",
        description="Un petit lieu de travail ouvert par des habitants, du mardi au vendredi.",
        hours=hours("1234", "9:00-13:00", "14:00-17:30"),
        resources=[desks(4, demand=0.3)],
        services=[Service.WIFI, Service.COFFEE, Service.PARKING],
        house_rules="Le coffre-fort est d’origine : merci de ne pas s’y enfermer.",
        access="Clé à la boulangerie d’en face.",
        picture="lake",
        settings={"horizon_days": 30, "email": "bonjour@lacetgranit.example"},
    ),
]
