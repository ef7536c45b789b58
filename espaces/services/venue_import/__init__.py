"""Venues from lists made by others: read, plan (which is the dry run), write."""

from espaces.services.venue_import.importing import ImportSettings, import_venues
from espaces.services.venue_import.planning import Outcome, Plan
from espaces.services.venue_import.reading import read_list

__all__ = ["ImportSettings", "Outcome", "Plan", "import_venues", "read_list"]
