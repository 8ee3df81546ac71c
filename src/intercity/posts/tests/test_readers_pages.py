"""Readers on screen: named in forms, shown behind the label, saved as groups."""

from __future__ import annotations

from typing import Any

from django.test import Client

from intercity.activity.kept import forget_everything
from intercity.core.uids import new_uid
from intercity.organisations.models import Membership, Organisation
from intercity.posts.actions.naming import entries_of
from intercity.posts.content import Entry
from intercity.posts.models import Draft, Post, SharingGroup
from intercity.posts.tests.test_naming import red
from intercity.spaces.models import Label, Space
from tests.personas import Persona, make_organisation, make_persona, make_post


def address(space: Space) -> str:
    return f"/spaces/{space.slug}/post/update"


def filled(*who: str, **fields: Any) -> dict[str, Any]:
    return {"uid": new_uid(), "title": "A hint", "body": "x", "label": "red", "language": "en", "who": who, **fields}


def tick(persona: Persona) -> str:
    assert persona.organisation is not None
    return f"person:{persona.organisation.uid}/{persona.person.uid}"


def test_four_labels_with_their_marks(officer: Persona, space: Space) -> None:
    page = officer.client.get(address(space)).content.decode()
    for word, mark in (("Public", "CLEAR"), ("Network", "GREEN"), ("This space", "AMBER"), ("Named only", "RED")):
        assert f"{word}</strong> <small>TLP:{mark}</small>" in page
    assert 'name="show_people"' in page
    space.widest_label = space.default_label = Label.AMBER
    space.save()
    forget_everything()
    page = officer.client.get(address(space)).content.decode()
    assert "TLP:GREEN" not in page


def test_an_organisation_is_named(
    officer: Persona, colleague: Persona, officer_elsewhere: Persona, coordinator: Persona, space: Space
) -> None:
    assert officer.client.post(address(space), filled("torino", "")).status_code == 302
    post = Post.objects.get()
    for persona, status in ((officer, 200), (officer_elsewhere, 200), (colleague, 404), (coordinator, 404)):
        assert persona.client.get(f"/posts/{post.uid}/").status_code == status
        assert persona.client.get(f"/posts/{post.uid}/readers").status_code == status


def test_people_are_shown_and_ticked_without_scripts(
    officer: Persona, officer_elsewhere: Persona, reader: Persona, space: Space
) -> None:
    client = officer.client
    response = client.post(address(space), filled("City of Torino", title="", show_people="1"))
    page = response.content.decode()
    assert response.status_code == 200
    assert "Not sent yet" not in page
    assert f'value="{tick(officer_elsewhere)}"' in page
    assert officer.client.post(address(space), filled("Torino", tick(officer_elsewhere))).status_code == 302
    post = Post.objects.get()
    assert Entry(officer_elsewhere.organisation, officer_elsewhere.person) in entries_of(post.readers)  # type: ignore[arg-type]
    assert officer_elsewhere.client.get(f"/posts/{post.uid}/").status_code == 200
    assert reader.client.get(f"/posts/{post.uid}/").status_code == 404


def test_what_is_wrong_is_said_and_stays(
    officer: Persona, partner: Persona, officer_elsewhere: Persona, ministry: Organisation, space: Space
) -> None:
    space.widest_label = Label.GREEN
    space.save()
    torino, gone = "City of Torino", "does not belong to City of Torino"
    assert officer.organisation is not None
    forged = f"person:{officer_elsewhere.organisation.uid}/{officer.person.uid}"  # type: ignore[union-attr]
    for who, said in (
        ([], "Nobody is chosen"), (["Atlantis"], "Atlantis"), (["Ministry"], "Ministry"),
        ([torino, forged], gone), ([torino, tick(officer_elsewhere), "Atlantis"], "Atlantis"),
    ):  # fmt: skip
        response = officer.client.post(address(space), filled(*who))
        page = response.content.decode()
        assert response.status_code == 422
        assert said in page
        assert all(f'value="{typed}"' in page for typed in who if typed != forged)
    assert not Post.objects.exists()
    assert Draft.objects.get().data["who"] == [torino, tick(officer_elsewhere), "Atlantis"]
    again = officer.client.get(address(space)).content.decode()
    assert 'value="Atlantis"' in again
    assert f'value="{tick(officer_elsewhere)}" checked' in again


def test_somebody_who_left_meanwhile_does_not_become_everybody(
    officer: Persona, officer_elsewhere: Persona, space: Space
) -> None:
    Membership.objects.filter(person=officer_elsewhere.person).delete()
    response = officer.client.post(address(space), filled("Torino", tick(officer_elsewhere)))
    assert response.status_code == 422
    assert not Post.objects.exists()


def test_readers_do_not_matter_to_other_labels(officer: Persona, space: Space) -> None:
    assert officer.client.post(address(space), filled("Atlantis", label="green")).status_code == 302
    assert Post.objects.get().readers is None


def test_an_edit_gives_the_readers_back(
    officer: Persona, officer_elsewhere: Persona, torino: Organisation, nice: Organisation, space: Space
) -> None:
    post = red(officer, space, Entry(torino, officer_elsewhere.person), Entry(nice, officer.person))
    page = officer.client.get(f"/posts/{post.uid}/edit").content.decode()
    assert f'value="{tick(officer_elsewhere)}" checked' in page
    assert f'name="stood" value="red-{post.readers_id}"' in page
    # A colleague named others meanwhile: what this form says must not undo it unseen.
    fields = filled("Torino", tick(officer_elsewhere), stood="red-older", uid=post.uid)
    assert officer.client.post(f"/posts/{post.uid}/edit", fields).status_code == 422
    fields["stood"] = f"red-{post.readers_id}"
    assert officer.client.post(f"/posts/{post.uid}/edit", fields).status_code == 302
    assert Post.objects.get(pk=post.pk).readers_id == post.readers_id


