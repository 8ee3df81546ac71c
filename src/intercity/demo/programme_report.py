"""The report of the workshop of 16 October 2020: its issues and takeaways, and what cities did that answers them."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from intercity.organisations.models import Organisation, Person
from intercity.posts.actions import do_link, do_publish
from intercity.posts.content import NewLink, PostContent
from intercity.posts.kinds import adoptable_kinds
from intercity.posts.links import ANSWERS, all_link_sorts
from intercity.posts.models import Post
from intercity.spaces.models import Group, Label, Topic

if TYPE_CHECKING:
    from intercity.demo.programme import Programme

DATA: Final = Path(__file__).parent / "data" / "report.json"
ARCHIVE: Final = "covid-19"


def load_report(programme: Programme) -> None:
    """Write it, connect it with the workshop where that stands, and its issues with the archive of 2020."""
    row = json.loads(DATA.read_text(encoding="utf-8"))
    person = programme.people["city-of-nice"]
    organisation = Organisation.objects.get(memberships__person=person)
    workshop = programme.posts.get("workshop")
    links = [NewLink(all_link_sorts()["report"].name, workshop, back=True)] if workshop is not None else []
    programme.posts["report"] = do_publish(
        programme.partnership, "report", content_of(row, links), organisation, person,
        published_at=datetime.fromisoformat(row["published"]),
    )  # fmt: skip
    for line in row["lines"]:
        finding = Post.objects.get(title=line["text"], links_in__source=programme.posts["report"])
        programme.posts[line["key"]] = finding
        # Nobody has seen them yet: as its writer would have chosen them for each.
        finding.topics.set(Topic.objects.filter(slug__in=line["topics"]))
        finding.groups.set(Group.objects.filter(slug__in=line["groups"]))
        connect_answers(finding, line["answered"], organisation, person)


def content_of(row: dict[str, Any], links: list[NewLink]) -> PostContent:
    """The report as its form would give it."""
    lines = {sort: [line["text"] for line in row["lines"] if line["sort"] == sort] for sort in ("issue", "takeaway")}
    return PostContent(
        title=row["title"], body=row["body"], label=Label.CLEAR, links=links,
        topics=list(Topic.objects.filter(slug__in=row["topics"])),
        details={
            "question": row["question"], "speakers": row["speakers"], "issues": lines["issue"],
            "takeaways": lines["takeaway"],
        },
    )  # fmt: skip


def connect_answers(finding: Post, pairs: list[list[str]], organisation: Organisation, person: Person) -> None:
    """Connect what the archive holds of these topics, for these groups ("" for all)."""
    for topic, group in pairs:
        rows = Post.objects.filter(space__slug=ARCHIVE, root=None, kind__in=adoptable_kinds(), topics__slug=topic)
        for practice in rows.filter(groups__slug=group) if group else rows:
            do_link(practice, finding, ANSWERS, organisation, person)
