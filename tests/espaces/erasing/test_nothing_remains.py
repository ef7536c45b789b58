"""Every text of the database is read again: what is not a document nor an account names an erased person no more."""

import datetime as dt
import uuid

import pytest
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.test import Client
from django.utils import timezone

from billing.models import CustomerAccount, OnlinePayment, SavedMethod, StripeEvent
from espaces.models import Act, Customer, RoleKind
from espaces.services.acts import record_act
from espaces.services.customers import change_customer
from espaces.services.documents import note_document
from espaces.services.erasing import erase_person
from espaces.services.invitations import invite
from espaces.services.merging import merge_persons
from espaces.services.outgoing import send_later
from espaces.services.people import add_person, change_person, enrol_person
from reporting.services.profiles import answer
from reservations.models import PresenceCorrection, Reservation
from reservations.queries.reservation_story import SYSTEM_REASONS
from reservations.services.booking import Terms
from reservations.services.corrections import Correction, correct_presence
from reservations.services.life import cancel_reservation, expire_reservations
from reservations.services.moving import move_reservation
from reservations.services.presence import check_in
from tests.factories import ResourceFactory, VenueFactory, login_of, manager_of, open_every_day
from tests.factories.invoicing import invoiced, make_biller, paid
from tests.factories.reservations import at, book, half
from tests.factories.territories import municipality

pytestmark = pytest.mark.django_db
NOW = timezone.now()
NAME, EMAIL, PHONE = "Zéphyrine Moreau-Latour", "zephyrine@courrier.example", "0611223344"
SIREN = "732829320"  # of an independent worker: his name, in a public register
WORDS = (NAME, "Moreau-Latour", EMAIL, PHONE, "12 rue du Four", "48095", SIREN)

# What the law wants kept as it was issued, received or counted (Code de commerce, L123-22).
KEPT = {
    "billing_bankline": {"label"},
    "billing_chainlink": {"payload"},
    "billing_charge": {"label", "void_reason"},
    "billing_exportedhead": {"content"},
    "billing_invoice": {"content"},
    "billing_invoiceline": {"label"},
    "billing_packsale": {"refund_reason"},
    "billing_payment": {"reference"},
    "billing_reversal": {"reason", "reference"},
    "reservations_grant": {"reason"},
    "reservations_use": {"reason"},
    "espaces_municipality": {"code", "part_codes", "search_text"},
}


