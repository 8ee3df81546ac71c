"""Languages in which the network's cities write."""

from __future__ import annotations

from intercity.core.templatetags.intercity import language_name

ALL = "bg ca cs da de el en es et eu fi fr ga gl hr hu is it lt lv mk mt nb nl pl pt ro ru sk sl sq sr sv tr uk"
CODES = ALL.split()


def language_choices() -> list[tuple[str, str]]:
    """(code, the language's own name) pairs in the order of the names."""
    return sorted(((code, language_name(code)) for code in CODES), key=lambda pair: pair[1].casefold())
