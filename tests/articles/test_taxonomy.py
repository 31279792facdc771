"""Sections, regions and tags: the tree stays a tree, old addresses lead on, what becomes one can become two again."""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from django.contrib.messages import get_messages
from django.db import connection, transaction
from django.test import Client
from django.utils.translation import gettext, override
from pytest_django import DjangoAssertNumQueries

from articles import alike, filing, lists, merging, revisions, saving, search, taxonomy
from articles.models import (
    SHARED,
    Article,
    MenuItem,
    Merge,
    Named,
    Publication,
    Redirect,
    Region,
    Remit,
    SearchRow,
    Section,
    SiteIdentity,
    Tag,
)
from newsroom import clock, pagecache
from newsroom.models import AuditEntry
from tests.articles.test_story_form import change, opened, save
from tests.factories import (
    make_article,
    make_image,
    make_publication,
    make_region,
    make_section,
    make_subscriber,
    make_tag,
    make_user,
)
from tests.newsletter.threads import together

pytestmark = [pytest.mark.django_db, pytest.mark.database]


def chief() -> Client:
    """A browser of somebody who may do all of it."""
    client = Client()
    client.force_login(make_user(superuser=True))
    return client


def spelled(thing: Any) -> Any:
    """A row of a factory as the desk would have written it."""
    taxonomy.save(thing)
    return thing


def links(thing: Named) -> dict[str, list[int]]:
    """Who refers to a thing, by column."""
    return {
        tie.label: sorted(tie.rows(**{tie.column: thing.pk}).values_list(tie.owner, flat=True))
        for tie in merging.ties(type(thing))
    }


def where(path: str) -> tuple[int, str]:
    """Status of a public page, and where it leads."""
    answer = Client().get(path)
    return answer.status_code, answer.headers.get("Location", "")


# --- the tree --------------------------------------------------------------------------------------------------------


def test_of_two_moves_that_make_a_circle_together_the_second_is_refused() -> None:
    one, other = make_region("المشرق"), make_region("المغرب")
    stale = Region.objects.get(pk=one.pk)
    other.parent = one
    taxonomy.save(other)
    stale.parent = other

    with pytest.raises(taxonomy.WithinItself), transaction.atomic():
        taxonomy.save(stale)

    assert Region.objects.get(pk=one.pk).parent is None


def test_a_place_is_not_its_own_parent() -> None:
    region = make_region("المشرق")
    region.parent = region

    with pytest.raises(taxonomy.WithinItself), transaction.atomic():
        taxonomy.save(region)


def test_a_tree_that_no_path_can_hold_is_refused_at_its_field() -> None:
    parent: Region | None = None
    number = 0
    while parent is None or len(parent.path) < Region.LONGEST_PATH - 12:
        parent, number = make_region(parent=parent), number + 1
    path = parent.path
    Region.objects.filter(pk=parent.pk).update(path=f"{path[:-1]}{'0' * (Region.LONGEST_PATH - len(path))}/")

    answer = chief().post("/admin/articles/region/add/", {"name_ar": "أعمق", "parent": parent.pk})

    assert list(answer.context["adminform"].errors) == ["parent"]


def test_moving_a_place_leaves_its_address_and_those_within_it_as_they_are() -> None:
    world, syria = make_region("العالم"), make_region("سوريا")
    damascus = make_region("دمشق", parent=syria)
    make_publication(make_article(regions=[damascus]))
    syria.parent = world
    taxonomy.save(syria)

    assert [where(f"/ar/regions/{each.slug_ar}/")[0] for each in (world, syria, damascus)] == [200, 200, 200]
    assert Client().get(f"/ar/regions/{world.slug_ar}/").context["page"].cards != ()


