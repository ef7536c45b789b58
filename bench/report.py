"""The figures kept in .bench/, as the tables of the README: `./dev bench report`."""

from __future__ import annotations

import json
from typing import Any

from bench.measure import FOLDER

SIZES = ("village", "region", "nation")


def main() -> None:
    found: dict[tuple[str, str], dict[str, Any]] = {}
    for file in sorted(FOLDER.glob("*-*.json")):
        content = json.loads(file.read_text())
        for line in content["lines"]:
            found.setdefault((content["name"], line["what"]), {})[content["size"]] = line
    sizes = [size for size in SIZES if any(size in lines for lines in found.values())]
    print(
        "| measure | "
        + " | ".join(f"{size}: median, p95" for size in sizes)
        + " | queries | ratio | target |"
    )
    print("|---" * (len(sizes) + 4) + "|")
    for (name, what), lines in found.items():
        last = lines[max(lines, key=SIZES.index)]
        cells = [_cell(lines.get(size)) for size in sizes]
        ratio = " · ".join(
            f"{lines[s]['ratio']:.2f}" for s in sizes if s in lines and lines[s]["ratio"] is not None
        )
        queries = "" if last["queries"] is None else str(last["queries"])
        print(f"| {name}: {what} | " + " | ".join([*cells, queries, ratio, last["target"]]) + " |")


def _cell(line: dict[str, Any] | None) -> str:
    if line is None:
        return ""
    times = "" if line["median"] is None else f"{line['median'] * 1000:.1f} ms, {line['p95'] * 1000:.1f} ms"
    return "; ".join(part for part in (times, line["note"]) if part)


if __name__ == "__main__":
    main()
