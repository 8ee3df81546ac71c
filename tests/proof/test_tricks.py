"""Every form and every upload against a corpus of tricks: nothing breaks, and whatever comes back runs nowhere."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import cycle
from pathlib import Path
from shutil import copytree
from typing import Final
from urllib.parse import quote_from_bytes

import pytest
from django.core import mail
from django.db import transaction
from django.test import override_settings
from django.urls import URLPattern
from hypothesis import HealthCheck, given
from hypothesis import settings as examples
from hypothesis import strategies as st
from pytest_django import DjangoDbBlocker, Settings

from intercity.activity.kept import forget_everything
from intercity.activity.models import Activity
from intercity.notifications.delivering import deliver_due
from intercity.notifications.models import Delivery
from intercity.notifications.recipients import notify
from intercity.organisations.models import Organisation, Person
from intercity.posts.models import Attachment, Post
from intercity.posts.uploads.office import ODF, OOXML
from intercity.posts.uploads.storing import clean_name
from intercity.search import folders
from intercity.search.indexer import bring_up
from intercity.spaces.models import Label, Space, Topic
from tests.leaks.channels import addresses, patterns
from tests.personas import Persona, make_post
from tests.tricks.answers import is_injected
from tests.tricks.corpus import ALL, FAMILIES, HEADERS, MARKUP, QUERIES, SHEETS, Trick, as_bytes, as_text
from tests.tricks.files import FILES, TAKEN
from tests.tricks.reading import Form, Reading
from tests.tricks.site import EVERYBODY, ROLES, Site, Upload, broken, build_site, filled, sensible, sort_of

pytestmark = pytest.mark.proof

# So many forms of one address are sent each file.
FORMS_EACH: Final = 8
# So often all names become others, each time a share of all pages is looked at.
NAMINGS: Final = 10
ARGUMENT = re.compile(r"<[^>]+>|\(\?P<[^)]+\)")
# What is aimed at whoever reads it, and not at whoever takes it.
SHOWN: Final = [
    as_text(trick).replace("\0", "")
    for name, family in FAMILIES.items()
    if name not in ("numbers", "paths", "queries")
    for trick in family
]
# Titles stand in tables and in headers of mails.
TITLES: Final = [*(as_text(trick) for trick in HEADERS + SHEETS), *SHOWN[::4]]
# Long headers go on in the next line.
FOLD = re.compile(r"\r?\n[ \t]+")
# Called by programs of ours or of a mail server, or only sent on; no page has a form for them.
WITHOUT_FORM: Final = {
    "account_request_login_code", "account_signup", "draft", "mail_in", "mfa_reauthenticate",
    "mfa_reauthenticate_webauthn", "openid_connect_login", "preview", "push_stop", "similar",
    "socialaccount_login_cancelled",
}  # fmt: skip
# Their forms stand on pages only in a state that this network is not in; they are sent all fields all the same.
RARE: Final = {
    "account_confirm_login_code", "adoption_how", "draft_discard", "invitation", "mail_held_decide", "mfa_authenticate",
    "membership_still_here", "mfa_edit_webauthn", "mfa_remove_webauthn", "moderation_appeal", "moderation_look",
    "post_claim", "post_look", "rollcall_link", "rollcall_reopen", "rollcall_words",
    # Saved by a script as somebody types, or only where something was called off or published.
    "brief_publish", "document_save", "event_notes_save", "event_reinstate",
}  # fmt: skip
# What files are served as: nothing that a browser runs.
SERVED: Final = {"image/jpeg", "image/png", "image/webp", "application/pdf", *map(bytes.decode, [*OOXML, *ODF])}


@pytest.fixture(scope="module")
def built(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Site]:
    """The network with its forms, in a transaction of this file's own."""
    folder = tmp_path_factory.mktemp("tricks")
    whole = transaction.atomic()
    with override_settings(DATA=folder, MEDIA_ROOT=folder / "files", INTERCITY_LIMITS_TIMES=0):
        with django_db_blocker.unblock():
            whole.__enter__()
            forget_everything()
            site = build_site()
        yield site
        with django_db_blocker.unblock():
            transaction.set_rollback(True)
            whole.__exit__(None, None, None)


@pytest.fixture
def site(built: Site, db: None, tmp_path: Path, settings: Settings) -> Iterator[Site]:
    """The network as it was built, with an index of the test's own; what a test writes is taken back."""
    copytree(settings.DATA, tmp_path / "data")
    settings.DATA = tmp_path / "data"
    forget_everything()
    built.stood.clear()
    found = list(built.faults)
    yield built
    built.faults = found
    forget_everything()


def told(site: Site) -> str:
    """The first of what is wrong, each sort once."""
    return f"{len(site.faults)} faults:\n" + "\n".join(sorted({*site.faults})[:25])


