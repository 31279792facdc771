"""An editor's work on an issue: order, omissions, own words, who saved first; and what is looked at before it goes."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client
from django.utils.translation import override

from articles import publishing, saving
from articles.models import Article, Image, Publication
from newsletter import composing, digests, editing, issues, letters, preflight
from newsletter.digests import NotADraft, NotReady
from newsletter.editing import AlreadyIn, Head, Line, NotOnTheSite, Stale
from newsletter.models import Delivery, Digest, DigestPlan, DigestState, PlanSection
from newsletter.models.digests import Held
from newsroom import clock
from newsroom.models import AuditEntry
from tests.factories import (
    make_article,
    make_cartoon,
    make_digest,
    make_editor,
    make_image,
    make_issue,
    make_plan,
    make_publication,
    make_section,
    make_subscriber,
)

pytestmark = pytest.mark.django_db

NOON = datetime(2026, 3, 4, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)


@pytest.fixture(autouse=True)
def _noon() -> Iterator[None]:
    with clock.held_at(NOON):
        yield


def issue(*headlines: str) -> Digest:
    """A draft with these stories in this order."""
    section = make_section()
    for minutes, headline in enumerate(headlines):
        with clock.held_at(NOON - HOUR - timedelta(minutes=minutes)):
            make_publication(make_article(headline, section=section))
    return digests.draft(make_plan())


def titles(digest: Digest) -> list[str]:
    return list(digest.items.kept().values_list("headline", flat=True))


def fresh(digest: Digest) -> Digest:
    return Digest.objects.select_related("plan").get(pk=digest.pk)


def lines(digest: Digest, **changed: Line) -> dict[int, Line]:
    """The lines as the page shows them; `one=`, `two=` and so on are other wishes for these places."""
    names = ("one", "two", "three", "four")
    shown = {item.pk: Line(place=place, dropped=item.dropped) for place, item in enumerate(digest.items.all(), start=1)}
    keys = list(shown)
    return shown | {keys[names.index(name)]: line for name, line in changed.items()}


def head(digest: Digest, **changed: str) -> Head:
    return Head(**changed)


def save(digest: Digest, version: int | None = None, *, words: dict[str, str] | None = None, **changed: Line) -> Digest:
    """What an editor who sees the issue now saves."""
    digest = fresh(digest)
    number = digest.version if version is None else version
    return editing.save(digest, number, head(digest, **(words or {})), lines(digest, **changed), by=make_editor())


def rewrite(article: Article | None, headline: str) -> None:
    assert article is not None
    version = saving.versions(article)["ar"]
    saving.save_part(article, "ar", {"headline_ar": headline}, version=version, by=None)
    publishing.publish(article, language="ar", by=None)


def withdraw(article: Article | None) -> None:
    assert article is not None
    publishing.withdraw(article, language="ar", by=None, reason="خطأ")


# --- order ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "place", "order"),
    [
        ("three", 1, ["ج", "أ", "ب", "د"]),
        ("one", 3, ["ب", "ج", "أ", "د"]),
        ("one", 99, ["ب", "ج", "د", "أ"]),
        ("two", 2, ["أ", "ب", "ج", "د"]),
    ],
)
def test_a_place_that_is_typed_is_the_place(name: str, place: int, order: list[str]) -> None:
    digest = save(issue("أ", "ب", "ج", "د"), None, words=None, **{name: Line(place=place)})
    assert titles(digest) == order


@pytest.mark.parametrize(("at", "steps", "order"), [(0, 1, "بأج"), (2, -1, "أجب"), (0, -1, "أبج"), (2, 1, "أبج")])
def test_a_step_up_or_down_changes_with_the_neighbour(at: int, steps: int, order: str) -> None:
    digest = issue("أ", "ب", "ج")
    keys = list(digest.items.values_list("pk", flat=True))
    wished = editing.moved(lines(digest), keys, keys[at], steps)
    assert "".join(titles(editing.save(digest, 1, head(digest), wished, by=None))) == order


def test_the_first_story_leads() -> None:
    save(issue("أ", "ب"), two=Line(place=1))
    page = issues.issue(fresh(Digest.objects.get()))
    assert page.lead is not None
    assert page.lead.headline == "ب"


def test_the_cartoon_stays_last() -> None:
    make_cartoon("رسم", live_from=NOON - HOUR)
    digest = issue("أ", "ب")
    assert titles(save(digest, three=Line(place=1))) == ["أ", "ب", "رسم"]


# --- in and out -------------------------------------------------------------------------------------------


def test_what_is_dropped_is_in_no_mail_and_comes_back_with_its_words() -> None:
    digest = save(issue("أ", "ب"), two=Line(place=2, headline="بكلماتنا", dropped=True))
    assert "بكلماتنا" not in letters.issue_words(fresh(digest)).html
    digest = save(digest, two=Line(place=2, headline="بكلماتنا"))
    assert titles(digest) == ["أ", "بكلماتنا"]


def test_what_was_dropped_is_gone_when_the_issue_goes() -> None:
    digest = save(issue("أ", "ب"), two=Line(place=2, dropped=True))
    digest = digests.send(fresh(digest), by=make_editor())
    assert list(digest.items.values_list("headline", flat=True)) == ["أ"]


def test_a_story_comes_in_by_hand_at_the_end_and_before_the_cartoon() -> None:
    make_cartoon("رسم", live_from=NOON - HOUR)
    digest = issue("أ")
    with clock.held_at(NOON - timedelta(days=60)):
        old = make_publication(make_article("قديم"))
    editing.add_story(digest, 1, old.article_id, by=None)
    assert titles(digest) == ["أ", "قديم", "رسم"]


def test_a_story_that_is_not_public_or_is_in_it_does_not_come_in() -> None:
    digest = issue("أ")
    with pytest.raises(NotOnTheSite):
        editing.add_story(digest, 1, make_article("مسودة").pk, by=None)
    with pytest.raises(AlreadyIn):
        editing.add_story(digest, 1, digest.items.get().article_id or 0, by=None)
    assert fresh(digest).version == 1


def test_a_story_that_was_dropped_comes_in_again_as_it_was() -> None:
    digest = save(issue("أ", "ب"), two=Line(place=2, headline="بكلماتنا", dropped=True))
    number = digest.items.dropped().get().article_id or 0
    editing.add_story(digest, digest.version, number, by=None)
    assert titles(digest) == ["أ", "بكلماتنا"]


# --- words for the mail alone -----------------------------------------------------------------------------


def test_own_words_are_the_mails_and_not_the_storys() -> None:
    digest = save(issue("عنوان الموقع"), one=Line(place=1, headline="عنوان الرسالة", standfirst="موجز الرسالة"))
    words = letters.issue_words(fresh(digest))
    assert "عنوان الرسالة" in words.html and "موجز الرسالة" in words.text and "عنوان الموقع" not in words.text
    assert digest.items.get().article.headline_ar == "عنوان الموقع"  # type: ignore[union-attr]


@pytest.mark.parametrize("typed", ["", "  ", "عنوان الموقع"])
def test_empty_or_the_same_words_are_the_storys_own(typed: str) -> None:
    digest = save(issue("عنوان الموقع"), one=Line(place=1, headline="آخر"))
    digest = save(digest, one=Line(place=1, headline=typed))
    item = digest.items.get()
    assert (item.headline, item.overrides) == ("عنوان الموقع", {})


def test_another_picture_none_and_its_own_again() -> None:
    hero, other = make_image(alt="الأولى"), make_image(alt="الثانية")
    make_publication(make_article("أ", hero=hero))
    digest = digests.draft(make_plan())

    def shown(picture: str) -> tuple[Image | None, str]:
        item = save(digest, one=Line(place=1, picture=picture)).items.get()
        return item.image, item.alt_text

    assert shown(str(other.pk)) == (other, "الثانية")
    assert shown(editing.NONE) == (None, "")
    assert shown(editing.OWN) == (hero, "الأولى")
    assert digest.items.get().overrides == {}


def test_the_introduction_is_in_the_html_and_in_the_text() -> None:
    digest = save(issue("أ"), words={"intro": "صباح الخير.\r\n\r\nهذا عدد قصير."})
    words = letters.issue_words(fresh(digest))
    assert words.html.count("صباح الخير.") == words.text.count("صباح الخير.") == 1
    assert words.text.index("صباح الخير.") < words.text.index("هذا عدد قصير.") < words.text.index("\nأ\n")


def test_every_own_word_counts_for_the_fingerprint() -> None:
    digest = issue("أ")
    before = digests.content_hash(digest)
    digest = save(digest, words={"intro": "صباح الخير."})
    assert digests.content_hash(digest) != before


# --- who saves first --------------------------------------------------------------------------------------


def test_who_saves_second_is_told_and_writes_nothing() -> None:
    digest = issue("أ")
    save(digest, 1, words={"subject": "الأول"})
    with pytest.raises(Stale):
        save(digest, 1, words={"subject": "الثاني"})
    with pytest.raises(Stale):
        editing.add_story(digest, 1, make_publication().article_id, by=None)
    assert (fresh(digest).subject, fresh(digest).version) == ("الأول", 2)


def test_saving_what_is_there_changes_nothing() -> None:
    digest = save(issue("أ", "ب"))
    assert (digest.version, digest.saved_at) == (1, None)


def test_what_the_clock_composed_meanwhile_is_no_longer_what_was_read() -> None:
    digest = issue("أ")
    make_publication(make_article("ب"))
    digests.draft(digest.plan)
    with pytest.raises(Stale):
        save(digest, 1, words={"subject": "كما قرأت"})


# --- approval ---------------------------------------------------------------------------------------------


def approved(digest: Digest, *, at: datetime | None = None) -> Digest:
    digests.approve(fresh(digest), by=make_editor(), at=at)
    return fresh(digest)


def test_an_issue_is_dated_by_the_hour_at_which_it_goes() -> None:
    digest = issue("أ")
    plan = digest.plan
    assert fresh(digest).dated == plan.next_run_at
    assert approved(digest, at=NOON + HOUR).dated == NOON + HOUR
    with clock.held_at(NOON + HOUR):
        digests.prepare_due()
    assert fresh(digest).dated == NOON + HOUR
    plan.automatic = False
    plan.save()
    waiting = Digest(plan=plan, window_end=NOON)
    assert waiting.dated == NOON


def test_a_change_after_the_approval_makes_it_a_draft_again() -> None:
    digest = approved(issue("أ"), at=NOON + HOUR)
    digest = fresh(save(digest, words={"subject": "آخر"}))
    assert (digest.state, digest.approved_by, digest.goes_at) == (DigestState.DRAFT, None, None)


def test_saving_the_same_leaves_it_approved() -> None:
    digest = approved(issue("أ"), at=NOON + HOUR)
    assert fresh(save(digest)).state == DigestState.APPROVED


def test_an_approval_can_be_taken_back_until_it_goes() -> None:
    digest = approved(issue("أ"), at=NOON + HOUR)
    digests.take_back(digest, by=make_editor())
    assert fresh(digest).state == DigestState.DRAFT
    with pytest.raises(NotADraft):
        digests.take_back(make_issue(language="en"), by=None)


@pytest.mark.parametrize("state", [DigestState.SENDING, DigestState.SENT])
def test_what_has_gone_is_not_changed(state: DigestState) -> None:
    digest = make_issue("أ")
    Digest.objects.update(state=state)
    with pytest.raises(NotADraft):
        save(digest, words={"subject": "آخر"})


# --- what the site has otherwise meanwhile ------------------------------------------------------------------


def test_a_draft_is_looked_at_with_the_words_of_now_and_nothing_is_written() -> None:
    digest = issue("كما كان", "ب")
    rewrite(digest.items.first().article, "كما صار")  # type: ignore[union-attr]
    words = letters.issue_words(fresh(digest))
    assert (words.subject, words.html.count("كما كان"), words.text.count("كما كان")) == ("كما صار", 0, 0)
    assert titles(digest) == ["كما كان", "ب"]


def test_the_approval_takes_over_what_was_corrected_and_leaves_out_what_was_withdrawn() -> None:
    digest = issue("كما كان", "مسحوب", "ب")
    rewrite(digest.items.first().article, "كما صار")  # type: ignore[union-attr]
    withdraw(digest.items.get(headline="مسحوب").article)
    digest = approved(digest)
    assert (digest.state, titles(digest), digest.subject, digest.preheader) == (
        DigestState.APPROVED,
        ["كما صار", "ب"],
        "كما صار",
        "ب",
    )
    assert digest.changed_since == {"gone": ["مسحوب"], "corrected": ["كما صار"]}
    assert fresh(save(digest, words={"intro": "مقدمة"})).changed_since == {}  # whoever works on it has seen it


def test_what_was_corrected_after_the_approval_goes_out_corrected() -> None:
    digest = approved(issue("كما كان", "ب"), at=NOON + HOUR)
    rewrite(digest.items.first().article, "كما صار")  # type: ignore[union-attr]
    with clock.held_at(NOON + HOUR):
        assert digests.prepare_due() == 1
    digest = fresh(digest)
    assert (titles(digest), digest.subject) == (["كما صار", "ب"], "كما صار")
    assert [text.count("كما كان") for text in (digest.html, digest.text)] == [0] * 2
    assert digest.changed_since == {"corrected": ["كما صار"]}


def test_what_was_withdrawn_after_the_approval_brings_the_issue_back_to_its_editor() -> None:
    digest = approved(issue("أ", "مسحوب"), at=NOON + HOUR)
    withdraw(digest.items.get(headline="مسحوب").article)
    with clock.held_at(NOON + HOUR):
        assert digests.prepare_due() == 0
    digest = fresh(digest)
    assert (digest.state, digest.held, titles(digest)) == (DigestState.DRAFT, Held.ITEMS_GONE, ["أ", "مسحوب"])


def test_what_an_editor_wrote_for_the_mail_goes_as_they_wrote_it() -> None:
    digest = approved(
        save(issue("كما كان"), words={"subject": "عنوان الرسالة"}, one=Line(place=1, headline="بكلماتنا")),
        at=NOON + HOUR,
    )
    rewrite(digest.items.get().article, "كما صار")
    with clock.held_at(NOON + HOUR):
        digests.prepare_due()
    digest = fresh(digest)
    assert (digest.state, digest.subject, titles(digest)) == (DigestState.SENT, "عنوان الرسالة", ["بكلماتنا"])
    assert digest.changed_since == {"rewritten": ["بكلماتنا"]}


def test_an_issue_that_a_person_approved_and_that_holds_nothing_any_more_waits_for_them() -> None:
    digest = approved(issue("مسحوب"), at=NOON + HOUR)
    withdraw(digest.items.get().article)
    with clock.held_at(NOON + HOUR):
        assert digests.prepare_due() == 0
    assert (fresh(digest).state, fresh(digest).held) == (DigestState.DRAFT, Held.ITEMS_GONE)


def test_saving_the_order_makes_no_words_the_editors_own() -> None:
    digest = issue("كما كان", "ب")
    rewrite(digest.items.first().article, "كما صار")  # type: ignore[union-attr]
    digest = fresh(save(digest, two=Line(place=1)))
    assert titles(digest) == ["ب", "كما صار"]
    assert (digest.subject, digest.subject_written) == ("ب", False)
    assert [item.overrides for item in digest.items.all()] == [{}, {}]


def test_own_words_over_a_story_that_was_corrected_have_to_be_seen_again() -> None:
    digest = save(issue("كما كان"), one=Line(place=1, headline="بكلماتنا"))
    rewrite(digest.items.get().article, "كما صار")
    with pytest.raises(NotReady) as refused:
        approved(digest)
    assert [point.key for point in refused.value.points] == ["rewritten"]
    with pytest.raises(NotReady):
        approved(save(digest))  # another save is no look at it
    save(digest, one=Line(place=1, seen=True))
    assert approved(digest).items.get().headline == "بكلماتنا"


def test_what_is_approved_for_its_hour_goes_at_its_hour_and_no_other_comes_beside_it() -> None:
    make_subscriber()
    digest = issue("أ")
    DigestPlan.objects.update(next_run_at=NOON + HOUR)
    approved(digest, at=NOON + HOUR)
    assert digests.prepare_due() == 0
    with clock.held_at(NOON + HOUR / 2):
        make_publication(make_article("جاء بعد الموافقة"))
    with clock.held_at(NOON + HOUR):
        assert digests.prepare_due() == 1
        assert digests.prepare_due() == 0
    assert (Digest.objects.count(), Delivery.objects.count(), titles(digest)) == (1, 1, ["أ"])
    with clock.held_at(NOON + 2 * HOUR):
        assert titles(digests.draft(make_plan())) == ["جاء بعد الموافقة"]


@pytest.mark.parametrize(("late", "state"), [(6, DigestState.SENT), (7, DigestState.DRAFT)])
def test_an_approved_hour_that_was_missed_is_made_good_for_six_hours(late: int, state: DigestState) -> None:
    digest = approved(issue("أ"), at=NOON + HOUR)
    with clock.held_at(NOON + HOUR + late * HOUR):
        digests.prepare_due()
    assert fresh(digest).state == state
    assert fresh(digest).held == ("" if state == DigestState.SENT else Held.LATE)


# --- composed again ---------------------------------------------------------------------------------------


def worked_on() -> Digest:
    """أ ب ج د became: ج with words of our own first, then أ; ب is out, د is pinned."""
    return save(
        issue("أ", "ب", "ج", "د"),
        words={"subject": "عنواننا", "intro": "مقدمة"},
        two=Line(place=2, dropped=True),
        three=Line(place=1, headline="ج بكلماتنا"),
        four=Line(place=4, pinned=True),
    )


def test_what_is_new_comes_after_what_an_editor_has_arranged() -> None:
    digest = worked_on()
    with clock.held_at(NOON + HOUR):
        make_publication(make_article("جديد"))
        digest = digests.draft(digest.plan)
    assert titles(digest) == ["ج بكلماتنا", "أ", "د", "جديد"]
    assert list(digest.items.dropped().values_list("headline", flat=True)) == ["ب"]
    assert (digest.subject, digest.intro) == ("عنواننا", "مقدمة")


def test_where_there_is_no_room_what_an_editor_decided_on_stays() -> None:
    digest = worked_on()
    DigestPlan.objects.update(max_items=3)
    with clock.held_at(NOON + HOUR):
        make_publication(make_article("جديد"))
        digest = digests.draft(make_plan())
    assert titles(digest) == ["ج بكلماتنا", "د", "جديد"]


def test_what_was_withdrawn_leaves_also_a_draft_that_an_editor_has_arranged() -> None:
    digest = worked_on()
    withdraw(digest.items.get(headline="أ").article)
    withdraw(digest.items.get(headline="د").article)
    assert titles(digests.draft(digest.plan)) == ["ج بكلماتنا"]


def test_composing_again_keeps_what_is_pinned_and_nothing_else() -> None:
    digest = worked_on()
    digest = digests.compose_again(digest, version=digest.version, by=make_editor())
    assert titles(digest) == ["أ", "ب", "د", "ج"]  # in its place, the third
    assert (digest.subject, digest.intro, digest.items.dropped().count()) == ("أ", "مقدمة", 0)
    assert [item.pinned for item in digest.items.all()] == [False, False, True, False]
    assert AuditEntry.objects.filter(action="compose_digest_again").count() == 1


def test_composing_again_on_an_older_version_does_nothing() -> None:
    digest = worked_on()
    with pytest.raises(NotADraft):
        digests.compose_again(digest, version=1, by=None)
    assert titles(digest)[0] == "ج بكلماتنا"


def test_the_sections_stand_in_the_plans_order() -> None:
    culture, politics = make_section("ثقافة", position=2), make_section("سياسة", position=1)
    PlanSection.objects.create(plan=make_plan(), section=culture, position=1)
    for name, section in (("س", politics), ("ث", culture), ("صدر", politics)):
        make_publication(make_article(name, section=section))
    assert titles(digests.draft(make_plan())) == ["صدر", "ث", "س"]


# --- what has to be right ---------------------------------------------------------------------------------


def stops(digest: Digest) -> list[str]:
    return [point.key for point in preflight.look(fresh(digest)) if point.stops]


def test_a_sound_issue_passes_and_its_links_answer(client: Client) -> None:
    make_cartoon("رسم", live_from=NOON - HOUR)
    make_publication(make_article("أ", hero=make_image(alt="حصاة")))
    digest = make_digest("ب")
    assert [point.key for point in preflight.look(digest) if point.level != "ok"] == []
    found = {link for link in preflight._LINK.findall(letters.issue_words(digest).html) if "/ar/" in link}
    answers = {
        link: client.get(link.removeprefix("http://testserver")).status_code for link in found if "~" not in link
    }
    own = {link for link in answers if f"/newsletter/{digest.pk}/" in link}
    assert {answers[link] for link in answers if link not in own} == {200}


def test_no_subject_stops_it() -> None:
    assert stops(save(issue("أ"), words={"subject": ""})) == ["subject"]


def test_a_long_subject_is_named_and_does_not_stop_it() -> None:
    digest = save(issue("أ"), words={"subject": "كلمة " * 13})
    assert next((point.key, point.level) for point in preflight.look(digest)) == ("subject_length", "look")


def test_no_story_stops_it() -> None:
    assert stops(save(issue("أ"), one=Line(place=1, dropped=True))) == ["stories"]


def test_a_picture_without_words_stops_it_and_the_story_is_where_to_write_them() -> None:
    make_publication(make_article("أ", hero=make_image(alt="حصاة")))
    Publication.objects.update(hero_alt="IMG_2041.jpg")
    digest = digests.draft(make_plan())
    item = digest.items.get()
    point = next(point for point in preflight.look(digest) if point.key == "alt_text")
    assert (point.stops, point.where) == (True, f"/admin/articles/article/{item.article_id}/change/")


def test_a_picture_that_is_lost_is_named_and_does_not_stop_it() -> None:
    image = make_image(alt="حصاة")
    make_publication(make_article("أ", hero=image))
    digest = digests.draft(make_plan())
    image.file.storage.delete(str(image.file))
    point = next(point for point in preflight.look(digest) if point.key == "pictures")
    assert (point.level, "أ" in point.says) == ("look", True)


def test_a_place_holder_that_was_left_stops_it() -> None:
    assert stops(save(issue("أ"), words={"preheader": "إلى {{ name }}"})) == ["unexpanded"]


def test_what_readers_have_had_stops_it_unless_it_is_pinned() -> None:
    had = make_issue("أ").items.get().article_id or 0
    with clock.held_at(NOON + HOUR):
        digest = make_digest("ب")
        editing.add_story(digest, digest.version, had, by=None)
        assert stops(digest) == ["carried"]
        assert stops(save(digest, two=Line(place=2, pinned=True))) == []


@pytest.mark.parametrize(
    ("broken", "key"),
    [
        (('href="http://testserver/ar/"', 'href="/ar/"'), "absolute"),
        (('href="http://testserver/ar/"', 'href="http://testserver/ar/nowhere/at/all/"'), "answering"),
        (("~~READERS~OWN~TOKEN~COMES~~~", "AgAAAAAAAAAAAAHSHlpNGhC9v1v2"), "leaving"),
        (("</body>", f"<!--{'x' * 90_000}--></body>"), "mailboxes"),
        (("</body>", "<video></video></body>"), "mailboxes"),
    ],
)
def test_a_mail_that_is_broken_stops_it(broken: tuple[str, str], key: str, monkeypatch: pytest.MonkeyPatch) -> None:
    words = letters.issue_words(digest := issue("أ"))
    bad = letters.Words(words.subject, words.html.replace(*broken), words.text)
    monkeypatch.setattr(letters, "issue_words", lambda _digest, *, final=False: bad)
    monkeypatch.setattr(preflight, "sample_mail", lambda _digest, _words: b"")
    assert stops(digest) == [key]


def test_the_points_are_named_in_both_languages() -> None:
    digest = issue("أ")
    with override("en"):
        english = [point.name for point in preflight.look(digest)]
    arabic = [point.name for point in preflight.look(digest)]
    assert "The link to leave" in english
    assert len(arabic) == len(english) == len(set(english))


def test_an_automatic_issue_that_is_not_ready_waits_for_a_person() -> None:
    had = make_issue("أ").items.get().article_id or 0
    with clock.held_at(NOON + HOUR):
        digest = make_digest("ب")
        editing.add_story(digest, digest.version, had, by=None)
        DigestPlan.objects.update(next_run_at=NOON + HOUR)
        assert digests.prepare_due() == 0
    assert (fresh(digest).state, fresh(digest).held) == (DigestState.DRAFT, Held.NOT_READY)


def test_what_is_composed_is_what_the_story_says() -> None:
    digest = issue("أ")
    item = digest.items.get()
    now = composing.as_they_are([item], "ar")[item.pk]
    assert not composing.brought_up_to_date(item, now)


@pytest.mark.parametrize(("length", "level"), [(composing.LONGEST_PREHEADER, "ok"), (200, "look"), (0, "look")])
def test_a_preview_line_that_is_cut_off_is_to_be_looked_at(length: int, level: str) -> None:
    digest = save(issue("أ", "ب"), words={"subject": "عنوان", "preheader": "س" * length})
    assert {point.key: point.level for point in preflight.look(fresh(digest))}["preheader"] == level
