"""The night in which 1,000, 3,000 and 10,000 memberships begin a period, with the units that it gives.

In a database of its own, made anew: what is opened in a ledger is never deleted.
"""

from __future__ import annotations

import subprocess
import sys
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from bench import database
from bench.measure import Table, Times, arguments, count_queries, once

SIZES = (1_000, 3_000, 10_000)
NAME = "periods"
SINCE = date(2026, 1, 15)
NIGHTS = [datetime(2026, month, 20, 11, tzinfo=UTC) for month in (3, 6, 9)]
"""Each size has months of its own: all members open what they lack, and are measured a month later."""


def main() -> None:
    size = arguments(__doc__).parse_args().size
    database.make_anew(NAME)
    database.point_at(NAME, pooled=False)
    subprocess.run(
        [sys.executable, "manage.py", "migrate", "-v0", "--skip-checks"],
        check=True,
        stdout=subprocess.DEVNULL,
    )
    database.use(NAME)
    from reservations.services.periods import open_due_periods

    table, first, made = Table(NAME, size), None, 0
    for number, night in zip(SIZES, NIGHTS, strict=True):
        join(*offer(number), number - made)
        made = number
        open_due_periods(night)
        following = night.replace(month=night.month + 1)
        took = once(lambda now=following: open_due_periods(now))
        first = first or took / made
        table.add(f"{made:,} periods with their units", Times([took]), ratio=took / made / first)
        idle = count_queries(lambda now=following: open_due_periods(now))
        table.add(
            f"the same night again, {made:,} memberships",
            Times([once(lambda now=following: open_due_periods(now))]),
            queries=idle,
            target="2 queries",
        )
    table.show()


def offer(number: int) -> tuple[Any, Any]:
    from espaces.models import Plan, PlanAllowance, Structure, Unit, Venue

    structure = Structure.objects.create(name=f"Structure {number}", kind="association")
    venue = Venue.objects.create(
        structure=structure, name=f"Espace {number}", slug=f"espace-{number}", check_in_secret=str(number)
    )
    plan = Plan.objects.create(structure=structure, name="Dix", anchor="anniversary")
    unit = Unit.objects.create(structure=structure, name="demi-journée", plural="demi-journées")
    PlanAllowance.objects.create(plan=plan, unit=unit, amount=Decimal(10), agreed_from=SINCE, carry_over=1)
    return plan, venue


def join(plan: Any, venue: Any, number: int) -> None:
    from espaces.models import TERMS, Customer, Membership, Person

    people = Person.objects.bulk_create(Person(first_name="P", last_name=str(one)) for one in range(number))
    customers = Customer.objects.bulk_create(Customer(person=person) for person in people)
    terms = {field: getattr(plan, field) for field in TERMS}
    memberships = Membership.objects.bulk_create(
        Membership(
            customer=customer,
            plan=plan,
            home_venue=venue,
            starts_on=SINCE,
            anchor_on=SINCE,
            agreed_on=SINCE,
            **terms,
        )
        for customer in customers
    )
    links = Membership.persons.through
    links.objects.bulk_create(
        links(membership_id=membership.pk, person_id=person.pk)
        for membership, person in zip(memberships, people, strict=True)
    )


if __name__ == "__main__":
    main()
