"""A world with one post for every label and state, a marker of its own in every field, and one viewer of each sort."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import product
from pathlib import Path

from django.conf import settings
from django.test import Client
from django.utils import timezone

from intercity.adoption.actions.saying import Wording, do_say
from intercity.organisations.models import Level, Organisation, Role, Type
from intercity.posts import actions
from intercity.posts.content import PostContent
from intercity.posts.models import Attachment, Draft, Post, State
from intercity.spaces.actions import do_create_space, do_join
from intercity.spaces.models import Label, Space
from tests.personas import Persona, make_organisation, make_persona

SEES_NETWORK = {"author", "lead", "colleague", "elsewhere", "reader", "coordinator", "partner_inside"}
PUBLIC_ONLY = {"anonymous", "stranger", "partner_outside", "former", "unclaimed"}
VIEWERS = sorted(SEES_NETWORK | PUBLIC_ONLY)
FIELDS = (
    "title", "body", "contact", "problem", "lessons", "cost", "comment", "old", "file", "inside", "reason", "changed",
)  # fmt: skip


def marker(label: str, state: str, name: str) -> str:
    """A word that stands nowhere else: `zqgreenhiddenbodyqz`."""
    return f"zq{label}{state}{name}qz"


def may_see(viewer: str, label: str, state: str) -> bool:
    """The table of DESIGN.md, written down once more by hand: the oracle of the whole matrix."""
    if state != State.PUBLISHED:
        return False
    return {Label.CLEAR: True, Label.GREEN: viewer in SEES_NETWORK, Label.AMBER: False, Label.RED: False}[Label(label)]


@dataclass
class World:
    """Everything the matrix walks over."""

    space: Space
    posts: dict[tuple[str, str], Post] = field(default_factory=dict)
    comments: dict[tuple[str, str], Post] = field(default_factory=dict)
    files: dict[tuple[str, str], Attachment] = field(default_factory=dict)
    personas: dict[str, Persona | None] = field(default_factory=dict)

    def client(self, viewer: str) -> Client:
        """The browser of a viewer."""
        persona = self.personas[viewer]
        return persona.client if persona is not None else Client()

    def forbidden(self, viewer: str) -> set[str]:
        """Every marker that must reach this viewer nowhere."""
        posts = {marker(*key, name) for key in self.posts for name in FIELDS if not may_see(viewer, *key)}
        drafts = {marker(*key, "draft") for key in self.posts if viewer != "author"}
        return posts | drafts


def build_world() -> World:
    """Write the world through the same actions as everybody."""
    world = World(do_create_space("Drill", slug="drill"))
    world.personas = build_personas(world.space)
    author, elsewhere = world.personas["author"], world.personas["elsewhere"]
    assert author is not None
    assert elsewhere is not None
    for label, state in product(Label.values, State.values):
        add_post(world, author, elsewhere, label, state)
    return world


def build_personas(space: Space) -> dict[str, Persona | None]:
    """One viewer of each sort."""
    nice, torino = make_organisation("City of Nice"), make_organisation("City of Torino", country="IT")
    ministry = make_organisation("Ministry inside", type=Type.MINISTRY, level=Level.NATIONAL)
    outside = make_organisation("Ministry outside", type=Type.MINISTRY, level=Level.NATIONAL)
    unclaimed = make_organisation("Imported", unclaimed=True)
    for organisation in (nice, torino, ministry):
        do_join(space, organisation)
    former = make_persona("former", nice)
    former.person.memberships.update(ended_at=timezone.now())
    return {
        "anonymous": None,
        "author": make_persona("author", nice),
        "lead": make_persona("lead", nice, Role.LEAD),
        "colleague": make_persona("colleague", nice),
        "elsewhere": make_persona("elsewhere", torino),
        "reader": make_persona("reader", torino, Role.READER, speaks=False),
        "partner_inside": make_persona("partner inside", ministry),
        "partner_outside": make_persona("partner outside", outside),
        "coordinator": make_persona("coordinator", secretariat(), Role.LEAD, is_coordinator=True),
        "stranger": make_persona("stranger", None),
        "former": former,
        "unclaimed": make_persona("unclaimed", unclaimed, Role.READER, speaks=False),
    }


def secretariat() -> Organisation:
    """The coordinator's organisation."""
    return make_organisation("Secretariat", type=Type.NETWORK, level=Level.EUROPEAN, country="")


def add_post(world: World, author: Persona, elsewhere: Persona, label: str, state: str) -> None:
    """A practice that was edited once, with a comment, a file and a draft; then put into its label and state."""

    def content(*names: str) -> PostContent:
        title, body = (marker(label, state, name) for name in names)
        details = {name: marker(label, state, name) for name in ("problem", "lessons", "cost")}
        return PostContent(title=title, body=body, contact=marker(label, state, "contact"), details=details)

    assert author.organisation is not None
    assert elsewhere.organisation is not None
    post = actions.do_publish(world.space, "practice", content("old", "old"), author.organisation, author.person)
    actions.edit(author.viewer, post, content("title", "body"))
    text = PostContent(body=marker(label, state, "comment"))
    comment = actions.do_publish(
        world.space, "comment", text, elsewhere.organisation, elsewhere.person, parent=Post.objects.get(pk=post.pk)
    )
    add_adoptions(post, label, state)
    Post.objects.filter(pk__in=[post.pk, comment.pk]).update(label=label)
    Post.objects.filter(pk=post.pk).update(state=state)
    key = (label, state)
    world.posts[key] = Post.objects.get(pk=post.pk)
    world.comments[key] = Post.objects.get(pk=comment.pk)
    world.files[key] = add_file(world.posts[key], author, label, state)
    Draft.objects.create(
        person=author.person, key=f"edit-{post.uid}", post=post, data={"title": marker(label, state, "draft")}
    )


def add_adoptions(post: Post, label: str, state: str) -> None:
    """What others say about it: one does it too, one decided against it, with a marker as its reason."""
    for slug, status in (("city-of-torino", "rejected"), ("ministry-inside", "already")):
        wording = Wording(status, reason=marker(label, state, "reason"), changed=marker(label, state, "changed"))
        do_say(post, Organisation.objects.get(slug=slug), None, wording, timezone.now())


def add_file(post: Post, author: Persona, label: str, state: str) -> Attachment:
    """A file of the post, with a marker as name and another inside."""
    path = Path(settings.MEDIA_ROOT) / f"{post.uid}.pdf"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"%PDF-1.4 {marker(label, state, 'inside')}")
    return Attachment.objects.create(
        post=post, uploaded_by=author.person, name=f"{marker(label, state, 'file')}.pdf", mime="application/pdf",
        size=path.stat().st_size, path=path.name,
    )  # fmt: skip
