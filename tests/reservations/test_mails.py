"""What leaves by mail about a reservation: through Outgoing, in the person's language, at the venue's clock."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from email.message import EmailMessage

import pytest
import time_machine
from django.core import mail
from icalendar import Calendar

from espaces.models import CancellationStep, Municipality, Outgoing, Person, Resource
from reservations.models import Reservation
from reservations.services.life import cancel_reservation
from reservations.services.moving import move_reservation
from reservations.services.writing import announce
from tests.factories import (
    NetworkFactory,
    PersonFactory,
    ResourceFactory,
    StructureFactory,
    VenueFactory,
    open_every_day,
)
from tests.factories.reservations import at, book, half

pytestmark = pytest.mark.django_db
Deliver = Callable[[], None]
BOOKED_AT = "2026-11-20 10:00"


def plain(text: str) -> str:
    return text.replace("\u00a0", " ").replace("\u202f", " ")


@pytest.fixture
def desks() -> Resource:
    """Two desks in Florac, open 9-12 and 14-18, free to cancel until 24 h before, half after."""
    florac = Municipality.objects.create(
        code="48061",
        name="Florac Trois Rivières",
        search_key="florac trois rivieres",
        departement_code="48",
        departement_name="Lozère",
        region_code="76",
        region_name="Occitanie",
        code_year=2026,
    )
    network = NetworkFactory(name="Réseau des Cévennes", slug="cevennes")
    venue = VenueFactory(
        structure=StructureFactory(network=network),
        name="La Filature",
        slug="la-filature",
        address="4 rue de la Gare",
        postcode="48400",
        municipality=florac,
        phone="04 66 00 00 00",
        email="filature@example.org",
        access_instructions="Boîte à clés : code 2468.",
    )
    open_every_day(venue, ("09:00", "12:00"), ("14:00", "18:00"))
    for audience in CancellationStep.Audience.values:
        CancellationStep.objects.create(venue=venue, audience=audience, hours_before=24, percent_kept=50)
    return ResourceFactory(venue=venue, name="Grande salle", places=2)


def camille(**fields: str) -> Person:
    return PersonFactory(first_name="Camille", email="camille@example.org", **fields)


def morning(desks: Resource, person: Person, day: str = "2026-12-03") -> Reservation:
    return book(person, desks, half(day, "morning"), now=at(BOOKED_AT, desks))


@pytest.fixture
def leave(deliver_outgoing: Deliver, desks: Resource) -> Callable[[str], list[EmailMessage]]:
    """The mails that leave when a worker runs at that time of the venue; what left before is forgotten."""

    def run(when: str) -> list[EmailMessage]:
        mail.outbox.clear()
        with time_machine.travel(at(when, desks), tick=False):
            Outgoing.objects.exclude(kind="reminder").update(not_before=at(when, desks))
            deliver_outgoing()
        return list(mail.outbox)

    return run


def calendar_event(message: EmailMessage) -> dict:
    [attachment] = message.attachments
    assert (attachment.filename, attachment.mimetype) == ("reservation.ics", "text/calendar")
    [event] = Calendar.from_ical(attachment.content).events
    return event


def test_a_confirmation_in_french(desks: Resource, leave) -> None:
    reservation = morning(desks, camille())
    [message] = leave("2026-11-20 10:01")
    assert message.to == ["camille@example.org"]
    assert message.reply_to == ["filature@example.org"]
    assert plain(message.subject) == "C’est réservé : jeudi 3 décembre, de 9 h à 12 h, La Filature"
    assert plain(message.body) == (
        "Bonjour Camille,\n\n"
        "Votre place est réservée.\n\n"
        "  jeudi 3 décembre, de 9 h à 12 h\n"
        "  La Filature, Grande salle\n"
        "  4 rue de la Gare, 48400 Florac Trois Rivières\n\n"
        "Pour entrer :\n"
        "Boîte à clés : code 2468.\n\n"
        "Vous pouvez annuler sans frais jusqu’au mercredi 2 décembre, 9 h. "
        "Puis jusqu’au jeudi 3 décembre, 9 h : 50 % restent dus. Ensuite : tout reste dû.\n\n"
        "Pour la voir, la déplacer ou l’annuler :\n"
        f"http://localhost:8000/mes-reservations/{reservation.pk}/\n\n"
        "Le fichier joint l’ajoute à votre agenda.\n\n"
        "Une question ? La Filature : 04 66 00 00 00, filature@example.org\n\n"
        "--\nLa Filature · Réseau des Cévennes\n"
    )


def test_a_confirmation_in_english(desks: Resource, leave) -> None:
    morning(desks, camille(language="en"))
    [message] = leave("2026-11-20 10:01")
    assert message.subject == "Reserved: Thursday 3 December, from 9:00 to 12:00, La Filature"
    assert message.body.startswith(
        "Hello Camille,\n\nYour place is reserved.\n\n  Thursday 3 December, from 9:00"
    )
    assert "You can cancel free of charge until Wednesday 2 December, 9:00." in message.body


def test_the_attached_file_is_the_reservation(desks: Resource, leave) -> None:
    reservation = morning(desks, camille())
    event = calendar_event(leave("2026-11-20 10:01")[0])
    assert event.start == dt.datetime(2026, 12, 3, 8, tzinfo=dt.UTC)
    assert (event["uid"], event["sequence"]) == (str(reservation.token), 0)
    assert event["location"] == "La Filature, 4 rue de la Gare, 48400 Florac Trois Rivières"


@pytest.mark.parametrize(("day", "utc_hour"), [("2027-03-27", 8), ("2027-03-28", 7)])
def test_t_nine_stays_nine_when_the_clocks_change(desks: Resource, leave, day: str, utc_hour: int) -> None:
    desks.venue.horizon_days = 300
    desks.venue.save()
    morning(desks, camille(), day)
    [message] = leave("2026-11-20 10:01")
    assert "de 9 h à 12 h" in plain(message.body)
    assert calendar_event(message).start.hour == utc_hour


def test_the_link_is_that_of_the_network(desks: Resource, leave) -> None:
    NetworkFactory(slug="autre")
    reservation = morning(desks, camille())
    [message] = leave("2026-11-20 10:01")
    assert f"http://localhost:8000/r/cevennes/mes-reservations/{reservation.pk}/" in message.body
    network = desks.venue.structure.networks.get()
    network.host = "cevennes.example.org"
    network.save()
    Outgoing.objects.update(done_at=None, payload={"reservation": reservation.pk})
    Outgoing.objects.filter(kind="reminder").delete()
    [message] = leave("2026-11-20 10:02")
    assert f"http://cevennes.example.org/mes-reservations/{reservation.pk}/" in message.body


def test_a_confirmation_of_what_was_cancelled_meanwhile_does_not_leave(desks: Resource, leave) -> None:
    person = camille()
    reservation = morning(desks, person)
    cancel_reservation(actor=person, reservation_id=reservation.pk, now=at(BOOKED_AT, desks))
    [message] = leave("2026-11-20 10:01")
    assert message.subject.startswith("Annulée")


def test_a_cancellation_says_what_is_kept(desks: Resource, leave) -> None:
    person = camille()
    reservation = morning(desks, person)
    cancel_reservation(actor=person, reservation_id=reservation.pk, now=at("2026-12-02 12:00", desks))
    [message] = leave("2026-12-02 12:01")
    body = plain(message.body)
    assert "Votre réservation est annulée :\n\n  jeudi 3 décembre, de 9 h à 12 h\n" in body
    assert "Ce que cela coûte : 50 % restent dus." in body
    assert "http://localhost:8000/espaces/la-filature/" in body
    assert "2468" not in body
    event = calendar_event(message)
    assert (event["status"], event["sequence"], event["uid"]) == ("CANCELLED", 1, str(reservation.token))


def test_b_a_closure_cancels_with_its_reason_and_keeps_nothing(desks: Resource, leave) -> None:
    reservation = morning(desks, camille())
    cancel_reservation(
        actor=PersonFactory(),
        reservation_id=reservation.pk,
        by_host=True,
        without_fee=True,
        reason="Travaux de peinture",
        now=at("2026-12-02 12:00", desks),
    )
    [message] = leave("2026-12-02 12:01")
    body = plain(message.body)
    assert "L’espace a dû annuler votre réservation :" in body
    assert "Raison : Travaux de peinture" in body
    assert "Ce que cela coûte : rien ne reste dû." in body


def test_b_a_kept_reservation_is_told_with_the_reason(desks: Resource, leave) -> None:
    reservation = morning(desks, camille())
    leave("2026-11-20 10:01")
    announce(reservation, "kept", "kept:1", reason="Fermé au public, ouvert pour vous")
    [message] = leave("2026-11-21 09:00")
    assert plain(message.subject).startswith("Votre réservation est maintenue : jeudi 3 décembre")
    assert "Raison : Fermé au public, ouvert pour vous" in plain(message.body)


def test_a_move_says_from_and_to(desks: Resource, leave) -> None:
    person = camille()
    reservation = morning(desks, person)
    leave("2026-11-20 10:01")
    move_reservation(
        actor=person,
        reservation_id=reservation.pk,
        resource=desks,
        request=half("2026-12-04", "afternoon"),
        now=at("2026-11-21 10:00", desks),
    )
    [message] = leave("2026-11-21 10:01")
    body = plain(message.body)
    assert plain(message.subject) == "Déplacée : vendredi 4 décembre, de 14 h à 18 h, La Filature"
    assert "  vendredi 4 décembre, de 14 h à 18 h\n" in body
    assert "C’était : jeudi 3 décembre, de 9 h à 12 h, Grande salle." in body
    event = calendar_event(message)
    assert (event["uid"], event["sequence"]) == (str(reservation.token), 1)
    assert event.start == dt.datetime(2026, 12, 4, 13, tzinfo=dt.UTC)


def test_of_two_moves_in_a_row_only_the_last_is_told(desks: Resource, leave) -> None:
    person = camille()
    reservation = morning(desks, person)
    leave("2026-11-20 10:01")
    for day in ("2026-12-04", "2026-12-07"):
        move_reservation(
            actor=PersonFactory(),
            reservation_id=reservation.pk,
            resource=desks,
            request=half(day, "morning"),
            by_host=True,
            reason="Salle prise",
            now=at("2026-11-21 10:00", desks),
        )
    [message] = leave("2026-11-21 10:01")
    assert "L’espace a déplacé votre réservation." in message.body
    assert "lundi 7 décembre" in plain(message.body)
    assert "Raison : Salle prise" in plain(message.body)


def test_a_reminder_leaves_the_day_before_and_once(desks: Resource, leave) -> None:
    morning(desks, camille())
    leave("2026-11-20 10:01")
    assert leave("2026-12-02 14:59") == []
    [message] = leave("2026-12-02 15:00")
    assert plain(message.subject) == "Rappel : jeudi 3 décembre, de 9 h à 12 h, La Filature"
    assert "Boîte à clés : code 2468." in plain(message.body)
    assert leave("2026-12-02 15:05") == []


@pytest.mark.parametrize("what", ["cancelled", "begun", "moved to later"])
def test_a_reminder_that_is_no_longer_true_is_silent(desks: Resource, leave, what: str) -> None:
    """As when the act meets a worker that has already taken the reminder."""
    person = camille()
    reservation = morning(desks, person)
    leave("2026-11-20 10:01")
    when = "2026-12-03 09:00" if what == "begun" else "2026-12-02 15:00"
    if what == "cancelled":
        Reservation.objects.filter(pk=reservation.pk).update(status="cancelled")
    if what == "moved to later":
        move_reservation(
            actor=person,
            reservation_id=reservation.pk,
            resource=desks,
            request=half("2026-12-07", "morning"),
            now=at("2026-11-21 10:00", desks),
        )
        leave("2026-11-21 10:01")
        Outgoing.objects.create(
            kind="reminder",
            key="taken by a worker",
            payload={"reservation": reservation.pk},
            not_before=at("2026-12-02 15:00", desks),
        )
    assert leave(when) == []
    assert (
        Outgoing.objects.filter(kind="reminder", not_before__lte=at(when, desks), done_at=None).count() == 0
    )


def test_a_second_sending_has_the_same_message_id(desks: Resource, leave) -> None:
    reservation = morning(desks, camille())
    [first] = leave("2026-11-20 10:01")
    Outgoing.objects.filter(kind="confirmation").update(done_at=None, payload={"reservation": reservation.pk})
    [second] = leave("2026-11-20 10:10")
    assert first.extra_headers["Message-ID"] == second.extra_headers["Message-ID"]
    assert first.extra_headers["Message-ID"] == f"<confirmation-{reservation.pk}@localhost>"


def test_nobody_is_written_to_without_an_address(desks: Resource, leave) -> None:
    person = PersonFactory(email="")
    reservation = book(person, desks, half("2026-12-03", "morning"), now=at(BOOKED_AT, desks))
    cancel_reservation(actor=person, reservation_id=reservation.pk, now=at(BOOKED_AT, desks))
    assert Outgoing.objects.count() == 0
    assert leave("2026-11-20 10:01") == []


def test_a_line_break_in_a_name_does_not_break_the_header(desks: Resource, leave) -> None:
    desks.venue.name = "La Filature\nBcc: autre@example.org"
    desks.venue.save()
    morning(desks, camille())
    [message] = leave("2026-11-20 10:01")
    assert "\n" not in message.subject
    assert message.recipients() == ["camille@example.org"]
