"""Pictures of handwork seen from close: a floor of small stones, a loom, a page with pencil notes. Each is
one function that returns a finished picture of 1600x900 and draws the same one every time."""

import math
from collections.abc import Sequence
from random import Random

from PIL import Image

from articles.drawing.canvas import Canvas, Point, curve, mix, moved, outline, ring, seeded, turned
from articles.drawing.land import HEIGHT, WIDTH

STONE = 11.5
LIME, BASALT, RED, OCHRE, GREEN, BLUE, ROSE = (
    "#efe3c8",
    "#2f3036",
    "#a33b2c",
    "#d79a3f",
    "#5f7c5c",
    "#3f6680",
    "#d69a86",
)


def mosaic() -> Image.Image:
    """Two partridges at a pomegranate tree, half of the floor still in the shade of the shelter."""
    plan = _cartoon_of_the_floor()
    sheet = Canvas(WIDTH, HEIGHT, "#b8a587")
    dice = seeded("mosaic")
    bands = [plan.getchannel(band).tobytes() for band in "RGB"]
    colours = list(zip(*bands, strict=True))
    for row in range(-1, round(HEIGHT / STONE) + 2):
        for column in range(-1, round(WIDTH / STONE) + 2):
            x, y = (
                column * STONE + (row % 2) * 3 + math.sin(row / 7) * 5,
                row * STONE + math.sin(column / 9) * 5,
            )
            look_up = (
                min(max(round(x + STONE / 2), 0), WIDTH - 1),
                min(max(round(y + STONE / 2), 0), HEIGHT - 1),
            )
            fill = _stone_colour(colours[look_up[1] * WIDTH + look_up[0]], dice.uniform(-14, 12))
            gap = dice.uniform(0.6, 1.3)
            corners = [
                (x + gap, y + gap),
                (x + STONE - gap, y + gap),
                (x + STONE - gap, y + STONE - gap),
                (x + gap, y + STONE - gap),
            ]
            sheet.poly([(cx + dice.uniform(-0.8, 0.8), cy + dice.uniform(-0.8, 0.8)) for cx, cy in corners], fill)
    _soil(sheet, dice)
    sheet.shade("#b9a9ad", outline("0,0 520,0 160,900 0,900"), outline("640,0 700,0 340,900 280,900"))
    _brush(sheet)
    return sheet.finish()


def _stone_colour(colour: Sequence[int], tone: float) -> str:
    """No two stones of one colour come from the same part of the quarry."""
    return "#" + "".join(f"{min(255, max(0, round(part + tone))):02x}" for part in colour)


def _cartoon_of_the_floor() -> Image.Image:
    """The design at one pixel per pixel, from which every stone takes its colour."""
    plan = Canvas(WIDTH, HEIGHT, LIME, oversampling=1)
    for inset, colour in (
        (0, BASALT),
        (22, LIME),
        (36, RED),
        (58, LIME),
        (120, LIME),
        (132, BASALT),
        (148, LIME),
    ):
        plan.rect(inset, inset, WIDTH - 2 * inset, HEIGHT - 2 * inset, colour)
    _lozenges(plan)
    _tree(plan)
    for way in (-1, 1):
        _partridge(plan, 800 + way * 380, 566, way)
        for x, y in ((560, 250), (660, 380), (250, 710)):
            _sprig(plan, 800 + way * (x - 60), y, way)
    return plan.image


def _lozenges(plan: Canvas) -> None:
    """The border: lozenges in two colours on a dark band, a red square in every corner."""
    corners = outline("90,90 1510,90 1510,810 90,810")
    for (x, y), (to_x, to_y), count in zip(corners, [*corners[1:], corners[0]], (20, 10, 20, 10), strict=True):
        plan.stroke([(x, y), (to_x, to_y)], 58, BASALT)
        dx, dy = (to_x - x) / count, (to_y - y) / count
        for step in range(1, count):
            cx, cy = x + dx * step, y + dy * step
            for reach, colour in ((36, OCHRE if step % 2 else LIME), (15, RED if step % 2 else BLUE)):
                plan.poly([(cx, cy - reach), (cx + reach, cy), (cx, cy + reach), (cx - reach, cy)], colour)
    for x, y in corners:
        plan.rect(x - 34, y - 34, 68, 68, RED)
        plan.rect(x - 18, y - 18, 36, 36, LIME)


