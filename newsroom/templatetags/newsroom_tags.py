"""What the public templates need beyond Django's own tags: dates in house style, direction, icons, layout.

Nothing here asks the database. Every printed value is escaped; the language is the active one, which on a
public page is the language of its path.
"""

from __future__ import annotations

import json
from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from itertools import groupby
from typing import Final, Protocol, TypeVar
from unicodedata import bidirectional

from django import template
from django.conf import settings
from django.template import Context
from django.template.loader import get_template
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from newsroom import arabic, clock, house, languages, links, moments, theme
from newsroom.pagecache import Shelf

register = template.Library()

_NO_MARKUP: Final = {
    ord(sign): f"\\u{ord(sign):04x}" for sign in "<>&\u2028\u2029"
}  # as `django.utils.html.json_script`
KEPT_LETTERS: Final = 5_000_000  # of printed pieces in each process: some 2,000 cards and 200 stories
WIDEST_ROW: Final = 4  # columns
_STRONG: Final = {"L": "ltr", "R": "rtl", "AL": "rtl"}  # Unicode's classes of letters that have a direction
SMALL_BLOCK: Final = 2  # stories; two such blocks share a line of the front page

# 24 × 24, one pen of 2 units. "arrow" points to the end of the line, "back" to its start.
ICONS: Final = {
    "arrow": ("icon icon--turns", "M4 12h15M13 6l6 6-6 6"),
    "back": ("icon icon--back", "M4 12h15M13 6l6 6-6 6"),
    "search": ("icon", "M10.5 4a6.5 6.5 0 1 0 .1 0zM15.4 15.4L21 21"),
    "contrast": ("icon", "M12 3a9 9 0 1 0 .1 0zM12 3v18M12 7h5M12 12h8M12 17h5"),
    "copy": ("icon", "M9 9h11v11H9zM5 15H4V4h11v1"),
    "facebook": ("icon", "M17 4h-2a4 4 0 0 0-4 4v13M7 12h8"),
    "mail": ("icon", "M3 6h18v13H3zM3 7l9 7 9-7"),
    "menu": ("icon", "M3 6h18M3 12h18M3 18h12"),
    "share": ("icon", "M12 15V3M7 8l5-5 5 5M5 13v8h14v-8"),
    "telegram": ("icon", "M21 4L3 11l6 3 2 6 3-4 4 3zM9 14l8-7"),
    "whatsapp": ("icon", "M4 20l1.3-4A8.5 8.5 0 1 1 8.5 19zM9 9c0 3.5 2.5 6 6 6"),
    "x": ("icon", "M5 4l14 16M19 4L5 20"),
    "zoom": ("icon", "M10.5 4a6.5 6.5 0 1 0 .1 0zM15.4 15.4L21 21M10.5 7.5v6M7.5 10.5h6"),
}


def _language() -> str:
    return get_language() or languages.ARABIC


# --- the page around ---------------------------------------------------------------------------------------


@register.simple_tag
def theme_script() -> SafeString:
    """The one inline script of the site; the Content-Security-Policy names its hash (`newsroom/theme.py`)."""
    return mark_safe(f"<script>{theme.theme_script()}</script>")  # noqa: S308  a file of ours, no input


@register.simple_tag
def json_ld(data: object) -> SafeString:
    """Structured data for search engines: a data block, which no browser runs; no text of it can end the block."""
    text = json.dumps(data, ensure_ascii=False).translate(_NO_MARKUP)
    return mark_safe(f'<script type="application/ld+json">{text}</script>')  # noqa: S308  no < > & is left in it


@register.simple_tag
def icon(name: str) -> SafeString:
    """One of ICONS as an inline picture that speaks to nobody: a word always stands beside it."""
    css_class, path = ICONS[name]
    return format_html('<svg class="{}" viewBox="0 0 24 24" aria-hidden="true"><path d="{}"/></svg>', css_class, path)


@register.filter
def absolute(path: str) -> str:
    """A path with the site's own scheme and host before it."""
    return links.absolute(path)


