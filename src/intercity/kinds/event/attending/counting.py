"""How many take part, and how many places are left."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count, Q

from intercity.kinds.event.attending.models import Part, Registration
from intercity.posts.models import Post


@dataclass(frozen=True)
class Counts:
    """Numbers of an event, the same for everybody who sees it; `there` is None until somebody noted who was there."""

    coming: int
    waiting: int
    organisations: int
    registered: int
    there: int | None
    capacity: int | None

    @property
    def free(self) -> int | None:
        """Places that nobody has; None where there is room for everybody."""
        return None if self.capacity is None else max(0, self.capacity - self.coming)

    @property
    def is_full(self) -> bool:
        """Whether whoever comes now has to wait."""
        return self.free == 0


def counts_of(post: Post) -> Counts:
    """The numbers of an event, read now."""
    coming = Q(state=Part.COMING)
    found = Registration.objects.filter(post=post).aggregate(
        coming=Count("pk", filter=coming),
        waiting=Count("pk", filter=Q(state=Part.WAITING)),
        organisations=Count("organisation", filter=coming, distinct=True),
        registered=Count("pk"),
        noted=Count("attended"),
        there=Count("pk", filter=Q(attended=True)),
    )
    noted, there = found.pop("noted"), found.pop("there")
    return Counts(**found, there=there if noted else None, capacity=post.event.capacity)
