"""The facts of the newspaper, one module per family."""

from articles.models.article import (
    Article,
    ArticleCredit,
    ArticleLanguage,
    Origin,
    RelatedRead,
    State,
)
from articles.models.history import Redirect
from articles.models.identity import MenuItem, SiteIdentity, SocialLink
from articles.models.media import Cartoon, Image, Rendition
from articles.models.publication import (
    Publication,
    PublicationCredit,
    PublishedRelatedRead,
    Withdrawal,
)
from articles.models.sources import Author, Credit, CreditRole, Wire
from articles.models.taxonomy import Named, Region, Section, Tag

__all__ = [
    "Article",
    "ArticleCredit",
    "ArticleLanguage",
    "Author",
    "Cartoon",
    "Credit",
    "CreditRole",
    "Image",
    "MenuItem",
    "Named",
    "Origin",
    "Publication",
    "PublicationCredit",
    "PublishedRelatedRead",
    "Redirect",
    "Region",
    "RelatedRead",
    "Rendition",
    "Section",
    "SiteIdentity",
    "SocialLink",
    "State",
    "Tag",
    "Wire",
    "Withdrawal",
]
