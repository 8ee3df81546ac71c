"""Whose words erasing may touch, and whose it may not. That nothing is left is in tests/proof/test_erasure.py."""

from __future__ import annotations

import pytest
from django.utils import timezone

from intercity.activity.models import Activity
from intercity.live.events import render
from intercity.mailbox.models import Alias
from intercity.organisations.models import Organisation, Person
from intercity.posts.models import Post
from intercity.privacy.closing import do_close
from intercity.privacy.erasing import MOST_IN_OTHERS, do_forget, sought, too_common
from intercity.privacy.walking import count_in_others, take_out
from intercity.spaces.models import Space
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
