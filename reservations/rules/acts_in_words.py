"""What each act recorded by `reservations` is called where people read it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

VERBS: Mapping[str, StrOrPromise] = {
    "members_imported": _("members taken over from a file"),
    "unit_rate_removed": _("what a stay takes removed"),
    "unit_rate_set": _("what a stay takes set"),
    "units_corrected": _("units corrected"),
    "units_ended": _("units ended"),
    "units_given": _("units given"),
    "units_used": _("units taken"),
}
