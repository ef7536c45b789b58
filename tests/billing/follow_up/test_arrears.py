"""Late by how much and since when; and what that stops, to the day, where a structure chose so."""

import datetime as dt
from decimal import Decimal
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from billing.models import Charge, OnlinePayment, ReservationPrice, StructureAccount
from billing.queries.arrears import late_customers, totals_by_range
from billing.queries.visit_prices import price_of_visit
from billing.rules.arrears import Range, range_of
from billing.services.booking import book_and_price
from reservations.errors import BookingRefused
from reservations.models import Reservation
from reservations.rules.refusals import Code
from reservations.services.booking import Terms
from tests.factories.invoicing import invoiced, make_biller, paid
from tests.factories.people import PersonFactory, login_of
from tests.factories.places import ResourceFactory, VenueFactory, open_every_day
from tests.factories.prices import payer, price, sell
from tests.factories.reservations import half

pytestmark = pytest.mark.django_db
LIMIT = 15


@pytest.mark.parametrize(
    ("days", "name"),
    [(1, "30"), (30, "30"), (31, "60"), (60, "60"), (61, "90"), (90, "90"), (91, "more"), (4000, "more")],
)
def test_ranges_end_on_their_day(days, name):
    assert range_of(days) == Range(name)


def test_who_is_late_is_listed_by_range_the_oldest_first(structure, customer, later):
    """To be paid by 11 June, then by 10 August."""
    invoiced(structure, customer, 24)
    later(60)
    paid(invoiced(structure, customer, 10), 4)
    invoiced(structure, payer(PersonFactory()), 3)
    later(71)
    first, second = late_customers(structure, dt.date(2026, 8, 11))
    assert (first.customer, first.since, first.days, first.invoices) == (
        customer,
        dt.date(2026, 6, 11),
        61,
        2,
    )
    assert (first.by_range[Range.UP_TO_90], first.by_range[Range.UP_TO_30]) == (Decimal(24), Decimal(6))
    assert second.amount == Decimal(3)
    assert totals_by_range([first, second])[Range.UP_TO_30] == Decimal(9)


def test_on_its_day_an_invoice_is_not_late(structure, customer):
    invoiced(structure, customer, 24)
    assert late_customers(structure, dt.date(2026, 6, 11)) == []
    assert len(late_customers(structure, dt.date(2026, 6, 12))) == 1


def test_the_list_takes_two_queries(structure, customer, django_assert_num_queries):
    for _number in range(3):
        invoiced(structure, payer(PersonFactory()), 5)
    with django_assert_num_queries(2):
        assert len(late_customers(structure, dt.date(2026, 9, 1))) == 3


@pytest.fixture
def resource():
    venue = VenueFactory(open_on_holidays=True)
    open_every_day(venue, ("08:00", "18:00"))
    make_biller(structure=venue.structure, payment_days=10, arrears_days=LIMIT)
    sell(venue, price("half_day", 5))
    return ResourceFactory(venue=venue, places=2)


@pytest.fixture
def late(resource, customer):
    return invoiced(resource.venue.structure, customer, 24)


def booked(customer, resource, **more):
    day = (timezone.localdate() + dt.timedelta(days=1)).isoformat()
    return book_and_price(
        actor=customer.person,
        person=customer.person,
        resource=resource,
        request=half(day, "morning"),
        token=uuid4(),
        **({"payer": None} | more),
    )


@pytest.mark.parametrize(("days", "is_stopped"), [(10, False), (24, False), (25, True), (26, True)])
def test_from_the_day_chosen_on_nothing_is_booked_online(late, customer, resource, later, days, is_stopped):
    """To be paid by 11 June: late by 15 days on 26 June."""
    later(days)
    if not is_stopped:
        assert booked(customer, resource).pk
        return
    with pytest.raises(BookingRefused) as refused:
        booked(customer, resource)
    [refusal] = refused.value.refusals
    assert refusal.code == Code.IN_ARREARS
    assert "24,00" in refusal.sentence
    assert "11 juin 2026" in refusal.sentence
    assert not Reservation.objects.exists()
    assert not ReservationPrice.objects.exists()
    assert not Charge.objects.to_invoice().exists()


def test_a_structure_that_did_not_choose_so_stops_nobody(late, customer, resource, later):
    StructureAccount.objects.update(arrears_days=None)
    later(400)
    assert booked(customer, resource).pk


def test_without_delay_an_invoice_stops_from_the_day_after(late, customer, resource, later):
    StructureAccount.objects.update(arrears_days=0)
    later(10)
    assert booked(customer, resource).pk
    later(11)
    with pytest.raises(BookingRefused):
        booked(customer, resource)


def test_a_host_still_books_for_him_and_reads_it(late, customer, resource, later):
    now = later(40)
    assert booked(customer, resource, terms=Terms(channel=Reservation.Channel.HOST)).pk
    day = (timezone.localdate() + dt.timedelta(days=2)).isoformat()
    said = price_of_visit(customer.person, None, resource, half(day, "morning"), now, on_the_spot=False)
    assert "24,00" in said
    assert "11 juin 2026" in said


def test_what_is_paid_on_account_or_being_debited_is_not_late(late, customer, resource, later):
    later(40)
    payment = OnlinePayment.objects.create(
        structure=late.structure,
        customer=customer,
        purpose="invoices",
        state="processing",
        amount=24,
        account="acct_1",
        token=uuid4(),
        made_at=timezone.now(),
        changed_at=timezone.now(),
    )
    payment.invoices.add(late)
    assert booked(customer, resource).pk


def test_a_payment_opens_it_again(late, customer, resource, later):
    later(40)
    with pytest.raises(BookingRefused):
        booked(customer, resource)
    paid(late)
    assert booked(customer, resource).pk


def test_what_one_owes_elsewhere_stops_nothing_here(customer, resource, later):
    invoiced(make_biller(payment_days=10, arrears_days=1), customer, 24)
    later(40)
    assert booked(customer, resource).pk


def test_the_page_that_confirms_says_it_with_the_way_to_pay(late, resource, later, client):
    person = login_of()
    invoiced(resource.venue.structure, payer(person), 12)
    later(40)
    client.force_login(person.user)
    day = (timezone.localdate() + dt.timedelta(days=1)).isoformat()
    page = client.get(reverse("checkout", args=[resource.pk]), {"slot": f"{day}.morning"}, follow=True)
    said = page.content.decode()
    assert "12,00" in said
    assert reverse("billing:my_invoices") in said
    assert page.context["in_arrears"]
