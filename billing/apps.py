from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class BillingConfig(AppConfig):
    name = "billing"
    verbose_name = _("prices and money")

    def ready(self) -> None:
        from billing import receivers  # noqa: F401
        from billing.queries.price_hints import PublishedPrices
        from reservations.ports import plug_price_hints

        plug_price_hints(PublishedPrices())