@register.filter
def own_name(language: str) -> str:
    """A language's name in itself."""
    return languages.own_name(language)


@register.filter
def direction(language: str) -> str:
    """`rtl` or `ltr`."""
    return arabic.direction(language)


@register.simple_tag
def foreign(language: str) -> SafeString:
    """` lang="…" dir="…"` where a text is not in the language of the page; nothing where it is."""
    if language == _language():
        return SafeString()
    return format_html(' lang="{}" dir="{}"', language, arabic.direction(language))


@register.simple_tag(takes_context=True)
def part(context: Context, name: str, **inputs: Hashable) -> SafeString:
    """A template that prints its `inputs` and nothing else of the page but its language; every input must be immutable.

    What was printed once with the same inputs, today and in this language, is not printed again but kept: a card stands
    on the front page, in its section, and beside other stories.
    """
    language, manners = _language(), _house(context)
    # With the day, for what is printed of a moment depends on it.
    made_of = _MadeOf((name, language, clock.local(clock.now()).date(), *manners.items(), *inputs.items()))
    kept = _parts.get(made_of) if settings.PAGE_CACHE_MB else None
    if kept is not None:
        return kept
    printed = SafeString(get_template(name).render({"language": language, "house": dict(manners)} | inputs))
    if settings.PAGE_CACHE_MB:
        _parts.put(made_of, printed)
    return printed


class _MadeOf(tuple[Hashable, ...]):
    """All that a piece is made of; a whole story may be among it, so that its hash is reckoned once."""

    _hash: int

    def __hash__(self) -> int:
        try:
            return self._hash
        except AttributeError:
            self._hash = super().__hash__()
            return self._hash


_parts: Final = Shelf[_MadeOf, SafeString](KEPT_LETTERS, len)


# --- words -------------------------------------------------------------------------------------------------


@register.filter
def isolate(text: str, language: str = "") -> SafeString:
    """`text`, in `language` or that of the page, with runs of the other script in `<bdi>`, so that neither turns the
    other's order.
    """
    if isinstance(text, SafeString):
        return text
    return mark_safe(_isolated(text, language or _language()))  # noqa: S308  it escapes what it is given


@lru_cache(maxsize=8_192)
def _isolated(text: str, language: str) -> str:
    """Headlines and names come again on every page; the words of a story come once and are not asked here."""
    return arabic.isolate(text, language)


@register.filter
def apart(text: str, language: str = "") -> SafeString:
    """A piece of a text in `language` in `<bdi>`, so that it stays in one place beside its neighbours; spaces around
    it stay outside. A piece of the other script alone is left open: the run that it belongs to may go on after it.
    """
    own = arabic.direction(language or _language())
    directions = {_STRONG[kind] for letter in text if (kind := bidirectional(letter)) in _STRONG}
    if not text.strip() or (directions and own not in directions):
        return format_html("{}", text)
    words = text.strip()
    before, after = text[: text.index(words)], text[text.index(words) + len(words) :]
    return format_html("{}<bdi>{}</bdi>{}", before, words, after)


@register.filter
def plain_title(text: str) -> str:
    """`text` for places without mark-up (`<title>`, og:title), readable in the page's direction."""
    return _plain_title(text, _language())


@lru_cache(maxsize=8_192)
def _plain_title(text: str, language: str) -> str:
    """A headline stands on its page four times, and on the page again after each change of the site."""
    return arabic.plain_title(text, language)


@register.filter
def own_digits(value: object) -> str:
    """A figure of ours in the digits of the page: Arabic-Indic in Arabic."""
    return house.own_digits(value)


@register.filter
def reading_time(minutes: int) -> str:
    """`قراءة ٣ دقائق`, `قراءة دقيقتين`, `3 minutes`: the noun stands in the genitive after `قراءة`."""
    if _language() != languages.ARABIC:
        return arabic.count(minutes, "minute", languages.ENGLISH)
    return "قراءة " + arabic.plural_ar(
        minutes, "أقل من دقيقة", "دقيقة واحدة", "دقيقتين", "{n} دقائق", "{n} دقيقة", "{n} دقيقة"
    )


