from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from difflib import SequenceMatcher

from django.utils.translation import gettext as _

from espaces.rules.place_names import departements_of_postcode, key_of
from espaces.rules.venue_lists.entries import Whereabouts

ALMOST = 0.9


@dataclass(frozen=True)
class KnownMunicipality:
    code: str
    name: str
    departement: str
    postcodes: frozenset[str]
    part_codes: frozenset[str]
    keys: frozenset[str]  # of its name and of the names of its parts
    latitude: float | None = None
    longitude: float | None = None


@dataclass(frozen=True)
class Found:
    municipality: KnownMunicipality
    note: str = ""  # when it is not simply the one of the declared code


class MunicipalityFinder:
    """Finds the municipality that a row means, when its code is missing, out of date or contradicted.

    In this order: the declared code, or the municipality into which it merged, unless name, postcode and
    département all speak against it; the name with the postcode; the name in the département; the postcode,
    when it has only one municipality, or only one of almost that name; at last the code computed from
    coordinates, only for a row without a name to contradict it (such computations put a Belgian town in
    Cannes and La Réunion in Corsica).
    """

    def __init__(self, municipalities: Iterable[KnownMunicipality]) -> None:
        self.by_code: dict[str, KnownMunicipality] = {}
        self.by_part: dict[str, KnownMunicipality] = {}
        self.by_key: defaultdict[str, list[KnownMunicipality]] = defaultdict(list)
        self.by_postcode: defaultdict[str, list[KnownMunicipality]] = defaultdict(list)
        for municipality in municipalities:
            self.by_code[municipality.code] = municipality
            self.by_part.update(dict.fromkeys(municipality.part_codes, municipality))
            for key in municipality.keys:
                self.by_key[key].append(municipality)
            for postcode in municipality.postcodes:
                self.by_postcode[postcode].append(municipality)

    def find(self, said: Whereabouts) -> Found | None:
        declared = self.by_code.get(said.code) or self.by_part.get(said.code)
        if declared and agrees(declared, said):
            return Found(declared)
        note = ""
        if declared:
            note = _("INSEE code %(code)s is %(name)s, against the rest of the row") % {
                "code": said.code,
                "name": f"{declared.name} ({declared.departement})",
            }
        elif said.code:
            note = _("INSEE code %(code)s is unknown") % {"code": said.code}
        meant = self._by_name(said) or self._by_postcode(said) or self._by_location(said)
        if meant is None:
            return None
        taken = {"why": note or _("No INSEE code"), "name": f"{meant.name} ({meant.departement})"}
        return Found(meant, _("%(why)s: %(name)s was taken.") % taken)

    def _by_name(self, said: Whereabouts) -> KnownMunicipality | None:
        for name in said.names:
            named = self.by_key.get(key_of(name), [])
            with_postcode = [one for one in named if said.postcode in one.postcodes]
            around = departements_of_postcode(said.postcode) or {said.departement}
            for candidates in (with_postcode, [one for one in named if one.departement in around]):
                if len(candidates) == 1:
                    return candidates[0]
        return None

    def _by_postcode(self, said: Whereabouts) -> KnownMunicipality | None:
        here = self.by_postcode.get(said.postcode, [])
        almost_named = [one for one in here if any(almost_named_so(one, name) for name in said.names)]
        for candidates in (here, almost_named):
            if len(candidates) == 1:
                return candidates[0]
        return None

    def _by_location(self, said: Whereabouts) -> KnownMunicipality | None:
        located = self.by_code.get(said.located_code) or self.by_part.get(said.located_code)
        return located if located and not said.names and agrees(located, said) else None


def almost_named_so(municipality: KnownMunicipality, name: str) -> bool:
    """Words are missing (Puy-en-Velay, Florac for Florac Trois Rivières), or a letter (Vabre l'Abbaye)."""
    key = key_of(name)
    return any(
        set(key.split()) <= set(official.split()) or SequenceMatcher(None, key, official).ratio() >= ALMOST
        for official in municipality.keys
    )


def agrees(municipality: KnownMunicipality, said: Whereabouts) -> bool:
    """A name, the postcode or the département speaks for it, or nothing speaks against it."""
    if said.postcode in municipality.postcodes or any(
        key_of(name) in municipality.keys for name in said.names
    ):
        return True
    around = departements_of_postcode(said.postcode) or frozenset(filter(None, [said.departement]))
    return municipality.departement in around if around else not said.names
