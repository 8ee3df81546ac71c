"""The translated sentences: `extract`, `compile` and `check`. Needs Babel and Django, no gettext programs.

extract   read every sentence in code and templates into locale/<language>/LC_MESSAGES/django.po, keep translations
compile   write the .mo files that run time reads
check     fail with a list when something is not translated, a placeholder is lost or a template has bare text
"""

from __future__ import annotations

import argparse
import ast
import io
import re
import sys
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import NamedTuple

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.conf import settings
from django.template.base import Lexer, TokenType
from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "src" / "intercity"
LANGUAGES = ("fr", "bg")
KEYWORDS = {
    **dict.fromkeys(("_", "gettext", "gettext_lazy", "gettext_noop")),
    **dict.fromkeys(("ngettext", "ngettext_lazy"), (1, 2)),
    **dict.fromkeys(("pgettext", "pgettext_lazy"), ((1, "c"), 2)),
    **dict.fromkeys(("npgettext", "npgettext_lazy"), ((1, "c"), 2, 3)),
}
CODE_NOT_READ = ("tests", "migrations")
# Headers that change with every run and say nothing.
NOISE = re.compile(
    r'^"(?:POT-Creation-Date|PO-Revision-Date|Generated-By|Report-Msgid-Bugs-To|Last-Translator|Language-Team): .*\n',
    re.MULTILINE,
)
PLACEHOLDER = re.compile(r"%(?:\(\w+\))?[sdif]|\{\w*\}")


class Problem(NamedTuple):
    """Something to put right, and where."""

    where: str
    line: int
    what: str

    def __str__(self) -> str:
        return f"{self.where}:{self.line}: {self.what}"


# --- What the product says -------------------------------------------------------------------------------------


def python_files(package: Path) -> list[Path]:
    """Product code; tests and migrations speak to nobody."""
    return [p for p in sorted(package.rglob("*.py")) if not set(p.parts).intersection(CODE_NOT_READ)]


def template_files(package: Path) -> list[Path]:
    """Pages and mails."""
    return sorted(p for p in package.rglob("templates/**/*") if p.suffix in (".html", ".txt", ".xml"))


def template_as_code(path: Path) -> str:
    """A template as Python calls of gettext, line by line; what is not translated is blotted out."""
    code = templatize(path.read_text(encoding="utf-8"), origin=str(path))
    # The tokenizer would take the template's indentation for Python's.
    return "\n".join(line.lstrip() for line in code.split("\n"))


def collect(package: Path) -> Catalog:
    """All sentences of `package`, each with the files that say it (without line numbers: they move too often)."""
    catalog = Catalog(fuzzy=False)
    texts = [(p, p.read_text(encoding="utf-8")) for p in python_files(package)]
    texts += [(p, template_as_code(p)) for p in template_files(package)]
    for path, text in texts:
        where = path.relative_to(package).as_posix()
        for line, message, comments, context in extract(
            "python", io.BytesIO(text.encode()), KEYWORDS, ("Translators:",)
        ):
            catalog.add(message, None, [(where, line)], auto_comments=comments, context=context)
    return catalog


# --- Catalogues ------------------------------------------------------------------------------------------------


def catalogue_path(package: Path, language: str) -> Path:
    """Where the translations of `language` are."""
    return package / "locale" / language / "LC_MESSAGES" / "django.po"


def read_catalogue(package: Path, language: str) -> Catalog:
    """The translations of `language`; an empty catalogue where there is none yet."""
    path = catalogue_path(package, language)
    if not path.exists():
        return Catalog(locale=language, project="Intercity", version="1", fuzzy=False)
    with path.open("rb") as file:
        return read_po(file, locale=language)


def write_catalogue(package: Path, language: str, catalog: Catalog, *, prune: bool = False) -> None:
    """Write the same bytes for the same content, whenever and wherever it is run."""
    catalog.header_comment = f"# Intercity: {language}. Written by tools/messages.py; translate the msgstr lines."
    catalog.fuzzy = False
    out = io.BytesIO()
    write_po(out, catalog, sort_output=True, width=110, include_lineno=False, ignore_obsolete=prune)
    path = catalogue_path(package, language)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(NOISE.sub("", out.getvalue().decode()), encoding="utf-8")


