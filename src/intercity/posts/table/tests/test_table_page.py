"""GET /spaces/<slug>/table: who reads what, what the address asks for, what stands in the cells."""

from __future__ import annotations

import re
from datetime import date
from html import unescape

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from intercity.posts import actions
from intercity.posts.content import PostContent
from intercity.posts.models import Origin, Post, Source
from intercity.posts.table.columns import COLUMNS, DEFAULT
from intercity.posts.table.tests.filling import fill, make_cities
from intercity.spaces.models import Label, Space, Topic
from tests.personas import Persona, make_post

pytestmark = pytest.mark.django_db
EVERY = ",".join(column.name for column in COLUMNS)


def read(client: Client, space: Space, query: str = "") -> str:
    response = client.get(f"/spaces/{space.slug}/table{query}")
    assert response.status_code == 200
    return response.content.decode()


def table(page: str) -> list[list[str]]:
    """The texts of all cells, headings first."""
    rows = re.findall(r"<tr>(.*?)</tr>", page.partition("<table>")[2].partition("</table>")[0], re.S)
    strip = lambda cell: unescape(re.sub(r"<[^>]*>", "", cell))  # noqa: E731
    return [[strip(cell) for cell in re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row, re.S)] for row in rows]


def by_heading(page: str, row: int = 1) -> dict[str, str]:
    cells = table(page)
    return dict(zip(cells[0], cells[row], strict=True))


def test_a_name_that_nobody_knows_is_said_once(officer: Persona, space: Space) -> None:
    make_post(officer, space)
    for query in ("?columns=organisation&sort=organisation", "?columns=organisation,organisation&sort=-organisation"):
        assert read(officer.client, space, query).count("“organisation”") == 1


def test_each_reads_what_its_label_allows(
    officer: Persona, officer_elsewhere: Persona, reader: Persona, partner: Persona, stranger: Persona, space: Space
) -> None:
    make_post(officer, space, title="For everyone", label=Label.CLEAR)
    make_post(officer, space, title="For the network", label=Label.GREEN)
    make_post(officer, space, title="Members only", label=Label.AMBER)
    make_post(officer, space, title="For nobody", label=Label.RED)
    inside = [persona.client for persona in (officer, officer_elsewhere, reader)]
    for client in [*inside, Client(), partner.client, stranger.client]:
        for sort in ("", "?sort=city", "?sort=country", "?sort=begins", "?sort=-changed"):
            page = read(client, space, sort)
            assert "For everyone" in page
            assert "For nobody" not in page
            # The officer's city joined when it posted; the others are outside.
            assert ("Members only" in page) == (client is inside[0])
            assert ("For the network" in page) == (client in inside)


def test_a_space_that_publishes_nothing_is_unknown_to_strangers(
    officer: Persona, stranger: Persona, space: Space
) -> None:
    space.widest_label = Label.GREEN
    space.save()
    for ending in ("", ".csv", ".xlsx"):
        address = f"/spaces/{space.slug}/table{ending}"
        assert officer.client.get(address).status_code == 200
        assert [client.get(address).status_code for client in (Client(), stranger.client)] == [404, 404]


def test_only_reading_is_possible(officer: Persona, space: Space) -> None:
    for ending in ("", ".csv", ".xlsx"):
        assert officer.client.post(f"/spaces/{space.slug}/table{ending}").status_code == 405


def test_the_cells_of_a_practice(officer: Persona, space: Space, topic: Topic) -> None:
    post = make_post(
        officer, space, kind="practice", title="Parks <at> night", topics=[topic], label=Label.CLEAR, status="ended",
        begins_on=date(2026, 7, 1), ends_on=date(2026, 8, 31), cost="20,000 €", reached="300",
    )  # fmt: skip
    make_post(officer, space, kind="comment", parent=post)
    cells = by_heading(read(officer.client, space, f"?columns={EVERY}"))
    said = {
        "City or organisation": "Nice", "Country": "France", "Level": "City", "Inhabitants": "",
        "Title": "Parks <at> night", "Kind": "What we do", "Topics": "Housing", "Status": "Ended",
        "From": "1 Jul 2026", "Until": "31 Aug 2026", "Cost": "20,000 €", "Reached": "300", "Comments": "1",
        "Who may see it": "Public", "Source": "",
    }  # fmt: skip
    assert {name: cells[name] for name in said} == said
    assert cells["Address"].endswith(f"/posts/{post.uid}/")


