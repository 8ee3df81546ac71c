"""Values in running text. A value is found only where its own words say what it is of."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from intercity.core.text import fold
from intercity.kinds.rollcall.models import FieldType
from intercity.kinds.rollcall.replying.hints import (
    FUTURE,
    GONE,
    HAVING,
    NEGATED,
    OTHERS,
    OTHERWISE,
    PAST,
    SUBJECTS,
    matcher,
)
from intercity.kinds.rollcall.replying.sentences import EMPTY_WORDS, content_words, words_about
from intercity.kinds.rollcall.values.amounts import PER_CENT
from intercity.kinds.rollcall.values.currencies import take_currency
from intercity.kinds.rollcall.values.days import day_names, month_names
from intercity.kinds.rollcall.values.lists import phrases, words
from intercity.kinds.rollcall.values.number_words import number_of_words
from intercity.kinds.rollcall.values.quantities import (
    ABOUT,
    AT_LEAST,
    AT_MOST,
    MINUS,
    NONE,
    TO,
    TRAILING,
    TwoNumbersError,
    pattern,
    read_quantity,
)
from intercity.kinds.rollcall.values.reading import read_value
from intercity.kinds.rollcall.values.types import Amount, Asked, Choice, Day, Value
from intercity.kinds.rollcall.values.units import FILLERS, alike

AMOUNTS: Final = (FieldType.NUMBER, FieldType.MONEY, FieldType.PERCENT)
LONGEST_WINDOW: Final = 7
# Nobody says a value in a clause of more words.
LONGEST_CLAUSE: Final = 40
MOST_UNKNOWN: Final = 5
# What a clause about our own number may begin with, and what says nothing that could change it.
NEUTRAL: Final = frozenset(map(fold, words("""
    opened open available ready running used active reserved set prepared currently now today altogether overall
    only just exactly about so well indeed thanks thank please far here already new ones also made spent given
    bought stock operation service place places use total geöffnet offen verfügbar bereit aktuell derzeit insgesamt
    genau nur aktiv eröffnet betrieb genutzt reserviert eingerichtet gerade bisher stehen steht laufen gibt bereits
    ausgegeben vorhanden lager dort davor übrigens ouvert ouverts ouverte ouvertes disponible disponibles prêts
    actuellement exactement seulement avons ouvrons mis place service dépensé existe existent fonctionnent compte
    comptons total nombre stock désormais utilisés réservés aperto aperti aperta aperte disponibile disponibili
    pronti attualmente esattamente solo abbiamo attivi attivato attivati speso funzione sono contiamo allestito
    allestiti riservati scorta già adesso complessivamente abierto abiertos abierta abiertas disponible disponibles
    listos actualmente exactamente solo tenemos hemos activos gastado habilitado habilitados funcionamiento contamos
    total reservados reserva ya отворени отворен отворихме налични налично готови точно само имаме действат активни
    похарчихме осигурени осигурихме общо разполагаме момента запазени работят yes oui ja si sì sí да ok okay spent
    cost costs ausgaben kosten dépense coût spesa gasto разход
    """)))  # fmt: skip
UNTIL: Final = phrases(
    """
    by, until, till, before, bis, bis zum, vor, jusqu au, jusqu à, jusqu, avant le, fino a, fino al, entro, hasta,
    hasta el, antes, до, преди
    """
)
SINCE_WHEN: Final = phrases("since, seit, depuis, da quando, dal, desde, откога, от кога")
FROM: Final = phrases("""
    since, from, as of, starting, on, seit, ab, seit dem, am, vom, depuis, à partir, dès, à compter, le, du, dal,
    dall, dal giorno, a partire, il, da, desde, a partir, el, от, считано от, на
    """)
PERSONAL: Final = phrases("""
    holiday, holidays, on leave, ill, sick, colleague, colleagues, in charge, responsible, my, mail, message,
    letter, call, called, report, urlaub, krank, kollege, kollegin, kollegen, zuständig, e mail, nachricht,
    schreiben, anruf, bericht, mein, meine, congé, congés, malade, collègue, collègues, courriel, message, lettre,
    appel, rapport, mon, ma, ferie, malato, malata, collega, colleghi, messaggio, lettera, chiamata, rapporto, mio,
    mia, vacaciones, enfermo, enferma, compañero, compañera, correo, mensaje, carta, llamada, informe, mi, отпуск,
    болен, болна, колега, колежка, колеги, имейл, писмо, съобщение, доклад
    """)


@dataclass(frozen=True)
class Found:
    """A value for a field, with its words and those around it in the clause."""

    field: Asked
    value: Value
    words: str
    around: tuple[str, ...] = ()


# Stands for a value that may be meant otherwise: the field is not taken from that sentence.
UNSURE: Final = Choice("")


@dataclass(frozen=True)
class Setting:
    """What is known of the reply as a whole. `ours` are the folded words of the city's own names."""

    language: str
    today: date
    ours: frozenset[str] = frozenset()


