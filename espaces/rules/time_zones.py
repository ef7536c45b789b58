"""The legal time of the départements and overseas communities of France."""

from __future__ import annotations

MAINLAND = "Europe/Paris"
OVERSEAS = {
    "971": "America/Guadeloupe",
    "972": "America/Martinique",
    "973": "America/Cayenne",
    "974": "Indian/Reunion",
    "975": "America/Miquelon",
    "976": "Indian/Mayotte",
    "977": "America/St_Barthelemy",
    "978": "America/Marigot",
    "986": "Pacific/Wallis",
    "987": "Pacific/Tahiti",  # the Marquesas, 30 minutes ahead, are set by hand
    "988": "Pacific/Noumea",
}


def zone_of_departement(code: str | None) -> str:
    """Mainland time for a venue without municipality, too."""
    return OVERSEAS.get(code or "", MAINLAND)
