"""The door of the desk: refusals are counted, say nothing, and lock nobody out of their own browser; sessions end."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.contrib.auth.models import Group
from django.test import Client
from pytest_django import Settings

from newsroom import doors, roles
from newsroom.models import AuditEntry, LoginFailure, User
from tests.factories import PASSWORD, make_user, name_the_site

pytestmark = pytest.mark.django_db

DOOR = "/admin/login/"
NOW = datetime(2030, 1, 31, 9, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
WRONG = "wrong"


@pytest.fixture(autouse=True)
def _at_nine() -> Iterator[time_machine.Traveller]:
    name_the_site()
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def samar() -> User:
    return make_user("samar")


def try_to_enter(client: Client, name: str, password: str = WRONG, *, address: str = "192.0.2.1") -> Any:
    return client.post(DOOR, {"username": name, "password": password, "next": "/admin/"}, REMOTE_ADDR=address)


def test_the_eleventh_attempt_for_one_name_is_refused_from_wherever_it_comes(samar: User) -> None:
    answers = [try_to_enter(Client(), "samar", address=f"192.0.2.{n}").status_code for n in range(11)]
    assert answers == [200] * 10 + [429]
    assert try_to_enter(Client(), "samar", PASSWORD, address="198.51.100.7").status_code == 429


def test_the_eleventh_attempt_from_one_address_is_refused_for_whatever_name(samar: User) -> None:
    answers = [try_to_enter(Client(), f"somebody{n}").status_code for n in range(11)]
    assert answers == [200] * 10 + [429]
    assert try_to_enter(Client(), "samar", PASSWORD, address="198.51.100.7").status_code == 302


def test_the_door_opens_again_after_a_quarter_of_an_hour(samar: User, _at_nine: time_machine.Traveller) -> None:
    for _each in range(10):
        try_to_enter(Client(), "samar")
    page = try_to_enter(Client(), "samar").content.decode()
    assert "١٥" in page
    _at_nine.shift(doors.WITHIN)
    assert try_to_enter(Client(), "samar", PASSWORD).status_code == 302


def test_a_browser_in_which_one_was_logged_in_is_not_locked_out(samar: User) -> None:
    own = Client()
    assert try_to_enter(own, "samar", PASSWORD).status_code == 302
    own.post("/admin/logout/")
    for number in range(20):
        try_to_enter(Client(), "samar", address=f"192.0.2.{number}")
    assert try_to_enter(own, "samar", PASSWORD).status_code == 302


def test_such_a_browser_counts_for_itself(samar: User) -> None:
    own = Client()
    try_to_enter(own, "samar", PASSWORD)
    own.post("/admin/logout/")
    answers = [try_to_enter(own, "samar").status_code for _each in range(11)]
    assert answers == [200] * 10 + [429]
    assert try_to_enter(Client(), "samar", PASSWORD).status_code == 302


def test_a_device_cookie_is_good_for_its_own_name_and_password_alone(samar: User) -> None:
    own = Client()
    try_to_enter(own, "samar", PASSWORD)
    request: Any = own.get("/admin/").wsgi_request
    assert doors.device_of(request, "samar")
    assert not doors.device_of(request, "james")
    samar.set_password("another long one")
    samar.save()
    assert not doors.device_of(request, "samar")


@pytest.mark.parametrize("cookie", ["", "x", "a:b:c", "x" * 5000])
def test_a_forged_device_cookie_is_none(samar: User, cookie: str) -> None:
    client = Client()
    client.cookies["device"] = cookie
    assert [try_to_enter(client, "samar").status_code for _each in range(11)][-1] == 429


@pytest.mark.parametrize("kind", ["unknown", "wrong", "inactive", "no password", "no staff"])
def test_every_refusal_says_the_same(samar: User, kind: str) -> None:
    name, password = "samar", PASSWORD
    if kind == "unknown":
        name = "nobody"
    elif kind == "wrong":
        password = "wrong"
    elif kind == "inactive":
        User.objects.update(is_active=False)
    elif kind == "no password":
        samar.set_unusable_password()
        samar.save()
    else:
        User.objects.update(is_staff=False)
    page = try_to_enter(Client(), name, password)
    assert (page.status_code, page.context["form"].non_field_errors()) == (200, ["الاسم وكلمة المرور لا يتوافقان."])


def test_a_name_that_no_database_holds_is_refused_like_any_other(samar: User) -> None:
    assert try_to_enter(Client(), "sa\0mar").status_code == 200
    assert try_to_enter(Client(), "x" * 10_000).status_code == 200


def test_what_happens_at_the_door_is_written_down(samar: User) -> None:
    client = Client()
    for _each in range(10):
        try_to_enter(client, "samar")
    try_to_enter(client, "samar")
    try_to_enter(client, "samar", PASSWORD, address="198.51.100.9")
    actions = list(AuditEntry.objects.order_by("number").values_list("action", flat=True))
    assert actions == ["log_in_failed"] * 10 + ["log_in_limited"] * 2
    LoginFailure.objects.all().delete()
    try_to_enter(client, "samar", PASSWORD)
    client.post("/admin/logout/")
    assert list(AuditEntry.objects.values_list("action", "by")[:2]) == [("log_out", samar.pk), ("log_in", samar.pk)]


def test_refusals_are_forgotten_after_a_day(samar: User, _at_nine: time_machine.Traveller) -> None:
    try_to_enter(Client(), "samar")
    _at_nine.shift(timedelta(days=1, seconds=1))
    try_to_enter(Client(), "james")
    assert list(LoginFailure.objects.values_list("name", flat=True)) == ["james"]


# --- sessions --------------------------------------------------------------------------------------------------


@pytest.fixture
def inside(samar: User) -> Client:
    client = Client()
    try_to_enter(client, "samar", PASSWORD)
    return client


def is_inside(client: Client, **headers: str) -> bool:
    return client.get("/admin/", headers=headers).status_code == 200


def test_a_session_that_nobody_uses_ends_after_eight_hours(inside: Client, _at_nine: time_machine.Traveller) -> None:
    _at_nine.shift(doors.IDLE)
    assert is_inside(inside)
    _at_nine.shift(doors.IDLE + timedelta(seconds=1))
    assert not is_inside(inside)


def test_a_heartbeat_is_no_use(inside: Client, _at_nine: time_machine.Traveller) -> None:
    for _hour in range(8):
        _at_nine.shift(timedelta(hours=1))
        assert is_inside(inside, **{"X-Background": "1"})
    _at_nine.shift(MINUTE)
    assert not is_inside(inside)


def test_no_session_is_older_than_fourteen_days(inside: Client, _at_nine: time_machine.Traveller) -> None:
    for _quarter in range(14 * 4):
        _at_nine.shift(timedelta(hours=6))
        assert is_inside(inside)
    _at_nine.shift(MINUTE)
    assert not is_inside(inside)


def test_the_session_has_another_name_after_the_log_in(samar: User) -> None:
    client = Client()
    client.get(DOOR)
    client.cookies["session"] = "chosenbysomebodyelse000000000000"
    try_to_enter(client, "samar", PASSWORD)
    assert client.cookies["session"].value != "chosenbysomebodyelse000000000000"


def test_a_session_is_not_played_again_after_the_log_out(inside: Client) -> None:
    kept = inside.cookies["session"].value
    inside.post("/admin/logout/")
    thief = Client()
    thief.cookies["session"] = kept
    assert not is_inside(thief)


def test_another_password_ends_the_other_sessions(inside: Client, samar: User) -> None:
    elsewhere = Client()
    try_to_enter(elsewhere, "samar", PASSWORD)
    new = {"old_password": PASSWORD, "new_password1": "كلمة سر أخرى طويلة", "new_password2": "كلمة سر أخرى طويلة"}
    inside.post("/admin/password_change/", new)
    assert (is_inside(inside), is_inside(elsewhere)) == (True, False)
    assert AuditEntry.objects.filter(action="change_password", by=samar).exists()


def edit(chief: Client, user: User, **changed: Any) -> Any:
    url = f"/admin/newsroom/user/{user.pk}/change/"
    form = chief.get(url).context["adminform"].form
    data = {name: form[name].value() for name in form.fields if form[name].value() not in (None, False)}
    return chief.post(url, {**data, **changed})


def test_other_roles_end_the_sessions_of_whom_they_concern(inside: Client, samar: User) -> None:
    roles.sync()
    boss = make_user(superuser=True)
    chief = Client()
    chief.force_login(boss)
    group = Group.objects.get(name=roles.REPORTER)
    assert edit(chief, samar, groups=[group.pk]).status_code == 302
    assert (is_inside(inside), is_inside(chief)) == (False, True)
    entry = AuditEntry.objects.get(action="change_roles")
    assert (entry.by, entry.detail["before"], entry.detail["after"]) == (boss, [], [roles.REPORTER])


def test_a_name_that_changes_ends_no_session(inside: Client, samar: User) -> None:
    chief = Client()
    chief.force_login(make_user(superuser=True))
    edit(chief, samar, full_name="سمر الخوري")
    assert is_inside(inside)


@pytest.mark.parametrize("switch", ["is_superuser", "is_active", "is_staff"])
def test_nobody_changes_their_own_rights_and_the_last_superuser_stays(switch: str) -> None:
    boss = make_user(superuser=True)
    chief = Client()
    chief.force_login(boss)
    page = edit(chief, boss, **{switch: ""})
    assert switch in page.context["adminform"].form.errors
    assert "is_superuser" in page.context["adminform"].form.errors
    boss.refresh_from_db()
    assert (boss.is_superuser, boss.is_active, boss.is_staff) == (True, True, True)


def test_one_of_two_superusers_can_go() -> None:
    boss, other = make_user(superuser=True), make_user(superuser=True)
    chief = Client()
    chief.force_login(boss)
    edit(chief, other, is_superuser="")
    other.refresh_from_db()
    assert not other.is_superuser


@pytest.mark.parametrize("role", sorted(roles.NAMES))
def test_no_role_sees_accounts(role: str) -> None:
    roles.sync()
    user = make_user()
    user.groups.add(Group.objects.get(name=role))
    client = Client()
    client.force_login(user)
    assert client.get("/admin/newsroom/user/").status_code == 403
    assert client.post(f"/admin/newsroom/user/{user.pk}/change/", {"is_superuser": "on"}).status_code == 403
    assert client.post(f"/admin/newsroom/user/{user.pk}/password/", {"password1": "x" * 12}).status_code == 403


def test_cookies_are_for_this_site_and_no_script(inside: Client, settings: Settings) -> None:
    for name in ("session", "device"):
        cookie = inside.cookies[name]
        assert (cookie["httponly"], cookie["samesite"]) == (True, "Lax")


def test_a_page_that_was_open_learns_who_is_there(inside: Client) -> None:
    said = inside.get("/admin/alive/").json()
    assert (said["user"], bool(said["csrf"])) == ("samar", True)
    assert Client().get("/admin/alive/").status_code == 302
