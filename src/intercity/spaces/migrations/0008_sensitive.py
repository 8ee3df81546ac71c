from django.db import migrations, models


def mark(apps, schema_editor):
    """The two topics of the start data that are about people in danger, where they stand already."""
    topics = apps.get_model("spaces", "Topic").objects
    topics.filter(slug__in=("violence", "minors")).update(is_sensitive=True)
    topics.filter(slug="violence").update(helplines=True)


class Migration(migrations.Migration):
    dependencies = [
        ("spaces", "0007_agreement"),
    ]

    operations = [
        migrations.AddField(
            model_name="topic",
            name="is_sensitive",
            field=models.BooleanField(default=False, verbose_name="nobody may be identifiable"),
        ),
        migrations.AddField(
            model_name="topic",
            name="helplines",
            field=models.BooleanField(default=False, verbose_name="show helplines"),
        ),
        migrations.RunPython(mark, migrations.RunPython.noop),
    ]
