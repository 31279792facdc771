"""An issue's way: what stands in it, who gets it, and that every step happens once."""

import base64
import logging
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from threading import Barrier

import pytest
from django.db import OperationalError, connection

from articles import publishing, saving
from articles.models import Article, Image, Publication, Section, Wire
from newsletter import composing, digests, letters, sending, tokens
from newsletter.digests import CannotSend, ItemsGone, NotADraft, NothingNew
from newsletter.emails import SETTINGS_SLOT, SLOT
from newsletter.models import Delivery, DeliveryState, Digest, DigestPlan, DigestState, Kind, Status
from newsletter.models.digests import Held
from newsroom import clock
from newsroom.models import AuditEntry
from tests.factories import (
    make_article,
    make_author,
    make_cartoon,
    make_digest,
    make_editor,
    make_image,
    make_issue,
    make_plan,
    make_publication,
    make_section,
    make_subscriber,
    make_suppression,
    make_wire,
    name_the_site,
)
from tests.newsletter.threads import together

pytestmark = [pytest.mark.django_db, pytest.mark.database]

NOON = datetime(2026, 3, 4, 12, tzinfo=UTC)
SEVEN = datetime(2026, 3, 4, 4, tzinfo=UTC)  # by the clocks of Damascus
MOMENT = timedelta(microseconds=1)
MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def _noon() -> Iterator[None]:
    with clock.held_at(NOON):
        yield


def story(
    headline: str = "خبر",
    *,
    at: datetime = NOON - HOUR,
    published_at: datetime | None = None,
    language: str = "ar",
    section: Section | None = None,
    hero: Image | None = None,
    wires: tuple[Wire, ...] = (),
    **text: str,
) -> Publication:
    """A story that came onto the site at that moment."""
    with clock.held_at(at):
        if language == "en":
            text |= {"headline_en": headline, "body_en": "<p>Nets lie under every tree.</p>"}
        article = make_article(headline, section=section, hero=hero, wires=wires, **text)  # type: ignore[arg-type]
        return make_publication(article, language=language, published_at=published_at)


def rewrite(article: Article, headline: str) -> None:
    """A correction, and the story published again."""
    saving.save_part(article, "ar", {"headline_ar": headline}, version=saving.versions(article)["ar"], by=None)
    publishing.publish(article, language="ar", by=None)


def withdraw(article: Article) -> None:
    publishing.withdraw(article, language="ar", by=None, reason="خطأ")


def headlines(digest: Digest) -> list[str]:
    return list(digest.items.order_by("position").values_list("headline", flat=True))


def drafted(at: datetime = NOON) -> list[str]:
    """The headlines of the Arabic draft that somebody asks for at that moment."""
    with clock.held_at(at):
        return headlines(digests.draft(make_plan()))


def sent(at: datetime = NOON) -> Digest:
    """The Arabic issue with all that is new, as it has gone out at that moment."""
    with clock.held_at(at):
        return digests.send(digests.draft(make_plan()), by=None)


def fresh(digest: Digest) -> Digest:
    return Digest.objects.select_related("plan").get(pk=digest.pk)


def due(*, at: datetime = NOON, language: str = "ar", **columns: object) -> DigestPlan:
    """A plan whose hour comes then."""
    plan = make_plan(language)
    DigestPlan.objects.filter(pk=plan.pk).update(next_run_at=at, **columns)
    plan.refresh_from_db()
    return plan


# --- what is new --------------------------------------------------------------------------------------------


def test_an_issue_holds_what_has_come_since_the_last_one() -> None:
    story("قبل")
    sent()
    story("بعد", at=NOON + HOUR)
    assert drafted(NOON + DAY) == ["بعد"]


def test_the_first_issue_holds_the_last_seven_days() -> None:
    story("قديم", at=NOON - 8 * DAY)
    story("جديد", at=NOON - 6 * DAY)
    assert drafted() == ["جديد"]


def test_after_a_long_silence_an_issue_holds_the_last_seven_days() -> None:
    story("الأول")
    sent()
    story("قديم", at=NOON + DAY)
    story("جديد", at=NOON + 20 * DAY)
    assert drafted(NOON + 21 * DAY) == ["جديد"]


def test_a_story_that_was_corrected_does_not_come_again() -> None:
    article = story("كما كان").article
    sent()
    story("غيره", at=NOON + HOUR)
    with clock.held_at(NOON + 2 * HOUR):
        rewrite(article, "كما صار")
    assert drafted(NOON + DAY) == ["غيره"]


def test_a_story_that_was_withdrawn_and_published_again_does_not_come_again() -> None:
    article = story("عاد").article
    sent()
    with clock.held_at(NOON + HOUR):
        withdraw(article)
    with clock.held_at(NOON + 2 * HOUR):
        publishing.publish(article, language="ar", by=None)
    story("غيره", at=NOON + HOUR)
    assert drafted(NOON + DAY) == ["غيره"]


def test_a_story_that_was_corrected_before_its_issue_comes_once_and_corrected() -> None:
    rewrite(story("كما كان").article, "كما صار")
    assert drafted() == ["كما صار"]


