"""A sheet of flat shapes in logical pixels, drawn larger and brought down at the end, so that every edge is
smooth. Nothing here knows what a picture shows; the same calls give the same bytes on every machine."""

import math
from collections.abc import Iterable, Sequence
from itertools import pairwise
from random import Random
from typing import Self

from PIL import Image, ImageChops, ImageDraw

Point = tuple[float, float]
OVERSAMPLING = 2


def rgb(colour: str) -> tuple[int, int, int]:
    """Read ``#rrggbb``."""
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def mix(first: str, second: str, share: float) -> str:
    """The colour that lies ``share`` (0 to 1) of the way from the first to the second."""
    pairs = zip(rgb(first), rgb(second), strict=True)
    return "#" + "".join(f"{round(a + (b - a) * share):02x}" for a, b in pairs)


def curve(points: Sequence[Point], *, closed: bool = False, steps: int = 10) -> list[Point]:
    """A Catmull-Rom line through all points: the hand's way of joining them."""
    count = len(points)
    result: list[Point] = []
    for index in range(count if closed else count - 1):
        corners = [
            points[(index + offset) % count] if closed else points[min(max(index + offset, 0), count - 1)]
            for offset in (-1, 0, 1, 2)
        ]
        result.extend(_spline(corners, step / steps) for step in range(steps))
    return result if closed else [*result, points[-1]]


def _spline(corners: Sequence[Point], t: float) -> Point:
    x, y = (
        0.5 * (2 * b + (c - a) * t + (2 * a - 5 * b + 4 * c - d) * t * t + (3 * b - a - 3 * c + d) * t**3)
        for a, b, c, d in (tuple(corner[axis] for corner in corners) for axis in (0, 1))
    )
    return x, y


def outline(text: str) -> list[Point]:
    """Read points written as ``x,y x,y``: long outlines stay a few lines of text."""
    pairs = (pair.split(",") for pair in text.split())
    return [(float(x), float(y)) for x, y in pairs]


def seeded(name: str) -> Random:
    """Chance that falls the same way every time, one run for each name."""
    return Random(name)  # noqa: S311 - it scatters leaves and stars, nothing is kept secret by it


def turned(points: Iterable[Point], angle: float, centre: Point = (0, 0)) -> list[Point]:
    """The points turned clockwise by ``angle`` degrees around the centre."""
    cos, sin = math.cos(math.radians(angle)), math.sin(math.radians(angle))
    cx, cy = centre
    return [(cx + (x - cx) * cos - (y - cy) * sin, cy + (x - cx) * sin + (y - cy) * cos) for x, y in points]


def moved(points: Iterable[Point], dx: float, dy: float, scale: float = 1, scale_y: float = 0) -> list[Point]:
    """The points scaled around the origin (``scale_y`` 0 means the same both ways) and then moved."""
    return [(x * scale + dx, y * (scale_y or scale) + dy) for x, y in points]


def ring(x: float, y: float, rx: float, ry: float = 0, *, angle: float = 0, count: int = 48) -> list[Point]:
    """The outline of an ellipse; ``ry`` 0 means a circle."""
    turns = (math.tau * index / count for index in range(count))
    outline = [(x + rx * math.cos(turn), y + (ry or rx) * math.sin(turn)) for turn in turns]
    return turned(outline, angle, (x, y)) if angle else outline


