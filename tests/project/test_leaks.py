"""A word for every field that readers must not see yet, no longer, or never, and every page that they can open: no such
word is found on any of them, and none at the desk of a reporter whose story it is not.
"""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from articles import cartoons, notices, presenting, publishing, queries, review, saving, search
from articles.body import read_also_block
from articles.models import Article, Change, Publication
from articles.models.article import TEXT_FIELDS
from newsletter import digests, letters
from newsroom import clock, roles
from newsroom.languages import LANGUAGES
from tests.factories import (
    make_author,
    make_bilingual_article,
    make_cartoon,
    make_plan,
    make_publication,
    make_region,
    make_section,
    make_tag,
    make_user,
    name_the_site,
)

pytestmark = pytest.mark.django_db

SOON = timedelta(hours=6)


class Hidden:
    """Stories that nobody outside the desk may see, each word of them marked; all filed like a live one."""

    def __init__(self) -> None:
        name_the_site()
        self.section = make_section("قسم", name_en="Section")
        self.region, self.tag = make_region("منطقة", name_en="Region"), make_tag("وسم", name_en="Tag")
        self.person = make_author("كاتب", name_en="Writer")
        self.words: dict[str, str] = {}
        self.live = self._story("live", embargo=False, hide=False)
        for language in LANGUAGES:
            publishing.publish(self.live, language=language, by=None)
        self.draft = self._story("draft")
        self.embargoed = self._story("embargoed", embargo=True)
        self.scheduled = self._story("scheduled")
        publishing.schedule(self.scheduled, language="ar", at=clock.now() + SOON, by=None)
        self.withdrawn = self._story("withdrawn")
        publishing.publish(self.withdrawn, language="ar", by=None)
        publishing.withdraw(self.withdrawn, language="ar", by=None, reason=self._word("withdrawn", "reason"))
        self.half = self._story("half", hide_only="en")  # Arabic is live, English is not
        publishing.publish(self.half, language="ar", by=None)
        self._change_the_live_one()
        make_cartoon()
        make_cartoon(self._word("cartoon", "draft"), live=False)
        make_cartoon(self._word("cartoon", "scheduled"), live_from=clock.now() + SOON)
        gone = make_cartoon(self._word("cartoon", "withdrawn"), live_from=clock.now() - SOON)
        gone.tags.add(self.tag)
        cartoons.withdraw(gone, by=None, reason=self._word("cartoon", "reason"), notice={})

    def _word(self, story: str, field: str) -> str:
        word = f"canary{story}{field}".replace("_", "")
        self.words[f"{story} {field}"] = word
        return word

    def _story(self, name: str, *, embargo: bool = False, hide: bool = True, hide_only: str = "") -> Article:
        text: dict[str, Any] = {}
        for language in LANGUAGES:
            for field in TEXT_FIELDS:
                hidden = hide and hide_only in ("", language)
                word = self._word(name, f"{field}{language}") if hidden else f"plain{name}"
                text[f"{field}_{language}"] = f"<p>{word}</p>" if field == "body" else word
        article = Article(section=self.section, embargo_until=clock.now() + SOON if embargo else None, **text)
        rows = saving.Rows(regions=[self.region], tags=[self.tag], credits=[("text", self.person.pk)])
        return saving.create(article, by=None, rows=rows)

    def _change_the_live_one(self) -> None:
        """Changes that were saved and not published, related reads and blocks that lead to what is hidden, notes."""
        hidden = [self.draft, self.embargoed, self.scheduled, self.withdrawn]
        saving.save_part(
            self.live, "shared", {}, version=1, by=None, rows=saving.Rows(related=[row.pk for row in hidden])
        )
        blocks = "".join(read_also_block(row.pk, self._word("block", str(place))) for place, row in enumerate(hidden))
        saving.save_part(self.live, "ar", {"body_ar": f"<p>plain</p>{blocks}"}, version=1, by=None)
        publishing.publish(Article.objects.get(pk=self.live.pk), language="ar", by=None)
        later = {f"{field}_ar": self._word("unpublished", field) for field in ("headline", "standfirst", "kicker")}
        saving.save_part(self.live, "ar", later, version=2, by=None)
        publishing.schedule(
            Article.objects.get(pk=self.live.pk),
            language="ar",
            at=clock.now() + SOON,
            by=None,
            change=Change.CORRECTION,
            note=self._word("correction", "note"),
        )
        notices.write_note(self.live, by=make_user(), text=self._word("note", "text"))
        review.submit(self.draft, language="ar", by=None, note=self._word("review", "note"))

    def public_paths(self) -> list[str]:
        """Every page that a reader can ask for, of what is live and of what is hidden."""
        slug = {code: Publication.objects.live(code).get(article=self.live).slug for code in LANGUAGES}
        paths = ["/", "/robots.txt", "/healthz", "/a/1", "/e/1"]
        for code in LANGUAGES:
            paths += [
                f"/{code}/",
                f"/{code}/latest/",
                f"/{code}/search/",
                f"/{code}/search/?q=حصاد",
                f"/{code}/corrections/",
                f"/{code}/cartoons/",
                *(f"/{code}/cartoons/{pk}/" for pk in range(1, 5)),
            ]
            paths += [f"/{code}/newsletter/", presenting.story_url(code, self.live.pk, slug[code])]
            for kind, thing in (
                ("sections", self.section),
                ("regions", self.region),
                ("tags", self.tag),
                ("authors", self.person),
            ):
                paths.append(f"/{code}/{kind}/{thing.slug_in(code)}/")
        for row in (self.draft, self.embargoed, self.scheduled, self.withdrawn, self.half):
            for code, short in (("ar", "a"), ("en", "e")):
                paths += [f"/{code}/articles/{row.pk}/", f"/{code}/articles/{row.pk}/x/", f"/{short}/{row.pk}"]
        return paths


