"""Every part of every story gets the revision of the version that it has, and every live text the versions it shows."""

from typing import Any

from django.db import migrations
from django.db.models import Q
from django.utils import timezone

LANGUAGES = ("ar", "en")
TEXT_FIELDS = (
    "kicker",
    "headline",
    "standfirst",
    "dateline",
    "body",
    "slug",
    "hero_caption",
    "hero_alt",
    "hero_credit",
    "credit_line",
)


def _shared(apps: Any, article: Any) -> dict[str, Any]:
    credit, related = apps.get_model("articles", "ArticleCredit"), apps.get_model("articles", "RelatedRead")
    people = credit.objects.filter(article=article).order_by("position", "pk").values_list("role", "person")
    targets = related.objects.filter(article=article).order_by("position", "pk").values_list("target", flat=True)
    return {
        "section": article.section_id,
        "hero": article.hero_id,
        "from_desk": article.from_desk,
        "embargo_until": article.embargo_until.isoformat() if article.embargo_until else None,
        **{
            name: sorted(getattr(article, name).values_list("pk", flat=True)) for name in ("regions", "tags", "wires")
        },
        "credits": [list(pair) for pair in people],
        "related": list(targets),
    }


def write(apps: Any, schema_editor: Any) -> None:
    article_model, revision = apps.get_model("articles", "Article"), apps.get_model("articles", "Revision")
    publication = apps.get_model("articles", "Publication")
    now = timezone.now()
    for article in article_model.objects.prefetch_related("languages").iterator(chunk_size=200):
        latest = article.saved_at
        revision.objects.create(
            article=article, part="shared", version=article.version, at=latest, data=_shared(apps, article)
        )
        for row in article.languages.all():
            text = {field: getattr(article, f"{field}_{row.language}") or "" for field in TEXT_FIELDS}
            revision.objects.create(
                article=article, part=row.language, version=row.version, at=row.saved_at, by_id=row.saved_by_id, data=text
            )
            live = publication.objects.filter(article=article, language=row.language, live_from__lte=now)
            for shown in live.filter(Q(live_until=None) | Q(live_until__gt=now)):
                unchanged = max(latest, row.saved_at) <= shown.created_at
                shown.text_version = row.version if unchanged else 0
                shown.shared_version = article.version if unchanged else 0
                shown.save(update_fields=["text_version", "shared_version"])
    followed = publication.objects.exclude(updated_at=None)
    followed.update(change="update")


class Migration(migrations.Migration):
    dependencies = [("articles", "0005_workflow")]

    operations = [migrations.RunPython(write, migrations.RunPython.noop, elidable=True)]
