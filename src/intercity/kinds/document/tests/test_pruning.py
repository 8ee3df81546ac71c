"""What was saved on the way is counted, goes after a while, and whoever comes back with it loses no word."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone
from pytest_django import Settings

from intercity.kinds.document.models import SectionVersion
from intercity.kinds.document.models.section import LONGEST_BODY
from intercity.kinds.document.pruning import prune
from intercity.kinds.document.tests.helpers import fresh, make_document, make_section, write
from intercity.spaces.actions import do_join
from intercity.spaces.models import Space
from tests.personas import Persona

pytestmark = pytest.mark.django_db


def numbers() -> list[int]:
    return sorted(SectionVersion.objects.values_list("number", flat=True))


def test_of_each_sitting_the_last_stays_and_older_bases_still_merge(
    officer: Persona, officer_elsewhere: Persona, space: Space
) -> None:
    assert officer_elsewhere.organisation is not None
    do_join(space, officer_elsewhere.organisation)
    row = make_section(officer, make_document(officer, space), "Shade matters.")
    for number in range(1, 5):
        write(officer, row, f"Shade matters. Round {number}.", str(number))
    assert (prune(timezone.now() + timedelta(hours=1)), numbers()) == (0, [1, 2, 3, 4, 5])
    write(officer_elsewhere, row, "Shade matters. Round 4. From Madrid.", "5")
    later = timezone.now() + timedelta(hours=3)
    # The first ever, and the last of both people.
    assert (prune(later), numbers(), prune(later)) == (3, [1, 5, 6], 0)
    for base in ("3", "4s"):
        saved = write(officer, row, f"Shade matters. Round 2. Offline{base}.", base)
        for word in ("Shade", "Madrid", f"Offline{base}"):
            assert word in saved.section.body
    with pytest.raises(ValidationError):
        write(officer, row, "x", "99")


def test_a_script_that_saves_without_end_is_stopped_and_no_text_is_lost(
    officer: Persona, space: Space, settings: Settings
) -> None:
    settings.INTERCITY_LIMITS = {**settings.INTERCITY_LIMITS, "write": {"person": (12, 86400)}}
    row = make_section(officer, make_document(officer, space))
    save = reverse("document_save", args=[row.post.uid, row.uid])
    long = "word " * (LONGEST_BODY // 5 - 20)
    form = {"title": "First", "base": "1"}
    answers = [officer.client.post(save, {**form, "body": f"{long}{number}"}) for number in range(6)]
    assert [answer.status_code for answer in answers] == [200, 200, 200, 429, 429, 429]
    assert int(answers[-1]["Retry-After"]) > 0
    assert "Try again after" in answers[-1].json()["error"]
    assert officer.client.post(save, {**form, "body": "x" * 1_000_000}).status_code == 422
    # What changes nothing costs nothing, and the page without scripts keeps what was typed.
    now = fresh(row)
    same = {"title": now.title, "body": now.body[:LONGEST_BODY], "base": str(now.version)}
    assert officer.client.post(save, {**form, "body": "One two three.", "base": "1"}).status_code == 200
    page = officer.client.post(reverse("document_edit", args=[row.post.uid, row.uid]), {**same, "body": "Typed words"})
    assert (page.status_code, "Typed words" in page.content.decode()) == (429, True)
    assert max(numbers()) == 4


def test_a_section_does_not_grow_without_end_by_merging(officer: Persona, space: Space) -> None:
    row = make_section(officer, make_document(officer, space), "")
    for number in range(3):
        write(officer, row, f"{number} " * (LONGEST_BODY // 2), "0")
    with pytest.raises(ValidationError, match="both texts together"):
        write(officer, row, "9 " * LONGEST_BODY, "0")
    assert len(fresh(row).body) <= 3 * LONGEST_BODY
    # Who tidies up sends it whole, as the form gives it to them; nothing longer than that is taken.
    now, form = fresh(row), reverse("document_edit", args=[row.post.uid, row.uid])
    typed = {"title": "First", "base": str(now.version)}
    longer = officer.client.post(form, {**typed, "body": f"{now.body} 7 7 7"})
    assert (longer.status_code, "7 7 7" in longer.content.decode()) == (422, True)
    assert officer.client.post(form, {**typed, "body": now.body[:-90_000]}).status_code == 302
    assert len(fresh(row).body) == len(now.body) - 90_000
    assert officer.client.post(form, {**typed, "body": "x" * (4 * LONGEST_BODY)}).status_code == 422
