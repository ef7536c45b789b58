"""Handlers of `Outgoing` messages: plain rendering and sending; a failure is raised and tried again."""

from __future__ import annotations

from typing import Any

from django.core.mail import EmailMessage


def send_account_message(payload: dict[str, Any]) -> None:
    EmailMessage(payload["subject"], payload["body"], to=payload["to"]).send()
