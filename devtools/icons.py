"""The icons that the pages use, drawn into one sprite. Add a name, then run `python -m devtools.vendor`."""

import json
import re
from collections.abc import Callable
from pathlib import Path

NAMES = """
accessibility armchair arrow-left arrow-right baby bell bike building-2 bus cable calendar calendar-days
calendar-plus check chevron-left chevron-right circle-alert circle-check clock coffee cooking-pot copy
door-open download euro external-link hammer hand-helping history house info key-round languages list
lock log-in log-out mail mailbox map map-pin monitor moon navigation pencil phone plug-zap plus
presentation printer projector qr-code rotate-ccw-key scan-line search settings shield-check smartphone
sprout square-parking sun sun-moon ticket train-front trash-2 tree-pine triangle-alert user users
utensils video volume-x wifi x
""".split()
SPRITE = Path(__file__).resolve().parent.parent / "static" / "icons.svg"


def draw_sprite(read: Callable[[str], str]) -> Path:
    """`read` gives the text of a file of the lucide-static package."""
    version = json.loads(read("package.json"))["version"]
    credit = f"<!-- Lucide {version}, ISC licence: vendor/lucide/LICENSE -->"
    symbols = [_symbol(name, read(f"icons/{name}.svg")) for name in NAMES]
    lines = [f'<svg xmlns="http://www.w3.org/2000/svg">{credit}', *symbols, "</svg>"]
    SPRITE.write_text("\n".join(lines) + "\n")
    return SPRITE


def _symbol(name: str, svg: str) -> str:
    inside = re.search(r"<svg[^>]*>(.*)</svg>", svg, re.DOTALL)
    if inside is None:
        raise SystemExit(f"{name} is not a drawing.")
    shapes = re.sub(r"\s*\n\s*", "", inside[1])
    return f'<symbol id="{name}" viewBox="0 0 24 24">{shapes}</symbol>'
