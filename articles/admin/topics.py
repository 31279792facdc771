"""Topics at the desk: the question and the stories on top in one form, and how much it finds now."""

from __future__ import annotations

from typing import Any, ClassVar, Final

from django import forms
from django.contrib import admin
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import ValidationError
from django.db import models
from django.forms import Script
from django.http import HttpRequest
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from articles import library, lookup, presenting, queries, topics
from articles.admin.bilingual import NamedAdmin, NamedForm
from articles.forms import RelatedReads
from articles.models import Article, Topic
from articles.widgets import PickerOfMany, PicturePicker, RelatedPicker, StoryPicker
from newsroom import arabic, clock
from newsroom.languages import ARABIC, LANGUAGE_CHOICES, LANGUAGES
from newsroom.moments import in_words

_ASKED: Final = ("tags", "regions", "sections")


class StoryField(forms.ModelChoiceField[Any]):
    """One story, called as the editor may know it."""

    def label_from_instance(self, obj: Article) -> str:
        return lookup.called(obj)


class TopicForm(NamedForm):
    """A name in a language, and something that belongs to the topic."""

    user: Any = AnonymousUser()  # whose rights decide what may be picked; set by the admin for each request

    archived = forms.BooleanField(
        required=False,
        label=_("archived"),
        help_text=_("Keeps its address and says so; leaves the menu, and takes up nothing that is published later."),
    )
    pinned = RelatedReads(
        queryset=Article.objects.none(),
        required=False,
        label=_("pinned stories"),
        help_text=_("On top of the page in this order, the first of them large."),
        widget=RelatedPicker(Article._meta.get_field("related"), admin.site),
    )
    live_story = StoryField(
        queryset=Article.objects.none(),
        required=False,
        label=Topic._meta.get_field("live_story").verbose_name,
        help_text=Topic._meta.get_field("live_story").help_text,
        widget=StoryPicker(Topic._meta.get_field("live_story"), admin.site),
    )

    class Media:
        js = (Script("newsroom/js/desk-pickers.js", defer=True),)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        topic: Topic = self.instance
        pinned = list(topic.pins.values_list("target", flat=True)) if topic.pk else []
        stories = lookup.recommendable(self.user, *LANGUAGES, also=[*pinned, topic.live_story_id or 0])
        for name in ("pinned", "live_story"):
            choice: Any = self.fields[name]
            choice.queryset = stories
        self.fields["pinned"].initial = pinned
        self.fields["archived"].initial = topic.archived_at is not None

    def clean(self) -> dict[str, Any]:
        """A question or a story on top; words that can be asked; a picture that everybody learns of."""
        data = super().clean()
        for language in LANGUAGES:
            words = data.get(f"words_{language}") or ""
            if words and not queries.parse(words, language).clauses:
                self.add_error(f"words_{language}", _("Write a word or a name: signs alone find nothing."))
        asked = [*_ASKED, "pinned", "live_story", *(f"words_{language}" for language in LANGUAGES)]
        if not any(data.get(name) for name in asked) and not any(name in self.errors for name in asked):
            self.add_error("tags", _("Say what belongs to it: tags, regions, sections or words, or pin stories."))
        if len(data.get("pinned") or ()) > topics.MOST_PINNED:
            most = arabic.count(topics.MOST_PINNED, "story", get_language() or ARABIC)
            message = _("At most %(stories)s can be pinned.")
            self.add_error("pinned", ValidationError(message, params={"stories": most}))
        self._ask_for_alt(data)
        return data

    def _ask_for_alt(self, data: dict[str, Any]) -> None:
        picture: Any = data.get("picture")
        for language, name in LANGUAGE_CHOICES if picture else ():
            if data.get(f"name_{language}") and library.says_nothing(picture.words_in(language, "alt_text")):
                message = _("This picture has no alternative text (%(language)s): write it in the library first.")
                self.add_error("picture", ValidationError(message, params={"language": name}))


@admin.register(Topic)
class TopicAdmin(NamedAdmin):
    """Topics, newest first."""

    form = TopicForm
    list_display = ("arabic_name", "english_name", "since_when_archived")
    readonly_fields = ("found",)
    autocomplete_fields = ("picture", "tags", "regions", "sections")
    fieldsets: ClassVar[Any] = (
        (
            None,
            {
                "fields": (
                    "found",
                    ("name_ar", "name_en"),
                    ("slug_ar", "slug_en"),
                    ("intro_ar", "intro_en"),
                    "picture",
                    "archived",
                )
            },
        ),
        (
            _("What belongs to it"),
            {
                "description": _("Within a box any is enough; between the boxes all must hold."),
                "fields": ("tags", "regions", "sections", ("words_ar", "words_en")),
            },
        ),
        (_("On top"), {"fields": ("pinned", "live_story")}),
    )

    @admin.display(description=_("archived"), ordering="archived_at")
    def since_when_archived(self, topic: Topic) -> str:
        """Since when; nothing where it is kept up."""
        return in_words(topic.archived_at) if topic.archived_at else ""

    @admin.display(description=_("now"))
    def found(self, topic: Topic) -> SafeString | str:
        """How many stories readers find in each language, each number leading to the page."""
        if not topic.pk:
            return "–"
        shown = []
        for language, name in LANGUAGE_CHOICES:
            link = presenting.named_link("topic", topic, language)
            if link:
                total = topics.stories_of(topic, language).count()
                shown.append((link.url, name, arabic.count(total, "story", get_language() or ARABIC)))
        return format_html_join(" | ", '<a href="{}">{}: {}</a>', shown)

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        """A class made for this request alone, that knows who picks."""
        made: Any = super().get_form(request, obj, change=change, **kwargs)
        made.user = request.user
        return made

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """The picture is chosen by sight."""
        if db_field.name == "picture":
            kwargs["widget"] = PicturePicker(db_field, self.admin_site)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def formfield_for_manytomany(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """What it asks for is chosen from long lists."""
        kwargs["widget"] = PickerOfMany(db_field, self.admin_site)
        return super().formfield_for_manytomany(db_field, request, **kwargs)

    def formfield_for_dbfield(
        self, db_field: models.Field[Any, Any], request: HttpRequest, **kwargs: Any
    ) -> forms.Field | None:
        """An introduction has room."""
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field is not None and db_field.name.startswith("intro"):
            field.widget.attrs |= {"rows": 6}
        return field

    def save_model(self, request: HttpRequest, obj: Topic, form: Any, change: bool) -> None:
        """With the moment of its archiving."""
        if not form.cleaned_data["archived"]:
            obj.archived_at = None
        elif obj.archived_at is None:
            obj.archived_at = clock.now()
        super().save_model(request, obj, form, change)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """With the stories on top."""
        super().save_related(request, form, formsets, change)
        topics.set_pinned(form.instance, [story.pk for story in form.cleaned_data["pinned"]])
