"""What many people and a killed process do to stories: small here, in full by `make drill` (NEWSROOM_DRILL=1)."""

import os
import random
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.urls import reverse

from articles import publishing, saving
from articles.models import Article, Publication, Revision, SiteIdentity
from newsroom.models import AuditEntry
from tests.articles.test_story_form import change, opened
from tests.factories import make_article, make_editor

BASE = Path(__file__).resolve().parent.parent.parent
FULL = bool(os.environ.get("NEWSROOM_DRILL"))
DUE = datetime(2030, 1, 31, 9, 0, tzinfo=UTC)

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.database]


@pytest.fixture(autouse=True)
def _paper() -> None:
    SiteIdentity.objects.get_or_create(pk=1, defaults={"name_ar": "جريدة", "name_en": "Paper"})


def at_once(work: Callable[[int], Any], number: int) -> None:
    """Run `work(0)` … in as many threads, each with a connection of its own."""

    def run(place: int) -> None:
        try:
            work(place)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(place,)) for place in range(number)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def test_many_stories_due_in_one_minute_are_there_at_the_first_request_without_a_worker() -> None:
    number = 500 if FULL else 40
    moments = [DUE + timedelta(seconds=place * 60 // number) for place in range(number)]
    with time_machine.travel(DUE - timedelta(hours=1), tick=False):
        for place, moment in enumerate(moments):
            publishing.schedule(make_article(f"خبر {place}"), language="ar", at=moment, by=None)
        assert Publication.objects.live("ar").count() == 0
    for second in range(0, 60, 10):
        with time_machine.travel(DUE + timedelta(seconds=second), tick=False):
            due = sum(moment <= DUE + timedelta(seconds=second) for moment in moments)
            assert Publication.objects.live("ar").count() == due
    with time_machine.travel(DUE + timedelta(minutes=1), tick=False):
        assert Publication.objects.live("ar").count() == number
        assert Client().get("/ar/latest/").status_code == 200


def test_many_clicks_on_publish_make_one_publication_and_one_audit_entry() -> None:
    number = 50 if FULL else 10
    editor, article = make_editor("samar"), make_article()
    url = reverse("admin:articles_article_publish", args=[article.pk])
    clients = [Client() for _each in range(number)]
    for client in clients:
        client.force_login(editor)
    answers: list[int] = []

    def click(place: int) -> None:
        answers.append(clients[place].post(url, {"languages": ["ar"], "when": "now"}).status_code)

    at_once(click, number)
    assert answers == [302] * number
    assert (Publication.objects.count(), AuditEntry.objects.filter(action="publish").count()) == (1, 1)


def test_many_editors_of_one_part_lose_nothing_in_silence() -> None:
    editors, rounds = (20, 50) if FULL else (6, 5)
    article = make_article("بداية")
    saved: list[tuple[int, str]] = []
    refused: list[int] = []

    def write(place: int) -> None:
        for turn in range(rounds):
            version = saving.versions(Article.objects.get(pk=article.pk))["ar"]
            mine = f"{place}-{turn}"
            try:
                saved.append((saving.save_part(article, "ar", {"kicker_ar": mine}, version=version, by=None), mine))
            except saving.Stale:
                refused.append(place)

    at_once(write, editors)
    assert len(saved) + len(refused) == editors * rounds
    kept = dict(Revision.objects.filter(part="ar", version__gt=1).values_list("version", "data__kicker"))
    assert kept == dict(saved)
    last = Article.objects.get().text_in("ar", "kicker")
    assert last == kept[max(kept)]


def test_many_editors_at_the_form_save_or_get_the_conflict_page() -> None:
    number = 20 if FULL else 5
    article = make_article("بداية")
    clients = [Client() for _each in range(number)]
    for place, client in enumerate(clients):
        client.force_login(make_editor(f"editor{place}"))
    forms = [opened(client, change(article)) | {"kicker_ar": str(place)} for place, client in enumerate(clients)]
    answers: list[int] = []
    at_once(lambda place: answers.append(clients[place].post(change(article), forms[place]).status_code), number)
    assert (answers.count(302), answers.count(200)) == (1, number - 1)
    assert Revision.objects.filter(part="ar").count() == 2


PUBLISHER = """
import os, sys
sys.path.insert(0, sys.argv[1])
os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"
import django
django.setup()
from django.conf import settings
from django.db import connection
settings.DATABASES["default"]["NAME"] = connection.settings_dict["NAME"] = sys.argv[2]
from articles import publishing, saving
from articles.models import Article
number = 0
while True:
    for article in Article.objects.all():
        number += 1
        version = saving.versions(article)["ar"]
        saving.save_part(article, "ar", {"kicker_ar": f"{os.getpid()} {number}"}, version=version, by=None)
        publishing.publish(article, language="ar", by=None)
        print("done", flush=True)
"""


def test_a_process_that_is_killed_while_it_publishes_leaves_nothing_half_done(tmp_path: Path) -> None:
    if connection.vendor != "sqlite":
        return  # one embedded file is enough: a transaction is a transaction
    kills, chance = (300 if FULL else 6), random.Random(5)  # noqa: S311  the same moments each time
    for _each in range(3):
        make_article(tags=[])
    copy = tmp_path / "newsroom.sqlite3"
    connection.cursor().execute("VACUUM INTO %s", [str(copy)])
    for _kill in range(kills):
        process = subprocess.Popen(
            [sys.executable, "-c", PUBLISHER, str(BASE), str(copy)], cwd=BASE, stdout=subprocess.PIPE
        )
        assert process.stdout is not None
        process.stdout.readline()  # it has begun
        time.sleep(chance.random() / 10)
        process.send_signal(signal.SIGKILL)
        process.communicate()
    assert half_done(copy) == []


def half_done(copy: Path) -> list[str]:
    """Publications without their entry, entries without their publication, texts that overlap, saves without a
    revision.
    """
    database = sqlite3.connect(copy)

    def ask(sql: str) -> Any:
        return database.execute(sql).fetchone()[0]

    publications = ask("SELECT count(*) FROM articles_publication")
    entries = ask("SELECT count(*) FROM newsroom_auditentry WHERE action = 'publish'")
    still_open = ask("SELECT count(*) FROM articles_publication WHERE live_until IS NULL")
    versions = ask("SELECT sum(version) FROM articles_articlelanguage WHERE language = 'ar'")
    revisions = ask("SELECT count(*) FROM articles_revision WHERE part = 'ar'")
    wrong = []
    wrong += [f"{publications} publications, {entries} entries"] if publications != entries else []
    wrong += [f"{still_open} open"] if still_open > 3 else []
    wrong += [f"{versions} versions, {revisions} revisions"] if versions != revisions else []
    return wrong + (["nothing was published"] if not publications else [])
