"""Start an empty newspaper: its names, its first sections, and the account of whoever runs it."""

from __future__ import annotations

import getpass
from argparse import ArgumentParser
from typing import Any

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management import CommandError
from django.core.management.base import BaseCommand
from django.db import transaction

from articles.models import MenuItem, Section, SiteIdentity
from newsletter import digests
from newsroom import arabic, roles
from newsroom.languages import LANGUAGES
from newsroom.models import User

SECTIONS = (
    ("أخبار", "News"),
    ("اقتصاد", "Economy"),
    ("ثقافة", "Culture"),
    ("رياضة", "Sport"),
    ("رأي", "Opinion"),
)
OPINION = "Opinion"


class Command(BaseCommand):
    """`manage.py setup_newsroom`: asks for what is not given as an option; refuses where a newspaper exists already."""

    help = "Start an empty newspaper: names, first sections, first account."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--name-ar", help="the newspaper's Arabic name")
        parser.add_argument("--name-en", help="the newspaper's English name")
        parser.add_argument("--username", help="who logs in first")
        parser.add_argument("--password")

    def handle(self, *args: Any, **options: Any) -> None:
        if Section.objects.exists():
            raise CommandError("There is a newspaper in this database already: it has sections.")
        name_ar = options["name_ar"] or _ask("Arabic name of the newspaper: ")
        name_en = options["name_en"] or _ask("English name of the newspaper: ")
        username = options["username"] or _ask("User name of whoever logs in first: ")
        if User.objects.filter(username=username).exists():
            raise CommandError(f"There is a user {username!r} already.")
        password = options["password"] or getpass.getpass(f"Password for {username}: ")
        try:
            validate_password(password)
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error
        with transaction.atomic():
            roles.sync()
            name_newspaper(name_ar, name_en)
            User.objects.create_superuser(username, password=password)
        self.stdout.write("The newspaper is set up. Log in at /admin/ and write the first story.")


def _ask(question: str) -> str:
    """An answer that is not empty."""
    answer = ""
    while not answer:
        answer = input(question).strip()
    return answer


def name_newspaper(name_ar: str, name_en: str) -> None:
    """Names, sections, menu, and the hour of the newsletter."""
    identity = SiteIdentity.current()
    identity.name_ar, identity.name_en = name_ar, name_en
    identity.save()
    for language in LANGUAGES:
        digests.make_plan(language)
    for position, (section_ar, section_en) in enumerate(SECTIONS):
        section = Section(
            name_ar=section_ar,
            name_en=section_en,
            slug_ar=arabic.slug(section_ar),
            slug_en=section_en.lower(),
            position=position,
            opinion=section_en == OPINION,
        )
        section.searched = section.to_be_searched()
        section.save()
        MenuItem.objects.create(identity=identity, section=section, position=position)
    MenuItem.objects.create(
        identity=identity, label_ar="كاريكاتير", label_en="Cartoons", path="cartoons/", position=len(SECTIONS)
    )
