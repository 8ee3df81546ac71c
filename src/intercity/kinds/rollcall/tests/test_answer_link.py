"""/answer/<token>: works for its recipient, without sign-in; opening it never answers."""

from __future__ import annotations

import logging
import re
import time
from collections.abc import Callable
from datetime import timedelta
from io import StringIO
from unittest.mock import patch

import pytest
from django.core import signing
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from intercity.activity.models import Activity
from intercity.kinds.rollcall.actions.answering import do_propose
from intercity.kinds.rollcall.links import (
    LONGEST_LIFE,
    ExpiredError,
    ForgedError,
    answer_path,
    answer_signer,
    proposal_path,
    proposal_signer,
    read_answer_token,
)
from intercity.kinds.rollcall.models import Answer, AnswerVersion, Approving, How, Invited, Proposal, RollCall, Waits
from intercity.kinds.rollcall.tests.helpers import USUAL, give, make_rollcall, reply
from intercity.organisations.models import Membership, Organisation, Person, Role
from intercity.posts.models import Post
from intercity.spaces.models import Space, SpaceMember, Topic
from intercity.spaces.terms import do_save_terms
from tests.personas import Persona, make_persona

pytestmark = pytest.mark.django_db

TITLE = "Playgrounds today"


@pytest.fixture
def rollcall(coordinator: Persona, nice: Organisation, torino: Organisation, space: Space) -> RollCall:
    return make_rollcall(coordinator, space, [nice, torino])


@pytest.fixture
def path(rollcall: RollCall, officer: Persona, nice: Organisation) -> str:
    return answer_path(officer.person, rollcall, nice, "planned")


def text(response: object) -> str:
    return response.content.decode()  # type: ignore[attr-defined,no-any-return]


def test_one_click_answers_what_was_chosen_in_the_mail(path: str, officer: Persona) -> None:
    client = Client()
    page = client.get(path)
    assert page.status_code == 200
    assert 'value="planned" id="id_f1_1" checked' in text(page)
    assert "This link is for O. of City of Nice." in text(page)
    sent = client.post(path, {"f1": "planned", "seen": "0"}, follow=True)
    assert "City of Nice has answered" in text(sent)
    row = Answer.objects.get()
    assert (row.values, row.by, row.how) == ({"f1": "planned"}, officer.person, "link")
    act = Activity.objects.latest("pk")
    assert (act.verb, act.data["how"], act.person_uid) == ("rollcall.answered", "link", officer.person.uid)


def test_on_a_sensitive_topic_the_words_are_looked_at_first(path: str) -> None:
    topic = Topic(slug="danger", labels={"en": "Danger"}, is_sensitive=True)
    do_save_terms([topic])
    RollCall.objects.get().post.topics.add(topic)
    client = Client()
    typed = {"f1": "planned", "comment": "Frau Meier waits.", "contact": "+33 1 23 45 67", "seen": "0"}
    page = client.post(path, typed).content.decode()
    assert "<mark>Frau Meier<" in page
    assert "<mark>+33" not in page
    assert "Frau Meier waits." in client.post(path, {**typed, "change": "1"}).content.decode()
    assert not Answer.objects.exists()
    pressed = re.search(r'name="looked_at" value="(\w+)"', page)
    assert pressed
    assert client.post(path, {**typed, "comment": "Another.", "looked_at": pressed[1]}).status_code == 200
    assert not Answer.objects.exists()
    assert client.post(path, {**typed, "looked_at": pressed[1]}).status_code == 302
    # One press without words is asked nothing.
    assert client.post(path, {"f1": "planned", "seen": "1"}).status_code == 302


def test_a_scanner_that_opens_it_fifty_times_changes_nothing(path: str) -> None:
    acts, scanner = Activity.objects.count(), Client()
    for _each in range(50):
        assert scanner.get(path).status_code == 200
        assert scanner.head(path).status_code == 200
    assert Activity.objects.count() == acts
    assert not Answer.objects.exists()
    assert not Invited.objects.exclude(answering=None).exists()
    assert Client().post(path, {"f1": "yes", "seen": "0"}).status_code == 302
    assert Answer.objects.get().values == {"f1": "yes"}


def test_without_the_token_of_the_form_nothing_is_sent(path: str) -> None:
    browser = Client(enforce_csrf_checks=True)
    assert browser.post(path, {"f1": "yes", "seen": "0"}).status_code == 403
    page = text(browser.get(path))
    token = page.partition('name="csrfmiddlewaretoken" value="')[2].partition('"')[0]
    sent = browser.post(path, {"f1": "yes", "seen": "0", "csrfmiddlewaretoken": token})
    assert sent.status_code == 302
    assert Answer.objects.exists()


