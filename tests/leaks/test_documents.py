"""Viewer × label × state × documents: pages, sections, versions, files, lists, and what is saved as it is typed."""

from __future__ import annotations

from copy import deepcopy
from datetime import timedelta

import pytest
from django.core import mail
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoDbBlocker

from intercity.activity.kept import forget_everything
from intercity.activity.models import Activity, last_id
from intercity.kinds.document.actions import arranging, settling, writing
from intercity.kinds.document.actions.writing import Said
from intercity.kinds.document.models import Section, SectionVersion, Status
from intercity.notifications.delivering import deliver_due
from intercity.notifications.recipients import notify
from intercity.posts import actions
from intercity.posts.content import PostContent
from intercity.posts.models import Post, State
from intercity.spaces.models import Label, Space
from tests.leaks.channels import everything
from tests.leaks.shared import some_of
from tests.leaks.test_attending import text_of
from tests.leaks.world import MARKER, NARROW, VIEWERS, World, marker, may_see
from tests.personas import Persona

FILES = ("md", "odt", "docx")
OF_SECTION = ("document_section", "document_edit", "document_save", "document_move", "document_remove")
WRITING = ("document_edit", "document_save", "document_move", "document_remove", "document_remark")
SHOWN = {"docname", "intro", "heading", "words", "remark"}
Key = tuple[str, str]


def persona_of(world: World, name: str) -> Persona:
    found = world.personas[name]
    assert found is not None
    return found


def build(world: World) -> dict[Key, Section]:
    """A guidance document for every label and state, with a section, an old version of it, and a comment on it."""
    Space.objects.filter(pk=world.space.pk).update(pages=["documents"])
    author, found = persona_of(world, "author"), {}
    assert author.organisation is not None
    for key in world.posts:
        content = PostContent(title=marker(*key, "docname"), body=marker(*key, "intro"), details={"is_guidance": True})
        post = actions.do_publish(world.space, "document", content, author.organisation, author.person)
        row = arranging.begin(author.viewer, post, marker(*key, "heading"), marker(*key, "before"))
        settling.agree(author.viewer, Post.objects.get(pk=post.pk), 1)
        row = writing.write(author.viewer, row, Said(row.title, marker(*key, "words"), "1")).section
        said = PostContent(body=marker(*key, "remark"), details={"section": row.uid})
        remark = actions.comment(author.viewer, post, said, kind="remark")
        world.put((key[0], State.PUBLISHED.value), remark)
        world.put(key, post)
        sight = Post.objects.get(pk=post.pk)
        SectionVersion.objects.filter(section=row).update(label=sight.label, readers=sight.readers)
        row.post, found[key] = sight, row
    forget_everything()
    return found


@pytest.fixture(scope="module")
def built_documents(built_world: World, django_db_blocker: DjangoDbBlocker) -> dict[Key, Section]:
    """They are written once, like the world in which they stand."""
    with django_db_blocker.unblock():
        return build(built_world)


@pytest.fixture
def documents(built_documents: dict[Key, Section], world: World) -> dict[Key, Section]:
    """As they were written, to read and to write."""
    return deepcopy(built_documents)


def own(text: str) -> set[str]:
    """The markers of this file in a text."""
    names = (*SHOWN, "before")
    return {word for word in MARKER.findall(text) if any(word.endswith(f"{name}qz") for name in names)}


def markers(key: Key, *names: str) -> set[str]:
    return {marker(*key, name) for name in names}


@pytest.mark.parametrize("viewer", some_of(VIEWERS, often=["anonymous", "partner_inside", "named_organisation"]))
def test_each_page_and_file_of_a_document_is_for_its_readers(
    viewer: str, world: World, documents: dict[Key, Section]
) -> None:  # fmt: skip
    client = world.client(viewer)
    for key, row in documents.items():
        uid, sees = row.post.uid, may_see(viewer, *key)
        page = own(everything(client.get(reverse("post", args=[uid]))))
        assert page == (markers(key, *SHOWN) if sees else set()), (viewer, key)
        alone = own(everything(client.get(reverse("document_section", args=[uid, row.uid]))))
        assert alone >= markers(key, "heading", "words", "remark") if sees else not alone, (viewer, key)
        for ending in FILES:
            answer = client.get(reverse(f"document_{ending}", args=[uid]))
            file = own(everything(answer))
            assert file == (markers(key, "docname", "intro", "heading", "words") if sees else set()), (viewer, key)
            assert answer.status_code == (200 if sees else 404)
        told = own(everything(client.get(reverse("document_versions", args=[uid]))))
        allowed = markers(key, "docname", "heading", "before", "words") if sees else set()
        assert told <= allowed, (viewer, key)


