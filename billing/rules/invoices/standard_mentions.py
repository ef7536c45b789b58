"""The sentences of French law as they stand, with their source: the first content of the table of mentions.

The CGI becomes the CIBS on 1 January 2027; references to the CGI stay admitted on invoices until 30 June 2028 and
the wording that follows them is not published. It is not invented here: from July 2028 on a row has to be added.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from billing.rules.invoices.mentions import (
    AAB,
    ASSOCIATION,
    DEBITS,
    DEPOSIT,
    EXEMPT,
    FRANCHISE,
    PMD,
    PMT,
    DatedMention,
)

LAST_DAY_OF_CGI = date(2028, 6, 30)


@dataclass(frozen=True)
class StandardMention(DatedMention):
    source: str = ""


STANDARD_MENTIONS = (
    StandardMention(
        PMT,
        "Indemnité forfaitaire pour frais de recouvrement due en cas de retard de paiement : 40 €.",
        date(2013, 1, 1),
        source="Code de commerce, articles L. 441-9, L. 441-10 et D. 441-5",
    ),
    StandardMention(
        "PMT_PUBLIC",
        "Indemnité forfaitaire pour frais de recouvrement due en cas de retard de paiement : 40 €.",
        date(2019, 4, 1),
        source="Code de la commande publique, articles L. 2192-13 et D. 2192-35",
    ),
    StandardMention(
        PMD,
        "Pénalités de retard exigibles le jour suivant la date limite de paiement, sans qu'un rappel soit "
        "nécessaire : taux de refinancement de la Banque centrale européenne majoré de 10 points.",
        date(2009, 1, 1),
        source="Code de commerce, articles L. 441-9 et L. 441-10, II",
    ),
    StandardMention(
        "PMD_PUBLIC",
        "Intérêts moratoires en cas de retard de paiement : taux de refinancement de la Banque centrale "
        "européenne majoré de 8 points.",
        date(2019, 4, 1),
        source="Code de la commande publique, articles L. 2192-13 et R. 2192-31",
    ),
    StandardMention(
        AAB,
        "Pas d'escompte pour paiement anticipé.",
        date(2009, 1, 1),
        source="Code de commerce, article L. 441-9",
    ),
    StandardMention(
        FRANCHISE,
        "TVA non applicable, article 293 B du CGI",
        None,
        LAST_DAY_OF_CGI,
        source="CGI, article 293 E, II ; tolérance jusqu'au 30 juin 2028 (ordonnance 2026-671)",
    ),
    StandardMention(
        EXEMPT,
        "Exonération de TVA, art. 261, 7-1° du CGI",
        None,
        LAST_DAY_OF_CGI,
        source="CGI, annexe II, article 242 nonies A, 12° ; tolérance jusqu'au 30 juin 2028 (ordonnance 2026-671)",
    ),
    StandardMention(
        DEBITS,
        "Option pour le paiement de la taxe d'après les débits",
        None,
        source="CGI, annexe II, article 242 nonies A, 11° bis (décret 2022-1299)",
    ),
    StandardMention(
        DEPOSIT,
        "Dépôt de garantie restituable : hors du champ d'application de la TVA.",
        None,
        source="Somme rendue, contrepartie d'aucune prestation : usage, à confirmer par le comptable",
    ),
    StandardMention(
        ASSOCIATION,
        "Adhésion à l'association : hors du champ d'application de la TVA.",
        None,
        source="Cotisation sans contrepartie directe : usage, à confirmer par le comptable",
    ),
)
