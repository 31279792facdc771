"""Readers of environment variables: a right value is finished, a wrong one is named with an example."""

import stat
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from newsroom import env

NOWHERE = Path("/nowhere")


@pytest.fixture
def say(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    for name in ("NAME", "SECRET_KEY", "NEW_NAME"):
        monkeypatch.delenv(name, raising=False)
    return monkeypatch


@pytest.mark.parametrize(("value", "meant"), [("yes", True), ("1", True), ("TRUE", True), ("no", False), ("", False)])
def test_a_flag_is_yes_or_no(say: pytest.MonkeyPatch, value: str, meant: bool) -> None:
    say.setenv("NAME", value)
    assert env.flag("NAME") is meant


def test_what_is_neither_yes_nor_no_is_refused_by_name(say: pytest.MonkeyPatch) -> None:
    say.setenv("NAME", "ture")
    with pytest.raises(env.BadSetting) as refusal:
        env.flag("NAME")
    assert str(refusal.value) == "NAME is 'ture', but it must be yes or no. Example: NAME=yes"


@pytest.mark.parametrize("value", ["", "-1", "0", "65536", "8000x", "٨٠٠٠", "9" * 40])
def test_a_number_outside_its_limits_is_refused(say: pytest.MonkeyPatch, value: str) -> None:
    say.setenv("NAME", value)
    with pytest.raises(env.BadSetting, match=r"NAME is .* a whole number from 1 to 65535. Example: NAME=8000"):
        env.number("NAME", 8000, lowest=1, highest=65_535)


def test_words_are_separated_by_commas_or_blanks(say: pytest.MonkeyPatch) -> None:
    say.setenv("NAME", "a.example, b.example c.example")
    assert env.words("NAME") == ["a.example", "b.example", "c.example"]


@pytest.mark.parametrize(
    "value",
    [
        "news.example",
        "ftp://news.example",
        "https://",
        "https://a@news.example",
        "https://news.example/ar/",
        "http://[::1",
    ],
)
def test_the_address_of_the_site_is_scheme_and_host(say: pytest.MonkeyPatch, value: str) -> None:
    say.setenv("NAME", value)
    with pytest.raises(env.BadSetting, match=r"Example: NAME=https://news\.example"):
        env.site_url("NAME", "http://127.0.0.1:8000")


@pytest.mark.parametrize("value", ["Damascus", "Asia/Damaskus", "../UTC", "+03:00"])
def test_an_unknown_time_zone_is_refused(say: pytest.MonkeyPatch, value: str) -> None:
    say.setenv("NAME", value)
    with pytest.raises(env.BadSetting, match="Example: NAME=Asia/Damascus"):
        env.time_zone("NAME", "Asia/Damascus")


def test_no_word_means_a_file_in_the_folder(say: pytest.MonkeyPatch) -> None:
    assert env.database("NAME", NOWHERE / "newsroom.sqlite3")["NAME"] == "/nowhere/newsroom.sqlite3"


def test_writers_to_sqlite_queue(say: pytest.MonkeyPatch) -> None:
    assert env.database("NAME", NOWHERE / "db")["OPTIONS"] == {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON",
    }


def test_a_postgresql_address_is_taken_apart(say: pytest.MonkeyPatch) -> None:
    say.setenv("NAME", "postgres://desk:p%40ss@db.example:6432/newsroom?sslmode=require")
    found = env.database("NAME", NOWHERE)
    assert {key: found[key] for key in ("ENGINE", "NAME", "USER", "PASSWORD", "HOST", "PORT", "OPTIONS")} == {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": "newsroom",
        "USER": "desk",
        "PASSWORD": "p@ss",
        "HOST": "db.example",
        "PORT": "6432",
        "OPTIONS": {"sslmode": "require"},
    }


def test_a_postgresql_socket_is_its_folder(say: pytest.MonkeyPatch) -> None:
    say.setenv("NAME", "postgres://desk@/newsroom?host=/run/postgresql")
    assert env.database("NAME", NOWHERE)["HOST"] == "/run/postgresql"


@pytest.mark.parametrize(
    "value",
    ["newsroom.sqlite3", "mysql://x@y/z", "postgres://db.example", "postgres://h:port/x", "sqlite://", "x"],
)
def test_another_database_is_refused(say: pytest.MonkeyPatch, value: str) -> None:
    say.setenv("NAME", value)
    with pytest.raises(env.BadSetting, match="Example: NAME=postgres://"):
        env.database("NAME", NOWHERE)


def test_a_password_is_not_repeated_in_the_message(say: pytest.MonkeyPatch) -> None:
    say.setenv("NAME", "mysql://desk:hunter2@db.example/newsroom")
    with pytest.raises(env.BadSetting) as refusal:
        env.database("NAME", NOWHERE)
    assert str(refusal.value).startswith("NAME is 'mysql://desk:…@db.example/newsroom', but")


def test_the_cache_is_a_table_unless_redis_is_named(say: pytest.MonkeyPatch) -> None:
    assert env.cache("NAME")["LOCATION"] == "newsroom_cache"
    say.setenv("NAME", "redis://localhost:6379/1")
    assert env.cache("NAME")["BACKEND"] == "django.core.cache.backends.redis.RedisCache"


@pytest.mark.parametrize("value", ["locmem", "memcached://x", "redis:localhost", "redis://"])
def test_another_cache_is_refused(say: pytest.MonkeyPatch, value: str) -> None:
    say.setenv("NAME", value)
    with pytest.raises(env.BadSetting, match="Example: NAME=redis://localhost:6379/1"):
        env.cache("NAME")


@pytest.mark.parametrize("value", ["redis://localhost:6379/0", "rediss://x", "redis+socket:///run/redis.sock"])
def test_redis_may_be_the_broker(say: pytest.MonkeyPatch, value: str) -> None:
    say.setenv("NAME", value)
    assert env.broker("NAME", "folder://") == value


@pytest.mark.parametrize("value", ["filesystem://", "memory://", "amqp://x", "redis", "redis://"])
def test_another_broker_is_refused(say: pytest.MonkeyPatch, value: str) -> None:
    say.setenv("NAME", value)
    with pytest.raises(env.BadSetting, match="Example: NAME=redis://localhost:6379/0"):
        env.broker("NAME", "folder://")


def test_mail_goes_to_a_folder_unless_a_server_is_named(say: pytest.MonkeyPatch) -> None:
    assert env.email("NAME", NOWHERE / "outbox") == {
        "EMAIL_BACKEND": "newsroom.mail_folder.Folder",
        "EMAIL_FILE_PATH": "/nowhere/outbox",
    }


@pytest.mark.parametrize(
    ("value", "port", "starttls", "tls"),
    [
        ("smtp://mail.example", 25, False, False),
        ("smtp+tls://mail.example", 587, True, False),
        ("smtps://mail.example", 465, False, True),
        ("smtp://mail.example:2525", 2525, False, False),
    ],
)
def test_a_mail_server_has_its_usual_port(
    say: pytest.MonkeyPatch, value: str, port: int, starttls: bool, tls: bool
) -> None:
    say.setenv("NAME", value)
    found = env.email("NAME", NOWHERE)
    assert (found["EMAIL_PORT"], found["EMAIL_USE_TLS"], found["EMAIL_USE_SSL"]) == (port, starttls, tls)


@pytest.mark.parametrize("value", ["mail.example", "console://", "smtp://", "folder://outbox", "smtp://x:yz"])
def test_another_way_of_mail_is_refused(say: pytest.MonkeyPatch, value: str) -> None:
    say.setenv("NAME", value)
    with pytest.raises(env.BadSetting, match="Example: NAME=smtp"):
        env.email("NAME", NOWHERE)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("", None),
        ("imaps://reem:p%40ss@mail.example", env.Imap("mail.example", 993, "reem", "p@ss", "INBOX", starttls=False)),
        (
            "imap+tls://reem:pass@mail.example:1143/Bounces/New",
            env.Imap("mail.example", 1143, "reem", "pass", "Bounces/New", starttls=True),
        ),
    ],
)
def test_a_mailbox_is_read_over_tls(say: pytest.MonkeyPatch, value: str, expected: env.Imap | None) -> None:
    say.setenv("NAME", value)
    assert env.imap("NAME") == expected