@pytest.mark.usefixtures("page_cache")
@pytest.mark.parametrize("stories", [1, 3])
def test_a_region_lists_what_lies_in_it_in_four_queries(
    stories: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    syria = make_region("سوريا")
    damascus = make_region("دمشق", parent=syria)
    ghouta = make_region("الغوطة", parent=damascus)
    for number in range(stories):
        make_publication(make_article(f"خبر {number}", regions=[damascus, ghouta], hero=make_image()))
    Client().get(f"/ar/regions/{ghouta.slug_ar}/")
    pagecache._each.clear()  # no page has shown these cards yet

    with django_assert_num_queries(4):
        page = Client().get(f"/ar/regions/{syria.slug_ar}/").context["page"]

    assert [card.headline for card in page.cards] == [f"خبر {number}" for number in reversed(range(stories))]
    assert [link.label for link in page.inside] == ["دمشق"]


def test_a_regions_list_walks_the_newest_stories_by_their_index() -> None:
    region = make_region("سوريا")
    rows = lists.stories_of(region, "ar").newest_first()[:21]

    if connection.vendor == "sqlite":  # PostgreSQL plans by what it has counted, and here is nothing
        plan = rows.explain()
        assert "publication_newest" in plan
        assert "USE TEMP B-TREE" not in plan


# --- addresses -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("model", ["section", "region", "tag"])
def test_a_renamed_address_leads_to_the_new_one_with_its_feeds_in_each_language(model: str) -> None:
    makers: dict[str, Any] = {"section": make_section, "region": make_region, "tag": make_tag}
    thing = makers[model]("قديم", name_en="Old")
    old = thing.slug_ar, thing.slug_en
    thing.slug_ar, thing.slug_en = "جديد", "new"
    taxonomy.save(thing)

    assert where(f"/en/{model}s/{old[1]}/") == (301, f"/en/{model}s/new/")
    assert where(f"/en/{model}s/{old[1]}/feed/") == (301, f"/en/{model}s/new/feed/")
    assert where(f"/en/{model}s/{old[1]}/feed/atom/") == (301, f"/en/{model}s/new/feed/atom/")
    arabic = Client().get(f"/ar/{model}s/{old[0]}/", follow=True)
    assert (arabic.redirect_chain[0][1], arabic.status_code, len(arabic.redirect_chain)) == (301, 200, 1)


def test_renamed_twice_nobody_is_led_twice_and_renamed_back_nobody_in_a_circle() -> None:
    tag = make_tag(name_en="One")
    first = tag.slug_en
    for slug in ("second", "third"):
        tag.slug_en = slug
        taxonomy.save(tag)
    assert where(f"/en/tags/{first}/") == (301, "/en/tags/third/")

    tag.slug_en = first
    taxonomy.save(tag)

    assert (where(f"/en/tags/{first}/")[0], where("/en/tags/third/")) == (200, (301, f"/en/tags/{first}/"))


def test_who_lives_at_an_address_wins_over_who_moved_away() -> None:
    tag = make_tag(name_en="Old")
    old = tag.slug_en
    tag.slug_en = "new"
    taxonomy.save(tag)
    Tag.objects.create(name_en="Another", slug_en=old)

    assert where(f"/en/tags/{old}/")[0] == 200


def test_a_renamed_tag_is_found_by_its_new_name_in_the_search() -> None:
    tag = make_tag("فسيفساء")
    make_publication(make_article("خبر", tags=[tag]))
    tag.name_ar = "أرابيسك"
    taxonomy.save(tag)

    found = [len(Client().get("/ar/search/", {"q": word}).context["page"].hits) for word in ("فسيفساء", "أرابيسك")]
    assert found == [0, 1]


@pytest.mark.usefixtures("page_cache")
def test_a_kept_page_shows_the_new_name_at_once() -> None:
    tag = make_tag("قديم")
    path = f"/ar/tags/{tag.slug_ar}/"
    assert "قديم" in Client().get(path).content.decode()
    tag.name_ar = "حديث"
    taxonomy.save(tag)

    assert "حديث" in Client().get(path).content.decode()


# --- merging ---------------------------------------------------------------------------------------------------------


def test_every_table_that_refers_to_them_is_known() -> None:
    assert [tie.label for tie in merging.ties(Section)] == [
        "articles.article.section_id",
        "articles.menuitem.section_id",
        "articles.publication.section_id",
        "articles.remit_sections.section_id",
        "articles.topic_sections.section_id",
        "newsletter.plansection.section_id",
    ]
    assert [tie.label for tie in merging.ties(Region)] == [
        "articles.article_regions.region_id",
        "articles.publication_regions.region_id",
        "articles.region.parent_id",
        "articles.topic_regions.region_id",
        "newsletter.subscriber_regions.region_id",
    ]
    assert [tie.label for tie in merging.ties(Tag)] == [
        "articles.article_tags.tag_id",
        "articles.cartoon_tags.tag_id",
        "articles.publication_tags.tag_id",
        "articles.topic_tags.tag_id",
    ]


def three_tags() -> tuple[Tag, Tag, Tag]:
    """One to keep and two to go; stories with one of them, with two, with all, at the desk and for readers."""
    kept, second, third = (spelled(make_tag(name, name_en=name)) for name in ("سوريا", "سورية", "سوريّة"))
    for tags in ([kept], [second], [kept, second], [second, third], [kept, second, third]):
        make_publication(make_article(tags=tags))
        make_article(tags=tags)
    return kept, second, third


def test_a_merge_moves_every_link_once_and_its_undoing_brings_back_the_very_links() -> None:
    tags = three_tags()
    before = [links(tag) for tag in tags]
    rows = list(Tag.objects.order_by("pk").values())
    every = sorted({pk for each in before for pk in each["articles.article_tags.tag_id"]})

    made = merging.merge(tags[0], tags[1:], by=None)

    assert links(tags[0])["articles.article_tags.tag_id"] == every
    assert not Tag.objects.filter(pk__in=[tags[1].pk, tags[2].pk]).exists()
    assert Tag.objects.get().other_spellings() == ["سورية", "سوريّة"]

    merging.undo(made, by=None)

    assert [links(tag) for tag in tags] == before
    assert list(Tag.objects.order_by("pk").values()) == rows
    assert not Redirect.objects.exists()


def test_old_addresses_lead_to_what_was_kept_until_it_is_undone() -> None:
    kept, gone = make_tag("سوريا", name_en="Syria"), make_tag("سورية", name_en="Siria")
    made = merging.merge(kept, [gone], by=None)
    assert where(f"/en/tags/{gone.slug_en}/feed/") == (301, f"/en/tags/{kept.slug_en}/feed/")

    merging.undo(made, by=None)

    assert where(f"/en/tags/{gone.slug_en}/")[0] == 200


def test_what_had_no_name_in_a_language_takes_over_name_and_address() -> None:
    kept, gone = make_tag("سوريا"), make_tag("سورية", name_en="Syria")

    assert merging.outlook(kept, [gone]).redirects == 1
    made = merging.merge(kept, [gone], by=None)

    assert where(f"/en/tags/{gone.slug_en}/")[0] == 200
    merging.undo(made, by=None)
    assert Tag.objects.get(pk=kept.pk).name_in("en") == ""


def test_the_outlook_counts_each_story_once() -> None:
    kept, second, third = three_tags()

    found = merging.outlook(kept, [second, third])

    assert (found.stories, found.public, found.drafts, found.languages, found.redirects) == (8, 4, 4, 1, 4)


def test_what_was_filed_anew_since_stays_as_it_was_filed() -> None:
    kept, gone = make_tag("سوريا"), make_tag("سورية")
    refiled, later = make_article(tags=[gone]), make_article()
    made = merging.merge(kept, [gone], by=None)
    saving.save_part(refiled, SHARED, {}, version=1, by=None, rows=saving.Rows())
    saving.save_part(later, SHARED, {}, version=1, by=None, rows=saving.Rows(tags=[kept]))

    merging.undo(made, by=None)

    assert (list(refiled.tags.all()), list(later.tags.all())) == ([], [kept])


def test_what_was_published_since_the_merge_goes_back_with_its_story() -> None:
    kept, gone = make_tag("سوريا"), make_tag("سورية")
    article = make_article(tags=[gone])
    made = merging.merge(kept, [gone], by=None)
    published = make_publication(article)

    merging.undo(made, by=None)

    assert list(published.tags.all()) == [gone]


def test_a_story_that_gets_the_old_tag_while_it_is_merged_ends_with_the_new_one() -> None:
    kept, gone = make_tag("سوريا"), make_tag("سورية")
    article = make_article()
    rows = saving.Rows(tags=[Tag.objects.get(pk=gone.pk)])  # read before the merge, written after it
    merging.merge(kept, [gone], by=None)

    saving.save_part(article, SHARED, {}, version=1, by=None, rows=rows)

    assert list(article.tags.all()) == [kept]


@pytest.mark.django_db(transaction=True)
def test_of_stories_that_are_tagged_and_published_while_a_merge_runs_none_loses_its_tag() -> None:
    SiteIdentity.objects.get_or_create(pk=1)
    kept, gone = make_tag("سوريا"), make_tag("سورية")
    stories = [make_article() for _each in range(8)]

    def file(article: Article) -> None:
        saving.save_part(article, SHARED, {}, version=1, by=None, rows=saving.Rows(tags=[gone]))
        make_publication(article)

    together(*(partial(file, each) for each in stories[:4]), partial(merging.merge, kept, [gone], by=None))
    together(*(partial(file, each) for each in stories[4:]))

    rows = Publication.objects.all()
    assert [list(each.tags.all()) for each in (*stories, *rows)] == [[kept]] * 16


def test_a_form_that_was_open_meanwhile_saves_the_new_tag() -> None:
    client = chief()
    kept, gone = make_tag("سوريا"), make_tag("سورية")
    article = make_article(tags=[gone])
    data = opened(client, change(article))
    del data["from_desk"]  # something else of the same part is changed
    merging.merge(kept, [gone], by=None)

    answer = client.post(change(article), data)

    assert answer.status_code == 302
    assert list(article.tags.all()) == [kept]


def test_an_older_version_is_put_back_with_what_its_tag_was_merged_into() -> None:
    kept, gone = make_tag("سوريا"), make_tag("سورية")
    article = make_article(tags=[gone])
    first = article.revisions.get(part=SHARED)
    saving.save_part(article, SHARED, {}, version=1, by=None, rows=saving.Rows())
    merging.merge(kept, [gone], by=None)

    missing = revisions.restore(article, first, version=2, by=None)

    assert (missing, list(article.tags.all())) == ([], [kept])


def test_merged_again_the_way_leads_to_the_last() -> None:
    first, second, third = make_tag("أ"), make_tag("ب"), make_tag("ج")
    merging.merge(second, [first], by=None)
    merging.merge(third, [second], by=None)

    assert filing.standing(Tag, [first.pk, third.pk, second.pk]) == [third.pk]


def test_a_merge_of_what_is_gone_is_refused() -> None:
    kept, gone = make_tag("أ"), make_tag("ب")
    merging.merge(kept, [gone], by=None)

    with pytest.raises(merging.NotThere):
        merging.merge(kept, [gone], by=None)


def test_an_address_that_was_taken_since_stands_in_the_way_of_undoing() -> None:
    kept, gone = make_tag("أ"), make_tag("ب")
    made = merging.merge(kept, [gone], by=None)
    Tag.objects.create(name_ar="غيره", slug_ar=gone.slug_ar)

    with pytest.raises(merging.CannotUndo) as refused, transaction.atomic():
        merging.undo(made, by=None)

    assert refused.value.other == "غيره"


def test_after_thirty_days_a_merge_stays_and_its_way_is_still_known() -> None:
    kept, gone = make_tag("أ"), make_tag("ب")
    with clock.held_at(clock.now() - timedelta(days=31)):
        made = merging.merge(kept, [gone], by=None)

    assert merging.forget_old() == 1
    with pytest.raises(merging.CannotUndo):
        merging.undo(made, by=None)
    assert filing.standing(Tag, [gone.pk]) == [kept.pk]


def test_stories_are_found_by_the_name_that_they_have_now() -> None:
    kept, gone = make_tag("فسيفساء"), make_tag("أرابيسك")
    make_publication(make_article("خبر", tags=[gone]))

    def found() -> list[int]:
        return [len(Client().get("/ar/search/", {"q": word}).context["page"].hits) for word in ("فسيفساء", "أرابيسك")]

    made = merging.merge(kept, [gone], by=None)
    assert found() == [1, 1]  # by the name that it has, and by what is another spelling of it now
    merging.undo(made, by=None)
    assert found() == [0, 1]


def test_what_is_too_much_to_index_at_once_is_due(monkeypatch: pytest.MonkeyPatch) -> None:
    tag = make_tag("فسيفساء")
    for _each in range(3):
        make_publication(make_article(tags=[tag]))
    monkeypatch.setattr(search, "_AT_ONCE", 2)

    search.index_again(list(Publication.objects.values_list("pk", flat=True)))

    assert SearchRow.objects.exclude(analyser_version=search.VERSION).count() == 1
    assert search.rebuild_some() == 1


def test_merges_and_their_undoing_stand_in_the_log() -> None:
    user = make_user()
    kept, gone = make_tag("أ"), make_tag("ب")
    merging.undo(merging.merge(kept, [gone], by=user), by=user)

    entries = list(AuditEntry.objects.order_by("number").values_list("action", "by", "detail"))
    assert entries == [
        ("merge", user.pk, {"called": "أ", "gone": ["ب"]}),
        ("undo_merge", user.pk, {"called": "أ", "back": ["ب"]}),
    ]


# --- sections and regions --------------------------------------------------------------------------------------------


def test_a_section_takes_along_stories_menu_and_remits() -> None:
    SiteIdentity.objects.get_or_create(pk=1)
    old, new = make_section("قديم"), make_section("جديد")
    story = make_publication(make_article(section=old))
    entry = MenuItem.objects.create(identity_id=1, section=old)
    remit = Remit.objects.create(user=make_user())
    remit.sections.add(old)

    made = merging.merge(new, [old], by=None)

    assert Article.objects.get().section == Publication.objects.get().section == new
    assert (MenuItem.objects.get().section, list(remit.sections.all())) == (new, [new])
    merging.undo(made, by=None)
    story.refresh_from_db()
    entry.refresh_from_db()
    assert (story.section, entry.section, list(remit.sections.all())) == (old, old, [old])


def test_a_section_stands_once_in_the_menu_and_twice_again_after_undoing() -> None:
    SiteIdentity.objects.get_or_create(pk=1)
    old, new = make_section("قديم"), make_section("جديد")
    for section in (old, new):
        MenuItem.objects.create(identity_id=1, section=section)
    before = list(MenuItem.objects.order_by("pk").values())

    made = merging.merge(new, [old], by=None)

    assert [entry.section for entry in MenuItem.objects.all()] == [new]
    merging.undo(made, by=None)
    assert list(MenuItem.objects.order_by("pk").values()) == before


def test_a_section_with_stories_does_not_go_without_a_place() -> None:
    section = make_section()
    make_article(section=section)

    with pytest.raises(merging.NeedsAPlace):
        merging.merge(None, [section], by=None)


def test_regions_within_go_along_and_come_back() -> None:
    world, syria, sham = make_region("العالم"), make_region("سوريا"), make_region("الشام")
    damascus = make_region("دمشق", parent=sham)
    ghouta = make_region("الغوطة", parent=damascus)
    syria.parent = world
    taxonomy.save(syria)

    made = merging.merge(syria, [sham], by=None)
    assert Region.objects.get(pk=ghouta.pk).path == f"/{world.pk}/{syria.pk}/{damascus.pk}/{ghouta.pk}/"

    merging.undo(made, by=None)
    assert Region.objects.get(pk=ghouta.pk).path == f"/{sham.pk}/{damascus.pk}/{ghouta.pk}/"


def test_a_region_does_not_go_into_what_lies_within_it() -> None:
    syria = make_region("سوريا")
    damascus = make_region("دمشق", parent=syria)

    with pytest.raises(merging.LiesWithin):
        merging.merge(damascus, [syria], by=None)


def test_what_lies_in_a_region_that_goes_lies_in_the_one_above() -> None:
    world = make_region("العالم")
    levant = make_region("المشرق", parent=world)
    syria = make_region("سوريا", parent=levant)
    article = make_article(regions=[levant])

    made = merging.merge(None, [levant], by=None)

    assert Region.objects.get(pk=syria.pk).path == f"/{world.pk}/{syria.pk}/"
    assert list(article.regions.all()) == []
    merging.undo(made, by=None)
    assert Region.objects.get(pk=syria.pk).path == f"/{world.pk}/{levant.pk}/{syria.pk}/"
    assert list(article.regions.all()) == [levant]


# --- splitting -------------------------------------------------------------------------------------------------------


def test_chosen_stories_get_the_other_tag_at_the_desk_and_for_readers() -> None:
    tag, to = make_tag("سوق"), make_tag("أسعار")
    moves, stays, has_both = make_article(tags=[tag]), make_article(tags=[tag]), make_article(tags=[tag, to])
    row = make_publication(moves)

    assert merging.split(tag, to, [moves.pk, has_both.pk], by=None) == 2

    assert [list(each.tags.all()) for each in (moves, stays, has_both, row)] == [[to], [tag], [to], [to]]


# --- spellings -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("one", "other", "likely"),
    [
        ("سوريا", "سورية", True),
        ("أذربيجان", "اذربيجان", True),
        ("مستشفى", "مستشفي", True),
        ("الانتخابات", "انتخابات", True),
        ("الأمم المتحدة", "الامم المتحده", True),
        ("كهرباء", "كهربا", True),
        ("انتخابات 2024", "انتخابات 2025", False),
        ("إيران", "العراق", False),
        ("قمح", "قمر", False),
        ("!!!", "؟؟؟", False),
    ],
)
def test_pairs_of_spellings_are_proposed(one: str, other: str, likely: bool) -> None:
    spelled(make_tag(one))
    spelled(make_tag(other))

    assert len(alike.pairs()) == likely
    assert bool(alike.near([other], but=Tag.objects.order_by("-pk")[0].pk)) == likely


