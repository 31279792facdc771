"""The verbs that put a story on the site and take it off: the walls of the product."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.db import IntegrityError, transaction

from articles import publishing, saving
from articles.models import (
    Article,
    ArticleLanguage,
    Change,
    Correction,
    CorrectionKind,
    Notice,
    Publication,
    State,
    Withdrawal,
)
from newsroom import clock
from newsroom.models import AuditEntry
from tests.factories import (
    make_article,
    make_author,
    make_bilingual_article,
    make_editor,
    make_image,
    make_publication,
    make_region,
    make_section,
    make_tag,
    make_user,
    make_wire,
)

pytestmark = [pytest.mark.django_db, pytest.mark.database]

NOON = datetime(2024, 12, 25, 12, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


def live(language: str = "ar") -> list[str]:
    return list(Publication.objects.live(language).order_by("pk").values_list("headline", flat=True))


def rewrite(article: Article, **columns: str) -> None:
    """What the desk's form does to the Arabic text."""
    saving.save_part(article, "ar", columns, version=saving.versions(article)["ar"], by=None)


def intervals(article: Article) -> list[tuple[datetime, datetime | None]]:
    rows = Publication.objects.filter(article=article).order_by("live_from")
    return list(rows.values_list("live_from", "live_until"))


# --- publishing --------------------------------------------------------------------------------------------


def test_a_working_copy_is_not_public() -> None:
    make_article("مسودة")
    assert live() == []


def test_publishing_puts_the_language_on_the_site() -> None:
    publishing.publish(make_article("منشور"), language="ar", by=None)
    assert live() == ["منشور"]


def test_publishing_one_language_leaves_the_other_unpublished() -> None:
    publishing.publish(make_bilingual_article(), language="ar", by=None)
    assert live("en") == []


def test_both_languages_are_public_on_their_own() -> None:
    article = make_bilingual_article("حصاد", "Harvest")
    publishing.publish(article, language="ar", by=None)
    publishing.publish(article, language="en", by=None)
    assert (live("ar"), live("en")) == (["حصاد"], ["Harvest"])


def test_saving_the_working_copy_changes_no_public_page() -> None:
    article = make_publication(make_article("كما نُشر")).article
    rewrite(article, headline_ar="كما يُكتب الآن")
    assert live() == ["كما نُشر"]


def test_a_draft_of_the_lists_does_not_move_a_live_story() -> None:
    tag, section = make_tag(), make_section()
    row = make_publication(make_article(tags=[tag], section=section))
    row.article.tags.clear()
    saving.save_part(row.article, "shared", {"section": make_section()}, version=1, by=None)
    row.refresh_from_db()
    assert (list(row.tags.all()), row.section) == ([tag], section)


def test_a_publication_holds_the_text_that_was_typed() -> None:
    article = make_article(
        "عنوان", kicker_ar="آثار", standfirst_ar="ملخّص", dateline_ar="تل الرمّان", credit_line_ar="سطر"
    )
    row = publishing.publish(article, language="ar", by=None)
    assert (row.kicker, row.standfirst, row.dateline, row.credit_line) == ("آثار", "ملخّص", "تل الرمّان", "سطر")


def test_a_publication_holds_its_rows() -> None:
    region, tag, wire, author, other = make_region(), make_tag(), make_wire(), make_author(), make_article()
    article = make_article(regions=[region], tags=[tag], wires=[wire], authors=[author], related=[other])
    row = publishing.publish(article, language="ar", by=None)
    rows = (
        list(row.regions.all()),
        list(row.tags.all()),
        list(row.wires.all()),
        [(credit.person, credit.role, credit.position) for credit in row.credits.all()],
        [read.target_id for read in row.related_reads.all()],
    )
    assert rows == ([region], [tag], [wire], [(author, "text", 0)], [other.pk])


def test_a_slug_is_made_of_the_headline() -> None:
    assert publishing.publish(make_article("حصاد الزيتون"), language="ar", by=None).slug == "حصاد-الزيتون"


