"""Photos made small and harmless: decoded, turned upright, written anew without any of their metadata."""

from __future__ import annotations

import io
import struct
import warnings
from dataclasses import dataclass
from typing import BinaryIO

from django.utils.translation import gettext_lazy as _
from PIL import Image, ImageOps, UnidentifiedImageError

from espaces.errors import Refused

ACCEPTED = ("JPEG", "PNG", "WEBP")
LARGEST_BYTES = 8 * 1024 * 1024
MOST_PIXELS = 24_000_000
LARGE, SMALL = (1280, 960), (480, 360)
QUALITY = 78

# What the decoder raises on a file made to upset it: its metadata are read with as little care as they were written.
UNREADABLE = (
    UnidentifiedImageError,
    OSError,
    EOFError,
    SyntaxError,
    ValueError,
    TypeError,
    LookupError,
    ArithmeticError,
    struct.error,
)

NOT_A_PHOTO = _("This file is not a photo that we can read: choose a JPEG, PNG or WebP file.")


@dataclass(frozen=True)
class Picture:
    """Two WebP files: one for the venue's page, one for lists."""

    large: bytes
    small: bytes


def redraw(file: BinaryIO) -> Picture:
    """Raises Refused for what is no photo, or one whose size would exhaust the memory (decompression bomb)."""
    upright = read_upright(file, LARGE)
    return Picture(_webp(upright, LARGE), _webp(upright, SMALL))


def read_upright(file: BinaryIO, largest: tuple[int, int]) -> Image.Image:
    """The picture decoded, without its metadata; a JPEG at about the size needed. Raises as `redraw` does."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(file, formats=ACCEPTED) as opened:
                _check_size(opened)
                opened.draft("RGB", largest)  # a JPEG is decoded at the size needed, not at its own
                return ImageOps.exif_transpose(opened).convert("RGB")
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise _too_many_pixels() from None
    except UNREADABLE:
        raise Refused("not_a_photo", NOT_A_PHOTO) from None


def _check_size(image: Image.Image) -> None:
    if image.width * image.height > MOST_PIXELS:
        raise _too_many_pixels()


def _too_many_pixels() -> Refused:
    return Refused(
        "too_many_pixels", _("This photo is too large: choose one of fewer than 24 million pixels.")
    )


def _webp(image: Image.Image, largest: tuple[int, int]) -> bytes:
    copy = image.copy()
    copy.thumbnail(largest)
    written = io.BytesIO()
    copy.save(written, "WEBP", quality=QUALITY, method=4)
    return written.getvalue()
