"""A session in a few fields; participants by name, one a line."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext, gettext_lazy as _

from espaces.forms.networks import date_field
from espaces.models import Person
from reporting.models import Session
from reservations.forms.units import SentOnce
from reservations.forms.visitors import VenueForm
from reservations.queries.visitors import same_name, visitors_named

MOST_NAMED = 100


class SessionForm(VenueForm, SentOnce):
    title = forms.CharField(label=_("What it was"), max_length=160)
    kind = forms.ChoiceField(label=_("Kind"), choices=Session.Kind.choices, initial=Session.Kind.WORKSHOP)
    theme = forms.ChoiceField(label=_("Theme"), choices=Session.Theme.choices)
    day = date_field(_("Day"))
    minutes = forms.IntegerField(
        label=_("Length, in minutes"),
        min_value=5,
        max_value=1440,
        initial=120,
        help_text=_("120 is two hours."),
    )
    names = forms.CharField(
        label=_("Who came"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("People known here, one name a line. They count as persons in the figures."),
    )
    unnamed = forms.IntegerField(
        label=_("Others"),
        min_value=0,
        max_value=2000,
        required=False,
        help_text=_("How many more came: counted, not named."),
    )

    def clean_unnamed(self) -> int:
        return self.cleaned_data["unnamed"] or 0

    def clean_names(self) -> list[Person]:
        typed = [line.strip() for line in self.cleaned_data["names"].splitlines() if line.strip()]
        if len(typed) > MOST_NAMED:
            raise forms.ValidationError(gettext("At most %(most)d names.") % {"most": MOST_NAMED})
        found, wrong = {}, []
        for name in typed:
            one = self._person_named(name)
            if one is None:
                wrong.append(name)
            else:
                found[one.pk] = one
        if wrong:
            message = gettext("Not known here, or several of that name: %(names)s.")
            raise forms.ValidationError(message % {"names": ", ".join(wrong)})
        return list(found.values())

    def day_written(self, today: date) -> date:
        """Where the session will be found: the month of its day, if one was written."""
        written = getattr(self, "cleaned_data", {}).get("day") if self.is_bound and self.is_valid() else None
        return written or today

    def held(self) -> dict[str, Any]:
        """The fields of services.sessions.Held."""
        values = {
            name: self.cleaned_data[name] for name in ("title", "kind", "theme", "day", "minutes", "unnamed")
        }
        return values | {"persons": self.cleaned_data["names"]}

    def _person_named(self, name: str) -> Person | None:
        """Exactly one; somebody already named in this session even if he has left since."""
        kept = [person for person in self.initial.get("persons", []) if person.pk and str(person) == name]
        if len(kept) == 1:
            return kept[0]
        found = visitors_named(self.venue.structure, name)
        exact = same_name(found, name) or found
        return exact[0] if len(exact) == 1 else None
