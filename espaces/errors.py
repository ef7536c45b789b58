from __future__ import annotations

from django.utils.functional import Promise


class Refused(Exception):
    """The act is not possible; nothing was changed. `sentence` is what a person reads; `code` names the rule."""

    def __init__(self, code: str, sentence: str | Promise) -> None:
        super().__init__(code)
        self.code = code
        self.sentence = sentence

    def __str__(self) -> str:
        return str(self.sentence)
