"""The venues of the Lozère: the valley of the Tarn and around."""

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
    surgery,
)
from espaces.models import Structure, Venue

STRUCTURES = [
    StructureSpec(
        "filature",
        "Association La Filature",
        Structure.Kind.ASSOCIATION,
        "99910012",
        "48061",
        "2 quai des Fileuses",
        "asso@lafilature.example",
    ),
    StructureSpec(
        "hautes-vallees",
        "Communauté de communes des Hautes Vallées",
        Structure.Kind.PUBLIC_BODY,
        "99920027",
        "48198",
        "1 place de la Mairie",
        "contact@hautes-vallees.example",
    ),
    StructureSpec(
        "halles",
        "SARL Café des Halles",
        Structure.Kind.COMPANY,
        "99930034",
        "48075",
        "5 place des Halles",
        "bonjour@cafedeshalles.example",
    ),
]

ALL_DAY = hours("0123456", "0:00-24:00", extended=True)

VENUES = [
    VenueSpec(
        key="filature",
        structure="filature",
        name="La Filature",
        kind=Venue.Kind.COWORKING,
        municipality="48061",
        address="2 quai des Fileuses",
        coordinates=(44.3259, 3.5934),
        summary="Ancienne filature au bord du Tarnon : fibre, cuisine, atelier, ouverte tous les jours.",
        description=(
            "Douze postes sous la verrière de l’ancienne filature de soie, deux bureaux fermés, une salle de "
            "réunion et un atelier équipé. La cuisine est commune, le café est offert, et l’on déjeune au bord de "
            "l’eau dès qu’il fait beau. Les abonnés qui ont un badge viennent tôt le matin et le soir ; l’atelier "
            "leur est ouvert jour et nuit."
        ),
        hours=[*hours("0123456", "8:00-20:00"), *hours("0123456", "6:30-22:00", extended=True)],
        resources=[
            desks(
                12, name="La verrière", demand=0.55, description="Grandes tables, lumière du nord, écrans."
            ),
            offices(2, description="Pour deux personnes, porte qui ferme, au calme sur le jardin."),
            room(
                10, name="Salle des métiers", description="Dix places, écran, visioconférence, tableau blanc."
            ),
            booth(),
            machines(
                6,
                name="Atelier",
                description="Six établis : découpe vinyle, imprimantes 3D, couture, électronique.",
                hours=[*hours("0123456", "8:00-20:00"), *ALL_DAY],
            ),
        ],
        services=[
            Service.FIBRE,
            Service.WIFI,
            Service.PRINTER,
            Service.SCREENS,
            Service.VIDEO_CALLS,
            Service.PHONE_BOOTH,
            Service.COFFEE,
            Service.KITCHEN,
            Service.GARDEN,
            Service.BICYCLES,
            Service.LOCKERS,
            Service.WORKSHOP,
        ],
        house_rules=(
            "On téléphone dans la cabine ou dehors. On lave sa tasse. Le dernier parti ferme les fenêtres et "
            "éteint les lumières de la verrière."
        ),
        access="Porte côté quai, code 4807B. Le soir, le badge ouvre aussi le portillon du jardin.",
        picture="mill",
        open_on_holidays=True,
        settings={
            "wheelchair_accessible": True,
            "phone": "04 66 00 10 01",
            "email": "bonjour@lafilature.example",
        },
        past_closures=[(-201, 2, "Coupure d’électricité dans le quartier")],
    ),
    VenueSpec(
        key="halles",
        structure="halles",
        name="Café des Halles",
        kind=Venue.Kind.CAFE,
        municipality="48075",
        address="5 place des Halles",
        coordinates=(44.3717, 3.5352),
        summary="Dans le café du village, une prise à chaque table, et le journal du jour.",
        description=(
            "Quatre tables du fond sont gardées pour qui travaille : prises, bonne connexion et chaises droites. "
            "Le plat du jour est servi à midi. Le jeudi, jour de foire, le café est plein : pas de table "
            "l’après-midi."
        ),
        hours=[*hours("01245", "7:00-18:30"), *hours("3", "7:00-13:00")],
        resources=[desks(4, name="Tables du fond", demand=0.5)],
        services=[Service.WIFI, Service.COFFEE, Service.MEALS, Service.PARKING],
        house_rules="Une consommation par demi-journée. Les appels se prennent sous la halle.",
        access="Entrez par la place ; dites au comptoir que vous avez réservé, on vous montre la table.",
        picture="cafe",
        settings={
            "half_day_boundary": time(12, 30),
            "phone": "04 66 00 10 02",
            "email": "bonjour@cafedeshalles.example",
        },
        members_steps=((2, 100),),
        others_steps=((12, 50), (2, 100)),
        past_closures=[(-96, 12, "Congés annuels")],
    ),
    VenueSpec(
        key="ecole",
        structure="filature",
        name="L’École d’en haut",
        kind=Venue.Kind.SCHOOL,
        municipality="48116",
        address="Montée de l’École",
        coordinates=(44.3631, 3.7461),
        summary="Deux salles de classe, un préau et un jardin au-dessus du village.",
        description=(
            "L’école a fermé il y a vingt ans ; ses deux salles ont gardé leurs grandes fenêtres et leur poêle. "
            "Une salle est silencieuse, l’autre pour parler. De plain-pied, accessible en fauteuil."
        ),
        hours=[*hours("01234", "9:00-18:00"), *hours("0123", "18:00-21:00", extended=True)],
        summer=hours("01234", "8:00-13:00"),
        resources=[
            desks(6, name="Salle des grands", demand=0.4),
            room(
                8,
                name="Salle des petits",
                demand=0.2,
                description="Tables rondes, pour réunions et ateliers.",
            ),
        ],
        services=[Service.WIFI, Service.COFFEE, Service.KITCHEN, Service.GARDEN, Service.PARKING],
        house_rules="On retire ses chaussures de marche dans le préau. Le poêle se recharge à midi.",
        access="La clé est dans la boîte à code du préau : 1881.",
        picture="school",
        settings={"wheelchair_accessible": True, "horizon_days": 45, "email": "ecole@lafilature.example"},
        past_closures=[(-268, 3, "Neige : la montée n’est pas praticable")],
        coming_closures=[(16, 2, "Ramonage et contrôle électrique")],
    ),
    VenueSpec(
        key="france-services",
        structure="hautes-vallees",
        name="France Services des Hautes Vallées",
        kind=Venue.Kind.FRANCE_SERVICES,
        municipality="48198",
        address="12 rue de la Gare",
        coordinates=(44.4391, 3.9322),
        summary="Démarches, aide numérique, et un bureau fermé pour la visioconférence.",
        description=(
            "Deux conseillères vous accueillent pour vos démarches. Un bureau fermé se réserve pour un rendez-vous "
            "à distance, deux postes pour travailler, et un conseiller à la création d’entreprise reçoit le mardi "
            "et le jeudi."
        ),
        hours=[*hours("0123", "9:00-12:30", "13:30-17:30"), *hours("4", "9:00-12:30")],
        resources=[
            desks(2, name="Postes libres", demand=0.35),
            offices(1, name="Bureau de visioconférence", demand=0.55),
            surgery(
                name="Permanence création d’entreprise",
                description="Une demi-heure avec un conseiller, gratuite.",
                hours=hours("13", "14:00-17:00"),
            ),
        ],
        services=[Service.FIBRE, Service.PRINTER, Service.VIDEO_CALLS, Service.DIGITAL_HELP, Service.PARKING],
        house_rules="Merci de libérer le bureau à l’heure : quelqu’un d’autre a rendez-vous.",
        access="Sonnez à l’accueil, rez-de-chaussée de l’ancienne gare.",
        picture="station",
        settings={
            "wheelchair_accessible": True,
            "half_day_boundary": time(13, 0),
            "notice_minutes": 60,
            "phone": "04 66 00 10 04",
            "email": "fs@hautes-vallees.example",
        },
        quotas={("future", "reservations"): 4},
    ),
    VenueSpec(
        key="mediatheque",
        structure="hautes-vallees",
        name="Médiathèque de la Tour",
        kind=Venue.Kind.LIBRARY,
        municipality="48080",
        address="3 rue de la Tour",
        coordinates=(44.7270, 3.8551),
        summary="Quatre postes au milieu des livres, au calme, gratuits.",
        description=(
            "À l’étage de la médiathèque, quatre postes avec écran regardent la vieille ville. Fermée le lundi et "
            "le samedi matin, jour de marché."
        ),
        hours=[*hours("1234", "9:30-12:00", "14:00-18:00"), *hours("5", "14:00-17:00")],
        summer=hours("1234", "9:00-13:00"),
        resources=[desks(4, name="Salle de lecture", demand=0.4), booth(name="Cabine d’écoute", demand=0.1)],
        services=[Service.WIFI, Service.PRINTER, Service.SCREENS, Service.DIGITAL_HELP],
        house_rules="C’est une bibliothèque : on parle bas, on téléphone dans la cabine.",
        access="Ascenseur à droite de la banque de prêt, premier étage.",
        picture="library",
        settings={"wheelchair_accessible": True, "email": "mediatheque@hautes-vallees.example"},
        quotas={("future", "reservations"): 4, ("week", "reservations"): 5},
        past_closures=[(-150, 5, "Inventaire annuel")],
    ),
]
