from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from espaces.models.networks import Network, Structure
from espaces.models.people import Person
from espaces.models.venues import Venue


class RoleKind(models.TextChoices):
    HOST = "host", _("host of a venue")
    MANAGER = "manager", _("manager of a structure")
    COORDINATOR = "coordinator", _("coordinator of a network")
    FUNDER = "funder", _("funder")


def one_scope_per_kind() -> Q:
    """A host has a venue, a manager a structure, a coordinator and a funder a network, and nothing else."""
    return (
        Q(kind=RoleKind.HOST, venue__isnull=False, structure=None, network=None)
        | Q(kind=RoleKind.MANAGER, venue=None, structure__isnull=False, network=None)
        | Q(
            kind__in=[RoleKind.COORDINATOR, RoleKind.FUNDER],
            venue=None,
            structure=None,
            network__isnull=False,
        )
    )


class Scoped(models.Model):
    """What a role or an invitation speaks of: exactly one venue, structure or network, by its kind."""

    kind = models.CharField(_("role"), max_length=12, choices=RoleKind.choices)
    venue = models.ForeignKey(
        Venue, models.CASCADE, related_name="%(class)ss", null=True, blank=True, verbose_name=_("venue")
    )
    structure = models.ForeignKey(
        Structure,
        models.CASCADE,
        related_name="%(class)ss",
        null=True,
        blank=True,
        verbose_name=_("structure"),
    )
    network = models.ForeignKey(
        Network, models.CASCADE, related_name="%(class)ss", null=True, blank=True, verbose_name=_("network")
    )

    class Meta:
        abstract = True

    @property
    def scope(self) -> Venue | Structure | Network:
        scope = self.venue or self.structure or self.network
        assert scope is not None, "the database refuses a role without a scope"
        return scope


class RoleQuerySet(models.QuerySet["Role"]):
    def active(self) -> RoleQuerySet:
        return self.filter(revoked_at=None)


class Role(Scoped):
    """What a person may do, where. Revoked, never deleted: who could do what stays readable."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="roles", verbose_name=_("person"))
    granted_by = models.ForeignKey(
        Person, models.PROTECT, related_name="+", null=True, blank=True, verbose_name=_("granted by")
    )
    granted_at = models.DateTimeField(_("granted on"), auto_now_add=True)
    revoked_by = models.ForeignKey(
        Person, models.PROTECT, related_name="+", null=True, blank=True, verbose_name=_("revoked by")
    )
    revoked_at = models.DateTimeField(_("revoked on"), null=True, blank=True)

    objects: ClassVar = RoleQuerySet.as_manager()

    class Meta:
        verbose_name = _("role")
        verbose_name_plural = _("roles")
        constraints = [
            models.CheckConstraint(condition=one_scope_per_kind(), name="role_has_its_scope"),
            models.UniqueConstraint(
                fields=["person", "kind", "venue", "structure", "network"],
                condition=Q(revoked_at=None),
                nulls_distinct=False,
                name="role_once",
                violation_error_message=_("This person already has this role."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person}: {self.get_kind_display()} ({self.scope})"


class Invitation(Scoped):
    """A role offered by mail to an address. Accepting it needs the secret of the mail and a verified login."""

    email = models.EmailField(_("e-mail"))
    secret = models.CharField(max_length=43, unique=True, editable=False)
    invited_by = models.ForeignKey(
        Person, models.PROTECT, related_name="+", null=True, verbose_name=_("invited by")
    )
    invited_at = models.DateTimeField(_("invited on"), auto_now_add=True)
    expires_at = models.DateTimeField(_("valid until"))
    accepted_by = models.ForeignKey(
        Person, models.PROTECT, related_name="+", null=True, blank=True, verbose_name=_("accepted by")
    )
    accepted_at = models.DateTimeField(_("accepted on"), null=True, blank=True)
    revoked_at = models.DateTimeField(_("revoked on"), null=True, blank=True)

    objects: ClassVar[models.Manager[Invitation]] = models.Manager()

    class Meta:
        verbose_name = _("invitation")
        verbose_name_plural = _("invitations")
        constraints = [
            models.CheckConstraint(condition=one_scope_per_kind(), name="invitation_has_its_scope"),
            models.CheckConstraint(
                condition=Q(accepted_at=None) | Q(revoked_at=None), name="invitation_ends_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.email}: {self.get_kind_display()}"
