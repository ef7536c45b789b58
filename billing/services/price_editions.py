"""What a price list says, edited in its one draft and then published for good.

Every change of a line, a cap or a setting goes into the draft; the first one opens it, as a copy of what is in force.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from billing.locks import lock_price_list
from billing.models import Cap, PriceEdition, PriceList, Tariff, VenuePriceList
from billing.queries.price_lists import counts_in_units, draft_of, edition_on, first_priced_day, lines_of
from billing.rules.price_copies import copied
from billing.rules.prices_in_words import unit_in_words
from espaces.errors import Refused
from espaces.locks import locking_transaction
from espaces.models import Person, Structure
from espaces.rules.dates_in_words import day_in_words
from espaces.services.acts import record_act

SETTINGS = (
    "includes_tax half_day_by half_day_minutes exactly_is_half combination billed_on pay_now deposit_percent"
    " colleague_percent note"
).split()
CAP_FIELDS = "kind period scope amount".split()


@locking_transaction
def open_draft(*, actor: Person | None, price_list: PriceList, today: date) -> PriceEdition:
    """The draft of the list; a new one is a copy of the edition in force. Locks the list."""
    lock_price_list(price_list.pk)
    known = draft_of(price_list)
    if known:
        return known
    draft = PriceEdition(price_list=price_list, valid_from=today)
    source = edition_on(price_list, today)
    if source:
        for name in SETTINGS:
            setattr(draft, name, getattr(source, name))
    draft.save()
    if source:
        copy_lines(source, draft)
    record_act(actor=actor, verb="price_draft_opened", target=draft, price_list=price_list.pk)
    return draft


def copy_lines(source: PriceEdition, draft: PriceEdition) -> None:
    """In the same order, so that a line of the one is found again in the other."""
    lines = [copied(line) for line in source.tariffs.order_by("position", "pk")]
    for position, line in enumerate(lines, 1):
        line.edition, line.position = draft, position
    Tariff.objects.bulk_create(lines)
    Cap.objects.bulk_create(
        Cap(edition=draft, **{name: getattr(cap, name) for name in CAP_FIELDS})
        for cap in source.caps.order_by("pk")
    )


@locking_transaction
def save_edition_settings(
    *, actor: Person | None, price_list: PriceList, today: date, **values: Any
) -> PriceEdition:
    """How the prices of the draft are put together. `values`: among SETTINGS."""
    assert not values.keys() - set(SETTINGS), "not a setting of an edition"
    draft = open_draft(actor=actor, price_list=price_list, today=today)
    changed = sorted(name for name, value in values.items() if getattr(draft, name) != value)
    for name in changed:
        setattr(draft, name, values[name])
    draft.full_clean()
    draft.save()
    record_act(actor=actor, verb="price_settings_changed", target=draft, fields=changed)
    return draft


@locking_transaction
def publish_edition(
    *,
    actor: Person,
    price_list: PriceList,
    valid_from: date,
    decision_number: str = "",
    decision_date: date | None = None,
    now: datetime,
    today: date,
) -> PriceEdition:
    """From `valid_from` on the draft is what people pay; it never changes again. Locks the list.

    Reservations already made keep their price. Raises Refused for what makes no sense, see `_check_*`.
    """
    lock_price_list(price_list.pk)
    draft = draft_of(price_list)
    if draft is None:
        raise Refused("nothing_new", _("There are no new prices to publish: change a price first."))
    _check_lines(draft, today)
    _check_day(price_list, valid_from, today)
    _check_decision(price_list, decision_number, decision_date)
    draft.valid_from, draft.published_at, draft.published_by = valid_from, now, actor
    draft.decision_number, draft.decision_date = decision_number.strip(), decision_date
    try:
        draft.full_clean()
    except ValidationError as error:
        raise Refused("invalid", " ".join(error.messages)) from None
    draft.save()
    _hold_since(price_list, valid_from)
    record_act(actor=actor, verb="prices_published", target=draft, valid_from=valid_from.isoformat())
    return draft


def _check_lines(draft: PriceEdition, today: date) -> None:
    """Something is on sale, be it for units only, and a week price lowers something."""
    lines, owner = lines_of(draft), draft.price_list.structure or draft.price_list.network
    if not lines and not (owner and counts_in_units(owner, today)):
        raise Refused("no_tariff", _("There is no price yet: add one, be it 0 for a free place."))
    sold = {(line.kind, line.resource_id) for line in lines if line.unit != Tariff.Unit.WEEK}
    for line in lines:
        if line.unit == Tariff.Unit.WEEK and (line.kind, line.resource_id) not in sold:
            what = str(line.resource or line.get_kind_display())
            message = _(
                "%(what)s: the week price only limits what days cost. Add the price of a day, a half-day or an hour."
            )
            raise Refused("week_alone", message % {"what": what})
        if line.reduced_audience and line.reduced_audience.archived_at:
            message = _(
                "%(unit)s for %(audience)s: this audience is no longer used. Change or remove the price."
            )
            words = {"unit": unit_in_words(line), "audience": line.reduced_audience}
            raise Refused("audience_archived", message % words)


def _check_day(price_list: PriceList, valid_from: date, today: date) -> None:
    """A new price never rewrites a day that was already priced."""
    if valid_from >= today:
        return
    priced = first_priced_day(price_list, valid_from)
    if priced is not None:
        message = _("Days have already been priced since %(day)s: these prices begin today at the earliest.")
        raise Refused("already_priced", message % {"day": day_in_words(priced)})


def _check_decision(price_list: PriceList, number: str, day: date | None) -> None:
    """Prices of a public owner are voted: they carry the number and the date of the decision."""
    structure = price_list.structure
    is_public = structure is not None and structure.kind == Structure.Kind.PUBLIC_BODY
    if is_public and not (number.strip() and day):
        message = _(
            "Prices of a public body are decided by its council: write the number and date of the decision."
        )
        raise Refused("decision_missing", message)


def _hold_since(price_list: PriceList, valid_from: date) -> None:
    """A venue that never had other prices has these since they hold, be it before it was told."""
    for row in VenuePriceList.objects.filter(price_list=price_list, valid_from__gt=valid_from).order_by("pk"):
        earlier = VenuePriceList.objects.filter(venue=row.venue_id, valid_from__lt=row.valid_from)
        if not earlier.exists():
            row.valid_from = valid_from
            row.save(update_fields=["valid_from"])


@locking_transaction
def discard_draft(*, actor: Person, price_list: PriceList) -> bool:
    """Forgets what was prepared; a list of which nothing was ever published goes with it. Locks the list.

    Returns whether the list is still there.
    """
    lock_price_list(price_list.pk)
    draft = draft_of(price_list)
    if draft is None:
        return True
    record_act(actor=actor, verb="price_draft_discarded", target=draft, price_list=price_list.pk)
    draft.delete()
    if price_list.editions.exists():
        return True
    VenuePriceList.objects.filter(price_list=price_list).delete()
    price_list.delete()
    return False