def test_what_was_told_apart_is_not_proposed_again() -> None:
    one, other = spelled(make_tag("سوريا")), spelled(make_tag("سورية"))

    alike.tell_apart(one, [other], by=None)

    assert (alike.pairs(), alike.near(["سورية"], but=one.pk)) == ([], [])


def tag_data(**words: str) -> dict[str, str]:
    """The form of a tag."""
    return {"name_ar": "", "name_en": "", "slug_ar": "", "slug_en": "", "aliases": "", **words}


def errors(answer: Any) -> list[str]:
    """The fields that the form complains of."""
    return sorted(answer.context["adminform"].errors)


def test_who_makes_a_tag_that_nearly_is_there_is_asked_and_may_insist() -> None:
    client = chief()
    client.post("/admin/articles/tag/add/", tag_data(name_ar="سوريا"))
    data = tag_data(name_ar="سورية")

    asked = client.post("/admin/articles/tag/add/", data)

    assert (errors(asked), Tag.objects.count()) == (["name_ar"], 1)
    assert 'name="is_other"' in asked.content.decode()
    assert client.post("/admin/articles/tag/add/", data | {"is_other": "on"}).status_code == 302
    assert (Tag.objects.count(), alike.pairs()) == (2, [])


def test_another_spelling_finds_the_tag_at_the_desk_and_its_stories_in_the_search() -> None:
    client = chief()
    client.post("/admin/articles/tag/add/", tag_data(name_ar="كاراباخ", aliases="قره باغ\r\nناغورني كاراباخ"))
    tag = Tag.objects.get()
    make_publication(make_article("خبر", tags=[tag]))
    query = {"term": "قره باغ", "app_label": "articles", "model_name": "article", "field_name": "tags"}

    assert [row["id"] for row in client.get("/admin/autocomplete/", query).json()["results"]] == [str(tag.pk)]
    assert len(Client().get("/ar/search/", {"q": "قره باغ"}).context["page"].hits) == 1