@pytest.fixture
def hidden() -> Hidden:
    return Hidden()


def leaks(hidden: Hidden, said: str) -> list[str]:
    return [place for place, word in hidden.words.items() if word in said]


def test_no_question_finds_a_hidden_word(hidden: Hidden) -> None:
    rows = {code: Publication.objects.live(code) for code in LANGUAGES}
    found = {
        place: search.hits(queries.parse(word, code), rows[code])
        for place, word in hidden.words.items()
        for code in LANGUAGES
    }
    assert {place: pks for place, pks in found.items() if pks} == {}


def test_no_page_that_readers_open_says_a_hidden_word(hidden: Hidden, client: Client) -> None:
    assert len(hidden.words) >= 60
    paths = hidden.public_paths()
    assert len({path.split("/articles/")[0] for path in paths}) >= 24
    found = {}
    for path in paths:
        answer = client.get(path, follow=True)
        said = answer.content.decode() + str(dict(answer.headers)) + str(answer.redirect_chain)
        if leaking := leaks(hidden, said):
            found[path] = leaking
    assert found == {}


def test_the_words_would_be_found_if_they_were_there(hidden: Hidden, client: Client) -> None:
    publishing.publish(hidden.draft, language="ar", by=None)
    said = client.get("/ar/").content.decode() + client.get(f"/a/{hidden.draft.pk}", follow=True).content.decode()
    assert len(leaks(hidden, said)) >= 4


def test_what_is_hidden_answers_like_what_never_was(hidden: Hidden, client: Client) -> None:
    never = client.get("/ar/articles/999999/").status_code
    rows = (hidden.draft, hidden.embargoed, hidden.scheduled)
    assert {client.get(f"/{code}/articles/{row.pk}/").status_code for row in rows for code in LANGUAGES} == {never}


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_issue_of_the_newsletter_says_one(hidden: Hidden, language: str, client: Client) -> None:
    words = letters.issue_words(digests.draft(make_plan(language)))
    assert "plainlive" in words.html
    assert leaks(hidden, words.html + words.text + words.subject) == []


DESK = (
    "/admin/",
    "/admin/articles/article/",
    "/admin/articles/article/?q=canary",
    "/admin/articles/article/notices/",
    "/admin/articles/article/related/?language=ar&q=canary",
    "/admin/articles/article/related/?language=en",
    "/admin/articles/article/related/pick/?term=canary",
    "/admin/articles/article/related/pick/",
    "/admin/autocomplete/?app_label=articles&model_name=relatedread&field_name=target&term=canary",
)


def test_no_door_of_a_reporters_desk_says_one(hidden: Hidden, client: Client) -> None:
    roles.sync()
    reporter = make_user(permissions=sorted(roles.PERMISSIONS[roles.REPORTER]))
    client.force_login(reporter)
    own = make_bilingual_article()
    Article.objects.filter(pk=own.pk).update(created_by=reporter)
    paths = [*DESK, f"/admin/articles/article/{own.pk}/change/"]
    for row in (hidden.live, hidden.draft, hidden.embargoed, hidden.scheduled, hidden.withdrawn, hidden.half):
        ways = ("change", "history", "review", "publish", "drafts", "compare", "delete")
        paths += [f"/admin/articles/article/{row.pk}/{way}/" for way in ways]
    found = {
        path: leaking for path in paths if (leaking := leaks(hidden, client.get(path, follow=True).content.decode()))
    }
    assert found == {}


def test_at_its_hour_it_is_there_and_not_a_second_before(hidden: Hidden, client: Client) -> None:
    word, due = hidden.words["scheduled headlinear"], clock.now() + SOON
    with clock.held_at(due - timedelta(seconds=5)):
        assert word not in client.get("/ar/latest/").content.decode()
    with clock.held_at(due + timedelta(seconds=5)):
        assert word in client.get("/ar/latest/").content.decode()


def test_what_was_published_a_moment_ago_is_gone_at_once_when_it_is_withdrawn(client: Client) -> None:
    name_the_site()
    row = make_publication()
    publishing.withdraw(row.article, language="ar", by=None, reason="x")
    assert row.headline not in client.get("/ar/").content.decode() + client.get("/ar/latest/").content.decode()
