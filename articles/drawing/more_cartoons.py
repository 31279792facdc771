"""Three more cartoons by the hand of `cartoons`: ink on warm paper, one spot of colour, the joke in the line."""

import math

from PIL import Image

from articles.drawing.canvas import curve, moved, outline, ring, seeded, turned
from articles.drawing.cartoons import INK, PAPER, PURPLE, Sketch


def right_of_way() -> Image.Image:
    """A flock waits at the only traffic light of the plain; the dog has pressed the button."""
    sheet = Sketch(1200, 950, PAPER, oversampling=3)
    sheet.ink(outline("40,430 260,392 520,424 800,380 1170,412"), 4)
    sheet.ink(outline("60,800 400,794 800,803 1150,796"))
    sheet.hatch(80, 826, 900, 26, "verge")
    sheet.shape(ring(190, 210, 58, count=30), width=4)
    for ray in range(12):
        turn = ray / 12 * math.tau
        sheet.ink([(190 + math.cos(turn) * r, 210 + math.sin(turn) * r) for r in (74, 98)], 3.4, soft=False)
    _traffic_light(sheet, 980, 800)
    for x, y, size in ((150, 730, 0.8), (330, 716, 0.86), (500, 728, 0.84)):
        _sheep(sheet, x, y, size)
    for x, y, size in ((250, 790, 1.0), (470, 794, 1.04), (680, 790, 1.06)):
        _sheep(sheet, x, y, size)
    _dog(sheet, 858, 800)
    return sheet.finish()


def _traffic_light(sheet: Sketch, x: float, y: float) -> None:
    sheet.shape(moved(outline("-11,0 -11,-420 11,-420 11,0"), x, y), soft=False)
    sheet.shape(moved(outline("-40,0 -32,-16 32,-16 40,0"), x, y), soft=False)
    sheet.shape(moved(outline("-58,-410 -58,-640 58,-640 58,-410"), x, y), width=6, soft=False)
    sheet.shape(moved(outline("-72,-640 0,-664 72,-640"), x, y), soft=False)
    sheet.shape(ring(x, y - 580, 40, count=36), PURPLE, 5)
    sheet.shape(ring(x, y - 470, 40, count=36), PAPER, 5)
    for dy in (-580, -470):
        sheet.ink(
            [
                (x - 46, y + dy - 14),
                (x - 28, y + dy - 44),
                (x, y + dy - 54),
                (x + 28, y + dy - 44),
                (x + 46, y + dy - 14),
            ],
            5,
        )
    man = outline("-6,-14 6,-14 8,10 4,26 -4,26 -8,10")
    sheet.poly(moved(man, x, y - 580), PAPER)
    sheet.disc(x, y - 602, 7, PAPER)
    sheet.shape(moved(outline("-52,-190 -12,-190 -12,-250 -52,-250"), x, y), width=4, soft=False)
    sheet.disc(x - 32, y - 220, 9, INK)


def _sheep(sheet: Sketch, x: float, y: float, size: float) -> None:
    """A ball of wool that looks up to the light, hooves on (x, y)."""
    for leg in (-44, -22, 26, 46):
        sheet.ink(moved([(leg, -50), (leg, -2)], x, y, size), 6, soft=False)
    wool = [
        (
            math.cos(turn / 14 * math.tau) * 92 * (1.08 if turn % 2 else 0.93),
            -86 + math.sin(turn / 14 * math.tau) * 56 * (1.1 if turn % 2 else 0.92),
        )
        for turn in range(14)
    ]
    sheet.shape(moved(wool, x, y, size))
    for cx, cy in ((-40, -96), (-10, -70), (-56, -66), (10, -106)):
        sheet.ink(moved([(cx - 12, cy), (cx, cy + 10), (cx + 12, cy)], x, y, size), 3)
    face = moved(turned(outline("66,-150 98,-150 128,-128 120,-106 94,-104 70,-116"), -12, (96, -128)), x, y, size)
    sheet.shape(face, INK, 4)
    sheet.shape(moved(outline("62,-146 40,-142 34,-128 56,-130"), x, y, size), INK, 3)
    sheet.disc(x + 98 * size, y - 138 * size, 6.5 * size, PAPER)
    sheet.disc(x + 100 * size, y - 140 * size, 3 * size, INK)
    sheet.shape(moved(outline("58,-158 66,-178 84,-172 98,-176 102,-158 80,-150"), x, y, size), width=4)