def test_what_a_tracker_says_is_not_put_into_the_citys_mouth(officer: Persona, space: Space) -> None:
    post = make_post(officer, space, label=Label.CLEAR)
    Post.objects.filter(pk=post.pk).update(source=Source.IMPORTED)
    origin = Origin.objects.create(post=post, tracker="Tracker", record="1", link="https://example.org/1")
    page = read(Client(), space)
    assert by_heading(page)["Source"] == "Tracker (not confirmed by the city)"
    assert 'href="https://example.org/1"' in page
    Origin.objects.filter(pk=origin.pk).update(link="javascript:alert(1)")
    assert "javascript:" not in read(Client(), space)


def test_filters_are_those_of_the_stream(
    officer: Persona, officer_elsewhere: Persona, space: Space, topic: Topic
) -> None:
    make_post(officer, space, kind="practice", title="Parks at night", topics=[topic], status="active")
    make_post(officer, space, kind="practice", title="Ended long ago", status="ended")
    make_post(officer_elsewhere, space, kind="question", title="Who pays?")
    for query, shown in {
        "kind=question": {"Who pays?"},
        "topic=housing": {"Parks at night"},
        "status=ended": {"Ended long ago"},
        "country=IT": {"Who pays?"},
        "kind=practice&country=IT": set(),
    }.items():
        for sort in ("", "&sort=city", "&sort=-country", "&sort=-begins"):
            page = read(officer.client, space, f"?{query}{sort}")
            assert {row[2] for row in table(page)[1:]} == shown, (query, sort)


def test_columns_come_as_chosen_and_the_label_always(officer: Persona, space: Space) -> None:
    make_post(officer, space)
    for query in ("?columns=title,comments", "?columns=comments,%20title", "?columns=title,comments,gossip,label"):
        assert table(read(officer.client, space, query))[0] == ["Title", "Comments", "Who may see it"]
    assert table(read(officer.client, space, "?columns=label"))[0] == ["Who may see it"]
    usual = [str(column.heading) for column in COLUMNS if column.name in DEFAULT]
    for query in ("", "?columns=", "?columns=,,,", "?columns=nonsense"):
        assert table(read(officer.client, space, query))[0] == usual


def test_the_form_leads_to_an_address_with_all_columns_in_one(officer: Persona, space: Space) -> None:
    make_post(officer, space, kind="practice")
    response = officer.client.get(
        f"/spaces/{space.slug}/table?kind=practice&sort=city&columns=title&columns=city&columns=gossip"
    )
    assert response.status_code == 302
    assert response.headers["Location"] == f"/spaces/{space.slug}/table?kind=practice&columns=city,title&sort=city"


def test_every_link_keeps_filters_columns_and_order(space: Space) -> None:
    fill(space, make_cities(), 120)
    page = read(Client(), space, "?kind=practice&columns=city,title,published&sort=city")
    kept = "kind=practice&amp;columns=city,title,published"
    assert f'href="?{kept}&amp;sort=-city"' in page
    assert f'href="?{kept}"' in page, "the usual order needs no parameter"
    assert f'href="/spaces/{space.slug}/table.xlsx?{kept}&amp;sort=city"' in page
    assert f'href="/spaces/{space.slug}/table.csv?{kept}&amp;sort=city&amp;separator=semicolon"' in page
    following = re.search(r'rel="next" href="([^"]*)"', page)
    assert following is not None
    assert following[1].startswith(f"?{kept}&amp;sort=city&amp;after=51.")
    narrower = re.findall(r'href="(\?[^"]*status=ended[^"]*)"', page)
    assert narrower
    assert "columns=city%2Ctitle%2Cpublished" in narrower[0]
    assert "sort=city" in narrower[0]
    form = page.partition('type="checkbox" name="columns"')[0].rpartition("<form")[2]
    assert 'name="kind" value="practice"' in form
    assert 'name="sort" value="city"' in form
    assert 'rel="canonical" href="http' in page
    assert re.search(r'rel="canonical" href="[^"]*/table\?kind=practice"', page)


