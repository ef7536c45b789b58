"""The catalogue is extracted, merged, filled and judged without the system's gettext."""

from pathlib import Path

import polib
import pytest

from devtools import messages, translations
from devtools.messages import Message

TEMPLATE = """{% load i18n %}
    {% if x %}it's
  {% translate "Book" %} {{ _("Hello") }} {% translate "May" context "month" %}
{% blocktranslate count n=free trimmed %}
    one desk
    free
{% plural %}
    {{ n }} desks free
{% endblocktranslate %}{% endif %}
"""
CODE = """
from django.utils.translation import gettext as _, ngettext, npgettext_lazy, pgettext
_("Cancel")
ngettext("one day", "%(n)s days", n)
pgettext("verb", "Open")
npgettext_lazy("of a year", "one month", "%(n)s months", "n")
"""


def found_in(path: Path, source: str) -> set[Message]:
    path.write_text(source)
    return set(messages._messages_of(path))


def test_messages_of_a_template_with_irregular_indentation(tmp_path: Path) -> None:
    assert found_in(tmp_path / "page.html", TEMPLATE) == {
        Message("", "Book"),
        Message("", "Hello"),
        Message("month", "May"),
        Message("", "one desk free", "%(n)s desks free"),
    }


def test_messages_of_code(tmp_path: Path) -> None:
    assert found_in(tmp_path / "code.py", CODE) == {
        Message("", "Cancel"),
        Message("", "one day", "%(n)s days"),
        Message("verb", "Open"),
        Message("of a year", "one month", "%(n)s months"),
    }


def test_code_that_cannot_be_read_stops_the_extraction(tmp_path: Path) -> None:
    with pytest.raises(SystemExit, match=r"code\.py"):
        found_in(tmp_path / "code.py", "def (")


def catalogue_of(*found: Message) -> polib.POFile:
    catalogue = polib.POFile()
    translations.merge(catalogue, set(found))
    return catalogue


def test_a_filled_translation_gets_its_no_break_spaces() -> None:
    catalogue = catalogue_of(
        Message("", "Why?"), Message("month", "May"), Message("", "one", "%(n)s of them")
    )
    french = {"Why?": "« Pourquoi » ?", "month\x04May": "mai", "one|||%(n)s of them": ["un", "%(n)s"]}
    assert translations.fill(catalogue, french) == []
    texts = {entry.msgid: entry.msgstr or entry.msgstr_plural for entry in catalogue}
    assert texts == {"Why?": "«\u00a0Pourquoi\u00a0»\u00a0?", "May": "mai", "one": {0: "un", 1: "%(n)s"}}


def test_a_translation_of_nothing_is_told() -> None:
    assert translations.fill(catalogue_of(Message("", "Book")), {"Boook": "Réserver"}) == ["Boook"]


def test_an_unused_message_stays_as_obsolete_and_comes_back_with_its_french() -> None:
    catalogue = catalogue_of(Message("", "Book"))
    translations.fill(catalogue, {"Book": "Réserver"})
    translations.merge(catalogue, set())
    assert [entry.obsolete for entry in catalogue] == [1]
    translations.merge(catalogue, {Message("", "Book")})
    assert [(entry.obsolete, entry.msgstr) for entry in catalogue] == [(0, "Réserver")]


def test_clean_forgets_unused_messages() -> None:
    catalogue = catalogue_of(Message("", "Book"))
    translations.merge(catalogue, set())
    translations.clean(catalogue)
    assert list(catalogue) == []


def test_what_a_new_plural_had_in_french_is_asked_again() -> None:
    catalogue = catalogue_of(Message("", "desk"))
    translations.fill(catalogue, {"desk": "poste"})
    translations.merge(catalogue, {Message("", "desk", "desks")})
    assert catalogue[0].msgstr_plural == {0: "", 1: ""}


@pytest.mark.parametrize(
    ("french", "fault"),
    [
        ("", "missing: %(n)s left?"),
        ("reste ?", "placeholders differ: %(n)s left?"),
        ("%(m)s reste", "placeholders differ: %(n)s left?"),
        ("%(n)s reste ?", "breakable space: %(n)s left?"),
        ("%(n)s reste\u00a0?", None),
    ],
)
def test_faults(french: str, fault: str | None, monkeypatch: pytest.MonkeyPatch) -> None:
    message = Message("", "%(n)s left?")
    monkeypatch.setattr(translations, "find_messages", lambda: {message})
    catalogue = catalogue_of(message)
    catalogue[0].msgstr = french
    assert (
        (fault in list(translations.faults(catalogue))) if fault else not list(translations.faults(catalogue))
    )
