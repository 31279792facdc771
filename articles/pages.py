"""What a public page shows, as plain data.

Views build these from publications (or, for a preview, from the working copy) and templates print them: a template
never sees a model, so it can neither cause a query nor reach a word that was not published.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import NamedTuple

from newsroom.house import DEFAULTS, House


@dataclass(frozen=True, slots=True)
class Link:
    """A label and where it leads; `language` is set when the label is in another language than the page."""

    label: str
    url: str
    current: bool = False
    language: str = ""


class Names(NamedTuple):
    """What is printed of a section, region, tag or person: a `Named` that was read without its row."""

    name_ar: str | None
    name_en: str | None
    slug_ar: str | None
    slug_en: str | None

    def name_in(self, language: str) -> str:
        """The name in `language`, empty where it has none."""
        return getattr(self, f"name_{language}") or ""

    def slug_in(self, language: str) -> str:
        """The last part of its URL in `language`, empty where it has none."""
        return getattr(self, f"slug_{language}") or ""


@dataclass(frozen=True, slots=True)
class Source:
    """One `<source>` of a `<picture>`: a media type and its `srcset`."""

    media_type: str
    srcset: str


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture in one language: the file that always works, the sizes that exist, and the words around it.

    `focus` names the classes that keep its focal point in sight where a page cuts it; empty: the middle.
    """

    url: str
    width: int
    height: int
    alt: str
    caption: str = ""
    credit: str = ""
    is_archive: bool = False
    focus: str = ""
    share: str = ""  # 1200×630, for where the page is shared; empty until it is made
    sources: tuple[Source, ...] = ()


@dataclass(frozen=True, slots=True)
class Card:
    """A story in a list."""

    article_id: int
    url: str
    headline: str
    language: str
    kind: str = "news"
    label: str = ""  # the word for its kind, where one stands in the kicker line
    kicker: str = ""
    standfirst: str = ""
    byline: str = ""
    section: Link | None = None
    published_at: datetime | None = None
    picture: Picture | None = None


@dataclass(frozen=True, slots=True)
class CartoonCard:
    """A cartoon, whole: its picture is never cropped, its description is the picture's alternative text."""

    url: str
    title: str
    language: str  # of the title: a title that was not translated is shown in its own language, marked as such
    picture: Picture
    told_in: str = ""  # the language of the description
    artist: str = ""
    artist_url: str = ""
    drawn_on: date | None = None


@dataclass(frozen=True, slots=True)
class GalleryBlock:
    """Pictures in their order, one beside the other; `title` is often empty."""

    title: str
    pictures: tuple[Picture, ...]


@dataclass(frozen=True, slots=True)
class Passage:
    """A stretch of the body: clean HTML, or a read-also block or a gallery at the place the editor chose."""

    html: str = ""
    read_also: Card | None = None
    gallery: GalleryBlock | None = None


@dataclass(frozen=True, slots=True)
class Byline:
    """The people of a story, in printing order, and the line as one text (`سمر خوري وسامر العلي`)."""

    text: str
    people: tuple[Link, ...] = ()


@dataclass(frozen=True, slots=True)
class CorrectionNote:
    """A dated public note of what was changed in a story; `story` leads there from a list of notes."""

    kind: str
    text: str
    at: datetime
    on_top: bool = False
    story: Link | None = None


@dataclass(frozen=True, slots=True)
class StoryPage:
    """Everything that an article page shows of one story in one language."""

    article_id: int
    language: str
    url: str
    short_url: str
    headline: str
    kicker: str
    standfirst: str
    dateline: str
    byline: Byline
    credit_line: str
    passages: tuple[Passage, ...]
    word_count: int
    reading_minutes: int
    published_at: datetime | None
    updated_at: datetime | None  # None where nothing changed since it was published
    section: Link | None
    regions: tuple[Link, ...]
    tags: tuple[Link, ...]
    hero: Picture | None
    related: tuple[Card, ...]
    other_language: Link | None  # the same story in the other language, where it is live
    kind: str
    label: str  # the word for its kind in the kicker line; often empty
    standing_line: str  # what readers must know about such a story; often empty
    schema_type: str
    newspaper: str  # its name
    search_title: str
    search_description: str
    corrections: tuple[CorrectionNote, ...] = ()  # newest first
    topics: tuple[Link, ...] = ()  # that it belongs to
    draft: bool = False  # a preview of the working copy: ribbon, no-store, noindex

    @property
    def has_gallery(self) -> bool:
        """Whether the page needs the script that walks through pictures."""
        return any(passage.gallery for passage in self.passages)


