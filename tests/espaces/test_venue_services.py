"""A venue from its creation to its publication: services, with their refusals."""

import datetime as dt

import pytest
import time_machine
from django.core.exceptions import ValidationError

from espaces.errors import Refused
from espaces.models import Act, CancellationStep, Municipality, Quota, Venue, VenueCutOff
from espaces.queries.venues import quotas_of, was_ever_published
from espaces.services import venues as services
from tests.factories import (
    NetworkFactory,
    PersonFactory,
    ResourceFactory,
    StructureFactory,
    VenueFactory,
    open_every_day,
)

pytestmark = pytest.mark.django_db


def village(departement: str = "48", code: str = "48001", **fields: object) -> Municipality:
    return Municipality.objects.create(
        code=code,
        name="Florac",
        departement_code=departement,
        departement_name="Lozère",
        region_code="76",
        region_name="Occitanie",
        code_year=2026,
        **{"postcodes": ["48400"], "latitude": 44.32, "longitude": 3.59, **fields},
    )


def complete_draft() -> Venue:
    structure = StructureFactory(network=NetworkFactory())
    venue = VenueFactory(
        structure=structure, published_at=None, municipality=village(), address="1 rue du Four"
    )
    open_every_day(venue, ("09:00", "12:00"))
    ResourceFactory(venue=venue)
    return venue


def test_a_new_venue_is_a_draft_with_the_defaults_of_a_village() -> None:
    actor = PersonFactory()
    venue = services.create_venue(
        actor=actor,
        structure=StructureFactory(),
        name="L'Étape des Cévennes",
        kind="library",
        address="1 rue du Four",
        municipality=village(),
    )
    venue.refresh_from_db()
    assert (venue.slug, venue.published_at, venue.postcode) == ("letape-des-cevennes", None, "48400")
    assert (venue.latitude, venue.longitude) == (44.32, 3.59)
    assert (venue.time_zone, venue.half_day_boundary) == ("Europe/Paris", dt.time(13))
    assert (venue.horizon_days, venue.notice_minutes) == (60, 0)
    assert len(venue.check_in_secret) == 16
    assert Act.objects.get().actor == actor


def test_two_venues_of_one_name_have_two_addresses() -> None:
    slugs = [
        services.create_venue(actor=None, structure=StructureFactory(), name=name).slug
        for name in ("Le Lien", "Le Lien", "!!!")
    ]
    assert slugs == ["le-lien", "le-lien-2", "espace"]


def test_a_first_step_sent_twice_makes_one_venue() -> None:
    structure = StructureFactory()
    services.create_venue(actor=None, structure=structure, name="Le Lien")
    with pytest.raises(Refused) as refusal:
        services.create_venue(actor=None, structure=structure, name="le lien")
    assert refusal.value.code == "same_name"
    assert (Venue.objects.count(), Act.objects.count()) == (1, 1)


def test_bk6_a_venue_overseas_has_the_clock_of_its_departement() -> None:
    venue = services.create_venue(
        actor=None, structure=StructureFactory(), name="Kawéni", municipality=village("976", "97611")
    )
    assert venue.time_zone == "Indian/Mayotte"


def test_a_municipality_with_several_postcodes_leaves_the_choice() -> None:
    venue = services.create_venue(
        actor=None, structure=StructureFactory(), name="A", municipality=village(postcodes=["26100", "26750"])
    )
    assert venue.postcode == ""


def test_a_draft_moved_overseas_changes_its_clock_and_its_place() -> None:
    venue = complete_draft()
    far = village("974", "97411", latitude=-20.9, longitude=55.4)
    services.rewrite_draft(actor=None, venue=venue, address="2 rue", municipality=far, name="Autre")
    venue.refresh_from_db()
    assert (venue.name, venue.time_zone, venue.latitude) == ("Autre", "Indian/Reunion", -20.9)


def test_corrected_coordinates_stay_while_the_municipality_does() -> None:
    venue = complete_draft()
    where = {"address": "2 rue", "municipality": venue.municipality}
    services.place_venue(actor=None, venue=venue, postcode="48400", coordinates=(44.5, 3.5), **where)
    services.rewrite_draft(actor=None, venue=venue, **where)
    venue.refresh_from_db()
    assert (venue.latitude, venue.longitude) == (44.5, 3.5)


def test_the_clock_of_a_published_venue_never_changes() -> None:
    venue = VenueFactory(municipality=village())
    far = village("974", "97411")
    services.place_venue(
        actor=None, venue=venue, address="", postcode="", municipality=far, time_zone="Indian/Reunion"
    )
    venue.refresh_from_db()
    assert (venue.municipality, venue.time_zone) == (far, "Europe/Paris")


def test_settings_change_and_their_names_only_are_recorded() -> None:
    venue = VenueFactory()
    services.change_venue(actor=None, venue=venue, name=venue.name, access_instructions="Code 1234")
    venue.refresh_from_db()
    assert venue.access_instructions == "Code 1234"
    assert Act.objects.get().details == {"fields": ["access_instructions"]}


