"""What somebody holds from before a post became narrower: ETags, kept pages, addresses of files, earlier versions."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from django.urls import reverse

from intercity.posts import actions
from intercity.posts.actions.changing import do_edit
from intercity.posts.content import PostContent
from intercity.posts.models import Draft, Post, State
from intercity.spaces.models import Label
from tests.leaks.channels import everything
from tests.leaks.shared import some_of
from tests.leaks.world import MARKER, RED_CITY, SORTS, VIEWERS, WALKERS, World, marker, may_see

SORTS_OF_NARROWING = (Label.GREEN, Label.AMBER, Label.RED, RED_CITY)
PUBLIC_POST = (Label.CLEAR.value, State.PUBLISHED.value)
OFTEN = [("anonymous", "green"), ("outside", "amber"), ("named_organisation", "red"), ("partner_inside", "red")]
EVERY = [
    (viewer, str(sort.value if isinstance(sort, Label) else sort)) for viewer in WALKERS for sort in SORTS_OF_NARROWING
]


def narrow(world: World, sort: str) -> Post:
    """Narrow the public post of the world as its author would."""
    author, post = world.personas["author"], world.posts[PUBLIC_POST]
    assert author is not None
    text = PostContent(
        title=marker(*PUBLIC_POST, "title"), body=marker(*PUBLIC_POST, "body"), label=SORTS[sort],
        readers=world.readers.get(sort),
    )  # fmt: skip
    return do_edit(post, text, author.person)


def places(world: World) -> list[str]:
    """Where its words stand, and lists that they stand in."""
    post, comment = world.posts[PUBLIC_POST], world.comments[PUBLIC_POST]
    space = world.space.get_absolute_url()
    pages = [reverse(name, args=[post.uid]) for name in ("post", "live_card", "adoptions", "post_revisions")]
    lists = [
        space,
        f"{space}table",
        f"{space}table.csv",
        f"{space}map.json",
        reverse("home"),
        "/organisations/city-of-nice/",
    ]
    file = reverse("attachment", args=[world.files[PUBLIC_POST].uid, "x.pdf"])
    drawn = reverse("first_page", args=[world.files[PUBLIC_POST].uid])
    return [*pages, *lists, file, drawn, reverse("live_card", args=[comment.uid])]


@pytest.mark.parametrize(("viewer", "sort"), some_of(EVERY, often=OFTEN))
def test_no_address_keeps_what_it_gave_before(viewer: str, sort: str, world: World) -> None:
    client = world.client(viewer)
    first = {path: client.get(path) for path in places(world)}
    had = {path: set(MARKER.findall(everything(answer))) & words(world) for path, answer in first.items()}
    assert len([path for path in had if had[path]]) > 5
    narrow(world, sort)
    stays = may_see(viewer, sort, State.PUBLISHED)
    for path, answer in first.items():
        tag = {"If-None-Match": answer.headers["ETag"]} if answer.headers.get("ETag") else {}
        again = client.get(path, headers=tag)
        if had[path] and not stays:
            # "Not modified" would tell the browser to show what it holds.
            assert again.status_code != 304, path
            assert not set(MARKER.findall(everything(again))) & words(world), path
        parts = client.get(path, headers={"Range": "bytes=0-60"})
        assert stays or not set(MARKER.findall(everything(parts))) & words(world), path


def words(world: World) -> set[str]:
    """All that is said in and under the public post."""
    names = ("title", "body", "contact", "problem", "comment", "old", "file", "inside", "drawn", "reason", "changed")
    return {marker(*PUBLIC_POST, name) for name in names}


@pytest.mark.parametrize("viewer", some_of(VIEWERS, often=["outside", "partner_inside", "named", "coordinator"]))
@pytest.mark.parametrize("sort", [Label.AMBER, Label.RED, RED_CITY])
def test_what_was_said_for_fewer_stays_theirs_when_the_post_becomes_wider(viewer: str, sort: str, world: World) -> None:
    """First for few, then, in other words, for the network: the earlier words are not opened with it."""
    author = world.personas["author"]
    assert author is not None
    assert author.organisation is not None
    word = "zqfirstwordqz"
    first = PostContent(title=word, body=word, label=SORTS[sort], readers=world.readers.get(sort))
    post = actions.do_publish(world.space, "practice", first, author.organisation, author.person)
    elsewhere = world.personas["elsewhere"]
    assert elsewhere is not None
    assert elsewhere.organisation is not None
    answer = PostContent(body="zqanswerwordqz")
    actions.do_publish(world.space, "comment", answer, elsewhere.organisation, elsewhere.person, parent=post)
    wider = PostContent(title="zqwiderqz", body="zqwiderqz", label=Label.GREEN)
    do_edit(Post.objects.get(pk=post.pk), wider, author.person)
    client = world.client(viewer)
    names = ("post", "post_revisions", "difference", "adoptions", "post_edit", "live_card")
    texts = {name: everything(client.get(reverse(name, args=[post.uid]))) for name in names}
    assert ("zqwiderqz" in texts["post"]) == may_see(viewer, Label.GREEN, State.PUBLISHED)
    allowed = may_see(viewer, sort, State.PUBLISHED)
    told = [name for name, text in texts.items() if {"zqfirstwordqz", "zqanswerwordqz"} & set(MARKER.findall(text))]
    assert allowed or not told, (viewer, sort)
    assert ("zqanswerwordqz" in texts["post"]) == allowed, (viewer, sort)


@pytest.mark.parametrize("viewer", some_of(VIEWERS, often=["colleague", "lead", "anonymous"]))
def test_drafts_are_one_persons(viewer: str, world: World) -> None:
    client = world.client(viewer)
    drafts = Draft.objects.select_related("post")
    paths = ["/me/", *(f"/drafts/{draft.key}" for draft in drafts)]
    paths += [reverse("post_edit", args=[draft.post.uid]) for draft in drafts if draft.post]
    assert len(paths) == 1 + 2 * len(world.posts)
    for path in paths:
        found = set(MARKER.findall(everything(client.get(path))))
        assert viewer == "author" or not found & {marker(*key, "draft") for key in world.posts}, path


def test_a_guessed_uid_answers_as_one_that_does_not_exist(world: World) -> None:
    """404, with the same words as for what never was."""
    client = Client()
    hidden = [post.uid for (sort, state), post in world.posts.items() if (sort, state) != PUBLIC_POST]
    nothing = "aaaaaaaaaaaa"
    for viewer in ("outside", "anonymous"):
        client = world.client(viewer)
        for name in ("live_card", "post_revisions", "adoptions"):
            blank = told_by(client, reverse(name, args=[nothing]), nothing)
            for uid in hidden:
                key = next(key for key, post in world.posts.items() if post.uid == uid)
                if not may_see(viewer, *key) and key[1] != State.WITHDRAWN:
                    assert told_by(client, reverse(name, args=[uid]), uid) == blank, (viewer, name, key)


def told_by(client: Client, path: str, uid: str) -> tuple[int, str]:
    """The status and what is to be read, without the address itself."""
    answer = client.get(path)
    text = re.sub(r'name="csrfmiddlewaretoken" value="[^"]*"|after=\d+', "", answer.content.decode())
    return answer.status_code, text.replace(uid, "")
