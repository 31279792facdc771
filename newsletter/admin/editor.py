"""The editor's page of an issue: one form, in which every button saves first and then does what it says.

So it works without a script, and nothing that was typed is lost: not by a slip, not by somebody who saved before.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Final
from urllib.parse import urlencode

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _

from articles import library, lookup
from articles.admin import article_feeds
from articles.models import Image
from newsletter import composing, editing, preflight, pulse, trial
from newsletter.admin import issue_form
from newsletter.admin.issue_form import ItemForm, Posted
from newsletter.editing import NONE, OWN, AlreadyIn, Line, NotOnTheSite, Stale, TooMany
from newsletter.models import Digest, DigestItem, DigestState
from newsroom import audit
from newsroom.converters import row_id
from newsroom.moments import in_words

FOUND: Final = 8
_ACT: Final = re.compile(r"(up|down|drop|back|keep|own|add|pictures):([0-9]{1,18})")
_WORDS: Final = ("subject", "preheader", "intro", "headline", "standfirst")
WIDTHS: Final = ("320", "600")
SCHEMES: Final = ("light", "dark")
PARTS: Final = ("html", "text", "source")


@dataclass(frozen=True, slots=True)
class Choice:
    """A picture that an item can show in the mail."""

    value: str
    url: str
    says: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class Row:
    """An item as the page shows it: its form, and how it stands to its story."""

    item: DigestItem
    form: ItemForm
    own: DigestItem | None
    pictures: tuple[Choice, ...]
    is_open: bool

    @property
    def is_gone(self) -> bool:
        """Whether readers of the site no longer find it."""
        return self.own is None

    @property
    def corrected(self) -> list[str]:
        """The story's own words, where they changed after somebody wrote others over them."""
        if self.own is None:
            return []
        changed = composing.rewritten_since(self.item, self.own)
        return [_("another picture") if name == "image_id" else getattr(self.own, name) for name in changed]

    @property
    def shown_picture(self) -> str:
        """The picture that the page showed first."""
        field = self.form["picture"]
        return str(self.form.data.get(field.html_initial_name) or field.initial)

    @property
    def own_headline(self) -> str:
        """The story's own headline, where the mail has another."""
        return self.own.headline if self.own and "headline" in self.item.overrides else ""


@dataclass(frozen=True, slots=True)
class Difference:
    """Something that another person saved otherwise than what stands in the page now."""

    name: str
    theirs: str


@dataclass(frozen=True, slots=True)
class Way:
    """One way to look at the mail, and its link."""

    url: str
    value: str
    words: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class Switch:
    """The ways among which one is chosen; without a `name` they are other issues."""

    name: str
    label: str
    ways: list[Way]


def context(request: HttpRequest, digest: Digest, posted: Posted | None = None) -> dict[str, Any]:
    """What the page shows: of an unsaved form what was typed, else the issue as it stands."""
    items = list(digest.items.select_related("image", "article").prefetch_related("image__renditions"))
    own = composing.bring_up_to_date(items, digest.language).now
    digest.subject, digest.preheader = composing.inbox_lines(digest, items)
    page = issue_form.of(digest, items)
    if posted is not None:
        page = Posted(posted.head, page.items | posted.items)
    asked = row_id(request.GET.get("pictures", "")) or 0
    rows = [_row(request, item, page.items[item.pk], own.get(item.pk), asked == item.pk) for item in items]
    if posted is not None:
        rows.sort(key=_typed_place)
    kept = [row for row in rows if not _is_dropped(row)]
    term = request.GET.get("find", "").strip()
    points = preflight.look(digest)
    return {
        "head": page.head,
        "rows": [row for row in kept if row.item.article_id],
        "drawings": [row for row in kept if row.item.cartoon_id],
        "dropped": [row for row in rows if _is_dropped(row)],
        "term": term,
        "found": _stories(request, digest, term) if term else None,
        "points": [point for point in points if not point.is_fine],
        "in_order": [point for point in points if point.is_fine],
        "longest_subject": preflight.LONGEST_SUBJECT,
        "longest_preheader": composing.LONGEST_PREHEADER,
        "saved": in_words(digest.saved_at) if digest.saved_at else "",
        "staff": trial.staff(),
        "most": trial.MOST,
        "pulse": pulse.look(),
    } | look_of(request, digest)


