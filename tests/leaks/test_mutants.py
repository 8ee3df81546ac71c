"""Does the proof see it when a filter is missing? One is taken out in each of three channels."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from django.http import Http404
from tantivy import Query

from intercity.live.event import LiveEvent, StreamWish
from intercity.organisations.viewers import Viewer
from intercity.posts.models import Attachment
from intercity.posts.views import files
from intercity.search import asking
from tests.leaks import test_matrix, test_search, test_streams
from tests.leaks.world import World

SHUT_OUT = ("anonymous", "outside", "named_colleague")


def test_a_search_that_asks_for_no_audience_is_found_out(indexed_world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    def everybody(queries: Sequence[Query]) -> Query:
        return Query.all_query()

    monkeypatch.setattr(asking, "any_of", everybody)
    with pytest.raises(AssertionError):
        test_search.test_everything_at_once_is_no_more(indexed_world)


@pytest.mark.parametrize("viewer", SHUT_OUT)
def test_a_stream_that_asks_for_no_audience_is_found_out(
    viewer: str, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    def anything(self: StreamWish, event: LiveEvent) -> bool:
        return True

    monkeypatch.setattr(StreamWish, "hears", anything)
    with pytest.raises(AssertionError):
        test_streams.test_an_open_stream_hears_of_new_posts_that_its_reader_may_see(viewer, world)


@pytest.mark.parametrize("viewer", SHUT_OUT)
def test_a_file_that_is_given_to_anybody_is_found_out(
    viewer: str, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    def whoever_asks(viewer: Viewer, uid: str) -> Attachment:
        found = Attachment.objects.filter(uid=uid).first()
        if found is None:
            raise Http404
        return found

    monkeypatch.setattr(files, "get_attachment_for", whoever_asks)
    with pytest.raises(AssertionError):
        test_matrix.test_files_are_fetched_only_by_readers_of_their_post(viewer, world)


@pytest.mark.parametrize("viewer", SHUT_OUT)
def test_with_all_filters_in_place_the_same_questions_are_answered_well(viewer: str, indexed_world: World) -> None:
    """The other half: what raises anyway would find out nothing."""
    test_search.test_everything_at_once_is_no_more(indexed_world)
    test_matrix.test_files_are_fetched_only_by_readers_of_their_post(viewer, indexed_world)
    test_streams.test_an_open_stream_hears_of_new_posts_that_its_reader_may_see(viewer, indexed_world)
