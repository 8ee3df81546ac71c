"""A small network, who attacks it, and every form that they find there by following links from every address."""

from __future__ import annotations

import re
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import cycle
from urllib.parse import urlencode, urljoin, urlsplit

from django.contrib.sessions.models import Session
from django.core import mail
from django.db import transaction
from django.http import HttpResponseBase
from django.test import Client
from django.urls import Resolver404, resolve

from intercity.activity.kept import forget_everything
from intercity.activity.models import Activity
from intercity.core.uids import new_uid
from intercity.notifications.delivering import deliver_due
from intercity.notifications.models import Channel, Delivery, DeliveryState
from intercity.notifications.recipients import notify
from intercity.organisations.models import Membership, Person, Role
from intercity.posts.models import Post, State
from intercity.search.indexer import bring_up
from intercity.spaces.models import Space, SpaceState
from tests.leaks.channels import addresses
from tests.leaks.world import World
from tests.tricks.answers import faults_of
from tests.tricks.corpus import Trick, as_bytes
from tests.tricks.reading import Form, Reading
from tests.tricks.world import build_world

ROLES = ("author", "lead", "coordinator", "stranger")
EVERYBODY = (*ROLES, "anonymous")
# Who makes what the others then find.
FIRST = ("lead", "coordinator")
# How allauth remembers that somebody has just shown who they are.
PROVEN = "account_authentication_methods"
# Pages of one sort differ little: one of each is opened by one role, and posts of all kinds. So many addresses of a
# sort are tried that nothing links to.
MOST = {"post": 40, "compose": 4, "post_edit": 3, "space_settings": 3, "space_about": 2, "moderation_case": 3}
MOST_GUESSES = 2
# What people type in fields that take no other words.
SENSIBLE = {
    "email": "somebody@example.org", "url": "https://example.org/", "number": "3", "date": "2026-12-01",
    "datetime-local": "2027-01-01T12:00",
}  # fmt: skip
ADDRESS = re.compile(r"http://127\.0\.0\.1:8000(/\S+)")
Pairs = Sequence[tuple[str, Trick]]


@dataclass(frozen=True)
class Upload:
    """A file, as a form sends it."""

    field: str
    name: str
    kind: str
    content: bytes


class Browser:
    """Somebody's browser: it goes on after errors, and comes back after a sign-out that was taken back."""

    def __init__(self, world: World, role: str) -> None:
        self.role, self.client = role, world.client(role)
        self.client.raise_request_exception = False
        self.session = self.client.cookies["sessionid"].value if "sessionid" in self.client.cookies else ""
        persona = world.personas.get(role)
        if persona is not None:
            known = self.client.session
            known[PROVEN] = [{"method": "code", "at": time.time(), "reauthenticated": True}]
            known[f"{PROVEN}_user"] = str(persona.person.pk)
            known.save()

    def get(self, address: str) -> HttpResponseBase:
        """Open an address."""
        return self._signed_in().get(address, headers={"host": "testserver"})

    def post(self, address: str, pairs: Pairs) -> HttpResponseBase:
        """Send a form as raw bytes: also those that no text can hold."""
        body = urlencode([(as_bytes(name), as_bytes(value)) for name, value in pairs])
        return self._signed_in().post(address, body, content_type="application/x-www-form-urlencoded")

    def upload(self, address: str, pairs: Pairs, file: Upload) -> HttpResponseBase:
        """Send a form with a file, whose name and type go over the wire as they are."""
        parts = [f'form-data; name="{name}"\r\n\r\n'.encode() + as_bytes(value) for name, value in pairs]
        head = f'form-data; name="{file.field}"; filename="{file.name}"\r\nContent-Type: {file.kind}\r\n\r\n'
        lines = [b"--zqedge\r\nContent-Disposition: " + part for part in [*parts, head.encode() + file.content]]
        body = b"\r\n".join([*lines, b"--zqedge--", b""])
        return self._signed_in().post(address, body, content_type="multipart/form-data; boundary=zqedge")

    def _signed_in(self) -> Client:
        self.client.cookies.clear()
        if self.session:
            self.client.cookies["sessionid"] = self.session
        return self.client


