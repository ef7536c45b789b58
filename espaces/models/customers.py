from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from espaces.models.networks import check_siret
from espaces.models.people import Person


class Customer(models.Model):
    """Who pays: a person for himself, or an organisation for several persons (employer, company, council)."""

    person = models.OneToOneField(
        Person,
        models.PROTECT,
        related_name="customer",
        null=True,
        blank=True,
        verbose_name=_("person"),
    )
    organisation = models.CharField(_("organisation"), max_length=160, blank=True)
    siret = models.CharField(_("SIRET"), max_length=14, blank=True)
    vat_number = models.CharField(_("VAT number"), max_length=16, blank=True)
    is_public = models.BooleanField(
        _("public body"), default=False, help_text=_("Invoices are deposited on the State's portal.")
    )
    email = models.EmailField(_("e-mail"), blank=True)
    address = models.CharField(_("address"), max_length=200, blank=True)
    postcode = models.CharField(_("postcode"), max_length=5, blank=True)
    town = models.CharField(_("town"), max_length=80, blank=True)
    members = models.ManyToManyField(
        Person, through="CustomerMember", related_name="paid_by", verbose_name=_("members")
    )

    objects: ClassVar[models.Manager[Customer]] = models.Manager()

    class Meta:
        verbose_name = _("customer")
        verbose_name_plural = _("customers")
        constraints = [
            models.CheckConstraint(
                condition=Q(person=None) ^ Q(organisation=""),
                name="customer_person_or_organisation",
                violation_error_message=_("A customer is either a person or an organisation."),
            ),
        ]

    def __str__(self) -> str:
        return self.organisation or str(self.person)

    def clean(self) -> None:
        check_siret(self.siret)


class CustomerMember(models.Model):
    """The customer pays for this person from a day (included) to a day (excluded)."""

    customer = models.ForeignKey(
        Customer, models.CASCADE, related_name="memberships_of_persons", verbose_name=_("customer")
    )
    person = models.ForeignKey(Person, models.PROTECT, related_name="payers", verbose_name=_("person"))
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("until (excluded)"), null=True, blank=True)
    manages = models.BooleanField(_("manages the team"), default=False)

    class Meta:
        verbose_name = _("person paid for")
        verbose_name_plural = _("persons paid for")
        constraints = [
            models.UniqueConstraint(
                fields=["customer", "person"],
                condition=Q(ends_on=None),
                name="customer_pays_person_once",
                violation_error_message=_("This customer already pays for this person."),
            ),
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(ends_on__gt=F("starts_on")),
                name="customer_member_dates_ordered",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.customer} → {self.person}"
