from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from espaces.forms.accounts import LanguageForm
from espaces.services.accounts import choose_language as keep_language
from espaces.views.access import acting_person

ONE_YEAR = 365 * 24 * 3600


def local_address(request: HttpRequest, address: str) -> str:
    """`address` if it stays on this site, else the home page: nobody is sent elsewhere by a forged link."""
    secure, host = request.is_secure(), request.get_host()
    safe = url_has_allowed_host_and_scheme(address, allowed_hosts={host}, require_https=secure)
    if safe and address.startswith("/"):  # redirect() takes a bare word for the name of a page
        return address
    return reverse("reservations:home")


@login_not_required
@require_POST
def choose_language(request: HttpRequest) -> HttpResponse:
    form = LanguageForm(request.POST)
    if not form.is_valid():
        return HttpResponseBadRequest()
    language = form.cleaned_data["language"]
    if request.user.is_authenticated:
        keep_language(person=acting_person(request), language=language)
    response = redirect(local_address(request, form.cleaned_data["next"]))
    response.set_cookie(
        "language", language, max_age=ONE_YEAR, samesite="Lax", secure=request.is_secure(), httponly=True
    )
    return response
