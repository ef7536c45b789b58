"""Public pages, kept for visitors for a few seconds.

Decided: only for a GET without a login (no session at all), only what was answered 200, in this process. A search
that ten people make at once is computed once; a place that was just taken is shown as free for
`PUBLIC_PAGES_KEPT` seconds at most, twice that while the page is made anew, and booking it then says that it is
taken, as when a page has stayed open. Nothing is invalidated: nothing lasts. The house's cache in PostgreSQL is not
used: asking it would cost what is saved.
"""

from __future__ import annotations

import re
from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from functools import wraps
from threading import Lock
from time import monotonic

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.middleware.csp import get_nonce
from django.middleware.csrf import get_token
from django.utils.translation import get_language

View = Callable[..., HttpResponse]
MOST = 200
"""Pages kept at once, of about 25 kB each."""
OF_ONE_VISITOR = ("sessionid", "messages")
TOKEN = re.compile(rb'(name="csrfmiddlewaretoken" value=")[^"]*')
NONCE = re.compile(rb'(nonce=")[^"]*')


@dataclass
class Slot:
    """One address; whoever holds `making` makes its page."""

    making: Lock = field(default_factory=Lock)
    made_at: float = 0.0
    page: HttpResponse | None = None

    def page_of(self, seconds: float) -> HttpResponse | None:
        return self.page if monotonic() < self.made_at + seconds else None


slots: OrderedDict[Hashable, Slot] = OrderedDict()
guard = Lock()


def kept_for_visitors(view: View) -> View:
    @wraps(view)
    def kept(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        seconds: float = settings.PUBLIC_PAGES_KEPT
        if not seconds or request.method != "GET" or request.COOKIES.keys() & OF_ONE_VISITOR:
            return view(request, *args, **kwargs)
        return _from(_slot(request), seconds, request, lambda: view(request, *args, **kwargs))

    return kept


def _from(slot: Slot, seconds: float, request: HttpRequest, make: Callable[[], HttpResponse]) -> HttpResponse:
    """What is kept, if it is young; while one makes it anew the others take the old one, or wait for the first."""
    if (young := slot.page_of(seconds)) is not None:
        return _for_another(young, request)
    if (old := slot.page_of(2 * seconds)) is None:
        slot.making.acquire()
    elif not slot.making.acquire(blocking=False):
        return _for_another(old, request)
    try:
        made_meanwhile = slot.page_of(seconds)
        if made_meanwhile is None:
            return _keep(slot, make())
    finally:
        slot.making.release()
    return _for_another(made_meanwhile, request)


def _keep(slot: Slot, response: HttpResponse) -> HttpResponse:
    """The answer itself goes on through the middleware, which writes one visitor's headers on it."""
    if response.status_code == 200 and not response.cookies:
        slot.page, slot.made_at = _copy(response, response.content), monotonic()
    return response


def _for_another(page: HttpResponse, request: HttpRequest) -> HttpResponse:
    """A copy with what belongs to one answer only: the token of its forms and the nonce of its scripts."""
    content = page.content
    if TOKEN.search(content):
        token = get_token(request).encode()
        content = TOKEN.sub(lambda found: found[1] + token, content)
    if NONCE.search(content):
        nonce = str(get_nonce(request)).encode()
        content = NONCE.sub(lambda found: found[1] + nonce, content)
    return _copy(page, content)


def _copy(page: HttpResponse, content: bytes) -> HttpResponse:
    return HttpResponse(content, headers={name: page.headers[name] for name in ("Content-Type", "Vary")})


def _slot(request: HttpRequest) -> Slot:
    """By all that the page depends on: address with host and prefix, language, theme, whole or part."""
    key = (
        request.build_absolute_uri(),
        get_language(),
        request.COOKIES.get("theme"),
        request.headers.get("HX-Request"),
        request.headers.get("HX-History-Restore-Request"),
    )
    with guard:
        slot = slots.setdefault(key, Slot())
        slots.move_to_end(key)
        while len(slots) > MOST:
            slots.popitem(last=False)
    return slot
