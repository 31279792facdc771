"""Pictures of people on their way: ferry, school bus, snow plough, cyclists. Each is one function that
returns a finished picture of 1600x900 and draws the same one every time."""

import math
from random import Random

from PIL import Image

from articles.drawing.canvas import Canvas, Point, curve, mix, moved, outline, ring, seeded, turned
from articles.drawing.land import HEIGHT, WIDTH, ridge


def ferry() -> Image.Image:
    """The last ferry of the day crosses the bay with all its windows lit."""
    sheet = Canvas(WIDTH, HEIGHT, "#3a3560")
    sheet.sky([(0, "#2b2d5c"), (0.45, "#7c5585"), (0.75, "#d9837a"), (1, "#f8c58a")], 0, 560)
    sheet.glow(330, 540, 520, "#ffe1a3", 0.85)
    sheet.disc(330, 520, 58, "#fff1cf")
    for x, y, width in ((1040, 150, 300), (760, 236, 220), (1330, 270, 260), (300, 190, 200)):
        sheet.blob(
            moved(outline("-1,0 -0.4,-0.06 0.2,-0.09 0.7,-0.04 1,0 0.3,0.05 -0.5,0.04"), x, y, width), "#e79a8c", 90
        )
    sheet.poly(ridge("ferry far", 520, 46, 1.2), "#7a5a83")
    sheet.poly(ridge("ferry cape", 548, 34, 2.4), "#54426f")
    dice = seeded("ferry lights")
    for _ in range(46):
        sheet.disc(dice.uniform(900, 1590), dice.uniform(532, 560), dice.uniform(1.6, 3), "#ffe09a")
    sheet.sky([(0, "#f0a77f"), (0.16, "#a5688a"), (0.5, "#4b4677"), (1, "#1f2448")], 560, 900)
    _evening_sea(sheet)
    _ferry_hull(sheet, 880, 640)
    for x, y, size in ((300, 300, 0.5), (380, 262, 0.36), (470, 330, 0.42), (1250, 200, 0.3)):
        sheet.stroke(
            moved(outline("-60,-14 -26,-30 0,0 26,-30 60,-14"), x, y, size), 5 * size + 2, "#2c2750", soft=True
        )
    return sheet.finish()


def _evening_sea(sheet: Canvas) -> None:
    dice = seeded("ferry sea")
    for row in range(30):
        y = 566 + row * row * 0.37
        for _ in range(5):
            sheet.oval(
                330 + dice.gauss(0, 20 + row * 5),
                y,
                dice.uniform(18, 60) * (1 + row / 14),
                1.4 + row * 0.13,
                "#ffdca0",
                max(30, 210 - row * 6),
            )
        for _ in range(6):
            x, width = dice.uniform(0, WIDTH), dice.uniform(20, 110)
            sheet.oval(x, y + 3, width, 1.2 + row * 0.1, "#8f6d97" if row < 13 else "#3b4a80", 110)


