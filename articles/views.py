"""The public pages: each view gets its rows, decides on a status, and renders plain data."""

from __future__ import annotations

from typing import Final
from urllib.parse import quote, urlencode

from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import Resolver404, resolve, reverse
from django.utils.translation import gettext as _
from django.utils.translation import override, pgettext
from django.views.decorators.http import require_POST, require_safe

from articles import (
    calendar,
    cards,
    frame,
    fronts,
    lists,
    places,
    presenting,
    reading,
    redirects,
    searching,
    stories,
    structured_data,
    topic_pages,
    topics,
)
from articles.fronts import front as front_page
from articles.fronts import latest_cartoon
from articles.lists import page_of
from articles.models import Author, Cartoon, Correction, HousePage, Named, Publication, Tag, Withdrawal
from articles.models.publication import PublicationQuerySet
from articles.pages import CartoonList, CartoonPage, CorrectionList, Link, ListPage, Notice
from newsroom import arabic, clock
from newsroom.converters import row_id
from newsroom.languages import other, own_name
from newsroom.middleware import language_of_path
from newsroom.pagecache import public_page
from newsroom.same_origin import same_origin_form

CARTOONS_TO_A_PAGE: Final = 12
CORRECTIONS_TO_A_PAGE: Final = 30


@require_safe
@public_page
def front(request: HttpRequest, language: str) -> HttpResponse:
    """The front page of one language."""
    data = structured_data.of_front(frame.site(language), reverse("articles:search", args=[language]))
    return render(request, "articles/front.html", {"page": front_page(language), "structured_data": data})


@require_safe
@public_page
def story(request: HttpRequest, language: str, article_id: int, slug: str) -> HttpResponse:
    """A story: 200, or 301 to its canonical slug, or what became of it."""
    material = stories.live(language, article_id)
    if material is None:
        return _not_live(request, language, article_id)
    if slug != material.text["slug"]:
        return HttpResponsePermanentRedirect(presenting.story_url(language, article_id, material.text["slug"]))
    return render(request, "articles/story.html", stories.context(material))


@require_safe
def short(request: HttpRequest, language: str, article_id: int) -> HttpResponse:
    """`/a/<id>` and `/e/<id>`: the address that is shared leads to the canonical one."""
    slug = Publication.objects.live(language).filter(article_id=article_id).values_list("slug", flat=True).first()
    if slug is None:
        with override(language):
            return _not_live(request, language, article_id)
    return HttpResponsePermanentRedirect(presenting.story_url(language, article_id, slug))


@same_origin_form
@require_POST
def read(request: HttpRequest, language: str, article_id: int) -> HttpResponse:
    """`POST /a/<id>/read`, sent by page.js: somebody reads. Machines and those who work here are not counted."""
    reader = reading.reader_of(request)
    known = reader is None or reading.note(article_id, language, reader)
    return HttpResponse(status=204 if known else 404)


def _not_live(request: HttpRequest, language: str, article_id: int) -> HttpResponse:
    """410 for what was withdrawn (or its redirect), 404 for everything else; never a word of what is not public."""
    withdrawal = Withdrawal.objects.filter(article_id=article_id, language=language, at__lte=clock.now()).first()
    if withdrawal and withdrawal.redirect_to:
        return HttpResponsePermanentRedirect(withdrawal.redirect_to)
    if withdrawal:
        text = withdrawal.notice or _("It was taken off the site by the newspaper.")
        return _notice(request, Notice(410, _("This story was withdrawn"), text))
    slug = (
        Publication.objects.live(other(language)).filter(article_id=article_id).values_list("slug", flat=True).first()
    )
    if slug is None:
        raise Http404
    text = _("This story is not available in this language.")
    url = presenting.story_url(other(language), article_id, slug)
    link = Link(own_name(other(language)), url, language=other(language))
    return _notice(request, Notice(404, _("This page is not here"), text, link=link))


@require_safe
@public_page
def latest(request: HttpRequest, language: str) -> HttpResponse:
    """Everything, newest first."""
    return _list(request, language, kind="latest", heading=_("Latest news"))


@require_safe
@public_page
def breaking(request: HttpRequest, language: str) -> HttpResponse:
    """The breaking line alone, for pages that were left open (page.js); empty where there is none."""
    return render(request, "parts/breaking.html", {"line": frame.site(language).breaking})


