"""The report as a page: what was asked, who brought what, issues and takeaways with what came of each, the recording.

On the page of its event the same issues and takeaways stand again: a year later one sees there what became of them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.template.loader import render_to_string

from intercity.kinds.report.captions import read_captions
from intercity.kinds.report.chapters import link_at, read_chapters
from intercity.kinds.report.kind import captions_of
from intercity.kinds.report.lines import ISSUE, TAKEAWAY
from intercity.kinds.report.links import REPORT
from intercity.kinds.report.models import Report
from intercity.organisations.request import Request
from intercity.organisations.viewers import Viewer
from intercity.posts.answered import NOTHING, Sum, sums_of
from intercity.posts.kinds import kind_of
from intercity.posts.link_panel import Shown, size_of, tags_of_shown
from intercity.posts.links import GREW, linked
from intercity.posts.models import Link, Post, State
from intercity.posts.panels import Place
from intercity.posts.parts import Audience


@dataclass(frozen=True)
class Shape:
    """An issue or takeaway: the words of the report, its post where the viewer sees that, and what came of it."""

    text: str
    post: Post | None = None
    answers: Sum = NOTHING
    grew: Sequence[Post] = field(default_factory=list)


class ReportPanel:
    """Under the report: all that only it has."""

    place: Place = "main"

    def applies(self, post: Post) -> bool:
        """Reports."""
        row: Report | None = getattr(post, "report", None)
        return post.root_id is None and row is not None

    def render(self, request: Request, post: Post, audience: Audience) -> str:
        """The same for everyone who sees the same."""
        viewer = request.viewer
        return audience.find(("report", post.pk), tags_of_shown, lambda: report_to(viewer, post), size_of).html


class OutcomePanel:
    """On the page of an event, or of whatever else a report was made of."""

    place: Place = "main"

    def applies(self, post: Post) -> bool:
        """What others can grow from."""
        return post.root_id is None and kind_of(post).seeds

    def render(self, request: Request, post: Post, audience: Audience) -> str:
        """The report with what became of each takeaway; nothing where there is none."""
        viewer = request.viewer
        return audience.find(("outcome", post.pk), tags_of_shown, lambda: outcome_to(viewer, post), size_of).html


def report_to(viewer: Viewer, post: Post) -> Shown:
    """The report as everybody sees it who sees what `viewer` sees."""
    row = post.report
    captions, tags = read_captions(captions_of(row)), [post.uid]
    shapes = shapes_for(viewer, [row], tags)
    # The newest: whoever adds another means that one.
    file = post.attachments.recordings().last()
    source = file.get_absolute_url() if file is not None else row.recording
    chapters = [(one, link_at(source, one.second) if source else "") for one in read_chapters(row.chapters)[0]]
    told = [(cue, link_at(source, cue.second) if source else "") for cue in captions.cues]
    context: dict[str, Any] = {
        "file": file, "rel": "" if file is not None else "nofollow noopener external",
        "post": post, "report": row, "issues": shapes[row.pk, ISSUE], "takeaways": shapes[row.pk, TAKEAWAY],
        "chapters": chapters, "told": told, "skipped": captions.skipped, "of": linked(viewer, post, REPORT, back=True),
    }  # fmt: skip
    tags += Link.objects.filter(target=post, sort=REPORT.name).values_list("source__uid", flat=True)
    return Shown(render_to_string("report/_report.html", context), tags)


def outcome_to(viewer: Viewer, post: Post) -> Shown:
    """What came of an event."""
    tags = [post.uid, *Link.objects.filter(source=post, sort=REPORT.name).values_list("target__uid", flat=True)]
    # Most posts have none: then nothing more is asked.
    reports = linked(viewer, post, REPORT) if len(tags) > 1 else []
    if not reports:
        return Shown("", tags)
    shapes = shapes_for(viewer, [one.report for one in reports], tags)
    rows = [(one, shapes[one.pk, TAKEAWAY], shapes[one.pk, ISSUE]) for one in reports]
    return Shown(render_to_string("report/_outcome.html", {"post": post, "reports": rows}), tags)


def shapes_for(viewer: Viewer, rows: Sequence[Report], tags: list[str]) -> dict[tuple[int, str], list[Shape]]:
    """Issues and takeaways of reports, with what `viewer` may see of them; adds to `tags` what all of it rests on."""
    uids = [line["uid"] for row in rows for line in row.lines]
    posts = {one.uid: one for one in Post.objects.visible_to(viewer).filter(uid__in=uids).with_details()}
    # Hidden by a moderator, or taken back: its words are not to be read here either.
    gone = set(Post.objects.filter(uid__in=uids).exclude(state=State.PUBLISHED).values_list("uid", flat=True))
    keys = [one.pk for one in posts.values()]
    sums, grew = sums_of(viewer, keys), grown_from(viewer, keys)
    ties = Link.objects.filter(source__in=keys).values_list("target__uid", flat=True)
    back = Link.objects.filter(target__in=keys).values_list("source__uid", flat=True)
    tags += [*uids, *ties, *back]

    def shape(line: dict[str, Any]) -> Shape:
        post = posts.get(line["uid"])
        if post is None:
            return Shape(line["text"])
        return Shape(post.title, post, sums.get(post.pk, NOTHING), grew.get(post.pk, []))

    return {
        (row.pk, sort): [shape(line) for line in row.lines_of(sort) if line["uid"] not in gone]
        for row in rows
        for sort in (ISSUE, TAKEAWAY)
    }


def grown_from(viewer: Viewer, keys: Sequence[int]) -> dict[int, list[Post]]:
    """For each of these posts what grew from it, of what `viewer` may see, the newest first."""
    sources: dict[int, list[int]] = {}
    for source, target in Link.objects.filter(sort=GREW.name, source__in=keys).values_list("source_id", "target_id"):
        sources.setdefault(target, []).append(source)
    rows = Post.objects.visible_to(viewer).filter(pk__in=sources).with_details()
    grown: dict[int, list[Post]] = {}
    for one in rows.select_related("organisation", "space", "tally").order_by("-published_at"):
        for source in sources[one.pk]:
            grown.setdefault(source, []).append(one)
    return grown


report = ReportPanel()
outcome = OutcomePanel()
