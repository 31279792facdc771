"""The demo newsroom's texts: every reference leads somewhere, and the typography is the desk's."""

import re
import tomllib
from collections import Counter
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from typing import Any

import pytest

import newsletter
from articles import drawing

FOLDER = Path(newsletter.__file__).parent / "demo"
WORLD: dict[str, Any] = tomllib.loads((FOLDER / "world.toml").read_text(encoding="utf-8"))
CARTOONS: list[dict[str, Any]] = tomllib.loads((FOLDER / "cartoons.toml").read_text(encoding="utf-8"))["cartoons"]
STORIES: dict[str, dict[str, Any]] = {
    path.stem: tomllib.loads(path.read_text(encoding="utf-8")) for path in sorted((FOLDER / "stories").glob("*.toml"))
}
KEYS = {story["key"]: story for story in STORIES.values()}
PUBLISHED = {name: story for name, story in STORIES.items() if "published" in story}
TEXTS = ("headline", "kicker", "standfirst", "body", "hero_caption", "hero_alt", "hero_credit")
LIMITS = {"kicker": 60, "headline": 200, "standfirst": 600, "dateline": 80, "hero_caption": 300, "hero_alt": 300}
TAGS = {"p", "h2", "ul", "li", "blockquote", "a", "strong"}
ROLES = {"text", "photo", "translation", "editing", "drawing"}
READ_ALSO = re.compile(r'<p class="related-read" data-story="([a-z-]+)"></p>')


def plain(html: str) -> str:
    return unescape(re.sub(r"<[^>]+>", " ", html))


def keys(family: str, name: str = "key") -> set[str]:
    return {thing[name] for thing in WORLD[family]}


def languages(story: dict[str, Any]) -> list[str]:
    return [language for language in ("ar", "en") if language in story]


def texts(language: str) -> Iterator[tuple[str, str]]:
    """Everything of a language that a reader or a colleague may see, with the place where it stands."""
    for name, story in STORIES.items():
        for field, value in story.get(language, {}).items():
            yield f"{name} {field}", plain(value)
    things = [WORLD["identity"], *CARTOONS]
    things += [
        thing for family in ("sections", "regions", "tags", "people", "users", "menu") for thing in WORLD[family]
    ]
    for thing in things:
        for field, value in thing.items():
            if field.endswith(f"_{language}") and not field.startswith("slug"):
                yield f"{thing.get('key', thing.get('picture', thing.get('username')))} {field}", value


def test_the_demo_is_as_large_as_the_issue_asks() -> None:
    states = Counter(story.get("state", "published") for story in STORIES.values())
    assert states == {"published": 43, "draft": 2, "in_review": 1, "ready": 2, "scheduled": 2}
    assert sum("en" in story for story in PUBLISHED.values()) == 21
    assert all("ar" in story for story in STORIES.values())


@pytest.mark.parametrize("name", STORIES)
def test_a_story_refers_only_to_what_exists(name: str) -> None:
    story = STORIES[name]
    unknown = {
        "section": {story["section"]} - keys("sections"),
        "regions": set(story["regions"]) - keys("regions"),
        "tags": set(story["tags"]) - keys("tags"),
        "people": {credit["person"] for credit in story["credits"]} - keys("people"),
        "roles": {credit["role"] for credit in story["credits"]} - ROLES,
        "wires": set(story["wires"]) - keys("wires"),
        "picture": {story["hero"]} - set(drawing.PICTURES) if "hero" in story else set(),
        "related": set(story["related"]) - set(KEYS),
        "owner": {story["owner"]} - keys("users", "username"),
    }
    assert {kind: missing for kind, missing in unknown.items() if missing} == {}


@pytest.mark.parametrize("name", STORIES)
def test_read_also_leads_to_another_published_story_of_the_same_language(name: str) -> None:
    story = STORIES[name]
    for language in languages(story):
        found = READ_ALSO.findall(story[language]["body"])
        assert len(found) == story[language]["body"].count("related-read")
        for target in found:
            assert target != story["key"]
            assert ("published" in KEYS[target], language in KEYS[target]) == (True, True)


