"""From the bytes of a mail to a post, or to a reason why not."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from intercity.mailbox.models import Alias, Incoming, Outcome, Reason
from intercity.mailbox.queries import counts, forget_doubtful
from intercity.mailbox.receiving import RefusedMailError, accept
from intercity.mailbox.returning import build_return, send_returns
from intercity.mailbox.settling import settle, settle_waiting
from intercity.mailbox.tests.helpers import FAIL, PASS, arrive, letter, outcome, png, reply
from intercity.matching.models import Asked
from intercity.notifications.addresses import bounce_address, reply_address, space_address
from intercity.notifications.links import absolute
from intercity.notifications.models import Delivery
from intercity.organisations.models import Membership, Organisation, Person, Role
from intercity.posts.models import Post, State
from intercity.spaces.actions import do_join
from intercity.spaces.models import Label, Space, SpaceState
from tests.personas import Persona, make_persona, make_readers

pytestmark = pytest.mark.django_db


def answers() -> list[Post]:
    return list(Post.objects.filter(root__isnull=False).order_by("pk"))


def test_an_answer_is_published_for_the_officers_city(officer: Persona, post: Post) -> None:
    row = reply(officer, post, body="We did.\n\nOn 22.11.2026 Intercity <x@y.example> wrote:\n> What did you do?\n")
    (answer,) = answers()
    assert (row.outcome, row.post_uid) == (Outcome.POSTED, answer.uid)
    assert (answer.body, answer.author, answer.organisation) == ("We did.", officer.person, officer.organisation)
    assert (answer.parent, answer.label) == (post, post.label)
    assert bytes(row.raw) == b""


def test_an_answer_to_a_comment_stands_under_it(officer: Persona, post: Post) -> None:
    reply(officer, post)
    (first,) = answers()
    reply(officer, first, Message_ID="<two@client.example>")
    assert answers()[1].parent == first
    assert answers()[1].root == post


def test_the_same_mail_twice_posts_once(officer: Persona, post: Post) -> None:
    message = letter(officer.person.email).as_bytes()
    address = reply_address(officer.person, post)
    first = arrive(message, address)
    again = arrive(b"Received: from elsewhere\r\n" + message, address.upper())
    assert first.pk == again.pk
    assert len(answers()) == Incoming.objects.count() == 1


def test_a_mail_to_two_addresses_is_two(officer: Persona, officer_elsewhere: Persona, post: Post) -> None:
    raw = letter(officer.person.email).as_bytes()
    ours = [reply_address(person.person, post) for person in (officer, officer_elsewhere)]
    assert len({row.pk for row in accept(raw, [*ours, "somebody@elsewhere.example"])}) == 2


@pytest.mark.parametrize(
    ("verdict", "expected"),
    [
        ("", Outcome.POSTED),
        (PASS, Outcome.POSTED),
        (FAIL, Outcome.DROPPED),
        ("mx.network.example; dmarc=pass header.from=other.example", Outcome.DROPPED),
        ("mx.network.example; dmarc=temperror header.from=example.org", Outcome.POSTED),
    ],
)
def test_the_officers_own_address(verdict: str, expected: str, officer: Persona, post: Post) -> None:
    assert reply(officer, post, verdict=verdict).outcome == expected
    assert len(answers()) == (expected == Outcome.POSTED)


def test_another_sender_is_not_the_person(officer: Persona, officer_elsewhere: Persona, post: Post) -> None:
    other = officer_elsewhere.person.email
    assert outcome(reply(officer, post, sender=other)) == (Outcome.DROPPED, Reason.NOT_THE_PERSON)
    proven = reply(officer, post, sender=other, verdict=PASS, Message_ID="<2@x.example>")
    assert outcome(proven) == (Outcome.RETURNED, Reason.NOT_THE_PERSON)
    assert not answers()


@pytest.mark.parametrize(
    "sender",
    [
        "{officer}, other@example.org",
        '"{officer}" <other@example.org>',
        "{officer} <other@example.org>",
        "other@example.org ({officer})",
        "",
        "undisclosed:;",
    ],
)
def test_a_sender_that_could_be_two_is_nobody(sender: str, officer: Persona, post: Post) -> None:
    raw = letter("x@example.org").as_bytes()
    line = f"From: {sender.format(officer=officer.person.email)}".encode()
    row = arrive(raw.replace(b"From: x@example.org", line), reply_address(officer.person, post))
    assert row.outcome == Outcome.DROPPED
    assert not answers()


def test_two_from_headers_are_nobody(officer: Persona, post: Post) -> None:
    raw = f"From: {officer.person.email}\r\n".encode() + letter(officer.person.email).as_bytes()
    assert outcome(arrive(raw, reply_address(officer.person, post))) == (Outcome.DROPPED, Reason.SENDER_UNCLEAR)


def test_a_forged_signature_is_no_mailbox(officer: Persona, post: Post) -> None:
    address = reply_address(officer.person, post)
    with pytest.raises(RefusedMailError):
        accept(b"x", [address.replace("reply+", "reply+x", 1)])
    assert not Incoming.objects.exists()


class TestAlias:
    """A shared mailbox or a deputy."""

    @pytest.fixture
    def alias(self, officer: Persona) -> Alias:
        return Alias.objects.create(person=officer.person, address="office@example.org", confirmed_at=timezone.now())

    def test_it_writes_in_the_persons_name_when_proven(self, alias: Alias, officer: Persona, post: Post) -> None:
        assert reply(officer, post, sender=alias.address, verdict=PASS).outcome == Outcome.POSTED
        assert answers()[0].author == officer.person

    def test_unproven_it_is_dropped(self, alias: Alias, officer: Persona, post: Post) -> None:
        assert outcome(reply(officer, post, sender=alias.address)) == (Outcome.DROPPED, Reason.NOT_PROVEN)

    def test_unconfirmed_it_is_nobody(self, alias: Alias, officer: Persona, post: Post) -> None:
        Alias.objects.update(confirmed_at=None)
        assert reply(officer, post, sender=alias.address, verdict=PASS).reason == Reason.NOT_THE_PERSON

    def test_it_is_nobody_elses(self, alias: Alias, officer_elsewhere: Persona, post: Post) -> None:
        row = reply(officer_elsewhere, post, sender=alias.address, verdict=PASS)
        assert row.reason == Reason.NOT_THE_PERSON


def test_whoever_is_suspended_reads_that_and_until_when(officer: Persona, post: Post) -> None:
    until = timezone.make_aware(datetime(2099, 5, 3, 23, 59))
    Person.objects.filter(pk=officer.person.pk).update(suspended_until=until)
    row = reply(officer, post, verdict=PASS)
    assert row.outcome == Outcome.RETURNED
    body = build_return(row).body
    assert "Until the end of May 3, 2099 you can write nothing." in body
    assert "/moderation/" in body
    assert not Post.objects.filter(parent=post).exists()


@pytest.mark.parametrize("change", [{"ended_at": timezone.now()}, {"verified_at": None}, {"role": "reader"}])
def test_whoever_may_not_speak_is_told(change: dict[str, object], officer: Persona, post: Post) -> None:
    Membership.objects.filter(person=officer.person).update(**change)
    assert outcome(reply(officer, post, verdict=PASS)) == (Outcome.RETURNED, Reason.MAY_NOT_SPEAK)


def test_a_closed_account_writes_nothing(officer: Persona, post: Post) -> None:
    Person.objects.filter(pk=officer.person.pk).update(is_active=False)
    assert reply(officer, post).outcome == Outcome.DROPPED
    assert not answers()


@pytest.mark.parametrize("change", [{"label": Label.RED}, {"state": State.WITHDRAWN}, {"state": State.HIDDEN}])
def test_a_narrowed_conversation_is_out_of_reach(change: dict[str, str], officer: Persona, post: Post) -> None:
    Post.objects.filter(pk=post.pk).update(**change)
    assert outcome(reply(officer, post, verdict=PASS)) == (Outcome.RETURNED, Reason.NOT_VISIBLE)
    assert not answers()


@pytest.mark.parametrize("label", [Label.AMBER, Label.RED])
def test_what_few_may_see_is_answered_on_its_page(
    label: Label, officer: Persona, nice: Organisation, post: Post
) -> None:
    """The mail that was answered went out when more could see it: its quoted words must not come back so."""
    do_join(post.space, nice)
    readers = make_readers(nice) if label == Label.RED else None
    Post.objects.filter(pk=post.pk).update(label=label, readers=readers)
    row = reply(officer, post, verdict=PASS)
    assert outcome(row) == (Outcome.RETURNED, Reason.NARROW)
    assert not answers()
    assert send_returns(timezone.now()) == 1
    back = str(mail.outbox[-1].body)
    assert absolute(f"/posts/{post.uid}/") in back
    assert post.title not in back


@pytest.mark.parametrize(
    ("subject", "reason"),
    [
        ("Re: Cool rooms", ""),
        ("Re: [TLP:CLEAR] Cool rooms", ""),
        ("Re: TLP:GREEN Cool rooms", ""),
        ("Re: Cool rooms [TLP:AMBER]", Reason.LABEL),
        ("tlp red: Cool rooms", Reason.LABEL),
    ],
)
def test_an_answer_for_fewer_readers_is_not_shown_to_more(
    subject: str, reason: str, officer: Persona, post: Post
) -> None:
    assert reply(officer, post, Subject=subject, verdict=PASS).reason == reason
    assert len(answers()) == (reason == "")


def test_a_title_may_speak_of_labels(officer: Persona, post: Post) -> None:
    Post.objects.filter(pk=post.pk).update(title="What does TLP:RED mean?")
    assert reply(officer, post, Subject="Re: What does TLP:RED mean?").outcome == Outcome.POSTED


def test_the_key_to_answer_is_never_published(officer: Persona, post: Post) -> None:
    address = reply_address(officer.person, post)
    reply(officer, post, body=f"See below.\n\nTill: {address}\nor <mailto:{address.replace('+', '%2B').upper()}>\n")
    (answer,) = answers()
    secret = address.partition("+")[2].partition("@")[0]
    assert secret not in answer.body.lower()
    assert answer.body.startswith("See below.")


@pytest.mark.parametrize("why", ["asks", "asked", "neither"])
def test_who_speaks_for_two_cities_answers_for_the_one_it_is_about(
    why: str, officer: Persona, torino: Organisation, ministry: Organisation, post: Post
) -> None:
    other = torino if why == "asks" else ministry
    Membership.objects.create(
        person=officer.person, organisation=other, role=Role.OFFICER, verified_at=timezone.now()
    )  # fmt: skip
    if why == "asked":
        Asked.objects.create(post=post, organisation=ministry)
    reply(officer, post)
    assert answers()[0].organisation == (officer.organisation if why == "neither" else other)


def test_an_archived_space_is_closed(officer: Persona, post: Post) -> None:
    Space.objects.update(state=SpaceState.ARCHIVED)
    assert outcome(reply(officer, post, verdict=PASS)) == (Outcome.RETURNED, Reason.CLOSED)


def test_only_quoted_text_is_no_answer(officer: Persona, post: Post) -> None:
    row = reply(officer, post, body="On 22.11.2026 X <x@y.example> wrote:\n> All yours\n", verdict=PASS)
    assert outcome(row) == (Outcome.RETURNED, Reason.EMPTY)


def test_a_text_beyond_all_measure_is_returned(officer: Persona, post: Post) -> None:
    assert reply(officer, post, body="word word\n" * 5000, verdict=PASS).reason == Reason.TOO_LONG


class TestReturning:
    """Who hears why."""

    def test_the_proven_sender_and_nobody_else(self, officer: Persona, officer_elsewhere: Persona, post: Post) -> None:
        row = reply(officer, post, sender=officer_elsewhere.person.email, verdict=PASS)
        assert send_returns(timezone.now()) == 1
        (sent,) = mail.outbox
        assert sent.recipients() == [officer_elsewhere.person.email]
        assert "We opened" not in sent.body
        assert str(Reason.NOT_THE_PERSON.label) in sent.body
        assert sent.message()["Auto-Submitted"] == "auto-replied"
        assert row.uid in sent.message()["Message-ID"]
        assert send_returns(timezone.now()) == 0

    def test_not_without_end(self, officer: Persona, post: Post) -> None:
        for number in range(8):
            reply(officer, post, body="> x\n", verdict=PASS, Message_ID=f"<{number}@x.example>")
        assert Incoming.objects.filter(outcome=Outcome.RETURNED).count() == 5

    def test_a_server_that_is_away_is_tried_later(
        self, officer: Persona, post: Post, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def refused(*_args: object) -> None:
            raise ConnectionRefusedError

        reply(officer, post, body="> x\n", verdict=PASS)
        monkeypatch.setattr("django.core.mail.backends.locmem.EmailBackend.send_messages", refused)
        assert send_returns(timezone.now()) == 1
        monkeypatch.undo()
        assert send_returns(timezone.now()) == 0
        assert send_returns(timezone.now() + timedelta(hours=1)) == 1
        assert len(mail.outbox) == 1


class TestNews:
    """Mail to the address of a space."""

    def send(self, persona: Persona, space: Space, **fields: str) -> Incoming:
        fields = {"verdict": PASS, "Subject": "Cool rooms open", **fields}
        return arrive(letter(fields.pop("sender", persona.person.email), **fields), space_address(space))

    def test_it_becomes_an_update(self, officer: Persona, space: Space) -> None:
        row = self.send(officer, space, body="All day.\n")
        news = Post.objects.get()
        assert (row.outcome, news.uid) == (Outcome.POSTED, row.post_uid)
        assert (news.title, news.body, news.label) == ("Cool rooms open", "All day.", space.default_label)
        assert news.organisation == officer.organisation

    @pytest.mark.parametrize("verdict", ["", FAIL, "mx.attacker.example; dmarc=pass header.from=example.org"])
    def test_an_unproven_sender_is_dropped(self, verdict: str, officer: Persona, space: Space) -> None:
        assert self.send(officer, space, verdict=verdict).outcome == Outcome.DROPPED
        assert not Post.objects.exists()

    @pytest.mark.parametrize(
        ("usual", "widest", "subject", "label"),
        [
            ("clear", "clear", "Rooms", "clear"),
            ("green", "clear", "Rooms", "green"),
            ("green", "clear", "[TLP:CLEAR] Rooms", "green"),
            ("clear", "clear", "[TLP:GREEN] Rooms", "green"),
            ("clear", "green", "Rooms", "green"),
            ("clear", "clear", "tlp green Rooms", "green"),
            ("clear", "clear", "TLP:AMBER Rooms", "amber"),
            ("clear", "clear", "TLP AMBER Rooms", "amber"),
            ("clear", "amber", "Rooms", "amber"),
            ("red", "clear", "Rooms", None),
            ("green", "red", "Rooms", None),
            ("clear", "clear", "[TLP:WHITE] [TLP:RED] Rooms", None),
        ],
    )
    def test_it_is_never_wider_than_usual(
        self, usual: str, widest: str, subject: str, label: str | None, officer: Persona, space: Space
    ) -> None:
        Space.objects.update(default_label=usual, widest_label=widest)
        row = self.send(officer, space, Subject=subject)
        assert [(post.label, post.title) for post in Post.objects.all()] == ([(label, "Rooms")] if label else [])
        assert row.reason == ("" if label else Reason.LABEL)

    def test_a_mail_to_others_is_no_news(self, officer: Persona, space: Space) -> None:
        """Its signature stays right whoever sends it on."""
        row = self.send(officer, space, To="friend@elsewhere.example", Cc="other-space@in.network.example")
        assert outcome(row) == (Outcome.RETURNED, Reason.NOT_ADDRESSED)
        ours = f"Heat <{space_address(space).upper()}>"
        found = self.send(officer, space, To="friend@elsewhere.example", Cc=ours, Message_ID="<2@x.example>")
        assert found.outcome == Outcome.POSTED

    def test_unknown_and_closed_spaces_answer_alike(self, partner: Persona, space: Space) -> None:
        Space.objects.update(widest_label=Label.GREEN)
        hidden = self.send(partner, space)
        unknown = self.send(partner, Space(slug="nothing-here"))
        assert outcome(hidden) == outcome(unknown) == (Outcome.RETURNED, Reason.NO_SPACE)

    def test_the_title_is_one_line_of_what_can_be_seen(self, officer: Persona, space: Space) -> None:
        self.send(officer, space, Subject="=?utf-8?q?Fwd:_Rooms=00=E2=80=AE=0A_open?=")
        assert Post.objects.get().title == "Rooms open"

    def test_without_subject_there_is_no_title(self, officer: Persona, space: Space) -> None:
        assert self.send(officer, space, Subject="Re: [TLP:GREEN]").reason == Reason.NO_TITLE

    def test_a_mailbox_that_two_share_is_nobody(self, officer: Persona, colleague: Persona, space: Space) -> None:
        for persona in (officer, colleague):
            Alias.objects.create(person=persona.person, address="office@example.org", confirmed_at=timezone.now())
        assert self.send(officer, space, sender="office@example.org").reason == Reason.UNKNOWN_SENDER

    def test_files_go_through_the_checks_of_uploads(self, officer: Persona, space: Space) -> None:
        message = letter(officer.person.email, verdict=PASS, Subject="Rooms")
        message.add_attachment(png(), maintype="image", subtype="png", filename="map.png")
        message.add_attachment(b"MZ\x90", maintype="application", subtype="pdf", filename="plan.pdf")
        row = arrive(message, space_address(space))
        assert [file.name for file in Post.objects.get().attachments.all()] == ["map.png"]
        assert row.left_out == 1


def test_a_bounce_names_its_delivery(officer: Persona, post: Post) -> None:
    message = letter("mailer-daemon@mx.example", X_Failed_Recipients="a@b.example")
    row = arrive(message, bounce_address(Delivery(uid="d" * 12)), "<>")
    assert (row.outcome, row.delivery_uid) == (Outcome.BOUNCE, "d" * 12)


def test_a_machine_gets_no_post_and_no_answer(officer: Persona, post: Post) -> None:
    assert reply(officer, post, Auto_Submitted="auto-replied", verdict=PASS).outcome == Outcome.AUTOMATIC
    assert send_returns(timezone.now()) == 0
    assert not answers()


def test_what_a_killed_process_left_is_settled(officer: Persona, post: Post) -> None:
    accept(letter(officer.person.email).as_bytes(), [reply_address(officer.person, post)])
    assert not answers()
    assert settle_waiting(timezone.now()) == 1
    assert len(answers()) == 1
    assert settle_waiting(timezone.now()) == 0


def test_two_processes_settle_it_once(officer: Persona, post: Post) -> None:
    (row,) = accept(letter(officer.person.email).as_bytes(), [reply_address(officer.person, post)])
    first, second = Incoming.objects.get(pk=row.pk), Incoming.objects.get(pk=row.pk)
    settle(first)
    settle(second)
    assert len(answers()) == 1
    assert Incoming.objects.get().outcome == Outcome.POSTED


def test_a_mail_that_kills_its_reader_is_given_up(officer: Persona, post: Post) -> None:
    accept(letter(officer.person.email).as_bytes(), [reply_address(officer.person, post)])
    Incoming.objects.update(attempts=5)
    settle_waiting(timezone.now())
    assert outcome(Incoming.objects.get()) == (Outcome.FAILED, Reason.DAMAGED)
    assert send_returns(timezone.now()) == 0


def test_a_proven_sender_hears_that_it_was_given_up(officer: Persona, post: Post) -> None:
    accept(letter(officer.person.email, verdict=PASS).as_bytes(), [reply_address(officer.person, post)])
    Incoming.objects.update(attempts=5)
    settle_waiting(timezone.now())
    assert send_returns(timezone.now()) == 1
    assert mail.outbox[0].to == [officer.person.email]


def test_what_is_broken_for_a_while_costs_no_mail(
    officer: Persona, post: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A full disk, say: twice at once, then after pauses."""
    from intercity.mailbox import settling

    def full(*_args: object) -> list[str]:
        raise OSError("No space left on device")

    accept(letter(officer.person.email).as_bytes(), [reply_address(officer.person, post)])
    now = timezone.now()
    monkeypatch.setattr(settling, "keep_files", full)
    assert [settle_waiting(now) for _ in range(4)] == [1, 1, 0, 0]
    assert settle_waiting(now + timedelta(minutes=3)) == 1
    monkeypatch.undo()
    assert settle_waiting(now + timedelta(minutes=4)) == 0
    assert settle_waiting(now + timedelta(minutes=16)) == 1
    assert len(answers()) == 1


