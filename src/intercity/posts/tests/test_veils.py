"""Posts without the city's name: who can be hidden, what is refused, who may do what afterwards."""

from __future__ import annotations

from collections import Counter
from itertools import product

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from intercity.activity.models import Activity
from intercity.activity.said import get
from intercity.core.uids import new_uid
from intercity.organisations.models import Organisation, Role
from intercity.organisations.permissions import may
from intercity.places.parts import BEYOND, PARTS
from intercity.posts import actions, veils
from intercity.posts.actions.looking import look
from intercity.posts.actions.moderating import do_hide
from intercity.posts.content import PostContent
from intercity.posts.models import Draft, Post
from intercity.posts.queries import get_post_for
from intercity.posts.tests.files import PDF, telling_picture
from intercity.posts.tests.veiled import make_alike, make_place, make_speaking
from intercity.posts.uploads.storing import store
from intercity.spaces.models import Label, Space, SpaceMember
from tests.personas import Persona, make_organisation, make_persona

CELLS = st.tuples(st.sampled_from(sorted(veils.WIDER)), st.sampled_from([*PARTS, BEYOND]))


@given(st.lists(CELLS, max_size=60))
def test_five_get_each_description_and_it_fits_all_of_them(cells: list[tuple[str, str]]) -> None:
    cities = dict(enumerate(cells))
    found = veils.describe(cities)
    shared = Counter((one.size, one.part) for one in found.values())
    for key, said in found.items():
        assert shared[said.size, said.part] == said.fitting >= veils.FEWEST
        assert (said.size, said.part) in veils.rungs(*cities[key])
    # The same in size and part: the same words, so nobody is told apart by them.
    for one, other in product(cities, repeat=2):
        if cities[one] == cities[other]:
            assert found.get(one) == found.get(other)


@given(st.lists(CELLS, min_size=5, max_size=40))
def test_nobody_who_could_be_hidden_is_refused(cells: list[tuple[str, str]]) -> None:
    found = veils.describe(dict(enumerate(cells)))
    left = [cell for key, cell in enumerate(cells) if key not in found]
    for rung in {rung for cell in left for rung in veils.rungs(*cell)}:
        assert sum(rung in veils.rungs(*cell) for cell in left) < veils.FEWEST


@pytest.mark.parametrize(
    ("cells", "words"),
    [
        ({("l", "south"): 5}, {("l", "south"): "A city of 200,000 to 500,000 people in southern Europe"}),
        ({("l", "south"): 4}, {("l", "south"): ""}),
        (
            {("l", "south"): 4, ("m", "south"): 3},
            {("l", "south"): "A city in southern Europe", ("m", "south"): "A city in southern Europe"},
        ),
        ({("l", "south"): 5, ("xl", "south"): 1}, {("xl", "south"): ""}),
        ({("l", "south"): 3, ("l", "north"): 2}, {("l", "north"): "A city of 200,000 to 500,000 people in Europe"}),
        ({("l", "beyond"): 4, ("s", "beyond"): 1}, {("s", "beyond"): "A city outside Europe"}),
    ],
)
def test_the_words_widen_until_five_get_them(
    cells: dict[tuple[str, str], int], words: dict[tuple[str, str], str]
) -> None:
    cities = dict(enumerate(cell for cell, n in cells.items() for _ in range(n)))
    found = {cities[key]: str(said) for key, said in veils.describe(cities).items()}
    assert {cell: found.get(cell, "") for cell in words} == words


def text(**more: object) -> PostContent:
    return PostContent(**{"title": "What failed", "body": "The plan did not hold.", **more})  # type: ignore[arg-type]


def publish(persona: Persona, space: Space, **more: object) -> Post:
    post = actions.publish(persona.viewer, space, "update", text(**more), unnamed=True)
    return Post.objects.select_related("organisation", "space", "root").get(pk=post.pk)


def test_with_five_it_appears_without_city_author_contact_or_minute(space: Space) -> None:
    author = make_alike(space, 5)[0]
    post = publish(author, space, contact="Anna, +39 011 123456")
    assert post.organisation.name == "A city of 200,000 to 500,000 people in southern Europe"
    assert (post.author, post.contact) == (None, "")
    assert (post.published_at.minute, post.published_at.second, post.published_at.microsecond) == (0, 0, 0)
    act = Activity.objects.get(post_uid=post.uid)
    assert (act.person_uid, act.organisation_uid) == ("", post.organisation.uid)
    assert veils.author_of(post) == author.person
    assert not Organisation.objects.filter(pk=post.organisation_id).exists()


def test_with_four_nothing_is_written(space: Space) -> None:
    author = make_alike(space, 4)[0]
    known = Activity.objects.count()
    with pytest.raises(ValidationError, match="fewer than 5"):
        publish(author, space)
    assert not Post.objects.exists()
    assert Activity.objects.count() == known
    assert Organisation.everybody.count() == Organisation.objects.count()


