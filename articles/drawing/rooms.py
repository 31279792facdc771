"""Pictures from indoors: printing press, orchestra pit, market arcade. Each is one
function that returns a finished picture of 1600x900 and draws the same one every time."""

import math

from PIL import Image

from articles.drawing.canvas import Canvas, Point, curve, mix, moved, outline, ring, seeded, turned
from articles.drawing.land import HEIGHT, WIDTH


def press() -> Image.Image:
    """The hand press in its shop, the day's sheets hung up to dry above it."""
    sheet = Canvas(WIDTH, HEIGHT, "#2f3d3c")
    sheet.sky([(0, "#3e504d"), (1, "#2a3837")], 0, 690)
    sheet.glow(800, 250, 760, "#f2c987", 0.6)
    sheet.poly(outline("0,690 1600,690 1600,900 0,900"), "#7a5138")
    for board in range(-16, 17):
        sheet.stroke([(800 + board * 60, 690), (800 + board * 112, 900)], 2, "#5c3b2a")
    for top, colour in ((690, "#9a6a49"), (696, "#5c3b2a")):
        sheet.rect(0, top, WIDTH, 6, colour)
    _type_cases(sheet)
    _drying_sheets(sheet)
    _iron_press(sheet, 800, 800)
    sheet.mist(640, 900, "#1a2222", 90)
    return sheet.finish()


def _type_cases(sheet: Canvas) -> None:
    """Drawers of type on both sides, a paper stack before each."""
    dice = seeded("type cases")
    for left in (40, 1270):
        sheet.rect(left, 410, 290, 300, "#5a3a29")
        for row in range(6):
            sheet.rect(left + 14, 424 + row * 46, 262, 38, "#8a5c3d")
            sheet.rect(left + 14, 424 + row * 46, 262, 6, "#b07c52")
            for handle in (60, 190):
                sheet.rect(left + handle, 440 + row * 46, 40, 10, "#d9b06a")
        sheet.poly([(left - 14, 410), (left + 304, 410), (left + 280, 372), (left + 10, 372)], "#a97449")
        for column in range(11):
            for line in range(2):
                x = left + 24 + column * 23
                sheet.rect(x, 378 + line * 15, 17, 11, dice.choice(("#3b2a22", "#6d7a80", "#59666c", "#4a3429")))
    for x, count in ((90, 9), (1340, 14)):
        for layer in range(count):
            sheet.rect(x + dice.uniform(-4, 4), 812 - layer * 8, 190, 7, "#f2e6cc" if layer % 2 else "#dccdab")


def _drying_sheets(sheet: Canvas) -> None:
    rope = [(x, 84 + 30 * math.sin(x / WIDTH * math.pi)) for x in range(-10, 1620, 30)]
    sheet.stroke(rope, 3, "#1e2827")
    for index in range(9):
        x = 60 + index * 172
        y = 84 + 30 * math.sin(x / WIDTH * math.pi)
        page = turned(moved(outline("0,0 128,0 128,178 0,178"), x, y), (index * 37 % 7 - 3) * 0.8, (x + 64, y))
        sheet.poly(moved(page, 8, 10), "#1a2323", 90)
        sheet.poly(page, "#f8efda" if index % 2 else "#f1e4c6")
        sheet.rect(x + 26, y - 8, 8, 20, "#c98f4a")
        sheet.rect(x + 92, y - 8, 8, 20, "#c98f4a")
        _printed(sheet, x, y, index)


def _printed(sheet: Canvas, x: float, y: float, index: int) -> None:
    ink, spot = "#2b2626", ("#7a1650", "#a3392c", "#2f5d63")[index % 3]
    match index % 3:
        case 0:
            sheet.disc(x + 64, y + 66, 34, spot)
            sheet.poly(ring(x + 64, y + 66, 20, 20, count=8), "#f1e4c6")
            sheet.poly(ring(x + 64, y + 66, 10, 10, count=8), spot)
        case 1:
            sheet.rect(x + 20, y + 30, 88, 58, spot)
            for step in range(4):
                sheet.poly(
                    [(x + 24 + step * 21, y + 84), (x + 34 + step * 21, y + 40), (x + 44 + step * 21, y + 84)],
                    "#f8efda",
                )
        case _:
            for side in (-1, 1):
                sheet.leaf(x + 64, y + 88, 60, 15, -90 + side * 34, spot)
            sheet.leaf(x + 64, y + 92, 70, 13, -90, mix(spot, "#000000", 0.3))
    for row in range(5):
        width = (88, 74, 88, 60, 40)[row]
        sheet.rect(x + 64 - width / 2, y + 104 + row * 13, width, 5, ink if row == 0 else "#6d6257")


