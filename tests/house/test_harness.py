"""The harness itself: what it promises to refuse, it refuses."""

import socket

import pytest
from django.conf import settings
from django.template import Context, engines
from django.template.base import Origin, Template

OURS = Origin(str(settings.BASE_DIR / "templates" / "made_for_this_test.html"))


def rendered(source: str, origin: Origin, **context: object) -> str:
    return Template(source, origin=origin, engine=engines["django"].engine).render(Context(context))


def test_a_variable_missing_from_our_templates_fails() -> None:
    with pytest.raises(AssertionError, match="names person"):
        rendered("{% if True %}{{ person.name }}{% endif %}", OURS)


def test_a_variable_that_is_only_tested_may_be_missing() -> None:
    assert rendered("{% if person %}yes{% else %}no{% endif %}", OURS) == "no"


def test_a_variable_missing_from_the_templates_of_a_package_does_not_fail() -> None:
    assert rendered("[{{ person }}]", Origin("site-packages/admin.html")) == "[]"


def test_the_network_is_out_of_reach() -> None:
    with socket.socket() as client, pytest.raises(AssertionError, match=r"192\.0\.2\.1"):
        client.connect(("192.0.2.1", 80))
