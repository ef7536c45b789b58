"""From the first invoice to this morning."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import F

from billing.models import Article, Closing, Invoice, StructureAccount
from billing.queries.billing_runs import open_run_of
from billing.services.archives import ask_for_archive
from billing.services.articles import save_article
from billing.services.billing_proposals import propose_run
from billing.services.billing_runs import leave_out
from billing.services.structure_accounts import save_billing_details
from devtools.demo_data import MANAGER, rights
from devtools.demo_data.books import billers, others
from devtools.demo_data.books.bank import Bank
from devtools.demo_data.books.billing import Runs, billing_days, charge_until
from devtools.demo_data.books.clock import Agenda, Clock, at_hour, moved
from devtools.demo_data.books.filature import Cast, Filature
from devtools.demo_data.books.nights import hear_from_stripe, note_nights
from devtools.demo_data.books.payers import Online
from devtools.demo_data.population import Population
from devtools.demo_data.selling import Goods, Till, structures_of
from devtools.demo_data.venues import Built
from devtools.stripe_sandbox.sandbox import Sandbox
from espaces.models import Outgoing, Person, Structure
from espaces.services.customers import own_customer

FIRST_INVOICE = timedelta(days=97)
"""Before today: three billing days lie after it, whatever the month."""
FROM = ("filature", "ecole", "lices", "comptoir")
STREETS = ("rue du Pêcher", "chemin du Moulin", "place du Foirail", "rue Basse", "route des Causses")
HOME = {"postcode": "48400", "town": "Florac Trois Rivières"}
STILL_TO_LEAVE = timedelta(days=2)
NOT_OF_BOOKS = ("document", "reminder", "confirmation", "change", "cancellation", "kept", "plan_price")


@dataclass
class World:
    """What the loader made so far."""

    population: Population
    venues: Mapping[str, Built]
    goods: Goods
    till: Till
    today: date

    @property
    def structures(self) -> dict[str, Structure]:
        return structures_of(self.venues)

    @property
    def hosts(self) -> dict[int, Person]:
        """One for each structure, by its number."""
        return {built.venue.structure_id: self.population.hosts[key] for key, built in self.venues.items()}


def live_through(world: World, sandbox: Sandbox, now: datetime) -> None:
    first = world.today - FIRST_INVOICE
    clock = Clock(at_hour(first, 8))
    agenda = Agenda(clock)
    with moved(clock):
        billers.settle_in(world.till.actor, world.structures, world.today)
        billers.open_stripe_accounts(world.till.actor, world.structures, sandbox)
        hear_from_stripe(sandbox)
        note_nights(agenda, sandbox, clock.at, now)
        _note_filature(world, agenda, Online(sandbox), first)
        _note_comptoir(world, agenda, Online(sandbox), first)
        others.note_others(agenda, world.structures, world.hosts, world.today)
        agenda.play(now)
        _prepare_this_month(world, now)
        _archive(world)
    letters_have_left(now)


def _note_filature(world: World, agenda: Agenda, online: Online, first: date) -> None:
    structure, manager = world.structures["filature"], Person.objects.get(user__email=MANAGER)
    host, cast = world.population.hosts["filature"], _cast(world)
    bank = Bank(manager, structure)
    story = Filature(agenda, structure, host, manager, cast, online, bank, world.today)
    room = _article(world, "filature", "Salle des métiers, une demi-journée", "24", "0")
    _introduce(world, manager, cast)
    runs = Runs(agenda, manager, structure, story.paid)
    runs.note(_days(structure, first, world.today))
    story.note_episodes(room, world.goods.booklet, first)


def _cast(world: World) -> Cast:
    people = world.population.regulars
    filature, ecole, lices = people["filature"], people["ecole"], people["lices"]
    council = rights.employ(
        "Communauté de communes du Haut-Tarn",
        "99920345",
        "Florac Trois Rivières",
        "48400",
        filature[16:],
        world.today,
    )
    return Cast(
        camille=filature[0],
        by_mandate=filature[1],
        late=filature[6],
        cheque_in_hand=[filature[3], ecole[1]],
        partial=filature[4],
        by_cheque=[filature[5], lices[1]],
        returned=filature[7],
        in_advance=filature[8],
        to_match=[filature[9], filature[10]],
        by_card=[filature[14], lices[2]],
        in_cash=[filature[15]],
        to_import=[ecole[0], lices[0]],
        disputing=ecole[2],
        buys_pack=filature[15],
        asked_lately=filature[16],
        employer=world.population.payers[filature[11].pk],
        council=council,
    )


def _introduce(world: World, manager: Person, cast: Cast) -> None:
    """The council says where its invoices go; most people gave their address."""
    structure = world.structures["filature"]
    known = [one for key in FROM for one in world.population.regulars[key]]
    for number, person in enumerate(known, start=3):
        if number % 7:
            details: dict[str, Any] = {"address": f"{number} {STREETS[number % len(STREETS)]}", **HOME}
            save_billing_details(actor=manager, customer=own_customer(person), details=details)
    save_billing_details(
        actor=manager,
        customer=cast.council,
        details={"is_public": True, "email": "finances@haut-tarn.example"},
        structure=structure,
        kept={"engagement": f"{world.today.year}-0417", "service_code": "DEV-ECO"},
    )


def _note_comptoir(world: World, agenda: Agenda, online: Online, first: date) -> None:
    structure, host = world.structures["comptoir"], world.population.hosts["comptoir"]
    offices = world.population.regulars["comptoir"]
    story = others.Comptoir(
        agenda=agenda,
        structure=structure,
        host=world.till.actor,
        bank=Bank(host, structure),
        online=online,
        late=offices[6],
        by_mandate=offices[1],
        camille=world.population.regulars["filature"][0],
        company=world.population.payers[offices[3].pk],
        today=world.today,
    )
    runs = Runs(agenda, world.till.actor, structure, story.paid)
    runs.note(_days(structure, first, world.today))
    story.note_episodes(_article(world, "comptoir", "Domiciliation, un mois", "35", "20"), first)


def _days(structure: Structure, first: date, today: date) -> list[date]:
    return billing_days(StructureAccount.objects.get(structure=structure).billing_day, first, today)


def _article(world: World, key: str, name: str, price: str, rate: str) -> Article:
    return save_article(
        actor=world.till.actor,
        structure=world.structures[key],
        article=None,
        name=name,
        price=Decimal(price),
        tax_rate=Decimal(rate),
        includes_tax=rate == "0",
    )


def _prepare_this_month(world: World, now: datetime) -> None:
    """As the worker does in the morning of the billing day; one customer is left for later."""
    structure = world.structures["filature"]
    charge_until(now, structure)
    propose_run(structure, world.today)
    run = open_run_of(structure)
    assert run is not None, "memberships are owed each month"
    manager = Person.objects.get(user__email=MANAGER)
    smallest = run.drafts.order_by("announced", "pk").values_list("customer", flat=True)[0]
    leave_out(actor=manager, run_id=run.pk, customer_id=smallest, is_out=True)


def _archive(world: World) -> None:
    """The worker makes it once the demo runs."""
    structure, manager = world.structures["filature"], Person.objects.get(user__email=MANAGER)
    year = Closing.objects.filter(structure=structure, level=Closing.Level.YEAR).first()
    assert year is not None, "its fiscal year began last month"
    ask_for_archive(actor=manager, structure=structure, starts_on=year.starts_on)


def letters_have_left(now: datetime) -> None:
    """What was written at the time is not sent again today; files of invoices are drawn by the worker of the demo."""
    since = now - STILL_TO_LEAVE
    waiting = Outgoing.objects.filter(done_at=None, created_at__lt=since).exclude(kind__in=NOT_OF_BOOKS)
    waiting.update(done_at=F("created_at"), payload={})
    old = Invoice.objects.filter(issued_at__lt=since).values_list("pk", "issued_at")
    Outgoing.objects.bulk_create(
        [
            Outgoing(kind="invoice", key=f"invoice {pk}", not_before=issued_at, done_at=issued_at)
            for pk, issued_at in old
        ],
        ignore_conflicts=True,
    )