def _iron_press(sheet: Canvas, x: float, y: float) -> None:
    iron, light, dark = "#23262b", "#4d545c", "#14161a"
    sheet.oval(x, y + 40, 420, 30, "#1d1411", 150)
    for side in (-1, 1):
        foot = outline("150,-120 196,-120 206,10 250,36 130,36 140,0")
        sheet.poly([(x + side * px, y + py) for px, py in foot], iron)
    sheet.rect(x - 470, y - 190, 940, 22, dark)
    sheet.rect(x - 470, y - 196, 940, 10, light)
    for left in (-450, 424):
        sheet.rect(x + left, y - 170, 26, 206, iron)
    sheet.rect(x - 210, y - 128, 420, 24, iron)
    for side in (-1, 1):
        column = outline("138,-130 130,-420 146,-540 190,-560 206,-540 196,-420 200,-130")
        sheet.poly([(x + side * px, y + py) for px, py in column], iron)
        sheet.poly(
            [(x + side * px, y + py) for px, py in outline("146,-130 138,-420 152,-536 162,-536 152,-420 160,-130")],
            light,
        )
        sheet.disc(x + side * 170, y - 352, 13, "#d9b06a")
    crown = outline("-220,-540 -200,-610 -120,-640 -60,-690 0,-706 60,-690 120,-640 200,-610 220,-540")
    sheet.blob(moved([*crown, (0, -530)], x, y), iron)
    sheet.blob(moved(outline("-150,-580 -90,-620 0,-640 90,-620 150,-580 0,-560"), x, y), light)
    for px in (-100, 0, 100):
        sheet.poly(moved(ring(px, -596 - (14 if px == 0 else 0), 20, 20, count=8), x, y), "#d9b06a")
    sheet.disc(x, y - 716, 24, "#d9b06a")
    for thread in range(8):
        sheet.rect(x - 26, y - 540 + thread * 18, 52, 12, light if thread % 2 else "#9aa2a8")
    sheet.rect(x - 36, y - 400, 72, 60, iron)
    sheet.stroke(moved([(0, -376), (120, -386), (330, -402), (400, -372)], x, y), 17, dark, soft=True)
    sheet.stroke(moved([(372, -390), (440, -352)], x, y), 24, "#a8693c")
    sheet.rect(x - 170, y - 342, 340, 34, light)
    sheet.rect(x - 170, y - 318, 340, 12, dark)
    sheet.rect(x - 186, y - 236, 372, 40, iron)
    sheet.rect(x - 176, y - 246, 352, 12, "#8d969c")
    for step in range(24):
        sheet.rect(x - 168 + step * 14, y - 252, 9, 8, "#c3cacc" if step % 3 else "#7a1650")
    frame = outline("250,-210 440,-420 460,-406 280,-196")
    sheet.poly(moved(frame, x, y), "#6b4a33")
    sheet.poly(moved(outline("282,-222 426,-388 438,-378 296,-212"), x, y), "#f8efda")
    roller = moved(outline("-420,-197 -300,-197 -300,-229 -420,-229"), x, y)
    sheet.poly(roller, "#7a1650")
    sheet.poly(moved(outline("-420,-229 -300,-229 -300,-221 -420,-221"), x, y), "#b04a84")
    for left in (-436, -300):
        sheet.rect(x + left, y - 219, 16, 12, "#a8693c")


