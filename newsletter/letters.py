"""What our mails say: an issue, the letter that asks for a confirmation, the word that an address is known.

Each is rendered in its own language, whoever sends it, as HTML and as text from the same data.
"""

from __future__ import annotations

import textwrap
import unicodedata
from dataclasses import dataclass, replace
from typing import Final
from urllib.parse import urlsplit

import css_inline
from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from articles.models import SiteIdentity
from newsletter import corrections, tokens
from newsletter.addresses import BadAddress, masked, parse
from newsletter.corrections import Note
from newsletter.emails import SETTINGS_SLOT, SLOT, Compiled, Head
from newsletter.issues import Entry, Issue, issue
from newsletter.models import Delivery, Digest, Kind, Subscriber
from newsroom import arabic, house
from newsroom.links import absolute

TEXT_WIDTH: Final = 72  # columns
PICTURE_BYTES: Final = 250_000  # of all pictures of an issue together
_LINE: Final = "—" * 24
# Rules become inline styles, which is all that most mail programs read; media queries stay for those that know them.
_INLINER: Final = css_inline.CSSInliner(keep_style_tags=False, keep_at_rules=True, load_remote_stylesheets=False)


@dataclass(frozen=True, slots=True)
class Words:
    """A mail's words: its subject, and its body twice."""

    subject: str
    html: str
    text: str


def leave_url(language: str, token: str = SLOT) -> str:
    """The address by which a reader leaves."""
    return absolute(reverse("newsletter:leave", args=[language, token]))


def leave_mailto() -> str:
    """The address to which a mail program may write instead; empty where no mail is taken in.

    The token is the subject and no part of the address: mail servers fold the letters of addresses.
    """
    return f"mailto:{settings.BOUNCE_ADDRESS}?subject={SLOT}" if settings.BOUNCE_ADDRESS else ""


def return_path(mail_id: str) -> str:
    """The sender of the envelope (MAIL FROM): where a mail goes that cannot be delivered. Its id says which it was."""
    local, _at, domain = settings.BOUNCE_ADDRESS.partition("@")
    return f"{local}+{mail_id}@{domain}" if local else settings.DEFAULT_FROM_EMAIL


def settings_url(language: str, token: str = SETTINGS_SLOT) -> str:
    """The address of the reader's own page."""
    return absolute(reverse("newsletter:settings", args=[language, token]))


def move_url(language: str, token: str) -> str:
    """The address of the page with the button that confirms a new address."""
    return absolute(reverse("newsletter:move", args=[language, token]))


def confirm_url(language: str, token: str) -> str:
    """The address of the page with the button to confirm."""
    return absolute(reverse("newsletter:confirm", args=[language, token]))


def issue_words(digest: Digest, *, final: bool = False) -> Words:
    """An issue with `SLOT` for each reader's token; `final`, as it is frozen, with pictures made for mails."""
    return words_of(issue(digest, final=final), corrections.of(digest))


def words_of(page: Issue, notes: tuple[Note, ...] = ()) -> Words:
    """What an issue says, and what it corrects of earlier ones."""
    page = _within_budget(page)
    links = {"leave_url": leave_url(page.language), "settings_url": settings_url(page.language)}
    with override(page.language):
        html = _html("mail/digest.html", page.language, {"page": page, "notes": notes, **links})
        return Words(page.subject, html, _issue_text(page, notes))


def _within_budget(page: Issue) -> Issue:
    """The issue with as many small pictures as it may weigh, from the top; the large ones come first."""
    left = PICTURE_BYTES - sum(entry.picture.size for entry in (page.lead, page.cartoon) if entry and entry.picture)
    rows = []
    for entry in page.rows:
        left -= entry.picture.size if entry.picture else 0
        rows.append(entry if left >= 0 else replace(entry, picture=None))
    return replace(page, rows=tuple(rows))


def compiled_issue(digest: Digest, *, text_only: bool = False) -> Compiled:
    """A frozen issue, ready to be filled for its readers; for those who want it so, without its HTML."""
    identity = SiteIdentity.current()
    language = digest.language
    domain = mail_domain()
    paper = identity.name_in(language)
    head = Head(
        subject=digest.subject,
        language=language,
        from_name=paper,
        from_address=settings.DEFAULT_FROM_EMAIL,
        domain=domain,
        dated=digest.dated,
        reply_to=_reply_to(identity),
        list_name=paper,
        list_id=f"{digest.plan.rhythm}.{language}.{domain}",
        archive_url=absolute(reverse("newsletter:subscribe", args=[language])),
        leave_url=leave_url(language),
        leave_mailto=leave_mailto(),
        feedback_id=f"{digest.pk}:{digest.plan.rhythm}:{language}:newsletter",
    )
    return Compiled(head, text=digest.text, html="" if text_only else digest.html)