def _ferry_hull(sheet: Canvas, x: float, y: float) -> None:
    """Seen from the side, bow to the left; (x, y) lies at the water line."""
    white, shade, red = "#fbeee0", "#c9a9b6", "#a3294a"
    hull = [*curve(outline("-548,-104 -500,-30 -452,22")), *curve(outline("470,22 496,-20 502,-86"))]
    dice = seeded("ferry mirror")
    for row in range(20):
        sheet.oval(x + dice.gauss(0, 12), y + 24 + row * 10, 470 - row * 12, 4, "#241f45", 120 - row * 4)
    sheet.poly(moved([*hull, (0, -86)], x, y), "#3a2f5c")
    sheet.poly(moved(outline("-560,-112 -520,-60 502,-60 506,-100"), x, y), white)
    sheet.poly(moved(outline("-497,-26 496,-26 490,-10 -484,-10"), x, y), red)
    sheet.poly(moved(outline("-400,-172 430,-172 440,-100 -440,-100"), x, y), white)
    sheet.poly(moved(outline("-330,-238 372,-238 380,-172 -350,-172"), x, y), mix(white, shade, 0.35))
    sheet.poly(moved(outline("-300,-300 -96,-300 -84,-238 -330,-238"), x, y), white)
    for top, left, right in ((-172, -414, 444), (-238, -346, 388), (-300, -314, -82)):
        sheet.rect(x + left, y + top - 7, right - left, 8, "#e0c3b9")
    windows = [(-380 + step * 52, -150, 32, 30) for step in range(15)]
    windows += [(-310 + step * 44, -218, 26, 26) for step in range(15)]
    windows += [(-294 + step * 40, -282, 30, 26) for step in range(5)]
    for left, top, width, height in windows:
        sheet.rect(x + left, y + top, width, height, "#ffd77f")
        sheet.rect(x + left, y + top, width, 8, "#fff0bf")
    for step in range(15):
        for depth in range(7):
            sheet.oval(
                x - 364 + step * 52 + dice.gauss(0, 6),
                y + 40 + depth * 22,
                15 + depth,
                3.4,
                "#ffcf7a",
                150 - depth * 18,
            )
    for left in (60, 190, 320):
        sheet.stroke(
            moved([(left - 44, -238), (left - 44, -262), (left + 44, -262), (left + 44, -238)], x, y), 4, "#6b587d"
        )
        sheet.blob(moved(outline("-48,-6 -40,14 0,20 40,14 48,-6 0,-10"), x + left, y - 246), "#ef7d3c")
    funnel = outline("148,-238 234,-238 218,-384 150,-384")
    sheet.poly(moved(funnel, x - 90, y), red)
    sheet.poly(moved(outline("150,-346 222,-346 221,-326 150,-326"), x - 90, y), white)
    sheet.poly(moved(outline("150,-384 218,-384 216,-370 150,-370"), x - 90, y), "#33264f")
    for step in range(9):
        sheet.oval(x + 100 + step * 52, y - 410 - step * 13, 26 + step * 9, 14 + step * 4, "#53416f", 90 - step * 8)
    sheet.stroke(moved([(-210, -300), (-210, -420)], x, y), 5, "#33264f")
    sheet.stroke(moved([(-210, -396), (-546, -106)], x, y), 1.8, "#33264f")
    sheet.glow(x - 210, y - 420, 60, "#fff3c4", 0.9)
    sheet.poly(moved(outline("-210,-380 -150,-368 -210,-352"), x, y), "#f3b53f")
    for step in range(24):
        sheet.stroke(moved([(-432 + step * 37, -100), (-432 + step * 37, -118)], x, y), 2, "#8d7a97")
    foam = outline("-560,30 -470,8 -440,22 -300,20 0,26 300,20 500,18 640,30 400,42 0,44 -400,40")
    sheet.blob(moved(foam, x, y), "#f7d9c6", 210)


def school_bus() -> Image.Image:
    """The yellow bus on the road that climbs to the village, most of its seats already taken."""
    sheet = Canvas(WIDTH, HEIGHT, "#cfe3e6")
    sheet.sky([(0, "#8cc4d0"), (0.6, "#d5e8dd"), (1, "#fbefcf")], 0, 520)
    sheet.glow(1260, 150, 420, "#fff9dc", 0.95)
    sheet.disc(1260, 150, 54, "#fffdf0")
    for seed, base, height, colour in (
        ("bus peaks", 300, 150, "#b4cfd0"),
        ("bus middle", 400, 120, "#8fb5ae"),
        ("bus slope", 500, 90, "#6b9a86"),
    ):
        sheet.poly(ridge(seed, base, height, 1.5), colour)
        sheet.mist(base - 60, base + 150, "#f2f0d8", 70)
    sheet.blob(outline("-100,1000 -80,560 260,470 560,520 900,420 1200,470 1700,330 1720,1000"), "#5b8c6c")
    bends = (
        (outline("1240,470 1330,450 1420,462 1400,500 1180,520 960,528"), 9),
        (outline("960,528 700,540 520,560 500,600 640,622 1000,626"), 15),
        (outline("980,625 1400,628 1640,640"), 20),
    )
    for rim, colour in ((8, "#3f6b55"), (0, "#d9d0bd")):
        for line, width in bends:
            sheet.stroke(line, width + rim, colour, soft=True)
    _summit_village(sheet)
    dice = seeded("bus pines")
    for x, y, size in sorted(
        ((dice.uniform(0, 1600), dice.uniform(600, 700), dice.uniform(0.5, 0.9)) for _ in range(46)), key=lambda p: p[1]
    ):
        if y > 655:
            _pine(sheet, x, y + 6, size)
    sheet.blob(outline("-100,1000 -80,730 400,742 900,716 1400,690 1720,660 1720,1000"), "#447259")
    road = [(-40.0, 832.0), (1640.0, 740.0)]
    sheet.poly([*road, (1640, 960), (-40, 980)], "#5a5a66")
    sheet.poly([*road, (1640, 752), (-40, 845)], "#e9dfc8")
    for step in range(12):
        x = 40 + step * 140
        y = 884 - step * 140 * 0.058
        sheet.poly([(x, y), (x + 76, y - 4.4), (x + 78, y + 3), (x, y + 8)], "#f4e6b4")
    for step in range(24):
        x = -20 + step * 70
        y = 830 - (x + 40) * 0.0548
        sheet.poly([(x, y), (x + 44, y - 2.4), (x + 44, y - 30), (x, y - 28)], "#c9b899" if step % 2 else "#dccdb0")
    _bus(sheet, 700, 846)
    return sheet.finish()


