"""Our mails against the measured facts of the mail programs: what is used that one of the great ones does not know.

    python -m bench.mail_lint [FOLDER]

Without FOLDER only our own table is asked. FOLDER is a copy of caniemail's data (github.com/hteumeuleu/caniemail, MIT),
which the repository does not hold. What a program does not know is a fault, unless `newsletter/mail_lint.py` says what
becomes of the mail there.
"""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
django.setup()

from newsletter import letters, mail_lint  # noqa: E402  Django must be set up first
from tests.newsletter.long_issue import NOTES, long_issue  # noqa: E402

PROGRAMS: Final = (
    "gmail desktop-webmail",
    "gmail ios",
    "gmail android",
    "outlook outlook-com",
    "outlook windows",
    "apple-mail macos",
    "apple-mail ios",
    "yahoo desktop-webmail",
    "yahoo ios",
    "yahoo android",
    "samsung-email android",
)
# What the data calls otherwise than the standards do.
CALLED: Final = {
    "html-h1": "html-h1-h6",
    "html-h2": "html-h1-h6",
    "html-b": "html-strong",
    "css-border-top": "css-border",
    "css-border-bottom": "css-border",
    "css-border-color": "css-border",
    "css-padding-left": "css-padding",
    "css-padding-right": "css-padding",
}
# What is used besides elements, attributes and properties, with what becomes of the mail without it.
OTHERS: Final = {
    "css-at-media": "the mail is fluid by itself",
    "css-at-media-prefers-color-scheme": "reads well when its colours are turned: pairs of ground and letters",
    "css-important": "stands in the media queries only",
    "css-selector-class": "stands in the media queries only; the rest is in each element",
    "html-doctype": "tables look alike in both modes of a browser",
    "html-meta-color-scheme": mail_lint.ELEMENTS["meta"],
    "image-jpg": "",
}
_SAID: Final = re.compile(r'([\w.-]+)["\']?\s*:\s*(\{|"([^"]*)")|(\})')


def main(folder: Path | None) -> int:
    """Print a line for each thing used that is not known everywhere; 1 where one of them has no way out."""
    html = "".join(letters.words_of(long_issue(language), NOTES).html for language in ("ar", "en"))
    wrong = 0
    checked = []
    for name, way_out in sorted(_used(html).items()):
        if folder is None:
            break
        file = folder / "_features" / f"{CALLED.get(name, name)}.md"
        if not file.exists():
            continue
        checked.append(name)
        support = _support(file.read_text(encoding="utf-8"))
        unknown = [program for program in PROGRAMS if support.get(program, "y")[0] == "n"]
        partly = [program for program in PROGRAMS if support.get(program, "y")[0] in "am"]
        if unknown or partly:
            print(f"{name}: not in {', '.join(unknown) or 'none'}; in part in {', '.join(partly) or 'none'}")
            print(f"    {way_out or 'NO WAY OUT' if unknown else way_out or 'in part is enough'}")
        wrong += bool(unknown and not way_out)
    print(f"{len(checked)} things used were looked up in {len(PROGRAMS)} programs; {wrong} without a way out")
    faults = mail_lint.faults(html.partition("</html>")[0])
    print(f"our own table: {faults or 'no fault'}; the longest issue has {len(html.encode()) // 2} bytes of HTML")
    return int(bool(wrong or faults))


def _used(html: str) -> dict[str, str]:
    """What our mails use, by caniemail's names, each with its way out."""
    used = dict(OTHERS)
    for element in set(re.findall(r"<([a-z]\w*)", html)):
        used[f"html-{element}"] = mail_lint.ELEMENTS[element]
    for attribute in set(re.findall(r'\s([a-z-]+)="', html)):
        used[f"html-{attribute}"] = mail_lint.ATTRIBUTES[attribute]
    for rule in set(re.findall(r"[\"{;]\s*([a-z-]+)\s*:\s*[^;\"}]+", html)):
        if rule in mail_lint.PROPERTIES:
            used[f"css-{rule}"] = mail_lint.PROPERTIES[rule]
    return used


def _support(text: str) -> dict[str, str]:
    """The last word on each program: `gmail ios` → `y`, `n`, `a #1`."""
    found: dict[str, str] = {}
    for path, _version, said in _said(text.partition("stats:")[2].partition("\n---")[0]):
        found[" ".join(path)] = said
    return found


def _said(stats: str) -> Iterator[tuple[tuple[str, ...], str, str]]:
    path: list[str] = []
    for name, _rest, said, closed in _SAID.findall(stats):
        if closed:
            path = path[:-1]
        elif said:
            yield tuple(path), name, said
        else:
            path.append(name)


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]) if len(sys.argv) > 1 else None))
