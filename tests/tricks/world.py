"""A small network with something of everything, so that its pages have all their forms."""

from __future__ import annotations

from datetime import timedelta

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.utils import timezone

from intercity.kinds.question.models import Question
from intercity.moderation.models import Appeal, Case
from intercity.organisations.models import Invitation, Membership, Organisation, Role
from intercity.posts.models import State
from intercity.posts.models.readers import SharingGroup
from intercity.spaces.actions import do_create_space, do_join
from intercity.spaces.models import Label, SpaceState
from intercity.spaces.models.lists import OrganisationList
from tests.leaks import rollcalls
from tests.leaks.world import World, add_cases, add_post, build_personas
from tests.personas import Persona, make_persona, make_post
from tests.tricks.programme import add_programme


def build_world() -> World:
    """One of each: posts of all kinds, answers, files, a hidden one with its case, invitations."""
    world = World(do_create_space("Drill", slug="drill"))
    world.personas = build_personas(world.space)
    author, elsewhere, lead = (world.personas[name] for name in ("author", "elsewhere", "lead"))
    assert author is not None
    assert elsewhere is not None
    assert lead is not None
    for key in ((Label.CLEAR, State.PUBLISHED), (Label.GREEN, State.PUBLISHED), (Label.CLEAR, State.HIDDEN)):
        add_post(world, author, elsewhere, *key)
    add_cases(world, author)
    coordinator = world.personas["coordinator"]
    assert coordinator is not None
    open_case = world.cases[Label.GREEN, State.PUBLISHED]
    later = timezone.now() + timedelta(days=1)
    Case.objects.filter(pk=open_case.pk).update(claimed_by=coordinator.person, claimed_until=later)
    decided = world.cases[Label.CLEAR, State.HIDDEN].decision
    Appeal.objects.create(decision=decided, by=author.person, words="Please look again.")
    for persona in (author, elsewhere):
        question = make_post(persona, world.space, kind="question", title="Who has cool rooms?", label=Label.CLEAR)
        make_post(persona, world.space, kind="comment", title="", body="We do.", parent=question, label=Label.CLEAR)
    ministry = Organisation.objects.get(slug="ministry-inside")
    Question.objects.filter(post=make_post(author, world.space, kind="question")).update(addressee=ministry)
    assert lead.organisation is not None
    make_persona("newcomer", lead.organisation, speaks=False)
    make_persona("leaving", lead.organisation, Role.OFFICER)
    SharingGroup.objects.create(owner=lead.organisation, name="Neighbours")
    OrganisationList.objects.create(space=world.space, name="Coast").organisations.add(ministry)
    Invitation.objects.create(
        organisation=lead.organisation,
        email="invited@example.org",
        expires_at=timezone.now() + timedelta(days=9),
        invited_by=lead.person,
    )
    assert elsewhere.organisation is not None
    Membership.objects.create(person=lead.person, organisation=elsewhere.organisation, role=Role.OFFICER)
    give_factors(lead)
    other = world.client("author").session.session_key
    UserSession.objects.create(user=author.person, session_key=other, ip="127.0.0.1", user_agent="Firefox")
    Membership.objects.filter(person=author.person).update(
        began_at=timezone.now() - timedelta(days=350), verified_at=timezone.now() - timedelta(days=350)
    )
    do_create_space("Exercise", slug="exercise", state=SpaceState.EXERCISE)
    add_programme(world, author, elsewhere, coordinator)
    ask_all(world)
    return world


def ask_all(world: World) -> None:
    """A roll call that is answered, and one that Nice has still to answer."""
    cities = rollcalls.answering()
    for city in cities:
        do_join(world.space, city)
    key = (Label.CLEAR, Label.CLEAR, State.PUBLISHED)
    asked = rollcalls.Asked(world, {key: rollcalls.publish(world, key, cities)})
    rollcalls.answer_everything(asked)
    open_key = (Label.GREEN, Label.GREEN, State.PUBLISHED)
    posts = {**asked.posts, open_key: rollcalls.publish(world, open_key, cities)}
    world.posts |= {(f"rollcall{number}", State.PUBLISHED): post for number, post in enumerate(posts.values())}


def give_factors(persona: Persona) -> None:
    """An app and a list of codes."""
    app, codes = {"secret": "JBSWY3DPEHPK3PXP"}, {"seed": "00", "used_mask": 0}
    Authenticator.objects.create(user=persona.person, type=Authenticator.Type.TOTP, data=app)
    Authenticator.objects.create(user=persona.person, type=Authenticator.Type.RECOVERY_CODES, data=codes)
