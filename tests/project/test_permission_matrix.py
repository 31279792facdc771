"""Every address, every role, every method: who is let in stands in a table, and an address that the table does not name
is a fault.

The table (`permission_matrix.tsv`) has a line per address and method, a letter per role: `y` let in, `n` refused (403,
404, or back to the desk), `d` led to the door, `m` method not allowed. Who may not see a thing must not learn of it.
"""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from articles import merging
from articles.models import (
    Article,
    Breaking,
    Correction,
    CorrectionKind,
    HousePage,
    Image,
    Redirect,
    Remit,
    SavedView,
    SiteIdentity,
    SpellingVariants,
)
from articles.publishing import correct
from newsletter.models import Digest, DigestPlan, Import, InboundMessage, Quarantine, Subscriber
from newsroom import audit, clock, roles
from newsroom.models import AuditEntry, User
from tests.factories import (
    make_article,
    make_author,
    make_cartoon,
    make_digest,
    make_gallery,
    make_image,
    make_plan,
    make_publication,
    make_region,
    make_section,
    make_subscriber,
    make_tag,
    make_topic,
    make_user,
    make_wire,
    name_the_site,
)

# Thousands of requests: doors are the same on every database, and other tests count the lines behind them.
pytestmark = [pytest.mark.django_db, pytest.mark.no_cover, pytest.mark.one_database]

TABLE = Path(__file__).with_name("permission_matrix.tsv")
ROLES = ("anonymous", *sorted(roles.NAMES), "superuser")
FEW = ("HEAD", "OPTIONS", "PUT", "PATCH", "DELETE")  # asked by a reporter alone
ONE_ROW = ("/change/", "/delete/", "/history/")
FORGED = {
    "post": "yes",
    "is_superuser": "on",
    "languages": ["ar"],
    "when": "now",
    "reason": "x",
    "version": "1",
    "state": "ready",
    "_popup": "1",
    "next": "//evil.example/",
}


def addresses(resolver: Any = None, prefix: str = "", space: str = "") -> Iterator[tuple[str, str]]:
    """Every pattern of the site with its name."""
    for pattern in (resolver or get_resolver()).url_patterns:
        if isinstance(pattern, URLResolver):
            yield from addresses(pattern, prefix + str(pattern.pattern), pattern.namespace or space)
        elif isinstance(pattern, URLPattern):
            yield prefix + str(pattern.pattern), f"{space}:{pattern.name or '-'}"


class World:
    """One of everything, none of it anybody's own."""

    def __init__(self) -> None:
        name_the_site()
        roles.sync()
        self.article = make_article("خبر غيره")
        live = make_publication()
        self.live = live.article
        correction = correct(live.article, language="ar", kind=CorrectionKind.UPDATE, text="زاد.", by=None)
        make_plan()
        self.rows: dict[str, Any] = {
            "article": self.article,
            "user": make_user("somebody"),
            "auditentry": audit.record("publish", live, by=None),
            "siteidentity": SiteIdentity.objects.get(),
            "image": make_image(),
            "cartoon": make_cartoon(),
            "gallery": make_gallery(),
            "redirect": Redirect.objects.create(old_path="/ar/old/", new_path="/ar/"),
            "remit": Remit.objects.create(user=make_user("limited")),
            "author": make_author(),
            "breaking": Breaking.objects.create(text_ar="عاجل", live_until=clock.now() + timedelta(hours=1)),
            "housepage": HousePage.objects.create(slug="x", title_ar="من نحن", text_ar="نحن."),
            "wire": make_wire(),
            "section": make_section(),
            "region": make_region(),
            "tag": make_tag(),
            "topic": make_topic(),
            "spellingvariants": SpellingVariants.objects.create(spellings="قره باغ\nكاراباخ"),
            "digest": make_digest(),
            "digestplan": DigestPlan.objects.get(language="ar"),
            "subscriber": make_subscriber(),
            "inboundmessage": InboundMessage.objects.create(fingerprint="x", quarantine=Quarantine.UNKNOWN),
            "import": Import.objects.create(name="list.csv", content="email", language="ar"),
        }
        self.view = SavedView.objects.create(user=self.rows["user"], name="سؤال غيره", query="state=draft")
        self.values = {
            "article_id": self.article.pk,
            "revision_id": self.article.revisions.get(part="ar").pk,
            "publication_id": live.pk,
            "correction_id": correction.pk,
            "digest_id": self.rows["digest"].pk,
            "import_id": self.rows["import"].pk,
            "image_id": self.rows["image"].pk,
            "cartoon_id": self.rows["cartoon"].pk,
            "gallery_id": self.rows["gallery"].pk,
            "language": "ar",
            "move": "approve",
            "part": "ar",
            "slug": "x",
            "year": f"{clock.local(live.published_at).year}",
            "month": f"{clock.local(live.published_at).month}",
            "day": f"{clock.local(live.published_at).day}",
            "token": "x",
            "name": "x",
            "old_path": "x",
            "view_id": self.view.pk,
            "tag_id": self.rows["tag"].pk,
            "merge_id": merging.merge(make_tag(), [make_tag()], by=None).pk,
            "step": "assign",
            "url": "x",
            "app_label": "articles",
            "content_type_id": 1,
            "id": self.rows["user"].pk,
        }

    def path(self, pattern: str) -> str:
        """An address of this world for a pattern."""
        path = (
            pattern.replace("^", "")
            .replace("$", "")
            .replace(r"(?P<app_label>newsroom|articles|newsletter)", "articles")
        )
        path = path.replace("(?P<url>.*)", "x")
        for model, row in self.rows.items():
            if f"/{model}/" in pattern:
                path = path.replace("<path:object_id>", str(row.pk))
        for kind in ("id", "language", "slug", "str", "int", "path"):
            for name, value in self.values.items():
                path = path.replace(f"<{kind}:{name}>", str(value))
        return f"/{path.replace('<path:object_id>', '1').replace('<id>', str(self.values['id']))}"


