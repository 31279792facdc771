"""What has to be right before an issue goes out: each point has a name, a word on how it stands, and where to mend it.

The checks look at the mail as its reader would get it, rendered once with the link of a sample reader.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.core.files.storage import default_storage
from django.urls import Resolver404, ResolverMatch, resolve, reverse
from django.utils.translation import gettext as _

from articles import library
from newsletter import composing, letters, mail_lint, tokens
from newsletter.emails import SETTINGS_SLOT, SLOT
from newsletter.models import Digest, DigestItem
from newsroom import clock

LONGEST_SUBJECT: Final = 60  # letters that the list of a mail program shows
LARGEST_MAIL: Final = 100 * 1024  # bytes; Gmail cuts a mail off at about 102 kB

_STOP, _LOOK, _FINE = "stop", "look", "ok"
_LINK: Final = re.compile(r'(?:href|src)="([^"]*)"')
_UNEXPANDED: Final = re.compile(r"\{\{|\{%|%\(\w+\)[sd]|\{\w*\}")
# A sample reader, whom nobody is: a link to leave that touches nobody.
SAMPLE: Final = 0


@dataclass(frozen=True, slots=True)
class Point:
    """One check. `where` is the place to mend it: a spot on the issue's page, or a page of the desk."""

    key: str
    name: str
    level: str  # stop: it does not go out so; look: it may; ok
    says: str = ""
    where: str = ""

    @property
    def stops(self) -> bool:
        """Whether the issue cannot go out."""
        return self.level == _STOP

    @property
    def is_fine(self) -> bool:
        """Whether there is nothing to do about it."""
        return self.level == _FINE


def sample_token(digest: Digest) -> str:
    """The token to leave by of a mail that is shown or tried out: it is read as any other and is nobody's."""
    return tokens.unsubscribe_token(SAMPLE, digest.pk)


def filled(words: str, digest: Digest) -> str:
    """The words of an issue as the sample reader gets them."""
    return words.replace(SLOT, sample_token(digest)).replace(SETTINGS_SLOT, tokens.settings_token(SAMPLE, 0))


def look(digest: Digest, now: composing.Standing | None = None) -> list[Point]:
    """Every point of a draft as it would go out `now`, those that hold it up first."""
    now = now or composing.standing(digest)
    points = [*_of_the_inbox(now.subject, now.preheader), *_of_the_stories(digest, now)]
    if now.items:
        points += _of_the_mail(digest, now.preheader)
    rank = (_STOP, _LOOK, _FINE)
    return sorted(points, key=lambda point: rank.index(point.level))


def _point(key: str, name: str, wrong: str = "", where: str = "", *, level: str = _STOP) -> Point:
    return Point(key, name, level, wrong, where) if wrong else Point(key, name, _FINE)


# --- the two lines of the inbox -----------------------------------------------------------------------------


def _of_the_inbox(subject: str, preheader: str) -> Iterator[Point]:
    lacking = "" if subject.strip("\u200e\u200f ") else _("The mail has no subject.")
    yield _point("subject", _("The subject"), lacking, "#id_subject")
    if not lacking:
        letters_of_it = len(subject.strip("\u200e\u200f"))
        long = (
            _("It has %(n)s letters; a telephone shows %(most)s.") % {"n": letters_of_it, "most": LONGEST_SUBJECT}
            if letters_of_it > LONGEST_SUBJECT
            else ""
        )
        yield _point("subject_length", _("Length of the subject"), long, "#id_subject", level=_LOOK)
    yield _point(
        "preheader",
        _("The preview line"),
        _about_preheader(preheader.strip()),
        "#id_preheader",
        level=_LOOK,
    )


def _about_preheader(preheader: str) -> str:
    if not preheader:
        return _("Without it the inbox shows the first words of the mail.")
    if len(preheader) > composing.LONGEST_PREHEADER:
        found = {"n": len(preheader), "most": composing.LONGEST_PREHEADER}
        return _("It has %(n)s letters; an inbox shows %(most)s at the most.") % found
    return ""


# --- what stands in it --------------------------------------------------------------------------------------


def _of_the_stories(digest: Digest, now: composing.Standing) -> Iterator[Point]:
    items, since = now.items, now.since
    stories = [item for item in items if item.article_id]
    yield _point("stories", _("Stories"), "" if stories else _("There is none in it."), "#add-story")
    yield _named("public", _("On the site"), _("No longer on the site, so it goes without:"), since.gone, level=_LOOK)
    wrong = _("The story changed since you wrote other words for the mail; keep yours or take its own:")
    yield _named("rewritten", _("Own words"), wrong, since.rewritten)
    had = composing.was_carried(digest.plan, [item.article_id for item in stories if item.article_id])
    again = [item for item in stories if item.article_id in had and not item.pinned]
    yield _named("carried", _("New to readers"), _("Readers have had it; pin it to send it again:"), again)
    lost = [item for item in items if item.image and not default_storage.exists(str(item.image.file))]
    yield _named(
        "pictures", _("Pictures are there"), _("Its picture cannot be read, so it goes without:"), lost, level=_LOOK
    )
    mute = [item for item in items if item.image_id and library.says_nothing(item.alt_text)]
    yield _named("alt_text", _("Alternative texts"), _("Its picture has no alternative text:"), mute, at_the_story=True)


