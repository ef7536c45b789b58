from __future__ import annotations

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _

from espaces.queries.roles import roles_decided_by
from espaces.services.roles import revoke_role
from espaces.views.access import acting_person
from espaces.views.scopes import page_where_given
from espaces.views.submitting import accepted, form_page


def revoke(request: HttpRequest, pk: int) -> HttpResponse:
    role = get_object_or_404(roles_decided_by(request.user), pk=pk)
    back = page_where_given(role)
    form = forms.Form(request.POST if request.method == "POST" else None)
    if accepted(
        request, form, lambda: revoke_role(actor=acting_person(request), role=role, now=timezone.now())
    ):
        messages.success(request, _("%(person)s no longer has this role.") % {"person": role.person})
        mine = role.person.user_id == request.user.pk
        return redirect("reservations:home" if mine else back)
    return form_page(
        request,
        form,
        title=_("Revoke a role"),
        lead=_(
            "%(role)s. From now on this person can no longer open these pages; what they did stays recorded."
        )
        % {"role": role},
        submit=_("Revoke this role"),
        tone="danger",
        back=(back, str(role.scope)),
    )
