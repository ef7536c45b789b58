"""Heads of the books that leave the house, and what happens when the books are found older than one of them."""

from __future__ import annotations

import logging
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext as _, gettext_lazy

import espaces
from billing.locks import lock_chain_head, lock_series, lock_series_of
from billing.models import ChainHead, ChainLink, ExportedHead, InvoiceSeries, StructureAccount
from billing.queries.accounts import books_keys
from billing.queries.book_check import restart_of
from billing.rules.books.head import (
    Comparison,
    Head,
    NotAHead,
    SeriesHead,
    Standing,
    UnknownKey,
    compare,
    exported,
    read_back,
)
from billing.services.chaining import add_link
from billing.services.passes import Passed, one_by_one
from espaces.errors import Refused
from espaces.locks import locking_transaction
from espaces.models import Person
from espaces.services.acts import record_act
from espaces.services.outgoing import send_later

logger = logging.getLogger(__name__)


@locking_transaction
def export_head(structure_id: int, now: datetime, *, send: bool = True) -> ExportedHead | None:
    """The present head, signed; mailed to the accountant once for each position. None: nothing was ever recorded.

    Locks the head of the books.
    """
    head = lock_chain_head(structure_id)
    if not head.position:
        return None
    kept = ExportedHead.objects.create(
        structure_id=structure_id,
        position=head.position,
        content=exported(_present(head, now), books_keys()),
        made_at=now,
        sent_to=_accountant(structure_id) if send else "",
    )
    if kept.sent_to:
        key = f"book head {structure_id} {head.position}"
        send_later(kind="book_head", key=key, payload={"head": kept.pk})
    return kept


def _accountant(structure_id: int) -> str:
    rows = StructureAccount.objects.filter(structure=structure_id)
    return rows.values_list("accountant_email", flat=True).first() or ""


def _present(head: ChainHead, now: datetime) -> Head:
    return Head(
        structure=str(head.structure_id),
        position=head.position,
        hash=head.hash,
        series=tuple(_series(head.structure_id)),
        made_at=now,
        software=f"Espaces {espaces.__version__}",
    )


def _series(structure_id: int) -> list[SeriesHead]:
    rows = InvoiceSeries.objects.filter(structure=structure_id).order_by("kind", "year")
    return [SeriesHead(f"{row.kind} {row.year}", row.last_number, row.last_issued_at) for row in rows]


def read_head(text: str) -> Head:
    """Raises Refused for what is no head of these books."""
    try:
        return read_back(text, books_keys())
    except NotAHead:
        raise Refused(
            "not_a_head", gettext_lazy("This file is not a seal of the books, or was changed.")
        ) from None
    except UnknownKey:
        raise Refused(
            "unknown_key",
            gettext_lazy("This seal was signed with a key that is not known here: nothing can be said."),
        ) from None


@locking_transaction
def check_head(text: str) -> Comparison:
    """Compares the books with a head that left the house, and suspends them when they are older or another.

    Locks the head of the books. Raises Refused for what is no head.
    """
    known = read_head(text)
    head = lock_chain_head(int(known.structure))
    if _followed_since(known):
        return Comparison(Standing.SAME)
    link = ChainLink.objects.filter(structure=head.structure_id, position=known.position).first()
    found = compare(
        known, last=head.position, hash_there=link.hash if link else None, series=_series(head.structure_id)
    )
    if found.standing is not Standing.SAME and not head.suspended_because:
        head.suspended_because = _(
            "they end at entry %(last)s, a seal of %(day)s names entry %(position)s."
        ) % {
            "last": head.position,
            "day": known.made_at.strftime("%d/%m/%Y"),
            "position": known.position,
        }
        head.save(update_fields=["suspended_because"])
    return found


def _followed_since(known: Head) -> bool:
    """The books already went on after a restore, from this head or from a later one."""
    restart = ChainLink.objects.filter(structure=int(known.structure), kind=ChainLink.Kind.RESTART).last()
    return restart is not None and restart_of(restart)["made_at"] >= known.made_at.isoformat()


@locking_transaction
def restart_books(text: str, *, actor: Person | None, now: datetime) -> ChainLink:
    """Books found older than a head go on from its numbers, so that none is given twice; what is lost stays named.

    Locks the series, then the head of the books. Raises Refused when the books are not suspended.
    """
    known = read_head(text)
    structure_id = int(known.structure)
    lock_series_of(structure_id)
    raised = [change for series in known.series if (change := _raise(structure_id, series))]
    head = lock_chain_head(structure_id)
    if not head.suspended_because:
        raise Refused(
            "not_suspended", gettext_lazy("The books are not suspended: there is nothing to set right.")
        )
    head.suspended_because = ""
    head.save(update_fields=["suspended_because"])
    content = {
        "made_at": known.made_at.isoformat(),
        "position": known.position,
        "hash": known.hash,
        "series": raised,
    }
    record_act(actor=actor, verb="restart_books", target=head, series=raised)
    return add_link(structure_id, ChainLink.Kind.RESTART, head.position + 1, content, now)


def _raise(structure_id: int, known: SeriesHead) -> dict[str, object] | None:
    """Sets a series to the last number that left the house; what was raised, or None."""
    kind, year = known.name.split()
    series = lock_series(structure_id, kind, int(year))
    if series.last_number >= known.last_number:
        return None
    change = {"name": known.name, "from": series.last_number, "to": known.last_number}
    series.last_number, series.last_issued_at = known.last_number, known.last_issued_at
    series.save(update_fields=["last_number", "last_issued_at"])
    return change


def keep_heads(now: datetime) -> Passed:
    """Compares every structure's books with the head kept in the folder BOOKS_HEADS, then writes the present one.

    The folder is outside the database and its backups: a restore of an older one is noticed the same night.
    """
    folder = settings.BOOKS_HEADS
    if folder is None:
        return Passed()
    folder.mkdir(parents=True, exist_ok=True)
    numbers = (
        ChainHead.objects.filter(position__gt=0).order_by("structure").values_list("structure", flat=True)
    )
    kept = {int(file.stem) for file in folder.glob("*.json")}
    return one_by_one("keeping the head of", sorted(kept | set(numbers)), lambda one: _keep(folder, one, now))


def _keep(folder: Path, structure_id: int, now: datetime) -> bool:
    file = folder / f"{structure_id}.json"
    if file.exists() and check_head(file.read_text()).standing is not Standing.SAME:
        logger.error("the books of structure %s are older than the head kept in %s", structure_id, file)
        return False
    head = export_head(structure_id, now, send=False)
    if head is None:
        return False
    draft = file.with_suffix(".new")
    draft.write_text(head.content)
    draft.replace(file)
    return True
