"""Posts without the city's name (the Chatham House rule): who fits a description, and who stands behind a post.

Such a post belongs to an organisation that stands for unnamed cities and has no author. Who it really was stands in
`Veil`, which nothing but this file reads: whatever does not ask here cannot tell.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.core.exceptions import ValidationError
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from intercity.core.uids import keyed_uid
from intercity.organisations.models import Level, Membership, Organisation, Person, Type
from intercity.organisations.models.standing_in import words_for
from intercity.organisations.viewers import Viewer
from intercity.places.parts import BEYOND, part_of
from intercity.posts.filters.scales import size_of
from intercity.posts.models import Post
from intercity.posts.models.veil import Veil
from intercity.spaces.models import Label, Space

FEWEST: Final = 5
"""So many cities must get the same words, the author's own among them."""
VEILED_KINDS: Final = frozenset({"update", "practice", "question", "comment"})
# Everybody in the network may write in it: it tells nothing of a country.
COMMON_LANGUAGE: Final = "en"
WIDER: Final = {"s": "small", "m": "small", "l": "big", "xl": "big", "xxl": "big"}

Cell = tuple[str, str]


@dataclass(frozen=True)
class Description:
    """How a city is spoken of: a size and a part of Europe, each "" where nothing is said; who `fitting` many get."""

    size: str
    part: str
    fitting: int = 0

    @property
    def stored(self) -> dict[str, str]:
        """As plain data."""
        return {"size": self.size, "part": self.part}

    def __str__(self) -> str:
        return words_for(self.stored)


def rungs(size: str, part: str) -> list[Cell]:
    """The descriptions of a city of that size in that part, each wider than the one before."""
    narrow = [(size, part), (WIDER[size], part), ("", part)]
    return narrow if part == BEYOND else [*narrow, (size, "europe"), ("", "europe")]


def describe(cities: Mapping[int, Cell]) -> dict[int, Description]:
    """A description for each of `cities` (key → size and part), the narrowest that enough get; none for the others.

    On each rung only those count that no narrower one took: all to whom a description fits by what is published
    about it would otherwise be many, and those who really get it a few. Whoever is the same in size and part gets
    the same words.
    """
    left, found = dict(cities), dict[int, Description]()
    for step in range(len(rungs("s", "north"))):
        groups: dict[Cell, list[int]] = defaultdict(list)
        for key, cell in left.items():
            ladder = rungs(*cell)
            if step < len(ladder):
                groups[ladder[step]].append(key)
        for (size, part), keys in groups.items():
            if len(keys) >= FEWEST:
                found |= dict.fromkeys(keys, Description(size, part, len(keys)))
        left = {key: cell for key, cell in left.items() if key not in found}
    return found


def candidates(space: Space, language: str) -> dict[int, Cell]:
    """The cities that could have written it: of the space, with somebody who speaks for them, and in that language."""
    speaking = Membership.objects.speaking().filter(organisation=OuterRef("pk"))
    rows = Organisation.objects.in_network().filter(
        Exists(speaking), space_memberships__space=space, level=Level.LOCAL, type=Type.CITY, place__isnull=False
    )
    values = rows.values_list("pk", "languages", "place__population", "place__country")
    return {
        pk: (size_of(population), part_of(country))
        for pk, languages, population, country in values
        if language in (COMMON_LANGUAGE, *languages)
    }


def check_describable(organisation: Organisation, space: Space, label: str, language: str) -> Description:
    """The words by which a post of `organisation` would appear; ValidationError where it cannot be hidden so.

    Call it again under a lock on the space before anything is written. All candidates see every label that can be
    chosen: the two wider ones as cities of the network, "This space" as members.
    """
    if label == Label.RED:
        raise ValidationError(_("A post for named readers always carries your city's name. Choose another label."))
    found = candidates(space, language)
    if organisation.pk not in found:
        raise ValidationError(why_not(organisation, space, language))
    description = describe(found).get(organisation.pk)
    if description is None:
        raise ValidationError(
            _("Your city cannot be hidden here: fewer than %(fewest)d cities of this space are like yours.")
            % {"fewest": FEWEST}
        )
    return description


def why_not(organisation: Organisation, space: Space, language: str) -> str:
    """Why an organisation is none of the candidates."""
    if organisation.level != Level.LOCAL or organisation.type != Type.CITY:
        return _("Only cities can publish without their name.")
    if not space.members.filter(organisation=organisation).exists():
        return _("Your city must belong to this space first: joining now would show that it is you.")
    if organisation.place is None:
        return _("Your profile does not say which city you are. Ask your lead to add it.")
    return _("Too few cities here write in this language. Write in English to stay without a name.")


