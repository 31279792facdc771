"""Property tests try the same texts on every run, and leave nothing outside var/; a mail server of one's own."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings
from hypothesis.configuration import set_hypothesis_home_dir
from pytest_django import Settings

from tests.newsletter.smtp_stub import Stub, listening

set_hypothesis_home_dir(Path(__file__).parents[2] / "var" / "cache" / "hypothesis")
settings.register_profile("steady", derandomize=True, database=None, deadline=None)
settings.load_profile("steady")


@pytest.fixture(name="stub")
def _stub(settings: Settings) -> Iterator[Stub]:
    """A mail server on loopback that the settings name, in clear text."""
    with listening() as server:
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", server.port
        settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
        settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = ""
        yield server
