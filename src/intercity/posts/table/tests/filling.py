"""Spaces with many posts, written in bulk, for tests of orders and pages."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from intercity.activity.record import record
from intercity.organisations.models import Organisation
from intercity.posts.kinds import all_kinds
from intercity.posts.models import Post, Tally
from intercity.spaces.models import Label, Space
from tests.personas import make_organisation

START = datetime(2026, 3, 1, 12, tzinfo=UTC)
CITIES = [
    ("Århus", "DK"), ("Zadar", "HR"), ("aachen", "DE"), ("Évora", "PT"), ("Brno", "CZ"), ("Nowhere", ""),
    ("Żory", "PL"),
]  # fmt: skip


def make_cities() -> list[Organisation]:
    """Cities whose names and countries need more than the order of bytes."""
    return [make_organisation(name, country=country) for name, country in CITIES]


def fill(space: Space, organisations: list[Organisation], count: int, label: str = Label.CLEAR) -> list[Post]:
    """`count` practices, unevenly spread; many share a moment, every third was edited, every second has a first day,
    a few are done by others.
    """
    posts = [
        Post(
            kind="practice", space=space, organisation=organisations[(n * n) % len(organisations)], title=f"Post {n}",
            html="<p>Text</p>", label=label, published_at=START + timedelta(minutes=n // 3),
            edited_at=START + timedelta(days=n % 7, minutes=5) if n % 3 == 0 else None,
            begins_on=date(2026, 1, 1) + timedelta(days=n % 11) if n % 2 else None,
        )
        for n in range(count)
    ]  # fmt: skip
    Post.objects.bulk_create(posts)
    tallies = [Tally(post=post, adopted=n % 4) for n, post in enumerate(posts) if n % 3 == 0]
    Tally.objects.bulk_create(tallies)
    all_kinds()["practice"].save_many_details([(post, {"begins_on": post.begins_on}) for post in posts])
    record("posts.imported", space_uid=space.uid, public=True, data={"uids": [post.uid for post in posts]})
    return posts
