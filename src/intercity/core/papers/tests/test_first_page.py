"""First pages: small, in their own shape, and none of what is locked, broken or made to take long."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from fpdf import FPDF
from PIL import Image

from intercity.core.papers.first_page import HEIGHT, WIDTH, first_page, picture_of
from intercity.core.papers.tests.test_reading import locked_pdf


def pdf(width: float, height: float) -> bytes:
    """One black page of so many millimetres, and a second one."""
    made = FPDF(format=(width, height))
    made.add_page()
    made.rect(0, 0, width, height, style="F")
    made.add_page(format="A3")
    return bytes(made.output())


def drawn(tmp_path: Path, data: bytes, seconds: float = 20):  # type: ignore[no-untyped-def]
    path = tmp_path / "file.pdf"
    path.write_bytes(data)
    return first_page(path, seconds)


@pytest.mark.parametrize(("width", "height"), [(210, 297), (297, 210), (30, 4000)])
def test_it_is_small_and_keeps_its_shape(width: int, height: int, tmp_path: Path) -> None:
    picture = drawn(tmp_path, pdf(width, height))
    assert picture is not None
    with Image.open(io.BytesIO(picture.data)) as image:
        assert (image.format, image.size) == ("WEBP", (picture.width, picture.height))
        assert max(image.getpixel((image.width // 2, image.height // 2))) < 30
    assert picture.width <= WIDTH + 1
    assert picture.height <= HEIGHT + 1
    assert abs(picture.width / picture.height - width / height) < 0.02


def test_what_cannot_be_drawn_has_none(tmp_path: Path) -> None:
    assert drawn(tmp_path, locked_pdf("secret")) is None
    assert drawn(tmp_path, b"%PDF-1.7 nonsense %%EOF") is None
    assert drawn(tmp_path, pdf(210, 297), seconds=0.001) is None
    assert first_page(tmp_path / "gone.pdf") is None


@pytest.mark.parametrize(
    "answer",
    [b"", b"0 1\n", b"2 2\n" + bytes(11), b"9999 1\n" + bytes(29997), b"1 1\n" + bytes(4), b"\x89PNG\r\n\x1a\n"],
)
def test_an_answer_that_cannot_be_is_not_believed(answer: bytes) -> None:
    assert picture_of(answer) is None
