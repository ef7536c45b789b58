"""Scans of signed sheets: a PDF as it is, a photo written anew without its metadata and still readable."""

from __future__ import annotations

import io
from dataclasses import dataclass
from hashlib import sha256

from django.utils.translation import gettext_lazy as _

from espaces.errors import Refused
from espaces.rules.pictures import read_upright

LARGEST_BYTES = 10 * 1024 * 1024
A4_AT_200_DPI = (1654, 2339)
QUALITY = 82
PDF, JPEG = "application/pdf", "image/jpeg"
ENDINGS = {PDF: "pdf", JPEG: "jpg"}
TAIL = 2048  # of a PDF, in which its end is marked


@dataclass(frozen=True)
class Scan:
    content: bytes
    content_type: str

    @property
    def sha256(self) -> str:
        return sha256(self.content).hexdigest()

    @property
    def ending(self) -> str:
        return ENDINGS[self.content_type]


def read_scan(content: bytes) -> Scan:
    """What it is is read in the file, never in its name. Raises Refused."""
    if len(content) > LARGEST_BYTES:
        raise Refused("too_heavy", _("This file is larger than 10 MB: choose a smaller one."))
    if content.startswith(b"%PDF-") and b"%%EOF" in content[-TAIL:]:
        return Scan(content, PDF)
    try:
        upright = read_upright(io.BytesIO(content), A4_AT_200_DPI)
    except Refused as refused:
        if refused.code != "not_a_photo":
            raise
        raise Refused(
            "not_a_scan", _("This file is not a scan that we can read: choose a PDF, JPEG or PNG file.")
        ) from None
    side = max(A4_AT_200_DPI)
    upright.thumbnail((side, side))
    written = io.BytesIO()
    upright.save(written, "JPEG", quality=QUALITY)
    return Scan(written.getvalue(), JPEG)