def _dog(sheet: Sketch, x: float, y: float) -> None:
    """On his hind legs, one paw on the button."""
    sheet.shape(moved(outline("-34,0 -44,-70 -26,-150 6,-170 30,-150 30,-80 22,0 -6,-4"), x, y))
    sheet.shape(moved(outline("-52,0 -56,-12 -26,-18 -2,-8 -2,0"), x, y), width=4)
    sheet.shape(moved(outline("4,0 2,-12 30,-16 48,-8 46,0"), x, y), width=4)
    sheet.ink(moved(outline("-40,-60 -78,-76 -92,-120 -78,-142"), x, y), 8)
    sheet.shape(moved(outline("10,-150 44,-190 82,-222 92,-206 60,-164 28,-124"), x, y), width=5)
    sheet.shape(moved(outline("-30,-240 6,-262 34,-248 78,-226 80,-204 36,-196 12,-178 -22,-190"), x, y))
    sheet.shape(moved(outline("-30,-240 -52,-222 -56,-178 -36,-174 -20,-214"), x, y), INK, 4)
    sheet.disc(x + 78, y - 224, 9, INK)
    sheet.disc(x + 26, y - 234, 6, INK)
    sheet.ink(moved([(40, -204), (58, -206), (74, -212)], x, y), 4)
    sheet.ink(moved([(-24, -166), (4, -158), (28, -166)], x, y), 9)


def express_mail() -> Image.Image:
    """The snail with the parcel has arrived; the sapling beside the door has had time to grow over the roof."""
    sheet = Sketch(950, 1200, PAPER, oversampling=3)
    sheet.ink(outline("40,1050 320,1044 640,1054 910,1046"))
    sheet.hatch(90, 1074, 760, 22, "step")
    _old_tree(sheet)
    _house_door(sheet)
    _snail(sheet, 250, 1048)
    slime = [(60, 1060), (100, 1066), (140, 1060), (176, 1066)]
    sheet.ink(slime, 3)
    return sheet.finish()


def _old_tree(sheet: Sketch) -> None:
    sheet.shape(
        outline("420,1048 438,960 430,760 396,600 430,580 452,650 470,560 506,566 494,700 500,960 530,1048 474,1040")
    )
    for points in ("446,1000 452,860 444,760", "474,1010 474,880 478,740", "458,960 462,900"):
        sheet.ink(outline(points), 3)
    crown = []
    for turn in range(22):
        angle = turn / 22 * math.tau
        reach = 1.06 if turn % 2 else 0.94
        crown.append((430 + math.cos(angle) * 330 * reach, 360 + math.sin(angle) * 246 * reach))
    sheet.shape(crown)
    dice = seeded("old tree")
    for _ in range(46):
        angle, reach = dice.uniform(0, math.tau), dice.uniform(0.1, 0.86)
        x, y = 430 + math.cos(angle) * 300 * reach, 360 + math.sin(angle) * 220 * reach
        sheet.ink([(x - 18, y), (x - 6, y + 13), (x + 8, y + 12), (x + 20, y)], 3)
    sheet.shape(outline("372,940 372,902 436,902 436,940"), width=4, soft=False)
    sheet.ink([(384, 914), (424, 914)], 3, soft=False)
    sheet.ink([(384, 926), (410, 926)], 3, soft=False)
    sheet.ink([(398, 902), (434, 876), (440, 902)], 3)
    sheet.shape(outline("600,300 640,280 668,300 660,330 612,332"), width=4)
    for dx, dy in ((612, 300), (634, 292), (652, 304)):
        sheet.ink([(dx, dy - 4), (dx - 3, dy - 22)], 3, soft=False)


