"""The French catalogue: read, compared with the messages of the product, written, compiled."""

import fcntl
import re
from collections.abc import Iterator
from contextlib import contextmanager

import polib

from devtools.messages import Message, find_messages
from devtools.processes import ROOT

CATALOGUE = ROOT / "locale" / "fr" / "LC_MESSAGES" / "django.po"
COMPILED = CATALOGUE.with_suffix(".mo")
# No dates, no authors, no line numbers: a change of the file is a change of words.
HEADER = {
    "Language": "fr",
    "MIME-Version": "1.0",
    "Content-Type": "text/plain; charset=UTF-8",
    "Content-Transfer-Encoding": "8bit",
    "Plural-Forms": "nplurals=2; plural=(n > 1);",
}
NO_BREAK_SPACE = "\u00a0"
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|\{\w*\}")


@contextmanager
def locked() -> Iterator[None]:
    """Several people may translate at the same time; they write one after the other."""
    with (ROOT / ".venv" / "catalogue.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def read() -> polib.POFile:
    if CATALOGUE.exists():
        return polib.pofile(str(CATALOGUE), wrapwidth=0)
    return polib.POFile(wrapwidth=0)


def write(catalogue: polib.POFile) -> None:
    catalogue.metadata = HEADER
    catalogue.metadata_is_fuzzy = False
    catalogue.header = ""
    catalogue.sort(key=lambda entry: (entry.obsolete, entry.msgid, entry.msgctxt or ""))
    CATALOGUE.parent.mkdir(parents=True, exist_ok=True)
    new = CATALOGUE.with_suffix(".po.new")
    catalogue.save(str(new))
    new.replace(CATALOGUE)


def merge(catalogue: polib.POFile, messages: set[Message]) -> None:
    """Add the new messages; those no longer used stay as obsolete, in case they come back, until `clean`."""
    known = {(entry.msgctxt or "", entry.msgid): entry for entry in catalogue}
    for message in messages:
        entry = known.pop(message.key, None)
        if entry is None:
            entry = polib.POEntry(msgid=message.msgid, msgctxt=message.context or None)
            catalogue.append(entry)
        entry.obsolete = False
        entry.occurrences = []
        _set_plural(entry, message.plural)
    for unused in known.values():
        unused.obsolete = True


def _set_plural(entry: polib.POEntry, plural: str) -> None:
    if entry.msgid_plural == plural:
        return
    entry.msgid_plural = plural
    entry.msgstr, entry.msgstr_plural = "", {0: "", 1: ""} if plural else {}


def clean(catalogue: polib.POFile) -> None:
    """Forget what is no longer used."""
    for entry in catalogue.obsolete_entries():
        catalogue.remove(entry)


def fill(catalogue: polib.POFile, translations: dict[str, str | list[str]]) -> list[str]:
    """Put translations in. Keys: `msgid`, `one|||many`, each after `context\\x04` if it has one.

    Returns the keys that no message of the product has.
    """
    entries = {(entry.msgctxt or "", entry.msgid): entry for entry in catalogue if not entry.obsolete}
    unknown = []
    for key, french in translations.items():
        context, _, msgid = key.rpartition("\x04")
        entry = entries.get((context, msgid.split("|||")[0]))
        if entry is None or bool(entry.msgid_plural) != isinstance(french, list):
            unknown.append(key)
        elif isinstance(french, list):
            entry.msgstr_plural = dict(enumerate(map(french_spaces, french)))
        else:
            entry.msgstr = french_spaces(french)
    return unknown


def french_spaces(text: str) -> str:
    """A sign that stands apart in French never begins a line."""
    text = re.sub(r" (?=[:;?!€»]|%%)", NO_BREAK_SPACE, text)
    return text.replace("« ", f"«{NO_BREAK_SPACE}")


def faults(catalogue: polib.POFile) -> Iterator[str]:
    """What keeps the catalogue from being complete, one line each."""
    known = {(entry.msgctxt or "", entry.msgid): entry for entry in catalogue if not entry.obsolete}
    messages = find_messages()
    for message in sorted(messages):
        entry = known.pop(message.key, None)
        if entry is None or entry.msgid_plural != message.plural:
            yield f"not extracted: {_named(message.context, message.msgid, message.plural)}"
        else:
            yield from _faults_of(entry)
    for context, msgid in known:
        yield f"no longer used: {_named(context, msgid)}"
    yield from (f"obsolete: {entry.msgid}" for entry in catalogue.obsolete_entries())


def _faults_of(entry: polib.POEntry) -> Iterator[str]:
    name = _named(entry.msgctxt or "", entry.msgid, entry.msgid_plural)
    texts = [entry.msgstr_plural.get(n, "") for n in (0, 1)] if entry.msgid_plural else [entry.msgstr]
    if not all(texts):
        yield f"missing: {name}"
        return
    if entry.fuzzy:
        yield f"fuzzy: {name}"
    if any(text != french_spaces(text) for text in texts):
        yield f"breakable space: {name}"
    given = set(PLACEHOLDER.findall(entry.msgid + entry.msgid_plural))
    used = set(PLACEHOLDER.findall("".join(texts)))
    if not used <= given or (given - used and not entry.msgid_plural):
        yield f"placeholders differ: {name}"


def _named(context: str, msgid: str, plural: str = "") -> str:
    """As a key of a `fill` file."""
    return (f"{context}\\u0004" if context else "") + msgid + (f"|||{plural}" if plural else "")


def compile_catalogue() -> None:
    """Make django.mo when django.po is newer. Replaced in one step: another command may be reading it."""
    if not CATALOGUE.exists():
        return
    if COMPILED.exists() and COMPILED.stat().st_mtime > CATALOGUE.stat().st_mtime:
        return
    new = COMPILED.with_suffix(".mo.new")
    read().save_as_mofile(str(new))
    new.replace(COMPILED)