def test_what_the_database_would_refuse_is_refused_with_its_field() -> None:
    venue = VenueFactory()
    with pytest.raises(ValidationError) as refusal:
        services.change_venue(actor=None, venue=venue, siret="12345")
    assert "siret" in refusal.value.message_dict
    venue.refresh_from_db()
    assert venue.siret == ""
    assert not Act.objects.exists()


def test_publication() -> None:
    venue = complete_draft()
    assert not was_ever_published(venue)
    services.publish_venue(actor=None, venue=venue)
    assert Venue.objects.published().get() == venue
    services.unpublish_venue(actor=None, venue=venue)
    assert not Venue.objects.published().exists()
    assert was_ever_published(venue)
    assert [act.verb for act in Act.objects.order_by("pk")] == ["venue_published", "venue_unpublished"]


@pytest.mark.parametrize("lacking", ["municipality", "address", "hours", "places", "affiliation"])
def test_a_venue_that_lacks_something_is_not_published(lacking: str) -> None:
    venue = complete_draft()
    if lacking == "municipality":
        Venue.objects.update(municipality=None)
    elif lacking == "address":
        Venue.objects.update(address="")
    elif lacking == "hours":
        venue.opening_periods.update(valid_to=dt.date(2020, 1, 1))
    elif lacking == "places":
        venue.resources.first().places.all().delete()
    else:
        venue.structure.affiliations.update(ends_on=dt.date(2021, 1, 1))
    venue.refresh_from_db()
    with pytest.raises(Refused) as refusal:
        services.publish_venue(actor=None, venue=venue)
    assert refusal.value.code == "not_ready"
    venue.refresh_from_db()
    assert venue.published_at is None
    assert not Act.objects.exists()


def test_the_code_of_the_door_is_renewed() -> None:
    venue = VenueFactory()
    before = venue.check_in_secret
    services.renew_check_in_secret(actor=None, venue=venue)
    venue.refresh_from_db()
    assert venue.check_in_secret != before
    assert before not in str(Act.objects.get().details)


@time_machine.travel(dt.datetime(2026, 11, 23, 9, tzinfo=dt.UTC), tick=False)
def test_a_cut_off_holds_from_a_day() -> None:
    venue = VenueFactory()
    services.set_cut_off(actor=None, venue=venue, valid_from=dt.date(2026, 12, 1), at=dt.time(5))
    services.set_cut_off(actor=None, venue=venue, valid_from=dt.date(2026, 12, 1), at=dt.time(4))
    assert VenueCutOff.objects.get().at == dt.time(4)


@time_machine.travel(dt.datetime(2026, 11, 23, 9, tzinfo=dt.UTC), tick=False)
def test_a_cut_off_is_refused_in_the_past_after_six_and_before_closing() -> None:
    venue = VenueFactory()
    open_every_day(venue, ("20:00", "02:00"))
    for day, at, code in (
        (dt.date(2026, 11, 22), dt.time(4), "past_cut_off"),
        (dt.date(2026, 12, 1), dt.time(1), "hours_after_cut_off"),
    ):
        with pytest.raises(Refused) as refusal:
            services.set_cut_off(actor=None, venue=venue, valid_from=day, at=at)
        assert refusal.value.code == code
    with pytest.raises(ValidationError):
        services.set_cut_off(actor=None, venue=venue, valid_from=dt.date(2026, 12, 1), at=dt.time(7))
    assert not VenueCutOff.objects.exists()


def test_steps_of_cancellation_are_replaced_for_their_audience_only() -> None:
    venue = VenueFactory()
    services.set_cancellation_steps(actor=None, venue=venue, audience="members", steps=[(2, 100)])
    services.set_cancellation_steps(actor=None, venue=venue, audience="others", steps=[(0, 100), (24, 50)])
    services.set_cancellation_steps(actor=None, venue=venue, audience="others", steps=[(48, 50), (24, 100)])
    found = CancellationStep.objects.order_by("audience", "-hours_before")
    assert [(s.audience, s.hours_before, s.percent_kept) for s in found] == [
        ("members", 2, 100),
        ("others", 48, 50),
        ("others", 24, 100),
    ]


@pytest.mark.parametrize(
    ("steps", "code"), [([(24, 50), (24, 60)], "step_twice"), ([(48, 80), (24, 50)], "steps_decrease")]
)
def test_impossible_steps(steps: list[tuple[int, int]], code: str) -> None:
    venue = VenueFactory()
    services.set_cancellation_steps(actor=None, venue=venue, audience="others", steps=[(24, 50)])
    with pytest.raises(Refused) as refusal:
        services.set_cancellation_steps(actor=None, venue=venue, audience="others", steps=steps)
    assert refusal.value.code == code
    assert CancellationStep.objects.count() == 1


def test_quotas_come_go_and_stay() -> None:
    venue = VenueFactory()
    services.set_booking_rules(
        actor=None,
        venue=venue,
        limits={("day", "reservations"): 2, ("week", "minutes"): 600},
        horizon_days=30,
    )
    services.set_booking_rules(actor=None, venue=venue, limits={("day", "reservations"): None})
    venue.refresh_from_db()
    assert venue.horizon_days == 30
    assert quotas_of(venue=venue) == {("week", "minutes"): 600}
    assert Quota.objects.count() == 1
    assert Act.objects.filter(verb="quotas_set").count() == 2
