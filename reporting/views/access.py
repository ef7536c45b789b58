"""The doors of programmes and reports: not visible is 404; read by a funder but not his to change is 403."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from reporting.models import Programme, Report
from reporting.queries.access import (
    programmes_coordinated_by,
    programmes_visible_to,
    reports_audited_by,
    reports_visible_to,
)


def visible_programme(request: HttpRequest, pk: int) -> Programme:
    return get_object_or_404(programmes_visible_to(request.user), pk=pk)


def coordinated_programme(request: HttpRequest, pk: int) -> Programme:
    programme = visible_programme(request, pk)
    if not programmes_coordinated_by(request.user).filter(pk=pk).exists():
        raise PermissionDenied(_("Only a coordinator of this network decides on its programmes."))
    return programme


def visible_report(request: HttpRequest, pk: int) -> Report:
    return get_object_or_404(reports_visible_to(request.user), pk=pk)


def coordinated_report(request: HttpRequest, pk: int) -> Report:
    report = visible_report(request, pk)
    coordinated_programme(request, report.programme_id)
    return report


def audited_report(request: HttpRequest, pk: int) -> Report:
    """Frozen, and whose evidence may be read line by line."""
    report = visible_report(request, pk)
    if not report.is_frozen:
        raise PermissionDenied(_("The evidence of a report is kept when it is frozen."))
    if not reports_audited_by(request.user).filter(pk=pk).exists():
        raise PermissionDenied(_("The evidence is read by coordinators, and by auditors that they name."))
    return report
