"""A document with a section, and people of the space who write in it."""

from __future__ import annotations

from intercity.core.together import Said
from intercity.kinds.document.actions import arranging, writing
from intercity.kinds.document.actions.writing import Saved
from intercity.kinds.document.models import Section
from intercity.posts.models import Post
from intercity.spaces.actions import do_join
from intercity.spaces.models import Space
from tests.personas import Persona, make_post


def make_document(persona: Persona, space: Space, **details: object) -> Post:
    """A document of the persona's city, whose own organisation is in the space."""
    assert persona.organisation is not None
    do_join(space, persona.organisation)
    return make_post(persona, space, kind="document", title="Prevention", **details)  # type: ignore[arg-type]


def make_section(persona: Persona, post: Post, body: str = "One two three.", title: str = "First") -> Section:
    """A section with that text."""
    return arranging.begin(persona.viewer, post, title, body)


def fresh(section: Section) -> Section:
    """As it stands."""
    return Section.objects.select_related("post").get(pk=section.pk)


def write(persona: Persona, section: Section, body: str, base: str = "1", key: str = "", title: str = "First") -> Saved:
    """Somebody saves that text, going on from a version."""
    return writing.write(persona.viewer, fresh(section), Said(title, body, base, key))
