"""What is asked, or what somebody is interested in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from django.utils.translation import get_language

from intercity.organisations.models import Organisation
from intercity.posts.models import Post
from intercity.search.words.understanding import understand
from intercity.spaces.models import Label, Space, Topic


@dataclass(frozen=True)
class Matter:
    """What something is about: words and terms. `topics` and `groups` are slugs."""

    title: str
    body: str
    topics: Sequence[str]
    groups: Sequence[str]

    @property
    def text(self) -> str:
        """All its words."""
        return f"{self.title}\n{self.body}".strip()

    @cached_property
    def meant(self) -> Meant:
        """What it is about; one query where it names a topic."""
        topics = list(self.topics) or topics_in(self.title)
        return Meant(topics, with_below(topics) if topics else {})


@dataclass(frozen=True)
class Subject(Matter):
    """A question: what it is about, where it is asked, by whom, and who may see it."""

    space: Space
    organisation: Organisation
    label: str = Label.GREEN


@dataclass(frozen=True)
class Meant:
    """Topics by slug, as chosen or else as the words say, and the keys of these with all below: key → top slug."""

    topics: Sequence[str]
    keys: dict[int, str]


def subject_of(post: Post) -> Subject:
    """The subject of a question that stands."""
    topics = [topic.slug for topic in post.topics.all()]
    groups = [group.slug for group in post.groups.all()]
    return Subject(post.title, post.body, topics, groups, post.space, post.organisation, post.label)


def topics_in(title: str) -> list[str]:
    """The topics that words stand for, as the search reads them in any language it knows."""
    found = understand(title, get_language() or "en").topics
    return sorted(name.partition(":")[2] for name in found if name.startswith("topic:"))


def with_below(slugs: Sequence[str]) -> dict[int, str]:
    """The keys of topics and of everything below them, each with the slug it was reached from; one query."""
    rows = list(Topic.objects.values_list("pk", "parent_id", "slug"))
    found = {pk: slug for pk, _parent, slug in rows if slug in slugs}
    while more := {pk: found[parent] for pk, parent, _slug in rows if parent in found and pk not in found}:
        found.update(more)
    return found
