"""What I hear of, and how: the page of choices, and following."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from intercity.notifications.forms import HearingForm
from intercity.notifications.models import By, Follow, Preference
from intercity.organisations.models import Organisation
from intercity.posts.models import Post
from intercity.posts.telling import Pace, all_events
from intercity.search.models import SavedView
from intercity.spaces.actions import do_join
from intercity.spaces.models import Label, Space, Topic
from tests.personas import Persona, make_post


def choices(**changed: str) -> dict[str, str]:
    """The whole form as it stands for whoever chose nothing, with changes."""
    usual = {f"pace-{event.name}": event.pace.value for event in all_events().values()}
    usual |= {f"by-{name}": "mail" for name in all_events()}
    return {**usual, **{name.replace("_", "-"): value for name, value in changed.items()}}


def test_only_what_was_changed_is_written(officer: Persona) -> None:
    page = officer.client.get("/me/hearing").content.decode()
    for name in all_events():
        assert f'name="pace-{name}"' in page
    response = officer.client.post("/me/hearing", choices(pace_answer="weekly", by_mention="inside"))
    assert response["Location"] == "/me/hearing"
    rows = {row.event: (row.pace, row.by) for row in Preference.objects.filter(person=officer.person)}
    assert rows == {"answer": (Pace.WEEKLY, By.MAIL), "mention": (Pace.NOW, By.INSIDE)}


def test_all_choices_are_read_at_once(officer: Persona, django_assert_num_queries: Callable[[int], object]) -> None:
    with django_assert_num_queries(1):  # type: ignore[attr-defined]
        HearingForm(officer.person)


@pytest.mark.parametrize("wrong", [{"pace_answer": "hourly"}, {"by_answer": "fax"}, {"by_followed": "push"}])
def test_nonsense_is_refused_and_nothing_is_written(wrong: dict[str, str], officer: Persona) -> None:
    assert officer.client.post("/me/hearing", choices(**wrong)).status_code == 422
    assert not Preference.objects.exists()


def test_following_is_a_choice_on_a_page_of_its_own(
    officer: Persona, space: Space, topic: Topic, torino: Organisation
) -> None:
    post = make_post(officer, space, title="Cool rooms")
    view = SavedView.objects.create(person=officer.person, name="Mine", path="/search", query="q=heat")
    Space.objects.create(slug="flood", name="Flood")
    client = officer.client
    for address in (
        "/follow/space/flood",
        "/follow/topic/housing",
        f"/follow/organisation/{torino.slug}",
        f"/follow/post/{post.uid}",
        f"/follow/view/{view.pk}",
    ):
        assert 'value="follow"' in client.get(address).content.decode()
        assert client.head(address).status_code == 200
        client.post(address, {"wish": "follow"})
        assert 'value="stop"' in client.get(address).content.decode()
    assert Follow.objects.filter(person=officer.person, muted=False).count() == 5
    page = client.get("/me/hearing").content.decode()
    for name in ("Flood", "Housing", "City of Torino", "Cool rooms", "Mine"):
        assert name in page
    client.post("/follow/space/flood", {"wish": "mute"})
    assert "Muted" in client.get("/me/hearing").content.decode()
    client.post("/follow/space/flood", {"wish": "stop"})
    client.post("/follow/space/flood", {"wish": "nonsense"})
    assert Follow.objects.count() == 4


def test_spaces_of_ones_organisation_are_followed_already(officer: Persona, space: Space, nice: Organisation) -> None:
    do_join(space, nice)
    assert "Heatwave" in officer.client.get("/me/hearing").content.decode()
    page = officer.client.get(f"/follow/space/{space.slug}").content.decode()
    assert 'value="follow"' not in page
    assert 'value="mute"' in page


def test_nobody_follows_what_they_may_not_see(officer: Persona, partner: Persona, stranger: Persona) -> None:
    space = Space.objects.create(slug="closed", name="Closed", widest_label=Label.GREEN)
    post = make_post(officer, space)
    view = SavedView.objects.create(person=officer.person, name="Mine", path="/search")
    for address in ("/follow/space/closed", f"/follow/post/{post.uid}", f"/follow/view/{view.pk}", "/follow/view/9x"):
        for persona in (partner, stranger):
            assert persona.client.get(address).status_code == 404
            assert persona.client.post(address, {"wish": "follow"}).status_code == 404
    assert not Follow.objects.exists()


def test_a_post_that_was_narrowed_is_not_named_in_the_list(partner: Persona, officer: Persona, space: Space) -> None:
    post = make_post(officer, space, title="Zq secret", label=Label.CLEAR)
    partner.client.post(f"/follow/post/{post.uid}", {"wish": "follow"})
    assert "Zq secret" in partner.client.get("/me/hearing").content.decode()
    Post.objects.update(label=Label.GREEN)
    assert "Zq secret" not in partner.client.get("/me/hearing").content.decode()


def test_pages_lead_to_the_choice(officer: Persona, space: Space, nice: Organisation, topic: Topic) -> None:
    post = make_post(officer, space)
    for page, link in (
        (f"/posts/{post.uid}/", f"/follow/post/{post.uid}"),
        (f"/spaces/{space.slug}/", f"/follow/space/{space.slug}"),
        (f"/organisations/{nice.slug}/", f"/follow/organisation/{nice.slug}"),
        ("/topics/", "/follow/topic/housing"),
    ):
        assert link in officer.client.get(page).content.decode(), page
