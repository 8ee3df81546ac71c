from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("organisations", "0005_stands_for"),
    ]

    operations = [
        migrations.CreateModel(
            name="KeptOut",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("digest", models.CharField(max_length=64, unique=True)),
                ("until", models.DateTimeField()),
            ],
        ),
    ]
