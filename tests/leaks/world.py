"""A world with one post for every label and state, a marker of its own in every field, and one viewer of each sort.

"Named only" is there twice: `red` is for people named one by one, `redcity` for all members of named organisations.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import product
from pathlib import Path

from django.conf import settings
from django.test import Client
from django.utils import timezone

from intercity.adoption.actions.saying import Wording, do_say
from intercity.moderation.models import Case, Decision, Flag, Rule, Sort
from intercity.organisations.models import Level, Organisation, Role, Type
from intercity.posts import actions
from intercity.posts.content import PostContent
from intercity.posts.links import GREW
from intercity.posts.models import Attachment, AttachmentText, Draft, LabelWish, Link, Post, Readers, State, WishSort
from intercity.posts.versions import text_of
from intercity.spaces.actions import do_create_space, do_join
from intercity.spaces.models import Label, Space, SpaceCoordinator
from tests.personas import Persona, make_organisation, make_persona, make_readers

# Of the organisations of the space.
MEMBERS = {"author", "lead", "colleague", "elsewhere", "reader", "partner_inside"}
# Of cities of the network that are not in the space; some of them are named as readers.
OUTSIDERS = {"outside", "named", "named_colleague", "named_organisation", "moderator"}
SEES_NETWORK = MEMBERS | OUTSIDERS | {"coordinator"}
PUBLIC_ONLY = {"anonymous", "stranger", "partner_outside", "former", "unclaimed", "suspended"}
VIEWERS = sorted(SEES_NETWORK | PUBLIC_ONLY)
# Walks over every address ask as one of each sort. `python -m benchmarks leak_cells` walks as all of them.
WALKERS = ["anonymous", "colleague", "named_organisation", "outside", "partner_inside"]
RED_CITY = "redcity"
# What a key calls a label, and which it is.
SORTS = {**{label.value: label for label in Label}, RED_CITY: Label.RED}
NARROW = {Label.AMBER.value, Label.RED.value, RED_CITY}
# No office opens the narrower labels, and to be named is nothing without being a member.
SEEN_BY = {
    Label.CLEAR.value: set(VIEWERS),
    Label.GREEN.value: SEES_NETWORK,
    Label.AMBER.value: MEMBERS,
    Label.RED.value: {"author", "named"},
    RED_CITY: {"author", "lead", "colleague", "named_organisation"},
}
# Whoever coordinates the space and its network; neither is of the organisation that wrote.
MODERATORS = {"coordinator", "moderator"}
# What waits for its time, by whoever looks after it; no office opens what is for named readers here either.
KEEPERS = {"author": set(Label.values), "lead": {Label.CLEAR.value, Label.GREEN.value, Label.AMBER.value}}
KEPT = ("title", "body", "contact", "problem", "lessons", "cost", "file", "inside")
# Where its own people work on it, and what is held about its author.
OF_KEEPERS = ("/me/", "/edit", "/files/")
# Of the organisation that wrote: those who answer when somebody asks whether more may read it.
SPEAKERS = {"author", "lead", "colleague"}
# On the page of a case: what people said of it, and what its author was told.
OF_CASES = ("flag", "decided")
KEYS = [*product(Label.values, State.values), (RED_CITY, State.PUBLISHED.value)]
Key = tuple[str, str]
"""Sort of label, state."""
FIELDS = (
    "title", "body", "contact", "problem", "lessons", "cost", "comment", "old", "file", "inside", "said", "drawn",
    "reason", "changed",
)  # fmt: skip
# Longer than by chance, and with a vowel: uids have none, and tokens of forms have capitals and digits all over.
MARKER = re.compile(r"zq(?=[b-df-hj-np-tv-z]*[aeiou])[a-z]{8,}qz")


def marker(label: str, state: str, name: str) -> str:
    """A word that stands nowhere else: `zqgreenhiddenbodyqz`."""
    return f"zq{label}{state}{name}qz"


def may_see(viewer: str, label: str, state: str) -> bool:
    """The table of DESIGN.md, written down once more by hand: the oracle of the whole matrix."""
    return state == State.PUBLISHED and viewer in SEEN_BY[label]


def seen(viewer: str, keys: Iterable[Key] = KEYS) -> list[Key]:
    """Those that the viewer may see."""
    return [key for key in keys if may_see(viewer, *key)]


def mailed(viewer: str, keys: Iterable[Key] = KEYS) -> list[Key]:
    """Those of which words may go to the viewer by mail: the narrower labels travel as a link only."""
    return [key for key in seen(viewer, keys) if key[0] not in NARROW]


def keeps(viewer: str, label: str, state: str) -> bool:
    """Whether the viewer looks after a post that waits for its time."""
    return state == State.EMBARGOED and label in KEEPERS.get(viewer, ())


def may_see_case(viewer: str, label: str, state: str) -> bool:
    """On the page of a case: moderators within the labels, and its organisation once it is decided."""
    own = viewer in {"author", "lead", "colleague"} and state == State.HIDDEN
    return viewer in SEEN_BY[label] and (viewer in MODERATORS or own)


@dataclass
class World:
    """Everything the matrix walks over."""

    space: Space
    posts: dict[Key, Post] = field(default_factory=dict)
    comments: dict[Key, Post] = field(default_factory=dict)
    files: dict[Key, Attachment] = field(default_factory=dict)
    cases: dict[Key, Case] = field(default_factory=dict)
    readers: dict[str, Readers] = field(default_factory=dict)
    personas: dict[str, Persona | None] = field(default_factory=dict)
    thorough: bool = False
    """Whether walks ask the pages of each kind for all posts of the others, too."""

    def client(self, viewer: str) -> Client:
        """The browser of a viewer."""
        persona = self.personas[viewer]
        return persona.client if persona is not None else Client()

    def forbidden(self, viewer: str) -> set[str]:
        """Every marker that must reach this viewer nowhere."""
        posts = {marker(*key, name) for key in self.posts for name in FIELDS if not may_see(viewer, *key)}
        drafts = {marker(*key, "draft") for key in self.posts if viewer != "author"}
        wishes = {marker(*key, "why") for key in self.posts if viewer not in SPEAKERS or not may_see(viewer, *key)}
        return posts | drafts | wishes | {marker(*key, name) for key in self.posts for name in OF_CASES}

    def on_cases(self, viewer: str) -> set[str]:
        """All that the pages of cases show this viewer, also where nothing else does."""
        seen = [key for key in self.cases if may_see_case(viewer, *key)]
        flags = {marker(*key, "flag") for key in seen if viewer in MODERATORS}
        decided = {marker(*key, "decided") for key in seen if key[1] == State.HIDDEN}
        return flags | decided | {marker(*key, name) for key in seen for name in ("title", "body")}

    def waiting(self, viewer: str) -> set[str]:
        """All of what waits for its time that its own people find where they work on it."""
        return {marker(*key, name) for key in self.posts if keeps(viewer, *key) for name in KEPT}

    def besides(self, viewer: str, where: str) -> set[str]:
        """What the viewer finds at this place, and nowhere else, although it is forbidden."""
        cases = self.on_cases(viewer) if "/moderation/" in where else set()
        return cases | (self.waiting(viewer) if any(place in where for place in OF_KEEPERS) else set())

    def put(self, key: Key, *posts: Post) -> None:
        """Give posts the label, the readers and the state of `key`, as if nothing had been told of it."""
        sort, state = key
        rows = Post.objects.filter(pk__in=[post.pk for post in posts])
        rows.update(label=SORTS[sort], readers=self.readers.get(sort), state=state)


def build_world() -> World:
    """Write the world through the same actions as everybody."""
    world = World(do_create_space("Drill", slug="drill"))
    world.personas = build_personas(world.space)
    author, elsewhere = world.personas["author"], world.personas["elsewhere"]
    assert author is not None
    assert elsewhere is not None
    name_readers(world)
    for label, state in KEYS:
        add_post(world, author, elsewhere, label, state)
    add_cases(world, author)
    add_wishes(world)
    add_links(world)
    return world


def add_wishes(world: World) -> None:
    """Of each post that is not public, somebody asks why it is not, in words for those alone who answer."""
    for key, post in world.posts.items():
        if post.label != Label.CLEAR and not post.is_embargoed:
            LabelWish.objects.create(
                post=post, sort=WishSort.CONSENT, label=Label.CLEAR, text=text_of(post), why=marker(*key, "why")
            )


def add_links(world: World) -> None:
    """Everything is connected with what is public: its page must say nothing of what its reader does not see."""
    public = world.posts[Label.CLEAR.value, State.PUBLISHED.value]
    for post in world.posts.values():
        if post != public:
            Link.objects.create(
                source=public, target=post, sort=GREW.name, organisation=post.organisation, at=timezone.now()
            )


def add_cases(world: World, author: Persona) -> None:
    """Each published post is flagged, each hidden one was decided about."""
    for key, post in world.posts.items():
        if post.state not in (State.PUBLISHED, State.HIDDEN):
            continue
        case = Case.objects.create(post=post, closed_at=timezone.now() if post.state == State.HIDDEN else None)
        Flag.objects.create(case=case, post=post, rule=Rule.PERSON, words=marker(*key, "flag"))
        if post.state == State.HIDDEN:
            said = marker(*key, "decided")
            Decision.objects.create(case=case, sort=Sort.HIDE, rule=Rule.PERSON, reason=said, person=author.person)
        world.cases[key] = case


def name_readers(world: World) -> None:
    """Two sets: people named with the organisation that they are of, or not any more, or never were; organisations."""
    slugs = [f"city-of-{name}" for name in ("nice", "torino", "bergen", "lyon")]
    nice, torino, bergen, lyon = (Organisation.objects.get(slug=slug) for slug in slugs)
    named = {"author": nice, "former": nice, "stranger": torino, "named": bergen, "suspended": nice}
    people = {name: world.personas[name] for name in named}
    world.readers = {
        Label.RED: make_readers(*((named[name], one.person) for name, one in people.items() if one is not None)),
        RED_CITY: make_readers(nice, lyon),
    }


def build_personas(space: Space) -> dict[str, Persona | None]:
    """One viewer of each sort."""
    nice, torino = make_organisation("City of Nice"), make_organisation("City of Torino", country="IT")
    ministry = make_organisation("Ministry inside", type=Type.MINISTRY, level=Level.NATIONAL)
    outside = make_organisation("Ministry outside", type=Type.MINISTRY, level=Level.NATIONAL)
    unclaimed = make_organisation("Imported", unclaimed=True)
    bergen = make_organisation("City of Bergen", country="NO")
    for organisation in (nice, torino, ministry):
        do_join(space, organisation)
    former = make_persona("former", nice)
    former.person.memberships.update(ended_at=timezone.now())
    moderator = make_persona("moderator", make_organisation("City of Gdynia", country="PL"))
    SpaceCoordinator.objects.create(space=space, person=moderator.person)
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
        "moderator": moderator,
        "suspended": make_persona("suspended", nice, Role.LEAD, suspended_until=timezone.now() + timedelta(days=9)),
        "outside": make_persona("outside", make_organisation("City of Ghent", country="BE")),
        "named": make_persona("named", bergen),
        "named_colleague": make_persona("named colleague", bergen),
        "named_organisation": make_persona("named organisation", make_organisation("City of Lyon")),
        "unclaimed": make_persona("unclaimed", unclaimed, Role.READER, speaks=False),
    }


def secretariat() -> Organisation:
    """The coordinator's organisation."""
    return make_organisation("Secretariat", type=Type.NETWORK, level=Level.EUROPEAN, country="")


