"""What is answered when a request fails: the database is busy or away (503), or we are wrong (500)."""

from __future__ import annotations

import sys
from dataclasses import dataclass

from django.core.exceptions import BadRequest, RequestDataTooBig, SuspiciousOperation
from django.db import InterfaceError, InternalError, OperationalError
from django.http import HttpRequest, HttpResponse, UnreadablePostError
from django.template.loader import render_to_string
from django.views.defaults import server_error
from psycopg import errors
from psycopg_pool import PoolTimeout

RETRY_AFTER = "5"  # seconds
UNDONE = (
    errors.LockNotAvailable,
    errors.QueryCanceled,
    errors.DeadlockDetected,
    errors.SerializationFailure,
    errors.TooManyConnections,
    PoolTimeout,
)
"""After these the transaction was rolled back, or never begun. A lost connection may have lost a commit's answer."""


@dataclass(frozen=True)
class Busy:
    """`undone`: nothing at all was changed. `fields`: what was sent, for a button that sends it again."""

    address: str
    sent: bool
    undone: bool
    fields: list[tuple[str, str]] | None


def failed(request: HttpRequest) -> HttpResponse:
    """Django's handler500: it sees the errors of views and of middlewares alike, outside of any transaction."""
    error = sys.exc_info()[1]
    if error is None or not is_busy(error):
        return server_error(request)
    answer = HttpResponse(status=503, headers={"Retry-After": RETRY_AFTER, "Cache-Control": "no-store"})
    if "HX-Request" not in request.headers:  # htmx keeps what was typed, and site.js says why
        # No request, hence no context processor: sessions, networks and rights are in the database too.
        busy = _busy(request, undone=isinstance(error.__cause__, UNDONE))
        answer.content = render_to_string("503.html", {"busy": busy})
    return answer


def is_busy(error: BaseException) -> bool:
    """Locks, deadlocks and statements that lasted too long, no free connection, a server that stops or is away."""
    if isinstance(error, InternalError):
        return isinstance(error.__cause__, errors.IdleInTransactionSessionTimeout)
    return isinstance(error, OperationalError | InterfaceError)


def _busy(request: HttpRequest, *, undone: bool) -> Busy:
    sent = request.method == "POST"
    return Busy(request.get_full_path(), sent, undone, _sent_again(request) if sent else None)


def _sent_again(request: HttpRequest) -> list[tuple[str, str]] | None:
    """Its own fields, the CSRF token that was sent among them, so that they are checked as the first time.

    None where a page may not repeat what was sent: a password, a file, or what could not be read.
    """
    try:
        fields = [(name, value) for name, values in request.POST.lists() for value in values]
        secret = any("password" in name for name, _value in fields)
        return None if secret or request.FILES else fields
    except (BadRequest, RequestDataTooBig, SuspiciousOperation, UnreadablePostError):
        return None