def client_of(role: str) -> Client:
    client = Client(raise_request_exception=True)
    if role == "anonymous":
        return client
    user = make_user(f"a-{role}", superuser=role == "superuser")
    if role != "superuser":
        user.groups.add(Group.objects.get(name=role))
    client.force_login(user)
    return client


def letter(response: HttpResponse, path: str) -> str:
    """What the answer means."""
    assert response.status_code < 500, response
    if response.status_code == 405:
        return "m"
    if response.status_code in (401, 403, 404):
        return "n"
    if response.status_code == 302 and response.headers["Location"] == "/admin/" and path.endswith(ONE_ROW):
        return "n"
    leads_to_door = response.status_code == 302 and "/admin/login/" in response.headers.get("Location", "")
    return "d" if leads_to_door else "y"


def ask(client: Client, method: str, path: str) -> str:
    """One cell; whatever the request did is undone."""
    with transaction.atomic():
        response: Any = client.generic(method, path) if method not in ("GET", "POST") else None
        if response is None:
            response = client.get(path) if method == "GET" else client.post(path, FORGED)
        transaction.set_rollback(True)
    return letter(response, path)


def measured() -> dict[tuple[str, str], str]:
    """The table as the site answers."""
    world = World()
    clients = {role: client_of(role) for role in ROLES}
    found: dict[tuple[str, str], str] = {}
    for pattern, name in addresses():
        path = world.path(pattern)
        key = name if not name.endswith(":-") else f"{name} {pattern}"
        if name == "admin:logout":
            continue  # ends the sessions of those who ask; tests/newsroom/test_log_in.py
        for method in ("GET", "POST"):
            found[key, method] = "".join(ask(clients[role], method, path) for role in ROLES)
        found[key, "OTHER"] = "".join(ask(clients["reporter"], method, path) for method in FEW)
    return found


def written() -> dict[tuple[str, str], str]:
    """The table as it was written."""
    lines = (line.split("\t") for line in TABLE.read_text().splitlines() if line and not line.startswith("#"))
    return {(name, method): letters for name, method, letters in lines}


def test_who_is_let_in_where_is_what_the_table_says() -> None:
    table, found = written(), measured()
    assert [key for key in found if key not in table] == [], "addresses that the table does not name"
    assert [key for key in table if key not in found] == [], "lines of the table without an address"
    wrong = {key: (table[key], found[key]) for key in table if table[key] != found[key]}
    assert wrong == {}
    assert sum(map(len, table.values())) >= 3000


def test_a_reporter_changed_nothing_by_any_of_these_doors() -> None:
    world = World()
    reporter = client_of("reporter")
    before: list[Any] = [Article, AuditEntry, Correction, Digest, Image, Subscriber, User]
    counts = [model.objects.count() for model in before]
    state = list(world.article.languages.values_list("language", "state", "version"))
    for pattern, name in addresses():
        if (
            name != "admin:logout"
            and "article/" in pattern
            and ("<id:article_id>" in pattern or "object_id" in pattern)
        ):
            reporter.post(world.path(pattern), FORGED)
    assert [model.objects.count() for model in before] == counts
    assert list(world.article.languages.values_list("language", "state", "version")) == state
    assert not world.article.publications.exists()
