"""Path converters for addresses: what they do not take is not found, before any view or database is asked."""

from django.urls import register_converter

from newsroom.languages import LANGUAGES


class LanguageConverter:
    """`ar` or `en`; any other first part of a path is simply not found."""

    regex = "|".join(LANGUAGES)

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


class IdConverter:
    """The id of a row: up to 18 digits, which fits every database's integer; no sign, no leading zero."""

    regex = "[1-9][0-9]{0,17}"

    def to_python(self, value: str) -> int:
        return int(value)

    def to_url(self, value: int) -> str:
        return str(value)


register_converter(IdConverter, "id")
register_converter(LanguageConverter, "language")
