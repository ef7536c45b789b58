"""A draft edited line by line and published for good: what may be done, what is refused, what the database keeps."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from billing.models import Cap, PricedDay, PriceEdition, PriceList, Tariff, VenuePriceList
from billing.queries.editions import edition_in_force
from billing.queries.price_lists import draft_of
from billing.services import price_editions, price_lines
from espaces.errors import Refused
from espaces.models import Act, Customer, Person, ReducedAudience, Structure, Venue
from tests.factories import PersonFactory, ResourceFactory, VenueFactory
from tests.factories.price_lists import DESKS, NOW, drafted, line, published

pytestmark = pytest.mark.django_db

TODAY = dt.date(2026, 6, 1)
JULY = dt.date(2026, 7, 1)


@pytest.fixture
def venue() -> Venue:
    return ResourceFactory(places=4).venue


@pytest.fixture
def manager() -> Person:
    return PersonFactory()


def amounts(edition: PriceEdition | None) -> list[tuple[str, str]]:
    assert edition is not None
    return [(row.unit, f"{row.amount:.2f}") for row in edition.tariffs.all()]


def publish(manager: Person, price_list: PriceList, since: dt.date = JULY, **fields: object) -> PriceEdition:
    return price_editions.publish_edition(
        actor=manager, price_list=price_list, valid_from=since, now=NOW, today=TODAY, **fields
    )


def refused(code: str, act: object, **values: object) -> str:
    """The act is refused by that rule; the drafts and editions are as before."""
    before = snapshot()
    with pytest.raises(Refused) as caught, transaction.atomic():
        act(**values)  # type: ignore[operator]
    assert caught.value.code == code
    assert snapshot() == before
    return str(caught.value)


def snapshot() -> tuple[object, ...]:
    models = (PriceList, PriceEdition, Tariff, Cap, VenuePriceList)
    return tuple(list(model._default_manager.order_by("pk").values()) for model in models)


def test_a_new_list_has_a_draft_with_the_defaults_of_a_village(venue: Venue) -> None:
    draft = draft_of(drafted(venue))
    assert draft is not None
    assert (draft.includes_tax, draft.half_day_by, draft.combination) == (True, "clock", "cheapest")
    assert amounts(draft) == [("half_day", "5.00"), ("day", "9.00")]
    assert edition_in_force(venue, TODAY) is None


def test_it_holds_from_its_day_on(venue: Venue, manager: Person) -> None:
    edition = publish(manager, drafted(venue))
    assert edition_in_force(venue, JULY - dt.timedelta(days=1)) is None
    assert edition_in_force(venue, JULY) == edition
    assert edition.published_by == manager
    assert Act.objects.get(verb="prices_published").details == {"valid_from": "2026-07-01"}


def test_AB15_a_change_of_published_prices_opens_a_copy_and_leaves_them(
    venue: Venue, manager: Person
) -> None:
    price_list = published(venue)
    price_lines.set_cap(
        actor=manager,
        price_list=price_list,
        today=TODAY,
        kind="",
        period="day",
        scope="venue",
        amount=Decimal(8),
    )
    price_editions.publish_edition(
        actor=manager, price_list=price_list, valid_from=TODAY, now=NOW, today=TODAY
    )
    old = edition_in_force(venue, TODAY)
    assert old is not None
    line_of_day = old.tariffs.get(unit="day")
    price_lines.change_tariff(actor=manager, tariff=line_of_day, today=TODAY, amount=Decimal(10))
    draft = draft_of(price_list)
    assert amounts(old) == [("half_day", "5.00"), ("day", "9.00")]
    assert amounts(draft) == [("half_day", "5.00"), ("day", "10.00")]
    assert draft is not None
    assert [(cap.period, cap.amount) for cap in draft.caps.all()] == [("day", 8)]
    new = publish(manager, price_list)
    assert edition_in_force(venue, TODAY) == old
    assert edition_in_force(venue, JULY) == new


def test_a_line_shown_before_somebody_else_began_is_not_changed(venue: Venue, manager: Person) -> None:
    price_list = published(venue)
    shown = Tariff.objects.get(unit="day")
    price_editions.open_draft(actor=manager, price_list=price_list, today=TODAY)
    for act in (price_lines.change_tariff, price_lines.remove_tariff):
        values = {"amount": Decimal(1)} if act is price_lines.change_tariff else {}
        refused("stale", act, actor=manager, tariff=shown, today=TODAY, **values)


def test_the_draft_is_only_one(venue: Venue, manager: Person) -> None:
    price_list = published(venue)
    first = price_editions.open_draft(actor=manager, price_list=price_list, today=TODAY)
    assert price_editions.open_draft(actor=manager, price_list=price_list, today=TODAY) == first


def test_lines_are_added_changed_and_removed(venue: Venue, manager: Person) -> None:
    price_list = drafted(venue)
    added = price_lines.add_tariff(
        actor=manager, price_list=price_list, today=TODAY, **line("12", "hour", kind="meeting_room")
    )
    price_lines.change_tariff(actor=manager, tariff=added, today=TODAY, amount=Decimal(15))
    price_lines.remove_tariff(actor=manager, tariff=Tariff.objects.get(unit="day"), today=TODAY)
    assert amounts(draft_of(price_list)) == [("half_day", "5.00"), ("hour", "15.00")]
    verbs = Act.objects.filter(verb__startswith="tariff_").order_by("pk").values_list("verb", flat=True)
    assert list(verbs) == ["tariff_added"] * 3 + ["tariff_changed", "tariff_removed"]


def test_the_same_price_twice_is_refused(venue: Venue, manager: Person) -> None:
    price_list = drafted(venue)
    refused(
        "same_price", price_lines.add_tariff, actor=manager, price_list=price_list, today=TODAY, **line("6")
    )
    other_days = line("6", weekdays=[5, 6])
    price_lines.add_tariff(actor=manager, price_list=price_list, today=TODAY, **other_days)


@pytest.mark.parametrize(
    "values",
    [
        line("-1", "day", kind="meeting_room"),
        line("5", "window"),
        line("5", "day", audience="reduced"),
        line("5", "day", kind="meeting_room", part="pro_rata"),
        {"unit": "day", "amount": Decimal(5)},
    ],
    ids=["negative", "window without hours", "reduced for nobody", "part of a day", "of nothing"],
)
def test_what_a_line_cannot_say_is_refused(venue: Venue, manager: Person, values: dict[str, object]) -> None:
    price_list = drafted(venue)
    before = snapshot()
    with pytest.raises(ValidationError):
        price_lines.add_tariff(actor=manager, price_list=price_list, today=TODAY, **values)
    assert snapshot() == before


def test_a_cap_set_again_is_changed(venue: Venue, manager: Person) -> None:
    price_list = drafted(venue)
    for amount in (29, 25):
        cap = price_lines.set_cap(
            actor=manager,
            price_list=price_list,
            today=TODAY,
            kind="",
            period="day",
            scope="venue",
            amount=Decimal(amount),
        )
    assert Cap.objects.get().amount == 25
    price_lines.remove_cap(actor=manager, cap=cap, today=TODAY)
    assert not Cap.objects.exists()


def test_nothing_is_published_without_a_price(venue: Venue, manager: Person) -> None:
    price_list = drafted(venue, lines=())
    refused("no_tariff", publish, manager=manager, price_list=price_list)


def test_a_week_price_alone_sells_nothing(venue: Venue, manager: Person) -> None:
    price_list = drafted(venue, [line("40", "week")])
    refused("week_alone", publish, manager=manager, price_list=price_list)
    price_lines.add_tariff(actor=manager, price_list=price_list, today=TODAY, **line("9", "day"))
    publish(manager, price_list)


def test_a_price_for_an_archived_audience_is_not_published(venue: Venue, manager: Person) -> None:
    students = ReducedAudience.objects.create(structure=venue.structure, name="Étudiants", archived_at=NOW)
    price_list = drafted(venue, [*DESKS, line("1", audience="reduced", reduced_audience=students)])
    sentence = refused("audience_archived", publish, manager=manager, price_list=price_list)
    assert "Étudiants" in sentence


def test_a_day_already_priced_is_never_rewritten(venue: Venue, manager: Person) -> None:
    price_list = published(venue)
    person = PersonFactory()
    priced = PricedDay.objects.create(
        person=person,
        customer=Customer.objects.create(person=person),
        structure=venue.structure,
        venue=venue,
        kind="open_space",
        day=TODAY - dt.timedelta(days=3),
        edition=edition_in_force(venue, TODAY),
    )
    price_editions.open_draft(actor=manager, price_list=price_list, today=TODAY)
    sentence = refused("already_priced", publish, manager=manager, price_list=price_list, since=priced.day)
    assert "29" in sentence
    publish(manager, price_list, since=priced.day + dt.timedelta(days=1))


def test_two_editions_do_not_begin_on_one_day(venue: Venue, manager: Person) -> None:
    price_list = published(venue, since=JULY)
    price_editions.open_draft(actor=manager, price_list=price_list, today=TODAY)
    refused("invalid", publish, manager=manager, price_list=price_list, since=JULY)


def test_nothing_new_is_nothing_to_publish(venue: Venue, manager: Person) -> None:
    refused("nothing_new", publish, manager=manager, price_list=published(venue))


def test_A10_5_a_public_owner_s_prices_carry_the_decision_of_its_council(
    venue: Venue, manager: Person
) -> None:
    Structure.objects.update(kind=Structure.Kind.PUBLIC_BODY)
    venue.refresh_from_db()
    price_list = drafted(VenueFactory(structure=Structure.objects.get()))
    refused("decision_missing", publish, manager=manager, price_list=price_list)
    refused("decision_missing", publish, manager=manager, price_list=price_list, decision_number="2026-14")
    edition = publish(manager, price_list, decision_number="2026-14", decision_date=dt.date(2026, 5, 12))
    edition.refresh_from_db()
    assert (edition.decision_number, edition.decision_date) == ("2026-14", dt.date(2026, 5, 12))


def test_the_first_prices_of_a_venue_may_hold_before_they_were_written(venue: Venue, manager: Person) -> None:
    edition = publish(manager, drafted(venue), since=dt.date(2025, 9, 1))
    assert edition_in_force(venue, dt.date(2025, 9, 1)) == edition


def test_a_forgotten_draft_leaves_what_is_published(venue: Venue, manager: Person) -> None:
    price_list = published(venue)
    price_editions.open_draft(actor=manager, price_list=price_list, today=TODAY)
    assert price_editions.discard_draft(actor=manager, price_list=price_list)
    assert draft_of(price_list) is None
    assert amounts(edition_in_force(venue, TODAY)) == [("half_day", "5.00"), ("day", "9.00")]


def test_a_list_never_published_goes_with_its_draft(venue: Venue, manager: Person) -> None:
    assert not price_editions.discard_draft(actor=manager, price_list=drafted(venue))
    assert not PriceList.objects.exists()
    assert not VenuePriceList.objects.exists()


def test_the_database_keeps_a_published_edition_as_it_is(venue: Venue) -> None:
    published(venue)
    edition, tariff = PriceEdition.objects.get(), Tariff.objects.first()
    assert tariff is not None
    acts = [
        lambda: PriceEdition.objects.update(includes_tax=False),
        lambda: PriceEdition.objects.all().delete(),
        lambda: Tariff.objects.update(amount=1),
        tariff.delete,
        lambda: Tariff.objects.create(edition=edition, kind="open_space", unit="hour", amount=1),
        lambda: Cap.objects.create(edition=edition, period="day", amount=1),
    ]
    before = snapshot()
    for act in acts:
        with (
            pytest.raises(IntegrityError, match="a published price list never changes"),
            transaction.atomic(),
        ):
            act()
    assert snapshot() == before