def compiled(letter: Delivery) -> Compiled:
    """A letter to one subscriber."""
    with override(letter.language):
        words = _letter_words(letter)
    identity = SiteIdentity.current()
    head = Head(
        subject=words.subject,
        language=letter.language,
        from_name=identity.name_in(letter.language),
        from_address=settings.DEFAULT_FROM_EMAIL,
        domain=mail_domain(),
        dated=letter.created_at,
        reply_to=_reply_to(identity),
    )
    text_only = letter.subscriber is not None and letter.subscriber.text_only
    return Compiled(head, text=words.text, html="" if text_only else words.html)


def _reply_to(identity: SiteIdentity) -> str:
    """The newsroom's address as a header can hold it: ASCII; none where it cannot be mailed."""
    try:
        return parse(identity.contact_email).norm
    except BadAddress:
        return ""


def mail_domain() -> str:
    """The right side of our Message-IDs: the host of the site."""
    return urlsplit(settings.SITE_URL).hostname or "localhost"


@dataclass(frozen=True, slots=True)
class _Letter:
    """What a letter says, and where its one button leads."""

    subject: str
    paragraphs: tuple[str, ...]
    label: str
    url: str
    small: str


def _letter_words(letter: Delivery) -> Words:
    paper = SiteIdentity.current().name_in(letter.language)
    subscriber = letter.subscriber
    assert subscriber is not None  # noqa: S101  the sender leaves out a row whose reader is gone
    said = _LETTERS[Kind(letter.kind)](letter, subscriber, paper)
    context: dict[str, object] = {
        "subject": said.subject,
        "paragraphs": said.paragraphs,
        "label": said.label,
        "url": said.url,
        "small": said.small,
    }
    html = _html("mail/letter.html", letter.language, context | {"paper": paper})
    body = _wrapped("\n".join(said.paragraphs))
    lines = [*body, "", f"{said.label}:", said.url, "", *_wrapped(said.small), "", paper]
    return Words(said.subject, html, _as_text(lines, letter.language))


def _confirm(letter: Delivery, subscriber: Subscriber, paper: str) -> _Letter:
    return _Letter(
        subject=_("Confirm your subscription to the newsletter of %(paper)s") % {"paper": paper},
        paragraphs=(
            _("Somebody, we hope you, has asked for our newsletter to be sent to this address: %(address)s.")
            % {"address": subscriber.email},
            _("One step remains. Open the page and press its button; it takes a moment."),
        ),
        label=_("Confirm the subscription"),
        url=confirm_url(letter.language, tokens.confirm_token(subscriber.pk, subscriber.token_version)),
        small=_("The link is good for three days. If it was not you, do nothing: without the button nothing is sent."),
    )


def _already(letter: Delivery, subscriber: Subscriber, paper: str) -> _Letter:
    return _Letter(
        subject=_("You are subscribed to the newsletter of %(paper)s") % {"paper": paper},
        paragraphs=(
            _("Somebody has just asked for our newsletter for this address: %(address)s. You have been getting it.")
            % {"address": subscriber.email},
            _("So there is nothing to do. If you want it otherwise, your own page is behind the link."),
        ),
        label=_("Change what you get"),
        url=settings_url(letter.language, tokens.settings_token(subscriber.pk, subscriber.token_version)),
        small=_("The link is yours alone: whoever has it can change what you get."),
    )


def _move(letter: Delivery, subscriber: Subscriber, paper: str) -> _Letter:
    return _Letter(
        subject=_("Confirm your new address for the newsletter of %(paper)s") % {"paper": paper},
        paragraphs=(
            _("A reader of our newsletter, we hope you, wants to get it at this address from now on: %(address)s.")
            % {"address": letter.address},
            _("One step remains. Open the page and press its button; it takes a moment."),
        ),
        label=_("Confirm the new address"),
        url=move_url(letter.language, tokens.move_token(subscriber.pk, subscriber.token_version, letter.address)),
        small=_("The link is good for three days. If it was not you, do nothing: without the button nothing is sent."),
    )


