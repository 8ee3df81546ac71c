"""The text of a PDF file; only ever called in a process of its own."""

from __future__ import annotations

from importlib import import_module

MOST_PAGES = 1_000


def pdf_text(path: str, most: int) -> dict[str, object]:
    """Text of the first pages, up to `most` characters; number of pages; problem."""
    pdfium = import_module("pypdfium2")
    try:
        document = pdfium.PdfDocument(path)
    except pdfium.PdfiumError as error:
        locked = getattr(error, "err_code", None) in (4, 5) or "password" in str(error).lower()
        return {"text": "", "pages": 0, "problem": "encrypted" if locked else "damaged"}
    pages, parts, length = len(document), list[str](), 0
    for number in range(min(pages, MOST_PAGES)):
        parts.append(page_text(document, number))
        length += len(parts[-1])
        if length > most:
            break
    cut = length > most or len(parts) < pages
    # Words that a line's end takes apart come with a sign of their own.
    text = "\n\n".join(parts).replace("\ufffe", "").replace("\x02", "")
    return {"text": text[:most], "pages": pages, "problem": "cut" if cut else ""}


def page_text(document: object, number: int) -> str:
    """The text of one page; of a broken one nothing."""
    try:
        page = document[number]  # type: ignore[index]
        words = page.get_textpage()
        text = str(words.get_text_bounded(errors="ignore"))
        words.close()
        page.close()
    except Exception:
        return ""
    return text
