"""The search finds what is public in any form and spelling, in one order, on every database."""

import json
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.management import call_command
from django.test import Client

from articles import publishing, queries, saving, search
from articles.body import read_also_block
from articles.models import Publication, SearchRow, SpellingVariants
from newsroom import clock
from tests.factories import make_article, make_publication, make_region, make_tag

pytestmark = [pytest.mark.django_db, pytest.mark.database]


def found(text: str, language: str = "ar") -> list[str]:
    """The headlines that a question finds, in order."""
    rows = Publication.objects.live(language)
    pks = search.hits(queries.parse(text, language), rows)
    headlines = dict(rows.values_list("pk", "headline"))
    return [headlines[pk] for pk in pks]


@pytest.mark.parametrize(
    ("asked", "written"),
    [
        ("الارمن", "مطالب للأرمن في العاصمة"),
        ("أمريكا", "امريكا تعلن موقفها"),
        ("صواريخ", "صاروخ يسقط في البحر"),
        ("دم", "تبرع بدم نادر"),
        ("مسؤول", "مسئول كبير يستقيل"),
        ("٢٠٢٤", "حصاد عام 2024"),
        ("الحكومة", "حكومتها تستقيل"),
        ("قُرّة", "قرة العين"),
        ("عبدالله", "عبد الله يفوز"),
        ("ديسمبر", "في كانون الأول ثلج"),
    ],
)
def test_a_word_is_found_in_every_form(asked: str, written: str) -> None:
    make_publication(make_article(written))
    make_publication(make_article("خبر آخر تمامًا"))
    assert found(asked) == [written]


@pytest.mark.parametrize(
    ("asked", "written"),
    [("مصر", "مصرع ثلاثة"), ("دم", "تقدم كبير"), ("قطر", "قطرة ماء"), ("علي", "على الطريق"), ("لبنان", "لبن وعسل")],
)
def test_another_word_is_not_found(asked: str, written: str) -> None:
    make_publication(make_article(written, body="<p>نص</p>"))
    assert found(asked) == []


def test_headline_comes_before_what_stands_around_and_that_before_the_text() -> None:
    make_publication(make_article("أول", body="<p>حصاد الزيتون</p>"))
    make_publication(make_article("ثان", standfirst_ar="حصاد الزيتون", body="<p>نص</p>"))
    make_publication(make_article("ثالث", body="<p>نص</p>", tags=[make_tag("حصاد الزيتون")]))
    make_publication(make_article("حصاد الزيتون يبدأ", body="<p>نص</p>"))
    make_publication(make_article("حصاد الزيتون", body="<p>نص</p>"))
    assert found("حصاد الزيتون") == ["حصاد الزيتون", "حصاد الزيتون يبدأ", "ثالث", "ثان", "أول"]


def test_all_words_must_stand_there() -> None:
    make_publication(make_article("حصاد القمح"))
    assert (found("حصاد القمح"), found("حصاد الزيتون")) == (["حصاد القمح"], [])


def test_a_phrase_stands_together() -> None:
    make_publication(make_article("حصاد موسم الزيتون"))
    make_publication(make_article("حصاد الزيتون"))
    assert found("«حصاد الزيتون»") == ["حصاد الزيتون"]
    assert found('"موسم الزيتون" حصاد') == ["حصاد موسم الزيتون"]


def test_spellings_that_mean_the_same_find_one_another() -> None:
    make_publication(make_article("هدوء في ناغورني كاراباخ"))
    assert found("قره باغ") == []
    SpellingVariants.objects.create(spellings="قره باغ\nكاراباخ\nقره باخ")
    assert found("قره باغ") == ["هدوء في ناغورني كاراباخ"]
    assert found("هدوء قره باخ") == ["هدوء في ناغورني كاراباخ"]


def test_each_language_finds_its_own() -> None:
    both = make_article("حصاد Reuters", headline_en="Harvesting begins", body_en="<p>The olives were harvested.</p>")
    make_publication(both)
    make_publication(both, language="en")
    assert found("harvest", "en") == ["Harvesting begins"]
    assert found("reuters") == ["حصاد Reuters"]
    assert found("حصاد", "en") == []


