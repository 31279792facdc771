"""The demo newspaper's wordmark: strokes of one reed pen, kept as outlines, so that it needs no font and no
spelled name. Drawn eight times too large and brought down to four times the height of the masthead."""

import math
import re
from collections.abc import Iterator
from itertools import pairwise

from PIL import Image, ImageDraw

from articles.drawing.canvas import Point

MASTHEAD_HEIGHT = 56
"""Height of the wordmark in CSS pixels where it is largest inside a page."""
SCALE, OVERSAMPLING = 4, 2

INK, INK_DARK = "#17141a", "#f2eef3"
DOT, DOT_DARK = "#7a1650", "#eea3c9"

_MARKS: dict[str, tuple[tuple[float, float, float, float], float, str, str, str]] = {
    # language: (view box, pen width, drawn with the pen, filled, the large dot)
    "ar": (
        (-389, -70, 390, 100),
        10,
        "M-5 -10Q-5 0 -15 0H-104M-104 0Q-114 0 -114 -10M-144 -10Q-144 0 -154 0H-198Q-208 0 -208 -10"
        "M-242 -10Q-242 0 -252 0H-314M-304 -14V6Q-304 23 -321 23H-338M-358 4Q-358 23 -377 23H-388",
        "M-10 -9V-66.5L0 -61.5V-9ZM-42 0V-27.5L-32 -22.5V0Z"
        "M-98 -14a19 19 0 1 1 38 0a19 19 0 1 1 -38 0ZM-88 -14a9 9 0 1 0 18 0a9 9 0 1 0 -18 0Z"
        "M-119 -9V-66.5L-109 -61.5V-9ZM-149 -9V-27.5L-139 -22.5V-9ZM-213 -9V-27.5L-203 -22.5V-9Z"
        "M-247 -9V-27.5L-237 -22.5V-9ZM-281 0V-27.5L-271 -22.5V0Z"
        "M-337 -14a19 19 0 1 1 38 0a19 19 0 1 1 -38 0ZM-327 -14a9 9 0 1 0 18 0a9 9 0 1 0 -18 0Z"
        "M-363 5V-22.5L-353 -17.5V5ZM-45 11.8L-37.8 19L-45 26.2L-52.2 19Z"
        "M-29 11.8L-21.8 19L-29 26.2L-36.2 19Z"
        "M-79 -54.2L-71.8 -47L-79 -39.8L-86.2 -47ZM-184 -31.2L-176.8 -24L-184 -16.8L-191.2 -24Z"
        "M-168 -31.2L-160.8 -24L-168 -16.8L-175.2 -24ZM-242 -52.2L-234.8 -45L-242 -37.8L-249.2 -45Z"
        "M-279 11.8L-271.8 19L-279 26.2L-286.2 19ZM-263 11.8L-255.8 19L-263 26.2L-270.2 19Z"
        "M-358 -48.2L-350.8 -41L-358 -33.8L-365.2 -41Z",
        "M-144 -56L-134 -46L-144 -36L-154 -46Z",
    ),
    "en": (
        (0, -54, 414, 58),
        9,
        "M40 -17.5H66A13 13 0 1 0 61.7 -7.8M75 -35L88 -5L101 -35M139 -35V0M139 -17.5A13 13 0 1 0 139 -17.49"
        "M154 -35V0M154 -18A13 12.5 0 0 1 180 -18V0M199 -46V-13A8.5 8.5 0 0 0 207.5 -4.5H213M191 -31H212"
        "M234 0V-50M265 0V-50M279 -17.5H305A13 13 0 1 0 300.7 -7.8M314 -35L324 -5L334 -33L344 -5L354 -35"
        "M386 -27A9 7 0 0 0 377 -31.5H375A8 7 0 0 0 375 -17.5H378A8 6.5 0 0 1 378 -4.5H375A9 7 0 0 1 365 -9",
        "M0 -50H9V-9H30.5V0H0ZM229.5 -50H240L269.5 0H259Z",
        "M404 -18.5L413.5 -9L404 0.5L394.5 -9Z",
    ),
}


