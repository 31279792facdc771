"""The demo newsroom: reads the texts of `newsletter/demo/`, draws the pictures, and publishes through the verbs.

Everything goes the way an editor's work goes (image door, cleaner, `saving`, `publishing`), so that the demo is also
a proof. It is written into an empty database only.
"""

from __future__ import annotations

import io
import re
import tomllib
from collections.abc import Mapping, Sequence
from datetime import datetime, time, timedelta
from pathlib import Path
from typing import Any, Final, TypeVar, cast

from django.contrib.auth.models import Group
from django.db import transaction

from articles import body, cartoons, drawing, images, notices, publishing, review, saving, suggesting, taxonomy
from articles.models import (
    Article,
    Author,
    Cartoon,
    CorrectionKind,
    Gallery,
    GalleryPicture,
    Image,
    Kind,
    MenuItem,
    Publication,
    ReadCount,
    Region,
    Remit,
    Section,
    SiteIdentity,
    SocialLink,
    Spelled,
    State,
    Tag,
    Wire,
)
from articles.models.article import TEXT_FIELDS
from newsletter import seeding_house, seeding_readers, seeding_topics
from newsroom import clock, roles
from newsroom.languages import LANGUAGES
from newsroom.models import User

_GALLERY: Final = re.compile(r'<p class="gallery" data-gallery="([a-z-]+)">.*?</p>', re.S)
FOLDER: Final = Path(__file__).parent / "demo"

_READ_ALSO: Final = re.compile(r'<p class="related-read" data-story="([a-z0-9-]+)">.*?</p>', re.S)

Data = Mapping[str, Any]
Row = TypeVar("Row", bound=Spelled)


def read(name: str) -> dict[str, Any]:
    """One TOML file of the demo folder."""
    return tomllib.loads((FOLDER / name).read_text(encoding="utf-8"))


def is_empty() -> bool:
    """Whether the database holds no content yet: nobody's work is ever mixed with the demo."""
    return not (Article.objects.exists() or Section.objects.exists() or User.objects.exists())


def seed() -> None:
    """Write the whole demo newsroom, all of it or nothing; then hand over the mails of its newsletter."""
    with transaction.atomic():
        _write()
    seeding_readers.deliver()


def _write() -> None:
    roles.sync()
    world = read("world.toml")
    people = _People(world)
    filing = _Filing(world)
    _name_site(world, filing)
    texts = [tomllib.loads(path.read_text(encoding="utf-8")) for path in sorted((FOLDER / "stories").glob("*.toml"))]
    desk = _Desk(people, filing)
    for text in texts:
        desk.write(text)
    desk.hang(world["galleries"], {text["hero"]: text["key"] for text in texts if text.get("hero")})
    for text in texts:
        desk.join(text)
    for text in sorted(texts, key=_age, reverse=True):
        desk.publish(text)
    for step in world["work"]:
        desk.work(step)
    for drawn in read("cartoons.toml")["cartoons"]:
        _draw_cartoon(drawn, people, filing)
    _be_read()
    seeding_house.seed(desk.articles)
    seeding_topics.seed(desk.articles, filing.tags, filing.regions)
    seeding_readers.seed(by=people.chief)


