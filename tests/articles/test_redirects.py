"""What an editor may enter as a redirect."""

import pytest
from django.core.exceptions import ValidationError

from articles.models import Redirect


def test_a_path_to_a_path_is_taken() -> None:
    Redirect(old_path="/ar/قديم/", new_path="/ar/جديد/").clean()


@pytest.mark.parametrize(
    ("old", "new", "named"),
    [
        ("ar/old/", "/ar/new/", {"old_path"}),
        ("/ar/old/", "https://evil.example/", {"new_path"}),
        ("/ar/old/", "//evil.example/", {"new_path"}),
        ("/ar/old/", "/\\evil.example/", {"new_path"}),
        ("x", "y", {"old_path", "new_path"}),
        ("/ar/same/", "/ar/same/", {"new_path"}),
    ],
)
def test_everything_else_is_refused_at_its_field(old: str, new: str, named: set[str]) -> None:
    with pytest.raises(ValidationError) as refused:
        Redirect(old_path=old, new_path=new).clean()
    assert set(refused.value.message_dict) == named
