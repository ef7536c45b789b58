"""The books of a structure, for its managers: closings, verification, seals, archives."""

from __future__ import annotations

from datetime import date

from django.contrib import messages
from django.core.files.storage import storages
from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _, ngettext
from django.views.decorators.http import require_POST, require_safe

from billing.forms.reminders import SealForm
from billing.models import Closing
from billing.queries.accounts import account_of, books_keys
from billing.queries.books_page import (
    archives_of,
    closings_of,
    head_of,
    last_check,
    last_seal,
    years_of,
)
from billing.services.archives import ask_for_archive
from billing.services.book_checks import check_now
from billing.services.book_heads import export_head, read_head, restart_books
from espaces.errors import Refused
from espaces.models import Structure
from espaces.views.access import acting_person, managed_structure
from espaces.views.structures import back_to_structure
from espaces.views.submitting import done_or_form

ON_A_PAGE = 31


def books(request: HttpRequest, pk: int) -> HttpResponse:
    structure = managed_structure(request, pk)
    level = request.GET.get("level", Closing.Level.MONTH)
    context = {
        "structure": structure,
        "head": head_of(structure),
        "has_key": bool(books_keys()),
        "account": account_of(structure),
        "check": last_check(structure),
        "seal": last_seal(structure),
        "years": years_of(structure),
        "levels": Closing.Level.choices,
        "level": level,
        "page": Paginator(closings_of(structure, level), ON_A_PAGE).get_page(request.GET.get("page")),
        "back": back_to_structure(structure),
    }
    return render(request, "billing/books/books.html", context)


@require_POST
def check_books(request: HttpRequest, pk: int) -> HttpResponse:
    structure = managed_structure(request, pk)
    check = check_now(actor=acting_person(request), structure=structure)
    if check.finished_at is None:
        messages.info(request, _("The books are being verified: come back in a few minutes."))
    elif not check.problems:
        messages.success(request, _("The books are in order."))
    else:
        said = ngettext("%(n)s problem was found.", "%(n)s problems were found.", check.problems)
        messages.error(request, said % {"n": check.problems})
    return redirect("billing:books", structure.pk)


@require_POST
def export_seal(request: HttpRequest, pk: int) -> HttpResponse:
    """Downloaded, and mailed to the accountant where one is known."""
    structure = managed_structure(request, pk)
    head = export_head(structure.pk, timezone.now()) if books_keys() else None
    if head is None:
        messages.error(request, _("There is nothing to seal yet."))
        return redirect("billing:books", structure.pk)
    response = HttpResponse(head.content, content_type="application/json")
    response["Content-Disposition"] = f'attachment; filename="sceau-{structure.pk}-{head.position}.json"'
    return response


def restart(request: HttpRequest, pk: int) -> HttpResponse:
    """Books older than a seal go on from it."""
    structure = managed_structure(request, pk)
    form = SealForm(request.POST or None, request.FILES or None)

    def act() -> None:
        seal = form.cleaned_data["seal"]
        refuse_other_books(structure, seal)
        restart_books(seal, actor=acting_person(request), now=timezone.now())

    return done_or_form(
        request,
        form,
        act,
        done=_("The books go on. What is lost since the backup stays named in them."),
        back=(reverse("billing:books", args=[structure.pk]), _("Books and archives")),
        template="billing/books/restart.html",
        title=_("Go on after a restore"),
        submit=_("Go on from this seal"),
    )


def refuse_other_books(structure: Structure, seal: str) -> None:
    if read_head(seal).structure != str(structure.pk):
        raise Refused("other_books", _("This seal is of the books of another structure."))


@require_POST
def make_archive(request: HttpRequest, pk: int, starts_on: str) -> HttpResponse:
    structure = managed_structure(request, pk)
    try:
        day = date.fromisoformat(starts_on)
    except ValueError:
        raise Http404 from None
    try:
        archive = ask_for_archive(actor=acting_person(request), structure=structure, starts_on=day)
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        ready = _("This year is archived already.")
        messages.success(
            request, ready if archive else _("The archive is being made: come back in a few minutes.")
        )
    return redirect("billing:books", structure.pk)


@require_safe
def archive(request: HttpRequest, pk: int, archive_pk: int) -> FileResponse:
    """As it was stored, a piece at a time."""
    row = get_object_or_404(archives_of(managed_structure(request, pk)), pk=archive_pk)
    try:
        file = storages["documents"].open(row.name)
    except FileNotFoundError:
        raise Http404 from None
    return FileResponse(file, as_attachment=True, filename=row.name.rpartition("/")[2])
