from __future__ import annotations

import factory

from espaces.models import Membership, Plan, Unit
from tests.factories.places import StructureFactory


class PlanFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Plan

    structure = factory.SubFactory(StructureFactory)
    name = factory.Sequence(lambda n: f"Formule {n}")


class MembershipFactory(factory.django.DjangoModelFactory):
    """Its periods are counted from its first day, on the terms that the model has by default."""

    class Meta:
        model = Membership

    anchor_on = factory.SelfAttribute("starts_on")
    agreed_on = factory.SelfAttribute("starts_on")


class UnitFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Unit

    structure = factory.SubFactory(StructureFactory)
    name = factory.Sequence(lambda n: f"ticket {n}")
    plural = factory.LazyAttribute(lambda unit: f"{unit.name}s")
