"""By what words a human being is known: what an erasure takes out of texts that were written about others too."""

from __future__ import annotations

from dataclasses import dataclass

from allauth.account.models import EmailAddress
from django.db.models import Q, TextField
from django.db.models.functions import Cast

from espaces.models import Person

SHORTEST = 5
"""Characters: what is shorter stands in too many texts that speak of something else."""


@dataclass(frozen=True)
class Identity:
    """Full names, addresses and phone numbers, of the row and of those that were merged into it."""

    numbers: frozenset[int]
    words: frozenset[str]

    def written_in(self, column: str) -> Q:
        """Rows whose text holds one of the words, whatever the case."""
        said = Q(pk__in=[])
        for word in sorted(self.words):
            said |= Q(**{f"{column}__icontains": word})
        return said


def numbers_of(person: Person) -> list[int]:
    """Of the row, and of those that were merged into it."""
    return [person.pk, *Person.objects.filter(merged_into=person).order_by("pk").values_list("pk", flat=True)]


def identity_of(person: Person) -> Identity:
    """A first name or a last name alone is a word of the language too often to be looked for."""
    numbers = numbers_of(person)
    words: set[str] = set()
    for row in Person.objects.filter(pk__in=numbers):
        words |= {row.email, row.phone}
        if row.first_name and row.last_name:
            words |= {f"{row.first_name} {row.last_name}", f"{row.last_name} {row.first_name}"}
    if person.user_id:
        words |= set(EmailAddress.objects.filter(user=person.user_id).values_list("email", flat=True))
    if person.user is not None:
        words.add(person.user.email)
    return Identity(frozenset(numbers), frozenset(word for word in words if len(word) >= SHORTEST))


def as_text(column: str) -> Cast:
    """A column of JSON as it is written."""
    return Cast(column, TextField())
