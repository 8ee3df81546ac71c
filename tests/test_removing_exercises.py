"""End of an exercise: everything invented is gone, and nothing of any real space is touched."""

from __future__ import annotations

import json
from collections.abc import Sequence
from hashlib import sha256
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.db import transaction
from django.test import Client
from pytest_django.fixtures import Settings

from intercity.activity.models import Activity
from intercity.adoption.actions import Wording, say
from intercity.cli.main import main
from intercity.core.uids import new_uid
from intercity.kinds.rollcall.actions.answering import do_propose
from intercity.kinds.rollcall.models import How, Waits
from intercity.kinds.rollcall.tests.helpers import give, make_rollcall, reply
from intercity.live.event import StreamWish, make_wish
from intercity.live.events import render
from intercity.live.events import since as replay
from intercity.mailbox.models import Held, Incoming, Outcome
from intercity.notifications import recipients
from intercity.notifications.addresses import reply_address, space_address
from intercity.notifications.models import Delivery, Follow
from intercity.notifications.recipients import notify
from intercity.organisations.models import Person
from intercity.posts.actions import do_react
from intercity.posts.models import Attachment, Draft, Post
from intercity.posts.models.reaction import Sort
from intercity.posts.telling import Event
from intercity.posts.visibility import PUBLIC_AUDIENCE
from intercity.search.acts import concern_of
from intercity.search.models import SavedView
from intercity.spaces import removing
from intercity.spaces.actions import do_ask_lead, do_create_space, do_join
from intercity.spaces.agreements import do_accept, do_change
from intercity.spaces.models import Label, OrganisationList, Space, SpaceState, Topic
from intercity.spaces.models import Wording as Words
from intercity.spaces.removing import NotAnExerciseError, do_remove
from tests.personas import Persona, make_post

pytestmark = pytest.mark.django_db(transaction=True)

# What stays: that there was an exercise. What the acts said of its settings does not.
RECORD = ("activity.Activity", "activity.ActivityHead")


class KilledError(Exception):
    """Stands for a process that dies."""


@pytest.fixture(autouse=True)
def media(settings: Settings, tmp_path: Path) -> Path:
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


def fill(space: Space, coordinator: Persona, officer: Persona, elsewhere: Persona, topic: Topic) -> Post:
    """One of everything that can hang on a space; gives its first post."""
    assert officer.organisation
    assert elsewhere.organisation
    do_join(space, officer.organisation)
    space.topics.add(topic)
    post = make_post(officer, space, kind="practice", title="Cool rooms", status="active", label=Label.CLEAR)
    post.topics.add(topic)
    comment = make_post(elsewhere, space, kind="comment", title="", body="How much?", parent=post)
    make_post(officer, space, kind="comment", title="", body="Little.", parent=comment)
    do_react(post, elsewhere.organisation, Sort.USEFUL, elsewhere.person)
    say(elsewhere.viewer, post, Wording("adopted"))
    rollcall = make_rollcall(coordinator, space, [officer.organisation, elsewhere.organisation])
    give(rollcall, officer.organisation)
    said = {"seen": 0, "waits": Waits.WRITER, "words": "yes"}
    do_propose(rollcall, elsewhere.organisation, reply(), elsewhere.person, How.MAIL, **said)  # type: ignore[arg-type]
    hang_on(space, post, officer)
    agree(space, officer, elsewhere)
    for act in Activity.objects.filter(space_uid=space.uid):
        notify(act)
    return post


def hang_on(space: Space, post: Post, officer: Persona) -> None:
    """A file, a list, follows, a saved view, a draft, and a mail that waits."""
    assert officer.organisation
    path, own = f"{space.slug}.txt", {"person": officer.person}
    Attachment.objects.create(post=post, uploaded_by=officer.person, name="a", mime="text/plain", size=1, path=path)
    OrganisationList.objects.create(space=space, name="Ours").organisations.add(officer.organisation)
    Follow.objects.create(space=space, **own)
    Follow.objects.create(post=post, **own)
    view = SavedView.objects.create(name="Mine", path=f"/spaces/{space.slug}/table", query="a=b", **own)
    Follow.objects.create(view=view, **own)
    Draft.objects.create(space=space, key=space.slug, kind="update", data={"title": ["Draft"]}, **own)
    mail = Incoming.objects.create(fingerprint=space.slug, recipient="a@b.example", size=1, raw=b"secret words")
    Held.objects.create(
        incoming=mail, organisation=officer.organisation, space=space, body="Held.", label="green", **own
    )


