"""What readers leave behind, and what they may read next."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from articles import panels, presenting, publishing, reading, suggesting
from articles.models import Article, Publication, ReadCount, Suggestion
from articles.tasks import suggest_due
from newsroom import clock
from tests.factories import (
    make_article,
    make_image,
    make_publication,
    make_region,
    make_section,
    make_tag,
    make_user,
)

pytestmark = pytest.mark.django_db

READER = {"Sec-Fetch-Site": "same-origin", "User-Agent": "Mozilla/5.0 (X11) Firefox/115.0"}


def reader(number: int) -> dict[str, str]:
    return READER | {"User-Agent": f"{READER['User-Agent']} {number}"}


def reads() -> list[tuple[int, str, int]]:
    return list(ReadCount.objects.order_by("pk").values_list("article_id", "language", "reads"))


# --- counting ----------------------------------------------------------------------------------------------


def test_a_reader_is_counted_by_story_language_and_day(client: Client) -> None:
    live = make_publication()
    for number in range(3):
        assert client.post(f"/a/{live.article_id}/read", headers=reader(number)).status_code == 204
    with clock.held_at(clock.now() + timedelta(days=1)):
        client.post(f"/a/{live.article_id}/read", headers=READER)
    assert reads() == [(live.article_id, "ar", 3), (live.article_id, "ar", 1)]


def test_nothing_is_counted_of_what_readers_do_not_have(client: Client) -> None:
    draft = make_article()
    live = make_publication()
    for path in (f"/a/{draft.pk}/read", f"/e/{live.article_id}/read", "/a/999999/read"):
        assert client.post(path, headers=READER).status_code == 404
    assert reads() == []


def test_other_sites_and_other_methods_count_nothing(client: Client) -> None:
    path = f"/a/{make_publication().article_id}/read"
    assert client.post(path, headers={"Sec-Fetch-Site": "cross-site"}).status_code == 403
    assert client.get(path).status_code == 405
    assert reads() == []


def test_those_who_work_here_are_not_counted(client: Client) -> None:
    live = make_publication()
    client.force_login(make_user())
    assert client.post(f"/a/{live.article_id}/read", headers=READER).status_code == 204
    assert reads() == []


def test_a_page_says_where_it_is_counted_and_a_preview_does_not(client: Client) -> None:
    live = make_publication()
    address = presenting.story_url("ar", live.article_id, live.slug)
    assert f'data-read="/a/{live.article_id}/read"' in client.get(address).content.decode()


def test_counting_sets_no_cookie_and_keeps_nothing_about_the_reader(client: Client) -> None:
    live = make_publication()
    answer = client.post(f"/a/{live.article_id}/read", headers=READER)
    assert not answer.cookies
    assert {field.name for field in ReadCount._meta.fields} == {"id", "article", "language", "day", "reads"}


def test_the_desk_sees_how_often_the_newest_were_read_today(rf: Any) -> None:
    live = make_publication()
    for _time in range(3):
        reading.note(live.article_id, "ar")
    request = rf.get("/")
    request.user = make_user(superuser=True)
    data: Any = panels.just_published(request)
    assert data["entries"][0]["note"] == "بالعربية · ٣ قراءات اليوم"


# --- what to read next -------------------------------------------------------------------------------------


def published_before(days: int, article: Article) -> Publication:
    with clock.held_at(clock.now() - timedelta(days=days)):
        return make_publication(article)


def suggested(row: Publication) -> list[int]:
    found: list[int] = suggesting.suggest(row).article_ids
    return found


def test_what_has_more_in_common_comes_first() -> None:
    olives, war, idlib, section = make_tag("زيتون"), make_tag("حرب"), make_region("إدلب"), make_section()
    story = make_publication(make_article("خبر", tags=[olives, war], regions=[idlib], section=section))
    both = make_publication(make_article("وسمان", tags=[olives, war]))
    one = make_publication(make_article("وسم", tags=[olives]))
    place = make_publication(make_article("منطقة", regions=[idlib]))
    make_publication(make_article("قسم وحده", section=section))
    make_publication(make_article("لا شيء"))
    assert suggested(story) == [both.article_id, one.article_id, place.article_id]


def test_of_two_alike_the_fresher_comes_first_and_an_old_one_loses() -> None:
    olives, war = make_tag("زيتون"), make_tag("حرب")
    story = make_publication(make_article("خبر", tags=[olives, war]))
    old = published_before(300, make_article("قديم", tags=[olives, war]))
    fresh = published_before(1, make_article("جديد", tags=[olives]))
    assert suggested(story) == [fresh.article_id, old.article_id]


def test_another_language_and_what_is_not_public_are_not_suggested() -> None:
    olives = make_tag("زيتون")
    story = make_publication(make_article("خبر", tags=[olives]))
    make_article("مسودة", tags=[olives])
    make_publication(make_article("", headline_en="English", body_en="<p>x</p>", tags=[olives]), language="en")
    withdrawn = make_publication(make_article("مسحوب", tags=[olives])).article
    publishing.withdraw(withdrawn, language="ar", by=None, reason="خطأ")
    assert suggested(story) == []


def test_the_desks_choice_stands_first_and_what_was_found_fills_up(client: Client) -> None:
    olives = make_tag("زيتون")
    others = [make_publication(make_article(f"مشابه {n}", tags=[olives])).article for n in range(5)]
    chosen = make_publication(make_article("اختاره المكتب")).article
    story = make_publication(make_article("خبر", tags=[olives], related=[chosen]))
    suggesting.suggest(story)
    page = client.get(presenting.story_url("ar", story.article_id, story.slug))
    shown = [card.article_id for card in page.context["page"].related]
    assert shown[0] == chosen.pk
    assert len(shown) == suggesting.SHOWN
    assert set(shown[1:]) <= {other.pk for other in others}


def test_behind_one_that_the_desk_chose_the_section_fills_up_and_nothing_stands_twice(client: Client) -> None:
    section = make_section()
    beside = {make_publication(make_article(f"من القسم {n}", section=section)).article_id for n in range(4)}
    chosen = make_publication(make_article("اختاره المكتب", section=section)).article
    story = make_publication(make_article("خبر", section=section, related=[chosen]))
    suggest_due()
    page = client.get(presenting.story_url("ar", story.article_id, story.slug))
    shown = [card.article_id for card in page.context["page"].related]
    assert (shown[0], len(shown), len(set(shown))) == (chosen.pk, suggesting.SHOWN, suggesting.SHOWN)
    assert set(shown[1:]) <= beside


def test_whoever_publishes_rings_for_it(
    monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks: Any
) -> None:
    rung: list[str] = []
    monkeypatch.setattr("newsroom.bell.ring", lambda task, *ids: rung.append(task))
    with django_capture_on_commit_callbacks(execute=True):
        make_publication(make_article("خبر"))
    assert rung.count(suggesting.TASK) == 1


def test_pages_that_were_kept_without_it_are_made_anew_and_those_with_it_are_not(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    noted: list[int] = []
    story = make_publication(make_article("خبر"))
    monkeypatch.setattr("newsroom.pagecache.note_change", lambda: noted.append(1))
    suggesting.suggest(story)
    suggesting.suggest(story)
    assert noted == [1]


def test_what_was_suggested_and_then_withdrawn_is_gone_at_once(client: Client) -> None:
    olives = make_tag("زيتون")
    other = make_publication(make_article("مشابه", tags=[olives])).article
    story = make_publication(make_article("خبر", tags=[olives]))
    suggesting.suggest(story)
    publishing.withdraw(other, language="ar", by=None, reason="خطأ")
    page = client.get(presenting.story_url("ar", story.article_id, story.slug))
    assert page.context["page"].related == ()
    assert "مشابه" not in page.content.decode()


def test_the_tick_finds_what_is_missing_or_old_and_nothing_twice() -> None:
    published_before(90, make_article("قديم"))
    make_publication(make_article("جديد"))
    assert (suggest_due(), suggest_due()) == (2, 0)
    with clock.held_at(clock.now() + timedelta(days=1)):
        assert (suggest_due(), suggest_due()) == (1, 0)
    assert Suggestion.objects.count() == 2


# --- late and broken ---------------------------------------------------------------------------------------


def test_what_is_late_is_shown_to_those_who_review(rf: Any) -> None:
    late, early = make_article("متأخر"), make_article("في الوقت")
    late.languages.filter(language="ar").update(deadline=clock.now() - timedelta(hours=1))
    early.languages.filter(language="ar").update(deadline=clock.now() + timedelta(hours=1))
    request = rf.get("/")
    request.user = make_user(superuser=True)
    data: Any = panels.late(request)
    assert [text["headline"] for text in data["texts"]] == ["متأخر"]
    request.user = make_user(permissions=["articles.change_article"])
    assert panels.late(request) is None


def test_a_picture_that_waits_too_long_for_its_sizes_is_broken(rf: Any) -> None:
    request = rf.get("/")
    request.user = make_user(superuser=True)
    image = make_image(alt="حصاة")
    assert panels.broken(request) is None
    with clock.held_at(clock.now() + timedelta(minutes=11)):
        data: Any = panels.broken(request)
    assert [row["url"] for fault in data["faults"] for row in fault["rows"]] == [
        f"/admin/articles/image/{image.pk}/change/"
    ]
