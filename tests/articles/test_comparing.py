"""What changed in a text: word by word, nothing invented and nothing lost, and how much it weighs."""

import pytest
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from articles.comparing import (
    CHANGED,
    GONE,
    MOVED,
    NEW,
    SAME,
    Piece,
    change_weight,
    compare_bodies,
    compare_lines,
)

WORDS = st.sampled_from(["في", "القاهرة", "قال", "وقالت", "،", "٢٠٢٤", "1,5", "the", "River", " ", "\n", "مُدَرِّس", "و"])
TEXTS = st.one_of(st.lists(WORDS, max_size=40).map(" ".join), st.text(max_size=60))


def pieces(old: str, new: str, *, quiet: bool = False) -> list[tuple[str, str]]:
    return [(piece.kind, piece.text) for piece in compare_lines(old, new, quiet=quiet)]


@given(TEXTS, TEXTS)
def test_both_texts_can_be_read_from_the_difference(old: str, new: str) -> None:
    found = compare_lines(old, new)
    assert "".join(piece.text for piece in found if piece.kind != NEW) == old
    assert "".join(piece.text for piece in found if piece.kind != GONE) == new


@given(TEXTS)
def test_a_text_does_not_differ_from_itself(text: str) -> None:
    assert all(piece.kind == SAME for piece in compare_lines(text, text))


@given(TEXTS, TEXTS)
def test_a_quiet_difference_still_holds_the_new_text(old: str, new: str) -> None:
    found = compare_lines(old, new, quiet=True)
    assert "".join(piece.text for piece in found if piece.kind != GONE) == new


def test_a_changed_word_stands_beside_the_one_that_it_replaced() -> None:
    assert pieces("بلغ العدد تسعة أشخاص", "بلغ العدد سبعة أشخاص") == [
        (SAME, "بلغ العدد "),
        (GONE, "تسعة "),
        (NEW, "سبعة "),
        (SAME, "أشخاص"),
    ]


def test_a_phrase_is_one_change_and_not_confetti() -> None:
    assert pieces("قال مصدر أمني أمس", "قال شاهد عيان أمس")[1:3] == [(GONE, "مصدر أمني "), (NEW, "شاهد عيان ")]


@pytest.mark.parametrize("number", ["١٬٢٣٤٫٥", "1,234.5", "7:30", "2024-12-25"])
def test_a_number_is_one_word(number: str) -> None:
    assert pieces(f"كان {number} أمس", "كان 9 أمس")[1] == (GONE, f"{number} ")


@pytest.mark.parametrize(
    ("old", "new"),
    [("الأمم المتحدة", "الامم المتحده"), ("مُدَرِّس", "مدرس"), ("عـــام ٢٠٢٤", "عام 2024"), ("إلى  بيروت", "إلى بيروت")],
)
def test_quiet_hides_what_is_only_spelling(old: str, new: str) -> None:
    assert [kind for kind, _text in pieces(old, new, quiet=True)] == [SAME]
    assert {kind for kind, _text in pieces(old, new)} > {NEW}


def test_quiet_shows_another_word() -> None:
    assert (NEW, "سبعة") in pieces("تسعة", "سبعة", quiet=True)


# --- bodies ----------------------------------------------------------------------------------------------------


def body(*paragraphs: str) -> str:
    return "".join(f"<p>{each}</p>" for each in paragraphs)


ONE = "وصل القطار إلى المحطة قبل الفجر بساعة كاملة"
TWO = "كانت الحارسة تعدّ السفن من نافذة عالية فوق الميناء"
THREE = "لم يصدّق أحد أن الجسر القديم سيصمد أمام السيل"


def kinds(old: str, new: str) -> list[str]:
    return [paragraph.kind for paragraph in compare_bodies(old, new)]


def test_paragraphs_are_same_new_gone_and_changed() -> None:
    assert kinds(body(ONE, TWO), body(ONE, TWO, THREE)) == [SAME, SAME, NEW]
    assert kinds(body(ONE, TWO, THREE), body(ONE, THREE)) == [SAME, GONE, SAME]
    assert kinds(body(ONE, TWO), body(ONE, TWO.replace("عالية", "ضيقة"))) == [SAME, CHANGED]


def test_a_moved_paragraph_is_shown_once_where_it_stands_now() -> None:
    assert kinds(body(ONE, TWO, THREE), body(THREE, ONE, TWO)) == [MOVED, SAME, SAME]


