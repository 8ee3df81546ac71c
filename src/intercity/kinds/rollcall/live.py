"""What open pages see of answers as they come: the rows that moved, and the new figures. Nobody loads a table again.

Answers come in batches. Each roll call is told in one message, which goes with its last act in the batch. What a
message costs does not grow with the answers that stand: the sheet and its figures are moved on, not made anew.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.utils.translation import override

from intercity.activity.models import Activity
from intercity.kinds.rollcall.charts import chart_data, charts_of
from intercity.kinds.rollcall.columns import columns_of
from intercity.kinds.rollcall.counting import figures_for
from intercity.kinds.rollcall.figures import Figures
from intercity.kinds.rollcall.filters import PAGE_ROWS, says
from intercity.kinds.rollcall.seeing import Seen
from intercity.kinds.rollcall.sentence import sentence
from intercity.kinds.rollcall.sheet import Row, sheet_of
from intercity.kinds.rollcall.table import answers_said, foot
from intercity.kinds.rollcall.visibility import Sight, answers_audience
from intercity.posts.models import Post
from intercity.posts.showing import Shown

NAME = "answers"


def show(acts: Sequence[Activity], languages: Sequence[str]) -> Mapping[int, Shown]:
    """One message for each roll call, however many answers came. Whose answers nobody may see has none."""
    moved: dict[str, dict[str, int]] = {}
    for act in acts:
        moved.setdefault(act.post_uid, {})[act.organisation_uid] = act.pk
    posts = Post.objects.filter(uid__in=moved).select_related("space", "organisation").with_details()
    return {
        max(moved[post.uid].values()): shown
        for post in posts
        if post.is_published and (shown := show_one(post, moved[post.uid].keys(), languages)) is not None
    }


def show_one(post: Post, organisations: Iterable[str], languages: Sequence[str]) -> Shown | None:
    """The message about one roll call; the answers of `organisations` (uids) have moved."""
    audiences = answers_audience(post)
    if not audiences:
        return None
    # Names of those who have not answered never travel.
    seen = Seen(post, post.rollcall, Sight(answers=True, missing=False), sheet_of(post.rollcall))
    wanted, figures = set(organisations), figures_for(seen)
    # The oldest first: that is how a page puts them on top of its table.
    rows = [row for row in seen.sheet.rows.values() if row.city.uid in wanted]
    gone = sorted(wanted - {row.city.uid for row in rows})
    return Shown(audiences, {language: message(seen, figures, rows, gone, language) for language in languages}, NAME)


def message(seen: Seen, figures: Figures, rows: Sequence[Row], gone: Sequence[str], language: str) -> str:
    """The message in one language, as the pages' script reads it."""
    with override(language):
        columns = columns_of(seen.post, seen.sheet.open_fields)
        # No page shows more: of older ones it only needs to know that they moved.
        older = max(0, len(rows) - PAGE_ROWS)
        data = {
            "uid": seen.post.uid, "root": seen.post.uid, "space": seen.post.space.uid,
            "sentence": sentence(seen), "count": answers_said(figures.answered), "missing": figures.missing,
            "rows": [filters(row) for row in rows[:older]] + [
                {**filters(row), "cells": [column.html(row) for column in columns]} for row in rows[older:]
            ],
            "gone": gone,
            "charts": {chart.key: chart_data(chart) for chart in charts_of(figures)},
            "foot": {column.name: list(foot(column, figures).lines) for column in columns},
        }  # fmt: skip
    return json.dumps(data, ensure_ascii=False, separators=(",", ":"))


def filters(row: Row) -> dict[str, Any]:
    """By what a page with filters knows whether it asks for this row."""
    city = row.city
    return {"org": city.uid, "country": city.country, "size": city.size, "level": city.level, "answer": says(row)}
