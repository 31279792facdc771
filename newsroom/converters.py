"""Path converters for addresses: the two languages, and nothing else, may open a public path."""

from django.urls import register_converter

from newsroom.languages import LANGUAGES


class LanguageConverter:
    """`ar` or `en`; any other first part of a path is simply not found."""

    regex = "|".join(LANGUAGES)

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(LanguageConverter, "language")
