from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from espaces.errors import Refused

if TYPE_CHECKING:
    from reservations.queries.proposals import Proposal
    from reservations.rules.refusals import Refusal


class BookingRefused(Refused):
    """Every broken rule, in order. The code is the first one's, the sentence all of them.

    `proposal`: what was read under the locks, so that the page that explains need not read it again.
    """

    def __init__(self, refusals: Sequence[Refusal], proposal: Proposal | None = None) -> None:
        self.refusals = list(refusals)
        self.proposal = proposal
        super().__init__(self.refusals[0].code, " ".join(refusal.sentence for refusal in self.refusals))

    @property
    def codes(self) -> list[str]:
        return [refusal.code.value for refusal in self.refusals]


class TooLate(Refused):
    """The reservation's life does not allow the act any more (cancelled, begun, inside the fee window)."""


class HitsChanged(Refused):
    """Somebody booked or cancelled while a host decided over the reservations that a change hits."""

    def __init__(self) -> None:
        super().__init__(
            "hits_changed",
            _("Reservations have changed meanwhile. Nothing was saved: please read the new list."),
        )