def update(catalog: Catalog, said: Catalog) -> None:
    """Bring `catalog` up to what is `said`: translations stay, also those of sentences that come back."""
    for key, message in list(catalog.obsolete.items()):
        if said.get(message.id, message.context) is not None:
            catalog[message.id] = message
            del catalog.obsolete[key]
    catalog.update(said, no_fuzzy_matching=True, update_creation_date=False)


def extract_all(package: Path, languages: tuple[str, ...], *, prune: bool = False) -> list[str]:
    """Update the catalogue of each language; gives one line of report for each."""
    said = collect(package)
    report = []
    for language in languages:
        catalog = read_catalogue(package, language)
        update(catalog, said)
        write_catalogue(package, language, catalog, prune=prune)
        missing = sum(1 for message in catalog if message.id and not is_translated(message))
        report.append(f"{language}: {len(catalog)} sentences, {missing} to translate")
    return report


def compile_all(package: Path) -> list[str]:
    """Write the .mo beside every .po; gives one line of report for each."""
    report = []
    for path in sorted(package.glob("locale/*/LC_MESSAGES/*.po")):
        with path.open("rb") as file:
            catalog = read_po(file, locale=path.parts[-3])
        with path.with_suffix(".mo").open("wb") as file:
            write_mo(file, catalog)
        report.append(f"Compiled {path.parts[-3]}: {len(catalog)} sentences")
    return report


# --- Checks ----------------------------------------------------------------------------------------------------


def strings(value: str | tuple[str, ...] | list[str] | None) -> tuple[str, ...]:
    """The forms of a msgid or msgstr: one, or one for each number."""
    return (value or "",) if isinstance(value, str | None) else tuple(value)


def is_translated(message: Message) -> bool:
    """Whether every form of it has a translation that somebody has looked at."""
    return all(strings(message.string)) and not message.fuzzy


def check_catalogue(package: Path, language: str, said: Catalog) -> Iterator[Problem]:
    """Sentences of the product without a translation, and translations that would break."""
    catalog = read_catalogue(package, language)
    where = catalogue_path(package, language).relative_to(package).as_posix()
    for message in said:
        if not message.id:
            continue
        sentence = strings(message.id)[0]
        own = catalog.get(message.id, message.context)
        if own is None or strings(own.id) != strings(message.id):
            yield Problem(where, 1, f"not in the catalogue (run extract): {sentence!r}")
        elif not is_translated(own):
            state = "fuzzy" if own.fuzzy else "not translated"
            yield Problem(where, own.lineno or 1, f"{state}: {sentence!r}")
        else:
            yield from check_translation(where, own)


def check_translation(where: str, message: Message) -> Iterator[Problem]:
    """Placeholders and the blank or line at either end must be those of the sentence."""
    ids, forms = strings(message.id), strings(message.string)
    allowed = [placeholders(text) for text in ids]
    for number, form in enumerate(forms):
        # "1 answer" may be said without the number; a plural may not.
        fits = allowed if number == 0 else allowed[-1:]
        if placeholders(form) not in fits:
            line = message.lineno or 1
            yield Problem(where, line, f"placeholders differ: {ids[0]!r} → {form!r}")
        if form[:1].isspace() != ids[0][:1].isspace() or form[-1:].isspace() != ids[0][-1:].isspace():
            yield Problem(where, message.lineno or 1, f"begins or ends with a blank unlike the sentence: {form!r}")


def placeholders(text: str) -> list[str]:
    """What is filled in when the sentence is said: `%(name)s`, `%d`, `{}`; a doubled sign is none."""
    return sorted(PLACEHOLDER.findall(text.replace("%%", "").replace("{{", "").replace("}}", "")))


def check_calls(package: Path) -> Iterator[Problem]:
    """Sentences that are put together before they are translated: no catalogue can hold them."""
    for path in python_files(package):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            called = node.func if isinstance(node, ast.Call) else None
            if not isinstance(called, ast.Name) or called.id not in KEYWORDS or not isinstance(node, ast.Call):
                continue
            if node.args and isinstance(node.args[0], ast.JoinedStr | ast.BinOp):
                where = path.relative_to(package).as_posix()
                yield Problem(where, node.lineno, "give the whole sentence with %(name)s to gettext, and fill it after")


