"""The pages of reminders: the words with their preview, the switch of a customer, one that is sent now."""

import pytest
from django.urls import reverse

from billing.models import CustomerAccount, Reminder, ReminderStep
from tests.factories.invoicing import invoiced, make_biller
from tests.factories.people import host_of, manager_of
from tests.factories.places import VenueFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def venue():
    venue = VenueFactory()
    make_biller(structure=venue.structure, payment_days=10)
    return venue


@pytest.fixture
def client_of(client):
    def logged(person):
        client.force_login(person.user)
        return client

    return logged


def words(**changes):
    text = {"subject": "Facture {numéro}", "text": "Il reste {reste à payer}."}
    return {"days": "3", "is_active": "on"} | text | changes


def test_a_structure_begins_with_four_letters_that_it_may_change(venue, client_of):
    client = client_of(manager_of(venue.structure))
    page = client.get(reverse("billing:reminders", args=[venue.slug])).content.decode()
    assert "Commencer avec ces quatre" in page
    client.post(reverse("billing:adopt_reminders", args=[venue.slug]))
    client.post(reverse("billing:adopt_reminders", args=[venue.slug]))
    steps = ReminderStep.objects.filter(structure=venue.structure).order_by("days")
    assert [step.days for step in steps] == [-5, 3, 15, 30]
    place = reverse("billing:change_reminder", args=[venue.slug, steps[1].pk])
    page = client.get(place).content.decode()
    assert "facture inventée" in page
    assert "48,00" in page


def test_a_preview_keeps_nothing(venue, client_of, customer):
    client = client_of(manager_of(venue.structure))
    invoiced(venue.structure, customer, 24)
    step = ReminderStep.objects.create(structure=venue.structure, days=3, subject="Un", text="Deux")
    place = reverse("billing:change_reminder", args=[venue.slug, step.pk])
    page = client.post(place, words(preview="1")).content.decode()
    assert "Facture FA-2026-000001" in page
    step.refresh_from_db()
    assert step.subject == "Un"
    client.post(place, words())
    step.refresh_from_db()
    assert step.subject == "Facture {numéro}"


@pytest.mark.parametrize(
    "changes",
    [{"text": "Il reste {montant}."}, {"days": "15"}, {"days": "500"}],
    ids=["name", "twice", "far"],
)
def test_words_that_cannot_be_are_said_on_the_form(venue, client_of, changes):
    client = client_of(manager_of(venue.structure))
    ReminderStep.objects.create(structure=venue.structure, days=15, subject="Un", text="Deux")
    answer = client.post(reverse("billing:add_reminder", args=[venue.slug]), words(**changes))
    assert answer.status_code == 422
    assert ReminderStep.objects.count() == 1


def test_a_host_switches_the_reminders_of_a_customer_off_and_sends_one(venue, client_of, customer, later):
    client = client_of(host_of(venue))
    invoice = invoiced(venue.structure, customer, 24)
    later(12)
    place = reverse("billing:customer_reminders", args=[venue.slug, customer.pk])
    client.post(reverse("billing:set_reminders", args=[venue.slug, customer.pk]), {"send": "no"})
    assert CustomerAccount.objects.get(customer=customer).reminders_off
    page = client.get(place)
    assert "zoe@example.org" in page.content.decode()
    token = page.context["form"]["token"].value()
    client.post(place, {"token": token})
    assert Reminder.objects.get().invoice == invoice
