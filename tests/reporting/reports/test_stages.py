"""From a draft to a frozen report: each stage, and what each refuses without changing anything."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from espaces.errors import Refused
from espaces.models import Act, Outgoing
from reporting.models import Programme, Report, VenueDay
from reporting.queries.protected import shown_figures
from reporting.queries.versions import changes_since
from reporting.rules.figures import from_json
from reporting.rules.periods import Period
from reporting.services import reports as services
from reporting.services.freezing import freeze_report
from reporting.services.programmes import (
    drop_indicator,
    end_reading,
    let_read,
    narrow_territory,
    widen_territory,
)
from tests.factories import coordinator_of
from tests.factories.places import NetworkFactory
from tests.factories.reporting import visit
from tests.reporting.reports.world import YEAR, World, again, computed


@pytest.fixture
def programme(world: World) -> Programme:
    return world.programme()


def state(report: Report) -> tuple[str, str, int]:
    fresh = again(report)
    return fresh.status, fresh.comment, fresh.declarations.count()


def test_a_draft_is_computed_by_a_worker(world: World, programme: Programme) -> None:
    report = services.start_report(actor=world.coordinator, programme_id=programme.pk, period=YEAR)
    assert report.is_being_computed
    message = Outgoing.objects.get(kind="report_figures")
    assert message.payload == {"report": report.pk}
    report = computed(report)
    assert (report.is_being_computed, report.error) == (False, "")
    assert from_json(report.figures).total.counts["people"] == 14


def test_what_a_killed_worker_left_is_done_by_the_next(
    world: World, programme: Programme, deliver_outgoing, monkeypatch: pytest.MonkeyPatch
) -> None:
    report = services.start_report(actor=world.coordinator, programme_id=programme.pk, period=YEAR)

    def killed(*_args: object, **_more: object) -> None:
        raise SystemExit

    with monkeypatch.context() as patch:
        patch.setattr(services, "compute", killed)
        with pytest.raises(SystemExit):
            deliver_outgoing()
    assert again(report).is_being_computed
    Outgoing.objects.update(not_before=timezone.now())
    deliver_outgoing()
    assert not again(report).is_being_computed
    assert not Outgoing.objects.filter(done_at=None, kind="report_figures").exists()


def test_what_cannot_be_computed_says_so_and_can_be_tried_again(
    world: World, programme: Programme, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(services, "compute", lambda *_a, **_k: 1 / 0)
        report = world.draft(programme)
    assert report.error
    assert report.figures == {}
    with pytest.raises(Refused) as refused:
        services.send_to_review(actor=world.coordinator, report_id=report.pk)
    assert refused.value.code == "not_computed"
    report = computed(services.compute_again(actor=world.coordinator, report_id=report.pk))
    assert (report.error, bool(report.figures)) == ("", True)


def test_one_report_at_a_time_on_a_period(world: World, programme: Programme) -> None:
    asked = {"actor": world.coordinator, "programme_id": programme.pk}
    report = world.draft(programme)
    for period, code in [
        (YEAR, "under_way"),
        (Period.parse("2019"), "period"),
        (Period(dt.date(2025, 1, 2), dt.date(2025, 2, 3)), "period"),
    ]:
        with pytest.raises(Refused) as refused:
            services.start_report(**asked, period=period)
        assert refused.value.code == code
    world.freeze(report)
    with pytest.raises(Refused) as refused:
        services.start_report(**asked, period=YEAR)
    assert refused.value.code == "frozen"
    assert Report.objects.count() == 1


def test_a_value_that_nothing_counts_is_declared_first(world: World, programme: Programme) -> None:
    jobs = world.follow(programme, label="Emplois créés", target=Decimal(3))
    report = world.draft(programme)
    with pytest.raises(Refused) as refused:
        services.send_to_review(actor=world.coordinator, report_id=report.pk)
    assert refused.value.code == "to_declare"
    counted = programme.indicators.get(indicator="desk_days")
    with pytest.raises(Refused) as refused:
        services.declare(
            actor=world.coordinator, report_id=report.pk, indicator=counted, value=Decimal(9), evidence="x"
        )
    assert refused.value.code == "counted"
    assert state(report) == ("draft", "", 0)
    services.declare(
        actor=world.coordinator, report_id=report.pk, indicator=jobs, value=Decimal("1.5"), evidence="Contrat"
    )
    with pytest.raises(Refused):
        drop_indicator(actor=world.coordinator, programme_id=programme.pk, indicator=jobs)
    frozen = world.freeze(report)
    assert frozen.terms["indicators"][-1]["declared"] == "1.50"


def test_nothing_changes_in_review(world: World, programme: Programme) -> None:
    report = world.draft(programme)
    services.send_to_review(actor=world.coordinator, report_id=report.pk)
    asked = {"actor": world.coordinator, "report_id": report.pk}
    for act in (
        lambda: services.compute_again(**asked),
        lambda: services.write_comment(**asked, comment="autre"),
        lambda: services.drop_report(**asked),
        lambda: services.send_to_review(**asked),
    ):
        with pytest.raises(Refused) as refused:
            act()
        assert refused.value.code == "not_a_draft"
    assert state(report) == ("review", "", 0)
    services.back_to_draft(**asked)
    services.write_comment(**asked, comment="autre")
    assert state(report) == ("draft", "autre", 0)
    services.drop_report(**asked)
    assert not Report.objects.exists()


def test_a_period_that_is_not_over_is_not_frozen(
    world: World, programme: Programme, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("reporting.services.reports.today", lambda: dt.date(2025, 12, 31))
    report = world.draft(programme)
    services.send_to_review(actor=world.coordinator, report_id=report.pk)
    with pytest.raises(Refused) as refused:
        services.ask_to_freeze(actor=world.coordinator, report_id=report.pk)
    assert refused.value.code == "not_over"
    with pytest.raises(Refused) as refused:
        freeze_report(report_id=report.pk)
    assert refused.value.code == "not_asked"
    assert state(report)[0] == "review"


def test_days_that_were_corrected_are_counted_again_first(world: World, programme: Programme) -> None:
    report = world.draft(programme)
    services.send_to_review(actor=world.coordinator, report_id=report.pk)
    VenueDay.objects.filter(pk=VenueDay.objects.first().pk).update(stale=True)
    with pytest.raises(Refused) as refused:
        services.ask_to_freeze(actor=world.coordinator, report_id=report.pk)
    assert refused.value.code == "to_fill"
    assert again(report).frozen_by is None


def test_a_correction_is_another_version_that_says_what_changed(world: World, programme: Programme) -> None:
    first = world.frozen(programme)
    visit(world.people[2], world.venues[0], "2025-09-29")
    report = services.correct_report(
        actor=world.coordinator, report_id=first.pk, reason="Une feuille retrouvée."
    )
    with pytest.raises(Refused) as refused:
        services.correct_report(actor=world.coordinator, report_id=first.pk, reason="Encore.")
    assert refused.value.code == "corrected"
    second = world.freeze(computed(report))
    assert (second.version, second.corrects) == (2, first)
    changed = {
        change.name: (change.before, change.after) for change in changes_since(second) if not change.where
    }
    assert changed["Visites"] == ("157", "158")
    assert again(first).sha256 == first.sha256
    assert Report.objects.count() == 2


def test_a_correction_says_why(world: World, programme: Programme) -> None:
    first = world.frozen(programme)
    with pytest.raises(ValidationError):
        services.correct_report(actor=world.coordinator, report_id=first.pk, reason="")
    assert Report.objects.count() == 1


def test_only_its_coordinators_decide(world: World, programme: Programme) -> None:
    report = world.draft(programme)
    before = Act.objects.count()
    for actor in (world.funder, coordinator_of(NetworkFactory())):
        for act in (
            lambda actor=actor: services.start_report(
                actor=actor, programme_id=programme.pk, period=Period.parse("2025-03")
            ),
            lambda actor=actor: services.compute_again(actor=actor, report_id=report.pk),
            lambda actor=actor: services.ask_to_freeze(actor=actor, report_id=report.pk),
            lambda actor=actor: let_read(
                actor=actor, programme_id=programme.pk, person=world.other_funder, audits=True
            ),
            lambda actor=actor: end_reading(
                actor=actor, reader_id=programme.readers.get().pk, now=timezone.now()
            ),
        ):
            with pytest.raises(Refused) as refused:
                act()
            assert refused.value.code == "not_allowed"
    assert Act.objects.count() == before
    assert programme.readers.filter(ended_at=None).count() == 1


def test_a_territory_is_named_by_a_municipality_in_it(world: World, programme: Programme) -> None:
    asked = {"actor": world.coordinator, "programme_id": programme.pk}
    widen_territory(**asked, level="epci", place=world.towns[0])
    made = widen_territory(**asked, level="epci", place=world.towns[1])
    assert made.territory_codes == ["20000000A", "20000000B"]
    narrow_territory(**asked, code="20000000A")
    with pytest.raises(Refused):
        narrow_territory(**asked, code="20000000B")
    with pytest.raises(Refused):
        widen_territory(**asked, level="departement", place=None)
    programme.refresh_from_db()
    assert (programme.territory, programme.territory_codes) == ("epci", ["20000000B"])
    report = world.draft(programme)
    shown = shown_figures(report)
    assert shown
    assert {venue for venue, _first, _after in shown.spans} == {world.venues[1].pk}
