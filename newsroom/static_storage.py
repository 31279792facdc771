"""How stylesheets, scripts and fonts are kept for the web: hashed names, and compressed where it pays.

Our own stylesheets are sent without their comments, which are for those who read the source.

whitenoise would compress every file it is given; the editor's source maps alone take a minute.
"""

import re
from typing import Any

from django.core.files.base import ContentFile
from whitenoise.storage import CompressedManifestStaticFilesStorage

WORTH_COMPRESSING = re.compile(r"\.(css|js|svg)$")
NEVER_SERVED = re.compile(r"^django_ckeditor_5/(src/|dist/translations/(?!ar\.))")

OUR_STYLESHEET = re.compile(r"^newsroom/css/[\w-]+\.css$")
COMMENT = re.compile(r"\s*/\*.*?\*/", re.S)


def without_comments(css: str) -> str:
    """A stylesheet of ours as it is sent."""
    return COMMENT.sub("", css)


class StaticStorage(CompressedManifestStaticFilesStorage):
    """Hashed names for all, compressed copies for text that readers load."""

    def compress_files(self, paths):  # type: ignore[no-untyped-def]  # as in whitenoise, which has no types here
        chosen = {path for path in paths if WORTH_COMPRESSING.search(path) and not NEVER_SERVED.search(path)}
        yield from super().compress_files(chosen)

    def _save(self, name: str, content: Any) -> str:
        if OUR_STYLESHEET.match(name):
            content = ContentFile(without_comments(content.read().decode()).encode())
        saved: str = super()._save(name, content)
        return saved
