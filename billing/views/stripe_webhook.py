from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from billing import gateway
from billing.services.online.events import receive_message

LONGEST_MESSAGE = 512 * 1024
LONGEST_LENGTH = 18


@csrf_exempt
@login_not_required
@require_POST
def stripe_webhook(request: HttpRequest) -> HttpResponse:
    """Kept and answered at once: what it means is asked of Stripe later, by a worker."""
    length = request.headers.get("Content-Length") or "0"
    if not length.isascii() or not length.isdecimal() or len(length) > LONGEST_LENGTH:
        return HttpResponse(status=400)
    if int(length) > LONGEST_MESSAGE:
        return HttpResponse(status=413)
    try:
        receive_message(request.body, request.headers.get("Stripe-Signature", ""))
    except gateway.BadSignature:
        return HttpResponse(status=400)
    return HttpResponse(status=200)
