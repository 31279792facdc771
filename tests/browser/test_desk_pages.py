"""The desk's pages in a real browser: nothing broken, nobody else asked, readable by everybody, in both themes."""

import re

import pytest
from playwright.sync_api import expect

from articles.models import Article, Image, Topic
from newsletter.models import Digest, DigestPlan, Import
from tests.browser.conftest import Visit, Visitor
from tests.browser.test_public_pages import faults

pytestmark = pytest.mark.usefixtures("demo", "addresses_lead_here")


def paths() -> list[str]:
    story, picture = Article.objects.order_by("pk")[0].pk, Image.objects.order_by("pk")[3].pk
    draft = Digest.objects.get(state="draft", plan__language="ar").pk
    return [
        "/admin/",
        "/admin/articles/article/",
        "/admin/articles/article/?state=draft&q=%D8%A7%D9%84",
        "/admin/articles/article/brief/",
        "/admin/articles/article/bin/",
        "/admin/articles/article/add/",
        f"/admin/articles/article/{story}/change/",
        f"/admin/articles/article/{story}/publish/",
        f"/admin/articles/article/{story}/review/",
        f"/admin/articles/article/{story}/history/",
        "/admin/articles/article/notices/",
        "/admin/articles/image/",
        "/admin/articles/image/many/",
        f"/admin/articles/image/{picture}/change/",
        "/admin/articles/cartoon/add/",
        "/admin/articles/author/add/",
        "/admin/articles/region/",
        f"/admin/articles/topic/{Topic.objects.order_by('pk')[1].pk}/change/",
        "/admin/articles/siteidentity/1/change/",
        f"/admin/newsletter/digest/{draft}/change/",
        f"/admin/newsletter/digest/{draft}/send/",
        f"/admin/newsletter/digestplan/{DigestPlan.objects.get(language='ar', rhythm='daily').pk}/change/",
        "/admin/newsletter/subscriber/",
        "/admin/newsletter/subscriber/health/",
        "/admin/newsletter/subscriber/look-up/",
        "/admin/newsletter/import/add/",
        f"/admin/newsletter/import/{Import.objects.latest('pk').pk}/change/",
    ]


@pytest.mark.parametrize(
    ("language", "scheme", "width"), [("ar", "light", 390), ("ar", "dark", 1280), ("en", "light", 1280)]
)
def test_every_kind_of_desk_page_is_sound(visit: Visit, language: str, scheme: str, width: int) -> None:
    visitor = visit(width=width, scheme=scheme)
    page = visitor.page
    visitor.go("/admin/login/")
    page.locator("button[value=rami]").click()
    expect(page.locator("main h1, #content h1, h1").first).to_be_visible()
    if page.locator("html").get_attribute("lang") != language:
        page.locator("form[action*=language] button").first.click()
        expect(page.locator("html")).to_have_attribute("lang", language)
    wrong: dict[str, list[str]] = {}
    for path in paths():
        arrive(visitor, path)
        if visitor.overflow:
            visitor.problems.append(f"{visitor.overflow}px too wide")
        if visitor.problems:
            wrong[path] = list(visitor.problems)
            visitor.problems.clear()
    for path in paths():  # after all others: axe writes styles that our policy refuses
        arrive(visitor, path)
        if found := faults(visitor):
            wrong.setdefault(path, []).extend(found)
    assert wrong == {}


def arrive(visitor: Visitor, path: str) -> None:
    """On a page, with its editor where it has one."""
    visitor.go(path)
    if "article/add" in path or re.search(r"article/\d+/change", path):
        visitor.page.locator(".ck-editor__editable").first.wait_for()
