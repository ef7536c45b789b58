"""The verification of the books that a manager asks for: at once for small books, by a worker for big ones."""

from __future__ import annotations

from itertools import islice
from typing import Any

from django.db import transaction
from django.utils import timezone

from billing.locks import lock_chain_head
from billing.models import BookCheck
from billing.queries.book_check import check_books
from espaces.locks import locking_transaction
from espaces.models import Person, Structure
from espaces.services.acts import record_act
from espaces.services.outgoing import send_later

AT_ONCE = 200
"""Links that are verified while the manager waits."""
KEPT = 50
MOST = 1000
"""Problems that are counted: books with more are wrong from end to end."""


def check_now(*, actor: Person, structure: Structure) -> BookCheck:
    """The one under way when there is one; finished already for small books."""
    check = _begin(actor, structure)
    if check.finished_at is None and check.links <= AT_ONCE:
        run_check({"check": check.pk})
        check.refresh_from_db()
    return check


@locking_transaction
def _begin(actor: Person, structure: Structure) -> BookCheck:
    """Locks the head of the books: one verification at a time."""
    head = lock_chain_head(structure.pk)
    under_way = BookCheck.objects.filter(structure=structure, finished_at=None).first()
    if under_way is not None:
        return under_way
    check = BookCheck.objects.create(
        structure=structure, asked_at=timezone.now(), asked_by=actor, links=head.position
    )
    record_act(actor=actor, verb="books_verified", target=check)
    if check.links > AT_ONCE:
        send_later(kind="book_check", key=f"book check {check.pk}", payload={"check": check.pk})
    return check


def run_check(payload: dict[str, Any]) -> None:
    """Handler of the outgoing kind "book_check". Reads only; killed in between, it begins again."""
    check = BookCheck.objects.get(pk=payload["check"])
    if check.finished_at is not None:
        return
    findings = list(islice(check_books(check.structure_id, files=True), MOST))
    with transaction.atomic():
        check.problems = len(findings)
        check.findings = [
            {"wrong": str(one.wrong), "where": one.where, "what": one.what} for one in findings[:KEPT]
        ]
        check.finished_at = timezone.now()
        check.save(update_fields=["problems", "findings", "finished_at"])