def orchestra() -> Image.Image:
    """The pit before the curtain rises: lamps on the stands, and a stick in the air."""
    sheet = Canvas(WIDTH, HEIGHT, "#170d16")
    sheet.sky([(0, "#5c0f2c"), (1, "#8f1d38")], 0, 420)
    for fold in range(26):
        left = fold * 64 - 20
        shade = ("#6d1230", "#a3243f", "#7f1833", "#b8344a")[fold % 4]
        sheet.poly([(left, 0), (left + 40, 0), (left + 52 + (fold % 3) * 6, 420), (left - 8, 420)], shade, 170)
    sheet.mist(0, 200, "#1d0714", 220, upward=True)
    for swag in range(5):
        x = 160 + swag * 320
        drape = [
            (x - 180, -10),
            *curve([(x - 170, 20), (x - 90, 110), (x, 132), (x + 90, 110), (x + 170, 20)]),
            (x + 180, -10),
        ]
        sheet.poly(drape, "#4d0b26")
        fringe = curve([(x - 166, 26), (x - 90, 112), (x, 134), (x + 90, 112), (x + 166, 26)])
        sheet.stroke(fringe, 9, "#d9a441")
    sheet.rect(0, 414, WIDTH, 34, "#3a2226")
    sheet.rect(0, 408, WIDTH, 9, "#c98f4a")
    for x in range(40, WIDTH, 95):
        sheet.glow(x, 404, 78, "#ffd98a", 0.65)
        sheet.poly([*ring(x, 410, 17, 15, count=20)[10:], (x + 17, 412), (x - 17, 412)], "#2a171c")
    sheet.sky([(0, "#2b1820"), (1, "#120a12")], 448, 900)
    for row, (base, count, size) in enumerate(((520, 13, 0.62), (602, 11, 0.78), (706, 9, 1.0))):
        for seat in range(count):
            if row == 2 and abs(seat - 4) < 1:
                continue
            share = (seat - (count - 1) / 2) / ((count - 1) / 2)
            _player(
                sheet,
                800 + share * (640 + row * 70),
                base + share * share * (30 + row * 40) * -1 + 30,
                size,
                row * 20 + seat,
            )
    _conductor(sheet, 800, 930)
    return sheet.finish()


def _player(sheet: Canvas, x: float, y: float, size: float, number: int) -> None:
    """A stand with its lamp, and the one who reads from it; most hold a bow."""
    side = -1 if x < 800 else 1
    sheet.glow(x, y - 20 * size, 110 * size, "#ffca7a", 0.55)
    coat = ("#2a2230", "#1f1a26", "#33273a")[number % 3]
    sheet.blob(
        moved(outline("-50,64 -46,10 -26,-14 0,-20 26,-14 46,10 50,64 0,76"), x + side * 8 * size, y, size), coat
    )
    sheet.poly(moved(ring(0, -42, 21, 25, count=26), x + side * 8 * size, y, size), "#d9a07c")
    hair = [*ring(0, -48, 23, 23, count=26)[13:], (23, -44), (-23, -44)]
    sheet.poly(moved(hair, x + side * 8 * size, y, size), ("#2b1d1a", "#5b3a28", "#171216", "#8a8088")[number % 4])
    if number % 5 == 4:
        neck = [(-side * 52, 70), (-side * 30, -92)]
        sheet.stroke(moved(neck, x, y, size), 9 * size, "#7d3f22")
        sheet.blob(
            moved(outline("-34,76 -40,30 -20,10 0,20 20,10 40,30 34,76"), x - side * 44 * size, y, size), "#a85a2c"
        )
        sheet.disc(x - side * 30 * size, y - 98 * size, 8 * size, "#5b2c17")
    elif number % 5 == 2:
        sheet.stroke(moved([(-6, -24), (side * 52, -36)], x, y, size), 6 * size, "#d8c58a")
        sheet.disc(x + side * 54 * size, y - 36 * size, 12 * size, "#e9c65a")
    else:
        sheet.blob(
            moved(outline("-22,-4 -2,-18 14,-10 30,-14 34,4 12,6 -4,14"), x + side * 10 * size, y, size), "#a85a2c"
        )
        sheet.stroke(moved([(side * -46, 22), (side * 50, -66)], x, y, size), 3.4 * size, "#f0e2c4")
    stand = outline("-40,24 40,24 46,68 -46,68")
    sheet.poly(moved(stand, x, y + 16 * size, size), "#fff0cf")
    sheet.stroke(moved([(0, 26), (0, 66)], x, y + 16 * size, size), 2.4 * size, "#c9a878")
    for row in range(3):
        for left in (-38, 6):
            sheet.stroke(
                moved([(left, 36 + row * 10), (left + 32, 36 + row * 10)], x, y + 16 * size, size), 1.6, "#8f7a5c"
            )
    sheet.poly(moved(outline("-48,68 48,68 46,76 -46,76"), x, y + 16 * size, size), "#0d080c")
    sheet.rect(x - 3 * size, y + 90 * size, 6 * size, 60 * size, "#0d080c")