def test_a_typed_slug_wins() -> None:
    assert publishing.publish(make_article(slug_ar="زيتون"), language="ar", by=None).slug == "زيتون"


def test_a_headline_without_letters_still_gets_an_address() -> None:
    row = publishing.publish(make_article("؟!"), language="ar", by=None)
    assert row.slug == str(row.article_id)


def test_publishing_makes_the_language_ready() -> None:
    article = make_article()
    publishing.publish(article, language="ar", by=None)
    assert ArticleLanguage.objects.get(article=article, language="ar").state == State.READY


def test_publishing_says_who_did_it() -> None:
    user = make_editor()
    assert publishing.publish(make_article(), language="ar", by=user).created_by == user


def test_publishing_is_written_down() -> None:
    user, article = make_editor(), make_article()
    row = publishing.publish(article, language="ar", by=user)
    entry = AuditEntry.objects.get()
    written = (entry.action, entry.subject, entry.language, entry.by, entry.detail)
    assert written == (
        "publish",
        f"articles.article:{article.pk}",
        "ar",
        user,
        {"publication": row.pk, "change": "first"},
    )


# --- publishing again --------------------------------------------------------------------------------------


def test_publishing_again_replaces_what_is_live() -> None:
    article = make_publication(make_article("الأول")).article
    rewrite(article, headline_ar="الثاني")
    publishing.publish(article, language="ar", by=None)
    assert live() == ["الثاني"]


def test_the_replaced_text_ends_where_the_new_one_begins() -> None:
    article = make_article()
    with time_machine.travel(NOON, tick=False):
        publishing.publish(article, language="ar", by=None)
    with time_machine.travel(NOON + HOUR, tick=False):
        rewrite(article, headline_ar="الثاني")
        publishing.publish(article, language="ar", by=None)
    assert intervals(article) == [(NOON, NOON + HOUR), (NOON + HOUR, None)]


def test_two_publications_in_one_instant_follow_each_other() -> None:
    article = make_article()
    with time_machine.travel(NOON, tick=False):
        publishing.publish(article, language="ar", by=None)
        rewrite(article, headline_ar="الثاني")
        publishing.publish(article, language="ar", by=None)
    step = timedelta(microseconds=1)
    assert intervals(article) == [(NOON, NOON + step), (NOON + step, None)]


def test_a_successor_keeps_the_printed_and_the_first_time() -> None:
    article = make_article()
    with time_machine.travel(NOON, tick=False):
        publishing.publish(article, language="ar", by=None)
    with time_machine.travel(NOON + DAY, tick=False):
        rewrite(article, headline_ar="الثاني")
        row = publishing.publish(article, language="ar", by=None)
    assert (row.published_at, row.first_live_at, row.updated_at) == (NOON, NOON, NOON + DAY)


def test_a_first_publication_was_not_updated() -> None:
    assert make_publication().updated_at is None


def test_what_was_on_the_site_on_a_day_has_an_answer() -> None:
    article = make_article("يوم الأربعاء")
    with time_machine.travel(NOON, tick=False):
        publishing.publish(article, language="ar", by=None)
    with time_machine.travel(NOON + DAY, tick=False):
        rewrite(article, headline_ar="يوم الخميس")
        publishing.publish(article, language="ar", by=None)
    on_wednesday = Publication.objects.live_at(NOON + HOUR).values_list("headline", flat=True)
    assert list(on_wednesday) == ["يوم الأربعاء"]


def test_the_printed_time_can_be_back_dated() -> None:
    row = publishing.publish(make_article(), language="ar", by=None, published_at=NOON)
    assert row.published_at == NOON


def test_back_dating_does_not_touch_the_first_time() -> None:
    with time_machine.travel(NOON + DAY, tick=False):
        row = publishing.publish(make_article(), language="ar", by=None, published_at=NOON)
    assert row.first_live_at == NOON + DAY


# --- what stands in the way --------------------------------------------------------------------------------


def refused_fields(article: Article, language: str = "ar") -> list[str]:
    with pytest.raises(publishing.NotReady) as refusal:
        publishing.publish(article, language=language, by=None)
    return [problem.field for problem in refusal.value.problems]


