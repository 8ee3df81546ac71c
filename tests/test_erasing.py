"""Whose words erasing may touch, and whose it may not. That nothing is left is in tests/proof/test_erasure.py."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils import timezone

from intercity.activity.models import Activity
from intercity.core.papers import formats
from intercity.core.papers.structure import Paper, Paragraph, plain
from intercity.kinds.event.attending.actions import do_register
from intercity.kinds.event.attending.clock import fill
from intercity.kinds.event.attending.models import Registration
from intercity.kinds.event.attending.tests.helpers import make_event
from intercity.live.events import render
from intercity.mailbox.models import Alias
from intercity.organisations.actions.accepting import accept_invitation, enter_by_mail, enter_by_provider, may_enter
from intercity.organisations.actions.inviting import do_invite
from intercity.organisations.invitation_list import Guest
from intercity.organisations.models import KeptOut, MailDomain, Organisation, Person
from intercity.organisations.models.person import ERASING
from intercity.posts.models import Attachment, AttachmentText, Post
from intercity.posts.uploads.extracting import read_waiting
from intercity.privacy.closing import do_close
from intercity.privacy.erasing import MOST_IN_OTHERS, do_forget, erase, erase_due, sought, too_common
from intercity.privacy.files import take_out_of_texts
from intercity.privacy.retention import forget
from intercity.privacy.traces import traces_of
from intercity.privacy.walking import count_in_others, take_out
from intercity.search.models import SavedView
from intercity.spaces.models import OrganisationList, Space
from tests.personas import Persona, make_post

pytestmark = pytest.mark.django_db


def test_what_is_not_the_persons_alone_stays(officer: Persona, colleague: Persona, nice: Organisation) -> None:
    Organisation.objects.filter(pk=nice.pk).update(duty_email="Duty@nice.example", contact_phone="+33 493 001122")
    Person.objects.filter(pk=officer.person.pk).update(phone="+33493001122")
    for address in ("duty@nice.example", "both@nice.example", "own@nice.example"):
        Alias.objects.create(person=officer.person, address=address, confirmed_at=timezone.now())
    Alias.objects.create(person=colleague.person, address="both@nice.example")
    Alias.objects.create(person=officer.person, address="unproven@nice.example", code="x")
    person = Person.objects.get(pk=officer.person.pk)
    assert set(sought(person).patterns) == {person.email, "own@nice.example"}


def test_nobody_takes_common_words_out_of_what_others_wrote(
    officer: Persona, officer_elsewhere: Persona, space: Space
) -> None:
    """Somebody calls themselves what everybody writes, and has themselves erased."""
    for name, count in (("cool rooms", MOST_IN_OTHERS + 1), ("of torino", 1), ("Rare Name", 1)):
        for _number in range(count):
            make_post(officer_elsewhere, space, title="A post", body=f"The {name} are open")
        person = Person.objects.get(pk=officer.person.pk)
        person.name = name
        counts: dict[str, int] = {}
        traces = sought(person)
        list(count_in_others(traces, person, counts))
        assert too_common(traces, counts, person) == ({name} if name != "Rare Name" else set())


@pytest.mark.parametrize("name", ["security in public spaces", "Public @ Spaces", "Heat Plans"])
def test_nobody_takes_the_names_of_everybodys_things(officer: Persona, space: Space, name: str) -> None:
    """Somebody calls themselves as a space or a list is called; the "@" does not make an address of it."""
    Space.objects.filter(pk=space.pk).update(name="Security in public spaces", slug="security-in-public-spaces")
    OrganisationList.objects.create(name="Heat plans")
    Person.objects.filter(pk=officer.person.pk).update(name=name)
    do_close(officer.person)
    steps = erase(Person.objects.get(pk=officer.person.pk))
    while Person.objects.get(pk=officer.person.pk).password == ERASING:
        next(steps)
    space.refresh_from_db()
    assert (space.name, space.slug) == ("Security in public spaces", "security-in-public-spaces")
    assert OrganisationList.objects.get().name == "Heat plans"


def test_columns_that_the_code_reads_are_never_rewritten(officer: Persona, space: Space) -> None:
    """Uids, keys and paths; and what a post shows is made anew, not cut."""
    post = make_post(officer, space, body="See [it](https://example.org) there. Rel Nofollow said so.")
    Attachment.objects.create(post=post, name="Rel Nofollow.txt", mime="text/plain", size=1, path="rel_nofollow.txt")
    before = Post.objects.get(pk=post.pk).html
    assert "nofollow" in before
    list(take_out(traces_of([], "rel nofollow", [])))
    list(take_out(traces_of([], "a href", [])))
    assert Post.objects.get(pk=post.pk).html == before.replace("Rel Nofollow", "—")
    assert Attachment.objects.values_list("name", "mime", "path").get() == ("—.txt", "text/plain", "rel_nofollow.txt")


def test_words_that_stand_in_many_tables_are_common(officer: Persona, officer_elsewhere: Persona) -> None:
    for number in range(MOST_IN_OTHERS + 1):
        SavedView.objects.create(person=officer_elsewhere.person, name=f"Cool rooms {number}", path="/", query="")
    traces, counts = traces_of([], "cool rooms", []), dict[str, int]()
    list(count_in_others(traces, officer.person, counts))
    assert too_common(traces, counts, officer.person) == {"cool rooms"}
    counts.clear()
    list(count_in_others(traces, officer_elsewhere.person, counts))
    assert not counts, "one's own things are not those of others"


def test_one_who_cannot_be_erased_does_not_stop_the_others(
    officer: Persona, colleague: Persona, monkeypatch: pytest.MonkeyPatch
) -> None:
    for persona in (officer, colleague):
        do_close(persona.person)

    def stuck(person: Person) -> Iterator[None]:
        if person == officer.person:
            raise RuntimeError
        yield

    monkeypatch.setattr("intercity.privacy.erasing.erase", stuck)
    assert erase_due(timezone.now()) == 1


def test_the_duty_mailbox_stays_where_somebody_signs_in_with_it(officer: Persona, nice: Organisation) -> None:
    address = officer.person.email
    Organisation.objects.filter(pk=nice.pk).update(duty_email=address.upper())
    do_close(officer.person)
    person = Person.objects.get(pk=officer.person.pk)
    traces = sought(person)
    list(take_out(traces))
    do_forget(person, traces)
    assert Organisation.objects.get(pk=nice.pk).duty_email == address.upper()
    assert not Person.objects.filter(email=address).exists()


def test_a_namesake_keeps_their_own_name(officer: Persona, colleague: Persona, space: Space) -> None:
    Person.objects.filter(pk__in=(officer.person.pk, colleague.person.pk)).update(name="Ana Berg")
    post = make_post(colleague, space, title="Ask Ana Berg")
    do_close(officer.person)
    person = Person.objects.get(pk=officer.person.pk)
    list(take_out(sought(person)))
    do_forget(person, sought(person))
    assert Post.objects.get(pk=post.pk).title == "Ask —"
    assert Person.objects.get(pk=colleague.person.pk).name == "Ana Berg"
    assert Person.objects.get(pk=person.pk).name == ""


def test_open_pages_of_whoever_is_erased_close(officer: Persona) -> None:
    do_close(officer.person)
    act = Activity.objects.latest("pk")
    assert render([act], ["en"])[0]["en"].close_persons == {officer.person.uid}


def test_whoever_is_erased_while_suspended_does_not_come_back_before_it_ends(
    officer: Persona, colleague: Persona, nice: Organisation
) -> None:
    MailDomain.objects.create(organisation=nice, domain="example.org")
    until = timezone.now() + timedelta(days=3)
    addresses = [officer.person.email, colleague.person.email]
    Person.objects.filter(pk=officer.person.pk).update(suspended_until=until)
    for one in (officer, colleague):
        do_close(one.person)
        person = Person.objects.get(pk=one.person.pk)
        do_forget(person, sought(person))
    assert [may_enter(address) for address in addresses] == [False, True]
    [invitation] = do_invite([Guest(addresses[0].upper(), "", nice)], by=None)
    with pytest.raises(ValidationError, match="suspended until the end of"):
        accept_invitation(invitation)
    assert enter_by_provider(addresses[0], "", None, "officer") is None
    assert addresses[0].partition("@")[0] not in str(list(KeptOut.objects.values()))
    forget(until - timedelta(seconds=1))
    assert KeptOut.objects.count() == 1
    forget(until + timedelta(seconds=1))
    assert may_enter(addresses[0])
    assert enter_by_mail(addresses[0]) is not None


def test_a_file_whose_text_names_somebody_goes_with_its_text(officer: Persona, space: Space) -> None:
    """The letters of a PDF are numbered as its fonts like: only its text says whom it names."""
    post = make_post(officer, space, title="Plan")
    path = Path(settings.MEDIA_ROOT) / "named.pdf"
    path.parent.mkdir(parents=True, exist_ok=True)
    words = Paragraph(plain("Ask Wilhelmina Tester about it."))
    path.write_bytes(formats.to_pdf(Paper("Plan", "en", blocks=(words,))))
    Attachment.objects.create(post=post, name="named.pdf", mime="application/pdf", size=1, path=path.name)
    assert read_waiting() == 1
    drawn = path.parent / AttachmentText.objects.get().picture
    assert drawn.is_file()
    list(take_out_of_texts(traces_of([], "Wilhelmina Tester", [])))
    assert not path.exists()
    assert not drawn.exists()
    assert not AttachmentText.objects.exists()
    file = Attachment.objects.get()
    assert file.name == "removed.txt"
    assert read_waiting() == 1
    assert "removed" in AttachmentText.objects.get().text


def test_whoever_is_erased_gives_up_their_place_at_events(
    officer: Persona, colleague: Persona, officer_elsewhere: Persona, space: Space
) -> None:
    post = make_event(officer, space, capacity=1)
    for one in (officer_elsewhere, colleague):
        do_register(post, one.person, one.organisation)
    do_close(officer_elsewhere.person)
    steps = erase(Person.objects.get(pk=officer_elsewhere.person.pk))
    while Person.objects.get(pk=officer_elsewhere.person.pk).password == ERASING:
        next(steps)
    assert fill(timezone.now()) == 1
    assert list(Registration.objects.values_list("person", "state")) == [(colleague.person.pk, "coming")]