@require_safe
@public_page
def section(request: HttpRequest, language: str, slug: str) -> HttpResponse:
    """The stories of a section."""
    found = lists.find("section", language, slug)
    if found is None:
        return _led_on(request)
    return _list(request, language, kind="section", thing=found, intro=getattr(found, f"intro_{language}") or "")


@require_safe
@public_page
def region(request: HttpRequest, language: str, slug: str) -> HttpResponse:
    """The stories of a region and of everything within it."""
    found = lists.find("region", language, slug)
    if found is None:
        return _led_on(request)
    return _list(request, language, kind="region", thing=found, inside=places.inside(found.pk, language))


@require_safe
@public_page
def tag(request: HttpRequest, language: str, slug: str) -> HttpResponse:
    """The stories of a tag."""
    found = lists.find("tag", language, slug)
    if found is None:
        return _led_on(request)
    return _list(request, language, kind="tag", thing=found)


@require_safe
@public_page
def author(request: HttpRequest, language: str, slug: str) -> HttpResponse:
    """The stories of a credited person."""
    found = lists.find("author", language, slug)
    if found is None:
        return _led_on(request)
    return _list(request, language, kind="author", thing=found, intro=getattr(found, f"bio_{language}") or "")


@require_safe
@public_page
def topic(request: HttpRequest, language: str, slug: str) -> HttpResponse:
    """A topic; an address that it had leads to the one that it has."""
    found = topics.find(language, slug)
    if found is None:
        return _led_on(request)
    page = topic_pages.page(found, language, request.path, before=request.GET.get("before", ""))
    around = Link(_("Topics"), reverse("articles:topics", args=[language]))
    context = {
        "page": page,
        "structured_data": structured_data.of_topic(page, request.path, around, frame.site(language)),
        "feed_url": f"{request.path}feed/",
        "other_language": _same_list("topic", found, language),
    }
    return render(request, "articles/topic.html", context)


@require_safe
@public_page
def all_topics(request: HttpRequest, language: str) -> HttpResponse:
    """The topics that the newspaper keeps up."""
    context = {"topics": topic_pages.overview(language), "other_language": _in_other_language("topics", language)}
    return render(request, "articles/topics.html", context)


@require_safe
@public_page
def regions(request: HttpRequest, language: str) -> HttpResponse:
    """All places that have stories, as the tree they stand in, with how many."""
    context = {"places": places.tree(language), "other_language": _in_other_language("regions", language)}
    return render(request, "articles/regions.html", context)


@require_safe
@public_page
def archive(request: HttpRequest, language: str) -> HttpResponse:
    """The months in which stories were published."""
    context = {"years": calendar.years(language), "other_language": _in_other_language("archive", language)}
    return render(request, "articles/archive.html", context)


@require_safe
@public_page
def archive_of(request: HttpRequest, language: str, year: str, month: str, day: str = "") -> HttpResponse:
    """The stories of a month or a day of the newsroom's zone; figures of other scripts lead to the Latin ones."""
    given = [part for part in (year, month, day) if part]
    latin = [arabic.to_latin_digits(part) for part in given]
    span = calendar.span(*latin)
    if span is None:
        raise Http404
    if latin != given:
        return HttpResponsePermanentRedirect(f"/{language}/archive/{'/'.join(latin)}/")
    rows = Publication.objects.live(language).filter(published_at__gte=span.begin, published_at__lt=span.end)
    if not rows.exists():
        raise Http404
    around = calendar.around(language, span)
    page_kind = "day" if day else "month"
    return _list(request, language, rows, kind=page_kind, heading=calendar.words(span, language), inside=around)


@require_safe
@public_page
def house_page(request: HttpRequest, language: str, slug: str) -> HttpResponse:
    """A page about the newspaper."""
    found = HousePage.objects.filter(slug=slug).first()
    page = presenting.house_page(found, language) if found else None
    if page is None:
        raise Http404
    there = presenting.house_page_link(found, other(language)) if found else None
    link = Link(own_name(other(language)), there.url, language=other(language)) if there else None
    return render(request, "articles/house_page.html", {"page": page, "other_language": link})


