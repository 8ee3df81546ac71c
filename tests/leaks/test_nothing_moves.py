"""What some do for fewer moves nothing for anybody else: every page stays as it was, to the last byte.

One thing is left out: acts are numbered through for everybody, so the number after which a page asks its live
stream for news tells that something happened somewhere. It tells nothing of what.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import timedelta
from difflib import unified_diff

import pytest
from django.test import Client
from django.utils import timezone

from intercity.activity.kept import forget_everything
from intercity.activity.models import Activity, last_id
from intercity.notifications.recipients import notify
from intercity.posts import actions
from intercity.posts.actions.attaching import FileChanges
from intercity.posts.actions.embargo import edit_embargoed, take_back
from intercity.posts.clock import publish_due
from intercity.posts.content import PostContent
from intercity.posts.models import Post, State
from intercity.posts.table.asking import ORDERS
from intercity.posts.table.columns import COLUMNS
from intercity.search.indexer import bring_up
from intercity.spaces.actions import do_join
from intercity.spaces.models import Label
from tests.leaks.channels import addresses, everything
from tests.leaks.world import PUBLIC_ONLY, SORTS, World
from tests.personas import Persona, make_organisation, make_persona, make_post

# Numbers of acts, what a form is sent back with, and what any answer takes from the clock. How many mails wait in all
# is for whoever looks after them, whatever they are about.
PASSING = re.compile(
    r"after=\d+|'X-Intercity-Public': '\d+'|name=\"(?:csrfmiddlewaretoken|uid)\" value=\"[^\"]*\""
    r"|csrftoken=\S+|[Ee]xpires(?:=|: |': ')[^;'\n]*|<dcterms:(?:created|modified).*?</dcterms:"
    r"|session_ok_until.{3}[\d.]+|<v>4\d{4}\.\d+</v>|\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\S*|'Content-Length': '\d+'"
    r"|<p>Counted <time[^\n]*|(?:Waiting now|Kept for the next digest): \d+"
)
FILTERS = ("?country=FR", "?country=DE", "?kind=question", "?period=day", "?status=active")


def places(world: World) -> Iterator[str]:
    """Every address, and the lists under filters, orders and words that only the network's posts would answer."""
    base = f"/spaces/{world.space.slug}/"
    yield from sorted({address.path for address in addresses(world)} - set(repeated(world)))
    for query in FILTERS:
        yield from (f"{base}{of}{query}" for of in ("", "table", "table.csv", "table.xlsx", "map", "map.json"))
        yield f"/search{query}"
    every = ",".join(column.name for column in COLUMNS)
    yield from (f"{base}table?sort={sort}&columns={every}" for sort in ORDERS)
    for word in ("zqsecretqz", "zqsecretxz", "zqsecr", "berlin", "city"):
        yield from (f"/search?q={word}", f"/search?q={word}&order=discussed", f"/search/suggest?q={word}")


def repeated(world: World) -> Iterator[str]:
    """Addresses of posts that are as the others: one that the public sees and one that it does not are enough here,
    for what happens is far from all of them."""
    kept = {(Label.CLEAR, State.PUBLISHED), (Label.GREEN, State.PUBLISHED)}
    kinds = (world.posts, world.comments, world.files)
    others = [one.uid for rows in kinds for key, one in rows.items() if key not in kept]
    for address in addresses(world):
        if any(uid in address.path for uid in others):
            yield address.path


def received(world: World, client: Client, part: slice) -> dict[str, str]:
    """All that comes back from each place of that part, without what passes."""
    forget_everything()
    asked = list(places(world))[part]
    return {place: unordered(place, PASSING.sub("", everything(client.get(place)))) for place in asked}


def unordered(place: str, text: str) -> str:
    """The order of hits that match equally well is left to the index, which turns it as it grows. That much is known
    to move; which hits there are, and every number, must not."""
    return "\n".join(sorted(text.splitlines())) if place.startswith("/search?q=") else text


