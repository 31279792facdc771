"""The line under a story and the names above it."""

import pytest
from django.core.exceptions import ValidationError

from articles.credits import credit_line
from articles.models import ArticleCredit, CreditRole
from articles.presenting import byline
from tests.factories import make_article, make_author, make_wire, name_the_site

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("from_desk", "agencies", "typed", "arabic", "english"),
    [
        (True, [], "", "ليفانت نيوز", "Levant News"),
        (True, [("رويترز", "Reuters")], "", "ليفانت نيوز_ رويترز", "Levant News_ Reuters"),
        (True, [("رويترز", "Reuters"), ("أ ف ب", "AFP")], "", "ليفانت نيوز_ وكالات", "Levant News_ Agencies"),
        (False, [("رويترز", "Reuters")], "", "رويترز", "Reuters"),
        (False, [("رويترز", "Reuters"), ("أ ف ب", "AFP")], "", "وكالات", "Agencies"),
        (False, [], "", "", ""),
        (True, [("رويترز", "Reuters")], "خاص_ الجريدة", "خاص_ الجريدة", "خاص_ الجريدة"),
    ],
)
def test_the_credit_line(
    from_desk: bool, agencies: list[tuple[str, str]], typed: str, arabic: str, english: str
) -> None:
    identity = name_the_site("ليفانت نيوز", "Levant News")
    wires = [make_wire(name, name_en=name_en) for name, name_en in agencies]
    for language, expected in (("ar", arabic), ("en", english)):
        line = credit_line(typed=typed, from_desk=from_desk, wires=wires, identity=identity, language=language)
        assert line == expected


def test_the_name_in_the_credit_line_may_be_another() -> None:
    identity = name_the_site("ليفانت نيوز")
    identity.credit_name_ar = "ليفانت"
    assert credit_line(typed="", from_desk=True, wires=[], identity=identity, language="ar") == "ليفانت"


@pytest.mark.parametrize(
    ("pattern", "line"),
    [
        ("", "ليفانت نيوز_ رويترز"),
        ("{desk} - {sources}", "ليفانت نيوز - رويترز"),
        ("({desk}، {sources})", "(ليفانت نيوز، رويترز)"),
        ("المصدر: {desk} + {sources}", "المصدر: ليفانت نيوز + رويترز"),
    ],
)
def test_the_house_says_how_desk_and_sources_are_joined(pattern: str, line: str) -> None:
    identity = name_the_site("ليفانت نيوز")
    identity.credit_pattern_ar = pattern
    wires = [make_wire("رويترز")]
    identity.full_clean()
    assert credit_line(typed="", from_desk=True, wires=wires, identity=identity, language="ar") == line
    assert credit_line(typed="", from_desk=False, wires=wires, identity=identity, language="ar") == "رويترز"


@pytest.mark.parametrize(
    "pattern",
    [
        "x",
        "{desk}",
        "{sources}",
        "{sources} {desk}",
        "{desk} {sources} {desk}",
        "{desk} {sources} {0}",
        "{desk{sources}}",
    ],
)
def test_a_pattern_that_cannot_be_filled_is_refused(pattern: str) -> None:
    identity = name_the_site("ليفانت نيوز")
    identity.credit_pattern_ar = pattern
    with pytest.raises(ValidationError) as refused:
        identity.full_clean()
    assert "credit_pattern_ar" in refused.value.message_dict


def test_writers_stand_in_the_byline_and_others_only_where_nobody_wrote() -> None:
    article = make_article(authors=[make_author("سمر خوري"), make_author("سامر العلي")])
    ArticleCredit.objects.create(article=article, person=make_author("زياد مراد"), role=CreditRole.PHOTO, position=9)
    credits = list(article.credits.select_related("person"))
    assert byline(credits, "ar").text == "سمر خوري وسامر العلي"
    assert byline(credits[2:], "ar").text == "زياد مراد"


def test_a_person_without_a_name_in_the_language_is_printed_as_they_are_called() -> None:
    article = make_article(authors=[make_author("سمر خوري")])
    people = byline(list(article.credits.select_related("person")), "en").people
    assert [(person.label, person.language, person.url) for person in people] == [("سمر خوري", "ar", "")]
