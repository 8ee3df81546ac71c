"""Addresses under which answers come in."""

from __future__ import annotations

import pytest
from pytest_django.fixtures import Settings

from intercity.notifications.addresses import (
    bounce_address,
    read_bounce,
    read_reply,
    read_space,
    reply_address,
    signed,
    space_address,
)
from intercity.notifications.models import Delivery
from intercity.organisations.models import Person
from intercity.posts.models import Post
from intercity.spaces.models import Space

ANA, POST, DELIVERY = Person(uid="b" * 12), Post(uid="c" * 12), Delivery(uid="d" * 12)


@pytest.fixture(autouse=True)
def domain(settings: Settings) -> None:
    settings.MAIL_IN_DOMAIN = "in.example.org"


@pytest.mark.parametrize("spelled", [str, str.upper, str.title, "  {}\n".format])
def test_they_come_back_as_what_they_were_made_for(spelled: object) -> None:
    reply = read_reply(spelled(reply_address(ANA, POST)))  # type: ignore[operator]
    assert reply is not None
    assert (reply.person_uid, reply.post_uid) == (ANA.uid, POST.uid)
    assert read_bounce(spelled(bounce_address(DELIVERY))) == DELIVERY.uid  # type: ignore[operator]
    assert read_space(spelled(space_address(Space(slug="heat-wave")))) == "heat-wave"  # type: ignore[operator]


def test_they_fit_where_mail_servers_keep_them() -> None:
    for address in (reply_address(ANA, POST), bounce_address(DELIVERY), space_address(Space(slug="x" * 64))):
        assert len(address.partition("@")[0].encode()) <= 64


def test_every_changed_letter_is_noticed() -> None:
    good = reply_address(ANA, POST)
    at = good.index("@")
    for place in range(6, at):
        other = "z" if good[place] != "z" else "y"
        assert read_reply(good[:place] + other + good[place + 1 :]) is None


def test_a_signature_for_one_purpose_is_none_for_another() -> None:
    bounce = signed("bounce", ANA.uid + POST.uid)
    assert read_reply(f"reply+{bounce.removeprefix('bounce+')}@in.example.org") is None
    assert read_bounce(reply_address(ANA, POST)) is None
    assert read_space(reply_address(ANA, POST)) is None


@pytest.mark.parametrize("address", ["", "@", "heat@example.org", "heat@x.in.example.org", "a b@in.example.org"])
def test_other_addresses_are_not_ours(address: str) -> None:
    assert (read_space(address), read_reply(address), read_bounce(address)) == (None, None, None)


@pytest.mark.parametrize("slug", ["postmaster", "abuse", "reply", "bounce"])
def test_some_names_are_never_a_space(slug: str) -> None:
    assert (space_address(Space(slug=slug)), read_space(f"{slug}@in.example.org")) == ("", None)


def test_without_a_domain_there_are_none(settings: Settings) -> None:
    known = reply_address(ANA, POST)
    settings.MAIL_IN_DOMAIN = ""
    assert (reply_address(ANA, POST), bounce_address(DELIVERY), space_address(Space(slug="heat"))) == ("", "", "")
    assert read_reply(known) is None
    assert read_space("heat@") is None
