"""The tags of the public templates: what each prints, in Arabic and in English."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from types import SimpleNamespace

import pytest
from django.template import Context, Template, loader
from django.utils import translation
from pytest_django import Settings

from articles.pages import Block, Byline, Card, CartoonCard, Link, ListPage, Picture
from newsroom import clock, house, theme
from newsroom.pagecache import Shelf
from newsroom.templatetags import newsroom_tags as tags

NOON = datetime(2024, 12, 25, 9, 0, tzinfo=UTC)  # 12:00 in Damascus
PICTURE = Picture("/media/a.jpg", 1600, 900, alt="")


@pytest.fixture(autouse=True)
def christmas_noon(monkeypatch: pytest.MonkeyPatch) -> None:
    """The clock stands at noon of 25 December 2024 in Damascus."""
    monkeypatch.setattr(clock, "now", lambda: NOON)


@pytest.fixture(autouse=True)
def arabic_page() -> Iterator[None]:
    """The page is Arabic unless a test says otherwise."""
    with translation.override("ar"):
        yield


def render(source: str, **context: object) -> str:
    """A template made of `source` alone."""
    return Template("{% load newsroom_tags %}" + source).render(Context(context))


def card(number: int, *, at: datetime | None = NOON, picture: Picture | None = None) -> Card:
    """A story in a list."""
    return Card(number, f"/ar/articles/{number}/", f"خبر {number}", "ar", published_at=at, picture=picture)


def block(size: int, *, opinion: bool = False) -> Block:
    """A block of `size` stories."""
    return Block(Link("قسم", "/"), tuple(card(number) for number in range(size)), opinion=opinion)


def cartoon(language: str = "ar", *, artist_url: str = "") -> CartoonCard:
    """A cartoon with a title in one of the languages."""
    title = {"ar": "الدور", "en": "The queue"}[language]
    return CartoonCard("/ar/cartoons/1/", title, language, PICTURE, artist="نوال شاهين", artist_url=artist_url)


SIDE = '{% part "parts/story_side.html" card=card sizes=sizes %}'


@pytest.mark.usefixtures("page_cache")
class TestParts:
    """Pieces of a page that are printed once."""

    @pytest.fixture(autouse=True)
    def printings(self, monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
        """The templates that were printed, in order; nothing is left of earlier tests."""
        printed: list[str] = []

        def get_template(name: str) -> object:
            printed.append(name)
            return loader.get_template(name)

        monkeypatch.setattr(tags, "get_template", get_template)
        tags._parts.clear()
        yield printed
        tags._parts.clear()

    def test_a_piece_is_printed_once(self, printings: list[str]) -> None:
        first = render(SIDE, card=card(1), sizes="1px")
        assert "خبر 1" in first
        assert render(SIDE, card=card(1), sizes="1px") == first
        assert printings == ["parts/story_side.html"]

    def test_it_is_printed_as_the_template_prints_it(self) -> None:
        included = '{% include "parts/story_side.html" %}'
        assert render(SIDE, card=card(1), sizes="1px") == render(included, card=card(1), sizes="1px")

    @pytest.mark.parametrize(
        "other",
        [
            {"card": card(2)},
            {"card": card(1, picture=PICTURE)},
            {"sizes": "2px"},
            {"site": SimpleNamespace(house=house.DEFAULTS | {house.CARD: house.Manner("levantine", "latn")})},
        ],
    )
    def test_what_it_is_made_of_makes_another_piece(self, other: dict[str, object], printings: list[str]) -> None:
        render(SIDE, **{"card": card(1), "sizes": "1px"})
        render(SIDE, **{"card": card(1), "sizes": "1px"} | other)
        assert len(printings) == 2

    def test_language_and_day_make_another_piece(self, printings: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
        arabic = render(SIDE, card=card(1), sizes="1px")
        with translation.override("en"):
            assert render(SIDE, card=card(1), sizes="1px") != arabic
        monkeypatch.setattr(clock, "now", lambda: NOON + timedelta(days=1))
        assert render(SIDE, card=card(1), sizes="1px") != arabic
        assert len(printings) == 3

    def test_what_may_change_is_refused(self) -> None:
        with pytest.raises(TypeError):
            render('{% part "parts/latest.html" cards=cards %}', cards=[card(1)])

    def test_what_is_kept_has_a_bound(self, printings: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
        long = len(render(SIDE, card=card(1), sizes="1px"))
        monkeypatch.setattr(tags, "_parts", Shelf(2 * long + 20, len))
        for number in (1, 2, 3, 3, 2, 1):
            render(SIDE, card=card(number), sizes="1px")
        assert printings.count("parts/story_side.html") == 1 + 3 + 1  # the first of three made room, and came again

    def test_nothing_is_kept_where_no_page_is(self, printings: list[str], settings: Settings) -> None:
        settings.PAGE_CACHE_MB = 0
        for _ in range(2):
            render(SIDE, card=card(1), sizes="1px")
        assert len(printings) == 2


class TestThemeScript:
    """The one inline script."""

    def test_a_page_prints_the_very_bytes_that_the_policy_names(self) -> None:
        printed = render("{% theme_script %}").removeprefix("<script>").removesuffix("</script>")
        digest = b64encode(sha256(printed.encode()).digest()).decode()

        assert theme.theme_script_hash() == f"'sha256-{digest}'"


class TestDates:
    """Dates in the newsroom's zone and in house style."""

    def test_the_masthead_prints_strokes_and_speaks_none(self) -> None:
        assert render("{% masthead_date today %}", today=NOON) == (
            '<time datetime="2024-12-25"><span aria-hidden="true">الأربعاء ٢٥ / ديسمبر / ٢٠٢٤</span>'
            '<span class="spoken">الأربعاء ٢٥ ديسمبر ٢٠٢٤</span></time>'
        )

    def test_the_english_masthead_needs_no_second_form(self) -> None:
        with translation.override("en"):
            printed = render("{% masthead_date today %}", today=NOON)

        assert printed == '<time datetime="2024-12-25">Wednesday 25 December 2024</time>'

    def test_a_moment_carries_its_offset(self) -> None:
        assert render('{% time at "moment" %}', at=NOON) == (
            '<time datetime="2024-12-25T12:00+03:00">٢٥ كانون الأول/ ديسمبر ٢٠٢٤، ١٢:٠٠ م</time>'
        )

    def test_a_newspaper_decides_how_its_dates_are_printed(self) -> None:
        site = SimpleNamespace(house={**house.DEFAULTS, house.BYLINE: house.Manner("levantine", "latn")})

        assert render('{% time at "moment" "byline" %}', at=NOON, site=site).partition(">")[2] == (
            "25 كانون الأول 2024، 12:00 م</time>"
        )

    def test_a_moment_of_today_is_marked_for_the_script_that_tells_it_relatively(self) -> None:
        assert render("{% when at %}", at=NOON) == (
            '<time datetime="2024-12-25T12:00:00+03:00" data-recent>١٢:٠٠</time>'
        )

    def test_the_clock_has_24_hours(self) -> None:
        assert render('{% date_words at "clock" "card" %}', at=datetime(2024, 12, 25, 11, 20, tzinfo=UTC)) == "١٤:٢٠"

    def test_a_day_belongs_to_the_newsroom_and_not_to_utc(self) -> None:
        late = datetime(2024, 12, 24, 22, 30, tzinfo=UTC)  # 01:30 of the 25th in Damascus

        assert render('{% date_words at "day" "card" %}', at=late) == "٢٥ كانون الأول/ ديسمبر"

    @pytest.mark.parametrize(
        ("at", "printed"),
        [
            (datetime(2024, 12, 25, 6, 5, tzinfo=UTC), "٠٩:٠٥"),
            (datetime(2024, 12, 24, 9, 0, tzinfo=UTC), "٢٤ كانون الأول/ ديسمبر"),
            (datetime(2023, 12, 24, 9, 0, tzinfo=UTC), "٢٤ كانون الأول/ ديسمبر ٢٠٢٣"),
            (date(2024, 12, 25), "٢٥ كانون الأول/ ديسمبر"),
        ],
    )
    def test_a_card_says_when_as_short_as_is_clear(self, at: date, printed: str) -> None:
        assert render("{% when at %}", at=at).partition(">")[2] == f"{printed}</time>"

    @pytest.mark.parametrize(
        ("at", "printed"),
        [
            (datetime(2024, 12, 25, 6, 5, tzinfo=UTC), "٠٩:٠٥"),
            (datetime(2024, 12, 24, 9, 0, tzinfo=UTC), "٢٤/١٢"),
        ],
    )
    def test_the_latest_have_an_hour_or_a_day(self, at: datetime, printed: str) -> None:
        assert render("{% hour at %}", at=at).partition(">")[2] == f"{printed}</time>"


