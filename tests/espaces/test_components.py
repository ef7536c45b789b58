"""What the components promise to those who do not see the page."""

import re

from django import forms
from django.template.loader import render_to_string
from django.utils import translation


class Sample(forms.Form):
    name = forms.CharField(label="Nom", help_text="Celui de la porte.")
    nickname = forms.CharField(label="Surnom", required=False)
    part = forms.ChoiceField(
        label="Quand ?",
        choices=[("am", "Matin"), ("pm", "Après-midi")],
        widget=forms.RadioSelect(attrs={"class": "segmented"}),
    )
    terms = forms.BooleanField(label="J'accepte", help_text="Les conditions du réseau.")


def ids_in(html: str) -> set[str]:
    return set(re.findall(r'\sid="([^"]+)"', html))


def test_a_field_is_tied_to_its_hint_and_its_error() -> None:
    html = str(Sample({})["name"].as_field_group())
    described = re.search(r'<input[^>]*aria-describedby="([^"]+)"', html)
    assert described is not None
    assert described[1].split() == ["id_name_helptext", "id_name_error"]
    assert set(described[1].split()) <= ids_in(html)
    assert 'aria-invalid="true"' in html
    assert '<label for="id_name">Nom</label>' in html


def test_each_error_of_the_summary_leads_to_a_field_of_the_page() -> None:
    html = str(Sample({}))
    targets = re.findall(r'<li><a href="#([^"]+)">', html)
    assert targets == ["id_name", "id_part", "id_terms"]
    assert set(targets) <= ids_in(html)
    assert 'role="alert"' in html


def test_a_form_without_errors_has_no_summary() -> None:
    assert "form-errors" not in str(Sample())


def test_only_a_field_that_may_stay_empty_says_so() -> None:
    with translation.override("en"):
        assert "(optional)" in Sample()["nickname"].as_field_group()
        assert "(optional)" not in Sample()["name"].as_field_group()
        filters = Sample()
        filters.hide_optional = True
        assert "(optional)" not in filters["nickname"].as_field_group()


def test_radio_buttons_are_a_group_with_a_legend() -> None:
    html = str(Sample()["part"].as_field_group())
    assert "<legend>Quand ?</legend>" in html
    assert html.count('type="radio"') == 2
    assert 'class="choices segmented"' in html


def test_a_check_box_is_named_by_its_words_and_described_by_its_hint() -> None:
    html = str(Sample()["terms"].as_field_group())
    assert re.search(r'<label class="choice" for="id_terms"><input[^>]*type="checkbox"', html)
    assert 'id="id_terms_helptext"' in html


def occupancy(**numbers: int) -> str:
    with translation.override("en"):
        return render_to_string("components/occupancy_bar.html", {"title": "Morning", **numbers})


def test_occupancy_says_in_words_what_its_segments_show() -> None:
    html = occupancy(taken=9, capacity=12, free=3, late=1)
    assert "9 of 12" in html
    assert "3 free" in html
    assert (html.count('"taken"'), html.count('"late"'), html.count('"free"')) == (8, 1, 3)
    assert "full" in occupancy(taken=4, capacity=4, free=0)


def test_a_half_day_says_its_day_and_is_a_link_only_when_free() -> None:
    halves = [
        {"state": "free", "free": 2, "href": "/reserver/1/", "label": "lundi, le matin"},
        {"state": "full", "free": 0, "href": "/reserver/2/", "label": "lundi, l'après-midi"},
    ]
    html = render_to_string("components/week_grid.html", {"days": [{"day": "lundi", "halves": halves}]})
    assert 'href="/reserver/1/"' in html
    assert "/reserver/2/" not in html
    assert "lundi, le matin" in html
    assert '<th scope="row">lundi</th>' in html


def test_an_icon_is_decoration() -> None:
    html = render_to_string("components/icon.html", {"name": "wifi"})
    assert 'aria-hidden="true"' in html
    assert html.endswith('#wifi"/></svg>\n')
