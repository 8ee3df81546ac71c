"""A month in the life of what an organisation shared."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime, timedelta

from babel.dates import format_date
from django.db.models import Exists, F, OuterRef, QuerySet
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from intercity.adoption.models import Said, Standing
from intercity.organisations.models import Organisation
from intercity.posts.kinds import adoptable_kinds
from intercity.posts.models import Post, State
from intercity.posts.querysets import PostQuerySet
from intercity.spaces.models import Label

MOST_LINES = 15
# No title and no name under a narrower label travels in a mail.
WIDE = (Label.CLEAR, Label.GREEN)


@dataclass(frozen=True)
class Month:
    """A whole month, from its first moment to the first of the next."""

    name: str
    begin: datetime
    end: datetime

    @property
    def label(self) -> str:
        """As people read it: "October 2026"."""
        return format_date(self.begin.date(), "LLLL yyyy", locale=get_language() or "en")

    @classmethod
    def named(cls, name: str) -> Month:
        """The month "2026-10", in the time zone of the network."""
        first = datetime.strptime(name, "%Y-%m")
        later = (first + timedelta(days=32)).replace(day=1)
        return cls(name, timezone.make_aware(first), timezone.make_aware(later))

    @classmethod
    def before(cls, now: datetime) -> Month:
        """The last month that is over."""
        return cls.named((timezone.localtime(now).replace(day=1) - timedelta(days=1)).strftime("%Y-%m"))


def said_in(month: Month) -> QuerySet[Said]:
    """What organisations said in a month about the practices of others, the newest word of each."""
    later = Said.objects.filter(adoption=OuterRef("adoption"), at__lt=month.end, pk__gt=OuterRef("pk"))
    return Said.objects.filter(~Exists(later), at__gte=month.begin, at__lt=month.end)


def asked_in(month: Month) -> PostQuerySet:
    """What organisations wrote in a month under the practices of others."""
    words = Post.objects.filter(state=State.PUBLISHED, published_at__gte=month.begin, published_at__lt=month.end)
    under = words.filter(root__kind__in=adoptable_kinds(), root__source="native", root__state=State.PUBLISHED)
    return under.exclude(organisation=F("root__organisation"))


def concerned_by(month: Month) -> set[int]:
    """Keys of the organisations about whose practices others said or asked something in a month."""
    said = said_in(month).values_list("adoption__post__organisation", flat=True)
    return {*said, *asked_in(month).order_by().values_list("root__organisation", flat=True).distinct()}


def read_month(organisation: Organisation, month: Month, posts: PostQuerySet) -> list[str]:
    """A sentence for each practice among `posts` with which others did something, in the active language."""
    theirs = posts.roots().filter(organisation=organisation, label__in=WIDE)
    happened: dict[str, list[str]] = defaultdict(list)
    said = said_in(month).filter(adoption__post__in=theirs).select_related("adoption__post", "adoption__organisation")
    for word in said.order_by("pk"):
        status = Standing(word.status).label
        happened[str(word.adoption.post)].append(f"{word.adoption.organisation.plate} ({str(status).lower()})")
    asked = asked_in(month).filter(pk__in=posts.values("pk"), root__in=theirs, label__in=WIDE)
    asked = asked.select_related("root", "organisation")
    for post in asked.order_by("pk"):
        who = _("%(organisation)s (wrote to you)") % {"organisation": post.organisation.plate}
        if who not in happened[str(post.root)]:
            happened[str(post.root)].append(who)
    return [f"{title}: {', '.join(who)}." for title, who in happened.items()][:MOST_LINES]
