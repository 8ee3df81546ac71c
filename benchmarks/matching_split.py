"""Make imported measures the posts of their cities, and hide what came after the split. Run inside the installation."""

from __future__ import annotations

import django

django.setup()

from datetime import datetime  # noqa: E402

from django.db.models import F  # noqa: E402
from django.utils import timezone  # noqa: E402

from intercity.organisations.models import Membership, Organisation, Person, Role  # noqa: E402
from intercity.posts.models import Post, Source, State  # noqa: E402

# Of the posts in the order of their days, so many are what the matcher knows.
KNOWN_SHARE = 0.6
EVERYBODY = "everybody@benchmark.invalid"


def split_time() -> datetime:
    """The day before which the known posts lie."""
    days = list(Post.objects.order_by("published_at").values_list("published_at", flat=True))
    return days[int(KNOWN_SHARE * len(days))]


def main() -> None:
    """Give everybody a voice, move the split to the present moment, hide what is later."""
    split = split_time()
    Post.objects.update(source=Source.NATIVE, published_at=F("published_at") + (timezone.now() - split))
    Post.objects.filter(published_at__gte=timezone.now()).update(state=State.HIDDEN)
    Organisation.objects.update(unclaimed=False)
    person = Person.objects.create_user(EVERYBODY, name="Everybody")
    now = timezone.now()
    Membership.objects.bulk_create(
        Membership(person=person, organisation=organisation, role=Role.OFFICER, verified_at=now)
        for organisation in Organisation.objects.all()
    )


if __name__ == "__main__":
    main()
