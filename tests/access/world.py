"""One small world for every page: a venue, those who have something to do with it, and those who have not."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass, field
from decimal import Decimal
from hashlib import sha256
from typing import Any

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.test import Client
from django.utils import timezone

from billing.models import (
    BankLine,
    BookArchive,
    Charge,
    EReport,
    OnlinePayment,
    PortalDeposit,
    ReminderStep,
    SavedMethod,
    StripeAccount,
    Tariff,
)
from billing.services.articles import save_article
from billing.services.bank_statements import import_statement
from billing.services.billing_runs import prepare_run
from billing.services.deposit_slips import ToDeposit, make_slip
from billing.services.price_lines import set_cap
from billing.services.sales import sell_article
from espaces.models import (
    Customer,
    CustomerMember,
    Enrolment,
    Invitation,
    MembershipPause,
    Person,
    Role,
    VenuePhoto,
)
from espaces.rules.clock import calendar_day
from espaces.services.accounts import renew_calendar_address
from espaces.services.audiences import create_audience
from espaces.services.closures import add_closure
from espaces.services.customers import own_customer
from espaces.services.documents import lend_key, note_document
from espaces.services.invitations import invite
from espaces.services.networks import create_structure
from espaces.services.people import enrol_person
from espaces.services.plans import allot_place, save_plan
from espaces.services.subscribing import subscribe
from espaces.services.terms import accept_terms, publish_terms
from reporting.models import AttendanceSheet
from reservations.models import Reservation
from reservations.services.corrections import Correction, correct_presence
from reservations.services.presence import check_in
from reservations.services.unit_rates import set_unit_rate
from tests.access.reports import make_reports
from tests.factories import (
    NetworkFactory,
    PersonFactory,
    PlaceFactory,
    PlanFactory,
    ResourceFactory,
    StructureFactory,
    UnitFactory,
    VenueFactory,
    coordinator_of,
    funder_of,
    host_of,
    login_of,
    manager_of,
    open_every_day,
)
from tests.factories.invoicing import invoiced, make_biller, paid
from tests.factories.price_lists import drafted
from tests.factories.reporting import session
from tests.factories.reservations import at, book, half
from tests.factories.units import given, pack_of, sold

ROLES = (
    "anonymous",
    "member",
    "other_member",
    "other_host",
    "host",
    "other_manager",
    "manager",
    "coordinator",
    "funder",
)
SINCE = dt.date(2026, 1, 1)


def picture() -> ContentFile:
    return ContentFile(b"not looked at", name="grande-salle.webp")


def session_of(person: Person) -> str:
    """The key of a session in which he has logged in, and read something."""
    client = Client()
    client.force_login(person.user)
    client.get("/robots.txt")
    return client.cookies[settings.SESSION_COOKIE_NAME].value


@dataclass
class World:
    """Attributes named in the rows of table.py; whatever a page needs is made here once."""

    people: dict[str, Person] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.make_places()
        self.make_roles()
        self.make_people()
        self.make_rights()
        self.make_units()
        self.make_prices()
        self.make_reservations()
        self.make_money()
        self.make_bank()
        self.make_online()
        self.make_deposit()
        self.make_books()
        self.make_evidence()
        make_reports(self)
        self.sessions = {role: session_of(person) for role, person in self.people.items()}

    def make_places(self) -> None:
        self.network = NetworkFactory(slug="reseau")
        self.structure = StructureFactory(network=self.network)
        self.venue = VenueFactory(structure=self.structure, slug="la-filature", open_on_holidays=True)
        open_every_day(self.venue, ("09:00", "18:00"))
        self.resource = ResourceFactory(venue=self.venue, places=2)
        self.place = self.resource.places.first()
        self.new_place = PlaceFactory(resource=self.resource, number=3)
        self.photo = VenuePhoto.objects.create(
            venue=self.venue, image=picture(), thumbnail=picture(), description="La grande salle"
        )
        self.photo_size = "small"
        self.demo_key, self.demo_rank = "unknown", 1
        self.other_venue = VenueFactory(structure=StructureFactory(network=self.network))
        self.old_resource = ResourceFactory(venue=self.venue, archived_at=timezone.now())
        self.draft = VenueFactory(structure=self.structure, slug="brouillon", published_at=None)
        self.draft_resource = ResourceFactory(venue=self.draft, places=2)
        self.draft_place = self.draft_resource.places.first()

    def make_roles(self) -> None:
        self.people = {
            "member": login_of(),
            "other_member": login_of(),
            "other_host": host_of(self.other_venue),
            "host": host_of(self.venue),
            "other_manager": manager_of(self.other_venue.structure),
            "manager": manager_of(self.structure),
            "coordinator": coordinator_of(self.network),
            "funder": funder_of(self.network),
        }
        self.role = Role.objects.get(person=self.people["host"])
        self.invitation: Invitation = invite(
            actor=self.people["manager"],
            kind="host",
            scope=self.venue,
            email="invitee@example.org",
            now=timezone.now(),
        )
        self.terms = publish_terms(
            actor=None, network=self.network, text_fr="Un", text_en="", now=timezone.now()
        )
        for person in self.people.values():
            accept_terms(actor=person, terms=self.terms)

    def make_people(self) -> None:
        """The member is known to the structure, and so is somebody without login who looks like him."""
        self.member = self.people["member"]
        renew_calendar_address(actor=self.member)
        self.member.refresh_from_db()
        self.twin = PersonFactory(last_name=self.member.last_name)
        for person in (self.member, self.twin):
            enrol_person(person=person, structure=self.structure)
        host = self.people["host"]
        self.document = note_document(
            actor=host, person=self.member, structure=self.structure, kind="charter", valid_from=SINCE
        )
        self.loan = lend_key(actor=host, person=self.member, venue=self.venue, label="3", lent_on=SINCE)
        assert Enrolment.objects.count() == 2

    def make_rights(self) -> None:
        actor: dict[str, Any] = {"actor": self.people["manager"]}
        self.plan = save_plan(
            **actor, structure=self.structure, plan=None, name="Résident", venues=[], quotas=[]
        )
        self.membership = subscribe(
            **actor,
            plan=self.plan,
            person=self.member,
            home_venue=self.venue,
            asked_on=SINCE,
            now=timezone.now(),
        )
        self.online_plan = PlanFactory(structure=self.structure, offered_online=True)
        self.pause = MembershipPause.objects.create(
            membership=self.membership,
            starts_on=timezone.localdate() + dt.timedelta(days=40),
            ends_on=timezone.localdate() + dt.timedelta(days=70),
        )
        self.allotment = allot_place(
            **actor, membership=self.membership, person=self.member, place=self.place, starts_on=SINCE
        )
        newcomer = create_structure(
            actor=self.people["coordinator"],
            network=self.network,
            starts_on=SINCE,
            name="Nouvelle",
            kind="association",
        )
        self.affiliation = newcomer.affiliations.get()

    def make_prices(self) -> None:
        """A list in preparation: it prices nothing yet."""
        self.price_list = drafted(self.venue)
        self.tariff = Tariff.objects.get(unit="day")
        self.cap = set_cap(
            actor=None,
            price_list=self.price_list,
            today=SINCE,
            kind="",
            period="day",
            scope="venue",
            amount=Decimal(20),
        )
        manager = self.people["manager"]
        self.article = save_article(
            actor=manager, structure=self.structure, article=None, name="Carte d’accès", price=Decimal(6)
        )
        self.audience = create_audience(actor=manager, structure=self.structure, name="Étudiants")
        self.sale = sell_article(
            actor=manager,
            article=self.article,
            person=self.member,
            sold_on=SINCE,
            token=uuid.uuid4(),
            now=timezone.now(),
        )
        self.csv_format, self.open_file, self.definition_code = "csv", "espaces.geojson", "visits"

    def make_units(self) -> None:
        """The member has a gift, a pack that he bought, and manages a team that shares nothing yet."""
        self.unit = UnitFactory(structure=self.structure)
        self.unit_rate = set_unit_rate(
            actor=None, unit=self.unit, kind="meeting_room", per="hour", amount=Decimal(1)
        )
        self.grant = given(self.member, self.unit)
        self.pack = pack_of(self.structure, self.unit)
        self.pack_sale = sold(self.pack, self.member, timezone.localdate())
        self.team = Customer.objects.create(organisation="Coopérative du Causse")
        CustomerMember.objects.create(customer=self.team, person=self.member, starts_on=SINCE, manages=True)

    def make_reservations(self) -> None:
        """The member is expected in a week; he came three days ago, and a host corrected the time."""
        host, now = self.people["host"], timezone.now()
        today = calendar_day(now, self.venue.zone)
        self.reservation = self.booked(today + dt.timedelta(days=7), now)
        day = today - dt.timedelta(days=3)
        past = self.booked(day, at(f"{day} 08:00", self.resource))
        arrived = at(f"{day} 09:00", self.resource)
        self.presence = check_in(actor=host, reservation_id=past.pk, source="host", now=arrived)
        self.correction = correct_presence(
            actor=host,
            presence_id=self.presence.pk,
            correction=Correction(started_at=arrived, ended_at=arrived + dt.timedelta(hours=2)),
        )
        self.closure = add_closure(
            actor=host,
            venue=self.venue,
            starts_at=now + dt.timedelta(days=20),
            ends_at=now + dt.timedelta(days=21),
            reason="Travaux",
        )

    def booked(self, day: dt.date, now: dt.datetime) -> Reservation:
        return book(self.member, self.resource, half(str(day), "morning"), now=now)

    def make_money(self) -> None:
        """The member was invoiced, and paid a part by cheque."""
        make_biller(structure=self.structure, tax_filing="quarterly")
        self.customer = own_customer(self.member)
        self.invoice = invoiced(self.structure, self.customer, 24)
        self.payment = paid(self.invoice, 10, means="cheque")
        self.billing_run = prepare_run(
            actor=None,
            structure=self.structure,
            until=timezone.localdate() + dt.timedelta(days=1),
            token=uuid.uuid4(),
        )
        self.draft_invoice = self.billing_run.drafts.get(customer=self.customer)
        PortalDeposit.objects.create(
            invoice=self.invoice, deposited_on=self.invoice.issued_on, made_at=timezone.now()
        )
        self.declared = EReport.objects.create(
            structure=self.structure,
            kind="payments",
            starts_on=SINCE,
            ends_on=dt.date(2026, 2, 1),
            version=1,
            content={"rows": []},
            made_at=timezone.now(),
        )
        self.bank_journal = "BQ"
        self.series_kind, self.year = "credit_note", timezone.localdate().year

    def make_deposit(self) -> None:
        """Invoiced and paid: it may go back."""
        kind = Charge.Source.DEPOSIT
        invoice = invoiced(self.structure, self.customer, 30, rate=0, source_kind=kind, label="Badge")
        paid(invoice)
        self.deposit_line = invoice.lines.get()

    def make_bank(self) -> None:
        """A cheque was brought there, and it says something that nobody has handled."""
        self.cheque = "cheque"
        deposited = paid(self.invoice, 4, means="cheque")
        self.slip = make_slip(
            actor=self.people["host"],
            structure=self.structure,
            wanted=ToDeposit("cheque", [deposited.pk], deposited.received_on),
            token=uuid.uuid4(),
        )
        content = "Date;Libellé;Montant\n01/06/2026;VIR INCONNU;12,00\n"
        import_statement(
            actor=self.people["manager"], structure=self.structure, name="juin.csv", content=content.encode()
        )
        self.bank_line = BankLine.objects.get()

    def make_online(self) -> None:
        now = timezone.now()
        StripeAccount.objects.create(structure=self.structure, account="acct_access", opened_at=now)
        self.online_payment = OnlinePayment.objects.create(
            structure=self.structure,
            customer=self.customer,
            purpose=OnlinePayment.Purpose.INVOICES,
            amount=10,
            state=OnlinePayment.State.SUCCEEDED,
            account="acct_access",
            payment=self.payment,
            token=uuid.uuid4(),
            made_at=now,
            changed_at=now,
        )
        self.saved_method = SavedMethod.objects.create(
            structure=self.structure,
            customer=self.customer,
            kind="card",
            method="pm_access",
            last4="4242",
            accepted_at=now,
        )

    def make_books(self) -> None:
        self.reminder_step = ReminderStep.objects.create(
            structure=self.structure, days=3, subject="Facture {numéro}", text="Il reste {reste à payer}."
        )
        self.month = f"{timezone.localdate():%Y-%m}"
        self.archive = BookArchive.objects.create(
            structure=self.structure,
            starts_on=SINCE,
            ends_on=dt.date(2027, 1, 1),
            name=storages["documents"].save("archive.zip", ContentFile(b"not looked at")),
            sha256="0" * 64,
            size=13,
            made_at=timezone.now(),
        )

    def make_evidence(self) -> None:
        """A workshop, and the signed sheet of a day."""
        day = timezone.localdate() - dt.timedelta(days=3)
        self.year = day.year
        self.session = session(self.venue, day, self.member)
        storages["documents"].save("sheets/signed.pdf", ContentFile(b"%PDF-"))
        self.sheet = AttendanceSheet.objects.create(
            venue=self.venue,
            day=day,
            name="sheets/signed.pdf",
            content_type="application/pdf",
            size=5,
            sha256=sha256(b"%PDF-").hexdigest(),
            added_at=timezone.now(),
        )
