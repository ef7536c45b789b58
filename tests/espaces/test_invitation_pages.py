"""From the mail to the role, as a browser goes; and every way in which the page says no."""

import re

import pytest
from django.test import Client
from django.utils import timezone

from espaces.models import Invitation, Outgoing, Role
from espaces.services.invitations import SENTENCES, invite
from tests.factories import NetworkFactory, StructureFactory, VenueFactory, login_of, manager_of

pytestmark = pytest.mark.django_db
EMAIL = "ines+accueil@example.org"


@pytest.fixture
def invitation() -> Invitation:
    venue = VenueFactory(structure=StructureFactory(network=NetworkFactory()), slug="la-filature")
    manager = manager_of(venue.structure)
    return invite(actor=manager, kind="host", scope=venue, email=EMAIL, now=timezone.now())


def page_of(invitation: Invitation) -> str:
    return f"/invitation/{invitation.secret}/"


def test_from_the_mail_through_sign_up_to_the_role(client: Client, invitation: Invitation) -> None:
    page = client.get(page_of(invitation))
    entrance = page.context["signup_address"]
    assert (
        entrance
        == f"/comptes/signup/?next=%2Finvitation%2F{invitation.secret}%2F&email=ines%2Baccueil%40example.org"
    )
    assert client.get(entrance).context["form"].initial["email"] == EMAIL
    client.post(
        "/comptes/signup/",
        {
            "first_name": "Inès",
            "last_name": "Moreau",
            "email": EMAIL,
            "password1": "une phrase assez longue",
            "next": page_of(invitation),
        },
    )
    body = Outgoing.objects.get(kind="account").payload["body"]
    code = re.search(r"^\s*([A-Z0-9]{3,4}-?[A-Z0-9]{3,4})\s*$", body, re.MULTILINE)
    assert code
    answer = client.post("/comptes/confirm-email/", {"code": code[1]})
    assert answer.url == page_of(invitation)
    answer = client.post(page_of(invitation))
    assert answer.url == "/accueil/la-filature/personnes/"
    assert client.get(answer.url).status_code == 200
    assert Role.objects.active().get(kind="host").person.user.email == EMAIL


def test_nobody_accepts_without_a_login(client: Client, invitation: Invitation) -> None:
    assert client.post(page_of(invitation)).status_code == 200
    invitation.refresh_from_db()
    assert invitation.accepted_at is None


def test_another_login_reads_why_not(client: Client, invitation: Invitation) -> None:
    stranger = login_of()
    client.force_login(stranger.user)
    answer = client.post(page_of(invitation))
    assert answer.status_code == 422
    assert answer.context["form"].non_field_errors() == [SENTENCES["wrong_address"]]
    assert not Role.objects.filter(person=stranger).exists()


@pytest.mark.parametrize("state", ["revoked", "used", "expired"])
def test_a_closed_invitation_says_so_and_offers_nothing(
    client: Client, invitation: Invitation, state: str
) -> None:
    now = timezone.now()
    ended = {"revoked": "revoked_at", "used": "accepted_at", "expired": "expires_at"}[state]
    Invitation.objects.filter(pk=invitation.pk).update(**{ended: now})
    page = client.get(page_of(invitation))
    assert str(page.context["problem"]) == str(SENTENCES[state])
    assert f'href="{page.context["signup_address"]}"' not in page.content.decode()


def test_an_unknown_secret_is_no_page(client: Client) -> None:
    assert client.get("/invitation/inconnu/").status_code == 404
