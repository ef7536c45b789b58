from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _

from espaces.queries.territories import count_of_uses
from espaces.services.territories import load_municipalities, read_shipped_list, shipped_year


class Command(BaseCommand):
    help = "Loads the official list of municipalities shipped with the product. Can be run again at any time."

    def handle(self, *args: Any, **options: Any) -> None:
        loaded = load_municipalities(listed=read_shipped_list())
        self.stdout.write(
            _(
                "Municipalities of %(year)s: %(created)s created, %(updated)s updated, "
                "%(unchanged)s unchanged."
            )
            % {
                "year": shipped_year(),
                "created": loaded.created,
                "updated": loaded.updated,
                "unchanged": loaded.unchanged,
            }
        )
        if loaded.left_the_list:
            self.stdout.write(
                _("No longer in the list, kept: %(codes)s. Venues and persons there: %(uses)s.")
                % {"codes": ", ".join(loaded.left_the_list), "uses": count_of_uses(loaded.left_the_list)}
            )
