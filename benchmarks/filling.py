"""Fill an installation with posts for benchmarks: `python -m benchmarks.filling 10000` brings it up to that many.

Run inside the installation (its environment, SQLite). The first 1,000 are written through the models, with details,
topics, answers and activities; the others are copies of them inside the database, each with its own time. As an
installation would be after years: spread over 1,200 days, 300 organisations, half of the posts public.
"""

from __future__ import annotations

import random
import sys
from datetime import datetime, timedelta

import django

django.setup()

from django.db import connection, transaction  # noqa: E402
from django.db.models import Model  # noqa: E402
from django.utils import timezone  # noqa: E402

from intercity.activity.chain import make_chain  # noqa: E402
from intercity.activity.models import Activity, last_id  # noqa: E402
from intercity.adoption.actions.checking import EVERY  # noqa: E402
from intercity.adoption.models import CheckUp  # noqa: E402
from intercity.core.uids import new_uid  # noqa: E402
from intercity.kinds.practice.models import Practice  # noqa: E402
from intercity.kinds.question.models import Question  # noqa: E402
from intercity.organisations.models import Organisation  # noqa: E402
from intercity.pipeline.following import NAME  # noqa: E402
from intercity.pipeline.models import Cursor  # noqa: E402
from intercity.posts.models import Post  # noqa: E402
from intercity.spaces.models import Space, Topic  # noqa: E402

DAYS = 1200
FIRST = 1_000
# A moment within the last so many days, as Django writes it.
SOMETIME = f"strftime('%Y-%m-%d %H:%M:%f000', 'now', '-' || (abs(random()) % {DAYS * 86400}) || ' seconds')"
IN_EUROPE = "AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IT LT LU LV MT NL PL PT RO SE SI SK CH NO GB"
COUNTRIES = IN_EUROPE.split()
SPOKEN = """
    city shelter open night school food delivery older people phone line volunteers park closed mask transport water
    cooling room heat support rent small shops market hospital staff children lessons home street families
"""
WORDS = SPOKEN.split()
TopicLink = Post.topics.through


def organisations() -> list[Organisation]:
    """300 cities."""
    missing = [
        Organisation(slug=f"city-{n}", name=f"City of Number {n}", country=COUNTRIES[n % len(COUNTRIES)])
        for n in range(Organisation.objects.count(), 300)
    ]
    Organisation.objects.bulk_create(missing)
    return list(Organisation.objects.all())


def spaces() -> list[Space]:
    """Ten, of which the first holds most posts."""
    for n in range(Space.objects.count(), 10):
        Space.objects.create(slug=f"space-{n}", name=f"Space {n}")
    return sorted(Space.objects.all(), key=lambda space: space.slug != "drill")


def build(rng: random.Random, here: list[Space], cities: list[Organisation], at: datetime) -> Post:
    """One unsaved post of some 400 characters."""
    text = " ".join(rng.choices(WORDS, k=60)).capitalize() + "."
    return Post(
        uid=new_uid(), kind=rng.choice(("practice", "practice", "update", "question")),
        space=here[0] if rng.random() < 0.6 else rng.choice(here), organisation=rng.choice(cities),
        title=" ".join(rng.choices(WORDS, k=7)).capitalize(), body=text, html=f"<p>{text}</p>",
        contact="Office, +32 2 000 00 00", label=rng.choice(("clear", "green")), published_at=at,
    )  # fmt: skip


def add(count: int, rng: random.Random, here: list[Space], cities: list[Organisation], topics: list[Topic]) -> None:
    """Write one batch of posts with everything that hangs on them."""
    now = timezone.now()
    ages = sorted((rng.random() * DAYS for _ in range(count)), reverse=True)
    posts = [build(rng, here, cities, now - timedelta(days=age)) for age in ages]
    Post.objects.bulk_create(posts, batch_size=500)
    Practice.objects.bulk_create([Practice(post=post) for post in posts if post.kind == "practice"], batch_size=500)
    Question.objects.bulk_create([Question(post=post) for post in posts if post.kind == "question"], batch_size=500)
    TopicLink.objects.bulk_create([TopicLink(post=post, topic=rng.choice(topics)) for post in posts], batch_size=500)
    answers = [answer_to(post, rng.choice(cities)) for post in posts if rng.random() < 0.3]
    Post.objects.bulk_create(answers, batch_size=500)
    Activity.objects.bulk_create([act_of(post) for post in [*posts, *answers]], batch_size=500)


def answer_to(post: Post, city: Organisation) -> Post:
    """A comment under a post, an hour later."""
    text = "We do the same here; call us."
    return Post(
        uid=new_uid(), kind="comment", space=post.space, root=post, parent=post, organisation=city, body=text,
        html=f"<p>{text}</p>", label=post.label, published_at=post.published_at + timedelta(hours=1),
    )  # fmt: skip


