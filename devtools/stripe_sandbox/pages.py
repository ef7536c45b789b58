"""The pages that a person meets at Stripe, in French: pay, confirm at the bank, open an account; and the counter
where a developer moves the clock."""

from __future__ import annotations

from datetime import UTC, datetime
from html import escape

from devtools.stripe_sandbox.cards import CARDS, IBANS
from devtools.stripe_sandbox.world import Account, Thing, World

STYLE = """
body{margin:0;background:#f4f4f6;color:#1d1d2b;font:16px/1.5 system-ui,sans-serif}
main{max-width:34rem;margin:0 auto;padding:1.5rem 1rem}
.band{background:#5b2a86;color:#fff;padding:.5rem 1rem;text-align:center}
.card{background:#fff;border:1px solid #d9d9e3;border-radius:10px;padding:1rem 1.25rem;margin:1rem 0}
label,legend{font-weight:600;display:block;margin:.75rem 0 .25rem}
input[type=text]{width:100%;box-sizing:border-box;padding:.6rem;font:inherit}
input[type=text]{border:1px solid #767685;border-radius:6px}
button{font:inherit;padding:.6rem 1rem;border-radius:6px;border:1px solid #4b2370;cursor:pointer}
button{background:#5b2a86;color:#fff}
button.quiet{background:#fff;color:#4b2370}
.error{background:#fdecec;border:1px solid #b3261e;color:#7d1a15;border-radius:6px;padding:.6rem}
.price{font-size:1.6rem;font-weight:700;margin:0}
table{width:100%;border-collapse:collapse}td,th{padding:.3rem;text-align:left;vertical-align:top}
code{font-size:.9em}a{color:#4b2370}form.row{display:inline-block;margin:.25rem .25rem .25rem 0}
"""


def page(title: str, body: str) -> str:
    return (
        f'<!doctype html><html lang="fr"><head><meta charset="utf-8"><title>{escape(title)}</title>'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<style>{STYLE}</style></head><body>"
        '<header class="band">Stripe imité : aucun argent ne circule.</header>'
        f"<main><h1>{escape(title)}</h1>{body}</main></body></html>"
    )


def checkout(at: Account, session: Thing, error: str = "") -> str:
    account = (at.things[at.id].get("company") or {}).get("name") or at.id
    paying = session["mode"] == "payment"
    title = "Payer" if paying else "Enregistrer un moyen de paiement"
    what = "".join(
        f"<p>{escape(line['name'])}<br><small>{escape(line.get('description', ''))}</small></p>"
        for line in session["_lines"]
    )
    price = f'<p class="price">{_euros(session["amount_total"])}</p>' if paying else ""
    alert = f'<p class="error" role="alert">{escape(error)}</p>' if error else ""
    forms = "".join(FORMS[means] for means in session["payment_method_types"])
    give_up = f'<p><a href="{escape(session["cancel_url"] or "#")}">Abandonner et revenir au site</a></p>'
    return page(
        title, f'<div class="card"><p>{escape(account)}</p>{what}{price}</div>{alert}{forms}{give_up}'
    )


def confirmation(session: Thing, number: str) -> str:
    return page(
        "Votre banque demande une confirmation",
        '<div class="card"><p>Confirmez-vous cette opération ?</p><form method="post">'
        f'<input type="hidden" name="card" value="{escape(number)}">'
        '<button name="confirmed" value="yes">Confirmer</button> '
        '<button class="quiet" name="confirmed" value="no">Refuser</button></form></div>',
    )


def closed() -> str:
    return page(
        "Page expirée",
        "<p>Ce paiement a été fait, annulé ou a expiré. Revenez au site pour recommencer.</p>",
    )


def onboarding(at: Account, link: Thing) -> str:
    account = at.things[at.id]
    name = (account.get("company") or {}).get("name") or at.id
    return page(
        "Ouvrir un compte de paiement",
        f'<div class="card"><p>{escape(name)}</p><p>Stripe demanderait ici l’identité du représentant légal et '
        'l’IBAN de la structure.</p><form method="post"><button name="finish" value="yes">Tout remplir et terminer'
        f'</button></form></div><p><a href="{escape(link["return_url"])}">Terminer plus tard</a></p>',
    )


