"""Who reads programmes and reports: coordinators of the network, and the funders that they named."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q, QuerySet

from espaces.models import RoleKind
from espaces.queries.access import networks_coordinated_by, roles_of
from reporting.models import Programme, ProgrammeReader, Report

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from espaces.models import User


def programmes_coordinated_by(user: User | AnonymousUser) -> QuerySet[Programme]:
    programmes = Programme.objects.filter(network__in=networks_coordinated_by(user).order_by().values("pk"))
    return programmes.select_related("network")


def programmes_read_by(user: User | AnonymousUser) -> QuerySet[Programme]:
    """Those that a funder may read: named as their reader, and a funder of their network today."""
    return Programme.objects.filter(pk__in=_readings_of(user).values("programme")).select_related("network")


def programmes_audited_by(user: User | AnonymousUser) -> QuerySet[Programme]:
    """Those whose evidence a funder may read line by line, with the signed sheets of their days."""
    return Programme.objects.filter(pk__in=_readings_of(user).filter(audits=True).values("programme"))


def programmes_visible_to(user: User | AnonymousUser) -> QuerySet[Programme]:
    coordinated = programmes_coordinated_by(user).order_by().values("pk")
    read = programmes_read_by(user).order_by().values("pk")
    return Programme.objects.filter(Q(pk__in=coordinated) | Q(pk__in=read)).select_related("network")


def reports_visible_to(user: User | AnonymousUser) -> QuerySet[Report]:
    """All of their networks for coordinators; frozen ones of their programmes for funders."""
    coordinated = Q(programme__in=programmes_coordinated_by(user).order_by().values("pk"))
    read = Q(programme__in=programmes_read_by(user).order_by().values("pk"), status=Report.Status.FROZEN)
    return Report.objects.filter(coordinated | read).select_related("programme__network", "corrects")


def reports_audited_by(user: User | AnonymousUser) -> QuerySet[Report]:
    """Of those, the frozen ones whose evidence may be read line by line."""
    coordinated = Q(programme__in=programmes_coordinated_by(user).order_by().values("pk"))
    audited = Q(programme__in=programmes_audited_by(user).order_by().values("pk"))
    frozen = Report.objects.filter(coordinated | audited, status=Report.Status.FROZEN)
    return frozen.select_related("programme__network")


def _readings_of(user: User | AnonymousUser) -> QuerySet[ProgrammeReader]:
    networks = roles_of(user).filter(kind=RoleKind.FUNDER).values("network")
    if not user.is_authenticated:
        return ProgrammeReader.objects.none()
    return ProgrammeReader.objects.filter(person__user=user, ended_at=None, programme__network__in=networks)