def test_what_is_withdrawn_or_not_yet_public_is_not_found() -> None:
    live = make_publication(make_article("حصاد"))
    publishing.schedule(make_article("حصاد الغد"), language="ar", at=clock.now() + timedelta(hours=1), by=None)
    make_article("حصاد مسودة")
    assert found("حصاد") == ["حصاد"]
    publishing.withdraw(live.article, language="ar", by=None, reason="خطأ")
    assert found("حصاد") == []
    search.sweep()
    with clock.held_at(clock.now() + timedelta(hours=2)):
        assert found("حصاد") == ["حصاد الغد"]


def test_a_corrected_text_is_found_by_its_new_words_only() -> None:
    article = make_publication(make_article("حصاد القمح")).article
    saving.save_part(article, "ar", {"headline_ar": "حصاد الشعير"}, version=1, by=None)
    article.refresh_from_db()
    publishing.publish(article, language="ar", by=None)
    assert (found("القمح"), found("الشعير")) == ([], ["حصاد الشعير"])


@pytest.mark.parametrize(
    "text",
    [
        *("", " ", "ا", "؟!", '"', '""', "«", "\0", "\ud800", "%", "*", "a OR b", "NEAR(a b)", "{headline} : x"),
        *("x" * 10_000, "'; DROP TABLE x; --", "a'b", "حصاد*", "(", ")", "-حصاد", "^حصاد", "\\", "<script>", "في"),
        *("حصاد " * 3_000, "\u202eحصاد", "🙂", "مصر:ليبيا", "a & b | !c", "<->", "١٢٣", "ﷲ", "e\u0301"),
    ],
)
def test_any_text_is_a_question(text: str) -> None:
    make_publication(make_article("حصاد"))
    assert found(text) in ([], ["حصاد"])


@pytest.mark.parametrize("text", ["س" * 500_000, "سص " * 300_000, " ".join(f"كلمة{n}" for n in range(60_000))])
def test_a_text_without_end_is_no_reason_not_to_publish(text: str) -> None:
    make_publication(make_article("حصاد", body=f"<p>{text}</p>"))
    assert found("حصاد") == ["حصاد"]


def test_the_index_is_made_again_bit_by_bit() -> None:
    rows = [make_publication(make_article(f"حصاد {n}")) for n in range(5)]
    SearchRow.objects.update(analyser_version=0)
    assert [search.rebuild_some(2) for _time in range(4)] == [2, 2, 1, 0]
    assert len(found("حصاد")) == len(rows)


# --- the page ------------------------------------------------------------------------------------------------


def test_the_found_forms_are_marked_in_headline_and_text(client: Client) -> None:
    make_publication(make_article("مطالب للأرمن", body="<p>تحدّث الأرمنيون، ثم الأَرمن، عن شيء.</p>"))
    page = client.get("/ar/search/", {"q": "الارمن"}).content.decode()
    assert "مطالب <mark>للأرمن</mark>" in page
    assert "<mark>الأَرمن</mark>" in page


def test_the_page_is_for_readers_and_not_for_engines(client: Client) -> None:
    answer = client.get("/ar/search/", {"q": "<script>alert(1)</script>"})
    assert '<meta name="robots" content="noindex">' in answer.content.decode()
    assert "<script>alert" not in answer.content.decode()
    assert not answer.cookies


def test_filters_narrow_down(client: Client) -> None:
    syria = make_region("سوريا")
    damascus = make_region("دمشق", parent=syria)
    there = make_publication(make_article("حصاد هناك", regions=[damascus]))
    with clock.held_at(clock.now() - timedelta(days=400)):
        old = make_publication(make_article("حصاد قديم"))

    def shown(**asked: str | int) -> list[str]:
        page = client.get("/ar/search/", {"q": "حصاد", **asked}).context["page"]
        return [hit.card.headline for hit in page.hits]

    assert shown() == ["حصاد هناك", "حصاد قديم"]
    assert shown(region=syria.pk) == ["حصاد هناك"]
    assert shown(section=there.section_id) == ["حصاد هناك"]
    assert shown(kind="opinion") == []
    year = clock.local(old.published_at).year
    assert shown(to=f"٣١/١٢/{year}") == ["حصاد قديم"]
    assert shown(**{"from": f"1/1/{year + 1}"}) == ["حصاد هناك"]
    assert shown(region="x", section="\0", author="9" * 40, kind="x", page="-1") == ["حصاد هناك", "حصاد قديم"]


