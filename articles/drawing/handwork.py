"""Pictures of things made by a patient hand: a game of chess, the works of a clock, a jar on the wheel. Each is one
function that returns a finished picture of 1600x900 and draws the same one every time."""

import math
from collections.abc import Sequence

from PIL import Image

from articles.drawing.canvas import Canvas, Point, curve, mix, moved, outline, ring, seeded, turned
from articles.drawing.land import HEIGHT, WIDTH


def chess() -> Image.Image:
    """A game nobody has touched since the coffee came, by the window of a café in the evening."""
    sheet = Canvas(WIDTH, HEIGHT, "#2a2434")
    sheet.sky([(0, "#2f2b4a"), (0.6, "#7a4f5f"), (1, "#c9825a")], 0, 560)
    dice = seeded("café lights")
    for _ in range(64):
        x, y = dice.uniform(0, WIDTH), dice.uniform(60, 520)
        sheet.disc(
            x,
            y,
            dice.uniform(14, 52),
            dice.choice(("#ffcf7a", "#f29a5c", "#f7e3b0", "#c96a6a", "#8fb0bd")),
            dice.randrange(40, 110),
        )
    for x in (250, 800, 1350):
        sheet.rect(x - 9, 0, 18, 560, "#1f1922")
    sheet.rect(0, 250, WIDTH, 12, "#1f1922")
    sheet.poly(outline("0,540 1600,540 1600,900 0,900"), "#5a3827")
    sheet.poly(outline("0,540 1600,540 1600,556 0,556"), "#a8713f")
    _board(sheet)
    for x, y, size, kind, white in (
        (470, 640, 0.62, "rook", False),
        (1110, 640, 0.62, "pawn", False),
        (760, 650, 0.68, "king", False),
        (950, 668, 0.7, "pawn", False),
        (600, 716, 0.86, "pawn", True),
        (1180, 742, 0.92, "queen", False),
        (380, 790, 1.02, "bishop", True),
        (880, 826, 1.12, "king", True),
        (1320, 862, 1.16, "pawn", True),
    ):
        _piece(sheet, x, y, size, kind, white=white)
    _coffee(sheet, 160, 700)
    return sheet.finish()


def _board(sheet: Canvas) -> None:
    def at(column: float, row: float) -> Point:
        near = 1 / (1 + (8 - row) * 0.14)
        return 800 + (column - 4) * 248 * near, 470 + 440 * near

    sheet.poly([at(-0.4, -0.3), at(8.4, -0.3), at(8.4, 8.4), at(-0.4, 8.4)], "#3a2218")
    for row in range(8):
        for column in range(8):
            colour = "#f0ddb8" if (row + column) % 2 else "#7d4a30"
            corners = [at(column, row), at(column + 1, row), at(column + 1, row + 1), at(column, row + 1)]
            sheet.poly(corners, mix(colour, "#1f1622", 0.26 * (1 - row / 8)))


PROFILES = {
    "pawn": "0,-190 24,-182 32,-160 24,-138 12,-130 30,-122 30,-112 16,-108 22,-60 46,-32 50,0",
    "rook": "0,-206 44,-206 44,-170 30,-162 30,-150 26,-60 48,-34 52,0",
    "bishop": "0,-268 10,-264 12,-250 34,-214 30,-182 14,-168 34,-160 34,-150 18,-144 24,-62 50,-34 54,0",
    "queen": "0,-300 10,-296 12,-282 20,-276 46,-286 30,-218 40,-210 40,-198 22,-190 26,-64 54,-36 58,0",
    "king": "0,-282 34,-278 44,-268 30,-218 42,-210 42,-198 22,-190 28,-66 56,-38 60,0",
}
"""Half outlines of the pieces, from the top to the foot."""


