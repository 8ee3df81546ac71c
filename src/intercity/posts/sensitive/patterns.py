"""The patterns of the finder, made from the words. Each repeats at most so often, and begins where a word begins."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from intercity.posts.sensitive.words import LISTS, PARTICLES


def any_of(words: Iterable[str]) -> str:
    """One of the words, the longest first, in capitals or not."""
    return "(?i:" + "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True)) + ")"


CUE: Final = any_of(LISTS["phone cues"])
BEFORE: Final = any_of(LISTS["streets before"])
ENDING: Final = any_of(LISTS["streets ending"])
BEHIND: Final = any_of(LISTS["streets behind"])
CASE: Final = any_of(LISTS["case cues"])
TITLE: Final = any_of(LISTS["titles"])
CALLED: Final = any_of(LISTS["called"])
SMALL_WORD: Final = any_of(PARTICLES)

# Letters of the scripts of Europe that begin a name.
CAPITAL: Final = "[A-ZÀ-ÖØ-ÞĀĂĄĆČĎĐĒĖĘĚĞĢĪĮİĶĻĽŁŃŅŇŌŐŒŔŘŚŞŠŢŤŪŮŰŲŸŹŻŽȘȚΑ-ΩΆΈ-ΏА-ЯЁІЇЄҐЀ-Џ]"
LETTER: Final = r"[^\W\d_]"
NAME: Final = rf"{CAPITAL}(?:{LETTER}|['’\-]){{1,30}}"
SPACE: Final = r"[ \t\u00a0]{1,3}"
# The number of a house: 12, 12a, 12 bis, 12/4.
HOUSE: Final = r"\d{1,4}(?:\s?(?:bis|ter)\b|\s?[a-zA-Zа-я]\b)?(?:/\d{1,3})?(?![\d.,]*\d|\s?%)"
MARK: Final = r"(?:,?\s{0,2}(?:n[°ºo]\.?|№|nr\.?|no\.?|br\.|č\.|num\.?|núm\.?)\s{0,2}|,?\s{1,3})"
# The words of a street's name; the smaller ones between them too.
SMALL: Final = rf"(?:(?:{SMALL_WORD}|des|les|of|the|d'|l'|\d{{1,2}}){SPACE}){{0,3}}"
STREET_NAME: Final = rf"{SMALL}„?(?:d'|l'|d’|l’)?{CAPITAL}[\w'’.\-]{{1,30}}[“”]?"
STREET_WORDS: Final = rf"{STREET_NAME}(?:{SPACE}{STREET_NAME}){{0,3}}"

MAIL: Final = re.compile(r"(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,6}")
PHONE: Final = re.compile(r"(?<![\w.,/+(-])[+(]{0,2}\d(?:[ \u00a0().\-/]{0,3}\d){4,16}(?![\w/]|[.,]\d)")
PHONE_CUE: Final = re.compile(rf"\b{any_of(LISTS['phone cues'])}\W{{0,6}}(?:\w{{1,6}}\W{{1,3}})?$")
# Behind a number they say what it counts.
UNIT: Final = re.compile(
    r"\s?(?:€|%|\$|£|лв|eur|chf|zł|kč|ft\b|m²|km|people|persons|personnes|habitants|einwohner|personas|habitantes|persone"
    r"|abitanti|жители|души|million|millones|milioni|inhabitants|residents|women|femmes|frauen|mujeres|donne|жени)",
    re.IGNORECASE,
)
DATE: Final = re.compile(
    r"\d{1,2}[ ./-]\d{1,2}[ ./-](?:19|20)\d\d|(?:19|20)\d\d[./-]\d{1,2}[./-]\d{1,2}"
    r"|(?:19|20)\d\d\s?[-/]\s?(?:19|20)\d\d"
)

ADDRESSES: Final = (
    # 12 rue de la Paix, ul. Długa 5, calle Mayor, 12, ул. „Шипка“ № 12
    re.compile(rf"\b\d{{1,4}}(?:\s?(?:bis|ter))?,?{SPACE}{any_of(LISTS['streets before'])}\.?{SPACE}{STREET_WORDS}"),
    re.compile(rf"\b{any_of(LISTS['streets before'])}\.?[ \u00a0]{{0,3}}{STREET_WORDS}{MARK}{HOUSE}"),
    # Gartenstraße 12, Lange Straße 12, Petőfi utca 12
    re.compile(rf"\b{CAPITAL}[\w\-]{{2,40}}(?<=[a-zäöåø\-]){any_of(LISTS['streets ending'])}{SPACE}{HOUSE}"),
    re.compile(rf"\b{CAPITAL}[\w\-]{{1,40}}{any_of(LISTS['streets ending'])}{SPACE}{HOUSE}"),
    re.compile(rf"\b{NAME}(?:{SPACE}{NAME}){{0,2}}{SPACE}{any_of(LISTS['streets behind'])}\.?{SPACE}{HOUSE}"),
    # 12 High Street
    re.compile(
        rf"\b\d{{1,4}}[a-z]?,?{SPACE}(?:{NAME}{SPACE}){{1,3}}(?:Street|St|Road|Rd|Avenue|Ave|Lane|Drive|Close|Court"
        r"|Crescent|Square|Terrace|Gardens|Grove|Way)\b"
    ),
)

NUMBER_WORD: Final = (
    r"(?:n[°ºo]s?\.?|nr\.?|no\.?|num(?:ber|ero|éro)?\.?|núm(?:ero)?\.?|numéro|№|num|nummer|номер|akt|z)"
)
CASES: Final = (
    # A word for it and a number of at least four signs, or a word, "no." and any number: not "case 2" or "file 2024".
    re.compile(
        rf"\b{any_of(LISTS['case cues'])}[.\-]?\s{{0,2}}{NUMBER_WORD}?\s{{0,2}}[:#]?\s{{0,2}}"
        r"(?=[\w/.\-]{0,20}\d)(?!(?:19|20)\d\d\b(?![/\-.]))[\w]{1,12}(?:[/.\-][\w]{1,12}){0,4}(?<=[\w/.\-]{4})"
    ),
    re.compile(
        rf"\b{any_of(LISTS['case cues'])}[.\-]?\s{{0,2}}{NUMBER_WORD}\s{{0,2}}[:#]?\s{{0,2}}"
        r"(?=[\w/.\-]{0,20}\d)[\w]{1,12}(?:[/.\-][\w]{1,12}){0,4}"
    ),
    # As German courts number theirs.
    re.compile(r"\b\d{1,3} [A-Z][A-Za-z]{0,3} \d{1,5}/\d{2}\b"),
    # Numbers of a person: Italian tax code, Spanish DNI and NIE, French social security.
    re.compile(r"\b[A-Z]{6}\d{2}[A-Z]\d{2}[A-Z]\d{3}[A-Z]\b"),
    re.compile(r"\b(?:\d{8}|[XYZ]\d{7})[ -]?[A-HJ-NP-TV-Z]\b"),
    re.compile(r"\b[12] ?\d{2} ?(?:0[1-9]|1[0-2]) ?\d{2} ?\d{3} ?\d{3}(?: ?\d{2})?\b"),
)

PERSON: Final = rf"{NAME}(?:{SPACE}(?:{SMALL_WORD}{SPACE}){{0,2}}{NAME}){{0,2}}"
INITIAL: Final = rf"{CAPITAL}\."
# Who holds an office is not who is protected.
OFFICE: Final = (
    r"(?!(?i:mayor|minister|president|commissioner|maire|ministre|présidente?|préfète?|bürgermeister(?:in)?|ministerin"
    r"|präsident(?:in)?|alcaldesa?|ministra|presidenta|sindac[oa]|ministro|кмет\w*|министър\w*)\b)"
)
TITLED: Final = re.compile(
    rf"(?<![\w.])(?:(?:{any_of(LISTS['titles'])}|M)\.?|{any_of(LISTS['called'])}){SPACE}{OFFICE}(?:{INITIAL}{SPACE}?)?(?:{PERSON}|{INITIAL})"
)
# What follows a given name: family name, initial, age.
NAME_WORD: Final = re.compile(
    rf"(?:-{NAME})?(?:{SPACE}(?:{SMALL_WORD}{SPACE}){{0,2}}{NAME}(?:{SPACE}{NAME})?|{SPACE}{INITIAL}|,?{SPACE}\(?\d{{1,2}}\b(?!\.?\d)\)?)"
)
WORD: Final = re.compile(rf"{LETTER}(?:{LETTER}|['’])*")
