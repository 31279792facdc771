"""Small answers that the story form asks for while somebody writes: stories to refer to, a picture, printed lines.

All of them are for people who may write stories; none of them changes anything, but for the picture that is uploaded.
"""

from __future__ import annotations

from typing import Any, Final

from django.core.exceptions import PermissionDenied
from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, JsonResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from articles import galleries, images, library, lookup, presenting, taxonomy
from articles.credits import credit_line
from articles.models import ArticleCredit, Author, CreditRole, Image, Publication, SiteIdentity, Wire
from newsroom.converters import row_ids
from newsroom.languages import LANGUAGES, is_language
from newsroom.models import User

PICKER_PAGE: Final = 20
PICTURES: Final = 24
GALLERIES: Final = 24
LONGEST_LIST: Final = 2_000  # letters of pasted names


def _numbers(request: HttpRequest, name: str) -> list[int]:
    return row_ids(request.GET.get(name, "").split(","))


def _term(request: HttpRequest, name: str) -> str:
    """The words that are searched for, without what no database can be asked for."""
    return request.GET.get(name, "").replace("\0", "")[:200]


def _allow_writers(request: HttpRequest) -> None:
    """Whoever writes or changes stories may ask."""
    user = request.user
    if not (user.has_perm("articles.change_article") or user.has_perm("articles.add_article")):
        raise PermissionDenied


@require_safe
def related_feed(request: HttpRequest) -> JsonResponse:
    """`?q=&language=&but=`: stories for a read-also block, those on the site in that language first."""
    _allow_writers(request)
    language = request.GET.get("language", "")
    if not is_language(language):
        return JsonResponse({"error": {"message": _("Unknown language.")}}, status=400)
    but = next(iter(_numbers(request, "but")), None)
    found = lookup.readable(request.user, language, _term(request, "q"), but=but)
    live = Publication.objects.live(language).filter(article__in=[row.article_id for row in found if row.live])
    slugs = dict(live.values_list("article_id", "slug"))
    stories = [
        {
            "id": row.article_id,
            "headline": row.headline,
            "live": row.live,
            "url": presenting.story_url(language, row.article_id, slugs[row.article_id])
            if row.article_id in slugs
            else "",
        }
        for row in found
    ]
    return JsonResponse({"stories": stories})


@require_safe
def related_picker(request: HttpRequest) -> JsonResponse:
    """`?term=&page=`: stories for the list of related reads, as select2 asks for them."""
    _allow_writers(request)
    found = Paginator(lookup.recommended(request.user, _term(request, "term")), PICKER_PAGE)
    page = found.get_page(request.GET.get("page"))
    return _to_pick(page, [{"id": str(row.pk), "text": lookup.called(row)} for row in page])


@require_safe
def tags(request: HttpRequest) -> JsonResponse:
    """`?names=سوريا، Syria`: the tags that are called so, by any of their spellings, and the names that none has."""
    _allow_writers(request)
    found, lacking = taxonomy.tags_named(request.GET.get("names", "")[:LONGEST_LIST])
    return JsonResponse({"tags": [{"id": str(tag.pk), "text": str(tag)} for tag in found], "lacking": lacking})


def _to_pick(page: Page[Any], results: list[dict[str, str]]) -> JsonResponse:
    """A page of choices as select2 reads it."""
    return JsonResponse({"results": results, "pagination": {"more": page.has_next()}})


@require_safe
def picture(request: HttpRequest, image_id: int) -> JsonResponse:
    """A picture of the library as the form shows it: its address, and its own words per language."""
    _allow_writers(request)
    image = get_object_or_404(Image.objects.prefetch_related("renditions"), pk=image_id)
    return JsonResponse({"url": smallest(image), "words": words_of(image)})


@require_safe
def pictures(request: HttpRequest) -> JsonResponse:
    """`?q=&language=`: pictures of the library under which these words stand, newest first, for the text."""
    _allow_writers(request)
    language = request.GET.get("language", "")
    if not is_language(language):
        return JsonResponse({"error": {"message": _("Unknown language.")}}, status=400)
    found = _library(request, "q")[:PICTURES]
    return JsonResponse({"pictures": [_to_choose(image, language) for image in found]})


