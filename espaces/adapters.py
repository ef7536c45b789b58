from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.utils.crypto import get_random_string

from espaces.services.outgoing import send_later


class AccountAdapter(DefaultAccountAdapter):
    """Messages about accounts leave like every other one: written now, sent by a worker."""

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
