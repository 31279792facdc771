"""`manage.py load_corpus DIR [--limit N] [--publish]`: stories from DIR/*.jsonl, one JSON object to a line, in UTF-8.

`headline`, `standfirst`, `body` (HTML, or paragraphs with an empty line between them), `language` (ar, en), `section`
(a name), `tags` (names), `picture` (a file of DIR), `published_at` (ISO 8601). What is not known by its name is made.
"""

from __future__ import annotations

import io
import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from html import escape
from itertools import islice
from pathlib import Path
from typing import Any, Final, NamedTuple, TypeVar

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import override

from articles import body, images, library, publishing, saving, tidying
from articles.models import Article, Image, Named, Origin, Section, Tag
from newsroom import arabic, clock
from newsroom.languages import ARABIC, ENGLISH, LANGUAGES

AT_ONCE: Final = 200  # stories of a transaction
LONGEST_NAME: Final = 120
_HTML: Final = re.compile(r"</?[a-z][^<>]*>", re.I)
NamedThing = TypeVar("NamedThing", bound=Named)


class BadLine(Exception):
    """A line that is not loaded: the field that is wrong, and what is wrong with it."""

    def __init__(self, field: str, reason: object) -> None:
        with override(ENGLISH):
            super().__init__(f"{field}: {reason}")


class Line(NamedTuple):
    """A line and where it stands."""

    file: Path
    number: int
    raw: bytes


@dataclass(frozen=True, slots=True)
class Story:
    """What a line says, checked and cleaned; whether it can be published is asked of the desk's own list."""

    language: str
    headline: str
    standfirst: str
    body: str
    section: str
    tags: tuple[str, ...]
    picture: str
    published_at: datetime | None


class Command(BaseCommand):
    """Goes through the doors that the desk uses; a bad line is told and left out."""

    help = "Load the stories of DIR/*.jsonl; a bad line is told with its number and left out."

    def add_arguments(self, parser: CommandParser) -> None:
        """Where the stories lie, how many of them, and whether readers get them."""
        parser.add_argument("folder", type=Path, metavar="DIR")
        parser.add_argument("--limit", type=int, help="read so many lines at most")
        parser.add_argument("--publish", action="store_true", help="put them on the site, at the time printed in them")

    def handle(self, *args: Any, **options: Any) -> None:
        """In portions, each a transaction of its own; fails at the end where a line was bad."""
        files = sorted(options["folder"].glob("*.jsonl"))
        if not files:
            raise CommandError(f"{options['folder']}: there is no file *.jsonl")
        lines = _lines(files)
        if options["limit"] is not None:
            lines = islice(lines, max(0, options["limit"]))
        loaded = bad = 0
        while portion := list(islice(lines, AT_ONCE)):
            with transaction.atomic():
                done = self._load(_Loader(options["folder"], publish=options["publish"]), portion)
            loaded += done
            bad += len(portion) - done
            self.stdout.write(f"{loaded} loaded")
        if bad:
            raise CommandError(f"{bad} of {loaded + bad} lines were not loaded.")

    def _load(self, loader: _Loader, portion: list[Line]) -> int:
        """How many of these lines were good."""
        done = 0
        for line in portion:
            try:
                loader.load(_story(line.raw))
                done += 1
            except BadLine as bad:
                self.stderr.write(f"{line.file.name}, line {line.number}: {bad}")
        return done


def _lines(files: list[Path]) -> Iterator[Line]:
    """Those that are not empty, file after file."""
    for file in files:
        try:
            with file.open("rb") as opened:
                for number, raw in enumerate(opened, 1):
                    raw = raw.removeprefix(b"\xef\xbb\xbf") if number == 1 else raw
                    if raw.strip():
                        yield Line(file, number, raw)
        except OSError as error:
            raise CommandError(f"{file}: {error}") from error


# --- what a line says -------------------------------------------------------------------------------------------


def _story(raw: bytes) -> Story:
    try:
        data = json.loads(raw.decode())
    except (ValueError, RecursionError) as error:
        raise BadLine("line", f"this is not JSON in UTF-8 ({error})") from error
    if not isinstance(data, dict):
        raise BadLine("line", "this is not a JSON object")
    language = _text(data, "language", 2) or ARABIC
    if language not in LANGUAGES:
        raise BadLine("language", f"{language!r} is none of {', '.join(LANGUAGES)}")
    headline = _text(data, "headline", 200)
    if not headline:
        raise BadLine("headline", "it is missing")
    return Story(
        language=language,
        headline=headline,
        standfirst=_text(data, "standfirst", 600),
        body=_body(data),
        section=_text(data, "section", LONGEST_NAME),
        tags=_tags(data),
        picture=_word(data, "picture"),
        published_at=_moment(data),
    )


def _word(data: dict[str, Any], field: str) -> str:
    """A text as it stands there; empty where there is none."""
    value = data.get(field)
    if value is None:
        return ""
    if not isinstance(value, str):
        raise BadLine(field, "this is not a text")
    return value


def _text(data: dict[str, Any], field: str, longest: int) -> str:
    """A text of one line, cleaned."""
    return _cleaned(_word(data, field), field, longest)


