"""The demo network: invented people and places in real municipalities, with a year of life behind them.

`python -m devtools.demo_data` loads it into an empty database, in demo mode only. Dates follow the day it is
loaded on; everything else follows a fixed seed.
"""

from zoneinfo import ZoneInfo

FRANCE = ZoneInfo("Europe/Paris")
PASSWORD = "trois-vallees"  # noqa: S105 - of invented people, in the demo only

COORDINATOR = "coordination@demo.example"
MANAGER = "gestion@demo.example"
HOST = "accueil@demo.example"
COWORKER = "camille@demo.example"
FUNDER = "financeur@demo.example"

LOGINS = [
    ("coordinator of the network", COORDINATOR, PASSWORD),
    ("manager of a structure", MANAGER, PASSWORD),
    ("host of two venues", HOST, PASSWORD),
    ("coworker", COWORKER, PASSWORD),
    ("funder", FUNDER, PASSWORD),
]

TO_TRY = """
To try: camille's units and memberships (/mes-unites/, /mes-abonnements/), the host's members
(/accueil/la-filature/abonnements/), the manager's prices (/accueil/la-filature/reglages/tarifs/)."""