def test_only_those_count_that_could_have_written_it(space: Space) -> None:
    """Not who has no speaker, is of another level, outside the space, unclaimed, or does not write the language."""
    author = make_alike(space, 4)[0]
    silent = make_organisation("City of Silent", country="IT", place=make_place("Silent", "IT", 300_000))
    SpaceMember.objects.create(space=space, organisation=silent)
    make_persona("silent", silent, Role.READER, speaks=False)
    make_speaking("Region", "IT", 300_000, space, level="regional", type="region")
    make_speaking("Unclaimed", "IT", 300_000, space, unclaimed=True)
    outside = make_organisation("City of Outside", country="IT", place=make_place("Outside", "IT", 300_000))
    make_persona("outsider", outside)
    with pytest.raises(ValidationError, match="fewer than 5"):
        publish(author, space)
    make_speaking("Fifth", "IT", 300_000, space)
    with pytest.raises(ValidationError, match="this language"):
        publish(author, space, language="it")
    assert publish(author, space).organisation.is_unnamed


def test_who_is_not_in_the_space_is_not_brought_in_by_it(space: Space) -> None:
    make_alike(space, 5)
    outsider = make_persona(
        "outsider", make_organisation("City of Outside", place=make_place("Outside", "IT", 300_000))
    )
    with pytest.raises(ValidationError, match="must belong to this space first"):
        publish(outsider, space)
    assert not SpaceMember.objects.filter(organisation=outsider.organisation).exists()


def test_named_readers_are_refused(space: Space) -> None:
    with pytest.raises(ValidationError, match="named readers"):
        publish(make_alike(space, 5)[0], space, label=Label.RED)


@pytest.mark.parametrize(
    "words",
    [
        "In ALIKEIT300000X0 it failed", "As in city-of-alikeit300000x0.", "Ask Alikeit300000x0 Officer", "In Italy",
        "In Italia", "In Италия", "Write to alikeit300000x0.officer@example.org", "@city-of-alikeit300000x0 knows",
    ],
)  # fmt: skip
def test_words_that_name_the_city_are_refused(words: str, space: Space) -> None:
    author = make_alike(space, 5)[0]
    for field in ("title", "body"):
        with pytest.raises(ValidationError, match="show who you are"):
            publish(author, space, **{field: words})
    assert not Post.objects.exists()


def test_pictures_lose_their_name_and_other_files_are_refused(space: Space) -> None:
    author = make_alike(space, 5)[0]
    taken = store(SimpleUploadedFile("rathaus-secret.jpg", telling_picture()), author.person)
    post = publish(author, space, attachments=[taken.uid])
    picture = post.attachments.get()
    assert (picture.name, picture.uploaded_by) == ("picture-1.jpg", None)
    paper = store(SimpleUploadedFile("plan.pdf", PDF), author.person)
    with pytest.raises(ValidationError, match="pictures only"):
        publish(author, space, attachments=[paper.uid])


def test_only_the_author_changes_it_and_no_version_names_them(space: Space) -> None:
    author, other = make_alike(space, 5)[:2]
    lead = make_persona("lead of it", author.organisation, Role.LEAD)
    post = publish(author, space)
    for verb in ("post.edit", "post.withdraw", "post.relabel"):
        assert may(author.viewer, verb, post)
        assert not any(may(one.viewer, verb, post) for one in (lead, other))
    actions.edit(author.viewer, post, text(title="What failed twice", contact="Anna", label=post.label))
    with pytest.raises(ValidationError, match="show who you are"):
        actions.edit(author.viewer, post, text(body="In Italy", label=post.label))
    actions.change_label(author.viewer, post, Label.AMBER)
    with pytest.raises(PermissionDenied):
        actions.change_label(author.viewer, post, Label.RED)
    actions.withdraw(author.viewer, post)
    post.refresh_from_db()
    assert post.contact == ""
    assert set(post.revisions.values_list("by", flat=True)) == {None}
    assert set(Activity.objects.filter(post_uid=post.uid).values_list("person_uid", flat=True)) == {""}
    assert post.edited_at is not None
    assert post.edited_at.minute == 0


def test_who_left_the_city_keeps_no_hold_on_it(space: Space) -> None:
    author = make_alike(space, 5)[0]
    post = publish(author, space)
    author.person.memberships.update(ended_at=post.published_at)
    assert not may(author.viewer, "post.edit", post)


def test_the_author_answers_without_the_name_unless_they_say_so(space: Space) -> None:
    author, other = make_alike(space, 5)[:2]
    post = publish(author, space)
    hidden = actions.comment(author.viewer, post, text(title="", body="I mean this.", language="it"))
    assert (hidden.organisation, hidden.author, hidden.language) == (post.organisation, None, "en")
    assert veils.is_mine(author.viewer, hidden)
    with pytest.raises(ValidationError):
        actions.comment(author.viewer, post, text(title="", body="We of Alikeit300000x0 mean this."))
    assert actions.comment(author.viewer, post, text(body="Yes."), openly=True).organisation == author.organisation
    assert actions.comment(other.viewer, post, text(body="Yes.")).organisation == other.organisation


