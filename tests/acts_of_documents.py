"""The acts around documents, for the walk of `test_public_world`."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils import timezone

from intercity.kinds.document import clock
from intercity.kinds.document.actions import arranging, settling, writing
from intercity.kinds.document.actions.writing import Said
from intercity.kinds.document.models import Document, Section, Status
from intercity.posts.models import Post
from intercity.spaces.models import Label, Space
from tests.personas import make_post

if TYPE_CHECKING:
    from tests.test_public_world import City


def pages() -> list[str]:
    """The lists of documents, and each section by itself."""
    lists = [reverse("space_documents", args=[space.slug]) for space in Space.objects.all()]
    return lists + [row.get_absolute_url() for row in Section.objects.select_related("post")]


def document(city: City, title: str = "Our orientation", label: Label = Label.CLEAR) -> Post:
    """The document of that title."""
    found = Post.objects.filter(title=title).first()
    return city.fresh(found or make_post(city.officer, city.space, kind="document", title=title, label=label))


def section(city: City) -> Section:
    """The first of its sections."""
    found = Section.objects.filter(post=document(city)).order_by("pk")[0]
    found.post = document(city)
    return found


def publish(city: City) -> None:
    document(city)


def begin(city: City) -> None:
    arranging.begin(city.officer.viewer, document(city), "A section", "With a text")


def change(city: City) -> None:
    row = section(city)
    writing.write(city.officer.viewer, row, Said("A section", "With another text", str(row.version)))


def move(city: City) -> None:
    arranging.begin(city.officer.viewer, document(city), "Another")
    arranging.move(city.officer.viewer, section(city), up=False)


def remove(city: City) -> None:
    arranging.remove(city.officer.viewer, section(city))


def write_hidden(city: City) -> None:
    arranging.begin(city.officer.viewer, document(city, "Inside only", Label.GREEN), "Hidden", "Words")


def ask(city: City) -> None:
    """Others are asked for the next days."""
    until = timezone.localdate() + timedelta(days=2)
    settling.settle(city.officer.viewer, document(city), Status.CONSULTATION, until)


def remind(city: City) -> None:
    Document.objects.update(consulted_at=timezone.now() - timedelta(days=2))
    assert clock.remind(timezone.now()) == 1


def lapse(city: City) -> None:
    """Its last day has passed, which nobody did."""
    row = Document.objects.filter(pk=document(city).pk)
    row.update(is_guidance=True, valid_until=timezone.localdate() - timedelta(days=1))
    assert [clock.note_validity(timezone.now()) for _again in range(2)] == [1, 0]


def consult(city: City) -> None:
    settling.settle(city.officer.viewer, document(city), Status.ADOPTED)


def agree(city: City) -> None:
    settling.agree(city.officer.viewer, document(city), 1)


def agree_no_more(city: City) -> None:
    settling.take_back(city.officer.viewer, document(city))


ACTS: list[tuple[str, Callable[[City], None]]] = [
    ("post.published", publish), ("document.written", begin), ("document.written", change),
    ("document.written", move), ("document.written", remove), ("document.written", write_hidden),
    ("document.agreed", agree), ("document.agreed", agree_no_more), ("document.changed", ask),
    ("document.reminded", remind), ("document.validity", lapse), ("document.changed", consult),
]  # fmt: skip
MUST_SHOW = {begin, change, move, remove, ask, lapse, consult, agree, agree_no_more}
# The hidden document itself is seen by nobody; what is written in it neither.
MUST_NOT_SHOW = {write_hidden, remind}
