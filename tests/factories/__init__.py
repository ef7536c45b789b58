from tests.factories.people import (
    PersonFactory,
    RoleFactory,
    UserFactory,
    coordinator_of,
    funder_of,
    host_of,
    login_of,
    manager_of,
)
from tests.factories.places import (
    NetworkFactory,
    PlaceFactory,
    ResourceFactory,
    StructureFactory,
    VenueFactory,
    open_every_day,
)
from tests.factories.plans import MembershipFactory, PlanFactory, UnitFactory

__all__ = [
    "MembershipFactory",
    "NetworkFactory",
    "PersonFactory",
    "PlaceFactory",
    "PlanFactory",
    "ResourceFactory",
    "RoleFactory",
    "StructureFactory",
    "UnitFactory",
    "UserFactory",
    "VenueFactory",
    "coordinator_of",
    "funder_of",
    "host_of",
    "login_of",
    "manager_of",
    "open_every_day",
]