@pytest.mark.parametrize("line", ["سورية", "سُوريَة", "الشام"])
def test_what_another_tag_is_called_is_no_other_spelling(line: str) -> None:
    client = chief()
    client.post("/admin/articles/tag/add/", tag_data(name_ar="سورية", aliases="الشام"))

    answer = client.post("/admin/articles/tag/add/", tag_data(name_ar="دمشق", aliases=line))

    assert (errors(answer), Tag.objects.count()) == (["aliases"], 1)


@pytest.mark.parametrize("typed", ["\0", "‮‏", " \n \n", "x" * 5000, "<script>", "%_\\"])
def test_odd_other_spellings_break_nothing(typed: str) -> None:
    answer = chief().post("/admin/articles/tag/add/", tag_data(name_ar="وسم", aliases=typed))

    assert answer.status_code in (200, 302)


# --- the story's form ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("number", "saved"), [(12, True), (13, False)])
def test_a_story_has_at_most_twelve_tags(number: int, saved: bool) -> None:
    client = chief()
    tags = [make_tag() for _each in range(number)]
    article = make_article()

    answer = save(client, change(article), tags=[str(tag.pk) for tag in tags])

    assert (answer.status_code == 302, article.tags.count()) == (saved, number if saved else 0)


def test_names_with_commas_between_them_are_tags_in_any_spelling_and_the_others_are_named() -> None:
    client = chief()
    client.post("/admin/articles/tag/add/", tag_data(name_ar="الأمم المتحدة", name_en="United Nations"))
    client.post("/admin/articles/tag/add/", tag_data(name_ar="كاراباخ", aliases="قره باغ"))
    names = "الامم المتحده،  قره باغ, united nations؛ ؟؟؟,,غير موجود"

    found = client.get("/admin/articles/article/tags/", {"names": names}).json()

    assert [tag["text"] for tag in found["tags"]] == ["الأمم المتحدة", "كاراباخ"]
    assert found["lacking"] == ["؟؟؟", "غير موجود"]


