"""In tests, a variable that a template of ours names and nobody gave is an error, not an empty string."""

import sys
from types import FrameType

from django.conf import settings


class UndefinedVariable(str):
    """For `string_if_invalid`: Django asks `"%s" in it`, then evaluates `it % variable`."""

    def __new__(cls) -> "UndefinedVariable":
        return super().__new__(cls, "%s")

    def __mod__(self, variable: object) -> str:
        template = _template_being_rendered(sys._getframe(1))
        if template.startswith(str(settings.BASE_DIR / "templates")):
            raise AssertionError(f"{template} names {variable}, which is not in its context.")
        return ""


def _template_being_rendered(frame: FrameType | None) -> str:
    """The innermost node knows where it was written; packages' templates are their authors' business."""
    while frame is not None:
        origin = getattr(frame.f_locals.get("self"), "origin", None)
        if origin is not None and frame.f_code.co_name.startswith("render"):
            return str(origin.name)
        frame = frame.f_back
    return ""
