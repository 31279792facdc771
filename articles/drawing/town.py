"""Pictures of what people built: harbour, railway, library, roofs, oven and pitch. Each is one function that
returns a finished picture of 1600x900 and draws the same one every time."""

import math
from collections.abc import Callable, Iterable
from random import Random

from PIL import Image

from articles.drawing.canvas import Canvas, Point, curve, mix, moved, outline, ring, seeded, turned
from articles.drawing.land import HEIGHT, WIDTH, ridge


def harbour() -> Image.Image:
    """The old harbour at first light, the clock tower between the boats and the sun."""
    sheet = Canvas(WIDTH, HEIGHT, "#f6c9a4")
    sheet.sky([(0, "#7f8fb0"), (0.45, "#e9b6a2"), (0.8, "#f8d6ad"), (1, "#fbe7c8")], 0, 560)
    sheet.glow(560, 470, 520, "#fff0d2", 0.95)
    sheet.disc(560, 452, 66, "#fff8e8")
    sheet.poly(ridge("harbour far", 455, 60, 1.4), "#b99aa6")
    sheet.poly(ridge("harbour near", 500, 40, 2.1), "#96798f")
    _town_front(sheet)
    _clock_tower(sheet, 1040, 574)
    sheet.sky([(0, "#f3c5a5"), (0.3, "#c79aa0"), (1, "#2e4a63")], 604, 900)
    _water_light(sheet)
    sheet.rect(0, 574, WIDTH, 34, "#6d5566")
    sheet.rect(0, 574, WIDTH, 9, "#c9a596")
    for x in range(20, WIDTH, 92):
        sheet.poly([*ring(x + 30, 608, 24, 22)[24:], (x + 54, 608)], "#4c3b50")
    for x, y, size, colour in (
        (250, 690, 0.8, "#3f6b78"),
        (1330, 700, 0.85, "#8a3a3f"),
        (860, 724, 0.9, "#d9a441"),
        (420, 820, 1.5, "#7a1f3a"),
        (1180, 850, 1.7, "#27556a"),
    ):
        _boat(sheet, x, y, size, colour)
    return sheet.finish()


