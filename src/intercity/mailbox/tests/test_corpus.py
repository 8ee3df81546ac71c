"""Mails in the shapes of real programs, each with what it says (`corpus/corpus.json`)."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from intercity.mailbox.models import Incoming, Outcome
from intercity.mailbox.reading.mail import Context, Mail, read_mail
from intercity.mailbox.tests.helpers import arrive
from intercity.notifications.addresses import reply_address
from intercity.organisations.models import Organisation, Person
from intercity.posts.models import Post
from tests.personas import make_persona

CORPUS = Path(__file__).parent / "corpus"
EXPECTED: dict[str, dict[str, Any]] = json.loads((CORPUS / "corpus.json").read_text(encoding="utf-8"))
CONTEXT = Context(ours=frozenset({"in.network.example", "network.example"}))
WRITER = "ana.costa@nice.example"


def read(name: str) -> Mail:
    return read_mail((CORPUS / f"{name}.eml").read_bytes(), CONTEXT)


@pytest.mark.parametrize("name", sorted(EXPECTED))
def test_it_says_what_it_says(name: str) -> None:
    mail, expected = read(name), EXPECTED[name]
    assert not mail.damaged
    assert (mail.nature, mail.sender) == (expected["nature"], expected.get("sender", WRITER))
    assert mail.answer.text == expected["text"]
    assert mail.answer.layout == expected.get("layout", mail.answer.layout)
    assert [file.name for file in mail.files] == expected.get("files", [])


def test_every_mail_is_expected() -> None:
    assert {path.stem for path in CORPUS.glob("*.eml")} == set(EXPECTED)
    assert len(EXPECTED) >= 60


@pytest.mark.django_db
def test_only_what_ana_wrote_herself_becomes_a_post(nice: Organisation, post: Post) -> None:
    """All of them, sent to an address that was made for her: machines, forgers and empty mails publish nothing."""
    ana = make_persona("ana", nice)
    Person.objects.filter(pk=ana.person.pk).update(email=WRITER)
    for name in sorted(EXPECTED):
        # The clock stands still here: what one sender may send in an hour is another test's matter.
        Incoming.objects.update(received_at=timezone.now() - timedelta(hours=2))
        arrive((CORPUS / f"{name}.eml").read_bytes(), reply_address(ana.person, post))
    right = {name for name, expected in EXPECTED.items() if is_hers(expected)}
    assert Post.objects.filter(root=post, author=ana.person).count() == Post.objects.exclude(pk=post.pk).count()
    assert set(Post.objects.filter(root=post).values_list("body", flat=True)) == {EXPECTED[n]["text"] for n in right}
    assert Incoming.objects.filter(outcome=Outcome.POSTED).count() == len(right)
    assert not Incoming.objects.filter(outcome__in=(Outcome.WAITING, Outcome.RETURNED)).exists()


def is_hers(expected: dict[str, Any]) -> bool:
    """Whether it must be published: by a person, from her address, with words of her own."""
    return expected["nature"] == "person" and expected.get("sender", WRITER) == WRITER and expected["text"] != ""
