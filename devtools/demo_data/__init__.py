"""The demo network: invented people and places in real municipalities, with a year of life behind them.

`python -m devtools.demo_data` loads it into an empty database, in demo mode only. Dates follow the day it is
loaded on; everything else follows a fixed seed.
"""

from zoneinfo import ZoneInfo

from devtools.processes import ROOT

FOLDER = ROOT / ".demo"
STATEMENT = FOLDER / "releve-bancaire.csv"
"""Of the association's bank, to be imported by its host."""
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

TO_TRY = f"""
To try
  camille    pays an invoice by card (/mes-factures/), saves a card or a mandate (/mes-moyens-de-paiement/)
             units (/mes-unites/), memberships (/mes-abonnements/)
  host       cheques to bring to the bank, who is late, a payment to record (/accueil/la-filature/argent/)
             members (/accueil/la-filature/abonnements/)
  manager    confirms this month's billing (/accueil/la-filature/facturation/), matches transfers and imports
             {STATEMENT.relative_to(ROOT)} (/accueil/la-filature/argent/banque/), closes a month
             (/accueil/la-filature/mois/), prices (/accueil/la-filature/reglages/tarifs/)
  figures    of the day and of the year (/accueil/la-filature/statistiques/), sessions, signed sheets and the census
             as host; venues side by side and programmes (/reseaux/trois-vallees/chiffres/, …/programmes/) as
             coordinator; the frozen report and its evidence (/financeur/) as funder; one's own (/mes-chiffres/)
             and answers (/profil/questions/) as camille; /chiffres/ and /data/ as anybody
  cards      4242 4242 4242 4242 is paid, 4000 0000 0000 0002 is declined, 4000 0025 0000 3155 asks the bank
  IBANs      FR14 2004 1010 0505 0001 3M02 606 is debited in five days, FR84 2004 1010 0505 0001 3M02 607 fails"""
