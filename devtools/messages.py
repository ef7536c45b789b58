"""Finds the messages of our code and templates, without the system's gettext."""

import io
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from tokenize import TokenError

import django
from babel.messages.extract import extract
from django.conf import settings
from django.utils.translation.template import templatize

from devtools.processes import ROOT

PLACES = ("config", "espaces", "reservations", "billing", "reporting", "templates")
SINGULAR, PLURAL = (1,), (1, 2)
IN_CONTEXT, PLURAL_IN_CONTEXT = ((1, "c"), 2), ((1, "c"), 2, 3)
KEYWORDS = {"_": SINGULAR, "gettext_noop": SINGULAR} | {
    name + lazy: arguments
    for lazy in ("", "_lazy")
    for name, arguments in {
        "gettext": SINGULAR,
        "ngettext": PLURAL,
        "pgettext": IN_CONTEXT,
        "npgettext": PLURAL_IN_CONTEXT,
    }.items()
}


@dataclass(frozen=True, order=True)
class Message:
    context: str
    msgid: str
    plural: str = ""

    @property
    def key(self) -> tuple[str, str]:
        """What gettext looks a message up by: two messages that share it share one translation."""
        return self.context, self.msgid


def find_messages() -> set[Message]:
    """Every message of the product. A file that cannot be read as Python or as a template is an error."""
    if not settings.configured:
        settings.configure(USE_I18N=True)
        django.setup()
    found: dict[tuple[str, str], Message] = {}
    for path in _files():
        for message in _messages_of(path):
            known = found.get(message.key)
            if known is None or not known.plural:
                found[message.key] = message
            elif message.plural and message.plural != known.plural:
                raise SystemExit(f"{path}: “{message.msgid}” has two different plurals.")
    return set(found.values())


def _files() -> Iterator[Path]:
    for place in PLACES:
        for path in sorted((ROOT / place).rglob("*")):
            if path.suffix in {".py", ".html", ".txt"} and "migrations" not in path.parts:
                yield path


def _messages_of(path: Path) -> Iterator[Message]:
    source = path.read_text()
    if path.suffix != ".py":
        # Python's tokenizer wants regular indentation, which the text around the messages has not.
        source = "\n".join(line.strip() for line in templatize(source, origin=str(path)).splitlines())
    try:
        rows = list(extract("python", io.BytesIO(source.encode()), KEYWORDS))
    except (SyntaxError, TokenError) as error:
        raise SystemExit(f"{path}: cannot be read ({error}).") from error
    for _line, texts, _comments, context in rows:
        singular, plural = (texts, "") if isinstance(texts, str) else (texts[0], texts[-1])
        yield Message(context or "", singular, plural)
