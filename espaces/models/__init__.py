from espaces.models.accounts import User
from espaces.models.audiences import ReducedAudience
from espaces.models.customers import Customer, CustomerMember
from espaces.models.hours import Closure, HolidayOpening, OpeningPeriod, Weekday
from espaces.models.memberships import Allotment, Membership, MembershipPause
from espaces.models.networks import Affiliation, Network, Structure
from espaces.models.people import Enrolment, KeyLoan, Person, PersonDocument
from espaces.models.plan_terms import TERMS, PlanTerms
from espaces.models.plans import Plan, Quota
from espaces.models.records import Act, Outgoing, Terms, TermsAcceptance
from espaces.models.resources import Place, Resource
from espaces.models.roles import Invitation, Role, RoleKind
from espaces.models.territories import Municipality
from espaces.models.units import ForMembers, PlanAllowance, Unit
from espaces.models.venue_sources import VenueSource
from espaces.models.venues import CancellationStep, Venue, VenueCutOff, VenuePhoto

__all__ = [
    "TERMS",
    "Act",
    "Affiliation",
    "Allotment",
    "CancellationStep",
    "Closure",
    "Customer",
    "CustomerMember",
    "Enrolment",
    "ForMembers",
    "HolidayOpening",
    "Invitation",
    "KeyLoan",
    "Membership",
    "MembershipPause",
    "Municipality",
    "Network",
    "OpeningPeriod",
    "Outgoing",
    "Person",
    "PersonDocument",
    "Place",
    "Plan",
    "PlanAllowance",
    "PlanTerms",
    "Quota",
    "ReducedAudience",
    "Resource",
    "Role",
    "RoleKind",
    "Structure",
    "Terms",
    "TermsAcceptance",
    "Unit",
    "User",
    "Venue",
    "VenueCutOff",
    "VenuePhoto",
    "VenueSource",
    "Weekday",
]