def test_sending_twice_publishes_once_and_a_foreign_uid_says_nothing(space: Space) -> None:
    author, other = make_alike(space, 5)[:2]
    uid = new_uid()
    post = publish(author, space, uid=uid)
    assert publish(author, space, uid=uid) == post
    # To send it again with the name would say who it is: the same words.
    assert actions.publish(author.viewer, space, "update", text(uid=uid)) == post
    colleague = make_persona("colleague of it", author.organisation)
    for one in (other, colleague):
        with pytest.raises(PermissionDenied):
            actions.publish(one.viewer, space, "update", text(uid=post.uid))
        assert publish(one, space, uid=uid) != post


def test_it_asks_no_ministry(space: Space) -> None:
    author = make_alike(space, 5)[0]
    ministry = make_organisation("Ministry", type="ministry", level="national")
    asked = text(details={"addressee": ministry.slug})
    with pytest.raises(ValidationError, match="show your country"):
        actions.publish(author.viewer, space, "question", asked, unnamed=True)
    post = actions.publish(author.viewer, space, "question", text(), unnamed=True)
    with pytest.raises(ValidationError, match="show your country"):
        actions.edit(author.viewer, get_post_for(author.viewer, post.uid), asked)


def test_the_words_of_a_picture_that_hangs_do_not_name_the_city(space: Space) -> None:
    author = make_alike(space, 5)[0]
    taken = store(SimpleUploadedFile("a.jpg", telling_picture()), author.person)
    post = publish(author, space, attachments=[taken.uid])
    address, form = reverse("post_edit", args=[post.uid]), {"title": "A", "body": "B", "label": "green"}
    said = {**form, "language": "en", f"describe_{taken.uid}": "The town hall of Alikeit300000x0"}
    assert b"show who you are" in author.client.post(address, said).content
    assert post.attachments.get().description == ""
    assert author.client.post(address, {**said, "drop": taken.uid}).status_code == 302


def test_the_composer_offers_it_with_the_words_and_keeps_what_was_refused(space: Space) -> None:
    author = make_alike(space, 4)[0]
    address = reverse("compose", args=[space.slug, "update"])
    assert b"fewer than 5 cities" in author.client.get(address).content
    form = {"title": "What failed", "body": "All of it.", "label": "green", "language": "en", "unnamed": "1"}
    refused = author.client.post(address, form)
    assert refused.status_code == 422
    assert b"fewer than 5 cities" in refused.content
    assert Draft.objects.get(person=author.person).data["unnamed"] == ["1"]
    make_speaking("Fifth", "IT", 300_000, space)
    again = author.client.get(address).content.decode()
    assert "A city of 200,000 to 500,000 people in southern Europe" in again
    assert 'name="unnamed" value="1" checked' in again
    author.client.post(address, form)
    post = Post.objects.select_related("organisation").get()
    assert post.organisation.is_unnamed
    assert not Draft.objects.exists()
    page = author.client.get(post.get_absolute_url()).content.decode()
    assert reverse("post_edit", args=[post.uid]) in page
    assert "You answer as “A city of" in page


def test_a_look_works_while_moderators_hide_it_and_tells_others_nothing(space: Space, coordinator: Persona) -> None:
    author = make_alike(space, 5)[0]
    post = publish(author, space)
    answer = actions.comment(author.viewer, post, text(title=""))
    do_hide(post, coordinator.person)
    for one in (post, answer):
        address = reverse("post_look", args=[one.uid])
        assert author.client.get(address).status_code == 404
        assert author.person.email in coordinator.client.post(address, {"reason": "Danger"}).content.decode()


def test_a_look_needs_the_right_and_a_reason_and_is_written_down(space: Space, coordinator: Persona) -> None:
    author, other = make_alike(space, 5)[:2]
    post = get_post_for(coordinator.viewer, publish(author, space).uid)
    address = reverse("post_look", args=[post.uid])
    assert [one.client.get(address).status_code for one in (author, other, coordinator)] == [403, 403, 200]
    with pytest.raises(PermissionDenied):
        look(other.viewer, post, "Curious")
    refused = coordinator.client.post(address, {"reason": "  "})
    assert refused.status_code == 422
    assert author.person.email not in refused.content.decode()
    assert not Activity.objects.filter(verb="post.looked").exists()
    shown = coordinator.client.post(address, {"reason": "Somebody may be in danger"})
    assert author.person.email in shown.content.decode()
    assert "no-store" in shown.headers["Cache-Control"]
    act = Activity.objects.get(verb="post.looked")
    assert act.person_uid == coordinator.person.uid
    assert get(act.said) == {"before": {}, "after": {"reason": "Somebody may be in danger"}}
