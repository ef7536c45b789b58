"""What the pages of programmes and reports need of the world."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from reporting.rules.periods import Period
from reporting.services.freezing import freeze_report
from reporting.services.programmes import let_read, make_programme, save_indicator
from reporting.services.reports import ask_to_freeze, compute_figures, send_to_review, start_report

if TYPE_CHECKING:
    from tests.access.world import World


def make_reports(world: World) -> None:
    """The funder reads a programme, not its evidence: one report is frozen, another one a draft."""
    actor = world.people["coordinator"]
    world.programme = make_programme(
        actor=actor,
        network=world.network,
        place=None,
        name="Télétravailler au pays",
        fund="leader",
        funder="GAL",
        starts_on=dt.date(2025, 1, 1),
        ends_on=dt.date(2027, 1, 1),
    )
    asked = {"actor": actor, "programme_id": world.programme.pk}
    world.indicator = save_indicator(**asked, indicator="visits")
    world.reader = let_read(**asked, person=world.people["funder"], audits=False)
    world.town_code = "48095"
    world.draft_report = start_report(**asked, period=Period.parse("2025-11"))
    world.frozen = start_report(**asked, period=Period.parse("2025-12"))
    compute_figures({"report": world.frozen.pk})
    send_to_review(actor=actor, report_id=world.frozen.pk)
    ask_to_freeze(actor=actor, report_id=world.frozen.pk)
    world.frozen = freeze_report(report_id=world.frozen.pk)