def act(world: World, berlin: Persona, sort: str) -> None:
    """Posts, answers, a new version and a withdrawal, all with one label, by old and new hands; then the worker."""
    label, readers, known = SORTS[sort], world.readers.get(sort), last_id()
    author, elsewhere = world.personas["author"], world.personas["elsewhere"]
    assert author is not None
    assert elsewhere is not None
    for persona in (berlin, author):
        for kind in ("practice", "question", "update"):
            text = PostContent(title="zqsecretqz city", label=label, readers=readers)
            post = do_publish_for(persona, world, kind, text)
            make_post(elsewhere, world.space, kind="comment", title="", body="zqsecretqz", parent=post)
        text = PostContent(title="zqsecretqz two", label=label, readers=readers)
        actions.edit(persona.viewer, Post.objects.get(pk=post.pk), text)
        actions.withdraw(persona.viewer, Post.objects.get(pk=post.pk))
    # Written while its thread became public, an answer may be narrower than what it answers.
    answer = make_post(elsewhere, world.space, kind="comment", title="", parent=world.posts["clear", "published"])
    world.put((sort, State.PUBLISHED), answer)
    for row in Activity.objects.filter(verb="post.published", pk__gt=known):
        notify(row)


def put_off(world: World, berlin: Persona, sort: str) -> None:
    """Posts that wait for their time, one changed, one taken back, one that could not be published; then the worker."""
    author, known, at = world.personas["author"], last_id(), timezone.now() + timedelta(hours=1)
    assert author is not None
    for persona in (berlin, author):
        for kind in ("practice", "question", "update"):
            text = PostContent(title="zqsecretqz city", label=sort, visible_from=at)
            post = do_publish_for(persona, world, kind, text)
        edit_embargoed(persona.viewer, post, replace(text, title="zqsecretqz two"), FileChanges())
        take_back(persona.viewer, do_publish_for(persona, world, "update", text))
    stuck = do_publish_for(author, world, "update", text)
    Post.objects.filter(pk=stuck.pk).update(visible_from=timezone.now(), author=None)
    publish_due(timezone.now())
    for row in Activity.objects.filter(pk__gt=known):
        notify(row)


def do_publish_for(persona: Persona, world: World, kind: str, text: PostContent) -> Post:
    """A post of theirs in the space of the world."""
    assert persona.organisation is not None
    return actions.do_publish(world.space, kind, text, persona.organisation, persona.person)


@pytest.mark.proof
def test_what_the_network_does_moves_nothing_elsewhere(indexed_world: World) -> None:
    assert not moved(indexed_world, sorted(PUBLIC_ONLY), [Label.GREEN])


@pytest.mark.proof
def test_what_is_for_fewer_moves_nothing_for_the_rest_of_the_network(indexed_world: World) -> None:
    assert not moved(indexed_world, ["anonymous", "outside", "coordinator"], [Label.AMBER, Label.RED])


@pytest.mark.proof
def test_what_waits_for_its_time_moves_nothing_for_anybody_else(indexed_world: World) -> None:
    assert not moved(indexed_world, ["anonymous", "colleague", "coordinator"], [Label.CLEAR], put_off)


def moved(
    world: World, viewers: Sequence[str], sorts: Sequence[str], doing: Callable[[World, Persona, str], None] = act
) -> list[str]:
    """The viewers and places that look otherwise to them when others have acted."""
    clients = {viewer: world.client(viewer) for viewer in viewers}
    # That it takes part is public.
    organisation = make_organisation("City of Berlin", country="DE")
    berlin = make_persona("berlin", organisation)
    do_join(world.space, organisation)
    asked = {viewer: received(world, client, part_of(viewer)) for viewer, client in clients.items()}
    for sort in sorts:
        doing(world, berlin, sort)
    bring_up()
    now = {viewer: received(world, client, part_of(viewer)) for viewer, client in clients.items()}
    return [each for viewer in viewers for each in differences(viewer, asked[viewer], now[viewer])]


def part_of(viewer: str) -> slice:
    """Everything; of those who share the audience of the public, each a third of it."""
    shared = sorted(PUBLIC_ONLY - {"anonymous", "former"})
    return slice(shared.index(viewer) % 3, None, 3) if viewer in shared else slice(None)


def differences(viewer: str, before: dict[str, str], after: dict[str, str]) -> list[str]:
    """What one of them would see change."""
    assert before.keys() == after.keys()
    return [
        "\n".join([viewer, place, *unified_diff(text.splitlines(), after[place].splitlines(), n=0, lineterm="")])
        for place, text in before.items()
        if text != after[place]
    ]
