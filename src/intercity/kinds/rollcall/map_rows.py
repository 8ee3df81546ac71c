"""The table beside the map, and what the map draws: both out of the same lines."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from os.path import commonprefix
from typing import Any
from unicodedata import normalize

from django.urls import reverse
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from intercity.kinds.rollcall.mapping import MISSING, Drawn, Step
from intercity.kinds.rollcall.per_head import named_per_head
from intercity.kinds.rollcall.seeing import Seen
from intercity.kinds.rollcall.sheet import City, Row
from intercity.kinds.rollcall.values.showing import show_value
from intercity.places.names import country_name


@dataclass(frozen=True)
class Line:
    """One organisation with its mark; `text` is what it answered to the field, "" for nothing."""

    city: City
    step: Step
    text: str


def lines_of(seen: Seen, rows: Sequence[Row], drawn: Drawn, missing: Iterable[City]) -> list[Line]:
    """Those that answered by mark and name, then `missing`: who has not answered, as far as the viewer may know."""
    order = {step.key: number for number, step in enumerate(drawn.steps)}
    lines = [Line(row.city, drawn.step_of(row.city), text_of(row, drawn)) for row in rows]
    lines.sort(key=lambda line: (order[line.step.key], line.city.name.casefold(), line.city.pk))
    waiting = next((step for step in drawn.steps if step.key == MISSING), None)
    return lines + ([Line(city, waiting, "") for city in missing] if waiting is not None else [])


def text_of(row: Row, drawn: Drawn) -> str:
    """What a row says to the field."""
    value = None if row.no_capacity else row.values.get(drawn.field.name)
    if value is None:
        return ""
    return show_value(drawn.field, value if drawn.heads is None else named_per_head(value))


def pins_of(lines: Iterable[Line], steps: Sequence[Step]) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Those with a place on the map, and the others. `mark` is the number of the step."""
    number = {step.key: at for at, step in enumerate(steps)}
    pins = [pin_of(line, number[line.step.key]) for line in lines]
    return [one for one in pins if "lat" in one], [one for one in pins if "lat" not in one]


def pin_of(line: Line, mark: int) -> dict[str, Any]:
    """One organisation, to a kilometre; its answer only where the mark does not say it already."""
    data: dict[str, Any] = {"slug": line.city.slug, "name": line.city.name, "mark": mark}
    if line.city.point is not None:
        data["lat"], data["lon"] = (round(number, 2) for number in line.city.point)
    return {**data, "text": line.text} if line.text and line.text != line.step.label else data


def pin_columns(lines: Iterable[Line], steps: Sequence[Step]) -> dict[str, Any]:
    """Those with a place on the map, as columns: a thousand of them are a third of what as many objects would be.

    Places are hundredths of a degree. A slug that is `usual` before the plain name is not written, nor is an answer
    that the mark says already.
    """
    number = {step.key: at for at, step in enumerate(steps)}
    placed = [(line, line.city.point) for line in lines if line.city.point is not None]
    usual = usual_begin(line for line, _point in placed)
    return {
        "names": [line.city.name for line, _point in placed],
        "usual": usual,
        "slugs": [shorter_slug(line, usual) for line, _point in placed],
        "lat": [round(100 * point[0]) for _line, point in placed],
        "lon": [round(100 * point[1]) for _line, point in placed],
        "mark": [number[line.step.key] for line, _point in placed],
        **answer_columns([line.text if line.text != line.step.label else "" for line, _point in placed]),
    }


def answer_columns(texts: Sequence[str]) -> dict[str, Any]:
    """Answers without what all of them end with: their unit."""
    said = [text for text in texts if text]
    end = commonprefix([text[::-1] for text in said])[::-1] if len(said) > 1 else ""
    unit = end[end.index(" ") :] if " " in end else ""
    return {"unit": unit, "texts": [text.removesuffix(unit) for text in texts] if said else []}


def usual_begin(lines: Iterable[Line]) -> str:
    """What stands most often before the plain name in a slug: `city-of-`."""
    pairs = ((line.city.slug, plain(line.city.name)) for line in lines)
    found = Counter(slug.removesuffix(name) for slug, name in pairs if name and slug.endswith(name))
    return max(found, key=lambda begin: found[begin], default="")


def shorter_slug(line: Line, usual: str) -> str:
    """ "" where the script of the map makes the slug out of the name."""
    name = plain(line.city.name)
    return "" if name and line.city.slug == usual + name else line.city.slug


def plain(name: str) -> str:
    """A name as it mostly stands in addresses. The script of the map does the same (`rollcall-map.js`)."""
    return re.sub("[^a-z0-9 -]", "", normalize("NFKD", name).lower()).replace(" ", "-")


def table_html(seen: Seen, lines: Iterable[Line], own: frozenset[int]) -> SafeString:
    """The `<tr>` of each line; those on the map are named for its script, those of the viewer are marked."""
    base = f"{seen.post.get_absolute_url()}answers/of/"
    language = get_language() or "en"
    # Every part is escaped.
    return mark_safe("\n".join(line_html(line, base, language, line.city.pk in own) for line in lines))


def line_html(line: Line, base: str, language: str, own: bool) -> str:
    """One row: the name leads to the answer, or to the organisation where there is none."""
    city, step = line.city, line.step
    link = reverse("organisation", args=[city.slug]) if step.key == MISSING else f"{base}{city.slug}"
    mine = ' class="mine"' if own else ""
    drawn = f' data-slug="{city.slug}"' if city.point is not None else ""
    country = country_name(city.country, language) if city.country else ""
    return (
        f'<tr{mine}><th scope="row"><a href="{link}"{drawn}>{escape(city.name)}</a></th>'
        f"<td>{escape(country)}</td>"
        f"<td>{mark_html(step)} {escape(line.text or step.label)}</td></tr>"
    )


def mark_html(step: Step) -> SafeString:
    """The mark as the map draws it."""
    return format_html('<svg class="answer-mark" aria-hidden="true"><use href="#mark-{}"/></svg>', step.shape)
