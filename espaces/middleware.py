from __future__ import annotations

import re
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.urls import set_script_prefix
from django.utils import translation

from espaces.queries.networks import network_of_host, network_of_slug

Handler = Callable[[HttpRequest], HttpResponse]
PREFIX = re.compile(r"^/r/([-a-z0-9_]+)(?=/|$)")


def choose_network(get_response: Handler) -> Handler:
    """Sets `request.network` from the host name, or from a /r/<slug> prefix which every link then keeps.

    An unknown slug, or a host name that belongs to no network when there are several, gives None: public
    pages then let the visitor choose.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        prefix = PREFIX.match(request.path_info)
        if prefix:
            request.network = network_of_slug(prefix.group(1))
            if request.network:
                request.path_info = request.path_info[prefix.end() :] or "/"
                request.path = prefix.group(0) + request.path_info
                set_script_prefix(prefix.group(0) + "/")
        else:
            request.network = network_of_host(request.get_host())
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
