"""Progress notes: what they say, what they change, and by whom."""

from __future__ import annotations

import pytest
from django.db import transaction
from django.test import Client

from intercity.activity.models import Activity
from intercity.core.uids import new_uid
from intercity.kinds.action.actions import do_change, do_move
from intercity.kinds.action.actions.progressing import ChangedMeanwhileError
from intercity.kinds.action.models import Action, Indicator, Milestone, Reading
from intercity.organisations.models import Organisation
from intercity.posts import actions
from intercity.posts.actions.moderating import do_hide, do_restore
from intercity.posts.models import Post
from intercity.spaces.models import Label, Space
from tests.personas import Persona, make_organisation, make_persona, make_post

pytestmark = pytest.mark.django_db


@pytest.fixture
def action(officer: Persona, coordinator: Persona, torino: Organisation, space: Space) -> Post:
    """Led by Nice, with Torino as partner; under way."""
    post = make_post(
        officer, space, kind="action", title="A tool", partners="Torino | Tests it",
        milestones="2027-03-01 | Framework\n2027-09-01 | Tested", indicators="Cities | cities | 0 | 20",
    )  # fmt: skip
    assert coordinator.organisation is not None
    do_move(post, "select", coordinator.organisation, coordinator.person)
    return post


def form(post: Post, **more: object) -> dict[str, object]:
    return {"uid": new_uid(), "status": "on_track", "body": "The draft is out.", **more}


def test_a_partner_tells_and_the_plan_follows(officer_elsewhere: Persona, reader: Persona, action: Post) -> None:
    part, indicator = Milestone.objects.get(title="Framework"), Indicator.objects.get()
    address = f"/posts/{action.uid}/progress"
    sent = form(action, reached=[str(part.pk)], **{f"value-{indicator.pk}": "5"}, status="at_risk", reason="No staff")
    for _twice in range(2):
        assert officer_elsewhere.client.post(address, sent).status_code == 302
    row = Action.objects.get(post=action)
    assert (row.status, row.reason, row.done_parts) == ("at_risk", "No staff", 1)
    note = Post.objects.get(kind="progress")
    assert (note.organisation.name, note.root_id) == ("City of Torino", action.pk)
    assert [reading.value for reading in Reading.objects.all()] == [5]
    assert Activity.objects.filter(verb="action.progressed").count() == 1
    page = reader.client.get(f"/posts/{action.uid}/").content.decode()
    for text in ("The draft is out.", "At risk: No staff", "25 % of the way", "Progress"):
        assert text in page


@pytest.mark.parametrize(
    "wrong",
    [{"body": " "}, {"status": "late", "reason": " "}, {"status": "?"}, {"on": "2999-01-01"}, {"reached": ["999999"]},
     {"value": "two"}, {"value": "1.000"}],
)  # fmt: skip
def test_rubbish_changes_nothing(officer: Persona, action: Post, wrong: dict[str, object]) -> None:
    if "value" in wrong:
        wrong = {f"value-{Indicator.objects.get().pk}": wrong["value"]}
    answer = officer.client.post(f"/posts/{action.uid}/progress", form(action, **wrong))
    assert answer.status_code == 422
    assert not Post.objects.filter(kind="progress").exists()
    assert Action.objects.get(post=action).reported_at is None


def test_others_cannot_tell(coordinator: Persona, reader: Persona, stranger: Persona, action: Post) -> None:
    outside = make_persona("lyon", make_organisation("City of Lyon"))
    for persona, code in ((coordinator, 403), (reader, 403), (outside, 403), (stranger, 404)):
        assert persona.client.post(f"/posts/{action.uid}/progress", form(action)).status_code == code


def test_a_note_that_is_withdrawn_takes_its_reading_from_the_page(officer: Persona, action: Post) -> None:
    indicator = Indicator.objects.get()
    officer.client.post(f"/posts/{action.uid}/progress", form(action, **{f"value-{indicator.pk}": "12"}))
    assert "60 % of the way" in officer.client.get(f"/posts/{action.uid}/").content.decode()
    actions.withdraw(officer.viewer, Post.objects.select_related("root", "space").get(kind="progress"))
    assert "60 % of the way" not in officer.client.get(f"/posts/{action.uid}/").content.decode()


