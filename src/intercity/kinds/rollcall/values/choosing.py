"""Options as people name them: by label, by id, by position, and yes and no in six languages."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Final

from intercity.core.text import fold
from intercity.kinds.rollcall.values.lists import phrases, words
from intercity.kinds.rollcall.values.types import Asked, Option
from intercity.kinds.rollcall.values.units import FILLERS, alike

# What means one of the four answers of `types.STANDING`, as a whole answer.
STANDING_WORDS: Final[Mapping[str, tuple[str, ...]]] = {
    "yes": phrases(
        """
        yes, y, yes we do, yes we have, we do, we have, done, already done, in force, in place, true, yep, yes
        already, of course, confirmed, affirmative, correct, oui, oui c'est fait, c'est fait, déjà fait, fait, en
        place, en vigueur, tout à fait, vrai, ja, jawohl, erledigt, bereits erledigt, ja bereits, ist erfolgt,
        trifft zu, bereits umgesetzt, umgesetzt, sì, si, fatto, già fatto, in vigore, attivo, confermo, certo, sí,
        hecho, ya hecho, en vigor, claro, por supuesto, да, направено, вече направено, в сила, разбира се, ✓, ✔, ☑,
        ✅
        """
    ),
    "no": phrases(
        """
        no, n, no we do not, no we don't, we do not, we don't, we have not, we haven't, not done, false, nope, not
        at all, negative, non, pas du tout, non pas du tout, faux, nein, nein gar nicht, trifft nicht zu,
        keineswegs, no non lo facciamo, per niente, falso, en absoluto, no lo hacemos, не, ne, няма, не правим
        """
    ),
    "planned": phrases(
        """
        planned, it is planned, planning, we plan to, we are planning it, we plan it, we intend to, scheduled, soon,
        in preparation, in planning, being prepared, prévu, c'est prévu, planifié, en préparation, en projet, c'est
        en préparation, programmé, bientôt, geplant, ist geplant, in planung, wir planen es, vorgesehen, in
        vorbereitung, demnächst, previsto, prevista, pianificato, programmato, in programma, in preparazione, è
        previsto, prossimamente, previsto, está previsto, planeado, planificado, programado, en preparación,
        próximamente, планирано, планира се, планираме, предвидено, предстои, в подготовка, скоро
        """
    ),
    "not_ours": phrases(
        """
        not our task, not ours, not our job, not our competence, not our responsibility, not within our remit,
        outside our remit, not in our competence, regional competence, national competence, the region does it, not
        applicable to us, this is the region's task, the state does it, pas de notre compétence, pas notre
        compétence, hors compétence, compétence régionale, compétence de la région, compétence de l'état, ne relève
        pas de notre compétence, pas de notre ressort, compétence nationale, c'est la région, pas notre mission,
        compétence du département, compétence départementale, nicht unsere aufgabe, nicht zuständig, nicht unsere
        zuständigkeit, aufgabe des landes, ländersache, landessache, wir sind nicht zuständig, keine zuständigkeit,
        sache des landes, aufgabe des kreises, bundessache, keine kommunale aufgabe, non di nostra competenza, non è
        di nostra competenza, competenza regionale, competenza della regione, non è nostro compito, non compete a
        noi, competenza statale, non nostro compito, competenza dello stato, no es nuestra competencia, no es
        competencia nuestra, competencia regional, competencia autonómica, no nos corresponde, competencia de la
        región, competencia estatal, no es nuestra tarea, competencia del estado, не е наша задача, не е в нашата
        компетентност, областна компетентност, не е наша компетентност, държавна компетентност, компетентност на
        областта, не е от нашата компетентност, не е наше задължение, извън нашата компетентност
        """
    ),
}  # fmt: skip
# What says that there is no answer (yet).
UNKNOWN: Final = frozenset(
    map(
        fold,
        phrases(
            """
            -, --, ?, ??, n/a, na, n.a., unknown, not known, don't know, do not know, no idea, tbd, to be defined,
            to be confirmed, tbc, pending, no answer, no data, not available, inconnu, ne sait pas, nsp, à définir,
            à confirmer, nc, sans réponse, sans objet, k.a., k. a., keine angabe, keine angaben, unbekannt, weiß
            nicht, noch offen, offen, non so, sconosciuto, da definire, n.d., nd, da confermare, non disponibile, no
            sé, desconocido, por definir, ns/nc, por confirmar, no disponible, s/d, не знам, неизвестно, няма данни,
            неясно, не се знае
            """
        ),
    )
)  # fmt: skip
ALL: Final = frozenset(
    map(
        fold,
        phrases(
            """
            all, all of them, all of these, tous, toutes, tout, alle, alles, tutti, tutte, todos, todas, всички
            """
        ),
    )
)
NONE: Final = (
    ["none"],
    ["aucun"],
    ["aucune"],
    ["keine"],
    ["keines"],
    ["nessuno"],
    ["nessuna"],
    ["ninguno"],
    ["ninguna"],
)
SPLIT: Final = re.compile(r"\s*(?:[;\n•]|,\s|\s[&+]\s|\s(?:and|et|und|e|ed|y|e|и)\s)\s*", re.IGNORECASE)
NEGATIONS: Final = frozenset(
    map(
        fold,
        words(
            """
            not no none never without neither nor except don doesn isn haven aren won didn non pas aucun aucune jamais
            sans ni sauf nicht kein keine keinen nie ohne weder noch außer mai senza né nessun nessuna eccetto nunca
            sin ningún ninguna excepto salvo не няма нито без освен никога
            """
        ),
    )
)
POSITION: Final = re.compile(
    r"(?:no|nr|n°|№|option|point|punkt|punto|опция)?\.?\s*\(?(\d{1,2})\s*[.):]?", re.IGNORECASE
)
LETTER: Final = re.compile(r"\(?([a-z])\s*[.):]?", re.IGNORECASE)


@dataclass(frozen=True)
class Chosen:
    """Options that a text may mean, by their ids; `sure` where it can be only the one."""

    options: tuple[str, ...]
    sure: bool = True


@cache
def standing_words() -> Mapping[str, str]:
    """Ids of the four standing answers by folded words."""
    signs = {"✓": "yes", "✔": "yes", "☑": "yes", "✅": "yes"}
    return {fold(word): ident for ident, words in STANDING_WORDS.items() for word in words if fold(word)} | signs


def is_unknown(text: str) -> bool:
    """Whether a text says that nothing is known."""
    cleaned = text.strip(" .,;!")
    return not cleaned or cleaned.casefold() in {"-", "--", "?", "??", "/"} or fold(cleaned) in UNKNOWN - {""}


def read_standing(asked: Asked, text: str) -> Chosen | None:
    """The standing answer that `text` is or begins with; None where it is none."""
    known, cleaned = standing_words(), text.strip().strip(" .,;:!()")
    found = known.get(fold(cleaned)) or known.get(cleaned) or by_label(asked, cleaned) or by_id(asked, cleaned)
    if found:
        return Chosen((found,))
    if cleaned in ("1", "0"):
        return Chosen(("yes" if cleaned == "1" else "no",), sure=False)
    begins = begins_with(cleaned)
    return Chosen((begins,), sure=False) if begins else None


def begins_with(text: str) -> str:
    """The standing answer that the part before the first comma, dash or bracket is; "" for none."""
    head = re.split(r"[,;:(.!\n]| [-–—] ", text, maxsplit=1)[0]
    return standing_words().get(fold(head), "") if head != text else ""


def by_id(asked: Asked, text: str) -> str:
    """The option with that id."""
    wanted = text.casefold()
    return next((one.id for one in asked.options if one.id.casefold() == wanted), "")


def by_label(asked: Asked, text: str) -> str:
    """The one option with that label; "" for none."""
    wanted = text.strip().casefold()
    exact = [one.id for one in asked.options if str(one.label).strip().casefold() == wanted]
    if len(exact) == 1:
        return exact[0]
    folded = fold(text)
    found = [one.id for one in asked.options if folded and fold(str(one.label)) == folded]
    return found[0] if len(found) == 1 else ""


def read_one(asked: Asked, text: str) -> Chosen | None:
    """The one option that `text` names; several and unsure where it could be more than one; None for none."""
    cleaned = text.strip()
    labelled = by_label(asked, cleaned) or by_label(asked, cleaned.strip(" .,;:!()"))
    if labelled:
        return Chosen((labelled,))
    placed = placed_at(asked, cleaned.strip(" .,;:!"))
    return placed or by_words(asked.options, cleaned)


def placed_at(asked: Asked, text: str) -> Chosen | None:
    """By number or letter; unsure where digits could be part of a label, or id and place name different ones."""
    number, letter = POSITION.fullmatch(text), LETTER.fullmatch(text)
    place = int(number.group(1)) if number else (ord(letter.group(1).lower()) - 96 if letter else 0)
    identified = by_id(asked, text.strip(" .)("))
    placed = asked.options[place - 1].id if 1 <= place <= len(asked.options) else ""
    found = tuple(dict.fromkeys(one for one in (identified, placed) if one))
    if not found:
        return None
    digits = number is not None and any(char.isdigit() for one in asked.options for char in str(one.label))
    return Chosen(found, sure=len(found) == 1 and not digits)


def by_words(options: Sequence[Option], text: str) -> Chosen | None:
    """The options whose label has all words of `text`, or whose label `text` has in it."""
    words = fold(text).split()
    if not words or NEGATIONS & set(words):
        return None
    meant = [word for word in words if word not in FILLERS]
    inside = [one.id for one in options if meant and all(is_in(word, str(one.label)) for word in meant)]
    if inside:
        return Chosen(tuple(inside), sure=len(inside) == 1)
    around = [one.id for one in options if all(is_in(word, text) for word in fold(str(one.label)).split())]
    return Chosen(tuple(around), sure=False) if around else None


def is_in(word: str, text: str) -> bool:
    """Whether a text has a folded word, in any of its forms."""
    return any(alike(word, one) for one in fold(text).split())


def read_several(asked: Asked, text: str) -> tuple[Chosen | None, str]:
    """The options that a list names, in the order of the field, and the first piece of it that names none."""
    if fold(text) in ALL:
        # Among all, "none of these" would be one.
        sure = not any(fold(str(one.label)).split()[:1] in NONE for one in asked.options)
        return Chosen(tuple(one.id for one in asked.options), sure), ""
    single = by_label(asked, text)
    if single:
        return Chosen((single,)), ""
    chosen: list[str] = []
    sure = True
    for piece in pieces_of(asked, text):
        found = read_one(asked, piece)
        if found is None:
            return None, piece
        sure = sure and found.sure
        chosen += found.options
    ordered = tuple(one.id for one in asked.options if one.id in chosen)
    return (Chosen(ordered, sure) if ordered else None), ""


def pieces_of(asked: Asked, text: str) -> list[str]:
    """The parts of a list. Signs inside an option's own label part nothing."""
    parts = [part for part in re.split(r"\s*[;\n•]\s*", text) if part.strip(" .,")]
    found: list[str] = []
    for part in parts:
        found += (
            [part] if by_label(asked, part) else joined(asked, [one for one in re.split(r",", part) if one.strip(" .")])
        )
    return [piece.strip() for one in found for piece in split_words(asked, one)]


def joined(asked: Asked, parts: list[str]) -> list[str]:
    """Parts between commas, put together again where together they are a label."""
    found: list[str] = []
    at = 0
    while at < len(parts):
        for end in range(len(parts), at, -1):
            whole = ",".join(parts[at:end])
            if end == at + 1 or by_label(asked, whole):
                found.append(whole)
                at = end
                break
    return found


def split_words(asked: Asked, part: str) -> list[str]:
    """A part at its "and", unless it is a label, or not every piece would be one."""
    pieces = [piece for piece in SPLIT.split(part) if piece and piece.strip()]
    if by_label(asked, part) or len(pieces) < 2 or not all(read_one(asked, piece) for piece in pieces):
        return [re.sub(r"^(?:and|et|und|e|ed|y|и)\s+", "", part.strip(), flags=re.IGNORECASE)]
    return pieces