def _summit_village(sheet: Canvas) -> None:
    for left, top, width, height, colour in (
        (1130, 424, 44, 40, "#efd9bb"),
        (1168, 402, 52, 60, "#e2bfa0"),
        (1214, 416, 40, 48, "#f3e4cb"),
        (1250, 392, 34, 64, "#d9ad8d"),
        (1280, 420, 50, 34, "#efd9bb"),
    ):
        sheet.rect(left, top, width, height, colour)
        sheet.poly([(left - 4, top), (left + width + 4, top), (left + width / 2, top - 20)], "#b8563d")
        sheet.rect(left + width / 2 - 5, top + 14, 10, 14, "#6d4a48")


def _pine(sheet: Canvas, x: float, y: float, size: float) -> None:
    sheet.rect(x - 5 * size, y - 20 * size, 10 * size, 22 * size, "#4c3b30")
    for low, wide, colour in ((-16, 46, "#2c5244"), (-56, 36, "#33604d"), (-92, 25, "#3d7059")):
        sheet.poly(moved([(-wide, low), (wide, low), (0, low - 66)], x, y, size), colour)


def _bus(sheet: Canvas, x: float, y: float) -> None:
    """From the side, climbing to the right; (x, y) is the middle of the ground under it."""

    def put(points: list[Point], fill: str, alpha: int = 255) -> None:
        sheet.poly(turned(moved(points, x, y), -3.1, (x, y)), fill, alpha)

    put(outline("-330,8 380,8 350,26 -360,26"), "#26262f", 120)
    put(outline("-330,-40 -330,-218 -312,-240 220,-240 244,-222 262,-150 352,-138 366,-110 366,-40"), "#f2b52e")
    put(outline("-330,-40 -330,-70 366,-70 366,-40"), "#d38f1d")
    put(outline("-312,-240 220,-240 232,-232 -322,-232"), "#ffdf83")
    put(outline("-330,-112 366,-112 366,-100 -330,-100"), "#3b3340")
    heads = ("#5b3a2e", "#2b2530", "#7a4a30", "#2b2530", "#4a3028", "#2b2530")
    shirts = ("#c8402f", "#3f7f8c", "#f0ead8", "#7a1650", "#4f8a5b", "#d9803a")
    for index in range(6):
        left = -308 + index * 84
        put(moved(outline("0,-206 68,-206 68,-130 0,-130"), left, 0), "#33424f")
        put(moved(outline("4,-202 64,-202 64,-134 4,-134"), left, 0), "#bfe0e4")
        if index != 4:
            put(moved(curve(outline("12,-134 14,-150 34,-158 54,-150 56,-134")), left, 0), shirts[index])
            put(ring(left + 34, -166, 14, 15, count=24), "#e3b08c")
            put([*ring(left + 34, -170, 15, 13, count=24)[12:], (left + 49, -168)], heads[index])
        put(moved(outline("4,-202 30,-202 12,-134 4,-134"), left, 0), "#ffffff", 70)
    put(outline("204,-206 226,-206 242,-134 204,-134"), "#33424f")
    put(outline("208,-202 224,-202 236,-138 208,-138"), "#bfe0e4")
    put(outline("366,-92 350,-92 350,-72 366,-72"), "#fff6cf")
    put(outline("376,-54 340,-54 340,-36 376,-36"), "#8a8a94")
    for wheel in (-214, 254):
        put(ring(wheel, -34, 56, count=40)[20:], "#3b3340")
        put(ring(wheel, -26, 44, count=40), "#23232b")
        put(ring(wheel, -26, 22, count=40), "#c9c9cf")
        put(ring(wheel, -26, 8, count=20), "#6b6b76")
    put(outline("-120,-252 120,-252 120,-240 -120,-240"), "#7d6a4a")
    for left, colour in ((-110, "#a3294a"), (-40, "#3f6680"), (36, "#5f7c3c")):
        put(moved(outline("0,-252 6,-286 56,-286 62,-252"), left, 0), colour)
        put(moved(outline("20,-286 22,-296 40,-296 42,-286"), left, 0), mix(colour, "#000000", 0.4))


