"""Topics and population groups: the tree that people read, and the only writers of both tables."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db import transaction

from intercity.activity.record import record
from intercity.activity.said import change, state_before, state_of
from intercity.core.slugs import make_slug
from intercity.organisations.permissions import check_may
from intercity.organisations.viewers import Viewer
from intercity.spaces.models import Group, Topic

# The column takes 40; a number may be appended.
SLUG_LENGTH = 36
# The languages a coordinator can name a term in: those of the start data. English is the one all terms have.
TERM_LANGUAGES = ("en", "fr", "bg", "de", "el", "es", "it", "nl", "pl", "pt", "ro")


@dataclass
class TopicNode:
    """A topic with those below it."""

    topic: Topic
    children: list[TopicNode] = field(default_factory=list)


def topic_tree(*, retired: bool = False) -> list[TopicNode]:
    """The topics in use as a tree, in their order; with `retired` those too that are offered no longer.

    A topic whose parent is not in the tree stands at the top: nothing disappears with its parent.
    """
    topics = list(Topic.objects.all() if retired else Topic.objects.filter(retired=False))
    nodes = {topic.pk: TopicNode(topic) for topic in topics}
    roots: list[TopicNode] = []
    for topic in topics:
        siblings = nodes[topic.parent_id].children if topic.parent_id in nodes else roots
        siblings.append(nodes[topic.pk])
    return roots


def topic_and_below(slug: str) -> list[str]:
    """The slug of a topic with the slugs of all topics below it; empty for an unknown one.

    For filters: whoever asks for *solidarity* wants what is filed under *food* too.
    """
    rows = dict[int | None, list[tuple[int, str]]]()
    for pk, parent_id, name in Topic.objects.values_list("pk", "parent_id", "slug"):
        rows.setdefault(parent_id, []).append((pk, name))
    found = [row for siblings in rows.values() for row in siblings if row[1] == slug]
    for pk, _name in found:
        found.extend(rows.get(pk, []))
    return [name for _pk, name in found]


def add_term(viewer: Viewer, term: Topic | Group) -> None:
    """As coordinator, keep a new topic or group that a form filled; its slug comes from its English name."""
    check_may(viewer, "network.coordinate")
    table = type(term)._default_manager
    name = str(term.labels["en"])
    term.slug = make_slug(name, lambda slug: table.filter(slug=slug).exists(), limit=SLUG_LENGTH)
    do_save_terms([term], viewer)


def change_term(viewer: Viewer, term: Topic | Group) -> None:
    """As coordinator, keep what a form changed on `term`. Its slug stays: posts, links and trackers use it."""
    check_may(viewer, "network.coordinate")
    do_save_terms([term], viewer)


def retire_term(viewer: Viewer, term: Topic | Group, *, retired: bool = True) -> None:
    """As coordinator, offer `term` no longer, or again. Posts keep it, and it still finds them."""
    check_may(viewer, "network.coordinate")
    term.retired = retired
    do_save_terms([term], viewer)


@transaction.atomic
def do_save_terms(terms: Iterable[Topic | Group], viewer: Viewer | None = None) -> None:
    """Write terms and one activity that names them; trusts its caller."""
    saved = list(terms)
    was = {term.slug: state_before(term) for term in saved}
    for term in saved:
        term.save()
    if saved:
        record(
            "topic.changed",
            person_uid=viewer.person.uid if viewer and viewer.person else "",
            public=True,
            data={"slugs": [term.slug for term in saved]},
            said=change(was, {term.slug: state_of(term) for term in saved}),
        )
