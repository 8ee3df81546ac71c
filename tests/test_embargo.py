"""What is to be published later: how it is chosen, who knows of it before, and what happens when its time has come."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from pytest_django import Settings

from intercity.activity.models import Activity, last_public_id
from intercity.adoption.forms import begun_copy
from intercity.adoption.models import Adoption
from intercity.core.uids import new_uid
from intercity.live.event import make_wish
from intercity.live.events import since
from intercity.notifications.inbox import page_of
from intercity.notifications.models import Delivery
from intercity.notifications.recipients import notify
from intercity.organisations.models import Membership, Organisation, Person, Role
from intercity.posts import actions
from intercity.posts.actions import embargo, publishing
from intercity.posts.actions.removing import remove_posts
from intercity.posts.clock import publish_due
from intercity.posts.content import Entry, PostContent
from intercity.posts.drafts import composer_place, draft_for
from intercity.posts.later import MomentField
from intercity.posts.models import Attachment, Draft, Post, Reader, Revision, State
from intercity.posts.tests.files import PDF
from intercity.spaces.actions import do_join
from intercity.spaces.models import Label, Space, SpaceMember, SpaceState, Topic
from tests.personas import Persona, make_persona

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


class KilledError(BaseException):
    """Stands for a worker that dies."""


@pytest.fixture(autouse=True)
def folder(settings: Settings, tmp_path: Path) -> Path:
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


@pytest.fixture
def editor(nice: Organisation) -> Persona:
    return make_persona("editor", nice, Role.EDITOR)


def put_off(persona: Persona, space: Space, **fields: Any) -> Post:
    """A post that waits for an hour."""
    content = PostContent(**{"title": "To come", "body": "Words.", "visible_from": timezone.now() + HOUR, **fields})
    return actions.publish(persona.viewer, space, "update", content)


def fresh(post: Post) -> Post:
    return Post.objects.get(pk=post.pk)


def typed(at: datetime) -> str:
    """As a browser sends a moment."""
    return timezone.localtime(at).strftime("%Y-%m-%dT%H:%M")


def verbs(since: int = 0) -> list[str]:
    return list(Activity.objects.filter(pk__gt=since).order_by("pk").values_list("verb", flat=True))


def filled(**fields: Any) -> dict[str, Any]:
    return {"uid": new_uid(), "title": "To come", "body": "Words.", "label": "clear", "language": "en", **fields}


@pytest.mark.parametrize("kind", ["update", "practice", "question"])
def test_it_is_chosen_in_the_composer_and_sent_twice_it_is_one(
    kind: str, officer: Persona, space: Space, topic: Topic
) -> None:
    at, client, public = timezone.now() + 3 * HOUR, officer.client, last_public_id()
    fields = filled(later=typed(at), topics=[topic.slug], files=SimpleUploadedFile("plan.pdf", PDF))
    answer = client.post(reverse("compose", args=[space.slug, kind]), fields)
    post = Post.objects.get()
    assert answer["Location"] == reverse("waiting_post", args=[post.uid])
    assert (post.state, typed(post.visible_from or at)) == (State.EMBARGOED, typed(at))
    # Neither the space nor anybody who may read the network hears of it.
    assert (verbs(), last_public_id()) == (["space.created", "post.embargoed"], public)
    assert not SpaceMember.objects.exists()
    # Sent again, with another moment or none.
    for again in ({}, {"later": ""}):
        fields["files"] = SimpleUploadedFile("plan.pdf", PDF)
        sent = client.post(reverse("compose", args=[space.slug, kind]), {**fields, **again})
        assert sent["Location"] == answer["Location"]
    assert (Post.objects.count(), fresh(post).state, Draft.objects.count()) == (1, State.EMBARGOED, 0)
    page = client.get(answer["Location"]).content.decode()
    assert ("To come" in page, f"{timezone.localtime(at):%H:%M} (Brussels)</time>" in page) == (True, True)
    assert [publish_due(at + HOUR), publish_due(at + HOUR)] == [1, 0]
    assert client.get(answer["Location"])["Location"] == reverse("post", args=[post.uid])


@pytest.mark.parametrize(
    ("later", "said"),
    [
        (timedelta(minutes=-5), "This moment has passed"),
        (timedelta(days=400), "within a year"),
        ("soon", "Write day and time like this"),
        ("2027-13-45T99:99", "Write day and time like this"),
        ("2027-03-28T02:30", "The clocks change in that hour"),
    ],
)
def test_a_moment_that_is_none_is_refused_and_nothing_typed_is_lost(
    later: timedelta | str, said: str, officer: Persona, space: Space
) -> None:
    text = later if isinstance(later, str) else typed(timezone.now() + later)
    answer = officer.client.post(reverse("compose", args=[space.slug, "update"]), filled(later=text))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert said in page
    assert (text in page, "Words." in page) == (True, True)
    assert (Post.objects.count(), Draft.objects.get().data["later"]) == (0, [text])


@pytest.mark.parametrize(
    ("text", "hour"),
    [
        # In Brussels the clocks go forward on 28 March and back on 31 October.
        ("2027-03-28T01:59", "2027-03-28T00:59"), ("2027-03-28T02:00", ""), ("2027-03-28T02:59", ""),
        ("2027-03-28T03:00", "2027-03-28T01:00"), ("2027-10-31T01:59", "2027-10-30T23:59"),
        ("2027-10-31T02:00", ""), ("2027-10-31T02:59", ""), ("2027-10-31T03:00", "2027-10-31T02:00"),
    ],
)  # fmt: skip
def test_hours_are_read_right_when_the_clocks_change(text: str, hour: str) -> None:
    if hour:
        assert MomentField().clean(text) == datetime.fromisoformat(hour).replace(tzinfo=UTC)
        return
    with pytest.raises(ValidationError, match="clocks change"):
        MomentField().clean(text)


def test_it_is_published_when_its_time_has_come_as_if_it_was_written_then(
    officer: Persona, officer_elsewhere: Persona, space: Space
) -> None:
    assert officer_elsewhere.organisation is not None
    do_join(space, officer_elsewhere.organisation)
    stream = officer_elsewhere.client.get("/live").headers["X-Intercity-Stream"]
    post = put_off(officer, space, label=Label.AMBER)
    due = post.visible_from
    assert due is not None
    known = Activity.objects.latest("pk").pk
    assert [publish_due(due - timedelta(seconds=1)), verbs(known)] == [0, []]
    assert since(0, make_wish(json.loads(stream))) == []
    assert [publish_due(due), publish_due(due)] == [1, 0]
    post = fresh(post)
    assert (post.state, post.published_at, post.visible_from, post.edited_at) == (State.PUBLISHED, due, None, None)
    assert verbs(known) == ["space.joined", "space.narrowed", "post.published"]
    act = Activity.objects.latest("pk")
    assert (act.person_uid, act.post_uid, act.root_uid) == (officer.person.uid, post.uid, post.uid)
    # Open pages, inboxes and mails follow from the act.
    wish = make_wish(json.loads(officer_elsewhere.client.get("/live").headers["X-Intercity-Stream"]))
    assert [post.uid in event.data for event in since(known, wish)] == [True]
    notify(act)
    assert Delivery.objects.filter(person=officer_elsewhere.person, post_uid=post.uid).exists()
    assert str(post) in officer_elsewhere.client.get(post.get_absolute_url()).content.decode()


def leave(post: Post) -> None:
    Membership.objects.filter(person=post.author).update(ended_at=timezone.now())


def suspend(post: Post) -> None:
    Person.objects.filter(pk=post.author_id).update(suspended_until=timezone.now() + 99 * HOUR)


def erase(post: Post) -> None:
    Post.objects.update(author=None)


def archive(post: Post) -> None:
    Space.objects.update(state=SpaceState.ARCHIVED)


def narrow(post: Post) -> None:
    Space.objects.update(widest_label=Label.GREEN)


def close(post: Post) -> None:
    Space.objects.update(open_to_network=False)


@pytest.mark.parametrize("happened", [leave, suspend, erase, archive, narrow, close])
def test_what_may_not_be_published_any_more_stays_and_the_leads_are_told(
    happened: Callable[[Post], None], officer: Persona, editor: Persona, lead: Persona, space: Space
) -> None:
    post = put_off(officer, space, label=Label.CLEAR)
    happened(post)
    later, known = timezone.now() + 2 * HOUR, Activity.objects.latest("pk").pk
    assert [publish_due(later), publish_due(later + HOUR)] == [1, 0]
    assert (fresh(post).state, verbs(known)) == (State.EMBARGOED, ["post.delayed"])
    notify(Activity.objects.latest("pk"))
    told = set(Delivery.objects.values_list("person__email", flat=True))
    assert told == {lead.person.email} | ({officer.person.email} if happened in (archive, narrow, close) else set())
    words = [thread.letter for thread in page_of(lead.viewer, 1).threads]
    assert [word.buttons[0].path for word in words if word] == [reverse("waiting_post", args=[post.uid])]
    assert "Not published at its time" in editor.client.get(reverse("waiting_posts")).content.decode()
    # Where only its author is missing, whoever publishes it stands for it.
    lead.client.post(reverse("waiting_publish", args=[post.uid]))
    stands = happened in (leave, suspend, erase)
    assert (fresh(post).is_published, fresh(post).author == lead.person) == (stands, stands)
    assert len(page_of(lead.viewer, 1).threads) == (0 if stands else 1)


@pytest.mark.parametrize("killed", ["written", "published", "delayed"])
def test_killed_before_its_commit_nothing_stands_and_the_next_run_does_it(
    killed: str, officer: Persona, space: Space, monkeypatch: pytest.MonkeyPatch
) -> None:
    content = PostContent(uid=new_uid(), title="To come", label=Label.AMBER, visible_from=timezone.now() + HOUR)
    later = timezone.now() + 2 * HOUR

    def act() -> None:
        if killed == "written":
            actions.publish(officer.viewer, space, "question", content)
        else:
            publish_due(later)

    def stands() -> object:
        return [list(model.objects.order_by("pk").values()) for model in (Activity, Post, SpaceMember, Space)]  # type: ignore[attr-defined]

    if killed != "written":
        actions.publish(officer.viewer, space, "question", content)
    if killed == "delayed":
        leave(Post.objects.get())
    before = stands()

    def die(*_args: object, **_more: object) -> None:
        raise KilledError

    with monkeypatch.context() as patched:
        patched.setattr(publishing, "record", die)
        patched.setattr(embargo, "record", die)
        with pytest.raises(KilledError):
            act()
    assert stands() == before
    known = Activity.objects.latest("pk").pk
    act()
    act()
    assert verbs(known)[-1] == {"written": "post.embargoed"}.get(killed, f"post.{killed}")
    assert verbs(known).count(verbs(known)[-1]) == 1


def test_one_that_fails_does_not_keep_back_the_others(
    officer: Persona, space: Space, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = put_off(officer, space), put_off(officer, space)
    Post.objects.filter(pk=first.pk).update(visible_from=timezone.now())
    real = embargo.why_not

    def fails_once(post: Post, sender: Person | None) -> str:
        if post.pk == first.pk:
            raise ValueError("broken")
        return real(post, sender)

    monkeypatch.setattr(embargo, "why_not", fails_once)
    assert publish_due(timezone.now() + 2 * HOUR) == 1
    assert (fresh(first).state, fresh(second).state) == (State.EMBARGOED, State.PUBLISHED)


def test_only_its_author_and_who_looks_after_the_organisation_can_do_anything_with_it(
    officer: Persona,
    colleague: Persona,
    editor: Persona,
    officer_elsewhere: Persona,
    coordinator: Persona,
    space: Space,
) -> None:
    post = put_off(officer, space)
    names = ("waiting_post", "waiting_publish", "waiting_take_back", "post_edit")
    others = ("post", "post_revisions", "post_readers", "post_label", "post_withdraw", "comment", "live_card")
    for persona in (colleague, officer_elsewhere, coordinator, officer, editor):
        own = persona in (officer, editor)
        for name in (*names, *others):
            path = reverse(name, args=[post.uid])
            status = persona.client.get(path).status_code
            if name in ("waiting_publish", "comment"):
                assert status == 405, name
                status = 404 if own else persona.client.post(path).status_code
            assert status == (200 if own and name in names and name != "waiting_publish" else 404), name
        draft = persona.client.post(reverse("draft", args=[f"edit-{post.uid}"]), {"title": "x"})
        assert (draft.status_code == 404) != own
        assert (str(post) in persona.client.get(reverse("waiting_posts")).content.decode()) == own
    assert fresh(post).state == State.EMBARGOED


def test_an_editor_changes_it_and_no_older_version_is_kept(
    officer: Persona, editor: Persona, officer_elsewhere: Persona, space: Space
) -> None:
    post = put_off(officer, space)
    at = timezone.now() + 5 * HOUR
    path = reverse("post_edit", args=[post.uid])
    changed = filled(title="Changed", later=typed(at), label="amber", stood=post.label)
    assert editor.client.post(path, {**changed, "later": ""}).status_code == 422
    assert editor.client.post(path, changed)["Location"] == reverse("waiting_post", args=[post.uid])
    now = fresh(post)
    assert (now.title, now.label, now.state) == ("Changed", Label.AMBER, State.EMBARGOED)
    assert typed(now.visible_from or timezone.now()) == typed(at)
    assert editor.client.post(reverse("waiting_publish", args=[post.uid])).status_code == 302
    now = fresh(post)
    assert (now.is_published, now.author, now.edited_at) == (True, officer.person, None)
    assert [(one.by, one.title) for one in Revision.objects.all()] == [(editor.person, "Changed")]
    told = [(act.verb, act.person_uid) for act in Activity.objects.filter(post_uid=post.uid).order_by("pk")]
    own, theirs = officer.person.uid, editor.person.uid
    assert told == [
        ("post.embargoed", own), ("post.embargoed", theirs), ("post.embargoed", theirs), ("post.published", own)
    ]  # fmt: skip


def test_taken_back_nothing_of_it_is_left(officer: Persona, nice: Organisation, space: Space, folder: Path) -> None:
    """Its files neither, which only its own people could fetch."""
    client = officer.client
    fields = filled(later=typed(timezone.now() + HOUR), files=SimpleUploadedFile("plan.pdf", PDF))
    client.post(reverse("compose", args=[space.slug, "update"]), fields)
    post, file = Post.objects.get(), Attachment.objects.get()
    reader = make_persona("reader of nice", nice, Role.READER, speaks=False)
    assert client.get(file.get_absolute_url()).status_code == 200
    assert reader.client.get(file.get_absolute_url()).status_code == 404
    assert client.post(reverse("waiting_take_back", args=[post.uid]))["Location"] == reverse("waiting_posts")
    assert (Post.objects.count(), Attachment.objects.count()) == (0, 0)
    assert Activity.objects.latest("pk").verb == "post.unembargoed"
    assert publish_due(timezone.now() + 2 * HOUR) == 0


def test_named_readers_hear_of_it_only_when_it_is_published(
    officer: Persona, lead: Persona, officer_elsewhere: Persona, space: Space
) -> None:
    elsewhere = officer_elsewhere
    assert elsewhere.organisation is not None
    entry = Entry(elsewhere.organisation, elsewhere.person)
    post = put_off(officer, space, label=Label.RED, named=[entry])
    assert "readers.named" not in verbs()
    assert not lead.client.get(reverse("waiting_posts")).content.decode().count(str(post))
    held, own = (one.client.post(reverse("me_data"), {"form": "json"}).content.decode() for one in (elsewhere, officer))
    assert ("posts.Reader" in held, "To come" in own) == (False, True)
    # The same readers, named by others meanwhile, are another set: it is told of at once.
    other = actions.publish(
        officer.viewer, space, "update", PostContent(title="Now", body="x", label=Label.RED, named=[entry])
    )
    assert (other.readers_id != post.readers_id, verbs().count("readers.named")) == (True, 1)
    assert publish_due(timezone.now() + 2 * HOUR) == 1
    assert verbs()[-2:] == ["readers.named", "post.published"]
    assert elsewhere.client.get(post.get_absolute_url().replace("me/waiting", "posts") + "/").status_code == 200
    back = put_off(officer, space, label=Label.RED, named=[entry])
    embargo.take_back(officer.viewer, back)
    assert Reader.objects.values("readers").distinct().count() == 2


def test_without_the_name_nothing_waits(officer: Persona, space: Space) -> None:
    content = PostContent(title="x", visible_from=timezone.now() + HOUR)
    with pytest.raises(ValidationError, match="published at once"):
        actions.publish(officer.viewer, space, "update", content, unnamed=True)


def test_what_others_have_begun_tells_nothing_of_a_uid(
    officer: Persona, officer_elsewhere: Persona, space: Space
) -> None:
    """A draft with its uid stands as any other, and a copy of a practice that waits counts as begun."""
    post = put_off(officer, space)
    for persona, stands in ((officer_elsewhere, True), (officer, False)):
        place = composer_place(space, "update")
        Draft.objects.create(person=persona.person, key=place.key, data={"uid": [post.uid]})
        assert (draft_for(persona.person, place) is not None) == stands
    said = Adoption(own_uid=post.uid)
    assert len(begun_copy(said)) == 1
    publish_due(timezone.now() + 2 * HOUR)
    assert begun_copy(said) == []


def test_an_exercise_that_ends_says_nothing_of_what_waited(officer: Persona, space: Space) -> None:
    put_off(officer, space)
    Space.objects.update(state=SpaceState.EXERCISE)
    known = Activity.objects.latest("pk").pk
    assert remove_posts(Space.objects.get()) == 1
    assert (verbs(known), Post.objects.count()) == (["post.unembargoed"], 0)