def snow_plough() -> Image.Image:
    """The plough comes up the pass between two walls of snow, its lamp turning."""
    sheet = Canvas(WIDTH, HEIGHT, "#9fb4d4")
    sheet.sky([(0, "#3f5a8f"), (0.5, "#8fa6cf"), (0.85, "#e7c4c4"), (1, "#f9dfc4")], 0, 560)
    peaks = (
        (outline("-40,600 180,250 300,350 470,130 700,440 860,560 860,700 -40,700"), "#7f93bd"),
        (outline("700,600 900,360 1010,420 1200,170 1400,400 1500,330 1660,520 1660,700 700,700"), "#8a9cc4"),
    )
    for shape, colour in peaks:
        sheet.poly(shape, colour)
    for cap in (
        outline("180,250 300,350 470,130 580,276 520,300 470,250 420,320 360,300 330,390 270,360 210,400 120,346"),
        outline("1200,170 1400,400 1330,390 1270,330 1230,380 1180,300 1120,400 1080,340 1040,440 1010,420"),
    ):
        sheet.poly(cap, "#f7ead9")
    sheet.mist(380, 620, "#e9e3ee", 190)
    sheet.poly(outline("760,550 840,550 1360,920 240,920"), "#5d6680")
    for shift in (-170, 150):
        sheet.poly(
            [(797 + shift / 9, 570), (803 + shift / 9, 570), (838 + shift * 2.2, 920), (782 + shift * 2.2, 920)],
            "#8b95ae",
        )
    _snow_walls(sheet)
    _plough(sheet, 800, 800)
    dice = seeded("plough flakes")
    for _ in range(170):
        sheet.disc(dice.uniform(0, WIDTH), dice.uniform(0, HEIGHT), dice.uniform(1.5, 4.5), "#ffffff", 210)
    return sheet.finish()


def _snow_walls(sheet: Canvas) -> None:
    """On both sides, with the layers of a winter in them and the poles that mark the road."""
    for side in (-1, 1):
        for layer in range(7):
            share = layer / 7
            edge = [
                (800 + side * (40 + 60 * share), 560 - 40 * share),
                (800 + side * (300 + 130 * share), 730 - 190 * share),
                (800 + side * (560 + 320 * share), 920 - 380 * share),
                (800 + side * 1000, 920 - 380 * share),
                (800 + side * 1000, 500),
                (800 + side * 100, 510),
            ]
            sheet.poly(edge, mix("#7f96c4", "#f4f1f4", share))
        sheet.blob(
            [(800 + side * x, y) for x, y in outline("92,526 420,540 880,540 1000,470 900,420 500,470 200,505")],
            "#fffdfa",
        )
        for x, y, size in ((150, 520, 0.5), (330, 514, 0.8), (620, 500, 1.25)):
            for band in range(5):
                colour = "#c8402f" if band % 2 == 0 else "#fff8ee"
                sheet.rect(800 + side * x - 5 * size, y - (band + 1) * 26 * size, 10 * size, 26 * size, colour)


