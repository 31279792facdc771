"""Pictures from the open country: slopes, fields, sky and what lives there. Each is one function that returns
a finished picture of 1600x900 and draws the same one every time."""

import math
from collections.abc import Sequence
from random import Random

from PIL import Image

from articles.drawing.canvas import Canvas, Point, curve, mix, moved, outline, ring, seeded, turned

WIDTH, HEIGHT = 1600, 900


def ridge(seed: str, base: float, height: float, waves: float = 2.0) -> list[Point]:
    """The closed outline of a range of hills whose crest swings around ``base`` by up to ``height``."""
    dice = seeded(seed)
    shifts = [dice.uniform(0, math.tau) for _ in range(3)]
    crest = [
        (
            x,
            base
            - height
            * sum(
                math.sin(x / WIDTH * math.tau * waves * factor + shift) * weight
                for factor, shift, weight in zip((0.5, 1.1, 2.3), shifts, (0.55, 0.3, 0.15), strict=True)
            ),
        )
        for x in range(-20, WIDTH + 21, 20)
    ]
    return [*crest, (WIDTH + 20, HEIGHT + 20), (-20, HEIGHT + 20)]


def terraces() -> Image.Image:
    """Olive trees on dry-stone terraces late in the day."""
    sheet = Canvas(WIDTH, HEIGHT, "#e9d9b6")
    sheet.sky([(0, "#f3dcae"), (0.6, "#f7e8c8"), (1, "#f9efd8")], 0, 420)
    sheet.glow(1270, 150, 420, "#fff6dc", 0.9)
    sheet.disc(1270, 150, 62, "#fffaf0")
    for seed, base, height, colour in (
        ("far", 250, 60, "#c9cdb4"),
        ("middle", 310, 70, "#aeb99a"),
        ("near", 370, 60, "#8fa07d"),
    ):
        sheet.poly(ridge(seed, base, height), colour)
    sheet.mist(250, 430, "#f9efd8", 110)
    dice = seeded("terraces")
    for level in range(5):
        _terrace(sheet, dice, level)
    return sheet.finish()


def _terrace(sheet: Canvas, dice: Random, level: int) -> None:
    size = 0.42 + level * 0.2
    top = [
        (x, 372 + level * 98 + level * level * 7 - 52 * math.sin((x + level * 130) / 640)) for x in range(-40, 1680, 40)
    ]
    wall = 26 * size + 8
    soil = mix("#d8b878", "#b98645", level / 4)
    sheet.poly([*top, (1680, 960), (-40, 960)], soil)
    sheet.poly([*top, *((x, y + 7 * size) for x, y in reversed(top))], mix("#efdca4", "#dcb56c", level / 4))
    spots = [x + dice.uniform(-50, 50) * size for x in range(-60 + 120 * (level % 2), 1700, round(300 * size + 36))]
    for x in spots:
        place = min(range(len(top)), key=lambda index: abs(top[index][0] - x))
        _olive(sheet, dice, x, top[place][1] + dice.uniform(26, 46) * size, size * dice.uniform(0.82, 1.16))
    foot = [(x, y + 86 * size + 20) for x, y in top]
    _stone_wall(sheet, dice, foot, wall)


def _olive(sheet: Canvas, dice: Random, x: float, y: float, size: float) -> None:
    shadow = [
        (x, y - 4 * size),
        (x - 150 * size, y + 16 * size),
        (x - 205 * size, y + 36 * size),
        (x - 120 * size, y + 44 * size),
        (x - 40 * size, y + 22 * size),
        (x + 8 * size, y + 4 * size),
    ]
    sheet.blob(shadow, "#7a5a36", 95)
    trunk = outline("-10,0 -5,-30 -22,-62 -12,-66 0,-44 14,-70 22,-64 9,-30 14,0")
    sheet.poly(moved(trunk, x, y, size), "#5b4634")
    clumps = [(-44, -84, 38), (-4, -112, 46), (42, -88, 40), (6, -74, 42), (-22, -66, 30), (28, -64, 28)]
    for colour, shift in (("#4d5f43", 0.0), ("#7c8c62", -9.0)):
        for cx, cy, radius in clumps:
            wobble = [
                (
                    x
                    + (cx + shift * -0.8) * size
                    + math.cos(turn / 9 * math.tau) * (radius + shift) * size * dice.uniform(0.86, 1.1),
                    y
                    + (cy + shift) * size
                    + math.sin(turn / 9 * math.tau) * (radius + shift) * 0.82 * size * dice.uniform(0.86, 1.1),
                )
                for turn in range(9)
            ]
            sheet.blob(wobble, colour)
    for _ in range(26):
        cx, cy, radius = dice.choice(clumps)
        turn, reach = dice.uniform(0, math.tau), radius * dice.uniform(0.1, 0.75)
        sheet.leaf(
            x + (cx + 8 + math.cos(turn) * reach) * size,
            y + (cy - 10 + math.sin(turn) * reach * 0.8) * size,
            15 * size,
            3.4 * size,
            dice.uniform(-60, 20),
            "#b3bd92",
        )