def test_every_form_takes_every_sort_of_trick(site: Site) -> None:
    families = list(FAMILIES.values())
    for number, (role, form) in enumerate(site.forms.values()):
        # Each form takes another family.
        family = families[number % len(families)]
        tricks = cycle([*family[number % len(family) :], *family[: number % len(family)]])
        site.attack(role, form, filled(form, tricks, b"\n\n".join(map(as_bytes, family))))
        site.attack(role, form, broken(form, tricks))
    look_at_mails(site)
    bring_up()
    for role, address in shared_out(site):
        site.look(role, address)
    print(f"{len(site.forms)} forms at {len(site.posted)} addresses, {len(mail.outbox)} mails")
    assert not site.faults, told(site)
    assert len(site.forms) > 60
    assert mail.outbox


def shared_out(site: Site) -> Iterator[tuple[str, str]]:
    """Every page that was found, as one of those that it answered."""
    looked = set[str]()
    for role in reversed(EVERYBODY):
        mine = set(site.pages[role]) - looked
        looked |= mine
        yield from ((role, address) for address in sorted(mine))


def look_at_mails(site: Site) -> None:
    """All that goes out after it has headers of ours only, and text that runs nowhere."""
    Delivery.objects.all().delete()
    for act in Activity.objects.order_by("pk"):
        notify(act)
    while deliver_due():
        pass
    for letter in mail.outbox:
        message = letter.message()
        headers = [(name, FOLD.sub(" ", value)) for name, value in message.items()]
        site.faults += [f"mail: {name}: {value}" for name, value in headers if is_injected(name, value)]
        for part in message.walk():
            if part.get_content_type() == "text/html":
                reading = Reading(part.get_payload(decode=True).decode(), "/", mail=True)
                site.faults += [f"mail {letter.subject!r}{fault}" for fault in reading.faults]


@pytest.mark.parametrize("name", FILES)
def test_every_upload_takes_every_file(site: Site, name: str, settings: Settings) -> None:
    """What is taken comes back as what it is, or as something to save: never as a page of ours."""
    told_as, kind, content = FILES[name]
    before, taken = {*Attachment.objects.values_list("pk", flat=True)}, set[str]()
    for role, form in uploads(site, [*FILES].index(name)):
        for field in form.takes_files:
            with transaction.atomic():
                answer = site.browsers[role].upload(form.action, sensible(form), Upload(field, told_as, kind, content))
                site.note(f"{role} {form.action} {name}", answer, form.action)
                for stored in Attachment.objects.exclude(pk__in=before):
                    site.faults += stored_badly(stored, Path(settings.MEDIA_ROOT))
                    look_at_file(site, role, stored)
                    taken.add(stored.name)
                transaction.set_rollback(True)
            forget_everything()
    assert not site.faults, told(site)
    assert bool(taken) == (name in TAKEN), taken


def uploads(site: Site, number: int) -> list[tuple[str, Form]]:
    """Some forms of each address that takes files, with each number others: a kind may refuse what nobody meant."""
    by_sort: dict[str, list[tuple[str, Form]]] = {}
    for (sort, _names), found in site.forms.items():
        if found[1].takes_files:
            by_sort.setdefault(sort, []).append(found)
    turned = [[*found[number % len(found) :], *found[: number % len(found)]] for found in by_sort.values()]
    return [one for found in turned for one in found[:FORMS_EACH]]


def stored_badly(stored: Attachment, folder: Path) -> list[str]:
    """What is wrong with where and how a file lies on the disk."""
    path = folder / stored.path
    faults = [] if path.resolve().is_relative_to(folder.resolve()) else ["lies elsewhere"]
    faults += ["may be run"] if path.stat().st_mode & 0o111 else []
    faults += [f"is {stored.mime}"] if stored.mime not in SERVED else []
    faults += [f"is called {stored.name!r}"] if not stored.name.isprintable() or {*stored.name} & {*'/\\"<>'} else []
    if stored.is_picture and b"<script" in path.read_bytes():
        faults.append("keeps what hung on a picture")
    return [f"{stored.name}: {fault}" for fault in faults]


def look_at_file(site: Site, role: str, stored: Attachment) -> None:
    """Fetch it: a browser saves it or shows a picture, and a page of it would have no rights at all."""
    answer = site.look(role, stored.get_absolute_url())
    rules = [rule.strip() for rule in answer.headers["Content-Security-Policy"].split(";")]
    shown = answer.headers["Content-Disposition"].startswith("inline")
    told_as = answer.headers["Content-Type"].removesuffix("; charset=utf-8")
    if "sandbox" not in rules or shown != stored.is_picture or told_as != stored.mime:
        site.faults.append(f"{stored.name} is served as {dict(answer.items())}")


