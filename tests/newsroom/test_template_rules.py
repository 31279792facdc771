"""The public templates keep the house's rules: no inline style or script, one trusted value, no ready-made dates."""

from __future__ import annotations

import re
from pathlib import Path

from django.conf import settings

ROOT = Path(settings.BASE_DIR) / "templates"
ELSEWHERE = {"admin", "registration", "mail"}  # the desk's and the mail's templates have rules of their own


def templates() -> dict[str, str]:
    """Every public template by its name, without its comments."""
    return {
        path.relative_to(ROOT).as_posix(): re.sub(r"\{#.*?#\}", "", path.read_text(encoding="utf-8"))
        for path in sorted(ROOT.rglob("*.html"))
        if not ELSEWHERE.intersection(path.relative_to(ROOT).parts)
    }


def hits(pattern: str) -> list[tuple[str, str]]:
    """Where the pattern occurs: the template and the words found."""
    return [(name, found) for name, text in templates().items() for found in re.findall(pattern, text)]


def test_no_template_carries_a_style() -> None:
    assert hits(r"\sstyle\s*=|<style\b") == []


def test_the_theme_script_is_the_only_inline_script() -> None:
    assert hits(r"<script(?![^>]*\ssrc=)|\son\w+\s*=|javascript:") == []
    assert hits(r"\{% theme_script %\}") == [("base.html", "{% theme_script %}")]


def test_only_the_clean_body_is_trusted() -> None:
    trusted = hits(r"\{\{[^}]*\|\s*safe\b[^}]*\}\}|\{% autoescape off|\|safeseq")

    assert sorted(trusted) == [
        ("articles/house_page.html", "{{ page.html|safe }}"),
        ("articles/topic.html", "{{ page.intro|safe }}"),
        ("lite/story.html", "{{ passage.html|safe }}"),
        ("parts/story_whole.html", "{{ passage.html|safe }}"),
    ]


def test_dates_and_counts_are_set_by_the_house_alone() -> None:
    """In the desk's and the mail's templates too; the one exception is a number for Django's own scripts."""
    ready_made = re.compile(r"naturaltime|timesince|timeuntil|\|date\b|\|time\b|\{% now\b|intcomma|pluralize")
    found = [
        (path.relative_to(ROOT).as_posix(), word)
        for path in sorted(ROOT.rglob("*.html"))
        for word in ready_made.findall(path.read_text(encoding="utf-8"))
    ]
    assert found == [("admin/base.html", "{% now")]


def test_no_link_leads_nowhere() -> None:
    assert hits(r'href="(?:#|)"') == []


def test_only_share_links_name_another_host() -> None:
    assert {name for name, _ in hits(r"https?://")} == {"parts/share.html"}


def test_every_picture_says_its_size_and_its_words() -> None:
    pictures = hits(r"<img\b[^%]*(?:\{%.*?%\}[^%]*)*?>")

    assert [img for _, img in pictures if not {"alt=", "width=", "height="} <= set(re.findall(r"\w+=", img))] == []


def test_part_templates_name_their_inputs_in_the_first_line() -> None:
    parts = sorted((ROOT / "parts").glob("*.html"))

    assert [path.name for path in parts if not path.read_text(encoding="utf-8").startswith("{# ")] == []