def _tree(plan: Canvas) -> None:
    trunk = outline("-34,720 -14,560 -24,440 -8,400 10,400 26,440 16,560 38,720")
    plan.poly(moved(trunk, 800, 0), "#7a5238")
    plan.poly(moved(outline("10,400 26,440 16,560 38,720 8,720 -2,560 8,440"), 800, 0), BASALT)
    for way in (-1, 1):
        for tip in ((210, 330), (150, 230), (60, 200)):
            plan.stroke(
                curve([(800, 470), (800 + way * tip[0] * 0.5, tip[1] + 60), (800 + way * tip[0], tip[1])]),
                13,
                "#7a5238",
            )
        for x, y, angle in (
            (60, 330, -60),
            (120, 300, -20),
            (170, 380, 10),
            (100, 400, 20),
            (40, 260, -80),
            (190, 270, -40),
            (120, 200, -70),
            (90, 240, -40),
            (200, 320, 0),
        ):
            plan.leaf(800 + way * x, y, 62, 17, angle if way > 0 else 180 - angle, GREEN)
            plan.leaf(800 + way * x, y + 4, 44, 6, angle if way > 0 else 180 - angle, "#93a878")
        for x, y in ((232, 338), (148, 226)):
            _pomegranate(plan, 800 + way * x, y, 1.0)
    _pomegranate(plan, 800, 196, 1.15)
    plan.blob(outline("640,730 740,704 800,712 860,704 960,730 800,748"), "#9a7a4f")


def _pomegranate(plan: Canvas, x: float, y: float, size: float) -> None:
    plan.disc(x, y, 40 * size, BASALT)
    plan.disc(x, y, 33 * size, RED)
    plan.disc(x - 8 * size, y - 8 * size, 14 * size, ROSE)
    plan.poly(moved(outline("-14,-34 -22,-58 -6,-46 0,-62 6,-46 22,-58 14,-34"), x, y, size), RED)


def _partridge(plan: Canvas, x: float, y: float, way: int) -> None:
    """A rock partridge that looks to the tree; ``way`` 1 stands to the right of it."""

    def put(points: list[Point], fill: str) -> None:
        plan.blob([(x + way * dx * 1.12, y + dy * 1.12) for dx, dy in points], fill)

    for foot in (4, 46):
        plan.stroke(
            [(x + way * foot, y + 90), (x + way * (foot - 6), y + 178), (x + way * (foot - 34), y + 184)],
            12,
            RED,
        )
    put(
        outline("-140,-90 -118,-30 -64,80 20,112 110,70 196,42 150,0 60,-60 -40,-76 -84,-150 -140,-150"),
        BASALT,
    )
    put(
        outline("-128,-86 -108,-30 -56,68 20,98 100,58 160,38 110,0 50,-48 -44,-64 -84,-138 -130,-140"),
        "#a9a392",
    )
    put(outline("-104,-26 -60,62 18,94 60,70 0,40 -50,-10"), ROSE)
    put(outline("-52,-40 40,-40 120,10 176,36 90,44 10,30"), "#7b7f86")
    for index in range(4):
        left = -6 + index * 28
        put([(left, 36), (left + 14, 30), (left + 26, 60), (left + 10, 78)], OCHRE if index % 2 else RED)
    put(outline("-126,-96 -92,-80 -66,-104 -84,-138 -126,-140"), LIME)
    plan.stroke(
        [(x - way * 146, y - 128), (x - way * 104, y - 112), (x - way * 84, y - 62), (x - way * 112, y - 38)],
        13,
        BASALT,
    )
    plan.disc(x - way * 120, y - 138, 13, RED)
    plan.disc(x - way * 120, y - 138, 6, BASALT)
    plan.poly([(x - way * 148, y - 150), (x - way * 196, y - 122), (x - way * 150, y - 116)], RED)


def _sprig(plan: Canvas, x: float, y: float, way: int) -> None:
    plan.stroke([(x, y + 26), (x + way * 6, y - 8)], 9, GREEN)
    for angle, colour in ((-90, RED), (-140, ROSE), (-40, ROSE)):
        plan.leaf(x + way * 6, y - 6, 34, 11, angle, colour)


