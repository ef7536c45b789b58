from __future__ import annotations

import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify

from espaces.locks import lock_list
from espaces.models import Affiliation, Network, Person, Structure, Venue, VenueSource
from espaces.rules.venue_lists import ListFormat, RawRow
from espaces.services.acts import record_act
from espaces.services.venue_import.planning import Outcome, Plan, plan_import

LONGEST_SLUG = 72  # leaves room for a number


@dataclass(frozen=True)
class ImportSettings:
    """Where imported venues go.

    With `structure`, all of them are its venues. Without, each venue gets a structure of its own, to be
    completed, of `structure_kind` (no list says it), named after the venue or what the list calls its parent;
    venues that give the same SIREN share one, the one already known if there is.
    `network` affiliates these structures from today on.
    """

    source: str
    structure: Structure | None = None
    structure_kind: str = Structure.Kind.ASSOCIATION
    network: Network | None = None


@transaction.atomic
def import_venues(
    *,
    actor: Person | None,
    rows: Iterable[RawRow],
    list_format: ListFormat,
    settings: ImportSettings,
    write: bool,
    keep_good: bool,
    now: datetime,
) -> tuple[Plan, bool]:
    """The plan, and whether it was written: all of it in one transaction, or nothing.

    Nothing is written when a row is refused, unless `keep_good`. New venues are drafts.
    Locks the list's name: a second import of the same list waits, then finds nothing to do.
    """
    lock_list(settings.source)
    plan = plan_import(rows, list_format=list_format, source=settings.source)
    if not write or (plan.of_kind("refused") and not keep_good):
        return plan, False
    create_venues(plan.of_kind("created"), settings, now)
    update_venues(plan.of_kind("updated"), now)
    changed = {kind: plan.counts[kind] for kind in ("created", "updated")}
    target = settings.structure or settings.network
    if target and any(changed.values()):
        record_act(actor=actor, verb="venues_imported", target=target, source=settings.source, **changed)
    return plan, True


def create_venues(outcomes: list[Outcome], settings: ImportSettings, now: datetime) -> None:
    structures = structures_for(outcomes, settings)
    affiliate(set(structures), settings.network, now)
    slugs = free_slugs([outcome.entry.name for outcome in outcomes])
    venues = Venue.objects.bulk_create(
        Venue(
            structure=structure,
            slug=slug,
            check_in_secret=secrets.token_urlsafe(16),
            **outcome.entry.values,
        )
        for outcome, structure, slug in zip(outcomes, structures, slugs, strict=True)
    )
    VenueSource.objects.bulk_create(
        VenueSource(
            venue=venue,
            source=settings.source,
            external_id=outcome.entry.external_id,
            values=outcome.entry.values,
            imported_at=now,
        )
        for outcome, venue in zip(outcomes, venues, strict=True)
    )


def update_venues(outcomes: list[Outcome], now: datetime) -> None:
    for outcome in outcomes:
        source = outcome.source
        assert source is not None
        for name, value in outcome.changes.items():
            setattr(source.venue, name, value)
        source.venue.save(update_fields=list(outcome.changes))
        source.values = {**source.values, **outcome.changes}
        source.imported_at = now
        source.save(update_fields=["values", "imported_at"])


def structures_for(outcomes: list[Outcome], settings: ImportSettings) -> list[Structure]:
    """One structure for each outcome, in order; see ImportSettings."""
    if settings.structure:
        return [settings.structure] * len(outcomes)
    sirens = {outcome.entry.siren for outcome in outcomes} - {""}
    by_siren = {known.siren: known for known in Structure.objects.filter(siren__in=sirens)}
    structures: list[Structure] = []
    for outcome in outcomes:
        entry = outcome.entry
        structure = by_siren.get(entry.siren)
        if structure is None:
            name = (entry.structure_name or entry.name)[:160]
            structure = Structure(name=name, kind=settings.structure_kind, siren=entry.siren)
            if entry.siren:
                by_siren[entry.siren] = structure
        structures.append(structure)
    Structure.objects.bulk_create({id(one): one for one in structures if one.pk is None}.values())
    return structures


def affiliate(structures: set[Structure], network: Network | None, now: datetime) -> None:
    """Affiliates from today those that have no affiliation to the network, present or to come."""
    if network is None:
        return
    today = timezone.localdate(now)
    lasting = Affiliation.objects.filter(network=network, structure__in=structures).exclude(
        ends_on__lte=today
    )
    affiliated = set(lasting.values_list("structure_id", flat=True))
    Affiliation.objects.bulk_create(
        Affiliation(network=network, structure=structure, starts_on=today)
        for structure in sorted(structures, key=lambda one: one.pk)
        if structure.pk not in affiliated
    )


def free_slugs(names: list[str]) -> list[str]:
    """One address per name that no venue has: la-cordee, la-cordee-2…"""
    taken = set(Venue.objects.values_list("slug", flat=True))
    slugs = []
    for name in names:
        stem = slugify(name)[:LONGEST_SLUG].strip("-") or "espace"
        slug, number = stem, 1
        while slug in taken:
            number += 1
            slug = f"{stem}-{number}"
        taken.add(slug)
        slugs.append(slug)
    return slugs
