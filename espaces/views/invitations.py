from __future__ import annotations

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from espaces.errors import Refused
from espaces.models import Invitation
from espaces.queries.roles import invitation_of_secret, invitation_state, invitations_decided_by
from espaces.services.invitations import SENTENCES, accept_invitation, withdraw_invitation
from espaces.views.access import acting_person
from espaces.views.scopes import page_opened_by, page_where_given
from espaces.views.submitting import accepted


@never_cache
@login_not_required
def invitation(request: HttpRequest, secret: str) -> HttpResponse:
    """What is offered, to whoever holds the mail; accepting it asks for a login with the invited address."""
    offered = invitation_of_secret(secret)
    if offered is None:
        raise Http404
    form = forms.Form(request.POST if request.method == "POST" and request.user.is_authenticated else None)
    if accepted(request, form, lambda: accept(request, offered)):
        messages.success(request, _("You are now: %(role)s.") % {"role": offered.get_kind_display()})
        return redirect(page_opened_by(offered))
    state = invitation_state(offered, timezone.now())
    context = {
        "invitation": offered,
        "form": form,
        "problem": SENTENCES.get(state, ""),
        "login_address": _entrance("account_login", request),
        "signup_address": _entrance("account_signup", request, email=offered.email),
    }
    return render(request, "espaces/invitation.html", context, status=422 if form.errors else 200)


def accept(request: HttpRequest, offered: Invitation) -> None:
    accept_invitation(actor=acting_person(request), invitation=offered, now=timezone.now())


def _entrance(name: str, request: HttpRequest, **typed: str) -> str:
    return f"{reverse(name)}?{urlencode({'next': request.path, **typed})}"


@require_POST
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    offered = get_object_or_404(invitations_decided_by(request.user), pk=pk)
    try:
        withdraw_invitation(actor=acting_person(request), invitation=offered, now=timezone.now())
        messages.success(request, _("The invitation is withdrawn: its link no longer opens anything."))
    except Refused as refused:
        messages.error(request, str(refused))
    return redirect(page_where_given(offered))
