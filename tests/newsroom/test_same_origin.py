"""Public forms are protected without a cookie: by what the browser says about where the form stood."""

import pytest
from django.test import RequestFactory

from newsroom.same_origin import is_same_origin


@pytest.mark.parametrize(
    ("headers", "same"),
    [
        ({"Sec-Fetch-Site": "same-origin"}, True),
        ({"Sec-Fetch-Site": "none"}, True),
        ({"Sec-Fetch-Site": "cross-site"}, False),
        ({"Sec-Fetch-Site": "same-site"}, False),
        ({"Sec-Fetch-Site": "cross-site", "Origin": "http://testserver"}, False),
        ({"Origin": "http://testserver"}, True),
        ({"Origin": "https://evil.example"}, False),
        ({"Origin": "null"}, False),
        ({}, True),
    ],
)
def test_the_origin_decides(headers: dict[str, str], same: bool) -> None:
    assert is_same_origin(RequestFactory().post("/ar/newsletter/", headers=headers)) is same
