"""The hook, the log, mails that wait for a colleague, and other addresses."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django.fixtures import Settings

from intercity.activity.models import Activity
from intercity.mailbox.models import Alias, Approval, Held, Incoming, Outcome
from intercity.mailbox.telling import teller
from intercity.mailbox.tests.helpers import FAIL, PASS, arrive, letter, png, reply
from intercity.notifications.addresses import reply_address, space_address
from intercity.organisations.models import Membership
from intercity.organisations.post_office import wait_until_sent
from intercity.posts.models import Post
from intercity.posts.telling import NotForThem
from intercity.spaces.actions import do_join
from intercity.spaces.models import Label, Space, SpaceState
from tests.personas import Persona

pytestmark = pytest.mark.django_db
SECRET = {"Authorization": "Bearer known-to-two"}


class TestHook:
    """`POST /mail-in`."""

    @pytest.fixture(autouse=True)
    def _secret(self, settings: Settings) -> None:
        settings.MAIL_IN_SECRET = "known-to-two"

    def hand_over(self, raw: bytes, address: str, headers: dict[str, str]) -> int:
        url = f"{reverse('mail_in')}?to={address.replace('+', '%2B')}"
        return Client(enforce_csrf_checks=True).post(
            url, raw, content_type="message/rfc822", headers=headers
        ).status_code  # fmt: skip

    def test_a_mail_becomes_an_answer(self, officer: Persona, post: Post) -> None:
        raw, address = letter(officer.person.email).as_bytes(), reply_address(officer.person, post)
        assert [self.hand_over(raw, address, SECRET) for _ in range(2)] == [202, 202]
        assert Post.objects.filter(root=post).count() == 1

    @pytest.mark.parametrize("headers", [{}, {"Authorization": "Bearer wrong"}, {"Authorization": "known-to-two"}])
    def test_not_without_the_secret(self, headers: dict[str, str], officer: Persona, post: Post) -> None:
        raw, address = letter(officer.person.email).as_bytes(), reply_address(officer.person, post)
        assert self.hand_over(raw, address, headers) == 401
        assert not Incoming.objects.exists()

    def test_without_a_secret_there_is_no_hook(self, officer: Persona, post: Post, settings: Settings) -> None:
        settings.MAIL_IN_SECRET = ""
        assert self.hand_over(b"x", "x@in.network.example", {"Authorization": "Bearer "}) == 404

    def test_what_is_not_taken(self, officer: Persona, post: Post, settings: Settings) -> None:
        assert self.hand_over(b"x", "a@elsewhere.example", SECRET) == 422
        settings.MAIL_IN_LIMIT = 10
        assert self.hand_over(b"x" * 11, reply_address(officer.person, post), SECRET) == 413

    def test_it_takes_more_than_a_form_may_bring(self, officer: Persona, post: Post, settings: Settings) -> None:
        raw = letter(officer.person.email, body="Yes.\n\n-- \n" + "x" * 70 + "\n").as_bytes()
        raw += b"x\r\n" * (settings.DATA_UPLOAD_MAX_MEMORY_SIZE // 3 + 1000)
        assert self.hand_over(raw, reply_address(officer.person, post), SECRET) == 202


class TestSpacePage:
    """Where people find the address of a space."""

    def page(self, client: Client, space: Space) -> str:
        return client.get(reverse("space_about", args=[space.slug])).content.decode()

    def test_who_may_post_reads_it(self, officer: Persona, space: Space) -> None:
        assert f"mailto:{space_address(space)}" in self.page(officer.client, space)

    def test_nobody_else_does(self, reader: Persona, space: Space) -> None:
        assert "mailto:" not in self.page(reader.client, space) + self.page(Client(), space)

    def test_it_is_not_shown_where_mail_would_be_dropped(
        self, officer: Persona, space: Space, settings: Settings
    ) -> None:
        settings.MAIL_IN_AUTHSERV = ""
        assert "mailto:" not in self.page(officer.client, space)


class TestLog:
    """`/mail-in/log`."""

    def test_coordinators_see_what_became_of_mails_and_not_what_they_said(
        self, coordinator: Persona, officer: Persona, post: Post
    ) -> None:
        reply(officer, post, body="Posted words.", Subject="Zqsubject")
        reply(officer, post, body="Dropped words.", verdict=FAIL, Message_ID="<2@x.example>")
        page = coordinator.client.get(reverse("mail_log")).content.decode()
        assert "Published" in page
        assert "Dropped: doubtful" in page
        assert f"/posts/{post.uid}" in page
        token = reply_address(officer.person, post).partition("@")[0]
        assert not {word for word in ("Zqsubject", "words", token, token.removeprefix("reply+")) if word in page}
        only = coordinator.client.get(f"{reverse('mail_log')}?outcome=dropped").content.decode()
        assert only.count("<tr><td>") == 1

    def test_nobody_else_does(self, officer: Persona, partner: Persona) -> None:
        statuses = [persona.client.get(reverse("mail_log")).status_code for persona in (officer, partner)]
        assert statuses == [403, 404]
        assert Client().get(reverse("mail_log")).status_code == 302


class TestHeld:
    """An organisation whose colleagues look first."""

    @pytest.fixture(autouse=True)
    def _wanted(self, lead: Persona) -> None:
        page = reverse("organisation_mail", args=[lead.viewer.acting.organisation.slug])  # type: ignore[union-attr]
        assert lead.client.post(page, {"wanted": "on"}).status_code == 302

    def hold(self, officer: Persona, post: Post) -> Held:
        message = letter(officer.person.email, body="Two halls.")
        message.add_attachment(png(), maintype="image", subtype="png", filename="map.png")
        assert arrive(message, reply_address(officer.person, post)).outcome == Outcome.HELD
        return Held.objects.get()

    def decide(self, persona: Persona, held: Held, button: str = "approve") -> int:
        return persona.client.post(reverse("mail_held_decide", args=[held.pk]), {button: "1"}).status_code

    def test_it_waits_for_a_colleague(self, officer: Persona, colleague: Persona, post: Post) -> None:
        held = self.hold(officer, post)
        assert not Post.objects.filter(root=post).exists()
        page = colleague.client.get(reverse("mail_held")).content.decode()
        assert not {word for word in ("Two halls.", "map.png", "TLP:GREEN") if word not in page}
        assert self.decide(colleague, held) == 302
        assert (Held.objects.get().body, Held.objects.get().files) == ("", [])
        answer = Post.objects.get(root=post)
        assert (answer.author, answer.body, answer.attachments.count()) == (officer.person, "Two halls.", 1)
        row = Incoming.objects.get()
        assert (row.outcome, row.post_uid, bytes(row.raw)) == (Outcome.POSTED, answer.uid, b"")
        assert self.decide(colleague, held) == 404

    def test_nobody_else_sees_or_decides_it(
        self, officer: Persona, officer_elsewhere: Persona, coordinator: Persona, reader: Persona, post: Post
    ) -> None:
        held = self.hold(officer, post)
        for persona in (officer, officer_elsewhere, coordinator, reader):
            assert "Two halls." not in persona.client.get(reverse("mail_held")).content.decode()
            assert self.decide(persona, held) == 404
        assert not Post.objects.filter(root=post).exists()

    def test_turned_down_it_is_kept_nowhere(self, officer: Persona, colleague: Persona, post: Post) -> None:
        assert self.decide(colleague, self.hold(officer, post), "refuse") == 302
        assert Incoming.objects.get().outcome == Outcome.TURNED_DOWN
        assert Held.objects.get().body == ""
        assert not Post.objects.filter(root=post).exists()
        assert Activity.objects.order_by("-pk")[0].verb == "mail.refused"

    @pytest.mark.parametrize("change", ["narrowed", "left", "archived"])
    def test_what_may_not_stand_any_more_does_not(
        self, change: str, officer: Persona, colleague: Persona, post: Post
    ) -> None:
        held = self.hold(officer, post)
        if change == "narrowed":
            # They see it still, and yet mails do not answer it.
            assert officer.organisation
            do_join(post.space, officer.organisation)
            Post.objects.filter(pk=post.pk).update(label=Label.AMBER)
        elif change == "left":
            Membership.objects.filter(person=officer.person).update(ended_at=timezone.now())
        else:
            Space.objects.update(state=SpaceState.ARCHIVED)
        assert self.decide(colleague, held) in (403, 404)
        assert not Post.objects.filter(root=post).exists()

    def test_news_wait_too(self, officer: Persona, colleague: Persona, space: Space) -> None:
        message = letter(officer.person.email, verdict=PASS, Subject="Rooms open")
        assert arrive(message, space_address(space)).outcome == Outcome.HELD
        assert self.decide(colleague, Held.objects.get()) == 302
        assert (Post.objects.get().title, Post.objects.get().label) == ("Rooms open", space.default_label)

    @pytest.mark.parametrize(("usual", "widest", "label"), [("green", "clear", "green"), ("clear", "red", None)])
    def test_news_are_no_wider_than_their_space_is_by_then(
        self, usual: str, widest: str, label: str | None, officer: Persona, colleague: Persona, space: Space
    ) -> None:
        Space.objects.update(default_label="clear", widest_label="clear")
        arrive(letter(officer.person.email, verdict=PASS, Subject="Rooms open"), space_address(space))
        held = Held.objects.get()
        Space.objects.update(default_label=usual, widest_label=widest)
        assert held.label == Label.CLEAR
        assert colleague.client.get(reverse("mail_held")).status_code == 200
        assert self.decide(colleague, held) == (302 if label else 403)
        assert [post.label for post in Post.objects.all()] == ([label] if label else [])

    def test_colleagues_hear_of_it(
        self, officer: Persona, colleague: Persona, lead: Persona, reader: Persona, post: Post
    ) -> None:
        held = self.hold(officer, post)
        act = Activity.objects.get(verb="mail.held")
        assert set(teller.listeners(act)) == {colleague.person, lead.person}
        said = teller.letter(act, colleague.person, post)
        assert said.buttons[0].path == reverse("mail_held")
        self.decide(colleague, held)
        with pytest.raises(NotForThem):
            teller.letter(act, lead.person, post)

    def test_only_the_lead_says_so(self, officer: Persona, lead: Persona, coordinator: Persona) -> None:
        page = reverse("organisation_mail", args=[lead.viewer.acting.organisation.slug])  # type: ignore[union-attr]
        assert officer.client.post(page, {}).status_code == 403
        assert Approval.objects.exists()
        assert lead.client.post(page, {}).status_code == 302
        assert not Approval.objects.exists()


class TestAddresses:
    """`/me/addresses`."""

    def test_the_way_there_is_shown_where_mail_comes_in(self, lead: Persona, settings: Settings) -> None:
        pages = [reverse("me"), reverse("organisation_people", args=[lead.viewer.acting.organisation.slug])]  # type: ignore[union-attr]
        links = [reverse("mail_addresses"), "/mail"]
        for domain in ("in.network.example", ""):
            settings.MAIL_IN_DOMAIN = domain
            for page, link in zip(pages, links, strict=True):
                assert (f'{link}"' in lead.client.get(page).content.decode()) == bool(domain)

    def ask(self, persona: Persona, address: str = "Office@nice.example") -> int:
        return persona.client.post(reverse("mail_addresses"), {"address": address}).status_code

    def code(self) -> str:
        wait_until_sent()
        found = re.search(r"^[2-9b-z]{8}$", str(mail.outbox[-1].body), re.MULTILINE)
        assert found is not None
        return found[0]

    def confirm(self, persona: Persona, code: str) -> bool:
        alias = Alias.objects.get()
        persona.client.post(reverse("mail_address_confirm", args=[alias.pk]), {"code": code})
        return Alias.objects.get().confirmed_at is not None

    def test_a_code_there_proves_it(self, officer: Persona) -> None:
        assert self.ask(officer) == 302
        code = self.code()
        assert mail.outbox[-1].to == ["office@nice.example"]
        assert code not in Alias.objects.get().code
        assert not self.confirm(officer, "wrong")
        assert self.confirm(officer, f" {code[:4]}-{code[4:].upper()} ")

    def test_after_five_wrong_codes_the_right_one_is_wrong(self, officer: Persona) -> None:
        self.ask(officer)
        for _ in range(5):
            self.confirm(officer, "wrong")
        assert not self.confirm(officer, self.code())

    def test_an_old_code_is_none(self, officer: Persona) -> None:
        self.ask(officer)
        Alias.objects.update(asked_at=timezone.now() - timedelta(hours=2))
        assert not self.confirm(officer, self.code())

    def test_nobody_confirms_or_removes_anothers(self, officer: Persona, colleague: Persona) -> None:
        self.ask(officer)
        assert not self.confirm(colleague, self.code())
        remove = reverse("mail_address_remove", args=[Alias.objects.get().pk])
        assert colleague.client.post(remove).status_code == 404
        assert officer.client.post(remove).status_code == 302
        assert "office@nice.example" not in officer.client.get(reverse("mail_addresses")).content.decode()
        assert not self.confirm(officer, self.code())

    def test_no_mailbox_is_filled(self, officer: Persona) -> None:
        assert [self.ask(officer), self.ask(officer), self.ask(officer, "b@nice.example")] == [302, 422, 422]
        wait_until_sent()
        assert len(mail.outbox) == 1
        assert self.ask(officer, officer.person.email) == 422

    def test_removing_an_address_fills_no_mailbox_either(self, officer: Persona) -> None:
        self.ask(officer)
        officer.client.post(reverse("mail_address_remove", args=[Alias.objects.get().pk]))
        assert self.ask(officer) == 422
        sent = 0
        for number in range(20):
            Alias.objects.update(asked_at=timezone.now() - timedelta(minutes=3))
            sent += self.ask(officer, f"{number % 2}@nice.example") == 302
        assert sent == 9
        Alias.objects.update(asked_at=timezone.now() - timedelta(days=2))
        assert self.ask(officer) == 302
