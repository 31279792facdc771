"""A redirect never leaves the house."""

import pytest

from newsroom.links import absolute, own_path


@pytest.mark.parametrize(
    "target", ["/ar/", "/en/articles/1/x/?page=2", "/ar/وسم/", "/admin/articles/article/3/change/"]
)
def test_a_path_on_this_site_is_kept(target: str) -> None:
    assert own_path(target, fallback="/") == target


@pytest.mark.parametrize(
    "target",
    [
        "",
        "https://evil.example/",
        "//evil.example/",
        "/\\evil.example",
        "\\\\evil.example",
        "/%2fevil.example",
        "/%5Cevil.example",
        "/a\tb",
        "/\r\nSet-Cookie: x=1",
        "/%0d%0aLocation:x",
        "/..//evil.example",
        "javascript:alert(1)",
        " /ar/",
        "/ar/\x00",
    ],
)
def test_anything_else_falls_back(target: str) -> None:
    assert own_path(target, fallback="/home/") == "/home/"


def test_absolute_addresses_come_from_the_configured_site(settings: pytest.FixtureRequest) -> None:
    settings.SITE_URL = "https://news.example/"  # type: ignore[attr-defined]
    assert absolute("/ar/") == "https://news.example/ar/"
