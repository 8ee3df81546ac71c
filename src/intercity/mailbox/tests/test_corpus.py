"""Mails in the shapes of real programs, each with what it says (`corpus/corpus.json`)."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from intercity.mailbox.reading.mail import Context, Mail, read_mail

CORPUS = Path(__file__).parent / "corpus"
EXPECTED: dict[str, dict[str, Any]] = json.loads((CORPUS / "corpus.json").read_text(encoding="utf-8"))
CONTEXT = Context(ours=frozenset({"in.network.example", "network.example"}))
WRITER = "ana.costa@nice.example"


def read(name: str) -> Mail:
    return read_mail((CORPUS / f"{name}.eml").read_bytes(), CONTEXT)


@pytest.mark.parametrize("name", sorted(EXPECTED))
def test_it_says_what_it_says(name: str) -> None:
    mail, expected = read(name), EXPECTED[name]
    assert not mail.damaged
    assert (mail.nature, mail.sender) == (expected["nature"], expected.get("sender", WRITER))
    assert mail.answer.text == expected["text"]
    assert mail.answer.layout == expected.get("layout", mail.answer.layout)
    assert [file.name for file in mail.files] == expected.get("files", [])


def test_every_mail_is_expected() -> None:
    assert {path.stem for path in CORPUS.glob("*.eml")} == set(EXPECTED)
    assert len(EXPECTED) >= 60