def _house_door(sheet: Sketch) -> None:
    sheet.shape(outline("620,1048 620,600 930,600 930,1048"), width=6, soft=False)
    sheet.shape(outline("590,606 640,540 950,540 950,606"), width=6, soft=False)
    for x in range(620, 950, 44):
        sheet.ink([(x + 22, 542), (x, 604)], 3, soft=False)
    sheet.shape(outline("690,1048 690,730 860,730 860,1048"), width=6, soft=False)
    for y in (760, 900):
        sheet.shape([(712, y), (838, y), (838, y + 110), (712, y + 110)], width=3.4, soft=False)
    sheet.disc(842, 894, 8, INK)
    sheet.shape(outline("640,1048 650,1024 900,1024 910,1048"), soft=False)
    sheet.shape(ring(654, 880, 15, count=20), width=4)
    sheet.disc(654, 880, 5, INK)
    sheet.ink(outline("630,1048 640,900 626,760 650,660 640,610"), 4)
    for x, y, angle in ((640, 940, -30), (630, 860, 200), (634, 780, -20), (640, 700, 210), (648, 660, -40)):
        leaf = turned(moved(outline("0,0 14,-9 30,0 14,9"), x, y), angle, (x, y))
        sheet.shape(leaf, width=3)


def _snail(sheet: Sketch, x: float, y: float) -> None:
    """Cap, strap and all, reaching for the bell."""
    foot = outline(
        "-150,0 -110,-30 0,-44 110,-40 168,-60 196,-130 206,-196 250,-204 268,-166 262,-90 236,-20 190,0 20,6"
    )
    sheet.shape(moved(foot, x, y))
    shell = ring(x - 4, y - 128, 112, 104, count=40)
    sheet.shape(shell, width=6)
    spiral = []
    for step in range(70):
        turn, reach = step / 70 * math.tau * 2.4, 1 - step / 76
        spiral.append((x - 4 + math.cos(turn + 1.2) * 92 * reach, y - 128 + math.sin(turn + 1.2) * 86 * reach))
    sheet.ink(spiral, 4.4, soft=False)
    for dx, tip in ((214, (206, -286)), (242, (268, -282))):
        sheet.ink(moved([(dx, -200), tip], x, y), 5, soft=False)
        sheet.shape(ring(x + tip[0], y + tip[1] - 10, 14, count=20), width=4)
        sheet.disc(x + tip[0] + 5, y + tip[1] - 10, 5, INK)
    sheet.ink(moved([(232, -150), (248, -142), (262, -150)], x, y), 4)
    cap = outline("196,-206 200,-240 226,-252 254,-240 258,-208")
    sheet.shape(moved(cap, x, y), INK, 4)
    sheet.shape(moved(outline("244,-212 262,-218 296,-206 280,-198 250,-200"), x, y), INK, 3)
    sheet.disc(x + 228, y - 230, 7, PAPER)
    parcel = turned(moved(outline("-66,-232 66,-232 66,-328 -66,-328"), x - 4, y), -5, (x, y - 280))
    sheet.shape(parcel, width=6, soft=False)
    sheet.poly(turned(moved(outline("-12,-230 12,-230 12,-330 -12,-330"), x - 4, y), -5, (x, y - 280)), PURPLE)
    sheet.poly(turned(moved(outline("-64,-270 64,-270 64,-290 -64,-290"), x - 4, y), -5, (x, y - 280)), PURPLE)
    for way in (-1, 1):
        bow = [(way * dx, dy) for dx, dy in outline("0,-330 30,-366 54,-352 40,-332")]
        sheet.shape(turned(moved(bow, x - 4, y), -5, (x, y - 280)), PURPLE, 4)
    for dx in (-40, 28):
        sheet.ink(moved([(dx, -232), (dx - 2, -214)], x, y), 3.4, soft=False)


def cloud_walk() -> Image.Image:
    """A man takes his cloud for a walk, and the cloud has stopped at a tree."""
    sheet = Sketch(1200, 950, PAPER, oversampling=3)
    sheet.ink(outline("50,810 380,803 760,812 1150,805"))
    sheet.hatch(120, 830, 880, 26, "path")
    _street_tree(sheet, 300, 808)
    cloud = outline(
        "-150,40 -176,-6 -130,-50 -84,-52 -60,-104 6,-122 62,-92 78,-58 130,-62 168,-16 146,38 60,54 -60,54"
    )
    for row in range(3):
        for drop in range(9):
            x, y = 320 + (drop - 4) * 31 + row * 9, 500 + row * 74
            sheet.ink([(x, y), (x - 9, y + 34)], 3.4, soft=False)
    sheet.shape(moved(cloud, 340, 420), width=6)
    for arc in ("-110,-14 -84,-34 -60,-22", "60,-28 88,-40 108,-20", "0,-84 24,-92 42,-74"):
        sheet.ink(moved(outline(arc), 340, 420), 4)
    for dx in (-34, 18):
        sheet.ink(moved([(dx - 12, -2), (dx, -10), (dx + 12, -2)], 340, 420), 5)
    sheet.ink(moved([(-22, 20), (-8, 30), (10, 20)], 340, 420), 4)
    leash = curve([(500, 400), (600, 500), (690, 560), (790, 546)])
    sheet.stroke(leash, 8, PURPLE)
    collar = ring(500, 404, 12, 26, count=24)
    sheet.stroke([*collar, collar[0]], 7, PURPLE)
    _walker(sheet, 880, 808)
    return sheet.finish()


