"""Yes, no, planned and "not our task" in running text."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from typing import Final

from intercity.core.text import fold
from intercity.kinds.rollcall.models import FieldType
from intercity.kinds.rollcall.replying.finding import Found, Setting, beyond, is_known, no_names
from intercity.kinds.rollcall.replying.hints import FUTURE, NEGATED, OTHERS, PARTIAL, PAST, matcher
from intercity.kinds.rollcall.replying.sentences import content_words
from intercity.kinds.rollcall.values.choosing import STANDING_WORDS, standing_words
from intercity.kinds.rollcall.values.lists import phrases, words
from intercity.kinds.rollcall.values.types import Asked, Choice
from intercity.kinds.rollcall.values.units import alike

YES: Final = frozenset(map(fold, words("yes oui ja jawohl sì sí да yep")))
NO: Final = frozenset(map(fold, words("no non nein не")))
# With whom a sentence goes on after "no": "no we have none", not "no problem".
PRONOUNS: Final = frozenset(
    map(fold, words("we nous wir noi nosotros ние it there they on ci es in at our unsere bei ne nothing"))
)
BOTH: Final = re.compile(
    r"\b(?:(?:to|for|on|auf|zu|pour|per|para|a|за|и на)\s+)?(?:the\s+)?"
    r"(?:both|beides?|beide|les deux|entramb[ei]|ambos|ambas|двете)\b",
    re.IGNORECASE,
)
NOT_OURS_MORE: Final = phrases("""
    responsibility of the region, responsibility of the state, responsibility of the province, responsibility of the
    county, not responsible for, not in charge of, region is responsible, state is responsible, ministry is
    responsible, is done by the region, nicht unser zuständigkeitsbereich, das land zuständig, der landkreis
    zuständig, der kreis zuständig, der bund zuständig, das land ist zuständig, der landkreis ist zuständig, der
    kreis ist zuständig, der bezirk zuständig, liegt beim land, liegt beim landkreis, liegt beim kreis, sind dafür
    nicht zuständig, sind hierfür nicht zuständig, sind nicht zuständig, zuständigkeit des landes, zuständigkeit des
    landkreises, fällt nicht in unsere zuständigkeit, keine aufgabe der stadt, relève de la région, relève du
    département, relève de l état, relève de la métropole, relève de la préfecture, est une compétence de, c est une
    compétence, de la compétence de la région, de la compétence du département, de la compétence de l état, pas
    compétents, pas dans nos compétences, pas de la compétence de la ville, n est pas compétente, ne sommes pas
    compétents, ne relève pas, competenza della provincia, compete alla regione, compete alla provincia, compete
    allo stato, spetta alla regione, spetta alla provincia, non rientra nelle nostre competenze, non è competenza
    nostra, non è competenza del comune, se ne occupa la regione, non siamo competenti, non è una nostra competenza,
    è di competenza regionale, è di competenza della regione, corresponde a la comunidad, corresponde a la región,
    corresponde al estado, corresponde a la diputación, competencia de la comunidad, competencia de la diputación,
    no somos competentes, no tenemos competencias, no tenemos competencia, no es competencia municipal, no es
    competencia del ayuntamiento, no entra en nuestras competencias, no es de nuestra competencia, в компетентност
    на областта, компетентност на държавата, компетентност на министерството, отговаря областта, отговаря държавата,
    не е в нашите правомощия, не е в правомощията, не отговаряме за, задължение на държавата, не е от
    компетентността, правомощие на областния, не е задача на общината, не е в компетентността
    """)
PLANNED_MORE: Final = phrases("""
    planned for, is planned, are planned, planned from, we plan, we are planning, planning to, geplant, planen wir,
    wir planen, in planung, prévu, prévue, prévues, prévus, nous prévoyons, planifié, previsto, prevista, previste,
    previsti, prevediamo, stiamo pianificando, è in programma, previstos, previstas, prevemos, lo tenemos previsto,
    planeado, estamos planificando, está planificado, планираме, планирано, планирана, планирани, предвидено,
    предвиждаме, планира се
    """)


def standing_in(sentence: str, clauses: Sequence[str], fields: Sequence[Asked], setting: Setting) -> list[Found]:
    """The standing answer of a sentence that is neither a question nor a guess."""
    asked = [one for one in fields if one.type is FieldType.STANDING]
    if not asked or not clauses:
        return []
    if len(asked) == 1:
        option = plain_answer(sentence, clauses, asked[0], setting) or restated(sentence, asked[0], setting)
        return [Found(asked[0], Choice(option), option_words(option, sentence, clauses))] if option else []
    both = standing_words().get(fold(BOTH.sub(" ", sentence)), "") if len(asked) == 2 and BOTH.search(sentence) else ""
    found = [(one, both or restated(sentence, one, setting)) for one in asked]
    return [Found(one, Choice(option), sentence) for one, option in found if option]


def option_words(option: str, sentence: str, clauses: Sequence[str]) -> str:
    """The words that said it: the first clause where that is all, else the sentence."""
    return clauses[0] if standing_words().get(fold(clauses[0])) == option else sentence


def plain_answer(sentence: str, clauses: Sequence[str], asked: Asked, setting: Setting) -> str:
    """The answer that a sentence begins with or states; "" for none."""
    if matcher(not_ours()).search(fold(sentence)):
        return "not_ours"
    opened = opening(clauses[0], asked, setting) or at_end(clauses, asked, setting)
    if is_planned(sentence) and opened in ("", "yes", "no", "planned"):
        return "planned" if opened != "" or is_short(sentence, asked, setting) else ""
    if opened == "yes":
        return "" if spoils_yes(" ".join(clauses[1:])) else "yes"
    return opened


def at_end(clauses: Sequence[str], asked: Asked, setting: Setting) -> str:
    """The answer that is the last clause, where what stands before it can be nobody else's."""
    before = [token for clause in clauses[:-1] for token in clause.split()]
    ours = len(clauses) < 4 and all(is_known(token, setting, asked) for token in before)
    return standing_words().get(fold(clauses[-1]), "") if ours else ""