def windows(tokens: Sequence[str], holds: Callable[[str], bool]) -> Iterator[tuple[int, int]]:
    """Runs of words with one that `holds`, the longest first."""
    marked = [at for at, token in enumerate(tokens) if holds(token)]
    for length in range(min(LONGEST_WINDOW, len(tokens)), 0, -1):
        for start in range(len(tokens) - length + 1):
            if any(start <= at < start + length for at in marked):
                yield start, start + length


def is_numeric(token: str, language: str) -> bool:
    """Whether a word has a digit, or is a number or the beginning of one."""
    bare = token.strip(".,;:()~≈")
    return any(char.isdigit() for char in token) or any(
        number_of_words(part, language) is not None for part in {bare, bare.split("-")[0]} if part
    )


def amounts_in(clause: str, asked: Asked, setting: Setting) -> list[Found]:
    """Numbers of the field's unit, amounts of money or percentages in a clause."""
    tokens = clause.split()
    found: list[Found] = []
    taken: set[int] = set()
    for start, end in windows(tokens, lambda token: is_numeric(token, setting.language)):
        text = " ".join(tokens[start:end])
        if (
            fold(tokens[end - 1]) in FILLERS
            or taken & set(range(start, end))
            or not names_its_unit(asked, text, setting.language)
        ):
            continue
        read = read_value(asked, text, setting.language, today=setting.today)
        if read.value is not None and not read.doubt:
            taken |= set(range(start, end))
            before, after = tokens[:start], tokens[end:]
            whole = is_whole(before, after, setting) and not loses_about(read.value, before, after)
            if whole and fits_around(before, after, asked, setting):
                found.append(Found(asked, read.value, text, (*before, *after)))
            else:
                # A number of the same kind that means something else: the field is in doubt.
                return [Found(asked, UNSURE, text)]
    return found


def names_its_unit(asked: Asked, text: str, language: str) -> bool:
    """Whether a run of words says of what it is a number."""
    if asked.type is FieldType.MONEY:
        return bool(take_currency(text)[1])
    if asked.type is FieldType.PERCENT:
        return PER_CENT.search(text) is not None
    try:
        quantity = read_quantity(text, language)
    except TwoNumbersError:
        return False
    return quantity is not None and any(word not in FILLERS for word in fold(quantity.rest).split())


def is_whole(before: Sequence[str], after: Sequence[str], setting: Setting) -> bool:
    """Whether the words beside a number do not belong to it: "more than", "to 5", "minus"."""
    head = " ".join(before).casefold().rstrip(".:")
    if any(pattern(known, end=True).search(head) for known in (AT_LEAST, AT_MOST, MINUS)):
        return False
    beside = [*before[-1:], *after[:1]]
    if len(before) > 1 and TO.match(before[-1]):
        beside.append(before[-2])
    return not any(is_numeric(token, setting.language) and fold(token) not in ONES for token in beside)


def loses_about(value: Value, before: Sequence[str], after: Sequence[str]) -> bool:
    """Whether words near a number call it approximate, and the value does not."""
    if not isinstance(value, Amount) or value.about:
        return False
    said_before = matcher(ABOUT).search(fold(" ".join(before[-3:])))
    return (said_before or matcher(TRAILING).search(fold(" ".join(after[:2])))) is not None


ONES: Final = frozenset(map(fold, words("un une ein eine einen einer einem una uno um една един едно one a an")))


def fits_around(before: Sequence[str], after: Sequence[str], asked: Asked, setting: Setting) -> bool:
    """Whether the other words of a clause leave its number ours, of today and whole."""
    around = " ".join((*before, *after))
    if any(beyond(listed, around, asked) for listed in (NEGATED, PAST, FUTURE, OTHERS, OTHERWISE, GONE)):
        return False
    return is_ours(before, setting, asked) and no_names(before, after, setting, asked)


def beyond(listed: tuple[str, ...], text: str, asked: Asked) -> bool:
    """Whether one of `listed` stands in `text` that the question does not say itself."""
    own = set(fold(asked.label).split())
    return any(not set(match.group().split()) <= own for match in matcher(listed).finditer(fold(text)))


def is_ours(before: Sequence[str], setting: Setting, asked: Asked) -> bool:
    """Whether nobody else "has" it."""
    about = words_about(asked)
    folded = [fold(token) for token in before]
    for at, word in enumerate(folded):
        subject = next((one for one in reversed(folded[:at]) if one not in HAVING), "")
        if word in HAVING and subject:
            known = subject in SUBJECTS or subject in setting.ours or any(alike(subject, one) for one in about)
            if not known:
                return False
    return True


