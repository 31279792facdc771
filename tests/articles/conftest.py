"""An editor and the desk in front of them."""

import pytest
from django.test import Client

from newsroom.models import User
from tests.factories import make_editor, name_the_site


@pytest.fixture
def editor() -> User:
    name_the_site()
    return make_editor("samar")


@pytest.fixture
def desk(client: Client, editor: User) -> Client:
    client.force_login(editor)
    return client