def _conductor(sheet: Canvas, x: float, y: float) -> None:
    black, edge = "#0c070c", "#5b3340"
    sheet.glow(x, y - 230, 330, "#ffd08a", 0.32)
    for grow, colour in ((4, edge), (0, black)):
        coat = outline("-104,40 -110,-120 -86,-190 -34,-216 34,-216 86,-190 110,-120 104,40")
        sheet.blob(moved(coat, x, y, 1 + grow / 110), colour)
        left = outline("-78,-186 -150,-250 -196,-330 -176,-344 -120,-276 -50,-206")
        right = outline("78,-186 160,-226 214,-316 236,-306 190,-200 60,-140")
        for arm in (left, right):
            sheet.blob(moved(arm, x, y - grow, 1 + grow / 220), colour)
        sheet.poly(moved(ring(0, -262, 40 + grow, 48 + grow), x, y), colour if grow else "#2b1d1a")
    sheet.poly(moved(outline("-30,-226 30,-226 22,-206 -22,-206"), x, y), "#f3e6d2")
    for px, py in ((-186, -346), (226, -320)):
        sheet.disc(x + px, y + py, 17, "#d9a07c")
    sheet.stroke(moved([(222, -318), (300, -452)], x, y), 5, "#fff6e0")


def arcade() -> Image.Image:
    """The covered market before opening time; the light falls through the holes in its vault."""
    sheet = Canvas(WIDTH, HEIGHT, "#3a2a2c")
    for bay in range(9):
        _bay(sheet, bay)
    _lanterns(sheet)
    sheet.glow(800, 470, 250, "#fff3d0", 0.9)
    for x, y, size in ((776, 548, 0.36), (842, 556, 0.42), (724, 590, 0.62)):
        _passer_by(sheet, x, y, size)
    beams = sheet.layer()
    for foot_x, width, top_y, foot_y in ((560, 150, 30, 880), (690, 80, 230, 740), (752, 44, 330, 640)):
        edges = [
            (800 - width * 0.16, top_y),
            (800 + width * 0.16, top_y),
            (foot_x + width, foot_y),
            (foot_x - width, foot_y),
        ]
        beams.poly(edges, "#fff0c0", 80)
    sheet.clip(beams, outline("0,0 1600,0 1600,900 0,900"))
    _spice_stall(sheet)
    _cloth_stall(sheet)
    return sheet.finish()


def _bay(sheet: Canvas, bay: int) -> None:
    """One arch and what lies behind it: floor, walls with shops, a hole in the vault; the nearest is 0."""
    near = 1 / (1 + bay * 0.42)

    def at(x: float, y: float) -> Point:
        return 800 + x * near, 480 + y * near

    glow = bay / 9
    wall = mix("#7d5648", "#fbe3b4", glow)
    arch = [at(px, py) for px, py in [*ring(0, -180, 640, 430, count=64)[32:], (640, 560), (-640, 560)]]
    if bay == 0:
        sheet.poly(outline("0,0 1600,0 1600,900 0,900"), "#5a3a36")
        for course in range(14):
            sheet.stroke([(0, course * 66), (1600, course * 66)], 2, "#4a2e2c")
    else:
        rim = [at(px, py) for px, py in [*ring(0, -180, 700, 490, count=64)[32:], (700, 560), (-700, 560)]]
        sheet.poly(rim, mix("#8a5f4c", "#ffe9bd", glow))
    sheet.poly(arch, wall)
    sheet.stroke([*arch, arch[0]], 10 * near, mix("#e0b48a", "#fff3d6", glow))
    sheet.poly([at(-640, 420), at(640, 420), at(640, 560), at(-640, 560)], mix("#a87f63", "#fff0cc", glow))
    hole = ring(*at(0, -560), 70 * near, 22 * near, count=30)
    sheet.poly(hole, "#fff8e0")
    for side in (-1, 1):
        colours = ("#a3392c", "#2f6f73", "#d99a33", "#7a1650", "#4f7a4c")
        colour = mix(colours[(bay * 2 + (side > 0)) % 5], "#ffe9bd", glow * 0.8)
        sheet.poly(
            [at(side * 640, -120), at(side * 640, 420), at(side * 520, 380), at(side * 520, -60)],
            mix("#4a2f30", "#f0d2a0", glow),
        )
        sheet.poly([at(side * 650, -150), at(side * 450, -40), at(side * 450, -4), at(side * 650, -70)], colour)
        sheet.poly(
            [at(side * 640, 250), at(side * 500, 230), at(side * 500, 400), at(side * 640, 450)],
            mix(colour, "#3a2424", 0.35),
        )


