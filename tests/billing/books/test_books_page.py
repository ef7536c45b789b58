"""The page of the books: closings, the verification, the seal, and what to do when they are suspended."""

import datetime as dt

import pytest
from django.core.files.base import ContentFile
from django.urls import reverse
from django.utils import timezone

from billing.models import BookCheck, ChainHead, ExportedHead
from billing.services import book_checks
from billing.services.book_heads import export_head
from billing.services.closings import close_due
from espaces.models import Outgoing
from espaces.services.outgoing import deliver_due
from tests.billing.books.test_verifying import tamper
from tests.factories.invoicing import invoiced, make_biller, paid
from tests.factories.people import PersonFactory, manager_of
from tests.factories.prices import payer

pytestmark = pytest.mark.django_db


@pytest.fixture
def structure(time_machine):
    time_machine.move_to(dt.datetime(2026, 5, 4, 9, tzinfo=dt.UTC), tick=False)
    structure = make_biller(accountant_email="compta@example.org")
    paid(invoiced(structure, payer(PersonFactory()), 100))
    at = dt.datetime(2026, 6, 2, 9, tzinfo=dt.UTC)
    time_machine.move_to(at, tick=False)
    close_due(structure.pk, at)
    return structure


@pytest.fixture
def manager(structure, client):
    person = manager_of(structure)
    client.force_login(person.user)
    return person


def place(structure, name="books", *more):
    return reverse(f"billing:{name}", args=[structure.pk, *more])


def test_closings_are_read_by_level(structure, manager, client):
    page = client.get(place(structure))
    assert [row.period_total for row in page.context["page"]] == [100]
    assert client.get(place(structure), {"level": "day"}).context["page"].paginator.count == 29
    assert client.get(place(structure), {"level": "rien"}).status_code == 200


def test_small_books_are_verified_at_once(structure, manager, client):
    client.post(place(structure, "check_books"))
    check = BookCheck.objects.get()
    assert (check.problems, check.asked_by, check.finished_at) == (0, manager, timezone.now())
    assert "en ordre" in client.get(place(structure)).content.decode()


def test_what_is_wrong_is_named(structure, manager, client):
    tamper("UPDATE billing_payment SET amount = 31")
    client.post(place(structure, "check_books"))
    check = BookCheck.objects.get()
    assert check.problems == len(check.findings) > 0
    assert "payment" in client.get(place(structure)).content.decode()


def test_big_books_are_verified_by_a_worker_once_at_a_time(structure, manager, client, monkeypatch):
    monkeypatch.setattr(book_checks, "AT_ONCE", 3)
    for _click in range(2):
        client.post(place(structure, "check_books"))
    assert BookCheck.objects.get().finished_at is None
    assert Outgoing.objects.filter(kind="book_check").count() == 1
    deliver_due()
    assert BookCheck.objects.get().finished_at


def test_the_seal_is_taken_and_mailed(structure, manager, client):
    answer = client.post(place(structure, "export_seal"))
    head = ExportedHead.objects.order_by("pk").last()
    assert answer.content.decode() == head.content
    assert head.sent_to == "compta@example.org"


def test_suspended_books_say_what_to_do_and_go_on_from_a_seal(structure, manager, client):
    seal = export_head(structure.pk, timezone.now()).content
    ChainHead.objects.update(suspended_because="essai.")
    page = client.get(place(structure)).content.decode()
    assert place(structure, "restart_books") in page
    form = {"token": "0" * 32, "seal": ContentFile(seal, "sceau.json")}
    assert client.post(place(structure, "restart_books"), form).status_code == 422
    assert ChainHead.objects.get().suspended_because
    form = {"token": "0" * 32, "seal": ContentFile(seal, "sceau.json"), "agreed": "on"}
    client.post(place(structure, "restart_books"), form)
    assert not ChainHead.objects.get().suspended_because


def test_a_seal_of_other_books_is_refused(structure, manager, client):
    other = make_biller()
    invoiced(other, payer(PersonFactory()), 5)
    seal = export_head(other.pk, timezone.now()).content
    ChainHead.objects.update(suspended_because="essai.")
    form = {"token": "0" * 32, "seal": ContentFile(seal, "sceau.json"), "agreed": "on"}
    assert client.post(place(structure, "restart_books"), form).status_code == 422
    assert ChainHead.objects.exclude(suspended_because="").count() == 2
