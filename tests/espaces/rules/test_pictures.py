"""Photos are redrawn: nothing of the file that was sent is kept but its pixels."""

import io

import pytest
from PIL import Image

from espaces.errors import Refused
from espaces.rules import pictures
from espaces.rules.pictures import redraw


def photo(size: tuple[int, int] = (2000, 1000), kind: str = "JPEG", **fields: object) -> io.BytesIO:
    file = io.BytesIO()
    Image.new("RGB", size, "green").save(file, kind, **fields)
    file.seek(0)
    return file


def opened(data: bytes) -> Image.Image:
    return Image.open(io.BytesIO(data))


def test_two_sizes_in_webp() -> None:
    picture = redraw(photo())
    assert (opened(picture.large).format, opened(picture.large).size) == ("WEBP", (1280, 640))
    assert opened(picture.small).size == (480, 240)


def test_a_small_photo_is_not_enlarged() -> None:
    assert opened(redraw(photo((300, 200), "PNG")).large).size == (300, 200)


def test_where_and_with_what_it_was_taken_is_dropped_and_it_stands_upright() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # turned by a quarter
    exif[0x010F] = "Secret camera"
    large = opened(redraw(photo((800, 400), exif=exif)).large)
    assert large.size == (400, 800)
    assert len(large.getexif()) == 0


@pytest.mark.parametrize(
    "content", [b"", b"<svg onload='x'/>", b"\xff\xd8\xff" + b"0" * 50, b"GIF89a" + b"\0" * 90]
)
def test_what_is_no_photo_is_refused(content: bytes) -> None:
    with pytest.raises(Refused) as refusal:
        redraw(io.BytesIO(content))
    assert refusal.value.code == "not_a_photo"


def test_a_truncated_photo_is_refused() -> None:
    with pytest.raises(Refused):
        redraw(io.BytesIO(photo().getvalue()[:600]))


def test_a_bomb_is_refused_before_it_is_decoded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pictures, "MOST_PIXELS", 100)
    with pytest.raises(Refused) as refusal:
        redraw(photo((20, 20)))
    assert refusal.value.code == "too_many_pixels"


def test_a_photo_whose_metadata_are_broken_is_refused() -> None:
    """Found by changing bytes at random: the decoder fails on the orientation with an error of its own."""
    broken = bytes.fromhex(
        "52494646de00000057454250565038580a000000080000003f00002f00005650382044000000d003009d012a400030003e6d3698"
        "49242322a122a800800d8967007600fc000033df5f1107d20000feae17fffe6c0ae6b9fa5bffff6777e8cdfa777f7cc6746ab0"
        "50000045584946740000004d4d002a00000008000401000002000000060000003e011200030000000100060000876900040000"
        "0001000000448825000400000001000000620000000068656c6c6f000001900300020000000b0000005600000000323032363a"
        "30313a30670000000100010002000000024e00000000000000"
    )
    with pytest.raises(Refused) as refusal:
        redraw(io.BytesIO(broken))
    assert refusal.value.code == "not_a_photo"