def add_post(world: World, author: Persona, elsewhere: Persona, label: str, state: str) -> None:
    """A practice that was edited once, with a comment, a file and a draft; then put into its state."""

    def content(*names: str) -> PostContent:
        title, body = (marker(label, state, name) for name in names)
        details = {name: marker(label, state, name) for name in ("problem", "lessons", "cost")}
        return PostContent(
            title=title, body=body, contact=marker(label, state, "contact"), details=details, label=SORTS[label],
            readers=world.readers.get(label),
        )  # fmt: skip

    assert author.organisation is not None
    assert elsewhere.organisation is not None
    post = actions.do_publish(world.space, "practice", content("old", "old"), author.organisation, author.person)
    actions.edit(author.viewer, post, content("title", "body"))
    text = PostContent(body=marker(label, state, "comment"))
    comment = actions.do_publish(
        world.space, "comment", text, elsewhere.organisation, elsewhere.person, parent=Post.objects.get(pk=post.pk)
    )
    add_adoptions(post, label, state)
    due = timezone.now() + timedelta(days=9) if state == State.EMBARGOED else None
    Post.objects.filter(pk=post.pk).update(state=state, visible_from=due)
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
    """A file of the post, with a marker as name, another inside, and a third in what was read of it."""
    path = Path(settings.MEDIA_ROOT) / f"{post.uid}.pdf"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"%PDF-1.4 {marker(label, state, 'inside')}")
    file = Attachment.objects.create(
        post=post, uploaded_by=author.person, name=f"{marker(label, state, 'file')}.pdf", mime="application/pdf",
        size=path.stat().st_size, path=path.name,
    )  # fmt: skip
    drawn = path.with_suffix(".webp")
    drawn.write_text(f"RIFF....WEBP {marker(label, state, 'drawn')}")
    AttachmentText.objects.create(
        attachment=file, text=marker(label, state, "said"), pages=3, picture=drawn.name, width=3, height=4
    )
    return file