def test_a_story_without_a_headline_is_refused() -> None:
    assert refused_fields(make_article("")) == ["headline_ar"]


def test_a_story_without_a_text_is_refused() -> None:
    assert refused_fields(make_article(body="<p>&nbsp;</p>")) == ["body_ar"]


def test_a_story_without_a_section_is_refused() -> None:
    article = make_article()
    Article.objects.update(section=None)
    assert refused_fields(article) == ["section"]


def test_a_section_without_a_name_in_the_language_is_refused() -> None:
    article = make_article(headline_en="Harvest", body_en="<p>Nets.</p>", section=make_section())
    assert refused_fields(article, "en") == ["section"]


def test_a_picture_that_nobody_describes_is_refused() -> None:
    assert refused_fields(make_article(hero=make_image(alt=""))) == ["hero_alt_ar"]


def test_the_other_languages_description_does_not_count() -> None:
    assert refused_fields(make_article(hero=make_image(alt="", alt_en="A pebble"))) == ["hero_alt_ar"]


def test_a_story_without_a_source_is_refused() -> None:
    assert refused_fields(make_article(from_desk=False)) == ["from_desk"]


@pytest.mark.parametrize("source", ["wire", "line"])
def test_a_wire_or_a_typed_line_is_a_source(source: str) -> None:
    wires = [make_wire()] if source == "wire" else []
    line = "الأرشيف" if source == "line" else ""
    article = make_article("منشور", from_desk=False, wires=wires, credit_line_ar=line)
    publishing.publish(article, language="ar", by=None)
    assert live() == ["منشور"]


def test_a_refusal_writes_nothing() -> None:
    article = make_publication(make_article("كما نُشر")).article
    rewrite(article, headline_ar="")
    with pytest.raises(publishing.NotReady):
        publishing.publish(article, language="ar", by=None)
    assert (live(), AuditEntry.objects.count()) == (["كما نُشر"], 1)


def test_the_database_is_asked_and_not_the_row_in_hand() -> None:
    article = make_article()
    stale = Article.objects.get(pk=article.pk)
    rewrite(article, headline_ar="")
    assert refused_fields(stale) == ["headline_ar"]


# --- embargo -----------------------------------------------------------------------------------------------


def test_an_embargo_holds_a_story_back() -> None:
    article = make_article(embargo_until=clock.now() + HOUR)
    with pytest.raises(publishing.EmbargoStands):
        publishing.publish(article, language="ar", by=None)
    assert live() == []


def test_a_schedule_before_the_embargo_is_refused() -> None:
    article = make_article(embargo_until=clock.now() + 2 * HOUR)
    with pytest.raises(publishing.EmbargoStands):
        publishing.schedule(article, language="ar", at=clock.now() + HOUR, by=None)


def test_a_schedule_at_the_very_moment_of_the_embargo_is_taken() -> None:
    with time_machine.travel(NOON, tick=False):
        article = make_article("بعد الحظر", embargo_until=NOON + HOUR)
        publishing.schedule(article, language="ar", at=NOON + HOUR, by=None)
    with time_machine.travel(NOON + HOUR, tick=False):
        assert live() == ["بعد الحظر"]


def test_an_embargo_that_is_over_holds_nothing_back() -> None:
    article = make_article("متاح", embargo_until=clock.now() - HOUR)
    publishing.publish(article, language="ar", by=None)
    assert live() == ["متاح"]


def test_the_database_refuses_a_publication_before_its_embargo() -> None:
    row = make_publication()
    with pytest.raises(IntegrityError), transaction.atomic():
        Publication.objects.filter(pk=row.pk).update(embargo_until=row.live_from + HOUR)


# --- schedules ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("after", "shown"), [(HOUR - timedelta(microseconds=1), []), (HOUR, ["غدًا"]), (DAY, ["غدًا"])])
def test_a_scheduled_story_appears_on_time_without_any_worker(after: timedelta, shown: list[str]) -> None:
    with time_machine.travel(NOON, tick=False):
        publishing.schedule(make_article("غدًا"), language="ar", at=NOON + HOUR, by=None)
    with time_machine.travel(NOON + after, tick=False):
        assert live() == shown