def _piece(sheet: Canvas, x: float, y: float, size: float, kind: str, *, white: bool) -> None:
    half = outline(PROFILES[kind])
    body, light, dark = ("#f7ead0", "#ffffff", "#c9a982") if white else ("#2b1d22", "#7a5560", "#120b10")
    shadow = moved(outline("-40,-6 60,-6 300,44 240,66 20,22"), x, y, size)
    sheet.blob(shadow, "#1a1014", 120)
    foot = ring(0, 0, half[-1][0], half[-1][0] * 0.26, count=40)[:20]
    full = [*half, *foot, *((-px, py) for px, py in reversed(half))]
    sheet.poly(moved(full, x, y, size), body)
    sheet.poly(moved([*half, *foot[:10], *((px * 0.4, py) for px, py in reversed(half))], x, y, size), dark)
    strip = [*((-px * 0.72, py) for px, py in half[1:]), *((-px * 0.44, py) for px, py in reversed(half[1:]))]
    sheet.poly(moved(strip, x, y, size), light, 210 if white else 120)
    if kind == "king":
        sheet.rect(x - 7 * size, y - 330 * size, 14 * size, 54 * size, body)
        sheet.rect(x - 22 * size, y - 318 * size, 44 * size, 14 * size, body)
    if kind == "rook":
        for left in (-26, 8):
            sheet.rect(x + left * size, y - 208 * size, 18 * size, 16 * size, "#7a5344" if white else "#8a5a48")
    if kind == "bishop":
        sheet.stroke(moved([(4, -246), (22, -214)], x, y, size), 6 * size, dark)
    sheet.stroke(moved([(-half[-2][0], half[-2][1]), (half[-2][0], half[-2][1])], x, y, size), 4 * size, dark)


def _coffee(sheet: Canvas, x: float, y: float) -> None:
    sheet.oval(x + 10, y + 96, 150, 36, "#2b1a14", 130)
    sheet.oval(x, y + 84, 140, 34, "#f3e9d6")
    sheet.oval(x, y + 80, 110, 24, "#d9c8ac")
    sheet.stroke([(x + 70, y - 6), (x + 128, y + 4), (x + 112, y + 48), (x + 56, y + 54)], 15, "#f3e9d6", soft=True)
    sheet.blob(
        [(x - 80, y - 30), (x - 72, y + 40), (x - 44, y + 82), (x + 44, y + 82), (x + 72, y + 40), (x + 80, y - 30)],
        "#fbf4e6",
    )
    sheet.blob(
        [(x + 20, y - 10), (x + 30, y + 40), (x + 20, y + 80), (x + 48, y + 78), (x + 72, y + 36), (x + 80, y - 20)],
        "#d9c4a8",
    )
    sheet.oval(x, y - 30, 80, 22, "#fffaf0")
    sheet.oval(x, y - 28, 68, 16, "#3a2018")
    for shift in (-26, 14):
        steam = [(x + shift, y - 50), (x + shift + 22, y - 110), (x + shift - 14, y - 170), (x + shift + 18, y - 240)]
        left, right = curve(steam), curve([(px + 13, py) for px, py in steam])
        sheet.poly([*left, *reversed(right)], "#f7ead6", 80)


def clockwork() -> Image.Image:
    """The works of a tower clock, brass on green; a corner of the dial seen from behind."""
    sheet = Canvas(WIDTH, HEIGHT, "#12302f")
    sheet.sky([(0, "#1d4744"), (1, "#0e2627")], 0, HEIGHT)
    sheet.glow(520, 260, 760, "#e0b870", 0.4)
    for x in range(-100, 1800, 90):
        sheet.stroke([(x, 0), (x - 240, 900)], 2, "#235451", alpha=110)
    for x, y, radius, teeth, colour, turn in (
        (250, 720, 300, 60, "#7a5a2c", 2),
        (1420, 190, 330, 66, "#8a6a34", 0),
        (1130, 760, 250, 50, "#6d5a40", 4),
        (560, 300, 250, 50, "#d9a441", 0),
        (906, 470, 150, 30, "#c98f3a", 5),
        (1216, 420, 130, 26, "#e9c05c", 3),
        (690, 660, 110, 22, "#b8762f", 7),
    ):
        _wheel(sheet, x, y, radius, teeth, colour, turn)
    _dial_corner(sheet)
    for x, y in ((906, 470), (560, 300), (1216, 420), (690, 660), (1130, 760), (250, 720)):
        sheet.disc(x, y, 22, "#3a2a18")
        sheet.disc(x, y, 17, "#f3dca0")
        sheet.stroke([(x - 10, y - 6), (x + 10, y + 6)], 4, "#7a5a2c")
    sheet.disc(906, 470, 11, "#a3294a")
    sheet.disc(903, 467, 4, "#f0a0b4")
    return sheet.finish()


