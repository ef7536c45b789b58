from billing.models.accounts import CustomerAccount, LedgerAccount, LegalMention, StructureAccount
from billing.models.books import (
    BookArchive,
    BookCheck,
    ChainHead,
    ChainLink,
    Closing,
    EReport,
    ExportedHead,
    PortalDeposit,
)
from billing.models.charges import Charge
from billing.models.follow_up import Reminder, ReminderStep
from billing.models.invoices import (
    BillingRun,
    Invoice,
    InvoiceDocument,
    InvoiceDraft,
    InvoiceLine,
    InvoiceSeries,
)
from billing.models.online import OnlinePayment, OnlineRefund, Payout, SavedMethod, StripeAccount, StripeEvent
from billing.models.payments import (
    Allocation,
    BankImport,
    BankLine,
    DepositSlip,
    DepositSlipItem,
    Means,
    Payment,
    Reversal,
)
from billing.models.plan_prices import MembershipAmount, PlanDiscount, PlanPrice
from billing.models.price_lists import PriceEdition, PriceList, VenuePriceList
from billing.models.prices import PricedDay, ReservationPrice
from billing.models.sales import Article, PackProduct, PackSale, Sale
from billing.models.tariffs import Cap, Tariff
from billing.models.tax import TaxRegime

__all__ = [
    "Allocation",
    "Article",
    "BankImport",
    "BankLine",
    "BillingRun",
    "BookArchive",
    "BookCheck",
    "Cap",
    "ChainHead",
    "ChainLink",
    "Charge",
    "Closing",
    "CustomerAccount",
    "DepositSlip",
    "DepositSlipItem",
    "EReport",
    "ExportedHead",
    "Invoice",
    "InvoiceDocument",
    "InvoiceDraft",
    "InvoiceLine",
    "InvoiceSeries",
    "LedgerAccount",
    "LegalMention",
    "Means",
    "MembershipAmount",
    "OnlinePayment",
    "OnlineRefund",
    "PackProduct",
    "PackSale",
    "Payment",
    "Payout",
    "PlanDiscount",
    "PlanPrice",
    "PortalDeposit",
    "PriceEdition",
    "PriceList",
    "PricedDay",
    "Reminder",
    "ReminderStep",
    "ReservationPrice",
    "Reversal",
    "Sale",
    "SavedMethod",
    "StripeAccount",
    "StripeEvent",
    "StructureAccount",
    "Tariff",
    "TaxRegime",
    "VenuePriceList",
]
