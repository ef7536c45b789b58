"""The five lines of a month: done, or what remains; and what closing it changes."""

import datetime as dt
from decimal import Decimal
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from billing.models import Closing, ExportedHead, StructureAccount
from billing.queries.month_close import month_close, month_of, month_proposed
from billing.services.deposit_slips import ToDeposit, make_slip
from billing.services.month_closing import close_month
from espaces.errors import Refused
from tests.factories.invoicing import invoiced, make_biller, make_charge, paid
from tests.factories.people import host_of, manager_of
from tests.factories.places import VenueFactory

pytestmark = pytest.mark.django_db
JUNE = dt.date(2026, 6, 1)


@pytest.fixture
def venue():
    venue = VenueFactory(slug="la-filature")
    make_biller(structure=venue.structure, accountant_email="compta@example.org")
    return venue


def lines(venue) -> list[bool]:
    close = month_close(venue.structure, JUNE, timezone.now())
    parts = (close.presences, close.amounts, close.to_invoice, close.matched, close.closed)
    return [part.is_done for part in parts]


@pytest.mark.parametrize(
    ("day", "month"),
    [("2026-07-01", "2026-06-01"), ("2026-07-10", "2026-06-01"), ("2026-07-11", "2026-07-01")],
)
def test_the_month_before_is_proposed_in_the_first_ten_days(day, month):
    assert month_proposed(dt.date.fromisoformat(day)) == dt.date.fromisoformat(month)


def test_each_line_says_what_remains_until_it_is_done(venue, customer, later):
    structure = venue.structure
    make_charge(structure, customer, 12)
    payment = paid(invoiced(structure, customer, 24), means="cheque")
    later(32)
    close = month_close(structure, JUNE, timezone.now())
    assert (close.to_invoice.customers, close.to_invoice.amount) == (1, Decimal(12))
    assert [(hand.means, hand.amount) for hand in close.matched.in_hand] == [("cheque", Decimal(24))]
    assert not close.to_invoice.is_done
    manager = manager_of(structure)
    wanted = ToDeposit("cheque", [payment.pk], timezone.localdate())
    make_slip(actor=manager, structure=structure, wanted=wanted, token=uuid4())
    assert month_close(structure, JUNE, timezone.now()).matched.is_done


def test_what_belongs_to_the_next_month_does_not_count(venue, customer, later):
    later(31)
    paid(invoiced(venue.structure, customer, 24), means="cash")
    make_charge(venue.structure, customer, 12)
    assert lines(venue)[2:4] == [True, True]


def test_closing_sends_the_seal_and_locks_the_month(venue, customer, later):
    structure, manager = venue.structure, manager_of(venue.structure)
    paid(invoiced(structure, customer, 24))
    now = later(31)
    close_month(actor=manager, structure=structure, month=month_of(JUNE), now=now)
    account = StructureAccount.objects.get(structure=structure)
    assert account.lock_date == dt.date(2026, 7, 1)
    month = Closing.objects.get(structure=structure, level="month")
    assert (month.ends_on, month.period_total) == (dt.date(2026, 7, 1), Decimal(24))
    seal = ExportedHead.objects.filter(structure=structure).last()
    assert (seal.sent_to, seal.position >= month.last_position) == ("compta@example.org", True)
    assert lines(venue)[4]


def test_a_second_click_changes_nothing_and_a_later_lock_stays(venue, customer, later):
    structure, manager = venue.structure, manager_of(venue.structure)
    invoiced(structure, customer, 24)
    now = later(70)
    for _click in range(2):
        close_month(actor=manager, structure=structure, month=month_of(JUNE), now=now)
    seals = ExportedHead.objects.count()
    close_month(actor=manager, structure=structure, month=month_of(dt.date(2026, 7, 1)), now=now)
    close_month(actor=manager, structure=structure, month=month_of(JUNE), now=now)
    assert StructureAccount.objects.get(structure=structure).lock_date == dt.date(2026, 8, 1)
    assert ExportedHead.objects.count() == seals + 1


def test_a_month_that_is_not_over_is_not_closed(venue, customer):
    invoiced(venue.structure, customer, 24)
    with pytest.raises(Refused) as refused:
        close_month(
            actor=manager_of(venue.structure),
            structure=venue.structure,
            month=month_of(JUNE),
            now=timezone.now(),
        )
    assert refused.value.code == "month_running"
    assert StructureAccount.objects.get(structure=venue.structure).lock_date is None
    assert not Closing.objects.exists()


def test_the_page_leads_to_the_month_and_a_manager_closes_it_after_a_confirmation(
    venue, customer, later, client
):
    invoiced(venue.structure, customer, 24)
    later(33)
    client.force_login(manager_of(venue.structure).user)
    page = client.get(reverse("billing:months", args=[venue.slug]), follow=True)
    assert page.redirect_chain[0][0].endswith("/mois/2026-06/")
    place = reverse("billing:close_month", args=[venue.slug, "2026-06"])
    assert client.post(place).status_code == 422
    assert StructureAccount.objects.get(structure=venue.structure).lock_date is None
    client.post(place, {"agreed": "on"})
    assert StructureAccount.objects.get(structure=venue.structure).lock_date == dt.date(2026, 7, 1)


def test_a_host_reads_it_and_does_not_close_it(venue, later, client):
    later(33)
    client.force_login(host_of(venue).user)
    page = client.get(reverse("billing:month_close", args=[venue.slug, "2026-06"]))
    assert reverse("billing:close_month", args=[venue.slug, "2026-06"]) not in page.content.decode()
    assert client.post(reverse("billing:close_month", args=[venue.slug, "2026-06"])).status_code == 403


@pytest.mark.parametrize("month", ["2026-13", "2027-01", "juin", "2026-6-1"])
def test_a_month_that_is_none_or_to_come_is_not_found(venue, client, month):
    client.force_login(host_of(venue).user)
    place = reverse("billing:months", args=[venue.slug])
    assert client.get(f"{place}{month}/").status_code == 404
