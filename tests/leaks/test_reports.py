"""Viewer × label × state × reports of events: words, files and counts of what one may see, no others."""

from __future__ import annotations

import re
from collections.abc import Mapping
from copy import deepcopy
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoDbBlocker, Settings

from intercity.activity.kept import forget_everything
from intercity.posts import actions
from intercity.posts.content import PostContent
from intercity.posts.links import ANSWERS, GREW, all_link_sorts
from intercity.posts.models import Attachment, Post
from intercity.search.indexer import bring_up
from intercity.spaces.models import Label
from tests.leaks.channels import everything
from tests.leaks.shared import some_of
from tests.leaks.world import MARKER, VIEWERS, Key, World, keeps, marker, may_see, seen

Reports = tuple[Post, Mapping[Key, Post]]


def told(answer: object) -> set[str]:
    return set(MARKER.findall(everything(answer)))  # type: ignore[arg-type]


def add_recording(report: Post, key: Key) -> None:
    """A film of what was said."""
    path = Path(settings.MEDIA_ROOT) / f"{report.uid}.webm"
    path.write_text(marker(*key, "inside"))
    Attachment.objects.create(
        post=report, name=f"{marker(*key, 'file')}.webm", mime="video/webm", size=9, path=path.name
    )


def add_reports(world: World) -> Reports:
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


@pytest.fixture(scope="module")
def built_reports(built_world: World, django_db_blocker: DjangoDbBlocker) -> Reports:
    """They are written once, like the world in which they stand."""
    with django_db_blocker.unblock():
        return add_reports(built_world)


@pytest.fixture
def reported(built_reports: Reports, world: World) -> Reports:
    """The event and its reports as they were written, to read and to write."""
    return deepcopy(built_reports)


OF_REPORTS = ("report", "asked", "brought", "quoted", "issue", "said", "chapter", "title", "file")


@pytest.mark.parametrize("viewer", some_of(VIEWERS, often=["anonymous", "named"]))
def test_reports_and_their_events_say_and_count_what_one_may_see(
    viewer: str, world: World, reported: Reports
) -> None:  # fmt: skip
    (event, reports), client = reported, world.client(viewer)
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


def check_recording(viewer: str, client: Client, report: Post, key: Key) -> None:
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
    viewer: str, world: World, reported: Reports, tmp_path: Path, settings: Settings
) -> None:
    _event, reports = reported
    settings.DATA = tmp_path / "indexed"
    bring_up()
    client = world.client(viewer)
    for key in reports:
        body = everything(client.get(reverse("search"), {"q": marker(*key, "said")}))
        assert (marker(*key, "report") in body) == may_see(viewer, *key), (viewer, *key)
