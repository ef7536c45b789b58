from __future__ import annotations

import logging
from typing import Any

from allauth.account.models import EmailAddress
from allauth.account.signals import email_changed, email_confirmed
from django.contrib.auth.signals import user_logged_in
from django.dispatch import receiver
from django.http import HttpRequest
from kombu.exceptions import OperationalError

from espaces.forms.accounts import SIGN_UP
from espaces.models import User
from espaces.queries.terms import terms_of_number
from espaces.services.accounts import claim_or_create_person, follow_primary_address
from espaces.services.terms import accept_terms
from espaces.signals import outgoing_written
from espaces.tasks import deliver_outgoing

logger = logging.getLogger(__name__)


@receiver(outgoing_written)
def nudge_worker(**_kwargs: Any) -> None:
    """The broker may be down: nothing is lost, the sweep of every minute delivers what waits."""
    try:
        deliver_outgoing.delay()
    except OperationalError:
        logger.warning("no broker: outgoing messages wait for the next sweep")


@receiver(email_confirmed)
def meet_person(request: HttpRequest, email_address: EmailAddress, **_kwargs: Any) -> None:
    """The address is proved: its login gets its person, and what was typed in this browser at sign-up counts."""
    user = email_address.user
    typed = request.session.get(SIGN_UP) or {}
    if typed.get("user") != user.pk:
        claim_or_create_person(user=user)
        return
    person = claim_or_create_person(user=user, first_name=typed["first_name"], last_name=typed["last_name"])
    terms = terms_of_number(typed["terms"])
    if terms:
        accept_terms(actor=person, terms=terms)
    del request.session[SIGN_UP]


@receiver(user_logged_in)
def make_sure_of_a_person(user: User, **_kwargs: Any) -> None:
    """A login made by a command has no sign-up: its person is made at its first visit."""
    claim_or_create_person(user=user)


@receiver(email_changed)
def keep_contact_address(user: User, to_email_address: EmailAddress, **_kwargs: Any) -> None:
    follow_primary_address(user=user, address=to_email_address)
