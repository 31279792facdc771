"""Stories from files come through the doors of the desk; a bad line is told and keeps no other one out."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from articles.models import Article, Image, Origin, Publication, Rendition, Section, Tag
from articles.presenting import story_url
from newsroom import clock
from tests.factories import make_section, picture_bytes

pytestmark = pytest.mark.django_db(transaction=True)

PRINTED = datetime(2024, 3, 1, 8, 30, tzinfo=UTC)
ARABIC_STORY: dict[str, Any] = {
    "headline": "حصاد الزيتون يبدأ",
    "standfirst": "موسم مبكر",
    "body": "الفقرة الأولى\nتتمتها\n\nالفقرة الثانية & أخيرة",
    "section": "اقتصاد",
    "tags": ["زيتون", "حصاد", "زيتون"],
    "picture": "olives.png",
    "published_at": PRINTED.isoformat(),
}
ENGLISH_STORY: dict[str, Any] = {
    "headline": "The olive harvest begins",
    "body": '<p onclick="x()">Nets lie under <b>every</b> tree.</p><script>alert(1)</script>',
    "language": "en",
    "section": "Economy",
    "tags": ["Olives"],
}


def write(folder: Path, *lines: Any, name: str = "stories.jsonl") -> None:
    """A file of lines; what is bytes stands there as it is."""
    encoded = [line if isinstance(line, bytes) else json.dumps(line, ensure_ascii=False).encode() for line in lines]
    (folder / name).write_bytes(b"\n".join(encoded) + b"\n")


def complaints(folder: Path, capsys: pytest.CaptureFixture[str], *options: str) -> list[str]:
    """What is said of the bad lines of a folder."""
    with pytest.raises(CommandError) as failed:
        call_command("load_corpus", str(folder), *options)
    assert failed.value.returncode == 1
    return capsys.readouterr().err.splitlines()


def live(language: str) -> Publication:
    return Publication.objects.live(language).get()


class TestGoodLines:
    @pytest.fixture(autouse=True)
    def _folder(self, tmp_path: Path) -> None:
        (tmp_path / "olives.png").write_bytes(picture_bytes(400, 200))
        write(tmp_path, ARABIC_STORY, b"", ENGLISH_STORY)

    def test_pages_are_live_in_their_language(self, tmp_path: Path, client: Client) -> None:
        call_command("load_corpus", str(tmp_path), "--publish")
        arabic, english = live("ar"), live("en")
        page = client.get(story_url("ar", arabic.article_id, arabic.slug)).content.decode()
        assert "<p>الفقرة الأولى تتمتها</p><p>الفقرة الثانية &amp; أخيرة</p>" in page
        page = client.get(story_url("en", english.article_id, english.slug)).content.decode()
        assert "<p>Nets lie under <b>every</b> tree.</p>" in page
        assert "onclick" not in english.body + page
        assert "alert" not in english.body

    def test_section_and_tags_have_pages(self, tmp_path: Path, client: Client) -> None:
        call_command("load_corpus", str(tmp_path), "--publish")
        for url in ("/ar/section/اقتصاد/", "/ar/tag/زيتون/", "/ar/tag/حصاد/"):
            assert ARABIC_STORY["headline"] in client.get(url).content.decode()
        for url in ("/en/section/economy/", "/en/tag/olives/"):
            assert ENGLISH_STORY["headline"] in client.get(url).content.decode()
        assert Tag.objects.get(slug_ar="زيتون").searched == Tag.objects.get(slug_ar="زيتون").to_be_searched() != ""
        assert [section.position for section in Section.objects.all()] == [0, 1]

    def test_times_origin_and_what_the_desk_finds_it_by(self, tmp_path: Path) -> None:
        call_command("load_corpus", str(tmp_path), "--publish")
        row = live("ar")
        assert row.published_at == PRINTED
        assert row.article.origin == Origin.IMPORT
        assert row.article.searched_ar == row.searched != ""

    def test_a_picture_is_stored_once_and_in_sizes(self, tmp_path: Path) -> None:
        write(tmp_path, ARABIC_STORY, ARABIC_STORY | {"headline": "خبر ثان"}, name="more.jsonl")
        call_command("load_corpus", str(tmp_path), "--publish")
        image = Image.objects.get()
        assert {article.hero for article in Article.objects.filter(headline_ar__gt="")} == {image}
        assert Rendition.objects.filter(image=image).count() == 2
        assert Publication.objects.live("ar").first().hero_alt  # type: ignore[union-attr]

    def test_without_publish_they_are_working_copies(self, tmp_path: Path) -> None:
        call_command("load_corpus", str(tmp_path))
        assert (Article.objects.count(), Publication.objects.count()) == (2, 0)

    def test_as_many_as_are_wanted(self, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
        call_command("load_corpus", str(tmp_path), "--limit", "1", "--publish")
        assert Publication.objects.count() == 1
        assert capsys.readouterr().out == "1 loaded\n"

    def test_what_is_there_by_its_name_is_used(self, tmp_path: Path) -> None:
        section = make_section("اقتصاد", slug="مال")
        Tag.objects.create(name_ar="غيره", slug_ar="زيتون")
        call_command("load_corpus", str(tmp_path), "--publish")
        assert live("ar").section == section
        assert Tag.objects.get(name_ar="زيتون").slug_ar == "زيتون-2"


class TestBadLines:
    def test_each_is_told_with_its_number_and_field_and_the_rest_is_loaded(
        self, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        good = {"headline": "خبر", "body": "نص", "section": "أخبار"}
        later = (clock.now() + timedelta(days=1)).isoformat()
        (tmp_path / "broken.png").write_bytes(b"\x89PNG no picture")
        bad: dict[str, Any] = {
            "line 2: line": b'{"headline": ',
            "line 3: line": b'{"headline": "\xff"}',
            "line 4: line": ["no object"],
            "line 5: headline": good | {"headline": " \u200f "},
            "line 6: headline": good | {"headline": "س" * 201},
            "line 7: headline": good | {"headline": 7},
            "line 8: language": good | {"language": "fr"},
            "line 9: tags": good | {"tags": "زيتون"},
            "line 10: tags": good | {"tags": ["!!"]},
            "line 11: picture": good | {"picture": "nowhere.png"},
            "line 12: picture": good | {"picture": "../nowhere.png"},
            "line 13: picture": good | {"picture": "broken.png"},
            "line 14: published_at": good | {"published_at": "last week"},
            "line 15: published_at": good | {"published_at": later},
            "line 16: published_at": good | {"published_at": "0001-01-01T00:00"},
            "line 17: body": good | {"body": "س" * 600_000},
            "line 18: body": good | {"body": ""},
            "line 19: section": good | {"section": None},
        }
        write(tmp_path, good, *bad.values(), good | {"headline": "خبر أخير"})
        told = complaints(tmp_path, capsys, "--publish")
        assert [line.partition(": ")[0].removeprefix("stories.jsonl, ") for line in told] == [
            key.partition(": ")[0] for key in bad
        ]
        assert [line.split(": ")[1] for line in told] == [key.partition(": ")[2] for key in bad]
        assert sorted(Publication.objects.values_list("headline", flat=True)) == ["خبر", "خبر أخير"]
        assert Article.objects.count() == 2

    def test_what_no_database_takes_is_cleaned_away(self, tmp_path: Path) -> None:
        write(tmp_path, b'{"headline": "a\\u0000b\\ud800 c", "body": "\\ud800x", "language": "en", "section": "N"}')
        call_command("load_corpus", str(tmp_path), "--publish")
        assert live("en").body == "<p>x</p>"

    def test_a_folder_without_stories_is_refused(self, tmp_path: Path) -> None:
        with pytest.raises(CommandError, match="no file"):
            call_command("load_corpus", str(tmp_path))