def test_a_label_is_changed_to_named_readers(officer: Persona, torino: Organisation, space: Space) -> None:
    post, client = make_post(officer, space), officer.client
    label = f"/posts/{post.uid}/label"
    assert "Show people" in client.get(label).content.decode()
    assert client.post(label, {"label": "red", "who": ["Atlantis"]}).status_code == 422
    assert client.post(label, {"label": "red", "who": ["Torino"], "show_people": "1"}).status_code == 200
    assert Post.objects.get(pk=post.pk).label == Label.GREEN
    assert client.post(label, {"label": "red", "who": ["Torino"]}).status_code == 302
    post = Post.objects.get(pk=post.pk)
    assert post.label == Label.RED
    assert Entry(torino) in entries_of(post.readers)


def test_a_group_is_saved_used_and_changed(
    officer: Persona, colleague: Persona, officer_elsewhere: Persona, torino: Organisation, space: Space
) -> None:
    client = officer.client
    response = client.post(address(space), filled("Torino", tick(officer_elsewhere), group_name="Duty", save_group="1"))
    assert response.status_code == 200
    assert "The group “Duty” is saved." in response.content.decode()
    group = SharingGroup.objects.get()
    # The same name once more is refused, and nothing typed is lost.
    response = client.post(address(space), filled("Torino", group_name="duty", save_group="1"))
    assert "Another group has this name" in response.content.decode()
    assert colleague.client.post(address(space), filled(f"group:{group.uid}")).status_code == 302
    post = Post.objects.get()
    assert {entry.person for entry in entries_of(post.readers)} == {officer_elsewhere.person, colleague.person}
    base = f"/organisations/{officer.organisation.slug}/groups"  # type: ignore[union-attr]
    make_organisation("City of Milano")
    sent = {"name": "Day and night", "who": ["Torino", "city of milano"]}
    assert client.post(f"{base}/{group.uid}", sent).status_code == 302
    page = client.get(base).content.decode()
    assert "Day and night" in page
    assert "Milano" in page
    # What was published before stays as it was.
    assert len(entries_of(Post.objects.get().readers)) == 2
    assert client.post(f"{base}/{group.uid}/delete").status_code == 302
    assert not SharingGroup.objects.exists()
    assert officer_elsewhere.client.get(f"/posts/{post.uid}/").status_code == 200


def test_groups_of_others_are_nobodys_business(
    officer: Persona, nice: Organisation, officer_elsewhere: Persona, coordinator: Persona, space: Space
) -> None:
    base = f"/organisations/{nice.slug}/groups"
    quiet = make_persona("quiet", nice, speaks=False)
    assert officer.client.post(base, {"name": "Ours", "who": ["Torino"]}).status_code == 302
    group = SharingGroup.objects.get()
    for persona, status in ((quiet, 403), (officer_elsewhere, 404), (coordinator, 404)):
        for path in (base, f"{base}/{group.uid}"):
            assert persona.client.get(path).status_code == status
        assert persona.client.post(f"{base}/{group.uid}/delete").status_code == status
    assert Client().get(base).status_code == 302
    # Nor can it be used by guessing its name.
    sent = officer_elsewhere.client.post(address(space), filled(f"group:{group.uid}"))
    assert sent.status_code == 422
    for fields in ({"name": "", "who": ["Torino"]}, {"name": "x", "who": []}, {"name": "x", "who": ["Atlantis"]}):
        assert officer.client.post(base, fields).status_code == 422


def test_who_can_see_it_is_one_click_from_the_label(
    officer: Persona, officer_elsewhere: Persona, partner: Persona, ministry: Organisation, space: Space
) -> None:
    post = make_post(officer, space, label=Label.CLEAR)
    link = f'href="/posts/{post.uid}/readers"'
    for path in (f"/spaces/{space.slug}/", f"/posts/{post.uid}/"):
        page = Client().get(path).content.decode()
        assert link in page
        assert "TLP:CLEAR" in page
    assert "everyone" in Client().get(f"/posts/{post.uid}/readers").content.decode()
    space.members.create(organisation=ministry)
    green, amber = make_post(officer, space, label=Label.GREEN), make_post(officer, space, label=Label.AMBER)
    assert "2 cities and regions" in officer.client.get(f"/posts/{green.uid}/readers").content.decode()
    page = partner.client.get(f"/posts/{amber.uid}/readers").content.decode()
    assert "2 organisations" in page
    assert "City of Nice" in page
    assert "Torino" not in page
    assert officer_elsewhere.client.get(f"/posts/{amber.uid}/readers").status_code == 404
    assert Client().get(f"/posts/{green.uid}/readers").status_code == 404


def test_names_of_people_only_for_those_who_may_see_them(
    officer: Persona, officer_elsewhere: Persona, partner: Persona, torino: Organisation, ministry: Organisation,
    nice: Organisation, space: Space,
) -> None:  # fmt: skip
    everybody = (Entry(torino, officer_elsewhere.person), Entry(nice, officer.person), Entry(ministry))
    post = red(officer, space, *everybody)
    address = f"/posts/{post.uid}/readers"
    assert officer_elsewhere.person.name in officer.client.get(address).content.decode()
    page = partner.client.get(address).content.decode()
    assert "3 organisations" in page
    assert "1 person" in page
    assert officer_elsewhere.person.name not in page


def test_the_help_names_all_four(db: None) -> None:
    page = Client().get("/labels").content.decode()
    for mark in ("CLEAR", "GREEN", "AMBER", "RED"):
        assert f"TLP:{mark}" in page
    assert "access to documents may override a label" in page
