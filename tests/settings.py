"""The project's settings as the tests want them: nothing from the machine, nothing left behind on it."""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

# What a developer has in the shell or in `.env` must not decide a test. The database may be another one
# on purpose: the suite runs again on PostgreSQL.
os.environ |= {
    "ALLOWED_HOSTS": "",
    "BOUNCE_ADDRESS": "",
    "BOUNCE_IMAP_URL": "",
    "CACHE_URL": "database:",
    "CELERY_BROKER_URL": "folder://",
    "DATABASE_URL": os.environ.get("TEST_DATABASE_URL", "sqlite:////nowhere/newsroom.sqlite3"),
    "DEBUG": "no",
    "DEFAULT_FROM_EMAIL": "newsroom@news.example",
    "DEMO": "no",
    "EMAIL_URL": "folder:///nowhere",
    "MAILS_PER_MINUTE": "0",
    "MAILS_PER_MINUTE_AND_PROVIDER": "0",
    "MAIL_CONNECTIONS": "2",
    "MAIL_KEY": "the mail's own key in the tests, and no secret at all, but long enough",
    "MEDIA_STORAGE": "/nowhere",
    "NEWSROOM_TIME_ZONE": "Asia/Damascus",
    "SECRET_KEY": "only for the tests, and therefore no secret at all, but long enough",
    "SECRET_KEY_FALLBACKS": "",
    "SITE_URL": "http://testserver",
    # The browser's driver keeps a loop in this thread; Django would then refuse every query.
    "DJANGO_ALLOW_ASYNC_UNSAFE": "yes",
}

from newsroom.settings import *  # noqa: F403
from newsroom.settings import DATABASES, STORAGES, TEMPLATES, VAR

del os.environ["CELERY_BROKER_URL"]  # Celery would believe it more than the settings

(VAR / "tmp").mkdir(exist_ok=True)
FOLDER = Path(tempfile.mkdtemp(prefix="tests-", dir=VAR / "tmp"))
atexit.register(shutil.rmtree, FOLDER, ignore_errors=True)

DATABASES = {"default": dict(DATABASES["default"])}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    # A file as in production, so that threads meet the same locks; but nobody needs it after a power cut.
    DATABASES["default"]["TEST"] = {"NAME": FOLDER / "newsroom.sqlite3"}
    DATABASES["default"]["OPTIONS"] |= {  # type: ignore[operator]
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=OFF; PRAGMA foreign_keys=ON"
    }
DATABASES["default"]["CONN_MAX_AGE"] = 0

# Templates remember their lines, so that their coverage can be measured.
TEMPLATES = [engine | {"OPTIONS": engine["OPTIONS"] | {"debug": True}} for engine in TEMPLATES]  # type: ignore[operator]

MEDIA_ROOT = FOLDER / "media"
STORAGES = STORAGES | {
    "default": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": MEDIA_ROOT},
    },
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
EMAIL_FILE_PATH = str(FOLDER / "outbox")
CELERY_BROKER_URL = "memory://"
CELERY_BROKER_TRANSPORT_OPTIONS = {}
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
PAGE_CACHE_MB = 0  # what a test changes is seen at once; the cache has tests of its own
WHITENOISE_AUTOREFRESH = True  # served from the sources; var/static may be empty
