"""Until something has happened in another process."""

from __future__ import annotations

import threading
from collections.abc import Callable

DEADLINE = 60  # seconds


def wait_until(condition: Callable[[], bool]) -> None:
    pause = threading.Event()
    for _ in range(DEADLINE * 20):
        if condition():
            return
        pause.wait(0.05)
    raise AssertionError("This never happened.")
