"""The books of a structure: every document, payment and closing signed with the one before it."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from billing.locks import lock_chain_head
from billing.models import ChainHead, ChainLink
from billing.queries.accounts import books_keys
from billing.rules.books.chain import payload_of, sign
from espaces.errors import Refused


def add_link(structure_id: int, kind: str, object_id: int, content: object, at: datetime) -> ChainLink:
    """In the caller's transaction. Locks the head of the books, after every other lock.

    Raises Refused without a key to sign with, and while the books are suspended after a restore.
    """
    keys = books_keys()
    if not keys:
        raise Refused("no_key", _("Nothing can be recorded: the books have no key (setting BOOKS_KEYS)."))
    head = lock_chain_head(structure_id)
    refuse_suspended(head)
    payload = payload_of(kind, object_id, content)
    link = ChainLink(
        structure_id=structure_id,
        position=head.position + 1,
        kind=kind,
        object_id=object_id,
        payload=payload,
        previous=head.hash,
        hash=sign(keys.secrets[keys.newest], payload, head.hash),
        key_id=keys.newest,
        at=at,
    )
    head.position, head.hash = link.position, link.hash
    head.save(update_fields=["position", "hash"])
    link.save(force_insert=True)
    return link


def refuse_suspended(head: ChainHead) -> None:
    if head.suspended_because:
        raise Refused(
            "books_suspended",
            _("Nothing can be recorded before the books are set right: %(why)s")
            % {"why": head.suspended_because},
        )
