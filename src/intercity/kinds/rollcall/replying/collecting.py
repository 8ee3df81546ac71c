"""What the pieces of a reply say to each field, and what is left of them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from intercity.core.text import fold
from intercity.kinds.rollcall.models import FieldType
from intercity.kinds.rollcall.replying.finding import (
    AMOUNTS,
    LONGEST_CLAUSE,
    ONES,
    UNSURE,
    Found,
    Setting,
    amounts_in,
    bare_number,
    beyond,
    days_in,
    is_known,
    is_numeric,
    options_in,
)
from intercity.kinds.rollcall.replying.hints import FUTURE, GONE, NEGATED, OTHERS, PARTIAL, PAST, is_uncertain, matcher
from intercity.kinds.rollcall.replying.saying import standing_in
from intercity.kinds.rollcall.replying.sentences import (
    Piece,
    clauses_of,
    field_named,
    is_polite,
    sentences_of,
    without_quotes,
)
from intercity.kinds.rollcall.values.reading import read_value
from intercity.kinds.rollcall.values.types import Asked, Choice, Several, Value
from intercity.kinds.rollcall.values.units import alike


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
    if is_uncertain(meant):
        return Line(sentence, choices_in(meant, clauses_of(meant), fields, unsure=True))
    found, rest = headed_parts(meant, fields, setting)
    clauses = clauses_of(rest)
    amounts = [one for clause in clauses for one in in_clause(clause, fields, setting, alone=len(clauses) == 1)]
    spoiled = {one.field.name for one in amounts if one.value == UNSURE or is_changed(clauses, one, setting)}
    found += [one for one in amounts if one.field.name not in spoiled]
    named = {one.field.name for one in found}
    found += [one for one in standing_in(rest, clauses, fields, setting) if one.field.name not in named]
    found += choices_in(rest, clauses, fields, unsure=False)
    plain = bool(found) and not spoiled and all(is_plain(one, rest, found, setting) for one in clauses)
    return Line(sentence, found, plain)


def headed_parts(sentence: str, fields: Sequence[Asked], setting: Setting) -> tuple[list[Found], str]:
    """What "heat plan: yes" between commas says, and the sentence without it."""
    parts = re.split(r"(?<!\d)[,;]|[,;](?!\d)", sentence)
    found = {
        part: named_at_front(part.replace(":", " ").strip(" ."), fields, setting) for part in parts if ": " in part
    }
    rest = ",".join(part for part in parts if not found.get(part))
    return [one for each in found.values() for one in each], rest


def is_changed(clauses: Sequence[str], amount: Found, setting: Setting) -> bool:
    """Whether another clause takes some of an amount away: "then closed two"."""
    if amount.field.type not in AMOUNTS:
        return False
    others = [clause for clause in clauses if amount.words not in clause]
    return any(
        beyond(GONE, clause, amount.field) and any(is_numeric(token, setting.language) for token in clause.split())
        for clause in others
    )


def in_clause(clause: str, fields: Sequence[Asked], setting: Setting, *, alone: bool) -> list[Found]:
    """Amounts and days of one clause; `alone` where the sentence has no other."""
    if len(clause.split()) > LONGEST_CLAUSE:
        return []
    numeric = [one for one in fields if one.type in AMOUNTS]
    found: list[Found] = []
    for asked in fields:
        if asked.type in AMOUNTS:
            here = amounts_in(clause, asked, setting)
            only = len(numeric) == 1 and asked.type is not FieldType.MONEY
            found += here or (bare_number(clause, asked, setting, alone=alone) if only else [])
        elif asked.type is FieldType.DATE:
            found += days_in(clause, asked, setting)
    return found or named_at_front(clause, fields, setting)


def named_at_front(clause: str, fields: Sequence[Asked], setting: Setting) -> list[Found]:
    """ "Beds 20", "schools yes": what is asked, and then nothing but the answer."""
    tokens = clause.split()
    for at in range(1, min(len(tokens), 7)):
        head, tail = " ".join(tokens[:at]), " ".join(tokens[at:])
        named = field_named(head, fields)
        if named is None or named.type is FieldType.TEXT or matcher(NEGATED).search(fold(head)):
            continue
        read = read_value(named, tail, setting.language, today=setting.today)
        if read.value is not None and not read.doubt:
            return [Found(named, read.value, clause)]
    return []


def is_restated(found: Found, sentence: str) -> bool:
    """Whether the whole sentence said it, not some words of it."""
    return found.field.type is FieldType.STANDING and found.words == sentence


def said_exactly(found: Found) -> list[str]:
    """The words that the value holds whole. Of a clause that names options only their own: "in libraries and gyms"."""
    tokens = [token.strip(".,;:!") for token in found.words.split()]
    if found.field.type not in (FieldType.ONE, FieldType.SEVERAL):
        return tokens
    chosen = options_of(found.value)
    named = [word for one in found.field.options if one.id in chosen for word in fold(str(one.label)).split()]
    return [token for token in tokens if any(alike(fold(token), word) for word in named)]


def is_plain(clause: str, sentence: str, found: Sequence[Found], setting: Setting) -> bool:
    """Whether a clause says nothing beyond the values that were found."""
    exact = {token for one in found if not is_restated(one, sentence) for token in said_exactly(one)}
    tokens = clause.split()
    left = [token for token in tokens if token.strip(".,;:!") not in exact]
    if any(is_numeric(token, setting.language) and fold(token) not in ONES for token in left):
        return False
    whole = [one.field for one in found if is_restated(one, sentence)]
    asked = [one.field for one in found] if len(left) < len(tokens) else whole
    if asked:
        return all(any(is_known(token, setting, one) for one in asked) or token in NEGATED for token in left)
    # A clause of its own that names what is asked, or denies something, says more.
    return all(is_known(token, setting, BLANK) for token in tokens) and not matcher(NEGATED).search(fold(clause))


BLANK = Asked("", FieldType.TEXT, "")


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
            doubtful = unsure or any(beyond(listed, clause, asked) for listed in listed_for(asked))
            negated = beyond(NEGATED, clause, asked)
            found += [
                Found(asked, UNSURE if doubtful else Choice(one), clause) for one in named if doubtful or not negated
            ]
    return found


def listed_for(asked: Asked) -> tuple[tuple[str, ...], ...]:
    """What makes a named option doubtful: of one option also "mostly"."""
    return (PAST, FUTURE, OTHERS, PARTIAL) if asked.type is FieldType.ONE else (PAST, FUTURE, OTHERS)


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
    said = [one for one in kept if not is_polite(one)]
    gathered.comment = "\n".join(said if said or gathered.values else kept)


def agreed(found: Sequence[Found]) -> Value | None:
    """The one value that all sentences give; of several options all of them."""
    asked, values = found[0].field, list(dict.fromkeys(one.value for one in found))
    if UNSURE in values:
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