def counter(world: World) -> str:
    """Where a developer moves the clock and plays the bank."""
    day = datetime.fromtimestamp(world.now(), UTC).strftime("%d/%m/%Y %H:%M")
    moves = "".join(
        f'<form class="row" method="post" action="/sandbox/clock"><button name="days" value="{days}">'
        f"Avancer de {days} jour{'s' if days > 1 else ''}</button></form>"
        for days in (1, 5, 14)
    )
    accounts = "".join(_account(world.at(name)) for name in world.accounts() if not name.endswith("platform"))
    return page(
        "Stripe imité",
        f'<div class="card"><p>Date ici : {day} UTC. Un prélèvement aboutit ou échoue après quelques jours.</p>'
        f"{moves}</div>{accounts or '<p>Aucune structure n’a encore de compte.</p>'}{_numbers()}",
    )


def _account(at: Account) -> str:
    account = at.things[at.id]
    state = "actif" if account["charges_enabled"] else "à compléter"
    rows = "".join(_charge(charge) for charge in at.all("charge")[:20])
    table = f"<table><tbody>{rows}</tbody></table>" if rows else "<p>Aucun paiement.</p>"
    name = (account.get("company") or {}).get("name") or at.id
    return f'<div class="card"><h2>{escape(name)}</h2><p><code>{at.id}</code>, {state}</p>{table}</div>'


def _charge(charge: Thing) -> str:
    words = {"succeeded": "payé", "pending": "en cours", "failed": "refusé"}
    state = "contesté" if charge["disputed"] else words[charge["status"]]
    dispute = ""
    if charge["status"] == "succeeded" and not charge["disputed"]:
        dispute = (
            '<form method="post" action="/sandbox/dispute"><button class="quiet" name="charge" '
            f'value="{charge["id"]}">Contester</button></form>'
        )
    means = charge["payment_method_details"]["type"]
    return (
        f"<tr><td>{_euros(charge['amount'])}</td><td>{'carte' if means == 'card' else 'prélèvement'}</td>"
        f"<td>{state}</td><td>{escape(charge['description'] or '')}</td><td>{dispute}</td></tr>"
    )


def _numbers() -> str:
    numbers = {**{n: c.says for n, c in CARDS.items()}, **{n: b.says for n, b in IBANS.items()}}
    rows = "".join(f"<li><code>{n}</code> : {says}</li>" for n, says in numbers.items())
    return f'<div class="card"><h2>Numéros d’essai</h2><ul>{rows}</ul></div>'


def _euros(cents: int) -> str:
    return f"{cents // 100},{cents % 100:02d} €"


def _choices(found: list[tuple[str, str]], name: str) -> str:
    """Each number can be chosen with a tap: nobody types sixteen digits to try a page."""
    buttons = "".join(
        f'<form class="row" method="post"><button class="quiet" name="{name}" value="{number}">'
        f"<code>{number}</code> {says}</button></form>"
        for number, says in found
    )
    return f"<details><summary>Numéros d’essai</summary>{buttons}</details>"


def _form(name: str, label: str, button: str, found: list[tuple[str, str]]) -> str:
    return (
        f'<div class="card"><form method="post"><label for="{name}">{label}</label>'
        f'<input type="text" id="{name}" name="{name}" autocomplete="off" required>'
        f"<p><button>{button}</button></p></form>{_choices(found, name)}</div>"
    )


FORMS = {
    "card": _form(
        "card",
        "Numéro de carte",
        "Valider la carte",
        [(number, card.says) for number, card in CARDS.items()],
    ),
    "sepa_debit": _form(
        "iban",
        "IBAN (vous signez ainsi un mandat de prélèvement SEPA)",
        "Valider l’IBAN",
        [(number, account.says) for number, account in IBANS.items()],
    ),
}
