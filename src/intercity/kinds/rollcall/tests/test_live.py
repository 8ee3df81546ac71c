"""What open pages hear of answers: one message for each roll call, for those who see its answers, in their language."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest

from intercity.activity.models import Activity
from intercity.kinds.rollcall.actions.answering import do_withdraw
from intercity.kinds.rollcall.counting import count, figures_for
from intercity.kinds.rollcall.live import show
from intercity.kinds.rollcall.models import RollCall
from intercity.kinds.rollcall.seeing import see
from intercity.kinds.rollcall.tests.helpers import fresh, give, make_rollcall, reply
from intercity.organisations.models import Organisation
from intercity.posts.visibility import audience_of, audiences_of
from intercity.spaces.models import Label, Space
from tests.personas import Persona, make_organisation

pytestmark = pytest.mark.django_db


@pytest.fixture
def cities(nice: Organisation, torino: Organisation) -> list[Organisation]:
    return [nice, torino, make_organisation("City of Lyon", short_name="Lyon")]


@pytest.fixture
def rollcall(coordinator: Persona, space: Space, cities: list[Organisation]) -> RollCall:
    return make_rollcall(coordinator, space, cities)


def acts_since(key: int) -> list[Activity]:
    return list(Activity.objects.filter(pk__gt=key, verb__startswith="rollcall.").order_by("pk"))


def hear(since: int, language: str = "en") -> dict[str, Any]:
    acts = acts_since(since)
    shown = show(acts, [language])
    assert list(shown) == [acts[-1].pk]
    data: dict[str, Any] = json.loads(shown[acts[-1].pk].data[language])
    return data


def newest() -> int:
    return Activity.objects.latest("pk").pk


def test_many_answers_are_told_in_one_message_with_only_the_rows_that_moved(
    rollcall: RollCall, cities: list[Organisation]
) -> None:
    nice, torino, lyon = cities
    give(rollcall, lyon, reply("no"))
    since = newest()
    give(rollcall, nice, reply("yes", 3))
    give(rollcall, torino, reply("planned"))
    give(rollcall, nice, reply("yes", 4))
    news = hear(since)
    # The one that moved last goes on top of the table last.
    assert [row["org"] for row in news["rows"]] == [torino.uid, nice.uid]
    assert news["rows"][1]["answer"] == ["f1:yes"]
    assert news["gone"] == []
    assert news["sentence"].startswith("All 3 cities have answered; 1 says yes, 1 plans to, 1 says no")
    assert news["count"] == "3 answers"
    assert [line[:2] for line in news["charts"]["f1"]["f"]] == [
        ["Yes", "1"], ["Planned", "1"], ["No", "1"], ["Not our task", "0"], ["Not answered", "0"],
    ]  # fmt: skip
    assert "Lyon" not in json.dumps(news)


def test_open_pages_can_make_the_row_that_a_reload_would_bring(
    rollcall: RollCall, cities: list[Organisation], officer: Persona
) -> None:
    since = newest()
    give(rollcall, cities[0], reply("yes", 1234, comment="Keys <at> the gate", source="https://example.org/?a=1&b=2"))
    [row] = hear(since)["rows"]
    page = officer.client.get(f"/posts/{rollcall.post.uid}/answers").content.decode()
    # As static/js/rollcall.js does it: classes come from the head of the table.
    names = re.findall(
        r'<th scope="col" class="([^"]+)"', page.partition('id="answer-rows"')[2].partition("</thead>")[0]
    )
    assert len(names) == len(row["cells"])
    first, *others = zip(names, row["cells"], strict=True)
    cells = "".join(f'<td class="{name}">{cell}</td>' for name, cell in others)
    assert f' data-org="{row["org"]}"><th scope="row" class="{first[0]}">{first[1]}</th>{cells}</tr>' in page


def test_a_withdrawn_answer_goes(rollcall: RollCall, cities: list[Organisation]) -> None:
    give(rollcall, cities[0])
    since = newest()
    do_withdraw(rollcall, cities[0], None)
    news = hear(since)
    assert (news["rows"], news["gone"]) == ([], [cities[0].uid])
    assert news["sentence"] == "None of 3 cities has answered yet."


def test_each_language_has_its_own_message(rollcall: RollCall, cities: list[Organisation]) -> None:
    since = newest()
    give(rollcall, cities[0], reply("yes", 1234))
    act = acts_since(since)[-1]
    shown = show([act], ["en", "fr"])[act.pk]
    assert "1,234" in shown.data["en"]
    assert "1,234" not in shown.data["fr"]


@pytest.mark.parametrize("answers", list(Label))
def test_only_those_who_see_the_answers_hear_of_them(
    answers: Label, coordinator: Persona, space: Space, cities: list[Organisation], stranger: Persona
) -> None:
    made = make_rollcall(coordinator, space, cities, label=Label.CLEAR, answers_label=answers)
    since = newest()
    give(made, cities[0])
    shown = show(acts_since(since), ["en"])
    if answers == Label.RED:
        # The question is for others than its readers, so nobody was named.
        assert shown == {}
        return
    (told,) = shown.values()
    assert told.audiences == audience_of(answers, space.uid)
    assert told.audiences.isdisjoint(audiences_of(stranger.viewer)) == (answers != Label.CLEAR)


def test_nothing_is_told_of_a_withdrawn_question(rollcall: RollCall, cities: list[Organisation]) -> None:
    since = newest()
    give(rollcall, cities[0])
    rollcall.post.state = "withdrawn"
    rollcall.post.save()
    assert show(acts_since(since), ["en"]) == {}


def test_figures_that_were_moved_on_are_those_that_are_counted_anew(
    rollcall: RollCall, cities: list[Organisation], officer: Persona
) -> None:
    nice, torino, lyon = cities
    steps = [
        lambda: give(rollcall, nice, reply("yes", 3)), lambda: give(rollcall, torino, reply("no", 3)),
        lambda: give(rollcall, nice, reply("planned")), lambda: give(rollcall, lyon, reply("", 9, no_capacity=True)),
        lambda: do_withdraw(rollcall, torino, None), lambda: give(rollcall, torino, reply("yes", 1)),
    ]  # fmt: skip
    for step in steps:
        step()
        seen = see(officer.viewer, fresh(rollcall.post).post)
        assert seen is not None
        assert figures_for(seen) == count(seen.sheet)
