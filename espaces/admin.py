"""The administration shows; pages and commands change. Only what has no page of its own is edited here."""

from __future__ import annotations

from allauth.account.decorators import secure_admin_login
from django.contrib import admin
from django.db import models
from django.http import HttpRequest

from espaces.models import (
    Act,
    Affiliation,
    Invitation,
    Network,
    Outgoing,
    Person,
    Role,
    Structure,
    Terms,
    TermsAcceptance,
    User,
    Venue,
)

# The log-in page of the product, with its second factor and its rate limits, is the only one.
admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]


class ReadOnly(admin.ModelAdmin):
    """Nothing is added, changed or deleted, so that no rule and no trace is bypassed."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return False


@admin.register(Act)
class ActAdmin(ReadOnly):
    list_display = ["at", "actor", "verb", "target_kind", "target_id"]
    list_filter = ["verb"]
    list_select_related = ["actor"]
    search_fields = ["target_id"]
    date_hierarchy = "at"


@admin.register(Outgoing)
class OutgoingAdmin(ReadOnly):
    """Without the content: it holds codes and addresses."""

    list_display = ["created_at", "kind", "not_before", "attempts", "done_at", "error"]
    list_filter = ["kind"]
    exclude = ["payload"]


@admin.register(Invitation)
class InvitationAdmin(ReadOnly):
    list_display = ["invited_at", "email", "kind", "expires_at", "accepted_at", "revoked_at"]
    exclude = ["secret"]


@admin.register(Person)
class PersonAdmin(ReadOnly):
    list_display = ["pk", "last_name", "first_name", "email", "merged_into"]
    list_select_related = ["merged_into"]
    search_fields = ["last_name", "email"]


@admin.register(Role)
class RoleAdmin(ReadOnly):
    list_display = ["person", "kind", "granted_at", "revoked_at"]
    list_select_related = ["person"]
    list_filter = ["kind"]


@admin.register(Network)
class NetworkAdmin(admin.ModelAdmin):
    """Slug and host name belong to the installation: they are changed here and nowhere else."""

    list_display = ["name", "slug", "host"]
    readonly_fields = ["tagline", "contact_email", "publisher"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return False


@admin.register(User)
class UserAdmin(admin.ModelAdmin):
    """A login is closed, opened again, or given to the staff here; never made, renamed or deleted.

    By a superuser only: whoever may write `is_superuser` is one.
    """

    list_display = ["email", "is_active", "is_staff", "last_login"]
    search_fields = ["email"]
    fields = ["email", "is_active", "is_staff", "is_superuser", "language", "date_joined", "last_login"]
    readonly_fields = ["email", "language", "date_joined", "last_login"]

    def has_change_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return bool(request.user.is_superuser)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return False


admin.site.register([Affiliation, Structure, Terms, TermsAcceptance, Venue], ReadOnly)
