"""A reply in pieces: lines without politeness, answers that are numbered or headed, sentences and clauses."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from intercity.core.text import fold
from intercity.kinds.rollcall.values.lists import phrases, words
from intercity.kinds.rollcall.values.types import Asked
from intercity.kinds.rollcall.values.units import alike

GREETINGS: Final = phrases("""
    dear, hello, hi, hey, good morning, good afternoon, good evening, greetings, to whom, hallo, guten tag, guten
    morgen, sehr geehrte, liebe, lieber, moin, grüß gott, servus, bonjour, bonsoir, cher, chère, chers, chères,
    madame, mesdames, salut, buongiorno, buonasera, gentile, gentili, salve, ciao, cari, caro, cara, egregio, hola,
    buenos días, buenas tardes, buenas, estimado, estimada, estimados, estimadas, querido, querida, queridos,
    здравейте, здравей, добър ден, добро утро, уважаеми, уважаема, уважаеми, скъпи
    """)
CLOSINGS: Final = phrases("""
    best regards, kind regards, regards, best wishes, best, sincerely, yours, many thanks, thank you, thanks,
    cheers, warm regards, br, have a nice day, see you, mit freundlichen grüßen, freundliche grüße, viele grüße,
    beste grüße, liebe grüße, schöne grüße, grüße, gruß, mfg, vg, lg, danke, vielen dank, besten dank, herzliche
    grüße, schönen tag, cordialement, bien cordialement, bien à vous, merci, sincères salutations, salutations,
    bonne journée, bien à toi, amicalement, meilleures, cordiali saluti, distinti saluti, saluti, un saluto, grazie,
    buona giornata, cordialmente, a presto, buon lavoro, saludos, un saludo, saludos cordiales, atentamente,
    gracias, muchas gracias, cordialmente, reciban, un cordial saludo, feliz día, поздрави, с поздрав, с уважение,
    благодаря, благодарим, лек ден, хубав ден, приятен ден, сърдечни поздрави
    """)
ABBREVIATED: Final = frozenset(
    words("""
        approx appr ca c env aprox прибл etc e.g i.e z.b bzw evtl inkl incl dr mr mrs st no nr mio mrd mln tsd thd
        хил млн млрд лв г min max tel usw u.a d.h p.ex resp ing sig av avda ул бр ст pct kč kr str
        """)
)
NUMBERED: Final = re.compile(
    r"(?:^|(?<=[\s;,.]))(?:(?:q|question|frage|domanda|pregunta|въпрос|zu|ad|to|re|punkt|point|punto|answer|antwort|réponse|nr|no|n°)\.?\s*)?"
    r"\(?([1-9])\s*(?:[.):]|[-–—](?=\s))(?!\d)\s*",
    re.IGNORECASE,
)
SENTENCE: Final = re.compile(r"(?<=[.!?…])\s+|\n+|\s*;\s*")
CLAUSE: Final = re.compile(
    r"(?<!\d),|,(?!\d)|\s[-–—]\s|[():]"
    r"|\s(?=(?:but|however|aber|jedoch|mais|cependant|ma|però|pero|sin embargo|но|обаче)\s)",
    re.IGNORECASE,
)
QUOTED: Final = re.compile(r"“[^”]*”|„[^“”]*[“”]|«[^»]*»|\"[^\"\n]*\"|»[^«]*«")


@dataclass(frozen=True)
class Piece:
    """A part of the reply; `field` is the one that it says it answers."""

    text: str
    field: Asked | None = None


def own_lines(text: str) -> list[str]:
    """The lines, wrapped ones put together, without greetings at the beginning and politeness at the end."""
    lines = unwrapped([line.strip() for line in text.replace("\u00a0", " ").splitlines()])
    while lines and (not lines[0] or is_greeting(lines[0])):
        lines = lines[1:]
    for at, line in enumerate(lines):
        if at and is_closing(line) and all(is_of_signature(one) for one in lines[at + 1 :]):
            return trimmed(lines[:at])
    return trimmed(lines)


def unwrapped(lines: Sequence[str]) -> list[str]:
    """Lines that a mail program broke in the middle of a sentence, in one."""
    found: list[str] = []
    for line in lines:
        goes_on = line[:1].islower() and found and len(found[-1]) > 55 and found[-1][-1] not in ".!?:;"
        if goes_on:
            found[-1] = f"{found[-1]} {line}"
        else:
            found.append(line)
    return found


def trimmed(lines: list[str]) -> list[str]:
    """Without empty lines at both ends; the greeting that stands before the first words of a line is cut off."""
    kept = list(lines)
    while kept and not kept[-1]:
        kept.pop()
    if kept:
        kept[0] = without_greeting(kept[0])
    return [line for line in kept if line] if len(kept) < 2 else kept


def without_greeting(line: str) -> str:
    """A line without "Hello all," at its beginning."""
    head, sign, rest = re.match(r"([^,!.:]{1,50})([,!.:])\s+(.*)|(.*)", line, re.DOTALL).groups()[:3]  # type: ignore[union-attr]
    return rest if sign and rest and starts_with(GREETINGS, head) and len(head.split()) < 6 else line


def starts_with(listed: Sequence[str], line: str) -> bool:
    """Whether a line begins with one of `listed`."""
    folded = fold(line) + " "
    return any(folded.startswith(fold(one) + " ") for one in listed)


def is_greeting(line: str) -> bool:
    """A line that only greets."""
    count = len(line.split())
    bare = line.rstrip(",!:. ")
    ends = count < 7 and bare != line.rstrip()
    return (ends or count < 4) and starts_with(GREETINGS, line) and not says_something(bare)


def is_closing(line: str) -> bool:
    """A line that only takes leave."""
    return len(line.split()) < 8 and starts_with(CLOSINGS, line) and not says_something(line.rstrip(",!. "))


def is_of_signature(line: str) -> bool:
    """A line as it stands under a letter: a name, an office, a telephone number."""
    digits = sum(char.isdigit() for char in line)
    return len(line.split()) < 8 and (digits == 0 or digits > 5) and not set(fold(line).split()) & ANSWERS


def says_something(bare: str) -> bool:
    """Whether a line of politeness goes on with more than that."""
    goes_on = re.search(r"[.;!?:]\s|,\s.*\s|\d", bare) is not None
    return goes_on or bool(set(fold(bare).split()) & ANSWERS)


ANSWERS: Final = frozenset(
    map(fold, words("yes no oui non ja nein sì si sí да не planned prévu geplant previsto планирано"))
)


def is_polite(line: str) -> bool:
    """A sentence of thanks, greeting or leave without anything else."""
    short = len(line.split()) < 8 and not any(char.isdigit() for char in line)
    return short and (starts_with(CLOSINGS, line) or starts_with(GREETINGS, line)) and not re.search(r"[,;:]\s", line)


def pieces_of(lines: Sequence[str], fields: Sequence[Asked]) -> list[Piece]:
    """The reply in pieces: numbered or headed ones belong to a field."""
    numbered = numbered_pieces("\n".join(lines), fields)
    return numbered or headed_pieces([part for line in lines for part in parted(line, fields)], fields)


def parted(line: str, fields: Sequence[Asked]) -> list[str]:
    """A line of several headed answers, "Beds: 20, nurses: 5", in parts; any other line whole."""
    for parts in (re.split(r"[,;]\s+(?=[^,;:]{2,60}:\s)", line), sentences_of(line)):
        heads = [head_of(part)[0] for part in parts]
        if len(parts) > 1 and all(head and field_named(head, fields) for head in heads):
            return parts
    return [line]


def numbered_pieces(text: str, fields: Sequence[Asked]) -> list[Piece]:
    """Pieces of "1. yes 2. three 3. since Monday"; empty where the numbers do not rise from 1 by one."""
    found = list(rising(text))
    if not found or len(found) > len(fields) or (len(found) == 1 and (len(fields) > 1 or found[0].start() > 0)):
        return []
    ends = [match.start() for match in found[1:]] + [len(text)]
    head = text[: found[0].start()].strip()
    before = [Piece(head)] if head else []
    numbers = [int(match.group(1)) for match in found]
    answers = [text[match.end() : end].strip(" ,;\n") for match, end in zip(found, ends, strict=True)]
    # After the last answer, an empty line ends it.
    last, _, tail = answers[-1].partition("\n\n")
    answers[-1] = last.strip()
    after = [Piece(tail.strip())] if tail.strip() else []
    return [*before, *(Piece(one, fields[at - 1]) for at, one in zip(numbers, answers, strict=True)), *after]


def rising(text: str) -> Iterator[re.Match[str]]:
    """The numbers of answers: each one more than the last, beginning with 1."""
    wanted = 1
    for match in NUMBERED.finditer(text):
        if int(match.group(1)) == wanted:
            wanted += 1
            yield match


def headed_pieces(lines: Sequence[str], fields: Sequence[Asked]) -> list[Piece]:
    """Pieces under a heading, or behind a colon, that names a field: in quotes of the mail too."""
    found: list[Piece] = []
    heading: Asked | None = None
    for line in lines:
        quoted = line.lstrip().startswith(">")
        bare = line.lstrip("> ").strip()
        head, rest = head_of(bare)
        named = field_named(head, fields) if head else None
        if named is None and not rest and bare.endswith(("?", ":")):
            named = field_named(bare.rstrip("?: "), fields)
            rest = ""
        if quoted and named is None:
            named, rest = field_named(bare.rstrip("?:. "), fields), ""
        if named is not None:
            heading = named if not rest else None
            found += [Piece(rest, named)] if rest and not quoted else []
        elif quoted:
            heading = None
        elif bare:
            found.append(Piece(bare, heading))
            heading = None
    return found


def head_of(line: str) -> tuple[str, str]:
    """What stands before and behind the first colon, question mark or dash of a line."""
    match = re.match(r"(.{2,160}?)(?:\?\s*[:–—-]?|:|\s[–—-]|=)\s+(\S.*)", line)
    return (match.group(1), match.group(2)) if match else ("", "")


def field_named(head: str, fields: Sequence[Asked]) -> Asked | None:
    """The one field whose question or unit is what `head` says."""
    exact = [one for one in fields if fold(head) and fold(head) in (fold(one.label), fold(one.unit))]
    if exact:
        return exact[0] if len(exact) == 1 else None
    meant = content_words(head)
    if not meant or len(head.split()) > 12:
        return None
    found = [one for one in fields if all(any(alike(word, other) for other in words_about(one)) for word in meant)]
    return found[0] if len(found) == 1 else None


def words_about(asked: Asked) -> list[str]:
    """The words of a field's question and unit that mean something."""
    return [*content_words(asked.label), *fold(asked.unit).split()]


