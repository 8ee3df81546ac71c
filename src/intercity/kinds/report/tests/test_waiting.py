"""What is over and has no report asks for one: on its page, and in the composer."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from intercity.posts.models import Post
from intercity.spaces.models import Label, Space
from tests.personas import Persona, make_post

pytestmark = pytest.mark.django_db


def held(who: Persona, space: Space, days: int, title: str, label: str = Label.GREEN) -> Post:
    """An event that ends so many days after now."""
    ends = timezone.now() + timedelta(days=days)
    times = {"starts_at": ends - timedelta(hours=2), "ends_at": ends, "zone": "Europe/Paris"}
    return make_post(who, space, kind="event", title=title, label=label, **times)


def page(who: Persona, path: str) -> str:
    return who.client.get(path).content.decode()


def test_what_is_over_asks_those_who_held_it_for_the_report_until_there_is_one(
    officer: Persona, colleague: Persona, officer_elsewhere: Persona, space: Space
) -> None:
    over, coming = held(officer, space, -1, "Over"), held(officer, space, 1, "Coming")
    button = f'class="button" href="/spaces/{space.slug}/post/report?from={over.uid}"'
    for persona, asked in ((officer, True), (colleague, True), (officer_elsewhere, False)):
        assert (button in page(persona, over.get_absolute_url())) == asked
    assert "Write the report" not in page(officer, coming.get_absolute_url())
    form = {"title": "What came of it", "label": "green", "language": "en"}
    sent = officer.client.post(f"/spaces/{space.slug}/post/report?from={over.uid}", form)
    assert sent.status_code == 302
    assert button not in page(officer, over.get_absolute_url())


def test_the_composer_offers_what_its_writer_sees_and_nobody_reported_on(
    officer: Persona, officer_elsewhere: Persona, space: Space
) -> None:
    over = held(officer, space, -1, "Zqoverqz")
    held(officer, space, 1, "Zqcomingqz")
    held(officer, space, -1, "Zqinnerqz", Label.RED)
    held(officer, space, -2, "Zqoffqz").event.__class__.objects.filter(post__title="Zqoffqz").update(
        cancelled_at=timezone.now()
    )
    composer = f"/spaces/{space.slug}/post/report"
    offered = page(officer_elsewhere, composer)
    assert f'<option value="{over.uid}">Zqoverqz' in offered
    assert [word for word in ("Zqcomingqz", "Zqinnerqz", "Zqoffqz") if word in offered] == []
    chosen = page(officer_elsewhere, f"{composer}?from={over.uid}")
    assert "This comes from:" in chosen
    assert "<option value=" + f'"{over.uid}"' not in chosen