@pytest.mark.parametrize("viewer", some_of(VIEWERS, often=["anonymous", "outside", "partner_inside"]))
def test_writing_gives_nothing_away_and_changes_nothing(
    viewer: str, world: World, documents: dict[Key, Section]
) -> None:  # fmt: skip
    client = world.client(viewer)
    for key, row in documents.items():
        if may_see(viewer, *key):
            continue
        typed = {"title": "x", "body": "typed by a stranger", "base": "0", "key": "k"}
        for name in WRITING:
            for answer in (client.post(reverse(name, args=[row.post.uid, row.uid]), typed),
                           client.get(reverse(name, args=[row.post.uid, row.uid]))):  # fmt: skip
                assert answer.status_code in (302, 403, 404, 405), (viewer, key, name)
                assert not own(everything(answer))
        for name in ("document_begin", "document_agree", "document_status"):
            answer = client.post(reverse(name, args=[row.post.uid]), {**typed, "status": "adopted", "edition": "1"})
            assert answer.status_code in (302, 403, 404)
            assert not own(everything(answer))
        assert Section.objects.get(pk=row.pk).body == marker(*key, "words"), (viewer, key)


@pytest.mark.parametrize("viewer", some_of(VIEWERS, often=["anonymous", "partner_outside", "named"]))
def test_lists_guidance_and_search_show_what_one_may_see(
    viewer: str, world: World, documents: dict[Key, Section]
) -> None:
    client = world.client(viewer)
    allowed = {word for key in documents if may_see(viewer, *key) for word in markers(key, *SHOWN)}
    titles = {marker(*key, "docname") for key in documents if may_see(viewer, *key)}
    slug = world.space.slug
    assert own(everything(client.get(reverse("space_documents", args=[slug])))) == titles
    for path in (f"/spaces/{slug}/", f"/spaces/{slug}/?kind=document", f"/spaces/{slug}/table"):
        assert own(everything(client.get(path))) <= allowed, (viewer, path)
    assert own(everything(client.get("/search?q=guidance"))) <= allowed


def test_an_old_version_for_fewer_stays_with_them(world: World, documents: dict[Key, Section]) -> None:
    """Written for the space, published for the network later: the words from before are still the space's."""
    row = documents[Label.GREEN.value, State.PUBLISHED.value]
    SectionVersion.objects.filter(section=row, number=1).update(label=Label.AMBER, at=timezone.now())
    for viewer, sees in (("outside", False), ("colleague", True)):
        told = everything(world.client(viewer).get(reverse("document_versions", args=[row.post.uid])))
        assert (marker(Label.GREEN.value, State.PUBLISHED.value, "before") in told) == sees


def test_mails_of_a_consultation_say_no_word_of_narrower_documents(
    world: World, documents: dict[Key, Section]
) -> None:  # fmt: skip
    known = last_id()
    for row in documents.values():
        settling.do_settle(row.post, None, Status.CONSULTATION, timezone.localdate() + timedelta(days=9))
    mail.outbox.clear()
    for act in Activity.objects.filter(pk__gt=known).order_by("pk"):
        notify(act)
    while deliver_due():
        pass
    for viewer, persona in world.personas.items():
        mails = [one for one in mail.outbox if persona is not None and persona.person.email in one.recipients()]
        told = own("".join(text_of(one) for one in mails))
        keys = [key for key in documents if may_see(viewer, *key) and key[0] not in NARROW]
        assert told <= {word for key in keys for word in markers(key, "docname", "intro")}, viewer
        assert told or viewer != "partner_inside"
