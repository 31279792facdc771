"""The audit log becomes a chain; log-ins are counted; rights have a version."""

from typing import Any

from django.conf import settings
from django.db import migrations, models

from newsroom import audit

REFUSE = """
CREATE FUNCTION newsroom_auditentry_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION 'audit entries are added and never changed' USING ERRCODE = 'restrict_violation'; END $$;
CREATE TRIGGER newsroom_auditentry_stays BEFORE UPDATE OR DELETE ON newsroom_auditentry
FOR EACH ROW EXECUTE FUNCTION newsroom_auditentry_stays();
"""
ALLOW = """
DROP TRIGGER IF EXISTS newsroom_auditentry_stays ON newsroom_auditentry;
DROP FUNCTION IF EXISTS newsroom_auditentry_stays();
"""


def chain(apps: Any, schema_editor: Any) -> None:
    entries = apps.get_model("newsroom", "AuditEntry").objects.order_by("at", "pk")
    audit.chain(entries, apps.get_model("newsroom", "AuditHead"), settings.SECRET_KEY)


def refuse_changes(apps: Any, schema_editor: Any) -> None:
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(REFUSE)


def allow_changes(apps: Any, schema_editor: Any) -> None:
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(ALLOW)


class Migration(migrations.Migration):
    dependencies = [("newsroom", "0001_initial")]

    operations = [
        migrations.CreateModel(
            name="AuditHead",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.BigIntegerField(default=0)),
                ("mac", models.CharField(blank=True, max_length=64)),
                ("seal", models.CharField(blank=True, max_length=64)),
            ],
        ),
        migrations.CreateModel(
            name="LoginFailure",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=150)),
                ("address", models.CharField(max_length=45)),
                ("device", models.CharField(blank=True, max_length=64)),
                ("at", models.DateTimeField()),
            ],
            options={
                "indexes": [
                    models.Index(fields=["name", "at"], name="login_failure_by_name"),
                    models.Index(fields=["address", "at"], name="login_failure_by_address"),
                ],
            },
        ),
        migrations.AddField("user", "rights_version", models.PositiveIntegerField(default=1, editable=False)),
        migrations.AddField("auditentry", "number", models.BigIntegerField(null=True)),
        migrations.AddField("auditentry", "mac", models.CharField(default="", max_length=64), preserve_default=False),
        migrations.RunPython(chain, migrations.RunPython.noop),
        migrations.AlterField("auditentry", "number", models.BigIntegerField(unique=True)),
        migrations.AlterModelOptions(
            "auditentry",
            {"ordering": ("-number",), "verbose_name": "audit entry", "verbose_name_plural": "audit log"},
        ),
        migrations.RunPython(refuse_changes, allow_changes),
    ]
