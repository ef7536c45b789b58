from __future__ import annotations

from typing import Any

from allauth.core import context
from django import forms
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import get_language, gettext as _, gettext_lazy

from espaces.forms.municipalities import MunicipalityField
from espaces.models import Person, Terms, User
from espaces.queries.terms import current_terms

SIGN_UP = "sign_up"  # session key: what was typed at sign-up, until the address is verified in this browser


def agreement(terms: Terms) -> str:
    return format_html(
        _('I accept the <a href="{}" target="_blank">terms of use</a> (version {}).'),
        reverse("espaces:terms"),
        terms.version,
    )


class SignupForm(forms.Form):
    """What is asked at sign-up beside e-mail and password: a name for the host, and the terms."""

    first_name = forms.CharField(label=gettext_lazy("First name"), max_length=80)
    last_name = forms.CharField(label=gettext_lazy("Last name"), max_length=80)
    accept_terms = forms.BooleanField()
    terms_version = forms.IntegerField(widget=forms.HiddenInput)
    field_order = ["first_name", "last_name", "email", "password1", "accept_terms", "terms_version"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["first_name"].widget.attrs["autocomplete"] = "given-name"
        self.fields["last_name"].widget.attrs["autocomplete"] = "family-name"
        self.terms = current_terms(getattr(context.request, "network", None))
        if self.terms:
            self.fields["accept_terms"].label = agreement(self.terms)
            self.fields["terms_version"].initial = self.terms.version
        else:
            del self.fields["accept_terms"], self.fields["terms_version"]

    def clean_terms_version(self) -> int:
        """What is accepted is what was shown: a version published meanwhile is shown again."""
        version: int = self.cleaned_data["terms_version"]
        if self.terms and version != self.terms.version:
            typed = {name: value for name, value in self.data.items() if name != "accept_terms"}
            self.data = typed | {"terms_version": self.terms.version}
            raise forms.ValidationError(_("The terms have just changed: please read them again."))
        return version

    def signup(self, request: HttpRequest, user: User) -> None:
        """Called by allauth once the login exists. Kept in this browser's session and nowhere else: whoever only
        knows the address of somebody else must leave no name and no agreement behind."""
        user.language = get_language() or User.Language.FRENCH
        user.save(update_fields=["language"])
        request.session[SIGN_UP] = {
            "user": user.pk,
            "first_name": self.cleaned_data["first_name"],
            "last_name": self.cleaned_data["last_name"],
            "terms": self.terms.pk if self.terms else None,
        }


class ProfileForm(forms.ModelForm):
    municipality = MunicipalityField(
        label=gettext_lazy("Home municipality"),
        required=False,
        help_text=gettext_lazy(
            "Name or postcode. Only fills in the question on where you live, which you may leave out."
        ),
    )

    class Meta:
        model = Person
        fields = ["first_name", "last_name", "phone", "language", "municipality"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["municipality"] = self.instance.municipality
        for name, autocomplete in (("first_name", "given-name"), ("last_name", "family-name")):
            self.fields[name].required = True
            self.fields[name].widget.attrs["autocomplete"] = autocomplete
        self.fields["phone"].widget.attrs |= {"autocomplete": "tel", "type": "tel"}


class TermsForm(forms.Form):
    """Asked again when the terms changed; and the names, when the login came without them."""

    first_name = forms.CharField(label=gettext_lazy("First name"), max_length=80)
    last_name = forms.CharField(label=gettext_lazy("Last name"), max_length=80)
    accept_terms = forms.BooleanField()
    next = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, person: Person, terms: Terms, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["accept_terms"].label = agreement(terms)
        self.missing = [name for name in ("first_name", "last_name") if not getattr(person, name)]
        for name in {"first_name", "last_name"} - set(self.missing):
            del self.fields[name]


class LanguageForm(forms.Form):
    language = forms.ChoiceField(choices=User.Language.choices)
    next = forms.CharField(required=False)
