"""Photos of the demo: drawn landscapes and rooms in the colours of the product, nobody on them."""

from __future__ import annotations

import io
import math
import random

from PIL import Image, ImageDraw

SIZE = WIDTH, HEIGHT = 1440, 1080
Colour = tuple[int, int, int]

PALETTES: dict[str, list[Colour]] = {
    # sky above, sky below, far hills, near hills, ground, walls, roof, light
    "mill": [
        (214, 226, 222),
        (246, 236, 214),
        (150, 178, 160),
        (86, 128, 104),
        (52, 92, 74),
        (222, 204, 170),
    ],
    "cafe": [
        (232, 220, 196),
        (250, 238, 216),
        (196, 160, 120),
        (168, 110, 78),
        (120, 74, 54),
        (242, 226, 196),
    ],
    "school": [
        (196, 218, 222),
        (238, 240, 226),
        (134, 168, 164),
        (92, 136, 126),
        (70, 112, 92),
        (236, 226, 206),
    ],
    "station": [
        (222, 220, 206),
        (246, 238, 222),
        (178, 172, 148),
        (140, 134, 108),
        (98, 96, 78),
        (230, 212, 178),
    ],
    "library": [
        (208, 214, 230),
        (244, 236, 226),
        (156, 160, 186),
        (112, 116, 150),
        (76, 82, 112),
        (236, 222, 200),
    ],
    "town": [
        (224, 214, 204),
        (248, 236, 220),
        (186, 160, 140),
        (150, 118, 100),
        (96, 78, 72),
        (238, 218, 190),
    ],
    "hills": [
        (206, 224, 206),
        (248, 242, 214),
        (168, 188, 138),
        (124, 154, 98),
        (82, 116, 70),
        (240, 226, 190),
    ],
    "lake": [
        (200, 220, 232),
        (244, 242, 230),
        (128, 164, 178),
        (86, 130, 150),
        (56, 96, 112),
        (236, 226, 206),
    ],
}
ROOFS: list[Colour] = [(156, 72, 50), (110, 82, 66), (84, 92, 98)]
LIGHT: Colour = (250, 220, 150)
WORDS = {
    "mill": ("la façade de pierre au bord de l’eau", "les tables sous la verrière"),
    "cafe": ("la place et la halle", "les tables du fond"),
    "school": ("la cour et le préau", "la salle de classe et ses fenêtres"),
    "station": ("l’ancienne gare et ses collines", "la salle au rez-de-chaussée"),
    "library": ("la tour et les toits", "les rayonnages et les postes"),
    "town": ("la rue et ses façades", "le plateau et ses bureaux"),
    "hills": ("la bâtisse au milieu des collines", "la grande pièce sous les poutres"),
    "lake": ("le village au-dessus du lac", "la pièce principale"),
}


def picture_of(theme: str, view: str, seed: str) -> tuple[io.BytesIO, str]:
    """A PNG and the words for those who cannot see it. `view`: outside or inside."""
    rng = random.Random(seed)
    outside, inside = WORDS[theme]
    image = _outside(theme, rng) if view == "outside" else _inside(theme, rng)
    file = io.BytesIO()
    image.save(file, "PNG", compress_level=1)
    file.seek(0)
    return file, outside if view == "outside" else inside


def _blend(first: Colour, second: Colour, share: float) -> Colour:
    red, green, blue = (round(a + (b - a) * share) for a, b in zip(first, second, strict=True))
    return red, green, blue


def _sky(palette: list[Colour]) -> tuple[Image.Image, ImageDraw.ImageDraw]:
    image = Image.new("RGB", SIZE)
    draw = ImageDraw.Draw(image)
    for y in range(HEIGHT):
        draw.line([(0, y), (WIDTH, y)], fill=_blend(palette[0], palette[1], min(1, y / HEIGHT * 1.4)))
    return image, draw


def _outside(theme: str, rng: random.Random) -> Image.Image:
    palette = PALETTES[theme]
    image, draw = _sky(palette)
    sun = (rng.randrange(200, WIDTH - 200), rng.randrange(140, 300))
    draw.ellipse([sun[0] - 70, sun[1] - 70, sun[0] + 70, sun[1] + 70], fill=_blend(palette[1], LIGHT, 0.7))
    for depth in range(4):
        share = depth / 3
        colour = _blend(palette[2], palette[4], share)
        _ridge(draw, rng, base=470 + depth * 120, height=130 - depth * 18, colour=colour)
        if depth == 2:
            _houses(draw, rng, palette, count=3 if theme in {"school", "station"} else 6)
    if theme in {"mill", "lake"}:
        _water(draw, rng, palette)
    return image


def _ridge(draw: ImageDraw.ImageDraw, rng: random.Random, *, base: int, height: int, colour: Colour) -> None:
    waves = [(rng.uniform(0.8, 2.6), rng.uniform(0, 6.3), rng.uniform(0.3, 1)) for _ in range(4)]
    points = [
        (x, base + height * sum(a * math.sin(f * x / WIDTH * 6.3 + p) for f, p, a in waves) / 3)
        for x in range(0, WIDTH + 20, 20)
    ]
    draw.polygon([*points, (WIDTH, HEIGHT), (0, HEIGHT)], fill=colour)


