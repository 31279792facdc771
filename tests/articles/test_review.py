"""A text on its way through the desk: which moves there are, whose they are, and who hears of them."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from articles import review, saving
from articles.models import ArticleLanguage, Note, Notice, State
from newsroom.models import AuditEntry
from tests.factories import make_article, make_bilingual_article, make_editor, make_user

pytestmark = [pytest.mark.django_db, pytest.mark.database]

MOVES = {
    "submit": lambda article, by: review.submit(article, language="ar", by=by),
    "take_back": lambda article, by: review.take_back(article, language="ar", by=by),
    "approve": lambda article, by: review.approve(article, language="ar", by=by, version=1),
    "send_back": lambda article, by: review.send_back(article, language="ar", by=by, note="المصدر؟"),
}


@pytest.mark.parametrize(
    ("move", "begin", "to"),
    [
        ("submit", State.DRAFT, State.IN_REVIEW),
        ("take_back", State.IN_REVIEW, State.DRAFT),
        ("approve", State.DRAFT, State.READY),
        ("approve", State.IN_REVIEW, State.READY),
        ("send_back", State.IN_REVIEW, State.DRAFT),
        ("send_back", State.READY, State.DRAFT),
    ],
)
def test_a_legal_move_is_made_and_noted(move: str, begin: State, to: State) -> None:
    article, by = make_article(), make_user()
    ArticleLanguage.objects.update(state=begin)
    MOVES[move](article, by)
    assert ArticleLanguage.objects.get(language="ar").state == to
    assert list(AuditEntry.objects.values_list("action", "language", "by")) == [(move, "ar", by.pk)]


@pytest.mark.parametrize(
    ("move", "begin", "allowed"),
    [
        ("submit", State.IN_REVIEW, ["take_back", "approve", "send_back"]),
        ("submit", State.READY, ["send_back"]),
        ("take_back", State.DRAFT, ["submit", "approve"]),
        ("take_back", State.READY, ["send_back"]),
        ("approve", State.READY, ["send_back"]),
        ("send_back", State.DRAFT, ["submit", "approve"]),
    ],
)
def test_an_illegal_move_is_refused_with_the_allowed_ones(move: str, begin: State, allowed: list[str]) -> None:
    article = make_article()
    ArticleLanguage.objects.update(state=begin)
    with pytest.raises(review.IllegalMove) as refused:
        MOVES[move](article, None)
    assert refused.value.allowed == allowed
    assert (ArticleLanguage.objects.get(language="ar").state, AuditEntry.objects.count()) == (begin, 0)


def test_a_move_is_the_languages_own() -> None:
    article = make_bilingual_article()
    review.submit(article, language="ar", by=None)
    assert ArticleLanguage.objects.get(language="en").state == State.DRAFT


def test_a_text_that_was_saved_since_is_not_approved() -> None:
    article = make_article()
    review.submit(article, language="ar", by=None)
    saving.save_part(article, "ar", {"headline_ar": "غيره"}, version=1, by=None)
    with pytest.raises(review.ReadAnother):
        review.approve(article, language="ar", by=None, version=1)
    assert ArticleLanguage.objects.get(language="ar").state == State.IN_REVIEW


def test_who_is_asked_is_told_and_nobody_else() -> None:
    reporter, samar, _james = make_user("r"), make_editor("samar"), make_editor("james")
    article = make_article(by=reporter)
    review.submit(article, language="ar", by=reporter, reviewer=samar, note="عاجل")
    assert list(Notice.objects.values_list("user", "kind", "text")) == [(samar.pk, "for_review", "عاجل")]


def test_where_nobody_is_asked_all_who_may_review_are_told_but_the_sender() -> None:
    samar, james = make_editor("samar"), make_editor("james")
    review.submit(make_article(by=samar), language="ar", by=samar)
    assert list(Notice.objects.values_list("user", flat=True)) == [james.pk]


def test_it_is_sent_back_with_a_note_to_whoever_sent_it() -> None:
    reporter, samar = make_user("r"), make_editor("samar")
    article = make_article(by=make_user("other"))
    review.submit(article, language="ar", by=reporter)
    review.send_back(article, language="ar", by=samar, note=" من قال هذا؟ ")
    row = ArticleLanguage.objects.get(language="ar")
    assert (row.submitted_by, row.sent_back_at is None) == (reporter, False)
    assert list(Note.objects.values_list("text", "sends_back", "by")) == [("من قال هذا؟", True, samar.pk)]
    assert list(Notice.objects.filter(kind="sent_back").values_list("user", flat=True)) == [reporter.pk]


def test_whoever_is_named_when_a_text_moves_is_told_of_it() -> None:
    reporter, samar = make_user("r"), make_editor("samar")
    article = make_article(by=reporter)
    review.submit(article, language="ar", by=reporter, reviewer=make_editor("james"), note="@samar شاهديه أيضًا")
    assert list(Notice.objects.filter(kind="mentioned").values_list("user", flat=True)) == [samar.pk]


@pytest.mark.parametrize("note", ["", "  \n"])
def test_it_is_not_sent_back_without_a_word(note: str) -> None:
    article = make_article()
    review.submit(article, language="ar", by=None)
    with pytest.raises(review.NothingSaid):
        review.send_back(article, language="ar", by=None, note=note)
    assert ArticleLanguage.objects.get(language="ar").state == State.IN_REVIEW


def test_sent_to_review_again_it_is_no_longer_sent_back() -> None:
    article = make_article()
    review.submit(article, language="ar", by=None)
    review.send_back(article, language="ar", by=None, note="قصّر")
    review.submit(article, language="ar", by=None)
    assert ArticleLanguage.objects.get(language="ar").sent_back_at is None


def test_whoever_is_assigned_is_told_once() -> None:
    article, samar = make_article(), make_editor("samar")
    due = datetime(2030, 1, 1, 12, tzinfo=UTC)
    review.assign(article, language="en", to=samar, deadline=due, by=None)
    review.assign(article, language="en", to=samar, deadline=None, by=None)
    row = ArticleLanguage.objects.get(language="en")
    assert (row.assignee, row.deadline) == (samar, None)
    assert list(Notice.objects.values_list("user", "kind")) == [(samar.pk, "assigned")]


def test_what_is_saved_while_in_review_stays_there_and_what_was_ready_does_not() -> None:
    article = make_bilingual_article()
    ArticleLanguage.objects.filter(language="ar").update(state=State.IN_REVIEW)
    ArticleLanguage.objects.filter(language="en").update(state=State.READY)
    for language in ("ar", "en"):
        saving.save_part(article, language, {f"headline_{language}": "x"}, version=1, by=None)
    assert list(ArticleLanguage.objects.values_list("language", "state")) == [("ar", "in_review"), ("en", "draft")]


def test_the_page_about_the_workflow_prints_the_table_of_moves() -> None:
    page = (Path(__file__).resolve().parent.parent.parent / "docs" / "workflow.md").read_text()
    for name, move in review.MOVES.items():
        begins = ", ".join(state.value for state in move.begins)
        assert f"| {name} | {begins} | {move.leads_to.value} | {move.whose} |" in page
