"""Static files for the web: hashed names for all, compressed copies for what readers load."""

from pathlib import Path

import pytest
from django.contrib.staticfiles.storage import HashedFilesMixin

from newsroom.static_storage import StaticStorage

TEXT = "a { color: #123456 }\n" * 200


@pytest.mark.parametrize(
    ("name", "compressed"),
    [
        ("newsroom/css/look.css", True),
        ("newsroom/js/theme.js", True),
        ("newsroom/img/mark.svg", True),
        ("django_ckeditor_5/dist/translations/ar.js", True),
        ("django_ckeditor_5/dist/translations/de.js", False),
        ("django_ckeditor_5/dist/bundle.js.map", False),
        ("django_ckeditor_5/src/plugin.js", False),
        ("newsroom/fonts/sans-arabic-400.woff2", False),
    ],
)
def test_what_readers_load_is_compressed(tmp_path: Path, name: str, compressed: bool) -> None:
    storage = StaticStorage(location=tmp_path)
    assert isinstance(storage, HashedFilesMixin)
    path = tmp_path / name
    path.parent.mkdir(parents=True)
    path.write_text(TEXT)
    list(storage.post_process({name: (storage, name)}))
    assert storage.stored_name(name) != name
    assert (path.with_name(f"{Path(storage.stored_name(name)).name}.br")).exists() is compressed
