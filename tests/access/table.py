"""Who opens which page. Every URL name of the product has one row here; one without fails the tests.

To add a page, write one line in ROWS:

    "app:name": get(HOSTS, slug="venue.slug", pk="member.pk"),

- `get` or `post`: the method by which it is asked (`post` sends an empty form: a page that refuses the form has
  let the person in, so "ok" covers 200, 302 and 422).
- Who: one of the lines of outcomes below, in the order of `world.ROLES`; a line of its own may be written with
  `outcomes("…")`. ok: let in; login: sent to the log-in page; 403: visible but not allowed; 404: not visible.
- Where: each argument of the address as a path in `world.World`; a page that needs another object adds it there.
"""

from __future__ import annotations

from dataclasses import dataclass

from tests.access.world import ROLES


@dataclass(frozen=True)
class Row:
    method: str
    expected: dict[str, str]
    where: dict[str, str]


def outcomes(line: str) -> dict[str, str]:
    return dict(zip(ROLES, line.split(), strict=True))


def get(who: dict[str, str], **where: str) -> Row:
    return Row("get", who, where)


def post(who: dict[str, str], **where: str) -> Row:
    return Row("post", who, where)


# fmt: off
#                         anonymous member other  other  host  other    manager coordi- funder
#                                          member host         manager          nator
PUBLIC       = outcomes("ok         ok     ok     ok     ok    ok       ok      ok      ok")
OWN          = outcomes("login      ok     ok     ok     ok    ok       ok      ok      ok")
HOSTS        = outcomes("login      403    403    403    ok    403      ok      ok      403")
MANAGERS     = outcomes("login      403    403    403    403   403      ok      ok      403")
STRUCTURE    = outcomes("login      404    404    404    404   404      ok      ok      404")
COORDINATORS = outcomes("login      404    404    404    404   404      404     ok      404")
MEMBER_ONLY  = outcomes("login      ok     404    404    404   404      404     404     404")

PERSON = {"slug": "venue.slug", "pk": "member.pk"}
VENUE = {"slug": "venue.slug"}
NETWORK = {"slug": "network.slug"}
RESOURCE = VENUE | {"pk": "resource.pk"}

ROWS = {
    # people and rights
    "espaces:profile": get(OWN),
    "espaces:calendar_address": post(OWN),
    "espaces:close_account": get(OWN),
    "espaces:language": post(outcomes("400 " * len(ROLES))),
    "espaces:legal_notice": get(PUBLIC),
    "espaces:privacy": get(PUBLIC),
    "espaces:accessibility": get(PUBLIC),
    "espaces:terms": get(PUBLIC),
    "espaces:terms_version": get(PUBLIC, version="terms.version"),
    "espaces:accept_terms": get(OWN),
    "espaces:invitation": get(PUBLIC, secret="invitation.secret"),
    "espaces:withdraw_invitation": post(STRUCTURE, pk="invitation.pk"),
    "espaces:revoke_role": get(STRUCTURE, pk="role.pk"),
    "espaces:network_settings": get(COORDINATORS, **NETWORK),
    "espaces:change_network": get(COORDINATORS, **NETWORK),
    "espaces:invite_to_network": get(COORDINATORS, **NETWORK),
    "espaces:publish_terms": get(COORDINATORS, **NETWORK),
    "espaces:add_structure": get(COORDINATORS, **NETWORK),
    "espaces:affiliate_structure": get(COORDINATORS, **NETWORK),
    "espaces:end_affiliation": get(COORDINATORS, **NETWORK, pk="affiliation.pk"),
    "espaces:structure": get(STRUCTURE, pk="structure.pk"),
    "espaces:change_structure": get(STRUCTURE, pk="structure.pk"),
    "espaces:invite_to_structure": get(STRUCTURE, pk="structure.pk"),
    "espaces:plans": get(STRUCTURE, pk="structure.pk"),
    "espaces:add_plan": get(STRUCTURE, pk="structure.pk"),
    "espaces:change_plan": get(STRUCTURE, pk="structure.pk", plan_pk="plan.pk"),
    "espaces:archive_plan": post(STRUCTURE, pk="structure.pk", plan_pk="plan.pk"),
    "espaces:people": get(HOSTS, **VENUE),
    "espaces:add_person": get(HOSTS, **VENUE),
    "espaces:person": get(HOSTS, **PERSON),
    "espaces:change_person": get(HOSTS, **PERSON),
    "espaces:note_document": get(HOSTS, **PERSON),
    "espaces:end_document": get(HOSTS, **PERSON, document_pk="document.pk"),
    "espaces:lend_key": get(HOSTS, **PERSON),
    "espaces:return_key": post(HOSTS, **PERSON, loan_pk="loan.pk"),
    "espaces:give_membership": get(HOSTS, **PERSON),
    "espaces:end_membership": get(HOSTS, **PERSON, membership_pk="membership.pk"),
    "espaces:allot_place": get(HOSTS, **PERSON, membership_pk="membership.pk"),
    "espaces:end_allotment": get(HOSTS, **PERSON, allotment_pk="allotment.pk"),
    "espaces:choose_duplicate": get(MANAGERS, **PERSON),
    "espaces:merge_persons": get(MANAGERS, **PERSON, other_pk="twin.pk"),
    # territories
    "espaces:municipality_options": get(PUBLIC),
}
# fmt: on