def _wheel(sheet: Canvas, x: float, y: float, radius: float, teeth: int, colour: str, turn: float) -> None:
    def gear(shift: float) -> list[Point]:
        points: list[Point] = []
        for tooth in range(teeth):
            for part, reach in ((0.0, 0.93), (0.22, 0.94), (0.34, 1.0), (0.62, 1.0), (0.74, 0.94)):
                angle = (tooth + part) / teeth * math.tau + math.radians(turn)
                points.append(
                    (x + shift + math.cos(angle) * radius * reach, y + shift + math.sin(angle) * radius * reach)
                )
        return points

    sheet.poly(gear(14), "#081a1b", 130)
    sheet.poly(gear(0), colour)
    for reach, tone in ((0.88, 0.3), (0.855, -0.2)):
        shade = mix(colour, "#fff3cf", tone) if tone > 0 else mix(colour, "#20140a", -tone)
        sheet.disc(x, y, radius * reach, shade)
    sheet.disc(x, y, radius * 0.84, colour)
    spokes = 6 if radius > 200 else 5
    for spoke in range(spokes):
        start, end = ((spoke + share) / spokes * math.tau + math.radians(turn * 3) for share in (0.1, 0.9))
        angles = [start + (end - start) * step / 14 for step in range(15)]
        gap = [(x + math.cos(a) * radius * 0.74, y + math.sin(a) * radius * 0.74) for a in angles]
        gap += [(x + math.cos(a) * radius * 0.3, y + math.sin(a) * radius * 0.3) for a in reversed(angles)]
        sheet.poly(gap, "#12302f")
        sheet.stroke(gap[:15], 3, mix(colour, "#20140a", 0.4))
    sheet.disc(x, y, radius * 0.2, mix(colour, "#fff3cf", 0.35))
    sheet.disc(x, y, radius * 0.16, mix(colour, "#20140a", 0.25))


def _dial_corner(sheet: Canvas) -> None:
    """The back of the dial: glass of milk, figures seen from the wrong side."""
    x, y = 1560.0, 960.0
    sheet.disc(x + 6, y + 6, 392, "#081a1b", 150)
    sheet.disc(x, y, 386, "#8a6a34")
    sheet.disc(x, y, 366, "#f7edd2")
    sheet.glow(x - 100, y - 120, 320, "#ffffff", 0.7)
    for minute in range(60):
        angle = minute / 60 * math.tau
        inner = 322 if minute % 5 else 292
        line = [(x + math.cos(angle) * reach, y + math.sin(angle) * reach) for reach in (inner, 350)]
        sheet.stroke(line, 4 if minute % 5 else 11, "#3a2a2e")
    sheet.poly(turned(moved(outline("0,-9 250,-16 300,0 250,16 0,9"), x, y), 226, (x, y)), "#7a1650")


def pottery() -> Image.Image:
    """A jar grows on the wheel; its elders watch from the shelves."""
    sheet = Canvas(WIDTH, HEIGHT, "#e9d3b4")
    sheet.sky([(0, "#d9b892"), (1, "#f0ddbd")], 0, HEIGHT)
    sheet.glow(1240, 330, 560, "#fff3d6", 0.9)
    sheet.rect(1060, 90, 380, 430, "#8a5a3c")
    for column in range(2):
        for row in range(2):
            sheet.rect(1082 + column * 174, 112 + row * 200, 160, 186, ("#b9dcd8", "#cfe6da")[row])
    sheet.blob(outline("1082,498 1090,440 1140,410 1200,430 1242,400 1242,498"), "#7fa06a")
    sheet.blob(outline("1256,498 1256,420 1310,390 1370,420 1416,440 1416,498"), "#93b07a")
    sheet.rect(1040, 520, 420, 22, "#6d4630")
    dice = seeded("shelves")
    for shelf, y in enumerate((210, 390, 570)):
        sheet.rect(40, y + 14, 760, 10, "#6d4630", 90)
        sheet.rect(40, y, 760, 18, "#8f5f3f")
        sheet.rect(40, y, 760, 5, "#bd8a5c")
        for place in range(6):
            x = 104 + place * 126 + dice.uniform(-8, 8)
            colour = dice.choice(("#b8563d", "#8f3f2f", "#d9905c", "#3f6b78", "#e9dcc2", "#5a6b4a"))
            _pot(sheet, x, y, dice.uniform(0.62, 0.84), POTS[(place + shelf * 2) % len(POTS)], colour)
    sheet.poly(outline("0,690 1600,690 1600,900 0,900"), "#a3714c")
    sheet.rect(0, 690, WIDTH, 8, "#c9966a")
    _wheel_and_jar(sheet, 1010, 800)
    return sheet.finish()


