"""What the content security policy would refuse in a browser is refused here first."""

import re

import pytest

from tests.house.source import ROOT, name_of, templates

# E-mails are read where no stylesheet of ours comes.
PAGES = [path for path in templates() if "emails" not in path.parts]
FORBIDDEN = {
    "inline style": re.compile(r"<style\b|\sstyle\s*=", re.IGNORECASE),
    "inline script": re.compile(
        r"<script\b(?![^>]*\bsrc=)(?![^>]*type=\"application/(?:ld\+)?json\")", re.IGNORECASE
    ),
    "on* handler": re.compile(r"\son[a-z]+\s*=\s*[\"']", re.IGNORECASE),
    "script link": re.compile(r"(?:href|src|action)\s*=\s*[\"']\s*javascript:", re.IGNORECASE),
    "third party": re.compile(r"(?:src|srcset|<link[^>]*href)\s*=\s*[\"']\s*(?:https?:)?//", re.IGNORECASE),
}
TAG = re.compile(r"<[a-z][^<>]*\shx-(get|post)=[^<>]*>", re.IGNORECASE | re.DOTALL)


@pytest.mark.parametrize("what", FORBIDDEN)
def test_no_template_has(what: str) -> None:
    pattern = FORBIDDEN[what]
    assert [name_of(path) for path in PAGES if pattern.search(path.read_text())] == []


def test_every_htmx_request_works_without_javascript() -> None:
    """`hx-get` repeats an href or stands on a form or a field of one; `hx-post` stands on a form."""
    lonely = []
    for path in PAGES:
        for tag in TAG.finditer(path.read_text()):
            is_form = tag[0].lower().startswith("<form")
            is_link = " href=" in tag[0] and tag[1] == "get"
            in_form = tag[0].lower().startswith(("<button", "<input", "<select"))
            if not (is_form or is_link or in_form):
                lonely.append(f"{name_of(path)}: {tag[0]}")
    assert lonely == []


def test_the_folder_of_templates_is_not_empty() -> None:
    assert (ROOT / "templates" / "base.html") in PAGES