def agree(space: Space, officer: Persona, elsewhere: Persona) -> None:
    """An agreement that one organisation has accepted, and another is asked to."""
    assert officer.organisation
    assert elsewhere.organisation
    with transaction.atomic():
        do_change(space, Words("Purpose", "Readers", "A year"), officer.person)
        do_accept(space, officer.organisation, officer.person)
        do_ask_lead(space, elsewhere.organisation, officer.person)


def everything() -> dict[str, set[tuple[Any, ...]]]:
    """Every row of every table but the record, sessions apart."""
    models = [model for model in apps.get_models(include_auto_created=True) if model._meta.label not in RECORD]
    return {
        model._meta.label: {tuple(map(repr, row)) for row in model._default_manager.values_list()}
        for model in models
        if model._meta.app_label != "sessions"
    }


@pytest.fixture
def exercise(coordinator: Persona) -> Space:
    """An exercise, still empty."""
    assert coordinator.organisation
    return do_create_space(
        "Drill", state=SpaceState.EXERCISE, organisations=[coordinator.organisation], coordinators=[coordinator.person]
    )


def test_everything_of_it_goes_and_nothing_else(
    coordinator: Persona, officer: Persona, officer_elsewhere: Persona, topic: Topic, space: Space, media: Path
) -> None:
    fill(space, coordinator, officer, officer_elsewhere, topic)
    (media / f"{space.slug}.txt").write_text("real")
    before = everything()
    drill = do_create_space("Drill", state=SpaceState.EXERCISE)
    fill(drill, coordinator, officer, officer_elsewhere, topic)
    (media / f"{drill.slug}.txt").write_text("invented")
    grown = everything()
    assert len([name for name, rows in grown.items() if rows != before[name]]) > 20
    assert do_remove(drill, coordinator.person) > 10
    after = everything()
    assert {name: rows ^ before[name] for name, rows in after.items() if rows != before[name]} == {}
    assert [path.name for path in media.iterdir()] == [f"{space.slug}.txt"]