def content_words(text: str) -> list[str]:
    """The folded words of a text that mean something of their own."""
    return [word for word in fold(text).split() if word not in EMPTY_WORDS]


EMPTY_WORDS: Final = frozenset(map(fold, words("""
    a an the of to in on at by for from with and or is are was be been being have has had do does did you your yours
    we our us i my it its this that these those there here how many much what which when where who why whether any
    all already now currently today since number amount city town please if so as also still yes no not will can
    could ein eine einen einer der die das den dem des zu im in am an auf bei für von mit und oder ist sind war
    haben hat habt sie ihr ihre ihrer wir unser unsere uns es dies diese dieser wie viele viel was welche welcher
    wann wo wer warum ob alle schon bereits jetzt derzeit heute seit anzahl zahl stadt bitte un une le la les l d du
    de des à au aux en dans par pour avec et ou est sont était avez ont vous votre vos nous notre nos il ce cette
    ces combien que quel quelle quels quelles quand où qui pourquoi si tous toutes déjà actuellement aujourd hui
    depuis nombre montant ville il lo gli i uno una di del della dei degli delle a al alla ai in nel nella con per
    tra e o è sono avete hanno voi vostro vostra noi nostro nostra questo questa quanti quante quanto quale quali
    quando dove chi già attualmente oggi dal numero importo città comune el los las unos unas de del a al en con por
    para y o es son está están han ha ustedes su sus nosotros nuestro nuestra este esta cuántos cuántas cuánto qué
    cuál cuáles cuándo dónde quién ya actualmente hoy desde número importe ciudad municipio и или на в във с със от
    до по за е са бяха имате имат вие ви вашия вашата ние нашия нашата това тези колко какво кой коя кои кога къде
    защо дали всички вече сега днес откога брой сума град община ли сте
    """)))  # fmt: skip


def sentences_of(text: str) -> list[str]:
    """The sentences of a piece. A point after a number or an abbreviation ends none."""
    found: list[str] = []
    for part in SENTENCE.split(text):
        if not part or not part.strip():
            continue
        joined = found and is_open(found[-1]) and not found[-1].endswith("\n")
        if joined:
            found[-1] = f"{found[-1]} {part.strip()}"
        else:
            found.append(part.strip())
    return found


def is_open(sentence: str) -> bool:
    """Whether the point at its end belongs to its last word."""
    if not sentence.endswith("."):
        return False
    last = sentence[:-1].split()[-1].casefold() if sentence[:-1].split() else ""
    return last.lstrip("(") in ABBREVIATED or (re.fullmatch(r"\d{1,2}(?:\.\d{1,2})?", last) is not None)


def clauses_of(sentence: str) -> list[str]:
    """The parts of a sentence between commas, brackets, dashes and "but"."""
    return [part.strip(" .,;:!-–—") for part in CLAUSE.split(sentence) if part and part.strip(" .,;:!-–—")]


def without_quotes(text: str) -> str:
    """A text without what it quotes."""
    return QUOTED.sub(" ", text)