def _lanterns(sheet: Canvas) -> None:
    """Two in every bay, hung from the vault; the far ones first."""
    for bay in range(5, -1, -1):
        near = 1 / (1 + bay * 0.42)
        for side in (-1, 1):
            x, y = 800 + side * 330 * near, 480 - 330 * near
            sheet.stroke([(x, y - 210 * near), (x, y)], 4 * near, mix("#3a2626", "#c9a878", bay / 9))
            sheet.glow(x, y + 22 * near, 120 * near, "#ffcf7a", 0.75)
            sheet.poly(ring(x, y + 22 * near, 24 * near, 34 * near, count=6), "#d99a33")
            sheet.poly(ring(x, y + 22 * near, 15 * near, 25 * near, count=6), "#fff0bf")


def _passer_by(sheet: Canvas, x: float, y: float, size: float) -> None:
    sheet.oval(x + 20 * size, y, 60 * size, 8 * size, "#6b4a3c", 130)
    sheet.blob(moved(outline("-36,0 -40,-90 -30,-170 0,-190 30,-170 40,-90 36,0"), x, y, size), "#4a3038")
    sheet.disc(x, y - 212 * size, 26 * size, "#4a3038")


def _spice_stall(sheet: Canvas) -> None:
    sheet.poly(outline("-20,700 470,760 470,920 -20,920"), "#4a2f2c")
    sheet.poly(outline("-20,660 400,690 470,760 -20,740"), "#7d5140")
    for x, y, colour, size in (
        (60, 700, "#c8402f", 1.0),
        (190, 712, "#e3a02e", 1.0),
        (318, 728, "#7a8a3c", 0.94),
        (110, 790, "#8a4a2c", 1.3),
        (290, 812, "#d9682c", 1.3),
    ):
        sheet.poly(moved(outline("-70,0 70,0 58,56 -58,56"), x, y, size), "#c9a06a")
        sheet.poly(moved(outline("-70,0 70,0 67,12 -67,12"), x, y, size), "#8f6a42")
        sheet.blob(moved(outline("-64,2 -36,-40 -8,-84 0,-92 10,-84 40,-36 64,2 0,8"), x, y, size), colour)
        sheet.blob(moved(outline("-56,0 -30,-40 -6,-80 0,-60 -10,-20 -20,4"), x, y, size), mix(colour, "#fff0c0", 0.3))


def _cloth_stall(sheet: Canvas) -> None:
    sheet.rect(1180, 196, 440, 14, "#3a2424")
    for index, colour in enumerate(("#7a1650", "#e8d3a6", "#2f6f73", "#c8402f", "#d99a33", "#35406b")):
        x = 1200 + index * 70
        drop = 690 + (index * 53) % 110
        folds = [(x, 204), (x + 64, 204), (x + 70, drop), (x + 46, drop - 14), (x + 22, drop + 6), (x - 4, drop - 8)]
        sheet.poly(folds, colour)
        sheet.poly([(x + 10, 204), (x + 24, 204), (x + 30, drop - 2), (x + 14, drop)], mix(colour, "#ffffff", 0.2))
        sheet.poly([(x + 44, 204), (x + 64, 204), (x + 70, drop), (x + 48, drop - 14)], mix(colour, "#1d1216", 0.3))
        for band in range(3):
            sheet.rect(x, drop - 90 + band * 22, 68, 7, mix(colour, "#ffe9bd", 0.6))