class BareText(HTMLParser):
    """Finds text and spoken attributes that are there for people to read."""

    # A command or a sign is the same in every language.
    NOT_READ = ("script", "style", "code", "kbd", "samp", "pre")
    SPOKEN = ("alt", "title", "aria-label", "aria-description", "placeholder", "label")
    NAMES = re.compile(r"\bIntercity\b|\bTLP:[A-Z]+\b|\b(?:CSV|PDF|JSON|Atom|RSS|iCal|XLSX)\b|&\w+;")

    def __init__(self) -> None:
        """Begin outside of everything."""
        super().__init__(convert_charrefs=False)
        self.depth = 0
        self.found: list[tuple[int, str]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Look at the attributes that are read out or shown."""
        self.depth += tag in self.NOT_READ
        spoken = [value for name, value in attrs if name in self.SPOKEN]
        if tag == "input" and dict(attrs).get("type") in ("submit", "button", "reset"):
            spoken.append(dict(attrs).get("value"))
        for value in spoken:
            self.look_at(value or "", self.getpos()[0])

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """An element without content."""
        self.handle_starttag(tag, attrs)
        self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        """Leave it."""
        self.depth -= tag in self.NOT_READ and self.depth > 0

    def handle_data(self, data: str) -> None:
        """Text between tags, told by its own line."""
        for offset, line in enumerate(data.split("\n")):
            if not self.depth:
                self.look_at(line, self.getpos()[0] + offset)

    def look_at(self, text: str, line: int) -> None:
        """Keep `text` when a person would read it as words."""
        if any(c.isalpha() for c in self.NAMES.sub("", text)):
            self.found.append((line, " ".join(text.split())[:60]))


def unread_until(tag: str) -> str:
    """The tag that ends what begins with `tag`, if that is no text for people: translated, or part of an attribute."""
    word, _, name = tag.partition(" ")
    if word in ("blocktranslate", "blocktrans", "comment"):
        return f"end{word}"
    return "endblock" if word == "block" and name.strip().endswith(("_class", "_attributes")) else ""


def untagged(source: str) -> str:
    """A template without its tags, variables and translated blocks; every line stays where it is."""
    kept, end = [], ""
    for token in Lexer(source).tokenize():
        if token.token_type == TokenType.TEXT:
            kept.append("\n" * token.contents.count("\n") if end else token.contents)
        elif token.token_type == TokenType.BLOCK and end:
            end = "" if token.contents.split(" ")[0] == end else end
        elif token.token_type == TokenType.BLOCK:
            end = unread_until(token.contents)
    return "".join(kept)


def check_templates(package: Path) -> Iterator[Problem]:
    """Words in templates that no translator would see."""
    for path in template_files(package):
        parser = BareText()
        parser.feed(untagged(path.read_text(encoding="utf-8")))
        parser.close()
        where = path.relative_to(package).as_posix()
        for line, text in parser.found:
            yield Problem(where, line, f"not wrapped in translate: {text!r}")


def check_all(package: Path, languages: tuple[str, ...]) -> list[Problem]:
    """Everything that is wrong."""
    said = collect(package)
    found = [*check_calls(package), *check_templates(package)]
    for language in languages:
        found += check_catalogue(package, language, said)
    return found


# --- Command ---------------------------------------------------------------------------------------------------


def main(arguments: list[str] | None = None) -> int:
    """Run one of the three; gives the exit code."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=["extract", "compile", "check"])
    parser.add_argument("--package", type=Path, default=PACKAGE, help="the package with templates/ and locale/")
    parser.add_argument("--prune", action="store_true", help="extract: forget translations nothing needs any more")
    options = parser.parse_args(arguments)
    if not settings.configured:
        settings.configure()  # the template lexer asks for the file charset
    if options.what == "extract":
        print("\n".join(extract_all(options.package, LANGUAGES, prune=options.prune)))
        return 0
    if options.what == "compile":
        print("\n".join(compile_all(options.package)) or "Nothing to compile.")
        return 0
    found = check_all(options.package, LANGUAGES)
    for problem in found:
        print(problem)
    if found:
        print(f"{len(found)} to put right: `python tools/messages.py extract`, translate the .po files, check again.")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