def test_its_page_is_kept_nowhere_and_tells_its_address_to_nobody(path: str) -> None:
    page = Client().get(path)
    assert "no-store" in page.headers["Cache-Control"]
    assert page.headers["Referrer-Policy"] == "strict-origin"
    assert page.headers["X-Robots-Tag"] == "noindex"
    token = path.partition("/answer/")[2].partition("?")[0]
    assert token not in text(page).partition("<title>")[2].partition("</title>")[0]


def damaged(path: str) -> list[str]:
    token = path.partition("/answer/")[2].partition("?")[0]
    other = signing.TimestampSigner(salt="elsewhere").sign(token.partition(":")[0])
    return [
        f"/answer/{token[:-1]}{'A' if token[-1] != 'A' else 'B'}", f"/answer/x{token}", "/answer/nothing",
        f"/answer/{other}", f"/answer/{proposal_signer().sign(token.partition(':')[0])}",
        f"/answer/{answer_signer().sign('a-b')}", "/answer/%00:%00:%00",
    ]  # fmt: skip


def test_a_tampered_link_tells_nothing(path: str, nice: Organisation) -> None:
    for bad in damaged(path):
        for answer in (Client().get(bad), Client().post(bad, {"f1": "yes", "seen": "0"})):
            assert answer.status_code == 404, bad
            assert TITLE not in text(answer)
            assert nice.name not in text(answer)
    assert not Answer.objects.exists()


def test_an_old_link_says_so(path: str) -> None:
    with patch("django.core.signing.time.time", lambda: time.time_ns() / 1e9 + LONGEST_LIFE + 60):
        old = Client().get(path)
        sent = Client().post(path, {"f1": "yes", "seen": "0"})
    assert (old.status_code, sent.status_code) == (410, 410)
    assert "too old" in text(old)
    assert TITLE not in text(old)
    assert not Answer.objects.exists()


def test_in_another_browser_a_used_link_says_for_whom_it_was(path: str, officer: Persona) -> None:
    own, other = Client(), Client()
    own.post(path, {"f1": "yes", "seen": "0"})
    forwarded = other.get(path)
    assert forwarded.status_code == 403
    assert "O. · City of Nice" in text(forwarded)
    assert "Sign in" in text(forwarded)
    assert TITLE not in text(forwarded)
    assert officer.person.email not in text(forwarded)
    assert other.post(path, {"f1": "no", "seen": "1"}).status_code == 403
    assert Answer.objects.get().values == {"f1": "yes"}
    changed = own.post(path, {"f1": "no", "seen": "1"})
    assert changed.status_code == 302
    assert Answer.objects.get().values == {"f1": "no"}
    assert officer.client.get(path).status_code == 200


def test_a_later_link_to_the_same_answer_works_in_the_browser_that_used_the_first(
    path: str, rollcall: RollCall, officer: Persona, nice: Organisation
) -> None:
    own = Client()
    own.post(path, {"f1": "yes", "seen": "0"})
    with patch("django.core.signing.time.time", lambda: time.time_ns() / 1e9 + 3600):
        later = answer_path(officer.person, rollcall, nice)
        assert later != path.partition("?")[0]
        assert own.get(later).status_code == 200
        assert Client().get(later).status_code == 403


def test_a_forged_or_foreign_cookie_opens_nothing(
    path: str, rollcall: RollCall, officer: Persona, colleague: Persona, nice: Organisation
) -> None:
    own = Client()
    own.post(path, {"f1": "yes", "seen": "0"})
    (name,) = [name for name in own.cookies if name.startswith("answered-")]
    forged = Client()
    forged.cookies[name] = name.partition("-")[2]
    assert forged.get(path).status_code == 403
    theirs = Client()
    theirs.post(answer_path(colleague.person, rollcall, nice), {"f1": "no", "seen": "1"})
    assert theirs.get(path).status_code == 403
    assert officer.person.uid not in str(own.cookies)


@pytest.mark.parametrize("who", ["colleague", "officer_elsewhere", "stranger", "coordinator"])
def test_while_somebody_else_is_signed_in_it_answers_nothing(
    who: str, path: str, request: pytest.FixtureRequest
) -> None:
    other: Persona = request.getfixturevalue(who)
    opened, sent = other.client.get(path), other.client.post(path, {"f1": "yes", "seen": "0"})
    assert (opened.status_code, sent.status_code) == (403, 403)
    assert "O. · City of Nice" in text(opened)
    assert TITLE not in text(opened)
    assert not Answer.objects.exists()


