"""An exercise ends while everything runs: worker, mails in the queue and on their way, open pages. Nothing of it stays.

Real browsers, real SMTP in both directions, real processes.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from email.message import EmailMessage
from pathlib import Path

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP as SMTPServer  # noqa: N811
from aiosmtpd.smtp import Envelope, Session
from playwright.sync_api import Browser, Page, expect

from benchmarks.server import Installation, free_port
from tests.journeys.conftest import Window
from tests.journeys.mailing import Letters, officer, reply, serve_with_mail, text_of
from tests.journeys.test_side_by_side import wait_for_news

pytestmark = [pytest.mark.proof, pytest.mark.browser]

# Stands in every text that is invented, and nowhere else.
MARK = "Quillfish"
PROMPT, HELD = ("city-of-nice", "city-of-madrid", "city-of-torino"), "city-of-plovdiv"
OVER = "This exercise is over"

# Run inside the installation: fills the exercise with one of everything that people leave in it.
FILL = """
import django, pathlib
django.setup()
from django.conf import settings
from intercity.kinds.rollcall.actions.answering import do_answer, Reply
from intercity.kinds.rollcall.models import How, RollCall
from intercity.organisations.models import Organisation
from intercity.posts.actions import do_publish
from intercity.posts.content import PostContent
from intercity.posts.models import Attachment, Draft
from intercity.search.models import SavedView
from intercity.spaces.models import Space
from intercity.kinds.rollcall.values.types import Choice
space = Space.objects.get(slug={slug!r})
rollcall = RollCall.objects.select_related("post__space", "post__organisation").get(post__space=space)
for city in Organisation.objects.filter(rollcalls__rollcall=rollcall, slug__in=["city-of-lyon", "city-of-milano"]):
    do_answer(rollcall, city, Reply({{"f2": Choice("yes")}}, comment="{mark} answer"), None, How.PAGE, seen=None)
nice = Organisation.objects.get(slug="city-of-nice")
person = nice.memberships.get(person__email="officer@city-of-nice.invalid").person
for label in ("clear", "green"):
    content = PostContent(title="{mark} " + label, body="{mark} text", label=label)
    post = do_publish(space, "update", content, nice, person)
path = "0stored0under0no0name.txt"
pathlib.Path(settings.MEDIA_ROOT).mkdir(parents=True, exist_ok=True)
(pathlib.Path(settings.MEDIA_ROOT) / path).write_text("{mark}")
Attachment.objects.create(post=post, uploaded_by=person, name=path, mime="text/plain", size=9, path=path)
Draft.objects.create(space=space, key="{mark}", kind="update", data={{"title": ["{mark}"]}}, person=person)
SavedView.objects.create(name="{mark}", path=f"/spaces/{{space.slug}}/table", query="a=b", person=person)
"""
# Run inside the installation: what happens to the question of a space meanwhile.
MOVE = """
import django
django.setup()
from django.utils import timezone
from intercity.kinds.rollcall.actions.closing import do_close
from intercity.kinds.rollcall.models import RollCall
rollcall = RollCall.objects.select_related("post").get(post__space__slug={slug!r})
if {closes}:
    do_close(rollcall, "We know enough.", None)
else:
    RollCall.objects.filter(pk=rollcall.pk).update(deadline=timezone.now())
"""
# What is left: rows of any table that hold the mark, a name of the exercise or of its posts, or a key of its acts.
LEFT = """
import django, json
django.setup()
from django.apps import apps
from django.db import connection
from intercity.activity.models import Activity
from intercity.notifications.models import Delivery
uids = set({uids!r})
acts = Activity.objects.filter(space_uid={space!r})
uids |= set(acts.exclude(post_uid="").values_list("post_uid", flat=True)) | {{{space!r}}}
words = ["{mark}", {slug!r}, *uids]
left = {{}}
with connection.cursor() as cursor:
    for table in connection.introspection.table_names(cursor):
        if table == "activity_activity":
            continue
        cursor.execute(f'SELECT * FROM "{{table}}"')
        found = [row for row in map(repr, cursor.fetchall()) if any(word in row for word in words)]
        if found:
            left[table] = [row[:400] for row in found[:3]]
