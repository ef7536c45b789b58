"""Networks, structures and affiliations: who may, what is refused, what stays unchanged."""

import datetime as dt
from io import StringIO

import pytest
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.utils import timezone

from espaces.errors import Refused
from espaces.models import Act, Affiliation, Invitation, Network, Outgoing, Structure, Terms
from espaces.queries.access import structures_managed_by
from espaces.services.networks import (
    affiliate_structure,
    change_structure,
    create_network,
    create_structure,
    end_affiliation,
)
from tests.factories import (
    NetworkFactory,
    RoleFactory,
    StructureFactory,
    coordinator_of,
    login_of,
    manager_of,
)

pytestmark = pytest.mark.django_db
DAY = dt.date(2026, 3, 2)
SIREN = "732829320"


def test_the_command_opens_a_network_with_terms_and_prints_the_link() -> None:
    out = StringIO()
    call_command(
        "create_network",
        name="Lozère",
        slug="lozere",
        host="lozere.example.org",
        coordinator_email="Tete@Example.org",
        stdout=out,
    )
    network = Network.objects.get()
    invitation = Invitation.objects.get()
    assert (network.name, network.slug, network.host) == ("Lozère", "lozere", "lozere.example.org")
    assert (invitation.email, invitation.kind, invitation.network) == (
        "tete@example.org",
        "coordinator",
        network,
    )
    assert f"://lozere.example.org/invitation/{invitation.secret}/" in out.getvalue()
    terms = Terms.objects.get()
    assert (terms.network, terms.version) == (network, 1)
    assert "annulez dès que possible" in terms.text_fr
    assert "cancel as soon as possible" in terms.text_en
    assert Outgoing.objects.get().payload == {"invitation": invitation.pk}
    assert set(Act.objects.values_list("verb", flat=True)) == {
        "network_created",
        "terms_published",
        "invited",
    }


def test_two_networks_never_have_the_same_slug() -> None:
    NetworkFactory(slug="lozere")
    with pytest.raises(CommandError, match="slug"):
        call_command("create_network", name="Autre", slug="lozere", coordinator_email="a@example.org")
    assert Network.objects.count() == 1
    assert not Invitation.objects.exists()


def test_a_network_without_host_is_kept_empty_and_not_blank() -> None:
    invitation = create_network(
        name="A", slug="a", host="", coordinator_email="a@example.org", now=timezone.now()
    )
    assert invitation.network is not None
    assert invitation.network.host is None


def test_a_coordinator_creates_a_structure_in_the_network() -> None:
    network = NetworkFactory()
    actor = coordinator_of(network)
    structure = create_structure(
        actor=actor, network=network, starts_on=DAY, name="La Filature", kind="association", siren=SIREN
    )
    affiliation = Affiliation.objects.get()
    assert (affiliation.network, affiliation.structure) == (network, structure)
    assert (affiliation.starts_on, affiliation.ends_on) == (DAY, None)
    assert Act.objects.filter(verb="structure_created", actor=actor, target_id=str(structure.pk)).exists()


@pytest.mark.parametrize(
    "facts",
    [{"siren": "732829321"}, {"siret": "73282932000075"}, {"siren": SIREN, "siret": "55208131766522"}],
)
def test_wrong_numbers_are_refused(facts: dict[str, str]) -> None:
    network = NetworkFactory()
    with pytest.raises(ValidationError):
        create_structure(
            actor=coordinator_of(network), network=network, starts_on=DAY, name="A", kind="company", **facts
        )
    assert not Structure.objects.exists()


def test_another_coordinator_creates_nothing_here() -> None:
    network = NetworkFactory()
    with pytest.raises(Refused) as refused:
        create_structure(
            actor=coordinator_of(NetworkFactory()),
            network=network,
            starts_on=DAY,
            name="A",
            kind="company",
        )
    assert refused.value.code == "not_allowed"
    assert not Structure.objects.exists()


def test_a_siren_known_elsewhere_does_not_give_the_structure_away() -> None:
    """A coordinator who could affiliate any structure would become its manager."""
    StructureFactory(network=NetworkFactory(), siren=SIREN)
    network = NetworkFactory()
    actor = coordinator_of(network)
    with pytest.raises(Refused) as refused:
        create_structure(actor=actor, network=network, starts_on=DAY, name="Vol", kind="company", siren=SIREN)
    assert refused.value.code == "structure_exists"
    assert Structure.objects.count() == Affiliation.objects.count() == 1
    assert not structures_managed_by(actor.user).exists()


def test_only_somebody_trusted_by_both_sides_brings_a_structure_into_a_second_network() -> None:
    structure = StructureFactory(network=NetworkFactory())
    second = NetworkFactory()
    stranger = coordinator_of(second)
    with pytest.raises(Refused) as refused:
        affiliate_structure(actor=stranger, network=second, structure=structure, starts_on=DAY)
    assert refused.value.code == "not_manager"
    with pytest.raises(Refused) as refused:
        affiliate_structure(actor=manager_of(structure), network=second, structure=structure, starts_on=DAY)
    assert refused.value.code == "not_allowed"
    assert Affiliation.objects.filter(network=second).count() == 0

    RoleFactory(person=stranger, kind="manager", structure=structure)
    affiliate_structure(actor=stranger, network=second, structure=structure, starts_on=DAY)
    assert set(structure.networks.values_list("pk", flat=True)) >= {second.pk}
    assert structure.affiliations.count() == 2


def test_an_affiliation_never_overlaps_itself_but_may_follow() -> None:
    network = NetworkFactory()
    actor = coordinator_of(network)
    structure = create_structure(
        actor=actor, network=network, starts_on=dt.date(2020, 1, 1), name="A", kind="company"
    )
    affiliation = structure.affiliations.get()
    with pytest.raises(Refused) as refused:
        affiliate_structure(actor=actor, network=network, structure=structure, starts_on=DAY)
    assert refused.value.code == "affiliation_dates"
    assert structure.affiliations.count() == 1
    tomorrow = timezone.localdate() + dt.timedelta(days=1)
    end_affiliation(actor=actor, affiliation=affiliation, ends_on=tomorrow)
    affiliate_structure(actor=actor, network=network, structure=structure, starts_on=tomorrow)
    assert list(structure.affiliations.order_by("starts_on").values_list("ends_on", flat=True)) == [
        tomorrow,
        None,
    ]


def test_an_affiliation_ends_after_it_starts_and_its_coordinator_then_sees_no_more() -> None:
    network = NetworkFactory()
    actor = coordinator_of(network)
    structure = StructureFactory(network=network)
    affiliation = structure.affiliations.get()
    with pytest.raises(Refused):
        end_affiliation(actor=actor, affiliation=affiliation, ends_on=affiliation.starts_on)
    affiliation.refresh_from_db()
    assert affiliation.ends_on is None
    end_affiliation(actor=actor, affiliation=affiliation, ends_on=timezone.localdate())
    assert not structures_managed_by(actor.user).exists()


def test_a_structure_is_changed_by_its_manager_only() -> None:
    structure = StructureFactory(name="Avant")
    with pytest.raises(Refused):
        change_structure(actor=manager_of(StructureFactory()), structure=structure, name="Vol")
    with pytest.raises(Refused):
        change_structure(actor=login_of(), structure=structure, name="Vol")
    structure.refresh_from_db()
    assert structure.name == "Avant"
    change_structure(actor=manager_of(structure), structure=structure, name="Après")
    structure.refresh_from_db()
    assert structure.name == "Après"
