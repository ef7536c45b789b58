"""Lines of a price list taken over into another one: unchanged, made more general, or left out and said."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from billing.models import Tariff
from billing.rules.prices_in_words import price_in_words, unit_in_words

CONDITIONS = (
    "unit audience plan_id reduced_audience_id customer_id weekdays on_holidays from_time to_time whole_stay_only"
    " on_the_spot_only"
).split()
COPIED = (
    "resource_id kind amount tax_rate first_amount part step_minutes tolerance_minutes minimum_minutes position"
).split() + CONDITIONS


@dataclass
class Copies:
    """`said`: a sentence for each line that is not as it was."""

    lines: list[Tariff] = field(default_factory=list)
    said: list[str] = field(default_factory=list)


def conditions_of(line: Tariff) -> tuple[object, ...]:
    """Two lines for one thing with the same conditions would be one price too many."""
    same = (getattr(line, name) for name in CONDITIONS if name != "weekdays")
    return (line.resource_id, line.kind, tuple(sorted(line.weekdays)), *same)


def copied(line: Tariff) -> Tariff:
    """Without edition."""
    return Tariff(**{name: getattr(line, name) for name in COPIED})


def copied_elsewhere(
    lines: Sequence[Tariff], *, structure_id: int | None, network_ids: Iterable[int]
) -> Copies:
    """For another venue: of this structure, or (None) shared by a network.

    A price of one resource becomes that of its kind, unless the kind has one already. Prices for the plans, proofs
    and customers of another structure mean nothing there.
    """
    networks = set(network_ids)
    copies = Copies()
    of_kinds = {conditions_of(line) for line in lines if line.kind}
    for line in lines:
        if not _audience_known(line, structure_id, networks):
            copies.said.append(
                _("Not copied: %(line)s, for an audience of another structure.") % _words(line)
            )
            continue
        if line.resource is not None:
            general = copied(line)
            general.resource_id, general.kind = None, line.resource.kind
            if conditions_of(general) in of_kinds:
                copies.said.append(_("Not copied: %(line)s, the price of one resource.") % _words(line))
                continue
            of_kinds.add(conditions_of(general))
            copies.lines.append(general)
            copies.said.append(_("Now for all of the kind: %(line)s.") % _words(line))
        else:
            copies.lines.append(copied(line))
    return copies


def _audience_known(line: Tariff, structure_id: int | None, networks: set[int]) -> bool:
    match line.audience:
        case Tariff.Audience.PLAN:
            assert line.plan is not None
            return line.plan.structure_id == structure_id or line.plan.network_id in networks
        case Tariff.Audience.REDUCED:
            assert line.reduced_audience is not None
            return line.reduced_audience.structure_id == structure_id
        case Tariff.Audience.CUSTOMER:
            return structure_id is not None and line.edition.price_list.structure_id == structure_id
        case _:
            return True


def _words(line: Tariff) -> dict[str, str]:
    what = str(line.resource or line.get_kind_display())
    return {"line": f"{what}, {unit_in_words(line)}, {price_in_words(line.amount)}"}