def end_membership(officer: Persona, rollcall: RollCall) -> None:
    Membership.objects.filter(person=officer.person).update(ended_at=timezone.now())


def make_reader(officer: Persona, rollcall: RollCall) -> None:
    Membership.objects.filter(person=officer.person).update(role=Role.READER)


def close_account(officer: Persona, rollcall: RollCall) -> None:
    Person.objects.filter(pk=officer.person.pk).update(is_active=False)


def close(officer: Persona, rollcall: RollCall) -> None:
    RollCall.objects.update(closed_at=timezone.now())


def withdraw_post(officer: Persona, rollcall: RollCall) -> None:
    Post.objects.filter(pk=rollcall.pk).update(state="withdrawn")


def hide_post(officer: Persona, rollcall: RollCall) -> None:
    Post.objects.filter(pk=rollcall.pk).update(label="red")


def ask_no_more(officer: Persona, rollcall: RollCall) -> None:
    Invited.objects.filter(rollcall=rollcall, organisation=officer.organisation).delete()


def delete_person(officer: Persona, rollcall: RollCall) -> None:
    Person.objects.filter(pk=officer.person.pk).delete()


@pytest.mark.parametrize(
    ("happens", "status", "says"),
    [
        (end_membership, 403, "does not answer for this organisation any more"),
        (make_reader, 403, "does not answer for this organisation any more"),
        (close_account, 403, "does not answer for this organisation any more"),
        (delete_person, 403, "does not answer for this organisation any more"),
        (ask_no_more, 403, "does not answer for this organisation any more"),
        (close, 410, "This is closed"),
        (withdraw_post, 410, "no longer there"),
        (hide_post, 410, "no longer there"),
    ],
)
def test_it_works_with_the_rights_of_this_moment(
    happens: Callable[[Persona, RollCall], None],
    status: int,
    says: str,
    path: str,
    officer: Persona,
    rollcall: RollCall,
) -> None:
    happens(officer, rollcall)
    opened, sent = Client().get(path), Client().post(path, {"f1": "yes", "seen": "0"})
    # What was typed while it was closed is shown again.
    assert (opened.status_code, sent.status_code) == (status, 409 if happens is close else status)
    assert says in text(opened)
    assert TITLE not in text(opened)
    assert not Answer.objects.exists()


def test_a_partner_that_left_the_space_sees_it_no_more(
    coordinator: Persona, partner: Persona, ministry: Organisation, space: Space
) -> None:
    rollcall = make_rollcall(coordinator, space, [ministry])
    path = answer_path(partner.person, rollcall, ministry)
    assert Client().get(path).status_code == 200
    SpaceMember.objects.filter(organisation=ministry).delete()
    assert Client().get(path).status_code == 410


def test_after_the_deadline_it_still_works_and_is_late(path: str) -> None:
    RollCall.objects.update(deadline=timezone.now() - timedelta(minutes=5))
    assert "marked late" in text(Client().get(path))
    Client().post(path, {"f1": "yes", "seen": "0"})
    assert Answer.objects.get().late


def test_a_colleague_who_answered_meanwhile_is_shown(path: str, rollcall: RollCall, nice: Organisation) -> None:
    client = Client()
    client.get(path)
    give(rollcall, nice, reply("no", 4))
    told = client.post(path, {"f1": "yes", "f2": "9", "comment": "Mine", "seen": "0"})
    assert told.status_code == 409
    assert "<del>No</del>" in text(told)
    assert "Mine" in text(told)
    assert client.post(path, {"f1": "yes", "f2": "9", "comment": "Mine", "seen": "1"}).status_code == 302
    assert AnswerVersion.objects.count() == 2


def test_where_the_lead_approves_the_link_makes_a_proposal_and_is_bound_too(path: str, nice: Organisation) -> None:
    Approving.objects.create(organisation=nice)
    own = Client()
    sent = own.post(path, {"f1": "yes", "seen": "0"}, follow=True)
    assert "waits for the lead" in text(sent)
    assert not Answer.objects.exists()
    assert Proposal.objects.get().how == "link"
    assert Client().get(path).status_code == 403


def test_an_unknown_option_chooses_nothing(rollcall: RollCall, officer: Persona, nice: Organisation) -> None:
    page = text(Client().get(answer_path(officer.person, rollcall, nice, "<script>")))
    assert 'value="yes" id="id_f1_0">' in page
    assert "<script>" not in page.partition("<main")[2]