@pytest.mark.parametrize(
    "value",
    ["imap://a:b@mail.example", "imaps://mail.example", "imaps://a@mail.example", "imaps://a:b@x/a%22b", "pop3://x"],
)
def test_another_mailbox_is_refused_and_its_password_not_said(say: pytest.MonkeyPatch, value: str) -> None:
    say.setenv("NAME", value)
    with pytest.raises(env.BadSetting, match="Example: NAME=imaps") as refusal:
        env.imap("NAME")
    assert ":b@" not in str(refusal.value)


@pytest.mark.parametrize("value", ["", "bounces@news.example", "news-bounces@mail.news.example"])
def test_an_address_for_bounces_is_taken(say: pytest.MonkeyPatch, value: str) -> None:
    say.setenv("NAME", value)
    assert env.bounce_address("NAME") == value


@pytest.mark.parametrize(
    "value",
    ["bounces", "@news.example", "Bounces@news.example", "a+b@news.example", "x" * 21 + "@n.e", "a@b\nc.org"],
)
def test_another_address_for_bounces_is_refused(say: pytest.MonkeyPatch, value: str) -> None:
    say.setenv("NAME", value)
    with pytest.raises(env.BadSetting, match=r"Example: NAME=bounces@news\.example"):
        env.bounce_address("NAME")


