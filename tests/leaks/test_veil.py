"""Posts without the city's name: the same post by one city or by another, and all that anybody fetches is the same.

Nothing is looked for by name alone: whatever differs between the two worlds betrays who it was.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from html import unescape
from pathlib import Path

import pytest
from django.conf import settings
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import Settings

from intercity.activity.kept import forget_everything
from intercity.activity.models import Activity, last_id
from intercity.core.uids import new_uid
from intercity.notifications.delivering import deliver_due
from intercity.notifications.models import Delivery
from intercity.notifications.recipients import notify
from intercity.organisations.models import Person, Role
from intercity.posts import actions, veils
from intercity.posts.actions import publishing
from intercity.posts.actions.looking import look
from intercity.posts.content import PostContent
from intercity.posts.models import Attachment, Post
from intercity.posts.tests.files import telling_picture
from intercity.posts.tests.veiled import make_place
from intercity.spaces.actions import do_create_space, do_join
from tests.leaks import channels
from tests.leaks.world import World
from tests.personas import Persona, make_organisation, make_persona, make_post

AUTHORS = ("Nice", "Torino")
KEY = ("clear", "published")
VIEWERS = ["anonymous", "witness", "coordinator", "colleague of Nice", "colleague of Torino", "lead of Nice"]
SEARCHES = [
    "",
    "q=failed",
    "q=Nice",
    "q=Torino",
    "q=Italy",
    "q=picture",
    "country=IT",
    "size=l",
    "q=southern",
    "order=discussed",
]
# Made anew for each page or run, or only the clock.
PASSING = re.compile(
    r'csrfmiddlewaretoken" value="\w+|csrftoken=\w+|sessionid=\w+|nonce-[\w+/=-]+|nonce="[^"]+|expires=[^;]+;'
    r"|dcterms:\w+ [^<>]*xsi[^<]+<|name=\"uid\" value=\"\w+|Message-ID: .*|boundary=.*|--=====.*|Date: .*"
    r"|'Expires': '[^']*'|'Server-Timing': [^)]*\)|session_ok_until\W+[\d.]+|\b\w{20,}:\w{6}:[\w-]{20,}"
    r"|127\.0\.0\.1 · since <time[^>]*>[^<]*"
)


@dataclass
class Town:
    """The walked world, everybody in it, and the sender's names for what will be written."""

    world: World
    people: dict[str, Persona | None]
    clock: list[datetime]
    uids: list[str] = field(default_factory=lambda: [new_uid() for _ in range(4)])

    def of(self, name: str) -> Persona:
        """Somebody with an account."""
        persona = self.people[name]
        assert persona is not None
        return persona

    def client(self, name: str) -> Client:
        """Their browser."""
        return self.of(name).client if self.people[name] is not None else Client()


@pytest.fixture
def town(
    db: None, coordinator: Persona, settings: Settings, tmp_path_factory: pytest.TempPathFactory,
    monkeypatch: pytest.MonkeyPatch,
) -> Town:  # fmt: skip
    """Five cities that are alike, and in two of them an author; each has published with its name before.

    The clock stands still: that only the hour is shown is tested beside the action.
    """
    clock = [timezone.now()]
    monkeypatch.setattr(timezone, "now", lambda: clock[0])
    # Drawn anew for each author, by no rule that others know: that it is, is tested beside the action.
    monkeypatch.setattr(veils, "uid_behind", lambda author, uid: uid)
    settings.DATA = tmp_path_factory.mktemp("veil")
    space = do_create_space("Drill", slug="drill")
    people: dict[str, Persona | None] = {"anonymous": None, "coordinator": coordinator}
    for name in (*AUTHORS, "Genova", "Bari", "Palermo"):
        place = make_place(name, "IT", 300_000)
        city = make_organisation(f"City of {name}", short_name=name, country="IT", place=place, languages=["it"])
        do_join(space, city)
        people[f"author in {name}"] = make_persona(f"Writer {name}", city)
        people[f"colleague of {name}"] = make_persona(f"Colleague {name}", city)
        people[f"lead of {name}"] = make_persona(f"Lead {name}", city, Role.LEAD)
        writer = people[f"author in {name}"]
        assert writer is not None
        make_post(writer, space, kind="practice", title=f"What we do {name}", label="clear")
    people["witness"] = people["author in Bari"]
    return Town(World(space), people, clock)


