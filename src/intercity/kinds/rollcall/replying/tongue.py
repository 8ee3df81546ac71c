"""In which of six languages a reply is written."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Final

from intercity.core.text import fold
from intercity.kinds.rollcall.values.lists import words

TELLING: Final[Mapping[str, frozenset[str]]] = {
    code: frozenset(map(fold, words(said)))
    for code, said in {
        "en": (
            "yes the we have and of since our are not is there been with "
            "for this open opened closed today has in to hotels beds"
        ),
        "fr": (
            "oui nous avons et les des depuis sont pas est une dans pour "
            "ouvert fermé le la lits hôtels écoles ouverts notre du"
        ),
        "de": (
            "ja nein wir haben und die der seit sind nicht ist ein eine "
            "mit für geöffnet geschlossen betten das den im zu bei"
        ),
        "it": (
            "sì abbiamo e gli di dal sono non è una con per aperto chiuso "
            "il letti alberghi nostra della nei anche che"
        ),
        "es": (
            "sí tenemos hemos y los las desde son está una con por para "
            "abierto cerrado el camas hoteles nuestra hay que"
        ),
        "bg": (
            "да не ние имаме и от са е на за с отворени затворени легла "
            "хотела в сме понеделник"
        ),
    }.items()
}  # fmt: skip


def language_of(text: str, usual: str = "") -> str:
    """The language that most of its words belong to; `usual` where that is not clear."""
    said = fold(text).split()
    counts = Counter({code: sum(word in known for word in said) for code, known in TELLING.items()})
    (first, most), (_second, next_most) = counts.most_common(2)
    return first if most > next_most else usual
