"""Tell the spine from which day each practice is so."""

from django.db import migrations
from django.db.models import OuterRef, Subquery


def copy_days(apps, schema_editor):
    Post, Practice = apps.get_model("posts", "Post"), apps.get_model("kind_practice", "Practice")
    dated = Practice.objects.exclude(begins_on=None)
    day = dated.filter(post=OuterRef("pk")).values("begins_on")[:1]
    Post.objects.filter(pk__in=dated.values("pk")).update(begins_on=Subquery(day))


class Migration(migrations.Migration):

    dependencies = [
        ("kind_practice", "0001_initial"),
        ("posts", "0005_table"),
    ]

    operations = [migrations.RunPython(copy_days, migrations.RunPython.noop)]
