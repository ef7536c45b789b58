"""Price lists as a whole: begun, copied to another venue, shared with a network, used at a venue from a day on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from billing.locks import lock_price_list
from billing.models import Cap, PriceEdition, PriceList, Tariff, VenuePriceList
from billing.queries.price_lists import (
    draft_of,
    edition_on,
    first_priced_day_at,
    lines_of,
    name_for_list,
    price_lists_for,
    published_editions,
)
from billing.rules.price_copies import Copies, copied_elsewhere
from billing.services.price_editions import CAP_FIELDS, SETTINGS
from billing.services.price_lines import add_tariff
from espaces.errors import Refused
from espaces.locks import locking_transaction
from espaces.models import Network, Person, Structure, Venue
from espaces.queries.plans import networks_of
from espaces.rules.dates_in_words import day_in_words
from espaces.services.acts import record_act


@dataclass(frozen=True)
class Copy:
    """`said`: what is not as it was in the list copied, a sentence each."""

    price_list: PriceList
    said: list[str]


@locking_transaction
def create_price_list(
    *,
    actor: Person | None,
    name: str,
    today: date,
    structure: Structure | None = None,
    network: Network | None = None,
    venue: Venue | None = None,
    lines: Iterable[Mapping[str, Any]] = (),
) -> PriceList:
    """With its first draft: prices with tax, half-days by the clock, the cheapest that covers the day.

    `venue` uses it as soon as it is published, if it uses no other list. `lines`: the first prices.
    """
    price_list = PriceList(structure=structure, network=network, name=name)
    price_list.full_clean()
    price_list.save()
    PriceEdition.objects.create(price_list=price_list, valid_from=today)
    if venue and not VenuePriceList.objects.filter(venue=venue).exists():
        VenuePriceList.objects.create(venue=venue, price_list=price_list, valid_from=today)
    record_act(actor=actor, verb="price_list_created", target=price_list, name=name)
    for values in lines:
        add_tariff(actor=actor, price_list=price_list, today=today, **values)
    return price_list


@locking_transaction
def copy_list_to_venue(
    *, actor: Person, price_list: PriceList, venue: Venue, today: date, source: PriceEdition | None = None
) -> Copy:
    """A new list of the venue's structure, with a draft to look through and publish there.

    Of the draft, or else of what is in force. The venue uses it once published, if it uses no other list.
    """
    edition = source or _to_copy(price_list, today)
    networks = networks_of(venue.structure, today).values_list("pk", flat=True)
    copies = copied_elsewhere(lines_of(edition), structure_id=venue.structure_id, network_ids=networks)
    name = name_for_list(venue.structure, _("Prices of %(venue)s") % {"venue": venue})
    made = create_price_list(actor=actor, name=name, today=today, structure=venue.structure, venue=venue)
    _fill(made, edition, copies)
    record_act(actor=actor, verb="price_list_copied", target=made, source=price_list.pk, venue=venue.pk)
    return Copy(made, copies.said)


@locking_transaction
def share_list(*, actor: Person, price_list: PriceList, network: Network, name: str, today: date) -> Copy:
    """A copy that belongs to the network: once published, any of its venues may use it."""
    edition = _to_copy(price_list, today)
    copies = copied_elsewhere(lines_of(edition), structure_id=None, network_ids=[network.pk])
    made = create_price_list(actor=actor, name=name, today=today, network=network)
    _fill(made, edition, copies)
    record_act(actor=actor, verb="price_list_shared", target=made, source=price_list.pk, network=network.pk)
    return Copy(made, copies.said)


def _to_copy(price_list: PriceList, today: date) -> PriceEdition:
    edition = draft_of(price_list) or edition_on(price_list, today)
    if edition is None:
        raise Refused("no_tariff", _("There is no price to copy."))
    return edition


def _fill(made: PriceList, source: PriceEdition, copies: Copies) -> None:
    draft = made.editions.get()
    for name in SETTINGS:
        setattr(draft, name, getattr(source, name))
    draft.save()
    for position, line in enumerate(copies.lines, 1):
        line.edition, line.position = draft, position
    Tariff.objects.bulk_create(copies.lines)
    Cap.objects.bulk_create(
        Cap(edition=draft, **{name: getattr(cap, name) for name in CAP_FIELDS})
        for cap in source.caps.order_by("pk")
    )


@locking_transaction
def use_list_at_venue(
    *, actor: Person, venue: Venue, price_list: PriceList, valid_from: date, today: date
) -> VenuePriceList:
    """From that day on the venue's prices are those of this list. Days already priced stay as they are."""
    lock_price_list(price_list.pk)
    if not price_lists_for(venue, today).filter(pk=price_list.pk).exists():
        raise Refused("list_elsewhere", _("This price list is not for this venue."))
    if not published_editions(price_list).exists():
        raise Refused("not_published", _("Publish the prices of this list first."))
    priced = first_priced_day_at(venue, valid_from) if valid_from < today else None
    if priced is not None:
        message = _("Days have already been priced since %(day)s: these prices begin today at the earliest.")
        raise Refused("already_priced", message % {"day": day_in_words(priced)})
    used, _new = VenuePriceList.objects.update_or_create(
        venue=venue, valid_from=valid_from, defaults={"price_list": price_list}
    )
    record_act(
        actor=actor,
        verb="price_list_used",
        target=used,
        venue=venue.pk,
        price_list=price_list.pk,
        valid_from=valid_from.isoformat(),
    )
    return used