def test_a_scheduled_text_replaces_the_live_one_on_time() -> None:
    with time_machine.travel(NOON, tick=False):
        article = make_publication(make_article("قبل")).article
        rewrite(article, headline_ar="بعد")
        publishing.schedule(article, language="ar", at=NOON + HOUR, by=None)
        before = live()
    with time_machine.travel(NOON + HOUR, tick=False):
        assert (before, live()) == (["قبل"], ["بعد"])


def test_a_scheduled_text_is_frozen() -> None:
    with time_machine.travel(NOON, tick=False):
        article = make_article("كما جُدول")
        publishing.schedule(article, language="ar", at=NOON + HOUR, by=None)
        rewrite(article, headline_ar="كما تغيّر بعدها")
    with time_machine.travel(NOON + HOUR, tick=False):
        assert live() == ["كما جُدول"]


@pytest.mark.parametrize("shift", [timedelta(0), -HOUR])
def test_a_moment_that_has_passed_is_no_schedule(shift: timedelta) -> None:
    with time_machine.travel(NOON, tick=False), pytest.raises(publishing.OutOfTime):
        publishing.schedule(make_article(), language="ar", at=NOON + shift, by=None)


def test_scheduling_again_replaces_the_schedule() -> None:
    with time_machine.travel(NOON, tick=False):
        article = make_article()
        publishing.schedule(article, language="ar", at=NOON + HOUR, by=None)
        publishing.schedule(article, language="ar", at=NOON + DAY, by=None)
    assert intervals(article) == [(NOON + DAY, None)]


def test_scheduling_again_keeps_what_is_live_open_until_then() -> None:
    with time_machine.travel(NOON, tick=False):
        article = make_publication().article
        publishing.schedule(article, language="ar", at=NOON + HOUR, by=None)
        publishing.schedule(article, language="ar", at=NOON + DAY, by=None)
    assert intervals(article) == [(NOON, NOON + DAY), (NOON + DAY, None)]


def test_publishing_now_drops_what_was_scheduled() -> None:
    with time_machine.travel(NOON, tick=False):
        article = make_article()
        publishing.schedule(article, language="ar", at=NOON + DAY, by=None)
    with time_machine.travel(NOON + HOUR, tick=False):
        publishing.publish(article, language="ar", by=None)
    assert intervals(article) == [(NOON + HOUR, None)]


def test_unscheduling_takes_back_what_was_to_come() -> None:
    article = make_article()
    publishing.schedule(article, language="ar", at=clock.now() + HOUR, by=None)
    publishing.unschedule(article, language="ar", by=None)
    assert intervals(article) == []


def test_unscheduling_leaves_what_is_live_open() -> None:
    with time_machine.travel(NOON, tick=False):
        article = make_publication().article
        publishing.schedule(article, language="ar", at=NOON + HOUR, by=None)
        publishing.unschedule(article, language="ar", by=None)
    assert intervals(article) == [(NOON, None)]


def test_unscheduling_nothing_is_refused() -> None:
    with pytest.raises(publishing.NothingPublic):
        publishing.unschedule(make_publication().article, language="ar", by=None)


def test_a_schedule_of_one_language_is_none_of_the_other() -> None:
    article = make_bilingual_article()
    publishing.schedule(article, language="ar", at=clock.now() + HOUR, by=None)
    with pytest.raises(publishing.NothingPublic):
        publishing.unschedule(article, language="en", by=None)


def test_scheduling_is_written_down() -> None:
    with time_machine.travel(NOON, tick=False):
        publishing.schedule(make_article(), language="ar", at=NOON + HOUR, by=None)
    entry = AuditEntry.objects.get()
    assert (entry.action, entry.detail["at"]) == ("schedule", (NOON + HOUR).isoformat())


# --- withdrawing -------------------------------------------------------------------------------------------


def test_withdrawing_takes_the_language_off_the_site() -> None:
    article = make_publication().article
    publishing.withdraw(article, language="ar", by=None, reason="خطأ")
    assert live() == []


