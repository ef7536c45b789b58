from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class EspacesConfig(AppConfig):
    name = "espaces"
    verbose_name = _("places, people and rights")

    def ready(self) -> None:
        from espaces import receivers  # noqa: F401