def test_pictures_lie_in_a_folder_unless_a_bucket_is_named(say: pytest.MonkeyPatch) -> None:
    assert env.media("NAME", NOWHERE)["OPTIONS"] == {"location": "/nowhere"}
    say.setenv("NAME", "s3://pictures?endpoint=https://s3.example&domain=media.example")
    assert env.media("NAME", NOWHERE)["OPTIONS"] == {
        "bucket_name": "pictures",
        "file_overwrite": False,
        "querystring_auth": False,
        "endpoint_url": "https://s3.example",
        "custom_domain": "media.example",
    }


@pytest.mark.parametrize("value", ["media", "s3://", "s3://bucket/folder", "s3://bucket?secret=x", "gs://bucket"])
def test_another_place_for_pictures_is_refused(say: pytest.MonkeyPatch, value: str) -> None:
    say.setenv("NAME", value)
    with pytest.raises(env.BadSetting, match="Example: NAME=s3://bucket"):
        env.media("NAME", NOWHERE)


def test_the_secret_is_made_once_and_for_its_owner_only(say: pytest.MonkeyPatch, tmp_path: Path) -> None:
    file = tmp_path / "var" / "secret-key"
    first = env.secret("SECRET_KEY", file)
    assert len(first) >= env.SECRET_LENGTH
    assert env.secret("SECRET_KEY", file) == first
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert [path.name for path in file.parent.iterdir()] == ["secret-key"]


def test_a_secret_of_the_environment_leaves_no_file(say: pytest.MonkeyPatch, tmp_path: Path) -> None:
    say.setenv("SECRET_KEY", "x" * env.SECRET_LENGTH)
    assert env.secret("SECRET_KEY", tmp_path / "secret-key") == "x" * env.SECRET_LENGTH
    assert list(tmp_path.iterdir()) == []


def test_a_short_secret_is_refused_without_being_shown(say: pytest.MonkeyPatch, tmp_path: Path) -> None:
    say.setenv("SECRET_KEY", "hunter2")
    with pytest.raises(ImproperlyConfigured) as refusal:
        env.secret("SECRET_KEY", tmp_path / "secret-key")
    assert "hunter2" not in str(refusal.value)
    assert str(refusal.value).startswith("SECRET_KEY has 7 characters, but it must have at least 50.")


def test_an_empty_secret_file_is_named(say: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "secret-key").touch()
    with pytest.raises(ImproperlyConfigured, match="secret-key holds no secret"):
        env.secret("SECRET_KEY", tmp_path / "secret-key")


def test_the_environment_wins_over_the_file(say: pytest.MonkeyPatch, tmp_path: Path) -> None:
    say.setenv("NAME", "from the environment")
    say.setenv("NEW_NAME", "")  # so that monkeypatch takes it away again
    say.delenv("NEW_NAME")
    (tmp_path / ".env").write_text('# a comment\n\nNAME=from the file\nNEW_NAME="from the file"\n')
    env.load(tmp_path / ".env")
    assert (env.text("NAME"), env.text("NEW_NAME")) == ("from the environment", "from the file")


def test_a_line_that_is_no_setting_is_named(say: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("NAME=x\nexport NEW_NAME\n")
    with pytest.raises(ImproperlyConfigured, match=r"^\.env line 2 is 'export NEW_NAME', but it must be NAME=value"):
        env.load(tmp_path / ".env")
