"""Foreign words on every kind of page: fenced where they are seen, harmless in titles, in both languages."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.test import Client

from articles import body
from articles.models import Cartoon, MenuItem, Publication
from articles.presenting import story_url
from newsletter import digests
from newsletter.models import Digest
from newsroom import arabic, clock
from tests.bidi_checker import faults
from tests.factories import (
    make_article,
    make_author,
    make_cartoon,
    make_image,
    make_plan,
    make_publication,
    make_region,
    make_section,
    make_tag,
    make_wire,
    name_the_site,
)

MIXED = "BBC: أعلنت C++ (Inc.) في 2024 خبرًا"
MIXED_EN = "الجزيرة says a C++ (Inc.) story of 2024 is about سوريا"


class TestTheChecker:
    """It finds what it is there for."""

    @pytest.mark.parametrize(
        "text",
        [
            "<p>قناة BBC اليوم</p>",
            '<p>قناة <b lang="ar">BBC</b></p>',
            "<p>شركة <span>Apple</span></p>",
            "<title>BBC: خبر</title>",
            '<meta property="og:title" content="BBC: خبر">',
        ],
    )
    def test_it_finds_what_nobody_marked(self, text: str) -> None:
        assert len(faults(f'<html lang="ar" dir="rtl">{text}</html>')) == 1

    @pytest.mark.parametrize(
        "text",
        [
            '<p>قناة <bdi lang="en" dir="ltr">BBC</bdi></p>',
            '<p lang="en" dir="ltr">BBC</p>',
            "<p>خبر 2024</p>",
            "<title>\u200f\u2068BBC\u2069: خبر</title>",
            "<script>var english</script>",
        ],
    )
    def test_it_lets_be_what_is_marked(self, text: str) -> None:
        assert faults(f'<html lang="ar" dir="rtl">{text}</html>') == []

    def test_on_an_english_page_it_looks_for_arabic(self) -> None:
        assert len(faults('<html lang="en" dir="ltr"><p>The word سوريا</p></html>')) == 1


class TestFencedBodies:
    """The text of a story."""

    @pytest.mark.parametrize(
        ("html", "fenced"),
        [
            ("<p>قناة BBC</p>", '<p>قناة <bdi lang="en" dir="ltr">BBC</bdi></p>'),
            ("<p>خبر</p>", "<p>خبر</p>"),
            ('<p dir="ltr" lang="en">BBC</p>', '<p dir="ltr" lang="en">BBC</p>'),
            ("<p><code>BBC</code> خبر</p>", "<p><code>BBC</code> خبر</p>"),
            ("<p>خبر<br>BBC</p>", '<p>خبر<br><bdi lang="en" dir="ltr">BBC</bdi></p>'),
            ('<p><a href="/BBC">خبر</a></p>', '<p><a href="/BBC">خبر</a></p>'),
            ("<p>قناة A&amp;B</p>", '<p>قناة <bdi lang="en" dir="ltr">A&amp;B</bdi></p>'),
            ("<p>أ &lt;b&gt; ب</p>", '<p>أ &lt;<bdi lang="en" dir="ltr">b</bdi>&gt; ب</p>'),
            ("", ""),
        ],
    )
    def test_foreign_runs_stand_in_fences(self, html: str, fenced: str) -> None:
        assert body.fenced(html, "ar") == fenced

    def test_arabic_in_english_too(self) -> None:
        assert body.fenced("<p>of سوريا now</p>", "en") == '<p>of <bdi lang="ar" dir="rtl">سوريا</bdi> now</p>'

    @pytest.mark.parametrize("html", ["<p>BBC", "</p>BBC</b>", "<p><b>BBC</p> BBC", "<", "a < b"])
    def test_what_is_not_whole_is_no_trouble(self, html: str) -> None:
        assert isinstance(body.fenced(html, "ar"), str)


@pytest.mark.django_db
class TestEveryKindOfPage:
    """A newspaper in which every name and text has foreign words in it."""

    @pytest.fixture
    def mixed_world(self) -> None:
        identity = name_the_site("صحيفة X", "The سوريا Paper")
        MenuItem.objects.create(identity=identity, label_ar="صفحة Tech", label_en="Page سوريا", path="latest/")
        author = make_author("كاتب Smith", name_en="Writer سمر")
        text = {"headline_en": MIXED_EN, "body_en": f"<p>{MIXED_EN}</p><h2>{MIXED_EN}</h2>"}
        for kind in ("kicker", "standfirst", "dateline", "hero_caption", "hero_alt", "hero_credit"):
            text |= {f"{kind}_ar": MIXED[:60], f"{kind}_en": MIXED_EN[:60]}
        filing = {
            "section": make_section("قسم Tech", name_en="Tech قسم"),
            "regions": [make_region("منطقة London", name_en="London منطقة")],
            "tags": [make_tag("وسم COVID-19", name_en="Tag كوفيد")],
            "wires": [make_wire("رويترز Reuters", name_en="Reuters رويترز")],
        }
        target = make_article(MIXED, **text, **filing)  # type: ignore[arg-type]
        read_also = body.read_also_block(target.pk, MIXED)
        article = make_article(
            MIXED,
            body=f"<p>{MIXED}</p>{read_also}<ul><li>{MIXED}</li></ul>",
            hero=make_image(),
            authors=[author],
            related=[target],
            **text,  # type: ignore[arg-type]
            **filing,  # type: ignore[arg-type]
        )
        with clock.held_at(clock.now() - timedelta(hours=1)):
            make_cartoon("سلّم Up", title_en="The ladder سلّم", artist=author)
            for language in ("ar", "en"):
                make_publication(target, language=language)
                make_publication(article, language=language)
        for language in ("ar", "en"):
            digests.send(digests.draft(make_plan(language)), by=None)

    def pages(self, language: str) -> list[str]:
        row = Publication.objects.live(language).exclude(hero=None).get()
        named = [
            ("sections", row.section),
            ("regions", row.regions.all()[0]),
            ("tags", row.tags.all()[0]),
            ("authors", row.credits.all()[0].person),
        ]
        return [
            f"/{language}/",
            f"/{language}/latest/",
            story_url(language, row.article_id, row.slug),
            *(f"/{language}/{kind}/{thing.slug_in(language)}/" for kind, thing in named),
            f"/{language}/cartoons/",
            f"/{language}/cartoons/{Cartoon.objects.get().pk}/",
            f"/{language}/newsletter/",
            f"/{language}/newsletter/{Digest.objects.public(language)[0].pk}/",
            f"/{language}/newsletter/asked/",
            f"/{language}/c/none",
            f"/{language}/u/none",
            f"/{language}/nothing/",
        ]

    @pytest.mark.parametrize("language", ["ar", "en"])
    @pytest.mark.usefixtures("mixed_world")
    def test_the_newsletter_is_sound_too(self, language: str) -> None:
        digest = Digest.objects.public(language)[0]
        # The preview line is read by lists of mails, as plain text: it has a mark in front and no mark-up.
        shown = re.sub(r'<div class="hidden".*?</div>', "", digest.html, count=1, flags=re.S)
        assert faults(shown) == []
        assert digest.preheader == arabic.plain_line(digest.preheader, language)
        assert digest.subject == arabic.plain_line(MIXED if language == "ar" else MIXED_EN, language)

    @pytest.mark.parametrize("language", ["ar", "en"])
    @pytest.mark.usefixtures("mixed_world")
    def test_no_foreign_word_stands_unfenced_and_no_title_turns(self, client: Client, language: str) -> None:
        found = {path: faults(client.get(path).content.decode()) for path in self.pages(language)}
        assert {path: wrong for path, wrong in found.items() if wrong} == {}
