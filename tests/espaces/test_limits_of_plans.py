"""A limit larger than the database can write is refused on the form."""

import pytest
from django.test import Client
from django.urls import reverse

from espaces.models import Plan
from tests.factories import StructureFactory, manager_of

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("field", ["future_reservations", "day_hours"])
def test_a_limit_nobody_reaches(field: str) -> None:
    structure, client = StructureFactory(), Client()
    client.force_login(manager_of(structure).user)
    sent = {"name": "Nomade", "scope": Plan.Scope.HOME, field: "99999999999"}
    response = client.post(reverse("espaces:add_plan", args=[structure.pk]), sent)
    assert response.status_code == 422
    assert field in response.context["form"].errors
    assert not Plan.objects.exists()
