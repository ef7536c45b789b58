from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ReservationsConfig(AppConfig):
    name = "reservations"
    verbose_name = _("reservations and presence")

    def ready(self) -> None:
        from reservations import receivers  # noqa: F401