def test_a_paragraph_that_moved_and_changed_a_little_shows_both() -> None:
    changed = THREE.replace("السيل", "الطوفان")
    found = compare_bodies(body(ONE, TWO, THREE), body(changed, ONE, TWO))
    assert [each.kind for each in found] == [MOVED, SAME, SAME]
    assert Piece(NEW, "الطوفان") in found[0].pieces


@pytest.mark.parametrize(
    ("old", "new", "label"),
    [
        (f"<p>{ONE}</p>", f"<h2>{ONE}</h2>", "level"),
        ('<p><a href="/ar/">هنا</a></p>', '<p><a href="/en/">هنا</a></p>', "link or picture"),
        ("<p>هذا <b>مهم</b></p>", "<p>هذا مهم</p>", "formatting"),
        (
            '<figure class="image"><img src="/a.jpg"></figure>',
            '<figure class="image"><img src="/b.jpg"></figure>',
            "link or picture",
        ),
    ],
)
def test_what_the_words_do_not_show_is_named(old: str, new: str, label: str) -> None:
    found = compare_bodies(old, new)
    with override("en"):
        shown = [str(each.label) for each in found if each.kind == CHANGED]
    assert shown == [label]


def test_a_read_also_block_that_leads_elsewhere_is_a_change() -> None:
    block = '<p class="related-read" data-article="{}">اقرأ أيضًا</p>'
    assert kinds(block.format(1), block.format(2)) == [CHANGED]


@given(
    st.lists(st.sampled_from([ONE, TWO, THREE, "نص"]), max_size=6), st.lists(st.sampled_from([ONE, TWO]), max_size=6)
)
def test_every_paragraph_of_the_new_body_is_shown_once(old: list[str], new: list[str]) -> None:
    found = compare_bodies(body(*old), body(*new))
    shown = ["".join(p.text for p in each.pieces if p.kind != GONE) for each in found if each.kind != GONE]
    assert shown == new


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (body("كلمة " * 100_000), body("كلمة " * 99_999)),
        ("ا" * 1_000_000, "ب" * 1_000_000),
        (body(*["كلمة"] * 5_000), body(*["غيرها"] * 5_000)),
        (body(" ".join(f"ا{n % 7}" for n in range(20_000))), body(" ".join(f"ا{n % 5}" for n in range(20_000)))),
    ],
    ids=["one word often", "no spaces", "many paragraphs", "few words in another order"],
)
def test_what_would_take_too_long_is_shown_plainly(old: str, new: str) -> None:
    assert any(each.kind != SAME for each in compare_bodies(old, new))


# --- weight ----------------------------------------------------------------------------------------------------

LONG = " ".join([ONE, TWO, THREE] * 4)


def weight(old: str, new: str, *names: str) -> tuple[bool, bool, bool]:
    found = change_weight({"body": body(old)}, {"body": body(new)}, names)
    return found.is_typo, found.figures, found.names


def test_a_word_in_a_hundred_is_a_typo() -> None:
    assert weight(LONG, LONG.replace("كاملة", "كاملةً", 1)) == (True, False, False)


def test_a_figure_is_none() -> None:
    assert weight(f"{LONG} في 12 شباط", f"{LONG} في 13 شباط") == (False, True, False)


@pytest.mark.parametrize(("old", "new"), [("وسمر", "وسمير"), ("لسمير", "لسمر"), ("سمر", "سميرة")])
def test_a_name_is_none(old: str, new: str) -> None:
    assert weight(f"{LONG} {old} قالت", f"{LONG} {new} قالت", "سمر خوري") == (False, False, True)


def test_a_latin_name_is_none() -> None:
    assert weight(f"{LONG} Carter", f"{LONG} Cartier") == (False, False, True)


def test_more_than_three_in_a_hundred_is_an_update() -> None:
    found = change_weight({"body": body(LONG)}, {"body": body(LONG.replace("الحارسة", "العجوز").replace("القديم", ""))})
    assert (found.is_typo, found.changed_words) == (False, 8)


def test_a_text_that_did_not_change_weighs_nothing() -> None:
    found = change_weight({"headline": ONE}, {"headline": ONE})
    assert (found.changed_words, found.share) == (0, 0.0)


def test_a_field_that_was_empty_counts_whole() -> None:
    assert change_weight({}, {"kicker": "عاجل الآن"}).share == 1.0