def _street_tree(sheet: Sketch, x: float, y: float) -> None:
    sheet.shape(moved(outline("-9,0 -6,-110 6,-112 10,0"), x, y), width=4)
    sheet.shape(moved(outline("-60,0 -44,-16 44,-16 60,0"), x, y), width=4, soft=False)
    sheet.ink(moved([(26, -8), (24, -150)], x, y), 5, soft=False)
    sheet.ink(moved([(-6, -86), (26, -92)], x, y), 4, soft=False)
    for dx, dy, angle in (
        (0, -108, -90),
        (0, -100, -150),
        (2, -100, -30),
        (-2, -82, -170),
        (4, -80, -10),
        (-2, -112, -120),
        (2, -112, -60),
    ):
        leaf = turned(outline("0,0 18,-12 44,0 18,12"), angle)
        sheet.shape(moved(leaf, x + dx, y + dy), width=4)


def _walker(sheet: Sketch, x: float, y: float) -> None:
    """He looks politely the other way."""
    for left in (-30, 24):
        sheet.ink(moved([(left, -190), (left - 4, -100), (left, -18)], x, y), 6)
        sheet.ink(moved([(left + 36, -190), (left + 32, -100), (left + 34, -18)], x, y), 6)
        sheet.shape(moved(outline("-6,0 -4,-22 36,-24 68,-12 72,0"), x + left, y), INK)
    sheet.shape(moved(outline("-64,-186 -70,-300 -46,-400 10,-424 66,-398 86,-300 84,-186 10,-174"), x, y))
    sheet.ink(moved([(10, -420), (14, -300), (12, -180)], x, y), 4)
    for dy in (-350, -290, -230):
        sheet.shape(ring(x + 28, y + dy, 6, count=14), width=3)
    sheet.shape(moved(outline("-48,-392 -96,-330 -104,-262 -80,-254 -66,-310 -22,-366"), x, y))
    sheet.shape(moved(outline("-106,-276 -110,-250 -90,-242 -76,-256"), x, y), width=4)
    sheet.shape(moved(outline("64,-390 100,-320 100,-240 78,-236 70,-310 44,-360"), x, y))
    sheet.shape(moved(outline("78,-240 76,-216 96,-212 104,-232"), x, y), width=4)
    sheet.shape(moved(outline("-34,-530 -40,-470 -16,-428 30,-424 58,-450 60,-530 14,-548"), x, y))
    sheet.shape(moved(outline("54,-500 88,-488 84,-466 56,-466"), x, y))
    sheet.disc(x + 44, y - 506, 5.5, INK)
    sheet.ink(moved([(30, -526), (44, -532), (58, -524)], x, y), 5)
    sheet.shape(moved(outline("26,-456 48,-464 74,-452 56,-444 40,-448"), x, y), INK, 3)
    sheet.shape(moved(outline("-20,-494 -32,-490 -30,-468 -14,-470"), x, y), width=4)
    sheet.shape(moved(outline("-62,-528 10,-544 84,-526 70,-516 10,-528 -50,-516"), x, y), INK, 4)
    sheet.shape(moved(outline("-40,-534 -34,-596 12,-610 54,-596 62,-534 10,-544"), x, y))
    for left in (102, 112):
        sheet.ink(moved([(left, -420), (left + 10, -446)], x, y), 3, soft=False)
    note = moved(outline("120,-470 120,-520 148,-528 148,-478"), x, y)
    sheet.ink(note, 4, soft=False)
    sheet.shape(ring(x + 113, y - 468, 9, 7, count=16), INK, 2)
    sheet.shape(ring(x + 141, y - 476, 9, 7, count=16), INK, 2)
