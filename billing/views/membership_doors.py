"""The doors of a membership: its holder's, and the host's. Both lead to the same acts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from espaces.models import Membership, Person, Venue
from espaces.queries.access import today as today_here
from espaces.queries.memberships import (
    memberships_decided_by,
    memberships_sold_by,
    memberships_visible_to,
)
from espaces.rules.clock import calendar_day
from espaces.views.access import acting_person, hosted_venue


@dataclass(frozen=True)
class Door:
    """`venue` is the host's; None: its holder's own page."""

    membership: Membership
    actor: Person
    venue: Venue | None
    now: datetime

    @property
    def online(self) -> bool:
        return self.venue is None

    @property
    def today(self) -> date:
        return calendar_day(self.now, self.membership.home_venue.zone)

    def href(self, name: str, *more: Any) -> str:
        """`name` of a host's page; its holder's has the same with `my_` before."""
        if self.venue is None:
            return reverse(f"billing:my_{name}", args=[self.membership.pk, *more])
        return reverse(f"billing:{name}", args=[self.venue.slug, self.membership.pk, *more])

    @property
    def page(self) -> dict[str, Any]:
        """What every page of it shows: the host's tabs, and the way back."""
        back = (self.href("membership"), str(self.membership.plan))
        return {"venue": self.venue, "tab": "people", "back": back, "door": self}


def seen(request: HttpRequest, pk: int, slug: str | None) -> Door:
    """Who shares it, who pays for it, and the hosts of the structure that sold it."""
    actor, now = acting_person(request), timezone.now()
    if slug is None:
        visible = memberships_visible_to(request.user, today_here())
        return Door(get_object_or_404(visible, pk=pk), actor, None, now)
    venue = hosted_venue(request, slug)
    return Door(get_object_or_404(memberships_sold_by(venue.structure), pk=pk), actor, venue, now)


def decided(request: HttpRequest, pk: int, slug: str | None) -> Door:
    """Who may act on it: who pays, or a host."""
    door = seen(request, pk, slug)
    if door.online and not may_decide(request, door.membership):
        raise PermissionDenied(_("Only who pays for this membership decides of it."))
    return door


def may_decide(request: HttpRequest, membership: Membership) -> bool:
    return memberships_decided_by(request.user, today_here()).filter(pk=membership.pk).exists()