@dataclass
class Site:
    """What was found, and what was wrong on the way."""

    world: World
    browsers: dict[str, Browser] = field(default_factory=dict)
    forms: dict[tuple[str, frozenset[str]], tuple[str, Form]] = field(default_factory=dict)
    """By name of the address and names of the fields: the first role that found it, and the form."""
    pages: dict[str, dict[str, None]] = field(default_factory=dict)
    """By role the addresses that answered with something."""
    faults: list[str] = field(default_factory=list)
    posted: set[str] = field(default_factory=set)
    stood: dict[str, tuple[int, ...]] = field(default_factory=dict)
    """What stood after the last act, of whoever did it."""

    def look(self, role: str, address: str) -> HttpResponseBase:
        """Open an address and note what is wrong with the answer."""
        answer = self.browsers[role].get(address)
        self.note(f"{role} GET {address}", answer, address)
        return answer

    def note(self, where: str, answer: HttpResponseBase, address: str) -> Reading | None:
        """Note what is wrong with an answer; gives its forms and links where it is a page."""
        reading, faults = faults_of(answer, address)
        self.faults += [f"{where}: {fault}"[:600] for fault in faults]
        return reading

    def crawl(self, role: str, letters: Sequence[str] = (), *, guessing: bool = True) -> None:
        """Open every address that there is, those in `letters`, and what the pages there link to, as one role.

        Without `guessing` the pages that the role has opened before, instead of every address.
        """
        guesses = [address.path for address in addresses(self.world)] if guessing else []
        linked = [*letters, *self.pages.get(role, ())]
        opened, guessed, seen = Counter[str](), Counter[str](), set[str]()
        while linked or guesses:
            is_guess, address = not linked, (linked or guesses).pop()
            sort = sort_of(address)
            if address in seen or opened[sort] >= MOST.get(sort, 1) or (is_guess and guessed[sort] >= MOST_GUESSES):
                continue
            seen.add(address)
            status, links = self.open(role, address)
            opened[sort] += status == 200
            guessed[sort] += is_guess
            linked += links

    def open(self, role: str, address: str) -> tuple[int, list[str]]:
        """Look at an address, remember its page and its forms; gives the status and what it links to."""
        answer = self.browsers[role].get(address)
        reading = self.note(f"{role} GET {address}", answer, address)
        if answer.status_code == 200:
            self.pages.setdefault(role, {})[address] = None
        if reading is None or answer.status_code != 200:
            return answer.status_code, []
        for form in reading.forms:
            self.forms.setdefault((sort_of(form.action), form.names), (role, form))
        return answer.status_code, [inside(link) for link in reading.links]

    def attack(self, role: str, form: Form, pairs: Pairs) -> int:
        """Send a form, and look where it leads. What takes something away is taken back; the rest stays."""
        self.posted.add(sort_of(form.action))
        browser, where = self.browsers[role], f"{role} {form.method} {form.action} {str(pairs)[:300]}"
        if form.method == "get":
            query = urlencode([(as_bytes(name), as_bytes(value)) for name, value in pairs])
            return self.look(role, f"{urlsplit(form.action).path}?{query}").status_code
        before = self.stood.get(role) or self.standing(browser)
        with transaction.atomic():
            answer = browser.post(form.action, pairs)
            self.note(where, answer, form.action)
            # What was refused has changed nothing.
            now = self.standing(browser) if answer.status_code < 400 else before
            if lost := any(one < then for one, then in zip(now, before, strict=True)):
                transaction.set_rollback(True)
        if lost:
            forget_everything()
        elif answer.status_code in (301, 302, 303):
            self.look(role, urljoin(form.action, answer.headers["Location"]))
        self.stood = {role: before if lost else now}
        return answer.status_code

    def standing(self, browser: Browser) -> tuple[int, ...]:
        """What an act may not lessen without being taken back: otherwise nobody would be left to go on."""
        return (
            Person.objects.filter(is_active=True, suspended_until=None).count(),
            Person.objects.filter(is_coordinator=True).count(),
            Membership.objects.present().count(),
            Membership.objects.present().filter(role=Role.LEAD).count(),
            Post.objects.filter(state=State.PUBLISHED).count(),
            Space.objects.exclude(state=SpaceState.ARCHIVED).count(),
            Session.objects.filter(session_key=browser.session).count(),
        )


def build_site() -> Site:
    """The network with its search, and all forms in it."""
    site = Site(build_world())
    bring_up()
    site.browsers = {role: Browser(site.world, role) for role in EVERYBODY}
    for role in FIRST:
        site.crawl(role)
    # What is made by the forms of the first round has forms of its own.
    for role, form in list(site.forms.values()):
        site.attack(role, form, sensible(form))
    letters = letters_to(site)
    for role in EVERYBODY:
        site.crawl(role, letters.get(role, []), guessing=role not in FIRST)
    return site


def letters_to(site: Site) -> dict[str, list[str]]:
    """Send all mails that are due; gives by role the addresses that stand in them."""
    for act in Activity.objects.order_by("pk"):
        notify(act)
    while deliver_due():
        pass
    Delivery.objects.filter(channel=Channel.MAIL).update(state=DeliveryState.FAILED)
    links: dict[str, list[str]] = {}
    for letter in mail.outbox:
        for role, persona in site.world.personas.items():
            if persona is not None and persona.person.email in letter.to:
                links.setdefault(role, []).extend(map(inside, ADDRESS.findall(str(letter.body))))
    return links


def sort_of(address: str) -> str:
    """The name of the address; the same for all addresses of one view."""
    try:
        return resolve(urlsplit(address).path).url_name or address
    except Resolver404:
        return ""


def inside(link: str) -> str:
    """The link without the name of this server and without a mark inside the page."""
    parts = urlsplit(link)
    return f"{parts.path}?{parts.query}" if parts.query else parts.path


def filled(form: Form, tricks: Iterator[Trick], long: Trick) -> list[tuple[str, Trick]]:
    """What people type is replaced, the rest stays as the page offered it, so that the form may well be taken."""
    pairs: list[tuple[str, Trick]] = [
        (name, new_uid() if name == "uid" else value) for name, value in form.defaults
    ]  # fmt: skip
    for one in form.typed:
        text = as_bytes(long if one.kind == "textarea" else next(tricks))
        pairs.append((one.name, text[: one.longest]))
    return pairs


def sensible(form: Form) -> list[tuple[str, Trick]]:
    """What somebody would send who fills in everything."""
    typed = {one.name: SENSIBLE.get(one.kind, "Cool rooms") for one in form.typed}
    return [*filled(form, cycle(["x"]), "x")[: len(form.defaults)], *typed.items()]


def broken(form: Form, tricks: Iterator[Trick]) -> list[tuple[str, Trick]]:
    """Every field says what no page offers."""
    return [(name, next(tricks)) for name in sorted(form.names)]
