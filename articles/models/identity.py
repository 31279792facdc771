"""The newspaper's identity, on one screen: no code and no template holds its name."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from articles.models.media import Image
from articles.models.taxonomy import Section
from articles.models.topic import Topic
from newsroom import house

MONTHS = (
    ("levantine", _("Levantine: كانون الأول")),
    ("gregorian", _("Gregorian: ديسمبر")),
    ("dual", _("Both: كانون الأول/ ديسمبر")),
    ("dual-gregorian-first", _("Both, Gregorian first: ديسمبر/ كانون الأول")),
)
DIGITS = (("arab", _("Arabic: ٢٠٢٤")), ("latn", _("Latin: 2024")))


DESK, SOURCES = "{desk}", "{sources}"
CREDIT_PATTERN = f"{DESK}_ {SOURCES}"  # as the desk has always set it: «الاسم_ وكالات»


def validate_credit_pattern(pattern: str) -> None:
    """A pattern names the desk once, after it the sources once, and nothing else in braces."""
    rest = pattern.replace(DESK, "", 1).replace(SOURCES, "", 1)
    if pattern.find(DESK) < 0 or pattern.find(SOURCES) < pattern.find(DESK) or "{" in rest or "}" in rest:
        raise ValidationError(_("Write {desk} once and after it {sources} once, with what stands between them."))


def _months(place: str) -> models.CharField[str, str]:
    return models.CharField(_("months"), max_length=24, choices=MONTHS, default=house.DEFAULTS[place].months)


def _digits(place: str) -> models.CharField[str, str]:
    return models.CharField(_("digits"), max_length=4, choices=DIGITS, default=house.DEFAULTS[place].digits)


class SiteIdentity(models.Model):
    """Names, logos and contact of the newspaper; there is one row, ask for it by `current()`."""

    name = models.CharField(_("name"), max_length=80)
    credit_name = models.CharField(
        _("name in the credit line"), max_length=80, blank=True, help_text=_("Left empty, the name itself.")
    )
    credit_pattern = models.CharField(
        _("credit line"),
        max_length=80,
        blank=True,
        validators=[validate_credit_pattern],
        help_text=_("How desk and sources are joined. Left empty: {desk}_ {sources}"),
    )
    tagline = models.CharField(_("tagline"), max_length=160, blank=True)
    logo_ar = models.ForeignKey(
        Image,
        verbose_name=_("Arabic logo"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    logo_dark_ar = models.ForeignKey(
        Image,
        verbose_name=_("Arabic logo on dark"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    logo_en = models.ForeignKey(
        Image,
        verbose_name=_("English logo"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    logo_dark_en = models.ForeignKey(
        Image,
        verbose_name=_("English logo on dark"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    contact_email = models.EmailField(_("contact e-mail"), blank=True)
    # How Arabic dates are printed, place by place (`newsroom.house`).
    masthead_months = _months(house.MASTHEAD)
    masthead_digits = _digits(house.MASTHEAD)
    byline_months = _months(house.BYLINE)
    byline_digits = _digits(house.BYLINE)
    card_months = _months(house.CARD)
    card_digits = _digits(house.CARD)
    body_months = _months(house.BODY)
    body_digits = _digits(house.BODY)
    mail_months = _months(house.MAIL)
    mail_digits = _digits(house.MAIL)

    objects: ClassVar[models.Manager[SiteIdentity]] = models.Manager()

    if TYPE_CHECKING:
        name_ar: str | None
        name_en: str | None
        credit_name_ar: str | None
        credit_name_en: str | None
        credit_pattern_ar: str | None
        credit_pattern_en: str | None
        tagline_ar: str | None
        tagline_en: str | None

    class Meta:
        verbose_name = _("site identity")
        verbose_name_plural = _("site identity")
        constraints = (models.CheckConstraint(name="site_identity_is_one", condition=models.Q(pk=1)),)

    def __str__(self) -> str:
        return self.name or ""

    @classmethod
    def current(cls) -> SiteIdentity:
        """The newspaper's identity; in a database that holds none yet, a nameless one that is not saved."""
        logos = ("logo_ar", "logo_en", "logo_dark_ar", "logo_dark_en")
        return cls.objects.select_related(*logos).first() or cls(pk=1)

    def name_in(self, language: str) -> str:
        """The newspaper's name in `language`, or the one it has."""
        return getattr(self, f"name_{language}") or self.name_ar or self.name_en or ""

    @property
    def house(self) -> dict[str, house.Manner]:
        """How each place prints its dates."""
        return {
            place: house.Manner(getattr(self, f"{place}_months"), getattr(self, f"{place}_digits"))
            for place in house.PLACES
        }

    def credit_name_in(self, language: str) -> str:
        """The name that opens the credit line in `language`."""
        return getattr(self, f"credit_name_{language}") or self.name_in(language)

    def credit_joined(self, desk: str, sources: str, language: str) -> str:
        """The credit line of the newspaper and its sources in `language`, by the house's pattern."""
        pattern = getattr(self, f"credit_pattern_{language}") or CREDIT_PATTERN
        before, _desk, rest = pattern.partition(DESK)
        between, _sources, after = rest.partition(SOURCES)
        return f"{before}{desk}{between}{sources}{after}"


class MenuItem(models.Model):
    """One entry of the site's menu: a section, a topic while it is open, or any address with its own words."""

    identity = models.ForeignKey(SiteIdentity, on_delete=models.CASCADE, related_name="+")
    section = models.ForeignKey(
        Section, verbose_name=_("section"), null=True, blank=True, on_delete=models.CASCADE, related_name="+"
    )
    topic = models.ForeignKey(
        Topic, verbose_name=_("topic"), null=True, blank=True, on_delete=models.CASCADE, related_name="+"
    )
    label = models.CharField(_("words"), max_length=60, blank=True)
    path = models.CharField(
        _("address"),
        max_length=200,
        blank=True,
        help_text=_("A path on this site without the language, cartoons/"),
    )
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    objects: ClassVar[models.Manager[MenuItem]] = models.Manager()

    class Meta:
        verbose_name = _("menu entry")
        verbose_name_plural = _("menu")
        ordering = ("position", "pk")

    def __str__(self) -> str:
        return self.label or str(self.section or self.topic or self.path)


class SocialLink(models.Model):
    """Where else the newspaper can be found."""

    identity = models.ForeignKey(SiteIdentity, on_delete=models.CASCADE, related_name="social")
    label = models.CharField(_("name"), max_length=40)
    url = models.URLField(_("address"), validators=[URLValidator(schemes=["https", "http"])])
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    class Meta:
        verbose_name = _("social link")
        verbose_name_plural = _("social links")
        ordering = ("position", "pk")

    def __str__(self) -> str:
        return self.label