def test_seven_stories_and_more_hold_an_inline_read_also() -> None:
    assert sum("related-read" in story["ar"]["body"] for story in PUBLISHED.values()) >= 7


@pytest.mark.parametrize("name", STORIES)
def test_a_story_does_not_recommend_itself_or_anything_twice(name: str) -> None:
    related = STORIES[name]["related"]
    assert len({*related, STORIES[name]["key"]}) == len(related) + 1


@pytest.mark.parametrize("name", PUBLISHED)
def test_a_published_story_is_complete_in_each_of_its_languages(name: str) -> None:
    story = PUBLISHED[name]
    fields = [field for field in TEXTS if "hero" in story or not field.startswith("hero_")]
    missing = [(language, field) for language in languages(story) for field in fields if not story[language].get(field)]
    assert missing == []


@pytest.mark.parametrize("name", STORIES)
def test_a_text_fits_its_field(name: str) -> None:
    story = STORIES[name]
    long = [
        (language, field)
        for language in languages(story)
        for field, limit in LIMITS.items()
        if len(story[language].get(field, "")) > limit
    ]
    assert long == []


@pytest.mark.parametrize("name", STORIES)
def test_a_body_uses_the_editors_tags_only(name: str) -> None:
    for language in languages(STORIES[name]):
        body = STORIES[name][language]["body"]
        assert set(re.findall(r"</?([a-z0-9]+)", body)) - TAGS == set()
        opened, closed = Counter(re.findall(r"<([a-z0-9]+)", body)), Counter(re.findall(r"</([a-z0-9]+)", body))
        assert opened == closed


FOREIGN_IN_ARABIC = {
    "a Latin mark": r"[,;?\"'“”‘’]",
    "a mark glued to the next word": r"[،؛؟]\w",
    "a space before a mark": r"\s[،؛؟.]",
    "a stretched letter": "ـ",
    "a double space": r"\S[^\S\n]{2,}\S",
    "digits of another kind": "[٠-٩۰-۹]",
}


@pytest.mark.parametrize("fault", FOREIGN_IN_ARABIC)
def test_arabic_is_printed_with_arabic_marks_and_latin_digits(fault: str) -> None:
    found = {place: re.findall(FOREIGN_IN_ARABIC[fault], text) for place, text in texts("ar")}
    assert {place: marks for place, marks in found.items() if marks} == {}


def test_arabic_quotation_marks_come_in_pairs() -> None:
    marks = {place: re.sub("[^«»]", "", text).replace("«»", "") for place, text in texts("ar")}
    assert {place: left for place, left in marks.items() if left} == {}


def test_english_uses_curved_quotation_marks_in_pairs() -> None:
    found = {place: re.findall(r"[\"'«»،؛؟\u0600-\u06ff]", text) for place, text in texts("en")}
    assert {place: marks for place, marks in found.items() if marks} == {}
    assert [place for place, text in texts("en") if text.count("“") != text.count("”")] == []


@pytest.mark.parametrize("family", ["sections", "regions", "tags", "people"])
def test_what_has_a_page_has_name_and_address_in_both_languages(family: str) -> None:
    fields = [f"{field}_{language}" for field in ("name", "slug") for language in ("ar", "en")]
    assert [(thing["key"], field) for thing in WORLD[family] for field in fields if not thing.get(field)] == []
    for field in fields:
        assert len({thing[field] for thing in WORLD[family]}) == len(WORLD[family])
    for thing in WORLD[family]:
        assert re.fullmatch(r"[\u0621-\u064a]+(-[\u0621-\u064a]+)*", thing["slug_ar"])
        assert re.fullmatch(r"[a-z]+(-[a-z]+)*", thing["slug_en"])


def test_there_are_seven_sections_in_order_and_one_of_them_is_opinion() -> None:
    assert [section["position"] for section in WORLD["sections"]] == [1, 2, 3, 4, 5, 6, 7]
    assert [section["key"] for section in WORLD["sections"] if section.get("opinion")] == ["opinion"]
    assert all(section["intro_ar"] and section["intro_en"] for section in WORLD["sections"])


