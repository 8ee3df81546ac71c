"""Whether the unit that somebody wrote is the one that is asked for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from enum import Enum
from functools import cache
from typing import Final

from intercity.core.text import fold
from intercity.kinds.rollcall.values.lists import phrases, words

# Measures: what is measured, and how many of the first unit of its family one is.
MEASURES: Final[Mapping[str, Sequence[tuple[str, str]]]] = {
    "mass": (
        ("g gram grams gramme grammes gramm grammi gramos грам грама гр", "0.001"),
        ("kg kilo kilos kilogram kilograms kilogramm kilogrammes chili chilogrammi kilogramos кг килограма", "1"),
        ("t tonne tonnes ton tons tonnen tonnellate toneladas тон тона тонове", "1000"),
    ),
    "length": (
        ("mm millimetres millimeter", "0.001"), ("cm centimetres zentimeter сантиметра", "0.01"),
        ("m metre metres meter meters mètre mètres metri metro metros метра метър", "1"),
        ("km kilometre kilometres kilometer kilometers kilomètres chilometri kilómetros км километра", "1000"),
    ),
    "area": (
        ("m2 m² sqm qm quadratmeter mq кв.м", "1"), ("ha hectare hectares hektar ettari hectáreas хектара", "10000"),
        ("km2 km²", "1000000"),
    ),
    "volume": (
        ("l liter liters litre litres litri litros литра литри", "1"), ("m3 m³ cbm kubikmeter", "1000"),
        ("ml", "0.001"),
    ),
    "time": (
        ("min minute minutes minuten minuti minutos минути", "1"),
        ("h hour hours heure heures stunde stunden std ora ore hora horas час часа", "60"),
        ("day days jour jours tag tage tagen giorno giorni día días ден дни", "1440"),
        ("week weeks semaine semaines woche wochen settimana settimane semana semanas седмица седмици", "10080"),
    ),
    "months": (
        ("month months mois monat monate monaten mese mesi mes meses месец месеца", "1"),
        ("year years an ans année années jahr jahre jahren anno anni año años година години", "12"),
    ),
    "energy": (("kwh", "1"), ("mwh", "1000"), ("gwh", "1000000")),
    "power": (("kw", "1"), ("mw", "1000")),
    "temperature": (("°c °", "1"),),
    "share": (("% percent prozent", "1"),),
}  # fmt: skip
# Things that cities count, in six languages; one line is one thing.
THINGS: Final = phrases(
    """
    bed beds lit lits couchage couchages bett betten schlafplätze letto letti posti camas cama легла легло, hotel
    hotels hôtel hôtels alberghi albergo hoteles хотел хотела хотели, person persons people personne personnes gens
    person personen menschen leute persona persone personas gente човека души хора лица лице inhabitants habitants
    einwohner abitanti habitantes жители, mask masks masque masques maske masken mascherina mascherine mascarillas
    mascarilla маска маски, playground playgrounds aire aires spielplatz spielplätze parchi giochi площадка
    площадки, school schools école écoles schule schulen scuola scuole escuela escuelas училище училища, shelter
    shelters abri abris refuge refuges unterkunft unterkünfte notunterkünfte rifugio rifugi refugio refugios
    albergues убежище убежища подслон подслона, place places platz plätze posto posti plaza plazas място места, room
    rooms salle salles chambre chambres raum räume zimmer stanza stanze sala sale salas habitaciones стая стаи зала
    зали помещения, centre centres center centers zentrum zentren centro centri centros център центъра центрове,
    vehicle vehicles car cars véhicule véhicules voiture voitures fahrzeug fahrzeuge veicolo veicoli vehículo
    vehículos автомобил автомобила коли превозни, bus buses autobus autobuses busse автобус автобуса автобуси, nurse
    nurses infirmier infirmière infirmiers infirmières krankenschwester pflegekräfte infermiere infermieri enfermera
    enfermeras enfermeros медицински сестри, employee employees staff agent agents employé employés mitarbeiter
    mitarbeitende beschäftigte dipendente dipendenti impiegati empleado empleados служител служители, volunteer
    volunteers bénévole bénévoles volontaires freiwillige freiwilligen ehrenamtliche volontario volontari voluntario
    voluntarios доброволец доброволци доброволеца, family families famille familles familie familien famiglia
    famiglie familia familias семейство семейства, child children enfant enfants kind kinder kindern bambino bambini
    niño niños дете деца, test tests tests тест теста тестове, case cases cas fall fälle casi caso casos случай
    случая случаи, tent tents tente tentes zelt zelte tenda tende tiendas палатка палатки, generator generators
    générateur générateurs groupes électrogènes stromaggregate generatore generatori generadores генератор
    генератора генератори, meal meals repas mahlzeit mahlzeiten pasto pasti comida comidas порции храна, fountain
    fountains fontaine fontaines brunnen trinkbrunnen fontana fontane fuente fuentes чешма чешми фонтан, library
    libraries bibliothèque bibliothèques bibliothek bibliotheken biblioteca biblioteche bibliotecas библиотека
    библиотеки, box boxes carton cartons boîtes kisten kartons scatola scatole caja cajas кутия кутии, team teams
    équipe équipes mannschaften squadra squadre equipo equipos екип екипа екипи, site sites standort standorte sito
    siti sitio sitios обект обекта обекти, pool pools swimming piscine piscines schwimmbad schwimmbäder freibäder
    freibad piscina piscinas басейн басейна басейни, street streets rue rues straße straßen strada strade calle
    calles улица улици, camera cameras caméra caméras kamera kameras telecamera telecamere cámara cámaras камера
    камери
    """
)
# Words that stand around a unit and mean nothing of their own.
FILLERS: Final = frozenset(
    map(
        fold,
        words(
            """
            of de d des du la le les the a an in at der die das den dem von im di del della dei degli delle el los
            las il lo gli на в във с със от и total totale totali insgesamt gesamt общо pieces pcs stück stücke
            pièces pezzi piezas unidades unités units unità бр броя брой now currently today aktuell derzeit heute
            actuellement aujourd'hui oggi attualmente hoy actualmente сега днес available disponibles verfügbar
            disponibili налични overall together zusammen ensemble altogether all so far bisher
            """
        ),
    )
)


class Fit(Enum):
    """How what was written fits what is asked."""

    SAME = 1
    OTHER = 2
    """A different thing or measure."""
    UNKNOWN = 3
    """Words that we do not know."""


@cache
def measures() -> Mapping[str, tuple[str, Decimal]]:
    """Family and factor of each name of a measure."""
    return {
        name.casefold(): (family, Decimal(factor))
        for family, steps in MEASURES.items()
        for names, factor in steps
        for name in names.split()
    }


@cache
def things() -> Mapping[str, frozenset[int]]:
    """The lines of `THINGS` that each folded word stands in."""
    found: dict[str, set[int]] = {}
    for number, line in enumerate(THINGS):
        for word in line.split():
            found.setdefault(fold(word), set()).add(number)
    return {word: frozenset(numbers) for word, numbers in found.items()}


def measure_of(unit: str) -> tuple[str, Decimal] | None:
    """The family of a unit and its size, None for things that are counted."""
    return measures().get(unit.casefold().strip(" ."))


def fit(rest: str, unit: str, label: str) -> Fit:
    """Whether the words after a number name `unit`, or what the question's `label` asks for."""
    if not rest.strip(" .;,!"):
        return Fit.SAME
    if fold(rest) == fold(unit) != "" or rest.casefold().strip() == unit.casefold().strip():
        return Fit.SAME
    own, wanted = measure_of(rest), measure_of(unit)
    if own is not None or wanted is not None:
        return Fit.SAME if own == wanted else (Fit.OTHER if own is not None else fit_words(rest, unit, label))
    return fit_words(rest, unit, label)


