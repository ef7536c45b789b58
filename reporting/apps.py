from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ReportingConfig(AppConfig):
    name = "reporting"
    verbose_name = _("figures")

    def ready(self) -> None:
        from espaces.services.merging import SAME_TWICE
        from reporting.services.merged_facts import TWINS

        SAME_TWICE.update(TWINS)