written = Activity.objects.exclude(verb="space.removed").values_list("verb", "data")
said = [(verb, data) for verb, data in written if "{mark}" in repr(data)]
waits = Delivery.objects.filter(activity_id__in=acts.values("pk")).count()
print(json.dumps({{"left": left, "said": said, "waits": waits}}))
"""
CAUGHT_UP = """
import django, json
django.setup()
from intercity.activity.models import last_id
from intercity.pipeline.models import Cursor
print(json.dumps(min(Cursor.objects.values_list("activity_id", flat=True)) >= last_id()))
"""


class SlowLetters(Letters):
    """Takes mail for some cities; holds one letter back half-way; says "later" to all others until it is told."""

    def __init__(self) -> None:
        super().__init__()
        self.is_busy = True
        self.holds = threading.Event()
        self.go_on = threading.Event()

    def wait_for_more(self, slug: str, words: str, count: int) -> None:
        """Until a letter with these words has come to a city after the first `count` letters."""
        there = {id(letter) for letter in self.arrived[:count]}
        with self.changed:
            come = self.changed.wait_for(
                lambda: any(id(one) not in there and words in one["Subject"] for one in self.to(slug)), 90
            )
        assert come

    async def handle_DATA(self, server: SMTPServer, session: Session, envelope: Envelope) -> str:  # noqa: N802
        to = envelope.rcpt_tos[0]
        if self.is_busy and to not in {officer(slug) for slug in PROMPT} | {"coordinator@network.invalid"}:
            if to != officer(HELD):
                return "451 4.3.2 Busy, come later"
            self.holds.set()
            await server.loop.run_in_executor(None, self.go_on.wait, 60)
        return await super().handle_DATA(server, session, envelope)


@pytest.fixture(scope="module")
def letters() -> Iterator[tuple[SlowLetters, int]]:
    """The mail server of all cities."""
    kept, port = SlowLetters(), free_port()
    controller = Controller(kept, hostname="127.0.0.1", port=port)
    controller.start()
    yield kept, port
    kept.go_on.set()
    controller.stop()


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory, letters: tuple[SlowLetters, int]) -> Iterator[Installation]:
    """A demo network of its own, with real mail."""
    yield from serve_with_mail(tmp_path_factory.mktemp("ending"), letters[1])


def intercity(demo: Installation, *arguments: str) -> dict[str, object]:
    """What a command of the operator answers."""
    command = [sys.executable, "-m", "intercity.cli.main", *arguments, "--json"]
    done = subprocess.run(command, env=demo.environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    answer: dict[str, object] = json.loads(done.stdout)
    return answer


def begin(demo: Installation, name: str) -> dict[str, str]:
    """An exercise in which all cities of the network are asked; gives what the command says."""
    made = intercity(
        demo, "space", "create", "--template", "crisis", "--name", name, "--state", "exercise", "--every-city",
        "--coordinator", "coordinator@network.invalid", "--ask", "situation",
    )  # fmt: skip
    assert int(str(made["asked"])) > 100
    return {key: str(value) for key, value in made.items()}


def ask(demo: Installation, code: str) -> dict[str, object]:
    """What code that runs inside the installation prints."""
    answer: dict[str, object] = json.loads(demo.python(code).splitlines()[-1])
    return answer


def wait_until(state: Callable[[], object], what: str) -> None:
    until = time.monotonic() + 90
    while not state():
        assert time.monotonic() < until, what
        time.sleep(0.1)


def is_caught_up(demo: Installation) -> bool:
    """Whether the worker has looked at every act."""
    return bool(ask(demo, CAUGHT_UP))


def left(demo: Installation, made: dict[str, str]) -> dict[str, object]:
    uid = re.search(r"/posts/(\w+)/", made["rollcall"])
    assert uid
    return ask(demo, LEFT.format(uids=[uid[1]], space=made["uid"], slug=made["slug"], mark=MARK))


def files_with_mark(folder: Path) -> list[str]:
    """Files outside the database that are named so or say so."""
    found = [path for path in folder.rglob("*") if path.is_file() and ".sqlite3" not in path.name]
    return [str(path) for path in found if MARK in path.name or MARK.encode() in path.read_bytes()]


def link_in(letter: EmailMessage) -> str:
    """A signed link of a letter."""
    found = re.search(r'href="([^"]*/answer/[^"]+)"', text_of(letter, "html"))
    assert found, text_of(letter, "html")
    return found[1].replace("&amp;", "&")


def found(demo: Installation) -> bool:
    """Whether the search finds a post of it."""
    return b'href="/posts/' in demo.request("GET", f"/search?q={MARK}").body


def open_pages(one: Window, made: dict[str, str]) -> list[Page]:
    """Tabs of one browser that show something of it, with news arriving."""
    pages = []
    for path in (made["rollcall"], made["rollcall"] + "answers", made["rollcall"] + "answers/map", made["url"]):
        page = one.context.new_page()
        page.goto(path)
        wait_for_news(page)
        pages.append(page)
    return pages


def test_ended_on_its_page_while_mails_wait_and_pages_are_open(
    browser: Browser, demo: Installation, letters: tuple[SlowLetters, int]
) -> None:
    mail = letters[0]
    made = begin(demo, f"{MARK} drill")
    demo.python(FILL.format(slug=made["slug"], mark=MARK))
    nice = mail.wait_for("city-of-nice", "situation")
    reply(mail.wait_for("city-of-torino", "situation"), f"A little. {MARK}", int(demo.variables["MAIL_IN_PORT"]))
    assert mail.holds.wait(90)
    public, madrid, boss = (Window(browser, demo) for _ in range(3))
    pages = open_pages(madrid.be("officer-madrid"), made)
    writing, linked = madrid.context.new_page(), public.page
    writing.goto(made["rollcall"] + "answer")
    wait_for_news(writing)
    linked.goto(link_in(nice))
    expect(linked.locator("form.answering")).to_be_visible()
    public_pages = ["/", "/spaces/", "/organisations/city-of-nice/"]
    assert MARK in demo.request("GET", "/").body.decode()
    wait_until(lambda: found(demo), "the search index does not know it")
    assert int(str(left(demo, made)["waits"])) > 50

    boss.be("coordinator").page.goto(f"/spaces/{made['slug']}/settings")
    boss.page.locator("input[name=remove-name]").fill(f"{MARK} drill")
    boss.page.get_by_role("button", name="End the exercise").click()
    expect(boss.page.locator("body")).to_contain_text("is over, and everything in it is removed")
    for page in (*pages, writing):
        expect(page.locator("main")).to_contain_text(OVER)
        expect(page.locator("main")).not_to_contain_text(MARK)
    linked.locator("form.answering button").first.click()
    expect(linked.locator("main")).to_contain_text("This question is no longer there")
    pages[0].reload()
    expect(pages[0].locator("main")).not_to_contain_text(MARK)

    # The letter that was on its way arrives; none of those that waited follows it.
    mail.is_busy = False
    mail.go_on.set()
    wait_until(lambda: is_caught_up(demo), "the worker did not look at everything")
    assert left(demo, made) == {"left": {}, "said": [], "waits": 0}
    assert files_with_mark(demo.data) == []
    for path in public_pages:
        assert MARK not in demo.request("GET", path).body.decode(), path
    assert not found(demo)
    for one in (public, madrid, boss):
        one.context.close()


def test_ended_by_command_the_moment_it_began(demo: Installation, letters: tuple[SlowLetters, int]) -> None:
    """The worker is in the middle of telling all cities."""
    mail = letters[0]
    mail.is_busy = False
    mail.go_on.set()
    made = begin(demo, f"{MARK} alarm")
    demo.python(FILL.format(slug=made["slug"], mark=MARK))
    assert int(str(intercity(demo, "space", "remove-exercise", made["slug"], "--yes")["removed"])) > 3
    wait_until(lambda: is_caught_up(demo), "the worker did not look at everything")
    assert left(demo, made) == {"left": {}, "said": [], "waits": 0}
    assert files_with_mark(demo.data) == []
    count = len(mail.arrived)
    begin(demo, "Afterwards")
    mail.wait_for_more(HELD, "situation", count)
    assert not [letter["Subject"] for letter in mail.arrived[count:] if MARK in text_of(letter)]


def test_whoever_types_while_the_deadline_passes_and_it_is_closed_keeps_what_they_typed(
    browser: Browser, demo: Installation
) -> None:
    made = begin(demo, "Deadline")
    madrid = Window(browser, demo).be("officer-madrid")
    table, first, second = (madrid.context.new_page() for _ in range(3))
    for page, path in ((first, ""), (table, "answers"), (second, "answer")):
        page.goto(made["rollcall"] + path)
        wait_for_news(page)
    second.locator("textarea[name=comment]").fill("Since Monday")
    passed, closed = "The deadline has passed. Answers still count", "This is closed now"
    demo.python(MOVE.format(slug=made["slug"], closes=False))
    for page in (first, table, second):
        expect(page.get_by_text(passed)).to_be_visible(timeout=90_000)
    # One tab went on to another page, and comes back after it was closed.
    table.goto("/about")
    demo.python(MOVE.format(slug=made["slug"], closes=True))
    for page in (first, second):
        expect(page.get_by_text(closed)).to_be_visible()
        expect(page.get_by_text(passed)).to_be_hidden()
    table.go_back()
    expect(table.get_by_text(closed)).to_be_visible()
    expect(second.locator("textarea[name=comment]")).to_have_value("Since Monday")
    second.locator("form.answering button.button").last.click()
    expect(second.get_by_text("This was closed while you wrote")).to_be_visible()
    expect(second.locator("textarea[name=comment]")).to_have_value("Since Monday")
    madrid.context.close()


def test_nothing_broke_on_the_way(demo: Installation) -> None:
    log = (demo.data / "serve.log").read_text()
    assert "Traceback" not in log, log[log.index("Traceback") - 600 :][:3000]