def draw_wordmark(language: str, *, dark: bool) -> Image.Image:
    """The mark on a transparent ground, 224 pixels high; ``language`` is ar or en, KeyError for any other."""
    box, pen_width, strokes, shapes, dot = _MARKS[language]
    left, top, width, height = box
    scale = MASTHEAD_HEIGHT * SCALE * OVERSAMPLING / height
    ink = Image.new("L", (round(width * scale), round(height * scale)), 0)
    spot = ink.copy()

    def large(points: list[Point]) -> list[Point]:
        return [((x - left) * scale, (y - top) * scale) for x, y in points]

    pen = ImageDraw.Draw(ink)
    for counter in _fill(pen, [large(points) for points in _walk(shapes)]):
        pen.polygon(counter, fill=0)
    for points in _walk(strokes):
        _stroke(pen, large(points), pen_width * scale)
    ImageDraw.Draw(spot).polygon(large(_walk(dot)[0]), fill=255)
    mark = Image.new("RGBA", ink.size, INK_DARK if dark else INK)
    mark.paste(DOT_DARK if dark else DOT, (0, 0, *ink.size), spot)
    mark.putalpha(_lighter(ink, spot))
    return mark.resize((ink.width // OVERSAMPLING, ink.height // OVERSAMPLING), Image.Resampling.LANCZOS)


def _lighter(first: Image.Image, second: Image.Image) -> Image.Image:
    both = first.copy()
    both.paste(255, (0, 0, *first.size), second)
    return both


def _fill(pen: ImageDraw.ImageDraw, outlines: list[list[Point]]) -> list[list[Point]]:
    """Fill what runs clockwise; give back the counters, which run the other way, as in the non-zero rule."""
    counters = []
    for outline in outlines:
        if _area(outline) > 0:
            pen.polygon(outline, fill=255)
        else:
            counters.append(outline)
    return counters


def _area(outline: list[Point]) -> float:
    pairs = zip(outline, [*outline[1:], outline[0]], strict=True)
    return sum(x * next_y - next_x * y for (x, y), (next_x, next_y) in pairs)


def _stroke(pen: ImageDraw.ImageDraw, points: list[Point], width: float) -> None:
    """A line with flat ends and bevelled joints; pieces overlap by a pixel: no speck stays between."""
    sides: list[tuple[float, float]] = []
    last = len(points) - 2
    for index, ((x, y), (to_x, to_y)) in enumerate(pairwise(points)):
        length = math.hypot(to_x - x, to_y - y) or 1
        along_x, along_y = (to_x - x) / length, (to_y - y) / length
        dx, dy = -along_y * width / 2, along_x * width / 2
        if index:
            x, y = x - along_x, y - along_y
        if index < last:
            to_x, to_y = to_x + along_x, to_y + along_y
        pen.polygon([(x + dx, y + dy), (to_x + dx, to_y + dy), (to_x - dx, to_y - dy), (x - dx, y - dy)], fill=255)
        sides.append((dx, dy))
    for (x, y), (dx, dy), (next_dx, next_dy) in zip(points[1:], sides, sides[1:], strict=False):
        for sign in (1, -1):
            pen.polygon([(x, y), (x + sign * dx, y + sign * dy), (x + sign * next_dx, y + sign * next_dy)], fill=255)


def _walk(path: str) -> list[list[Point]]:
    """Flatten SVG path data (M, L, H, V, Q, A, a, Z) into point lists."""
    lines: list[list[Point]] = []
    x = y = 0.0
    for letter, numbers in _commands(path):
        if letter == "M":
            x, y = numbers
            lines.append([(x, y)])
            continue
        points = lines[-1]
        if letter == "Z":
            continue
        if letter == "H":
            points.append((numbers[0], y))
        elif letter == "V":
            points.append((x, numbers[0]))
        elif letter == "L":
            points.append((numbers[0], numbers[1]))
        elif letter == "Q":
            points.extend(_quadratic((x, y), (numbers[0], numbers[1]), (numbers[2], numbers[3])))
        else:
            base_x, base_y = (x, y) if letter == "a" else (0.0, 0.0)
            points.extend(_arc((x, y), numbers[:5], (base_x + numbers[5], base_y + numbers[6])))
        x, y = points[-1]
    return lines


_ARGUMENTS = {"M": 2, "L": 2, "H": 1, "V": 1, "Q": 4, "A": 7, "a": 7, "Z": 0}


def _commands(path: str) -> Iterator[tuple[str, list[float]]]:
    """Every command once with its own numbers; a letter whose numbers repeat is taken as repeated."""
    for letter, rest in re.findall(r"([MLHVQAaZ])([^MLHVQAaZ]*)", path):
        numbers = [float(number) for number in re.findall(r"-?\d*\.?\d+", rest)]
        count = _ARGUMENTS[letter]
        if not count:
            yield letter, []
        for start in range(0, len(numbers), count or 1):
            yield ("L" if letter == "M" and start else letter), numbers[start : start + count]


def _quadratic(start: Point, control: Point, end: Point, steps: int = 24) -> list[Point]:
    shares = [step / steps for step in range(1, steps + 1)]
    return [
        (
            (1 - t) ** 2 * start[0] + 2 * (1 - t) * t * control[0] + t * t * end[0],
            (1 - t) ** 2 * start[1] + 2 * (1 - t) * t * control[1] + t * t * end[1],
        )
        for t in shares
    ]


def _arc(start: Point, shape: list[float], end: Point, steps: int = 64) -> list[Point]:
    """An elliptical arc without rotation (SVG 1.1, appendix F.6.5: from end points to centre)."""
    rx, ry, _rotation, large, sweep = shape
    half_x, half_y = (start[0] - end[0]) / 2 / rx, (start[1] - end[1]) / 2 / ry
    distance = half_x**2 + half_y**2
    if distance > 1:
        rx, ry, half_x, half_y = (
            value * math.sqrt(distance) ** sign
            for value, sign in zip((rx, ry, half_x, half_y), (1, 1, -1, -1), strict=True)
        )
        distance = 1.0
    offset = math.sqrt(max(0.0, 1 / distance - 1)) * (-1 if large == sweep else 1)
    centre_x, centre_y = offset * half_y, -offset * half_x
    first = math.atan2(half_y - centre_y, half_x - centre_x)
    turn = math.atan2(-half_y - centre_y, -half_x - centre_x) - first
    if sweep and turn < 0:
        turn += math.tau
    if not sweep and turn > 0:
        turn -= math.tau
    middle = ((start[0] + end[0]) / 2 + centre_x * rx, (start[1] + end[1]) / 2 + centre_y * ry)
    angles = [first + turn * step / steps for step in range(1, steps)]
    return [*((middle[0] + rx * math.cos(a), middle[1] + ry * math.sin(a)) for a in angles), end]
