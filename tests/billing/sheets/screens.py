"""A manager who enters a price list through the pages: each form is read, filled in and sent as it stands."""

from __future__ import annotations

import datetime as dt
import re
import uuid
from dataclasses import dataclass
from decimal import Decimal
from html import unescape
from typing import Any

from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from billing.models import Article, Charge, PackProduct, PackSale, PriceList
from billing.queries.owed import total_due
from billing.services.booking import book_and_price, cancel_and_price
from billing.services.charging import charge_all
from billing.services.settling import settle_all
from espaces.models import Membership, Person, Plan, Resource, Unit, Venue
from reservations.models import Reservation
from reservations.services.periods import open_due_periods
from tests.billing.sheets.forms import form_with
from tests.factories import manager_of
from tests.factories.prices import payer
from tests.factories.reservations import half


@dataclass(frozen=True)
class Tried:
    """The answer of the box: `due` is None where nothing is sold."""

    due: str | None
    words: str


class Screens:
    def __init__(self, venue: Venue, time: Any) -> None:
        """`time`: the fixture `time_machine`."""
        self.venue, self.time, self.manager = venue, time, manager_of(venue.structure)

    # ── the clock ───────────────────────────────────────────────────────────────────────

    def at(self, when: str) -> dt.datetime:
        """It is that time at the venue."""
        now = dt.datetime.fromisoformat(when).replace(tzinfo=self.venue.zone)
        self.time.move_to(now, tick=False)
        return now

    def night(self, when: str) -> None:
        """What the workers do."""
        now = self.at(when)
        open_due_periods(now)
        settle_all(now)
        charge_all(now)

    # ── pages ───────────────────────────────────────────────────────────────────────────

    def client(self, who: Person | None = None) -> Client:
        client = Client(headers={"accept-language": "fr"})
        client.force_login((who or self.manager).user)
        return client

    def read(self, address: str, as_: Person | None = None) -> str:
        return words_of(self.client(as_).get(address))

    def send(self, address: str, as_: Person | None = None, **typed: object) -> HttpResponse:
        """Where a consequence is told, it is read and sent back."""
        client = self.client(as_)
        page = client.get(address)
        assert page.status_code == 200, address
        form = form_with(page.content.decode(), set(typed), "post")
        data, action = form.filled(**typed), form.action or address
        answer = client.post(action, data)
        if answer.status_code == 200:
            read = form_with(answer.content.decode(), {"read"}, "post").fields["read"].values
            answer = client.post(action, data | {"read": read})
        return answer

    def fill(self, address: str, as_: Person | None = None, **typed: object) -> None:
        answer = self.send(address, as_, **typed)
        assert answer.status_code == 302, words_of(answer)

    def told(self, address: str, as_: Person | None = None, **typed: object) -> str:
        """What is read before the button is pressed, which it is not."""
        client = self.client(as_)
        form = form_with(client.get(address).content.decode(), set(typed), "post")
        return words_of(client.post(form.action or address, form.filled(**typed)))

    def here(self, name: str, *args: object) -> str:
        return reverse(name, args=[self.venue.slug, *args])

    def of_structure(self, name: str, *args: object) -> str:
        return reverse(name, args=[self.venue.structure_id, *args])

    def of_list(self, name: str) -> str:
        return self.here(f"billing:{name}", PriceList.objects.get().pk)

    # ── what is sold ────────────────────────────────────────────────────────────────────

    def first_prices(self, **amounts: str) -> None:
        self.fill(self.here("billing:prices"), **amounts)

    def add_price(self, unit: str, amount: str, **more: object) -> None:
        self.fill(self.of_list("add_tariff"), unit=unit, amount=amount, **more)

    def count(self, **settings: object) -> None:
        self.fill(self.of_list("edition_settings"), **settings)

    def publish(self, **decision: str) -> None:
        self.fill(self.here("billing:prices"), valid_from=self.today(), **decision)

    def today(self) -> str:
        return dt.datetime.now(self.venue.zone).date().isoformat()

    def tax(self, regime: str, since: str) -> None:
        self.fill(self.of_structure("billing:tax"), regime=regime, valid_from=since)

    def unit(self, name: str, plural: str, step: str = "1") -> Unit:
        self.fill(self.here("billing:add_unit"), name=name, plural=plural, step=step)
        return Unit.objects.get(name=name)

    def takes(self, unit: Unit, of: str, amount: str, per: str, **more: object) -> None:
        self.fill(self.here("billing:set_unit_rate", unit.pk), of=of, amount=amount, per=per, **more)

    def pack(self, unit: Unit, name: str, amount: str, price: str, **more: object) -> PackProduct:
        self.fill(self.here("billing:add_pack"), unit=unit.pk, name=name, amount=amount, price=price, **more)
        return PackProduct.objects.get(name=name)

    def article(self, name: str, price: str) -> Article:
        self.fill(self.of_structure("billing:add_article"), name=name, price=price)
        return Article.objects.get(name=name)

    def plan(self, name: str, amount: str, price: dict[str, str] | None = None, **terms: object) -> Plan:
        """`price`: what its page of prices says beside the amount."""
        self.fill(self.of_structure("espaces:add_plan"), name=name, **terms)
        plan = Plan.objects.get(name=name)
        self.fill(self.here("billing:plan_price", plan.pk), amount=amount, **price or {})
        return plan

    # ── people ──────────────────────────────────────────────────────────────────────────

    def newcomer(self, first_name: str, last_name: str = "Roux") -> Person:
        self.fill(self.here("espaces:add_person"), first_name=first_name, last_name=last_name)
        return Person.objects.get(first_name=first_name, last_name=last_name)

    def sell_pack(self, person: Person, pack: PackProduct) -> PackSale:
        self.fill(self.here("billing:sell_pack", person.pk, pack.pk))
        return PackSale.objects.filter(grant__person=person).latest("pk")

    def sell(self, person: Person, article: Article) -> None:
        self.fill(self.here("billing:sell_article", person.pk), article=article.pk)

    def subscribe(self, person: Person, plan: Plan) -> Membership:
        self.fill(self.here("billing:subscribe_person", person.pk), plan=plan.pk)
        return Membership.objects.filter(plan=plan).latest("pk")

    def was_there(self, made: Reservation, arrived: str, left: str) -> None:
        """Noted afterwards, on the page of the reservation."""
        self.fill(self.here("reservations:add_presence", made.pk), arrived=arrived, left=left)

    # ── what comes out ──────────────────────────────────────────────────────────────────

    def try_it(self, when: str, **asked: object) -> Tried:
        """`when`: morning, afternoon, day, or "09:00-12:00", or two of them with a comma."""
        address = self.here("billing:prices")
        client = self.client()
        spans = when.split(",") if "-" in when else []
        typed: dict[str, object] = {"when": "times" if spans else when}
        for suffix, span in zip(("", "_again"), spans, strict=False):
            typed[f"start{suffix}"], typed[f"end{suffix}"] = span.split("-")
        form = form_with(client.get(address).content.decode(), {"resource", "when"}, "get")
        body = words_of(client.get(address, form.filled(**typed | asked)), whole=True)
        found = re.search(r'id="due">([^<]+) €<', body)
        answer = body.partition('id="tried"')[2].partition("</section>")[0]
        return Tried(found[1] if found else None, plain(answer))

    def book(self, person: Person, resource: Resource, day: str, half_day: str = "day") -> Reservation:
        return book_and_price(
            actor=person,
            person=person,
            resource=resource,
            request=half(day, half_day),
            token=uuid.uuid4(),
            payer=payer(person),
            now=dt.datetime.now(dt.UTC),
        )

    def cancel(self, made: Reservation) -> None:
        cancel_and_price(actor=made.person, reservation_id=made.pk, now=dt.datetime.now(dt.UTC))

    def owes(self, person: Person) -> Decimal:
        """With tax."""
        return total_due(Charge.objects.live().filter(customer__person=person))

    def owed_page(self, person: Person) -> str:
        return self.read(self.here("billing:owed_by", payer(person).pk))


def words_of(answer: HttpResponse, *, whole: bool = False) -> str:
    body = unescape(answer.content.decode()).replace("\u00a0", " ").replace("\u202f", " ")
    return body if whole else plain(body)


def plain(body: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", body).split())
