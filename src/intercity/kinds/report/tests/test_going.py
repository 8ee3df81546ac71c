"""A report and its issues go together: withdrawn, hidden by a moderator, or a line taken out."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client

from intercity.kinds.report.tests.test_report import change, written
from intercity.posts import actions
from intercity.posts.actions.moderating import do_hide, do_restore
from intercity.posts.models import Post, State
from intercity.spaces.models import Space
from tests.personas import Persona

pytestmark = pytest.mark.django_db


def standing() -> list[str]:
    """The issues and takeaways that are published."""
    rows = Post.objects.filter(kind="finding", state=State.PUBLISHED).order_by("title")
    return list(rows.values_list("title", flat=True))


def read(post: Post) -> str:
    """What a reader without an account sees."""
    return Client().get(post.get_absolute_url()).content.decode()


def test_what_is_withdrawn_takes_its_issues_along(officer: Persona, space: Space) -> None:
    report = written(officer, space)
    actions.withdraw(officer.viewer, report)
    assert standing() == []


def test_a_line_that_is_taken_out_takes_its_post_along(officer: Persona, space: Space) -> None:
    report = written(officer, space)
    changed = Post.objects.get(title="Cybercrime")
    Post.objects.filter(pk=changed.pk).update(title="Fraud by phone", edited_at=report.published_at)
    change(officer, report, issues="Housing")
    # What says something of its own by now stays.
    assert standing() == ["Fraud by phone", "Housing", "Prevention pays"]


def test_words_that_stand_in_the_report_are_not_made_narrower_alone(officer: Persona, space: Space) -> None:
    report = written(officer, space)
    issue = Post.objects.select_related("space", "organisation").get(title="Family violence")
    with pytest.raises(PermissionDenied, match=report.title):
        actions.change_label(officer.viewer, issue, "amber")
    with pytest.raises(PermissionDenied, match=report.title):
        actions.withdraw(officer.viewer, issue)
    assert officer.client.post(f"/posts/{issue.uid}/withdraw").status_code == 403
    assert "Family violence" in standing()


def test_what_a_moderator_hides_is_read_nowhere_and_comes_back(
    officer: Persona, coordinator: Persona, space: Space
) -> None:
    report = written(officer, space)
    issue = Post.objects.select_related("root").get(title="Family violence")
    do_hide(issue, coordinator.person)
    assert "Family violence" not in read(report)
    do_hide(report, coordinator.person)
    assert standing() == []
    do_restore(report, coordinator.person)
    # It was away before the report was.
    assert standing() == ["Cybercrime", "Prevention pays"]
    do_restore(issue, coordinator.person)
    assert "Family violence" in read(report)