def test_a_story_with_an_older_printed_time_is_not_lost() -> None:
    story("الأول")
    sent()
    story("مؤرّخ قبل شهر", at=NOON + HOUR, published_at=NOON - 30 * DAY)
    assert drafted(NOON + DAY) == ["مؤرّخ قبل شهر"]


def test_a_story_that_was_live_a_moment_before_the_last_issue_and_committed_after_it_is_not_lost() -> None:
    story("الأول")
    sent()
    story("كان يُحفظ في تلك اللحظة", at=NOON - MINUTE)
    assert drafted(NOON + DAY) == ["كان يُحفظ في تلك اللحظة"]


def test_looking_back_brings_nothing_twice() -> None:
    story("قبل الإرسال بدقيقة", at=NOON - MINUTE)
    sent()
    with pytest.raises(NothingNew), clock.held_at(NOON + DAY):
        digests.draft(make_plan())


def test_a_story_of_the_very_moment_of_the_issue_is_in_it() -> None:
    story("في اللحظة نفسها", at=NOON)
    assert headlines(sent()) == ["في اللحظة نفسها"]


def test_the_other_language_is_never_in_it() -> None:
    story("عربي")
    story("English", language="en")
    assert drafted() == ["عربي"]


def test_each_language_has_its_own_issue_of_the_same_story() -> None:
    article = make_article("حصاد", headline_en="Harvest", body_en="<p>Text.</p>")
    make_publication(article)
    make_publication(article, language="en")
    assert [headlines(digests.draft(make_plan(language))) for language in ("ar", "en")] == [["حصاد"], ["Harvest"]]


def test_a_withdrawn_story_is_never_in_it() -> None:
    story("باقٍ")
    withdraw(story("مسحوب").article)
    assert drafted() == ["باقٍ"]


def test_a_scheduled_story_is_never_in_it() -> None:
    story("باقٍ")
    publishing.schedule(make_article("مجدول"), language="ar", at=NOON + HOUR, by=None)
    assert drafted() == ["باقٍ"]


def test_an_embargoed_story_is_in_it_when_its_embargo_is_over() -> None:
    story("باقٍ")
    article = make_article("محظور", embargo_until=NOON + HOUR)
    publishing.schedule(article, language="ar", at=NOON + HOUR, by=None)
    before = drafted()
    assert (before, sorted(drafted(NOON + HOUR))) == (["باقٍ"], ["باقٍ", "محظور"])


def test_a_working_copy_is_never_in_it() -> None:
    story("باقٍ")
    make_article("مسودة")
    assert drafted() == ["باقٍ"]


def test_what_came_after_the_hour_waits_for_the_next_issue() -> None:
    story("قبل السابعة", at=SEVEN - HOUR)
    story("بعد السابعة", at=SEVEN + HOUR)
    assert headlines(digests.draft(make_plan(), until=SEVEN)) == ["قبل السابعة"]


def test_the_windows_of_two_issues_touch() -> None:
    story()
    sent()
    story(at=NOON + HOUR)
    with clock.held_at(NOON + DAY):
        second = digests.draft(make_plan())
    assert (second.window_start, second.window_end) == (NOON, NOON + DAY)


# --- how much, and in which order ---------------------------------------------------------------------------


def test_an_issue_holds_the_newest_of_many() -> None:
    for hours in range(1, 6):
        story(f"قبل {hours}", at=NOON - hours * HOUR)
    due(max_items=3)
    assert sorted(drafted()) == ["قبل 1", "قبل 2", "قبل 3"]


def test_the_newest_stands_first() -> None:
    section = make_section()
    for hours in (3, 1, 2):
        story(f"قبل {hours}", at=NOON - hours * HOUR, section=section)
    assert drafted() == ["قبل 1", "قبل 2", "قبل 3"]


def test_the_newest_with_a_picture_leads() -> None:
    section = make_section()
    story("بلا صورة", at=NOON - HOUR, section=section)
    story("بصورة", at=NOON - 2 * HOUR, section=section, hero=make_image())
    assert drafted() == ["بصورة", "بلا صورة"]


def test_the_sections_come_in_their_order_and_opinion_last() -> None:
    opinion = make_section("رأي", position=0, opinion=True)
    culture, politics = make_section("ثقافة", position=2), make_section("سياسة", position=1)
    story("رأي جديد", at=NOON - MINUTE, section=opinion, hero=make_image())
    story("ثقافة", at=NOON - 3 * HOUR, section=culture)
    story("سياسة قديمة", at=NOON - 5 * HOUR, section=politics)
    story("سياسة جديدة", at=NOON - 4 * HOUR, section=politics)
    story("الصدر", at=NOON - 6 * HOUR, section=culture, hero=make_image())
    assert drafted() == ["الصدر", "سياسة جديدة", "سياسة قديمة", "ثقافة", "رأي جديد"]


def test_where_there_is_only_opinion_the_newest_leads() -> None:
    opinion = make_section("رأي", opinion=True)
    story("أقدم", at=NOON - 2 * HOUR, section=opinion)
    story("أحدث", at=NOON - HOUR, section=opinion)
    assert drafted() == ["أحدث", "أقدم"]


