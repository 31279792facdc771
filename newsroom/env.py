"""Typed readers of environment variables: the only place where the outside configures the project.

Each reader either gives a finished value or raises `BadSetting`, whose text names the variable, the
wrong value and a right example. Nothing is guessed: a typing error never becomes a silent default.
"""

import contextlib
import os
import re
import secrets
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit
from zoneinfo import ZoneInfo

from django.core.exceptions import ImproperlyConfigured

YES = {"1", "true", "yes", "on"}
NO = {"0", "false", "no", "off", ""}
SECRET_LENGTH = 50  # what `check --deploy` asks for (security.W009)


class BadSetting(ImproperlyConfigured):
    """An environment variable holds something that cannot be used."""

    def __init__(self, name: str, value: str, wanted: str, example: str) -> None:
        super().__init__(f"{name} is {_masked(value)!r}, but it must be {wanted}. Example: {name}={example}")


def _masked(value: str) -> str:
    """Hide the password of a URL: the message goes to logs and screens."""
    return re.sub(r"(://[^:/@\s]*):[^/\s]*@", r"\1:…@", value)


def load(path: Path) -> None:
    """Read `NAME=value` lines of a `.env` file; what the environment already says wins."""
    if not path.exists():
        return
    for number, line in enumerate(path.read_text("utf-8").splitlines(), start=1):
        line = line.strip()
        if not line or line.startswith("#"):
            continue
        name, equals, value = line.partition("=")
        if not equals or not re.fullmatch(r"[A-Z][A-Z0-9_]*", name):
            raise ImproperlyConfigured(
                f"{path.name} line {number} is {_masked(line)!r}, but it must be NAME=value. "
                "Example: NEWSROOM_TIME_ZONE=Asia/Damascus"
            )
        os.environ.setdefault(name, value.strip().strip("\"'"))


def text(name: str, default: str = "") -> str:
    return os.environ.get(name, default).strip()


def words(name: str) -> list[str]:
    """A list separated by commas or blanks."""
    return text(name).replace(",", " ").split()


def flag(name: str) -> bool:
    """Yes or no; unset means no."""
    value = text(name).lower()
    if value not in YES | NO:
        raise BadSetting(name, value, "yes or no", "yes")
    return value in YES


def number(name: str, default: int, *, lowest: int, highest: int) -> int:
    value = text(name, str(default))
    if not re.fullmatch(r"[0-9]{1,12}", value) or not lowest <= int(value) <= highest:
        raise BadSetting(name, value, f"a whole number from {lowest} to {highest}", str(default))
    return int(value)


def site_url(name: str, default: str) -> str:
    """Scheme, host and perhaps port, without a path: where readers find the site."""
    value = text(name, default)
    parts = _split(name, value, wanted="an address without a path", example="https://news.example")
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.username is not None:
        raise BadSetting(name, value, "an http or https address", "https://news.example")
    if parts.path not in {"", "/"} or parts.query or parts.fragment:
        raise BadSetting(name, value, "an address without a path", "https://news.example")
    return value.rstrip("/")


def time_zone(name: str, default: str) -> str:
    value = text(name, default)
    try:
        ZoneInfo(value)
    except (KeyError, ValueError, OSError):
        raise BadSetting(name, value, "the name of a time zone", "Asia/Damascus") from None
    return value


def database(name: str, default: Path) -> dict[str, object]:
    """A database for Django's DATABASES; an SQLite file when nothing is said."""
    value = text(name, f"sqlite:///{default}")
    wanted, example = "a PostgreSQL or SQLite address", "postgres://user:password@localhost:5432/newsroom"
    parts = _split(name, value, wanted=wanted, example=example)
    path = unquote(parts.path)
    if parts.scheme == "sqlite" and not parts.netloc and path.strip("/"):
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": path.removeprefix("/") if path.startswith("//") else path,
            "CONN_MAX_AGE": 600,
            "OPTIONS": {
                # Writers queue instead of failing half-way with "database is locked": measured 162 of 240
                # writes refused with the default transaction mode, none with IMMEDIATE.
                "transaction_mode": "IMMEDIATE",
                "timeout": 20,
                "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON",
            },
        }
    if parts.scheme in {"postgres", "postgresql"} and path.strip("/"):
        options = dict(parse_qsl(parts.query))
        return {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": path.removeprefix("/"),
            "USER": unquote(parts.username or ""),
            "PASSWORD": unquote(parts.password or ""),
            "HOST": options.pop("host", parts.hostname or ""),
            "PORT": str(parts.port or options.pop("port", "")),
            "CONN_MAX_AGE": 600,
            "CONN_HEALTH_CHECKS": True,
            "OPTIONS": options,
        }
    raise BadSetting(name, value, wanted, example)


# Rows of the cache's table. Django's own 300 are fewer than readers leave in a minute, and what is thrown out to make
# room are limits that were being counted.
MOST_CACHED: Final = 50_000


