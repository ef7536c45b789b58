from espaces.models.accounts import User
from espaces.models.customers import Customer, CustomerMember
from espaces.models.hours import Closure, HolidayOpening, OpeningPeriod, Weekday
from espaces.models.networks import Affiliation, Network, Structure
from espaces.models.people import Enrolment, KeyLoan, Person, PersonDocument
from espaces.models.plans import Allotment, Membership, Plan, Quota
from espaces.models.records import Act, Outgoing, Terms, TermsAcceptance
from espaces.models.resources import Place, Resource
from espaces.models.roles import Invitation, Role, RoleKind
from espaces.models.territories import Municipality
from espaces.models.venue_sources import VenueSource
from espaces.models.venues import CancellationStep, Venue, VenueCutOff, VenuePhoto

__all__ = [
    "Act",
    "Affiliation",
    "Allotment",
    "CancellationStep",
    "Closure",
    "Customer",
    "CustomerMember",
    "Enrolment",
    "HolidayOpening",
    "Invitation",
    "KeyLoan",
    "Membership",
    "Municipality",
    "Network",
    "OpeningPeriod",
    "Outgoing",
    "Person",
    "PersonDocument",
    "Place",
    "Plan",
    "Quota",
    "Resource",
    "Role",
    "RoleKind",
    "Structure",
    "Terms",
    "TermsAcceptance",
    "User",
    "Venue",
    "VenueCutOff",
    "VenuePhoto",
    "VenueSource",
    "Weekday",
]
