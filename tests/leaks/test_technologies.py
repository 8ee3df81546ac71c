"""Technologies and experiences with them: page, list, comparison and file give each viewer what is for them."""

from __future__ import annotations

from typing import Any

import pytest
from django.utils import timezone
from pytest_django import DjangoDbBlocker

from intercity.activity.kept import forget_everything
from intercity.kinds.technology.forms import FullForm
from intercity.posts.models import Post, State
from tests.leaks.channels import everything
from tests.leaks.shared import some_of
from tests.leaks.world import MARKER, SEEN_BY, VIEWERS, World
from tests.personas import make_post

WORDS = tuple(name for name in FullForm.detail_names if name != "sort")
OF_EXPERIENCE = ("told", "stopped", "why")
PUBLISHED = State.PUBLISHED.value


def word(label: str, name: str) -> str:
    """A word that stands nowhere else."""
    return f"zqtech{label}{name.replace('_', '')}qz"


def technology(label: str) -> Post:
    """The one with that label."""
    return Post.objects.get(kind="technology", title=word(label, "title"))


def allowed(viewer: str, names: tuple[str, ...], part: str = "") -> set[str]:
    """Every word about technologies that the viewer may find."""
    return {word(part + label, name) for label in SEEN_BY if viewer in SEEN_BY[label] for name in names}


def told(label: str) -> dict[str, Any]:
    """An experience with a marker in each text."""
    return {
        "body": word(label, "told"), "status": "stopped", "since": timezone.localdate(), "usefulness": 5,
        "why_stopped": word(label, "stopped"), "usefulness_why": word(label, "why"),
    }  # fmt: skip


@pytest.fixture(scope="module")
def built_world(built_world: World, django_db_blocker: DjangoDbBlocker) -> World:
    """One technology for each label, and under the public one an experience for each."""
    author, elsewhere = built_world.personas["author"], built_world.personas["elsewhere"]
    assert author is not None
    assert elsewhere is not None
    with django_db_blocker.unblock():
        for label in SEEN_BY:
            facts = {name: word(label, name) for name in WORDS}
            post = make_post(
                author, built_world.space, kind="technology", title=word(label, "title"), body=word(label, "body"),
                **facts,
            )  # fmt: skip
            built_world.put((label, PUBLISHED), post)
        # Each of another organisation: of one organisation only the newest is shown.
        organisations = {"clear": "author", "green": "elsewhere", "amber": "partner_inside", "red": "named"}
        for label in SEEN_BY:
            persona = built_world.personas[organisations.get(label, "named_organisation")]
            assert persona is not None
            post = make_post(
                persona, built_world.space, kind="experience", title="", parent=technology("clear"),
                **told(f"told{label}"),
            )  # fmt: skip
            built_world.put((label, PUBLISHED), post)
        forget_everything()
    return built_world


def found(answer: Any) -> set[str]:
    """The words of this file in what came back."""
    return {hit for hit in MARKER.findall(everything(answer)) if hit.startswith("zqtech")}


@pytest.mark.parametrize("viewer", some_of(VIEWERS, often=("anonymous", "partner_inside", "named", "outside")))
def test_each_viewer_gets_what_is_for_them(viewer: str, world: World) -> None:
    client, slug = world.client(viewer), world.space.slug
    titles, all_words = allowed(viewer, ("title",)), allowed(viewer, ("title", "body", *WORDS))
    experiences = allowed(viewer, OF_EXPERIENCE, "told")
    assert found(client.get(f"/spaces/{slug}/technologies")) == titles
    assert found(client.get(f"/spaces/{slug}/technologies?used=1")) == set()
    for label in SEEN_BY:
        page = found(client.get(f"/posts/{technology(label).uid}/"))
        assert page - all_words - experiences == set(), (viewer, label)
        assert (word(label, "costs") in page) == (viewer in SEEN_BY[label]), (viewer, label)
        if label == "clear":
            assert page & experiences == experiences, viewer
    every = "&".join(f"post={technology(label).uid}" for label in SEEN_BY)
    for address in ("/technologies/compare", "/technologies/compare.csv"):
        seen = found(client.get(f"{address}?{every}"))
        assert seen - all_words == set(), (viewer, address)
        assert (word("amber", "oversight") in seen) == (viewer in SEEN_BY["amber"]), (viewer, address)


@pytest.mark.parametrize("viewer", some_of(VIEWERS))
def test_figures_are_made_of_what_one_may_read(viewer: str, world: World) -> None:
    """How many stopped is counted anew for each audience; a card counts what all see who see it."""
    count = sum(viewer in SEEN_BY[label] for label in SEEN_BY)
    page = everything(world.client(viewer).get(f"/posts/{technology('clear').uid}/"))
    assert f"Stopped: <b>{count}</b>" in page, viewer
    assert ("on average of" in page) == (count >= 3), viewer
    assert "In use with" not in page


@pytest.mark.parametrize("viewer", some_of(VIEWERS, often=("anonymous", "outside")))
def test_the_form_to_tell_opens_for_nobody_who_may_not_see_it(viewer: str, world: World) -> None:
    for label in SEEN_BY:
        answer = world.client(viewer).get(f"/posts/{technology(label).uid}/experience")
        # One's own organisation's experience comes back to be told anew, where one may see it.
        own = {
            word(f"told{one}", name) for one in SEEN_BY if viewer in SEEN_BY[one] for name in ("told", "stopped", "why")
        }
        assert found(answer) <= allowed(viewer, ("title",)) | own, (viewer, label)
        if viewer not in SEEN_BY[label] and answer.status_code != 302:
            assert answer.status_code == 404
