"""The French catalogue.

./dev catalog             extract the messages, merge them, list what lacks French
./dev catalog fill FILE   put in the translations of a JSON file: {"Book": "Réserver",
                          "one desk|||%(n)s desks": ["un poste", "%(n)s postes"], "month\\u0004May": "mai"}
./dev catalog clean       forget what is no longer used
./dev catalog check       change nothing; fail unless complete
"""

import json
from pathlib import Path

from devtools import translations
from devtools.messages import find_messages


def run(args: list[str]) -> int:
    match args:
        case ["check"]:
            return _report()
        case [] | ["clean"] | ["fill", _]:
            with translations.locked():
                return _update(args)
        case _:
            print(__doc__)
            return 2


def _update(args: list[str]) -> int:
    catalogue = translations.read()
    translations.merge(catalogue, find_messages())
    unknown: list[str] = []
    if args[:1] == ["clean"]:
        translations.clean(catalogue)
    if args[:1] == ["fill"]:
        unknown = translations.fill(catalogue, json.loads(Path(args[1]).read_text()))
        for key in unknown:
            print(f"no such message, or a plural where there is none: {key!r}")
    translations.write(catalogue)
    translations.compile_catalogue()
    return max(_report(), bool(unknown))


def _report() -> int:
    faults = list(translations.faults(translations.read()))
    for fault in faults:
        print(fault)
    print(f"{len(faults)} to do." if faults else "The French catalogue is complete.")
    return bool(faults)
