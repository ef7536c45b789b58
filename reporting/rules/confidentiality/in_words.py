"""The rule, as everybody may read it beside the definitions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

RULE: tuple[tuple[StrOrPromise, StrOrPromise], ...] = (
    (
        _("Few persons"),
        _(
            "A row behind which stand one to four persons is secret, with all its figures. For job-seekers, for rows"
            " that cross a venue, a time of less than a year and a situation or a home, and for municipalities in"
            " open data, up to ten persons are secret."
        ),
    ),
    (
        _("Nobody"),
        _(
            "Zero is shown. When nine persons out of ten who told their situation are in the same sensitive one, the"
            " whole table of situations is left out."
        ),
    ),
    (
        _("What would give them away"),
        _(
            "Other rows are made secret too, so that no secret figure can be computed from totals, from other"
            " tables, or from anything published before: each keeps at least two possible values. They bear the same"
            " mark: nobody can tell why a row is secret."
        ),
    ),
    (
        _("Shares and means"),
        _(
            "A share, a mean or a median is shown when at least five persons answered. Shares are secret when the"
            " number of those who did not answer is."
        ),
    ),
    (
        _("Money"),
        _(
            "The revenue of a venue is shown when at least three customers paid and none of them paid more than 85 %"
            " of it."
        ),
    ),
    (
        _("Published for good"),
        _(
            "What was published stays as it is, also when a report is corrected. Each new publication is checked"
            " against all earlier ones of the network; if need be its totals are secret, or a table is left out."
        ),
    ),
    (
        _("Open data"),
        _(
            "Open data are about closed periods, in fixed tables. Each number is rounded by itself to the nearest"
            " multiple of five, so that rows may not add up to their total."
        ),
    ),
    (
        _("By agreement"),
        _(
            "An agreement with a funder may let small counts be read, never those of sensitive situations. Its"
            " reference and date are kept."
        ),
    ),
)
"""(title, paragraph), in the order in which they are read."""
