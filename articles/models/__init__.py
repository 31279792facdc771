"""The facts of the newspaper, one module per family."""

from articles.models.article import (
    Article,
    ArticleCredit,
    ArticleLanguage,
    Origin,
    RelatedRead,
    State,
)
from articles.models.gallery import Gallery, GalleryPicture, PublishedPicture
from articles.models.history import Correction, CorrectionKind, Redirect, Revision
from articles.models.identity import MenuItem, SiteIdentity, SocialLink
from articles.models.kind import Kind
from articles.models.media import Cartoon, Image, Rendition
from articles.models.publication import (
    Change,
    Publication,
    PublicationCredit,
    PublishedRelatedRead,
    Withdrawal,
)
from articles.models.readers import ReadCount, Suggestion
from articles.models.search import SearchRow, SpellingVariants
from articles.models.sources import Author, Credit, CreditRole, Wire
from articles.models.standing_matter import Breaking, HousePage
from articles.models.taxonomy import Gone, Merge, Named, Region, Section, Spelled, Tag
from articles.models.topic import PinnedStory, Topic
from articles.models.work import PARTS, SHARED, Draft, MailsOff, Note, Notice, NoticeKind, Presence, Remit, SavedView

__all__ = [
    "PARTS",
    "SHARED",
    "Article",
    "ArticleCredit",
    "ArticleLanguage",
    "Author",
    "Breaking",
    "Cartoon",
    "Change",
    "Correction",
    "CorrectionKind",
    "Credit",
    "CreditRole",
    "Draft",
    "Gallery",
    "GalleryPicture",
    "Gone",
    "HousePage",
    "Image",
    "Kind",
    "MailsOff",
    "MenuItem",
    "Merge",
    "Named",
    "Note",
    "Notice",
    "NoticeKind",
    "Origin",
    "PinnedStory",
    "Presence",
    "Publication",
    "PublicationCredit",
    "PublishedPicture",
    "PublishedRelatedRead",
    "ReadCount",
    "Redirect",
    "Region",
    "RelatedRead",
    "Remit",
    "Rendition",
    "Revision",
    "SavedView",
    "SearchRow",
    "Section",
    "SiteIdentity",
    "SocialLink",
    "Spelled",
    "SpellingVariants",
    "State",
    "Suggestion",
    "Tag",
    "Topic",
    "Wire",
    "Withdrawal",
]