def _town_front(sheet: Canvas) -> None:
    dice = seeded("harbour town")
    x = -30.0
    while x < WIDTH:
        width, height = dice.uniform(74, 130), dice.uniform(70, 165)
        if 470 < x < 640:
            height = dice.uniform(40, 60)
        wall = dice.choice(("#d8a48d", "#c58e80", "#e3b799", "#b57f78", "#cf9a87"))
        sheet.rect(x, 574 - height, width, height, wall)
        sheet.rect(x + width * 0.72, 574 - height, width * 0.28, height, mix(wall, "#5b4058", 0.4))
        sheet.rect(x - 3, 574 - height - 7, width + 6, 8, mix(wall, "#fff0dc", 0.45))
        for level in range(int(height // 44)):
            for column in range(2):
                left, top = x + 12 + column * width * 0.32, 574 - height + 16 + level * 42
                lit = dice.random() < 0.24
                sheet.poly(
                    [*ring(left + 8, top + 8, 8, 8, count=16)[8:], (left + 16, top + 24), (left, top + 24)],
                    "#ffdf94" if lit else "#5f4660",
                )
        x += width + dice.uniform(-2, 5)


def _clock_tower(sheet: Canvas, x: float, y: float) -> None:
    stone, shade, light, dark = "#e8c6a3", "#9c7480", "#f9e4c4", "#4f3a52"
    sheet.rect(x - 58, y - 352, 116, 352, stone)
    sheet.rect(x + 14, y - 352, 44, 352, shade)
    for top in (-352, -228, -84):
        sheet.rect(x - 66, y + top - 10, 132, 14, light)
        sheet.rect(x + 14, y + top - 10, 52, 14, mix(shade, light, 0.3))
    sheet.poly([*ring(x - 4, y - 36, 26, 34, count=24)[12:], (x + 22, y), (x - 30, y)], dark)
    for left in (-34, -6):
        sheet.poly(
            [
                *ring(x + left + 8, y - 150, 9, 10, count=16)[8:],
                (x + left + 17, y - 112),
                (x + left - 1, y - 112),
            ],
            dark,
        )
    sheet.disc(x, y - 290, 45, dark)
    sheet.disc(x, y - 290, 40, "#fff6e2")
    for hour in range(12):
        turn = hour / 12 * math.tau
        inner, outer = (28, 35) if hour % 3 else (24, 36)
        sheet.stroke(
            [
                (x + math.sin(turn) * inner, y - 290 - math.cos(turn) * inner),
                (x + math.sin(turn) * outer, y - 290 - math.cos(turn) * outer),
            ],
            3,
            dark,
        )
    sheet.stroke([(x, y - 290), (x - 13, y - 274)], 5, dark)
    sheet.stroke([(x, y - 290), (x + 6, y - 322)], 4, "#7a1f3a")
    sheet.rect(x - 44, y - 416, 88, 58, stone)
    sheet.rect(x + 14, y - 416, 30, 58, shade)
    for left in (-30, 4):
        sheet.poly(
            [
                *ring(x + left + 12, y - 394, 12, 14, count=16)[8:],
                (x + left + 24, y - 362),
                (x + left, y - 362),
            ],
            dark,
        )
    sheet.poly([*ring(x, y - 416, 48, 56)[24:], (x + 48, y - 416)], "#6f8f93")
    sheet.poly([(x + 14, y - 416), *curve([(x + 14, y - 470), (x + 36, y - 452), (x + 48, y - 416)])], "#4b6470")
    sheet.stroke([(x, y - 470), (x, y - 506)], 4, dark)
    sheet.poly([(x, y - 506), (x + 34, y - 497), (x, y - 488)], "#7a1f3a")


def _water_light(sheet: Canvas) -> None:
    dice = seeded("water")
    for row in range(34):
        y = 612 + row * row * 0.26
        for _ in range(6):
            width = dice.uniform(30, 150) * (1 + row / 16)
            sheet.oval(
                560 + dice.gauss(0, 34 + row * 4),
                y,
                width * 0.5,
                1.6 + row * 0.12,
                "#fff2d8",
                max(40, 190 - row * 4),
            )
        for _ in range(5):
            x = dice.uniform(0, WIDTH)
            sheet.oval(x, y + 4, dice.uniform(20, 90), 1.5 + row * 0.1, "#f3cdb2" if row < 14 else "#58788c", 110)
        if row % 2:
            sheet.oval(1040 + dice.gauss(0, 10), y, 66 - row * 0.7, 2.4 + row * 0.1, "#6b4f63", 120)


def _boat(sheet: Canvas, x: float, y: float, size: float, colour: str) -> None:
    dark, light = mix(colour, "#1c1626", 0.45), mix(colour, "#fff0dc", 0.75)
    sheet.blob(moved(outline("-120,26 0,20 130,26 90,46 0,54 -90,44"), x, y, size), "#1d2f45", 120)
    hull = [*curve([(-140, -34), (-110, 10), (-70, 30)]), *curve([(80, 30), (120, 6), (150, -44)])]
    sheet.poly(moved(hull, x, y, size), colour)
    sheet.poly(
        moved(
            [*curve([(-124, -4), (-96, 20), (-70, 30)]), *curve([(80, 30), (112, 12), (128, -14)]), (0, 8)],
            x,
            y,
            size,
        ),
        dark,
    )
    sheet.poly(
        moved(
            [*curve([(-142, -38), (0, -22), (152, -48)]), *curve([(150, -38), (0, -12), (-138, -28)])],
            x,
            y,
            size,
        ),
        light,
    )
    sheet.poly(moved(outline("-64,-24 -60,-78 6,-78 12,-22"), x, y, size), light)
    sheet.poly(moved(outline("-12,-23 -10,-78 6,-78 12,-22"), x, y, size), mix(light, dark, 0.3))
    sheet.poly(moved(outline("-74,-78 16,-78 12,-90 -68,-90"), x, y, size), colour)
    for left in (-50, -30):
        sheet.rect(x + left * size, y - 66 * size, 13 * size, 20 * size, dark)
    sheet.stroke(moved([(50, -24), (46, -180)], x, y, size), 6 * size, dark)
    sheet.stroke(moved([(46, -176), (148, -46)], x, y, size), 1.6, dark)
    sheet.stroke(moved([(46, -176), (-138, -38)], x, y, size), 1.6, dark)
    net = curve(outline("58,-28 74,-52 100,-50 124,-36"))
    sheet.poly(moved([*net, (90, -26)], x, y, size), "#c98a5a")


def train() -> Image.Image:
    """A little red train comes round the bend of a river valley, the mountains far behind."""
    sheet = Canvas(WIDTH, HEIGHT, "#cfdccb")
    sheet.sky([(0, "#a9cbc9"), (0.6, "#e6ead2"), (1, "#f6edd0")], 0, 420)
    sheet.glow(330, 150, 420, "#fffbe6", 0.9)
    sheet.poly(ridge("train peaks", 330, 150, 3.1), "#c3d3c8")
    sheet.poly(ridge("train peaks two", 380, 110, 2.2), "#a9c2b4")
    sheet.mist(240, 470, "#f1edd4", 170)
    for seed, base, height, colour in (("valley a", 420, 70, "#93b3a0"), ("valley b", 490, 60, "#739a83")):
        sheet.poly(ridge(seed, base, height, 1.3), colour)
    sheet.poly(ridge("valley floor", 545, 24, 0.8), "#a9bd76")
    _valley_fields(sheet)
    river = outline("700,548 640,574 760,606 560,650 470,716 -60,780")
    sheet.poly(_band(river, (6, 18, 40, 74, 130, 300)), "#d8e8e0")
    sheet.poly(_band([(x + 6, y + 3) for x, y in river], (3, 11, 26, 52, 96, 240)), "#8fb9bf")
    for x, y, size in (
        (1330, 590, 0.6),
        (1372, 588, 0.7),
        (1412, 590, 0.62),
        (1462, 592, 0.72),
        (520, 575, 0.4),
        (548, 574, 0.46),
        (575, 575, 0.4),
    ):
        _poplar(sheet, x, y, size)
    sheet.blob(
        outline("-100,980 -60,790 300,742 760,770 1120,742 1400,660 1700,620 1720,980"),
        "#7f9b57",
    )
    sheet.blob(outline("-100,1000 -60,868 420,850 900,862 1300,800 1700,700 1720,1000"), "#66864c")
    line = curve(outline("1660,652 1480,672 1300,720 1080,778 800,806 420,800 -60,778"), steps=40)
    _rails(sheet, line)
    _coaches(sheet, line)
    for x, y, size in ((60, 900, 1.5), (128, 922, 1.8)):
        _poplar(sheet, x, y, size)
    dice = seeded("meadow")
    for _ in range(150):
        spot = (dice.uniform(200, WIDTH), dice.uniform(856, 896))
        sheet.disc(*spot, dice.uniform(1.6, 3.4), dice.choice(("#f4d35e", "#f6efe0", "#c8402f")))
    return sheet.finish()


def _valley_fields(sheet: Canvas) -> None:
    for points, colour in (
        (outline("0,570 420,560 330,640 0,680"), "#c9c06a"),
        (outline("420,560 660,556 600,610 330,640"), "#8fae66"),
        (outline("800,560 1280,550 1420,620 900,650"), "#d8c878"),
        (outline("1280,550 1600,566 1600,640 1420,620"), "#9bb56a"),
        (outline("900,650 1420,620 1300,730 820,760"), "#8fae66"),
    ):
        sheet.poly(points, colour)
        for row in range(1, 7):
            (ax, ay), (bx, by), (cx, cy), (dx, dy) = points
            share = row / 7
            furrow = [
                (ax + (dx - ax) * share, ay + (dy - ay) * share),
                (bx + (cx - bx) * share, by + (cy - by) * share),
            ]
            sheet.stroke(furrow, 1.6, mix(colour, "#3f5a3a", 0.35), alpha=150)


def _band(centre: list[Point], widths: Iterable[float]) -> list[Point]:
    """The outline of a road or river whose width changes along the way; measured across, on level ground."""
    pairs = list(zip(centre, widths, strict=True))
    return [
        *curve([(x - width, y) for (x, y), width in pairs]),
        *reversed(curve([(x + width, y) for (x, y), width in pairs])),
    ]


def _nearness(y: float) -> float:
    """How large a thing on the ground is drawn whose foot stands at this height of the sheet."""
    return max(0.2, (y - 600) / 200)


def _rails(sheet: Canvas, line: list[Point]) -> None:
    bed = [
        *((x, y - 5 * _nearness(y)) for x, y in line),
        *((x, y + 30 * _nearness(y)) for x, y in reversed(line)),
    ]
    sheet.poly(bed, "#b9a888")
    for x, y in line[::2]:
        near = _nearness(y)
        sheet.poly(
            [
                (x - 7 * near, y),
                (x + 5 * near, y),
                (x + 12 * near, y + 22 * near),
                (x - 2 * near, y + 22 * near),
            ],
            "#7a5f4a",
        )
    for shift in (3, 17):
        sheet.stroke([(x, y + shift * _nearness(y)) for x, y in line], 3.4, "#4a4650")


def _coaches(sheet: Canvas, line: list[Point]) -> None:
    for joint in (60, 101):
        part = line[joint : joint + 7]
        sheet.poly(
            [
                *((x, y + 2 * _nearness(y)) for x, y in part),
                *((x, y - 108 * _nearness(y)) for x, y in reversed(part)),
            ],
            "#3a3038",
        )
    for first, last in ((24, 62), (65, 103), (106, 150)):
        part = line[first:last]
        for low, high, colour in (
            (8, -8, "#3a3038"),
            (-6, -44, "#b3352c"),
            (-40, -50, "#f3dfae"),
            (-48, -112, "#c8402f"),
            (-110, -128, "#efe4cf"),
        ):
            sheet.poly(
                [
                    *((x, y + low * _nearness(y)) for x, y in part),
                    *((x, y + high * _nearness(y)) for x, y in reversed(part)),
                ],
                colour,
            )
        sheet.poly(
            [
                *((x, y + 20 * _nearness(y)) for x, y in part),
                *((x + 8, y + 34 * _nearness(y)) for x, y in reversed(part)),
            ],
            "#3f5236",
            120,
        )
        for index in range(2, len(part) - 5, 5):
            (x, y), (nx, ny) = part[index], part[index + 3]
            near, further = _nearness(y), _nearness(ny)
            sheet.poly(
                [(x, y - 100 * near), (nx, ny - 100 * further), (nx, ny - 62 * further), (x, y - 62 * near)],
                "#ffe9b0",
            )
            sheet.poly([(x, y - 100 * near), (nx, ny - 100 * further), (x, y - 62 * near)], "#fff6da")
        for index in (4, 8, len(part) - 10, len(part) - 6):
            x, y = part[index]
            sheet.disc(x, y + 8 * _nearness(y), 12 * _nearness(y), "#2b2730")
            sheet.disc(x, y + 8 * _nearness(y), 5 * _nearness(y), "#8a8088")
    x, y = line[149]
    sheet.poly(moved(outline("0,8 0,-128 -30,-112 -46,-50 -50,6"), x, y), "#a32c25")
    sheet.poly(moved(outline("-6,-108 -28,-98 -38,-62 -6,-62"), x, y), "#cfe8e6")
    sheet.poly(moved(outline("0,-40 -48,-38 -49,-28 0,-30"), x, y), "#f3dfae")
    sheet.glow(x - 44, y - 16, 46, "#fff6cf", 0.8)
    sheet.disc(x - 44, y - 16, 7, "#fffbe6")


def _poplar(sheet: Canvas, x: float, y: float, size: float) -> None:
    sheet.oval(x - 30 * size, y + 2, 50 * size, 6 * size, "#4c6a40", 120)
    sheet.rect(x - 3 * size, y - 20 * size, 6 * size, 22 * size, "#4b3a2c")
    sheet.blob(
        moved(outline("-20,-20 -24,-90 -10,-160 0,-190 12,-150 24,-90 18,-20"), x, y, size),
        "#3f6a4d",
    )
    sheet.blob(moved(outline("-20,-22 -22,-90 -10,-150 -2,-176 0,-110 -2,-30"), x, y, size), "#5f8a5c")


def library() -> Image.Image:
    """A reading room between two walls of books; the light of a tall window lies on the returned ones."""
    sheet = Canvas(WIDTH, HEIGHT, "#3c2a2b")
    sheet.rect(0, 0, WIDTH, HEIGHT, "#4a3231")
    sheet.poly(outline("560,690 1040,690 1640,920 -40,920"), "#7d5440")
    for board in range(-14, 15):
        sheet.stroke([(800 + board * 34, 690), (800 + board * 116, 920)], 1.6, "#5f3d33", alpha=180)
    _tall_window(sheet)
    for side in (-1, 1):
        _book_wall(sheet, side)
    beam = sheet.layer()
    beam.poly(outline("640,150 960,150 1180,900 300,900"), "#fff0c4", 46)
    beam.poly(outline("660,690 940,690 1090,900 430,900"), "#ffe2a0", 80)
    sheet.clip(beam, outline("0,0 1600,0 1600,900 0,900"))
    _return_table(sheet)
    return sheet.finish()


def _tall_window(sheet: Canvas) -> None:
    sheet.rect(540, 0, 520, 690, "#5c403a")
    arch = [*ring(800, 250, 170, 170, count=60)[30:], (970, 640), (630, 640)]
    frame = [*ring(800, 250, 196, 196, count=60)[30:], (996, 664), (604, 664)]
    sheet.poly(frame, "#2f2022")
    view = sheet.layer()
    view.sky([(0, "#f7e2a8"), (0.7, "#fdf3d3"), (1, "#fbeac0")], 60, 660)
    view.glow(850, 230, 220, "#ffffff", 0.9)
    view.poly(outline("600,560 720,520 860,548 1000,506 1000,700 600,700"), "#c9c08a")
    view.blob(outline("640,640 650,520 700,470 760,500 770,580 740,650"), "#9aa068")
    view.blob(outline("880,660 870,580 920,530 970,560 990,660"), "#878f5c")
    sheet.clip(view, arch)
    for x in (743, 857):
        sheet.rect(x - 4, 84, 8, 560, "#2f2022")
    for y in (250, 380, 510):
        sheet.rect(630, y - 4, 340, 8, "#2f2022")
    sheet.rect(590, 640, 420, 20, "#caa27a")
    sheet.rect(590, 660, 420, 34, "#3a2728")
    cat = outline("0,0 -8,-44 8,-82 2,-112 16,-99 32,-101 44,-114 44,-80 56,-44 60,0")
    sheet.blob(moved(cat, 772, 640, 1.12), "#2a1d20")
    sheet.stroke(outline("832,632 872,632 890,656 884,684"), 10, "#2a1d20", soft=True)


def _book_wall(sheet: Canvas, side: int) -> None:
    """Shelves that run towards the window; ``side`` -1 is the left wall."""
    dice = seeded(f"books {side}")
    spines = (
        "#7a2a35",
        "#a8503a",
        "#c98f4a",
        "#35566a",
        "#4f6b4c",
        "#d8b884",
        "#5a3550",
        "#2f3f52",
        "#8a6a3f",
        "#b8413a",
    )

    def place(depth: float, height: float) -> Point:
        """From depth (0 = nearest, 1 = at the window) and height (0 = floor, 1 = ceiling) to the sheet."""
        near, far = 1 / (1 + depth * 2.1), 1 / 3.1
        share = (near - far) / (1 - far)
        x = 800 + side * (250 + 580 * share)
        floor, ceiling = 690 + 300 * share, -10 - 260 * share
        return x, floor + (ceiling - floor) * height

    sheet.poly([place(0, 0), place(0, 1), place(1, 1), place(1, 0)], "#2a1b1d")
    for shelf in range(8):
        low, high = shelf / 8 + 0.012, (shelf + 1) / 8 - 0.012
        depth = 0.0
        while depth < 0.985:
            width = dice.uniform(0.006, 0.016)
            tall = low + (high - low) * dice.uniform(0.66, 0.95)
            glow = depth * 0.36 + (0.1 if side > 0 else 0)
            colour = mix(mix(dice.choice(spines), "#20151a", 0.34), "#ffd38a", glow)
            end = min(depth + width, 1.0)
            if dice.random() > 0.05:
                sheet.poly([place(depth, low), place(depth, tall), place(end, tall), place(end, low)], colour)
                if dice.random() < 0.4:
                    sheet.poly(
                        [
                            place(depth, tall - 0.02),
                            place(depth, tall - 0.026),
                            place(end, tall - 0.026),
                            place(end, tall - 0.02),
                        ],
                        "#e9cf96",
                        150,
                    )
            depth = end + 0.0016
        sheet.poly([place(0, low), place(1, low), place(1, low - 0.014), place(0, low - 0.014)], "#8a5f45")
    for upright in (0.16, 0.38, 0.68):
        sheet.poly(
            [place(upright, 0), place(upright, 1), place(upright + 0.014, 1), place(upright + 0.014, 0)],
            "#6f4a3a",
        )


def _return_table(sheet: Canvas) -> None:
    sheet.oval(800, 846, 400, 34, "#3a2524", 130)
    for x in (520, 1062):
        sheet.poly([(x, 770), (x + 22, 770), (x + 16, 850), (x + 6, 850)], "#3a2426")
    sheet.poly(outline("540,732 1060,732 1130,772 470,772"), "#b97f52")
    sheet.rect(470, 772, 660, 16, "#7f5138")
    stacks = (
        (560, ("#7a1f3a", "#d8b884", "#35566a", "#c98f4a", "#4f6b4c")),
        (720, ("#a8503a", "#2f3f52", "#e3c894")),
        (890, ("#4f6b4c", "#b8413a", "#d8b884", "#5a3550", "#35566a", "#c98f4a", "#7a2a35")),
    )
    dice = seeded("stack")
    for x, colours in stacks:
        y = 760.0
        for colour in colours:
            height, width, shift = dice.uniform(17, 25), dice.uniform(112, 142), dice.uniform(-10, 10)
            sheet.rect(x + shift, y - height, width, height, colour)
            sheet.rect(x + shift, y - height, width, 4, mix(colour, "#ffe9b5", 0.55))
            sheet.rect(x + shift + width * 0.86, y - height + 4, width * 0.14, height - 7, "#f7ecd2")
            y -= height
    sheet.poly(outline("748,668 806,640 880,672 820,700"), "#f7ecd2")
    sheet.poly(outline("748,668 806,640 812,672 756,700"), "#fffaf0")
    for row in range(4):
        sheet.stroke([(764, 672 + row * 6), (800, 654 + row * 6)], 1.6, "#a08a70")


def rooftops() -> Image.Image:
    """Flat roofs, domes and washing of an old quarter at dusk, pigeons turning above."""
    sheet = Canvas(WIDTH, HEIGHT, "#e7b7a0")
    sheet.sky([(0, "#5f6d96"), (0.4, "#b891a4"), (0.75, "#eeb699"), (1, "#f8d8ae")], 0, 560)
    sheet.glow(1200, 500, 480, "#ffeac4", 0.9)
    sheet.poly(ridge("roof hills", 470, 70, 1.3), "#94809b")
    dice = seeded("roofs")
    for row in range(6):
        base = 470 + row * 76 + row * row * 4
        size = 0.5 + row * 0.24
        x = -60.0 + dice.uniform(-40, 0)
        while x < WIDTH + 40:
            width = dice.uniform(110, 210) * size
            _house(sheet, dice, x, base - dice.uniform(0, 60) * size, width, size, row / 5)
            x += width + dice.uniform(-8, 4) * size
    _laundry(sheet)
    for index in range(46):
        turn = index / 46 * math.tau * 0.8
        x = 610 + math.cos(turn) * (270 + dice.gauss(0, 46))
        y = 210 + math.sin(turn) * (92 + dice.gauss(0, 24))
        size = 0.11 + (math.sin(turn) + 1.2) * 0.06
        lift = dice.uniform(-50, 10)
        wing = [
            (-90, lift),
            (-40, lift * 0.5 - 12),
            (0, 8),
            (40, lift * 0.5 - 12),
            (90, lift),
            (36, 12),
            (0, 30),
            (-36, 12),
        ]
        sheet.poly(moved(turned(wing, dice.uniform(-20, 20)), x, y, size), "#fff4e6" if turn < 2 else "#4b3f63")
    return sheet.finish()


def _house(sheet: Canvas, dice: Random, x: float, y: float, width: float, size: float, near: float) -> None:
    wall = mix(
        dice.choice(("#d9a589", "#c98f7d", "#e6bd9c", "#bd8478", "#d4ab95")),
        "#4b3358",
        0.34 * (1 - near) + 0.1 + 0.24 * near * near,
    )
    dark = mix(wall, "#33223f", 0.42)
    sheet.rect(x, y, width, 900 - y, wall)
    sheet.rect(x, y, width * 0.36, 900 - y, dark)
    sheet.poly(
        [(x - 3, y), (x + width + 3, y), (x + width, y - 14 * size), (x, y - 14 * size)],
        mix(wall, "#ffe5c4", 0.5),
    )
    sheet.rect(x, y, width, 6 * size, mix(wall, "#33223f", 0.25))
    kind = dice.random()
    if kind < 0.2:
        sheet.poly(
            [
                *ring(x + width / 2, y - 12 * size, width * 0.32, width * 0.3)[24:],
                (x + width * 0.82, y - 12 * size),
            ],
            mix(wall, "#ffe5c4", 0.3),
        )
        sheet.poly(
            [
                *curve(
                    [
                        (x + width * 0.5, y - 12 * size - width * 0.3),
                        (x + width * 0.24, y - 12 * size - width * 0.2),
                        (x + width * 0.18, y - 12 * size),
                    ]
                ),
                (x + width * 0.4, y - 12 * size),
            ],
            dark,
        )
    elif kind < 0.4:
        for leg in (0.56, 0.78):
            sheet.rect(x + width * leg, y - 40 * size, 4 * size, 30 * size, dark)
        sheet.rect(x + width * 0.52, y - 76 * size, width * 0.32, 38 * size, "#e8dccb")
        sheet.rect(x + width * 0.52, y - 76 * size, width * 0.1, 38 * size, "#a493a0")
    elif kind < 0.55:
        sheet.stroke([(x + width * 0.6, y), (x + width * 0.6, y - 66 * size)], 2.4 * size, "#40304d")
        for rung in range(3):
            reach = (18 - rung * 4) * size
            sheet.stroke(
                [
                    (x + width * 0.6 - reach, y - (40 + rung * 11) * size),
                    (x + width * 0.6 + reach, y - (42 + rung * 11) * size),
                ],
                2 * size,
                "#40304d",
            )
    for column in range(2):
        left, top = x + width * (0.46 + column * 0.26), y + 26 * size
        lit = dice.random() < 0.38
        pane = "#ffd98a" if lit else mix(wall, "#2b1c3a", 0.62)
        sheet.poly(
            [
                *ring(left + 9 * size, top + 9 * size, 9 * size, 9 * size, count=16)[8:],
                (left + 18 * size, top + 32 * size),
                (left, top + 32 * size),
            ],
            pane,
        )


def _laundry(sheet: Canvas) -> None:
    line = curve([(150, 640), (330, 676), (520, 650)])
    sheet.stroke(line, 3, "#40304d")
    sheet.stroke([(150, 720), (150, 630)], 6, "#40304d")
    sheet.stroke([(520, 730), (520, 640)], 6, "#40304d")
    for index, (colour, width, height) in enumerate(
        (
            ("#fff4e6", 54, 74),
            ("#7a1f3a", 38, 56),
            ("#f0c887", 46, 60),
            ("#fff4e6", 60, 80),
            ("#4f7f8a", 36, 52),
        )
    ):
        x, y = line[2 + index * 3]
        sheet.poly(
            [
                (x, y),
                (x + width, y + 5),
                (x + width - 6, y + height),
                (x + width * 0.4, y + height - 8),
                (x - 3, y + height + 2),
            ],
            colour,
        )
        sheet.poly(
            [
                (x + width * 0.66, y + 3),
                (x + width, y + 5),
                (x + width - 6, y + height),
                (x + width * 0.6, y + height - 4),
            ],
            mix(colour, "#4b3358", 0.3),
        )


def lighthouse() -> Image.Image:
    """A white tower on its rock; the beam crosses a dark sea."""
    sheet = Canvas(WIDTH, HEIGHT, "#20304f")
    sheet.sky([(0, "#1b2547"), (0.55, "#3d4d74"), (0.85, "#8f7f93"), (1, "#d3a092")], 0, 600)
    dice = seeded("lighthouse")
    for _ in range(120):
        sheet.disc(
            dice.uniform(0, WIDTH),
            dice.uniform(0, 330),
            dice.choice((1, 1.4, 2)),
            "#f7ecd9",
            dice.randint(80, 200),
        )
    for x, y, width in ((240, 420, 420), (1180, 380, 520), (700, 470, 380), (1450, 486, 360)):
        sheet.blob(
            [
                (x - width / 2, y + 16),
                (x - width * 0.2, y - 14),
                (x + width * 0.16, y - 6),
                (x + width / 2, y + 14),
                (x, y + 26),
            ],
            "#6f6685",
        )
    light = (442.0, 246.0)
    for spread, alpha in ((150, 40), (92, 62), (44, 90)):
        sheet.poly([light, (1640, 130 - spread), (1640, 190 + spread)], "#fff0c2", alpha)
        sheet.poly([light, (-40, 280 - spread * 0.35), (-40, 300 + spread * 0.35)], "#fff0c2", alpha // 2)
    sheet.rect(0, 596, WIDTH, 304, "#34507a")
    tones = ("#4a6a8c", "#3b5a80", "#2f4a6e", "#263d5e", "#1d304e", "#16253f")
    for row, colour in enumerate(tones):
        base = 606 + row * 42 + row * row * 5
        length = 70 + row * 34
        crest = [(x, base - abs(math.sin((x + row * 90) / length)) * (8 + row * 5)) for x in range(-20, 1641, 8)]
        sheet.poly([*crest, (1640, 920), (-20, 920)], colour)
        sheet.stroke(crest, 2 + row * 0.4, mix(colour, "#f3e2d0", 0.4), alpha=150)
    _rock(sheet)
    _tower(sheet, 442, 640)
    sheet.glow(*light, 150, "#fff3c9", 0.95)
    sheet.disc(*light, 15, "#fffdf0")
    for x, y in ((1110, 622), (1330, 640)):
        sheet.poly(moved(outline("-34,-12 40,-12 26,6 -24,6"), x, y), "#131c33")
        sheet.poly([(x, y - 66), (x + 30, y - 16), (x, y - 16)], "#e9cdb8")
        sheet.stroke([(x - 2, y - 70), (x - 2, y - 12)], 3, "#131c33")
    return sheet.finish()


def _rock(sheet: Canvas) -> None:
    sheet.poly(
        outline("60,800 130,716 220,700 280,650 380,632 540,636 620,676 700,690 760,744 850,800 900,900 0,900"),
        "#1a2238",
    )
    for points, colour in (
        (outline("280,650 380,632 360,700 250,760 220,700"), "#3a4562"),
        (outline("380,632 540,636 500,700 360,700"), "#4c5672"),
        (outline("540,636 620,676 600,760 500,700"), "#2a3450"),
        (outline("620,676 700,690 690,780 600,760"), "#38425e"),
        (outline("130,716 220,700 250,760 140,820"), "#2c3652"),
        (outline("360,700 500,700 470,800 330,800"), "#2f3955"),
        (outline("700,690 760,744 770,830 690,780"), "#242d48"),
    ):
        sheet.poly(points, colour)
    for x, width in ((60, 130), (250, 160), (470, 190), (690, 160), (850, 110)):
        sheet.blob(
            [
                (x - width, 858),
                (x - width * 0.5, 826),
                (x, 838),
                (x + width * 0.5, 822),
                (x + width, 856),
                (x, 872),
            ],
            "#e9e4e2",
            210,
        )
        sheet.blob([(x - width * 0.8, 872), (x, 854), (x + width * 0.8, 870), (x, 890)], "#9fb0c2", 200)


def _tower(sheet: Canvas, x: float, y: float) -> None:
    sheet.poly(moved(outline("-76,4 -46,-330 46,-330 76,4"), x, y), "#efe6dc")
    sheet.poly(moved(outline("-76,4 -46,-330 -14,-330 -24,4"), x, y), "#8f90a8")
    sheet.poly(moved(outline("-66,-110 -57,-200 57,-200 66,-110"), x, y), "#7a1f3a")
    sheet.poly(moved(outline("-66,-110 -57,-200 -18,-200 -20,-110"), x, y), "#4d1430")
    sheet.rect(x - 66, y - 346, 132, 18, "#262b44")
    for post in range(-60, 61, 20):
        sheet.rect(x + post - 1.5, y - 370, 3, 26, "#262b44")
    sheet.rect(x - 64, y - 372, 128, 4, "#262b44")
    sheet.rect(x - 32, y - 426, 64, 80, "#fbe7b0")
    for pane in (-32, -12, 8, 28):
        sheet.rect(x + pane, y - 426, 4, 80, "#262b44")
    sheet.poly(
        [(x - 44, y - 424), *curve([(x - 36, y - 452), (x, y - 478), (x + 36, y - 452)]), (x + 44, y - 424)],
        "#7a1f3a",
    )
    sheet.stroke([(x, y - 476), (x, y - 506)], 4, "#262b44")
    for top in (-290, -60):
        sheet.poly(
            [*ring(x + 12, y + top, 10, 10, count=16)[8:], (x + 22, y + top + 30), (x + 2, y + top + 30)],
            "#3a3550",
        )


def bread() -> Image.Image:
    """The mouth of a village oven before dawn, loaves on the peel."""
    sheet = Canvas(WIDTH, HEIGHT, "#2a1a1c")
    dice = seeded("bread")
    for row in range(11):
        x = -80.0 - (row % 2) * 70
        while x < WIDTH + 40:
            width = dice.uniform(110, 170)
            near = 1 - min(1.0, math.hypot(x + width / 2 - 1010, row * 86 - 440) / 900)
            colour = mix("#38242a", "#a8603a", max(0.0, near) ** 1.6 * dice.uniform(0.8, 1.1))
            sheet.blob(
                [
                    (x + 6, row * 86 - 30),
                    (x + width - 6, row * 86 - 32),
                    (x + width - 4, row * 86 + 46),
                    (x + 4, row * 86 + 48),
                ],
                colour,
            )
            x += width
    sheet.poly([*ring(1010, 600, 438, 420)[24:], (1448, 600)], "#4a2a24")
    for step in range(15):
        start, end = math.pi + step * math.pi / 15 + 0.012, math.pi + (step + 1) * math.pi / 15 - 0.012
        wedge = [
            (1010 + math.cos(turn) * reach * 1.04, 600 + math.sin(turn) * reach)
            for turn, reach in ((start, 330), (start, 424), (end, 424), (end, 330))
        ]
        sheet.poly(wedge, mix("#8a4f38", "#d9945a", dice.uniform(0.1, 0.9)))
    for x in (576, 1346):
        sheet.rect(x, 602, 98, 42, "#b0703f")
    mouth = [*ring(1010, 600, 340, 328, count=60)[30:], (1350, 640), (670, 640)]
    inside = sheet.layer()
    inside.sky([(0, "#5a1d17"), (0.4, "#b8431f"), (0.8, "#f08a2e"), (1, "#ffc65a")], 270, 645)
    inside.glow(1130, 620, 340, "#fff0a8", 1)
    _flames(inside, dice)
    inside.poly(outline("640,640 690,612 1330,612 1380,640"), "#7d3420")
    sheet.clip(inside, mouth)
    sheet.glow(1010, 660, 620, "#ff9b42", 0.32)
    sheet.poly(outline("560,640 1640,640 1640,712 470,712"), "#c98450")
    sheet.rect(470, 712, 1170, 200, "#472a27")
    sheet.rect(456, 704, 1190, 24, "#9c5f40")
    for row, y in enumerate((736, 806, 876)):
        for x in range(478 - 88 * (row % 2), 1640, 176):
            left = max(x, 478)
            if x + 166 > left:
                sheet.rect(left, y, x + 166 - left, 62, mix("#6f4235", "#4f2d2b", row / 3))
    _peel(sheet)
    return sheet.finish()


def _flames(sheet: Canvas, dice: Random) -> None:
    for colour, height, count in (("#ff9a2e", 190, 9), ("#ffcf5f", 130, 8), ("#fff2b8", 70, 7)):
        for index in range(count):
            x = 1010 + index * 34 + dice.uniform(-12, 12)
            tall = height * dice.uniform(0.55, 1.05)
            sheet.blob(
                [
                    (x - 26, 626),
                    (x - 20, 626 - tall * 0.5),
                    (x + 4, 626 - tall),
                    (x + 14, 626 - tall * 0.45),
                    (x + 26, 626),
                ],
                colour,
            )


def _peel(sheet: Canvas) -> None:
    sheet.stroke([(-40, 860), (560, 676)], 30, "#9c6440")
    sheet.stroke([(-40, 852), (556, 669)], 8, "#d99c62")
    sheet.blob(outline("520,700 560,640 760,600 900,596 930,622 880,672 680,716"), "#b97846")
    sheet.blob(outline("530,692 570,640 760,602 896,598 916,616 870,656 690,696"), "#dca168")
    for x, y, size in ((630, 650, 1.0), (756, 632, 1.0), (868, 618, 0.82)):
        _loaf(sheet, x, y, size)
    for x, y, size in ((1250, 668, 1.0), (1370, 676, 1.1), (1310, 642, 0.95), (1330, 610, 0.8)):
        _loaf(sheet, x, y, size)


def _loaf(sheet: Canvas, x: float, y: float, size: float) -> None:
    sheet.oval(x, y + 12 * size, 66 * size, 20 * size, "#5a2f22", 130)
    sheet.blob(
        moved(outline("-64,6 -50,-22 0,-36 50,-22 64,6 40,20 -40,20"), x, y, size),
        "#c9843f",
    )
    sheet.blob(
        moved(outline("-58,0 -44,-22 0,-35 48,-22 60,0 30,-6 -30,-6"), x, y, size),
        "#eebb6e",
    )
    for dx, dy in ((-26, -14), (6, -22), (30, -12), (-6, -10)):
        sheet.oval(x + dx * size, y + dy * size, 8 * size, 4 * size, "#a5602c")


def pitch() -> Image.Image:
    """A penalty area from above in the last light: long shadows, one ball, a goalkeeper who has come up."""
    sheet = Canvas(WIDTH, HEIGHT, "#4f8a4f")
    tilt, middle = -14.0, (800.0, 450.0)

    def flat(points: Iterable[Point]) -> list[Point]:
        return turned(points, tilt, middle)

    for stripe in range(-3, 16):
        x = stripe * 130 - 200
        colour = "#4b8a50" if stripe % 2 else "#5a9a5b"
        sheet.poly(flat([(x, -500), (x + 130, -500), (x + 130, 1400), (x, 1400)]), colour)
    sheet.poly(flat(outline("1470,-600 2400,-600 2400,1500 1470,1500")), "#b5623f")
    for lane in range(5):
        x = 1496 + lane * 62
        sheet.poly(flat([(x, -600), (x + 5, -600), (x + 5, 1500), (x, 1500)]), "#f2dcc0")
    _pitch_lines(sheet, flat)
    dice = seeded("pitch")
    home = outline("1120,300 1050,470 980,380 900,600 840,250 1190,560 700,470 1230,420")
    away = outline("1150,380 1090,540 1030,270 940,480 1210,320 1180,480 760,340 860,420 1262,500")
    alone = [((1290, 430), "#f0b429"), ((1150, 446), "#4fb3c4"), ((1010, 170), "#23202b")]
    players = [(spot, "#7a1650") for spot in home] + [(spot, "#f6efe0") for spot in away] + alone
    ball = flat([(1212, 446)])[0]
    flight = [
        (ball[0] - 4, ball[1] + 6),
        (ball[0] - 60, ball[1] + 36),
        (ball[0] - 52, ball[1] + 20),
        (ball[0] - 2, ball[1] - 7),
    ]
    sheet.shade("#86a38c", *_shadows(flat(spot for spot, _ in players)), flight)
    for spot, shirt in players:
        _player(sheet, *flat([spot])[0], shirt, dice.uniform(0, 360))
    sheet.disc(*ball, 10, "#ffffff")
    sheet.disc(ball[0] + 2, ball[1] + 1, 3.4, "#23202b")
    sheet.glow(1500, 60, 700, "#ffe3a0", 0.35)
    return sheet.finish()


def _pitch_lines(sheet: Canvas, flat: Callable[[Iterable[Point]], list[Point]]) -> None:
    chalk = "#f4f6ea"
    for line in (
        [(1330, -600), (1330, 1500)],
        outline("1330,130 1010,130 1010,760 1330,760"),
        outline("1330,300 1220,300 1220,590 1330,590"),
        [(150, -600), (150, 1500)],
        [(1330, 1180), (-600, 1180)],
    ):
        sheet.stroke(flat(line), 7, chalk)
    sheet.stroke(flat(point for point in ring(1115, 445, 175, count=90) if point[0] < 1012), 7, chalk)
    circle = flat(ring(150, 445, 190, count=90))
    sheet.stroke([*circle, circle[0]], 7, chalk)
    sheet.disc(*flat([(1115, 445)])[0], 8, chalk)
    for share in range(13):
        sheet.stroke(flat([(1330, 370 + share * 12.5), (1384, 370 + share * 12.5)]), 1.6, "#eef1e6")
    for depth in range(5):
        sheet.stroke(flat([(1334 + depth * 12.5, 370), (1334 + depth * 12.5, 520)]), 1.6, "#eef1e6")
    sheet.stroke(flat(outline("1332,366 1388,366 1388,524 1332,524")), 5, "#ffffff")


def _player(sheet: Canvas, x: float, y: float, shirt: str, angle: float) -> None:
    """Somebody seen from straight above."""
    for side in (-1, 1):
        arm = [
            (x - 4, y + side * 15),
            (x + 24, y + side * 19),
            (x + 24, y + side * 26),
            (x - 6, y + side * 24),
        ]
        sheet.poly(turned(arm, angle, (x, y)), "#c08a64")
    back = moved(outline("-12,-22 8,-26 12,0 8,26 -12,22 -15,0"), x, y)
    sheet.blob(turned(back, angle, (x, y)), shirt)
    sheet.disc(x, y, 10.5, "#2e2226")


def _shadows(spots: Iterable[Point]) -> list[list[Point]]:
    """The long shadows that give away how people stand whom one sees from straight above."""
    figure = (
        outline("-4,-10 74,-11 80,0 60,-2 -2,-4"),
        outline("-4,10 74,11 80,0 60,2 -2,4"),
        curve(outline("62,-11 100,-16 126,-20 138,0 126,20 100,16 62,11"), closed=True),
        outline("128,-20 90,-36 84,-30 114,-12"),
        outline("128,20 90,36 84,30 114,12"),
        outline("132,-5 150,-5 150,5 132,5"),
        ring(158, 0, 15, 12),
    )
    return [moved(turned(part, 152), x, y) for x, y in spots for part in figure]