@pytest.mark.parametrize(
    "names", ["", "\0", ",،؛", "س" * 5000, "،".join("سشصضطظعغفقكلمنهوي"[n % 17] * (n % 9 + 1) for n in range(400))]
)
def test_any_list_of_names_has_an_answer(names: str) -> None:
    answer = chief().get("/admin/articles/article/tags/", {"names": names})

    assert (answer.status_code, answer.json()["tags"]) == (200, [])


# --- what readers and machines see -----------------------------------------------------------------------------------


@pytest.mark.parametrize(("stories", "offered"), [(2, False), (3, True)])
def test_the_list_of_a_tag_with_few_stories_is_not_offered_to_search_engines(stories: int, offered: bool) -> None:
    tag = make_tag("زيتون")
    for _each in range(stories):
        make_publication(make_article(tags=[tag]))

    page = Client().get(f"/ar/tags/{tag.slug_ar}/").content.decode()
    sitemap = Client().get("/sitemaps/pages.xml").content.decode()

    assert ('content="noindex"' not in page, "/ar/tags/" in sitemap) == (offered, offered)


# --- the desk --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["ar", "en"])
def test_merging_at_the_desk_from_the_list_to_the_way_back(language: str) -> None:
    client = Client()
    client.force_login(make_user(superuser=True, interface_language=language))
    kept, gone = make_tag("سوريا"), make_tag("سورية")
    make_publication(make_article(tags=[kept]))
    make_article(tags=[gone])
    chosen = {"action": "merge", "_selected_action": [kept.pk, gone.pk]}

    page = client.post("/admin/articles/tag/", chosen, follow=True)
    assert (page.context["kept"], page.context["gone"], len(page.context["facts"])) == (kept, [gone], 3)
    done = client.post("/admin/articles/tag/merge/", {"ids": f"{kept.pk},{gone.pk}", "kept": kept.pk}, follow=True)
    assert done.status_code == 200
    made = Merge.objects.get()
    assert [row["gone"] for row in client.get("/admin/articles/tag/merges/").context["rows"]] == ["سورية"]
    assert client.post(f"/admin/articles/tag/merges/{made.pk}/undo/", follow=True).status_code == 200
    assert Tag.objects.count() == 2


