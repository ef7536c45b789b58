"""The members of a structure as a table for spreadsheets."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import date

from django.utils.translation import gettext as _

from billing.queries.standings import standings_of
from billing.rules.membership_in_words import state_in_words
from espaces.models import Membership


def header() -> list[str]:
    return [
        _("Customer"),
        _("Persons"),
        _("E-mail"),
        _("Plan"),
        _("Home venue"),
        _("State"),
        _("From"),
        _("Until (excluded)"),
        _("Price per period"),
        _("Next amount"),
        _("on"),
    ]


def rows_of(memberships: Collection[Membership], today: date) -> Iterator[list[str]]:
    """Days as ISO dates and amounts with a point, so that any spreadsheet reads them."""
    standings = standings_of(memberships, today)
    for membership in memberships:
        standing = standings[membership.pk]
        customer = membership.customer
        following = standing.following_amount
        yield [
            str(customer),
            ", ".join(str(person) for person in membership.persons.all()),
            customer.email or (customer.person.email if customer.person else ""),
            str(membership.plan),
            str(membership.home_venue),
            state_in_words(standing.state),
            membership.starts_on.isoformat(),
            membership.ends_on.isoformat() if membership.ends_on else "",
            str(standing.price.amount) if standing.price else "",
            str(following.amount) if following else "",
            standing.following.starts_on.isoformat() if standing.following else "",
        ]
