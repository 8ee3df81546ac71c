"""Papers become files: any text, nothing lost, the same bytes each time."""

from __future__ import annotations

import io
import zipfile

import pytest
from docx import Document
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from intercity.core.papers import formats
from intercity.core.papers.marked import from_markdown
from intercity.core.papers.structure import (
    Heading,
    Item,
    ListBlock,
    Paper,
    Paragraph,
    Run,
    Source,
    Sources,
    TableBlock,
    plain,
    table_of,
    text_of,
)
from intercity.core.papers.tests.samples import READERS, TEXT, letters, sample

ENDINGS = sorted(formats.FORMATS)
LETTERS = st.characters(codec="utf-8", exclude_categories=("Cs",))
ANY = st.text(LETTERS, max_size=60)
# What every format can hold and every font of ours draws.
KNOWN = st.text("aZé œŁğșβΩщѝЪЇ„“1", min_size=1, max_size=60)
quick = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def paper_of(text: str, language: str = "en") -> Paper:
    """`text` in every place where words may stand."""
    run = Run(text, bold=True, link=text, cite=3)
    blocks = (
        Heading(1, text), Paragraph((run, Run(text, italic=True, code=True))), Paragraph(plain(text), "code"),
        ListBlock((Item(plain(text)), Item((run,), 3, 7))), TableBlock((plain(text), (run,)), ((plain(text),),)),
        Sources((Source(3, text, text),)), *from_markdown(text),
    )  # fmt: skip
    return Paper(text, language, text, text, blocks)


@quick
@given(ANY)
def test_no_text_is_refused(text: str) -> None:
    for ending in ENDINGS:
        READERS[ending](formats.write(paper_of(text), ending))


@pytest.mark.parametrize("ending", ENDINGS)
@quick
@given(text=KNOWN)
def test_what_was_written_is_read_back(ending: str, text: str) -> None:
    read = letters(READERS[ending](formats.write(Paper("T", "bg", blocks=(Paragraph(plain(text)),)), ending)))
    assert letters(text) in read


@quick
@given(st.text(st.sampled_from("ab \n*_`#->|[]()<&1.~\\+="), max_size=40))
def test_markdown_gives_back_the_same_words(text: str) -> None:
    written = formats.to_markdown(Paper("", "en", blocks=(Paragraph(plain(text)),)))
    read = "\n".join(text_of(block.runs) for block in from_markdown(written))
    assert read.split() == text.split()


@pytest.mark.parametrize("ending", ENDINGS)
@pytest.mark.parametrize("language", TEXT)
def test_the_same_paper_is_the_same_bytes(ending: str, language: str) -> None:
    assert formats.write(sample(language), ending) == formats.write(sample(language), ending)


@pytest.mark.parametrize("ending", ["pdf", "docx", "odt"])
def test_every_block_arrives(ending: str) -> None:
    read = READERS[ending](formats.write(sample(), ending))
    for words in ("Urban resilience", "Cities", "Bold", "link", "inner", "Shade", "said", "twelve", "[7]",
                  "Broken picture", "City of Nice", "example.org"):  # fmt: skip
        assert words in read


def test_the_label_stands_on_every_page() -> None:
    long = Paper("T", "en", "TLP:RED", blocks=(Paragraph(plain("many words " * 9)),) * 60)
    pages = READERS["pdf"](formats.to_pdf(long)).count("TLP:RED")
    assert pages > 2
    assert pages % 2 == 0
    section = Document(io.BytesIO(formats.to_docx(long))).sections[0]
    assert "TLP:RED" in section.header.paragraphs[0].text
    assert "TLP:RED" in section.footer.paragraphs[0].text
    with zipfile.ZipFile(io.BytesIO(formats.to_odt(long))) as archive:
        assert archive.infolist()[0].compress_type == zipfile.ZIP_STORED
        assert archive.read("styles.xml").count(b"TLP:RED") == 2


def test_letters_without_a_glyph_are_spelt_in_latin() -> None:
    read = READERS["pdf"](formats.to_pdf(Paper("T", "en", blocks=(Paragraph(plain("Київ 北京 مدينة")),))))
    assert "Київ BeiJing" in read


@pytest.mark.parametrize("ending", ["pdf", "docx", "odt"])
def test_no_cell_and_no_table_is_too_large(ending: str) -> None:
    wide = table_of(tuple(f"c{n}" for n in range(40)), tuple("x" * 30 for _ in range(40)))
    tall = table_of(("a", "b"), ("word " * 4000 + "last", "y\n" * 300))
    read = READERS[ending](formats.write(Paper("T", "en", blocks=(wide, tall)), ending))
    assert "c39" in read
    assert "last" in read


@pytest.mark.parametrize("ending", ["pdf", "docx"])
def test_without_the_office_packages_the_reader_is_told(ending: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("intercity.core.papers.formats.find_spec", lambda _name: None)
    assert formats.available() == {"md", "odt"}
    with pytest.raises(formats.OfficeMissingError, match="office packages"):
        formats.write(sample(), ending)


def test_words_in_two_looks_are_not_parted() -> None:
    """A citation stays with its sentence's last word, also at the end of a line; a word wider than a line is cut."""
    runs = [run for n in range(60) for run in (Run(f"word{n}x"), Run("[1]", cite=1), Run(" "))]
    read = READERS["pdf"](
        formats.to_pdf(Paper("T", "en", blocks=(Paragraph(tuple(runs)), Paragraph(plain("w" * 500)))))
    )
    assert all(f"word{n}x[1]" in read for n in range(60))
    assert letters(read).count("w") == 60 + 500
