"""What one piece of a line costs without tax: the law and EN 16931 ask for it, however the price was agreed."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

from billing.rules.invoices.content import Line
from billing.rules.pricing.rounding import cents


def net_unit_price(line: Line, step: Decimal) -> Decimal:
    """With the sign of what it gives. The price agreed where it gives the line's net; else its share, rounded half-up
    to `step`."""
    if not line.includes_tax and cents(line.quantity * line.unit_price) == line.net:
        return line.unit_price
    return (line.net / (line.quantity or 1)).quantize(step, ROUND_HALF_UP)
