"""The table beside the map, and what the map draws: both out of the same lines."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from intercity.kinds.rollcall.mapping import MISSING, Drawn, Step
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
    return "" if value is None else show_value(drawn.field, value)


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
