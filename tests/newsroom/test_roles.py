"""Roles: who sees which rooms, and who may publish."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import Group
from django.core.management import call_command
from django.test import Client

from newsroom import roles
from tests.factories import make_user

pytestmark = pytest.mark.django_db

WRITER = ["المكتب", "الأخبار", "إشعارات", "الصور", "ألبومات الصور"]
NEWSLETTER = ["النشرة", "مواعيد النشرة", "المشتركون", "البريد العائد", "البريد الصادر"]
MENUS = {
    roles.REPORTER: WRITER,
    roles.TRANSLATOR: WRITER,
    roles.PHOTO_EDITOR: ["المكتب", "الأخبار", "إشعارات", "الصور", "الكاريكاتير", "ألبومات الصور"],
    roles.CARTOONIST: ["المكتب", "الصور", "الكاريكاتير"],
    roles.NEWSLETTER_EDITOR: ["المكتب", "الأخبار", "إشعارات", *NEWSLETTER],
    roles.DESK_EDITOR: [
        *("المكتب", "الأخبار", "إشعارات", "شريط العاجل", "الصور", "الكاريكاتير", "ألبومات الصور", "ملفات", "الكتّاب"),
        *("المناطق", "الوسوم", "الوكالات"),
        "صيغ الكتابة",
    ],
    roles.EDITOR_IN_CHIEF: [
        *("المكتب", "الأخبار", "إشعارات", "شريط العاجل", "الصور", "الكاريكاتير", "ألبومات الصور", "ملفات", "الكتّاب"),
        *("الأقسام", "المناطق", "الوسوم", "الوكالات"),
        "صيغ الكتابة",
        *NEWSLETTER,
        *("هوية الموقع", "عن الصحيفة", "التحويلات"),
    ],
}


@pytest.fixture(autouse=True)
def _roles() -> None:
    call_command("sync_roles")


def member(role: str) -> Client:
    """A browser in which somebody with this role has logged in."""
    user = make_user()
    user.groups.add(Group.objects.get(name=role))
    client = Client()
    client.force_login(user)
    return client


def menu(client: Client) -> list[str]:
    """The words of the menu, in order."""
    groups = client.get("/admin/").context["rooms"]
    return [str(room["label"]) for group in groups for room in group["rooms"]]


@pytest.mark.parametrize("role", MENUS)
def test_each_role_sees_its_own_rooms(role: str) -> None:
    assert menu(member(role)) == MENUS[role]


def test_the_superuser_sees_every_room() -> None:
    client = Client()
    client.force_login(make_user(superuser=True))

    assert menu(client) == [*MENUS[roles.EDITOR_IN_CHIEF], "المستخدمون", "نطاقات العمل", "سجل العمليات"]


def test_two_roles_publish() -> None:
    publishers = Group.objects.filter(permissions__codename="publish_article").order_by("pk")

    assert [group.name for group in publishers] == [roles.DESK_EDITOR, roles.EDITOR_IN_CHIEF]


def test_no_role_touches_accounts_or_the_log() -> None:
    apps = Group.objects.values_list("permissions__content_type__app_label", flat=True).distinct()

    assert sorted(apps) == ["articles", "newsletter"]


def test_running_it_again_changes_nothing() -> None:
    before = list(Group.objects.order_by("pk").values_list("pk", "name", "permissions"))

    call_command("sync_roles")

    assert list(Group.objects.order_by("pk").values_list("pk", "name", "permissions")) == before


def test_a_permission_that_was_given_by_hand_is_taken_back() -> None:
    group = Group.objects.get(name=roles.REPORTER)
    chief = Group.objects.get(name=roles.EDITOR_IN_CHIEF)
    group.permissions.add(*chief.permissions.all())

    call_command("sync_roles")

    assert menu(member(roles.REPORTER)) == WRITER


def test_a_misspelt_permission_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(roles.PERMISSIONS, roles.REPORTER, frozenset({"articles.fly_article"}))

    with pytest.raises(roles.UnknownPermission, match=r"articles\.fly_article"):
        roles.sync()