def _list(
    request: HttpRequest,
    language: str,
    rows: PublicationQuerySet | None = None,
    *,
    kind: str,
    thing: Named | None = None,
    heading: str = "",
    intro: str = "",
    inside: tuple[Link, ...] = (),
) -> HttpResponse:
    before = request.GET.get("before", "")
    if rows is None:
        rows = lists.stories_of(thing, language) if thing else Publication.objects.live(language)
    shown = page_of(rows, before=before)
    page = ListPage(
        heading=thing.name_in(language) if thing else heading,
        intro=intro,
        kind=kind,
        cards=cards.in_order(shown.keys),
        inside=inside,
        cartoons=fronts.cartoons_of(thing, language) if isinstance(thing, Author | Tag) and not before else (),
        newest_url=request.path if before else "",
        older_url=f"{request.path}?before={shown.older}" if shown.older else "",
        thin=kind == "tag" and not before and len(shown.keys) < lists.LEAST_OF_TAG,
    )
    context = {
        "page": page,
        "structured_data": structured_data.of_list(page.heading, request.path, frame.site(language)),
        "cartoon": latest_cartoon(language),
        "most_read": fronts.most_read(language),
        "feed_url": f"{request.path}feed/" if thing or kind == "latest" else "",
        "other_language": _same_list(kind, thing, language),
    }
    return render(request, "articles/list.html", context)


def _same_list(kind: str, thing: Named | None, language: str) -> Link | None:
    """The same list in the other language, where it exists there."""
    if thing is None:
        return _in_other_language("archive" if kind in ("day", "month") else kind, language)
    link = presenting.named_link(kind, thing, other(language))
    return Link(own_name(other(language)), link.url, language=other(language)) if link else None


def _in_other_language(name: str, language: str, *args: object) -> Link:
    """The page of that name in the other language."""
    there = other(language)
    return Link(own_name(there), reverse(f"articles:{name}", args=[there, *args]), language=there)


@require_safe
def find(request: HttpRequest, language: str) -> HttpResponse:
    """`?q=&section=&region=&author=&kind=&from=&to=&page=`: what is public and holds these words, in any form."""
    there, asked = other(language), request.GET.get("q", "")
    address = reverse("articles:search", args=[there]) + (f"?{urlencode({'q': asked})}" if asked else "")
    context = {
        "page": searching.page(language, request.GET.dict()),
        "other_language": Link(own_name(there), address, language=there),
    }
    return render(request, "articles/search.html", context)


@require_safe
@public_page
def corrections(request: HttpRequest, language: str) -> HttpResponse:
    """What was corrected, clarified and updated in the stories that readers see."""
    rows = Correction.objects.public(language).order_by("-at", "-pk")
    before = row_id(request.GET.get("before", "")) or 0
    edge = rows.filter(pk=before).first()
    if edge:
        rows = rows.filter(Q(at__lt=edge.at) | Q(at=edge.at, pk__lt=edge.pk))
    found = list(rows[: CORRECTIONS_TO_A_PAGE + 1])
    shown = found[:CORRECTIONS_TO_A_PAGE]
    stories_of = {
        row.article_id: row
        for row in Publication.objects.live(language).filter(article__in=[note.article_id for note in shown])
    }
    notes = [presenting.correction_note(note, _link_to(stories_of[note.article_id])) for note in shown]
    page = CorrectionList(
        notes=tuple(notes),
        newest_url=request.path if edge else "",
        older_url=f"{request.path}?before={shown[-1].pk}" if len(found) > CORRECTIONS_TO_A_PAGE else "",
    )
    context = {"page": page, "other_language": _in_other_language("corrections", language)}
    return render(request, "articles/corrections.html", context)


def _link_to(row: Publication) -> Link:
    return Link(row.headline, presenting.story_url(row.language, row.article_id, row.slug), language=row.language)


@require_safe
@public_page
def cartoons(request: HttpRequest, language: str, slug: str = "", year: str = "", month: str = "") -> HttpResponse:
    """The cartoon archive; with a slug one artist's, with year and month those drawn in it."""
    rows = Cartoon.objects.live().for_cards()
    heading = ""
    if slug:
        artist = lists.find("author", language, slug)
        if artist is None:
            raise Http404
        rows, heading = rows.filter(artist=artist.pk), artist.name_in(language)
    if year:
        span = calendar.span(year, month)
        if span is None:
            raise Http404
        last = clock.local(span.end).date()
        rows, heading = rows.filter(drawn_on__gte=span.first, drawn_on__lt=last), calendar.words(span, language)
    if (slug or year) and not rows.exists():
        raise Http404
    before = row_id(request.GET.get("before", "")) or 0
    edge = Cartoon.objects.live().filter(pk=before).first()
    rows = rows.older_than(edge) if edge else rows
    found = list(rows[: CARTOONS_TO_A_PAGE + 1])
    shown = found[:CARTOONS_TO_A_PAGE]
    page = CartoonList(
        heading=heading,
        cartoons=tuple(presenting.cartoon_card(row, language) for row in shown),
        artists=calendar.cartoon_artists(language),
        months=calendar.cartoon_months(language),
        newest_url=request.path if edge else "",
        older_url=f"{request.path}?before={shown[-1].pk}" if len(found) > CARTOONS_TO_A_PAGE else "",
    )
    context = {"page": page, "other_language": _in_other_language("cartoons", language)}
    return render(request, "articles/cartoons.html", context)


