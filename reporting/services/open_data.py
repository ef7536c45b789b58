"""The open data on the use of a network's workplaces: each closed period is published once, and for good."""

from __future__ import annotations

import logging
from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from espaces.locks import locking_transaction
from espaces.models import Network
from espaces.queries.networks import all_networks
from reporting.errors import ReportRefused
from reporting.models import Publication
from reporting.queries.indicators.computing import compute
from reporting.queries.open_usage import has_facts, is_filled, is_published, periods_due
from reporting.queries.published import secret_today
from reporting.queries.scopes import scope_of_network
from reporting.rules.open_data.usage import LEVELS, PERIODS
from reporting.rules.periods import Period
from reporting.services.publishing import publish, wait_for_other_publications

logger = logging.getLogger(__name__)


@locking_transaction
def publish_open_data(*, network: Network, period: Period, now: datetime) -> Publication:
    """Counts only, protected against all that was ever published, reports to funders too. Raises ReportRefused."""
    wait_for_other_publications(network)
    scope = scope_of_network(network, period)
    _refuse(network, period, now)
    figures = compute(scope, period, definitions={}, tables=list(LEVELS))
    hidden = secret_today(network, figures, scope, public=True)
    return publish(
        network=network,
        figures=figures,
        hidden=hidden,
        scope=scope,
        kind=Publication.Kind.OPEN_DATA,
        now=now,
    )


def _refuse(network: Network, period: Period, now: datetime) -> None:
    if period.kind not in PERIODS:
        raise ReportRefused("period", _("Open data are published by quarter and by year."))
    if not period.is_closed(timezone.localdate(now)):
        raise ReportRefused("not_over", _("This period is not over."))
    if is_published(network, period):
        raise ReportRefused("published", _("The open data of this period are published already."))
    scope = scope_of_network(network, period)
    if not has_facts(scope, period):
        raise ReportRefused("no_facts", _("Nothing is known of the workplaces of the network at that time."))
    if not is_filled(scope, period, now):
        raise ReportRefused("to_fill", _("The facts of this period are still to be filled: try again later."))


def publish_due(network: Network, now: datetime) -> int:
    """What settled lately, in order; what cannot be published yet waits, and so does what follows it."""
    done = 0
    for period in periods_due(network, timezone.localdate(now)):
        try:
            publish_open_data(network=network, period=period, now=now)
        except ReportRefused as refused:
            if refused.code == "no_facts":
                continue
            logger.info("open data of %s, %s: %s", network.slug, period.code, refused)
            break
        done += 1
    return done


def publish_all_due(now: datetime) -> int:
    """Of all networks; one that fails does not hold back the others."""
    done = 0
    for network in all_networks():
        try:
            done += publish_due(network, now)
        except Exception:
            logger.exception("the open data of %s could not be published", network.slug)
    return done