@pytest.mark.parametrize("ids", ["", "x", "1", "999999,999998", "1,1,1", "\0"])
def test_a_merge_of_fewer_than_two_leads_back_to_the_list(ids: str) -> None:
    make_tag()

    for answer in (chief().get("/admin/articles/tag/merge/", {"ids": ids}), chief().post("/admin/articles/tag/merge/")):
        assert (answer.status_code, answer.headers["Location"]) == (302, "/admin/articles/tag/")


def test_who_may_not_delete_tags_merges_none() -> None:
    client = Client()
    client.force_login(make_user(permissions=("articles.change_tag", "articles.view_tag")))
    kept, gone = make_tag(), make_tag()

    ids = f"{kept.pk},{gone.pk}"
    assert client.post("/admin/articles/tag/merge/", {"ids": ids}).status_code == 403
    assert client.post("/admin/articles/tag/apart/", {"ids": ids}).status_code == 403
    assert client.get(f"/admin/articles/tag/{kept.pk}/split/").status_code == 403
    assert client.get("/admin/articles/tag/").context["cl"].result_count == 2


@pytest.mark.parametrize("model", ["section", "region", "tag"])
def test_what_is_used_goes_only_with_a_place_to_go(model: str) -> None:
    client = chief()
    make: Any = {"section": make_section, "region": make_region, "tag": make_tag}[model]
    thing, to = make("قديم"), make("جديد")
    filed: Any = {"section": thing} if model == "section" else {f"{model}s": [thing]}
    make_article(**filed)
    path = f"/admin/articles/{model}/{thing.pk}/delete/"

    assert client.get(path).context["thing"] == thing
    client.post(path, {"to": to.pk})

    article = Article.objects.get()
    assert ([article.section] if model == "section" else list(getattr(article, f"{model}s").all())) == [to]
    assert not type(thing)._default_manager.filter(pk=thing.pk).exists()


