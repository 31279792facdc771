"""The one row of the newspaper's identity, so that no page has to ask whether it exists."""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor


def make_identity(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """A newspaper that has not been named yet."""
    identity = apps.get_model("articles", "SiteIdentity")
    identity.objects.get_or_create(pk=1, defaults={"name_ar": "صحيفة بلا اسم بعد", "name_en": "A newspaper without a name yet"})


class Migration(migrations.Migration):
    dependencies = [("articles", "0002_relations")]

    operations = [migrations.RunPython(make_identity, migrations.RunPython.noop)]
