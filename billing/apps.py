from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class BillingConfig(AppConfig):
    name = "billing"
    verbose_name = _("prices and money")

    def ready(self) -> None:
        from billing import receivers  # noqa: F401
        from billing.queries.personal_records import RECORDS
        from billing.queries.price_hints import PublishedPrices
        from billing.services.merged_accounts import TWINS
        from espaces.ports import plug_records
        from espaces.services.merging import SAME_TWICE
        from reservations.ports import plug_price_hints

        plug_price_hints(PublishedPrices())
        plug_records(RECORDS)
        SAME_TWICE.update(TWINS)