def test_the_order_can_be_by_time_alone(client: Client) -> None:
    with clock.held_at(clock.now() - timedelta(days=2)):
        make_publication(make_article("حصاد", body="<p>نص</p>"))
    make_publication(make_article("أحدث", body="<p>حصاد</p>"))

    def shown(sort: str) -> list[str]:
        return [
            hit.card.headline for hit in client.get("/ar/search/", {"q": "حصاد", "sort": sort}).context["page"].hits
        ]

    assert (shown(""), shown("newest"), shown("x")) == (["حصاد", "أحدث"], ["أحدث", "حصاد"], ["حصاد", "أحدث"])


def test_a_day_that_is_none_is_named_and_kept(client: Client) -> None:
    page = client.get("/ar/search/", {"q": "حصاد", "from": "ليس يومًا"}).content.decode()
    assert "من يوم: هذا ليس يومًا" in page
    assert 'value="ليس يومًا"' in page


def test_a_letter_wrong_is_asked_about(client: Client) -> None:
    make_publication(make_article("حصاد الزيتون في إدلب"))
    page = client.get("/ar/search/", {"q": "الزيتنو"}).context["page"]
    assert [link.label for link in page.suggestions] == ["الزيتون"]


def test_without_a_question_the_page_shows_the_latest(client: Client) -> None:
    make_publication(make_article("حصاد"))
    page = client.get("/ar/search/").context["page"]
    assert (page.hits, page.total, [card.headline for card in page.newest]) == ((), "", ["حصاد"])


def test_pages_follow_one_another(client: Client) -> None:
    for number in range(25):
        make_publication(make_article(f"حصاد {number}"))
    first = client.get("/ar/search/", {"q": "حصاد"}).context["page"]
    second = client.get(first.older_url).context["page"]
    assert (len(first.hits), len(second.hits), second.older_url) == (20, 5, "")
    assert first.total == "٢٥ خبرًا"


# --- commands --------------------------------------------------------------------------------------------------


def test_the_command_prints_numbers_of_stories(capsys: pytest.CaptureFixture[str]) -> None:
    live = make_publication(make_article("حصاد"))
    call_command("search", "حصاد", "--language", "ar", "--limit", "5", "--json")
    assert json.loads(capsys.readouterr().out) == [live.article_id]


def test_variants_are_loaded_from_a_file_once(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "variants.tsv"
    file.write_text("# أماكن\nقره باغ\tكاراباخ\nغوتيريش\tجوتيريش\n\nوحده\n", "utf-8")
    call_command("load_spelling_variants", str(file))
    call_command("load_spelling_variants", str(file))
    assert [row.phrases() for row in SpellingVariants.objects.all()] == [["غوتيريش", "جوتيريش"], ["قره باغ", "كاراباخ"]]
    assert "line 5" in capsys.readouterr().err


def test_the_analyser_explains_itself(capsys: pytest.CaptureFixture[str]) -> None:
    call_command("search_explain", "للأرمن 2024", "--language", "ar")
    assert "ارمن" in capsys.readouterr().out


def test_the_command_makes_the_index_again(capsys: pytest.CaptureFixture[str]) -> None:
    make_publication(make_article("حصاد"))
    SearchRow.objects.all().delete()
    call_command("search_rebuild")
    assert found("حصاد") == ["حصاد"]


def test_a_read_also_block_neither_is_found_nor_tells_the_headline_it_holds(client: Client) -> None:
    """Its words are another story's, which may have been withdrawn."""
    secret = make_publication(make_article("زلزال بحري في الشمال"))
    block = read_also_block(secret.article_id, "زلزال بحري في الشمال")
    make_publication(make_article("خبر عن الخبز", body=f"<p>رائحة الفرن.</p>{block}<p>والخبز ساخن.</p>"))
    publishing.withdraw(secret.article, language="ar", by=None, reason="خطأ")
    assert found("زلزال") == []
    page = client.get("/ar/search/", {"q": "الخبز"}).content.decode()
    assert "خبر عن" in page
    assert "زلزال" not in page


def test_what_is_suggested_is_spelled_as_it_was_printed_and_keeps_the_other_words(client: Client) -> None:
    make_publication(make_article("عودة المطبعة إلى العمل"))
    page = client.get("/ar/search/", {"q": "مطبقة قديمة"}).content.decode()
    assert "المطبعة قديمة" in page
    assert "مطبعه" not in page