class TestWords:
    """Texts of editors, names and figures."""

    def test_a_foreign_run_is_fenced_and_everything_is_escaped(self) -> None:
        printed = render("{{ text|isolate }}", text="قناة BBC، <خبر>")

        assert printed == 'قناة <bdi lang="en" dir="ltr">BBC</bdi>، &lt;خبر&gt;'

    def test_what_is_fenced_already_stays_as_it_is(self) -> None:
        assert render("{{ text|isolate|isolate }}", text="BBC") == '<bdi lang="en" dir="ltr">BBC</bdi>'

    @pytest.mark.parametrize(
        ("text", "printed"),
        [
            ("قال ", "<bdi>قال</bdi> "),
            (" 120 ", " <bdi>120</bdi> "),  # else figures beside each other would be read as one
            ("قال BBC ", "<bdi>قال BBC</bdi> "),
            ("John ", "John "),  # the name goes on after it
            (" ", " "),
            ("", ""),
            ("<خبر>", "<bdi>&lt;خبر&gt;</bdi>"),
            ("<b>", "&lt;b&gt;"),
        ],
    )
    def test_a_piece_of_a_comparison_stays_in_one_place(self, text: str, printed: str) -> None:
        assert render("{{ text|apart:'ar' }}", text=text) == printed

    def test_a_piece_of_an_english_text_goes_by_that_text(self) -> None:
        assert render("{{ text|apart:'en' }}", text="John ") == "<bdi>John</bdi> "

    def test_a_title_that_starts_in_latin_keeps_its_direction(self) -> None:
        assert render("{{ text|plain_title }}", text="BBC: خبر").startswith("\u200f") is True

    @pytest.mark.parametrize(
        ("minutes", "arabic", "english"),
        [
            (0, "قراءة أقل من دقيقة", "0 minutes"),
            (1, "قراءة دقيقة واحدة", "1 minute"),
            (2, "قراءة دقيقتين", "2 minutes"),
            (3, "قراءة ٣ دقائق", "3 minutes"),
            (11, "قراءة ١١ دقيقة", "11 minutes"),
        ],
    )
    def test_reading_time_is_counted_in_good_grammar(self, minutes: int, arabic: str, english: str) -> None:
        assert render("{{ n|reading_time }}", n=minutes) == arabic
        with translation.override("en"):
            assert render("{{ n|reading_time }}", n=minutes) == english

    def test_own_figures_take_the_digits_of_the_page(self) -> None:
        assert render("{{ n|own_digits }}", n=2024) == "٢٠٢٤"
        with translation.override("en"):
            assert render("{{ n|own_digits }}", n=2024) == "2024"

    def test_every_person_of_a_byline_leads_to_their_stories(self) -> None:
        line = Byline("سمر خوري وسامر العلي", (Link("سمر خوري", "/s/"), Link("سامر العلي", "/a/")))

        assert render("{% byline line %}", line=line) == ('<a href="/s/">سمر خوري</a> و<a href="/a/">سامر العلي</a>')

    def test_a_byline_typed_otherwise_is_printed_as_typed(self) -> None:
        line = Byline("فريق <التحرير>", (Link("سمر خوري", "/s/"),))

        assert render("{% byline line %}", line=line) == "فريق &lt;التحرير&gt;"

    def test_a_text_in_the_other_language_says_so(self) -> None:
        assert render("<a{% foreign 'en' %}>") == '<a lang="en" dir="ltr">'

    def test_a_text_in_the_page_s_language_says_nothing(self) -> None:
        assert render("<a{% foreign 'ar' %}>") == "<a>"

    def test_a_cartoon_s_title_has_the_marks_of_its_own_language(self) -> None:
        assert [tags.cartoon_title(cartoon("ar")), tags.cartoon_title(cartoon("en"))] == ["«الدور»", "“The queue”"]

    def test_an_artist_without_a_page_is_a_name_alone(self) -> None:
        assert render("{{ cartoon|artist_link }}", cartoon=cartoon()) == "نوال شاهين"

    def test_an_artist_with_a_page_is_a_link(self) -> None:
        printed = render("{{ cartoon|artist_link }}", cartoon=cartoon(artist_url="/ar/authors/n/"))

        assert printed == '<a href="/ar/authors/n/">نوال شاهين</a>'

    def test_a_language_is_named_in_itself_and_runs_its_way(self) -> None:
        assert render("{{ 'en'|own_name }} {{ 'en'|direction }} {{ 'ar'|own_name }} {{ 'ar'|direction }}") == (
            "English ltr العربية rtl"
        )

    def test_every_icon_is_silent(self) -> None:
        assert {'aria-hidden="true"' in tags.icon(name) for name in tags.ICONS} == {True}