def test_a_note_that_is_withdrawn_unticks_what_no_other_note_says(officer: Persona, action: Post) -> None:
    first, second = Milestone.objects.order_by("number")
    both = [str(first.pk), str(second.pk)]
    for reached, more in (
        (both[:1], {"on": "2026-01-02"}),
        (both, {"on": "2026-01-03", "status": "late", "reason": "Rain"}),
    ):
        sent = form(action, reached=reached, **more)
        assert officer.client.post(f"/posts/{action.uid}/progress", sent).status_code == 302
    notes = list(Post.objects.select_related("root", "space", "organisation").filter(kind="progress").order_by("pk"))
    assert officer.person is not None
    with transaction.atomic():
        do_hide(notes[1], officer.person)
        do_restore(notes[1], officer.person)
    assert Action.objects.get(post=action).done_parts == 2
    actions.withdraw(officer.viewer, notes[1])
    row = Action.objects.get(post=action)
    assert (row.status, row.reason) == ("on_track", "")
    assert [str(one.done_on) for one in row.parts] == ["2026-01-02", "None"]
    assert "Rain" not in officer.client.get(f"/spaces/{action.space.slug}/plan").content.decode()
    actions.withdraw(officer.viewer, notes[0])
    row = Action.objects.get(post=action)
    assert (row.done_parts, row.reported_at) == (0, None)


def test_the_lead_changes_the_plan_and_loses_nothing(officer: Persona, action: Post) -> None:
    part, indicator = Milestone.objects.get(title="Framework"), Indicator.objects.get()
    officer.client.post(
        f"/posts/{action.uid}/progress", form(action, reached=[str(part.pk)], **{f"value-{indicator.pk}": "5"})
    )
    page = officer.client.get(f"/posts/{action.uid}/facts").content.decode()
    assert "2027-03-01 | Framework\n2027-09-01 | Tested" in page
    lines = {"milestones": "2027-04-01 | Framework\n2027-09-01 | Tested in ten cities", "indicators": "Towns | cities"}
    assert officer.client.post(f"/posts/{action.uid}/facts", lines).status_code == 302
    assert [(one.title, one.done_on is None) for one in Milestone.objects.order_by("number")] == [
        ("Framework", False), ("Tested in ten cities", True),
    ]  # fmt: skip
    assert Reading.objects.get().indicator.name == "Towns"
    bad = officer.client.post(f"/posts/{action.uid}/facts", {"milestones": "soon | x"})
    assert bad.status_code == 422
    assert "Line 1" in bad.content.decode()
    assert Milestone.objects.count() == 2


def test_a_change_keeps_the_version_before(officer: Persona, action: Post) -> None:
    do_change(action, {"cost": "2,000 EUR once"}, officer.person)
    revisions = list(action.revisions.order_by("number"))
    assert [one.details["cost"] for one in revisions] == ["", "2,000 EUR once"]
    assert Activity.objects.latest("pk").verb == "action.changed"


def test_where_two_people_release_a_public_action_waits_again(officer: Persona, action: Post) -> None:
    Space.objects.filter(pk=action.space_id).update(two_person=True)
    Post.objects.filter(pk=action.pk).update(label=Label.CLEAR)
    sent = form(action, status="late", reason="No staff at all")
    assert officer.client.post(f"/posts/{action.uid}/progress", sent).status_code == 302
    assert set(Post.objects.values_list("label", flat=True)) == {Label.GREEN}
    assert "No staff at all" not in Client().get(f"/spaces/{action.space.slug}/plan").content.decode()


def test_two_who_change_it_at_once_lose_no_word(officer: Persona, colleague: Persona, action: Post) -> None:
    address = f"/posts/{action.uid}/facts"
    lines = "2027-03-01 | Framework\n2027-09-01 | Tested"
    begun = {"version": "0", "milestones": lines, "partners": "City of Torino | Tests it",
             "indicators": "Cities | cities | 0 | 20"}  # fmt: skip
    officer.client.post(address, {**begun, "milestones": f"{lines}\n2027-12-01 | Printed", "begins_on": "2027-01-01"})
    # Another place: both stand at once.
    late = {**begun, "milestones": f"2027-02-01 | Asked\n{lines}", "risks": "Nobody comes"}
    assert colleague.client.post(address, late).status_code == 302
    row = Action.objects.get(post=action)
    assert [one.title for one in row.parts] == ["Asked", "Framework", "Tested", "Printed"]
    assert (row.risks, str(row.begins_on)) == ("Nobody comes", "2027-01-01")
    # The same place: looked at first, nothing written, nothing lost.
    met = colleague.client.post(address, {**begun, "risks": "Everybody stays", "begins_on": "2027-02-02"})
    page = met.content.decode()
    assert met.status_code == 422
    for words in (
        "Nobody comes",
        "Everybody stays",
        "Your colleague wrote: 2027-01-01",
        'value="2027-02-02"',
        "Printed",
    ):
        assert words in page
    assert Action.objects.get(post=action).risks == "Nobody comes"
    version = action.revisions.count()
    assert f'name="version" value="{version}"' in page
    with pytest.raises(ChangedMeanwhileError):
        do_change(action, {"risks": "Mine"}, officer.person, version - 1)
