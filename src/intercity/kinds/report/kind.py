"""Reports of events."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext, pgettext_lazy

from intercity.kinds.report.captions import read_captions
from intercity.kinds.report.drafting import drafted
from intercity.kinds.report.forms import ReportForm
from intercity.kinds.report.lines import ISSUE, TAKEAWAY, joined, matched, split_lines
from intercity.kinds.report.links import REPORT
from intercity.kinds.report.models import Captions, Report
from intercity.kinds.report.notes.policies import takes_notes
from intercity.kinds.report.waiting import unreported_in
from intercity.organisations.viewers import Viewer
from intercity.posts.forms import PostForm
from intercity.posts.kinds import Fact, Part, kind_of
from intercity.posts.links import PART
from intercity.posts.models import Post
from intercity.posts.plain_kind import PlainKind
from intercity.spaces.models import Space

PLAIN = ("question", "speakers", "quotes", "recording", "chapters")
FINDING = "finding"
# A speaker in an agenda: "- Ada Rossi, chair, Efus".
SPEAKER = re.compile(r"\s*[-*•]\s+(\S.*)")
MOST_SPEAKERS = 30


class ReportKind(PlainKind):
    """What came of an event; its issues and takeaways are posts of their own."""

    name = "report"
    label = _("Report")
    plural = _("Reports")
    prompt = _("Report of an event")
    seldom = True
    relation = "report"
    shows = (PART.name,)
    grows_by = REPORT.name
    asks_source = _("Which event does it report on?")

    def quick_form(self) -> type[PostForm]:
        """One form for all of it."""
        return ReportForm

    def begun_from(self, source: Post) -> dict[str, Any]:
        """The question that the event asked, and who spoke."""
        told = kind_of(source).details(source)
        found = {"question": told.get("question") or "", "speakers": speakers_in(told)}
        return {name: value for name, value in found.items() if value}

    def sources(self, viewer: Viewer, space: Space) -> Sequence[Post]:
        """What people came to there and nobody has reported on."""
        return unreported_in(viewer, space)

    def gathers(self, source: Post) -> str | Promise:
        """Of what people come to: its notes, and the questions before it."""
        return _("Draft from notes and questions") if takes_notes(source) else ""

    def gathered(self, viewer: Viewer, source: Post, typed: Mapping[str, Any]) -> dict[str, Any]:
        """Notes and questions, below what was typed."""
        return drafted(viewer, source, self.begun_from(source), typed)

    def save_details(self, post: Post, details: Mapping[str, Any]) -> None:
        """Write what was given; lines keep the posts that they are."""
        row = Report.objects.filter(post=post).first() or Report(post=post)
        for name in PLAIN:
            if name in details:
                setattr(row, name, details[name])
        for sort, name in ((ISSUE, "issues"), (TAKEAWAY, "takeaways")):
            if name in details:
                others = [line for line in row.lines if line["sort"] != sort]
                row.lines = [*others, *matched(row.lines, sort, lines_in(details[name]))]
        row.save()
        if "captions" in details:
            Captions.objects.update_or_create(report=row, defaults={"text": details["captions"]})
        post.report = row

    def save_many_details(self, pairs: Sequence[tuple[Post, Mapping[str, Any]]]) -> None:
        """Write them one by one."""
        for post, details in pairs:
            self.save_details(post, details)

    def details(self, post: Post) -> dict[str, Any]:
        """As the form has it."""
        row = post.report
        lines = {"issues": joined(row.lines, ISSUE), "takeaways": joined(row.lines, TAKEAWAY)}
        return {**{name: getattr(row, name) for name in PLAIN}, **lines, "captions": captions_of(row)}

    def parts(self, post: Post) -> Sequence[Part]:
        """Each issue and takeaway."""
        row = Report.objects.filter(post=post).first()
        return [
            Part(line["uid"], FINDING, line["text"], {"sort": line["sort"]}, line["was"])
            for line in (row.lines if row else ())
        ]

    def words(self, post: Post) -> Iterable[str]:
        """All that is written and said; the captions come last, for they are long."""
        row = post.report
        yield row.question
        yield from (line["text"] for line in row.lines)
        yield from texts_of(row.speakers)
        yield from texts_of(row.quotes)
        yield row.chapters
        yield from (cue.text for cue in read_captions(captions_of(row)).cues)

    def card_facts(self, post: Post) -> list[Fact]:
        """How much came of it."""
        row = post.report
        issues, takeaways = len(row.lines_of(ISSUE)), len(row.lines_of(TAKEAWAY))
        said = [
            ngettext("%(n)d issue", "%(n)d issues", issues) % {"n": issues} if issues else "",
            ngettext("%(n)d takeaway", "%(n)d takeaways", takeaways) % {"n": takeaways} if takeaways else "",
        ]
        found = [
            Fact(_("What came of it"), ", ".join(filter(None, said))),
            Fact(
                _("Recording"),
                pgettext_lazy("recording", "Available")
                if row.recording or post.attachments.recordings().exists()
                else "",
            ),
        ]
        return [fact for fact in found if fact.value]

    def filter_values(self, post: Post) -> Mapping[str, str]:
        """None: its details are long, so they are not read for it."""
        return {}


def lines_in(value: Any) -> list[str]:
    """Issues or takeaways as text or as a list."""
    return split_lines(value if isinstance(value, str) else "\n".join(str(one) for one in value))


def texts_of(rows: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    """What stands in rows, without ticks."""
    for row in rows:
        yield from (str(value) for name, value in row.items() if name != "agreed" and value)


def captions_of(row: Report) -> str:
    """The captions as they were given."""
    found = Captions.objects.filter(report=row).first()
    return found.text if found is not None else ""


def speakers_in(told: Mapping[str, Any]) -> list[dict[str, str]]:
    """Who spoke, out of the plain data of an event: a list of its own, or the lines of its agenda."""
    listed = told.get("speakers")
    if isinstance(listed, list):
        rows = [one for one in listed if isinstance(one, Mapping) and one.get("name")]
        return [speaker(str(row["name"]), str(row.get("organisation") or "")) for row in rows[:MOST_SPEAKERS]]
    found: dict[str, dict[str, str]] = {}
    for line in str(told.get("agenda") or "").splitlines():
        item = SPEAKER.fullmatch(line)
        if item is not None:
            name, _comma, rest = item[1].partition(",")
            found.setdefault(name.strip(), speaker(name.strip(), rest.strip(" ,")))
    return list(found.values())[:MOST_SPEAKERS]


def speaker(name: str, organisation: str) -> dict[str, str]:
    """One row, what they brought still to be written."""
    return {"name": name[:120], "organisation": organisation[:200], "brought": ""}


kind = ReportKind()
