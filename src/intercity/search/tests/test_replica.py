"""The replica follows the record; what it does not hold yet cannot be found by what it still says."""

from __future__ import annotations

import resource
from collections.abc import Callable
from pathlib import Path

import pytest
from django.db import transaction

from intercity.activity.models import Activity
from intercity.activity.record import record
from intercity.core.markdown import to_html
from intercity.organisations.viewers import PUBLIC, Viewer
from intercity.posts.actions import change_label, edit, publish_many, withdraw
from intercity.posts.content import ImportedContent, PostContent
from intercity.posts.models import Post
from intercity.search import folders
from intercity.search.book import open_book
from intercity.search.building import rebuild
from intercity.search.finding import Query, count_by_organisation, find
from intercity.search.nearest import similar_word
from intercity.search.replica import replica
from intercity.search.schema import BrokenIndexError
from intercity.search.suggesting import suggest_posts
from intercity.spaces.models import Label, Space, Topic
from intercity.spaces.terms import do_save_terms
from tests.personas import Persona, make_post

pytestmark = pytest.mark.django_db
Index = Callable[[], None]


def count(viewer: Viewer, text: str) -> tuple[int, int, int]:
    """Hits, total, and the sum of a facet: all three must tell the same."""
    found = find(viewer, Query(text))
    assert found.ready
    return len(found.posts), found.total, sum(found.counts.get("kind", {}).values())


def test_a_narrower_label_holds_before_it_is_indexed(index: Index, officer: Persona, space: Space) -> None:
    post = make_post(officer, space, title="Fountain", label=Label.CLEAR)
    index()
    assert count(PUBLIC, "fountain") == (1, 1, 1)
    change_label(officer.viewer, post, Label.GREEN)
    assert count(PUBLIC, "fountain") == (0, 0, 0)
    assert count_by_organisation(PUBLIC, Query("fountain")) == {}
    index()
    assert count(PUBLIC, "fountain") == (0, 0, 0)
    assert count(officer.viewer, "fountain") == (1, 1, 1)


def test_what_was_withdrawn_is_gone_at_once(index: Index, officer: Persona, space: Space) -> None:
    post = make_post(officer, space, title="Fountain")
    answer = make_post(officer, space, kind="comment", title="", body="Sprinkler", parent=post)
    index()
    assert count(officer.viewer, "sprinkler") == (1, 1, 1)
    withdraw(officer.viewer, answer)
    assert count(officer.viewer, "sprinkler") == (0, 0, 0)
    index()
    assert count(officer.viewer, "sprinkler") == (0, 0, 0)
    assert count(officer.viewer, "fountain") == (1, 1, 1)
    withdraw(officer.viewer, post)
    assert count(officer.viewer, "fountain") == (0, 0, 0)
    index()
    assert count(officer.viewer, "fountain") == (0, 0, 0)


def test_words_that_were_edited_away_find_nothing(index: Index, officer: Persona, space: Space) -> None:
    post = make_post(officer, space, title="Fountain")
    index()
    edit(officer.viewer, post, PostContent(title="Sprinkler", body="", label=post.label))
    assert count(officer.viewer, "fountain") == (0, 0, 0)
    index()
    assert count(officer.viewer, "fountain") == (0, 0, 0)
    assert count(officer.viewer, "sprinkler") == (1, 1, 1)


def test_a_new_post_comes_in_without_rebuilding(index: Index, officer: Persona, space: Space) -> None:
    index()
    folder = folders.current()
    make_post(officer, space, title="Fountain")
    index()
    assert count(officer.viewer, "fountain") == (1, 1, 1)
    assert folders.current() == folder


def test_an_import_comes_in(index: Index, officer: Persona, space: Space) -> None:
    index()
    items = [imported(officer, number) for number in range(3)]
    publish_many(space, "practice", items)
    index()
    assert count(officer.viewer, "fountain") == (3, 3, 3)


def imported(officer: Persona, number: int) -> ImportedContent:
    assert officer.organisation is not None
    base = {"tracker": "t", "record": str(number), "edition": "", "fingerprint": str(number)}
    moment = Activity.objects.order_by("-pk").values_list("at", flat=True).first()
    content = PostContent(title=f"Fountain {number}", body="", details={})
    return ImportedContent(content=content, organisation=officer.organisation, published_at=moment, **base)


def test_a_renamed_city_and_a_moved_topic_come_in(index: Index, officer: Persona, space: Space) -> None:
    above = Topic.objects.create(slug="above", labels={"en": "Above"})
    topic = Topic.objects.create(slug="below", labels={"en": "Below"})
    make_post(officer, space, title="Fountain", topics=[topic])
    index()
    city = officer.organisation
    city.name, city.country = "Villefranche", "BE"
    with transaction.atomic():
        city.save()
        record("organisation.changed", organisation_uid=city.uid)
    topic.parent = above
    do_save_terms([topic])
    index()
    found = find(officer.viewer, Query("Villefranche"))
    assert found.counts["country"] == {"BE": 1}
    assert found.counts["topic"] == {"above": 1, "below": 1}


def test_there_is_no_index_yet(index: Index, officer: Persona, space: Space) -> None:
    make_post(officer, space)
    assert not find(officer.viewer, Query("title")).ready
    assert count_by_organisation(officer.viewer, Query()) is None


