"""What people at the desk are told: in their own words, once, and by mail only where they want it."""

from email import message_from_bytes, policy
from pathlib import Path
from smtplib import SMTPRecipientsRefused

import pytest
from django.core import mail
from django.core.mail import EmailMessage
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from articles import notices, noticing, review
from articles.models import MailsOff, Note, Notice, NoticeKind
from newsroom.mail_folder import Folder
from newsroom.models import User
from tests.factories import make_article, make_editor, make_user, name_the_site

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _paper() -> None:
    name_the_site()


def person(name: str, full_name: str, *, language: str = "ar") -> User:
    user = make_editor(name, full_name=full_name, interface_language=language)
    user.email = f"{name}@example.org"
    user.save()
    return user


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("@samar انظري", ["samar"]),
        ("انظري يا @سمر خوري، رجاءً", ["samar"]),
        ("@SAMAR", ["samar"]),
        ("@samar_two", []),
        ("samar@example.org", []),
        ("@سمر", []),
        ("لا أحد", []),
        ("@samar و@james", ["samar", "james"]),
    ],
)
def test_a_note_names_people_by_either_name(text: str, named: list[str]) -> None:
    person("samar", "سمر خوري"), person("james", "James Carter")
    assert [user.username for user in notices.named_in(text)] == named


def test_whoever_is_named_and_may_see_the_story_is_told() -> None:
    samar, writer = person("samar", "سمر خوري"), person("james", "James Carter")
    make_user("outsider", full_name="سامر")
    notices.write_note(make_article(), by=writer, text=" @samar و@outsider: من أين هذا الرقم؟ ")
    assert list(Notice.objects.values_list("user", "kind")) == [(samar.pk, "mentioned")]
    assert Note.objects.get().text == "@samar و@outsider: من أين هذا الرقم؟"


def test_nobody_is_told_what_they_did_themselves() -> None:
    samar = person("samar", "سمر خوري")
    notices.write_note(make_article(), by=samar, text="@samar")
    assert not Notice.objects.exists()


def test_a_notice_is_mailed_once_in_the_language_of_whoever_gets_it() -> None:
    james = person("james", "James Carter", language="en")
    article = make_article("أرضية فسيفساء")
    review.submit(article, language="ar", by=None, reviewer=james, note="before noon")
    assert [noticing.mail_due(), noticing.mail_due()] == [1, 0]
    (sent,) = mail.outbox
    assert (sent.to, sent.subject) == (["james@example.org"], "Sent to you for review: أرضية فسيفساء")
    assert "before noon" in sent.body
    assert reverse("admin:articles_article_review", args=[article.pk]) in sent.body


def test_a_kind_that_is_switched_off_stands_at_the_desk_and_is_not_mailed() -> None:
    samar = person("samar", "سمر خوري")
    notices.mail_only(samar, [NoticeKind.SENT_BACK])
    review.submit(make_article(), language="ar", by=None, reviewer=samar)
    assert (Notice.objects.count(), noticing.mail_due(), mail.outbox) == (1, 0, [])


def test_who_has_no_address_gets_no_mail() -> None:
    review.submit(make_article(), language="ar", by=None, reviewer=make_editor("samar"))
    assert (Notice.objects.count(), noticing.mail_due()) == (1, 0)


def test_what_no_server_took_is_due_again(monkeypatch: pytest.MonkeyPatch) -> None:
    review.submit(make_article(), language="ar", by=None, reviewer=person("samar", "سمر خوري"))
    with monkeypatch.context() as patch:
        patch.setattr(EmailMessage, "send", lambda message: (_ for _ in ()).throw(ConnectionRefusedError()))
        assert noticing.mail_due() == 0
    assert noticing.mail_due() == 1


def refuse(message: EmailMessage) -> int:
    if message.to == ["samar@example.org"]:
        raise SMTPRecipientsRefused({"samar@example.org": (550, b"no such user")})
    return 1