@pytest.mark.parametrize("chosen", [True, False])
def test_after_a_deletion_the_desk_hears_that_it_is_deleted(chosen: bool) -> None:
    client = chief()
    thing, to = make_region("قديم"), make_region("جديد")
    make_article(regions=[thing])
    answer = client.post(f"/admin/articles/region/{thing.pk}/delete/", {"to": to.pk if chosen else ""})
    with override("ar"):
        words = gettext("Deleted: “%(gone)s”. Its stories are filed under “%(kept)s” now.")
        words = words if chosen else gettext("Deleted: “%(gone)s”.")
        said = str(next(iter(get_messages(answer.wsgi_request))))
    assert said.startswith(words % {"gone": "قديم", "kept": "جديد"})


def test_before_a_region_goes_the_page_says_what_becomes_of_those_within() -> None:
    above = make_region("الشام")
    thing = make_region("دمشق وريفها", parent=above)
    make_region("دوما", parent=thing)
    page = chief().get(f"/admin/articles/region/{thing.pk}/delete/")
    assert page.context["inside"] == ["دوما"]
    outcome = page.content.decode().split('<ul class="help outcome">')[1].split("</ul>")[0]
    assert (outcome.count("<li>"), outcome.count("دوما"), outcome.count("الشام")) == (4, 1, 1)


