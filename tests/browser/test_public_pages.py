"""The public pages in a real browser: nothing broken, nobody else asked, readable by everybody, in both themes."""

from datetime import timedelta

import pytest
from axe_playwright_python.sync_playwright import Axe

from articles.models import Cartoon, Publication, Topic
from articles.presenting import story_url
from newsletter import tokens
from newsletter.models import Digest, Status, Subscriber
from newsroom import clock
from tests.browser.conftest import Visit, Visitor

pytestmark = pytest.mark.usefixtures("demo")


def confirm_token() -> str:
    """The token of the demo's reader who has not confirmed yet."""
    waiting = Subscriber.objects.get(status=Status.PENDING)
    return tokens.confirm_token(waiting.pk, waiting.token_version)


def paths(language: str) -> list[str]:
    """One address of every kind of public page, and of those behind the links of a mail."""
    filed = Publication.objects.live(language).filter(regions__isnull=False, tags__isnull=False)
    row = filed.newest_first().select_related("section")[0]
    region, tag = row.regions.all()[0], row.tags.all()[0]
    author = row.credits.all()[0].person
    coast = Topic.objects.get(name_en="Along the coast")
    return [
        f"/{language}/",
        f"/{language}/latest/",
        story_url(language, row.article_id, row.slug),
        f"/{language}/sections/{row.section.slug_in(language)}/",
        f"/{language}/regions/{region.slug_in(language)}/",
        f"/{language}/tags/{tag.slug_in(language)}/",
        f"/{language}/authors/{author.slug_in(language)}/",
        f"/{language}/cartoons/",
        f"/{language}/cartoons/{Cartoon.objects.live()[0].pk}/",
        f"/{language}/regions/",
        f"/{language}/topics/",
        f"/{language}/topics/{coast.slug_in(language)}/",
        f"/{language}/archive/",
        f"/{language}/archive/{clock.local(row.published_at):%Y/%m/%d}/",
        f"/{language}/pages/principles/",
        f"/{language}/corrections/",
        f"/{language}/search/?q={'القمح' if language == 'ar' else 'wheat'}",
        f"/lite/{language}/",
        f"/lite/{language}/articles/{row.article_id}/",
        f"/{language}/newsletter/",
        f"/{language}/newsletter/{Digest.objects.public(language)[0].pk}/",
        f"/{language}/newsletter/asked/",
        f"/{language}/c/{confirm_token()}",
        f"/{language}/c/used-up",
        f"/{language}/u/{tokens.unsubscribe_token(Subscriber.objects.all()[0].pk, 0)}",
        f"/{language}/nothing-here/",
    ]


def faults(visitor: Visitor) -> list[str]:
    """What axe finds, one line each."""
    response = Axe().run(visitor.page).response
    return [
        f"{rule['id']}: {node['target']} {node['failureSummary']}"
        for rule in response["violations"]
        for node in rule["nodes"]
    ]


@pytest.mark.parametrize(("language", "scheme", "width"), [("ar", "light", 390), ("en", "dark", 1280)])
def test_every_kind_of_page_is_sound(visit: Visit, language: str, scheme: str, width: int) -> None:
    visitor = visit(width=width, scheme=scheme)
    wrong: dict[str, list[str]] = {}
    for path in paths(language):
        visitor.problems.clear()
        visitor.go(path)
        found = [
            problem for problem in visitor.problems if "404 (Not Found)" not in problem and "410 (Gone)" not in problem
        ]
        found += faults(visitor)
        if visitor.overflow:
            found.append(f"{visitor.overflow}px too wide")
        if found:
            wrong[path] = found
    assert wrong == {}


def background(visitor: Visitor) -> str:
    colour: str = visitor.page.evaluate("getComputedStyle(document.body).backgroundColor")
    return colour


LIGHT, DARK = "rgb(255, 255, 255)", "rgb(20, 17, 24)"


def test_the_theme_follows_the_system_and_the_button_wins_and_is_remembered(visit: Visit) -> None:
    visitor = visit(scheme="light")
    visitor.go("/ar/")
    assert background(visitor) == LIGHT
    visitor.page.get_by_role("button", name="الوضع المظلم").click()
    assert background(visitor) == DARK
    visitor.go("/ar/latest/")
    assert background(visitor) == DARK


def test_a_remembered_theme_is_there_before_the_first_paint(visit: Visit) -> None:
    visitor = visit(scheme="light")
    visitor.go("/ar/")
    visitor.page.get_by_role("button", name="الوضع المظلم").click()
    visitor.page.add_init_script(
        """new PerformanceObserver(() => {
             window.firstPaint ??= getComputedStyle(document.body).backgroundColor
           }).observe({type: 'paint', buffered: true})"""
    )
    visitor.go("/ar/latest/")
    painted = "new Promise(done => requestAnimationFrame(() => setTimeout(() => done(window.firstPaint), 50)))"
    assert visitor.page.evaluate("document.documentElement.dataset.theme") == "dark"
    assert visitor.page.evaluate(painted) == DARK


def test_letters_grow_and_stay_so(visit: Visit) -> None:
    visitor = visit()
    visitor.go(paths("ar")[2])
    size = "getComputedStyle(document.querySelector('.body p')).fontSize"
    before = visitor.page.evaluate(size)
    visitor.page.get_by_role("button", name="تكبير الحروف").click()
    larger = visitor.page.evaluate(size)
    assert float(larger.removesuffix("px")) > float(before.removesuffix("px"))
    visitor.go(paths("ar")[2])
    assert visitor.page.evaluate(size) == larger
    assert not visitor.overflow


def test_the_breaking_line_can_be_put_away(visit: Visit) -> None:
    visitor = visit()
    visitor.go("/ar/")
    line = visitor.page.get_by_role("region", name="عاجل")
    assert line.is_visible()
    line.get_by_role("button", name="إغلاق").click()
    assert line.count() == 0
    visitor.go(paths("ar")[2])
    assert line.count() == 0


def test_a_page_that_was_left_open_hears_of_a_new_breaking_line(visit: Visit) -> None:
    visitor = visit()
    visitor.page.clock.install()
    visitor.go("/ar/")
    until = (clock.now() + timedelta(hours=1)).isoformat()
    new = f'<section data-until="{until}"><p>الطريق مفتوح من جديد</p><button data-close></button></section>'
    visitor.page.route("**/ar/breaking/", lambda route: route.fulfill(content_type="text/html", body=new))
    visitor.page.clock.run_for(61_000)
    visitor.page.get_by_text("الطريق مفتوح من جديد").wait_for()
    assert visitor.page.locator("[data-until]").count() == 1


def test_without_scripts_the_page_is_whole_and_follows_the_system(visit: Visit) -> None:
    visitor = visit(scheme="dark", script=False)
    visitor.go("/ar/")
    assert visitor.page.get_by_role("heading", level=2).count() > 5
    assert visitor.page.get_by_role("button", name="الوضع المظلم").count() == 0


def test_signing_up_without_scripts_is_answered_in_place(visit: Visit) -> None:
    visitor = visit(script=False)
    visitor.go("/ar/")
    visitor.page.locator("input[name=email]").fill("reem@example.org")
    visitor.page.get_by_role("button", name="اشترك").click()
    assert "/ar/newsletter/" in visitor.page.url
    assert "reem@example.org" not in visitor.page.url
    assert visitor.problems == []