@pytest.mark.parametrize("damage", ["meta", "segment", "pointer", "cut"])
def test_a_damaged_index_is_built_anew(damage: str, index: Index, officer: Persona, space: Space) -> None:
    make_post(officer, space, title="Fountain")
    index()
    harm(damage)
    assert not find(officer.viewer, Query("fountain")).ready
    index()
    assert count(officer.viewer, "fountain") == (1, 1, 1)


def harm(damage: str) -> None:
    """As a bad disk, or a hand, would."""
    folder = folders.current()
    assert folder is not None
    files = [path for path in folder.iterdir() if path.suffix in (".idx", ".term", ".fast")]
    if damage == "meta":
        (folder / "meta.json").write_text("{")
    elif damage == "segment":
        replace_all(files, b"")
        touch(folder)
    elif damage == "cut":
        replace_all(files, b"abc" * 30)
        touch(folder)
    else:
        (folders.root() / "current").unlink()


def replace_all(files: list[Path], content: bytes) -> None:
    """New files in the place of those: what is mapped into memory stays whole."""
    for path in files:
        path.unlink()
        path.write_bytes(content)


def touch(folder: Path) -> None:
    """Let readers look again, and begin anew as another process would."""
    replica.__init__()  # type: ignore[misc]


def test_an_index_of_another_version_is_built_anew(index: Index, officer: Persona, space: Space) -> None:
    make_post(officer, space, title="Fountain")
    index()
    old = folders.current()
    (folders.root() / "current").write_text("v0.0-abcdefabcdef")
    assert not find(officer.viewer, Query("fountain")).ready
    index()
    assert folders.current() != old
    assert count(officer.viewer, "fountain") == (1, 1, 1)


def test_an_index_of_another_database_is_not_asked(index: Index, officer: Persona, space: Space) -> None:
    make_post(officer, space, title="Fountain")
    index()
    Activity.objects.update(at=Activity.objects.earliest("at").at.replace(year=2001))
    assert not find(officer.viewer, Query("fountain")).ready
    index()
    assert count(officer.viewer, "fountain") == (1, 1, 1)


def test_a_rebuild_swaps_while_searches_go_on(index: Index, officer: Persona, space: Space) -> None:
    make_post(officer, space, title="Fountain")
    index()
    old, seen = folders.current(), []
    rebuild(lambda done, total: seen.append(count(officer.viewer, "fountain")))
    assert seen == [(1, 1, 1)] * len(seen)
    assert seen
    assert folders.current() != old
    assert not old.exists()
    assert count(officer.viewer, "fountain") == (1, 1, 1)


def test_a_rebuild_that_fails_leaves_the_old_index(index: Index, officer: Persona, space: Space) -> None:
    make_post(officer, space, title="Fountain")
    index()
    old = folders.current()

    def fail(done: int, total: int) -> None:
        raise OSError(28, "No space left on device")

    with pytest.raises(OSError, match="No space"):
        rebuild(fail)
    assert folders.current() == old
    assert list(folders.root().glob("v*")) == [old]
    assert count(officer.viewer, "fountain") == (1, 1, 1)


def test_what_was_not_committed_does_not_count(index: Index, officer: Persona, space: Space) -> None:
    index()
    post = make_post(officer, space, title="Fountain")
    book = open_book(folders.current())
    book.replace([post.uid])
    book.close()
    assert count(officer.viewer, "fountain") == (0, 0, 0)
    index()
    assert count(officer.viewer, "fountain") == (1, 1, 1)


def test_nobody_finds_what_no_audience_may_see(
    index: Index, officer: Persona, coordinator: Persona, space: Space
) -> None:
    post = make_post(officer, space, title="Fountain")
    Post.objects.filter(pk=post.pk).update(label=Label.AMBER, html=to_html("x"))
    index()
    assert count(coordinator.viewer, "fountain") == (0, 0, 0)


def test_a_full_disk_leaves_what_was_committed(index: Index, officer: Persona, space: Space) -> None:
    make_post(officer, space, title="Fountain")
    index()
    make_post(officer, space, title="Sprinkler")
    usual = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100, usual[1]))
    try:
        with pytest.raises(BrokenIndexError):
            index()
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, usual)
    assert count(officer.viewer, "fountain") == (1, 1, 1)
    index()
    assert count(officer.viewer, "sprinkler") == (1, 1, 1)


def test_each_hit_is_asked_again_of_the_database(index: Index, officer: Persona, space: Space) -> None:
    """Even a change that no act tells of does not let a hit through."""
    post = make_post(officer, space, title="Fountain", label=Label.CLEAR)
    index()
    assert suggest_posts(PUBLIC, "fount")
    assert similar_word(PUBLIC, "fountian") == "Fountain"
    Post.objects.filter(pk=post.pk).update(label=Label.GREEN)
    found = find(PUBLIC, Query("fountain"))
    assert (found.posts, found.total) == ([], 0)
    assert not find(PUBLIC, Query("fountain", full=False)).posts
    assert not suggest_posts(PUBLIC, "fount")
    assert not similar_word(PUBLIC, "fountian")