@dataclass(frozen=True)
class Shape:
    """How many stories the blocks of each line of a front page hold."""

    blocks: list[int]
    lines: list[list[int]]


class TestShape:
    """How stories are laid out."""

    @pytest.mark.parametrize(
        "shape",
        [
            Shape([], []),
            Shape([4, 3], [[4], [3]]),
            Shape([1, 2], [[1, 2]]),
            Shape([1, 2, 1], [[1, 2], [1]]),
            Shape([1, 4, 2], [[1], [4], [2]]),
            Shape([0, 1], [[1]]),
        ],
    )
    def test_two_small_neighbours_share_a_line(self, shape: Shape) -> None:
        rows = tags.news_rows([block(size) for size in shape.blocks])

        assert [[len(found.cards) for found in row] for row in rows] == shape.lines

    def test_opinion_stands_in_the_band_and_not_among_the_news(self) -> None:
        news, opinion = block(4), block(2, opinion=True)

        assert tags.news_rows([news, opinion]) == [(news,)]
        assert tags.opinion_blocks([news, opinion]) == [opinion]

    def test_a_list_opens_with_its_newest_story(self) -> None:
        page = ListPage("قسم", "", "section", (card(1, picture=PICTURE), card(2)))

        assert tags.opening(page) == page.cards[0]
        assert [day.cards for day in tags.day_groups(page)] == [page.cards[1:]]

    @pytest.mark.parametrize(
        "page",
        [
            ListPage("قسم", "", "section", (card(1), card(2, picture=PICTURE))),
            ListPage("قسم", "", "section", (card(1, picture=PICTURE),)),
            ListPage("قسم", "", "section", (card(1, picture=PICTURE), card(2)), newest_url="/"),
        ],
        ids=["no picture", "no company", "not the first page"],
    )
    def test_a_list_may_have_no_opening(self, page: ListPage) -> None:
        assert tags.opening(page) is None
        assert [story for day in tags.day_groups(page) for story in day.cards] == list(page.cards)

    def test_a_list_is_told_by_the_newsroom_s_days(self) -> None:
        today = datetime(2024, 12, 24, 22, 30, tzinfo=UTC)
        yesterday = datetime(2024, 12, 24, 9, 0, tzinfo=UTC)
        cards = (card(1), card(2, at=today), card(3, at=yesterday), card(4, at=None))
        days = tags.day_groups(ListPage("قسم", "", "tag", cards))

        assert [day.date for day in days] == [date(2024, 12, 25), date(2024, 12, 24), None]

    def test_a_row_is_never_wider_than_four(self) -> None:
        assert [tags.columns(count) for count in (1, 4, 5)] == [1, 4, 4]
