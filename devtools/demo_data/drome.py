"""The venues of the Drôme: from Dieulefit to the Diois."""

from __future__ import annotations

from datetime import time

from devtools.demo_data.specs import (
    Service,
    StructureSpec,
    VenueSpec,
    booth,
    desks,
    hours,
    machines,
    offices,
    room,
)
from espaces.models import Structure, Venue

STRUCTURES = [
    StructureSpec(
        "comptoir",
        "Le Comptoir SAS",
        Structure.Kind.COMPANY,
        "99940041",
        "26113",
        "18 rue du Commerce",
        "gestion@lecomptoir.example",
    ),
    StructureSpec(
        "magnanerie",
        "Association La Magnanerie",
        Structure.Kind.ASSOCIATION,
        "99950058",
        "26114",
        "Chemin des Mûriers",
        "asso@lamagnanerie.example",
    ),
    StructureSpec(
        "chatillon",
        "Commune de Châtillon-en-Diois",
        Structure.Kind.PUBLIC_BODY,
        "99960065",
        "26086",
        "Place Reviron",
        "mairie@chatillon.example",
    ),
]

VENUES = [
    VenueSpec(
        key="comptoir",
        structure="comptoir",
        name="Le Comptoir",
        kind=Venue.Kind.BUSINESS_CENTRE,
        municipality="26113",
        address="18 rue du Commerce",
        coordinates=(44.7531, 5.3709),
        summary="Centre d’affaires : dix postes, trois bureaux, deux salles, domiciliation.",
        description=(
            "Dans l’ancienne quincaillerie de la rue du Commerce, un centre d’affaires à taille humaine : postes à "
            "la demi-journée, bureaux à la demi-journée ou au mois, deux salles équipées et une adresse pour votre "
            "entreprise."
        ),
        hours=[
            *hours("01234", "8:30-18:30"),
            *hours("5", "9:00-12:00"),
            *hours("012345", "6:00-22:00", extended=True),
        ],
        resources=[
            desks(10, name="Plateau", demand=0.5),
            offices(3, demand=0.4, required_documents=["insurance"]),
            room(12, name="Grande salle", demand=0.4, description="Douze places, vidéoprojecteur."),
            room(4, name="Petite salle", demand=0.3, min_minutes=30, description="Quatre places, écran."),
            booth(),
        ],
        services=[
            Service.FIBRE,
            Service.PRINTER,
            Service.SCREENS,
            Service.PROJECTOR,
            Service.VIDEO_CALLS,
            Service.PHONE_BOOTH,
            Service.COFFEE,
            Service.POST_BOX,
            Service.CHARGING,
            Service.LOCKERS,
        ],
        house_rules="Les salles se rendent rangées. Les visiteurs s’annoncent à l’accueil.",
        access="Entrée par la cour, code 2615A ; l’accueil est au premier étage.",
        picture="town",
        settings={
            "horizon_days": 90,
            "wheelchair_accessible": True,
            "phone": "04 75 00 20 01",
            "email": "accueil@lecomptoir.example",
        },
        others_steps=((48, 50), (12, 100)),
        past_closures=[(-330, 4, "Pont de fin d’année")],
    ),
    VenueSpec(
        key="magnanerie",
        structure="magnanerie",
        name="La Magnanerie",
        kind=Venue.Kind.COWORKING,
        municipality="26114",
        address="Chemin des Mûriers",
        coordinates=(44.5262, 5.0649),
        summary="Huit postes sous les poutres d’une magnanerie, à cinq minutes du bourg.",
        description=(
            "On y élevait des vers à soie ; on y travaille désormais en bonne compagnie. Repas partagé le "
            "vendredi, potager collectif, atelier de réparation le premier mercredi du mois."
        ),
        hours=[*hours("01234", "8:30-12:30", "13:30-18:00"), *hours("01234", "18:00-22:00", extended=True)],
        summer=hours("01234", "8:00-14:00"),
        resources=[desks(8, demand=0.45), room(8, demand=0.25), booth(demand=0.15)],
        services=[
            Service.FIBRE,
            Service.WIFI,
            Service.COFFEE,
            Service.KITCHEN,
            Service.GARDEN,
            Service.BICYCLES,
            Service.PHONE_BOOTH,
        ],
        house_rules="La salle du bas est silencieuse. Chacun s’inscrit au tableau du ménage une fois par mois.",
        access="Boîte à clé sous l’escalier extérieur : 3174.",
        picture="hills",
        settings={"half_day_boundary": time(13, 0), "email": "bonjour@lamagnanerie.example"},
        past_closures=[(-108, 15, "Fermeture d’été")],
        coming_closures=[(34, 9, "Fermeture de fin d’année")],
    ),
    VenueSpec(
        key="gare",
        structure="magnanerie",
        name="La Gare des Possibles",
        kind=Venue.Kind.FABLAB,
        municipality="26289",
        address="1 avenue de la Gare",
        coordinates=(44.6976, 5.1897),
        summary="Fablab dans l’ancienne gare : machines, cinq postes et un quai au soleil.",
        description=(
            "Découpe laser, fraiseuse et imprimantes 3D, après une initiation d’une heure ; cinq postes pour "
            "travailler à côté. Fermée le lundi, ouverte le samedi jusqu’à 17 h."
        ),
        hours=[*hours("1234", "9:30-18:30"), *hours("5", "10:00-17:00")],
        resources=[
            desks(5, name="Salle des pas perdus", demand=0.35),
            machines(
                2,
                name="Machines",
                description="Découpe laser et fraiseuse : initiation demandée.",
                demand=0.35,
                induction=True,
            ),
        ],
        services=[Service.WIFI, Service.WORKSHOP, Service.COFFEE, Service.BICYCLES, Service.PARKING],
        house_rules="Lunettes obligatoires près des machines. Jamais seul à la fraiseuse.",
        access="Porte côté quai. Le disjoncteur des machines est à gauche en entrant.",
        picture="station",
        settings={"horizon_days": 30, "email": "gare@lamagnanerie.example"},
        past_closures=[(-60, 1, "Festival du village")],
    ),
    VenueSpec(
        key="bibliotheque",
        structure="chatillon",
        name="Bibliothèque du Pont",
        kind=Venue.Kind.LIBRARY,
        municipality="26086",
        address="Place Reviron",
        coordinates=(44.6936, 5.4752),
        summary="Deux postes dans la bibliothèque municipale, tenue par des bénévoles.",
        description="Deux postes près de la fenêtre, le mardi, le mercredi, et le vendredi après le marché.",
        hours=[*hours("12", "9:00-12:00", "14:00-18:00"), *hours("4", "14:00-18:30")],
        resources=[desks(2, name="Près de la fenêtre", demand=0.4)],
        services=[Service.WIFI, Service.PRINTER, Service.DIGITAL_HELP],
        house_rules="Les bénévoles ont leurs horaires : merci de partir à l’heure.",
        access="À l’étage de la mairie, escalier de droite.",
        picture="library",
        settings={"horizon_days": 30, "uses_check_in": False, "email": "bibliotheque@chatillon.example"},
        members_steps=(),
        others_steps=(),
        quotas={("future", "reservations"): 3},
    ),
]
