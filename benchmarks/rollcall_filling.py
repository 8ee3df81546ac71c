"""Ask many organisations at once: `python -m benchmarks.rollcall_filling 10000 --answered 8000 --officers 2000`.

Run inside the installation, on SQLite or PostgreSQL. Writes so many cities of the world with an officer each, asks
them all through the same action as everybody, lets `answered` of them answer, and signs `officers` of the others in
(of all, where nobody is left). Prints one JSON object: the post, how long asking took, and who is signed in.
"""

from __future__ import annotations

import argparse
import json
import random
import time
from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from importlib import import_module
from typing import Any

import django

django.setup()

from django.conf import settings  # noqa: E402
from django.contrib.sessions.models import Session  # noqa: E402
from django.db import transaction  # noqa: E402
from django.utils import timezone  # noqa: E402
from django.utils.crypto import get_random_string  # noqa: E402

from intercity.core.uids import new_uid  # noqa: E402
from intercity.kinds.rollcall.actions.answering import Reply, do_answer  # noqa: E402
from intercity.kinds.rollcall.links import answer_path  # noqa: E402
from intercity.kinds.rollcall.models import FieldType, How, RollCall  # noqa: E402
from intercity.kinds.rollcall.values.types import Amount, Choice, Day, Several  # noqa: E402
from intercity.organisations.models import Membership, Organisation, Person  # noqa: E402
from intercity.places.models import City  # noqa: E402
from intercity.posts.actions import do_publish  # noqa: E402
from intercity.posts.content import PostContent  # noqa: E402
from intercity.posts.models import Post  # noqa: E402
from intercity.spaces.models import Label, Space, SpaceMember  # noqa: E402

BATCH = 1000
ANSWERED_AT_ONCE = 200
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
SESSIONS = import_module(settings.SESSION_ENGINE).SessionStore
FIELDS = (
    {"type": FieldType.STANDING, "label": "Are playgrounds closed?"},
    {"type": FieldType.NUMBER, "label": "How many?", "unit": "playgrounds"},
    {
        "type": FieldType.SEVERAL,
        "label": "What is open instead?",
        "options": [{"id": "a", "label": "Parks"}, {"id": "b", "label": "School yards"}],
    },
    {"type": FieldType.DATE, "label": "Since when?"},
)  # fmt: skip


def add_cities(count: int) -> list[Organisation]:
    """As many organisations, each with a place of its own, the largest cities first."""
    places = City.objects.order_by("-population", "pk")[:count]
    rows = [
        Organisation(
            uid=new_uid(), slug=f"asked-{place.pk}", name=f"City of {place.name}", short_name=place.name[:60],
            country=place.country_id, place=place,
        )
        for place in places
    ]  # fmt: skip
    return Organisation.objects.bulk_create(rows, batch_size=BATCH)


def add_officers(cities: Sequence[Organisation], space: Space) -> list[Person]:
    """One verified officer of each, and all of them in the space."""
    people = [Person(uid=new_uid(), email=f"officer@{city.slug}.invalid", name="Officer") for city in cities]
    for person in people:
        person.set_unusable_password()
    Person.objects.bulk_create(people, batch_size=BATCH)
    now = timezone.now()
    members = [
        Membership(person=person, organisation=city, role="officer", verified_at=now)
        for person, city in zip(people, cities, strict=True)
    ]
    Membership.objects.bulk_create(members, batch_size=BATCH)
    SpaceMember.objects.bulk_create([SpaceMember(space=space, organisation=city) for city in cities], batch_size=BATCH)
    return people


def sign_in(people: Sequence[Person]) -> list[str]:
    """A session of each; gives their keys."""
    rows = []
    for person in people:
        held = {
            "_auth_user_id": str(person.pk), "_auth_user_backend": BACKEND,
            "_auth_user_hash": person.get_session_auth_hash(),
        }  # fmt: skip
        key = get_random_string(32, "abcdefghijklmnopqrstuvwxyz0123456789")
        ends = timezone.now() + timedelta(days=1)
        rows.append(Session(session_key=key, session_data=SESSIONS().encode(held), expire_date=ends))
    Session.objects.bulk_create(rows, batch_size=BATCH)
    return [row.session_key for row in rows]


def ask(space: Space, cities: Sequence[Organisation]) -> tuple[Post, float]:
    """Ask them all; gives the post and how many seconds it took."""
    asker = Membership.objects.select_related("person", "organisation").get(organisation__slug="torino")
    details = {
        "fields": FIELDS, "organisations": [city.pk for city in cities], "answers_label": Label.GREEN,
        "deadline": timezone.now() + timedelta(hours=2),
    }  # fmt: skip
    content = PostContent(title="Playgrounds today", body="We must know by noon.", label=Label.GREEN, details=details)
    began = time.perf_counter()
    post = do_publish(space, "rollcall", content, asker.organisation, asker.person)
    return post, time.perf_counter() - began


def random_reply(rng: random.Random) -> Reply:
    """What a city might say."""
    values: dict[str, Any] = {
        "f1": Choice(rng.choice(("yes", "yes", "planned", "no", "not_ours"))),
        "f2": Amount(Decimal(rng.randrange(400)), "playgrounds"),
        "f3": Several(tuple(sorted(rng.sample("ab", rng.randrange(1, 3))))),
        "f4": Day(date(2026, 11, 1) + timedelta(days=rng.randrange(20))),
    }
    return Reply(values, comment="Signs stand at every gate." if rng.random() < 0.5 else "")


def answer(post: Post, cities: Sequence[Organisation], people: Sequence[Person]) -> None:
    """Let these answer, some in each transaction."""
    rng, rollcall = random.Random(5), RollCall.objects.select_related("post__space").get(pk=post.pk)
    pairs = list(zip(cities, people, strict=True))
    for start in range(0, len(pairs), ANSWERED_AT_ONCE):
        with transaction.atomic():
            for city, person in pairs[start : start + ANSWERED_AT_ONCE]:
                do_answer(rollcall, city, random_reply(rng), person, How.PAGE, seen=None)


def main() -> None:
    """Write everything, print what a client needs to know."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.rollcall_filling")
    parser.add_argument("count", type=int)
    parser.add_argument("--answered", type=int, default=0)
    parser.add_argument("--officers", type=int, default=100)
    options = parser.parse_args()
    space = Space.objects.get(slug="drill")
    with transaction.atomic():
        cities = add_cities(options.count)
        people = add_officers(cities, space)
    post, seconds = ask(space, cities)
    answer(post, cities[: options.answered], people[: options.answered])
    chosen = slice(options.answered, options.answered + options.officers)
    rollcall = RollCall.objects.select_related("post").get(pk=post.pk)
    officers = [
        {"uid": city.uid, "session": key, "link": answer_path(person, rollcall, city)}
        for city, person, key in zip(cities[chosen], people[chosen], sign_in(people[chosen]), strict=True)
    ]
    print(json.dumps({"post": post.uid, "asked": len(cities), "publish_s": round(seconds, 3), "officers": officers}))


if __name__ == "__main__":
    main()
