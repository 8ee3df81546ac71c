"""Who takes part in tests: officer, colleague, officer elsewhere, coordinator, partner, reader, stranger."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import pytest
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.test import Client
from django.utils import timezone

from intercity.activity.kept import forget_everything
from intercity.activity.record import record
from intercity.organisations.models import Level, Membership, Organisation, Person, Role, Type
from intercity.organisations.sessions import SessionStore
from intercity.organisations.viewers import Viewer, viewer_for
from intercity.posts.actions import do_publish
from intercity.posts.content import PostContent
from intercity.posts.models import Post, Readers
from intercity.posts.models.readers import Reader
from intercity.spaces.actions import do_create_space
from intercity.spaces.models import Label, Space, Topic


@dataclass(frozen=True)
class Persona:
    """A person of one organisation."""

    person: Person
    organisation: Organisation | None

    @property
    def viewer(self) -> Viewer:
        """As they are now."""
        return viewer_for(Person.objects.get(pk=self.person.pk))

    @property
    def client(self) -> Client:
        """A browser without JavaScript, signed in."""
        # As `force_login` leaves it, which does thrice as much for it.
        session, client = SessionStore(), Client()
        session[SESSION_KEY] = str(self.person.pk)
        session[BACKEND_SESSION_KEY] = "allauth.account.auth_backends.AuthenticationBackend"
        session[HASH_SESSION_KEY] = self.person.get_session_auth_hash()
        session.save(must_create=True)
        client.cookies[settings.SESSION_COOKIE_NAME] = str(session.session_key)
        return client


def make_organisation(name: str, **fields: Any) -> Organisation:
    """A confirmed city, unless `fields` say otherwise."""
    slug = Organisation.objects.all().free_slug(name)
    return Organisation.objects.create(name=name, slug=slug, **{"country": "FR", **fields})


def make_persona(
    name: str,
    organisation: Organisation | None,
    role: str = Role.OFFICER,
    *,
    speaks: bool = True,
    **fields: Any,
) -> Persona:
    """A person with one membership (none without organisation)."""
    person = Person.objects.create_user(f"{name.replace(' ', '.')}@example.org", name=name, **fields)
    if organisation is not None:
        verified = timezone.now() if speaks else None
        Membership.objects.create(person=person, organisation=organisation, role=role, verified_at=verified)
    return Persona(person, organisation)


def make_post(
    persona: Persona,
    space: Space,
    *,
    kind: str = "update",
    title: str = "A title",
    body: str = "Some text.",
    label: str = Label.GREEN,
    topics: Iterable[Topic] = (),
    parent: Post | None = None,
    **details: Any,
) -> Post:
    """A post through the same action as every other."""
    content = PostContent(title=title, body=body, label=label, topics=list(topics), details=details)
    assert persona.organisation is not None
    return do_publish(space, kind, content, persona.organisation, persona.person, parent=parent)


def make_readers(*entries: Organisation | tuple[Organisation, Person]) -> Readers:
    """A set of named readers: all members of an organisation, or one person while they are one of them."""
    pairs = [(entry, None) if isinstance(entry, Organisation) else entry for entry in entries]
    text = ",".join(sorted(f"{one.pk}:{person.pk if person else ''}" for one, person in pairs))
    readers = Readers.objects.create(digest=hashlib.sha256(text.encode()).hexdigest())
    for organisation, person in pairs:
        Reader.objects.create(readers=readers, organisation=organisation, person=person)
    record("readers.named", data={"readers": readers.uid})
    return readers


@pytest.fixture(autouse=True)
def _nothing_kept() -> None:
    """Tests share one process but not one record: each begins without kept values."""
    forget_everything()


@pytest.fixture
def nice(db: None) -> Organisation:
    """The officer's city."""
    return make_organisation("City of Nice", short_name="Nice")


@pytest.fixture
def torino(db: None) -> Organisation:
    """A city elsewhere."""
    return make_organisation("City of Torino", short_name="Torino", country="IT")


@pytest.fixture
def ministry(db: None) -> Organisation:
    """A partner of another level."""
    return make_organisation("Ministry", type=Type.MINISTRY, level=Level.NATIONAL)


@pytest.fixture
def officer(nice: Organisation) -> Persona:
    """May post for Nice."""
    return make_persona("officer", nice)


@pytest.fixture
def colleague(nice: Organisation) -> Persona:
    """Another officer of Nice."""
    return make_persona("colleague", nice)


@pytest.fixture
def lead(nice: Organisation) -> Persona:
    """Leads Nice."""
    return make_persona("lead", nice, Role.LEAD)


@pytest.fixture
def officer_elsewhere(torino: Organisation) -> Persona:
    """May post for Torino."""
    return make_persona("officer elsewhere", torino)


@pytest.fixture
def reader(torino: Organisation) -> Persona:
    """May read for Torino."""
    return make_persona("reader", torino, Role.READER, speaks=False)


@pytest.fixture
def partner(ministry: Organisation) -> Persona:
    """Speaks for a ministry."""
    return make_persona("partner", ministry)


@pytest.fixture
def coordinator(db: None) -> Persona:
    """Coordinates the network, for its secretariat."""
    secretariat = make_organisation("Secretariat", type=Type.NETWORK, level=Level.EUROPEAN, country="")
    return make_persona("coordinator", secretariat, Role.LEAD, is_coordinator=True)


@pytest.fixture
def stranger(db: None) -> Persona:
    """Has an account and belongs nowhere."""
    return make_persona("stranger", None)


@pytest.fixture
def space(db: None) -> Space:
    """An open crisis."""
    return do_create_space("Heatwave")


@pytest.fixture
def topic(db: None) -> Topic:
    """One topic."""
    return Topic.objects.get_or_create(slug="housing", defaults={"labels": {"en": "Housing", "fr": "Logement"}})[0]
