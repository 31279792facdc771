import newsroom.clock
from django.db import migrations, models

from newsletter import tokens


def hash_addresses(apps, schema_editor):
    """Every address gets its keyed hash; nobody could confirm before now, so nobody counts as having done so."""
    Subscriber = apps.get_model("newsletter", "Subscriber")
    for subscriber in Subscriber.objects.iterator():
        subscriber.email_hash = tokens.email_hash(subscriber.email_norm)
        if subscriber.status == "active":
            subscriber.status = "pending"
        subscriber.save(update_fields=["email_hash", "status"])


class Migration(migrations.Migration):

    dependencies = [
        ("newsletter", "0001_initial"),
    ]

    operations = [
        migrations.AddField(
            model_name="subscriber",
            name="email_hash",
            field=models.CharField(db_index=True, default="", editable=False, max_length=64),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="subscriber",
            name="token_version",
            field=models.PositiveSmallIntegerField(default=1, editable=False),
        ),
        migrations.AddField(
            model_name="subscriber",
            name="asked_at",
            field=models.DateTimeField(default=newsroom.clock.now, editable=False, verbose_name="last asked"),
        ),
        migrations.AddField(
            model_name="subscriber",
            name="confirmed_at",
            field=models.DateTimeField(blank=True, editable=False, null=True, verbose_name="confirmed"),
        ),
        migrations.AlterField(
            model_name="subscriber",
            name="email_norm",
            field=models.CharField(editable=False, max_length=254, null=True, unique=True),
        ),
        migrations.RunPython(hash_addresses, migrations.RunPython.noop, elidable=True),
    ]
