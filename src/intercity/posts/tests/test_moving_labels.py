"""Labels that move: what follows, what stays, and who is refused."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.core.exceptions import PermissionDenied

from intercity.organisations.models import Organisation
from intercity.posts import actions
from intercity.posts.actions import do_publish
from intercity.posts.content import PostContent
from intercity.posts.models import Origin, Post, Readers
from intercity.spaces.actions import do_join
from intercity.spaces.models import Label, Space
from tests.personas import Persona, make_organisation, make_persona, make_post, make_readers


@pytest.fixture
def outsider(db: None) -> Persona:
    """An officer of a city of the network outside the space."""
    return make_persona("outsider", make_organisation("City of Gent", short_name="Gent", country="BE"))


def joined(space: Space, *personas: Persona) -> None:
    for persona in personas:
        assert persona.organisation is not None
        do_join(space, persona.organisation)


def say(persona: Persona, parent: Post, body: str, label: str = "") -> Post:
    """A comment, with a label of its own where one is given."""
    assert persona.organisation is not None
    content = PostContent(body=body)
    return do_publish(
        parent.space, "comment", content, persona.organisation, persona.person, parent=parent, label=label
    )


def publish_red(persona: Persona, space: Space, readers: Readers, **fields: str) -> Post:
    assert persona.organisation is not None
    content = PostContent(**{"title": "Secret", "body": "words", **fields}, label=Label.RED, readers=readers)
    return do_publish(space, "practice", content, persona.organisation, persona.person)


def seen_by(persona: Persona, post: Post) -> bool:
    return Post.objects.visible_to(persona.viewer).filter(pk=post.pk).exists()


def fresh(post: Post) -> Post:
    return Post.objects.get(pk=post.pk)


def test_wider_takes_the_own_words_along_and_leaves_those_of_others(
    officer: Persona, colleague: Persona, officer_elsewhere: Persona, space: Space
) -> None:
    post = make_post(officer, space, label=Label.GREEN)
    own, other = say(colleague, post, "ours"), say(officer_elsewhere, post, "theirs")
    under_other = say(officer, other, "as they say")
    actions.change_label(officer.viewer, post, Label.CLEAR)
    assert fresh(own).label == Label.CLEAR
    assert fresh(other).label == Label.GREEN
    # An answer names what it answers.
    assert fresh(under_other).label == Label.GREEN


def test_the_page_says_what_stays_behind(officer: Persona, officer_elsewhere: Persona, space: Space) -> None:
    post = make_post(officer, space, label=Label.GREEN)
    for text in ("one", "two"):
        say(officer_elsewhere, post, text)
    say(officer_elsewhere, post, "three", Label.AMBER)
    page = officer.client.post(f"/posts/{post.uid}/label", {"label": "clear"}, follow=True).content.decode()
    assert "2 answers of others stay for: Network." in page
    assert "1 answer of others stays for: This space." in page


def test_its_own_organisation_opens_what_stayed_behind(
    officer: Persona, officer_elsewhere: Persona, stranger: Persona, space: Space
) -> None:
    post = make_post(officer, space, label=Label.GREEN)
    other = say(officer_elsewhere, post, "theirs")
    actions.change_label(officer.viewer, post, Label.CLEAR)
    assert not seen_by(stranger, other)
    address = f"/posts/{other.uid}/label"
    assert officer.client.post(address, {"label": "clear"}).status_code == 403
    assert address in officer_elsewhere.client.get(f"/posts/{post.uid}/").content.decode()
    assert officer_elsewhere.client.post(address, {"label": "clear"}).status_code == 302
    assert seen_by(stranger, other)


@pytest.mark.parametrize("thread", [Label.GREEN, Label.AMBER])
def test_no_comment_is_wider_than_its_thread(
    thread: Label, officer: Persona, officer_elsewhere: Persona, space: Space
) -> None:
    joined(space, officer, officer_elsewhere)
    post = make_post(officer, space, label=thread)
    comment = say(officer_elsewhere, post, "theirs")
    assert comment.label == thread
    assert officer_elsewhere.client.post(f"/posts/{comment.uid}/label", {"label": "clear"}).status_code == 403
    with pytest.raises(PermissionDenied):
        actions.comment(officer_elsewhere.viewer, post, PostContent(body="x"), label=Label.CLEAR)
    # Trusted callers cannot either.
    assert say(officer_elsewhere, post, "y", Label.CLEAR).label == thread


def test_the_form_offers_the_threads_label_and_narrower_ones(
    officer: Persona, officer_elsewhere: Persona, outsider: Persona, space: Space
) -> None:
    joined(space, officer_elsewhere)
    post = make_post(officer, space, label=Label.GREEN)

    def offered(persona: Persona) -> list[str]:
        page = persona.client.get(f"/posts/{post.uid}/").content.decode()
        return [label.value for label in Label if f'<option value="{label}"' in page]

    assert offered(officer_elsewhere) == ["green", "amber"]
    # Whose organisation is not in the space could not read it.
    assert offered(outsider) == []
    answer = {"uid": "", "body": "Only for you", "language": "en", "label": "amber"}
    officer_elsewhere.client.post(f"/posts/{post.uid}/comment", answer)
    comment = Post.objects.get(root=post)
    assert comment.label == Label.AMBER
    assert (seen_by(officer, comment), seen_by(outsider, comment)) == (True, False)
    assert "Only for you" not in outsider.client.get(f"/posts/{post.uid}/").content.decode()


def test_what_was_typed_stays_when_the_thread_was_narrowed_meanwhile(
    officer: Persona, officer_elsewhere: Persona, space: Space
) -> None:
    joined(space, officer, officer_elsewhere)
    post = make_post(officer, space, label=Label.AMBER)
    answer = {"uid": "", "body": "Half a day of work", "language": "en", "label": "green"}
    response = officer_elsewhere.client.post(f"/posts/{post.uid}/comment", answer)
    assert response.status_code == 422
    assert "Half a day of work" in response.content.decode()
    assert "for fewer people" in response.content.decode()
    assert not Post.objects.filter(root=post).exists()


def test_an_answer_is_never_wider_than_what_it_answers(
    officer: Persona, officer_elsewhere: Persona, space: Space
) -> None:
    joined(space, officer, officer_elsewhere)
    post = make_post(officer, space, label=Label.GREEN)
    narrow = say(officer_elsewhere, post, "narrow", Label.AMBER)
    reply = actions.comment(officer.viewer, narrow, PostContent(body="reply"))
    assert reply.label == Label.AMBER
    with pytest.raises(PermissionDenied):
        actions.comment(officer.viewer, narrow, PostContent(body="reply"), label=Label.GREEN)
    actions.change_label(officer_elsewhere.viewer, narrow, Label.GREEN)
    assert fresh(reply).label == Label.AMBER
    actions.change_label(officer.viewer, reply, Label.GREEN)
    actions.change_label(officer_elsewhere.viewer, narrow, Label.AMBER)
    assert fresh(reply).label == Label.AMBER


def test_narrowing_holds_for_everything_under_it_at_once(
    officer: Persona,
    colleague: Persona,
    officer_elsewhere: Persona,
    outsider: Persona,
    coordinator: Persona,
    partner: Persona,
    stranger: Persona,
    space: Space,
) -> None:
    joined(space, officer, officer_elsewhere, partner)
    post = make_post(officer, space, label=Label.CLEAR)
    comment = say(officer_elsewhere, post, "theirs")
    everybody = (officer, colleague, officer_elsewhere, outsider, coordinator, partner, stranger)
    assert all(seen_by(persona, one) for persona in everybody for one in (post, comment))
    actions.change_label(officer.viewer, post, Label.AMBER)
    inside = [True, True, True, False, False, True, False]
    for one in (post, comment):
        assert [seen_by(persona, one) for persona in everybody] == inside


def test_named_readers_and_their_conversation(
    officer: Persona, colleague: Persona, officer_elsewhere: Persona, outsider: Persona, coordinator: Persona,
    space: Space, nice: Organisation,
) -> None:  # fmt: skip
    assert outsider.organisation is not None
    joined(space, officer, officer_elsewhere)
    readers = make_readers((nice, officer.person), outsider.organisation)
    post = publish_red(officer, space, readers)
    comment = actions.comment(outsider.viewer, post, PostContent(body="We too"))
    assert (comment.label, comment.readers) == (Label.RED, readers)
    for persona, sees in (
        (officer, True), (outsider, True), (colleague, False), (officer_elsewhere, False), (coordinator, False),
    ):  # fmt: skip
        assert (seen_by(persona, post), seen_by(persona, comment)) == (sees, sees)
        assert (persona.client.get(f"/posts/{post.uid}/").status_code == 200) == sees


def test_words_for_the_space_do_not_reach_readers_named_outside_it(
    officer: Persona,
    officer_elsewhere: Persona,
    outsider: Persona,
    space: Space,
    nice: Organisation,
    torino: Organisation,
) -> None:
    assert outsider.organisation is not None
    joined(space, officer, officer_elsewhere)
    post = make_post(officer, space, label=Label.AMBER)
    theirs, ours = say(officer_elsewhere, post, "theirs"), say(officer, post, "ours")
    actions.change_label(officer.viewer, post, Label.RED, make_readers(nice, torino, outsider.organisation))
    assert (seen_by(outsider, post), seen_by(outsider, ours), seen_by(outsider, theirs)) == (True, True, False)
    assert seen_by(officer_elsewhere, theirs)
    # Nor does a second set let new readers in.
    inner = say(officer_elsewhere, post, "inner")
    wide = make_readers(nice, torino, outsider.organisation, make_organisation("City of Lyon"))
    actions.change_label(officer.viewer, post, Label.RED, wide)
    assert (fresh(inner).readers == wide, fresh(ours).readers == wide) == (False, True)
    few = make_readers((nice, officer.person), torino)
    actions.change_label(officer.viewer, post, Label.RED, few)
    assert (fresh(inner).readers, fresh(ours).readers) == (few, few)


def test_edits_leave_named_readers_as_they_are(officer: Persona, space: Space, nice: Organisation) -> None:
    readers = make_readers(nice)
    post = publish_red(officer, space, readers)
    actions.edit(officer.viewer, post, PostContent(title="New", body="x", label=Label.RED))
    assert (fresh(post).title, fresh(post).readers) == ("New", readers)


def test_nobody_narrows_a_post_out_of_their_own_sight(
    officer: Persona, coordinator: Persona, partner: Persona, space: Space
) -> None:
    post = make_post(coordinator, space, label=Label.GREEN)
    with pytest.raises(PermissionDenied):
        actions.change_label(coordinator.viewer, post, Label.AMBER)
    with pytest.raises(PermissionDenied):
        actions.publish(coordinator.viewer, space, "update", PostContent(title="T", body="x", label=Label.AMBER))


@pytest.mark.parametrize("label", [Label.AMBER, Label.RED])
def test_small_acts_on_narrow_posts(
    label: Label, officer: Persona, colleague: Persona, officer_elsewhere: Persona, outsider: Persona,
    coordinator: Persona, space: Space, nice: Organisation, torino: Organisation,
) -> None:  # fmt: skip
    joined(space, officer, officer_elsewhere)

    def narrow() -> Post:
        if label == Label.AMBER:
            return make_post(officer, space, label=label)
        return publish_red(officer, space, make_readers(nice, torino, (nice, officer.person)), title=Post().uid)

    post = narrow()
    acts: list[tuple[str, Callable[[str], dict[str, str]]]] = [
        ("withdraw", lambda _: {}), ("pin", lambda _: {"on": "1"}), ("claim", lambda _: {}), ("label", lambda _: {}),
    ]  # fmt: skip
    for verb, sent in acts:
        # A coordinator pins what they see; this they do not.
        for persona in (outsider, coordinator):
            assert persona.client.post(f"/posts/{post.uid}/{verb}", sent(verb)).status_code == 404
        assert officer_elsewhere.client.post(f"/posts/{post.uid}/{verb}", sent(verb)).status_code == 403
    assert officer.client.post(f"/posts/{post.uid}/withdraw").status_code == 302
    assert officer_elsewhere.client.get(f"/posts/{post.uid}/").status_code == 410
    assert outsider.client.get(f"/posts/{post.uid}/").status_code == 404


@pytest.mark.parametrize("label", [Label.AMBER, Label.RED])
def test_claiming_a_narrow_import(
    label: Label, officer: Persona, officer_elsewhere: Persona, outsider: Persona, space: Space, nice: Organisation
) -> None:
    joined(space, officer, officer_elsewhere)
    post = make_post(officer, space, label=Label.AMBER)
    readers = make_readers(nice) if label == Label.RED else None
    Post.objects.filter(pk=post.pk).update(source="imported", author=None, label=label, readers=readers)
    Origin.objects.create(post=post, tracker="T", record="1", fingerprint="x")
    status = 404 if label == Label.RED else 403
    assert officer_elsewhere.client.post(f"/posts/{post.uid}/claim").status_code == status
    assert outsider.client.post(f"/posts/{post.uid}/claim").status_code == 404
    assert officer.client.post(f"/posts/{post.uid}/claim").status_code == 302
    version = post.revisions.get()
    assert (version.label, version.readers) == (label, readers)
    assert not seen_by(outsider, post)
