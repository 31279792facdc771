"""Real rows for tests, one typed function per thing; everything goes through the verbs that the product uses.

A function fills in what its caller does not care about; names that must be unique are numbered.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from itertools import count

import PIL.Image
from django.contrib.auth.models import Permission

from articles import galleries, images, publishing, saving, taxonomy, topics
from articles.models import (
    Article,
    Author,
    Cartoon,
    CreditRole,
    Gallery,
    Image,
    Publication,
    Region,
    Section,
    SiteIdentity,
    Tag,
    Topic,
    Wire,
)
from newsletter import digests, tokens
from newsletter.addresses import parse
from newsletter.models import Digest, DigestPlan, Status, Subscriber, Suppression
from newsletter.models.subscribers import SuppressionReason
from newsroom import clock
from newsroom.languages import ARABIC
from newsroom.models import User

_numbers = count(1)

PASSWORD = "كلمة-سرّ-طويلة"


def make_user(
    username: str = "",
    *,
    permissions: Iterable[str] = (),
    superuser: bool = False,
    staff: bool = True,
    full_name: str = "",
    interface_language: str = ARABIC,
) -> User:
    """Somebody with exactly these rights (`articles.change_article`); the password is `PASSWORD`."""
    user = User.objects.create_user(
        username or f"user{next(_numbers)}",
        password=PASSWORD,
        is_staff=staff,
        is_superuser=superuser,
        full_name=full_name,
        interface_language=interface_language,
    )
    for permission in permissions:
        app, _dot, codename = permission.partition(".")
        user.user_permissions.add(Permission.objects.get(content_type__app_label=app, codename=codename))
    return user


STORY_RIGHTS = (
    "articles.add_article",
    "articles.change_article",
    "articles.view_article",
    "articles.publish_article",
    "articles.review_article",
    "articles.view_any_article",
    "articles.change_any_article",
    "articles.view_embargoed_article",
    "articles.view_section",
    "articles.view_region",
    "articles.view_tag",
    "articles.view_author",
    "articles.view_wire",
    "articles.view_image",
    "articles.add_image",
)


def make_editor(username: str = "", *, full_name: str = "سمر خوري", interface_language: str = ARABIC) -> User:
    """Somebody who writes and publishes stories."""
    return make_user(username, permissions=STORY_RIGHTS, full_name=full_name, interface_language=interface_language)


def make_section(
    name: str = "",
    *,
    name_en: str = "",
    slug: str = "",
    slug_en: str = "",
    position: int = 0,
    opinion: bool = False,
) -> Section:
    """A section; without `name_en` it exists in Arabic only."""
    number = next(_numbers)
    return Section.objects.create(
        name_ar=name or f"قسم {number}",
        slug_ar=slug or f"قسم-{number}",
        name_en=name_en,
        slug_en=slug_en or (f"section-{number}" if name_en else ""),
        position=position,
        opinion=opinion,
    )


def make_region(name: str = "", *, name_en: str = "", parent: Region | None = None) -> Region:
    """A place in the tree of places."""
    number = next(_numbers)
    region = Region.objects.create(
        name_ar=name or f"منطقة {number}",
        slug_ar=f"منطقة-{number}",
        name_en=name_en,
        slug_en=f"region-{number}" if name_en else "",
        parent=parent,
    )
    taxonomy.place(region)
    return region


def make_tag(name: str = "", *, name_en: str = "") -> Tag:
    """A tag."""
    number = next(_numbers)
    return Tag.objects.create(
        name_ar=name or f"وسم {number}",
        slug_ar=f"وسم-{number}",
        name_en=name_en,
        slug_en=f"tag-{number}" if name_en else "",
    )


def make_topic(
    name: str = "",
    *,
    name_en: str = "",
    tags: Iterable[Tag] = (),
    regions: Iterable[Region] = (),
    sections: Iterable[Section] = (),
    pinned: Iterable[Article] = (),
    picture: Image | None = None,
    live_story: Article | None = None,
    archived_at: datetime | None = None,
    **text: str,
) -> Topic:
    """A topic; without `name_en` it exists in Arabic only. `text` are language columns (`words_ar="…"`)."""
    number = next(_numbers)
    topic = Topic.objects.create(
        name_ar=name or f"ملف {number}",
        slug_ar=f"ملف-{number}",
        name_en=name_en,
        slug_en=f"topic-{number}" if name_en else "",
        picture=picture,
        live_story=live_story,
        archived_at=archived_at,
        **text,
    )
    topic.tags.set(tags)
    topic.regions.set(regions)
    topic.sections.set(sections)
    topics.set_pinned(topic, [story.pk for story in pinned])
    return topic


def make_author(name: str = "", *, name_en: str = "") -> Author:
    """Somebody who can be credited."""
    number = next(_numbers)
    return Author.objects.create(
        name_ar=name or f"كاتب {number}",
        slug_ar=f"كاتب-{number}",
        name_en=name_en,
        slug_en=f"author-{number}" if name_en else "",
    )


def make_wire(name: str = "", *, name_en: str = "") -> Wire:
    """A news agency."""
    number = next(_numbers)
    return Wire.objects.create(name_ar=name or f"وكالة {number}", name_en=name_en or f"Agency {number}")


def picture_bytes(width: int = 64, height: int = 36, *, kind: str = "PNG", colour: str = "#7a1650") -> bytes:
    """A small picture file."""
    buffer = io.BytesIO()
    PIL.Image.new("RGB", (width, height), colour).save(buffer, kind)
    return buffer.getvalue()


def make_image(
    *,
    alt: str = "حصاة زرقاء",
    alt_en: str = "",
    caption: str = "",
    credit: str = "",
    width: int = 64,
    height: int = 36,
) -> Image:
    """A picture of the library, let in through the one door for pictures. Writes below MEDIA_ROOT."""
    accepted = images.accept(io.BytesIO(picture_bytes(width, height)))
    words = {"alt_text_ar": alt, "alt_text_en": alt_en, "caption_ar": caption, "credit_ar": credit}
    return images.store(accepted, by=None, **words)


def make_gallery(title: str = "أيدٍ تعمل", *, title_en: str = "", images: Iterable[Image] = ()) -> Gallery:
    """A gallery of these pictures, in this order."""
    gallery = Gallery(title_ar=title, title_en=title_en)
    gallery.searched = gallery.to_be_searched()
    gallery.save()
    galleries.add(gallery, images)
    return gallery


def make_cartoon(
    title: str = "السلّم",
    *,
    title_en: str = "",
    artist: Author | None = None,
    image: Image | None = None,
    drawn_on: date = date(2024, 12, 25),
    live_from: datetime | None = None,
    live: bool = True,
) -> Cartoon:
    """A cartoon, on the site unless `live` is False."""
    begins = live_from or (clock.now() if live else None)
    return Cartoon.objects.create(
        image=image or make_image(),
        title_ar=title,
        title_en=title_en,
        description_ar="سلّم لا يصل إلى شيء",
        artist=artist or make_author("فادي سلّوم"),
        drawn_on=drawn_on,
        live_from=begins,
        first_live_at=begins,
    )


def make_article(
    headline: str = "أرضية فسيفساء كاملة تحت بيدر قديم",
    *,
    body: str = "<p>لم يكن أحد يتوقع أن يكون تحت البيدر شيء أقدم من البيدر نفسه.</p>",
    section: Section | None = None,
    by: User | None = None,
    hero: Image | None = None,
    from_desk: bool = True,
    embargo_until: datetime | None = None,
    regions: Iterable[Region] = (),
    tags: Iterable[Tag] = (),
    wires: Iterable[Wire] = (),
    authors: Sequence[Author] = (),
    related: Sequence[Article] = (),
    **text: str,
) -> Article:
    """A working copy, ready to be published in Arabic; `text` are language columns (`headline_en="…"`).

    With `headline_en` and `body_en` it is ready in English too: the section then has an English name.
    """
    english = bool(text.get("headline_en"))
    return saving.create(
        Article(
            headline_ar=headline,
            body_ar=body,
            section=section or make_section(name_en=f"Section {next(_numbers)}" if english else ""),
            hero=hero,
            from_desk=from_desk,
            embargo_until=embargo_until,
            **text,
        ),
        by=by,
        rows=saving.Rows(
            regions=regions,
            tags=tags,
            wires=wires,
            credits=[(CreditRole.TEXT, author.pk) for author in authors],
            related=[target.pk for target in related],
        ),
    )


def make_bilingual_article(headline: str = "حصاد الزيتون", headline_en: str = "The olive harvest") -> Article:
    """A working copy that is ready in both languages."""
    return make_article(headline, headline_en=headline_en, body_en="<p>Nets lie under every tree.</p>")


def make_publication(
    article: Article | None = None,
    *,
    language: str = ARABIC,
    by: User | None = None,
    published_at: datetime | None = None,
) -> Publication:
    """A story on the site, put there by the verb that the desk uses."""
    return publishing.publish(article or make_article(), language=language, by=by, published_at=published_at)


def name_the_site(name: str = "جريدة التجربة", name_en: str = "The Trial") -> SiteIdentity:
    """Give the newspaper of the test a name."""
    identity = SiteIdentity.objects.get()
    identity.name_ar, identity.name_en = name, name_en
    identity.save()
    return identity


# --- the newsletter ----------------------------------------------------------------------------------------


def make_subscriber(
    email: str = "", *, language: str = ARABIC, status: Status = Status.ACTIVE, token_version: int = 1
) -> Subscriber:
    """A reader of the newsletter who stands where `status` says; one who ever confirmed has done so just now."""
    email = email or f"reader{next(_numbers)}@example.org"
    erased = status == Status.ERASED
    norm = parse(email).norm
    return Subscriber.objects.create(
        email="" if erased else email,
        email_norm=None if erased else norm,
        email_hash=tokens.email_hash(norm),
        language=language,
        status=status,
        token_version=token_version,
        confirmed_at=None if status == Status.PENDING else clock.now(),
        paused_until=clock.now() + timedelta(days=30) if status == Status.PAUSED else None,
    )


def make_suppression(email: str, reason: SuppressionReason = SuppressionReason.MANUAL) -> Suppression:
    """A no that stands against an address."""
    return Suppression.objects.create(email_hash=tokens.email_hash(parse(email).norm), reason=reason)


def make_plan(language: str = ARABIC) -> DigestPlan:
    """The plan of a language, daily at seven."""
    return DigestPlan.objects.filter(language=language).first() or digests.make_plan(language)


def make_digest(headline: str = "حصاد الزيتون", *, language: str = ARABIC, more: Iterable[str] = ()) -> Digest:
    """A draft with a story of that headline in front and one for each of `more`, all of them live in `language`."""
    for title in (*more, headline):
        english = {} if language == ARABIC else {"headline_en": title, "body_en": "<p>Nets lie under every tree.</p>"}
        make_publication(make_article(title, **english), language=language)  # type: ignore[arg-type]
    return digests.draft(make_plan(language))


def make_issue(headline: str = "حصاد الزيتون", *, language: str = ARABIC, more: Iterable[str] = ()) -> Digest:
    """An issue that has gone out to whoever is on the list."""
    return digests.send(make_digest(headline, language=language, more=more), by=None)