class Canvas:
    """Shapes go on in the order of the calls, the later ones over the earlier ones."""

    def __init__(self, width: int, height: int, ground: str, *, oversampling: int = OVERSAMPLING) -> None:
        self.width, self.height, self.factor = width, height, oversampling
        self.image = Image.new("RGB", (width * oversampling, height * oversampling), ground)
        self.pen = ImageDraw.Draw(self.image, "RGBA")

    def finish(self) -> Image.Image:
        return self.image.resize((self.width, self.height), Image.Resampling.LANCZOS)

    def _big(self, points: Iterable[Point]) -> list[Point]:
        return [(x * self.factor, y * self.factor) for x, y in points]

    def poly(self, points: Iterable[Point], fill: str, alpha: int = 255) -> None:
        self.pen.polygon(self._big(points), fill=(*rgb(fill), alpha))

    def blob(self, points: Sequence[Point], fill: str, alpha: int = 255) -> None:
        """A closed shape with a soft outline through the points."""
        self.poly(curve(points, closed=True), fill, alpha)

    def rect(self, x: float, y: float, width: float, height: float, fill: str, alpha: int = 255) -> None:
        self.poly([(x, y), (x + width, y), (x + width, y + height), (x, y + height)], fill, alpha)

    def disc(self, x: float, y: float, radius: float, fill: str, alpha: int = 255) -> None:
        self.oval(x, y, radius, radius, fill, alpha)

    def oval(self, x: float, y: float, rx: float, ry: float, fill: str, alpha: int = 255) -> None:
        box = self._big([(x - rx, y - ry), (x + rx, y + ry)])
        self.pen.ellipse((*box[0], *box[1]), fill=(*rgb(fill), alpha))

    def leaf(self, x: float, y: float, length: float, width: float, angle: float, fill: str) -> None:
        """A pointed oval that starts at (x, y) and looks along ``angle`` (0 = to the right)."""
        half = [(0, 0), (length * 0.3, -width), (length * 0.7, -width * 0.8), (length, 0)]
        other = [(length * 0.7, width * 0.8), (length * 0.3, width)]
        self.poly(
            moved(turned([*curve(half, steps=5), *curve([half[-1], *other, (0, 0)], steps=5)], angle), x, y),
            fill,
        )

    def stroke(self, points: Sequence[Point], width: float, fill: str, *, alpha: int = 255, soft: bool = False) -> None:
        """A line with round ends and joints; ``soft`` draws it through the points as a curve."""
        line = self._big(curve(points) if soft else points)
        colour = (*rgb(fill), alpha)
        self.pen.line(line, fill=colour, width=max(1, round(width * self.factor)), joint="curve")
        radius = (max(1, round(width * self.factor)) - 1) / 2
        if alpha == 255 and radius > 1.5:
            for x, y in (line[0], line[-1]):
                self.pen.ellipse((x - radius, y - radius, x + radius, y + radius), fill=colour)

    def sky(self, stops: Sequence[tuple[float, str]], top: float = 0, bottom: float | None = None) -> None:
        """A vertical run of colours between two heights; stops are (share of the way, colour)."""
        height = round(((self.height if bottom is None else bottom) - top) * self.factor)
        column = Image.new("RGB", (1, height))
        for row in range(height):
            column.putpixel((0, row), rgb(_colour_at(stops, row / height)))
        self.image.paste(column.resize((self.image.width, height)), (0, round(top * self.factor)))

    def glow(self, x: float, y: float, radius: float, fill: str, strength: float = 1) -> None:
        """Light that fades from its middle; ``radius`` is where it ends."""
        size = round(radius * 2 * self.factor)
        fade = Image.radial_gradient("L").resize((size, size))
        mask = fade.point([round(max(0.0, 1 - value / 178) ** 2 * 255 * strength) for value in range(256)])
        corner = (round((x - radius) * self.factor), round((y - radius) * self.factor))
        self.image.paste(Image.new("RGB", (size, size), fill), corner, mask)

    def mist(self, top: float, bottom: float, fill: str, alpha: int, *, upward: bool = False) -> None:
        """A veil that grows from nothing at ``top`` to ``alpha`` at ``bottom`` (or the other way up)."""
        height = round((bottom - top) * self.factor)
        fade = Image.linear_gradient("L").resize((self.image.width, height))
        if upward:
            fade = fade.transpose(Image.Transpose.FLIP_TOP_BOTTOM)
        mask = fade.point([value * alpha // 255 for value in range(256)])
        self.image.paste(Image.new("RGB", mask.size, fill), (0, round(top * self.factor)), mask)

    def layer(self) -> Self:
        """A copy to draw on, to be brought back with ``clip``."""
        copy = type(self)(1, 1, "#000000", oversampling=self.factor)
        copy.width, copy.height = self.width, self.height
        copy.image = self.image.copy()
        copy.pen = ImageDraw.Draw(copy.image, "RGBA")
        return copy

    def clip(self, layer: "Canvas", *outlines: Iterable[Point], alpha: int = 255) -> None:
        """Take over the layer inside the outlines only."""
        mask = Image.new("L", self.image.size, 0)
        pen = ImageDraw.Draw(mask)
        for outline in outlines:
            pen.polygon(self._big(outline), fill=alpha)
        self.image.paste(layer.image, (0, 0), mask)

    def shade(self, layer_fill: str, *outlines: Iterable[Point]) -> None:
        """Multiply the outlines with a colour: a shadow that keeps what lies in it visible."""
        veil = Image.new("RGB", self.image.size, "#ffffff")
        pen = ImageDraw.Draw(veil)
        for outline in outlines:
            pen.polygon(self._big(outline), fill=layer_fill)
        self.image.paste(ImageChops.multiply(self.image, veil))
        self.pen = ImageDraw.Draw(self.image, "RGBA")


def _colour_at(stops: Sequence[tuple[float, str]], place: float) -> str:
    for (start, first), (end, second) in pairwise(stops):
        if place <= end:
            return mix(first, second, (place - start) / (end - start))
    return stops[-1][1]
