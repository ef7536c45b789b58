"""Handlers of `Outgoing` messages: plain rendering and sending; a failure is raised and tried again."""

from __future__ import annotations

from typing import Any

from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from espaces.queries.accounts import language_of_address
from espaces.queries.networks import page_address
from espaces.queries.roles import network_concerned, open_invitation


def send_account_message(payload: dict[str, Any]) -> None:
    EmailMessage(payload["subject"], payload["body"], to=payload["to"]).send()


def send_invitation(payload: dict[str, Any]) -> None:
    """Nothing leaves for an invitation that was withdrawn or accepted meanwhile."""
    invitation = open_invitation(payload["invitation"])
    if invitation is None:
        return
    network = network_concerned(invitation)
    context = {
        "invitation": invitation,
        "network": network,
        "address": page_address(reverse("espaces:invitation", args=[invitation.secret]), network),
    }
    with translation.override(language_of_address(invitation.email)):
        subject = _("You are invited: %(scope)s") % {"scope": invitation.scope}
        body = render_to_string("emails/invitation.txt", context)
    EmailMessage(" ".join(subject.split()), body, to=[invitation.email]).send()
