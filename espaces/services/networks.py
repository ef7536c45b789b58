"""Networks, structures and who belongs to which, with dates; a day here is the installation's."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from espaces.errors import Refused
from espaces.models import Affiliation, Invitation, Network, Person, RoleKind, Structure
from espaces.queries.access import networks_coordinated_by, structures_managed_by
from espaces.queries.networks import structure_of_siren
from espaces.queries.roles import login_of_person
from espaces.services.acts import record_act
from espaces.services.invitations import invite
from espaces.services.terms import default_terms, publish_terms

NOT_COORDINATOR = _("Only a coordinator of this network decides which structures belong to it.")


@transaction.atomic
def create_network(
    *, name: str, slug: str, host: str | None, coordinator_email: str, now: datetime
) -> Invitation:
    """Opens a network with its first terms, and invites its coordinator. ValidationError if it cannot be."""
    network = Network(name=name, slug=slug, host=host or None, contact_email=coordinator_email)
    network.full_clean()
    network.save()
    record_act(actor=None, verb="network_created", target=network)
    publish_terms(actor=None, network=network, now=now, **default_terms())
    return invite(actor=None, kind=RoleKind.COORDINATOR, scope=network, email=coordinator_email, now=now)


@transaction.atomic
def change_network(*, actor: Person, network: Network, **fields: Any) -> None:
    """Name, tagline, contact and publisher; slug and host belong to the installation."""
    _require_coordinator(actor, network)
    for field, value in fields.items():
        setattr(network, field, value)
    network.full_clean()
    network.save(update_fields=list(fields))
    record_act(actor=actor, verb="network_changed", target=network, fields=sorted(fields))


@transaction.atomic
def create_structure(
    *, actor: Person, network: Network, starts_on: date, ends_on: date | None = None, **fields: Any
) -> Structure:
    """A new legal body, in the network from a day. ValidationError for a wrong number, Refused if it exists."""
    _require_coordinator(actor, network)
    if structure_of_siren(fields.get("siren", "")):
        raise Refused(
            "structure_exists",
            _(
                "This structure already exists. Ask its manager to invite you as a manager: "
                "you can then bring it into your network."
            ),
        )
    structure = Structure(**fields)
    structure.full_clean()
    structure.save()
    record_act(actor=actor, verb="structure_created", target=structure)
    _affiliate(actor=actor, network=network, structure=structure, starts_on=starts_on, ends_on=ends_on)
    return structure


@transaction.atomic
def change_structure(*, actor: Person, structure: Structure, **fields: Any) -> None:
    if not structures_managed_by(login_of_person(actor)).filter(pk=structure.pk).exists():
        raise Refused("not_allowed", _("Only the manager of this structure changes it."))
    for field, value in fields.items():
        setattr(structure, field, value)
    structure.full_clean()
    structure.save(update_fields=list(fields))
    record_act(actor=actor, verb="structure_changed", target=structure, fields=sorted(fields))


@transaction.atomic
def affiliate_structure(
    *, actor: Person, network: Network, structure: Structure, starts_on: date, ends_on: date | None = None
) -> Affiliation:
    """Brings an existing structure into a network, with the consent of both sides.

    A coordinator manages every structure of his network: were he free to affiliate any structure, he would take
    it over. So he must coordinate the network and already manage the structure (its manager invited him).
    """
    _require_coordinator(actor, network)
    if not structures_managed_by(login_of_person(actor)).filter(pk=structure.pk).exists():
        raise Refused("not_manager", _("Its manager must first invite you as a manager of this structure."))
    return _affiliate(actor=actor, network=network, structure=structure, starts_on=starts_on, ends_on=ends_on)


@transaction.atomic
def end_affiliation(*, actor: Person, affiliation: Affiliation, ends_on: date) -> None:
    """`ends_on` is the first day outside of the network."""
    _require_coordinator(actor, affiliation.network)
    affiliation.ends_on = ends_on
    _save_affiliation(affiliation)
    record_act(actor=actor, verb="affiliation_ended", target=affiliation, ends_on=ends_on.isoformat())


def _require_coordinator(actor: Person, network: Network) -> None:
    if not networks_coordinated_by(login_of_person(actor)).filter(pk=network.pk).exists():
        raise Refused("not_allowed", NOT_COORDINATOR)


def _affiliate(
    *, actor: Person, network: Network, structure: Structure, starts_on: date, ends_on: date | None
) -> Affiliation:
    affiliation = Affiliation(network=network, structure=structure, starts_on=starts_on, ends_on=ends_on)
    _save_affiliation(affiliation)
    record_act(actor=actor, verb="structure_affiliated", target=affiliation, starts_on=starts_on.isoformat())
    return affiliation


def _save_affiliation(affiliation: Affiliation) -> None:
    """The exclusion constraint decides; what it refuses is said in its own words, in a race too."""
    try:
        affiliation.full_clean()
        with transaction.atomic():
            affiliation.save()
    except ValidationError as error:
        raise Refused("affiliation_dates", " ".join(error.messages)) from None
    except IntegrityError:
        raise Refused(
            "affiliation_dates", _("This structure already belongs to this network at that time.")
        ) from None
