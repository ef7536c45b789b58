"""The demo's mails, readable in the browser. Only the demo has these pages: see config/urls.py."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from espaces.queries.demo_mailbox import DemoMail, demo_mail, demo_mails


@login_not_required
@require_safe
def mailbox(request: HttpRequest) -> HttpResponse:
    return render(request, "espaces/demo_mailbox.html", {"mails": demo_mails(settings.DEMO_MAILBOX)})


@login_not_required
@require_safe
def mail(request: HttpRequest, key: str) -> HttpResponse:
    return render(request, "espaces/demo_mail.html", {"mail": _found(key)})


@login_not_required
@require_safe
def attachment(request: HttpRequest, key: str, rank: int) -> HttpResponse:
    attachments = _found(key).attachments
    if rank >= len(attachments):
        raise Http404
    name, content_type, content = attachments[rank]
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(content, content_type=content_type, headers=headers)


def _found(key: str) -> DemoMail:
    found = demo_mail(settings.DEMO_MAILBOX, key)
    if found is None:
        raise Http404
    return found
