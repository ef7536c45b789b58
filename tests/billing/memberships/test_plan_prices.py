"""A price of a plan changes for new members; for earlier ones later, and they are told."""

import datetime as dt
from decimal import Decimal

import pytest
from django.core import mail

from billing.models import PlanDiscount, PlanPrice
from billing.queries.plan_prices import discounts_for, price_for, price_offered
from billing.services.plan_prices import set_plan_price
from espaces.errors import Refused
from espaces.models import Outgoing, PlanAllowance
from espaces.services.memberships import leave_membership
from espaces.services.plans import save_plan
from tests.factories import PersonFactory, PlanFactory, StructureFactory, UnitFactory, VenueFactory, host_of
from tests.factories.memberships import allowance, member, noon

pytestmark = pytest.mark.django_db
TODAY = dt.date(2026, 6, 10)
JULY, AUGUST = dt.date(2026, 7, 1), dt.date(2026, 8, 1)


@pytest.fixture
def venue():
    return VenueFactory(structure=StructureFactory())


@pytest.fixture
def plan(venue):
    plan = PlanFactory(structure=venue.structure, name="Nomade")
    priced(plan, "100", on=dt.date(2026, 1, 1), today=dt.date(2026, 1, 1))
    return plan


def priced(plan, amount: str, *, on=TODAY, others_from=None, today=TODAY, discounts=None) -> PlanPrice:
    return set_plan_price(
        actor=None,
        plan=plan,
        price=PlanPrice(amount=Decimal(amount)),
        discounts={kind: Decimal(percent) for kind, percent in (discounts or {}).items()},
        on=on,
        others_from=others_from,
        today=today,
    )


def test_a_new_price_concerns_new_members(plan, venue) -> None:
    before = member(plan, venue, "2026-05-01")
    priced(plan, "110", on=JULY)
    after = member(plan, venue, "2026-07-01")
    assert [price_for(one, dt.date(2030, 1, 1)).amount for one in (before, after)] == [100, 110]
    assert (price_offered(plan, TODAY).amount, price_offered(plan, JULY).amount) == (100, 110)
    assert not Outgoing.objects.exists()


def test_earlier_members_follow_on_the_day_they_are_told(plan, venue, deliver_outgoing) -> None:
    before = member(plan, venue, "2026-05-01", PersonFactory(email="ana@example.org", language="fr"))
    priced(plan, "110", on=JULY, others_from=AUGUST)
    assert [price_for(before, day).amount for day in (JULY, AUGUST)] == [100, 110]
    deliver_outgoing()
    (letter,) = mail.outbox
    assert letter.to == ["ana@example.org"]
    assert "Nomade" in letter.body
    assert "100,00" in letter.body
    assert "110,00" in letter.body
    assert "1er août 2026" in letter.body


def test_who_leaves_before_is_not_written_to(plan, venue, deliver_outgoing) -> None:
    person = PersonFactory(email="ana@example.org")
    leaving = member(plan, venue, "2026-05-01", person)
    priced(plan, "110", on=JULY, others_from=AUGUST)
    leave_membership(actor=host_of(venue), membership=leaving, now=noon(TODAY))
    deliver_outgoing()
    assert mail.outbox == []


def test_a_price_corrected_the_same_day_was_never_in_force(plan, venue, deliver_outgoing) -> None:
    before = member(plan, venue, "2026-05-01", PersonFactory(email="ana@example.org"))
    priced(plan, "1100", on=JULY, others_from=AUGUST)
    priced(plan, "110", on=JULY, others_from=AUGUST)
    assert price_for(before, AUGUST).amount == 110
    assert price_offered(plan, JULY).amount == 110
    deliver_outgoing()
    assert len(mail.outbox) == 1
    assert "1 100" not in mail.outbox[0].body.replace("\u202f", " ")


@pytest.mark.parametrize(
    ("on", "others_from", "code"),
    [
        (dt.date(2026, 6, 9), None, "in_the_past"),
        (AUGUST, JULY, "others_first"),
        (TODAY, dt.date(2026, 7, 9), "told_late"),
    ],
)
def test_a_change_without_warning_is_refused(on, others_from, code: str, plan) -> None:
    with pytest.raises(Refused) as refused:
        priced(plan, "110", on=on, others_from=others_from)
    assert refused.value.code == code
    assert PlanPrice.objects.get().amount == 100


def test_a_planned_change_is_not_overtaken(plan) -> None:
    priced(plan, "110", on=JULY)
    with pytest.raises(Refused) as refused:
        priced(plan, "105", on=TODAY)
    assert refused.value.code == "change_planned"
    assert sorted(PlanPrice.objects.values_list("amount", flat=True)) == [100, 110]


def test_the_first_price_holds_for_everybody(venue, deliver_outgoing) -> None:
    plan = PlanFactory(structure=venue.structure)
    before = member(plan, venue, "2026-05-01")
    assert price_for(before, TODAY) is None
    priced(plan, "100")
    assert price_for(before, TODAY).amount == 100
    assert price_for(before, dt.date(2026, 6, 9)) is None


def test_the_same_price_again_writes_no_version(plan) -> None:
    priced(plan, "100", on=JULY)
    assert PlanPrice.objects.count() == 1


def test_discounts_have_their_versions_too(plan, venue) -> None:
    priced(plan, "100", on=TODAY, discounts={"meeting_room": "30"})
    before = member(plan, venue, "2026-06-10")
    priced(plan, "100", on=JULY, discounts={"meeting_room": "20", "open_space": "100"})
    after = member(plan, venue, "2026-07-01")
    assert [(one.kind, one.percent) for one in discounts_for(before, AUGUST)] == [("meeting_room", 30)]
    found = {one.kind: one.percent for one in discounts_for(after, AUGUST)}
    assert found == {"meeting_room": 20, "open_space": 100}
    priced(plan, "100", on=AUGUST)
    assert PlanDiscount.objects.filter(agreed_until=None).count() == 0
    assert [one.percent for one in discounts_for(before, AUGUST)] == [30]


def test_an_allowance_changed_on_the_plan_page_concerns_new_members(plan, venue) -> None:
    unit = UnitFactory(structure=venue.structure)
    allowance(plan, "5", unit)

    def saved(*wanted: PlanAllowance) -> None:
        save_plan(
            actor=None,
            structure=venue.structure,
            plan=plan,
            venues=[],
            quotas=[],
            allowances=list(wanted),
            on=TODAY,
        )

    saved(PlanAllowance(unit=unit, amount=Decimal(5)))
    assert PlanAllowance.objects.count() == 1
    saved(PlanAllowance(unit=unit, amount=Decimal(8)))
    old, new = PlanAllowance.objects.order_by("pk")
    assert (old.agreed_until, new.agreed_from, new.agreed_until) == (TODAY, TODAY, None)
    with pytest.raises(Refused) as refused:
        saved(PlanAllowance(unit=unit, amount=Decimal("2.5")))
    assert refused.value.code == "part_of_a_unit"
    saved()
    assert not PlanAllowance.objects.filter(agreed_until=None).exists()