POTS = (
    "26,-160 22,-140 24,-120 60,-80 58,-30 34,0",
    "50,-120 44,-112 56,-70 52,-30 30,0",
    "18,-190 14,-176 14,-130 50,-84 46,-30 28,0",
    "66,-74 60,-66 54,-30 26,0",
    "34,-150 46,-110 46,-40 38,0",
)
"""Right halves of jars, from the mouth to the foot."""


def _pot(sheet: Canvas, x: float, y: float, size: float, profile: str, colour: str) -> None:
    half = curve(outline(profile))
    sheet.oval(x + 8 * size, y + 1, half[-1][0] * size * 1.3, 5, "#3a2418", 130)
    sheet.poly(moved([*half, *((-px, py) for px, py in reversed(half))], x, y, size), colour)
    dark = [*half, *((px * 0.35, py) for px, py in reversed(half))]
    sheet.poly(moved(dark, x, y, size), mix(colour, "#2a1416", 0.28))
    light = [*((-px * 0.78, py) for px, py in half), *((-px * 0.56, py) for px, py in reversed(half))]
    sheet.poly(moved(light, x, y, size), mix(colour, "#fff3dc", 0.35))
    rim = half[0]
    sheet.oval(x, y + rim[1] * size, rim[0] * size, rim[0] * size * 0.22, mix(colour, "#2a1416", 0.55))
    band = half[len(half) // 2]
    for shift in (0, 9):
        sheet.stroke(
            moved([(-band[0], band[1] + shift), (band[0], band[1] + shift)], x, y, size),
            2.6,
            mix(colour, "#fff3dc", 0.6),
        )


def _wheel_and_jar(sheet: Canvas, x: float, y: float) -> None:
    sheet.oval(x + 20, y + 62, 380, 40, "#4a2f20", 140)
    sheet.poly(moved(outline("-60,-40 60,-40 90,60 -90,60"), x, y), "#5c3a28")
    sheet.oval(x, y + 52, 280, 40, "#6d4630")
    sheet.oval(x, y + 42, 280, 40, "#96653f")
    sheet.rect(x - 40, y - 90, 80, 130, "#7a4f34")
    sheet.oval(x, y - 84, 262, 46, "#4d3a33")
    sheet.oval(x, y - 98, 262, 46, "#8a7a70")
    for reach in (230, 190, 150):
        sheet.stroke(ring(x, y - 98, reach, reach * 0.175, count=60), 3, "#a3958a")
    half = curve(outline("96,-430 78,-404 82,-370 150,-290 176,-200 150,-110 92,-40 96,-8"))
    jar = moved([*half, *((-px, py) for px, py in reversed(half))], x, y - 92)
    sheet.poly(jar, "#a8593f")
    sheet.poly(moved([*half, *((px * 0.3, py) for px, py in reversed(half))], x, y - 92), "#83402f")
    light = [*((-px * 0.8, py) for px, py in half), *((-px * 0.5, py) for px, py in reversed(half))]
    sheet.poly(moved(light, x, y - 92), "#d98a66")
    _turning_lines(sheet, x, y - 92, half)
    sheet.oval(x, y - 522, 96, 22, "#c97a58")
    sheet.oval(x, y - 520, 78, 15, "#4a231c")
    for left, colour in ((-470, "#3f6b78"), (420, "#d9905c")):
        sheet.poly(moved(outline("-64,-84 64,-84 52,4 -52,4"), x + left, y + 40), colour)
        sheet.oval(x + left, y - 44, 64, 15, mix(colour, "#20140a", 0.5))
        sheet.oval(x + left, y - 42, 54, 11, "#c9dcd8")
    for angle, length, colour in ((-66, 150, "#c98f4a"), (-84, 170, "#8a5a3c"), (-104, 140, "#b9c0c4")):
        tip = (x + 420 + math.cos(math.radians(angle)) * length, y - 40 + math.sin(math.radians(angle)) * length)
        sheet.stroke([(x + 420, y - 36), tip], 9, colour)


def _turning_lines(sheet: Canvas, x: float, y: float, half: Sequence[Point]) -> None:
    for width, y_at in half[3::5]:
        groove = [
            (x + math.cos(t / 20 * math.pi) * width * 0.98, y + y_at + math.sin(t / 20 * math.pi) * width * 0.16)
            for t in range(2, 19)
        ]
        sheet.stroke(groove, 2.6, "#6d3226", alpha=150)
