"""The machines' pages, media, error pages, and what every answer carries."""

from collections.abc import Iterator
from unittest.mock import patch

import pytest
from django.db import DatabaseError, connection
from django.test import Client, RequestFactory

from newsroom import views
from newsroom.theme import theme_script_hash
from tests.factories import make_image, make_publication, make_user

PUBLIC = ["/ar/", "/en/", "/ar/latest/", "/ar/cartoons/", "/ar/newsletter/", "/ar/none/"]


def test_healthz_asks_nobody(client: Client) -> None:
    assert (client.get("/healthz").status_code, client.get("/healthz").content) == (200, b"ok\n")


@pytest.mark.django_db
def test_readyz_asks_the_database(client: Client) -> None:
    assert client.get("/readyz").status_code == 200
    with patch.object(connection, "cursor", side_effect=DatabaseError):
        assert client.get("/readyz").status_code == 503


def test_robots_keeps_crawlers_out_of_the_desk(client: Client) -> None:
    assert "Disallow: /admin/" in client.get("/robots.txt").content.decode().splitlines()


@pytest.mark.parametrize("answer", [views.server_error, views.bad_request])
def test_the_worst_pages_speak_both_languages_without_a_database(answer: object) -> None:
    response = answer(RequestFactory().get("/ar/"))  # type: ignore[operator]
    page = response.content.decode()
    assert response.status_code in (400, 500)
    assert 'lang="ar"' in page
    assert 'lang="en"' in page


def test_a_view_that_breaks_is_answered_with_our_500(client: Client) -> None:
    client.raise_request_exception = False
    with patch("articles.views.front_page", side_effect=RuntimeError("secret words")):
        response = client.get("/ar/")
    assert response.status_code == 500
    assert "secret words" not in response.content.decode()
    assert "Traceback" not in response.content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize("path", PUBLIC)
class TestPublicAnswers:
    def test_nothing_personal_is_in_them(self, client: Client, path: str) -> None:
        client.force_login(make_user(full_name="اسم المحرر"))
        response = client.get(path)
        assert "Set-Cookie" not in response.headers
        assert not response.cookies
        assert "Cookie" not in response.headers.get("Vary", "")
        assert "اسم المحرر" not in response.content.decode()
        assert "csrfmiddlewaretoken" not in response.content.decode()

    def test_the_headers_are_all_there(self, client: Client, path: str) -> None:
        headers = client.get(path).headers
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["X-Frame-Options"] == "DENY"
        assert headers["Referrer-Policy"] == "strict-origin-when-cross-origin"
        assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
        assert headers["Cross-Origin-Resource-Policy"] == "same-origin"
        assert headers["Permissions-Policy"] == "camera=(), microphone=(), geolocation=()"
        policy = dict(
            part.strip().split(" ", 1) for part in headers["Content-Security-Policy"].split(";") if " " in part
        )
        assert policy["default-src"] == "'none'"
        assert policy["script-src"].split() == ["'self'", theme_script_hash()]
        assert policy["style-src"] == "'self'"
        assert policy["frame-ancestors"] == "'none'"
        assert policy["base-uri"] == "'none'"


@pytest.mark.django_db
class TestMedia:
    @pytest.fixture
    def url(self) -> Iterator[str]:
        yield make_image().file.url

    def test_a_picture_is_served_for_ever_and_may_run_nothing(self, client: Client, url: str) -> None:
        response = client.get(url)
        response.close()
        headers = response.headers
        assert headers["Content-Type"] == "image/jpeg"
        assert headers["Cache-Control"] == "public, max-age=31536000, immutable"
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Cross-Origin-Resource-Policy"] == "cross-origin"
        assert sorted(headers["Content-Security-Policy"].split("; ")) == ["default-src 'none'", "sandbox"]

    @pytest.mark.parametrize("name", ["none.jpg", "x.html", "x.svg", "pictures/", "pictures", ".jpg"])
    def test_what_is_no_picture_of_ours_is_not_found(self, client: Client, name: str) -> None:
        assert client.get(f"/media/{name}").status_code == 404


@pytest.mark.django_db
def test_the_desk_is_never_stored_by_a_cache(client: Client) -> None:
    client.force_login(make_user(superuser=True))
    headers = client.get("/admin/").headers
    assert headers["Cache-Control"] == "no-store"
    assert "style-src-attr 'unsafe-inline'" in headers["Content-Security-Policy"]


@pytest.mark.django_db
def test_reading_goes_on_with_the_broker_dead(client: Client, settings: object) -> None:
    settings.CELERY_BROKER_URL = "redis://127.0.0.1:1/0"  # type: ignore[attr-defined]
    row = make_publication()
    assert client.get(f"/a/{row.article_id}", follow=True).status_code == 200


@pytest.mark.django_db
def test_pages_are_sent_compressed_to_those_who_can_read_that(client: Client) -> None:
    plain = client.get("/admin/login/")
    small = client.get("/admin/login/", headers={"Accept-Encoding": "gzip"})
    assert (plain.headers.get("Content-Encoding"), small.headers["Content-Encoding"]) == (None, "gzip")
    assert "Accept-Encoding" in small.headers["Vary"]
    assert len(small.content) < len(plain.content) * 0.6  # with up to a hundred bytes of chance in it