class Person(Protocol):
    """A name and where it leads."""

    @property
    def label(self) -> str: ...
    @property
    def url(self) -> str: ...


class Names(Protocol):
    """A printed line of names and the people in it."""

    @property
    def text(self) -> str: ...
    @property
    def people(self) -> tuple[Person, ...]: ...


@register.simple_tag
def byline(line: Names) -> SafeString:
    """The line as it was printed, each person in it a link to their stories."""
    printed = str(isolate(line.text))
    for person in line.people:
        name = str(isolate(person.label))
        printed = printed.replace(name, format_html('<a href="{}">{}</a>', person.url, SafeString(name)), 1)
    return mark_safe(printed)  # noqa: S308  every piece above is escaped


class Drawing(Protocol):
    """A cartoon's title with the language it is in, and who drew it."""

    @property
    def title(self) -> str: ...
    @property
    def language(self) -> str: ...
    @property
    def artist(self) -> str: ...
    @property
    def artist_url(self) -> str: ...


@register.filter
def cartoon_title(cartoon: Drawing) -> str:
    """The title between the quotation marks of its own language."""
    return f"«{cartoon.title}»" if cartoon.language == languages.ARABIC else f"“{cartoon.title}”"


@register.filter
def artist_link(cartoon: Drawing) -> SafeString:
    """The artist's name, leading to the artist's page where there is one."""
    name = isolate(cartoon.artist)
    return format_html('<a href="{}">{}</a>', cartoon.artist_url, name) if cartoon.artist_url else name


# --- dates -------------------------------------------------------------------------------------------------


def _house(context: Context) -> house.House:
    """How this newspaper prints dates; where no newspaper is around, as the house does by default."""
    found: house.House | None = context.get("house") or getattr(context.get("site"), "house", None)
    return found or house.DEFAULTS


def _manner(context: Context, place: str) -> house.Manner:
    return _house(context)[place]


def _local(value: date) -> date:
    """A moment in the newsroom's zone; a plain date as it is."""
    return clock.local(value) if isinstance(value, datetime) else value


@register.filter
def iso(value: date) -> str:
    """ISO 8601; a moment with its offset in the newsroom's zone, to the minute."""
    local = _local(value)
    return local.isoformat(timespec="minutes") if isinstance(local, datetime) else local.isoformat()


def _time_element(value: date, text: str) -> SafeString:
    return format_html('<time datetime="{}">{}</time>', iso(value), text)


def _recent_element(value: datetime, text: str) -> SafeString:
    """To the second, for the script that counts from it."""
    exact = clock.local(value).isoformat(timespec="seconds")
    return format_html('<time datetime="{}" data-recent>{}</time>', exact, text)


@register.simple_tag(takes_context=True)
def date_words(context: Context, value: date, style: str, place: str) -> str:
    """`value` as `place` prints it, for places without mark-up; the styles are those of `newsroom.house.words`."""
    return house.words(value, style, _manner(context, place), _language())


@register.simple_tag(takes_context=True)
def time(context: Context, value: date, style: str, place: str = house.CARD) -> SafeString:
    """`<time>` around `date_words`."""
    return _time_element(value, house.words(value, style, _manner(context, place), _language()))


@register.filter
def desk_words(value: datetime) -> str:
    """A moment as the desk prints it everywhere (`newsroom.moments`)."""
    return moments.in_words(value)


@register.simple_tag(takes_context=True)
def when(context: Context, value: date) -> SafeString:
    """A date on a card, as short as is still clear: today's hour, this year's day, else the whole date.

    A script turns a moment of the last hours into `قبل ٣ دقائق`: what is cached or left open never lies.
    """
    local, today = _local(value), clock.local(clock.now())
    manner = _manner(context, house.CARD)
    if isinstance(local, datetime) and local.date() == today.date():
        return _recent_element(local, house.words(value, "clock", manner, _language()))
    style = "day" if local.year == today.year else "body_date"
    return _time_element(value, house.words(value, style, manner, _language()))


