"""Three cartoons in ink on warm paper. Each is one function that returns a finished drawing, the same one
every time; one spot of colour at most, because the joke is in the line."""

import math
from collections.abc import Sequence

from PIL import Image

from articles.drawing.canvas import Canvas, Point, curve, moved, outline, ring, seeded, turned

PAPER, INK, PURPLE = "#fffdf8", "#17141a", "#7a1650"


class Sketch(Canvas):
    """A sheet for ink: outlines filled with paper, so that what is drawn later stands in front."""

    def finish(self) -> Image.Image:
        """Plain averages: a sharper filter leaves a pale ring around black lines."""
        return self.image.reduce(self.factor)

    def ink(self, points: Sequence[Point], width: float = 5, *, soft: bool = True) -> None:
        self.stroke(points, width, INK, soft=soft)

    def shape(self, points: list[Point], fill: str = PAPER, width: float = 5, *, soft: bool = True) -> None:
        outline = curve(points, closed=True) if soft else points
        self.poly(outline, fill)
        self.stroke([*outline, outline[0], outline[1]], width, INK)

    def hatch(self, x: float, y: float, width: float, rows: int, seed: str) -> None:
        """Short slanting strokes: shade, grass, floor."""
        dice = seeded(seed)
        for index in range(rows):
            left = x + width * index / rows + dice.uniform(-4, 4)
            length = dice.uniform(16, 30)
            self.ink([(left, y + dice.uniform(-3, 3)), (left - length, y + length * 0.72)], 2.4, soft=False)


def evening_harvest() -> Image.Image:
    """A man waters the pot in which his telephone is charging."""
    sheet = Sketch(1200, 950, PAPER, oversampling=3)
    sheet.ink(outline("60,806 340,800 700,809 1140,802"))
    sheet.hatch(110, 822, 280, 14, "floor left")
    sheet.hatch(720, 824, 300, 15, "floor right")
    _socket(sheet)
    _telephone_plant(sheet)
    _gardener(sheet)
    for x, y in (
        (692, 478),
        (704, 500),
        (698, 530),
        (714, 548),
        (722, 516),
        (730, 576),
        (708, 588),
        (742, 606),
        (726, 618),
    ):
        sheet.ink([(x, y), (x + 5, y + 16)], 3, soft=False)
    return sheet.finish()


def _socket(sheet: Sketch) -> None:
    sheet.shape(outline("1036,560 1120,560 1120,644 1036,644"), width=4, soft=False)
    for x in (1064, 1094):
        sheet.disc(x, 602, 6, INK)


def _telephone_plant(sheet: Sketch) -> None:
    sheet.ink(outline("800,668 786,600 816,540 800,460 812,404"), 7)
    for x, y, way in ((797, 590, 1), (803, 470, 1)):
        cable = [(x, y), (x + way * 34, y - 22), (x + way * 66, y - 18)]
        sheet.ink(cable, 5)
        plug = outline("0,-15 34,-15 42,0 34,15 0,15")
        sheet.shape([(x + way * (64 + dx), y - 18 + dy) for dx, dy in plug], width=4, soft=False)
        for dy in (-7, 7):
            sheet.ink([(x + way * 104, y - 18 + dy), (x + way * 122, y - 18 + dy)], 4, soft=False)
    for petal in range(9):
        turn = petal / 9 * math.tau
        sheet.shape(
            ring(
                812 + math.cos(turn) * 92,
                290 + math.sin(turn) * 118,
                46,
                27,
                angle=math.degrees(turn),
                count=18,
            ),
            width=4,
        )
    phone = turned(outline("756,196 868,196 868,388 756,388"), 4, (812, 292))
    sheet.shape(phone, width=6, soft=False)
    sheet.shape(turned(outline("768,216 856,216 856,360 768,360"), 4, (812, 292)), width=3, soft=False)
    sheet.disc(809, 374, 5, INK)
    sheet.shape(turned(outline("784,268 834,268 834,296 784,296"), 4, (812, 292)), width=4, soft=False)
    sheet.poly(turned(outline("834,276 842,276 842,288 834,288"), 4, (812, 292)), INK)
    sheet.poly(turned(outline("788,272 796,272 796,292 788,292"), 4, (812, 292)), PURPLE)
    sheet.shape(outline("700,668 902,668 876,804 728,804"), soft=False)
    sheet.shape(outline("688,640 914,640 914,676 688,676"), soft=False)
    for x in (846, 858, 870):
        sheet.ink([(x, 690), (x - 14, 788)], 2.4, soft=False)
    sheet.ink(outline("702,640 750,628 800,634 850,627 900,640"), 4)


