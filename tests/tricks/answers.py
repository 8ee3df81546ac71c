"""What is wrong with an answer, whatever it is: a page, data, a table, a workbook, a file, a redirect."""

from __future__ import annotations

import csv
import io
import json
import re

from django.http import HttpResponseBase
from openpyxl import load_workbook

from tests.tricks.reading import Reading, scheme_of

PAGE = "text/html; charset=utf-8"
# What browsers never run, whatever it holds. The program for push messages is a file of ours.
INERT_TYPES = {
    "text/plain; charset=utf-8", "text/javascript", "text/javascript; charset=utf-8", "application/pdf", "image/jpeg",
    "image/png", "image/webp", "text/event-stream",
}  # fmt: skip
BOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
NUMBER = re.compile(r"[+-]?\d[\d.,\u00a0\u202f ]*%?")
BEGINS_A_FORMULA = ("=", "+", "-", "@", "＝", "＋", "－", "＠", "\t", "\r", "|")
# What a spreadsheet leaves out at the beginning. A quotation mark there makes a text of it.
INVISIBLE = " \u00a0\u200b\ufeff"


def faults_of(answer: HttpResponseBase, address: str) -> tuple[Reading | None, list[str]]:
    """Its reading where it is a page, and all that is wrong."""
    faults = headers_of(answer)
    if answer.status_code >= 500:
        return None, [*faults, f"answers {answer.status_code}: {reason_of(answer)}"]
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content  # type: ignore[attr-defined]
    kind = answer.headers.get("Content-Type", "").lower()
    if not body or 300 <= answer.status_code < 400:
        return None, faults
    if kind.startswith("text/html"):
        reading = Reading(body.decode(), address)
        return reading, [*faults, *reading.faults, *([] if kind == PAGE else [f"is {kind}"])]
    return None, faults + content_of(kind, body, answer)


def reason_of(answer: HttpResponseBase) -> str:
    """What went wrong inside, for whoever mends it."""
    info = getattr(answer, "exc_info", None)
    if not info:
        return "no reason"
    kind, error, trace = info
    while trace.tb_next:
        trace = trace.tb_next
    code = trace.tb_frame.f_code
    return (
        f"{kind.__name__}: {str(error)[:150]} in {code.co_filename.rpartition('/')[2]}:{trace.tb_lineno} {code.co_name}"
    )


def headers_of(answer: HttpResponseBase) -> list[str]:
    """Headers that nobody meant, policies that are missing, and redirects that lead elsewhere."""
    faults = [f"header {name}: {value}" for name, value in answer.items() if is_injected(name, value)]
    if answer.headers.get("X-Content-Type-Options") != "nosniff":
        faults.append("may be sniffed")
    policy = answer.headers.get("Content-Security-Policy", "")
    if "default-src 'none'" not in policy or "unsafe" in policy:
        faults.append(f"policy {policy!r}")
    where = answer.headers.get("Location", "/")
    if where.replace("\\", "/").startswith("//") or scheme_of(where):
        faults.append(f"leads to {where}")
    return faults


def is_injected(name: str, value: str) -> bool:
    """Whether a line of somebody else's got in."""
    return name.lower() in ("x-trick", "bcc") or any(char in f"{name}{value}" for char in "\r\n\0")


def content_of(kind: str, body: bytes, answer: HttpResponseBase) -> list[str]:
    """What is wrong with what is no page."""
    if kind.startswith("application/json"):
        json.loads(body)
        return []
    if kind.startswith("text/csv"):
        text = body.decode("utf-8-sig")
        rows = csv.reader(io.StringIO(text, newline=""), delimiter=max(",;\t", key=text.partition("\n")[0].count))
        return [f"a formula: {cell!r}" for row in rows for cell in row if is_formula(cell)]
    if kind == BOOK:
        return workbook(body)
    if kind in INERT_TYPES or "attachment" in answer.headers.get("Content-Disposition", ""):
        return []
    return [f"is {kind}"]


def workbook(body: bytes) -> list[str]:
    """Cells that a spreadsheet would work out, and links in cells that lead to what runs."""
    if not body.startswith(b"PK"):
        return ["is no workbook"]
    found = []
    for sheet in load_workbook(io.BytesIO(body)).worksheets:
        for row in sheet.iter_rows():
            for cell in row:
                target = str(cell.hyperlink.target or "") if cell.hyperlink else ""
                if cell.data_type == "f" or scheme_of(target) not in ("", "http", "https", "mailto", "tel"):
                    found.append(f"cell {cell.coordinate}: {cell.value!r} {target}")
    return found


def is_formula(cell: str) -> bool:
    """Whether a spreadsheet would take a cell of a CSV for a formula."""
    if NUMBER.fullmatch(cell):
        return False
    return cell.startswith(("\t", "\r", "\n")) or cell.lstrip(INVISIBLE).startswith(BEGINS_A_FORMULA[:8])
