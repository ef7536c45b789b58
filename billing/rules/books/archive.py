"""What an archive of a fiscal year holds: an open format that is read without this software.

BOI-TVA-DECLA-30-10-30, §220 to §260. Names of files and columns are French: an administration reads them, like
the notice beside them.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from billing.rules.books.canonical import canonical, plain
from billing.rules.books.chain import BEGINNING, sign
from billing.rules.books.keys import Keys
from espaces.rules.spreadsheets import harmless

FORMAT = "espaces-archive-1"
NOTICE, MANIFEST, SIGNATURE = "NOTICE.fr.txt", "manifeste.json", "manifeste.signature.json"

TABLES: Mapping[str, Sequence[str]] = {
    "factures": (
        *("id", "nature", "numero", "emise_a", "emise_le", "echeance", "client", "nom_du_client"),
        *("montant_ht", "montant_tva", "montant_ttc", "corrige", "contenu"),
    ),
    "lignes": (
        *("facture", "position", "objet", "libelle", "montant", "avec_tva", "taux_tva", "montant_ht"),
        "corrige_position",
    ),
    "reglements": (
        *("id", "client", "nom_du_client", "moyen", "montant", "recu_le", "enregistre_a", "reference"),
        "remis_en_banque_le",
    ),
    "annulations": (
        *(
            "id",
            "reglement",
            "nature",
            "montant",
            "survenue_le",
            "enregistree_a",
            "motif",
            "moyen",
            "reference",
        ),
        *("frais_bancaires", "avoir", "facture_du_depot", "position_du_depot"),
    ),
    "imputations": ("id", "facture", "reglement", "avoir", "montant", "le", "enregistree_a"),
    "clotures": (
        *("id", "niveau", "du", "au_exclu", "total_periode", "total_perpetuel", "totaux"),
        *("dernier_maillon", "etablie_a"),
    ),
    "chaine": ("position", "nature", "objet", "contenu_signe", "precedente", "signature", "cle", "a"),
}
"""By file, its columns. The texts that were signed are in `contenu_signe`, byte for byte."""

type Value = str | int | bool | Decimal | date | datetime | Mapping[str, object] | None


@dataclass(frozen=True)
class FileSum:
    name: str
    sha256: str
    size: int
    rows: int | None = None


@dataclass(frozen=True)
class Manifest:
    """`first` and `last`: positions of the chain that it holds; `before`: the hash that the first follows."""

    structure: str
    siren: str
    starts_on: date
    ends_on: date
    first: int
    last: int
    before: str
    software: str
    made_at: datetime
    files: Sequence[FileSum]


def as_json_line(columns: Sequence[str], row: Sequence[Value]) -> str:
    return canonical(dict(zip(columns, row, strict=True))) + "\n"


def as_csv_line(row: Sequence[Value]) -> str:
    """A spreadsheet runs none of it as a formula; the exact texts are in the JSON lines."""
    line = io.StringIO()
    csv.writer(line, lineterminator="\n").writerow(_cell(value) for value in row)
    return line.getvalue()


def _cell(value: Value) -> object:
    if isinstance(value, Mapping):
        return canonical(value)
    if isinstance(value, str):
        return harmless(value)
    if isinstance(value, bool):
        return "oui" if value else "non"
    return "" if value is None else plain(value)


def csv_lines(columns: Sequence[str], rows: Iterable[Sequence[Value]]) -> Iterator[str]:
    yield ",".join(columns) + "\n"
    yield from map(as_csv_line, rows)


def json_lines(columns: Sequence[str], rows: Iterable[Sequence[Value]]) -> Iterator[str]:
    return (as_json_line(columns, row) for row in rows)


def manifest_text(manifest: Manifest) -> str:
    return canonical({"format": FORMAT} | plain(manifest))


def signature_text(manifest: str, keys: Keys) -> str:
    """HMAC-SHA-256 of the manifest, byte for byte, with the newest key."""
    signature = sign(keys.secrets[keys.newest], manifest, BEGINNING)
    return canonical({"algorithm": "HMAC-SHA-256", "key": keys.newest, "signature": signature})
