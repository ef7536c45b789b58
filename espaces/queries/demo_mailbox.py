"""The mails of the demo, which leaves them as files instead of sending them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from email import message_from_bytes, policy
from email.message import EmailMessage, Message
from pathlib import Path

BETWEEN_MAILS = re.compile(rb"^-{79}\n", re.MULTILINE)
SHOWN = 100


@dataclass(frozen=True)
class DemoMail:
    """`key` is the file's name and the mail's rank in it."""

    key: str
    at: datetime | None
    to: str
    subject: str
    text: str
    attachments: Sequence[tuple[str, str, bytes]]


def demo_mails(folder: Path) -> list[DemoMail]:
    """The latest first."""
    files = sorted(folder.glob("*.log"), reverse=True) if folder.is_dir() else []
    mails = (mail for file in files[:SHOWN] for mail in _mails_in(file))
    return sorted(mails, key=lambda mail: (mail.at.timestamp() if mail.at else 0, mail.key), reverse=True)


def demo_mail(folder: Path, key: str) -> DemoMail | None:
    """Looked for among those that are there: an address never names a file."""
    return next((mail for mail in demo_mails(folder) if mail.key == key), None)


def _mails_in(file: Path) -> Iterator[DemoMail]:
    for rank, content in enumerate(BETWEEN_MAILS.split(file.read_bytes())):
        if content.strip():
            yield _read(f"{file.stem}-{rank}", message_from_bytes(content, policy=policy.default))


def _read(key: str, message: EmailMessage) -> DemoMail:
    body = message.get_body(preferencelist=("plain",))
    return DemoMail(
        key=key,
        at=message["date"].datetime if message["date"] else None,
        to=str(message["to"] or ""),
        subject=str(message["subject"] or ""),
        text=body.get_content() if body else "",
        attachments=[
            (part.get_filename() or "", part.get_content_type(), _content(part))
            for part in message.iter_attachments()
        ],
    )


def _content(part: Message) -> bytes:
    content = part.get_payload(decode=True)
    return content if isinstance(content, bytes) else b""
