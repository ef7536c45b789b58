"""How a structure bills: wrong values are refused in words, changes are kept, closed books stay closed."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from billing.models import CustomerAccount, InvoiceSeries, StructureAccount
from billing.services.structure_accounts import save_account, save_billing_details, start_series
from espaces.errors import Refused
from espaces.models import Act
from tests.factories import StructureFactory, manager_of
from tests.factories.invoicing import IBAN, invoiced

pytestmark = pytest.mark.django_db

BLANK = {
    "legal_form": "Association loi 1901",
    "register": "",
    "vat_number": "",
    "holder": "",
    "iban": "",
    "bic": "",
    "billing_day": "1",
    "payment_days": "30",
    "prefix": "",
    "cash_ceiling": "",
    "arrears_days": "",
    "fiscal_year_month": "1",
    "time_zone": "Europe/Paris",
    "accountant_email": "",
    "lock_date": "",
    "reason": "",
}


@pytest.fixture
def send(client, structure, manager):
    client.force_login(manager.user)

    def send(**fields):
        return client.post(reverse("billing:structure_account", args=[structure.pk]), BLANK | fields)

    return send


def test_numbers_may_be_written_with_spaces(send):
    spaced = " ".join(IBAN[i : i + 4] for i in range(0, len(IBAN), 4))
    assert send(iban=spaced, bic="agrifrpp", cash_ceiling="20,50").status_code == 302
    account = StructureAccount.objects.get()
    assert (account.iban, account.bic, str(account.cash_ceiling)) == (IBAN, "AGRIFRPP", "20.50")


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("iban", "FR76 3000 6000 0112 3456 7890 188"),
        ("bic", "AGRI"),
        ("vat_number", "FR00123456789"),
        ("prefix", "FA"),
        ("prefix", "mdl"),
        ("billing_day", "29"),
        ("payment_days", "61"),
        ("cash_ceiling", "-1"),
        ("lock_date", "2999-01-01"),
        ("accountant_email", "compta"),
    ],
)
def test_a_wrong_value_is_refused_and_nothing_is_kept(send, structure, field, value):
    before = StructureAccount.objects.values().get()
    answer = send(**{field: value})
    assert answer.status_code == 422
    assert field in answer.context["form"].errors or answer.context["form"].non_field_errors()
    assert StructureAccount.objects.values().get() == before


def test_what_changed_is_kept_with_what_it_was(structure, manager):
    save_account(actor=manager, structure=structure, fields={"payment_days": 15, "billing_day": 1})
    act = Act.objects.get(verb="billing_settings_changed")
    assert (act.actor, act.details["before"], act.details["after"]) == (
        manager,
        {"payment_days": 30},
        {"payment_days": 15},
    )
    save_account(actor=manager, structure=structure, fields={"payment_days": 15})
    assert Act.objects.filter(verb="billing_settings_changed").count() == 1


def test_closed_books_are_opened_again_for_a_reason_only(structure, manager, today):
    day = dt.timedelta(days=1)
    save_account(actor=manager, structure=structure, fields={"lock_date": today - day})
    for back in (today - 2 * day, None):
        with pytest.raises(Refused) as refused:
            save_account(actor=manager, structure=structure, fields={"lock_date": back})
        assert refused.value.code == "lock_goes_back"
    with pytest.raises(Refused):
        save_account(actor=manager, structure=structure, fields={"lock_date": today + day})
    assert StructureAccount.objects.get().lock_date == today - day
    save_account(
        actor=manager, structure=structure, fields={"lock_date": None}, reason="Chèque de mars oublié"
    )
    assert Act.objects.latest("pk").details["reason"] == "Chèque de mars oublié"


def test_a_first_account_is_created_by_the_page(client):
    structure = StructureFactory()
    client.force_login(manager_of(structure).user)
    address = reverse("billing:structure_account", args=[structure.pk])
    page = client.get(address)
    assert [lack.where for lack, _href in page.context["lacks"]][:2] == ["account", "structure"]
    assert client.post(address, BLANK).status_code == 302
    assert StructureAccount.objects.filter(structure=structure).exists()


def test_numbers_go_on_from_those_of_another_tool(structure, customer, manager, today):
    start_series(actor=manager, structure=structure, kind="invoice", year=today.year, last_number=1220)
    start_series(actor=manager, structure=structure, kind="invoice", year=today.year, last_number=122)
    invoice = invoiced(structure, customer, 10)
    assert invoice.reference == f"FA-{today.year}-000123"
    with pytest.raises(Refused):
        start_series(actor=manager, structure=structure, kind="invoice", year=today.year, last_number=200)
    assert InvoiceSeries.objects.get(kind="invoice").last_number == 123


def test_billing_details_are_kept_for_the_next_invoices_only(structure, customer, manager):
    invoice = invoiced(structure, customer, 10)
    details = {"address": "2 rue du Moulin", "postcode": "57260", "town": "Dieuze", "siret": "73282932000074"}
    kept = {"engagement": "EJ-42", "service_code": "ACHATS"}
    save_billing_details(actor=manager, customer=customer, details=details, structure=structure, kept=kept)
    customer.refresh_from_db()
    later = invoiced(structure, customer, 10)
    assert (later.content["buyer"]["siret"], later.content["engagement"]) == ("73282932000074", "EJ-42")
    invoice.refresh_from_db()
    assert invoice.content["buyer"]["siret"] == ""
    assert Act.objects.get(verb="customer_changed").details["fields"] == sorted(details)


def test_a_wrong_siret_or_vat_number_changes_nothing(structure, customer, manager):
    for wrong in ({"siret": "73282932000075"}, {"vat_number": "FR00732829320"}):
        with pytest.raises(ValidationError):
            save_billing_details(
                actor=manager, customer=customer, details={"town": "Ailleurs"} | wrong, structure=structure
            )
    customer.refresh_from_db()
    assert (customer.town, customer.siret) == ("", "")
    assert not CustomerAccount.objects.exists()
