"""What the pieces of a reply say to each field, and what is left of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from intercity.kinds.rollcall.models import FieldType
from intercity.kinds.rollcall.replying.finding import (
    AMOUNTS,
    Found,
    Setting,
    amounts_in,
    bare_number,
    beyond,
    days_in,
    is_known,
    options_in,
)
from intercity.kinds.rollcall.replying.hints import FUTURE, NEGATED, OTHERS, PAST, is_uncertain
from intercity.kinds.rollcall.replying.saying import standing_in
from intercity.kinds.rollcall.replying.sentences import Piece, clauses_of, sentences_of, without_quotes
from intercity.kinds.rollcall.values.reading import read_value
from intercity.kinds.rollcall.values.types import Asked, Choice, Several, Value


@dataclass
class Gathered:
    """Values by field, the words they came from, what is left as comment, and questions back."""

    values: dict[str, Value] = field(default_factory=dict)
    words: dict[str, str] = field(default_factory=dict)
    comment: str = ""
    doubts: list[str] = field(default_factory=list)


@dataclass
class Line:
    """A sentence with what was found in it; `plain` where nothing else stands in it."""

    text: str
    found: list[Found]
    plain: bool = False


def gather(pieces: Sequence[Piece], fields: Sequence[Asked], setting: Setting) -> Gathered:
    """Everything that is understood of a reply in pieces."""
    gathered = Gathered()
    addressed = {piece.field.name for piece in pieces if piece.field is not None}
    free = [one for one in fields if one.name not in addressed]
    lines: list[Line] = []
    for piece in pieces:
        if piece.field is not None:
            lines.append(answered(piece.text, piece.field, setting, gathered))
        else:
            lines += said_freely(piece.text, free, setting)
    settle(gathered, lines)
    return gathered


def answered(text: str, asked: Asked, setting: Setting, gathered: Gathered) -> Line:
    """A piece that says which field it answers."""
    bare = text.strip(" .;,")
    read = read_value(asked, bare, setting.language, today=setting.today)
    shown = f"{asked.label} {text}".strip()
    if read.value is not None and not read.doubt and not (asked.type is not FieldType.TEXT and is_uncertain(text)):
        return Line(shown, [Found(asked, read.value, bare)], plain=True)
    lines = said_freely(text, [asked], setting)
    found = [one for line in lines for one in line.found]
    if found:
        return Line(shown, found, plain=all(line.plain for line in lines))
    if read.doubt:
        gathered.doubts.append(read.doubt)
    return Line(shown, [])


def said_freely(text: str, fields: Sequence[Asked], setting: Setting) -> list[Line]:
    """The sentences of a piece that does not say which field it answers."""
    return [read_sentence(sentence, fields, setting) for sentence in sentences_of(text)]


def read_sentence(sentence: str, fields: Sequence[Asked], setting: Setting) -> Line:
    """What one sentence says to any field."""
    meant = without_quotes(sentence)
    if meant.lstrip().startswith(">"):
        return Line(sentence, [])
    unsure = is_uncertain(meant)
    clauses = clauses_of(meant)
    found: list[Found] = []
    plain = not unsure
    for clause in [] if unsure else clauses:
        here = in_clause(clause, fields, setting, alone=len(clauses) == 1)
        found += here
        plain = plain and is_plain(clause, here, fields, setting)
    standing = [] if unsure else standing_in(meant, clauses, fields, setting)
    found += [*standing, *choices_in(meant, clauses, fields, unsure=unsure)]
    if standing and not plain:
        plain = all(is_plain(clause, found, fields, setting) for clause in clauses)
    return Line(sentence, found, plain and bool(found))


def in_clause(clause: str, fields: Sequence[Asked], setting: Setting, *, alone: bool) -> list[Found]:
    """Amounts and days of one clause; `alone` where the sentence has no other."""
    numeric = [one for one in fields if one.type in AMOUNTS]
    found: list[Found] = []
    for asked in fields:
        if asked.type in AMOUNTS:
            here = amounts_in(clause, asked, setting)
            only = len(numeric) == 1 and asked.type is FieldType.NUMBER
            found += here or (bare_number(clause, asked, setting, alone=alone) if only else [])
        elif asked.type is FieldType.DATE:
            found += days_in(clause, asked, setting)
    return found


def is_plain(clause: str, found: Sequence[Found], fields: Sequence[Asked], setting: Setting) -> bool:
    """Whether a clause says nothing beyond the values that were found."""
    used = {token for one in found for token in one.words.split()}
    left = [token for token in clause.split() if token not in used]
    return all(any(is_known(token, setting, asked) for asked in fields) for token in left)


def choices_in(sentence: str, clauses: Sequence[str], fields: Sequence[Asked], *, unsure: bool) -> list[Found]:
    """Options that a sentence names; a doubtful one spoils the field."""
    found: list[Found] = []
    for asked in fields:
        if asked.type not in (FieldType.ONE, FieldType.SEVERAL):
            continue
        for clause in clauses or [sentence]:
            named = options_in(clause, asked)
            if not named:
                continue
            doubtful = unsure or any(beyond(listed, clause, asked) for listed in (PAST, FUTURE, OTHERS))
            negated = beyond(NEGATED, clause, asked)
            found += [
                Found(asked, Choice("") if doubtful else Choice(one), clause)
                for one in named
                if doubtful or not negated
            ]
    return found


def settle(gathered: Gathered, lines: Sequence[Line]) -> None:
    """Take the fields whose sentences agree; the others' sentences become the comment."""
    by_field: dict[str, list[Found]] = {}
    for line in lines:
        for one in line.found:
            by_field.setdefault(one.field.name, []).append(one)
    for name, found in by_field.items():
        value = agreed(found)
        if value is not None:
            gathered.values[name] = value
            gathered.words[name] = " … ".join(dict.fromkeys(one.words for one in found))
    kept = [
        line.text for line in lines
        if not line.plain or any(one.field.name not in gathered.values for one in line.found)
    ]  # fmt: skip
    gathered.comment = "\n".join(kept)


def agreed(found: Sequence[Found]) -> Value | None:
    """The one value that all sentences give; of several options all of them."""
    asked, values = found[0].field, list(dict.fromkeys(one.value for one in found))
    if Choice("") in values:
        return None
    if asked.type is FieldType.SEVERAL:
        chosen = {option for value in values for option in options_of(value)}
        return Several(tuple(one.id for one in asked.options if one.id in chosen))
    return values[0] if len(values) == 1 else None


def options_of(value: Value) -> tuple[str, ...]:
    """The ids in a value of a choice."""
    match value:
        case Several(options):
            return options
        case Choice(option):
            return (option,)
    return ()