def look_of(request: HttpRequest, digest: Digest) -> dict[str, Any]:
    """How the mail is looked at: width, scheme, part, and as which kind of reader; with the links that change one."""
    readers = trial.examples(digest)
    chosen = {
        "width": _one_of(request, "width", WIDTHS),
        "scheme": _one_of(request, "scheme", SCHEMES),
        "part": _one_of(request, "part", PARTS),
        "as": _one_of(request, "as", [example.key for example in readers]),
    }
    reader = next(example for example in readers if example.key == chosen["as"])
    if reader.text_only and chosen["part"] == "html":
        chosen["part"] = "text"
    names = {
        "width": (_("Width"), ((WIDTHS[0], _("Phone")), (WIDTHS[1], _("Laptop")))),
        "scheme": (_("Colours"), ((SCHEMES[0], _("Light")), (SCHEMES[1], _("Dark")))),
        "part": (
            _("Part of the mail"),
            ((PARTS[0], _("As it looks")), (PARTS[1], _("As text")), (PARTS[2], _("Source"))),
        ),
    }
    switches = [
        Switch(
            name,
            label,
            [
                Way(f"?{urlencode(chosen | {name: value})}#mail", value, words, chosen[name] == value)
                for value, words in choices
            ],
        )
        for name, (label, choices) in names.items()
    ]
    if len(twins := _in_each_language(digest)) > 1:
        asked = urlencode({key: value for key, value in chosen.items() if key != "as"})
        links = [Way(f"{url_of(twin)}?{asked}#mail", "", str(twin.plan), twin.pk == digest.pk) for twin in twins]
        switches.insert(0, Switch("", _("Language"), links))
    preview = reverse("admin:newsletter_digest_preview", args=[digest.pk])
    return {
        **{key: value for key, value in chosen.items() if key != "as"},
        "look": urlencode(chosen),
        "switches": switches,
        "readers": readers,
        "reader": reader,
        "preview_url": f"{preview}?{urlencode(chosen)}",
    }


def _in_each_language(digest: Digest) -> list[Digest]:
    """The issue that is worked on, and those of the other languages that go out in the same rhythm."""
    if not digest.is_open:
        return [digest]
    others = Digest.objects.open().filter(plan__rhythm=digest.plan.rhythm)
    return list(others.select_related("plan").order_by("plan__language"))


def url_of(digest: Digest) -> str:
    """The address of an issue's page."""
    return reverse("admin:newsletter_digest_change", args=[digest.pk])


def _one_of(request: HttpRequest, name: str, values: Any) -> str:
    asked = request.GET.get(name, "")
    return asked if asked in values else str(values[0])


def _typed_place(row: Row) -> int:
    return row_id(str(row.form["place"].value())) or 999


def _is_dropped(row: Row) -> bool:
    return row.form["dropped"].value() in (True, "True", "on", "true", "1")


def _row(request: HttpRequest, item: DigestItem, form: ItemForm, own: DigestItem | None, asks: bool) -> Row:
    term = request.GET.get("called", "").strip() if asks else ""
    pictures = _pictures(item, form, own, term)
    return Row(item, form, own, pictures, asks or bool(form.errors))


def _pictures(item: DigestItem, form: ItemForm, own: DigestItem | None, term: str) -> tuple[Choice, ...]:
    """The story's own picture, none, those in its text, and those of the library that were asked for."""
    if not item.article_id:
        return ()
    chosen = str(form["picture"].value() or OWN)
    its_own = own.image if own else None
    choices = [
        Choice(OWN, _url(its_own), _("the story's own"), chosen == OWN),
        Choice(NONE, "", _("none"), chosen == NONE),
    ]
    more = [*_picked(chosen), *(item.article.text_pictures.all() if item.article else ())]
    if term:
        more += library.matching(library.to_choose().prefetch_related("renditions"), term)[:FOUND]
    for image in {image.pk: image for image in more}.values():
        alt = image.words_in(item.tongue, "alt_text")
        choices.append(Choice(str(image.pk), _url(image), alt, chosen == str(image.pk)))
    return tuple(choices)


def _picked(chosen: str) -> list[Image]:
    return list(Image.objects.filter(pk=row_id(chosen) or 0))


def _url(image: Image | None) -> str:
    return article_feeds.smallest(image) if image else ""


def _stories(request: HttpRequest, digest: Digest, term: str) -> list[lookup.Readable]:
    """Public stories that the words name, but for those that stand in the issue."""
    there = set(digest.items.kept().values_list("article", flat=True))
    found = lookup.readable(request.user, digest.language, term, limit=4 * FOUND)
    return [story for story in found if story.live and story.article_id not in there][:FOUND]


# --- saving -----------------------------------------------------------------------------------------------


class Refused(Exception):
    """What was posted is not written; the page is shown again with `context` in it."""

    def __init__(self, posted: Posted, extra: Mapping[str, Any], status: int) -> None:
        super().__init__(status)
        self.posted, self.extra, self.status = posted, extra, status