def _gardener(sheet: Sketch) -> None:
    for left in (292, 372):
        sheet.ink([(left + 20, 612), (left + 12, 700), (left + 16, 790)], 5)
        sheet.ink([(left + 64, 612), (left + 58, 700), (left + 60, 790)], 5)
        sheet.shape(
            [(left + 4, 806), (left + 8, 786), (left + 62, 784), (left + 98, 796), (left + 102, 806)],
            INK,
        )
    sheet.shape(outline("292,620 284,480 316,388 380,362 440,386 470,470 462,622 380,634"))
    sheet.ink([(312, 470), (380, 488), (448, 470)], 4)
    sheet.shape(outline("330,486 432,486 444,640 320,640"), soft=False)
    sheet.shape(outline("352,540 414,540 408,586 358,586"), width=4, soft=False)
    sheet.shape(outline("362,250 330,290 336,346 376,376 424,366 442,322 432,268"))
    sheet.shape(outline("436,296 476,306 480,332 440,336"))
    sheet.disc(418, 292, 5.5, INK)
    sheet.ink([(402, 268), (420, 262), (434, 268)], 5)
    sheet.shape(outline("400,342 428,330 460,346 448,360 424,352 402,360"), INK)
    sheet.shape(outline("352,300 338,306 342,332 358,328"), width=4)
    sheet.shape(outline("318,262 322,214 382,190 446,214 456,246 400,248"))
    sheet.ink(outline("318,264 390,250 470,252 502,268 450,262"), 6)
    sheet.ink([(384, 190), (386, 180)], 8)
    can = outline("530,440 634,440 642,540 522,540")
    sheet.shape(turned(can, 14, (580, 490)), soft=False)
    sheet.ink(turned([(640, 520), (676, 470), (690, 424)], 14, (580, 490)), 5)
    sheet.ink(turned([(634, 488), (662, 452), (674, 412)], 14, (580, 490)), 5)
    sheet.shape(turned(outline("662,416 706,424 698,440 656,428"), 14, (580, 490)), width=4, soft=False)
    sheet.ink(turned(outline("546,440 552,388 608,386 622,440"), 14, (580, 490)), 6)
    sheet.shape(outline("424,420 470,440 520,420 566,390 586,410 530,462 466,496 420,482"))
    sheet.shape(outline("566,388 592,372 612,388 600,410 578,414"), width=4)
    for x, y in ((306, 560), (300, 584), (304, 608)):
        sheet.ink([(x, y), (x + 22, y - 18)], 2.4, soft=False)


def indoor_forecast() -> Image.Image:
    """It rains behind the window; the goldfish on the sill has put up an umbrella."""
    sheet = Sketch(1200, 950, PAPER, oversampling=3)
    sheet.shape(outline("250,90 950,90 950,664 250,664"), width=7, soft=False)
    sheet.shape(outline("282,122 584,122 584,640 282,640"), width=4, soft=False)
    sheet.shape(outline("616,122 918,122 918,640 616,640"), width=4, soft=False)
    dice = seeded("rain")
    for left, right in ((296, 566), (630, 900)):
        for _ in range(48):
            x, y = dice.uniform(left + 22, right), dice.uniform(136, 590)
            length = dice.uniform(18, 44)
            sheet.ink([(x, y), (x - length * 0.3, y + length)], 2.6, soft=False)
    _clouds(sheet)
    sheet.shape(outline("190,664 1010,664 1010,704 190,704"), width=6, soft=False)
    sheet.hatch(240, 716, 730, 34, "sill")
    _bowl(sheet, 520, 520)
    sheet.shape(outline("822,664 806,590 902,590 886,664"), soft=False)
    for angle, length in ((-118, 110), (-90, 150), (-62, 116), (-140, 70), (-42, 74)):
        tip = (854 + math.cos(math.radians(angle)) * length, 590 + math.sin(math.radians(angle)) * length)
        sheet.ink([(854, 590), ((854 + tip[0]) / 2 + 6, (590 + tip[1]) / 2), tip], 4)
        sheet.shape(
            ring((854 + tip[0] * 2) / 3, (590 + tip[1] * 2) / 3, length / 3, 12, angle=angle, count=16),
            width=3.4,
        )
    sheet.ink(outline("60,880 400,874 800,882 1140,876"), 4)
    return sheet.finish()


def _clouds(sheet: Sketch) -> None:
    for x, y, size in ((400, 190, 0.9), (770, 176, 1.1)):
        cloud = outline("-90,30 -104,0 -70,-24 -40,-54 4,-50 30,-66 70,-40 104,-14 92,26 0,36")
        sheet.shape(moved(cloud, x, y, size), width=4)