def test_headings_say_how_the_table_is_sorted(space: Space) -> None:
    fill(space, make_cities(), 3)
    for query, name, direction in [
        ("", "published", "descending"), ("?sort=published", "published", "ascending"),
        ("?sort=-city", "city", "descending"), ("?columns=begins&sort=begins", "begins", "ascending"),
    ]:  # fmt: skip
        page = read(Client(), space, query)
        assert re.findall(r'<th scope="col" class="(\w+)" aria-sort="(\w+)"', page) == [(name, direction)]


def test_the_caption_counts_what_it_can_count(space: Space) -> None:
    cities = make_cities()

    def caption(query: str = "") -> str:
        return re.search(r"<caption[^>]*>(.*?)</caption>", read(Client(), space, query))[1]  # type: ignore[index]

    fill(space, cities, 1)
    assert caption() == "1 row"
    fill(space, cities, 59)
    assert caption() == "Rows 1 to 50"
    following = re.search(r'rel="next" href="([^"]*)"', read(Client(), space))
    assert following is not None
    assert caption(unescape(following[1])) == "Rows 51 to 60 of 60"


def test_rubbish_is_left_out_and_named(officer: Persona, space: Space) -> None:
    make_post(officer, space, title="Still here")
    for query in (
        "?columns=gossip,title", "?sort=gossip", "?sort=--city", "?kind=gossip", "?after=gossip&columns=gossip",
        "?before=gossip&sort=gossip",
    ):  # fmt: skip
        page = read(officer.client, space, query)
        assert "Still here" in page
        assert "<td" in page
    assert "“gossip”" in read(officer.client, space, "?columns=gossip")
    hostile = "?columns=%00,<script>&sort=%00&after=%00.1.1.1&before=1.1.1.99999999999999999999999&kind=%00"
    page = read(officer.client, space, hostile)
    assert "<script>" not in page.partition("<main")[2]
    assert "Still here" in page
    read(officer.client, space, "?columns=" + "x," * 20_000)


def test_an_empty_table_says_what_to_do(officer: Persona, space: Space) -> None:
    assert "Sign in" in read(Client(), space).partition("<main")[2]
    assert "Nobody has posted here yet" in read(officer.client, space)
    make_post(officer, space)
    assert "Show everything" in read(officer.client, space, "?kind=question")
    assert "There are no more rows" in read(officer.client, space, "?after=51.0.1.1")


def test_the_page_costs_the_same_for_one_row_and_for_many(officer: Persona, space: Space, topic: Topic) -> None:
    def cost(query: str) -> int:
        client = officer.client
        with CaptureQueriesContext(connection) as captured:
            read(client, space, query)
        return len(captured)

    make_post(officer, space, kind="practice", topics=[topic])
    queries = ["", f"?columns={EVERY}", "?sort=-changed", "?sort=-begins", "?sort=city", "?sort=-country"]
    few = [cost(query) for query in queries]
    for post in fill(space, make_cities(), 200):
        post.topics.add(topic)
    many = [cost(query) for query in queries]
    # An order by organisation asks three more questions once a page holds more than one organisation.
    assert [more - less for less, more in zip(few, many, strict=True)] <= [0, 0, 0, 0, 3, 3]
    assert max(many) <= 20


def test_a_practice_takes_its_first_day_along(officer: Persona, space: Space) -> None:
    post = make_post(officer, space, kind="practice", title="Early", begins_on=date(2026, 1, 1))
    make_post(officer, space, kind="practice", title="Late", begins_on=date(2026, 5, 1))
    make_post(officer, space, title="Never")
    assert [row[2] for row in table(read(officer.client, space, "?sort=begins"))[1:]] == ["Early", "Late", "Never"]
    assert [row[2] for row in table(read(officer.client, space, "?sort=-begins"))[1:]] == ["Late", "Early", "Never"]
    content = PostContent(title="Early", body="Text", details={"status": "active", "begins_on": date(2026, 6, 1)})
    actions.edit(officer.viewer, post, content)
    assert [row[2] for row in table(read(officer.client, space, "?sort=begins"))[1:]] == ["Late", "Early", "Never"]
    actions.edit(officer.viewer, Post.objects.get(pk=post.pk), PostContent(title="Early", details={"status": "ended"}))
    assert Post.objects.get(pk=post.pk).begins_on == date(2026, 6, 1)