def test_every_address_takes_every_field(site: Site) -> None:
    """Also what no page offers: each address is sent all fields there are, in its body, query and path."""
    names = sorted({name for _sort, fields in site.forms for name in fields})
    paths = {sort_of(path): path for path in [address.path for address in addresses(site.world)]}
    paths |= {sort_of(path): path for pages in site.pages.values() for path in pages}
    paths |= {sort_of(form.action): form.action for _role, form in site.forms.values()}
    tricks = cycle(as_bytes(trick)[:300] for trick in ALL)
    accepted: set[str] = set()
    for number, (sort, path) in enumerate(paths.items()):
        for role in {"author", ROLES[number % len(ROLES)]}:
            form = Form(path, path.partition("?")[0], "post")
            status = site.attack(role, form, [(name, next(tricks)) for name in names])
            accepted |= {sort} if status != 405 else set()
        form = Form(path, path.partition("?")[0], "get")
        site.attack(EVERYBODY[number % len(EVERYBODY)], form, [(name, next(tricks)) for name in names])
    for pattern in patterns():
        for address in odd_addresses(pattern, tricks):
            site.look("author", address)
    assert not site.faults, told(site)
    found = {sort for sort, _names in site.forms}
    missing = sorted(accepted - found - WITHOUT_FORM - RARE)
    assert not missing, f"these take something and stand in no form: {', '.join(missing)}"


def odd_addresses(pattern: URLPattern, tricks: Iterator[Trick]) -> Iterator[str]:
    """The address with tricks in the place of its arguments."""
    route = str(pattern.pattern)
    for _ in range(3):
        filled_in = ARGUMENT.sub(lambda found: quote_from_bytes(as_bytes(next(tricks))[:300], safe=""), route)
        if filled_in != route:
            yield f"/{filled_in}".replace("//", "/")


def test_every_trick_is_shown_to_everybody(site: Site) -> None:
    """Texts that no form lets in come by mail and from trackers: published as they are, named as they are."""
    author, other = site.world.personas["author"], site.world.personas["elsewhere"]
    assert author is not None
    assert other is not None
    assert author.organisation is not None
    posts = []
    for number, title in enumerate(TITLES):
        said = SHOWN[number :: len(TITLES)]
        kind = ("practice", "question", "update")[number % 3]
        post = make_post(
            author, site.world.space, kind=kind, title=title[:200], body="\n\n".join(said), label=Label.CLEAR
        )
        Post.objects.filter(pk=post.pk).update(contact=said[0][:200])
        make_post(other, site.world.space, kind="comment", title="", body=said[-1], parent=post, label=Label.CLEAR)
        posts.append(post)
    bring_up()
    for post in posts:
        site.look("anonymous", post.get_absolute_url())
    names = [as_text(trick).replace("\0", "") for trick in MARKUP + SHEETS]
    for turn in range(NAMINGS):
        rename(site, author, names[turn::NAMINGS])
        for path in [*site.pages["author"]][turn::NAMINGS]:
            site.look("author", path)
    for path in ("/", "/spaces/drill/", "/spaces/drill/table?per=100", "/spaces/drill/table.csv", "/spaces/drill/map"):
        for role in EVERYBODY:
            site.look(role, path)
    for trick in QUERIES + MARKUP:
        for address in ("/search", "/search/suggest"):
            site.look("author", f"{address}?q={quote_from_bytes(as_bytes(trick)[:300])}")
    index = folders.current()
    assert index is not None
    assert not folders.is_reported(index), "a question made the index look broken: it would be built anew"
    look_at_mails(site)
    assert not site.faults, told(site)


def rename(site: Site, persona: Persona, names: Sequence[str]) -> None:
    """Give whatever has a name one of these."""
    assert persona.organisation is not None
    first, second, third, fourth, fifth = names[:5]
    Organisation.objects.filter(pk=persona.organisation.pk).update(name=first[:120], short_name=second[:30])
    Person.objects.filter(pk=persona.person.pk).update(name=third[:120])
    Space.objects.filter(pk=site.world.space.pk).update(name=fourth[:120])
    Topic.objects.update(labels={"en": fifth[:60]})
    Attachment.objects.update(name=clean_name(first, "pdf"), description=second[:300])
    forget_everything()


@examples(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_every_form_takes_any_text(site: Site, data: st.DataObject) -> None:
    role, form = data.draw(st.sampled_from(list(site.forms.values())))
    texts = [data.draw(st.text(st.characters(codec="utf-8"), max_size=200)) for _ in range(3)]
    with transaction.atomic():
        site.attack(role, form, filled(form, cycle(texts), texts[0]))
        transaction.set_rollback(True)
    forget_everything()
    assert not site.faults, told(site)
