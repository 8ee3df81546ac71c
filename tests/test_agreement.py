"""The exchange agreement of a space: reading goes on, and nothing is written before the lead has accepted it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.core.exceptions import ValidationError
from django.utils import timezone

from intercity.activity.models import Activity
from intercity.core.uids import new_uid
from intercity.kinds.rollcall.actions.answering import do_propose
from intercity.kinds.rollcall.links import answer_path
from intercity.kinds.rollcall.models import Answer, AnswerState, How, Waits
from intercity.kinds.rollcall.tests.helpers import fresh, give, make_rollcall
from intercity.kinds.rollcall.tests.helpers import reply as said
from intercity.mailbox.returning import send_returns
from intercity.mailbox.tests.helpers import AUTHSERV, PASS, reply
from intercity.notifications.tellers.agreement import agreement as teller
from intercity.organisations.models import Membership, Organisation, Person, Role
from intercity.organisations.permissions import PREDICATES, may
from intercity.organisations.viewers import memberships_of, viewer_with
from intercity.posts import actions
from intercity.posts.actions.embargo import bring_forward
from intercity.posts.clock import publish_due
from intercity.posts.content import PostContent
from intercity.posts.models import Post
from intercity.posts.telling import NotForThem
from intercity.privacy.closing import do_close
from intercity.privacy.erasing import do_forget, sought
from intercity.spaces.actions import do_create_space, do_join
from intercity.spaces.agreeing import AgreementNeeded, ask_to_join, has_agreed, sentence
from intercity.spaces.agreements import ChangedMeanwhileError, accept, change_agreement, do_begin_with, do_change
from intercity.spaces.models import AgreementAcceptance, AgreementAsked, Label, Space, SpaceMember, Wording
from tests.personas import Persona, make_persona, make_post

pytestmark = pytest.mark.django_db
FIRST = Wording("zqpurpose", "zqreaders", "zqkept two years", "**zqtext** <script>")
WAITS = "the lead of your organisation accepts the exchange agreement first"
SECOND = Wording("zqpurpose", "zqreaders", "zqkept five years", "**zqtext** <script>")


@pytest.fixture
def agreed(space: Space, coordinator: Persona, nice: Organisation) -> Space:
    """A space that Nice is in, and whose agreement nobody has accepted yet."""
    do_join(space, nice)
    change_agreement(coordinator.viewer, space, FIRST)
    return Space.objects.get(pk=space.pk)


def is_in(space: Space, persona: Persona) -> bool:
    return SpaceMember.objects.filter(space=space, organisation=persona.organisation).exists()


def test_reading_goes_on_and_every_way_to_write_waits(
    agreed: Space, officer: Persona, lead: Persona, settings: Any
) -> None:
    settings.MAIL_IN_DOMAIN, settings.MAIL_IN_AUTHSERV = "in.network.example", AUTHSERV
    Space.objects.update(agreement_version=0)
    post = make_post(lead, agreed, title="zq-title")
    Space.objects.update(agreement_version=1)
    browser, compose = officer.client, f"/spaces/{agreed.slug}/post/update"
    page = browser.get(post.get_absolute_url()).content.decode()
    assert "zq-title" in page
    assert WAITS in page
    typed = {"title": "Cooled", "body": "zq-typed & <b>", "uid": "abcdefghijkl"}
    for address in (compose, f"/posts/{post.uid}/comment"):
        refused = browser.post(address, typed)
        text = refused.content.decode()
        assert refused.status_code == 403, address
        assert sentence() in text
        assert f"/spaces/{agreed.slug}/agreement" in text
        assert "zq-typed &amp; &lt;b&gt;</textarea>" in text
    assert Post.objects.count() == 1

    assert reply(officer, post, verdict=PASS).post_uid == ""
    send_returns(timezone.now())
    assert sentence() in mail.outbox[-1].body
    assert f"/spaces/{agreed.slug}/agreement" in mail.outbox[-1].body

    accept(lead.viewer, agreed, lead.organisation, 1)
    assert browser.get(compose).status_code == 200
    pages = (post.get_absolute_url(), agreed.get_absolute_url())
    assert not [path for path in pages if WAITS in browser.get(path).content.decode()], "what is kept is renewed"
    do_change(agreed, SECOND, None)
    assert not [path for path in pages if WAITS not in browser.get(path).content.decode()]


def test_an_answer_of_one_press_waits_too(
    agreed: Space, coordinator: Persona, officer: Persona, lead: Persona, client: Any
) -> None:
    path = answer_path(officer.person, make_rollcall(coordinator, agreed, [officer.organisation]), officer.organisation)
    refused = client.post(path, {"f1": "planned", "seen": "0"})
    assert refused.status_code == 403
    assert sentence() in refused.content.decode()
    assert f"/spaces/{agreed.slug}/agreement" in refused.content.decode()
    accept(lead.viewer, agreed, lead.organisation, 1)
    assert not Answer.objects.exists()
    client.post(path, {"f1": "planned", "seen": "0"})
    assert Answer.objects.count() == 1


def test_of_several_organisations_the_one_that_writes_is_asked(
    agreed: Space, officer: Persona, lead: Persona, torino: Organisation
) -> None:
    accept(lead.viewer, agreed, lead.organisation, 1)
    now = timezone.now()
    Membership.objects.create(person=officer.person, organisation=torino, role=Role.OFFICER, verified_at=now)
    memberships = memberships_of(officer.person)
    for_nice, for_torino = (
        viewer_with(officer.person, memberships, one.pk) for one in sorted(memberships, key=lambda one: one.pk)
    )
    post = actions.publish(for_nice, agreed, "update", PostContent(title="Ours", label=Label.GREEN))
    rights = {verb: (may(for_nice, verb, post), may(for_torino, verb, post)) for verb in ("post.edit", "post.comment")}
    assert rights == {"post.edit": (True, True), "post.comment": (True, False)}
    AgreementAcceptance.objects.update(organisation=torino)
    rights = {verb: (may(for_nice, verb, post), may(for_torino, verb, post)) for verb in ("post.edit", "post.comment")}
    assert rights == {"post.edit": (False, False), "post.comment": (False, True)}


def test_what_was_answered_is_taken_back_at_once_and_what_is_said_of_it_waits(
    agreed: Space, officer: Persona, lead: Persona
) -> None:
    accept(lead.viewer, agreed, lead.organisation, 1)
    row = make_rollcall(officer, agreed, [officer.organisation])
    give(row, officer.organisation)
    read = do_propose(row, officer.organisation, said("no"), officer.person, How.MAIL, seen=1, waits=Waits.WRITER)
    do_change(agreed, SECOND, None)
    browser, page = officer.client, f"/proposals/{read.uid}"
    for path, typed in ((page, {"f1": "no", "seen": "1"}), (f"/posts/{row.post.uid}/close", {"result": "zq-came-out"})):
        refused = browser.post(path, typed)
        assert refused.status_code == 403, path
        assert sentence() in refused.content.decode()
    assert browser.post(page, {"discard": "1"}).status_code == 302
    assert browser.post(f"/posts/{row.post.uid}/answer/withdraw", {}).status_code == 302
    assert Answer.objects.get().state == AnswerState.WITHDRAWN
    assert browser.post(f"/posts/{row.post.uid}/close", {"result": ""}).status_code == 302
    assert fresh(row.post).is_closed


def test_more_readers_and_what_was_to_come_later_wait_too(agreed: Space, officer: Persona, lead: Persona) -> None:
    accept(lead.viewer, agreed, lead.organisation, 1)
    now = timezone.now()
    content = PostContent(uid=new_uid(), title="To come", label=Label.GREEN, visible_from=now + timedelta(hours=1))
    later = actions.publish(officer.viewer, agreed, "update", content)
    content = PostContent(title="Ours", label=Label.GREEN)
    ours = actions.publish(officer.viewer, agreed, "update", content)
    do_change(agreed, SECOND, None)
    ours = Post.objects.get(pk=ours.pk)
    with pytest.raises(AgreementNeeded):
        actions.change_label(officer.viewer, ours, Label.CLEAR)
    actions.change_label(officer.viewer, ours, Label.AMBER)
    assert publish_due(now + timedelta(hours=2)) == 1
    later = Post.objects.get(pk=later.pk)
    assert later.is_embargoed
    assert sentence() in officer.client.get(f"/me/waiting/{later.uid}").content.decode()
    with pytest.raises(ValidationError):
        bring_forward(officer.viewer, later)
    accept(lead.viewer, Space.objects.get(pk=agreed.pk), lead.organisation, 2)
    bring_forward(officer.viewer, later)
    assert Post.objects.get(pk=later.pk).is_published


def test_rights_that_write_wait_and_those_that_keep_order_go_on(
    agreed: Space, officer: Persona, monkeypatch: pytest.MonkeyPatch
) -> None:
    for verb in PREDICATES:
        monkeypatch.setitem(PREDICATES, verb, lambda viewer, thing: True)
    waits = {verb for verb in PREDICATES if not may(officer.viewer, verb, agreed)}
    assert waits >= {"space.publish", "post.comment", "post.edit", "post.react", "rollcall.ask", "adoption.say"}
    goes_on = {"post.ask_wider", "post.withdraw", "post.relabel", "space.coordinate", "moderation.flag"}
    assert not waits & {*goes_on, "post.see_revisions"}


def test_a_lead_accepts_what_was_read_and_is_asked_again_after_a_change(
    agreed: Space, coordinator: Persona, officer: Persona, lead: Persona, officer_elsewhere: Persona
) -> None:
    browser, page = lead.client, f"/spaces/{agreed.slug}/agreement"
    send = {"organisation": lead.organisation.slug, "version": "1"}
    assert officer.client.post(f"{page}/accept", send).status_code == 403
    foreign = make_persona("foreign", officer_elsewhere.organisation, Role.LEAD)
    assert foreign.client.post(f"{page}/accept", send).status_code == 403
    other = do_create_space("Without one")
    assert browser.post(f"/spaces/{other.slug}/agreement/accept", {**send, "version": "0"}).status_code == 302
    assert not is_in(other, lead)
    assert browser.get("/").content.decode().count(f'{page}"') >= 1, "the home page says that it waits"
    shown = browser.get(page).content.decode()
    assert "<strong>zqtext</strong>" in shown
    assert "<script>" not in shown.partition("zqtext")[2][:40]
    browser.post(f"{page}/accept", send)
    browser.post(f"{page}/accept", send)
    row = AgreementAcceptance.objects.get()
    assert (row.organisation, row.person, row.agreement.version) == (lead.organisation, lead.person, 1)
    assert Activity.objects.filter(verb="agreement.accepted").count() == 1
    assert may(officer.viewer, "space.publish", agreed)

    assert change_agreement(coordinator.viewer, agreed, FIRST).version == 1, "the same words are no new version"
    change_agreement(coordinator.viewer, agreed, SECOND)
    assert not may(officer.viewer, "space.publish", Space.objects.get(pk=agreed.pk))
    with pytest.raises(ChangedMeanwhileError):
        accept(lead.viewer, agreed, lead.organisation, 1)
    shown = browser.get(page).content.decode()
    assert "<ins>" in shown
    assert "It has changed since" in shown
    listed = coordinator.client.get(page).content.decode()
    assert "has not accepted the newest: reads, does not write" in listed
    assert "Who has accepted" in listed
    assert "Who has accepted" not in shown
    assert "City of Nice" not in officer_elsewhere.client.get(page).content.decode()
    desk = coordinator.client.get("/desk", {"space": agreed.slug}).content.decode()
    assert "1 organisation has not accepted" in desk


def test_nobody_is_brought_in_past_the_agreement(
    agreed: Space, coordinator: Persona, officer_elsewhere: Persona, torino: Organisation
) -> None:
    """By joining, by a coordinator, by a first post, with a new space: in by the press of the lead alone."""
    browser, page = officer_elsewhere.client, f"/spaces/{agreed.slug}/agreement"
    assert browser.post(f"/spaces/{agreed.slug}/join").headers["Location"] == page
    coordinator.client.post(f"/spaces/{agreed.slug}/members/add", {"organisation": torino.slug})
    make_post(officer_elsewhere, agreed)
    assert not is_in(agreed, officer_elsewhere)
    chief = make_persona("chief", torino, Role.LEAD)
    shown = browser.get(page).content.decode()
    assert "chief" in shown
    assert "Tell the lead" in shown
    accept(chief.viewer, agreed, torino, 1)
    assert is_in(agreed, officer_elsewhere)
    assert not AgreementAsked.objects.exists()

    begun = do_create_space("Begun", template="partnership")
    do_begin_with(begun, FIRST, [torino], coordinator.person)
    assert not is_in(begun, officer_elsewhere)
    accept(chief.viewer, begun, torino, 1)
    assert is_in(begun, officer_elsewhere)


def test_what_was_accepted_stays_without_the_person_who_is_erased(
    agreed: Space, officer: Persona, lead: Persona
) -> None:
    accept(lead.viewer, agreed, lead.organisation, 1)
    do_close(lead.person)
    person = Person.objects.get(pk=lead.person.pk)
    do_forget(person, sought(person))
    assert AgreementAcceptance.objects.get().person is None
    assert may(officer.viewer, "space.publish", agreed)


def test_the_leads_are_told_and_nobody_else(
    agreed: Space, officer: Persona, lead: Persona, coordinator: Persona, officer_elsewhere: Persona
) -> None:
    changed = Activity.objects.get(verb="agreement.changed")
    assert list(teller.listeners(changed)) == [lead.person]
    letter = teller.letter(changed, lead.person, None)
    assert letter.buttons[0].path.endswith(f"/spaces/{agreed.slug}/agreement")
    page = f"/spaces/{agreed.slug}/agreement"
    for _press in range(2):
        officer.client.post(f"{page}/ask")
    asked = Activity.objects.get(verb="agreement.asked")
    assert list(teller.listeners(asked)) == [lead.person]
    accept(lead.viewer, agreed, lead.organisation, 1)
    with pytest.raises(NotForThem):
        teller.letter(changed, lead.person, None)
    # Somebody who could not join has nothing to ask for.
    Space.objects.update(open_to_network=False)
    assert officer_elsewhere.client.post(f"{page}/ask").status_code in (403, 404)


def test_whose_lead_cannot_accept_is_told_whom_to_ask(agreed: Space, lead: Persona, officer_elsewhere: Persona) -> None:
    Space.objects.update(open_to_network=False)
    accept(lead.viewer, agreed, lead.organisation, 1)
    post, browser = make_post(lead, agreed), officer_elsewhere.client
    refused = browser.post(f"/posts/{post.uid}/comment", {"body": "zq-typed", "uid": new_uid()})
    pages = [browser.get(path) for path in (post.get_absolute_url(), f"/spaces/{agreed.slug}/agreement")]
    for answered in (refused, *pages):
        text = answered.content.decode()
        assert ask_to_join() in text
        assert "First the lead" not in text
        assert WAITS not in text
    assert refused.status_code == 403


def test_who_may_not_know_of_a_space_reads_no_agreement(
    agreed: Space, partner: Persona, coordinator: Persona, client: Any
) -> None:
    Space.objects.update(widest_label="green", open_to_network=False)
    page = f"/spaces/{agreed.slug}/agreement"
    assert {client.get(page).status_code, partner.client.get(page).status_code} == {404}
    coordinator.client.post(f"/spaces/{agreed.slug}/members/add", {"organisation": partner.organisation.slug})
    shown = partner.client.get(page)
    assert shown.status_code == 200
    assert f'href="/spaces/{agreed.slug}"' not in shown.content.decode()


def test_a_coordinator_writes_the_next_version_after_a_look(agreed: Space, coordinator: Persona, lead: Persona) -> None:
    page = f"/spaces/{agreed.slug}/agreement/write"
    words = {**vars(SECOND), "look": "1"}
    assert lead.client.post(page, words).status_code in (403, 404)
    browser = coordinator.client
    looked = browser.post(page, words).content.decode()
    assert "five</ins>" in looked.replace("added: </span>", "")
    assert Space.objects.get().agreement_version == 1
    assert browser.post(page, {**words, "purpose": ""}).status_code == 422
    del words["look"]
    browser.post(page, words)
    assert Space.objects.get().agreement_version == 2
    assert not has_agreed(Space.objects.get(), lead.organisation.pk)