def _library(request: HttpRequest, asked: str) -> QuerySet[Image]:
    """The pictures to choose from under which the words of the parameter `asked` stand."""
    if not request.user.has_perm("articles.view_image"):
        raise PermissionDenied
    return library.matching(library.to_choose().prefetch_related("renditions"), _term(request, asked))


def _to_choose(image: Image, language: str) -> dict[str, Any]:
    return {
        "id": image.pk,
        "url": image.file.url,
        "thumbnail": smallest(image),
        "width": image.width,
        "height": image.height,
        **words_of(image)[language],
    }


def smallest(image: Image) -> str:
    """The address of its smallest size."""
    rendition = min(image.renditions.all(), key=lambda each: each.width, default=None)
    url: str = rendition.file.url if rendition else image.file.url
    return url


def words_of(image: Image) -> dict[str, dict[str, str]]:
    """What stands under it where a story says nothing of its own: `{"ar": {"caption": …, "alt": …, "credit": …}}`."""
    kinds = {"caption": "caption", "alt": "alt_text", "credit": "credit"}
    return {language: {name: image.words_in(language, kind) for name, kind in kinds.items()} for language in LANGUAGES}


@require_safe
def galleries_to_choose(request: HttpRequest) -> JsonResponse:
    """`?q=&language=`: galleries with these words in their titles, newest first, for the text."""
    if not request.user.has_perm("articles.view_gallery"):
        raise PermissionDenied
    language = request.GET.get("language", "")
    if not is_language(language):
        return JsonResponse({"error": {"message": _("Unknown language.")}}, status=400)
    found = list(galleries.matching(_term(request, "q"))[:GALLERIES])
    first = galleries.first_pictures(found)
    rows = [
        {
            "id": row.pk,
            "title": row.title_in(language),
            "words": row.title_in(language) or str(row),
            "thumbnail": smallest(first[row.pk]) if row.pk in first else "",
        }
        for row in found
    ]
    return JsonResponse({"galleries": rows})


@require_safe
def picture_picker(request: HttpRequest) -> JsonResponse:
    """`?term=&page=`: pictures of the library, newest first, as select2 asks for them."""
    page = Paginator(_library(request, "term"), PICKER_PAGE).get_page(request.GET.get("page"))
    return _to_pick(page, [{"id": str(each.pk), "text": str(each), "thumbnail": smallest(each)} for each in page])


@require_safe
def printed(request: HttpRequest) -> JsonResponse:
    """`?people=1,2&wires=3&desk=1`: byline and credit line as they will be printed, per language."""
    _allow_writers(request)
    people, wires = _numbers(request, "people"), _numbers(request, "wires")
    return JsonResponse(lines_of(people, wires, from_desk=request.GET.get("desk") == "1"))


def lines_of(people: list[int], wire_ids: list[int], *, from_desk: bool) -> dict[str, dict[str, str]]:
    """Byline and credit line of these people and agencies in both languages, as readers would get them."""
    identity = SiteIdentity.objects.get()
    found = Author.objects.in_bulk(people)
    writers = [found[key] for key in people if key in found]
    wires = list(Wire.objects.filter(pk__in=wire_ids))
    credits = [ArticleCredit(person=person, role=CreditRole.TEXT) for person in writers]
    return {
        language: {
            "byline": presenting.byline(credits, language).text,
            "credit_line": credit_line(
                typed="", from_desk=from_desk, wires=wires, identity=identity, language=language
            ),
        }
        for language in LANGUAGES
    }


@require_POST
def upload(request: HttpRequest) -> JsonResponse:
    """A picture dropped into the text: through the image door into the library; answers what CKEditor expects."""
    user: Any = request.user
    if not user.has_perm("articles.add_image"):
        return _refused(_("You may not upload pictures."), status=403)
    file = request.FILES.get("upload")
    if file is None:
        return _refused(_("No file arrived."), status=400)
    try:
        accepted = images.accept(file)
        image = library.same(accepted.digest) or images.store(accepted, by=user if isinstance(user, User) else None)
    except images.PictureRefused as refusal:
        return _refused(str(refusal.reason), status=400)
    return JsonResponse({"url": image.file.url})


def _refused(message: str, *, status: int) -> JsonResponse:
    return JsonResponse({"error": {"message": message}}, status=status)