@require_safe
@public_page
def cartoon(request: HttpRequest, language: str, cartoon_id: int) -> HttpResponse:
    """One cartoon, whole, with the way to its neighbours."""
    found = Cartoon.objects.live().for_cards().filter(pk=cartoon_id).first()
    if found is None:
        return _withdrawn_cartoon(request, language, cartoon_id)
    older = Cartoon.objects.live().older_than(found).first()
    newer = Cartoon.objects.live().newer_than(found).first()
    others = Cartoon.objects.live().for_cards().exclude(pk=found.pk)[:4]
    page = CartoonPage(
        cartoon=presenting.cartoon_card(found, language),
        tags=presenting.named_links("tag", found.tags.all(), language),
        older_url=reverse("articles:cartoon", args=[language, older.pk]) if older else "",
        newer_url=reverse("articles:cartoon", args=[language, newer.pk]) if newer else "",
        others=tuple(presenting.cartoon_card(row, language) for row in others),
    )
    link = _in_other_language("cartoon", language, found.pk)
    archive = Link(pgettext("on a page", "Cartoons"), reverse("articles:cartoons", args=[language]))
    data = structured_data.of_cartoon(page.cartoon, page.tags, request.path, archive, frame.site(language))
    return render(request, "articles/cartoon.html", {"page": page, "other_language": link, "structured_data": data})


def _withdrawn_cartoon(request: HttpRequest, language: str, cartoon_id: int) -> HttpResponse:
    """410 with its notice for a cartoon that readers saw, 404 for everything else."""
    found = get_object_or_404(Cartoon.objects.once_public(), pk=cartoon_id)
    text = getattr(found, f"notice_{language}") or _("It was taken off the site by the newspaper.")
    archive = Link(_("All cartoons"), reverse("articles:cartoons", args=[language]))
    return _notice(request, Notice(410, _("This cartoon was withdrawn"), text, link=archive))


@require_safe
def moved(request: HttpRequest, old_path: str) -> HttpResponse:
    """The last address asked: a path that was public once leads where an editor said; all others are not found."""
    target = redirects.target(f"/{old_path}")
    if target is None and not old_path.endswith("/"):
        target = redirects.target(f"/{old_path}/")
    if target is None and not old_path.endswith("/") and _is_page(f"/{old_path}/"):
        target = f"/{old_path}/"
    if target is None:
        raise Http404
    response = HttpResponsePermanentRedirect(quote(target, safe="/%?=&#"))
    response.headers["Cache-Control"] = "no-cache"  # a name that is taken back leads nowhere again, in every browser
    return response


def _led_on(request: HttpRequest) -> HttpResponse:
    """A section, region, tag, person or topic that is not there under this address may be there under another one."""
    return moved(request, request.path.lstrip("/"))


def _is_page(path: str) -> bool:
    """Whether some address other than the last one asked answers to `path`."""
    try:
        return resolve(path).url_name != "moved"
    except Resolver404:
        return False


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404 in the language of the address, with the newest stories as a way on."""
    language = language_of_path(request.path)
    with override(language):
        text = _("The link may be old, or the story has moved.")
        home = Link(_("Front page"), reverse("articles:front", args=[language]))
        page = Notice(
            404, _("This page is not here"), text, link=home, latest=cards.in_order(lists.newest(language, 4))
        )
        return _notice(request, page)


def forbidden(request: HttpRequest, exception: Exception | None = None, reason: str = "") -> HttpResponse:
    """403; the reason is for the log, not for the visitor."""
    text = _("You are not allowed to see or do this.")
    desk = Link(_("Desk"), reverse("admin:index")) if request.path.startswith(reverse("admin:index")) else None
    return _notice(request, Notice(403, _("This is not open to you"), text, link=desk))


def _notice(request: HttpRequest, page: Notice) -> HttpResponse:
    return render(request, "notice.html", {"page": page, "canonical_url": ""}, status=page.status)
