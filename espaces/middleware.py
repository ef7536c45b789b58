from __future__ import annotations

import re
from collections.abc import Callable
from time import time
from uuid import uuid4

from allauth.usersessions.models import UserSession
from django.http import HttpRequest, HttpResponse
from django.middleware.gzip import GZipMiddleware
from django.shortcuts import redirect
from django.urls import get_script_prefix, reverse, set_script_prefix
from django.utils import translation
from django.utils.http import urlencode
from structlog.contextvars import bound_contextvars

from espaces.queries.access import read_roles_once
from espaces.queries.accounts import person_of
from espaces.queries.networks import network_of_host, network_of_slug
from espaces.queries.terms import terms_to_accept
from espaces.views.access import network_of

Handler = Callable[[HttpRequest], HttpResponse]
PLAUSIBLE_ID = re.compile(r"[-A-Za-z0-9]{8,64}")
PREFIX = re.compile(r"^/r/([-a-z0-9_]+)(?=/|$)")


def name_request(get_response: Handler) -> Handler:
    """Gives each request an id, the proxy's when it is plausible: in every log line and in the answer."""

    def middleware(request: HttpRequest) -> HttpResponse:
        given = request.headers.get("X-Request-ID", "")
        request_id = given if PLAUSIBLE_ID.fullmatch(given) else uuid4().hex
        with bound_contextvars(request_id=request_id):
            response = get_response(request)
        response.headers["X-Request-ID"] = request_id
        return response

    return middleware


PACKABLE = ("text/", "application/json", "application/geo+json", "application/xml", "image/svg+xml")


def pack_text(get_response: Handler) -> Handler:
    """gzip for what is text: photos are packed already, static files when they are collected.

    Sizes tell no secret (BREACH): gzip's header has a random length, tokens are masked anew in each page, and another
    site's requests come without the session (SameSite).
    """
    gzip = GZipMiddleware(get_response)

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if response.headers.get("Content-Type", "").startswith(PACKABLE):
            gzip.process_response(request, response)
        return response

    return middleware


def choose_network(get_response: Handler) -> Handler:
    """Sets `request.network` from the host name, or from a /r/<slug> prefix which every link then keeps.

    An unknown slug, or a host name that belongs to no network when there are several, gives None: public
    pages then let the visitor choose.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        prefix, outer = PREFIX.match(request.path_info), get_script_prefix()
        network = network_of_slug(prefix.group(1)) if prefix else network_of_host(request.get_host())
        vars(request)["network"] = network
        if prefix is None or network is None:
            return get_response(request)
        request.path_info = request.path_info[prefix.end() :] or "/"
        set_script_prefix(outer.rstrip("/") + prefix.group(0) + "/")
        try:
            return get_response(request)
        finally:
            set_script_prefix(outer)

    return middleware


NOTED_EVERY = 300
"""Seconds."""


def note_device(get_response: Handler) -> Handler:
    """When and from where each session was last used, for the page of devices: to some minutes, so that whoever reads
    pages writes nothing."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated and request.session.session_key:
            now = int(time())
            if not 0 <= now - request.session.get("noted_at", 0) < NOTED_EVERY:
                UserSession.objects.create_from_request(request)
                request.session["noted_at"] = now
        return get_response(request)

    return middleware


def know_roles(get_response: Handler) -> Handler:
    """The login of a request has its roles read once: its doors, its frame and its page ask for them alike."""

    def middleware(request: HttpRequest) -> HttpResponse:
        read_roles_once(request.user)
        return get_response(request)

    return middleware


def speak_language(get_response: Handler) -> Handler:
    """French, unless the visitor or the login chose otherwise. The browser's preference is not asked."""

    def middleware(request: HttpRequest) -> HttpResponse:
        chosen = request.COOKIES.get("language") or getattr(request.user, "language", None)
        with translation.override(chosen if chosen in {"fr", "en"} else "fr"):
            response = get_response(request)
            response.headers.setdefault("Content-Language", translation.get_language())
            return response

    return middleware


WITHOUT_TERMS = {"espaces:accept_terms", "espaces:close_account", "espaces:language"}


def ask_terms(get_response: Handler) -> Handler:
    """Whoever has not accepted the current terms of the network meets them before the next page of his own.

    Public pages, account pages (password, log out…) and acts under way are not interrupted.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        return get_response(request)

    def process_view(
        request: HttpRequest, view: Handler, args: object, kwargs: object
    ) -> HttpResponse | None:
        if not request.user.is_authenticated or not _is_own_page(request, view):
            return None
        person = person_of(request.user)
        if person is None or terms_to_accept(person, network_of(request)) is None:
            return None
        query = urlencode({"next": request.get_full_path()})
        return redirect(f"{reverse('espaces:accept_terms')}?{query}")

    middleware.process_view = process_view  # type: ignore[attr-defined]
    return middleware


def _is_own_page(request: HttpRequest, view: Handler) -> bool:
    match = request.resolver_match
    assert match, "process_view comes after the address is resolved"
    of_accounts = match.url_name and match.url_name.startswith(("account_", "mfa_", "usersessions_"))
    return (
        request.method == "GET"
        and getattr(view, "login_required", True)
        and "HX-Request" not in request.headers
        and match.namespace != "admin"
        and not of_accounts
        and match.view_name not in WITHOUT_TERMS
    )
