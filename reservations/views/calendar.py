from __future__ import annotations

from hashlib import sha256

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.cache import get_conditional_response
from django.utils.http import quote_etag
from django.views.decorators.http import require_safe

from reservations.queries.calendar_feed import document_of, feed_of, person_of_calendar
from reservations.views.access import visible_reservation

CALENDAR = "text/calendar; charset=utf-8"
SECONDS_FRESH = 300


@login_not_required
@require_safe
def calendar_feed(request: HttpRequest, secret: str) -> HttpResponseBase:
    """Public by its secret, which its person renews or withdraws in the profile. Never indexed, never shared."""
    person = person_of_calendar(secret)
    if person is None:
        raise Http404
    with translation.override(person.language):
        document = feed_of(person, timezone.now(), lambda row: _address(request, row.pk))
    etag = quote_etag(sha256(document).hexdigest())
    headers = {
        "Cache-Control": f"private, max-age={SECONDS_FRESH}",
        "Content-Disposition": 'inline; filename="reservations.ics"',
        "Content-Language": person.language,
        "ETag": etag,
        "X-Robots-Tag": "noindex",
    }
    response = HttpResponse(document, content_type=CALENDAR, headers=headers)
    return get_conditional_response(request, etag=etag, response=response) or response


@require_safe
def reservation_ics(request: HttpRequest, pk: int) -> HttpResponse:
    reservation = visible_reservation(request, pk)
    headers = {
        "Cache-Control": "private, no-store",
        "Content-Disposition": f'attachment; filename="reservation-{pk}.ics"',
    }
    document = document_of(reservation.pk, _address(request, pk))
    return HttpResponse(document, content_type=CALENDAR, headers=headers)


def _address(request: HttpRequest, pk: int) -> str:
    return request.build_absolute_uri(reverse("reservations:reservation", args=[pk]))
