"""Small charts as plain data for an inline SVG: where each bar and point stands. Time runs as the page is read."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Final

WIDTH: Final = 640
HEIGHT: Final = 200
_TOP: Final = 16
_FOOT: Final = 28  # for the words under the axis
_SIDE: Final = 56  # for the figures beside it
_WORD: Final = 72  # as wide as a day is on a telephone
_STRIP: Final = 44  # a bar that lies, with its words above it
_WORDS: Final = 26
_EDGE: Final = 2
_WORDS_UNDER: Final = 5  # an axis


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar with what it says when it is pointed at."""

    x: float
    y: float
    width: float
    height: float
    says: str
    kind: str  # "up" or "down"


@dataclass(frozen=True, slots=True)
class Mark:
    """A figure at a grid line, or a word under the axis, with where its text is anchored."""

    x: float
    y: float
    text: str


@dataclass(frozen=True, slots=True)
class Chart:
    """One picture. `line` is the `points` of a polyline, each piece apart where there is a gap."""

    title: str
    bars: tuple[Bar, ...]
    lines: tuple[str, ...]
    dots: tuple[Mark, ...]
    grid: tuple[Mark, ...]
    words: tuple[Mark, ...]
    start: float
    end: float
    base: float
    from_right: bool
    width: int = WIDTH
    height: int = HEIGHT


@dataclass(frozen=True, slots=True)
class Strip:
    """A bar that lies, with its name above its beginning and what it says above its end."""

    name: str
    says: str
    x: float
    y: float
    width: float
    is_over: bool
    height: int = 10

    @property
    def words(self) -> float:
        """The line on which its words stand."""
        return self.y - 6

    @property
    def middle(self) -> float:
        """Where the track runs on which it lies."""
        return self.y + self.height / 2


@dataclass(frozen=True, slots=True)
class Across:
    """Bars that lie under one another, and the line that none should cross, where there is one."""

    title: str
    strips: tuple[Strip, ...]
    start: float
    end: float
    limit: float | None
    from_right: bool
    height: int
    width: int = WIDTH


@dataclass(frozen=True, slots=True)
class _Frame:
    """From values to places. In a page that runs from right to left the first value stands right."""

    count: int
    low: float
    high: float
    from_right: bool

    @property
    def step(self) -> float:
        return (WIDTH - _SIDE) / self.count

    def x(self, place: int) -> float:
        """The middle of a value's column."""
        along = _SIDE + self.step * (place + 0.5)
        return round(WIDTH - along if self.from_right else along, 1)

    def y(self, value: float) -> float:
        room = HEIGHT - _TOP - _FOOT
        return round(_TOP + room * (self.high - value) / (self.high - self.low), 1)

    def side(self) -> float:
        """Where the figures of the grid end, beside the columns."""
        return WIDTH - _SIDE + 8 if self.from_right else _SIDE - 8


def line(title: str, values: Sequence[int | None], words: Sequence[str], *, from_right: bool, top: int = 0) -> Chart:
    """Values over time as a line; None leaves a gap. `top` is the highest value there can be, where there is one."""
    high = top or _round_up(max((value for value in values if value is not None), default=0))
    frame = _Frame(len(values), 0, high, from_right)
    dots = [
        Mark(frame.x(place), frame.y(value), words[place]) for place, value in enumerate(values) if value is not None
    ]
    return _chart(title, frame, (), _pieces(values, frame), tuple(dots), words, (0, high // 2, high))


def up_and_down(
    title: str, ups: Sequence[int], downs: Sequence[int], words: Sequence[str], says: Sequence[str], *, from_right: bool
) -> Chart:
    """Two values at each moment: one as a bar that rises, the other as one that hangs."""
    high, low = _round_up(max(ups, default=0)), -_round_up(max(downs, default=0))
    frame = _Frame(len(ups), low, high, from_right)
    width = round(frame.step * 0.7, 1)
    bars = []
    for place, (up, down) in enumerate(zip(ups, downs, strict=True)):
        x = round(frame.x(place) - width / 2, 1)
        if up:
            bars.append(Bar(x, frame.y(up), width, round(frame.y(0) - frame.y(up), 1), says[place], "up"))
        if down:
            bars.append(Bar(x, frame.y(0), width, round(frame.y(-down) - frame.y(0), 1), says[place], "down"))
    return _chart(title, frame, tuple(bars), (), (), words, (low, 0, high))


def across(
    title: str,
    names: Sequence[str],
    values: Sequence[float],
    says: Sequence[str],
    *,
    from_right: bool,
    limit: float | None = None,
    good: Collection[str] = (),
) -> Across:
    """A bar for each name, as long as its value; `limit` is where somebody should look, else all but the `good`."""
    longest = max([*values, (limit or 0) * 1.5]) or 1
    scale = (WIDTH - 2 * _EDGE) / longest
    bars = []
    for place, (name, value, said) in enumerate(zip(names, values, says, strict=True)):
        width = round(value * scale, 1)
        x = WIDTH - _EDGE - width if from_right else float(_EDGE)
        is_over = name not in good if limit is None else value > limit
        bars.append(Strip(name, said, round(x, 1), place * _STRIP + _WORDS, width, is_over))
    mark = None if limit is None else round(limit * scale + _EDGE, 1)
    return Across(
        title=title,
        strips=tuple(bars),
        start=float(WIDTH - _EDGE) if from_right else float(_EDGE),
        end=float(_EDGE) if from_right else float(WIDTH - _EDGE),
        limit=WIDTH - mark if mark is not None and from_right else mark,
        from_right=from_right,
        height=len(bars) * _STRIP,
    )


def _round_up(value: int) -> int:
    """A round figure that is no smaller: 2, 10, 20, 50, 60 …, even, so that its half is whole."""
    for figure in (2, 10, 20, 50):
        if value <= figure:
            return figure
    digits = 2 * int(10 ** (len(str(value)) - 2))
    return -(-value // digits) * digits


def _pieces(values: Sequence[int | None], frame: _Frame) -> tuple[str, ...]:
    pieces: list[list[str]] = [[]]
    for place, value in enumerate(values):
        if value is None:
            pieces.append([])
        else:
            pieces[-1].append(f"{frame.x(place)},{frame.y(value)}")
    return tuple(" ".join(piece) for piece in pieces if len(piece) > 1)


def _inside(x: float) -> float:
    """Where a word under the axis stands, so that the outermost is not cut."""
    return min(max(x, _WORD / 2), WIDTH - _WORD / 2)


def _chart(
    title: str,
    frame: _Frame,
    bars: tuple[Bar, ...],
    lines: tuple[str, ...],
    dots: tuple[Mark, ...],
    words: Sequence[str],
    grid: Sequence[int],
) -> Chart:
    every = -(-frame.count // _WORDS_UNDER)
    shown = range(frame.count - 1, -1, -every)  # words where there is room, under the last column among them
    edge = (0.0, float(WIDTH - _SIDE)) if frame.from_right else (float(_SIDE), float(WIDTH))
    return Chart(
        title=title,
        bars=bars,
        lines=lines,
        dots=dots,
        grid=tuple(Mark(frame.side(), frame.y(value), str(abs(value))) for value in grid),
        words=tuple(Mark(_inside(frame.x(place)), HEIGHT - 8, words[place]) for place in shown),
        start=edge[0],
        end=edge[1],
        base=frame.y(0),
        from_right=frame.from_right,
    )
