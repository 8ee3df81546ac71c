"""The house rules that no other linter checks. Prints `file:line: what to do` and fails when there is any.

Reads what git tracks. Product code is src/ without tests and migrations.
"""

from __future__ import annotations

import argparse
import ast
import re
import statistics
import subprocess
import sys
import tomllib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parent.parent

LONGEST_FUNCTION = 60
MEDIAN_FUNCTION = 8
P90_FUNCTION = 30
LONGEST_FILE = 400
MOST_PACKAGES = 20

FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)
Function = ast.FunctionDef | ast.AsyncFunctionDef

# Django's own names of signals; connecting to one, or making one, hides what an act does.
SIGNALS = re.compile(r"^(?:pre|post)_(?:save|delete|init|migrate)$|^m2m_changed$|^request_(?:started|finished)$")
# Only this file knows the environment (the settings hand its words on).
READS_ENVIRONMENT = "config/env.py"

# What only makes sense on one machine. Each pattern is written so that this file does not match itself.
MACHINE = {
    re.compile(r"(?<![\w./~-])/(?:work|root)/"): "a path of one machine: write it relative to the checkout",
    re.compile(r"(?<![\w./~-])/tmp/bash_" + "jobs"): "a path of one machine",
    re.compile(r"^\s*--(?:extra-)?index-" + r"url\b", re.MULTILINE): "a package registry of one place",
    re.compile(r"files\.python" + r"hosted\.org"): "a package registry of one place",
}
TEXT = {
    ".py",
    ".md",
    ".toml",
    ".html",
    ".txt",
    ".css",
    ".js",
    ".json",
    ".po",
    ".yml",
    ".yaml",
    ".lock",
    ".cfg",
    ".sh",
    "",
}
KNOWN = TEXT | {".eml", ".gz", ".png", ".svg", ".tsv", ".ttf"}


class Problem(NamedTuple):
    """Something to put right, and where."""

    where: str
    line: int
    what: str

    def __str__(self) -> str:
        return f"{self.where}:{self.line}: {self.what}"


class Source(NamedTuple):
    """One file of product code, read and parsed."""

    where: str
    text: str
    tree: ast.Module


def tracked(root: Path, *patterns: str) -> list[str]:
    """The files git tracks under `root` that are still there."""
    out = subprocess.run(["git", "-C", str(root), "ls-files", *patterns], capture_output=True, text=True, check=True)
    return [line for line in out.stdout.splitlines() if (root / line).is_file()]


def is_product(where: str) -> bool:
    """Whether a path is product code: not a test, not a migration."""
    parts = Path(where).parts
    name = parts[-1]
    outside = {"tests", "migrations"}.intersection(parts) or name.startswith("test_") or name == "conftest.py"
    return "src" in parts and not outside


def read_product(root: Path) -> list[Source]:
    """All product code."""
    sources = []
    for where in filter(is_product, tracked(root, "*.py")):
        text = (root / where).read_text(encoding="utf-8")
        sources.append(Source(where, text, ast.parse(text, where)))
    return sources


# --- Rules of one file -----------------------------------------------------------------------------------------


def function_lines(node: Function) -> int:
    """Lines from `def` to the end, without the docstring's own."""
    total = (node.end_lineno or node.lineno) - node.lineno + 1
    if ast.get_docstring(node) is not None:
        doc = node.body[0]
        total -= (doc.end_lineno or doc.lineno) - doc.lineno + 1
    return total


def functions(source: Source) -> Iterator[Function]:
    """Every function of a file, those inside others too."""
    return (node for node in ast.walk(source.tree) if isinstance(node, FUNCTIONS))


def check_lengths(source: Source) -> Iterator[Problem]:
    """Short functions, short files."""
    lines = len(source.text.splitlines())
    if lines > LONGEST_FILE:
        yield Problem(source.where, 1, f"{lines} lines: split the file at {LONGEST_FILE}")
    for node in functions(source):
        if (length := function_lines(node)) > LONGEST_FUNCTION:
            yield Problem(source.where, node.lineno, f"{node.name} has {length} lines: split it at {LONGEST_FUNCTION}")