def _soil(sheet: Canvas, dice: Random) -> None:
    edge = outline("900,912 960,850 1060,838 1140,770 1250,752 1320,676 1430,640 1500,540 1612,500")
    rough = [(x + dice.uniform(-10, 10), y + dice.uniform(-10, 10)) for x, y in curve(edge, steps=7)]
    for shift, colour in ((0, "#8a7456"), (14, "#74593f"), (40, "#6a4f38")):
        sheet.poly([*((x + shift, y + shift) for x, y in rough), (1640, 940), (880, 940)], colour)
    for _ in range(200):
        x, y = dice.uniform(980, 1600), dice.uniform(560, 900)
        if (x - 900) / 700 + (y - 912) / 412 > 0.16:
            sheet.oval(x, y, dice.uniform(2, 9), dice.uniform(1.6, 5), dice.choice(("#5a4230", "#856747", "#9a7b57")))
    for _ in range(46):
        x, y = dice.choice(rough)
        x, y = x + dice.gauss(14, 24), y + dice.gauss(16, 22)
        stone = turned(moved(outline("-5,-5 5,-5 5,5 -5,5"), x, y), dice.uniform(0, 90), (x, y))
        sheet.poly(moved(stone, 3, 4), "#4a3626", 120)
        sheet.poly(stone, dice.choice((LIME, RED, OCHRE, BLUE, BASALT, LIME)))


def _brush(sheet: Canvas) -> None:
    centre = (1236.0, 790.0)
    shadow = outline("1040,770 1420,960 1440,930 1060,744")
    sheet.poly(shadow, "#2f2018", 90)
    handle = outline("1216,776 1216,804 1520,800 1520,780")
    sheet.poly(turned(handle, 27, centre), "#c98a4b")
    sheet.poly(turned(outline("1216,776 1216,785 1520,786 1520,780"), 27, centre), "#e8b57a")
    sheet.poly(turned(outline("1160,764 1160,816 1222,810 1222,770"), 27, centre), "#b9c0c4")
    sheet.poly(turned(outline("1160,764 1160,778 1222,780 1222,770"), 27, centre), "#eef1f1")
    for hair in range(22):
        y = 766 + hair * 2.3
        sheet.stroke(
            turned([(1164, y), (1090 - (hair % 4) * 5, y + (hair - 11) * 1.3)], 27, centre),
            3.4,
            ("#f0e2c4", "#d9c294", "#b99a66")[hair % 3],
        )


def loom() -> Image.Image:
    """A cloth on the loom: the finished rows below, the bare warp above, the shuttle between."""
    sheet = Canvas(WIDTH, HEIGHT, "#2b2333")
    sheet.sky([(0, "#3a2d40"), (1, "#211a29")], 0, 900)
    sheet.glow(1240, 60, 640, "#e0a56c", 0.5)
    fell = 470.0
    for index in range(134):
        x = 136 + index * 10
        lift = -16 if index % 2 else 16
        colour = mix("#c9b493", "#f7ead0", 0.5 + 0.5 * math.sin(index / 21))
        sheet.stroke([(x, -10), (x, 250 + lift), (x, fell)], 3.4, colour)
    for y, colour in ((96, "#8a5637"), (250, "#6f4530")):
        sheet.rect(60, y + 14, 1480, 14, "#000000", 70)
        sheet.rect(60, y - 16, 1480, 32, colour)
        sheet.rect(60, y - 16, 1480, 8, mix(colour, "#ffd9a8", 0.45))
    _cloth(sheet, fell)
    _shuttle(sheet, fell)
    for x in (20, 1480):
        sheet.rect(x, 0, 100, HEIGHT, "#7a4b31")
        sheet.rect(x, 0, 26, HEIGHT, "#a56d47")
        sheet.rect(x + 82, 0, 18, HEIGHT, "#53301f")
        for y in (96, 250, 860):
            sheet.disc(x + 52, y, 13, "#3f2518")
            sheet.disc(x + 49, y - 3, 9, "#c9935f")
    return sheet.finish()


