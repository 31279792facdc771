"""Pictures under the open sky: observatory, young turtles, an old water tunnel, kites, swimmers. Each is one
function that returns a finished picture of 1600x900 and draws the same one every time."""

import math
from itertools import pairwise
from random import Random

from PIL import Image

from articles.drawing.canvas import Canvas, Point, curve, mix, moved, outline, ring, seeded, turned
from articles.drawing.land import HEIGHT, WIDTH, ridge


def observatory() -> Image.Image:
    """The dome is open and the plate has been exposed for an hour: every star has drawn its arc."""
    sheet = Canvas(WIDTH, HEIGHT, "#0f1a3c")
    sheet.sky([(0, "#0b1433"), (0.6, "#1f3a66"), (1, "#5f7f9f")], 0, 760)
    dice = seeded("star trails")
    pole = (1010.0, 210.0)
    for index in range(150):
        radius = 16 + index * 7.4 + dice.uniform(-3, 3)
        start = dice.uniform(0, math.tau)
        colour = dice.choice(("#f7f3df", "#cfe0f5", "#ffe0b0", "#ffffff", "#a9c4e8"))
        for _ in range(1 + index // 40):
            start += dice.uniform(0.9, 2.4)
            sweep = [start + step * 0.55 / 22 for step in range(23)]
            arc = [(pole[0] + math.cos(a) * radius, pole[1] + math.sin(a) * radius) for a in sweep]
            sheet.stroke(arc, dice.choice((1.4, 2.0, 2.8)), mix("#1f3a66", colour, dice.uniform(0.45, 1)))
    sheet.disc(*pole, 4, "#ffffff")
    sheet.poly(ridge("dome far", 700, 50, 1.4), "#2b4668")
    sheet.poly(ridge("dome near", 770, 40, 1.1), "#182b47")
    sheet.blob(outline("-100,1000 -60,820 260,760 480,724 760,736 1050,800 1500,850 1720,880 1720,1000"), "#0d182c")
    _dome(sheet, 500, 728)
    _hut_and_watcher(sheet)
    for x, y, size in ((1280, 850, 1.2), (1360, 862, 0.9), (1440, 866, 1.4), (70, 830, 1.3), (150, 812, 0.9)):
        sheet.blob(moved(outline("-26,0 -30,-60 -10,-120 0,-140 12,-116 30,-56 26,0"), x, y, size), "#08101f")
    return sheet.finish()


def _dome(sheet: Canvas, x: float, y: float) -> None:
    wall, shade, edge = "#c9d3e0", "#6f82a3", "#eef3f9"
    sheet.rect(x - 210, y - 170, 420, 190, wall)
    sheet.rect(x + 60, y - 170, 150, 190, shade)
    for step in range(6):
        sheet.rect(x - 200 + step * 70, y - 150, 4, 170, mix(wall, "#31456b", 0.3))
    sheet.rect(x - 226, y - 184, 452, 22, edge)
    sheet.rect(x + 60, y - 184, 166, 22, mix(edge, shade, 0.6))
    sheet.poly([*ring(x, y - 184, 216, 226, count=80)[40:], (x + 216, y - 184)], wall)
    sheet.poly(
        [(x + 66, y - 184), *curve([(x + 40, y - 402), (x + 150, y - 348), (x + 206, y - 250), (x + 216, y - 184)])],
        shade,
    )
    for way in (-170, -110, 130, 178):
        seam = curve([(x, y - 410), (x + way * 0.72, y - 330), (x + way, y - 190)])
        sheet.stroke(seam, 2, "#8798b5")
    slit = [
        *curve([(x + 36, y - 408), (x + 96, y - 330), (x + 116, y - 196)]),
        *curve([(x + 28, y - 196), (x + 20, y - 320), (x - 28, y - 410)]),
    ]
    sheet.poly(slit, "#141c33")
    sheet.clip(_warm_room(sheet, x, y), slit)
    tube = turned(outline("-24,-170 24,-170 30,70 -30,70"), 28, (0, 0))
    sheet.poly(moved(tube, x + 66, y - 316), "#e9c27a")
    sheet.poly(moved(turned(outline("6,-170 24,-170 30,70 8,70"), 28, (0, 0)), x + 66, y - 316), "#a8783c")
    sheet.poly(moved(turned(outline("-32,-186 32,-186 32,-150 -32,-150"), 28, (0, 0)), x + 66, y - 316), "#f7e2ae")
    sheet.rect(x - 150, y - 92, 62, 112, "#33435f")
    sheet.rect(x - 144, y - 86, 50, 106, "#ffcf7a")
    sheet.poly([(x - 150, y + 18), (x - 88, y + 18), (x - 60, y + 76), (x - 230, y + 80)], "#ffcf7a", 70)
    for left in (-40, 20):
        sheet.disc(x + left, y - 110, 17, "#33435f")
        sheet.disc(x + left, y - 110, 13, "#e0a85c")


def _warm_room(sheet: Canvas, x: float, y: float) -> Canvas:
    room = sheet.layer()
    room.glow(x + 60, y - 200, 190, "#d9534f", 0.7)
    return room


def _hut_and_watcher(sheet: Canvas) -> None:
    sheet.poly(moved(outline("-16,0 -14,-44 -18,-76 0,-96 18,-76 14,-44 16,0"), 800, 756), "#060b16")
    sheet.disc(800, 650, 15, "#060b16")
    sheet.stroke(outline("806,688 836,668 846,648"), 8, "#060b16")
    sheet.glow(850, 642, 46, "#ff7a6a", 0.9)
    sheet.disc(850, 642, 5, "#ffd0c4")


def turtles() -> Image.Image:
    """Young turtles on their first walk, from the nest to the line where the moon lies on the water."""
    sheet = Canvas(WIDTH, HEIGHT, "#12284a")
    sheet.sky([(0, "#0e1f45"), (1, "#35588a")], 0, 230)
    sheet.glow(1130, 120, 420, "#e9ecd8", 0.75)
    sheet.disc(1130, 110, 62, "#fbf6df")
    for x, y, radius in ((1112.0, 100.0, 12), (1146, 126, 9), (1136, 88, 7)):
        sheet.disc(x, y, radius, "#e6dfbf")
    dice = seeded("turtles")
    for _ in range(80):
        sheet.disc(dice.uniform(0, WIDTH), dice.uniform(0, 200), dice.uniform(1, 2.4), "#f7f3df")
    sheet.sky([(0, "#4a6f9c"), (0.3, "#28507f"), (1, "#173a66")], 228, 520)
    for row in range(26):
        y = 232 + row * row * 0.42
        for _ in range(5):
            sheet.oval(
                1130 + dice.gauss(0, 14 + row * 4),
                y,
                dice.uniform(20, 60) + row * 2,
                1.4 + row * 0.12,
                "#f3ecc9",
                190 - row * 4,
            )
        sheet.oval(dice.uniform(0, WIDTH), y, dice.uniform(40, 130), 1.4 + row * 0.08, "#5f86b3", 120)
    sand = curve(outline("-40,560 200,520 460,470 760,486 1060,450 1360,474 1660,430"))
    for shift, colour in ((-40, "#3f6a97"), (-16, "#9dbcd6"), (0, "#eef3ee")):
        sheet.poly([*((x, y + shift) for x, y in sand), (1660, 940), (-40, 940)], colour)
    sheet.poly([*((x, y + 12) for x, y in sand), (1660, 940), (-40, 940)], "#8d7f86")
    sheet.poly([*((x, y + 64) for x, y in sand), (1660, 940), (-40, 940)], "#b8a593")
    sheet.poly([*((x, y + 170) for x, y in sand), (1660, 940), (-40, 940)], "#c9b69c")
    _nest(sheet, dice)
    young = (
        (520, 640, 0.9, 20, (700, 770)),
        (760, 560, 0.66, 4, (800, 740)),
        (960, 610, 0.82, -14, (840, 750)),
        (1120, 690, 1.1, -32, (880, 790)),
        (660, 700, 1.15, 12, (740, 800)),
        (900, 700, 1.05, -8, (830, 800)),
        (420, 560, 0.6, 30, (660, 760)),
        (1010, 520, 0.5, -2, (850, 740)),
        (1280, 620, 0.8, -26, (900, 770)),
        (300, 700, 1.05, 40, (690, 800)),
    )
    for x, y, size, _, path in young:
        _track(sheet, (x, y), path, size)
    for x, y, size, angle, _ in young:
        _hatchling(sheet, x, y, size, angle)
    for x, y, size, turn in ((120, 840, 1.0, 10), (1460, 800, 1.2, -20), (1350, 880, 0.9, 30)):
        shell = moved(turned(outline("0,-30 26,-10 34,16 0,24 -34,16 -26,-10"), turn), x, y, size)
        sheet.blob(moved(shell, 6, 8), "#7a6a62", 140)
        sheet.blob(shell, "#f3e3d0")
        for line in (-14, 0, 14):
            sheet.stroke(moved(turned([(0, -26), (line * 1.5, 18)], turn), x, y, size), 2, "#c99a86")
    return sheet.finish()


def _nest(sheet: Canvas, dice: Random) -> None:
    sheet.blob(outline("640,850 700,800 800,782 900,796 960,846 900,890 780,900 690,886"), "#a8937c")
    sheet.blob(outline("690,850 740,820 800,810 870,822 910,850 860,876 780,882 720,874"), "#7a6858")
    for _ in range(13):
        x, y = dice.uniform(720, 880), dice.uniform(832, 866)
        sheet.oval(x, y, 15, 12, "#f7efe2")
        sheet.poly([(x - 15, y), (x - 6, y - 5), (x, y + 2), (x + 8, y - 5), (x + 15, y), (x, y + 12)], "#d9cbb8")
    for _ in range(160):
        x, y = dice.uniform(0, WIDTH), dice.uniform(660, 900)
        sheet.oval(x, y, dice.uniform(1.5, 5), dice.uniform(1, 2.6), dice.choice(("#a8937c", "#e0d0b8", "#8d7f76")))


def _track(sheet: Canvas, head: Point, foot: Point, size: float) -> None:
    """The line a small body leaves in the sand, with a comma on each side for every push."""
    bend = ((head[0] + foot[0]) / 2 + (head[0] - foot[0]) * 0.16, (head[1] + foot[1]) / 2 + 18)
    line = curve([foot, bend, head], steps=11)
    for (x, y), (nx, ny) in pairwise(line):
        across, down = nx - x, ny - y
        length = math.hypot(across, down) or 1
        for side in (-1, 1):
            sheet.oval(
                x - down / length * 22 * size * side,
                y + across / length * 22 * size * side,
                9 * size,
                4.5 * size,
                "#937f6c",
            )
    sheet.stroke(line, 5 * size, "#a08b75")


def _hatchling(sheet: Canvas, x: float, y: float, size: float, angle: float) -> None:
    def put(points: list[Point], fill: str, alpha: int = 255) -> None:
        sheet.blob(turned(moved(points, x, y, size), -angle, (x, y)), fill, alpha)

    put(moved(outline("0,-44 36,-10 30,34 0,50 -30,34 -36,-10"), 10, 14), "#4d4348", 130)
    for side in (-1, 1):
        for limb in ("14,-26 54,-40 76,-18 70,-8 50,-20 24,-8", "20,24 42,34 46,50 34,52 14,38"):
            put([(side * px, py) for px, py in outline(limb)], "#2b2f36")
    put(outline("0,-72 14,-62 14,-44 0,-38 -14,-44 -14,-62"), "#3a4048")
    put(outline("0,-44 30,-26 38,4 26,36 0,50 -26,36 -38,4 -30,-26"), "#232830")
    put(outline("0,-38 24,-22 30,4 20,30 0,42 -20,30 -30,4 -24,-22"), "#4f5a52")
    for cy in (-18, 6, 28):
        put(moved(outline("0,-11 10,-4 9,7 0,11 -9,7 -10,-4"), 0, cy), "#7d8a6c")
    put(outline("-26,-8 -18,-24 -12,-20 -20,0"), "#a9b894")


def water_tunnel() -> Image.Image:
    """A hill cut open: shafts, and the tunnel that has led water to the gardens for longer than anyone remembers."""
    sheet = Canvas(WIDTH, HEIGHT, "#f3dfb4")
    sheet.sky([(0, "#8fc1c4"), (1, "#f7ecc9")], 0, 420)
    sheet.glow(1300, 110, 340, "#fff8dd", 0.9)
    sheet.disc(1300, 110, 46, "#fffaea")
    sheet.poly(ridge("tunnel far", 320, 60, 1.4), "#a9c0a0")
    crest = curve(outline("-40,610 180,604 360,560 620,450 900,330 1180,250 1420,230 1660,250"), steps=14)
    for depth, colour in (
        (0, "#6f8a4a"),
        (14, "#8a5a36"),
        (44, "#c98f55"),
        (120, "#b0713f"),
        (196, "#8f5535"),
        (300, "#74422f"),
        (430, "#5a3430"),
        (560, "#452a2e"),
    ):
        sheet.poly([*((x, y + depth * (1 + (x - 300) / 2600)) for x, y in crest), (1660, 940), (-40, 940)], colour)
    _pebbles(sheet, crest)
    _tunnel(sheet)
    for x, size in ((520, 0.5), (690, 0.6), (860, 0.6), (1030, 0.6), (1200, 0.6), (1370, 0.6)):
        _shaft(sheet, x, _height(crest, x), size)
    _garden(sheet)
    _digger(sheet, 1110, 672)
    return sheet.finish()


def _height(crest: list[Point], x: float) -> float:
    return min(crest, key=lambda point: abs(point[0] - x))[1]


def _tunnel_floor(x: float) -> float:
    return 700 - (x - 330) * 0.034


def _pebbles(sheet: Canvas, crest: list[Point]) -> None:
    dice = seeded("pebbles")
    for _ in range(330):
        x = dice.uniform(0, WIDTH)
        y = dice.uniform(_height(crest, x) + 60, 900)
        colour = dice.choice(("#d9a878", "#3f2629", "#a3704a", "#e6c194"))
        sheet.blob(
            [
                (x + math.cos(t) * dice.uniform(4, 13), y + math.sin(t) * dice.uniform(3, 7))
                for t in (0, 1.3, 2.6, 3.9, 5.2)
            ],
            colour,
            120,
        )


def _tunnel(sheet: Canvas) -> None:
    roof = [(x, _tunnel_floor(x) - 92 - 6 * math.sin(x / 37)) for x in range(330, 1530, 20)]
    floor = [(x, _tunnel_floor(x)) for x in range(1530, 310, -20)]
    bulb = curve([(1530, 566), (1590, 560), (1660, 590)])
    sheet.poly([*roof, *bulb, (1660, 690), (1540, 664), *floor], "#24171d")
    water = [(x, _tunnel_floor(x) - 22 + 2 * math.sin(x / 16)) for x in range(250, 1540, 10)]
    sheet.poly([*water, (1660, 632), (1660, 690), (1540, 668), *[(x, y + 6) for x, y in floor]], "#2f8fa3")
    for x in range(340, 1500, 58):
        y = _tunnel_floor(x) - 15
        sheet.stroke([(x, y), (x + 30, y + 1)], 3, "#a6dfe0")
    for x, y, reach in ((1580, 560, 40), (1620, 550, 60), (1556, 540, 50)):
        sheet.stroke(curve([(x, y - reach), (x - 6, y), (x - 16, y + 70)]), 4, "#4fa9b8")
    mouth = [*ring(352, 628, 44, 56, count=40)[20:], (396, 704), (308, 704)]
    sheet.poly(moved(mouth, 0, 0), "#d9c39a")
    for stone in range(9):
        turn = math.pi + stone / 8 * math.pi
        edge = (352 + math.cos(turn) * 44, 628 + math.sin(turn) * 56)
        sheet.stroke([(352 + math.cos(turn) * 28, 628 + math.sin(turn) * 38), edge], 2.4, "#8f6f4a")
    sheet.poly([*ring(352, 632, 28, 38, count=40)[20:], (380, 704), (324, 704)], "#24171d")
    sheet.poly(outline("324,676 380,674 396,704 300,704"), "#2f8fa3")


def _shaft(sheet: Canvas, x: float, top: float, size: float) -> None:
    foot = _tunnel_floor(x) - 80
    sheet.rect(x - 21, top - 4, 42, foot - top, "#24171d")
    sheet.poly([(x - 12, top), (x + 12, top), (x + 30, foot + 62), (x - 30, foot + 62)], "#ffe9b0", 60)
    for rung in range(int((foot - top) // 30)):
        for side in (-1, 1):
            sheet.rect(x + side * 21 - (7 if side > 0 else 0), top + 12 + rung * 30, 7, 11, "#8a5a3c")
    sheet.blob(
        [
            (x - 66, top + 6),
            (x - 40, top - 18),
            (x - 20, top - 22),
            (x + 22, top - 22),
            (x + 44, top - 16),
            (x + 70, top + 8),
        ],
        "#d9b27a",
    )
    sheet.rect(x - 25, top - 26, 50, 10, "#efd9a8")
    if size < 0.55:
        for side in (-1, 1):
            sheet.stroke([(x + side * 34, top - 16), (x, top - 104)], 6, "#6b4632")
        sheet.stroke([(x, top - 96), (x, foot + 30)], 2.4, "#f3e3c0")
        sheet.poly(moved(outline("-13,0 13,0 10,26 -10,26"), x, foot + 30), "#b0803f")


def _garden(sheet: Canvas) -> None:
    """Where the water comes out: a basin, and everything that lives on it."""
    sheet.poly(outline("60,640 350,640 330,706 80,706"), "#d9c39a")
    sheet.poly(outline("76,652 344,652 326,694 94,694"), "#2f8fa3")
    for y, left, right in ((662, 110, 220), (674, 180, 300), (684, 120, 190)):
        sheet.stroke([(left, y), (right, y)], 3, "#a6dfe0")
    dice = seeded("tunnel garden")
    for x, y, size in ((30, 624, 1.0), (120, 612, 1.15), (226, 604, 1.05), (318, 590, 0.85), (400, 560, 0.66)):
        sheet.rect(x - 6 * size, y - 70 * size, 12 * size, 76 * size, "#6b4632")
        for cx, cy, radius in ((-34, -90, 40), (30, -96, 42), (0, -128, 46)):
            sheet.disc(x + cx * size, y + cy * size, radius * size, "#3f6a45")
        for cx, cy, radius in ((-40, -100, 26), (22, -108, 28), (-6, -142, 30)):
            sheet.disc(x + cx * size, y + cy * size, radius * size, "#5f8f55")
        for _ in range(8):
            spot = (x + dice.uniform(-56, 56) * size, y + dice.uniform(-150, -76) * size)
            sheet.disc(*spot, 6.5 * size, dice.choice(("#f29a2e", "#f4b942")))
    for row in range(4):
        for column in range(7):
            x, y = 20 + column * 60 + row * 12, 742 + row * 44
            for angle in (-130, -90, -50):
                sheet.leaf(x, y, 30, 8, angle, ("#7fae5a", "#5f9150")[row % 2])


def _digger(sheet: Canvas, x: float, y: float) -> None:
    sheet.glow(x + 56, y - 52, 130, "#ffcf7a", 0.95)
    sheet.blob(moved(outline("-22,0 -24,-40 -8,-58 14,-54 22,-34 18,0"), x, y), "#7a1650")
    sheet.disc(x + 12, y - 66, 13, "#d9a07c")
    sheet.poly(moved(outline("-4,-70 -2,-82 26,-82 32,-72"), x, y), "#e9c65a")
    sheet.stroke(moved(outline("10,-44 32,-36 52,-46"), x, y), 7, "#d9a07c")
    sheet.rect(x + 50, y - 62, 12, 20, "#fff0bf")


def kites() -> Image.Image:
    """A windy Friday on the sand: everything that flies is made of paper."""
    sheet = Canvas(WIDTH, HEIGHT, "#8fd0dc")
    sheet.sky([(0, "#4aa3c4"), (0.7, "#a9dcdf"), (1, "#f3efcf")], 0, 700)
    for x, y, size in ((260, 170, 1.0), (1290, 130, 1.3), (800, 420, 0.8), (1500, 440, 0.9), (90, 470, 0.8)):
        cloud = outline("-150,30 -160,0 -110,-26 -70,-64 0,-72 50,-44 110,-46 156,-6 150,30 0,40")
        sheet.blob(moved(cloud, x, y, size), "#ffffff", 190)
        sheet.blob(moved(outline("-140,32 -60,10 60,14 146,28 0,42"), x, y, size), "#cfe6e6", 200)
    sheet.poly(outline("0,690 1600,690 1600,790 0,790"), "#2f8fa3")
    for row, colour in enumerate(("#58b0b8", "#8fd0cc", "#f7faef")):
        wave = [(x, 736 + row * 20 + 5 * math.sin(x / 60 + row * 2)) for x in range(-10, 1620, 12)]
        sheet.stroke(wave, 5 + row * 3, colour)
    sheet.poly([*((x, 784 + 8 * math.sin(x / 130)) for x in range(-10, 1620, 20)), (1620, 920), (-10, 920)], "#f0d9a8")
    sheet.poly(
        [*((x, 846 + 10 * math.sin(x / 170 + 2)) for x in range(-10, 1620, 20)), (1620, 920), (-10, 920)], "#e3c388"
    )
    flown = (
        (300, 300, 1.15, -24, ("#e8432e", "#f4c430"), (200, 838)),
        (560, 150, 0.75, 14, ("#7a1650", "#e97fa5"), (470, 850)),
        (820, 240, 1.3, -10, ("#2f5d9a", "#f7f3ea"), (640, 842)),
        (1120, 330, 0.95, 20, ("#2f9e6f", "#f4c430"), (1010, 856)),
        (1390, 250, 1.25, 8, ("#f29a2e", "#7a1650"), (1240, 840)),
        (1060, 110, 0.55, -16, ("#f4c430", "#e8432e"), (930, 844)),
        (120, 120, 0.6, 18, ("#f7f3ea", "#e8432e"), (90, 832)),
        (640, 470, 0.7, 24, ("#f4c430", "#2f9e6f"), (780, 856)),
    )
    for x, y, size, _, _, hand in flown:
        sag = ((x + hand[0]) / 2 + 30, (y + hand[1]) / 2 + 60)
        sheet.stroke(curve([(x, y), sag, (hand[0] + 16, hand[1] - 64)]), 1.8 + size * 0.4, "#3f5a6a")
    for x, y, size, angle, colours, _ in flown:
        _kite(sheet, x, y, size, angle, colours)
    for index, (*_, colours, hand) in enumerate(flown):
        _flyer(sheet, hand[0], hand[1], 1 if index % 3 else 0.74, colours[0])
    return sheet.finish()


def _kite(sheet: Canvas, x: float, y: float, size: float, angle: float, colours: tuple[str, str]) -> None:
    """A diamond of four fields, its tail tied with bows."""

    def put(points: list[Point]) -> list[Point]:
        return turned(moved(points, x, y, size), angle, (x, y))

    tail = [(math.sin(step / 2.2) * 20, 120.0 + step * 22) for step in range(10)]
    sheet.stroke(put(curve(tail)), 3 * size + 1, "#3f5a6a")
    for index, (px, py) in enumerate(tail[1::2]):
        bow = [(px, py), (px - 22, py - 11), (px - 22, py + 11), (px, py), (px + 22, py - 11), (px + 22, py + 11)]
        sheet.poly(put(bow), colours[index % 2])
    first, second = colours
    for field, colour in (
        ("0,-110 0,-20 -84,-20", first),
        ("0,-110 84,-20 0,-20", mix(second, "#1d2a3a", 0.08)),
        ("0,120 -84,-20 0,-20", second),
        ("0,120 0,-20 84,-20", mix(first, "#1d1a2a", 0.16)),
    ):
        sheet.poly(put(outline(field)), colour)
    for line in ("0,-110 0,120", "-84,-20 84,-20"):
        sheet.stroke(put(outline(line)), 3 * size, "#5b4a3c")
    sheet.poly(put(ring(0, -20, 16, count=24)), mix(second, "#ffffff", 0.6))


def _flyer(sheet: Canvas, x: float, y: float, size: float, colour: str) -> None:
    sheet.oval(x + 20 * size, y + 2, 46 * size, 6 * size, "#b8975c", 150)
    for leg in (-9, 9):
        sheet.stroke(moved([(leg * 0.5, -34), (leg, 0)], x, y, size), 8 * size, "#35406b")
    sheet.blob(
        moved(outline("-17,-30 -18,-64 -8,-78 8,-78 18,-64 17,-30 0,-26"), x, y, size), mix(colour, "#5b2a3a", 0.2)
    )
    sheet.stroke(moved([(8, -68), (20, -62), (16 / size, -64 / size)], x, y, size), 7 * size, "#d9a07c")
    sheet.disc(x, y - 92 * size, 14 * size, "#d9a07c")
    sheet.poly(moved([*ring(0, -95, 15, 14, count=20)[10:], (15, -92)], x, y, size), "#3a2620")


def swimmers() -> Image.Image:
    """Six o'clock at the jetty: towels on the boards, slippers in pairs, and caps of every colour in the water."""
    sheet = Canvas(WIDTH, HEIGHT, "#cfe0e4")
    sheet.sky([(0, "#9cc3d6"), (0.6, "#e3e6dc"), (1, "#fde9c9")], 0, 350)
    sheet.glow(1120, 330, 420, "#fff4d6", 0.95)
    sheet.disc(1120, 312, 46, "#fffaea")
    sheet.poly(ridge("swim cape", 330, 30, 1.1), "#8fb0bd")
    sheet.sky([(0, "#e8e6d4"), (0.12, "#9cc9c9"), (0.5, "#3f97a3"), (1, "#115466")], 350, 900)
    dice = seeded("swim")
    for row in range(32):
        y = 356 + row * row * 0.55
        for _ in range(7):
            x = dice.uniform(0, WIDTH)
            sheet.oval(
                x,
                y,
                dice.uniform(10, 46) * (1 + row / 9),
                1.2 + row * 0.12,
                dice.choice(("#bfe0da", "#2b8090", "#6fb5b8")),
                120,
            )
        sheet.oval(1120 + dice.gauss(0, 12 + row * 2), y, 30 + row * 2, 1.4 + row * 0.1, "#fff3d2", 150 - row * 4)
    _jetty(sheet)
    for x, y, size, colour, lift in (
        (250, 560, 0.9, "#e8432e", True),
        (500, 470, 0.5, "#f4c430", False),
        (420, 720, 1.5, "#f4c430", True),
        (120, 800, 1.7, "#7a1650", False),
        (1180, 520, 0.7, "#f7f3ea", True),
        (1400, 600, 1.05, "#e97fa5", False),
        (1240, 760, 1.6, "#e8432e", True),
        (1010, 440, 0.42, "#e8432e", False),
        (330, 430, 0.36, "#f7f3ea", True),
        (1500, 790, 1.6, "#f4c430", False),
        (1330, 452, 0.42, "#7a1650", False),
    ):
        _swimmer(sheet, x, y, size, colour, lift=lift)
    return sheet.finish()


def _jetty(sheet: Canvas) -> None:
    """Boards that run out towards the cape."""

    def at(side: float, depth: float) -> Point:
        """``side`` -1 to 1 across the boards, ``depth`` 0 (near) to 1 (far end)."""
        near = 1 / (1 + depth * 9)
        return 770 + side * 280 * near, 392 + 560 * near

    sheet.poly([at(-1.02, 0), at(-1.02, 1), at(1.02, 1), at(1.02, 0)], "#0d4252")
    for board in range(44):
        start = (board / 44) ** 1.5
        end = ((board + 0.9) / 44) ** 1.5
        colour = ("#c79a6b", "#b98a5c", "#d3a878")[board % 3]
        sheet.poly([at(-1, start), at(-1, end), at(1, end), at(1, start)], colour)
    for side in (-1.0, 1.0):
        for depth in (0.02, 0.1, 0.22, 0.42, 0.72, 1.0):
            x, y = at(side * 1.02, depth)
            size = 1 / (1 + depth * 9)
            sheet.rect(x - 16 * size, y - 120 * size, 32 * size, 160 * size, "#6b4632")
            sheet.rect(x - 16 * size, y - 120 * size, 12 * size, 160 * size, "#8f6445")
            sheet.oval(x, y - 120 * size, 16 * size, 6 * size, "#d8b184")
    for side, depth, colour, stripe in (
        (-0.55, 0.05, "#e8432e", "#fbfaf0"),
        (0.5, 0.1, "#f4c430", "#fff6d6"),
        (-0.5, 0.2, "#2f6fa0", "#fbfaf0"),
    ):
        wide, long = 0.3, 0.035 + depth * 0.3
        corners = [(side - wide, depth), (side - wide, depth + long), (side + wide, depth + long), (side + wide, depth)]
        sheet.poly(moved([at(*corner) for corner in corners], 8, 8), "#6b4632", 120)
        sheet.poly([at(*corner) for corner in corners], colour)
        for share in (0.2, 0.7):
            low, high = depth + long * share, depth + long * (share + 0.14)
            sheet.poly(
                [at(side - wide, low), at(side - wide, high), at(side + wide, high), at(side + wide, low)], stripe
            )
    for side, depth in ((0.45, 0.03), (0.05, 0.13), (0.35, 0.3)):
        x, y = at(side, depth)
        size = 1 / (1 + depth * 9)
        for foot in (-20, 20):
            sheet.oval(x + foot * size * 1.3, y, 17 * size, 34 * size, "#2d3a4f")
            sheet.oval(x + foot * size * 1.3, y - 8 * size, 14 * size, 13 * size, "#7fb0b8")


def _swimmer(sheet: Canvas, x: float, y: float, size: float, colour: str, *, lift: bool) -> None:
    sheet.oval(x + 6 * size, y + 12 * size, 76 * size, 12 * size, "#0f5060", 130)
    if lift:
        sheet.stroke(moved(outline("-44,8 -58,-24 -26,-40 0,-8"), x, y, size), 15 * size, "#d9a07c", soft=True)
    sheet.blob(moved(outline("-36,12 -26,-2 0,-8 26,-2 36,12"), x, y, size), "#d9a07c")
    sheet.poly(moved(ring(0, -24, 24, 27, count=30), x, y, size), "#e3b08c")
    cap = [*ring(0, -28, 26, 28, count=30)[15:], (26, -24), (-26, -24)]
    sheet.poly(moved(cap, x, y, size), colour)
    sheet.poly(moved([*ring(-8, -32, 12, 18, count=20)[10:], (4, -32)], x, y, size), mix(colour, "#ffffff", 0.4))
    sheet.stroke(moved(outline("-24,-20 24,-20"), x, y, size), 5 * size, "#22303a")
    for shift, width in ((14, 96), (26, 66)):
        sheet.oval(x, y + shift * size, width * size, 3.4 * size, "#dff0e6", 170)