def check_types(source: Source) -> Iterator[Problem]:
    """Every function says what it gives."""
    for node in functions(source):
        if node.returns is None:
            yield Problem(source.where, node.lineno, f"{node.name}: write its return type")


def check_imports(source: Source) -> Iterator[Problem]:
    """Ours are imported at the top: an import inside a function hides a cycle."""
    for node in functions(source):
        for inner in ast.walk(node):
            if imports_ours(inner):
                yield Problem(
                    source.where, inner.lineno, f"{node.name}: import at the top; if that is a cycle, move code"
                )


def imports_ours(node: ast.AST) -> bool:
    """Whether it imports from this package."""
    if isinstance(node, ast.ImportFrom):
        return bool(node.level) or is_ours(node.module or "")
    return isinstance(node, ast.Import) and any(is_ours(alias.name) for alias in node.names)


def is_ours(module: str) -> bool:
    """Whether a module's full name is of this package."""
    return module.split(".")[0] == "intercity"


def check_signals(source: Source) -> Iterator[Problem]:
    """No receivers: an act is one function that says all it does."""
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Call) and is_signal_call(node):
            yield Problem(source.where, node.lineno, "no signals of ours: call the function from the action")


def is_signal_call(node: ast.Call) -> bool:
    """Whether it is `receiver(…)`, `Signal()` or `post_save.connect(…)`."""
    called = node.func
    if isinstance(called, ast.Attribute) and called.attr == "connect":
        return bool(SIGNALS.match(last_name(called.value)))
    return last_name(called) in ("receiver", "Signal")


def last_name(node: ast.AST) -> str:
    """`c` of `a.b.c`; empty for anything that is no name."""
    if isinstance(node, ast.Attribute):
        return node.attr
    return node.id if isinstance(node, ast.Name) else ""


def check_kinds(source: Source) -> Iterator[Problem]:
    """Only a kind knows what it is."""
    if "kinds" in Path(source.where).parts:
        return
    for node in ast.walk(source.tree):
        sides = [node.left, *node.comparators] if isinstance(node, ast.Compare) else []
        subjects = [node.subject] if isinstance(node, ast.Match) else []
        if any(isinstance(side, ast.Attribute) and side.attr == "kind" for side in (*sides, *subjects)):
            what = "do not ask which kind it is: give the Kind protocol a method"
            yield Problem(source.where, getattr(node, "lineno", 1), what)


def check_environment(source: Source) -> Iterator[Problem]:
    """Read in one place, so that the operator's page can list it all. A command may set it for what it starts."""
    if source.where.endswith(READS_ENVIRONMENT):
        return
    written = {id(value) for node in ast.walk(source.tree) for value in written_environment(node)}
    for node in ast.walk(source.tree):
        named = isinstance(node, ast.Attribute) and last_name(node.value) == "os" and node.attr in ("environ", "getenv")
        taken = isinstance(node, ast.ImportFrom) and node.module == "os" and imports_environment(node)
        if (named or taken) and id(node) not in written:
            where = READS_ENVIRONMENT
            yield Problem(source.where, getattr(node, "lineno", 1), f"read the environment in {where} and use settings")


def written_environment(node: ast.AST) -> list[ast.expr]:
    """The `os.environ` of `os.environ["X"] = …` and of naming Django's settings; empty for anything else."""
    if isinstance(node, ast.Subscript) and isinstance(node.ctx, ast.Store):
        return [node.value]
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "setdefault":
        first = node.args[0] if node.args else None
        if isinstance(first, ast.Constant) and first.value == "DJANGO_SETTINGS_MODULE":
            return [node.func.value]
    return []


def imports_environment(node: ast.ImportFrom) -> bool:
    """Whether it is `from os import environ`."""
    return any(alias.name in ("environ", "getenv") for alias in node.names)


