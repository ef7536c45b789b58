"""The demo's mails in the browser: what the file backend wrote, and nothing else of the disk."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.core.mail import EmailMessage
from django.core.mail.backends.filebased import EmailBackend
from django.test import Client

pytestmark = pytest.mark.django_db
ICS = b"BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n"


@pytest.fixture
def mailbox(tmp_path: Path, settings) -> Path:
    settings.DEMO_MAILBOX = tmp_path / "mail"
    return settings.DEMO_MAILBOX


def write(mailbox: Path, *messages: EmailMessage) -> None:
    EmailBackend(alias="default", file_path=mailbox).send_messages(list(messages))


def letter(subject: str, body: str = "Bonjour") -> EmailMessage:
    return EmailMessage(subject, body, "Espaces <bonjour@localhost>", ["camille@example.org"])


def test_an_empty_mailbox(mailbox: Path) -> None:
    answer = Client().get("/demo/courrier/")
    assert answer.status_code == 200
    assert answer.context["mails"] == []


def test_several_mails_of_one_file_and_their_text(mailbox: Path) -> None:
    body = "Voici l’adresse :\nhttp://localhost:8000/mes-reservations/3/\n" + "-" * 79 + "\nfin"
    write(mailbox, letter("Première"), letter("Réservée : jeudi 3 décembre", body))
    mails = Client().get("/demo/courrier/").context["mails"]
    assert {mail.subject for mail in mails} >= {"Première"}
    key = next(mail.key for mail in mails if mail.subject.startswith("Réservée"))
    text = Client().get(f"/demo/courrier/{key}/").content.decode()
    assert '<a href="http://localhost:8000/mes-reservations/3/"' in text


def test_markup_in_a_mail_is_text(mailbox: Path) -> None:
    write(mailbox, letter("<b>gras</b>", "<script>alert(1)</script>"))
    [mail] = Client().get("/demo/courrier/").context["mails"]
    text = Client().get(f"/demo/courrier/{mail.key}/").content.decode()
    assert "<script>alert" not in text
    assert "&lt;b&gt;gras" in text


def test_an_attachment_can_be_taken(mailbox: Path) -> None:
    message = letter("Réservée")
    message.attach("reservation.ics", ICS, "text/calendar")
    write(mailbox, message)
    [mail] = Client().get("/demo/courrier/").context["mails"]
    answer = Client().get(f"/demo/courrier/{mail.key}/0/")
    assert answer.content.split() == ICS.split()
    assert answer.headers["Content-Type"] == "text/calendar"
    assert Client().get(f"/demo/courrier/{mail.key}/1/").status_code == 404


@pytest.mark.parametrize("key", ["x", "..", "..%2F..%2Fetc%2Fpasswd", "20261123-010000-1-0"])
def test_an_address_names_no_file(mailbox: Path, key: str) -> None:
    mailbox.parent.joinpath("passwd.log").write_text("Subject: secret\n\nsecret")
    assert Client().get(f"/demo/courrier/{key}/").status_code == 404