def save(request: HttpRequest, digest: Digest) -> str:
    """Write what was posted, then do what its button says; returns where to go on. Raises `Refused`."""
    items = list(digest.items.select_related("image"))
    posted = issue_form.of(digest, items, request.POST)
    if not posted.is_valid():
        raise Refused(posted, {"has_errors": True}, 200)
    version, head, lines = posted.wanted()
    act, key = _act(request.POST.get("act", ""))
    lines = _with_act(lines, items, act, key)
    user = audit.who(request)
    try:
        with transaction.atomic():
            saved = editing.save(digest, version, head, lines, by=user)
            if act == "add":
                editing.add_story(saved, saved.version, key, by=user)
    except Stale:
        raise Refused(posted, _conflict(posted, digest), 409) from None
    except NotOnTheSite:
        messages.warning(request, _("This story is not on the site in this language."))
    except AlreadyIn:
        messages.info(request, _("The story stands in the issue."))
    except TooMany:
        messages.warning(request, _("An issue cannot hold more."))
    _say_what_was_done(request, digest, version, act)
    return _where_to(request, digest, act, key)


def _act(asked: str) -> tuple[str, int]:
    found = _ACT.fullmatch(asked)
    return (found[1], int(found[2])) if found else (asked, 0)


def _with_act(lines: dict[int, Line], items: list[DigestItem], act: str, key: int) -> dict[int, Line]:
    order = [item.pk for item in items if item.article_id and not item.dropped]
    match act:
        case "up" | "down":
            return editing.moved(lines, order, key, -1 if act == "up" else 1)
        case "drop" | "back" if key in lines:
            return lines | {key: replace(lines[key], dropped=act == "drop")}
        case "keep" if key in lines:
            return lines | {key: replace(lines[key], seen=True)}
        case "own" if key in lines:
            return lines | {key: replace(lines[key], headline="", standfirst="", picture=OWN)}
    return lines


def _say_what_was_done(request: HttpRequest, before: Digest, version: int, act: str) -> None:
    now = Digest.objects.get(pk=before.pk)
    if act == "drop":
        messages.success(request, _("It is out. Below the list it can be put back."))
    elif now.version == version:
        if act == "save":
            messages.info(request, _("Nothing was changed."))
    elif before.state == DigestState.APPROVED:
        messages.warning(request, _("Saved. The issue was approved; after a change it is a draft again."))
    elif act == "save":
        messages.success(request, _("Saved."))


def _where_to(request: HttpRequest, digest: Digest, act: str, key: int) -> str:
    """The page after the act; the mail is looked at as before."""
    if act == "send":
        return reverse("admin:newsletter_digest_send", args=[digest.pk])
    looked = QueryDict(request.POST.get("look", "")[:200])
    asked = {name: looked[name] for name in ("width", "scheme", "part", "as") if name in looked}
    spot = ""
    if act == "find":
        asked["find"], spot = request.POST.get("find", "")[:200], "#add-story"
    elif act == "pictures":
        asked |= {"pictures": str(key), "called": request.POST.get(f"called-{key}", "")[:200]}
    if act in ("up", "down", "keep", "own", "pictures"):
        spot = f"#item-{key}"
    elif act in ("drop", "back", "add"):
        spot = "#stories"
    return url_of(digest) + (f"?{urlencode(asked)}" if asked else "") + spot


def _conflict(posted: Posted, digest: Digest) -> dict[str, Any]:
    """Who saved before, and what of theirs differs from what was wanted here; saving once more takes this one."""
    now = Digest.objects.select_related("plan", "saved_by").get(pk=digest.pk)
    items = list(now.items.select_related("image"))
    composing.bring_up_to_date(items, now.language)
    now.subject, now.preheader = composing.inbox_lines(now, items)
    issue_form.merged(posted, now, items)
    theirs = issue_form.of(now, items)
    differences = [*_other_words(posted.head, theirs.head, "")]
    for item in items:
        if form := posted.items.get(item.pk):
            differences += _other_words(form, theirs.items[item.pk], item.headline)
    places = {key: row_id(str(form["place"].value())) or 999 for key, form in posted.items.items()}
    kept = [item for item in items if not item.dropped and item.article_id]
    if [item.pk for item in sorted(kept, key=lambda item: places.get(item.pk, 999))] != [item.pk for item in kept]:
        differences.append(Difference(_("Order"), " · ".join(item.headline for item in kept)))
    return {
        "conflict": {
            "by": str(now.saved_by or ""),
            "at": in_words(now.saved_at) if now.saved_at else "",
            "differences": differences,
        }
    }


def _other_words(mine: forms.Form, theirs: forms.Form, of_what: str) -> list[Difference]:
    """The boxes of words in which the two differ."""
    return [
        Difference(
            str(field.label), f"{of_what}: {field.value()}" if of_what and field.name != "headline" else field.value()
        )
        for field in theirs
        if field.name in _WORDS and mine[field.name].value() != field.value()
    ]
