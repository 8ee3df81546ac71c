from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('posts', '0009_veil'),
    ]

    operations = [
        migrations.AddField(
            model_name='post',
            name='visible_from',
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AlterField(
            model_name='post',
            name='state',
            field=models.CharField(choices=[('published', 'Published'), ('withdrawn', 'Withdrawn'), ('hidden', 'Hidden by a moderator'), ('embargoed', 'Waits for its time')], default='published', max_length=10),
        ),
        migrations.AddIndex(
            model_name='post',
            index=models.Index(condition=models.Q(('state', 'embargoed')), fields=['visible_from'], name='post_embargoed'),
        ),
    ]
