"""What a row of the table of pages is: who is let in, and the objects of the address."""

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
COORDINATOR  = outcomes("login      403    403    403    403   403      403     ok      403")
COORDINATORS = outcomes("login      404    404    404    404   404      404     ok      404")
MEMBER_ONLY  = outcomes("login      ok     404    404    404   404      404     404     404")
CONCERNED    = outcomes("login      ok     404    404    ok    404      ok      ok      404")
HOSTS_ALONE  = outcomes("login      404    404    404    ok    404      ok      ok      404")
CONCERNED_MANAGERS = outcomes("login 403   404   404   403   404        ok      ok      404")
READERS      = outcomes("login      404    404    404    404   404      404     ok      ok")
AGREEING     = outcomes("login      404    404    404    404   404      404     ok      403")
NO_SUCH      = outcomes("404        404    404    404   404    404      404     404     404")

PERSON = {"slug": "venue.slug", "pk": "member.pk"}
VENUE = {"slug": "venue.slug"}
CUSTOMER = VENUE | {"pk": "customer.pk"}
RUN = VENUE | {"pk": "billing_run.pk"}
NETWORK = {"slug": "network.slug"}
DRAFTED = {"slug": "draft.slug"}
RESOURCE = VENUE | {"pk": "resource.pk"}
PRICES = VENUE | {"pk": "price_list.pk"}
# fmt: on