def stand_in(description: Description) -> Organisation:
    """The organisation that stands for all that get this description, made on first use."""
    slug = f"without-name-{description.size or 'any'}-{description.part}"
    # In English, whoever comes first: it is only read where a row is fetched without its description.
    fields = {"name": f"A city ({description.size} {description.part})", "stands_for": description.stored}
    found, _made = Organisation.everybody.get_or_create(slug=slug, defaults=fields)
    return found


def uid_behind(author: Person, uid: str) -> str:
    """The uid of what `author` publishes without the name, from a form that was to publish `uid`.

    Colleagues may know that one: a copy of a practice has it noted with the city. With the author in it, trying it
    out tells them nothing either; and who sends twice still publishes once.
    """
    return keyed_uid("intercity.posts.veils", author.uid, uid)


def do_veil(post: Post, organisation: Organisation, author: Person, fitting: int) -> None:
    """Note who stands behind a post that is being published, inside the caller's transaction."""
    Veil.objects.create(post=post, organisation=organisation, author=author, fitting=fitting)


def do_veil_under(root: Post, post: Post, author: Person) -> None:
    """The same for a comment of the author in their own conversation."""
    behind = Veil.objects.get(post=root)
    Veil.objects.create(post=post, organisation_id=behind.organisation_id, author=author, fitting=behind.fitting)


def is_veiled(post: Post) -> bool:
    """Whether it appears without the city's name."""
    return post.organisation.is_unnamed


def author_of(post: Post) -> Person | None:
    """Who wrote it, whether or not it says so."""
    if not is_veiled(post):
        return post.author
    behind = Veil.objects.select_related("author").filter(post=post).first()
    return behind.author if behind is not None else None


def organisation_of(post: Post) -> Organisation:
    """Whose word it is, whether or not it says so. For whoever looked with a reason, and for checks of texts."""
    if not is_veiled(post):
        return post.organisation
    return Veil.objects.select_related("organisation__place").get(post=post).organisation


def authors_of(posts: QuerySet[Post]) -> Q:
    """A condition on people: they wrote one of these posts, named there or not."""
    hidden = Veil.objects.filter(post__in=posts.values("pk"), author__isnull=False).values("author")
    said = Post.objects.filter(pk__in=posts.values("pk"), author__isnull=False).values("author")
    return Q(pk__in=hidden) | Q(pk__in=said)


def sent_by(post: Post, person: Person | None) -> bool:
    """Whether it was this person who sent it."""
    author = author_of(post)
    return person is not None and author is not None and author.pk == person.pk


def is_mine(viewer: Viewer, post: Post) -> bool:
    """Whether the viewer wrote this unnamed post, and still speaks for the city behind it.

    Colleagues do not count: what they could do with it would tell them whose it is.
    """
    if not is_veiled(post) or viewer.person is None:
        return False
    behind = Veil.objects.filter(post=post, author=viewer.person).first()
    return behind is not None and viewer.may_speak_for(behind.organisation_id)


def speaks_for(viewer: Viewer, post: Post) -> bool:
    """Whether the viewer may speak as whoever the post says it is from."""
    return is_mine(viewer, post) if is_veiled(post) else viewer.may_speak_for(post.organisation_id)


def is_keeper(person: Person, post: Post) -> bool:
    """Whether the author of an unnamed post still speaks for the city behind it."""
    speaking = Membership.objects.speaking().filter(person=person)
    return speaking.filter(organisation__in=Veil.objects.filter(post=post).values("organisation")).exists()


def nameable(post: Post, person: Person | None) -> Person | None:
    """The person that a record, revision or mark about `post` may name: not its hidden author."""
    return None if is_veiled(post) and sent_by(post, person) else person


def moment(post: Post) -> datetime:
    """Now, as it may be shown on the post: only the hour, so that nobody can compare it with who was there."""
    now = timezone.now()
    if not is_veiled(post):
        return now
    hour = now.replace(minute=0, second=0, microsecond=0)
    after = [hour] + ([post.parent.published_at] if post.parent is not None else [])
    return max(after)


def unnamed_by(person: Person | None) -> QuerySet[Post]:
    """What this person wrote without the city's name. For themselves alone."""
    return Post.objects.filter(pk__in=Veil.objects.filter(author=person, author__isnull=False).values("post"))