def test_withdrawing_one_language_leaves_the_other() -> None:
    article = make_bilingual_article("حصاد", "Harvest")
    make_publication(article)
    make_publication(article, language="en")
    publishing.withdraw(article, language="ar", by=None, reason="خطأ")
    assert (live("ar"), live("en")) == ([], ["Harvest"])


def test_withdrawing_takes_back_what_is_scheduled() -> None:
    with time_machine.travel(NOON, tick=False):
        article = make_publication().article
        publishing.schedule(article, language="ar", at=NOON + HOUR, by=None)
    with time_machine.travel(NOON + timedelta(minutes=5), tick=False):
        publishing.withdraw(article, language="ar", by=None, reason="خطأ")
    assert intervals(article) == [(NOON, NOON + timedelta(minutes=5))]


def test_a_schedule_alone_can_be_withdrawn() -> None:
    article = make_article()
    publishing.schedule(article, language="ar", at=clock.now() + HOUR, by=None)
    publishing.withdraw(article, language="ar", by=None, reason="خطأ")
    assert intervals(article) == []


def test_withdrawing_in_the_instant_of_publishing_leaves_a_forward_interval() -> None:
    with time_machine.travel(NOON, tick=False):
        article = make_publication().article
        publishing.withdraw(article, language="ar", by=None, reason="خطأ")
    assert intervals(article) == [(NOON, NOON + timedelta(microseconds=1))]


def test_what_is_not_public_cannot_be_withdrawn() -> None:
    with pytest.raises(publishing.NothingPublic):
        publishing.withdraw(make_article(), language="ar", by=None, reason="خطأ")


def test_withdrawing_twice_is_refused() -> None:
    article = make_publication().article
    publishing.withdraw(article, language="ar", by=None, reason="خطأ")
    with pytest.raises(publishing.NothingPublic):
        publishing.withdraw(article, language="ar", by=None, reason="خطأ")
    assert Withdrawal.objects.count() == 1


def test_a_withdrawal_says_why_and_what_readers_see() -> None:
    user, article = make_editor(), make_publication().article
    row = publishing.withdraw(article, language="ar", by=user, reason="خطأ", notice="سُحب", redirect_to="/ar/")
    assert (row.reason, row.notice, row.redirect_to, row.by) == ("خطأ", "سُحب", "/ar/", user)


def test_a_withdrawn_story_can_be_published_again_with_its_first_date() -> None:
    with time_machine.travel(NOON, tick=False):
        article = make_publication().article
    with time_machine.travel(NOON + HOUR, tick=False):
        publishing.withdraw(article, language="ar", by=None, reason="خطأ")
    with time_machine.travel(NOON + DAY, tick=False):
        row = publishing.publish(article, language="ar", by=None)
    assert (row.published_at, row.first_live_at) == (NOON, NOON)


# --- what the database holds itself ------------------------------------------------------------------------


def copy_of(row: Publication, **changes: object) -> Publication:
    copy = Publication.objects.get(pk=row.pk)
    copy.pk = None
    for name, value in changes.items():
        setattr(copy, name, value)
    return copy


def test_two_texts_of_one_language_never_overlap() -> None:
    with time_machine.travel(NOON, tick=False):
        row = make_publication()
    Publication.objects.update(live_until=NOON + DAY)
    with pytest.raises(IntegrityError, match="publication_no_overlap"), transaction.atomic():
        copy_of(row, live_from=NOON + HOUR, live_until=NOON + 2 * DAY).save()


def test_one_text_may_begin_where_another_ends() -> None:
    with time_machine.travel(NOON, tick=False):
        row = make_publication()
    Publication.objects.update(live_until=NOON + DAY)
    copy_of(row, live_from=NOON + DAY, live_until=None).save()
    assert intervals(row.article) == [(NOON, NOON + DAY), (NOON + DAY, None)]


def test_two_open_texts_of_one_language_are_refused() -> None:
    row = make_publication()
    with pytest.raises(IntegrityError), transaction.atomic():
        copy_of(row, live_from=row.live_from + HOUR).save()


