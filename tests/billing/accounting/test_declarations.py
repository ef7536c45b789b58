"""Sales to consumers declared once, corrected where figures change, by the rhythm of the regime."""

from __future__ import annotations

import datetime as dt
import json
from uuid import uuid4

import pytest
from django.urls import reverse

from billing.models import EReport, StructureAccount, TaxRegime
from billing.queries.accounts import account_of
from billing.queries.ereports import Declared, declarations
from billing.services.crediting import credit_invoice
from billing.services.ereports import note_declared
from espaces.errors import Refused
from espaces.models import Act
from tests.billing.accounting.conftest import NOW
from tests.factories.invoicing import invoiced, make_biller, paid

pytestmark = pytest.mark.django_db
JULY = dt.date(2026, 7, 1)


def found(structure, today: dt.date = JULY) -> list[Declared]:
    return declarations(structure, account_of(structure), today)


def sales(structure, today: dt.date = JULY) -> Declared:
    return next(one for one in found(structure, today) if one.kind == "transactions")


def note(structure, manager, declared: Declared, **more) -> EReport | None:
    return note_declared(
        actor=manager,
        structure=structure,
        kind=declared.kind,
        starts_on=declared.period.starts_on,
        **{"seen": declared.fingerprint, "today": JULY} | more,
    )


def test_declared_twice_is_one_declaration_and_changed_figures_are_a_correction(
    structure, customer, manager
) -> None:
    invoice = invoiced(structure, customer, 12, 24)
    first = sales(structure)
    assert (first.todo.version, first.todo.replaces) == (1, None)
    assert first.content["rows"] == [
        {
            "day": "2026-06-15",
            "currency": "EUR",
            "category": "TPS1",
            "rate": "20.00",
            "transactions": 1,
            "net": "30.00",
            "tax": "6.00",
        }
    ]
    assert note(structure, manager, first).version == 1
    assert note(structure, manager, sales(structure)) is None
    assert EReport.objects.count() == 1
    credit_invoice(actor=None, invoice_id=invoice.pk, wanted=None, reason="Erreur", token=uuid4())
    changed = sales(structure)
    assert (changed.todo.version, changed.todo.replaces) == (2, 1)
    assert note(structure, manager, changed).version == 2
    assert sales(structure).todo is None
    acts = Act.objects.filter(verb="sales_declared").order_by("pk")
    assert [(act.actor, act.details["version"]) for act in acts] == [(manager, 1), (manager, 2)]


def test_only_figures_that_were_seen_are_noted(structure, customer, manager) -> None:
    invoiced(structure, customer, 12)
    seen = sales(structure)
    invoiced(structure, customer, 5)
    with pytest.raises(Refused) as refused:
        note(structure, manager, seen)
    assert refused.value.code == "figures_changed"
    with pytest.raises(Refused) as refused:
        note(structure, manager, sales(structure), today=dt.date(2026, 6, 30))
    assert refused.value.code == "no_period"
    assert not EReport.objects.exists()


def test_the_rhythm_follows_the_regime(customer) -> None:
    franchise, exempt, unsaid, monthly = (
        make_biller(regime=regime, tax_filing=filing)
        for regime, filing in (("franchise", ""), ("exempt", ""), ("normal", ""), ("normal", "monthly"))
    )
    for structure in (franchise, exempt, unsaid, monthly):
        invoiced(structure, customer, 12)
    (period,) = {one.period for one in found(franchise)}
    assert (period.starts_on, period.ends_on) == (dt.date(2026, 5, 1), JULY)
    assert found(exempt) == []
    assert found(unsaid) == []
    assert [(one.kind, one.period.starts_on.day) for one in found(monthly)] == [
        ("transactions", 21),
        ("transactions", 11),
        ("payments", 1),
    ]


def test_a_new_regime_or_another_rhythm_declares_each_day_once(structure, customer, manager) -> None:
    invoiced(structure, customer, 12)
    note(structure, manager, sales(structure))
    StructureAccount.objects.filter(structure=structure).update(tax_filing="monthly")
    TaxRegime.objects.create(
        structure=structure, valid_from=dt.date(2026, 7, 15), regime=TaxRegime.Regime.FRANCHISE
    )
    periods = [
        (one.period.starts_on, one.period.ends_on)
        for one in found(structure, dt.date(2026, 9, 1))
        if one.kind == "transactions"
    ]
    assert periods == [
        (dt.date(2026, 7, 15), dt.date(2026, 9, 1)),
        (dt.date(2026, 7, 11), dt.date(2026, 7, 15)),
        (dt.date(2026, 7, 1), dt.date(2026, 7, 11)),
        (dt.date(2026, 6, 1), dt.date(2026, 7, 1)),
    ]


def test_the_pages_and_files(client, structure, customer, manager, time_machine) -> None:
    paid(invoiced(structure, customer, 12), 6)
    time_machine.move_to(NOW + dt.timedelta(days=20), tick=False)
    client.force_login(manager.user)
    text = client.get(reverse("billing:ereports", args=[structure.pk])).content.decode()
    assert text.count("pas encore obligatoire") == 2
    assert "septembre 2027" in text
    day = "2026-06-01"
    where = [structure.pk, "payments", day]
    assert "6,00" in client.get(reverse("billing:ereport", args=where)).content.decode()
    written = json.loads(client.get(reverse("billing:ereport_file", args=[*where, "json"])).content)
    assert (written["version"], written["rows"][0]["collected"]) == (1, "6.00")
    table = client.get(reverse("billing:ereport_file", args=[*where, "csv"])).content.decode()
    assert table.split("\r\n")[1] == "2026-06-15,EUR,20.00,6.00"
    wrong = client.post(reverse("billing:ereport", args=where), {"seen": "other"})
    assert (wrong.status_code, EReport.objects.count()) == (422, 0)
    (seen,) = (one for one in found(structure, dt.date(2026, 7, 5)) if one.kind == "payments")
    client.post(reverse("billing:ereport", args=where), {"seen": seen.fingerprint})
    assert EReport.objects.get().kind == "payments"
    again = client.get(reverse("billing:ereport_file", args=[*where, "csv"]), {"version": 1})
    assert again.content.decode() == table
    for bad in ("2026-6-1", "2026-06-31", "2026-06-02", "٢٠٢٦-06-01"):
        place = reverse("billing:ereport", args=[structure.pk, "payments", bad])
        assert client.get(place).status_code == 404
    missing = client.get(reverse("billing:ereport_file", args=[*where, "csv"]), {"version": 2})
    assert missing.status_code == 404


def test_periods_are_late_once_declaring_is_compulsory(
    client, structure, customer, manager, time_machine
) -> None:
    time_machine.move_to(dt.datetime(2027, 9, 3, tzinfo=dt.UTC), tick=False)
    invoiced(structure, customer, 12)
    time_machine.move_to(dt.datetime(2027, 10, 11, tzinfo=dt.UTC), tick=False)
    client.force_login(manager.user)
    text = client.get(reverse("billing:ereports", args=[structure.pk])).content.decode()
    assert "1 période est à déclarer." in text
    assert "à déclarer, en retard" in text


def test_without_a_rhythm_the_page_asks_for_it(client, structure, customer) -> None:
    StructureAccount.objects.filter(structure=structure).update(tax_filing="")
    invoiced(structure, customer, 12)
    text = client.get(reverse("billing:ereports", args=[structure.pk])).content.decode()
    assert reverse("billing:structure_account", args=[structure.pk]) in text
