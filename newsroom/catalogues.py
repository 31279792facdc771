"""The Arabic catalogue: found in the sources, completed by people, compiled at set-up, without gettext tools.

`python -m newsroom.catalogues` (`make messages`) writes the texts that are new into `newsroom/locale`;
`compile_all()` makes what Django reads, in `var/locale`; `gaps()` is what a test holds to be empty.
"""

import io
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import DEFAULT_KEYWORDS, extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

BASE = Path(__file__).resolve().parent.parent
SOURCE = BASE / "newsroom" / "locale"
PYTHON_FOLDERS = ("newsroom", "articles", "newsletter")
TEMPLATES = BASE / "templates"
KEYWORDS = DEFAULT_KEYWORDS | {
    f"{name}{ending}": DEFAULT_KEYWORDS[name]
    for name in ("gettext", "ngettext", "pgettext", "npgettext")
    for ending in ("_lazy", "_noop")
}

# Lines of the header that change without any text changing, or that nobody fills in.
VOLATILE = tuple(
    f'"{name}:'.encode()
    for name in (
        "Report-Msgid-Bugs-To",
        "POT-Creation-Date",
        "PO-Revision-Date",
        "Last-Translator",
        "Language-Team",
        "Generated-By",
    )
)


def texts() -> Catalog:
    """All texts for people in Python and in templates, in English, as a catalogue without answers."""
    found = Catalog()
    for path, source in _sources():
        for line, message, _comments, context in extract("python", io.BytesIO(source.encode()), keywords=KEYWORDS):
            found.add(message, locations=[(str(path.relative_to(BASE)), line)], context=context)
    return found


def catalogue(language: str) -> Catalog:
    return _read(_po(language), language)


def gaps(language: str) -> list[str]:
    """Texts that have no finished translation."""
    have = catalogue(language)
    return sorted(
        str(message.id) for message in texts() if message.id and not _finished(have, message.id, message.context)
    )


def update(language: str) -> None:
    """Bring the catalogue in step with the sources: new texts empty, texts nobody asks for taken out."""
    have = catalogue(language) if _po(language).exists() else Catalog(locale=language)
    have.update(texts(), no_fuzzy_matching=True)
    have.obsolete.clear()
    _po(language).parent.mkdir(parents=True, exist_ok=True)
    written = io.BytesIO()
    write_po(written, have, width=110, include_lineno=False, sort_by_file=True)
    kept = [line for line in written.getvalue().splitlines(keepends=True) if not line.startswith(VOLATILE)]
    _po(language).write_bytes(b"".join(kept))


def compile_all(target: Path) -> bool:
    """Write `<target>/<language>/LC_MESSAGES/*.mo` where a catalogue changed; say whether any did.

    Beside `django.po` stands `djangojs.po`: better words for some that Django's own scripts say.
    """
    compiled = False
    for po in sorted(SOURCE.glob("*/LC_MESSAGES/*.po")):
        mo = target / po.relative_to(SOURCE).with_suffix(".mo")
        if mo.exists() and mo.stat().st_mtime_ns >= po.stat().st_mtime_ns:
            continue
        mo.parent.mkdir(parents=True, exist_ok=True)
        fresh = mo.with_suffix(".new")
        with fresh.open("wb") as handle:
            write_mo(handle, _read(po, po.parent.parent.name))
        fresh.replace(mo)
        compiled = True
    return compiled


def _read(po: Path, language: str) -> Catalog:
    with po.open("rb") as handle:
        return read_po(handle, locale=language)


def _po(language: str) -> Path:
    return SOURCE / language / "LC_MESSAGES" / "django.po"


def _finished(have: Catalog, text: str | tuple[str, ...] | list[str], context: str | None) -> bool:
    message = have.get(text if isinstance(text, str) else text[0], context)
    if message is None or message.fuzzy:
        return False
    answers = [message.string] if isinstance(message.string, str) else message.string
    return all(answers or [""])


def _sources() -> Iterator[tuple[Path, str]]:
    for folder in PYTHON_FOLDERS:
        for path in sorted((BASE / folder).rglob("*.py")):
            if "migrations" not in path.parts:
                yield path, path.read_text("utf-8")
    for path in sorted(TEMPLATES.rglob("*")):
        if path.suffix in {".html", ".txt", ".xml"}:
            yield path, _as_python(path)


def _as_python(path: Path) -> str:
    """A template as calls of gettext, one statement to a line: what Babel's reader of Python understands."""
    lines = templatize(path.read_text("utf-8"), origin=str(path)).splitlines()
    return "\n".join(line.strip() for line in lines)


if __name__ == "__main__":
    update("ar")
    left = gaps("ar")
    print(f"{len(left)} texts without an Arabic translation:" if left else "The Arabic catalogue is complete.")
    for line in left:
        print(f"  {line}")
