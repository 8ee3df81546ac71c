from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("spaces", "0005_second_factor"),
    ]

    operations = [
        migrations.AddField(
            model_name="space",
            name="two_person",
            field=models.BooleanField(
                default=False,
                verbose_name="a second person of the same organisation must confirm before anything becomes public",
            ),
        ),
    ]
