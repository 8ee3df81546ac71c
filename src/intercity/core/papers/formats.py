"""Which files can be made here, and making them.

PDF and DOCX need the packages of the extra `office`, which an installation may leave out. Their writers are loaded
when they are first asked for: they cost memory that a process which never writes a file need not spend.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec

from django.utils.translation import gettext as _

from intercity.core.papers.structure import Paper


class OfficeMissingError(RuntimeError):
    """The package that writes (or reads) this format is not installed; its text says so to the reader."""


@dataclass(frozen=True)
class Format:
    """One format of files: what it is called, its type on the wire, and the package that its writer needs."""

    name: str
    mime: str
    needs: str = ""


FORMATS = {
    "md": Format("Markdown", "text/markdown; charset=utf-8"),
    "pdf": Format("PDF", "application/pdf", "fpdf"),
    "docx": Format("DOCX", "application/vnd.openxmlformats-officedocument.wordprocessingml.document", "docx"),
    "odt": Format("ODT", "application/vnd.oasis.opendocument.text"),
}


def available() -> set[str]:
    """The endings of the files that can be written here: "md" and "odt" always, "pdf" and "docx" with the extra."""
    return {ending for ending, form in FORMATS.items() if not form.needs or find_spec(form.needs)}


def write(paper: Paper, ending: str) -> bytes:
    """The file of that format; the same paper gives the same bytes.

    Raises KeyError for an unknown ending and OfficeMissingError where the format's package is not installed.
    """
    needs = FORMATS[ending].needs
    if needs:
        check_installed(needs)
    writer: Callable[[Paper], bytes | str] = getattr(import_module(f"intercity.core.papers.{ending}"), f"to_{ending}")
    written = writer(paper)
    return written.encode() if isinstance(written, str) else written


def check_installed(package: str) -> None:
    """Raise OfficeMissingError unless that package of the extra `office` is there."""
    if find_spec(package) is None:
        raise OfficeMissingError(
            _("This server cannot make or read such files: its office packages are not installed. Use another format.")
        )


def to_markdown(paper: Paper) -> str:
    """The paper as Markdown."""
    return write(paper, "md").decode()


def to_pdf(paper: Paper) -> bytes:
    """The paper as PDF; OfficeMissingError without the extra."""
    return write(paper, "pdf")


def to_docx(paper: Paper) -> bytes:
    """The paper as DOCX; OfficeMissingError without the extra."""
    return write(paper, "docx")


def to_odt(paper: Paper) -> bytes:
    """The paper as ODT."""
    return write(paper, "odt")