def _cloth(sheet: Canvas, top: float) -> None:
    """The pattern is counted, as on the paper of the story: mirror, turn, repeat."""
    rows, columns, cell = 48, 134, 10.0
    for row in range(rows):
        y = top + row * 9
        for column in range(columns):
            colour = _stitch(row, column - columns // 2)
            x = 131 + column * cell
            sheet.rect(x, y, cell, 9, mix(colour, "#1c1220", 0.34))
            sheet.oval(x + cell / 2, y + 4.2, cell / 2, 3.9, colour)


def _stitch(row: int, column: int) -> str:
    indigo, madder, cream, mustard, teal = "#2f4470", "#a8323a", "#f3e4c4", "#e0a338", "#3f8078"
    if row < 3 or row in (10, 38) or row > 45:
        return cream
    if row in (4, 9, 39, 44):
        return madder
    if 4 < row < 9 or 39 < row < 44:
        return mustard if (column + (row % 2) * 2) % 4 < 2 else indigo
    across, down = abs(column + 11) % 22 - 11 if column < 0 else (column + 11) % 22 - 11, row - 24
    reach = abs(across) + abs(down)
    if reach <= 1:
        return cream
    if reach <= 4:
        return madder
    if reach <= 6:
        return mustard
    if reach <= 9:
        return indigo
    if reach == 10:
        return cream
    if (abs(down) - abs(across)) % 6 < 2 and reach > 12:
        return teal
    return "#7d2436"


def _shuttle(sheet: Canvas, fell: float) -> None:
    y = fell - 62
    sheet.stroke([(131, fell - 2), (420, fell - 14), (700, y + 14)], 6, "#e0a338", soft=True)
    sheet.blob([(640, y + 34), (880, y + 58), (1150, y + 40), (880, y + 74)], "#000000", 80)
    hull = [
        (640, y + 8),
        (720, y - 26),
        (880, y - 38),
        (1040, y - 30),
        (1130, y - 2),
        (1040, y + 28),
        (880, y + 36),
        (720, y + 30),
    ]
    sheet.blob(hull, "#8a5432")
    sheet.blob(
        [
            (660, y + 2),
            (730, y - 22),
            (880, y - 33),
            (1040, y - 25),
            (1110, y - 4),
            (1000, y - 12),
            (800, y - 10),
        ],
        "#c98f58",
    )
    sheet.blob([(760, y - 4), (800, y - 18), (960, y - 18), (1000, y - 2), (960, y + 14), (800, y + 16)], "#2f1c17")
    sheet.rect(790, y - 14, 182, 27, "#e0a338")
    for x in range(792, 972, 9):
        sheet.stroke([(x, y - 13), (x + 5, y + 12)], 2, "#a8711f")


def margins() -> Image.Image:
    """A book open under a lamp, its margins full of somebody's pencil."""
    sheet = Canvas(WIDTH, HEIGHT, "#2f4a45")
    for board, colour in enumerate(("#34524c", "#2f4b46", "#375750", "#2c4641")):
        sheet.rect(0, board * 236 - 20, WIDTH, 232, colour)
    sheet.glow(700, 380, 900, "#f0d79a", 0.55)
    sheet.shade("#93a59c", moved(_book_outline(), 30, 44))
    sheet.poly(_book_outline(16), "#7a2a35")
    for layer in range(6, 0, -1):
        sheet.poly(_book_outline(layer * 1.8, page=True), "#d9c8a0" if layer % 2 else "#f4e8cb")
    sheet.poly(_book_outline(0, page=True), "#fbf4e1")
    _gutter(sheet)
    _print_and_pencil(sheet)
    _tea(sheet, 1390, 250)
    _pencil(sheet)
    sheet.mist(560, 900, "#0f1c1d", 120)
    return sheet.finish()


def _book_outline(grow: float = 0, *, page: bool = False) -> list[Point]:
    top = curve(outline("150,150 300,112 520,104 690,142")) + curve(outline("690,142 860,104 1080,112 1230,150"))
    low = curve(outline("1250,790 1090,760 870,756 690,800")) + curve(outline("690,800 510,756 290,760 130,790"))
    flat = [
        (690 + (x - 690) * (1 + grow / 560), y + (grow * 0.9 if y > 450 else 0 if page else -grow * 0.8))
        for x, y in [*top, *low]
    ]
    return turned(flat, -5, (690, 450))


def _on_page(points: Sequence[Point]) -> list[Point]:
    """From the flat page to the one that bends towards the fold and lies a little askew on the table."""

    def bend(x: float, y: float) -> Point:
        share = min(abs(x - 690) / 560, 1)
        return x, y - 34 * math.sin(share * math.pi) + 14

    return turned([bend(x, y) for x, y in points], -5, (690, 450))


def _gutter(sheet: Canvas) -> None:
    for width, alpha in ((90, 18), (56, 26), (28, 40), (10, 70)):
        top, low = _on_page([(690, 134)])[0], _on_page([(690, 792)])[0]
        sheet.poly(
            [
                (top[0] - width, top[1] - width * 0.12),
                top,
                (top[0] + width * 0.8, top[1] - width * 0.1),
                (low[0] + width * 0.8, low[1] - width * 0.1),
                low,
                (low[0] - width, low[1] - width * 0.12),
            ],
            "#8a6f4a",
            alpha,
        )


def _print_and_pencil(sheet: Canvas) -> None:
    dice = seeded("margins")
    for left, right in ((300, 640), (742, 1082)):
        for line in range(19):
            y = 200 + line * 29
            x: float = right - (40 if line in (0, 7, 13) else 0)
            end = left + (dice.uniform(120, 220) if line in (6, 12, 18) else 0)
            while x > end + 12:
                width = min(dice.uniform(22, 74), x - end)
                steps = [(x - width * part / 4, y) for part in range(5)]
                sheet.stroke(_on_page(steps), 8, "#6c6257")
                x -= width + 11
    pencil = "#35506e"
    for x, y, lines in ((190, 250, 5), (176, 500, 4), (1110, 210, 3), (1112, 430, 6), (196, 680, 2)):
        for line in range(lines):
            _scribble(sheet, dice, x, y + line * 24, dice.uniform(56, 88), pencil)
    sheet.stroke(_on_page([(760 + step * 10, 299 + math.sin(step * 1.4) * 2.4) for step in range(33)]), 3, "#a33b2c")
    sheet.stroke(_on_page(ring(440, 489, 92, 21, count=30)), 3.4, "#a33b2c")
    sheet.stroke(_on_page(curve([(346, 492), (306, 510), (272, 520)])), 3, "#a33b2c")
    flower = (1156.0, 650.0)
    for petal in range(7):
        turn = petal / 7 * math.tau
        sheet.stroke(
            _on_page(
                ring(
                    flower[0] + math.cos(turn) * 19,
                    flower[1] + math.sin(turn) * 19,
                    12,
                    8,
                    angle=math.degrees(turn),
                    count=20,
                )
            ),
            2.4,
            pencil,
        )
    sheet.stroke(_on_page([(flower[0], flower[1] + 30), (flower[0] - 8, flower[1] + 84)]), 2.6, pencil)


def _scribble(sheet: Canvas, dice: Random, x: float, y: float, width: float, colour: str) -> None:
    """Handwriting that says nothing: loops of a running hand."""
    points = [(x + width * step / 16, y + dice.uniform(-6, 6) * (1 if step % 2 else -0.6)) for step in range(17)]
    sheet.stroke(_on_page(curve(points, steps=4)), 2.4, colour)


def _tea(sheet: Canvas, x: float, y: float) -> None:
    sheet.shade("#93a59c", ring(x + 40, y + 48, 132, 128))
    for radius, colour in (
        (130, "#f2ead8"),
        (118, "#dccfb4"),
        (96, "#f7f0df"),
        (72, "#c9d8d2"),
        (64, "#8a3a1c"),
        (52, "#b4562a"),
    ):
        sheet.disc(x, y, radius, colour)
    sheet.poly([*ring(x - 6, y - 8, 44)[28:40], (x - 6, y - 8)], "#dd8a4a", 200)
    sheet.blob(moved(outline("4,24 22,8 34,22 18,36"), x, y), "#5f7c3c")
    sheet.poly(turned(moved(outline("74,-6 190,-7 190,7 74,6"), x, y), 38, (x, y)), "#cfd3d2")
    spoon = ring(x + 96, y, 26, 16)
    sheet.poly(turned(spoon, 38, (x, y)), "#e9ecea")


def _pencil(sheet: Canvas) -> None:
    centre, angle = (1330.0, 640.0), 58
    body = outline("1180,628 1480,628 1480,652 1180,652")
    sheet.shade("#93a59c", moved(turned(body, angle, centre), 20, 24))
    sheet.poly(turned(body, angle, centre), "#d99a33")
    sheet.poly(turned(outline("1180,628 1480,628 1480,636 1180,636"), angle, centre), "#f2c265")
    sheet.poly(turned(outline("1180,645 1480,645 1480,652 1180,652"), angle, centre), "#a8701f")
    sheet.poly(turned([(1180, 628), (1180, 652), (1134, 640)], angle, centre), "#f0d9b0")
    sheet.poly(turned([(1149, 636), (1149, 644), (1134, 640)], angle, centre), "#2b2a2e")
    sheet.poly(turned(outline("1480,628 1500,628 1500,652 1480,652"), angle, centre), "#b9c0c4")
    sheet.poly(turned(outline("1500,628 1526,630 1526,650 1500,652"), angle, centre), "#c9707a")