def test_the_subject_is_the_first_headline_and_the_preview_the_next() -> None:
    section = make_section()
    for hours in (1, 2, 3):
        story(f"العنوان {hours}", at=NOON - hours * HOUR, section=section)
    digest = digests.draft(make_plan())
    assert (digest.subject, digest.preheader) == ("العنوان 1", "العنوان 2 · العنوان 3")


def test_the_preview_holds_whole_headlines_only() -> None:
    section = make_section()
    for hours in (1, 2, 3, 4):
        story(f"{hours} {'كلمة ' * 12}".strip(), at=NOON - hours * HOUR, section=section)
    titles = drafted()
    assert fresh(Digest.objects.get()).preheader.lstrip("\u200f") == f"{titles[1]} · {titles[2]}"


# --- the words of a story -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("language", "agencies", "credit"),
    [
        ("ar", 1, "جريدة التجربة_ وكالة الجبل"),
        ("ar", 2, "جريدة التجربة_ وكالات"),
        ("en", 1, "The Trial_ Mountain Agency"),
        ("en", 2, "The Trial_ Agencies"),
    ],
)
def test_the_agencies_are_named(language: str, agencies: int, credit: str) -> None:
    name_the_site()
    wires = (make_wire("وكالة الجبل", name_en="Mountain Agency"), make_wire("وكالة البحر"))[:agencies]
    story("Snow", language=language, wires=wires)
    assert digests.draft(make_plan(language)).items.get().credit == credit


def test_a_story_of_our_own_names_nobody() -> None:
    story()
    assert digests.draft(make_plan()).items.get().credit == ""


def test_a_credit_line_that_was_typed_stays_as_it_is() -> None:
    story(credit_line_ar="عن الصحافة المحلية")
    assert digests.draft(make_plan()).items.get().credit == "عن الصحافة المحلية"


def test_a_column_bears_its_writers_name() -> None:
    article = make_article(section=make_section("رأي", opinion=True), authors=[make_author("ليلى حدّاد")])
    make_publication(article)
    assert digests.draft(make_plan()).items.get().kicker == "رأي · ليلى حدّاد"


def test_a_story_without_a_kicker_bears_its_sections_name() -> None:
    story("بلا", section=make_section("سياسة"))
    assert digests.draft(make_plan()).items.get().kicker == "سياسة"


def test_a_story_keeps_its_picture_and_what_it_shows() -> None:
    image = make_image(alt="حصاة زرقاء")
    story(hero=image)
    item = digests.draft(make_plan()).items.get()
    assert (item.image, item.alt_text) == (image, "حصاة زرقاء")


# --- the cartoon --------------------------------------------------------------------------------------------


def cartoons(digest: Digest) -> list[str]:
    return list(digest.items.filter(cartoon__isnull=False).values_list("headline", flat=True))


def test_the_latest_cartoon_closes_the_issue() -> None:
    story("خبر")
    make_cartoon("أقدم", live_from=NOON - 2 * HOUR)
    make_cartoon("أحدث", live_from=NOON - HOUR)
    assert drafted() == ["خبر", "أحدث"]


def test_a_cartoon_is_carried_once() -> None:
    story()
    make_cartoon("مرة", live_from=NOON - HOUR)
    sent()
    story("آخر", at=NOON + HOUR)
    assert drafted(NOON + DAY) == ["آخر"]


def test_the_issue_of_the_other_language_carries_it_too() -> None:
    make_cartoon("السلّم", title_en="The Ladder", live_from=NOON - HOUR)
    story()
    story("English", language="en")
    sent()
    assert cartoons(digests.draft(make_plan("en"))) == ["The Ladder"]


@pytest.mark.parametrize("live_from", [NOON + HOUR, NOON - 8 * DAY])
def test_a_cartoon_that_is_not_out_yet_or_a_week_old_is_not_carried(live_from: datetime) -> None:
    story()
    make_cartoon(live_from=live_from)
    assert cartoons(digests.draft(make_plan())) == []


def test_a_plan_may_want_no_cartoon() -> None:
    story()
    make_cartoon(live_from=NOON - HOUR)
    assert cartoons(digests.draft(due(with_cartoon=False))) == []


def test_a_cartoon_alone_is_no_issue() -> None:
    make_cartoon(live_from=NOON - HOUR)
    with pytest.raises(NothingNew):
        digests.draft(make_plan())


# --- the same rows, the same issue --------------------------------------------------------------------------


def a_full_issue() -> DigestPlan:
    """Stories of several sections and of the same minute, with pictures, agencies and a cartoon."""
    name_the_site()
    sections = [make_section(f"قسم {place}", position=place % 2) for place in range(3)]
    for place in range(6):
        story(
            f"العنوان {place}",
            at=NOON - HOUR,
            section=sections[place % 3],
            hero=make_image(width=700, height=400) if place % 2 else None,
            wires=(make_wire("وكالة الجبل"),) if place == 4 else (),
            standfirst_ar="تمهيد",
        )
    make_cartoon(live_from=NOON - HOUR)
    return make_plan()