def write(town: Town, name: str) -> Post:
    """Publish with a picture, edit, be answered and answer: all without the name, by the author in that city."""
    author, witness = town.of(f"author in {name}"), town.of("witness")
    sent = {
        "uid": town.uids[0], "title": "What failed", "did": "The plan did not hold.", "body": "The plan did not hold.",
        "label": "clear", "language": "en", "unnamed": "1", "contact": f"{name} office",
        "files": SimpleUploadedFile(f"{name}.jpg", telling_picture(), "image/jpeg"),
    }  # fmt: skip
    response = author.client.post(reverse("compose", args=[town.world.space.slug, "update"]), sent)
    assert response.status_code == 302, re.findall("<li>.*?</li>", response.content.decode())
    post = Post.objects.select_related("organisation", "space").get(uid=town.uids[0])
    actions.edit(author.viewer, post, PostContent(title="What failed twice", body="It did not hold.", label="clear"))
    actions.comment(witness.viewer, post, PostContent(body="Why?", uid=town.uids[1]))
    answer = actions.comment(author.viewer, post, PostContent(body="It was late.", uid=town.uids[2]))
    town.world.posts, town.world.comments = {KEY: post}, {KEY: answer}
    picture = post.attachments.get()
    # Their addresses are drawn by lot, and so are the names of their files, by which browsers ask for them again.
    lies = Path(settings.MEDIA_ROOT) / picture.path
    lies = lies.rename(lies.with_stem(town.uids[3]))
    path = str(lies.relative_to(settings.MEDIA_ROOT))
    type(picture).objects.filter(pk=picture.pk).update(uid=town.uids[3], path=path)
    town.world.files = {KEY: type(picture).objects.get(pk=picture.pk)}
    return post


def gather(town: Town, name: str, seen: Callable[[Town], Mapping[str, str]]) -> Mapping[str, str]:
    """What is seen of the world in which the author in that city wrote; the world is then as before."""
    forget_everything()
    mail.outbox.clear()
    begun = town.clock[0]
    with transaction.atomic():
        write(town, name)
        found = {where: lasting(where, what) for where, what in seen(town).items()}
        transaction.set_rollback(True)
    town.clock[0] = begun
    forget_everything()
    return found


def lasting(where: str, what: str) -> str:
    """A text without what passes. A workbook is as long as the moment it was made says, a stream as its clock."""
    text = PASSING.sub("", unescape(what))
    return re.sub(r"'Content-Length': '\d+'", "", text) if "xlsx" in where or "/live" in where else text


def differences(town: Town, seen: Callable[[Town], Mapping[str, str]]) -> list[str]:
    """Where the two worlds differ."""
    one, other = (gather(town, name, seen) for name in AUTHORS)
    assert one.keys() == other.keys()
    assert any("What failed twice" in text for text in one.values())
    return [
        f"{where}: {mine!r} / {theirs!r}"
        for where in one
        if one[where] != other[where]
        for mine, theirs in [apart(one[where], other[where])]
    ]


def apart(one: str, other: str) -> tuple[str, str]:
    """A few words around the first place where two texts differ."""
    at = next((n for n, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))
    return one[max(0, at - 60) : at + 60], other[max(0, at - 60) : at + 60]


def walked(viewer: str) -> Callable[[Town], dict[str, str]]:
    """Everything that one viewer fetches: every address, lists, files, streams."""

    def seen(town: Town) -> dict[str, str]:
        client = town.client(viewer)
        found = [pair for walk in channels.CHANNELS.values() for pair in walk(town.world, client)]
        return {**dict(found), **dict(lists(town, client))}

    return seen


def lists(town: Town, client: Client) -> Iterator[tuple[str, str]]:
    """Tables with all columns in the orders that follow organisations, the map, pages of the cities, of the file."""
    space = town.world.space.slug
    for name in ("space_table", "space_table_csv", "space_table_xlsx"):
        for sort in ("published", "city", "-country"):
            path = (
                f"{reverse(name, args=[space])}?sort={sort}&columns=city,country,level,people,title,contact,published"
            )
            yield path, channels.everything(client.get(path))
    for path in (f"/spaces/{space}/map", *(reverse("organisation", args=[f"city-of-{n.lower()}"]) for n in AUTHORS)):
        yield path, channels.everything(client.get(path))
    yield "picture", channels.everything(client.get(town.world.files[KEY].get_absolute_url()))


