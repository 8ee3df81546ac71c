"""Whatever changes a page that readers without an account see says so in its activity: kept pages live by that."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field

import pytest
from django.test import Client
from django.urls import resolve, reverse
from django.utils import timezone

from intercity.activity.models import Activity, last_id, last_public_id
from intercity.activity.public import is_marked
from intercity.activity.verbs import VERBS
from intercity.organisations import actions as people
from intercity.organisations.invitation_list import Guest
from intercity.organisations.models import Invitation, Membership, Organisation, Person, Role
from intercity.posts import actions
from intercity.posts.content import ImportedContent, PostContent
from intercity.posts.kinds import adoptable_kinds
from intercity.posts.models import Post
from intercity.spaces import actions as rooms
from intercity.spaces.models import Label, Space, SpaceState, Topic
from intercity.spaces.terms import add_term, change_term, retire_term
from tests import (
    acts_of_adoption,
    acts_of_agreement,
    acts_of_asking,
    acts_of_briefs,
    acts_of_embargo,
    acts_of_events,
    acts_of_labels,
    acts_of_links,
    acts_of_mail,
    acts_of_order,
    acts_of_privacy,
    acts_of_questions,
    acts_of_rollcalls,
)
from tests.personas import Persona, make_organisation, make_persona, make_post

# The id after which the live stream replays, and when a printed page or a file was made: these stand for a moment,
# not for what is shown.
MOMENT = re.compile(r"after=\d+|As it stood: .*?</p>|\"made\": ?\"[^\"]*\"")


@dataclass
class City:
    """A small network, and the acts that are done in it one after the other."""

    officer: Persona
    coordinator: Persona
    space: Space
    post: Post = field(init=False)
    hidden: Post = field(init=False)
    comment: Post = field(init=False)
    imported: Post = field(init=False)

    def __post_init__(self) -> None:
        self.post = make_post(self.officer, self.space, title="A public post", label=Label.CLEAR)
        self.hidden = make_post(self.officer, self.space, title="A network post", label=Label.GREEN)

    def fresh(self, post: Post) -> Post:
        return Post.objects.get(pk=post.pk)

    def membership(self) -> Membership:
        return Membership.objects.get(person__email="new@example.org", organisation=self.officer.organisation)

    def invitation(self) -> Invitation:
        return Invitation.objects.get(email="new@example.org", accepted_at=None)


def publish(city: City) -> None:
    city.post = make_post(city.officer, city.space, kind="question", title="A new question", label=Label.CLEAR)


def publish_hidden(city: City) -> None:
    city.hidden = make_post(city.officer, city.space, kind="question", title="Inside", label=Label.GREEN)


def publish_elsewhere(city: City) -> None:
    """The first post of an organisation also brings it into the space, which everybody sees."""
    make_post(make_persona("newcomer", make_organisation("City of Riga")), city.space, label=Label.GREEN)


def comment(city: City) -> None:
    city.comment = make_post(city.officer, city.space, kind="comment", title="", body="An answer", parent=city.post)


def comment_hidden(city: City) -> None:
    make_post(city.officer, city.space, kind="comment", title="", body="Inside", parent=city.hidden)


def comment_narrower(city: City) -> None:
    """What a comment written while its thread is widened becomes: no card may count it for everybody."""
    narrow = make_post(city.officer, city.space, kind="comment", title="", body="Narrow", parent=city.hidden)
    Post.objects.filter(pk=narrow.pk).update(parent=city.post, root=city.post)


def edit(city: City) -> None:
    actions.edit(city.officer.viewer, city.fresh(city.post), PostContent(title="Edited", body="x", label=Label.CLEAR))


def edit_comment(city: City) -> None:
    actions.edit(city.officer.viewer, city.fresh(city.comment), PostContent(body="Said otherwise"))


def narrow_by_edit(city: City) -> None:
    text = PostContent(title="Edited", body="x", label=Label.GREEN)
    actions.edit(city.officer.viewer, city.fresh(city.post), text)


def widen(city: City) -> None:
    actions.change_label(city.officer.viewer, city.fresh(city.post), Label.CLEAR)


def narrow(city: City) -> None:
    actions.change_label(city.officer.viewer, city.fresh(city.post), Label.GREEN)


def pin(city: City) -> None:
    actions.pin(city.coordinator.viewer, city.fresh(city.post), on=True)


def unpin(city: City) -> None:
    actions.pin(city.coordinator.viewer, city.fresh(city.post), on=False)


def withdraw_comment(city: City) -> None:
    actions.withdraw(city.officer.viewer, city.fresh(city.comment))


def withdraw(city: City) -> None:
    actions.withdraw(city.officer.viewer, city.fresh(city.post))


def item(city: City, title: str) -> ImportedContent:
    assert city.officer.organisation is not None
    return ImportedContent(
        PostContent(title=title, body="From a tracker", label=Label.CLEAR), city.officer.organisation, timezone.now(),
        tracker="t", record="r", fingerprint=title,
    )  # fmt: skip


def bring_in(city: City) -> None:
    city.imported = actions.publish_many(city.space, "practice", [item(city, "Imported")])[0]


def bring_in_again(city: City) -> None:
    post = Post.objects.select_related("origin").get(pk=city.imported.pk)
    actions.update_many(city.space, [(post, item(city, "A newer edition"))])


def claim(city: City) -> None:
    actions.claim(city.officer.viewer, city.fresh(city.imported))


def open_space(city: City) -> None:
    rooms.do_create_space("Flood", template="crisis", coordinators=[city.coordinator.person])


def open_partnership(city: City) -> None:
    rooms.do_create_space("By invitation", template="partnership")


def rename_space(city: City) -> None:
    city.space.name, city.space.description = "Renamed", "Described"
    rooms.change_space(city.coordinator.viewer, city.space)


def archive_space(city: City) -> None:
    city.space.state = SpaceState.ARCHIVED
    rooms.change_space(city.coordinator.viewer, city.space)
    city.space.state = SpaceState.ACTIVE


def close_space(city: City) -> None:
    city.space.widest_label = Label.GREEN
    rooms.change_space(city.coordinator.viewer, city.space)


def reopen_space(city: City) -> None:
    city.space.widest_label, city.space.state = Label.CLEAR, SpaceState.ACTIVE
    rooms.change_space(city.coordinator.viewer, city.space)


def coordinate(city: City) -> None:
    rooms.add_coordinator(city.coordinator.viewer, city.space, city.officer.person)


def uncoordinate(city: City) -> None:
    rooms.remove_coordinator(city.coordinator.viewer, city.space, city.officer.person)


def add_member(city: City) -> None:
    rooms.add_organisation(city.coordinator.viewer, city.space, make_organisation("City of Porto", country="PT"))


def join(city: City) -> None:
    rooms.join_space(make_persona("joiner", make_organisation("City of Lyon")).viewer, city.space)


def remove_member(city: City) -> None:
    rooms.remove_organisation(city.coordinator.viewer, city.space, Organisation.objects.get(name="City of Porto"))


def found(city: City) -> None:
    people.create_organisation(city.coordinator.viewer, Organisation(name="City of Graz", country="AT"))


def change_profile(city: City) -> None:
    organisation = city.officer.organisation
    assert organisation is not None
    organisation.name, organisation.about, organisation.contact_phone = "City of Nizza", "By the sea", "112"
    people.change_organisation(city.coordinator.viewer, organisation)


def invite(city: City) -> None:
    guest = Guest("new@example.org", "New", city.officer.organisation, Role.READER)
    people.invite(city.coordinator.viewer, guest)


def uninvite(city: City) -> None:
    people.cancel_invitation(city.coordinator.viewer, city.invitation())


def accept(city: City) -> None:
    people.accept_invitation(city.invitation())


def verify(city: City) -> None:
    people.verify_membership(city.coordinator.viewer, city.membership(), Role.OFFICER)


def verify_first(city: City) -> None:
    """The first who speaks confirms an imported organisation, which its page says."""
    persona = make_persona("first", make_organisation("Imported", unclaimed=True), speaks=False)
    city.hidden = make_post(persona, city.space, label=Label.GREEN)
    people.verify_membership(city.coordinator.viewer, Membership.objects.get(person=persona.person), Role.LEAD)


def change_role(city: City) -> None:
    people.change_role(city.coordinator.viewer, city.membership(), Role.LEAD)


def end(city: City) -> None:
    people.end_membership(city.coordinator.viewer, city.membership())


def rename_person(city: City) -> None:
    city.officer.person.name = "Somebody else"
    people.change_person(city.officer.viewer, city.officer.person)


def choose_zone(city: City) -> None:
    person = Person.objects.get(pk=city.officer.person.pk)
    person.time_zone = "Europe/Sofia"
    people.change_person(city.officer.viewer, person)


def name_topic(city: City) -> None:
    add_term(city.coordinator.viewer, Topic(labels={"en": "Snow"}))


def rename_topic(city: City) -> None:
    topic = Topic.objects.get(slug="snow")
    topic.labels = {"en": "Snow and ice"}
    change_term(city.coordinator.viewer, topic)


def retire_topic(city: City) -> None:
    retire_term(city.coordinator.viewer, Topic.objects.get(slug="snow"))


# In this order; each verb is done at least once. A new verb needs its act here.
ACTS: list[tuple[str, Callable[[City], None]]] = [
    ("post.published", publish), ("post.published", publish_hidden), ("post.published", publish_elsewhere),
    ("post.published", comment), ("post.published", comment_hidden), ("post.published", comment_narrower),
    ("post.edited", edit), ("post.edited", edit_comment),
    ("post.relabelled", narrow_by_edit), ("post.relabelled", widen), ("post.relabelled", narrow),
    ("post.relabelled", widen), ("post.pinned", pin), ("post.pinned", unpin),
    ("post.withdrawn", withdraw_comment), ("post.withdrawn", withdraw),
    ("posts.imported", bring_in), ("posts.imported", bring_in_again), ("post.claimed", claim),
    *acts_of_adoption.ACTS, *acts_of_asking.ACTS, *acts_of_questions.ACTS, *acts_of_mail.ACTS,
    *acts_of_rollcalls.ACTS, *acts_of_labels.ACTS, *acts_of_links.ACTS, *acts_of_order.ACTS, *acts_of_embargo.ACTS,
    *acts_of_events.ACTS,
    ("space.created", open_space), ("space.created", open_partnership), ("space.changed", rename_space),
    ("space.changed", archive_space), ("space.changed", close_space), ("space.changed", reopen_space),
    ("space.changed", coordinate), ("space.changed", uncoordinate),
    ("space.joined", add_member), ("space.joined", join), ("space.left", remove_member),
    ("organisation.created", found), ("organisation.changed", change_profile),
    ("membership.invited", invite), ("membership.uninvited", uninvite), ("membership.invited", invite),
    ("membership.began", accept), ("membership.verified", verify), ("membership.verified", verify_first),
    ("membership.changed", change_role), ("membership.ended", end),
    ("person.changed", rename_person), ("person.changed", choose_zone),
    ("topic.changed", name_topic), ("topic.changed", rename_topic), ("topic.changed", retire_topic),
    *acts_of_agreement.ACTS, *acts_of_privacy.ACTS,
    *acts_of_briefs.ACTS,
]  # fmt: skip
# Acts after which a reader without an account must see something else: else this walk would prove nothing.
MUST_SHOW = {
    publish, publish_elsewhere, comment, edit, edit_comment, narrow, widen, narrow_by_edit, pin, unpin, withdraw,
    withdraw_comment, bring_in, bring_in_again, claim, open_space, open_partnership, rename_space, archive_space,
    close_space, reopen_space, add_member, join, remove_member, found, change_profile, verify_first, name_topic,
    rename_topic,
    retire_topic, *acts_of_adoption.MUST_SHOW, *acts_of_questions.MUST_SHOW, *acts_of_rollcalls.MUST_SHOW,
    *acts_of_order.MUST_SHOW, *acts_of_embargo.MUST_SHOW, *acts_of_agreement.MUST_SHOW,
    *acts_of_links.MUST_SHOW, *acts_of_events.MUST_SHOW,
}  # fmt: skip
MUST_NOT_SHOW = {
    publish_hidden, comment_hidden, comment_narrower, choose_zone, rename_person, *acts_of_adoption.MUST_NOT_SHOW,
    *acts_of_asking.MUST_NOT_SHOW, *acts_of_labels.MUST_NOT_SHOW, *acts_of_questions.MUST_NOT_SHOW,
    *acts_of_mail.MUST_NOT_SHOW, *acts_of_rollcalls.MUST_NOT_SHOW, *acts_of_privacy.MUST_NOT_SHOW,
    *acts_of_order.MUST_NOT_SHOW, *acts_of_embargo.MUST_NOT_SHOW, *acts_of_agreement.MUST_NOT_SHOW,
    *acts_of_links.MUST_NOT_SHOW,
    *acts_of_briefs.MUST_NOT_SHOW,
    *acts_of_links.MUST_NOT_SHOW, *acts_of_events.MUST_NOT_SHOW,
}  # fmt: skip


@pytest.fixture
def city(officer: Persona, coordinator: Persona, space: Space) -> City:
    return City(officer, coordinator, space)


def anonymous_pages() -> dict[str, str]:
    """Every page that is the same for all readers without an account, as they get it now."""
    client = Client()
    paths = [reverse(name) for name in ("home", "spaces", "topics", "organisations")]
    paths.append(reverse("organisations") + "?all=1")
    paths.append(reverse("peers") + "?like=city-of-nice")
    paths += [reverse("calendar"), reverse("calendar_ics")]
    for row in Organisation.objects.all():
        paths.append(row.get_absolute_url())
    for space in Space.objects.all():
        names = ("space_about", "space_calendar", "space_calendar_ics")
        paths += [space.get_absolute_url(), *(reverse(name, args=[space.slug]) for name in names)]
    posts = list(Post.objects.filter(root=None))
    paths += [post.get_absolute_url() for post in posts]
    practices = Post.objects.filter(root=None, kind__in=adoptable_kinds())
    paths += [reverse("adoptions", args=[post.uid]) for post in practices]
    paths += [path for post in posts if post.kind == "rollcall" for path in pages_of_answers(post)]
    return {path: MOMENT.sub("", client.get(path).content.decode()) for path in paths}


def pages_of_answers(post: Post) -> list[str]:
    """Those of a roll call that are kept for readers without an account."""
    names = ("answers", "map", "map_data", "compare", "print", "embed", "closed", "missing", "csv", "json")
    paths = [reverse(f"rollcall_{name}", args=[post.uid]) for name in names]
    return [path for path in paths if is_marked(resolve(path).func)]


def changed(before: dict[str, str], after: dict[str, str]) -> set[str]:
    """Addresses whose page is another one now."""
    return {path for path in after if after[path] != before.get(path)}


# Every run looks at the pages around the acts by which posts are hidden; the proofs look around every act.
HIDING = ("post.withdrawn", "post.relabelled", "post.linked", "rollcall.unanswered", "rollcall.unsaid")


@pytest.mark.django_db
@pytest.mark.parametrize("looked_at", [HIDING, pytest.param(("",), marks=pytest.mark.proof)], ids=["hiding", "all"])
def test_an_act_that_changes_an_anonymous_page_says_so(looked_at: tuple[str, ...], city: City) -> None:
    before: dict[str, str] = {}
    for verb, act in ACTS:
        if not verb.startswith(looked_at):
            act(city)
            before = {}
            continue
        before = before or anonymous_pages()
        known, version = last_id(), last_public_id()
        act(city)
        after = anonymous_pages()
        moved = changed(before, after)
        # Pages of what did not exist before were kept by nobody.
        seen = {path for path in moved if path in before}
        assert verb in Activity.objects.filter(pk__gt=known).values_list("verb", flat=True), act.__name__
        assert not seen or last_public_id() > version, (act.__name__, seen)
        assert bool(seen) or act not in MUST_SHOW, f"{act.__name__} changed no page"
        assert not seen or act not in MUST_NOT_SHOW, (act.__name__, seen)
        before = after


def test_every_verb_is_walked() -> None:
    assert {verb for verb, _act in ACTS} == set(VERBS), "add the act of the new verb to ACTS"


def test_a_comment_narrower_than_its_thread_is_not_counted(city: City) -> None:
    comment_narrower(city)
    assert Post.objects.for_cards().get(pk=city.post.pk).comment_count == 0
    city.comment = make_post(city.officer, city.space, kind="comment", title="", body="Wide", parent=city.post)
    assert Post.objects.for_cards().get(pk=city.post.pk).comment_count == 1
