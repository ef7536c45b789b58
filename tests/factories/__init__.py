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

__all__ = [
    "NetworkFactory",
    "PersonFactory",
    "PlaceFactory",
    "ResourceFactory",
    "RoleFactory",
    "StructureFactory",
    "UserFactory",
    "VenueFactory",
    "coordinator_of",
    "funder_of",
    "host_of",
    "login_of",
    "manager_of",
    "open_every_day",
]
