"""Open data of a network: a page that says what there is, and files that anybody takes, from anywhere."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from functools import wraps
from hashlib import sha256
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.cache import get_conditional_response
from django.utils.http import quote_etag
from django.views.decorators.http import require_safe

from espaces.models import Network, Venue
from espaces.queries.networks import all_networks
from espaces.rules.structured_data import as_script
from espaces.views.access import network_of
from reporting.queries.open_data import open_venues
from reporting.queries.open_usage import last_publication, published_usage
from reporting.rules.open_data.data_sets import DATA_SETS, FILES, USAGE, VENUES, DataSet, described
from reporting.rules.open_data.geojson import feature_collection
from reporting.rules.open_data.gogocarto import import_file
from reporting.rules.open_data.table_files import Description, csv_file, table_schema
from reporting.rules.open_data.usage import COLUMNS as USAGE_COLUMNS, SECRET
from reporting.rules.open_data.venues import COLUMNS, OpenVenue
from reservations.views.home import with_vary
from reservations.views.kept_pages import kept_for_visitors

SECONDS_FRESH = 300
View = Callable[..., HttpResponse]


@login_not_required
@require_safe
@kept_for_visitors
def open_data(request: HttpRequest) -> HttpResponse:
    network = network_of(request)
    if network is None:
        return with_vary(render(request, "reporting/open_data.html", {"networks": all_networks()}))
    updated = {VENUES.code: last_change(venues_of(request, network)), USAGE.code: last_publication(network)}
    context = {
        "networks": [],
        "data_sets": [
            {
                "words": data_set,
                "updated_on": updated[data_set.code],
                "files": [(file, address_of(request, file.name)) for file in data_set.files],
            }
            for data_set in DATA_SETS
        ],
        "json_ld": [as_script(_described(request, network, one, updated[one.code])) for one in DATA_SETS],
    }
    return with_vary(render(request, "reporting/open_data.html", context))


def for_everybody(view: View) -> Callable[..., HttpResponseBase]:
    """Any site may read it, any cache keep it; who has it already is not sent it again. Always in French."""

    @wraps(view)
    def shared(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        with translation.override("fr"):
            response = view(request, *args, **kwargs)
        etag = quote_etag(sha256(response.content).hexdigest())
        response["Cache-Control"] = f"public, max-age={SECONDS_FRESH}"
        response["Content-Language"] = "fr"
        response["ETag"] = etag
        answer = get_conditional_response(request, etag=etag, response=response) or response
        answer["Access-Control-Allow-Origin"] = "*"
        return answer

    return shared


@login_not_required
@require_safe
@for_everybody
@kept_for_visitors
def open_data_file(request: HttpRequest, name: str) -> HttpResponse:
    network = network_of(request)
    if network is None or name not in FILES:
        raise Http404
    content = WRITERS[name](request, network)
    text = content if isinstance(content, str) else json.dumps(content, ensure_ascii=False, indent=1)
    return HttpResponse(text, content_type=FILES[name].media_type, headers={"Vary": "Accept-Encoding"})


def venues_of(request: HttpRequest, network: Network) -> list[OpenVenue]:
    def page_of(venue: Venue) -> str:
        return request.build_absolute_uri(reverse("reservations:venue", args=[venue.slug]))

    def photo_at(pk: int) -> str:
        return request.build_absolute_uri(reverse("espaces:photo", args=[pk, "large"]))

    return open_venues(network, timezone.now(), page_of=page_of, photo_at=photo_at)


def last_change(venues: list[OpenVenue]) -> date | None:
    return max((venue.updated_on for venue in venues), default=None)


def address_of(request: HttpRequest, name: str) -> str:
    return request.build_absolute_uri(reverse("reporting:open_data_file", args=[name]))


def _described(
    request: HttpRequest, network: Network, data_set: DataSet, updated_on: date | None
) -> dict[str, Any]:
    return described(
        data_set,
        publisher=network.name,
        contact=network.contact_email,
        page=request.build_absolute_uri(reverse("reporting:open_data")),
        updated_on=updated_on,
        address_of=lambda name: address_of(request, name),
    )


def _about(
    request: HttpRequest,
    network: Network,
    data_set: DataSet,
    updated_on: date | None,
    missing: tuple[str, ...] = ("",),
) -> Description:
    return Description(
        name=data_set.code,
        title=data_set.title,
        description=data_set.description,
        publisher=network.name,
        contact=network.contact_email,
        homepage=request.build_absolute_uri(reverse("reporting:open_data")),
        path=address_of(request, f"{data_set.code}.csv"),
        updated_on=updated_on,
        missing=missing,
    )


def _venues_geojson(request: HttpRequest, network: Network) -> dict[str, Any]:
    venues = venues_of(request, network)
    return feature_collection(venues, publisher=network.name, updated_on=last_change(venues))


def _venues_csv(request: HttpRequest, network: Network) -> str:
    return csv_file(COLUMNS, venues_of(request, network))


def _venues_schema(request: HttpRequest, network: Network) -> dict[str, Any]:
    updated_on = last_change(venues_of(request, network))
    return table_schema(COLUMNS, _about(request, network, VENUES, updated_on), primary_key=["id"])


def _gogocarto(request: HttpRequest, network: Network) -> dict[str, Any]:
    venues = venues_of(request, network)
    return import_file(venues, publisher=network.name, updated_on=last_change(venues))


def _usage_csv(request: HttpRequest, network: Network) -> str:
    return csv_file(USAGE_COLUMNS, published_usage(network))


def _usage_schema(request: HttpRequest, network: Network) -> dict[str, Any]:
    about = _about(request, network, USAGE, last_publication(network), missing=("", SECRET))
    return table_schema(USAGE_COLUMNS, about, primary_key=["periode", "niveau", "code"])


WRITERS: dict[str, Callable[[HttpRequest, Network], str | dict[str, Any]]] = {
    "espaces.geojson": _venues_geojson,
    "espaces.csv": _venues_csv,
    "espaces.schema.json": _venues_schema,
    "gogocarto.json": _gogocarto,
    "frequentation.csv": _usage_csv,
    "frequentation.schema.json": _usage_schema,
}
