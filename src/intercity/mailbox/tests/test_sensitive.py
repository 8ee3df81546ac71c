"""Answers by mail on topics where nobody may be identifiable."""

from __future__ import annotations

import pytest
from django.urls import reverse

from intercity.mailbox.models import Outcome
from intercity.mailbox.tests.helpers import reply
from intercity.organisations.models import Membership
from intercity.posts.models import Post
from intercity.spaces.models import Topic
from intercity.spaces.terms import do_save_terms
from tests.personas import Persona

pytestmark = pytest.mark.django_db


def test_what_seems_to_name_somebody_waits_for_a_colleague(officer: Persona, colleague: Persona, post: Post) -> None:
    officer.person.name = "Maria Rossi"
    officer.person.save()
    named = "Frau Meier came to us.\n\nMaria Rossi\n"
    assert reply(officer, post, body=named, Message_ID="<1@client.example>").outcome == Outcome.POSTED
    topic = Topic(slug="danger", labels={"en": "Danger"}, is_sensitive=True)
    do_save_terms([topic])
    post.topics.add(topic)
    # One's own name below is no reason.
    plain = reply(officer, post, body="We opened a flat.\n\nMaria Rossi\n", Message_ID="<2@client.example>")
    assert plain.outcome == Outcome.POSTED
    assert reply(officer, post, body=named, Message_ID="<3@client.example>").outcome == Outcome.HELD
    page = colleague.client.get(reverse("mail_held")).content.decode()
    assert "<mark>Frau Meier</mark> (name)" in page
    assert "<mark>Maria Rossi" not in page
    # It reminds and never prevents: without a colleague it is published.
    Membership.objects.filter(organisation=officer.organisation).exclude(person=officer.person).delete()
    assert reply(officer, post, body=named, Message_ID="<4@client.example>").outcome == Outcome.POSTED
