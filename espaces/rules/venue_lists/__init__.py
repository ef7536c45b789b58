"""Lists of venues made by others: what each column means, what is believed, what is refused."""

from espaces.rules.venue_lists import cget2019, mediation
from espaces.rules.venue_lists.entries import Entry, Issue, ListFormat, RawRow, Whereabouts

FORMATS: dict[str, ListFormat] = {"cget2019": cget2019.FORMAT, "mediation": mediation.FORMAT}

__all__ = ["FORMATS", "Entry", "Issue", "ListFormat", "RawRow", "Whereabouts"]
