"""The forms of a word share a stem; different words do not."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newsroom.arabic import normalise, query_variants, stem, tokens
from newsroom.arabic.tables.cldr import TERRITORIES


@pytest.mark.parametrize(
    "forms",
    [
        "قوات القوات والقوات للقوات بالقوات وقوات قواتها",
        "انتخاب انتخابات الانتخابات والانتخابات انتخاباتها انتخاباتهم",
        "أرمن الأرمن والأرمن للأرمن",
        "وزير الوزير والوزير للوزير وزراء الوزراء ووزير وزيرة الوزيرة",
        "سوريا سورية السورية سوري السوريين السوريون السوريات لسوريا بسوريا وسوريا",
        "بيروت وبيروت ببيروت لبيروت",
        "لبنان للبنان وللبنان بلبنان ولبنان",
        "فلسطين وفلسطين لفلسطين بفلسطين",
        "رئيس الرئيس رؤساء الرؤساء رئيسها رئيسهم للرئيس والرئيس",
        "سلاح السلاح أسلحة الأسلحة لأسلحتها بأسلحة والأسلحة",
        "صاروخ صواريخ الصواريخ وصواريخ صواريخها",
        "مدينة المدينة مدينتين مدينتان مدينتها مدينته مدن المدن",
        "حكومة الحكومة حكومات حكومتها حكومته والحكومة للحكومة",
        "مسؤول مسئول مسؤولون مسؤولين المسؤولين مسئولون المسئولين",
        "لاجئ لاجئين لاجئون اللاجئين للاجئين لاجيء",
        "عسكري عسكريا عسكرية العسكرية العسكريين",
        "الجزائر جزائر بالجزائر للجزائر والجزائر",
        "ألمانيا المانيا وألمانيا لألمانيا بألمانيا",
        "التزام الالتزام والالتزام والتزام",
        "إلغاء الإلغاء وإلغاء",
        "وكالة الوكالة وكالات الوكالات",
        "لجنة اللجنة لجان اللجان للجنة",
        "كتاب الكتاب كتابا كتابه كتابها كتب",
        "ثابت ثابتة الثابتة",
        "تفاهم التفاهم التفاهمات",
        "كالسيوم الكالسيوم",
        "library libraries library's",
    ],
)
def test_the_forms_of_a_word_have_one_stem(forms: str) -> None:
    assert len({stem_ for form in forms.split() for stem_ in tokens(form)}) == 1


@pytest.mark.parametrize(
    ("word", "other"),
    [
        ("مصر", "مصرع"),
        ("مصر", "المصرف"),
        ("مصر", "مصير"),
        ("قطر", "قطرة"),
        ("لبنان", "لبن"),
        ("سوري", "سور"),
        ("طالبان", "طالب"),
        ("دم", "تقدم"),
        ("وزير", "زير"),
        ("عمان", "عم"),
        ("الأمم", "الأم"),
        ("يمن", "يمين"),
        ("حلب", "حليب"),
        ("علي", "علا"),
        ("الغاز", "إلغاء"),
        ("فلسطين", "سلط"),
        ("وطن", "طن"),
    ],
)
def test_different_words_have_different_stems(word: str, other: str) -> None:
    assert tokens(word) != tokens(other)


def test_stop_words_leave_no_stem() -> None:
    assert tokens("الوقف الفوري للقتال في قره باغ") == tokens("الوقف الفوري للقتال قره باغ")


def test_a_text_of_stop_words_keeps_them() -> None:
    assert tokens("من على") == ["من", "علي"]


def test_each_word_is_stemmed_by_its_script() -> None:
    assert tokens("تقارير Reuters running 2024", "ar") == ["تقرير", "reuter", "run", "2024"]


def test_a_one_word_country_keeps_its_letters() -> None:
    one_word = [name for name in TERRITORIES if " " not in name]
    whole = [normalise(name.removeprefix("ال") if len(name) > 4 else name) for name in one_word]
    short = [name[:-1] if name.endswith("يا") and len(name) > 4 else name for name in whole]
    assert [tokens(name)[0] for name in one_word] == short


@pytest.mark.parametrize(
    ("word", "variants"),
    [
        ("دم", ["دم", "بدم", "لدم"]),
        ("عيد", ["عيد", "لعيد"]),
        ("بنان", ["بنان", "ببنان"]),
        ("run", ["run"]),
        ("م", ["م"]),
    ],
)
def test_a_query_looks_behind_glued_prepositions(word: str, variants: list[str]) -> None:
    assert query_variants(word) == variants


@settings(max_examples=500)
@given(st.text(alphabet="اأإآبتةثعلىيهوونفقدكسم", min_size=1, max_size=12))
def test_no_word_has_an_empty_stem(word: str) -> None:
    assert "" not in tokens(word)


@settings(max_examples=300)
@given(st.text(alphabet="ابتةعلىيهوونفقدكسم ABcd ٣3-", max_size=60))
def test_every_word_of_a_text_has_one_stem(text: str) -> None:
    assert tokens(text) == [stem(word) for word in normalise(text).split()]