def cache(name: str) -> dict[str, object]:
    """A cache for Django's CACHES: a table of the database, or Redis."""
    value = text(name, "database:")
    if value == "database:":
        table = "django.core.cache.backends.db.DatabaseCache"
        return {"BACKEND": table, "LOCATION": "newsroom_cache", "OPTIONS": {"MAX_ENTRIES": MOST_CACHED}}
    parts = _split(name, value, wanted="“database:” or a Redis address", example="redis://localhost:6379/1")
    if parts.scheme in {"redis", "rediss"} and parts.hostname:
        return {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": value}
    if parts.scheme == "unix" and parts.path:
        return {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": value}
    raise BadSetting(name, value, "“database:” or a Redis address", "redis://localhost:6379/1")


def broker(name: str, default: str) -> str:
    """Celery's broker: the folder under var/, or Redis."""
    value = text(name, default)
    if value == default:
        return value
    wanted, example = f"{default!r} or a Redis address", "redis://localhost:6379/0"
    parts = _split(name, value, wanted=wanted, example=example)
    redis = parts.scheme in {"redis", "rediss"} and parts.hostname
    socket = parts.scheme == "redis+socket" and parts.path
    if not redis and not socket:
        raise BadSetting(name, value, wanted, example)
    return value


def email(name: str, default: Path) -> dict[str, object]:
    """Django's EMAIL_… settings: a folder of .eml files when nothing is said, or an SMTP server."""
    value = text(name, f"folder://{default}")
    wanted, example = "a folder or an SMTP server", "smtp+tls://user:password@mail.example:587"
    parts = _split(name, value, wanted=wanted, example=example)
    if parts.scheme == "folder" and not parts.netloc and parts.path.strip("/"):
        return {
            "EMAIL_BACKEND": "newsroom.mail_folder.Folder",
            "EMAIL_FILE_PATH": unquote(parts.path),
        }
    ports = {"smtp": 25, "smtp+tls": 587, "smtps": 465}
    if parts.scheme not in ports or not parts.hostname:
        raise BadSetting(name, value, wanted, example)
    return {
        "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "EMAIL_HOST": parts.hostname,
        "EMAIL_PORT": parts.port or ports[parts.scheme],
        "EMAIL_HOST_USER": unquote(parts.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(parts.password or ""),
        "EMAIL_USE_TLS": parts.scheme == "smtp+tls",
        "EMAIL_USE_SSL": parts.scheme == "smtps",
        "EMAIL_TIMEOUT": 30,
    }


@dataclass(frozen=True, slots=True)
class Imap:
    """A mailbox to be read by IMAP, over TLS from the start or after STARTTLS."""

    host: str
    port: int
    user: str
    password: str
    folder: str
    starttls: bool


def imap(name: str) -> Imap | None:
    """A mailbox; None when nothing is said. There is no way to name one without TLS."""
    value = text(name)
    if not value:
        return None
    wanted, example = "an IMAP mailbox over TLS", "imaps://user:password@mail.example/INBOX"
    parts = _split(name, value, wanted=wanted, example=example)
    ports = {"imaps": 993, "imap+tls": 143}
    folder = unquote(parts.path.strip("/")) or "INBOX"
    if parts.scheme not in ports or not (parts.hostname and parts.username and parts.password):
        raise BadSetting(name, value, wanted, example)
    if re.search(r'["\\\x00-\x1f\x7f]', folder):
        raise BadSetting(name, value, wanted, example)
    return Imap(
        host=parts.hostname,
        port=parts.port or ports[parts.scheme],
        user=unquote(parts.username),
        password=unquote(parts.password),
        folder=folder,
        starttls=parts.scheme == "imap+tls",
    )


def bounce_address(name: str) -> str:
    """The address that bounces come to, with room for a mail's id behind a "+"; empty when nothing is said."""
    value = text(name)
    label = r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
    if value and not re.fullmatch(rf"[a-z0-9][a-z0-9._-]{{0,19}}@{label}(?:\.{label})+", value):
        raise BadSetting(
            name, value, "a mail address in small letters, at most 20 before the @", "bounces@news.example"
        )
    return value


def media(name: str, default: Path) -> dict[str, object]:
    """The storage of pictures: a folder, or a bucket of an S3 service.

    A bucket is `s3://bucket?endpoint=https://…&region=…&domain=media.example`; the keys come from the
    usual AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY. It needs `pip install -r requirements-s3.txt`.
    """
    value = text(name, str(default))
    wanted, example = "an absolute folder or an S3 bucket", "s3://bucket?region=eu-central-1"
    if value.startswith("/"):
        return {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": value}}
    parts = _split(name, value, wanted=wanted, example=example)
    names = {"endpoint": "endpoint_url", "region": "region_name", "domain": "custom_domain"}
    options = dict(parse_qsl(parts.query))
    if parts.scheme != "s3" or not parts.hostname or parts.path.strip("/") or not options.keys() <= names.keys():
        raise BadSetting(name, value, wanted, example)
    return {
        "BACKEND": "storages.backends.s3.S3Storage",
        "OPTIONS": {
            "bucket_name": parts.hostname,
            "file_overwrite": False,
            "querystring_auth": False,
            **{names[key]: option for key, option in options.items()},
        },
    }


def secret(name: str, file: Path) -> str:
    """The key that signs sessions and links: from the environment, or made once into a file of ours."""
    value = text(name)
    if value and len(value) < SECRET_LENGTH:
        raise ImproperlyConfigured(
            f"{name} has {len(value)} characters, but it must have at least {SECRET_LENGTH}. "
            f'Example: {name}="$(python3 -c "import secrets; print(secrets.token_urlsafe(50))")"'
        )
    return value or _secret_of(file)


def _secret_of(file: Path) -> str:
    """Read the file; two processes that start at once still agree on one secret."""
    file.parent.mkdir(parents=True, exist_ok=True)
    fresh = file.with_name(f"{file.name}.{os.getpid()}")
    if not file.exists():
        descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w") as handle:
            handle.write(secrets.token_urlsafe(SECRET_LENGTH))
        with contextlib.suppress(FileExistsError):
            os.link(fresh, file)
        fresh.unlink()
    value = file.read_text().strip()
    if len(value) < SECRET_LENGTH:
        raise ImproperlyConfigured(f"{file} holds no secret. Delete it, and a new one is made at the next start.")
    return value


def _split(name: str, value: str, *, wanted: str, example: str) -> SplitResult:
    try:
        parts = urlsplit(value)
        parts.port  # noqa: B018  reading it is what checks it
    except ValueError:
        raise BadSetting(name, value, wanted, example) from None
    return parts