def _plough(sheet: Canvas, x: float, y: float) -> None:
    dice = seeded("plough spray")
    sheet.oval(x, y + 40, 330, 26, "#3d4966", 130)
    for _ in range(190):
        reach = dice.random()
        sheet.disc(
            x + 230 + reach * 330 + dice.gauss(0, 26),
            y - 30 - math.sin(reach * 2.6) * 260 + dice.gauss(0, 34),
            dice.uniform(8, 34) * (1.1 - reach * 0.5),
            dice.choice(("#ffffff", "#eaf0fa", "#d4dff0")),
            170,
        )
    orange, dark = "#ef7a22", "#2d2a3a"
    for left in (-190, 120):
        sheet.rect(x + left, y - 70, 70, 110, "#1d1b26")
    sheet.poly(moved(outline("-176,-120 176,-120 190,10 -190,10"), x, y), mix(orange, dark, 0.3))
    sheet.poly(moved(outline("-168,-250 168,-250 178,-110 -178,-110"), x, y), orange)
    sheet.poly(moved(outline("-150,-420 150,-420 170,-250 -170,-250"), x, y), orange)
    sheet.poly(moved(outline("-132,-402 132,-402 148,-268 -148,-268"), x, y), "#35506b")
    sheet.poly(moved(outline("-132,-402 10,-402 -60,-268 -148,-268"), x, y), "#7fa6bd")
    sheet.blob(
        moved(outline("40,-268 44,-312 66,-322 62,-352 84,-366 106,-350 100,-322 126,-308 130,-268"), x, y), dark
    )
    sheet.rect(x - 3, y - 402, 6, 134, orange)
    sheet.rect(x - 160, y - 434, 320, 18, "#b5540f")
    for left in (-226, 188):
        sheet.rect(x + left, y - 360, 38, 74, dark)
        sheet.stroke([(x + left + 19, y - 300), (x + (left + 19) * 0.74, y - 270)], 8, dark)
    for left in (-120, 120):
        sheet.glow(x + left, y - 190, 210, "#fff0b8", 0.75)
        sheet.disc(x + left, y - 190, 34, "#fff8de")
        sheet.disc(x + left, y - 190, 22, "#ffffff")
    for bar in range(5):
        sheet.rect(x - 62, y - 226 + bar * 18, 124, 9, dark)
    sheet.glow(x, y - 450, 230, "#ffb437", 0.8)
    sheet.poly([*ring(x, y - 434, 30, 42, count=32)[16:], (x + 30, y - 434)], "#ffd26a")
    blade = [
        *curve(outline("-320,-96 -150,-132 0,-118 160,-140 330,-130")),
        *curve(outline("344,40 160,24 0,44 -160,30 -330,52")),
    ]
    sheet.poly(moved(blade, x, y), "#b9c3cf")
    sheet.poly(
        moved([*curve(outline("-330,52 -160,30 0,44 160,24 344,40")), (340, 8), (0, 10), (-328, 18)], x, y), "#6b7686"
    )
    sheet.poly(
        moved(
            [*curve(outline("-320,-96 -150,-132 0,-118 160,-140 330,-130")), (330, -104), (0, -92), (-320, -72)], x, y
        ),
        "#eef3f7",
    )
    for step in range(9):
        left = -276 + step * 69
        stripe = outline("0,-62 34,-64 4,-16 -30,-14")
        sheet.poly(moved(stripe, x + left, y), "#c8402f" if step % 2 else "#f7f1e6")
    heap = outline("-430,98 -350,56 -180,74 0,62 180,78 340,50 520,92 200,112 -200,112")
    sheet.blob(moved(heap, x, y), "#ffffff")


def cyclists() -> Image.Image:
    """A field of riders on the corniche from high above; their shadows tell more than they do."""
    sheet = Canvas(WIDTH, HEIGHT, "#dcd3c4")
    sheet.poly(outline("0,0 640,0 260,900 0,900"), "#1f7f95")
    dice = seeded("corniche")
    for _ in range(210):
        y = dice.uniform(0, 900)
        x = dice.uniform(-20, 600 - y * 0.42)
        sheet.oval(
            x, y, dice.uniform(14, 60), dice.uniform(1.4, 3.2), dice.choice(("#3fa0b0", "#17687f", "#63b9c2")), 150
        )
    for width, colour in ((64, "#7cc5c6"), (34, "#cfe9e0"), (15, "#fbfaf0")):
        wave = [(632 - y * 0.424 + 12 * math.sin(y / 38) + 8 * math.sin(y / 15) - 20, y) for y in range(-20, 940, 10)]
        sheet.stroke(wave, width, colour)
    _rocks(sheet, dice)
    sheet.poly(outline("690,0 860,0 480,900 310,900"), "#efe2c8")
    for step in range(40):
        y = step * 23.0
        sheet.stroke([(690 - y * 0.4222, y), (860 - y * 0.4222, y)], 1.6, "#d4c3a2")
    sheet.poly(outline("860,0 1500,0 1120,900 480,900"), "#6a6874")
    for shift in (16, 610):
        sheet.stroke([(860 + shift, 0), (480 + shift, 900)], 7, "#f4ecd8")
    for step in range(8):
        y = step * 130 - 40
        sheet.stroke([(1180 - y * 0.4222, y), (1180 - (y + 66) * 0.4222, y + 66)], 8, "#f4ecd8")
    sheet.poly(outline("1500,0 1620,0 1620,900 1120,900"), "#8fae66")
    sheet.poly(outline("1500,0 1530,0 1150,900 1120,900"), "#d8cdb8")
    for x, y in ((1500, 150), (1390, 420), (1570, 560), (1270, 760), (1500, 820)):
        _palm_from_above(sheet, dice, x + 60, y)
    spots = [
        (1090, 110),
        (1000, 190),
        (1160, 235),
        (930, 320),
        (1060, 370),
        (850, 470),
        (980, 520),
        (1105, 500),
        (770, 640),
        (900, 690),
        (1010, 800),
    ]
    colours = (
        "#e8432e",
        "#f4c430",
        "#7a1650",
        "#f7f3ea",
        "#2f9e8f",
        "#e8432e",
        "#3f6fd0",
        "#f4c430",
        "#f7f3ea",
        "#2f9e8f",
        "#e97fa5",
    )
    for x, y in spots:
        _shadow_rider(sheet, x, y)
    for (x, y), colour in zip(spots, colours, strict=True):
        _rider_from_above(sheet, x, y, colour)
    return sheet.finish()


