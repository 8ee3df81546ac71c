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
from intercity.briefs.composing import compose
from intercity.briefs.models import Brief, Cited
from intercity.briefs.wanted import day_text
from intercity.briefs.writing import plain, source_line
from intercity.posts.actions.rewording import do_reword
from intercity.posts.models import Post

# By which acts a source may go, or say something else.
VERBS: Final = frozenset({"post.withdrawn", "post.hidden", "post.removed", "post.relabelled", "post.edited"})
# A sentence and a line of the list of sources, as `writing` writes them.
SENTENCE: Final = re.compile(r"^- (.*) (\[\\\[(\d+)\\\]\]\([^)\s]*\))$")
SOURCE: Final = re.compile(r"^- \\\[(\d+)\\\] ")


@dataclass(frozen=True)
class Marks:
    """What is written: in place of sentences by the number of a lost source (`gone`) or by their key (`fresh`), and in
    place of lines of the list of sources by number.
    """

    gone: Mapping[int, str]
    fresh: Mapping[str, str]
    listed: Mapping[int, str]


def follow_source(activity: Activity) -> None:
    """Look after the published briefs that quote the post of an act, or quote one that is not there any more."""
    rows = Cited.objects.filter(brief__published_at__isnull=False, gone_at=None)
    uids = rows.filter(post__uid=activity.post_uid) | rows.filter(post=None)
    for brief in Brief.objects.filter(pk__in=uids.values("brief")).select_related("space").order_by("pk"):
        redact(brief)


@transaction.atomic
def redact(brief: Brief) -> None:
    """Bring the published text up to its sources; nothing where it is."""
    post = Post.objects.filter(uid=brief.uid).first()
    # Of two workers the second finds nothing to do.
    rows = list(Cited.objects.select_for_update(of=("self",)).filter(brief=brief, gone_at=None).order_by("pk"))
    keys = [row.post_id for row in rows if row.post_id is not None]
    standing = Post.objects.readable_by(brief.label, brief.space_id).in_bulk(keys)
    gone = [row for row in rows if row.post_id not in standing]
    changed = [row for row in rows if row.post_id in standing and is_newer(brief, row, standing[row.post_id])]
    if post is None or not (gone or changed):
        return
    now = timezone.now()
    for row in gone:
        row.gone_at = now
    for row in changed:
        assert row.post_id is not None
        row.changed_at = standing[row.post_id].edited_at
    Cited.objects.bulk_update([*gone, *changed], ["gone_at", "changed_at"])
    marks = marks_of(brief, {row.number for row in gone}, {row.number for row in changed})
    do_reword(post, lambda body: reworded(brief, body, marks))


def is_newer(brief: Brief, row: Cited, post: Post) -> bool:
    """Whether a source was changed since its sentences were written."""
    written = row.changed_at or brief.published_at
    return post.edited_at is not None and written is not None and post.edited_at > written


def marks_of(brief: Brief, gone: set[int], changed: set[int]) -> Marks:
    """What is written in place of the sentences of these sources, in the brief's language."""
    composed = compose(brief.wanted_by(brief.label), brief.keys, brief.source_numbers())
    now = {line.statement.key: plain(line.statement.text) for line in composed.lines}
    with override(brief.language):
        day = day_text(timezone.now().date())
        lost = _("Left out on %(day)s: its source was withdrawn, changed or is for fewer people now.") % {"day": day}
        since = plain(_("(as changed on %(day)s)") % {"day": day})
        listed = {
            one.number: source_line(one, composed, brief.uid, str) for one in composed.sources if one.number in changed
        }
    left_out = f"*{plain(lost)}*"
    fresh = {
        key: f"{now[key]} {since}" if key in now else left_out
        for key, number, _count in brief.numbers if number in changed
    }  # fmt: skip
    unlisted = {number: f"- \\[{number}\\] {left_out}" for number in gone | changed}
    return Marks(dict.fromkeys(gone, left_out), fresh, {**unlisted, **listed})


def reworded(brief: Brief, body: str, marks: Marks) -> str:
    """The text with what the marks say; sentences stand in it in the order of `Brief.numbers`."""
    keys, place, lines = [key for key, _number, _count in brief.numbers], 0, []
    for line in body.split("\n"):
        sentence, source = SENTENCE.match(line), SOURCE.match(line)
        if sentence is not None:
            key, place = keys[place] if place < len(keys) else "", place + 1
            text = marks.gone.get(int(sentence[3])) or marks.fresh.get(key)
            line = f"- {text} {sentence[2]}" if text else line
        elif source is not None:
            line = marks.listed.get(int(source[1]), line)
        lines.append(line)
    return "\n".join(lines)
