"""Invented people: logins with their roles, members and visitors, who pays, what hosts have noted."""

from __future__ import annotations

import random
import unicodedata
from collections.abc import Iterator
from datetime import timedelta

from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password
from django.utils import timezone

from devtools.demo_data import PASSWORD
from espaces.models import Municipality, Network, Person, Structure, User, Venue
from espaces.services.accounts import claim_or_create_person
from espaces.services.invitations import accept_invitation, invite, mail_key
from espaces.services.outgoing import forget_later

FIRST_NAMES = (
    "Adèle Agathe Aïcha Alain Albane Alexis Amandine Anaïs André Antoine Arthur Awa Baptiste Béatrice Benoît Bruno"
    " Camille Carine Cécile Chloé Claire Clément Colette Damien Delphine Denis Diane Élise Émile Emma Éric Estelle"
    " Fabien Fatou Florence François Gabriel Gaëlle Germain Guillaume Hassan Hugo Inès Isabelle Jacques Jeanne"
    " Joëlle Julien Karim Laure Léa Léo Lise Louis Lucie Maël Malika Manon Marc Mathilde Maud Mehdi Mireille Nadia"
    " Naïm Nicolas Nina Noé Odile Olivier Pascale Paul Perrine Quentin Rachel Raphaël Rémi Romane Sabine Salomé"
    " Samuel Sarah Serge Simon Solène Sylvie Théo Thomas Tiphaine Ulysse Valérie Victor Violette Yann Yasmine Zoé"
).split()
LAST_NAMES = (
    "Abrial Almeras Astier Barthès Bastide Benali Bessière Blanc Boissier Bonnafoux Bouniol Brajon Brugière Causse"
    " Chabanel Chapelle Charrier Chevrot Coudert Crouzet Daudé Delmas Deschamps Diallo Dumazel Durand Escoffier"
    " Fages Faucher Feyt Fournier Gaillard Galtier Garnier Gervais Giraud Gourdon Hébrard Jouve Julhan Laurens"
    " Lacombe Lambert Lascoux Legrand Marcon Marquès Martinet Mazel Meissonnier Merle Moulin Nguyen Nouet Pagès"
    " Pascal Passerieux Peyron Pialot Pons Pradeilles Rampon Reynaud Ribot Rivière Roche Rouvière Sabatier Servière"
    " Sicard Tardieu Teyssier Tinland Valade Valette Vareilles Verdier Vialard Vidal Vigne Zemmour"
).split()


def login(first_name: str, last_name: str, email: str) -> Person:
    """Somebody who has signed up, proved the address and met his person."""
    user = User.objects.create(email=email, password=_password())
    EmailAddress.objects.create(user=user, email=email, verified=True, primary=True)
    return claim_or_create_person(user=user, first_name=first_name, last_name=last_name)


_hashed: list[str] = []


def _password() -> str:
    """Hashed once: the slowness of the hash is its purpose, and there are sixty logins."""
    if not _hashed:
        _hashed.append(make_password(PASSWORD))
    return _hashed[0]


def give_role(granter: Person, person: Person, kind: str, scope: Venue | Structure | Network) -> None:
    """Invited and accepted, as everybody who has a role; the mail is not sent."""
    now = timezone.now()
    invitation = invite(actor=granter, kind=kind, scope=scope, email=person.email, now=now)
    accept_invitation(actor=person, invitation=invitation, now=now)
    forget_later(key=mail_key(invitation))


Pairs = Iterator[tuple[str, str]]


def names(rng: random.Random) -> Pairs:
    """Pairs that do not come twice."""
    pairs = [(first, last) for first in FIRST_NAMES for last in LAST_NAMES]
    return iter(rng.sample(pairs, 400))


def address_of(first_name: str, last_name: str) -> str:
    plain = unicodedata.normalize("NFD", f"{first_name}.{last_name}".lower())
    return (
        "".join(sign for sign in plain if sign.isascii() and (sign.isalpha() or sign == "."))
        + "@mail.example"
    )


def without_login(rng: random.Random, pairs: Pairs, count: int, home: Municipality | None) -> list[Person]:
    """Known to hosts by name; two in three gave an address, one in two a telephone number."""
    made = []
    for (first, last), _number in zip(pairs, range(count), strict=False):
        made.append(
            Person(
                first_name=first,
                last_name=last,
                email=address_of(first, last) if rng.random() < 0.65 else "",
                phone=_phone(rng) if rng.random() < 0.5 else "",
                municipality=home,
            )
        )
    return Person.objects.bulk_create(made)


def _phone(rng: random.Random) -> str:
    """Numbers kept by the regulator for works of fiction: 06 39 98 00 00 to 06 39 98 99 99."""
    return f"06 39 98 {rng.randrange(100):02d} {rng.randrange(100):02d}"


def member(pair: tuple[str, str], home: Municipality | None, rng: random.Random) -> Person:
    person = login(*pair, address_of(*pair))
    person.municipality = home
    person.phone = _phone(rng) if rng.random() < 0.6 else ""
    person.save(update_fields=["municipality", "phone"])
    return person


def grow_older(rng: random.Random) -> None:
    """They were all created today; they say they came over the last two years."""
    changed = list(Person.objects.order_by("pk"))
    now = timezone.now()
    for person in changed:
        person.created_at = now - timedelta(days=rng.randrange(380, 800), minutes=rng.randrange(900))
    Person.objects.bulk_update(changed, ["created_at"])
