from __future__ import annotations

from pathlib import Path

import pytest
from django.conf import settings
from django.test import override_settings

from tests.reporting.reports.world import World


@pytest.fixture(autouse=True)
def documents(tmp_path: Path):  # type: ignore[no-untyped-def]
    """A folder of its own for what is kept."""
    storages = settings.STORAGES | {
        "documents": {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": str(tmp_path)},
        }
    }
    with override_settings(STORAGES=storages):
        yield tmp_path


@pytest.fixture
def world(db: None) -> World:
    return World()