pytestmark = pytest.mark.skipif(
    "postgresql" in connection.vendor, reason="its sequences go on after what was taken back, so the numbers differ"
)


@pytest.mark.proof
@pytest.mark.parametrize("viewer", VIEWERS)
def test_nothing_that_anybody_fetches_depends_on_which_city_it_was(viewer: str, town: Town) -> None:
    assert "\n".join(differences(town, walked(viewer))) == ""


@pytest.mark.proof
def test_the_pages_that_show_it_do_not_depend_on_which_city_it_was(town: Town) -> None:
    def seen(town: Town) -> dict[str, str]:
        paths = [town.world.posts[KEY].get_absolute_url(), town.world.space.get_absolute_url()]
        paths += [reverse(name, args=[town.uids[0]]) for name in ("post_revisions", "post_readers", "live_card")]
        found = {}
        for viewer in ("witness", "colleague of Nice", "lead of Nice"):
            client = town.client(viewer)
            found |= {f"{viewer} {path}": channels.everything(client.get(path)) for path in paths}
            found |= {f"{viewer} {path}": text for path, text in lists(town, client)}
        return found

    assert differences(town, seen) == []


@pytest.mark.proof
@pytest.mark.parametrize("viewer", VIEWERS)
def test_search_does_not_find_the_city_by_it(viewer: str, town: Town, index: Callable[[], None]) -> None:
    def seen(town: Town) -> dict[str, str]:
        index()
        client = town.client(viewer)
        found = {query: channels.everything(client.get(f"/search?{query}")) for query in SEARCHES}
        return found | {
            text: channels.everything(client.get("/search/suggest", {"q": text})) for text in ("nic", "fail", "a city")
        }

    assert differences(town, seen) == []


def deliver_all(town: Town) -> None:
    """Send what waits, a little later."""
    town.clock[0] += timedelta(minutes=1)
    while deliver_due():
        pass


def test_no_mail_to_others_and_no_queue_tells_which_city_it_was(town: Town) -> None:
    writers = {town.of(f"author in {name}").person.email for name in AUTHORS}

    def seen(town: Town) -> dict[str, str]:
        for act in Activity.objects.filter(verb="post.published").order_by("pk"):
            notify(act)
        deliver_all(town)
        texts = [message.message().as_string() for message in mail.outbox if not writers & set(message.recipients())]
        people = Delivery.objects.exclude(person__email__in=writers).order_by("pk")
        rows = people.values_list("person", "teller", "channel", "post_uid", "activity_id")
        return {
            "mail": "\n".join(sorted(re.sub(r"\w{10,}@|r\+\S+", "", t) for t in texts)),
            "rows": str(list(rows)),
        }

    found = differences(town, seen)
    assert [line for line in found if not line.startswith("mail")] == []
    assert not any(name in line for line in found for name in AUTHORS)


def test_a_look_is_told_to_the_author_alone(town: Town) -> None:
    post = write(town, "Nice")
    known = last_id()
    mail.outbox.clear()
    look(town.of("coordinator").viewer, post, "Somebody may be in danger")
    for act in Activity.objects.filter(pk__gt=known):
        notify(act)
    deliver_all(town)
    assert [message.recipients() for message in mail.outbox] == [[town.of("author in Nice").person.email]]
    said = str(mail.outbox[0].body)
    assert "Somebody may be in danger" in said
    assert str(town.of("coordinator").person) in said


def test_the_walk_would_find_a_name(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    """The proof of the proof: where pictures keep the name of their file, the two worlds differ."""

    def careless(post: Post, uids: list[str], by: Person) -> None:
        Attachment.objects.filter(uid__in=uids, uploaded_by=by).update(post=post)

    assert differences(town, walked_post) == []
    monkeypatch.setattr(publishing, "do_take_pictures", careless)
    assert differences(town, walked_post) != []


def walked_post(town: Town) -> dict[str, str]:
    """The page of the post, as another city sees it."""
    return {"page": channels.everything(town.client("witness").get(town.world.posts[KEY].get_absolute_url()))}
