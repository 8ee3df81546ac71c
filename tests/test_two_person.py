"""Where a second person must confirm what becomes public: nothing is public that nobody confirmed, whichever way."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import count

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.mail import EmailMessage
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pytest_django.fixtures import Settings

from intercity.activity.models import Activity
from intercity.adoption.copying import begin_copy
from intercity.core.uids import new_uid
from intercity.kinds.rollcall.actions.changing import add_field
from intercity.kinds.rollcall.actions.closing import close
from intercity.kinds.rollcall.models import FieldType, RollCall
from intercity.kinds.rollcall.tests.helpers import fresh as fresh_rollcall
from intercity.kinds.rollcall.tests.helpers import give, make_rollcall
from intercity.mailbox.models import Outcome
from intercity.mailbox.tests.helpers import AUTHSERV, reply
from intercity.notifications.delivering import deliver_due
from intercity.notifications.models import Channel, Delivery
from intercity.notifications.recipients import notify
from intercity.organisations.models import Role
from intercity.posts import actions
from intercity.posts.actions.embargo import bring_forward, edit_embargoed
from intercity.posts.clock import publish_due
from intercity.posts.content import ImportedContent, PostContent
from intercity.posts.models import LabelWish, Post, Source, WishSort
from intercity.posts.policies import last_writer
from intercity.posts.tests.veiled import make_alike
from intercity.posts.versions import text_of
from intercity.posts.wishes import waiting_for, wishes_on
from intercity.spaces.actions import do_create_space, do_join
from intercity.spaces.models import Label, Space, SpaceMember
from tests.personas import Persona, make_persona

NUMBERS = count()


@dataclass
class House:
    """A space that asks for two people, Nice with two of them, and who coordinates."""

    officer: Persona
    colleague: Persona
    elsewhere: Persona
    coordinator: Persona
    space: Space

    def publish(self, label: str = Label.CLEAR, kind: str = "update") -> Post:
        return actions.publish(self.officer.viewer, self.space, kind, words(label))

    def second_coordinator(self) -> Persona:
        """Of Nice, and looks after the network too."""
        return make_persona("both", self.officer.organisation, is_coordinator=True)

    def confirmed(self, kind: str = "update") -> Post:
        """What is public with right."""
        post = self.publish(kind=kind)
        confirm(self.colleague, post)
        assert fresh(post).label == Label.CLEAR
        return fresh(post)


@pytest.fixture
def house(
    officer: Persona, colleague: Persona, officer_elsewhere: Persona, coordinator: Persona, space: Space
) -> House:
    page = f"/spaces/{space.slug}/settings"
    assert 'name="two_person"' in coordinator.client.get(page).content.decode()
    Space.objects.filter(pk=space.pk).update(two_person=True)
    return House(officer, colleague, officer_elsewhere, coordinator, Space.objects.get(pk=space.pk))


def words(label: str = Label.CLEAR) -> PostContent:
    return PostContent(title=f"Title {next(NUMBERS)}", body="words", label=label)


def words_later(moment: datetime) -> PostContent:
    return replace(words(), uid=new_uid(), visible_from=moment)


def fresh(post: Post) -> Post:
    return Post.objects.select_related("space", "root", "organisation").get(pk=post.pk)


def confirm(persona: Persona, post: Post, *, agreed: bool = True) -> None:
    wish = post.wishes.still_open().get()
    address = f"/posts/{post.uid}/wider"
    response = persona.client.post(address, {"answer": "yes" if agreed else "no", "wish": wish.uid})
    assert response.status_code == 302


def unconfirmed(space: Space) -> list[Post]:
    """What is public and was confirmed by nobody else as it stands; what operators import is left out."""
    public = Post.objects.filter(space=space, label=Label.CLEAR).exclude(source=Source.IMPORTED)
    return [post for post in public if not is_confirmed(post)]


def is_confirmed(post: Post) -> bool:
    yes = LabelWish.objects.filter(post=post, sort=WishSort.SECOND, label=Label.CLEAR, agreed=True, text=text_of(post))
    return any(
        one.decided_by_id not in (None, one.asked_by_id, last_writer(post))
        and one.decided_by.memberships.filter(organisation=post.organisation, verified_at__isnull=False).exists()
        for one in yes
        if one.decided_by is not None
    )


def publish(house: House) -> None:
    house.publish()


def publish_on_the_page(house: House) -> None:
    place = f"/spaces/{house.space.slug}/post/update"
    typed = {"title": "On the page", "body": "x", "label": "clear", "language": "en", "uid": new_uid()}
    assert house.officer.client.post(place, typed).status_code == 302


def comment(house: House) -> None:
    answer = actions.comment(house.elsewhere.viewer, house.confirmed(), PostContent(body="an answer"))
    assert answer.label == Label.GREEN


def edit(house: House) -> None:
    actions.edit(house.officer.viewer, house.confirmed(), words())


def widen_by_edit(house: House) -> None:
    actions.edit(house.officer.viewer, house.publish(Label.GREEN), words())


def edit_comment(house: House) -> None:
    answer = actions.comment(house.elsewhere.viewer, house.confirmed(), PostContent(body="an answer"))
    second = make_persona("second of Torino", house.elsewhere.organisation)
    confirm(second, answer)
    assert fresh(answer).label == Label.CLEAR
    actions.edit(house.elsewhere.viewer, fresh(answer), PostContent(body="other words"))


def widen(house: House) -> None:
    actions.change_label(house.officer.viewer, house.publish(Label.GREEN), Label.CLEAR)


def widen_a_thread(house: House) -> None:
    """What one person of the same city wrote under it comes along nowhere else, but not here."""
    post = house.publish(Label.GREEN)
    actions.comment(house.colleague.viewer, post, PostContent(body="ours, unread by anybody else"))
    actions.change_label(house.officer.viewer, post, Label.CLEAR)
    confirm(house.colleague, post)


def agree_to_a_coordinator(house: House) -> None:
    wish = actions.ask_wider(house.coordinator.viewer, house.publish(Label.GREEN), Label.CLEAR, "Others need it")
    actions.answer_wish(house.colleague.viewer, wish, agreed=True)


def claim(house: House) -> None:
    assert house.officer.organisation is not None
    item = ImportedContent(
        words(), house.officer.organisation, timezone.now(), tracker="t", record="r", fingerprint="f"
    )
    (post,) = actions.publish_many(house.space, "practice", [item])
    assert post.label == Label.CLEAR
    actions.claim(house.officer.viewer, post)


def copy(house: House) -> None:
    practice = house.confirmed("practice")
    begin_copy(house.elsewhere.person, practice, new_uid())
    actions.publish(house.elsewhere.viewer, house.space, "practice", words())


def answer_by_mail(house: House) -> None:
    assert reply(house.elsewhere, house.confirmed()).outcome == Outcome.POSTED


def change_what_is_asked(house: House) -> None:
    assert house.elsewhere.organisation is not None
    post = make_rollcall(house.officer, house.space, [house.elsewhere.organisation], label=Label.CLEAR).post
    confirm(house.colleague, post)
    assert fresh(post).label == Label.CLEAR
    lead = make_persona("lead of Nice", house.officer.organisation, Role.LEAD)
    # The second one comes while the first waits.
    for label in ("Words that nobody read", "More of them"):
        add_field(lead.viewer, fresh(post), {"type": FieldType.NUMBER, "label": label, "options": [], "unit": ""})


def answer_rollcalls(house: House) -> None:
    """Also where the answers were public before two people were asked for."""
    assert house.elsewhere.organisation is not None
    for ended in (False, True):
        row = make_rollcall(house.officer, house.space, [house.elsewhere.organisation], label=Label.CLEAR)
        assert row.answers_label == Label.GREEN
        RollCall.objects.filter(pk=row.pk).update(answers_label=Label.CLEAR)
        if ended:
            close(house.officer.viewer, fresh_rollcall(row.post), "What came out of it")
        else:
            give(fresh_rollcall(row.post), house.elsewhere.organisation)


def without_name(house: House) -> None:
    hidden = make_alike(house.space, 6)[0]
    with pytest.raises(ValidationError):
        actions.publish(hidden.viewer, house.space, "update", words(), unnamed=True)
    post = actions.publish(hidden.viewer, house.space, "update", words(Label.GREEN), unnamed=True)
    page = hidden.client.post(f"/posts/{post.uid}/label", {"label": "clear"})
    assert page.status_code == 422
    assert "a colleague confirms" in page.content.decode()
    with pytest.raises(ValidationError):
        actions.edit(hidden.viewer, fresh(post), words())


def in_its_own_hands(house: House) -> None:
    """Neither who asked, nor who wrote it last, nor strangers, nor those whom nobody has verified."""
    post = house.publish()
    wish = post.wishes.get()
    unverified = make_persona("unverified", house.officer.organisation, speaks=False)
    for persona in (house.officer, house.elsewhere, house.coordinator, unverified):
        with pytest.raises(PermissionDenied):
            actions.answer_wish(persona.viewer, wish, agreed=True)
    lead = make_persona("who edits", house.officer.organisation, Role.LEAD)
    actions.edit(lead.viewer, fresh(post), words())
    with pytest.raises(ValidationError):
        actions.answer_wish(house.colleague.viewer, wish, agreed=True)
    for asker in (lead, house.officer):
        actions.change_label(asker.viewer, fresh(post), Label.CLEAR)
        with pytest.raises(PermissionDenied):
            actions.answer_wish(lead.viewer, post.wishes.still_open().get(), agreed=True)


def publish_later(house: House) -> None:
    """By the clock, and by a colleague who brings it forward and is the second person then."""
    later = timezone.now() + timedelta(hours=1)
    posts = [actions.publish(house.officer.viewer, house.space, "update", words_later(later)) for _ in range(2)]
    assert {(post.label, post.is_embargoed, post.wishes.count()) for post in posts} == {(Label.CLEAR, True, 0)}
    editor = make_persona("who brings forward", house.officer.organisation, Role.EDITOR)
    bring_forward(editor.viewer, fresh(posts[0]))
    assert publish_due(later + timedelta(hours=1)) == 1
    assert {(fresh(post).label, fresh(post).is_published) for post in posts} == {(Label.GREEN, True)}
    confirm(editor, fresh(posts[0]))
    assert fresh(posts[0]).label == Label.CLEAR


def rewrite_what_waits(house: House) -> None:
    """Who wrote the words that come out is no second person for them, but their author is."""
    later = timezone.now() + timedelta(hours=1)
    editor = make_persona("who rewrites", house.officer.organisation, Role.EDITOR)
    posts = [actions.publish(house.officer.viewer, house.space, "update", words_later(later)) for _ in range(2)]
    for post in posts:
        edit_embargoed(editor.viewer, fresh(post), words_later(later), actions.FileChanges())
    edit_embargoed(house.officer.viewer, fresh(posts[1]), words_later(later), actions.FileChanges())
    assert publish_due(later + timedelta(hours=1)) == 2
    wish = posts[0].wishes.get()
    with pytest.raises(PermissionDenied):
        actions.answer_wish(editor.viewer, wish, agreed=True)
    confirm(house.officer, fresh(posts[0]))
    confirm(editor, fresh(posts[1]))
    assert {fresh(post).label for post in posts} == {Label.CLEAR}


def say_no(house: House) -> None:
    post = house.publish()
    confirm(house.colleague, post, agreed=False)
    assert not post.wishes.still_open().exists()


# Each ends with this many texts that wait for a second person.
WAYS: dict[Callable[[House], None], int] = {
    publish: 1, publish_on_the_page: 1, comment: 1, edit: 1, widen_by_edit: 1, edit_comment: 1, widen: 1,
    widen_a_thread: 0, agree_to_a_coordinator: 1, claim: 1, copy: 1, answer_by_mail: 1, change_what_is_asked: 1,
    answer_rollcalls: 2, without_name: 0, in_its_own_hands: 1, publish_later: 1,
    rewrite_what_waits: 0, say_no: 0,
}  # fmt: skip


@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.__name__)
def test_nothing_is_public_that_nobody_confirmed(
    way: Callable[[House], None], house: House, settings: Settings
) -> None:
    settings.MAIL_IN_DOMAIN, settings.MAIL_IN_AUTHSERV = "in.network.example", AUTHSERV
    way(house)
    assert not unconfirmed(house.space)
    assert LabelWish.objects.still_open().filter(sort=WishSort.SECOND).count() == WAYS[way]
    assert not RollCall.objects.filter(answers_label=Label.CLEAR).exists()


def test_the_walk_knows_every_action_on_posts() -> None:
    """A new action needs its way above, or to be named here as one that opens no words to anybody."""
    walked = {
        "publish", "do_publish", "comment", "edit", "change_label", "claim", "ask_wider", "answer_wish", "ask_others",
    }  # fmt: skip
    by_operators = {"publish_many", "update_many"}
    opens_nothing = {"FileChanges", "pin", "withdraw", "react", "do_react", "link", "unlink", "do_link", "do_unlink"}
    assert set(actions.__all__) == walked | by_operators | opens_nothing


def tell(post: Post, since: int = 0) -> int:
    """Tell of what happened to it after the act `since`; gives the last act."""
    acts = list(Activity.objects.filter(post_uid=post.uid, pk__gt=since).order_by("pk"))
    for act in acts:
        notify(act)
    return acts[-1].pk


def test_who_can_confirm_hears_of_it_and_finds_it(house: House) -> None:
    post = house.publish()
    tell(post)
    told = set(Delivery.objects.filter(teller="wishes").values_list("person__email", flat=True))
    assert told == {house.colleague.person.email}
    assert [one.wish.post_id for one in waiting_for(house.colleague.viewer)] == [post.pk]
    assert not waiting_for(house.officer.viewer)
    assert "Yes, make it public" in house.colleague.client.get("/me/to-confirm").content.decode()
    assert post.title in house.second_coordinator().client.get("/desk").content.decode()
    assert "Yes, make it public" not in house.officer.client.get(f"/posts/{post.uid}/").content.decode()


def test_whom_it_asks_outside_the_space_hears_once_it_is_public(house: House, partner: Persona) -> None:
    """Of the two acts of a question the first is for the network only, and so is a roll call until then."""
    assert partner.organisation is not None
    asked = replace(words(), details={"addressee": partner.organisation.slug})
    question = actions.publish(house.officer.viewer, house.space, "question", asked)
    rollcall = make_rollcall(house.officer, house.space, [partner.organisation], label=Label.CLEAR).post
    SpaceMember.objects.filter(organisation=partner.organisation).delete()
    for post, teller in ((question, "request"), (rollcall, "rollcall")):
        heard = Delivery.objects.filter(teller=teller, person=partner.person, channel=Channel.INSIDE)
        before = tell(post)
        assert not heard.exists(), teller
        confirm(house.colleague, post)
        tell(post, since=before)
        assert heard.count() == 1, teller


def test_what_waits_in_a_long_thread_takes_no_question_for_each(house: House) -> None:
    post = house.confirmed()
    asked = []
    for _round in range(2):
        for _answer in range(4):
            actions.comment(house.officer.viewer, post, PostContent(body="an answer"))
        for persona in (house.officer, house.colleague):
            viewer = persona.viewer
            with CaptureQueriesContext(connection) as context:
                found = [one.answers for one in wishes_on(viewer, post)], len(waiting_for(viewer))
            asked.append(len(context))
            mine = persona is house.colleague
            assert found == ([mine] * post.thread.count(), mine * post.thread.count())
    assert asked[:2] == asked[2:]


def test_elsewhere_one_person_is_enough(house: House) -> None:
    other = do_create_space("Flood")
    post = actions.publish(house.officer.viewer, other, "update", words())
    assert (post.label, post.wishes.count()) == (Label.CLEAR, 0)


def told(post: Post, outbox: list[EmailMessage]) -> dict[str, EmailMessage]:
    """The mails about what waits, or was answered, that go out now: by who gets them."""
    Delivery.objects.exclude(teller="wishes").delete()
    for act in Activity.objects.filter(post_uid=post.uid, verb__startswith="post.wish"):
        notify(act)
    outbox.clear()
    deliver_due()
    return {message.to[0]: message for message in outbox}


@pytest.mark.parametrize("label", [Label.GREEN, Label.AMBER])
def test_mails_lead_to_the_page_and_carry_nothing_of_narrow_texts(
    label: Label, house: House, mailoutbox: list[EmailMessage]
) -> None:
    assert house.coordinator.organisation is not None
    do_join(house.space, house.coordinator.organisation)
    post = house.publish(label)
    actions.ask_wider(house.coordinator.viewer, post, Label.CLEAR, "Zq others need it")
    mails = told(post, mailoutbox)
    assert set(mails) == {house.officer.person.email, house.colleague.person.email}
    for message in mails.values():
        assert f"/posts/{post.uid}/" in message.body
        whole = message.message().as_string()
        assert ("Zq others" in whole) == (post.title in whole) == (label == Label.GREEN)
    actions.answer_wish(house.colleague.viewer, post.wishes.get(), agreed=False)
    assert set(told(post, mailoutbox)) == {house.coordinator.person.email}
