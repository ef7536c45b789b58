"""An invited address reaches the sign-up form and the mail as it was written."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from espaces.models import RoleKind
from espaces.services.invitations import invite
from tests.factories import StructureFactory, manager_of

pytestmark = pytest.mark.django_db


def test_an_address_with_a_plus_stays_whole() -> None:
    structure = StructureFactory()
    offered = invite(
        actor=manager_of(structure),
        kind=RoleKind.MANAGER,
        scope=structure,
        email="marie+tiers@example.org",
        now=timezone.now(),
    )
    page = Client().get(reverse("espaces:invitation", args=[offered.secret]))
    assert page.context["signup_address"].endswith("&email=marie%2Btiers%40example.org")


def test_a_line_break_in_a_name_does_not_keep_the_mail_from_leaving(
    deliver_outgoing: Callable[[], None],
) -> None:
    structure = StructureFactory(name="Les Ateliers\nBcc: tous@example.org")
    invite(
        actor=manager_of(structure),
        kind=RoleKind.MANAGER,
        scope=structure,
        email="marie@example.org",
        now=timezone.now(),
    )
    deliver_outgoing()
    (message,) = mail.outbox
    assert "Les Ateliers Bcc: tous@example.org" in message.subject
    assert (message.to, message.bcc) == (["marie@example.org"], [])
