"""Lines as people type them: what is understood, and what is said of the rest."""

from __future__ import annotations

import contextlib
from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from intercity.kinds.action.lines import (
    IndicatorLine,
    MilestoneLine,
    read_indicators,
    read_milestones,
    read_partners,
)
from intercity.kinds.action.names import Names
from intercity.organisations.models import Organisation
from intercity.spaces.models import Space
from tests.personas import Persona


class NoNames(Names):
    """Knows nobody; asks no database."""

    known: dict[str, set[int]] = {}  # type: ignore[assignment]


def problems(text: str) -> list[str]:
    with pytest.raises(ValidationError) as refused:
        read_milestones(text, NoNames())
    return refused.value.messages


def test_good_lines() -> None:
    read = read_milestones("2028-02-29 | Leap day\r\n\r\n 2027-03-01|Two   blanks | \n", NoNames())
    assert read == [MilestoneLine(date(2028, 2, 29), "Leap day"), MilestoneLine(date(2027, 3, 1), "Two blanks")]
    indicators = read_indicators("Cities | cities | 0 | 1 200\nShare | % | 12,5 | 40.5\nBare")
    assert indicators[0] == IndicatorLine("Cities", "cities", Decimal(0), Decimal(1200))
    assert (indicators[1].baseline, indicators[2].target) == (Decimal("12.5"), None)


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("2027-02-29 | No leap year", "is no day"), ("1 March | Words", "is no day"), ("2027-13-01 | x", "is no day"),
        ("9999-01-01 | Too late", "is no day"), ("2027-3-1 | Short", "is no day"), ("20270301 | x", "is no day"),
        ("2027-03-01 |  ", "name is missing"), ("2027-03-01", "Write it like this"),
        ("2027-03-01 | a | b | c", "Write it like this"), ("2027-03-01 | a | Nowhere", "No organisation here"),
        ("2027-03-01 | " + "x" * 201, "longer than"),
    ],
)  # fmt: skip
def test_a_bad_line_is_named_by_its_number(line: str, said: str) -> None:
    [message] = problems(f"2027-01-01 | Good\n\n{line}")
    assert message.startswith("Line 3: ")
    assert said in message


def test_the_same_twice_and_too_many() -> None:
    assert "line 1" in problems("2027-01-01 | Ready\n2027-02-01 | READY")[0]
    assert "more than 60" in problems("\n".join(f"2027-01-01 | m{n}" for n in range(61)))[0]


@pytest.mark.parametrize("text", ["1.200", "1,200", "12,345,678"])
def test_numbers_that_can_be_read_in_two_ways_are_refused(text: str) -> None:
    with pytest.raises(ValidationError, match="two ways"):
        read_indicators(f"Cities | cities | {text}")


@given(st.text(max_size=300))
def test_nothing_that_is_typed_breaks_it(text: str) -> None:
    for read in (lambda: read_milestones(text, NoNames()), lambda: read_indicators(text)):
        with contextlib.suppress(ValidationError):
            read()


@pytest.mark.django_db
def test_names_lead_to_one_organisation(nice: Organisation, torino: Organisation) -> None:
    read = read_partners("nice | Tests it\nCITY OF TORINO", Names())
    assert [one.organisation for one in read] == [nice.pk, torino.pk]
    Organisation.objects.create(name="Port of Nice", short_name="Nice", slug="port-of-nice")
    with pytest.raises(ValidationError, match="Several"):
        read_partners("Nice", Names())


def test_a_form_with_bad_lines_comes_back_as_typed(officer: Persona, space: Space) -> None:
    typed = {"title": "A tool", "body": "Why", "label": "green",
             "milestones": "2027-02-30 | <b>Ready</b>\n2027-03-01 | Good", "language": "en",
             "lead": "Atlantis"}  # fmt: skip
    answer = officer.client.post(f"/spaces/{space.slug}/post/action", typed)
    page = answer.content.decode()
    assert answer.status_code == 422
    for text in ("Line 1: “2027-02-30” is no day", "2027-02-30 | &lt;b&gt;Ready&lt;/b&gt;", "called “Atlantis”"):
        assert text in page
    good = officer.client.post(f"/spaces/{space.slug}/post/action", {**typed, "milestones": "", "lead": ""})
    assert good.status_code == 302
