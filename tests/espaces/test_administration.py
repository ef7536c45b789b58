import pytest
from django.test import Client

from espaces.models import Act, User
from espaces.services.acts import record_act
from tests.factories import VenueFactory, login_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def staff() -> Client:
    person = login_of()
    User.objects.filter(pk=person.user.pk).update(is_staff=True, is_superuser=True)
    client = Client()
    client.force_login(User.objects.get())
    return client


def test_the_only_log_in_page_is_the_one_of_the_product(client: Client) -> None:
    assert client.get("/admin/login/").url.startswith("/comptes/login/")


@pytest.mark.parametrize("model", ["act", "outgoing", "invitation", "person", "role", "terms", "venue"])
def test_rows_with_rules_are_shown_and_never_changed(staff: Client, model: str) -> None:
    assert staff.get(f"/admin/espaces/{model}/").status_code == 200
    assert staff.get(f"/admin/espaces/{model}/add/").status_code == 403


def test_an_act_is_never_deleted(staff: Client) -> None:
    act = record_act(actor=None, verb="seen", target=VenueFactory())
    assert staff.post(f"/admin/espaces/act/{act.pk}/delete/", {"post": "yes"}).status_code == 403
    assert staff.post(f"/admin/espaces/act/{act.pk}/change/", {"verb": "x"}).status_code == 403
    act.refresh_from_db()
    assert (act.verb, Act.objects.count()) == ("seen", 1)


def test_a_closed_login_is_opened_again_here(staff: Client) -> None:
    closed = login_of().user
    User.objects.filter(pk=closed.pk).update(is_active=False)
    answer = staff.post(f"/admin/espaces/user/{closed.pk}/change/", {"is_active": "on"})
    assert answer.status_code == 302
    closed.refresh_from_db()
    assert closed.is_active