def _cleaned(text: str, field: str, longest: int) -> str:
    text = " ".join(tidying.tidy_line(text).text.split())
    if len(text) > longest:
        raise BadLine(field, f"it is longer than {longest} letters")
    return text


def _body(data: dict[str, Any]) -> str:
    """HTML as the editor would write it."""
    text = _word(data, "body")
    if not _HTML.search(text):
        paragraphs = (" ".join(part.split()) for part in re.split(r"\r?\n[ \t]*\r?\n", text))
        text = "".join(f"<p>{escape(part, quote=False)}</p>" for part in paragraphs if part)
    html = body.clean(text)
    if len(html.encode()) > body.MAX_BODY_BYTES:
        raise BadLine("body", f"it is longer than {body.MAX_BODY_BYTES} bytes")
    return html


def _tags(data: dict[str, Any]) -> tuple[str, ...]:
    names = data.get("tags") or []
    if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
        raise BadLine("tags", "this is not a list of names")
    cleaned = (_cleaned(name, "tags", LONGEST_NAME) for name in names)
    return tuple(dict.fromkeys(name for name in cleaned if name))


def _moment(data: dict[str, Any]) -> datetime | None:
    """A time without a zone is one of the newsroom's."""
    text = _word(data, "published_at")
    if not text:
        return None
    try:
        moment = datetime.fromisoformat(text)
        if moment.tzinfo is None:
            moment = clock.instant_on(moment.date(), moment.time(), timezone.get_default_timezone())
        ahead = moment > clock.now()
    except (ValueError, OverflowError) as error:
        raise BadLine("published_at", f"{text!r} is no time in ISO 8601") from error
    if ahead:
        raise BadLine("published_at", f"{text!r} is still to come")
    return moment


# --- into the newsroom ------------------------------------------------------------------------------------------


class _Loader:
    """Writes the stories of a portion; remembers what it looked up for them."""

    def __init__(self, folder: Path, *, publish: bool) -> None:
        self._folder = folder
        self._publish = publish
        self._sections: dict[tuple[str, str], Section] = {}
        self._tags: dict[tuple[str, str], Tag] = {}
        self._pictures: dict[str, Image] = {}

    def load(self, story: Story) -> None:
        """All of a story or nothing; what it names is made all the same. Raises `BadLine`."""
        section = self._section(story.section, story.language) if story.section else None
        tags = [self._tag(name, story.language) for name in story.tags]
        picture = self._picture(story.picture) if story.picture else None
        texts = {"headline": story.headline, "standfirst": story.standfirst, "body": story.body}
        if picture and library.says_nothing(picture.words_in(story.language, "alt_text")):
            texts["hero_alt"] = story.headline  # nobody here can say what is seen
        columns = {f"{field}_{story.language}": text for field, text in texts.items()}
        try:
            with transaction.atomic():
                article = Article(section=section, hero=picture, **columns)
                saving.create(article, by=None, rows=saving.Rows(tags=tags), origin=Origin.IMPORT)
                if self._publish:
                    publishing.publish(article, language=story.language, by=None, published_at=story.published_at)
        except publishing.NotReady as refused:
            problem = refused.problems[0]
            raise BadLine(problem.field.removesuffix(f"_{story.language}"), problem.message) from refused

    def _section(self, name: str, language: str) -> Section:
        def made() -> Section:
            last = Section.objects.aggregate(last=Max("position"))["last"]
            return Section(position=0 if last is None else last + 1)

        key = (name, language)
        if key not in self._sections:
            self._sections[key] = _named(Section, "section", name, language, made)
        return self._sections[key]

    def _tag(self, name: str, language: str) -> Tag:
        key = (name, language)
        if key not in self._tags:
            self._tags[key] = _named(Tag, "tags", name, language, Tag)
        return self._tags[key]

    def _picture(self, name: str) -> Image:
        """A file of the folder; one that the library has already is not kept twice."""
        if name not in self._pictures:
            try:
                if Path(name).name != name:
                    raise BadLine("picture", f"{name!r} is not the name of a file")
                accepted = images.accept(io.BytesIO((self._folder / name).read_bytes()))
            except (OSError, ValueError) as error:
                raise BadLine("picture", f"{name!r} cannot be read") from error
            except images.PictureRefused as refused:
                raise BadLine("picture", refused.reason) from refused
            picture = library.same(accepted.digest) or images.store(accepted, by=None)
            transaction.on_commit(partial(images.make_renditions, picture), robust=True)
            self._pictures[name] = picture
        return self._pictures[name]


def _named(model: type[NamedThing], field: str, name: str, language: str, make: Callable[[], NamedThing]) -> NamedThing:
    """What has this name in this language; made with an address of its own where nothing has."""
    rows = model._default_manager
    found = rows.filter(**{f"name_{language}": name}).order_by("pk").first()
    if found:
        return found
    plain = arabic.slug(name)
    if not plain:
        raise BadLine(field, f"{name!r} has neither letter nor digit")
    slug, number = plain, 1
    while rows.filter(**{f"slug_{language}": slug}).exists():
        number += 1
        slug = f"{plain}-{number}"
    row = make()
    setattr(row, f"name_{language}", name)
    setattr(row, f"slug_{language}", slug)
    row.searched = row.to_be_searched()
    row.save()
    return row
