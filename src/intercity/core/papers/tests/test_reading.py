"""Text out of foreign files, good and hostile."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest
from docx import Document
from fpdf import FPDF
from fpdf.encryption import AccessPermission

from intercity.core.papers import formats
from intercity.core.papers.reading import (
    CUT,
    DAMAGED,
    ENCRYPTED,
    NO_TEXT,
    ODF,
    OOXML,
    PDF,
    FileText,
    readable,
    text_of_file,
)
from intercity.core.papers.tests.samples import letters, sample

DOCX, ODT, XLSX, PPTX = (
    f"{OOXML}wordprocessingml.document", f"{ODF}text", f"{OOXML}spreadsheetml.sheet",
    f"{OOXML}presentationml.presentation",
)  # fmt: skip


@pytest.fixture
def read(tmp_path: Path):
    """Reads bytes as a file of some type."""

    def reading(data: bytes, mime: str, **options: float) -> FileText:
        path = tmp_path / "file"
        path.write_bytes(data)
        return text_of_file(path, mime, **options)

    return reading


def archive(members: dict[str, str | bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as opened:
        for name, content in members.items():
            opened.writestr(name, content)
    return out.getvalue()


def locked_pdf(user: str) -> bytes:
    pdf = FPDF()
    pdf.set_encryption(owner_password="owner", user_password=user, permissions=AccessPermission.none())
    pdf.add_page()
    pdf.set_font("helvetica")
    pdf.cell(text="Nobody reads this")
    return bytes(pdf.output())


@pytest.mark.parametrize(("ending", "mime"), [("pdf", PDF), ("docx", DOCX), ("odt", ODT)])
@pytest.mark.parametrize("language", ["en", "bg"])
def test_what_we_write_we_read(ending: str, mime: str, language: str, read) -> None:
    found = read(formats.write(sample(language), ending), mime)
    assert found.problem == ""
    assert found.pages == (ending == "pdf")
    assert letters({"en": "Nice opened twelve", "bg": "Достъп до жилища и услуги"}[language]) in letters(found.text)


def test_words_of_cells_and_slides_stand_apart(read) -> None:
    sheet = archive(
        {"xl/sharedStrings.xml": "<sst><si><t>Shade</t></si><si><r><t>Wa</t></r><r><t>ter</t></r></si></sst>"}
    )
    assert read(sheet, XLSX).text.split() == ["Shade", "Water"]
    slides = archive({f"ppt/slides/slide{n}.xml": f"<a:p xmlns:a='a'><a:t>s{n}</a:t></a:p>" for n in (10, 2)})
    assert read(slides, PPTX).text.split() == ["s2", "s10"]


def test_what_was_deleted_in_a_document_is_not_found(read) -> None:
    gone = "<w:del><w:r><w:t>gone</w:t><w:delText>too</w:delText></w:r></w:del>"
    body = f"<w:p xmlns:w='w'><w:r><w:t>kept</w:t></w:r>{gone}</w:p>"
    assert read(archive({"word/document.xml": body}), DOCX).text.split() == ["kept"]


def test_encrypted_files_say_so(read) -> None:
    assert read(locked_pdf("secret"), PDF) == FileText(problem=ENCRYPTED)
    assert "Nobody reads this" in read(locked_pdf(""), PDF).text
    manifest = "<manifest:encryption-data/>"
    assert read(archive({"META-INF/manifest.xml": manifest, "content.xml": b"\x00"}), ODT).problem == ENCRYPTED


BOMB = "<!DOCTYPE x [<!ENTITY a 'aaaaaaaaaa'><!ENTITY b '&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;'>]><p>&b;</p>"
OUTSIDE = "<!DOCTYPE x [<!ENTITY a SYSTEM 'file:///etc/passwd'>]><p>&a;</p>"


@pytest.mark.parametrize(
    ("data", "mime"),
    [(b"%PDF-1.7 nonsense %%EOF", PDF), (b"", PDF), (b"PK\x03\x04 nonsense", DOCX), (b"", ODT),
     (archive({"content.xml": BOMB}), ODT), (archive({"word/document.xml": OUTSIDE}), DOCX),
     (archive({"content.xml": "<p>un</q>"}), ODT)],
)  # fmt: skip
def test_what_is_broken_or_hostile_is_damaged(data: bytes, mime: str, read) -> None:
    found = read(data, mime)
    assert found.problem in (DAMAGED, NO_TEXT)
    assert "root:" not in found.text


def test_a_bomb_is_read_in_part(read) -> None:
    found = read(archive({"content.xml": "<x>" + "<p>word</p>" * 3_000_000 + "</x>"}), ODT)
    assert found.problem == CUT
    assert len(found.text) == 500_000


def test_a_reader_that_takes_too_long_is_ended(read) -> None:
    assert read(formats.to_odt(sample()), ODT, seconds=0.001) == FileText(problem=DAMAGED)


def test_a_page_without_words_cannot_be_searched(read) -> None:
    pdf = FPDF()
    pdf.add_page()
    assert read(bytes(pdf.output()), PDF) == FileText("", 1, NO_TEXT)


def test_office_files_are_read_without_the_office_packages(monkeypatch: pytest.MonkeyPatch, read) -> None:
    out = io.BytesIO()
    written = Document()
    written.add_paragraph("Words")
    written.save(out)
    monkeypatch.setattr("intercity.core.papers.reading.find_spec", lambda _name: None)
    assert PDF not in readable()
    assert read(out.getvalue(), DOCX).text.strip() == "Words"