def fit_words(rest: str, unit: str, label: str) -> Fit:
    """As `fit`, of words that are no measure."""
    written = [word for word in fold(rest).split() if word not in FILLERS]
    if not written:
        return Fit.SAME
    asked = fold(unit).split() or fold(label).split()
    # "20 free beds" where free beds are asked for.
    wider = [*asked, *fold(label).split()]
    if any(is_form(word, asked) for word in written) and all(is_form(word, wider) for word in written):
        return Fit.SAME
    first = kinds_of(written[0])
    wanted = frozenset[int]().union(*(kinds_of(word) for word in asked))
    if first and wanted:
        same = first & wanted and all(kinds_of(word) & wanted for word in written)
        return Fit.SAME if same else (Fit.UNKNOWN if first & wanted else Fit.OTHER)
    return Fit.UNKNOWN


def is_form(word: str, of: Sequence[str]) -> bool:
    """Whether a folded word is a form of one of others."""
    return any(alike(word, one) for one in of)


def kinds_of(word: str) -> frozenset[int]:
    """Which things a folded word may name."""
    return things().get(word, frozenset())


def alike(one: str, other: str) -> bool:
    """Whether two folded words are forms of the same: equal but for their ends."""
    short, long = sorted((one, other), key=len)
    if short == long:
        return True
    same = next((i for i, pair in enumerate(zip(short, long, strict=False)) if pair[0] != pair[1]), len(short))
    return len(short) >= 3 and same >= max(3, len(short) - 2) and len(long) - same <= 3


def factor_between(written: str, unit: str) -> Decimal | None:
    """How many of `unit` one of `written` is, None where they do not measure the same."""
    own, wanted = measure_of(written), measure_of(unit)
    if own is None or wanted is None or own[0] != wanted[0]:
        return None
    return own[1] / wanted[1]
