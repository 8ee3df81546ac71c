"""Mutes become muted follows, and "no mail about answers" becomes a choice."""

from django.conf import settings
from django.db import migrations
from django.db.models import OuterRef, Subquery


def take_over(apps, editor):
    """Mutes become muted follows, "no mail about answers" a choice, and what was mailed so far were answers."""
    Follow, Preference = apps.get_model("notifications", "Follow"), apps.get_model("notifications", "Preference")
    Delivery, Post = apps.get_model("notifications", "Delivery"), apps.get_model("posts", "Post")
    mutes = apps.get_model("notifications", "Mute").objects.values_list("person_id", "post_id")
    Follow.objects.bulk_create(
        (Follow(person_id=person, post_id=post, muted=True) for person, post in mutes.iterator()), batch_size=500
    )
    silent = apps.get_model("organisations", "Person").objects.filter(mail_replies=False).values_list("pk", flat=True)
    Preference.objects.bulk_create(
        (Preference(person_id=pk, event="answer", pace="now", by="inside") for pk in silent), batch_size=500
    )
    root = Post.objects.filter(uid=OuterRef("post_uid")).values("root__uid")[:1]
    answers = Delivery.objects.exclude(post_uid="")
    answers.update(teller="answer")
    answers.filter(post_uid__in=Post.objects.exclude(root=None).values("uid")).update(root_uid=Subquery(root))


class Migration(migrations.Migration):

    dependencies = [
        ("notifications", "0003_wishes"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [migrations.RunPython(take_over, migrations.RunPython.noop)]