def test_a_mail_that_is_refused_keeps_no_other_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    article = make_article()
    for user in (person("samar", "سمر خوري"), person("james", "James Carter")):
        review.submit(article, language="ar", by=None, reviewer=user)
        review.take_back(article, language="ar", by=None)
    monkeypatch.setattr(EmailMessage, "send", refuse)
    assert [noticing.mail_due(), noticing.mail_due()] == [1, 0]


def test_the_headline_breaks_no_header() -> None:
    article = make_article("سطر\nBcc: x@example.org")
    review.submit(article, language="ar", by=None, reviewer=person("samar", "سمر خوري"))
    noticing.mail_due()
    assert mail.outbox[0].message()["Bcc"] is None


def test_the_page_lists_them_and_switches_mails(client: Client) -> None:
    samar = person("samar", "سمر خوري")
    review.submit(make_article("فسيفساء"), language="ar", by=None, reviewer=samar)
    client.force_login(samar)
    page = reverse("admin:articles_notices")
    assert "فسيفساء" in client.get(page).content.decode()
    client.post(page, {"mailed": ["assigned", "nonsense"]})
    assert MailsOff.objects.filter(user=samar).count() == len(NoticeKind) - 1
    assert not MailsOff.objects.filter(kind="assigned").exists()


def test_it_names_the_story_in_the_readers_language_where_it_is_written_in_it() -> None:
    james = person("james", "James Carter", language="en")
    article = make_article("أرضية فسيفساء", headline_en="Mosaic floor", body_en="<p>x</p>")
    review.submit(article, language="en", by=None, reviewer=james)
    noticing.mail_due()
    assert mail.outbox[0].subject == "Sent to you for review: Mosaic floor"


def test_in_the_outbox_a_subject_keeps_the_order_of_its_own_language(
    client: Client, tmp_path: Path, settings: Settings
) -> None:
    settings.EMAIL_FILE_PATH, settings.DEMO = str(tmp_path), True
    settings.EMAIL_BACKEND = "newsroom.mail_folder.Folder"
    james = person("james", "James Carter", language="en")
    review.submit(make_article("أرضية فسيفساء"), language="ar", by=None, reviewer=james)
    noticing.mail_due()
    page = client.get(reverse("admin:newsletter_outbox")).content.decode()
    subject = 'Sent to you for review: <bdi lang="ar" dir="rtl">أرضية فسيفساء</bdi>'
    assert page.count(f' lang="en" dir="ltr">{subject}</a>') == 1


def test_without_a_mail_server_it_is_read_in_the_outbox(client: Client, tmp_path: Path, settings: Settings) -> None:
    settings.EMAIL_FILE_PATH, settings.DEMO = str(tmp_path), True
    settings.EMAIL_BACKEND = "newsroom.mail_folder.Folder"
    samar = person("samar", "سمر خوري")
    review.submit(make_article("فسيفساء"), language="ar", by=None, reviewer=samar, note="قبل الظهر")
    noticing.mail_due()
    outbox = reverse("admin:newsletter_outbox")
    page = client.get(outbox)
    (kept,) = page.context["mails"]
    assert (page.status_code, kept.subject) == (200, "أُرسلت إليك للمراجعة: فسيفساء")
    for part in ("", "?part=text", "?part=source"):
        shown = client.get(f"{outbox}{kept.name}/{part}")
        assert (shown.status_code, "قبل الظهر" in shown.content.decode()) == (200, True)


def test_without_a_mail_server_it_lies_in_the_folder(tmp_path: Path, settings: Settings) -> None:
    settings.EMAIL_FILE_PATH = str(tmp_path / "outbox")
    Folder().send_messages([EmailMessage("عنوان", "نص", "a@example.org", ["b@example.org"])])
    (file,) = (tmp_path / "outbox").glob("n*.eml")
    read = message_from_bytes(file.read_bytes(), policy=policy.default)
    assert (read["Subject"], read.get_content().strip()) == ("عنوان", "نص")