def test_an_interval_never_runs_backwards() -> None:
    row = make_publication()
    with pytest.raises(IntegrityError), transaction.atomic():
        Publication.objects.filter(pk=row.pk).update(live_until=row.live_from - HOUR)


def test_a_story_that_was_public_cannot_be_deleted() -> None:
    article = make_publication().article
    with pytest.raises(IntegrityError), transaction.atomic():
        Article.objects.filter(pk=article.pk)._raw_delete(using="default")
        transaction.get_connection().check_constraints()


# --- updates and corrections -------------------------------------------------------------------------------


def test_what_is_on_the_site_already_is_not_published_again() -> None:
    article = make_publication().article
    with pytest.raises(publishing.NothingChanged):
        publishing.publish(article, language="ar", by=None)
    assert (Publication.objects.count(), AuditEntry.objects.count()) == (1, 1)


def test_a_change_of_the_other_language_is_no_change() -> None:
    article = make_publication().article
    saving.save_part(article, "en", {"headline_en": "Begun"}, version=1, by=None)
    with pytest.raises(publishing.NothingChanged):
        publishing.publish(article, language="ar", by=None)


def test_the_same_text_can_be_back_dated() -> None:
    article = make_publication().article
    row = publishing.publish(article, language="ar", by=None, published_at=NOON)
    assert row.published_at == NOON


def published_twice(change: Change, *, note: str = "") -> Publication:
    article = make_article()
    with time_machine.travel(NOON, tick=False):
        publishing.publish(article, language="ar", by=None)
    rewrite(article, headline_ar="الثاني")
    with time_machine.travel(NOON + HOUR, tick=False):
        return publishing.publish(article, language="ar", by=None, change=change, note=note)


@pytest.mark.parametrize(
    ("change", "updated_at"), [(Change.TYPO, None), (Change.UPDATE, NOON + HOUR), (Change.CORRECTION, NOON + HOUR)]
)
def test_a_typo_leaves_the_time_of_the_last_change_alone(change: Change, updated_at: datetime | None) -> None:
    row = published_twice(change, note="كان الاسم خطأ.")
    assert (row.change, row.updated_at) == (change, updated_at)


def test_a_correction_brings_its_note() -> None:
    row = published_twice(Change.CORRECTION, note=" كان الاسم خطأ. ")
    written = Correction.objects.values_list("article", "language", "kind", "text", "at")
    assert list(written) == [(row.article_id, "ar", "correction", "كان الاسم خطأ.", NOON + HOUR)]


def test_a_correction_without_a_note_is_refused_whole() -> None:
    with pytest.raises(publishing.NothingSaid):
        published_twice(Change.CORRECTION, note=" ")
    assert (Publication.objects.count(), Correction.objects.count()) == (1, 0)


def test_a_first_publication_is_no_correction() -> None:
    row = publishing.publish(make_article(), language="ar", by=None, change=Change.CORRECTION, note="لا شيء")
    assert (row.change, Correction.objects.count()) == (Change.FIRST, 0)


def test_a_note_is_added_to_a_live_story_without_a_new_text() -> None:
    article = make_publication().article
    publishing.correct(article, language="ar", kind=CorrectionKind.UPDATE, text="زاد العدد.", by=None, on_top=True)
    assert list(Correction.objects.values_list("kind", "on_top")) == [("update", True)]
    assert Publication.objects.count() == 1


@pytest.mark.parametrize("shift", [-HOUR, HOUR])
def test_a_note_is_dated_while_the_story_was_public(shift: timedelta) -> None:
    with time_machine.travel(NOON, tick=False):
        article = make_publication().article
        with pytest.raises(publishing.OutOfTime):
            publishing.correct(
                article, language="ar", kind=CorrectionKind.CORRECTION, text="خطأ", by=None, at=NOON + shift
            )


def test_a_note_to_what_is_not_public_is_refused() -> None:
    with pytest.raises(publishing.NothingPublic):
        publishing.correct(make_article(), language="ar", kind=CorrectionKind.UPDATE, text="زاد.", by=None)