def check_docstrings(source: Source) -> Iterator[Problem]:
    """What others use says what goes in and what comes out."""
    if Path(source.where).name == "apps.py":
        return
    yield from undocumented(source.where, source.tree.body)


def undocumented(where: str, body: list[ast.stmt]) -> Iterator[Problem]:
    """Public functions and classes of a module or class without a docstring. `Meta` is Django's, not ours."""
    for node in body:
        if not isinstance(node, (*FUNCTIONS, ast.ClassDef)) or node.name.startswith("_") or node.name == "Meta":
            continue
        if ast.get_docstring(node) is None and not is_told_elsewhere(node):
            yield Problem(where, node.lineno, f"{node.name}: write a docstring (in, out, errors)")
        if isinstance(node, ast.ClassDef):
            yield from undocumented(where, node.body)


def is_told_elsewhere(node: ast.stmt) -> bool:
    """Whether its class or first form documents it: an overload, a property's setter, a protocol's bare member."""
    if not isinstance(node, FUNCTIONS):
        return False
    bare = isinstance(node.body[0], ast.Expr) and getattr(node.body[0].value, "value", None) is Ellipsis
    return bare or any(last_name(d) in ("overload", "setter", "deleter") for d in node.decorator_list)


RULES: tuple[Callable[[Source], Iterator[Problem]], ...] = (
    check_lengths, check_types, check_imports, check_signals, check_kinds, check_environment, check_docstrings,
)  # fmt: skip


# --- Rules of the whole ----------------------------------------------------------------------------------------


def check_habits(sources: list[Source]) -> Iterator[Problem]:
    """The usual function is short, not only the longest one."""
    lengths = sorted(function_lines(node) for source in sources for node in functions(source))
    if not lengths:
        return
    if (median := statistics.median(lengths)) > MEDIAN_FUNCTION:
        yield Problem("src", 1, f"the median function has {median:g} lines: {MEDIAN_FUNCTION} at most")
    if (long := lengths[min(len(lengths) - 1, int(0.9 * len(lengths)))]) > P90_FUNCTION:
        yield Problem("src", 1, f"one function in ten has {long} lines or more: {P90_FUNCTION} at most")


def check_packages(root: Path) -> Iterator[Problem]:
    """What everybody must install stays little."""
    path = root / "pyproject.toml"
    if not path.is_file():
        return
    packages = tomllib.loads(path.read_text(encoding="utf-8")).get("project", {}).get("dependencies", [])
    if len(packages) > MOST_PACKAGES:
        what = f"{len(packages)} runtime packages: {MOST_PACKAGES} at most, make one an extra"
        yield Problem("pyproject.toml", 1, what)


def check_words(root: Path) -> Iterator[Problem]:
    """Nothing that is true on one machine only."""
    for where in tracked(root):
        path = root / where
        if path.suffix not in TEXT:
            continue
        text = path.read_bytes().decode("utf-8", errors="replace")
        for pattern, what in MACHINE.items():
            for found in pattern.finditer(text):
                yield Problem(where, text.count("\n", 0, found.start()) + 1, f"{what}: {found.group().strip()}")


def check_kinds_of_files(root: Path) -> Iterator[Problem]:
    """No program or package of somebody else, taken along by an `add` of all there is."""
    for where in tracked(root):
        if Path(where).suffix not in KNOWN:
            yield Problem(where, 1, "a kind of file that the project does not have: take it out, or add it to KNOWN")


def check_all(root: Path) -> list[Problem]:
    """Everything that is against a rule."""
    sources = read_product(root)
    found = [problem for source in sources for rule in RULES for problem in rule(source)]
    return [*found, *check_habits(sources), *check_packages(root), *check_words(root), *check_kinds_of_files(root)]


def main(arguments: list[str] | None = None) -> int:
    """Print what is against a rule; gives 1 when there is any."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--root", type=Path, default=ROOT, help="a git checkout")
    options = parser.parse_args(arguments)
    found = check_all(options.root)
    for problem in found:
        print(problem)
    print(f"{len(found)} to put right." if found else "The house is in order.")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
