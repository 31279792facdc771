"""The demo newsroom: reads the texts of `newsletter/demo/`, draws the pictures, and publishes through the verbs.

Everything goes the way an editor's work goes (image door, cleaner, `saving`, `publishing`), so that the demo is also
a proof. It is written into an empty database only.
"""

from __future__ import annotations

import io
import tomllib
from collections.abc import Mapping
from datetime import datetime, time, timedelta
from pathlib import Path
from typing import Any, Final

from django.contrib.auth.models import Group
from django.db import transaction

from articles import body, drawing, images, publishing, saving, taxonomy
from articles.models import (
    Article,
    ArticleCredit,
    Author,
    Cartoon,
    Image,
    MenuItem,
    Region,
    RelatedRead,
    Section,
    SiteIdentity,
    SocialLink,
    State,
    Tag,
    Wire,
)
from articles.models.article import TEXT_FIELDS
from newsroom import arabic, clock
from newsroom.languages import LANGUAGES
from newsroom.models import User

FOLDER: Final = Path(__file__).parent / "demo"

type_of_data = Mapping[str, Any]


def read(name: str) -> dict[str, Any]:
    """One TOML file of the demo folder."""
    return tomllib.loads((FOLDER / name).read_text(encoding="utf-8"))


def is_empty() -> bool:
    """Whether the database holds no content yet: nobody's work is ever mixed with the demo."""
    return not (Article.objects.exists() or Section.objects.exists() or User.objects.exists())


@transaction.atomic
def seed() -> None:
    """Write the whole demo newsroom; all of it or nothing."""
    world = read("world.toml")
    people = _People(world)
    filing = _Filing(world)
    _name_site(world, filing)
    texts = [tomllib.loads(path.read_text(encoding="utf-8")) for path in sorted((FOLDER / "stories").glob("*.toml"))]
    desk = _Desk(people, filing)
    for text in texts:
        desk.write(text)
    for text in texts:
        desk.join(text)
    for text in sorted(texts, key=_age, reverse=True):
        desk.publish(text)
    for drawn in read("cartoons.toml")["cartoons"]:
        _draw_cartoon(drawn, people)


def _age(text: type_of_data) -> float:
    """Days since publication; what is not published comes last."""
    return float(text["published"]["days_ago"]) if "published" in text else -1.0


def _columns(thing: type_of_data, *fields: str) -> dict[str, Any]:
    """The language columns that `thing` holds of `fields`: `name_ar`, `name_en`, …"""
    names = [f"{field}_{language}" for field in fields for language in LANGUAGES]
    return {name: thing[name] for name in names if name in thing}


class _People:
    """Accounts and credited persons, by their keys."""

    def __init__(self, world: type_of_data) -> None:
        self.users = {data["username"]: self._user(data) for data in world["users"]}
        self.authors = {
            data["key"]: Author.objects.create(
                user=self.users.get(data.get("user", "")), **_columns(data, "name", "slug", "bio")
            )
            for data in world["people"]
        }

    def _user(self, data: type_of_data) -> User:
        user = User(
            username=data["username"],
            full_name=data["name"],
            job_title=data["job"],
            interface_language=data.get("language", "ar"),
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

    def __init__(self, world: type_of_data) -> None:
        self.sections = {
            data["key"]: Section.objects.create(
                position=data["position"],
                opinion=data.get("opinion", False),
                **_columns(data, "name", "slug", "intro"),
            )
            for data in world["sections"]
        }
        self.regions: dict[str, Region] = {}
        for data in world["regions"]:
            parent = self.regions.get(data.get("parent", ""))
            region = Region.objects.create(parent=parent, **_columns(data, "name", "slug"))
            taxonomy.place(region)
            self.regions[data["key"]] = region
        self.tags = {data["key"]: Tag.objects.create(**_columns(data, "name", "slug")) for data in world["tags"]}
        self.wires = {data["key"]: Wire.objects.create(**_columns(data, "name")) for data in world["wires"]}


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
