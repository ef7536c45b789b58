from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ReportingConfig(AppConfig):
    name = "reporting"
    verbose_name = _("figures")

    def ready(self) -> None:
        from espaces.ports import plug_records
        from espaces.services.merging import SAME_TWICE
        from reporting import receivers  # noqa: F401
        from reporting.queries.notices import Questions
        from reporting.queries.personal_records import RECORDS
        from reporting.services.merged_facts import TWINS
        from reservations.ports import plug_notices

        plug_records(RECORDS)
        plug_notices(Questions())
        SAME_TWICE.update(TWINS)