def _bowl(sheet: Sketch, x: float, y: float) -> None:
    sheet.shape(
        moved(outline("-86,-128 -158,-50 -162,40 -104,138 0,146 104,138 162,40 158,-50 86,-128 0,-122"), x, y),
        width=6,
    )
    sheet.shape(ring(x, y - 130, 92, 17), width=5)
    sheet.ink(
        moved(outline("-140,-64 -96,-56 -48,-68 0,-58 48,-68 96,-56 140,-64"), x, y),
        3.4,
    )
    body = outline("-62,62 -40,34 0,24 40,36 62,62 40,88 0,98 -40,88")
    sheet.shape(moved(body, x - 4, y), width=5)
    sheet.shape(moved(outline("56,62 100,32 110,46 92,62 110,80 100,94"), x - 4, y), width=4.4)
    sheet.disc(x - 38, y + 54, 6, INK)
    sheet.ink([(x - 64, y + 72), (x - 50, y + 78), (x - 40, y + 74)], 4)
    sheet.ink([(x - 50, y + 40), (x - 34, y + 34)], 4)
    for left in (-4, 14, 32):
        sheet.ink([(x + left, y + 52), (x + left + 10, y + 62), (x + left, y + 74)], 2.6)
    sheet.ink(moved(outline("-8,88 -22,70 -12,36 -12,-30"), x, y), 5)
    canopy = curve(moved(outline("-104,-4 -84,-44 -12,-72 60,-44 80,-4"), x, y))
    hem = [
        point
        for start in (80, 34, -12, -58)
        for point in curve([(x + start, y - 4), (x + start - 23, y - 15), (x + start - 46, y - 4)])
    ]
    sheet.poly([*canopy, *hem], PURPLE)
    sheet.stroke([*canopy, *hem, canopy[0]], 5, INK)
    for start in (34, -12, -58):
        sheet.ink([(x + start, y - 5), (x + start * 0.6 - 6, y - 42), (x - 12, y - 71)], 2.6)
    for dx, dy, radius in ((-96, 16, 6), (-108, -8, 4), (-100, -30, 3)):
        sheet.shape(ring(x + dx, y + dy, radius, count=14), width=2.6)
    sheet.ink([(x - 128, y + 20), (x - 132, y - 14), (x - 118, y - 48)], 3)
    sheet.ink([(x - 96, y + 120), (x, y + 130), (x + 96, y + 120)], 3)


def group_portrait() -> Image.Image:
    """The scarecrow takes a picture of himself with all the birds he was put there to frighten."""
    sheet = Sketch(950, 1200, PAPER, oversampling=3)
    sheet.ink(outline("50,1070 300,1062 620,1072 900,1064"))
    dice = seeded("field")
    for _ in range(46):
        x, y = dice.uniform(70, 890), dice.uniform(1078, 1150)
        sheet.ink([(x, y), (x + dice.uniform(-8, 8), y - dice.uniform(18, 40))], 2.6, soft=False)
    for x in (110, 180, 760, 830, 880):
        _ear_of_wheat(sheet, x, 1066, dice.uniform(0.8, 1.1))
    sheet.shape(outline("448,1068 452,760 488,760 494,1068"), soft=False)
    sheet.ink([(468, 1050), (470, 900), (468, 800)], 2.4)
    _coat(sheet)
    _scarecrow_head(sheet)
    _selfie_stick(sheet)
    for x, y, way, size in (
        (152, 512, 1, 0.84),
        (238, 515, 1, 0.76),
        (320, 510, 1, 0.86),
        (430, 258, 1, 0.86),
        (640, 488, 1, 0.84),
    ):
        _crow(sheet, x, y, way, size)
    _crow(sheet, 514, 256, 1, 0.66)
    return sheet.finish()


def _ear_of_wheat(sheet: Sketch, x: float, y: float, size: float) -> None:
    sheet.ink([(x, y), (x + 6 * size, y - 110 * size), (x, y - 200 * size)], 3.4)
    for step in range(5):
        for side in (-1, 1):
            foot = (x + 2, y - (150 + step * 18) * size)
            sheet.ink(
                [
                    foot,
                    (foot[0] + side * 13 * size, foot[1] - 12 * size),
                    (foot[0] + side * 6, foot[1] - 26 * size),
                ],
                3,
            )


