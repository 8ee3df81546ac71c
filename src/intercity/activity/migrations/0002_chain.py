from django.db import migrations, models

from intercity.activity.chain import make_chain

COLUMN = "ALTER TABLE activity_activity ADD COLUMN {} varchar(64) DEFAULT '' NOT NULL"
DROP = "ALTER TABLE activity_activity DROP COLUMN {}"


def add_column(name):
    """In place: Django would copy SQLite's whole table, and forget which ids were given away."""
    field = models.CharField(blank=True, db_default="", default="", max_length=64)
    state = migrations.AddField(model_name="activity", name=name, field=field)
    return migrations.RunSQL(COLUMN.format(name), DROP.format(name), state_operations=[state])


def link_rows(apps, schema_editor):
    """Link what stands."""
    make_chain()


class Migration(migrations.Migration):
    dependencies = [("activity", "0001_initial")]

    operations = [
        migrations.CreateModel(
            name="ActivityHead",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("last_id", models.BigIntegerField()),
                ("link", models.CharField(max_length=64)),
            ],
        ),
        migrations.CreateModel(
            name="Said",
            fields=[
                ("key", models.CharField(max_length=64, primary_key=True, serialize=False)),
                ("salt", models.CharField(max_length=32)),
                ("value", models.JSONField()),
            ],
        ),
        add_column("said"),
        add_column("link"),
        migrations.RunPython(link_rows, migrations.RunPython.noop),
    ]
