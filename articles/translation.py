"""Which fields exist once per language (django-modeltranslation adds a column per language)."""

from modeltranslation.translator import TranslationOptions, register

from articles.models import (
    Article,
    Author,
    Breaking,
    Cartoon,
    Gallery,
    GalleryPicture,
    HousePage,
    Image,
    MenuItem,
    Region,
    Section,
    SiteIdentity,
    Tag,
    Topic,
    Wire,
)
from articles.models.article import TEXT_FIELDS


@register(Article)
class ArticleTranslation(TranslationOptions):
    """The text of a story; what both languages share is not here."""

    fields = TEXT_FIELDS


@register(Section)
class SectionTranslation(TranslationOptions):
    """A section's names."""

    fields = ("name", "slug", "intro")


@register(Topic)
class TopicTranslation(TranslationOptions):
    """A topic's names, what it is introduced with, and what it asks for in words."""

    fields = ("name", "slug", "intro", "words")


@register((Region, Tag))
class PlaceAndTagTranslation(TranslationOptions):
    """Names of regions and tags."""

    fields = ("name", "slug")


@register(Author)
class AuthorTranslation(TranslationOptions):
    """A person's name and story."""

    fields = ("name", "slug", "bio")


@register(Wire)
class WireTranslation(TranslationOptions):
    """An agency's name."""

    fields = ("name",)


@register(Image)
class ImageTranslation(TranslationOptions):
    """The words of a picture."""

    fields = ("caption", "alt_text", "credit")


@register(Cartoon)
class CartoonTranslation(TranslationOptions):
    """The words of a drawing, and of its withdrawal."""

    fields = ("title", "description", "notice")


@register(Gallery)
class GalleryTranslation(TranslationOptions):
    """A gallery's title."""

    fields = ("title",)


@register(GalleryPicture)
class GalleryPictureTranslation(TranslationOptions):
    """The words of a picture in its gallery."""

    fields = ("caption", "credit")


@register(SiteIdentity)
class SiteIdentityTranslation(TranslationOptions):
    """The newspaper's names."""

    fields = ("name", "credit_name", "credit_pattern", "tagline")


@register(MenuItem)
class MenuItemTranslation(TranslationOptions):
    """A menu entry's words."""

    fields = ("label",)


@register(Breaking)
class BreakingTranslation(TranslationOptions):
    """The breaking line and where it leads."""

    fields = ("text", "path")


@register(HousePage)
class HousePageTranslation(TranslationOptions):
    """A page about the newspaper."""

    fields = ("title", "text")
