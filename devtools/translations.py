"""The French catalogue: where it is, and its compiled form, which is not committed."""

import polib

from devtools.processes import ROOT

CATALOGUE = ROOT / "locale" / "fr" / "LC_MESSAGES" / "django.po"
COMPILED = CATALOGUE.with_suffix(".mo")


def compile_catalogue() -> None:
    """Make django.mo when django.po is newer. Replaced in one step: another command may be reading it."""
    if not CATALOGUE.exists() or (
        COMPILED.exists() and COMPILED.stat().st_mtime >= CATALOGUE.stat().st_mtime
    ):
        return
    new = COMPILED.with_suffix(".mo.new")
    polib.pofile(str(CATALOGUE)).save_as_mofile(str(new))
    new.replace(COMPILED)
