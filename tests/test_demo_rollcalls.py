"""What the demo says of its roll calls is written in bulk, and is as sound as what people answer one by one."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from intercity.demo import asking
from intercity.kinds.rollcall.models import Answer, AnswerState, AnswerVersion, How, RollCall
from intercity.organisations.models import Level
from intercity.spaces.models import OrganisationList, Space, SpaceMember, Topic
from tests.personas import make_organisation, make_persona

pytestmark = pytest.mark.django_db
ROWS = json.loads((Path(asking.__file__).parent / "data" / "rollcalls.json").read_text(encoding="utf-8"))


def test_what_stands_is_the_newest_version_and_every_move_is_counted(space: Space, topic: Topic) -> None:
    row = {**ROWS[0], "every": 1, "share": 1, "changed": ["b"], "entered": ["c"], "withdrawn": ["d"], "late": 2}
    asker = make_persona("A", make_organisation("A"))
    for slug in "bcdefg":
        city = make_organisation(slug.upper(), level=Level.LOCAL)
        make_persona(slug, city)
        SpaceMember.objects.create(space=space, organisation=city)
    asking.load_rollcalls(space, asker.person, [row])
    rollcall = RollCall.objects.get()
    versions = AnswerVersion.objects.order_by("version")
    assert rollcall.moves == versions.count() == 8
    newest = {one.organisation_id: one for one in versions}
    for stands in Answer.objects.all():
        version = newest[stands.organisation_id]
        assert (stands.version, stands.values, stands.state, stands.at, stands.late) == (
            version.version, version.values, version.state, version.at, version.late,
        )  # fmt: skip
        assert stands.late == rollcall.is_late(stands.at)
    assert len(set(Answer.objects.values_list("move", flat=True))) == 6
    entered = Answer.objects.get(organisation__slug="c")
    assert (entered.how, entered.confirmed, entered.by) == (How.COORDINATOR, False, None)
    assert Answer.objects.get(organisation__slug="d").state == AnswerState.WITHDRAWN
    assert OrganisationList.objects.standing().get().organisations.count() == 6
