"""Every component on one page, with invented data: to look at them, in the demo only."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from espaces.rules.map_drawing import MapPoint, draw_map

PARTS = [("matin", "Matin"), ("apres-midi", "Après-midi"), ("jour", "Journée")]


class SampleForm(forms.Form):
    name = forms.CharField(label="Nom de l'espace", help_text="Celui qu'on lit sur la porte.")
    email = forms.EmailField(label="Adresse électronique", required=False)
    kind = forms.ChoiceField(label="Sorte de lieu", choices=[("cafe", "Café"), ("ecole", "Ancienne école")])
    day = forms.DateField(label="Quel jour ?", widget=forms.DateInput(attrs={"type": "date"}))
    opens = forms.TimeField(label="Ouvre à", widget=forms.TimeInput(attrs={"type": "time"}))
    places = forms.IntegerField(label="Nombre de postes", min_value=1)
    part = forms.ChoiceField(
        label="Quand ?",
        choices=PARTS,
        initial="matin",
        widget=forms.RadioSelect(attrs={"class": "segmented"}),
    )
    payment = forms.ChoiceField(
        label="Comment payer ?",
        choices=[("ticket", "1 ticket de mon carnet"), ("facture", "Plus tard, sur facture")],
        widget=forms.RadioSelect(attrs={"class": "boxed"}),
    )
    services = forms.MultipleChoiceField(
        label="Ce qu'on y trouve",
        required=False,
        choices=[
            ("fibre", "Fibre"),
            ("cuisine", "Cuisine"),
            ("imprimante", "Imprimante"),
            ("velo", "Abri à vélos"),
        ],
        widget=forms.CheckboxSelectMultiple(attrs={"class": "columns"}),
    )
    photo = forms.FileField(label="Photo", required=False, help_text="JPEG ou PNG, 5 Mo au plus.")
    rules = forms.CharField(label="Règles de la maison", required=False, widget=forms.Textarea)
    accessible = forms.BooleanField(
        label="Accessible en fauteuil roulant",
        required=False,
        help_text="Porte, passage et toilettes compris.",
    )
    terms = forms.BooleanField(label="J'accepte les conditions du réseau")


def sample_map() -> Any:
    venues = [
        ("La Filature", 44.32, 3.59, 4),
        ("Café des Halles", 44.52, 3.50, 1),
        ("L'École d'en haut", 44.73, 3.86, 6),
        ("Le Comptoir", 44.75, 5.37, 3),
        ("La Verrière", 44.93, 4.89, 12),
        ("Maison France Services", 44.80, 3.27, 0),
        ("Le Fournil", 46.17, 1.87, 2),
        ("La Tannerie", 45.95, 2.17, None),
        ("Atelier du Pont", 44.36, 5.14, 5),
        ("La Petite Gare", 44.55, 3.55, 2),
    ]
    return draw_map(
        [
            MapPoint(lat, lon, name, "#venues", free, f"{free} places libres" if free else "pas de place")
            for name, lat, lon, free in venues
        ]
    )


def sample_week() -> list[dict[str, Any]]:
    def half(day: str, part: str, state: str, free: int = 0, note: str = "") -> dict[str, Any]:
        return {
            "state": state,
            "free": free,
            "href": "#week",
            "note": note,
            "label": f"{day}, {part}",
            "value": f"{day}/{part}",
        }

    rows = [
        ("lundi 23 novembre", ("past", 0, ""), ("free", 3, "")),
        ("mardi 24 novembre", ("free", 6, ""), ("free", 1, "")),
        ("mercredi 25 novembre", ("full", 0, ""), ("free", 4, "jusqu'à 16 h")),
        ("jeudi 26 novembre", ("mine", 0, ""), ("full", 0, "")),
        ("vendredi 27 novembre", ("free", 5, ""), ("closed", 0, "")),
        ("samedi 28 novembre", ("closed", 0, "fermé le samedi"), ("closed", 0, "")),
    ]
    return [
        {
            "day": day,
            "today": index == 0,
            "halves": [half(day, "le matin", *morning), half(day, "l'après-midi", *afternoon)],
        }
        for index, (day, morning, afternoon) in enumerate(rows)
    ]


MONTHS = "janv. févr. mars avr. mai juin juil. août sept. oct. nov. déc.".split()
THIS_YEAR = [45, 49, 54, 51, 56, 52, 36, 28, 57, 63, 66, "secret"]
LAST_YEAR = [36, 39, 41, 40, 43, 41, 28, 23, 44, 49, 51, 39]


def sample_figures() -> dict[str, Any]:
    """What components/charts/ draw."""
    hours = [f"{hour} h" for hour in range(8, 19)]
    days = ["lun.", "mar.", "mer.", "jeu.", "ven."]
    return {
        "months": list(zip(MONTHS, THIS_YEAR, LAST_YEAR, strict=True)),
        "hours": hours,
        "days": [
            (day, [None if column == 4 else (rank * 23 + column * 17) % 101 for column in range(len(hours))])
            for rank, day in enumerate(days)
        ],
        "situations": [
            ("salariés en télétravail", 48),
            ("indépendants", 31.5),
            ("étudiants, apprentis", 0.4),
            ("demandeurs d'emploi", "secret"),
        ],
    }


@login_not_required
def styleguide(request: HttpRequest) -> HttpResponse:
    context = {
        "form": SampleForm(),
        "refused": SampleForm({"part": "matin", "email": "camille"}),
        "map": sample_map(),
        "week": sample_week(),
        "figures": sample_figures(),
        "years": ("2025", "2024"),
        "parts": PARTS,
        "steps": [("address", "Adresse"), ("hours", "Horaires"), ("desks", "Postes"), ("publish", "Publier")],
        "done": ["address"],
        "services": [("fibre", "Fibre"), ("coffee", "Café, thé"), ("wheelchair", "Accessible en fauteuil")],
        "section": "venues",
    }
    return render(request, "styleguide.html", context)