def act_of(post: Post) -> Activity:
    """Its row in the record."""
    return Activity(
        verb="post.published", at=post.published_at, post_uid=post.uid, root_uid=post.thread_root.uid,
        space_uid=post.space.uid, organisation_uid=post.organisation.uid, public=post.label == "clear",
    )  # fmt: skip


def copy_more(count: int) -> None:
    """Copy `count` of the present posts with all that hangs on them."""
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS temp.copied")
        cursor.execute(
            "CREATE TEMP TABLE copied AS SELECT id AS old, row_number() OVER (ORDER BY id) AS number,"
            " (SELECT max(id) FROM posts_post) + row_number() OVER (ORDER BY id) AS new, 0 AS root"
            " FROM posts_post WHERE root_id IS NULL ORDER BY id LIMIT %s",
            [count],
        )
        copy_posts("copied", "NULL", SOMETIME)
        cursor.execute("CREATE INDEX temp.by_old ON copied (old)")
        for model in (Practice, Question, TopicLink):
            copy_details(model)
        cursor.execute("DROP TABLE IF EXISTS temp.answers")
        cursor.execute(
            "CREATE TEMP TABLE answers AS SELECT p.id AS old, copied.new AS root,"
            " (SELECT max(id) FROM posts_post) + row_number() OVER (ORDER BY p.id) AS new"
            " FROM posts_post p JOIN copied ON copied.old = p.root_id"
        )
        copy_posts("answers", "copied.root", "p.published_at")


def copy_posts(table: str, root: str, at: str) -> None:
    """Write the posts that `table` maps from `old` to `new`, then their activities."""
    special = {"id": "copied.new", "uid": "lower(hex(randomblob(6)))", "published_at": at, "root_id": root}
    special["parent_id"] = root
    columns = [field.column for field in Post._meta.concrete_fields]
    values = ", ".join(special.get(column, f"p.{column}") for column in columns)
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO posts_post ({', '.join(columns)}) SELECT {values}"
            f" FROM temp.{table} copied JOIN posts_post p ON p.id = copied.old"
        )
        cursor.execute(
            "INSERT INTO activity_activity (verb, at, person_uid, organisation_uid, space_uid, post_uid, root_uid,"
            " public, data) SELECT 'post.published', p.published_at, '', o.uid, s.uid, p.uid, coalesce(r.uid, p.uid),"
            f" p.label = 'clear', '{{}}' FROM temp.{table} copied JOIN posts_post p ON p.id = copied.new"
            " JOIN organisations_organisation o ON o.id = p.organisation_id JOIN spaces_space s ON s.id = p.space_id"
            " LEFT JOIN posts_post r ON r.id = p.root_id"
        )


def copy_details(model: type[Model]) -> None:
    """Copy the rows of `model` that hang on copied posts."""
    columns = [field.column for field in model._meta.concrete_fields if field.column != "id"]
    values = ", ".join("copied.new" if column == "post_id" else f"d.{column}" for column in columns)
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {model._meta.db_table} ({', '.join(columns)}) SELECT {values}"
            f" FROM {model._meta.db_table} d JOIN temp.copied copied ON copied.old = d.post_id"
        )


def rest() -> None:
    """As after those years: the worker has followed every act, and asked about every practice within the month."""
    due_at = timezone.now() + EVERY
    keys = list(Post.objects.filter(kind="practice", checkup=None).values_list("pk", flat=True))
    for start in range(0, len(keys), 5_000):
        CheckUp.objects.bulk_create([CheckUp(post_id=key, due_at=due_at) for key in keys[start : start + 5_000]])
    Cursor.objects.update_or_create(name=NAME, defaults={"activity_id": last_id()})


def main() -> None:
    """Bring the installation up to as many root posts as the command line says; prints the uid of one with answers."""
    rng, wanted = random.Random(7), int(sys.argv[1])
    here, cities, topics = spaces(), organisations(), list(Topic.objects.all())
    present = Post.objects.filter(root=None).count()
    if present < FIRST:
        add(FIRST - present, rng, here, cities, topics)
    while (present := Post.objects.filter(root=None).count()) < wanted:
        with transaction.atomic():
            copy_more(min(present, wanted - present))
    with transaction.atomic():
        rest()
        make_chain()
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    # The oldest of the first ones: the same page at every size.
    thread = Post.objects.filter(root__isnull=False, root__label="clear", root__space=here[0]).order_by("pk")
    print(thread.values_list("root__uid", flat=True)[0])


if __name__ == "__main__":
    main()