def texts() -> list[tuple[str, str]]:
    """Every column that can hold a word, of every table, whoever made it."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT table_name, column_name FROM information_schema.columns WHERE table_schema = 'public'"
            " AND data_type IN ('text', 'character varying', 'json', 'jsonb', 'ARRAY', 'inet', 'USER-DEFINED')"
        )
        return [row for row in cursor.fetchall() if row[1] not in KEPT.get(row[0], ())]


def where_written(words: tuple[str, ...]) -> list[str]:
    found = []
    with connection.cursor() as cursor:
        for table, column in texts():
            said = " OR ".join([f'"{column}"::text ILIKE %s'] * len(words))
            sql = f'SELECT count(*) FROM "{table}" WHERE {said}'  # noqa: S608
            cursor.execute(sql, [f"%{word}%" for word in words])
            if cursor.fetchone()[0]:
                found.append(f"{table}.{column}")
    return sorted(found)


@pytest.fixture
def manager():
    return manager_of(make_biller())


@pytest.fixture
def venue(manager):
    venue = VenueFactory(structure=manager.roles.get().structure)
    open_every_day(venue, ("09:00", "18:00"))
    return venue


@pytest.fixture
def zephyrine(venue, manager):
    """Somebody about whom everybody wrote everywhere."""
    home = municipality("48095", "Mende", "48000")
    home.save()
    person = login_of(
        first_name="Zéphyrine", last_name="Moreau-Latour", phone=PHONE, municipality=home, calendar_secret="s"
    )
    user = person.user
    user.email = person.email = EMAIL
    user.save()
    person.save()
    user.emailaddress_set.update(email=EMAIL)
    enrol_person(person=person, structure=venue.structure, note=f"{NAME} préfère le fond")
    twin = add_person(
        actor=manager,
        structure=venue.structure,
        first_name="Zéphyrine",
        last_name="Moreau-Latour",
        email="z@ancienne.example",
    )
    merge_persons(actor=manager, kept=person, old=twin, now=NOW)
    return person


def write_of_her(person, manager, venue) -> None:
    change_person(actor=manager, person=person, structure=venue.structure, note=f"appeler {PHONE}")
    note_document(
        actor=manager,
        person=person,
        structure=venue.structure,
        kind="identity",
        valid_from=NOW.date(),
        note=f"carte de {NAME}",
    )
    invite(actor=manager, kind=RoleKind.HOST, scope=venue, email=EMAIL, now=NOW)
    answers = {"home": person.municipality, "company": SIREN, "status": "independent"}
    answer(actor=person, person=person, answers=answers, declined=[], source="person", on=NOW.date(), now=NOW)
    record_act(actor=manager, verb="noted", target=venue, reason=f"à la demande de {NAME.upper()}")
    send_later(kind="account", key="code", payload={"to": [EMAIL], "subject": "Code", "body": "123"})
    content = ContentType.objects.get_for_model(type(person.user))
    LogEntry.objects.create(
        user=manager.user,
        content_type=content,
        object_id=person.user_id,
        object_repr=EMAIL,
        action_flag=CHANGE,
    )


def stay_with_her(person, manager, venue) -> None:
    desk = ResourceFactory(venue=venue, places=3)
    now = at("2026-03-02 10:00", desk)
    note = Terms(note=f"pour {NAME}")
    cancelled = book(person, desk, half("2026-03-04", "morning"), now=now, terms=note)
    cancel_reservation(
        actor=manager, reservation_id=cancelled.pk, by_host=True, reason=f"{NAME} malade", now=now
    )
    moved = book(person, desk, half("2026-03-05", "morning"), now=now)
    move_reservation(
        actor=manager,
        reservation_id=moved.pk,
        resource=desk,
        request=half("2026-03-06", "morning"),
        by_host=True,
        reason=f"demandé au {PHONE}",
        now=now,
    )
    came = book(person, desk, half("2026-03-03", "morning"), now=now)
    arrived = at("2026-03-03 09:05", desk)
    presence = check_in(actor=person, reservation_id=came.pk, source="person", now=arrived)
    left = Correction(arrived, arrived + dt.timedelta(hours=2))
    later = arrived + dt.timedelta(hours=3)
    correct_presence(
        actor=manager, presence_id=presence.pk, correction=left, reason=f"{NAME} l’a dit", now=later
    )


def pay_for_her(person, venue) -> Customer:
    customer = Customer.objects.get_or_create(person=person)[0]
    details = {"email": EMAIL, "address": "12 rue du Four", "postcode": "48000", "town": "Mende"}
    change_customer(actor=person, customer=customer, details=details)
    paid(invoiced(venue.structure, customer, 30, label=f"Carnet · {NAME}"))
    CustomerAccount.objects.create(
        structure=venue.structure, customer=customer, engagement=NAME, stripe_customer="cus_1"
    )
    SavedMethod.objects.create(
        structure=venue.structure,
        customer=customer,
        kind="card",
        method="pm_1",
        last4="4242",
        accepted_at=NOW,
    )
    StripeEvent.objects.create(
        event="evt_1",
        type="checkout.session.completed",
        created_at=NOW,
        received_at=NOW,
        raw={"data": {"object": {"customer_details": {"email": EMAIL, "name": NAME}}}},
        state="done",
    )
    OnlinePayment.objects.create(
        structure=venue.structure,
        customer=customer,
        purpose="invoices",
        amount=30,
        state="failed",
        account="acct_1",
        token=uuid.uuid4(),
        made_at=NOW,
        changed_at=NOW,
    )
    return customer


def test_no_text_names_an_erased_person(zephyrine, manager, venue) -> None:
    write_of_her(zephyrine, manager, venue)
    stay_with_her(zephyrine, manager, venue)
    customer = pay_for_her(zephyrine, venue)
    before = where_written(WORDS)
    assert {
        "espaces_person.last_name",
        "espaces_enrolment.note",
        "espaces_act.details",
        "espaces_outgoing.payload",
        "espaces_invitation.email",
        "espaces_customer.address",
        "reservations_reservation.note",
        "reservations_transition.reason",
        "reservations_move.reason",
        "reservations_presencecorrection.reason",
        "billing_stripeevent.raw",
        "billing_customeraccount.engagement",
        "account_emailaddress.email",
        "django_admin_log.object_repr",
        "reporting_profile.company",
        "reporting_profile.home",
    } <= set(before)

    erase_person(actor=zephyrine, person=zephyrine, now=NOW)
    assert where_written(WORDS) == []
    assert Reservation.objects.filter(person=zephyrine).count() == 3
    assert PresenceCorrection.objects.count() == 1
    assert customer.invoices.get().content["buyer"]["name"] == NAME
    assert SavedMethod.objects.get().revoked_at == NOW
    assert Act.objects.filter(verb="noted").exists()


def test_reasons_of_the_system_stay(zephyrine, manager, venue) -> None:
    desk = ResourceFactory(venue=venue)
    now = at("2026-03-02 10:00", desk)
    hold = Terms(hold_until=now + dt.timedelta(minutes=15), hold_reason="payment")
    held = book(zephyrine, desk, half("2026-03-04", "morning"), now=now, terms=hold)
    expire_reservations(now=now + dt.timedelta(hours=1))
    erase_person(actor=zephyrine, person=zephyrine, now=NOW)
    assert held.transitions.filter(to_status="expired").get().reason in SYSTEM_REASONS


def test_pages_of_hosts_still_open_and_show_a_number(zephyrine, manager, venue) -> None:
    stay_with_her(zephyrine, manager, venue)
    customer = pay_for_her(zephyrine, venue)
    invoice = customer.invoices.get()
    reservation = Reservation.objects.filter(person=zephyrine, status="confirmed").first()
    erase_person(actor=zephyrine, person=zephyrine, now=NOW)
    client = Client()
    client.force_login(manager.user)
    host = f"/accueil/{venue.slug}"
    for page in (
        f"{host}/factures/",
        f"{host}/factures/{invoice.pk}/",
        f"{host}/argent/clients/{customer.pk}/",
        f"{host}/?jour=2026-03-03",
        f"{host}/semaine/?jour=2026-03-03",
        f"{host}/reservations/{reservation.pk}/",
        f"{host}/personnes/",
    ):
        answer = client.get(page)
        assert answer.status_code == 200, page
    assert client.get(f"{host}/personnes/{zephyrine.pk}/").status_code == 404
    shown = client.get(f"{host}/reservations/{reservation.pk}/").content.decode()
    assert f"personne effacée n°\u00a0{zephyrine.pk}" in shown
