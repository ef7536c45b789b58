from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class EspacesConfig(AppConfig):
    name = "espaces"
    verbose_name = _("places, people and rights")

    def ready(self) -> None:
        from espaces import receivers  # noqa: F401
        from espaces.ports import plug_records
        from espaces.queries.personal_records import RECORDS

        plug_records(RECORDS)
