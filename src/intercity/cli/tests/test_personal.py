"""The record of processing."""

from __future__ import annotations

import json

import pytest

from intercity.cli.main import main
from intercity.core.personal import all_personal


def test_the_record_of_processing_is_the_same_list(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["personal", "--json"]) == 0
    said = json.loads(capsys.readouterr().out)
    assert {line["field"] for section in said for line in section["fields"]} == {one.field for one in all_personal()}
    assert main(["personal"]) == 0
    assert "| `organisations.Person.email` |" in capsys.readouterr().out
