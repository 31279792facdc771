"""What a mail may hold, and that ours hold nothing else."""

import email
from dataclasses import replace
from email import policy

import pytest
from django.utils.translation import override

from newsletter import letters, mail_lint
from newsletter.models import Delivery, Kind
from tests.factories import make_subscriber, name_the_site
from tests.newsletter.long_issue import NOTES, long_issue


def html_of(mail: bytes) -> str:
    """The HTML part of a mail, as a mail program takes it out."""
    part = email.message_from_bytes(mail, policy=policy.default).get_body(("html",))
    assert part is not None
    return str(part.get_content())


FRAME = (
    '<!doctype html><html lang="ar" dir="rtl"><head><meta charset="utf-8"><title>نشرة</title></head>'
    '<body dir="rtl"><h1>نشرة</h1>{}</body></html>'
)


def faults(inside: str, **about: str) -> list[str]:
    with override("en"):
        return mail_lint.faults(FRAME.format(inside), **about)


def test_a_mail_of_what_every_program_knows_has_no_fault() -> None:
    inside = '<table role="presentation"><tr><td style="color: #17141a"><a href="https://news.example/">نص</a></td></tr></table>'
    assert faults(inside) == []


@pytest.mark.parametrize(
    ("inside", "fault"),
    [
        ("<section>نص</section>", "<section>"),
        ("<bdi>نص</bdi>", "<bdi>"),
        ('<p onclick="go()">نص</p>', "<p onclick>"),
        ('<p style="position: absolute">نص</p>', "position (<p>)"),
        ('<p style="padding-inline-start: 4px">نص</p>', "padding-inline-start (<p>)"),
        ('<p style="text-align: start">نص</p>', "text-align: start"),
        ('<p style="display: flex">نص</p>', "display: flex"),
        ('<p style="color: var(--ink)">نص</p>', "var(--ink)"),
        ('<a href="/ar/">نص</a>', "no whole address: /ar/"),
        ('<a href="https://a.example/" dir="rtl">نص</a>', "dir on a link"),
        ('<img src="https://a.example/a.jpg" width="1" height="1">', "without an alternative text"),
        ('<img src="https://a.example/a.jpg" alt="">', "without its size"),
        ('<img src="https://a.example/a.webp" alt="" width="1" height="1">', "not every mail program shows"),
        ('<img src="data:image/png;base64,AA" alt="" width="1" height="1">', "no whole address: data:"),
        ("<table><tr><td>نص</td></tr></table>", "a table for layout"),
        ("<h1>ثانية</h1>", "2 headings of the first level"),
        ("<h3>بعيدة</h3>", "headings leave out a level"),
        ("نص \x85 نص", "control character"),
        ("{{ page.subject }}", "a tag of a template"),
        ("<style>@import 'a.css' {</style>", "@import"),
        ("<style>.a { float: left }</style>", "float (style)"),
        ("<style>" + " " * mail_lint.STYLE_BYTES + "x</style>", "bytes of style"),
        ("ن" * mail_lint.HTML_BYTES, "bytes of HTML"),
    ],
)
def test_what_some_mailbox_gets_wrong_is_named(inside: str, fault: str) -> None:
    found = faults(inside)
    assert [fault for one in found if fault in one], found


def test_a_mail_says_that_it_is_utf_8() -> None:
    with override("en"):
        found = mail_lint.faults(FRAME.format("").replace("utf-8", "latin-1"))
    assert found == ["does not say that it is UTF-8"]


def test_a_mail_begins_with_its_preview_line() -> None:
    assert faults("", preheader="سطر آخر") == ["does not begin with its preview line"]


def test_the_desk_is_told_in_its_own_language() -> None:
    found = mail_lint.faults(FRAME.format("<h1>ثانية</h1><section>نص</section>"))
    assert found == ["لا تعرفه كل برامج البريد: <section>", "2 من عناوين المستوى الأول، والمطلوب واحد"]


# --- our own mails -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["ar", "en"])
def test_the_longest_issue_has_no_fault(language: str) -> None:
    page = long_issue(language)
    assert mail_lint.faults(letters.words_of(page, NOTES).html, preheader=page.preheader) == []


def test_the_longest_issue_fits_in_each_of_its_parts() -> None:
    words = letters.words_of(long_issue("ar"), NOTES)
    wide = [line for line in words.text.splitlines() if len(line) > 76]
    assert (len(words.html.encode()) <= 80 * 1024, wide) == (True, [])


def test_a_short_preview_line_is_filled_up_with_blanks() -> None:
    page = replace(long_issue("ar"), preheader="قصير")
    html = letters.words_of(page).html
    shown = html.partition("قصير")[2].partition("</div>")[0]
    assert len(shown.replace("&nbsp;", "\xa0").replace("&zwnj;", "\u200c")) >= 2 * (mail_lint.PREVIEW - 4)


def test_small_pictures_that_are_too_much_together_stay_away_from_the_end() -> None:
    page = long_issue("ar", size=30_000)
    shown = letters.words_of(page).html.count("<img") - 1  # the logo
    assert shown == 250_000 // 30_000


def test_an_issue_that_is_light_keeps_its_pictures() -> None:
    assert letters.words_of(long_issue("ar", size=8_000)).html.count("<img") - 1 == 31


@pytest.mark.django_db
@pytest.mark.parametrize("language", ["ar", "en"])
@pytest.mark.parametrize("kind", [Kind.CONFIRM, Kind.ALREADY, Kind.MOVED])
def test_a_letter_has_no_fault(language: str, kind: Kind) -> None:
    name_the_site()
    reader = make_subscriber("reem@example.org", language=language)
    letter = Delivery.objects.create(kind=kind, subscriber=reader, address=reader.email, language=language)
    html = html_of(letters.compiled(letter).fill(to=reader.email, mail_id="n0.0000000001.abcdefghijklmnop"))
    assert mail_lint.faults(html) == []
