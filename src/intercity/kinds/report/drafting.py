"""A report begun by one press: what was noted during the event, what was asked before it, and what it says of itself.

What somebody typed stays, in its place and before what comes; what stands already does not come again, so pressing
twice adds nothing. No line is cut or left out: what does not fit into a row goes into the text.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from django.utils.translation import gettext as _

from intercity.kinds.report.notes.models import NotePart
from intercity.kinds.report.notes.queries import texts_for
from intercity.kinds.report.notes.reading import Row, points, quotes_in, speakers_in
from intercity.organisations.viewers import Viewer
from intercity.posts.kinds import all_kinds, kind_of
from intercity.posts.models import Post
from intercity.posts.rows import MOST_ROWS

MOST_QUESTIONS: Final = 30
Values = Mapping[str, Any]


def drafted(viewer: Viewer, source: Post, begun: Values, typed: Values) -> dict[str, Any]:
    """What the form says then; `begun` is what it says of the event, `typed` what stood in it before."""
    noted = texts_for(viewer, source)
    known = rows_of(typed.get("speakers")) or rows_of(begun.get("speakers"))
    spoken, loose = speakers_in(noted.get(NotePart.SPEAKERS, ""), known)
    speakers, left = with_speakers(known, spoken)
    quotes, more = with_quotes(rows_of(typed.get("quotes")), list(quotes_in(noted.get(NotePart.QUOTES, ""))))
    blocks = [*paragraphs(noted.get(NotePart.REST, "")), *loose, *left, *more]
    body = with_questions(with_blocks(text_of(typed, "body"), blocks), questions_of(viewer, source))
    return {
        "question": text_of(typed, "question") or text_of(begun, "question"), "speakers": speakers, "quotes": quotes,
        "issues": with_lines(text_of(typed, "issues"), points(noted.get(NotePart.ISSUES, ""))),
        "takeaways": with_lines(text_of(typed, "takeaways"), points(noted.get(NotePart.TAKEAWAYS, ""))),
        "body": body,
    }  # fmt: skip


def text_of(values: Values, name: str) -> str:
    """A text out of a form."""
    return str(values.get(name) or "").replace("\r\n", "\n")


def rows_of(value: Any) -> list[Row]:
    """Rows out of a form, each a copy."""
    return [{str(name): str(said) for name, said in row.items()} for row in value or () if isinstance(row, Mapping)]


def with_speakers(rows: Sequence[Row], spoken: Iterable[Row]) -> tuple[list[Row], list[str]]:
    """The rows with what each speaker said more, those who are new below; and what found no row."""
    made, left = [dict(row) for row in rows], []
    for one in spoken:
        row = next((row for row in made if row.get("name", "").casefold() == one["name"].casefold()), None)
        if row is not None:
            row["organisation"] = row.get("organisation") or one["organisation"]
            row["brought"] = with_lines(row.get("brought", ""), one["brought"].splitlines())
        elif len(made) < MOST_ROWS:
            made.append(one)
        else:
            left += [f"{one['name']}: {line}" for line in one["brought"].splitlines()]
    return made, left


def with_quotes(rows: Sequence[Row], quotes: Iterable[Row]) -> tuple[list[Row], list[str]]:
    """The rows with the quotes that do not stand there yet; and what found no row."""
    made, left = [dict(row) for row in rows], []
    for one in quotes:
        if any(alike(one["text"]) == alike(row.get("text", "")) for row in made):
            continue
        if len(made) < MOST_ROWS:
            made.append(one)
        else:
            left.append(": ".join(filter(None, (one["who"], one["text"]))))
    return made, left


def with_lines(text: str, lines: Iterable[str]) -> str:
    """The text with the lines that do not stand in it yet, below."""
    stand = {alike(line) for line in points(text)}
    fresh = [line for line in dict.fromkeys(lines) if alike(line) not in stand]
    return "\n".join(filter(None, (text.rstrip(), *fresh))) if fresh else text


def with_blocks(text: str, blocks: Iterable[str]) -> str:
    """The text with the paragraphs that do not stand in it yet, below."""
    fresh = [block for block in dict.fromkeys(blocks) if not stands_in(block, text)]
    return "\n\n".join(filter(None, (text.rstrip(), *fresh))) if fresh else text


def with_questions(text: str, questions: Iterable[str]) -> str:
    """The text with a list of the questions that do not stand in it yet."""
    fresh = [f"- {one}" for one in dict.fromkeys(questions) if not stands_in(one, text)]
    heading = _("Questions from the cities:")
    return with_blocks(text, ["\n".join([heading, "", *fresh])]) if fresh else text


def paragraphs(text: str) -> list[str]:
    """What blank lines part."""
    return [block.strip() for block in text.replace("\r\n", "\n").split("\n\n") if block.strip()]


def stands_in(block: str, text: str) -> bool:
    """Whether the same words stand there, in a row."""
    return f" {alike(block)} " in f" {alike(text)} "


def alike(text: str) -> str:
    """As it is compared: without marks of lists, capitals and differences of white space."""
    return " ".join(" ".join(points(text)).casefold().split())


def questions_of(viewer: Viewer, source: Post) -> list[str]:
    """What was asked before it and either supported or taken up: taken up first, then the most wanted, the oldest.

    Only what has the same readers as the event: the report may be for as many, and tells nobody more.
    """
    kinds = [kind.name for kind in all_kinds().values() if kind.supported]
    rows = Post.objects.visible_to(viewer).filter(
        root=source, kind__in=kinds, label=source.label, readers=source.readers_id
    )
    found = [(is_settled(row), wanted(row), row) for row in rows.with_details().select_related("tally")]
    chosen = sorted((one for one in found if one[0] or one[1]), key=lambda one: (not one[0], -one[1], one[2].pk))
    return [" ".join(row.body.split()) for _settled, _wanted, row in chosen[:MOST_QUESTIONS]]


def is_settled(post: Post) -> bool:
    """Whether its card says something good of it: that it was taken up."""
    return any(fact.tone == "good" for fact in kind_of(post).card_facts(post))


def wanted(post: Post) -> int:
    """How many other organisations want to know it too."""
    tally = getattr(post, "tally", None)
    return tally.needed if tally is not None else 0