def _named(
    key: str, name: str, wrong: str, items: list[DigestItem], *, level: str = _STOP, at_the_story: bool = False
) -> Point:
    if not items:
        return _point(key, name)
    first = items[0]
    where = f"#item-{first.pk}"
    if at_the_story and first.article_id and "image_id" not in first.overrides:
        where = reverse("admin:articles_article_change", args=[first.article_id])
    return _point(key, name, f"{wrong} {' · '.join(item.headline for item in items)}", where, level=level)


# --- the mail as it would go out ----------------------------------------------------------------------------


def _of_the_mail(digest: Digest, preheader: str) -> list[Point]:
    """The mail's own points; what mailboxes make of it only where nothing else is wrong: it says the same twice."""
    words = letters.issue_words(digest, final=True)
    points = list(_of_its_words(digest, words, preheader))
    if any(point.stops for point in points):
        return points
    faults = mail_lint.faults(words.html, preheader=preheader)
    return [*points, _point("mailboxes", _("Every mail program shows it"), " · ".join(faults), "#mail")]


def _of_its_words(digest: Digest, words: letters.Words, preheader: str) -> Iterator[Point]:
    as_html, as_text = filled(words.html, digest), filled(words.text, digest)
    links = [html.unescape(link) for link in _LINK.findall(as_html)]
    outside = [link for link in links if not link.startswith((f"{settings.SITE_URL.rstrip('/')}/", "mailto:"))]
    yield _point("absolute", _("Links lead to the site"), " ".join(dict.fromkeys(outside)), "#mail")
    dead = [link for link in dict.fromkeys(links) if link not in outside and not _answers(link)]
    yield _point("answering", _("Links answer"), _silent(dead), "#mail")
    leads = _leads_to_the_sample(digest, links)
    yield _point(
        "leaving", _("The link to leave"), "" if leads else _("The mail's link to leave does not lead out."), "#mail"
    )
    bare = _UNEXPANDED.search(f"{words.subject}\n{preheader}\n{as_text}")
    found = _("A place-holder was left: %(what)s") % {"what": bare[0]} if bare else ""
    yield _point("unexpanded", _("No place-holder left"), found, "#id_subject")
    yield _size(len(sample_mail(digest, words)))


def _silent(links: Iterable[str]) -> str:
    found = " ".join(map(unquote, links))
    return _("These do not answer: %(links)s") % {"links": found} if found else ""


def sample_mail(digest: Digest, words: letters.Words, *, to: str = "reader@example.org", number: int = 0) -> bytes:
    """The very bytes that the sample reader would get, with the words and the subject of `words`."""
    sample = Digest(pk=digest.pk, plan=digest.plan, subject=words.subject, started_at=clock.now())
    sample.html, sample.text = words.html, words.text
    return letters.compiled_issue(sample).fill(
        to=to,
        mail_id=tokens.mail_id(digest.pk, number),
        token=sample_token(digest),
        settings_token=tokens.settings_token(SAMPLE, 0),
    )


def _size(whole: int) -> Point:
    kilobytes = _("%(n)s kB") % {"n": -(-whole // 1024)}
    if whole > LARGEST_MAIL:
        return Point("size", _("Size"), _STOP, _("%(size)s: mail programs cut it off.") % {"size": kilobytes}, "#mail")
    return Point("size", _("Size"), _FINE, kilobytes)


def _leads_to_the_sample(digest: Digest, links: list[str]) -> bool:
    """Whether the mail has a link to leave that is read, with the key of now, as the sample reader's own."""
    for link in links:
        match = _match(link)
        if match and match.view_name == "newsletter:leave":
            try:
                claim = tokens.read_unsubscribe_token(match.kwargs["token"])
            except tokens.BadToken:
                return False
            return (claim.subscriber_id, claim.digest_id) == (SAMPLE, digest.pk)
    return False


def _match(link: str) -> ResolverMatch | None:
    try:
        return resolve(unquote(urlsplit(link).path))
    except Resolver404:
        return None


def _answers(link: str) -> bool:
    """Whether the site has a page or a file there; whether its story is public is a point of its own."""
    if link.startswith("mailto:"):
        return True
    match = _match(link)
    if match is not None and match.view_name == "media":
        return default_storage.exists(match.kwargs["name"])
    return match is not None and match.view_name != "articles:moved"
