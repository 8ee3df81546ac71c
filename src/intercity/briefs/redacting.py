"""A source of a published brief went or was changed: its words go out of the published text, or stand there as they are
now, and the text says so.

Without this a city that takes its words back would read them in a brief for ever. Run by the worker after each act
about a post, as often as it likes: what was done is noted in the same transaction.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from intercity.activity.models import Activity
from intercity.briefs.composing import Composed, compose
from intercity.briefs.models import Brief, Cited
from intercity.briefs.wanted import day_text
from intercity.briefs.writing import plain, source_line
from intercity.posts.actions.rewording import do_reword
from intercity.posts.models import Post

# By which acts a source may go, or say something else.
POSTS: Final = frozenset({"post.withdrawn", "post.hidden", "post.removed", "post.relabelled", "post.edited"})
# An organisation said something else in a source, or took it back; of the last all of it may say something else.
GIVEN, TAKEN_BACK, ASKED = "rollcall.answered", ("rollcall.unanswered", "rollcall.unsaid"), "rollcall.changed"
VERBS: Final = POSTS | {GIVEN, *TAKEN_BACK, ASKED}
# A sentence and a line of the list of sources, as `writing` writes them.
SENTENCE: Final = re.compile(r"^- (.*) (\[\\\[(\d+)\\\]\]\([^)\s]*\))$")
SOURCE: Final = re.compile(r"^- \\\[(\d+)\\\] ")


@dataclass(frozen=True)
class Marks:
    """What is written: in place of sentences by the number of a lost source (`gone`) or by their key (`fresh`), and in
    place of lines of the list of sources by number. `kept` are sentences by key that stay where they say so already.
    """

    gone: Mapping[int, str]
    fresh: Mapping[str, str]
    listed: Mapping[int, str]
    kept: Mapping[str, re.Pattern[str]]


def follow_source(activity: Activity) -> None:
    """Look after the published briefs that quote the post of an act, or quote one that is not there any more."""
    rows = Cited.objects.filter(brief__published_at__isnull=False, gone_at=None)
    uids = rows.filter(post__uid=activity.post_uid) | rows.filter(post=None)
    for brief in Brief.objects.filter(pk__in=uids.values("brief")).select_related("space").order_by("pk"):
        redact(brief, frozenset(key for key in brief.source_numbers() if says_else(key, activity)))


def says_else(key: str, activity: Activity) -> bool:
    """Whether the sentence of that key may say something else after an act about what organisations said in a post.

    A new answer leaves the numbers as they were when the brief was published; one that is taken back does not.
    """
    if activity.verb in POSTS or activity.post_uid not in key.split("/"):
        return False
    is_theirs = bool(activity.organisation_uid) and key.endswith(f"/{activity.organisation_uid}")
    is_whole = key.endswith(f"/{activity.post_uid}")
    return is_theirs or activity.verb == ASKED or (is_whole and activity.verb in TAKEN_BACK)


@transaction.atomic
def redact(brief: Brief, doubtful: frozenset[str]) -> None:
    """Bring the published text up to its sources, and the sentences of the `doubtful` keys up to what is said now;
    nothing where it is.
    """
    post = Post.objects.filter(uid=brief.uid).first()
    # Of two workers the second finds nothing to do.
    rows = list(Cited.objects.select_for_update(of=("self",)).filter(brief=brief, gone_at=None).order_by("pk"))
    keys = [row.post_id for row in rows if row.post_id is not None]
    standing = Post.objects.readable_by(brief.label, brief.space_id).in_bulk(keys)
    gone = [row for row in rows if row.post_id not in standing]
    changed = [row for row in rows if row.post_id in standing and is_newer(brief, row, standing[row.post_id])]
    if post is None or not (gone or changed or doubtful):
        return
    composed = compose(brief.wanted_by(brief.label), brief.keys, brief.source_numbers())
    silent = doubtful - {*composed.keys}
    mute = {number for key, number, _count in brief.numbers if key in silent}
    mute -= {number for key, number, _count in brief.numbers if key not in silent}
    gone += [row for row in rows if row not in gone and row.number in mute]
    now = timezone.now()
    for row in gone:
        row.gone_at = now
    for row in changed:
        assert row.post_id is not None
        row.changed_at = standing[row.post_id].edited_at
    Cited.objects.bulk_update([*gone, *changed], ["gone_at", "changed_at"])
    marks = marks_of(brief, composed, {row.number for row in gone}, {row.number for row in changed}, doubtful)
    do_reword(post, lambda body: reworded(brief, body, marks))


def is_newer(brief: Brief, row: Cited, post: Post) -> bool:
    """Whether a source was changed since its sentences were written."""
    written = row.changed_at or brief.published_at
    return post.edited_at is not None and written is not None and post.edited_at > written


def marks_of(
    brief: Brief, composed: Composed, gone: set[int], changed: set[int], doubtful: frozenset[str]
) -> Marks:  # fmt: skip
    """What is written in place of the sentences of these sources and keys, in the brief's language."""
    now = {line.statement.key: plain(line.statement.text) for line in composed.lines}
    with override(brief.language):
        day = day_text(timezone.now().date())
        lost = _("Left out on %(day)s: its source was withdrawn, changed or is for fewer people now.") % {"day": day}
        since = plain(_("(as changed on %(day)s)") % {"day": day})
        # As it was written, on whichever day.
        once = re.escape(since).replace(re.escape(plain(day)), ".*")
        listed = {
            one.number: source_line(one, composed, brief.uid, str) for one in composed.sources if one.number in changed
        }
    left_out = f"*{plain(lost)}*"
    fresh = {
        key: f"{now[key]} {since}" if key in now else left_out
        for key, number, _count in brief.numbers if number in changed or key in doubtful
    }  # fmt: skip
    out = re.escape(left_out).replace(re.escape(plain(day)), ".*")
    kept = {key: re.compile(f"{re.escape(now[key])}( {once})?" if key in now else out) for key in doubtful}
    unlisted = {number: f"- \\[{number}\\] {left_out}" for number in gone | changed}
    return Marks(dict.fromkeys(gone, left_out), fresh, {**unlisted, **listed}, kept)


def reworded(brief: Brief, body: str, marks: Marks) -> str:
    """The text with what the marks say; sentences stand in it in the order of `Brief.numbers`."""
    keys, place, lines = [key for key, _number, _count in brief.numbers], 0, []
    for line in body.split("\n"):
        sentence, source = SENTENCE.match(line), SOURCE.match(line)
        if sentence is not None:
            key, place = keys[place] if place < len(keys) else "", place + 1
            text = marks.gone.get(int(sentence[3])) or marks.fresh.get(key)
            stays = key in marks.kept and marks.kept[key].fullmatch(sentence[1])
            line = f"- {text} {sentence[2]}" if text and not stays else line
        elif source is not None:
            line = marks.listed.get(int(source[1]), line)
        lines.append(line)
    return "\n".join(lines)
