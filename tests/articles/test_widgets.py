"""The editor's widget: which language its buttons and its text speak, and what it never changes."""

import json
from copy import deepcopy
from html import unescape
from typing import Any

import pytest
from django import forms
from django.conf import settings
from django.contrib import admin
from django.urls import reverse
from django.utils.translation import override

from articles.models import Article, Author
from articles.widgets import PickerInOrder, StoryEditor, editor_label
from newsroom import clock
from newsroom.fields import Moment
from tests.factories import make_author


def editor(language: str = "ar", interface: str = "ar") -> StoryEditor:
    return StoryEditor(language=language, interface=interface, label="نص")


def config(widget: StoryEditor) -> dict[str, Any]:
    """The configuration that the page hands to CKEditor."""
    html = widget.render("body_ar", "", {"id": "id_body_ar"})
    _before, _tag, rest = html.partition('type="application/json">')
    read: dict[str, Any] = json.loads(rest.partition("</script>")[0])
    return read


@pytest.mark.parametrize("language", ["ar", "en"])
@pytest.mark.parametrize("interface", ["ar", "en"])
def test_text_and_buttons_have_their_own_languages(language: str, interface: str) -> None:
    assert config(editor(language, interface))["language"] == {"ui": interface, "content": language}


def test_the_settings_are_never_changed() -> None:
    before = deepcopy(settings.CKEDITOR_5_CONFIGS)
    editor("en", "en").config["toolbar"]["items"].clear()
    assert before == settings.CKEDITOR_5_CONFIGS


def test_two_editors_share_nothing() -> None:
    first, second = editor("ar"), editor("ar")
    first.config["heading"]["options"].clear()
    assert len(second.config["heading"]["options"]) == 4


def scripts(widget: StoryEditor) -> list[str]:
    return [script._path for script in widget.media._js]  # type: ignore[attr-defined]


def test_arabic_buttons_come_with_their_words() -> None:
    words = "django_ckeditor_5/dist/translations/ar.js"
    assert [words in scripts(editor(interface=interface)) for interface in ("ar", "en")] == [True, False]


def test_our_plugin_is_there_before_the_editor_begins() -> None:
    order = scripts(editor())
    assert order.index("newsroom/js/editor-related-read.js") < order.index("django_ckeditor_5/dist/bundle.js")


def test_an_editor_has_a_name_for_screen_readers() -> None:
    with override("en"):
        label = editor_label("ar")
    assert config(StoryEditor(language="ar", interface="en", label=label))["label"] == "Text: Arabic"


def test_a_body_is_a_plain_text_area_first_and_an_editor_in_a_template() -> None:
    html = editor().render("body_ar", "<p>نص</p>", {"id": "id_body_ar"})
    before, template, inside = html.partition("<template>")
    assert (before.count("<textarea"), bool(template), inside.count("<textarea")) == (1, True, 1)


@pytest.mark.parametrize("value", ["<p>نص</p>", "\n<p>سطر</p>\n", "</textarea><script>alert(1)</script>", "&amp;lt;"])
def test_the_text_area_holds_the_text_to_the_letter(value: str) -> None:
    html = editor().render("body_ar", value, {"id": "id_body_ar"})
    held = html.partition("</textarea>")[0].partition("<textarea")[2].partition(">")[2]
    assert unescape(held.removeprefix("\n")) == value


def test_nothing_in_the_configuration_is_null() -> None:
    assert "null" not in json.dumps(config(editor()))


def test_pictures_go_to_our_own_door() -> None:
    html = editor().render("body_ar", "", {"id": "id_body_ar"})
    assert f'data-upload-url="{reverse("admin:articles_image_editor_upload")}"' in html


class People(forms.Form):
    people: Any = forms.ModelMultipleChoiceField(
        queryset=Author.objects.all(),
        widget=PickerInOrder(Article._meta.get_field("authors"), admin.site),
    )


@pytest.mark.django_db
@pytest.mark.parametrize("junk", [[], ["x"], ["", "-1", "9" * 30]])
def test_a_picker_shows_rows_in_the_order_in_which_they_were_picked(junk: list[str]) -> None:
    form = People()
    first, second = make_author("أ"), make_author("ب")
    picker: Any = form.fields["people"].widget
    options = picker.optgroups("people", [str(second.pk), *junk, str(first.pk)])[0][1]
    assert [option["label"] for option in options] == ["ب", "أ"]


def test_a_moment_is_shown_as_a_day_and_an_hour() -> None:
    moment = clock.now().replace(year=2030, month=1, day=31, hour=18, minute=5)
    assert (Moment().decompress(moment), Moment().decompress(None)) == (["2030-01-31", "18:05"], ["", ""])
