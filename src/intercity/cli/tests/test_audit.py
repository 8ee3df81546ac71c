"""`intercity audit` as an operator reads it, and what `intercity doctor` says about the record."""

from __future__ import annotations

import csv
import io
import json
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from intercity.activity import said
from intercity.activity.models import Activity, ActivityHead
from intercity.cli.checks.chain import check_chain
from intercity.cli.main import main
from intercity.organisations.actions.members import change_role
from intercity.organisations.models import Membership, Role
from tests.personas import Persona

pytestmark = pytest.mark.django_db


@pytest.fixture
def act(coordinator: Persona, officer: Persona) -> Activity:
    """An officer became an editor."""
    change_role(coordinator.viewer, Membership.objects.get(person=officer.person), Role.EDITOR)
    return Activity.objects.latest("pk")


def lines(capsys: pytest.CaptureFixture[str], *words: str) -> list[dict[str, Any]]:
    """What `intercity audit --json` prints."""
    assert main(["audit", "--json", *words]) == 0
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def test_an_act_is_told_with_names_and_the_head_at_last(act: Activity, capsys: pytest.CaptureFixture[str]) -> None:
    *rows, last = lines(capsys)
    assert (rows[-1]["person"], rows[-1]["organisation"]) == ("coordinator", "City of Nice")
    assert (rows[-1]["before"], rows[-1]["after"]) == ({"role": "officer"}, {"role": "editor"})
    assert last == {"head": {"id": act.pk, "link": act.link}}
    assert main(["audit"]) == 0
    assert "City of Nice" in capsys.readouterr().out.splitlines()[-1]


def test_names_and_values_that_are_gone_are_not_told(
    act: Activity, coordinator: Persona, capsys: pytest.CaptureFixture[str]
) -> None:
    said.erase([act.said])
    coordinator.person.delete()
    row = lines(capsys)[-2]
    assert (row["person"], row["person_uid"], row["before"]) == (None, act.person_uid, None)
    assert row["said"] == act.said


def test_days_and_verbs(act: Activity, capsys: pytest.CaptureFixture[str]) -> None:
    today, tomorrow = (f"{timezone.localtime() + timedelta(days=n):%Y-%m-%d}" for n in (0, 1))
    assert [row["verb"] for row in lines(capsys, "--since", today, "--verb", "membership.changed")[:-1]] == [act.verb]
    assert [row["id"] for row in lines(capsys, "--verb", "membership")[:-1]] == [act.pk]
    assert len(lines(capsys, "--since", tomorrow)) == 1
    assert main(["audit", "--since", "yesterday"]) == 2
    assert main(["audit", "--verb", "membership.admired"]) == 2


def test_a_table_runs_nothing_in_a_spreadsheet(
    act: Activity, officer: Persona, capsys: pytest.CaptureFixture[str]
) -> None:
    officer.organisation.name = '=HYPERLINK("x")'
    officer.organisation.save()
    assert main(["audit", "--csv"]) == 0
    row = list(csv.DictReader(io.StringIO(capsys.readouterr().out)))[-1]
    assert row["organisation"] == '\'=HYPERLINK("x")'
    assert json.loads(row["after"]) == {"role": "editor"}


def test_doctor_names_the_first_bad_act(act: Activity) -> None:
    assert [finding.status.value for finding in check_chain()] == ["ok"]
    Activity.objects.filter(pk=act.pk).update(person_uid="somebodyelse")
    [finding] = check_chain()
    assert (finding.status.value, f"Act {act.pk} " in finding.text) == ("problem", True)
    assert "docs/audit.md" in finding.text


def test_doctor_names_what_is_missing_at_the_end(act: Activity) -> None:
    act.delete()
    [finding] = check_chain()
    assert f"act {ActivityHead.objects.get().last_id} is missing" in finding.text
