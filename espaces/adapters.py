from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.crypto import get_random_string

from espaces.models import RoleKind
from espaces.queries.access import roles_of
from espaces.services.outgoing import send_later


class AccountAdapter(DefaultAccountAdapter):
    """Messages about accounts leave like every other one: written now, sent by a worker."""

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """Whoever funds and does nothing else comes to read reports."""
        kinds = set(roles_of(request.user).values_list("kind", flat=True))
        if kinds == {RoleKind.FUNDER}:
            return reverse("reporting:funder_home")
        return str(super().get_login_redirect_url(request))

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        message = self.render_mail(
            template_prefix, email, {"request": self.request, "current_site": self.site(), **context}
        )
        send_later(
            kind="account",
            key=f"account:{get_random_string(32)}",
            payload={"to": message.to, "subject": message.subject, "body": message.body},
        )

    def site(self) -> dict[str, str]:
        network = getattr(self.request, "network", None)
        host = network.host if network and network.host else urlsplit(settings.BASE_URL).netloc
        return {"name": network.name if network else "Espaces", "domain": host}

    def format_email_subject(self, subject: str) -> str:
        return f"{subject} · {self.site()['name']}"
