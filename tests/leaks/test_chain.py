"""Viewer × label × state × issues, takeaways and what answers them: words and counts of what one may see, no others."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from intercity.activity.kept import forget_everything
from intercity.posts import actions
from intercity.posts.content import PostContent
from intercity.posts.links import ANSWERS, GREW, all_link_sorts
from intercity.posts.models import Attachment, Post, State
from intercity.search.indexer import bring_up
from intercity.spaces.models import Label
from tests.leaks.channels import everything
from tests.leaks.shared import some_of
from tests.leaks.world import MARKER, VIEWERS, World, keeps, marker, may_see, seen

PUBLIC = (Label.CLEAR.value, State.PUBLISHED.value)
# Who writes for an organisation, and so may ask what could be connected.
WRITERS = ("author", "lead", "colleague", "elsewhere", "outside", "named", "partner_inside", "coordinator")


def add_findings(world: World) -> dict[tuple[str, str], Post]:
    """One of every label and state. Every practice answers the public one, and all the others grew from it."""
    author = world.personas["author"]
    assert author is not None
    assert author.organisation is not None
    found = {}
    for key in world.posts:
        content = PostContent(title=marker(*key, "found"), body=marker(*key, "tells"), details={"sort": "issue"})
        found[key] = actions.do_publish(world.space, "finding", content, author.organisation, author.person)
    for key, post in found.items():
        actions.do_link(world.posts[key], found[PUBLIC], ANSWERS, author.organisation, None)
        if key != PUBLIC:
            actions.do_link(found[PUBLIC], post, GREW, author.organisation, None)
    for key, post in found.items():
        world.put(key, post)
    forget_everything()
    return found


def told(answer: object) -> set[str]:
    return set(MARKER.findall(everything(answer)))  # type: ignore[arg-type]


def allowed(viewer: str, world: World) -> set[str]:
    return {marker(*key, name) for key in world.posts if may_see(viewer, *key) for name in ("found", "tells", "title")}


@pytest.mark.parametrize("viewer", some_of(VIEWERS, often=["anonymous", "author"]))
def test_pages_of_findings_say_and_count_what_one_may_see(viewer: str, world: World) -> None:
    findings, client = add_findings(world), world.client(viewer)
    wanted = allowed(viewer, world)
    for key, finding in findings.items():
        answer = client.get(reverse("post", args=[finding.uid]))
        assert told(answer) <= wanted, (viewer, *key)
        assert (answer.status_code == 200) == may_see(viewer, *key), (viewer, *key)
    page = client.get(reverse("post", args=[findings[PUBLIC].uid])).content.decode()
    count = len(seen(viewer))
    assert re.search(rf"\b{count} practices? from 1 city", page), (viewer, count)
    assert {marker(*key, "found") for key in seen(viewer)} <= set(MARKER.findall(page))


@pytest.mark.parametrize("viewer", some_of(WRITERS, often=["outside"]))
def test_what_could_be_connected_is_what_one_may_see(viewer: str, indexed_world: World) -> None:
    world = indexed_world
    findings, client = add_findings(world), world.client(viewer)
    wanted, path = allowed(viewer, world), reverse("post_connect", args=[findings[PUBLIC].uid])
    for key, post in world.posts.items():
        for text in (post.uid, marker(*key, "title"), marker(*key, "body")):
            assert told(client.get(path, {"q": text})) - {text} <= wanted, (viewer, *key)
        if not may_see(viewer, *key):
            assert told(client.post(path, {"how": "see-back", "other": post.uid})) <= wanted
            parted = client.get(
                reverse("post_part", args=[findings[PUBLIC].uid]), {"how": "answers-back", "other": post.uid}
            )
            assert parted.status_code == 404
    assert told(client.get(path)) <= wanted


def add_recording(report: Post, key: tuple[str, str]) -> None:
    """A film of what was said."""
    path = Path(settings.MEDIA_ROOT) / f"{report.uid}.webm"
    path.write_text(marker(*key, "inside"))
    Attachment.objects.create(
        post=report, name=f"{marker(*key, 'file')}.webm", mime="video/webm", size=9, path=path.name
    )


def add_reports(world: World) -> tuple[Post, dict[tuple[str, str], Post]]:
    """A public event with a report of every label and state, and of each an issue that every practice answers."""
    author = world.personas["author"]
    assert author is not None
    organisation = author.organisation
    assert organisation is not None
    content = PostContent(title="The workshop", label=Label.CLEAR, details={"sort": "issue"})
    event, found = actions.do_publish(world.space, "finding", content, organisation, author.person), {}
    for key in world.posts:
        details = {
            "question": marker(*key, "asked"), "speakers": [{"name": "x", "brought": marker(*key, "brought")}],
            "quotes": [{"text": marker(*key, "quoted"), "agreed": "on"}], "issues": marker(*key, "issue"),
            "captions": f"00:01.000 --> 00:02.000\n{marker(*key, 'said')}",
            "chapters": f"0:01 {marker(*key, 'chapter')}",
        }  # fmt: skip
        title = PostContent(title=marker(*key, "report"), details=details)
        report = actions.do_publish(world.space, "report", title, organisation, author.person)
        add_recording(report, key)
        actions.do_link(event, report, all_link_sorts()["report"], organisation, None)
        found[key] = report
    for key, report in found.items():
        issue = Post.objects.get(title=marker(*key, "issue"))
        for practice in world.posts.values():
            actions.do_link(practice, issue, ANSWERS, organisation, None)
            actions.do_link(issue, practice, GREW, organisation, None)
        world.put(key, report, issue)
    forget_everything()
    return event, found


OF_REPORTS = ("report", "asked", "brought", "quoted", "issue", "said", "chapter", "title", "file")


@pytest.mark.parametrize("viewer", some_of(VIEWERS, often=["anonymous", "named"]))
def test_reports_and_their_events_say_and_count_what_one_may_see(viewer: str, world: World) -> None:
    (event, reports), client = add_reports(world), world.client(viewer)
    wanted = {marker(*key, name) for key in seen(viewer, world.posts) for name in OF_REPORTS}
    count = len(seen(viewer, world.posts))
    page = client.get(event.get_absolute_url()).content.decode()
    assert set(MARKER.findall(page)) <= wanted, viewer
    assert {marker(*key, "report") for key in seen(viewer, world.posts)} <= set(MARKER.findall(page))
    sums = set(re.findall(r"(\d+) practices? from", page))
    for key, report in reports.items():
        answer = client.get(report.get_absolute_url())
        body = everything(answer)
        assert set(MARKER.findall(body)) <= wanted, (viewer, *key)
        assert (marker(*key, "said") in body) == may_see(viewer, *key), (viewer, *key)
        sums |= set(re.findall(r"(\d+) practices? from", body))
        check_recording(viewer, client, report, key)
    assert sums == {str(count)}


def check_recording(viewer: str, client: Client, report: Post, key: tuple[str, str]) -> None:
    """Its captions and its file, whole and in parts: for whoever sees the report, and nobody learns that they exist."""
    # Under any name: a refused address may be repeated to whoever asked for it.
    file = reverse("attachment", args=[report.attachments.get().uid, "x.webm"])
    for path in (reverse("report_captions", args=[report.uid]), file):
        expected = may_see(viewer, *key) or (path == file and keeps(viewer, *key))
        for headers in ({}, {"Range": "bytes=0-20"}, {"If-None-Match": "*"}):
            answer = client.get(path, headers=headers)
            assert (answer.status_code in (200, 304)) == expected, (viewer, *key, path)
            assert expected or not told(answer), (viewer, *key, path)


@pytest.mark.parametrize("viewer", some_of(VIEWERS, often=["outside"]))
def test_what_was_said_in_a_recording_is_found_by_who_may_hear_it(
    viewer: str, world: World, tmp_path: Path, settings: Settings
) -> None:
    _event, reports = add_reports(world)
    settings.DATA = tmp_path / "indexed"
    bring_up()
    client = world.client(viewer)
    for key in reports:
        body = everything(client.get(reverse("search"), {"q": marker(*key, "said")}))
        assert (marker(*key, "report") in body) == may_see(viewer, *key), (viewer, *key)