def test_the_same_rows_give_the_same_issue() -> None:
    plan = a_full_issue()
    digest = digests.draft(plan)
    first = (digests.content_hash(digest), headlines(digest), letters.issue_words(fresh(digest)))
    digest = digests.draft(plan)
    assert (digests.content_hash(digest), headlines(digest), letters.issue_words(fresh(digest))) == first


def test_stories_of_the_same_minute_keep_one_order() -> None:
    section = make_section()
    for place in range(4):
        story(f"العنوان {place}", section=section)
    assert drafted() == ["العنوان 3", "العنوان 2", "العنوان 1", "العنوان 0"]


@pytest.mark.parametrize("field", ["kicker", "headline", "standfirst", "credit", "path"])
def test_every_word_counts_for_the_fingerprint(field: str) -> None:
    digest = make_digest()
    before = digests.content_hash(digest)
    digest.items.update(**{field: "غير ذلك"})
    assert digests.content_hash(digest) != before


@pytest.mark.parametrize("field", ["subject", "preheader"])
def test_the_lines_above_count_for_the_fingerprint(field: str) -> None:
    digest = make_digest()
    before = digests.content_hash(digest)
    setattr(digest, field, "غير ذلك")
    assert digests.content_hash(digest) != before


# --- drafts -------------------------------------------------------------------------------------------------


def test_nothing_new_is_no_issue() -> None:
    with pytest.raises(NothingNew) as refused:
        digests.draft(make_plan())
    assert (refused.value.found, refused.value.wanted, Digest.objects.count()) == (0, 1, 0)


def test_less_than_the_fewest_is_no_issue() -> None:
    story()
    plan = due(min_items=2)
    with pytest.raises(NothingNew) as refused:
        digests.draft(plan)
    assert (refused.value.found, refused.value.wanted, Digest.objects.count()) == (1, 2, 0)


def test_a_draft_is_brought_up_to_date_and_not_doubled() -> None:
    section = make_section()
    story("أول", section=section)
    plan = make_plan()
    first = digests.draft(plan)
    story("ثانٍ", at=NOON + HOUR, section=section)
    with clock.held_at(NOON + 2 * HOUR):
        second = digests.draft(plan)
    assert (second.pk, headlines(second), second.window_end, Digest.objects.count()) == (
        first.pk,
        ["ثانٍ", "أول"],
        NOON + 2 * HOUR,
        1,
    )


def test_a_draft_loses_what_was_withdrawn_when_it_is_brought_up_to_date() -> None:
    story("باقٍ")
    article = story("مسحوب").article
    drafted()
    withdraw(article)
    assert drafted() == ["باقٍ"]


def test_where_nothing_is_left_the_draft_stays_as_it_is() -> None:
    article = story("مسحوب").article
    digest = digests.draft(make_plan())
    withdraw(article)
    with pytest.raises(NothingNew), clock.held_at(NOON + HOUR):
        digests.draft(make_plan())
    assert (headlines(digest), fresh(digest).window_end) == (["مسحوب"], NOON)


def test_a_draft_takes_nothing_from_the_next_issue() -> None:
    story("في المسودة")
    drafted()
    assert drafted(NOON + DAY) == ["في المسودة"]


# --- approving ----------------------------------------------------------------------------------------------


def test_approving_says_by_whom_when_and_what() -> None:
    digest, editor = make_digest(), make_editor()
    digests.approve(digest, by=editor)
    digest = fresh(digest)
    assert (digest.state, digest.approved_by, digest.approved_at, digest.content_hash) == (
        DigestState.APPROVED,
        editor,
        NOON,
        digests.content_hash(digest),
    )
    assert AuditEntry.objects.filter(action="approve_digest", by=editor).count() == 1


def test_who_approves_second_is_told() -> None:
    digest = make_digest()
    digests.approve(digest, by=make_editor())
    first = fresh(digest).approved_by
    with pytest.raises(NotADraft):
        digests.approve(digest, by=make_editor())
    assert fresh(digest).approved_by == first


def test_who_sends_second_is_told_and_nobody_gets_it_twice() -> None:
    make_subscriber("reem@example.org")
    digest = make_digest()
    digests.send(digest, by=make_editor())
    with pytest.raises(NotADraft):
        digests.send(digest, by=make_editor())
    assert list(Delivery.objects.values_list("address", "state")) == [("reem@example.org", DeliveryState.QUEUED)]


def test_who_starts_second_is_told() -> None:
    make_subscriber()
    digest = make_issue()
    with pytest.raises(NotADraft):
        digests.start(fresh(digest))
    assert Delivery.objects.count() == 1


def test_a_draft_that_nobody_has_approved_does_not_start() -> None:
    digest = make_digest()
    with pytest.raises(NotADraft):
        digests.start(digest)
    assert fresh(digest).state == DigestState.DRAFT


@pytest.mark.parametrize(
    "state", [DigestState.SENDING, DigestState.PAUSED, DigestState.SENT, DigestState.SKIPPED, DigestState.CANCELLED]
)
def test_what_has_begun_or_ended_is_not_approved_again(state: DigestState) -> None:
    digest = make_issue()
    Digest.objects.update(state=state)
    with pytest.raises(NotADraft):
        digests.approve(digest, by=None)
    assert fresh(digest).state == state


