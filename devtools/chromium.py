"""The system's Chromium, for the journeys in a real browser."""

import os
import shutil

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def path() -> str | None:
    """CHROMIUM in the environment comes first."""
    candidates = [os.environ.get("CHROMIUM", ""), *NAMES]
    return next((found for name in candidates if name and (found := shutil.which(name))), None)