def test_a_region_that_readers_chose_goes_only_where_their_choice_can() -> None:
    """Whoever has no region left would get every issue."""
    thing, to = make_region("حلب"), make_region("الشمال")
    reader = make_subscriber("reem@example.org")
    reader.regions.add(thing)
    client, path = chief(), f"/admin/articles/region/{thing.pk}/delete/"
    assert any("١" in fact and "النشرة" in fact for fact in client.get(path).context["facts"])
    assert list(client.post(path, {"to": ""}).context["form"].errors) == ["to"]
    with pytest.raises(merging.NeedsAPlace):
        merging.merge(None, [thing], by=None)
    client.post(path, {"to": to.pk})
    assert list(reader.regions.all()) == [to]


def test_no_way_on_is_promised_to_what_must_have_a_place() -> None:
    section = make_section()
    make_article(section=section)
    page = chief().get(f"/admin/articles/section/{section.pk}/delete/").content.decode()
    assert page.split('<ul class="help outcome">')[1].split("</ul>")[0].count("<li>") == 2


def test_a_section_is_asked_for_its_place_at_the_field() -> None:
    section = make_section()
    make_article(section=section)

    answer = chief().post(f"/admin/articles/section/{section.pk}/delete/", {"to": ""})

    assert (list(answer.context["form"].errors), Section.objects.count()) == (["to"], 1)


def test_a_tag_is_split_at_the_desk() -> None:
    client = chief()
    tag, to = make_tag("سوق"), make_tag("أسعار")
    article = make_article(tags=[tag])
    path = f"/admin/articles/tag/{tag.pk}/split/"

    assert client.get(path).context["stories"] == [article]
    nothing = client.post(path, {"to": to.pk})
    assert nothing.context["fault"] != ""
    client.post(path, {"to": to.pk, "story": [article.pk]})

    assert list(article.tags.all()) == [to]


def test_a_proposed_pair_can_be_told_apart_at_the_desk() -> None:
    client = chief()
    one, other = spelled(make_tag("سوريا")), spelled(make_tag("سورية"))
    assert client.get("/admin/articles/tag/").context["alike"] == [(one, other)]

    client.post("/admin/articles/tag/apart/", {"ids": f"{one.pk},{other.pk}"})

    assert client.get("/admin/articles/tag/").context["alike"] == []
    assert Tag.objects.count() == 2