@pytest.mark.django_db(transaction=True)
def test_of_two_clicks_at_once_one_sends() -> None:
    make_subscriber()
    digest = make_digest()
    start = Barrier(2, timeout=60)

    def click() -> str:
        start.wait()
        try:
            return digests.send(digest, by=None).state
        except NotADraft:
            return "too late"

    assert sorted(together(click, click)) == [DigestState.SENDING, "too late"]
    assert (fresh(digest).state, Delivery.objects.count()) == (DigestState.SENDING, 1)


@pytest.mark.django_db(transaction=True)
def test_what_was_approved_while_somebody_refreshed_the_draft_stays_approved(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Whoever refreshes has read the row as a draft and writes it back later."""
    digest = make_digest()
    answers: list[bool] = []
    preheader = composing.preheader

    def impatient() -> bool:
        with connection.cursor() as cursor:
            cursor.execute(
                "SET lock_timeout = '100ms'" if connection.vendor == "postgresql" else "PRAGMA busy_timeout = 100"
            )
        with suppress(OperationalError):
            digests.approve(digest, by=None)
            return True
        return False

    def meanwhile(*arguments: object) -> str:
        answers.extend(together(impatient))
        return preheader(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(composing, "preheader", meanwhile)
    digests.draft(make_plan())
    assert [fresh(digest).state == DigestState.APPROVED] == answers


# --- starting -----------------------------------------------------------------------------------------------


def test_an_issue_goes_to_the_active_readers_of_its_language() -> None:
    for status in Status:
        make_subscriber(f"{status}@example.org", status=status)
    make_subscriber("english@example.org", language="en")
    make_issue()
    assert list(Delivery.objects.values_list("address", flat=True)) == ["active@example.org"]


def test_an_issue_goes_to_nobody_who_is_suppressed() -> None:
    make_subscriber("reem@example.org")
    make_subscriber("sami@example.org")
    make_suppression("sami@example.org")
    make_issue()
    assert list(Delivery.objects.values_list("address", flat=True)) == ["reem@example.org"]


def test_an_issue_goes_to_the_address_in_the_form_that_makes_it_one() -> None:
    make_subscriber("Reem@Example.ORG")
    make_issue()
    assert list(Delivery.objects.values_list("address", flat=True)) == ["reem@example.org"]


def test_a_row_is_written_for_every_address() -> None:
    reader = make_subscriber("reem@example.org")
    digest = make_issue()
    row = Delivery.objects.get()
    assert (row.kind, row.digest, row.subscriber, row.language, row.state, row.created_at, row.not_before) == (
        Kind.DIGEST,
        digest,
        reader,
        "ar",
        DeliveryState.QUEUED,
        NOON,
        NOON,
    )
    assert (row.attempts, row.skip_reason, row.smtp_code, row.smtp_reply, row.unsubscribed, row.owner) == (
        0,
        "",
        None,
        "",
        False,
        None,
    )


def test_the_total_is_the_number_of_rows() -> None:
    for _reader in range(3):
        make_subscriber()
    digest = fresh(make_issue())
    assert (digest.recipients_total, digest.state, digest.started_at, digest.finished_at) == (
        3,
        DigestState.SENDING,
        NOON,
        None,
    )


def test_an_issue_without_readers_is_sent_at_once() -> None:
    digest = fresh(make_issue())
    assert (digest.recipients_total, digest.state, digest.finished_at) == (0, DigestState.SENT, NOON)


def test_whoever_signs_up_afterwards_gets_the_next_one() -> None:
    make_subscriber("reem@example.org")
    make_issue()
    make_subscriber("late@example.org")
    digests.prepare_due()
    assert list(Delivery.objects.values_list("address", flat=True)) == ["reem@example.org"]


def test_starting_is_written_down() -> None:
    editor = make_editor()
    digests.send(make_digest(), by=editor)
    assert AuditEntry.objects.filter(action="send_digest", by=editor).count() == 1


def test_the_words_are_frozen_with_a_mark_for_each_readers_token() -> None:
    reader = make_subscriber("reem@example.org")
    digest = fresh(make_issue())
    token, page = tokens.unsubscribe_token(reader.pk, digest.pk), tokens.settings_token(reader.pk, 1)
    message = letters.compiled_issue(digest).fill(
        to="reem@example.org", mail_id="d1.1", token=token, settings_token=page
    )
    head, *parts = message.decode("ascii").split("\r\n\r\n")
    bodies = [base64.b64decode(part.partition("\r\n--")[0]).decode() for part in parts[1:]]
    assert (digest.html.count(SLOT), digest.text.count(SLOT)) == (1, 1)
    assert [body.count(token) for body in (head, *bodies)] == [1, 1, 1]
    assert [body.count(page) for body in (head, *bodies)] == [0, 1, 1]
    assert [body.count(SLOT) + body.count(SETTINGS_SLOT) for body in (head, *bodies)] == [0, 0, 0]


@pytest.mark.parametrize(("language", "titles"), [("ar", ("حصاد", "ثلج", "مطر")), ("en", ("Harvest", "Snow", "Rain"))])
def test_the_words_are_the_same_in_html_and_text(language: str, titles: tuple[str, str, str]) -> None:
    digest = fresh(make_issue(titles[0], language=language, more=titles[1:]))
    in_html = [digest.html.count(f">{headline}</a></h2>") for headline in headlines(digest)]
    in_text = [digest.text.count(f"{headline}\n") for headline in headlines(digest)]
    assert (in_html, in_text) == ([1, 1, 1], [1, 1, 1])


def test_a_draft_has_no_frozen_words() -> None:
    digest = fresh(make_digest())
    assert (digest.html, digest.text, digest.started_at) == ("", "", None)


def test_a_correction_after_the_start_changes_no_frozen_word() -> None:
    article = story("كما كان").article
    digest = sent()
    before = (digest.html, digest.text, digest.subject)
    rewrite(article, "كما صار")
    sending.sweep()
    digests.prepare_due()
    digest = fresh(digest)
    assert (digest.html, digest.text, digest.subject) == before


def test_a_correction_between_approval_and_start_goes_out() -> None:
    article = story("كما كان").article
    digest = digests.draft(make_plan())
    digests.approve(digest, by=make_editor())
    rewrite(article, "كما صار")
    started = digests.start(fresh(digest))
    assert (started.html.count("كما كان"), headlines(started)) == (0, ["كما صار"])


# --- what was withdrawn meanwhile ---------------------------------------------------------------------------


def test_an_issue_that_a_person_approved_becomes_a_draft_again_where_a_story_is_gone() -> None:
    make_subscriber()
    story("باقٍ")
    article = story("مسحوب").article
    digest = digests.draft(make_plan())
    digests.approve(digest, by=make_editor())
    withdraw(article)
    with pytest.raises(ItemsGone) as refused:
        digests.start(fresh(digest))
    digest = fresh(digest)
    assert refused.value.headlines == ["مسحوب"]
    assert (digest.state, digest.held, digest.approved_by, digest.approved_at, digest.content_hash, digest.html) == (
        DigestState.DRAFT,
        Held.ITEMS_GONE,
        None,
        None,
        "",
        "",
    )
    assert Delivery.objects.count() == 0


def test_such_a_draft_goes_out_when_it_is_approved_anew() -> None:
    story("باقٍ")
    article = story("مسحوب").article
    digest = digests.draft(make_plan())
    editor = make_editor()
    digests.approve(digest, by=editor)
    withdraw(article)
    with pytest.raises(ItemsGone):
        digests.start(fresh(digest))
    digest = digests.send(fresh(digest), by=editor)
    assert (headlines(digest), fresh(digest).held) == (["باقٍ"], "")


def test_an_automatic_issue_leaves_out_what_was_withdrawn() -> None:
    section = make_section()
    article = story("مسحوب", at=NOON - MINUTE, section=section).article
    story("باقٍ", section=section)
    story("وباقٍ", at=NOON - 2 * HOUR, section=section)
    digest = digests.draft(make_plan())
    digests.approve(digest, by=None)
    withdraw(article)
    digest = fresh(digests.start(fresh(digest)))
    assert (headlines(digest), digest.subject, digest.preheader) == (["باقٍ", "وباقٍ"], "باقٍ", "وباقٍ")
    assert [words.count("مسحوب") for words in (digest.html, digest.text)] == [0, 0]


def test_whatever_leads_in_the_end_has_a_picture_that_is_made_for_a_mail() -> None:
    section, image = make_section(), make_image(width=1200, height=800)
    article = story("مسحوب", at=NOON - MINUTE, section=section, hero=make_image()).article
    story("باقٍ", section=section, hero=image)
    digest = digests.draft(make_plan())
    digests.approve(digest, by=None)
    withdraw(article)
    html = digests.start(fresh(digest)).html
    made = image.renditions.filter(media_type="image/jpeg", width=600)
    assert [html.count(rendition.file.url) for rendition in made] == [1]
    assert html.count(image.file.url) == 0


def test_an_automatic_issue_that_has_too_few_left_is_skipped_and_its_stories_stay_new() -> None:
    make_subscriber()
    story("باقٍ")
    article = story("مسحوب").article
    digest = digests.draft(due(min_items=2))
    digests.approve(digest, by=None)
    withdraw(article)
    with pytest.raises(NothingNew):
        digests.start(fresh(digest))
    story("جديد", at=NOON + HOUR)
    digest = fresh(digest)
    assert (digest.state, digest.held, Delivery.objects.count()) == (DigestState.SKIPPED, Held.ITEMS_GONE, 0)
    assert sorted(drafted(NOON + DAY)) == ["باقٍ", "جديد"]


def test_an_issue_that_was_changed_after_the_approval_does_not_go_out() -> None:
    digest = make_digest()
    digests.approve(digest, by=make_editor())
    digest.items.update(headline="غير ما اعتُمد")
    with pytest.raises(ItemsGone):
        digests.start(fresh(digest))
    assert (fresh(digest).state, Delivery.objects.count()) == (DigestState.DRAFT, 0)


def test_a_cartoon_that_was_taken_off_does_not_go_out() -> None:
    story("خبر")
    cartoon = make_cartoon("مسحوب", live_from=NOON - HOUR)
    digest = digests.draft(make_plan())
    digests.approve(digest, by=None)
    cartoon.live_from = None
    cartoon.save()
    assert headlines(digests.start(fresh(digest))) == ["خبر"]


def test_a_story_whose_picture_file_is_gone_goes_out_without_it() -> None:
    image = make_image()
    story(hero=image)
    digest = digests.draft(make_plan())
    image.file.storage.delete(str(image.file.name))
    assert digests.send(digest, by=None).html.count("<img") == 0


# --- the clock ----------------------------------------------------------------------------------------------


def test_a_plan_whose_hour_has_come_sends_its_issue() -> None:
    make_subscriber()
    story("خبر", at=SEVEN - HOUR)
    due(at=SEVEN)
    with clock.held_at(SEVEN + MINUTE):
        assert digests.prepare_due() == 1
    digest = Digest.objects.get()
    assert (headlines(digest), digest.state, digest.window_end, digest.approved_by) == (
        ["خبر"],
        DigestState.SENDING,
        SEVEN,
        None,
    )


def test_asking_again_sends_nothing_again() -> None:
    make_subscriber()
    story(at=SEVEN - HOUR)
    due(at=SEVEN)
    with clock.held_at(SEVEN + MINUTE):
        assert [digests.prepare_due() for _clock in range(3)] == [1, 0, 0]
    assert (Digest.objects.count(), Delivery.objects.count()) == (1, 1)


def test_the_next_hour_is_the_next_days() -> None:
    story(at=SEVEN - HOUR)
    plan = due(at=SEVEN)
    digests.prepare_due()
    plan.refresh_from_db()
    assert plan.next_run_at == SEVEN + DAY


def test_hours_that_were_missed_are_not_made_good_one_by_one() -> None:
    story()
    plan = due(at=SEVEN - 5 * DAY)
    digests.prepare_due()
    plan.refresh_from_db()
    assert plan.next_run_at == SEVEN + DAY


def test_before_its_hour_a_plan_does_nothing() -> None:
    story()
    due(at=NOON + MOMENT)
    assert (digests.prepare_due(), Digest.objects.count()) == (0, 0)


def test_a_plan_that_is_not_active_does_nothing() -> None:
    story()
    due(active=False)
    assert (digests.prepare_due(), Digest.objects.count()) == (0, 0)


def test_each_language_gets_its_own() -> None:
    story()
    story("English", language="en")
    due()
    due(language="en")
    assert digests.prepare_due() == 2
    assert sorted(Digest.objects.values_list("plan__language", flat=True)) == ["ar", "en"]


def test_a_plan_that_is_not_automatic_leaves_a_draft() -> None:
    story()
    due(automatic=False)
    assert digests.prepare_due() == 0
    assert list(Digest.objects.values_list("state", "held")) == [(DigestState.DRAFT, "")]


def test_such_a_draft_is_brought_up_to_date_at_the_next_hour() -> None:
    story("أول", section=make_section(position=2))
    due(automatic=False)
    digests.prepare_due()
    story("ثانٍ", at=NOON + HOUR, section=make_section(position=1))
    with clock.held_at(NOON + DAY):
        due(automatic=False, at=NOON + DAY)
        digests.prepare_due()
    assert [sorted(headlines(digest)) for digest in Digest.objects.all()] == [["أول", "ثانٍ"]]


def test_an_hour_that_was_missed_by_six_hours_is_made_good() -> None:
    story(at=NOON - 7 * HOUR)
    due(at=NOON - 6 * HOUR)
    assert digests.prepare_due() == 1


def test_an_hour_that_was_missed_by_more_waits_for_somebody() -> None:
    story(at=NOON - 7 * HOUR)
    due(at=NOON - 6 * HOUR - MOMENT)
    assert (digests.prepare_due(), digests.prepare_due()) == (0, 0)
    assert list(Digest.objects.values_list("state", "held")) == [(DigestState.DRAFT, Held.LATE)]


def test_a_late_draft_can_be_sent_by_hand() -> None:
    story(at=NOON - 8 * HOUR)
    due(at=NOON - 7 * HOUR)
    digests.prepare_due()
    digest = digests.send(Digest.objects.get(), by=make_editor())
    assert (fresh(digest).state, fresh(digest).held) == (DigestState.SENT, "")


@pytest.mark.parametrize(("stories", "held"), [(0, Held.NOTHING_NEW), (1, Held.TOO_FEW)])
def test_where_too_little_is_new_the_hour_is_noted_as_skipped(stories: int, held: Held) -> None:
    for _story in range(stories):
        story()
    due(min_items=2)
    assert digests.prepare_due() == 0
    rows = Digest.objects.values_list("state", "held", "window_end", "subject")
    assert list(rows) == [(DigestState.SKIPPED, held, NOON, "")]


def test_a_skipped_hour_carries_its_stories_to_the_next_issue() -> None:
    story("أول")
    due(min_items=2)
    digests.prepare_due()
    story("ثانٍ", at=NOON + HOUR)
    with clock.held_at(NOON + DAY):
        due(min_items=2, at=NOON + DAY)
        digests.prepare_due()
    assert [sorted(headlines(digest)) for digest in Digest.objects.order_by("window_end")] == [[], ["أول", "ثانٍ"]]


def test_a_skipped_hour_does_not_move_the_window() -> None:
    story()
    first = sent(NOON)
    with clock.held_at(NOON + DAY):
        due(at=NOON + DAY)
        digests.prepare_due()
    story(at=NOON + DAY + HOUR)
    with clock.held_at(NOON + 2 * DAY):
        assert digests.draft(make_plan()).window_start == first.window_end


def test_a_skipped_hour_goes_to_nobody() -> None:
    make_subscriber()
    due()
    digests.prepare_due()
    assert (Digest.objects.get().recipients_total, Delivery.objects.count()) == (0, 0)


def test_a_skipped_hour_leaves_a_draft_of_a_person_as_it_is() -> None:
    article = story("مسودة").article
    drafted()
    withdraw(article)
    with clock.held_at(NOON + DAY):
        due(at=NOON + DAY)
        digests.prepare_due()
    rows = Digest.objects.order_by("window_end")
    assert [(digest.state, headlines(digest)) for digest in rows] == [
        (DigestState.DRAFT, ["مسودة"]),
        (DigestState.SKIPPED, []),
    ]


def test_what_was_approved_and_not_started_is_started_by_the_next_clock() -> None:
    make_subscriber()
    digest = make_digest()
    digests.approve(digest, by=make_editor())
    assert (digests.prepare_due(), fresh(digest).state) == (1, DigestState.SENDING)


def test_what_was_approved_and_not_started_is_started_though_the_next_hour_has_come() -> None:
    """The machine stood still from just after one hour until after the next."""
    make_subscriber()
    story("أمس", at=NOON - DAY - HOUR)
    with clock.held_at(NOON - DAY):
        digest = digests.draft(make_plan())
        digests.approve(digest, by=None)
    story("اليوم")
    due()
    digests.prepare_due()
    digests.prepare_due()
    assert fresh(digest).state == DigestState.SENDING


def test_what_cannot_start_does_not_stop_the_other_language(caplog: pytest.LogCaptureFixture) -> None:
    article = story("مسحوب").article
    arabic = digests.draft(make_plan())
    digests.approve(arabic, by=make_editor())
    withdraw(article)
    english = make_digest("Harvest", language="en")
    digests.approve(english, by=make_editor())
    with caplog.at_level(logging.WARNING):
        assert digests.prepare_due() == 1
    assert (fresh(arabic).state, fresh(english).state) == (DigestState.DRAFT, DigestState.SENT)


@pytest.mark.parametrize("broken_language", ["ar", "en"])
def test_a_failure_nobody_thought_of_does_not_stop_the_other_language(
    broken_language: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for language in ("ar", "en"):
        digests.approve(make_digest("Harvest", language=language), by=None)
    issue_words = letters.issue_words

    def fails(digest: Digest, *, final: bool) -> letters.Words:
        if digest.language == broken_language:
            raise FileNotFoundError("a picture")
        return issue_words(digest, final=final)

    monkeypatch.setattr(letters, "issue_words", fails)
    digests.prepare_due()
    assert Digest.objects.exclude(plan__language=broken_language).get().state == DigestState.SENT


def test_a_start_that_fails_in_the_middle_leaves_no_row(monkeypatch: pytest.MonkeyPatch) -> None:
    make_subscriber()
    digest = make_digest()

    def fails(_digest: Digest) -> None:
        raise RuntimeError("in the middle")

    monkeypatch.setattr(digests, "_write_audience", fails)
    with pytest.raises(RuntimeError):
        digests.send(digest, by=None)
    assert (fresh(digest).state, fresh(digest).html, Delivery.objects.count()) == (DigestState.APPROVED, "", 0)


@pytest.mark.django_db(transaction=True)
def test_two_clocks_at_once_send_one_issue() -> None:
    make_subscriber()
    story()
    plan = due()
    start = Barrier(2, timeout=60)

    def tick() -> int:
        start.wait()
        return digests.prepare_due()

    assert sum(together(tick, tick)) == 1
    plan.refresh_from_db()
    assert (Digest.objects.count(), Delivery.objects.count(), plan.next_run_at) == (1, 1, SEVEN + DAY)


@pytest.mark.django_db(transaction=True)
def test_of_two_clocks_that_see_the_same_hour_the_second_does_nothing() -> None:
    """Both have read the plan as due before either has moved it on."""
    story()
    plan = due()
    first, second = DigestPlan.objects.get(pk=plan.pk), DigestPlan.objects.get(pk=plan.pk)
    digests._run(first)
    with clock.held_at(NOON + MINUTE):
        digests._run(second)
    assert list(Digest.objects.values_list("window_end", "state")) == [(NOON, DigestState.APPROVED)]


def test_refusals_have_one_name() -> None:
    assert [issubclass(refusal, CannotSend) for refusal in (NotADraft, NothingNew, ItemsGone)] == [True] * 3
