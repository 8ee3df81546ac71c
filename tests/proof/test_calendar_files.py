"""Calendar files as another reader of them understands them: ical.js, which Thunderbird is built on.

It needs Node and, once, the npm registry; where either is missing this says so and proves nothing.
"""

from __future__ import annotations

import json
import shutil
import subprocess
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from intercity.kinds.event.tests.making import make_event
from intercity.posts import actions
from intercity.posts.content import PostContent
from intercity.posts.models import Post
from intercity.spaces.models import Space
from tests.personas import Persona

pytestmark = [pytest.mark.django_db, pytest.mark.proof]
PACKAGE = "ical.js@2"
BOX = Path(__file__).resolve().parents[2] / "var" / "npm"
READER = """
import ICAL from "ical.js";
let text = "";
for await (const piece of process.stdin) text += piece;
const calendar = new ICAL.Component(ICAL.parse(text));
for (const zone of calendar.getAllSubcomponents("vtimezone")) ICAL.TimezoneService.register(zone);
console.log(JSON.stringify(calendar.getAllSubcomponents("vevent").map((one) => {
  const event = new ICAL.Event(one);
  const at = (time) => time.isDate ? time.toString() : time.toJSDate().toISOString();
  return { uid: event.uid, sequence: event.sequence, summary: event.summary, location: event.location,
    status: one.getFirstPropertyValue("status"), description: event.description,
    starts: at(event.startDate), ends: at(event.endDate) };
})));
"""


@pytest.fixture(scope="module")
def node() -> str:
    """A Node with the package beside the script; skips, saying why, where there is none."""
    found, npm = shutil.which("node"), shutil.which("npm")
    if found is None or npm is None:
        pytest.skip("NODE OR NPM IS MISSING: calendar files were NOT read with ical.js")
    BOX.mkdir(parents=True, exist_ok=True)
    if not (BOX / "node_modules" / "ical.js").is_dir():
        command = [npm, "install", "--no-audit", "--no-fund", "--ignore-scripts", "--prefix", str(BOX), PACKAGE]
        done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
        if done.returncode:
            pytest.skip(f"{PACKAGE} COULD NOT BE INSTALLED, calendar files were NOT read with it: {done.stderr[-200:]}")
    (BOX / "read.mjs").write_text(READER, encoding="utf-8")
    return found


def read(node: str, who: Persona, path: str) -> dict[str, dict[str, Any]]:
    """The events of a file by their uid, as ical.js sees them."""
    file = who.client.get(path).content
    # The zone of the reader's machine must not matter.
    command, env = [node, str(BOX / "read.mjs")], {"TZ": "Asia/Tokyo", "PATH": ""}
    out = subprocess.run(command, input=file, capture_output=True, check=True, timeout=60, env=env).stdout
    return {one["uid"].partition("@")[0]: one for one in json.loads(out)}


def moment(text: str) -> datetime:
    """As JavaScript writes it."""
    return datetime.fromisoformat(text.replace("Z", "+00:00")).astimezone(UTC)


def test_every_event_keeps_its_moment_over_two_changes_of_the_clock(node: str, officer: Persona, space: Space) -> None:
    for zone in ("Europe/Paris", "Europe/Sofia", "America/New_York", "Australia/Lord_Howe", "UTC"):
        for day in ("2031-03-08", "2031-03-10", "2031-03-29", "2031-03-31", "2031-10-25", "2031-10-27", "2032-03-29"):
            make_event(officer, space, f"{day}T12:00", zone=zone, title=f"{zone} {day}; é, \\ “{'x' * 70}”")
    make_event(officer, space, "2031-10-26T02:30", title="There twice")
    make_event(officer, space, "2031-03-30T22:00", "2031-03-31T02:30", title="Over midnight")
    found = read(node, officer, f"/spaces/{space.slug}/calendar.ics")
    posts = list(Post.objects.select_related("event"))
    assert set(found) == {post.uid for post in posts}
    for post in posts:
        one = found[post.uid]
        assert (moment(one["starts"]), moment(one["ends"])) == (post.event.starts_at, post.event.ends_at), post.title
        assert (one["summary"], one["sequence"], one["status"]) == (post.title, 0, "CONFIRMED")


def test_changes_cancellations_and_whole_days(node: str, officer: Persona, space: Space) -> None:
    moved, gone = make_event(officer, space, title="Moved"), make_event(officer, space, title="Gone")
    days = make_event(officer, space, "2031-03-29T00:00", "2031-03-31T00:00", title="Days", all_day=True)
    actions.edit(officer.viewer, Post.objects.get(pk=moved.pk), PostContent(title="Elsewhere", details={"place": "B"}))
    officer.client.post(f"/posts/{gone.uid}/cancel", {"why": "Storm"})
    found = read(node, officer, "/calendar.ics")
    assert (found[moved.uid]["summary"], found[moved.uid]["location"], found[moved.uid]["sequence"]) == (
        "Elsewhere", "B", 1,
    )  # fmt: skip
    assert (found[gone.uid]["status"], found[gone.uid]["sequence"]) == ("CANCELLED", 1)
    assert "Storm" in found[gone.uid]["description"]
    assert (found[days.uid]["starts"], found[days.uid]["ends"]) == ("2031-03-29", "2031-03-31")
