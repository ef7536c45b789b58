import pytest
from django.utils import timezone

from espaces.errors import Refused
from espaces.models import Act, Role
from espaces.queries.access import venues_hosted_by
from espaces.services.roles import revoke_role
from tests.factories import (
    NetworkFactory,
    StructureFactory,
    VenueFactory,
    coordinator_of,
    funder_of,
    host_of,
    manager_of,
)

pytestmark = pytest.mark.django_db
NOW = timezone.now()


def test_a_revoked_host_sees_the_venue_no_more_and_the_history_stays() -> None:
    venue = VenueFactory()
    manager, host = manager_of(venue.structure), host_of(venue)
    role = Role.objects.get(person=host)
    revoke_role(actor=manager, role=role, now=NOW)
    role.refresh_from_db()
    assert (role.revoked_by, role.revoked_at) == (manager, NOW)
    assert not venues_hosted_by(host.user).exists()
    act = Act.objects.get(verb="role_revoked")
    assert (act.actor, act.details["person"], act.details["kind"]) == (manager, host.pk, "host")


def test_revoked_twice_is_revoked_once() -> None:
    venue = VenueFactory()
    manager, role = manager_of(venue.structure), Role.objects.get(person=host_of(venue))
    revoke_role(actor=manager, role=role, now=NOW)
    revoke_role(actor=manager, role=role, now=timezone.now())
    role.refresh_from_db()
    assert role.revoked_at == NOW
    assert Act.objects.filter(verb="role_revoked").count() == 1


def test_the_last_coordinator_stays() -> None:
    network = NetworkFactory()
    only = coordinator_of(network)
    role = Role.objects.get(person=only)
    with pytest.raises(Refused) as refused:
        revoke_role(actor=only, role=role, now=NOW)
    assert refused.value.code == "last_one"
    role.refresh_from_db()
    assert role.revoked_at is None


def test_the_last_manager_stays_even_for_the_coordinator() -> None:
    network = NetworkFactory()
    structure = StructureFactory(network=network)
    role = Role.objects.get(person=manager_of(structure))
    with pytest.raises(Refused) as refused:
        revoke_role(actor=coordinator_of(network), role=role, now=NOW)
    assert refused.value.code == "last_one"
    assert Role.objects.active().filter(pk=role.pk).exists()


def test_somebody_who_can_no_longer_log_in_does_not_count_as_a_successor() -> None:
    network = NetworkFactory()
    staying, gone = coordinator_of(network), coordinator_of(network)
    gone.user.is_active = False
    gone.user.save()
    with pytest.raises(Refused):
        revoke_role(actor=staying, role=Role.objects.get(person=staying), now=NOW)


def test_hosts_and_funders_may_be_the_last() -> None:
    network = NetworkFactory()
    coordinator = coordinator_of(network)
    role = Role.objects.get(person=funder_of(network))
    revoke_role(actor=coordinator, role=role, now=NOW)
    role.refresh_from_db()
    assert role.revoked_at == NOW


def test_a_manager_revokes_nobody_elsewhere() -> None:
    role = Role.objects.get(person=host_of(VenueFactory()))
    with pytest.raises(Refused) as refused:
        revoke_role(actor=manager_of(StructureFactory()), role=role, now=NOW)
    assert refused.value.code == "not_allowed"
    assert Role.objects.active().filter(pk=role.pk).exists()