@register.simple_tag(takes_context=True)
def hour(context: Context, value: datetime) -> SafeString:
    """For the column of the latest: today's hour (`١٤:٢٠`), before today the day and month (`٢٤/١٢`)."""
    local = clock.local(value)
    manner = _manner(context, house.CARD)
    if local.date() == clock.local(clock.now()).date():
        return _time_element(value, house.words(value, "clock", manner, _language()))
    return _time_element(value, house.figure(f"{local.day}/{local.month}", manner, _language()))


@register.simple_tag(takes_context=True)
def masthead_date(context: Context, value: datetime) -> SafeString:
    """Today as the paper prints it; where speech would read the strokes aloud, it is spoken without them."""
    manner = _manner(context, house.MASTHEAD)
    printed, spoken = (house.words(value, style, manner, _language()) for style in ("header", "spoken"))
    if printed == spoken:
        return format_html('<time datetime="{}">{}</time>', _local(value).strftime("%Y-%m-%d"), printed)
    return format_html(
        '<time datetime="{}"><span aria-hidden="true">{}</span><span class="spoken">{}</span></time>',
        _local(value).strftime("%Y-%m-%d"),
        printed,
        spoken,
    )


# --- the shape of a page -----------------------------------------------------------------------------------


class Dated(Protocol):
    """A story in a list."""

    @property
    def published_at(self) -> datetime | None: ...
    @property
    def picture(self) -> object: ...


class Listing(Protocol):
    """One page of a list, newest first."""

    @property
    def cards(self) -> Sequence[Dated]: ...
    @property
    def newest_url(self) -> str: ...


class Heap(Protocol):
    """A block of the front page."""

    @property
    def cards(self) -> Sequence[object]: ...
    @property
    def opinion(self) -> bool: ...


H = TypeVar("H", bound=Heap)


@dataclass(frozen=True, slots=True)
class Day:
    """The stories of one day of a list; a date of None holds those that carry none."""

    date: date | None
    cards: tuple[Dated, ...]


@register.simple_tag
def opening(page: Listing) -> Dated | None:
    """The story that opens a list in large: the newest of all, where it has a picture and company."""
    if page.newest_url or len(page.cards) < SMALL_BLOCK or page.cards[0].picture is None:
        return None
    return page.cards[0]


@register.simple_tag
def day_groups(page: Listing) -> list[Day]:
    """The other stories of a list by the newsroom's day."""
    return by_day(page.cards[1:] if opening(page) else page.cards)


@register.simple_tag
def by_day(cards: Sequence[Dated]) -> list[Day]:
    """Stories by the newsroom's day."""
    return [Day(day, tuple(cards)) for day, cards in groupby(cards, key=_day)]


def _day(card: Dated) -> date | None:
    return clock.local(card.published_at).date() if card.published_at else None


@register.simple_tag
def opinion_blocks(blocks: Sequence[H]) -> list[H]:
    """The blocks that are set as opinion, in the band."""
    return [block for block in blocks if block.opinion and block.cards]


@register.simple_tag
def news_rows(blocks: Sequence[H]) -> list[tuple[H, ...]]:
    """The other blocks in their order: each a line of its own, two small neighbours on one line."""
    rows: list[list[H]] = []
    for block in blocks:
        if block.opinion or not block.cards:
            continue
        last = rows[-1] if rows else []
        if len(last) == 1 and len(last[0].cards) <= SMALL_BLOCK and len(block.cards) <= SMALL_BLOCK:
            last.append(block)
        else:
            rows.append([block])
    return [tuple(row) for row in rows]


@register.filter
def columns(count: int) -> int:
    """Columns for a row of `count` cards; five to eight cards make two full-looking lines."""
    return min(count, WIDEST_ROW)
