"""How stylesheets, scripts and fonts are kept for the web: hashed names, and compressed where it pays.

whitenoise would compress every file it is given; the editor's source maps alone take a minute.
"""

import re

from whitenoise.storage import CompressedManifestStaticFilesStorage

WORTH_COMPRESSING = re.compile(r"\.(css|js|svg)$")
NEVER_SERVED = re.compile(r"^django_ckeditor_5/(src/|dist/translations/(?!ar\.))")


class StaticStorage(CompressedManifestStaticFilesStorage):
    """Hashed names for all, compressed copies for text that readers load."""

    def compress_files(self, paths):  # type: ignore[no-untyped-def]  # as in whitenoise, which has no types here
        chosen = {path for path in paths if WORTH_COMPRESSING.search(path) and not NEVER_SERVED.search(path)}
        yield from super().compress_files(chosen)
