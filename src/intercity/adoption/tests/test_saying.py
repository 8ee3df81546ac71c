"""Say what one's organisation does with another's practice, and see it on the pages."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client

from intercity.activity.models import Activity
from intercity.adoption.actions import Wording, say, take_back
from intercity.adoption.models import Adoption
from intercity.organisations.models import Organisation
from intercity.posts.drafts import composer_place, draft_for
from intercity.posts.models import Draft, Post
from intercity.posts.tests.veiled import make_alike
from intercity.spaces.actions import do_join
from intercity.spaces.models import Label, Space, SpaceState, Topic
from tests.personas import Persona, make_organisation, make_persona, make_post, make_readers

pytestmark = pytest.mark.django_db


@pytest.fixture
def practice(officer: Persona, space: Space, topic: Topic) -> Post:
    """What Nice does, for everyone to see."""
    return make_post(
        officer, space, kind="practice", title="Cool rooms", body="We open the town hall.", label=Label.CLEAR,
        topics=[topic],
    )  # fmt: skip


def page(client: Client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200, path
    return answer.content.decode()


def send(persona: Persona, post: Post, **fields: str) -> int:
    return persona.client.post(f"/posts/{post.uid}/adopt", fields).status_code


def test_an_officer_says_it_in_the_form_and_everybody_sees_it(officer_elsewhere: Persona, practice: Post) -> None:
    assert "What about us?" in page(officer_elsewhere.client, f"/posts/{practice.uid}/")
    assert send(officer_elsewhere, practice, status="adapted", reason="Heat", changed="Only at night", own="") == 302
    adoption = Adoption.objects.get()
    assert (adoption.status, adoption.reason, adoption.changed) == ("adapted", "Heat", "Only at night")
    assert adoption.taken_at == adoption.at
    seen = page(Client(), f"/posts/{practice.uid}/")
    assert "Does it in its own way" in seen
    assert "Torino" in seen
    assert "Only at night" in page(Client(), f"/posts/{practice.uid}/adoptions")


def test_the_card_counts_those_who_do_it(officer_elsewhere: Persona, practice: Post, space: Space) -> None:
    third = make_persona("third", make_organisation("City of Porto"))
    stream = f"/spaces/{space.slug}/"
    assert "this too" not in page(Client(), stream)
    say(officer_elsewhere.viewer, practice, Wording("already"))
    assert "1 more does this too" in page(Client(), stream)
    say(third.viewer, practice, Wording("adopted"))
    assert "2 more do this too" in page(Client(), stream)
    say(third.viewer, practice, Wording("considering"))
    assert "1 more does this too" in page(Client(), stream)


def test_what_was_said_before_is_kept(officer_elsewhere: Persona, practice: Post) -> None:
    say(officer_elsewhere.viewer, practice, Wording("considering", "We wait for the budget"))
    say(officer_elsewhere.viewer, practice, Wording("rejected", "Too dear"))
    adoption = Adoption.objects.get()
    assert [word.status for word in adoption.said.all()] == ["rejected", "considering"]
    assert "We wait for the budget" in page(officer_elsewhere.client, f"/posts/{practice.uid}/adopt")
    acts = [row.data["was"] for row in Activity.objects.filter(verb="adoption.changed").order_by("pk")]
    assert acts == ["", "considering"]


def test_who_decides_against_it_says_why(officer_elsewhere: Persona, practice: Post) -> None:
    assert send(officer_elsewhere, practice, status="rejected", reason=" ") == 422
    assert send(officer_elsewhere, practice, status="rejected", reason="Too dear") == 302
    assert "Too dear" in page(Client(), f"/posts/{practice.uid}/")


def test_only_speakers_of_others_say_it(
    colleague: Persona, reader: Persona, stranger: Persona, officer_elsewhere: Persona, practice: Post, space: Space
) -> None:
    for nobody in (colleague, reader, stranger):
        with pytest.raises(PermissionDenied):
            say(nobody.viewer, practice, Wording("already"))
        assert nobody.client.get(f"/posts/{practice.uid}/adopt").status_code == 403
        assert "What about us?" not in page(nobody.client, f"/posts/{practice.uid}/")
    Space.objects.filter(pk=space.pk).update(state=SpaceState.ARCHIVED)
    with pytest.raises(PermissionDenied):
        say(officer_elsewhere.viewer, Post.objects.get(pk=practice.pk), Wording("already"))
    assert Client().get(f"/posts/{practice.uid}/adopt").status_code == 302
    assert not Adoption.objects.exists()


def test_only_kinds_that_say_so_can_be_taken_over(officer: Persona, officer_elsewhere: Persona, space: Space) -> None:
    question = make_post(officer, space, kind="question", label=Label.CLEAR)
    assert officer_elsewhere.client.get(f"/posts/{question.uid}/adopt").status_code == 404
    assert Client().get(f"/posts/{question.uid}/adoptions").status_code == 404
    assert "Who else does this" not in page(officer_elsewhere.client, f"/posts/{question.uid}/")


def test_it_can_be_taken_back(officer_elsewhere: Persona, practice: Post) -> None:
    say(officer_elsewhere.viewer, practice, Wording("already"))
    assert send(officer_elsewhere, practice, take_back="1") == 302
    assert not Adoption.objects.exists()
    assert Post.objects.get(pk=practice.pk).tally.adopted == 0
    take_back(officer_elsewhere.viewer, practice)
    assert Activity.objects.filter(verb="adoption.changed").count() == 2


def test_a_copy_keeps_its_parent(
    officer_elsewhere: Persona, practice: Post, space: Space, torino: Organisation
) -> None:
    client = officer_elsewhere.client
    answer = client.post(f"/posts/{practice.uid}/adopt", {"status": "adapted", "copy": "1"}, follow=True)
    composer = answer.redirect_chain[-1][0]
    form = answer.content.decode()
    assert "Cool rooms" in form
    assert "We open the town hall." in form
    uid = Adoption.objects.get().own_uid
    assert uid in form
    assert uid not in page(Client(), f"/posts/{practice.uid}/")
    sent = {"uid": uid, "title": "Cool halls", "body": "We open schools.", "topics": "housing", "label": "clear"}
    assert client.post(composer, {**sent, "language": "en"}).status_code == 302
    own = Post.objects.get(uid=uid)
    assert own.organisation == torino
    assert "It comes from Nice" in page(Client(), f"/posts/{uid}/")
    assert f"/posts/{uid}/" in page(Client(), f"/posts/{practice.uid}/")
    difference = page(Client(), f"/posts/{uid}/difference")
    assert "town hall</del>" in difference
    assert "<ins>schools</ins>" in difference


def test_saying_more_does_not_forget_a_copy_that_is_being_written(officer_elsewhere: Persona, practice: Post) -> None:
    send(officer_elsewhere, practice, status="adapted", copy="1")
    uid = Adoption.objects.get().own_uid
    assert f'value="{uid}" selected' in page(officer_elsewhere.client, f"/posts/{practice.uid}/adopt")
    assert send(officer_elsewhere, practice, status="adopted", own=uid) == 302
    assert Adoption.objects.get().own_uid == uid


def test_a_copy_is_not_shared_further_than_its_parent(
    officer: Persona, officer_elsewhere: Persona, space: Space
) -> None:
    Space.objects.filter(pk=space.pk).update(default_label=Label.CLEAR)
    practice = make_post(officer, space, kind="practice", label=Label.GREEN)
    send(officer_elsewhere, practice, status="adapted", copy="1")
    assert Draft.objects.get().data["label"] == ["green"]


def test_an_own_practice_belongs_to_the_organisation_and_comes_after(
    officer: Persona, officer_elsewhere: Persona, practice: Post, space: Space
) -> None:
    theirs = make_post(officer, space, kind="practice", title="Another of Nice")
    news = make_post(officer_elsewhere, space, kind="update")
    for wrong in (theirs, news):
        with pytest.raises(PermissionDenied):
            say(officer_elsewhere.viewer, practice, Wording("adapted", own_uid=wrong.uid))
        assert send(officer_elsewhere, practice, status="adapted", own=wrong.uid) == 422
    own = make_post(officer_elsewhere, space, kind="practice", title="Ours")
    say(officer_elsewhere.viewer, practice, Wording("adapted", own_uid=own.uid))
    with pytest.raises(PermissionDenied):
        say(officer.viewer, own, Wording("adapted", own_uid=practice.uid))
    with pytest.raises(PermissionDenied):
        say(officer_elsewhere.viewer, theirs, Wording("adapted", own_uid=own.uid))


def test_saying_it_twice_at_once_is_said_once(officer_elsewhere: Persona, practice: Post) -> None:
    say(officer_elsewhere.viewer, practice, Wording("adopted"))
    first = Adoption.objects.get().taken_at
    say(officer_elsewhere.viewer, practice, Wording("adapted", changed="More"))
    adoption = Adoption.objects.get()
    assert adoption.taken_at == first
    assert Post.objects.get(pk=practice.pk).tally.adopted == 1


def test_the_table_and_search_know_it(
    officer: Persona, officer_elsewhere: Persona, practice: Post, space: Space
) -> None:
    make_post(officer, space, kind="practice", title="Fans", label=Label.CLEAR)
    say(officer_elsewhere.viewer, practice, Wording("already"))
    table = page(Client(), f"/spaces/{space.slug}/table?sort=-adopted&columns=title,adopted")
    assert table.index("Cool rooms") < table.index("Fans")
    stream = page(Client(), f"/spaces/{space.slug}/?adopted=1")
    assert "Cool rooms" in stream
    assert "Fans" not in stream
    assert "Cool rooms" not in page(Client(), f"/spaces/{space.slug}/table?adopted=5")


def test_pages_of_organisation_and_space_tell_it(officer_elsewhere: Persona, practice: Post, space: Space) -> None:
    say(officer_elsewhere.viewer, practice, Wording("adopted"))
    assert "What others have from here" in page(Client(), "/organisations/city-of-nice/")
    assert "What it looked at elsewhere" in page(Client(), "/organisations/city-of-torino/")
    assert "Taken over most in the last 30 days" in page(Client(), f"/spaces/{space.slug}/")


@pytest.mark.parametrize("label", [Label.AMBER, Label.RED])
def test_narrow_words_are_not_copied(
    label: Label, officer: Persona, officer_elsewhere: Persona, practice: Post, space: Space
) -> None:
    for persona in (officer, officer_elsewhere):
        assert persona.organisation is not None
        do_join(space, persona.organisation)
    readers = make_readers(officer_elsewhere.organisation) if label == Label.RED else None  # type: ignore[arg-type]
    Post.objects.update(label=label, readers=readers)
    assert 'name="copy"' not in page(officer_elsewhere.client, f"/posts/{practice.uid}/adopt")
    assert send(officer_elsewhere, practice, status="adopted", copy="1") == 403
    assert not Draft.objects.exists()
    assert not Adoption.objects.exists()
    # They may still say what they do.
    assert send(officer_elsewhere, practice, status="adopted") == 302


@pytest.mark.parametrize("narrow", ["parent", "own"])
def test_a_comparison_is_for_whoever_sees_both(
    narrow: str, officer: Persona, officer_elsewhere: Persona, coordinator: Persona, practice: Post, space: Space
) -> None:
    for persona in (officer, officer_elsewhere):
        assert persona.organisation is not None
        do_join(space, persona.organisation)
    own = make_post(officer_elsewhere, space, kind="practice", title="Rooms", body="Ours.", label=Label.CLEAR)
    say(officer_elsewhere.viewer, practice, Wording("adapted", own_uid=own.uid))
    assert "town hall" in page(Client(), f"/posts/{own.uid}/difference")
    Post.objects.filter(pk=(practice if narrow == "parent" else own).pk).update(label=Label.AMBER)
    assert "town hall" in page(officer.client, f"/posts/{own.uid}/difference")
    for client in (Client(), coordinator.client):
        assert client.get(f"/posts/{own.uid}/difference").status_code == 404


def test_a_copy_published_without_the_name_is_not_the_one_that_colleagues_know_of(space: Space, topic: Topic) -> None:
    author, other = make_alike(space, 5)[:2]
    theirs = make_post(other, space, kind="practice")
    author.client.post(f"/posts/{theirs.uid}/adopt", {"status": "adapted", "copy": "1"})
    composer = f"/spaces/{space.slug}/post/practice"
    noted = Adoption.objects.get().own_uid
    form = {"uid": noted, "title": "Ours", "body": "All of it.", "label": "green", "language": "en", "unnamed": "1"}
    form["topics"] = topic.slug
    assert author.client.post(composer, form).status_code == 302
    own = Post.objects.exclude(pk=theirs.pk).get()
    seen = make_persona("colleague", author.organisation).client.get(f"/posts/{theirs.uid}/adopt")
    assert noted in seen.content.decode()
    assert own.uid not in seen.content.decode()
    assert not Draft.objects.exists()
    author.client.post(f"/drafts/{composer_place(space, 'practice').key}", form)
    assert draft_for(author.person, composer_place(space, "practice")) is None
