"""Orders: the same rows as a plain sort would give, page by page, forward and back, at the same cost everywhere."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.translation import override

from intercity.core.text import fold
from intercity.organisations.viewers import Viewer
from intercity.posts.filters import Wish
from intercity.posts.models import Post, Tally
from intercity.posts.table.asking import ORDERS, Asked
from intercity.posts.table.columns import COLUMNS
from intercity.posts.table.orders import read_keys
from intercity.posts.table.pages import PAGE_ROWS, TablePage, all_rows, fetch, table_page
from intercity.posts.table.places import Place, read_place
from intercity.posts.table.tests.filling import fill, make_cities
from intercity.spaces.actions import do_create_space
from intercity.spaces.models import Label, Space
from tests.personas import Persona, make_post

pytestmark = pytest.mark.django_db
SORTS = [sign + name for name in ORDERS for sign in ("", "-")]
Key = Callable[[Post], tuple[object, ...]]


def asked(sort: str) -> Asked:
    from django.db.models import Q

    return Asked(Wish(Q(), [], []), COLUMNS, sort)


def page_of(space: Space, sort: str, place: str = "", *, back: bool = False) -> TablePage:
    rows = asked(sort).rows(Viewer(), space)
    return table_page(rows, asked(sort).order(rows), read_place(place), back=back)


def every_page(space: Space, sort: str, most: int = 50) -> list[TablePage]:
    pages = [page_of(space, sort)]
    while pages[-1].after and len(pages) < most:
        pages.append(page_of(space, sort, pages[-1].after))
    return pages


def titles(pages: list[TablePage]) -> list[str]:
    return [row.post.title for page in pages for row in page.rows]


def expected(posts: list[Post], sort: str) -> list[str]:
    """The plainest way to say what each order means."""
    down = sort.startswith("-")
    newest = sorted(posts, key=lambda post: (post.published_at, post.pk), reverse=True)
    if sort in ("city", "-city"):
        ordered = sorted(newest, key=lambda post: fold(post.organisation.plate), reverse=down)
        if down:
            ordered = [p for city in unique(ordered) for p in newest if p.organisation_id == city]
        return [post.title for post in ordered]
    if sort in ("country", "-country"):

        def country(post: Post) -> tuple[object, ...]:
            return (fold(post.organisation.country_label), fold(post.organisation.plate))

        ordered = sorted(newest, key=country, reverse=down)
        ordered.sort(key=lambda post: not post.organisation.country)
        return [p.title for city in unique(ordered) for p in newest if p.organisation_id == city]
    if sort in ("begins", "-begins"):
        dated = sorted((p for p in posts if p.begins_on), key=lambda p: (p.begins_on or date.min, p.pk), reverse=down)
        bare = sorted((p for p in posts if not p.begins_on), key=lambda p: p.pk, reverse=down)
        return [post.title for post in dated + bare]
    if sort in ("adopted", "-adopted"):
        tallies = dict(Tally.objects.filter(adopted__gt=0).values_list("post", "adopted"))
        ordered = sorted((p for p in newest if p.pk in tallies), key=lambda p: (tallies[p.pk], p.pk), reverse=True)
        ordered += [p for p in newest if p.pk not in tallies]
        return [post.title for post in (ordered if down else ordered[::-1])]
    at = (lambda p: p.changed_at) if "changed" in sort else (lambda p: p.published_at)
    return [post.title for post in sorted(posts, key=lambda p: (at(p), p.pk), reverse=down)]


def unique(posts: list[Post]) -> list[int]:
    return list(dict.fromkeys(post.organisation_id for post in posts))


def test_pages_are_the_sorted_list_cut_in_pieces_in_both_directions(space: Space) -> None:
    posts = fill(space, make_cities(), 180)
    fill(do_create_space("Another"), [posts[0].organisation], 3)
    for sort in SORTS:
        pages = every_page(space, sort)
        assert titles(pages) == expected(posts, sort), sort
        assert [(page.first, page.last) for page in pages] == [(1, 50), (51, 100), (101, 150), (151, 180)]
        assert pages[0].before == "" == pages[-1].after
        back = [pages[-1]]
        while back[0].before:
            back.insert(0, page_of(space, sort, back[0].before, back=True))
        assert [titles([page]) for page in back] == [titles([page]) for page in pages], sort
        assert [page.first for page in back] == [page.first for page in pages]


def test_the_whole_list_in_pieces_is_the_list(space: Space, monkeypatch: pytest.MonkeyPatch) -> None:
    posts = fill(space, make_cities(), 130)
    monkeypatch.setattr("intercity.posts.table.pages.PIECE_ROWS", 40)
    for sort in SORTS:
        rows = asked(sort).rows(Viewer(), space)
        found = [row.post.title for row in all_rows(rows, asked(sort).order(rows), 125)]
        assert found == expected(posts, sort)[:125]


def test_a_page_goes_on_where_it_was_when_its_last_row_is_gone(space: Space) -> None:
    posts = fill(space, make_cities(), 120)
    for sort in SORTS:
        first = page_of(space, sort)
        gone = first.rows[-1].post
        Post.objects.filter(pk=gone.pk).update(state="withdrawn")
        rest = titles([page_of(space, sort, first.after)])
        assert rest == expected(posts, sort)[PAGE_ROWS : 2 * PAGE_ROWS], sort
        Post.objects.filter(pk=gone.pk).update(state="published")


def test_a_page_goes_on_when_the_whole_organisation_is_gone(space: Space) -> None:
    cities = make_cities()
    posts = fill(space, cities, 120)
    first = page_of(space, "city")
    last = first.rows[-1].post.organisation
    Post.objects.filter(organisation=last).update(state="withdrawn")
    left = [post for post in posts if fold(post.organisation.plate) > fold(last.plate)]
    assert titles([page_of(space, "city", first.after)]) == expected(left, "city")[:PAGE_ROWS]


def test_new_rows_on_top_are_reached_on_the_way_back(space: Space, officer: Persona) -> None:
    fill(space, make_cities(), 120)
    second = page_of(space, "-published", page_of(space, "-published").after)
    make_post(officer, space, title="Just now", label=Label.CLEAR)
    back = page_of(space, "-published", second.before, back=True)
    assert back.first == 1
    assert back.rows[0].post.title == "Just now"


def test_countries_follow_the_readers_language(space: Space) -> None:
    fill(space, make_cities(), 30)

    def countries() -> list[str]:
        rows = page_of(space, "country").rows
        return list(dict.fromkeys(row.post.organisation.country for row in rows))

    with override("en"):
        assert countries() == sorted_by_name("en")
    with override("fr"):
        assert countries() == sorted_by_name("fr")


def sorted_by_name(language: str) -> list[str]:
    names = {
        "en": ["Croatia", "Czechia", "Denmark", "Germany", "Portugal", "Poland"],
        "fr": ["Croatie", "Tchéquie", "Danemark", "Allemagne", "Portugal", "Pologne"],
    }[language]
    by_code = dict(zip(["HR", "CZ", "DK", "DE", "PT", "PL"], names, strict=True))
    shown = set(Post.objects.values_list("organisation__country", flat=True))
    return [*sorted(shown - {""}, key=lambda code: by_code[code]), *([""] if "" in shown else [])]


RUBBISH = [
    "", "x", "1", "1.2.3.4.5", "-1.2.3.4", "1.2.99999999999999999.4", "1.2.3.9999999999999999999999",
    "1.2.-99999999999999999.4", "1.0..5", "１.2.3.4", "1.2.3.4\n", "9" * 500,
]  # fmt: skip


def test_a_place_nobody_wrote_shows_a_page_and_no_error(space: Space) -> None:
    fill(space, make_cities(), 3)
    for word in RUBBISH:
        for sort in ("-published", "changed", "begins", "-city"):
            assert page_of(space, sort, word).first == page_of(space, sort, word, back=True).first == 1


def test_places_survive_the_address() -> None:
    for place in [Place(51, 7, 1_772_366_400_123_456), Place(2, 1, None), Place(1, 2, -5, 9)]:
        assert read_place(str(place)) == place


def plans(space: Space, sort: str, place: str = "") -> list[tuple[str, str]]:
    """(statement, what the database does for it) of every query that finds out which posts a page shows."""
    with CaptureQueriesContext(
        connection,
    ) as captured:
        page_of(space, sort, place)
    found = []
    explain = "EXPLAIN QUERY PLAN" if connection.vendor == "sqlite" else "EXPLAIN"
    for query in captured.captured_queries:
        sql = query["sql"]
        if 'FROM "posts_post" ' in sql and '"posts_post"."html"' not in sql:
            with connection.cursor() as cursor:
                cursor.execute(f"{explain} {sql.replace('%', '%%')}")
                found.append((sql, "\n".join(str(row[-1]) for row in cursor.fetchall())))
    return found


INDEXES = {
    "published": ["post_stream"],
    "changed": ["post_changed"],
    "begins": ["post_begins"],
    "adopted": ["tally_adopted", "post_stream"],
}
# A few thousand rows are sorted quicker than looked up. With as many as it takes, these ways cost too much.
SLOW_WAYS = ("seqscan", "sort", "hashjoin", "bitmapscan")


def test_no_order_sorts_the_list(space: Space) -> None:
    """Also in the middle of the list, and with posts of other spaces around."""
    cities = make_cities()
    fill(do_create_space("Other"), cities, 900)
    fill(space, cities, 300)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
        for way in SLOW_WAYS if connection.vendor == "postgresql" else ():
            cursor.execute(f"SET LOCAL enable_{way} = off")
    for sort in SORTS:
        second = page_of(space, sort, page_of(space, sort).after)
        for place in ("", second.after):
            check_plans(plans(space, sort, place), INDEXES.get(sort.lstrip("-"), ["post_space_organisation"]))


def check_plans(made: list[tuple[str, str]], indexes: list[str]) -> None:
    """Every statement goes by one of these indexes, and none reads or sorts everything."""
    assert made
    for sql, plan in made:
        assert any(index in plan for index in indexes), f"{sql}\n{plan}"
        for whole in ("SCAN posts_post", "Seq Scan on posts_post", "TEMP B-TREE FOR ORDER BY", "Sort Key"):
            assert whole not in plan, f"{sql}\n{plan}"


def test_the_number_of_queries_does_not_grow(space: Space) -> None:
    cities = make_cities()

    def cost(sort: str, place: str = "") -> int:
        with CaptureQueriesContext(connection) as captured:
            page_of(space, sort, place)
        return len(captured)

    fill(space, cities, 110)
    few = {sort: [cost(sort, page.after) for page in every_page(space, sort, 2)] for sort in SORTS}
    fill(space, [*cities, *make_cities()], 300)
    for sort in SORTS:
        many = [cost(sort, page.after) for page in every_page(space, sort, 3)]
        assert max(many) <= 11, sort
        assert max(many) - max(few[sort]) <= 3, sort


def test_a_row_that_is_narrowed_between_two_looks_is_left_out(officer: Persona, space: Space) -> None:
    stays, goes = (make_post(officer, space, label=Label.CLEAR) for _ in range(2))
    rows = Post.objects.visible_to(Viewer()).roots().filter(space=space)
    keys = read_keys(rows.order_by("pk"))
    Post.objects.filter(pk=goes.pk).update(label=Label.GREEN)
    assert [row.post.pk for row in fetch(rows, keys, COLUMNS)] == [stays.pk]