def _rocks(sheet: Canvas, dice: Random) -> None:
    for _ in range(90):
        y = dice.uniform(-10, 910)
        x = 660 - y * 0.4222 + dice.uniform(-26, 26)
        size = dice.uniform(9, 24)
        stone = [
            (x + math.cos(t) * size * dice.uniform(0.7, 1.1), y + math.sin(t) * size * dice.uniform(0.6, 1))
            for t in (0, 1, 2, 3, 4, 5)
        ]
        sheet.poly(moved(stone, 4, 5), "#2d5560", 110)
        sheet.poly(stone, dice.choice(("#a99b86", "#c2b49c", "#8f8271")))


def _palm_from_above(sheet: Canvas, dice: Random, x: float, y: float) -> None:
    for shift, colour in ((34, "#4c6a3c"), (0, "#2f6b45")):
        for frond in range(11):
            angle = frond / 11 * 360 + dice.uniform(-9, 9)
            sheet.leaf(x + shift * 1.4, y + shift, 86, 15, angle, colour)
    for frond in range(11):
        sheet.leaf(x, y, 72, 5, frond / 11 * 360 + 14, "#6fa662")
    sheet.disc(x, y, 9, "#8a5a36")


def _shadow_rider(sheet: Canvas, x: float, y: float) -> None:
    """The bicycle as the low sun draws it on the road, wheels and all, to the right of the rider."""

    def lay(points: list[Point]) -> list[Point]:
        """From a side view (wheels on y=0, up is negative) to the road."""
        return [(x - px * 0.39 + -py * 1.36, y + px * 0.92 - py * 0.30) for px, py in points]

    dark = "#34323f"
    for wheel in (-34, 34):
        sheet.stroke(lay([*ring(wheel, -20, 20, count=26), (wheel + 20, -20)]), 3.4, dark)
    for line in ("-34,-20 -10,-46 22,-48 34,-20", "-10,-46 0,-20 22,-48", "-34,-20 0,-20", "22,-48 26,-58 36,-56"):
        sheet.stroke(lay(outline(line)), 3.6, dark)
    sheet.poly(lay(curve(outline("-14,-50 -4,-86 16,-94 22,-84 8,-52"), closed=True)), dark)
    sheet.stroke(lay(outline("14,-88 20,-70 32,-58")), 6, dark)
    sheet.stroke(lay(outline("-8,-52 14,-40 2,-16")), 7, dark)
    sheet.poly(lay(ring(26, -98, 11, count=20)), dark)


def _rider_from_above(sheet: Canvas, x: float, y: float, colour: str) -> None:
    angle = 22.9

    def put(points: list[Point], fill: str) -> None:
        sheet.poly(turned(moved(points, x, y), angle, (x, y)), fill)

    put(outline("-2.6,-56 2.6,-56 2.6,56 -2.6,56"), "#22202a")
    put(outline("-20,-36 20,-36 20,-31 -20,-31"), "#22202a")
    for side in (-1, 1):
        put(
            [(side * 4, -2), (side * 14, -8), (side * 19, -30), (side * 23, -28), (side * 20, 4), (side * 6, 14)],
            "#d9a07c",
        )
        put([(side * 3, 16), (side * 12, 12), (side * 9, 34), (side * 4, 34)], "#22202a")
    put(curve(outline("-18,-8 0,-16 18,-8 13,16 0,24 -13,16"), closed=True), colour)
    put(curve(outline("-4,-12 4,-12 4,20 -4,20"), closed=True), mix(colour, "#1d1b26", 0.25))
    put(ring(0, -22, 11, 14, count=26), "#fbfaf4")
    put(ring(0, -22, 4, 12, count=20), mix(colour, "#1d1b26", 0.2))
