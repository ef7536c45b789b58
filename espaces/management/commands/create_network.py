from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.urls import reverse
from django.utils import timezone

from espaces.queries.networks import page_address
from espaces.services.networks import create_network


class Command(BaseCommand):
    help = "Opens a network with its first terms of use, and invites its coordinator by mail."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--name", required=True, help="name shown on every page")
        parser.add_argument("--slug", required=True, help="address /r/<slug>/")
        parser.add_argument("--host", default="", help="own host name, if it has one")
        parser.add_argument("--coordinator-email", required=True, help="whom to invite")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            invitation = create_network(
                name=options["name"],
                slug=options["slug"],
                host=options["host"],
                coordinator_email=options["coordinator_email"],
                now=timezone.now(),
            )
        except ValidationError as error:
            reasons = [f"{field}: {' '.join(texts)}" for field, texts in error.message_dict.items()]
            raise CommandError("\n".join(reasons)) from None
        path = reverse("espaces:invitation", args=[invitation.secret])
        self.stdout.write(f"Network {invitation.scope} opened. {invitation.email} is invited at:")
        self.stdout.write(page_address(path, invitation.network))
