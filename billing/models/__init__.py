from billing.models.charges import Charge
from billing.models.plan_prices import MembershipAmount, PlanDiscount, PlanPrice
from billing.models.price_lists import PriceEdition, PriceList, VenuePriceList
from billing.models.prices import PricedDay, ReservationPrice
from billing.models.sales import Article, PackProduct, PackSale, Sale
from billing.models.tariffs import Cap, Tariff
from billing.models.tax import TaxRegime

__all__ = [
    "Article",
    "Cap",
    "Charge",
    "MembershipAmount",
    "PackProduct",
    "PackSale",
    "PlanDiscount",
    "PlanPrice",
    "PriceEdition",
    "PriceList",
    "PricedDay",
    "ReservationPrice",
    "Sale",
    "Tariff",
    "TaxRegime",
    "VenuePriceList",
]