def test_a_note_that_is_taken_back_stays_in_the_audit_log() -> None:
    article = make_publication().article
    note = publishing.correct(article, language="ar", kind=CorrectionKind.UPDATE, text="زاد.", by=None)
    publishing.take_correction_back(note, by=None, reason="تكرار")
    entry = AuditEntry.objects.get(action="take_correction_back")
    assert (Correction.objects.count(), entry.detail["text"], entry.detail["reason"]) == (0, "زاد.", "تكرار")


# --- what is planned ---------------------------------------------------------------------------------------


def test_an_end_is_planned_and_kept_by_the_interval() -> None:
    with time_machine.travel(NOON, tick=False):
        article = make_publication().article
        publishing.withdraw(article, language="ar", by=None, reason="انتهى", at=NOON + HOUR)
        assert len(live()) == 1
    with time_machine.travel(NOON + HOUR, tick=False):
        assert live() == []


def test_beginning_and_end_are_planned_together() -> None:
    article = make_article()
    with time_machine.travel(NOON, tick=False):
        publishing.schedule(article, language="ar", at=NOON + HOUR, by=None)
        publishing.withdraw(article, language="ar", by=None, reason="انتهى", at=NOON + DAY)
    assert intervals(article) == [(NOON + HOUR, NOON + DAY)]


def test_a_planned_end_stays_when_the_text_is_replaced() -> None:
    with time_machine.travel(NOON, tick=False):
        article = make_publication().article
        publishing.withdraw(article, language="ar", by=None, reason="انتهى", at=NOON + DAY)
        rewrite(article, headline_ar="الثاني")
        publishing.schedule(article, language="ar", at=NOON + HOUR, by=None)
        publishing.schedule(article, language="ar", at=NOON + 2 * HOUR, by=None)
    assert intervals(article) == [(NOON, NOON + 2 * HOUR), (NOON + 2 * HOUR, NOON + DAY)]


def test_a_planned_end_is_taken_back_with_the_schedule() -> None:
    with time_machine.travel(NOON, tick=False):
        article = make_publication().article
        publishing.withdraw(article, language="ar", by=None, reason="انتهى", at=NOON + DAY)
        publishing.unschedule(article, language="ar", by=None)
    assert (intervals(article), Withdrawal.objects.count()) == ([(NOON, None)], 0)


def test_an_end_lies_after_its_beginning() -> None:
    with time_machine.travel(NOON, tick=False):
        article = make_article()
        publishing.schedule(article, language="ar", at=NOON + DAY, by=None)
        with pytest.raises(publishing.OutOfTime):
            publishing.withdraw(article, language="ar", by=None, reason="انتهى", at=NOON + HOUR)


def test_an_embargo_that_is_set_later_holds_what_is_scheduled_and_tells_who_planned_it() -> None:
    samar = make_editor("samar")
    article = make_article(by=samar)
    with time_machine.travel(NOON, tick=False):
        publishing.schedule(article, language="ar", at=NOON + HOUR, by=samar)
        saving.save_part(article, "shared", {"embargo_until": NOON + DAY}, version=1, by=make_editor("james"))
    assert intervals(article) == []
    assert list(Notice.objects.values_list("user", "kind")) == [(samar.pk, "held")]


def test_an_embargo_before_the_hour_holds_nothing() -> None:
    article = make_article()
    with time_machine.travel(NOON, tick=False):
        publishing.schedule(article, language="ar", at=NOON + DAY, by=None)
        saving.save_part(article, "shared", {"embargo_until": NOON + HOUR}, version=1, by=None)
    assert len(intervals(article)) == 1


def test_an_embargo_is_overridden_by_name() -> None:
    chief = make_user("chief")
    article = make_article(embargo_until=NOON + DAY)
    with time_machine.travel(NOON, tick=False):
        row = publishing.publish(article, language="ar", by=chief, override_embargo=True)
    entry = AuditEntry.objects.get()
    assert (row.embargo_until, entry.by, entry.detail["embargo_overridden"]) == (None, chief, (NOON + DAY).isoformat())