def _be_read() -> None:
    """A morning of readers, and what they may read next, as the tasks would find it."""
    rows = list(Publication.objects.live_at(clock.now()).order_by("-live_from", "-pk"))
    today = clock.local(clock.now()).date()
    counts = [11 + 778 // (place + 1) for place in range(len(rows))]
    ReadCount.objects.bulk_create(
        ReadCount(article_id=row.article_id, language=row.language, day=today, reads=count)
        for row, count in zip(rows, counts, strict=True)
    )
    for row in rows:
        suggesting.suggest(row)


def _age(text: Data) -> float:
    """Days since publication; what is not published comes last."""
    return float(text["published"]["days_ago"]) if "published" in text else -1.0


def _columns(thing: Data, *fields: str) -> dict[str, Any]:
    """The language columns that `thing` holds of `fields`: `name_ar`, `name_en`, …"""
    names = [f"{field}_{language}" for field in fields for language in LANGUAGES]
    return {name: thing[name] for name in names if name in thing}


def _spelled(row: Row) -> Row:
    """Write a row with what it is found by, as the desk does."""
    row.searched = row.to_be_searched()
    row.save()
    return row


class _People:
    """Accounts and credited persons, by their keys."""

    def __init__(self, world: Data) -> None:
        self.users = {data["username"]: self._user(data) for data in world["users"]}
        self.authors = {
            data["key"]: _spelled(
                Author(user=self.users.get(data.get("user", "")), **_columns(data, "name", "slug", "bio"))
            )
            for data in world["people"]
        }

        for data in world["remits"]:
            Remit.objects.create(user=self.users[data["user"]], language=data["language"])

    @property
    def chief(self) -> User:
        """The editor-in-chief, who approves and publishes."""
        return self.users["maha"]

    def _user(self, data: Data) -> User:
        user = User(
            username=data["username"],
            email=f"{data['username']}@newsroom.example",
            full_name=data["name_ar"],  # the desk calls its people by their Arabic names
            job_title=data["job_ar"],
            interface_language=data["language"],
            is_staff=True,
            is_superuser=data["role"] == "superuser",
            is_demo=True,
        )
        user.set_unusable_password()
        user.save()
        if not user.is_superuser:
            user.groups.add(Group.objects.get(name=data["role"]))
        return user


class _Filing:
    """Sections, regions, tags and agencies, by their keys."""

    def __init__(self, world: Data) -> None:
        self.sections = {
            data["key"]: _spelled(
                Section(
                    position=data["position"],
                    opinion=data.get("opinion", False),
                    **_columns(data, "name", "slug", "intro"),
                )
            )
            for data in world["sections"]
        }
        self.regions: dict[str, Region] = {}
        for data in world["regions"]:
            parent = self.regions.get(data.get("parent", ""))
            region = _spelled(Region(parent=parent, **_columns(data, "name", "slug")))
            taxonomy.place(region)
            self.regions[data["key"]] = region
        self.tags = {
            data["key"]: _spelled(Tag(aliases="\n".join(data.get("aliases", ())), **_columns(data, "name", "slug")))
            for data in world["tags"]
        }
        self.wires = {data["key"]: _spelled(Wire(**_columns(data, "name"))) for data in world["wires"]}


def _picture(name: str, **words: str) -> Image:
    """A drawn picture, through the same door as an uploaded one."""
    file = io.BytesIO()
    drawing.draw(name).save(file, "PNG")
    file.seek(0)
    image = images.store(images.accept(file), by=None, **words)
    images.make_renditions(image)
    return image


def _logo(language: str, *, dark: bool) -> Image:
    file = io.BytesIO()
    drawing.draw_wordmark(language, dark=dark).save(file, "PNG")
    file.seek(0)
    return images.store(images.accept(file), by=None)


def _name_site(world: Data, filing: _Filing) -> None:
    """Identity, menu and social links."""
    identity = SiteIdentity.current()
    named = world["identity"]
    for column, value in _columns(named, "name", "credit_name", "tagline").items():
        setattr(identity, column, value)
    identity.contact_email = named["contact_email"]
    identity.logo_ar, identity.logo_dark_ar = _logo("ar", dark=False), _logo("ar", dark=True)
    identity.logo_en, identity.logo_dark_en = _logo("en", dark=False), _logo("en", dark=True)
    identity.save()
    for position, entry in enumerate(world["menu"]):
        MenuItem.objects.create(
            identity=identity,
            section=filing.sections.get(entry.get("section", "")),
            path=entry.get("path", ""),
            position=position,
            **_columns(entry, "label"),
        )
    for position, link in enumerate(world["social"]):
        SocialLink.objects.create(identity=identity, label=link["label"], url=link["url"], position=position)


class _Desk:
    """Writes the stories as the desk would: the working copy, what it leads to, then publication."""

    def __init__(self, people: _People, filing: _Filing) -> None:
        self.people = people
        self.filing = filing
        self.articles: dict[str, Article] = {}
        self.galleries: dict[str, Gallery] = {}

    def write(self, text: Data) -> None:
        """The working copy, without its read-also blocks and related reads: their stories may not exist yet."""
        owner = self.people.users[text["owner"]]
        section = self.filing.sections[text["section"]]
        article = Article(
            section=section,
            kind=Kind.OPINION if section.opinion else Kind.NEWS,
            hero=_picture(text["hero"], **_hero_words(text)) if text.get("hero") else None,
            from_desk=text.get("from_desk", True),
            embargo_until=_moment(text["embargo"]) if "embargo" in text else None,
        )
        for language in LANGUAGES:
            for field in TEXT_FIELDS:
                setattr(article, f"{field}_{language}", text.get(language, {}).get(field, ""))
        saving.create(article, by=owner, rows=self._rows(text))
        self.articles[text["key"]] = article

    def _rows(self, text: Data, related: Sequence[int] = ()) -> saving.Rows:
        return saving.Rows(
            regions=[self.filing.regions[key] for key in text["regions"]],
            tags=[self.filing.tags[key] for key in text["tags"]],
            wires=[self.filing.wires[key] for key in text.get("wires", [])],
            credits=[(credit["role"], self.people.authors[credit["person"]].pk) for credit in text["credits"]],
            related=related,
        )

    def hang(self, hung: Sequence[Data], of_stories: Mapping[str, str]) -> None:
        """The galleries, of pictures that stand at the head of stories; `of_stories` says of which."""
        for data in hung:
            gallery = Gallery(**_columns(data, "title"))
            gallery.searched = gallery.to_be_searched()
            gallery.save()
            for position, each in enumerate(data["pictures"]):
                image = cast(Image, self.articles[of_stories[each["picture"]]].hero)
                words = _columns(each, "caption")
                GalleryPicture.objects.create(gallery=gallery, image=image, position=position, **words)
            self.galleries[data["key"]] = gallery

    def join(self, text: Data) -> None:
        """The stories that this one leads to, in its body and under it."""
        article = self.articles[text["key"]]
        owner = self.people.users[text["owner"]]
        for code in (code for code in LANGUAGES if code in text):
            written = {f"body_{code}": self._body(text[code]["body"], code)}
            saving.save_part(article, code, written, version=1, by=owner)
        related = [self.articles[key].pk for key in text.get("related", [])]
        saving.save_part(article, saving.SHARED, {}, version=1, by=owner, rows=self._rows(text, related))

    def _body(self, html: str, language: str) -> str:
        """The body as the editor stores it, with the ids of the stories that `data-story` names."""

        def block(found: re.Match[str]) -> str:
            target = self.articles[found[1]]
            return body.read_also_block(target.pk, target.text_in(language, "headline"))

        def place(found: re.Match[str]) -> str:
            gallery = self.galleries[found[1]]
            return body.gallery_block(gallery.pk, gallery.title_in(language))

        return body.clean(_GALLERY.sub(place, _READ_ALSO.sub(block, html)))

    def publish(self, text: Data) -> None:
        """Every language that the story has goes where the demo wants it: live, scheduled, or a state of the desk."""
        article = self.articles[text["key"]]
        for language in (code for code in LANGUAGES if code in text):
            if "published" in text:
                moment = _moment(text["published"])
                with clock.held_at(moment):
                    publishing.publish(article, language=language, by=self.people.chief)
            elif text["state"] == "scheduled":
                publishing.schedule(article, language=language, at=_moment(text["at"]), by=self.people.chief)
            elif text["state"] != State.DRAFT:
                self._move(article, language, State(text["state"]), self.people.users[text["owner"]])

    def work(self, step: Data) -> None:
        """What one at the desk did with a text of another."""
        article, by, language = self.articles[step["story"]], self.people.users[step["by"]], step["language"]
        match step["step"]:
            case "send_back":
                review.submit(article, language=language, by=article.created_by)
                review.send_back(article, language=language, by=by, note=step["text"])
            case "assign":
                to, due = self.people.users[step["to"]], _moment(step["due"])
                review.assign(article, language=language, to=to, deadline=due, by=by)
            case "correct":
                with clock.held_at(_moment(step["when"])):
                    publishing.correct(
                        article, language=language, kind=CorrectionKind.CORRECTION, text=step["text"], by=by
                    )
            case "withdraw":
                with clock.held_at(_moment(step["when"])):
                    publishing.withdraw(article, language=language, by=by, reason=step["reason"], notice=step["text"])
            case "write":
                version = saving.versions(article)[language]
                changed = {f"{step['field']}_{language}": step["text"]}
                saving.save_part(article, language, changed, version=version, by=by)
            case _:
                notices.write_note(article, by=by, text=step["text"], language=language)

    def _move(self, article: Article, language: str, to: State, owner: User) -> None:
        review.submit(article, language=language, by=owner)
        if to == State.READY:
            version = article.languages.get(language=language).version
            review.approve(article, language=language, by=self.people.chief, version=version)


def _hero_words(text: Data) -> dict[str, str]:
    """The words of a story's picture become those of the library's picture too."""
    words = {}
    for language in (code for code in LANGUAGES if code in text):
        for kind, short in (("caption", "caption"), ("alt_text", "alt"), ("credit", "credit")):
            words[f"{kind}_{language}"] = text[language].get(f"hero_{short}", "")
    return words


def _moment(when: Data) -> datetime:
    """`{days_ago, time}` or `{days_ahead, time}` in the newsroom's zone, or `{in_minutes}` from now; what is said to
    be past and would still be to come today is moved to yesterday.
    """
    now = clock.local(clock.now())
    if "in_minutes" in when:
        return now + timedelta(minutes=when["in_minutes"])
    days = when.get("days_ahead", 0) - when.get("days_ago", 0)
    hour, minute = map(int, when["time"].split(":"))
    moment = datetime.combine(now.date(), time(hour, minute), tzinfo=now.tzinfo) + timedelta(days=days)
    if "days_ago" in when and moment > now:
        return moment - timedelta(days=1)
    return moment


def _draw_cartoon(drawn: Data, people: _People, filing: _Filing) -> None:
    """A drawing on the site since its day; one that is still to come, and one that was taken off again."""
    live_from = _moment({"time": "08:00"} | {key: drawn[key] for key in ("days_ago", "days_ahead") if key in drawn})
    cartoon = Cartoon.objects.create(
        image=_picture(
            drawn["picture"],
            **_columns_as(drawn, "description", "alt_text"),
            **_columns_as(drawn, "title", "caption"),
        ),
        artist=people.authors[drawn["artist"]],
        drawn_on=min(live_from, clock.local(clock.now())).date(),
        live_from=live_from,
        first_live_at=live_from,
        **_columns(drawn, "title", "description"),
    )
    cartoon.tags.set(filing.tags[key] for key in drawn["tags"])
    if "withdrawn" in drawn:
        notice = {language: drawn["withdrawn"][f"notice_{language}"] for language in LANGUAGES}
        cartoons.withdraw(cartoon, by=people.chief, reason=drawn["withdrawn"]["reason"], notice=notice)


def _columns_as(thing: Data, source: str, target: str) -> dict[str, str]:
    """The language columns of one field as those of another, cut to what a picture's words may be."""
    return {f"{target}_{language}": thing[f"{source}_{language}"][:300] for language in LANGUAGES}