class TestBombs:
    """Very much mail."""

    def test_one_sender_is_put_off(self, officer: Persona, post: Post, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("intercity.mailbox.receiving.MOST_FROM_ONE", 3)
        for number in range(3):
            reply(officer, post, Message_ID=f"<{number}@x.example>")
        with pytest.raises(RefusedMailError) as refused:
            reply(officer, post, Message_ID="<4@x.example>")
        assert refused.value.later
        proven = reply(officer, post, Message_ID="<5@x.example>", verdict=PASS)
        assert proven.outcome == Outcome.POSTED

    def test_who_owns_a_domain_shares_what_strangers_have(
        self, officer: Persona, post: Post, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("intercity.mailbox.receiving.MOST_OF_STRANGERS", 3)
        for number in range(3):
            reply(officer, post, sender=f"{number}@example.org", verdict=PASS)
        with pytest.raises(RefusedMailError):
            reply(officer, post, sender="4@example.org", verdict=PASS)
        Alias.objects.create(person=officer.person, address="5@example.org", confirmed_at=timezone.now())
        for sender in (officer.person.email, "5@example.org"):
            assert reply(officer, post, sender=sender, verdict=PASS).outcome == Outcome.POSTED

    def test_what_stands_already_is_never_put_off(
        self, officer: Persona, post: Post, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        row = reply(officer, post)
        monkeypatch.setattr("intercity.mailbox.receiving.MOST_FROM_ONE", 1)
        assert reply(officer, post).pk == row.pk

    def test_too_large_is_refused(self, officer: Persona, post: Post, settings: object) -> None:
        settings.MAIL_IN_LIMIT = 100  # type: ignore[attr-defined]
        with pytest.raises(RefusedMailError) as refused:
            reply(officer, post, body="x" * 200)
        assert not refused.value.later


def test_counts_and_forgetting(officer: Persona, post: Post) -> None:
    reply(officer, post)
    reply(officer, post, verdict=FAIL, Message_ID="<2@x.example>")
    found = counts(timezone.now() - timedelta(hours=1))
    assert (found[Outcome.POSTED], found[Outcome.DROPPED], found[Outcome.RETURNED]) == (1, 1, 0)
    assert forget_doubtful(timezone.now()) == 0
    assert forget_doubtful(timezone.now() + timedelta(days=8)) == 1
    assert not Incoming.objects.exclude(raw=b"").exists()
    assert forget_doubtful(timezone.now() + timedelta(days=181)) == 2
    assert not Incoming.objects.exists()


def test_a_conversation_narrowed_in_the_same_moment_stays_closed(
    officer: Persona, post: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Between the look and the transaction: the label is asked again inside it."""
    from intercity.mailbox import settling

    def narrow(*args: object) -> list[str]:
        Post.objects.filter(pk=post.pk).update(label=Label.AMBER)
        return []

    monkeypatch.setattr(settling, "keep_files", narrow)
    assert reply(officer, post).outcome == Outcome.DROPPED
    assert not answers()


def test_settling_takes_few_queries(officer: Persona, post: Post) -> None:
    accept(letter(officer.person.email).as_bytes(), [reply_address(officer.person, post)])
    with CaptureQueriesContext(
        connection,
    ) as seen:
        settle_waiting(timezone.now())
    assert len(seen) < 40


def test_a_stranger_with_an_account_posts_nothing(space: Space) -> None:
    stranger = make_persona("zoe", None)
    message = letter(stranger.person.email, verdict=PASS, Subject="News")
    assert arrive(message, space_address(space)).reason == Reason.MAY_NOT_SPEAK
