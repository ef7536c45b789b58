from __future__ import annotations

from espaces.models import Membership
from reporting.models import MemberSpan
from reporting.rules.member_spans import Span


def spans_wanted() -> list[Span]:
    """Of each person in each membership. The yearly fee of an association buys nothing and makes no member here."""
    links = Membership.persons.through.objects.filter(membership__plan__is_association=False)
    columns = (
        "membership",
        "person",
        "membership__home_venue",
        "membership__starts_on",
        "membership__ends_on",
    )
    return [Span(*row) for row in links.order_by("membership", "person").values_list(*columns)]


def spans_kept() -> dict[Span, int]:
    """With the number of each row."""
    columns = ("membership", "person", "venue", "starts_on", "ends_on", "followed", "pk")
    return {Span(*row): pk for *row, pk in MemberSpan.objects.order_by("pk").values_list(*columns)}