# Verbs by whose ending "we" is meant: "disponemos", "contiamo", "comptons", "разполагаме".
OF_US: Final = re.compile(r"^[^\W\d_]{3,}(?:[aei]mos|iamo|ons|[аие]ме|хме)$", re.IGNORECASE)


def no_names(before: Sequence[str], after: Sequence[str], setting: Setting, asked: Asked) -> bool:
    """Whether no name but our own stands around; and not more words that we do not know than one would expect."""
    unknown = [token for token in (*before, *after) if not is_known(token, setting, asked)]
    if len(unknown) > MOST_UNKNOWN:
        return False
    if before and before[0] in unknown and before[0][:1].isupper() and not OF_US.search(before[0]):
        return False
    if setting.language == "de":
        return True
    return not any(token[:1].isupper() and not OF_US.search(token) for token in unknown)


def is_known(token: str, setting: Setting, asked: Asked) -> bool:
    """Whether a word says nothing that could change a value beside it."""
    word = fold(token)
    if (
        not word
        or word in NEUTRAL
        or word in FILLERS
        or word in EMPTY_WORDS
        or word in SUBJECTS
        or word in setting.ours
    ):
        return True
    if any(alike(word, one) for one in words_about(asked)) or word in calendar_words(setting.language):
        return True
    return is_numeric(token, setting.language)


def calendar_words(language: str) -> frozenset[str]:
    """Months and days of the week."""
    return frozenset(name for code in {language, "en"} for name in (*month_names(code), *day_names(code)))


def bare_number(clause: str, asked: Asked, setting: Setting, *, alone: bool) -> list[Found]:
    """A clause that is nothing but a number, for the only field that asks for one; "none" where it stands `alone`."""
    if asked.type is FieldType.PERCENT:
        read = read_value(asked, clause, setting.language, today=setting.today)
        return [Found(asked, read.value, clause)] if alone and read.value is not None and not read.doubt else []
    try:
        quantity = read_quantity(clause, setting.language)
    except TwoNumbersError:
        return []
    if quantity is None or quantity.rest or quantity.before or (fold(clause) in NONE and not alone):
        return []
    read = read_value(asked, clause, setting.language, today=setting.today)
    return [Found(asked, read.value, clause)] if read.value is not None and not read.doubt else []


def days_in(clause: str, asked: Asked, setting: Setting) -> list[Found]:
    """Days since or from which it is so, in a clause."""
    tokens = clause.split()
    for start, end in windows(tokens, lambda _token: True):
        text = " ".join(tokens[start:end])
        read = read_value(asked, text, setting.language, today=setting.today)
        if read.value is None or read.doubt:
            continue
        before, after = tokens[:start], tokens[end:]
        if not begins_so(text, before, after, asked) or is_yet_to_come(read.value, asked, setting):
            return []
        around = " ".join((*before, *after))
        if any(beyond(listed, around, asked) for listed in (NEGATED, OTHERS, PERSONAL, FUTURE)):
            return []
        return [Found(asked, read.value, text, (*before, *after))] if no_names(before, after, setting, asked) else []
    return []


def is_yet_to_come(value: Value, asked: Asked, setting: Setting) -> bool:
    """Whether a day is still to come where it is asked since when something is so."""
    since = matcher(SINCE_WHEN).search(fold(asked.label)) is not None
    return since and isinstance(value, Day) and value.day > setting.today


def begins_so(text: str, before: Sequence[str], after: Sequence[str], asked: Asked) -> bool:
    """Whether a day is said as the beginning (or the end, where that is asked) of something."""
    ends = matcher(UNTIL).search(fold(asked.label)) is not None
    near = " ".join((*before[-1:], text))
    if matcher(UNTIL).search(fold(near)) is not None:
        return ends
    if ends:
        return False
    first = fold(text) + " "
    opened = any(first.startswith(fold(one) + " ") for one in FROM)
    return opened or not (before or after) or re.search(r"\d{4}", text) is not None


def options_in(clause: str, asked: Asked) -> list[str]:
    """Ids of the options that a clause names in full, the longer names first: "school gyms" are no "schools"."""
    left = fold(clause).split()
    found: list[str] = []
    for option in sorted(asked.options, key=lambda one: -len(str(one.label))):
        named = content_words(str(option.label)) or fold(str(option.label)).split()
        places = [next((at for at, word in enumerate(left) if alike(word, one)), None) for one in named]
        if named and None not in places:
            found.append(option.id)
            left = [word for at, word in enumerate(left) if at not in places]
    return found