@dataclass(frozen=True, slots=True)
class Block:
    """A section's block on the front page."""

    heading: Link
    cards: tuple[Card, ...]
    opinion: bool = False


@dataclass(frozen=True, slots=True)
class FrontPage:
    """The front page of one language; a story stands on it once, but `latest` may name it again."""

    lead: Card | None
    seconds: tuple[Card, ...]
    latest: tuple[Card, ...]
    blocks: tuple[Block, ...]
    cartoon: CartoonCard | None
    most_read: tuple[Card, ...] = ()


@dataclass(frozen=True, slots=True)
class CorrectionList:
    """What was corrected in the stories that readers see, newest first, a fixed number to a page."""

    notes: tuple[CorrectionNote, ...]
    newest_url: str = ""
    older_url: str = ""


@dataclass(frozen=True, slots=True)
class ListPage:
    """A section, region, tag or author: newest first, a fixed number to a page."""

    heading: str
    intro: str
    kind: str  # "section", "region", "tag", "author", "latest": the word printed above the heading
    cards: tuple[Card, ...]
    inside: tuple[Link, ...] = ()  # regions within a region
    cartoons: tuple[CartoonCard, ...] = ()  # the newest of a tag, or of the person's hand
    newest_url: str = ""  # set on every page but the first
    older_url: str = ""
    thin: bool = False  # a tag with so few stories that search engines are not offered its list


@dataclass(frozen=True, slots=True)
class TopicCard:
    """A topic in the list of topics."""

    link: Link
    summary: str
    picture: Picture | None = None


@dataclass(frozen=True, slots=True)
class TopicPage:
    """A topic: on its first page what stands on top, then what it asks for, newest first; no story twice."""

    heading: str
    intro: str  # clean HTML
    summary: str
    picture: Picture | None
    archived_at: datetime | None
    live: Card | None  # what is being written while things happen
    lead: Card | None
    pinned: tuple[Card, ...]  # below the lead
    cards: tuple[Card, ...]
    newest_url: str = ""  # set on every page but the first
    older_url: str = ""


@dataclass(frozen=True, slots=True)
class CartoonPage:
    """One cartoon with its neighbours in time."""

    cartoon: CartoonCard
    tags: tuple[Link, ...] = ()
    older_url: str = ""
    newer_url: str = ""
    others: tuple[CartoonCard, ...] = ()


@dataclass(frozen=True, slots=True)
class CartoonList:
    """The cartoon archive, newest first: all, or under a `heading` one artist's or one month's."""

    cartoons: tuple[CartoonCard, ...]
    heading: str = ""
    artists: tuple[Link, ...] = ()
    months: tuple[Link, ...] = ()
    newest_url: str = ""
    older_url: str = ""


@dataclass(frozen=True, slots=True)
class Notice:
    """A page that says why there is no story: not found, withdrawn, or only in the other language."""

    status: int
    heading: str
    text: str
    link: Link | None = None  # one way on
    latest: tuple[Card, ...] = ()


@dataclass(frozen=True, slots=True)
class BreakingLine:
    """«عاجل»: the line on top of every page; `url` is empty where it leads nowhere yet."""

    text: str
    url: str
    since: datetime
    until: datetime


@dataclass(frozen=True, slots=True)
class TextPage:
    """A page about the newspaper: clean HTML, and when it was last changed."""

    title: str
    url: str
    html: str
    changed_at: datetime


@dataclass(frozen=True, slots=True)
class Place:
    """A region in the tree of places, with how many stories it and everything within it have."""

    link: Link
    count: int
    inside: tuple[Place, ...] = ()


@dataclass(frozen=True, slots=True)
class Site:
    """What stands around every page of one language: names, menu, date, contact."""

    name: str
    tagline: str
    language: str
    home_url: str
    menu: tuple[Link, ...]
    logo: Picture | None
    logo_dark: Picture | None
    social: tuple[Link, ...]
    contact_email: str
    today: date
    house: House = field(default_factory=lambda: DEFAULTS, hash=False)  # how its dates are printed
    other_home: Link | None = None
    about: tuple[Link, ...] = ()  # the pages about the newspaper
    topics: tuple[Link, ...] = ()  # that the newspaper keeps up
    breaking: BreakingLine | None = None
