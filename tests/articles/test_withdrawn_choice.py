"""What was withdrawn is not put back by a careless click."""

import pytest

from articles import publishing
from articles.admin.article_publishing import choices
from tests.factories import make_bilingual_article

pytestmark = pytest.mark.django_db


def test_a_withdrawn_language_is_not_ticked_on_the_publish_page() -> None:
    article = make_bilingual_article()
    publishing.publish(article, language="ar", by=None)
    publishing.withdraw(article, language="ar", by=None, reason="خطأ")
    assert {choice.language: choice.checked for choice in choices(article, ["ar", "en"])} == {"ar": False, "en": True}
