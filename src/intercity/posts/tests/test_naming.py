"""Sets of named readers: shared, immutable, and only of those who may be named."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection, transaction

from intercity.activity.models import Activity
from intercity.organisations.models import Membership, Organisation
from intercity.posts import actions
from intercity.posts.actions.naming import check_named, do_named, entries_of, record_named, tidied
from intercity.posts.content import Entry, PostContent
from intercity.posts.models import Post, Reader, Readers
from intercity.spaces.models import Label, Space
from tests.personas import Persona, make_organisation, make_persona, make_post


def name(*entries: Entry) -> Readers:
    with transaction.atomic():
        readers = do_named(entries)
        record_named(readers)
    return readers


def red(persona: Persona, space: Space, *entries: Entry) -> Post:
    post = make_post(persona, space)
    with transaction.atomic():
        readers = do_named(entries)
    Post.objects.filter(pk=post.pk).update(label=Label.RED, readers=readers)
    return Post.objects.get(pk=post.pk)


def test_the_same_readers_are_one_set_whatever_their_order(nice: Organisation, officer_elsewhere: Persona) -> None:
    assert officer_elsewhere.organisation is not None
    one, other = Entry(nice), Entry(officer_elsewhere.organisation, officer_elsewhere.person)
    first, second, third = name(one, other), name(other, one, one), name(one)
    assert first == second
    assert first != third
    acts = Activity.objects.filter(verb="readers.named").order_by("pk")
    assert [act.data["readers"] for act in acts] == [first.uid, third.uid]
    assert set(entries_of(first)) == {one, other}


def test_nobody_stands_beside_their_whole_organisation(officer: Persona, nice: Organisation) -> None:
    assert tidied([Entry(nice, officer.person), Entry(nice)]) == [Entry(nice)]


def test_who_may_be_named(
    officer: Persona, partner: Persona, ministry: Organisation, torino: Organisation, officer_elsewhere: Persona,
    space: Space,
) -> None:  # fmt: skip
    check_named(officer.viewer, space, [Entry(torino), Entry(torino, officer_elsewhere.person)])
    space.widest_label = Label.GREEN
    imported = make_organisation("Imported", unclaimed=True)
    for entries in (
        [], [Entry(ministry)], [Entry(imported)], [Entry(torino, officer.person)],
        [Entry(torino), Entry(ministry, partner.person)],
    ):  # fmt: skip
        with pytest.raises(PermissionDenied):
            check_named(officer.viewer, space, entries)
    space.members.create(organisation=ministry)
    check_named(officer.viewer, space, [Entry(ministry)])
    # A ministry sees no names of people in cities.
    check_named(partner.viewer, space, [Entry(torino), Entry(ministry, partner.person)])
    with pytest.raises(PermissionDenied):
        check_named(partner.viewer, space, [Entry(torino, officer_elsewhere.person)])
    Membership.objects.filter(person=officer_elsewhere.person).delete()
    with pytest.raises(PermissionDenied):
        check_named(officer.viewer, space, [Entry(torino, officer_elsewhere.person)])


def test_whoever_writes_reads_too(officer: Persona, torino: Organisation, space: Space) -> None:
    content = PostContent(title="T", label=Label.RED, named=[Entry(torino)])
    post = actions.publish(officer.viewer, space, "update", content)
    assert set(entries_of(post.readers)) == {Entry(torino), Entry(officer.organisation, officer.person)}  # type: ignore[arg-type]
    verbs = list(Activity.objects.order_by("pk").values_list("verb", flat=True))
    assert verbs[-2:] == ["readers.named", "post.published"]
    with pytest.raises(PermissionDenied):
        actions.publish(officer.viewer, space, "update", PostContent(title="T", label=Label.RED))


def test_an_edit_keeps_the_readers_and_others_can_be_named(
    officer: Persona, nice: Organisation, torino: Organisation, space: Space
) -> None:
    post = red(officer, space, Entry(torino), Entry(nice, officer.person))
    actions.edit(officer.viewer, post, PostContent(title="New", label=Label.RED))
    post = Post.objects.get(pk=post.pk)
    assert post.title == "New"
    assert len(entries_of(post.readers)) == 2
    assert not Activity.objects.filter(verb="post.relabelled").exists()
    milano = make_organisation("City of Milano")
    actions.edit(officer.viewer, post, PostContent(title="New", label=Label.RED, named=[Entry(milano)]))
    post = Post.objects.get(pk=post.pk)
    assert set(entries_of(post.readers)) == {Entry(milano), Entry(nice, officer.person)}
    act = Activity.objects.filter(verb="post.relabelled").get()
    assert act.data["readers"] == post.readers_id
    actions.edit(officer.viewer, post, PostContent(title="New", label=Label.GREEN))
    assert Post.objects.get(pk=post.pk).readers is None


def test_a_colleague_who_edits_leaves_the_author_among_the_readers(
    officer: Persona, lead: Persona, nice: Organisation, torino: Organisation, space: Space
) -> None:
    post = red(officer, space, Entry(nice))
    actions.edit(lead.viewer, post, PostContent(title="New", label=Label.RED, named=[Entry(torino)]))
    people = {entry.person for entry in entries_of(Post.objects.get(pk=post.pk).readers)}
    assert people == {None, officer.person, lead.person}


def test_a_set_is_never_changed(officer: Persona, torino: Organisation, space: Space) -> None:
    post = red(officer, space, Entry(torino))
    before = set(Reader.objects.values_list("pk", "readers"))
    make_persona("new", torino)
    name(Entry(torino), Entry(make_organisation("City of Milano")))
    assert before <= set(Reader.objects.values_list("pk", "readers"))
    assert [entry.organisation for entry in entries_of(post.readers)] == [torino]


@pytest.mark.proof
@pytest.mark.skipif("connection.vendor != 'postgresql'", reason="SQLite has one writer: nothing can interleave")
@pytest.mark.django_db(transaction=True)
def test_two_at_once_make_one_set(nice: Organisation, torino: Organisation) -> None:
    def once(_turn: int) -> str:
        try:
            return name(Entry(nice), Entry(torino)).uid
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        assert len(set(pool.map(once, range(8)))) == 1
    assert Reader.objects.count() == 2
    assert Activity.objects.filter(verb="readers.named").count() == 1
