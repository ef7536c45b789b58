"""Why a figure cannot be given, a report not be frozen, a row not be written."""

from __future__ import annotations

from espaces.errors import Refused


class ReportRefused(Refused):
    """A report cannot go on to its next stage."""


class ScanChanged(Exception):
    """The stored scan of a signed sheet is gone, or is no longer the one that was kept."""