def _moved(letter: Delivery, subscriber: Subscriber, paper: str) -> _Letter:
    return _Letter(
        subject=_("The newsletter of %(paper)s now goes to another address") % {"paper": paper},
        paragraphs=(
            _("As you wished, our newsletter now goes to %(address)s and no longer to this address.")
            % {"address": masked(subscriber.email)},
            _("If it was not you, write to us; and whoever reads your mail may have read our letter."),
        ),
        label=_("To the newsletter"),
        url=absolute(reverse("newsletter:subscribe", args=[letter.language])),
        small=_("Nothing more is sent to this address."),
    )


_LETTERS: Final = {Kind.CONFIRM: _confirm, Kind.ALREADY: _already, Kind.MOVE: _move, Kind.MOVED: _moved}


def _html(template: str, language: str, context: dict[str, object]) -> str:
    direction = arabic.direction(language)
    sides = {"start": "right", "end": "left"} if direction == "rtl" else {"start": "left", "end": "right"}
    frame = {"language": language, "direction": direction, "site_url": settings.SITE_URL, **sides}
    return str(_INLINER.inline(render_to_string(template, context | frame)))


# --- the text part ----------------------------------------------------------------------------------------


def opening(page: Issue) -> str:
    """The first sentence of an issue: what is in it, counted."""
    stories = arabic.count(len(page.stories), "story", page.language)
    if page.cartoon:
        return _("In this issue: %(stories)s and a cartoon.") % {"stories": stories}
    return _("In this issue: %(stories)s.") % {"stories": stories}


def dated(page: Issue) -> str:
    """The issue's day as the paper prints it."""
    return house.words(page.dated, "header", page.manner, page.language)


def _issue_text(page: Issue, notes: tuple[Note, ...]) -> str:
    lines = [page.paper, dated(page), "", opening(page), ""]
    for paragraph in page.intro:
        lines += [*_wrapped(paragraph), ""]
    lines += [_LINE, ""]
    for entry in page.stories:
        lines += [*_entry_text(entry), ""]
    if page.cartoon:
        lines += [_LINE, "", _("Cartoon: %(title)s") % {"title": page.cartoon.headline}]
        lines += [_("Drawn by %(artist)s") % {"artist": page.cartoon.credit}] if page.cartoon.credit else []
        lines += [*_wrapped(page.cartoon.picture.alt if page.cartoon.picture else ""), page.cartoon.short_url, ""]
    if notes:
        lines += [_LINE, "", _("What we have put right"), ""]
        for note in notes:
            lines += [*_wrapped(f"{note.kind}: {note.headline}"), *_wrapped(note.text), note.url, ""]
    lines += [_LINE, "", _("All the day's news:"), page.site_url, "", _("This issue on the web:"), page.archive_url, ""]
    lines += [*_wrapped(why()), "", _("To change what you get:"), settings_url(page.language)]
    lines += [_("To leave the newsletter:"), leave_url(page.language)]
    return _as_text(lines, page.language)


def why() -> str:
    """Why the reader gets it, as the foot of an issue says it."""
    return _("You get this because you confirmed your subscription to it. No hidden picture counts what you read.")


def _entry_text(entry: Entry) -> list[str]:
    lines = [entry.kicker] if entry.kicker else []
    lines += [*_wrapped(entry.headline), *_wrapped(entry.standfirst)]
    return [*lines, *([entry.credit] if entry.credit else []), entry.short_url]


def _wrapped(text: str) -> list[str]:
    """Lines of at most 72 columns; marks that take no column are not counted, and no word is broken."""
    lines: list[str] = []
    for paragraph in text.splitlines():
        extra = sum(unicodedata.combining(character) > 0 for character in paragraph)
        width = TEXT_WIDTH + extra * TEXT_WIDTH // max(len(paragraph), 1)
        lines += textwrap.wrap(paragraph, width, break_long_words=False, break_on_hyphens=False)
    return lines


def _as_text(lines: list[str], language: str) -> str:
    """The lines, each running as the language does; an address alone on its line stays as it is."""
    return "\n".join(line if _is_address(line) else arabic.plain_line(line, language) for line in lines) + "\n"


def _is_address(line: str) -> bool:
    return line.startswith(("http://", "https://"))
