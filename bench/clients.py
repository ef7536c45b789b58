"""Several client processes that begin together, each with its own connection."""

from __future__ import annotations

import multiprocessing
import time
from collections.abc import Callable, Sequence

from django.db import connection, connections

from bench.measure import Times

CLIENTS = 8
Act = Callable[[], object]
Prepare = Callable[[int], Sequence[Act]]
"""Given the number of the client, what it does, one after the other."""


def together(prepare: Prepare, clients: int = CLIENTS) -> tuple[Times, float]:
    """The time of each act, and acts a second over all clients. Nothing may fail."""
    connections.close_all()  # a forked connection would be everybody's
    context = multiprocessing.get_context("fork")
    ready, results = context.Barrier(clients), context.Queue()
    processes = [
        context.Process(target=_client, args=(prepare, number, ready, results)) for number in range(clients)
    ]
    for process in processes:
        process.start()
    found = [results.get(timeout=300) for _ in processes]
    for process in processes:
        process.join()
    failures = [failure for failure in found if isinstance(failure, str)]
    if failures:
        raise SystemExit(f"A client failed: {min(failures, key=lambda f: f.startswith('BrokenBarrier'))}")
    begun, ended = min(f[0] for f in found), max(f[1] for f in found)
    times = [value for f in found for value in f[2]]
    return Times(times), len(times) / (ended - begun)


def _client(prepare: Prepare, number: int, ready, results) -> None:
    try:
        acts = prepare(number)
        connection.ensure_connection()
        ready.wait()
        begun, times = time.perf_counter(), []
        for act in acts:
            started = time.perf_counter()
            act()
            times.append(time.perf_counter() - started)
        results.put((begun, time.perf_counter(), times))
    except Exception as error:  # told to the parent, which ends the measure
        ready.abort()
        results.put(f"{type(error).__name__}: {error}")
