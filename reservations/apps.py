from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ReservationsConfig(AppConfig):
    name = "reservations"
    verbose_name = _("reservations and presence")

    def ready(self) -> None:
        from espaces.ports import plug_records
        from reservations import receivers  # noqa: F401
        from reservations.queries.personal_records import RECORDS

        plug_records(RECORDS)
