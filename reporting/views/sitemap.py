"""For who reads the whole site by itself: what there is to read, and what is nobody's business."""

from __future__ import annotations

from xml.etree import ElementTree as Xml

from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from espaces.queries.access import venues_visible_to
from espaces.views.access import network_of

PROTOCOL = "http://www.sitemaps.org/schemas/sitemap/0.9"
PAGES = (
    "reservations:home",
    "reservations:venues",
    "reporting:definitions",
    "reporting:open_data",
    "espaces:legal_notice",
    "espaces:privacy",
    "espaces:accessibility",
    "espaces:terms",
)
NOT_FOR_ROBOTS = ("/admin/", "/comptes/", "/accueil/", "/reserver/", "/agenda/", "/arrivee/", "/invitation/")


@login_not_required
@require_safe
def sitemap(request: HttpRequest) -> HttpResponse:
    """The public pages of the network, its venues among them; without a network, those of all."""
    venues = venues_visible_to(AnonymousUser(), network_of(request)).values_list("slug", flat=True)
    paths = [reverse(name) for name in PAGES]
    paths += [reverse("reservations:venue", args=[slug]) for slug in venues]
    listed = Xml.Element("urlset", xmlns=PROTOCOL)
    for path in paths:
        Xml.SubElement(Xml.SubElement(listed, "url"), "loc").text = request.build_absolute_uri(path)
    text = Xml.tostring(listed, encoding="utf-8", xml_declaration=True)
    return HttpResponse(text, content_type="application/xml")


@login_not_required
@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in NOT_FOR_ROBOTS)]
    lines.append(f"Sitemap: {request.build_absolute_uri(reverse('reporting:sitemap'))}")
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")