def _houses(draw: ImageDraw.ImageDraw, rng: random.Random, palette: list[Colour], *, count: int) -> None:
    x = rng.randrange(160, 360)
    for number in range(count):
        width, height = rng.randrange(120, 230), rng.randrange(120, 220)
        base = 800 + rng.randrange(-20, 30)
        wall = _blend(palette[5], palette[3], rng.uniform(0, 0.3))
        draw.rectangle([x, base - height, x + width, base + 60], fill=wall)
        peak = (x + width / 2, base - height - rng.randrange(50, 90))
        draw.polygon([(x - 14, base - height), peak, (x + width + 14, base - height)], fill=ROOFS[number % 3])
        for row in range(2):
            for column in range(width // 60):
                left, top = x + 22 + column * 58, base - height + 26 + row * 74
                lit = LIGHT if rng.random() < 0.45 else _blend(palette[4], palette[2], 0.4)
                draw.rectangle([left, top, left + 26, top + 40], fill=lit)
        x += width + rng.randrange(-10, 40)


def _water(draw: ImageDraw.ImageDraw, rng: random.Random, palette: list[Colour]) -> None:
    blue = _blend(palette[0], (84, 130, 150), 0.6)
    draw.polygon([(0, 960), (WIDTH, 900), (WIDTH, HEIGHT), (0, HEIGHT)], fill=blue)
    for _ in range(36):
        x, y = rng.randrange(WIDTH), rng.randrange(960, HEIGHT)
        draw.line([(x, y), (x + rng.randrange(40, 180), y - 4)], fill=_blend(blue, palette[1], 0.5), width=4)


def _inside(theme: str, rng: random.Random) -> Image.Image:
    palette = PALETTES[theme]
    wall, floor = _blend(palette[5], (255, 255, 255), 0.35), _blend(palette[3], palette[5], 0.35)
    image = Image.new("RGB", SIZE, wall)
    draw = ImageDraw.Draw(image)
    draw.rectangle([0, 760, WIDTH, HEIGHT], fill=floor)
    for board in range(-10, 24):
        draw.line([(720, 760), (board * 140 - 200, HEIGHT)], fill=_blend(floor, palette[4], 0.18), width=3)
    for column in range(3):
        _window(draw, rng, palette, left=120 + column * 430)
    for column in range(2):
        _table(draw, rng, palette, left=150 + column * 620)
    _lamps(draw, palette)
    return image


def _window(draw: ImageDraw.ImageDraw, rng: random.Random, palette: list[Colour], *, left: int) -> None:
    top, width, height = 170, 330, 440
    draw.rectangle([left - 14, top - 14, left + width + 14, top + height + 14], fill=palette[4])
    draw.rectangle([left, top, left + width, top + height], fill=palette[0])
    hill = top + height - rng.randrange(120, 200)
    draw.polygon(
        [
            (left, hill),
            (left + width / 3, hill - 70),
            (left + width, hill + 30),
            (left + width, top + height),
            (left, top + height),
        ],
        fill=palette[2],
    )
    draw.line([(left + width / 2, top), (left + width / 2, top + height)], fill=palette[4], width=10)
    draw.line([(left, top + height / 2), (left + width, top + height / 2)], fill=palette[4], width=10)


def _table(draw: ImageDraw.ImageDraw, rng: random.Random, palette: list[Colour], *, left: int) -> None:
    wood = _blend((176, 128, 82), palette[5], 0.2)
    top = 790 + rng.randrange(0, 20)
    draw.rectangle([left, top, left + 520, top + 34], fill=wood)
    for leg in (left + 30, left + 470):
        draw.rectangle([leg, top + 34, leg + 22, top + 220], fill=_blend(wood, (60, 40, 30), 0.4))
    for seat in range(2):
        x = left + 70 + seat * 230
        draw.rectangle([x, top - 110, x + 150, top - 8], fill=palette[4])
        draw.rectangle([x + 10, top - 100, x + 140, top - 18], fill=_blend(palette[0], (255, 255, 255), 0.4))
        draw.rectangle([x - 10, top - 8, x + 160, top], fill=_blend(palette[4], (0, 0, 0), 0.2))
    draw.ellipse([left + 455, top - 26, left + 485, top], fill=(156, 72, 50))


def _lamps(draw: ImageDraw.ImageDraw, palette: list[Colour]) -> None:
    for x in (330, 720, 1110):
        draw.line([(x, 0), (x, 90)], fill=palette[4], width=5)
        draw.pieslice([x - 62, 62, x + 62, 186], 180, 360, fill=ROOFS[0])
        draw.ellipse([x - 22, 112, x + 22, 150], fill=LIGHT)
