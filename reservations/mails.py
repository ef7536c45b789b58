"""Handlers of `Outgoing` messages about reservations: plain text, in the person's language, at the venue's clock.

Each may run twice and reads everything anew: what is no longer true when a message leaves is not said. A second
sending has the same Message-ID as the first, by which mailboxes know it for the same letter.
"""

from __future__ import annotations

import re
from datetime import timedelta
from email.utils import parseaddr
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from reservations.queries.letters import Letter, end_of, is_still_to_come, last_move_of, letter_about
from reservations.rules.deadlines_in_words import kept_in_words
from reservations.rules.lifecycle import Status
from reservations.rules.stays_in_words import stay_in_words

REMINDED_AT_MOST = timedelta(days=1)
BLANK_LINES = re.compile(r"\n{3,}")  # the seams between the parts of a letter


def send_confirmation(payload: dict[str, Any]) -> None:
    """Nothing leaves when the reservation has ended meanwhile: its cancellation says so."""
    now = timezone.now()
    letter = letter_about(payload["reservation"])
    if letter is None or not is_still_to_come(letter.reservation, now):
        return
    with translation.override(letter.reservation.person.language):
        subject = _("Reserved: %(stay)s, %(venue)s")
        _send(letter, "confirmation", subject, {"terms": letter.cancellation_terms(now)})


def send_change(payload: dict[str, Any]) -> None:
    """Of several moves in a row the last one tells all."""
    now = timezone.now()
    letter = letter_about(payload["reservation"])
    if letter is None or not is_still_to_come(letter.reservation, now):
        return
    move = last_move_of(letter.reservation)
    if move is None or move.pk != payload["move"]:
        return
    person = letter.reservation.person
    with translation.override(person.language):
        was = stay_in_words(move.from_starts_at, move.from_ends_at, move.from_resource.venue.zone)
        context = {
            "was": was,
            "move": move,
            "by_venue": move.actor_id != person.pk,
            "terms": letter.cancellation_terms(now),
        }
        _send(letter, "change", _("Moved: %(stay)s, %(venue)s"), context, mark=str(move.pk))


def send_cancellation(payload: dict[str, Any]) -> None:
    """With what is kept, who did it and why."""
    letter = letter_about(payload["reservation"])
    if letter is None or letter.reservation.status != Status.CANCELLED:
        return
    end, person = end_of(letter.reservation), letter.reservation.person
    with translation.override(person.language):
        context = {
            "kept": kept_in_words(letter.reservation.percent_kept or 0),
            "by_venue": end is not None and end.actor_id != person.pk,
            "reason": end.reason if end is not None else "",
        }
        _send(letter, "cancellation", _("Cancelled: %(stay)s, %(venue)s"), context)


def send_kept(payload: dict[str, Any]) -> None:
    """The venue closes or changes its hours, and the host lets this reservation stand."""
    letter = letter_about(payload["reservation"])
    if letter is None or not is_still_to_come(letter.reservation, timezone.now()):
        return
    with translation.override(letter.reservation.person.language):
        subject = _("Your reservation stands: %(stay)s, %(venue)s")
        _send(letter, "kept", subject, {"reason": payload.get("reason", "")})


def send_reminder(payload: dict[str, Any]) -> None:
    """Skipped when the reservation has ended, has begun, or was moved to later: it then has its own reminder."""
    now = timezone.now()
    letter = letter_about(payload["reservation"])
    if letter is None or not is_still_to_come(letter.reservation, now):
        return
    reservation = letter.reservation
    if not now < reservation.starts_at <= now + REMINDED_AT_MOST:
        return
    with translation.override(reservation.person.language):
        mark = f"{reservation.starts_at:%Y%m%d%H%M}"
        context = {"terms": letter.cancellation_terms(now)}
        _send(letter, "reminder", _("Reminder: %(stay)s, %(venue)s"), context, mark=mark)


def _send(letter: Letter, kind: str, subject: str, context: dict[str, Any], *, mark: str = "") -> None:
    reservation = letter.reservation
    stay = stay_in_words(reservation.starts_at, reservation.ends_at, reservation.venue.zone)
    title = subject % {"stay": stay, "venue": reservation.venue}
    body = render_to_string(
        f"emails/{kind}.txt",
        {"letter": letter, "reservation": reservation, "venue": reservation.venue} | context,
    )
    message = EmailMessage(
        " ".join(title.splitlines()),
        BLANK_LINES.sub("\n\n", body).strip() + "\n",
        to=[reservation.person.email],
        reply_to=[reservation.venue.email] if reservation.venue.email else None,
        headers={"Message-ID": _message_id(kind, reservation.pk, mark)},
    )
    message.attach("reservation.ics", letter.calendar_file, "text/calendar")
    message.send()


def _message_id(kind: str, reservation_id: int, mark: str) -> str:
    domain = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2]
    return f"<{'-'.join(filter(None, (kind, str(reservation_id), mark)))}@{domain}>"