def test_a_worker_in_the_middle_of_telling_leaves_nothing(
    coordinator: Persona, officer: Persona, officer_elsewhere: Persona, exercise: Space, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert officer.organisation
    assert officer_elsewhere.organisation
    make_rollcall(coordinator, exercise, [officer.organisation, officer_elsewhere.organisation])
    act = Activity.objects.get(verb="post.published")
    reached, found = recipients.reached, []

    def reached_just_before(activity: Activity, people: Sequence[Person], event: Event) -> Sequence[Person]:
        found.extend(reached(activity, people, event))
        do_remove(exercise, coordinator.person)
        return found

    monkeypatch.setattr(recipients, "reached", reached_just_before)
    notify(act)
    assert found
    assert not Delivery.objects.exists()


def test_what_was_told_while_it_was_removed_goes_too(
    coordinator: Persona, officer: Persona, exercise: Space, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert officer.organisation
    make_rollcall(coordinator, exercise, [officer.organisation])
    act = Activity.objects.get(verb="post.published")
    told = []

    def tell_once(space: Space) -> int:
        if not told:
            told.append(Delivery.objects.create(uid=new_uid(), activity_id=act.pk, person=officer.person))
        return 0

    rooms = removing.removers()
    monkeypatch.setattr(removing, "removers", lambda: (*rooms, tell_once))
    do_remove(exercise, coordinator.person)
    assert told
    assert not Delivery.objects.exists()


def test_what_stays_is_the_record_that_it_was_there(coordinator: Persona, officer: Persona, exercise: Space) -> None:
    uid = make_post(officer, exercise, label=Label.CLEAR).uid
    do_remove(exercise, coordinator.person)
    act = Activity.objects.get(verb="space.removed")
    assert (act.space_uid, act.person_uid, act.public) == (exercise.uid, coordinator.person.uid, True)
    assert act.data["name"] == "Drill"
    gone = Activity.objects.get(verb="post.removed")
    assert (gone.post_uid, gone.public) == (uid, True)
    assert concern_of([gone]).uids == {uid}
    assert '"uid": "' + uid in render([gone], ["en"])[0]["en"].data


def test_kept_pages_show_it_no_more(client: Client, coordinator: Persona, officer: Persona, exercise: Space) -> None:
    post = make_post(officer, exercise, label=Label.CLEAR, title="Invented rooms")
    paths = ["/", "/spaces/", f"/spaces/{exercise.slug}/", f"/posts/{post.uid}/", "/organisations/city-of-nice/"]
    assert sum("Invented rooms" in client.get(path).content.decode() for path in paths) >= 3
    do_remove(exercise, coordinator.person)
    assert [client.get(path).status_code for path in paths] == [200, 200, 404, 404, 200]
    assert not any("Invented rooms" in client.get(path).content.decode() for path in paths)
    assert "Drill" not in client.get("/spaces/").content.decode()


@pytest.mark.parametrize("line", range(1, 12, 2))
def test_killed_anywhere_it_goes_on(
    line: int, coordinator: Persona, officer: Persona, officer_elsewhere: Persona, topic: Topic, exercise: Space,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    """It dies at its n-th act, before that is written: the next one finishes, and every act stands once."""
    fill(exercise, coordinator, officer, officer_elsewhere, topic)
    roots = Post.objects.filter(root=None).count()
    left = [line]

    def dying(module: str) -> None:
        real = import_module(module).record

        def record(*args: Any, **more: Any) -> Any:
            left[0] -= 1
            if left[0] == 0:
                raise KilledError
            return real(*args, **more)

        monkeypatch.setattr(f"{module}.record", record)

    dying("intercity.spaces.removing")
    dying("intercity.posts.actions.removing")
    if line <= roots + 1:
        with pytest.raises(KilledError):
            do_remove(exercise, coordinator.person)
    do_remove(exercise, coordinator.person)
    assert not Space.objects.exists()
    assert Activity.objects.filter(verb="post.removed").count() == roots
    assert Activity.objects.filter(verb="space.removed").count() == 1


def test_what_becomes_real_meanwhile_stays(coordinator: Persona, officer: Persona, exercise: Space) -> None:
    make_post(officer, exercise)
    Space.objects.update(state=SpaceState.ACTIVE)
    with pytest.raises(NotAnExerciseError):
        do_remove(exercise, coordinator.person)
    assert Post.objects.count() == 1


def test_on_its_settings_page_it_is_ended_by_typing_its_name(
    coordinator: Persona, officer: Persona, exercise: Space
) -> None:
    make_post(officer, exercise)
    browser, path = coordinator.client, f"/spaces/{exercise.slug}/remove"
    assert "End the exercise and remove everything" in browser.get(f"/spaces/{exercise.slug}/settings").content.decode()
    answer = browser.post(path, {"remove-name": "Drll"})
    assert "Nothing was removed" in answer.content.decode()
    assert Post.objects.count() == 1
    answer = browser.post(path, {"remove-name": " drill "}, follow=True)
    assert "is over, and everything in it is removed" in answer.content.decode()
    assert not Space.objects.exists()


def test_only_its_coordinators_end_it_and_nobody_ends_what_is_real(
    coordinator: Persona, officer: Persona, lead: Persona, stranger: Persona, exercise: Space, space: Space
) -> None:
    path = f"/spaces/{exercise.slug}/remove"
    for persona in (officer, lead):
        assert persona.client.post(path, {"remove-name": "Drill"}).status_code == 403
    assert stranger.client.post(path, {"remove-name": "Drill"}).status_code in (403, 404)
    assert coordinator.client.get(path).status_code == 405
    real = coordinator.client.post(f"/spaces/{space.slug}/remove", {"remove-name": space.name})
    assert real.status_code == 403
    assert "End the exercise" not in coordinator.client.get(f"/spaces/{space.slug}/settings").content.decode()
    assert Space.objects.count() == 2


def test_real_work_never_becomes_an_exercise_nor_the_other_way_round(
    coordinator: Persona, exercise: Space, space: Space
) -> None:
    for slug, state in ((space.slug, "exercise"), (exercise.slug, "active"), (exercise.slug, "archived")):
        page = coordinator.client.get(f"/spaces/{slug}/settings").context["form"]
        data = {name: page[name].value() for name in page.fields}
        coordinator.client.post(f"/spaces/{slug}/settings", {**data, "state": state})
    assert set(Space.objects.values_list("slug", "state")) == {(space.slug, "active"), (exercise.slug, "exercise")}


def test_the_command_removes_an_exercise_and_refuses_the_rest(
    officer: Persona, exercise: Space, space: Space, capsys: pytest.CaptureFixture[str]
) -> None:
    make_post(officer, exercise)
    assert main(["space", "remove-exercise", "nothing"]) == 2
    assert "These exercises are there: drill" in capsys.readouterr().err
    assert main(["space", "remove-exercise", space.slug, "--yes"]) == 2
    assert "is no exercise" in capsys.readouterr().err
    assert main(["space", "remove-exercise", "drill"]) == 2
    assert "--yes" in capsys.readouterr().err
    assert Post.objects.count() == 1
    assert main(["space", "remove-exercise", "drill", "--yes", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["removed"] >= 1
    assert list(Space.objects.all()) == [space]


def test_open_pages_of_it_hear_that_it_is_over(coordinator: Persona, officer: Persona, exercise: Space) -> None:
    assert officer.organisation
    do_join(exercise, officer.organisation)
    made = make_rollcall(coordinator, exercise, [officer.organisation])
    pages = {query: wish_of(officer, query) for query in (f"?space={exercise.uid}", f"?post={made.post.uid}", "")}
    strangers = make_wish({"audiences": [PUBLIC_AUDIENCE], "spaces": [exercise.uid]})
    since = Activity.objects.latest("pk").pk
    for path in (f"/spaces/{exercise.slug}/", f"/posts/{made.post.uid}/", f"/posts/{made.post.uid}/answers"):
        assert "This exercise is over" in officer.client.get(path).content.decode()
    do_remove(exercise, coordinator.person)
    acts = list(Activity.objects.filter(pk__gt=since).order_by("pk"))
    live = [one["en"] for one in render(acts, ["en"]) if one]
    for query, heard in (
        (f"?space={exercise.uid}", ["post.removed", "space.removed"]), (f"?post={made.post.uid}", ["post.removed"]),
        ("", ["post.removed", "space.removed"]),
    ):  # fmt: skip
        wish = pages[query]
        # At once, and when the page was away meanwhile.
        for events in (live, replay(since, wish)):
            assert [json.loads(one.data)["act"] for one in events if wish.hears(one)] == heard, query
    assert [one.name for one in live if strangers.hears(one)] == (
        ["space"] if exercise.widest_label == Label.CLEAR else []
    )


def wish_of(persona: Persona, query: str) -> StreamWish:
    """What the stream of a page hears."""
    return make_wish(json.loads(persona.client.get(f"/live{query}").headers["X-Intercity-Stream"]))


def test_mail_to_it_goes_however_it_was_settled_and_other_mail_stays(
    coordinator: Persona, officer: Persona, exercise: Space, space: Space, settings: Settings
) -> None:
    settings.MAIL_IN_DOMAIN = "in.network.example"
    real, invented = make_post(officer, space), make_post(officer, exercise)
    comment = make_post(officer, exercise, kind="comment", title="", parent=invented)
    stays = [reply_address(officer.person, real), space_address(space), "nobody@in.network.example"]
    goes = [reply_address(officer.person, invented), reply_address(officer.person, comment), space_address(exercise)]
    for outcome in (Outcome.READ, Outcome.RETURNED, Outcome.WAITING):
        for address in (*stays, *goes):
            fingerprint = sha256(f"{address} {outcome}".encode()).hexdigest()
            Incoming.objects.create(fingerprint=fingerprint, recipient=address, size=1, outcome=outcome)
    do_remove(exercise, coordinator.person)
    assert sorted(Incoming.objects.values_list("recipient", flat=True)) == sorted(3 * stays)