def _stone_wall(sheet: Canvas, dice: Random, foot: Sequence[Point], height: float) -> None:
    sheet.poly([*((x, y - height) for x, y in foot), *reversed(foot)], "#6f6457")
    for row in range(2):
        x = -40.0 - row * 17
        while x < 1660:
            width = height * dice.uniform(0.7, 1.5)
            place = min(max(int((x + 40) // 40), 0), len(foot) - 2)
            share = (x + width / 2 - foot[place][0]) / 40
            y = foot[place][1] + (foot[place + 1][1] - foot[place][1]) * share - height + row * height / 2
            stone = [
                (x + 1, y + 2),
                (x + width - 2, y + 1),
                (x + width - 1, y + height / 2 - 2),
                (x + 2, y + height / 2 - 1),
            ]
            sheet.poly(stone, dice.choice(("#d9cdb8", "#c6b79f", "#b5a58d", "#e4dac8", "#cdbfa9")))
            x += width
    sheet.poly([*foot, *((x, y + height * 0.4) for x, y in reversed(foot))], "#5d4426", 70)


def wheat() -> Image.Image:
    """Seven kinds of wheat side by side before a field, each with its own colour and beard."""
    sheet = Canvas(WIDTH, HEIGHT, "#f4e6c3")
    sheet.sky([(0, "#b9d0cf"), (0.7, "#f2e6c9"), (1, "#f8ecd0")], 0, 600)
    sheet.poly(ridge("wheat far", 520, 34), "#a9b79a")
    sheet.poly(ridge("wheat near", 568, 26), "#d9b55e")
    dice = seeded("wheat")
    for row in range(9):
        y = 590 + row * row * 4.4
        colour = mix("#e2bd62", "#a86f22", row / 8)
        blades = [(x, y + dice.uniform(-9, 9) * (1 + row * 0.5)) for x in range(-20, 1640, 12)]
        sheet.poly([*blades, (1640, 920), (-20, 920)], colour)
    sheet.mist(560, 700, "#f6dfa0", 70, upward=True)
    kinds = [
        (170, 300, "#d9a441", 1.05, 70),
        (385, 205, "#a8552a", 1.2, 120),
        (600, 340, "#e6c676", 0.95, 0),
        (815, 165, "#5a3422", 1.3, 150),
        (1030, 285, "#c98a2e", 1.1, 95),
        (1240, 220, "#7d3b25", 1.15, 60),
        (1440, 325, "#e9cf8d", 1.0, 130),
    ]
    for x, y, colour, size, beard in kinds:
        _ear(sheet, x, y, colour, size, beard)
    return sheet.finish()


def _ear(sheet: Canvas, x: float, y: float, colour: str, size: float, beard: float) -> None:
    dark, light = mix(colour, "#2a1710", 0.38), mix(colour, "#fff3d0", 0.45)
    lean = (x - 800) / 60
    foot = (x + lean * 4, 930)
    middle = y + 250 * size
    sheet.stroke([foot, (x + lean, 640), (x, middle)], 11 * size, "#6d6a2d", soft=True)
    sheet.stroke([(foot[0] - 2, 930), (x + lean - 2, 640), (x - 2, middle)], 4 * size, "#a8a04c", soft=True)
    blade = curve([(x + lean, 700), (x - 60 * size, 590), (x - 120 * size, 600), (x - 150 * size, 660)])
    back = curve([(x - 150 * size, 660), (x - 112 * size, 620), (x - 56 * size, 625), (x + lean, 740)])
    sheet.poly([*blade, *back], "#858038")
    for step in range(9):
        height = middle - step * 27 * size
        for side in (-1, 1):
            if beard:
                tip = (x + side * (34 + step * 3 + beard * 0.22) * size, height - (46 + beard) * size)
                sheet.stroke([(x + side * 14 * size, height - 24 * size), tip], 2.2, light, alpha=230)
            angle = -90 + side * 34
            sheet.leaf(x + side * 3 * size, height, 50 * size, 13 * size, angle, dark)
            sheet.leaf(x + side * 5 * size, height - 3 * size, 44 * size, 9 * size, angle, colour)
            if side > 0:
                sheet.leaf(x + side * 9 * size, height - 10 * size, 28 * size, 3.4 * size, angle, light)
    sheet.leaf(x, middle - 236 * size, 44 * size, 11 * size, -90, dark)
    sheet.leaf(x, middle - 238 * size, 40 * size, 8 * size, -90, colour)


def cedars() -> Image.Image:
    """Cedars under fresh snow, and the measuring pole of the story."""
    sheet = Canvas(WIDTH, HEIGHT, "#dfe6ec")
    sheet.sky([(0, "#8fa9bd"), (0.55, "#d9dfe0"), (1, "#f6e9dc")], 0, 560)
    sheet.glow(420, 360, 460, "#fff4e2", 0.8)
    sheet.poly(ridge("peaks", 400, 150, 2.6), "#b9c8d4")
    sheet.poly(ridge("peaks two", 470, 110, 1.7), "#cfdae2")
    sheet.mist(330, 620, "#f4f3f1", 170)
    sheet.poly(ridge("slope far", 560, 40, 1.2), "#e9eef2")
    for x, y, size in (
        (90, 600, 0.5),
        (210, 585, 0.42),
        (560, 590, 0.46),
        (690, 606, 0.56),
        (1000, 575, 0.42),
        (1530, 600, 0.5),
    ):
        _cedar(sheet, x, y, size, "#6f8a8b")
    sheet.poly(ridge("slope near", 680, 46, 0.9), "#f7f8f8")
    for x, y, size in ((330, 735, 1.05), (1210, 770, 1.5)):
        sheet.blob(
            [
                (x + 10, y - 6),
                (x + 260 * size, y + 30 * size),
                (x + 330 * size, y + 62 * size),
                (x + 120 * size, y + 46 * size),
                (x - 30, y + 6),
            ],
            "#b7c7d8",
        )
        _cedar(sheet, x, y, size, "#2f4f4a")
    sheet.poly(ridge("drift", 850, 40, 1.1), "#ffffff")
    sheet.blob(outline("742,838 860,856 948,874 900,884 800,868"), "#b7c7d8")
    for step in range(8):
        sheet.rect(722, 840 - (step + 1) * 38, 24, 38, "#b3442f" if step % 2 else "#fffaf3")
    sheet.rect(739, 536, 7, 304, "#3a2530", 60)
    sheet.oval(738, 842, 44, 12, "#ffffff")
    dice = seeded("flakes")
    for _ in range(170):
        sheet.disc(
            dice.uniform(0, WIDTH),
            dice.uniform(0, HEIGHT),
            dice.choice((1.6, 2.2, 3, 4.2)),
            "#ffffff",
            dice.choice((150, 210, 255)),
        )
    return sheet.finish()


def _cedar(sheet: Canvas, x: float, y: float, size: float, colour: str) -> None:
    """Flat storeys of branches, widest below, with snow on each."""
    dice = seeded(f"cedar {x}")
    sheet.poly(
        moved(outline("-16,6 -9,-200 -4,-380 4,-380 9,-200 18,6"), x, y, size),
        mix(colour, "#2a1c18", 0.55),
    )
    for storey in range(6):
        height = -96 - storey * 56
        reach = (212 - storey * 31) * dice.uniform(0.9, 1.08)
        tilt = dice.uniform(-8, 8)
        left, right = reach * dice.uniform(0.78, 1), reach * dice.uniform(0.78, 1)
        under = [
            (-left, height + tilt),
            (-left * 0.5, height + 25),
            (0, height + 17),
            (right * 0.55, height + 26),
            (right, height - tilt),
        ]
        over = [
            (right * 0.7, height - 19),
            (right * 0.3, height - 31),
            (0, height - 36),
            (-left * 0.4, height - 29),
            (-left * 0.75, height - 16),
        ]
        sheet.blob(moved([*under, *over], x, y, size), colour)
        snow = [
            (-left * 0.96, height + tilt - 3),
            (-left * 0.45, height - 10),
            (-left * 0.1, height - 14),
            (right * 0.4, height - 7),
            (right * 0.97, height - tilt - 3),
        ]
        sheet.blob(moved([*snow, *over], x, y - 4 * size, size), "#f4f7f9" if size > 0.7 else "#dfe7ec")
        shade = [
            (right * 0.15, height - 16),
            (right * 0.5, height - 11),
            (right * 0.93, height - tilt - 3),
            (right * 0.55, height - 18),
        ]
        sheet.blob(moved(shade, x, y - 2 * size, size), "#c3d1de")


def salt_pans() -> Image.Image:
    """Salt pans seen from a hill at evening: squares of sky, and the day's heaps."""
    sheet = Canvas(WIDTH, HEIGHT, "#e8c9b4")
    sheet.sky([(0, "#e9a98c"), (0.6, "#f3cdb0"), (1, "#f9e2cb")], 0, 270)
    sheet.glow(1130, 236, 330, "#fff3df", 0.9)
    sheet.disc(1130, 214, 50, "#fff8ec")
    sheet.rect(0, 232, WIDTH, 60, "#a9a5b4")
    sheet.rect(0, 232, WIDTH, 6, "#f7dcc2")
    sheet.poly(outline("-10,262 260,205 430,244 560,236 700,268 -10,290"), "#8d7f91")
    sheet.poly(outline("0,268 1600,268 1600,900 0,900"), "#8f6f62")
    dice = seeded("salt")
    tones = ("#f2b9a5", "#e59a8f", "#f6d7c1", "#cfa3ad", "#9fb3bd", "#f8e6d8", "#b9c4c6", "#edc3a8")
    rows = [276, 306, 346, 400, 474, 576, 712, 900]
    for row, (near, far) in enumerate(zip(rows[1:], rows, strict=False)):
        for column in range(-30, 30):
            _pan(sheet, column, far + 3 + row, near - 3 - row * 1.5, dice.choice(tones))
    for x, y, size in (
        (300, 560, 1.15),
        (520, 556, 1.05),
        (742, 562, 1.1),
        (980, 552, 1.0),
        (1290, 692, 1.8),
        (190, 700, 1.9),
        (640, 393, 0.5),
        (760, 394, 0.5),
        (880, 392, 0.46),
        (1005, 394, 0.5),
    ):
        _heap(sheet, x, y, size)
    _raker(sheet, 700, 800)
    return sheet.finish()


def _vanish(column: float, y: float) -> float:
    """The x of a boundary between pans: all of them meet far beyond the horizon."""
    return 800 + (column * 1.0) * (y - 200) * 0.42 + (y - 268) * 0.16


def _pan(sheet: Canvas, column: int, far: float, near: float, colour: str) -> None:
    gap = 0.05
    outline = [
        (_vanish(column + gap, far), far),
        (_vanish(column + 1 - gap, far), far),
        (_vanish(column + 1 - gap, near), near),
        (_vanish(column + gap, near), near),
    ]
    sheet.poly(outline, colour)
    depth = near - far
    light = [outline[0], outline[1], (outline[1][0], far + depth * 0.12), (outline[0][0], far + depth * 0.12)]
    sheet.poly(light, "#fff4e6", 150)
    cut = [outline[0], (_vanish(column + 0.55, far), far), (_vanish(column + 0.25, near), near), outline[3]]
    sheet.poly(cut, "#ffffff", 34)


def _heap(sheet: Canvas, x: float, y: float, size: float) -> None:
    sheet.poly(moved(outline("-60,0 60,0 -20,34 -190,40"), x, y, size), "#6d4c55", 90)
    sheet.blob(moved(outline("-70,2 -38,-44 -6,-84 6,-84 40,-42 72,2 0,12"), x, y, size), "#fffaf4")
    sheet.blob(moved(outline("-70,2 -38,-44 -6,-84 -12,-40 -22,8"), x, y, size), "#d5b9b8")


def _raker(sheet: Canvas, x: float, y: float) -> None:
    """A worker with a long wooden rake."""
    sheet.blob(
        moved(outline("-6,2 -150,54 -240,78 -130,72 14,8"), x, y),
        "#6d4c55",
        110,
    )
    sheet.stroke([(x + 16, y - 96), (x + 178, y + 22)], 6, "#4a3430")
    sheet.stroke([(x + 158, y + 36), (x + 198, y + 10)], 10, "#4a3430")
    ink = "#3b2b3a"
    sheet.poly(moved(outline("-22,4 -16,-60 0,-66 20,-58 26,4 12,4 4,-40 -8,4"), x, y), ink)
    sheet.blob(moved(outline("-22,-56 -20,-112 2,-132 22,-112 24,-58"), x, y), "#7a1f3a")
    sheet.stroke([(x + 12, y - 116), (x + 40, y - 88), (x + 60, y - 64)], 13, "#7a1f3a", soft=True)
    sheet.disc(x + 8, y - 148, 17, "#a9704f")
    sheet.oval(x + 8, y - 158, 38, 9, "#f1d9a0")
    sheet.blob(moved(outline("-10,-158 -6,-178 22,-178 26,-158"), x, y), "#f1d9a0")


def storks() -> Image.Image:
    """A nest on a pole before a large low sun; one of the pair comes home."""
    sheet = Canvas(WIDTH, HEIGHT, "#f2b38a")
    sheet.sky([(0, "#e58a73"), (0.5, "#f3b18b"), (1, "#f9dcb4")])
    sheet.glow(930, 440, 760, "#fff0d0", 0.8)
    sheet.disc(930, 440, 268, "#fff3da")
    for top, colour, seed in (
        (700, "#d58a76", "stork a"),
        (770, "#a9606b", "stork b"),
        (850, "#5b3450", "stork c"),
    ):
        sheet.poly(ridge(seed, top, 42, 1.6), colour)
    ink, white, red = "#3a2036", "#fffaf2", "#c8402f"
    sheet.poly(outline("914,930 922,560 952,560 962,930"), ink)
    sheet.poly(outline("790,640 1090,640 1090,656 790,656"), ink)
    for x in (806, 860, 1020, 1074):
        sheet.poly([(x - 8, 640), (x - 6, 612), (x + 6, 612), (x + 8, 640)], "#7d4a58")
    for y in (626, 634, 622):
        sheet.stroke([(0, y - 40), (400, y + 18), (806, y - 12)], 2.6, ink, soft=True)
        sheet.stroke([(1074, y - 12), (1350, y + 14), (1600, y - 20)], 2.6, ink, soft=True)
    _nest(sheet, 938, 560, ink)
    _standing_stork(sheet, 990, 520, white, ink, red)
    for x, y in ((868, 508), (830, 520)):
        sheet.disc(x, y, 21, "#c99a90")
        sheet.poly([(x - 12, y - 12), (x - 62, y - 36), (x - 10, y + 8)], ink)
        sheet.disc(x - 6, y - 5, 3, ink)
    _flying_stork(sheet, 350, 400, 1.08, white, ink, red)
    for x, y, size in ((1330, 170, 0.2), (1400, 205, 0.17), (1440, 150, 0.15), (1280, 215, 0.15)):
        sheet.stroke(moved(outline("-90,-30 -40,-52 0,0 40,-52 90,-30"), x, y, size), 5, ink, soft=True)
    return sheet.finish()


def _nest(sheet: Canvas, x: float, y: float, ink: str) -> None:
    dice = seeded("nest")
    sheet.blob(
        moved(outline("-160,-28 -110,44 0,62 110,44 160,-28 0,-4"), x, y),
        ink,
    )
    for _ in range(110):
        turn = dice.uniform(0, math.pi)
        cx, cy = x + math.cos(turn) * dice.uniform(70, 150), y - 12 + math.sin(turn) * dice.uniform(0, 50)
        length, angle = dice.uniform(26, 62), dice.uniform(-0.5, 0.5)
        sheet.stroke(
            [(cx - length, cy - length * angle * 0.6), (cx + length * 0.6, cy + length * angle)],
            4,
            dice.choice((ink, "#7d4a58", "#a06a63", "#c58a6d")),
        )


def _standing_stork(sheet: Canvas, x: float, y: float, white: str, ink: str, red: str) -> None:
    for foot in (-10, 22):
        sheet.stroke([(x + foot, y - 110), (x + foot + 2, y + 14)], 6, red)
    body = outline("-96,-120 -50,-190 30,-206 74,-176 60,-126 0,-96")
    sheet.blob(moved(body, x, y), white)
    sheet.blob(moved(outline("74,-150 10,-168 -60,-146 -150,-84 -70,-98 20,-112"), x, y), ink)
    sheet.poly(
        [
            *curve(moved(outline("20,-190 44,-262 26,-322 38,-352"), x, y)),
            *curve(moved(outline("70,-346 66,-300 92,-250 78,-168"), x, y)),
        ],
        white,
    )
    sheet.disc(x + 54, y - 350, 25, white)
    sheet.poly(moved([(68, -366), (196, -322), (70, -338)], x, y), red)
    sheet.disc(x + 60, y - 354, 4.5, ink)
    sheet.blob(moved(outline("-96,-120 -50,-128 0,-100 -40,-100"), x, y), "#e6d4cf")


def _flying_stork(sheet: Canvas, x: float, y: float, size: float, white: str, ink: str, red: str) -> None:
    far_wing = outline("-30,-6 -60,-120 -130,-196 -60,-178 20,-110 40,-8")
    sheet.blob(moved(far_wing, x, y, size), "#e6d4cf")
    sheet.poly(
        moved(
            outline("-76,-146 -196,-226 -170,-196 -214,-196 -176,-172 -206,-160 -150,-138 -60,-96"),
            x,
            y,
            size,
        ),
        mix(ink, "#bb7777", 0.25),
    )
    sheet.stroke(moved([(-90, 6), (-170, 20), (-262, 14)], x, y, size), 6 * size, red, soft=True)
    sheet.blob(moved(outline("-112,2 -40,-26 50,-26 96,-10 50,22 -40,26"), x, y, size), white)
    sheet.poly(
        [
            *curve(moved([(60, -22), (120, -18), (176, -34)], x, y, size)),
            *curve(moved([(180, -12), (120, 6), (60, 14)], x, y, size)),
        ],
        white,
    )
    sheet.disc(x + 180 * size, y - 24 * size, 18 * size, white)
    sheet.poly(moved([(190, -34), (290, -14), (190, -14)], x, y, size), red)
    sheet.disc(x + 186 * size, y - 27 * size, 3.4 * size, ink)
    near_wing = outline("-46,-8 -20,-130 40,-220 110,-250 96,-160 62,-10")
    sheet.blob(moved(near_wing, x, y, size), white)
    feathers = outline(
        "26,-176 52,-300 74,-256 100,-318 112,-268 146,-304 140,-246 174,-262 132,-188 98,-120 72,-20 50,-90"
    )
    sheet.poly(moved(feathers, x, y, size), ink)


def beehives() -> Image.Image:
    """A row of painted hives on a hillside of thyme, one of them on scales."""
    sheet = Canvas(WIDTH, HEIGHT, "#cfe0d6")
    sheet.sky([(0, "#9fc6c9"), (0.7, "#dfe9d6"), (1, "#f5f0d4")], 0, 470)
    sheet.poly(ridge("bees far", 330, 70, 1.5), "#a9c4b0")
    sheet.poly(ridge("bees middle", 410, 50, 1.1), "#86a886")
    sheet.poly(ridge("bees near", 500, 40, 0.9), "#6f9168")
    dice = seeded("bees")
    for row in range(12):
        _thyme(sheet, dice, 505 + row * row * 3.2, 0.3 + row * 0.13, row / 11)
    hives = [
        (150, 560, 0.62, "#e8d9a8"),
        (390, 585, 0.75, "#d98f4e"),
        (665, 620, 0.92, "#f3c64b"),
        (1010, 672, 1.16, "#5f93a0"),
        (1440, 735, 1.5, "#f4ead0"),
    ]
    for x, y, size, colour in hives:
        _hive(sheet, x, y, size, colour)
    for index in range(34):
        spot = (dice.uniform(120, 1560), dice.uniform(150, 560))
        _bee(sheet, *spot, 0.6 + spot[1] / 560 * 0.9 * dice.uniform(0.5, 1.1), -1 if index % 2 else 1)
    return sheet.finish()


def _thyme(sheet: Canvas, dice: Random, y: float, size: float, near: float) -> None:
    """One row of low bushes in flower: a green cushion and a brush of purple spikes."""
    x = -60 + dice.uniform(0, 60)
    while x < WIDTH + 60:
        width = dice.uniform(70, 110) * size
        sheet.blob(
            [
                (x - width, y + 34 * size),
                (x - width * 0.6, y - 8 * size),
                (x, y - 22 * size),
                (x + width * 0.6, y - 8 * size),
                (x + width, y + 34 * size),
                (x, y + 60 * size),
            ],
            mix("#7f9a6a", "#4c6a4a", near),
        )
        for spike in range(13):
            place = (spike - 6) / 6
            foot = (x + place * width * 0.8, y + 6 * size - (1 - place * place) * 16 * size)
            lean = -90 + place * 38 + dice.uniform(-8, 8)
            sheet.leaf(
                *foot,
                dice.uniform(34, 52) * size,
                7.5 * size,
                lean,
                dice.choice(("#8b6fa3", "#a58abb", "#6d5488", "#b89bc8")),
            )
        x += width * 1.5


def _hive(sheet: Canvas, x: float, y: float, size: float, colour: str) -> None:
    dark, light = mix(colour, "#3a2a2a", 0.34), mix(colour, "#ffffff", 0.35)
    sheet.blob(moved(outline("-140,6 -210,34 -120,50 60,44 110,14"), x, y, size), "#3f3b52", 90)
    for leg in (-92, 84):
        sheet.poly(moved([(leg, 0), (leg + 16, 0), (leg + 12, 44), (leg + 2, 44)], x, y, size), "#5a4332")
    for box in range(2):
        top = -104 * (box + 1)
        sheet.poly(moved([(-110, top), (56, top), (56, top + 104), (-110, top + 104)], x, y, size), colour)
        sheet.poly(moved([(56, top), (112, top - 14), (112, top + 90), (56, top + 104)], x, y, size), dark)
        sheet.poly(moved([(-110, top), (56, top), (56, top + 9), (-110, top + 9)], x, y, size), light)
        sheet.poly(moved([(-48, top + 44), (-6, top + 44), (-10, top + 56), (-44, top + 56)], x, y, size), dark)
    sheet.poly(moved(outline("-122,-232 64,-232 64,-208 -122,-208"), x, y, size), "#e9edec")
    sheet.poly(moved(outline("64,-232 124,-248 124,-224 64,-208"), x, y, size), "#9fb0b2")
    sheet.poly(moved(outline("-122,-232 64,-232 124,-248 -60,-248"), x, y, size), "#fbfdfc")
    sheet.poly(moved(outline("-92,-26 38,-26 38,-14 -92,-14"), x, y, size), "#2b1d20")
    sheet.poly(moved(outline("-104,-12 50,-12 40,4 -116,4"), x, y, size), dark)


def _bee(sheet: Canvas, x: float, y: float, size: float, way: int) -> None:
    for wing in (-30, -70):
        sheet.leaf(x, y - 5 * size, 20 * size, 6 * size, wing - 20 if way > 0 else -wing - 150, "#fbfaf2")
    sheet.oval(x, y, 14 * size, 8.5 * size, "#2c2020")
    for stripe in (-6, 2):
        sheet.rect(x + (stripe - 1.8) * size, y - 7.6 * size, 4.4 * size, 15 * size, "#f0b429")
    sheet.disc(x + way * 13 * size, y - 1 * size, 6 * size, "#2c2020")


def night_sky() -> Image.Image:
    """People on a flat roof under the Milky Way, in a village that has put out its lamps."""
    sheet = Canvas(WIDTH, HEIGHT, "#101430")
    sheet.sky([(0, "#0c1030"), (0.5, "#1d2858"), (0.8, "#3f4a78"), (1, "#7a6a86")], 0, 760)
    dice = seeded("night")
    for step in range(26):
        share = step / 25
        x, y = 240 + share * 900, 640 - share * 760
        sheet.glow(x + dice.uniform(-30, 30), y + dice.uniform(-24, 24), dice.uniform(110, 190), "#7f86b8", 0.28)
        sheet.glow(x + 10, y - 10, dice.uniform(50, 90), "#d8c9cf", 0.2)
    for _ in range(620):
        x, y = dice.uniform(0, WIDTH), dice.uniform(0, 690)
        sheet.disc(
            x,
            y,
            dice.choice((1, 1, 1.3, 1.7, 2.4)),
            dice.choice(("#ffffff", "#f7e9c9", "#cbd8ff")),
            dice.randint(90, 240),
        )
    for _ in range(420):
        share = dice.random()
        x, y = 240 + share * 900 + dice.gauss(0, 52), 640 - share * 760 + dice.gauss(0, 46)
        sheet.disc(x, y, dice.choice((0.9, 1.2, 1.6)), "#fff8ea", dice.randint(110, 230))
    for x, y, length in (
        (1180, 120, 300),
        (1420, 250, 190),
        (980, 300, 150),
        (760, 90, 210),
        (1500, 90, 120),
    ):
        _meteor(sheet, x, y, length)
    sheet.poly(ridge("night far", 640, 70, 1.8), "#2b2f57")
    sheet.mist(560, 760, "#53507a", 70)
    _dome(sheet, 1316, 596)
    sheet.poly(ridge("night near", 720, 44, 1.3), "#171a3a")
    _roofs(sheet)
    return sheet.finish()


def _meteor(sheet: Canvas, x: float, y: float, length: float) -> None:
    for part in range(12):
        start, end = part / 12 * length, (part + 1) / 12 * length
        points = [(x - start * 0.86, y + start * 0.5), (x - end * 0.86, y + end * 0.5)]
        sheet.stroke(points, 1 + part * 0.22, "#fff6df", alpha=20 + part * 19)
    sheet.disc(x - length * 0.86, y + length * 0.5, 3.2, "#ffffff")


def _dome(sheet: Canvas, x: float, y: float) -> None:
    sheet.rect(x - 44, y - 10, 88, 60, "#3b3e69")
    sheet.poly([*ring(x, y - 10, 46)[24:], (x + 46, y - 10)], "#565a8a")
    sheet.poly(moved(outline("-20,-12 -34,-44 -16,-54 -2,-12"), x, y), "#171a3a")


def _roofs(sheet: Canvas) -> None:
    ink = "#0a0b1c"
    for x, y, width in ((-20, 760, 260), (200, 720, 190), (1330, 736, 320), (1180, 774, 190)):
        sheet.rect(x, y, width, 200, "#111330")
        sheet.rect(x - 8, y, width + 16, 12, "#1d2046")
    for x, y in ((60, 800), (270, 770), (1400, 790), (1470, 790), (1240, 820)):
        sheet.rect(x, y, 26, 40, "#070816")
    sheet.rect(360, 776, 860, 200, ink)
    sheet.rect(348, 764, 884, 16, "#1d2046")
    sheet.stroke([(560, 764), (610, 660), (660, 764)], 8, ink)
    sheet.stroke([(610, 764), (610, 660)], 8, ink)
    sheet.poly(turned(outline("510,640 690,628 690,672 510,664"), -38, (610, 655)), ink)
    sheet.poly(turned(outline("686,620 724,618 724,682 686,680"), -38, (610, 655)), ink)
    for x, size, way in ((500, 1.0, 1), (800, 1.08, -1), (890, 0.74, 1), (1060, 1.04, -1)):
        _watcher(sheet, x, 764, size, way, ink)
    sheet.glow(980, 756, 70, "#d8452f", 0.75)
    sheet.rect(972, 742, 16, 22, "#ff8a66")


def _watcher(sheet: Canvas, x: float, y: float, size: float, way: int, ink: str) -> None:
    body = outline("-24,0 -22,-70 -30,-104 -18,-136 8,-140 24,-116 22,-60 26,0")
    sheet.blob(moved([(dx * way, dy) for dx, dy in body], x, y, size), ink)
    sheet.oval(x + 6 * way * size, y - 166 * size, 20 * size, 23 * size, ink)
    sheet.poly(moved(outline("-8,-150 12,-152 14,-124 -10,-124"), x, y, size), ink)
    sheet.poly(moved([(20 * way, -176), (27 * way, -168), (20 * way, -162)], x, y, size), ink)
    if size > 1.02:
        sheet.stroke(
            moved([(14 * way, -122), (56 * way, -150), (86 * way, -196)], x, y, size),
            14 * size,
            ink,
            soft=True,
        )
