"""A report and its issues go together: withdrawn, hidden by a moderator, or a line taken out."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError
from django.test import Client

from intercity.kinds.report.tests.test_report import change, written
from intercity.posts import actions
from intercity.posts.actions.moderating import do_hide, do_restore
from intercity.posts.content import PostContent
from intercity.posts.links import PART
from intercity.posts.models import Link, Post, State
from intercity.spaces.models import Space
from tests.personas import Persona, make_post

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
    with pytest.raises(ValidationError, match=report.title):
        actions.change_label(officer.viewer, issue, "amber")
    with pytest.raises(ValidationError, match=report.title):
        actions.withdraw(officer.viewer, issue)
    with pytest.raises(ValidationError, match=report.title):
        actions.edit(officer.viewer, issue, PostContent(title=issue.title, label="amber", details={"sort": "issue"}))
    assert "Family violence" in standing()


@pytest.mark.parametrize("how", ["withdraw", "label", "edit"])
def test_whoever_tries_it_is_told_where_the_words_stand_too(how: str, officer: Persona, space: Space) -> None:
    report = written(officer, space)
    issue = Post.objects.get(title="Family violence")
    fields = {"title": issue.title, "sort": "issue", "language": "en", "label": "amber"}
    answer = officer.client.post(f"/posts/{issue.uid}/{how}", fields, follow=True)
    assert answer.status_code == (200 if how == "withdraw" else 422)
    assert f"The same words stand in “{report.title}”" in answer.content.decode()
    assert "Family violence" in standing()


def test_a_report_for_others_is_not_named_and_holds_nothing_up(officer: Persona, space: Space) -> None:
    report = written(officer, space)
    Post.objects.filter(pk=report.pk).update(label="amber")
    issue = Post.objects.select_related("space", "organisation").get(title="Family violence")
    actions.change_label(officer.viewer, issue, "green")
    assert Post.objects.get(pk=issue.pk).label == "green"


def test_nobody_folds_what_another_organisation_says(
    officer: Persona, officer_elsewhere: Persona, space: Space
) -> None:
    written(officer, space)
    finding = Post.objects.get(title="Cybercrime")
    folded = "Cybercrime" not in Client().get(space.get_absolute_url()).content.decode()
    Link.objects.filter(target=finding).delete()
    other = make_post(officer_elsewhere, space, title="Something else", label="clear")
    actions.link(officer_elsewhere.viewer, other, finding, PART)
    shown = Client().get(space.get_absolute_url()).content.decode()
    assert folded
    assert f'href="{finding.get_absolute_url()}"' in shown


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
