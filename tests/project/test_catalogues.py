"""The Arabic catalogue: every text for people is in it, finished, and the compiled one answers."""

from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from django.utils.translation import gettext, override

from newsroom import catalogues


@pytest.fixture
def sources(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project of one module and one template, with a catalogue that lacks everything."""
    for folder in ("newsroom", "templates", "newsroom/locale/ar/LC_MESSAGES"):
        (tmp_path / folder).mkdir(parents=True)
    monkeypatch.setattr(catalogues, "BASE", tmp_path)
    monkeypatch.setattr(catalogues, "TEMPLATES", tmp_path / "templates")
    monkeypatch.setattr(catalogues, "SOURCE", tmp_path / "newsroom" / "locale")
    (tmp_path / "newsroom" / "desk.py").write_text(
        'x = _("Publish")\ny = ngettext_lazy("%(n)s story", "%(n)s stories")\n'
    )
    (tmp_path / "templates" / "page.html").write_text(
        "{% load i18n %}<p title=\"it's (\">don't{% translate 'Read also' %}\n"
        "   {% blocktranslate count n=n trimmed %}\n   {{ n }} reader\n {% plural %} {{ n }} readers\n"
        '{% endblocktranslate %} {% translate "Region" context "place" %}'
    )
    return tmp_path


def test_texts_are_found_in_modules_and_templates(sources: Path) -> None:
    assert [(message.id, message.context) for message in catalogues.texts() if message.id] == [
        ("Publish", None),
        (("%(n)s story", "%(n)s stories"), None),
        ("Read also", None),
        (("%(n)s reader", "%(n)s readers"), None),
        ("Region", "place"),
    ]


def test_a_new_text_is_written_into_the_catalogue_and_is_a_gap(sources: Path) -> None:
    catalogues.update("ar")
    assert len(catalogues.catalogue("ar")) == 5
    assert len(catalogues.gaps("ar")) == 5


def test_a_plural_lacking_one_of_six_forms_is_a_gap(sources: Path) -> None:
    (sources / "templates" / "page.html").unlink()
    (sources / "newsroom" / "desk.py").write_text('y = ngettext("%(n)s story", "%(n)s stories")\n')
    catalogues.update("ar")
    have = catalogues.catalogue("ar")
    have["%(n)s story"].string = ("a", "b", "c", "d", "e", "")
    assert not catalogues._finished(have, ("%(n)s story", "%(n)s stories"), None)
    have["%(n)s story"].string = ("a", "b", "c", "d", "e", "f")
    assert catalogues._finished(have, ("%(n)s story", "%(n)s stories"), None)


def test_a_guess_is_not_a_translation() -> None:
    have = Catalog(locale="ar")
    have.add("Publish", "انشر", flags=["fuzzy"])
    assert not catalogues._finished(have, "Publish", None)


def test_a_text_that_nobody_asks_for_is_taken_out(sources: Path) -> None:
    catalogues.update("ar")
    (sources / "templates" / "page.html").unlink()
    catalogues.update("ar")
    assert len(catalogues.catalogue("ar")) == 2


def test_a_catalogue_is_compiled_again_only_when_it_changed(sources: Path, tmp_path: Path) -> None:
    catalogues.update("ar")
    catalogues.compile_all(tmp_path / "compiled")
    compiled = tmp_path / "compiled" / "ar" / "LC_MESSAGES" / "django.mo"
    before = compiled.stat().st_ino
    catalogues.compile_all(tmp_path / "compiled")
    assert compiled.stat().st_ino == before


def test_the_arabic_catalogue_is_complete() -> None:
    assert catalogues.gaps("ar") == []


def test_the_words_of_the_stock_admin_fit_what_is_feminine() -> None:
    with override("ar"):
        said = [
            gettext("Select %s to change") % "منطقة",
            gettext("Added {name} “{object}”.").format(name="منطقة", object="دوما"),
        ]
    assert said == ["اختيار منطقة للتعديل", "إضافة منطقة «دوما»."]