def _coat(sheet: Sketch) -> None:
    sheet.shape(
        outline("352,520 590,520 640,850 560,836 530,872 476,840 430,876 390,838 306,852"),
        soft=False,
    )
    sheet.shape(outline("96,522 360,516 372,600 110,582 88,566 104,548"), soft=False)
    sheet.shape(outline("584,516 742,448 786,500 600,610"), soft=False)
    for x, y, angle in ((86, 552, 180), (768, 468, -36)):
        for spread in (-34, -14, 8, 30):
            turn = math.radians(angle + spread)
            sheet.ink(
                [
                    (x + 14 * math.cos(turn), y + 14 * math.sin(turn)),
                    (x + 52 * math.cos(turn), y + 52 * math.sin(turn)),
                ],
                3.4,
                soft=False,
            )
    sheet.ink([(470, 540), (474, 700), (470, 846)], 4)
    for y in (600, 668, 736):
        sheet.shape(ring(492, y, 9, count=16), width=3.4)
    patch = turned(outline("350,690 420,690 420,760 350,760"), 8, (385, 725))
    sheet.shape(patch, width=3.4, soft=False)
    for x in range(360, 420, 16):
        sheet.ink(turned([(x, 684), (x, 697)], 8, (385, 725)), 2.6, soft=False)
        sheet.ink(turned([(x, 754), (x, 767)], 8, (385, 725)), 2.6, soft=False)
    sheet.shape(outline("392,500 470,530 548,498 556,532 472,566 388,534"), PURPLE)
    sheet.shape(outline("396,530 376,612 412,622 428,546"), PURPLE)


def _scarecrow_head(sheet: Sketch) -> None:
    sheet.shape(outline("400,366 392,440 424,502 472,516 522,500 550,438 540,364 470,346"))
    for x in (438, 506):
        sheet.ink([(x - 11, 410), (x + 11, 432)], 5, soft=False)
        sheet.ink([(x + 11, 410), (x - 11, 432)], 5, soft=False)
    sheet.shape([(470, 430), (522, 446), (472, 456)], soft=False, width=4)
    sheet.ink(outline("428,466 452,484 488,486 516,468"), 5)
    for x, y in ((440, 477), (464, 486), (490, 485), (508, 474)):
        sheet.ink([(x, y - 8), (x + 1, y + 8)], 3, soft=False)
    for x in (402, 420, 528, 546):
        sheet.ink([(x, 368), (x + (x - 474) * 0.16, 404)], 3.4, soft=False)
    sheet.shape(outline("330,366 400,346 470,340 546,346 616,368 546,380 470,384 396,380"))
    sheet.shape(outline("402,352 414,266 470,252 530,268 540,352 470,364"))
    sheet.ink([(404, 330), (470, 344), (538, 330)], 8)


def _selfie_stick(sheet: Sketch) -> None:
    sheet.ink([(756, 492), (836, 300)], 7, soft=False)
    phone = turned(outline("786,196 890,196 890,262 786,262"), -22, (838, 230))
    sheet.shape(turned(outline("778,188 898,188 898,270 778,270"), -22, (838, 230)), width=6, soft=False)
    sheet.shape(phone, width=3, soft=False)
    sheet.disc(793, 248, 4, INK)
    sheet.ink([(838, 300), (846, 272)], 8, soft=False)
    for angle in (150, 175, 200):
        turn = math.radians(angle)
        sheet.ink(
            [
                (800 + 42 * math.cos(turn), 262 + 42 * math.sin(turn)),
                (800 + 74 * math.cos(turn), 262 + 74 * math.sin(turn)),
            ],
            3.4,
            soft=False,
        )


def _crow(sheet: Sketch, x: float, y: float, way: int, size: float) -> None:
    """A bird that stands on its feet at (x, y) and smiles to the camera."""
    for foot in (-9, 9):
        sheet.ink(moved([(foot, 0), (foot, -26)], x, y, size), 3.4, soft=False)
        sheet.ink(moved([(foot - 8, 4), (foot, 0), (foot + 9, 4)], x, y, size), 3, soft=False)
    body = outline("-64,-34 -30,-60 0,-88 26,-84 34,-48 16,-24 -14,-20")
    sheet.blob(moved([(dx * way, dy) for dx, dy in body], x, y, size), INK)
    sheet.disc(x + way * 20 * size, y - 96 * size, 25 * size, INK)
    sheet.poly(moved([(40 * way, -104), (78 * way, -98), (42 * way, -86)], x, y, size), INK)
    sheet.disc(x + way * 27 * size, y - 102 * size, 6.5 * size, PAPER)
    sheet.disc(x + way * 29 * size, y - 103 * size, 3 * size, INK)
    sheet.stroke(
        moved([(dx * way, dy) for dx, dy in ((-34, -50), (-8, -46), (10, -58))], x, y, size),
        2.6,
        PAPER,
        soft=True,
    )