def test_a_region_follows_the_region_that_holds_it() -> None:
    seen: set[str] = set()
    for region in WORLD["regions"]:
        assert region.get("parent", "") in seen | {""}
        seen.add(region["key"])


def test_the_menu_names_sections_and_paths_that_exist() -> None:
    assert {entry["section"] for entry in WORLD["menu"] if "section" in entry} <= keys("sections")
    assert all({"label_ar", "label_en"} <= entry.keys() for entry in WORLD["menu"] if "path" in entry)


def test_there_is_one_user_for_each_role_and_one_of_them_works_in_english() -> None:
    roles = Counter(user["role"] for user in WORLD["users"])
    assert roles == dict.fromkeys(
        (
            "reporter",
            "translator",
            "desk_editor",
            "photo_editor",
            "cartoonist",
            "newsletter_editor",
            "editor_in_chief",
            "superuser",
        ),
        1,
    )
    assert [user["username"] for user in WORLD["users"] if user["language"] == "en"] == ["james"]
    for user in WORLD["users"]:
        assert {"name", "job", "gender", "label_ar", "label_en"} <= user.keys()


def test_people_with_an_account_name_one_that_exists() -> None:
    assert {person["user"] for person in WORLD["people"] if "user" in person} <= keys("users", "username")


def test_cartoons_are_drawn_by_somebody_and_two_are_recent() -> None:
    assert {cartoon["artist"] for cartoon in CARTOONS} <= keys("people")
    assert {cartoon["picture"] for cartoon in CARTOONS} == {n for n in drawing.PICTURES if n.startswith("cartoon-")}
    fields = ("title_ar", "title_en", "description_ar", "description_en")
    assert [field for cartoon in CARTOONS for field in fields if not cartoon[field]] == []
    assert sum(cartoon.get("days_ago", 99) <= 3 for cartoon in CARTOONS) >= 2
    assert {tag for cartoon in CARTOONS for tag in cartoon["tags"]} <= keys("tags")


def test_one_cartoon_is_still_to_come_and_one_was_withdrawn() -> None:
    assert sum("days_ahead" in cartoon for cartoon in CARTOONS) == 1
    assert sum("withdrawn" in cartoon for cartoon in CARTOONS) == 1


def test_words_about_a_picture_stand_where_there_is_one() -> None:
    bare = [story[language] for story in STORIES.values() if "hero" not in story for language in languages(story)]
    assert [field for text in bare for field in text if field.startswith("hero_")] == []


def test_every_scene_is_used_once() -> None:
    heroes = Counter(story["hero"] for story in STORIES.values() if "hero" in story)
    assert heroes == {name: 1 for name in drawing.PICTURES if not name.startswith("cartoon-")}


def test_the_long_stories_are_long_and_the_short_ones_are_not_stubs() -> None:
    lengths = [len(plain(story["ar"]["body"]).split()) for story in STORIES.values()]
    assert sum(350 <= length <= 600 for length in lengths) >= 8
    assert min(lengths) >= 145


def test_the_opinion_pages_and_the_analysis_are_there() -> None:
    assert sum(story["section"] == "opinion" for story in PUBLISHED.values()) == 4
    assert [name for name, story in PUBLISHED.items() if story["ar"]["kicker"] == "تحليل"] == ["12-old-wheat"]


def test_every_section_and_every_region_has_something_to_read() -> None:
    assert min(Counter(story["section"] for story in PUBLISHED.values()).values()) >= 4
    assert {story["section"] for story in PUBLISHED.values()} == keys("sections")
    assert {region for story in PUBLISHED.values() for region in story["regions"]} == keys("regions")


def test_no_two_stories_were_published_in_the_same_minute() -> None:
    moments = Counter((story["published"]["days_ago"], story["published"]["time"]) for story in PUBLISHED.values())
    assert max(moments.values()) == 1


def test_the_agencies_stand_alone_and_beside_the_desk() -> None:
    told = {(story["from_desk"], len(story["wires"])) for story in PUBLISHED.values()}
    assert {(False, 1), (True, 1), (True, 2), (True, 0)} <= told