@cache
def not_ours() -> tuple[str, ...]:
    """All ways to say that it is somebody else's task, longer than one word."""
    return (*NOT_OURS_MORE, *(one for one in STANDING_WORDS["not_ours"] if " " in one))


def opening(clause: str, asked: Asked, setting: Setting) -> str:
    """The answer that a clause is, or that its first word is."""
    whole = standing_words().get(fold(clause), "")
    if whole:
        return whole
    tokens = clause.split()
    first, rest = fold(tokens[0]), tokens[1:]
    if first in YES and rest:
        return "yes" if not spoils_yes(" ".join(rest)) and no_names([], rest, setting, asked) else ""
    if first in NO and rest and fold(rest[0]) in PRONOUNS:
        return "no" if beyond(NEGATED, " ".join(rest), asked) and len(rest) < 12 else ""
    return ""


def spoils_yes(rest: str) -> bool:
    """Whether what follows a yes takes some of it back."""
    folded = fold(rest)
    return any(matcher(listed).search(folded) for listed in (NEGATED, PARTIAL, FUTURE, PAST))


def is_planned(sentence: str) -> bool:
    """Whether it says that it is planned, and not that it is not."""
    folded = fold(sentence)
    found = matcher(PLANNED_MORE).search(folded) or matcher(tuple(STANDING_WORDS["planned"])).search(folded)
    if found is None:
        return False
    start = max(0, found.start() - 24)
    near = folded[start : found.start()]
    after = folded[found.end() : found.end() + 12]
    return not (matcher(NEGATED).search(near) or matcher(NEGATED).search(after) or matcher(OTHERS).search(folded))


def is_short(sentence: str, asked: Asked, setting: Setting) -> bool:
    """Whether few words stand in it that we do not know."""
    return sum(not is_known(token, setting, asked) for token in sentence.split()) <= 5


def restated(sentence: str, asked: Asked, setting: Setting) -> str:
    """Yes or no where a sentence says the question's own words again; "" where it says anything less, or more."""
    wanted = content_words(asked.label)
    said = fold(sentence).split()
    if len(wanted) < 2 or not all(any(alike(word, one) for one in said) for word in wanted):
        return ""
    if any(beyond(listed, sentence, asked) for listed in (PARTIAL, PAST, OTHERS)):
        return ""
    tokens = re.findall(r"[^\s,.;:!]+", sentence)
    unknown = [token for token in tokens if not is_known(token, setting, asked) and not beyond(NEGATED, token, asked)]
    if len(unknown) > 2 or not no_names(tokens, [], setting, asked):
        return ""
    if beyond(FUTURE, sentence, asked):
        return "" if beyond(NEGATED, sentence, asked) else "planned"
    return "no" if beyond(NEGATED, sentence, asked) else "yes"
