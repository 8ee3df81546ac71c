"""What names a person is found in every spelling, and nobody else's words are taken for it."""

from __future__ import annotations

from email import message_from_bytes, policy
from email.message import EmailMessage
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pytest

from intercity.privacy.files import file_names
from intercity.privacy.mails import cleaned
from intercity.privacy.traces import traces_of

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
        assert file_names(TRACES, tmp_path / name)
    (tmp_path / "b.txt").write_bytes(b"The plan")
    assert not file_names(TRACES, tmp_path / "b.txt")
