"""What names a person is found in every spelling, and nobody else's words are taken for it."""

from __future__ import annotations

import zlib
from email import message_from_bytes, policy
from email.message import EmailMessage
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pytest

from intercity.privacy.files import MOST_UNPACKED, contents, names_in
from intercity.privacy.mails import cleaned
from intercity.privacy.traces import Traces, traces_of, without_in

TRACES = traces_of(["ana.berg@nice.example"], "Ana Bérg", ["+33 4 93 00 11 22"])


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("Call ANA BÉRG now", "Call — now"),
        ("Bérg, Ana: yes", "—: yes"),
        ("Ana Be\u0301rg", "—"),
        ("Ana **Bérg**", "—**"),
        ("<p>Ana <strong>Bérg</strong></p>", "<p>—</strong></p>"),
        ("?q=Ana+B%C3%A9rg&x=1", "?q=—&x=1"),
        ("mailto:Ana.Berg@Nice.example.", "mailto:—."),
        ("to%3Aana.berg%40nice.example", "to%3A—"),
        ("04.93.00.11.22 or 0033 493 001122", "— or —"),
    ],
)
def test_every_spelling_is_found(text: str, left: str) -> None:
    assert TRACES.without(text) == left


@pytest.mark.parametrize(
    "text",
    ["Ana", "Joana Bérg", "Ana Bérgerac", "diana.berg@nice.example", "ana.berg@nice.example-x", "493001122334", "Bérg"],
)
def test_others_are_left_alone(text: str) -> None:
    assert TRACES.without(text) == text


def test_one_word_and_a_short_number_are_everybodys() -> None:
    assert not traces_of([], "Ana", ["112"]).patterns


def test_a_mail_keeps_the_words_of_others_and_loses_the_person() -> None:
    letter = EmailMessage(policy=policy.SMTP)
    letter["From"], letter["Subject"] = "other@example.org", "Bérg, Ana"
    letter.set_content("We opened it. Ana Bérg knows.", cte="base64")
    letter.add_attachment(b"Ana B\xc3\xa9rg", maintype="application", subtype="pdf", filename="a.pdf")
    fresh = message_from_bytes(cleaned(letter.as_bytes(), TRACES), policy=policy.default)
    body = fresh.get_body()
    assert body
    assert body.get_content().strip() == "We opened it. — knows."
    assert fresh["Subject"] == "—"
    assert [part.get_content().strip() for part in fresh.iter_attachments()] == [""]
    assert cleaned(b"From: ana.berg@nice.example\xff\n\n\xff", TRACES).find(b"ana.berg") == -1
    assert cleaned(b"Subject: kept\n\nwords", TRACES) == b"Subject: kept\n\nwords"


def test_what_a_file_packs_is_read(tmp_path: Path) -> None:
    packed = BytesIO()
    with ZipFile(packed, "w", 8) as archive:
        archive.writestr("docProps/core.xml", "<dc:creator>Ana Bérg</dc:creator>" * 9)
    for name, content in (("a.docx", packed.getvalue()), ("a.txt", "x Ana Bérg".encode("utf-16-be"))):
        (tmp_path / name).write_bytes(content)
        assert names(TRACES, tmp_path / name)
    (tmp_path / "b.txt").write_bytes(b"The plan")
    assert not names(TRACES, tmp_path / "b.txt")


def names(traces: Traces, path: Path) -> bool:
    """Whether the file names the person, in as many steps as it takes."""
    steps = names_in(traces, path)
    while True:
        try:
            next(steps)
        except StopIteration as end:
            return bool(end.value)


def test_what_cannot_be_unpacked_hides_nothing_else(tmp_path: Path) -> None:
    """A locked archive, a damaged stream before a good one, and one that packs more than is read."""
    packed = BytesIO()
    with ZipFile(packed, "w", 8) as archive:
        archive.writestr("locked", "Ana Bérg")
        archive.writestr("open", "04.93.00.11.22")
    data = bytearray(packed.getvalue())
    data[6] |= 1
    data[data.index(b"PK\x01\x02") + 8] |= 1
    (tmp_path / "a.zip").write_bytes(data)
    assert names(TRACES, tmp_path / "a.zip")
    good = zlib.compress("ANA BÉRG".encode("utf-16-le"))
    (tmp_path / "a.pdf").write_bytes(b"%PDF stream\nxxendstream stream\r\n" + good + b"endstream stream")
    assert names(TRACES, tmp_path / "a.pdf")
    bomb = zlib.compress(b" " * (MOST_UNPACKED + 1))
    (tmp_path / "b.pdf").write_bytes(b"%PDF stream\n" + bomb + b"endstream stream\n" + good + b"endstream")
    assert sum(map(len, contents(tmp_path / "b.pdf"))) < MOST_UNPACKED + 100_000


@pytest.mark.parametrize("number", ["20261125", "+33 20261125", "0025112026", "45678901", "+123"])
def test_what_is_no_telephone_is_not_looked_for(number: str) -> None:
    assert not traces_of([], "", [number]).patterns


def test_what_the_code_reads_in_json_stays() -> None:
    traces = traces_of([], "public spaces", ["+49 4567 8901"])
    value = {
        "public spaces": {"option": "public-spaces"}, "n": "45678901", "day": "2026-11-25",
        "text": ["public spaces", "Our Public-Spaces", "+4945678901"],
    }  # fmt: skip
    assert without_in(traces, value) == {**value, "text": ["—", "Our —", "—"]}
