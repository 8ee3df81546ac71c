"""A process of its own, for tests: `python city.py setup|write|look`, on the installation of its environment."""

from __future__ import annotations

import json
import sys

import django

django.setup()

from django.conf import settings  # noqa: E402
from django.db import connection  # noqa: E402

from intercity.activity.chain import walk  # noqa: E402
from intercity.activity.models import Activity  # noqa: E402
from intercity.organisations.models import Organisation, Person  # noqa: E402
from intercity.posts.actions import do_publish  # noqa: E402
from intercity.posts.content import PostContent  # noqa: E402
from intercity.posts.models import Post  # noqa: E402
from intercity.spaces.actions import do_create_space  # noqa: E402
from intercity.spaces.models import Space, SpaceMember  # noqa: E402
from tests.migrated import make_tables  # noqa: E402
from tests.personas import make_organisation, make_persona  # noqa: E402


def setup() -> None:
    """Tables, one city with an officer, a space, and an upload."""
    make_tables()
    make_persona("officer", make_organisation("City of Nice"))
    do_create_space("Heatwave")
    folder = settings.MEDIA_ROOT / "ab"
    folder.mkdir(parents=True)
    (folder / "plan.pdf").write_bytes(b"%PDF- not really" * 9_000)


def write(count: int) -> None:
    """Publish posts, saying the uid of each as soon as it stands."""
    space, city, officer = Space.objects.get(), Organisation.objects.get(), Person.objects.get()
    for number in range(count):
        content = PostContent(title=f"Post {number} – Ж", body='Line one\n\n"Line" two \\ \t', details={})
        print(do_publish(space, "practice", content, city, officer).uid, flush=True)


def look() -> None:
    """Say what is there."""
    connection.check_constraints()
    walked = walk()
    facts = {
        "engine": connection.vendor,
        "posts": [
            [p.uid, p.title, p.body, p.html, p.published_at.isoformat(), p.practice.status]
            for p in Post.objects.select_related("practice").order_by("pk")
        ],
        "acts": [
            [a.verb, a.post_uid, a.public, a.data, a.at.isoformat()]
            for a in Activity.objects.exclude(post_uid="").order_by("pk")
        ],
        "chain": [repr(walked), walked.broken is None],
        "people": list(Person.objects.values_list("email", "is_active", "is_coordinator")),
        "joined": [row.joined_at.isoformat() for row in SpaceMember.objects.all()],
        "secret": settings.SECRET_KEY,
        "last_act": Activity.objects.order_by("pk").values_list("pk", flat=True).last(),
        "files": {
            path.relative_to(settings.MEDIA_ROOT).as_posix(): path.stat().st_size
            for path in sorted(settings.MEDIA_ROOT.rglob("*.*"))
        },
    }
    print(json.dumps(facts))


if __name__ == "__main__":
    {"setup": setup, "look": look, "write": lambda: write(int(sys.argv[2]))}[sys.argv[1]]()