def test_without_a_question_to_choose_in_the_whole_form_is_there(
    coordinator: Persona, officer: Persona, nice: Organisation, space: Space
) -> None:
    rollcall = make_rollcall(coordinator, space, [nice], fields=[USUAL[1]])
    page = text(Client().get(answer_path(officer.person, rollcall, nice)))
    assert 'name="f1"' in page
    assert "<details" not in page.partition("<main")[2]
    doubted = Client().post(answer_path(officer.person, rollcall, nice), {"f1": "3-4", "seen": "0"})
    assert doubted.status_code == 422
    assert "Yes, that is what we mean" in text(doubted)


def test_the_position_is_shown_where_there_is_one_never_the_name(
    coordinator: Persona, nice: Organisation, space: Space
) -> None:
    writer = make_persona("Maria Rossi", nice, position="Head of civil protection")
    rollcall = make_rollcall(coordinator, space, [nice])
    path = answer_path(writer.person, rollcall, nice)
    Client().post(path, {"f1": "yes", "seen": "0"})
    page = text(Client().get(path))
    assert "Head of civil protection · City of Nice" in page
    assert "Rossi" not in page


def test_thousands_can_open_it_at_once(path: str, django_assert_max_num_queries: Callable[[int], object]) -> None:
    client = Client()
    with django_assert_max_num_queries(12):  # type: ignore[attr-defined]
        client.get(path)
    with django_assert_max_num_queries(24):  # type: ignore[attr-defined]
        client.post(path, {"f1": "yes", "seen": "0"})


def test_the_token_reaches_no_log(path: str, monkeypatch: pytest.MonkeyPatch) -> None:
    (handler,) = [one for one in logging.getLogger().handlers if isinstance(one, logging.StreamHandler) and one.filters]
    log = StringIO()
    monkeypatch.setattr(handler, "stream", log)
    assert Client(enforce_csrf_checks=True).post(path, {"f1": "yes"}).status_code == 403
    logging.getLogger("django.request").error("Internal Server Error: %s", path)
    said = log.getvalue()
    assert "Forbidden" in said
    assert said.count("/answer/(token)") == 2
    assert path.partition("?")[0].rpartition(":")[2] not in said


def test_nor_does_that_of_a_proposal(
    rollcall: RollCall, officer: Persona, nice: Organisation, monkeypatch: pytest.MonkeyPatch
) -> None:
    waiting = do_propose(rollcall, nice, reply(), officer.person, How.MAIL, seen=0, waits=Waits.WRITER)
    path = proposal_path(officer.person, waiting)
    (handler,) = [one for one in logging.getLogger().handlers if isinstance(one, logging.StreamHandler) and one.filters]
    log = StringIO()
    monkeypatch.setattr(handler, "stream", log)
    for written in (path, path.replace("%3A", ":"), path.replace("%3A", "%3a")):
        logging.getLogger("django.request").error("Internal Server Error: %s", written)
    assert log.getvalue().count("?as=(token)") == 3
    assert path[-43:] not in log.getvalue()


def test_one_closed_in_the_same_moment_says_so(path: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def closed(*args: object, **more: object) -> None:
        RollCall.objects.update(closed_at=timezone.now())
        raise PermissionDenied

    monkeypatch.setattr("intercity.kinds.rollcall.views.link.answer", closed)
    sent = Client().post(path, {"f1": "yes", "seen": "0"})
    assert (sent.status_code, "This was closed while you wrote" in text(sent)) == (409, True)
    assert Client().get(path).status_code == 410
    assert sent.headers["Referrer-Policy"] == "strict-origin"
    assert path.partition("?")[0].rpartition(":")[2] not in text(sent).partition("<main")[2]


uid = st.text("23456789bcdfghjkmnpqrstvwxz", min_size=12, max_size=12)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.tuples(uid, uid, uid), st.tuples(uid, uid, uid),
    st.text("0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ-_:", max_size=60),
)  # fmt: skip
def test_a_token_never_works_for_another_person_or_post(
    own: tuple[str, str, str], other: tuple[str, str, str], noise: str
) -> None:
    token = answer_signer().sign("-".join(own))
    found = read_answer_token(token)
    assert (found.person, found.post, found.organisation) == own
    signature = token.partition(":")[2]
    for tried in ("-".join(other) + ":" + signature, token + noise, noise + token, noise):
        try:
            found = read_answer_token(tried)
        except (ForgedError, ExpiredError):
            continue
        assert (found.person, found.post, found.organisation) == own
