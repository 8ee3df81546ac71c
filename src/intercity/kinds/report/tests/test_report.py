"""Reports: from the form to pages of their own for issues and takeaways, told once, changed without losing any."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from intercity.activity.kept import forget_everything
from intercity.activity.models import Activity
from intercity.kinds.report.kind import speakers_in
from intercity.kinds.report.lines import matched
from intercity.kinds.report.links import REPORT
from intercity.notifications.tellers.followed import followed
from intercity.posts import actions
from intercity.posts.actions import embargo
from intercity.posts.folding import is_folded
from intercity.posts.kinds import kind_of
from intercity.posts.links import ANSWERS, PART, linked
from intercity.posts.models import Draft, LabelWish, Link, Post, Revision
from intercity.spaces.models import Label, Space, Topic
from tests.personas import Persona, make_post

pytestmark = pytest.mark.django_db

FORM: dict[str, Any] = {
    "title": "Resilience after the crisis", "label": "clear", "language": "en", "question": "What can cities do?",
    "speakers-0-name": "Speaker of Nice", "speakers-0-organisation": "City of Nice", "speakers-0-brought": "A plan",
    "issues": "- Family violence\nCybercrime\n\nFamily violence", "takeaways": "Prevention pays",
    "quotes-0-text": "It is cheaper to prevent.", "quotes-0-who": "A speaker", "quotes-0-agreed": "on",
    "recording": "https://video.example/w", "chapters": "12:30 The cities",
    "captions": "WEBVTT\n\n00:01.000 --> 00:02.000\nWelcome everybody\n\nbroken",
}  # fmt: skip


def send(persona: Persona, space: Space, source: Post | None = None, **changes: Any) -> Any:
    address = f"/spaces/{space.slug}/post/report" + (f"?from={source.uid}" if source else "")
    return persona.client.post(address, {**FORM, **changes})


def written(persona: Persona, space: Space, **changes: Any) -> Post:
    assert send(persona, space, **changes).status_code == 302
    return Post.objects.get(kind="report")


def change(persona: Persona, post: Post, **changes: Any) -> None:
    answer = persona.client.post(f"/posts/{post.uid}/edit", {**FORM, **changes})
    assert answer.status_code == 302, answer.content.decode()


def titles() -> list[str]:
    return sorted(Post.objects.filter(kind="finding").values_list("title", flat=True))


def test_each_line_becomes_a_post_of_its_own(officer: Persona, space: Space, topic: Topic) -> None:
    report = written(officer, space, topics=[topic.slug], label="green")
    assert titles() == ["Cybercrime", "Family violence", "Prevention pays"]
    for finding in Post.objects.filter(kind="finding"):
        assert (finding.label, list(finding.topics.all()), finding.organisation) == (
            "green",
            [topic],
            officer.organisation,
        )
        assert linked(officer.viewer, finding, PART, back=True) == [report]
    assert Post.objects.get(title="Prevention pays").finding.sort == "takeaway"


def test_it_reads_as_a_page(officer: Persona, officer_elsewhere: Persona, space: Space) -> None:
    report = written(officer, space)
    issue = Post.objects.get(title="Family violence")
    answer = make_post(officer_elsewhere, space, kind="practice", title="A night line", label=Label.CLEAR)
    actions.link(officer_elsewhere.viewer, answer, issue, ANSWERS)
    shown = Client().get(report.get_absolute_url()).content.decode()
    for said in (
        "What can cities do?", "Speaker of Nice", f'href="{issue.get_absolute_url()}"', "1 practice from 1 city",
        "It is cheaper to prevent.", 'href="https://video.example/w#t=750"', "Welcome everybody",
        "1 line of the captions could not be read",
    ):  # fmt: skip
        assert said in shown, said
    assert report.get_absolute_url() in Client().get(issue.get_absolute_url()).content.decode()


def test_sent_twice_it_stands_once(officer: Persona, space: Space) -> None:
    for _twice in range(2):
        send(officer, space, uid="bcdfghjkmnpq")
    assert Post.objects.filter(kind="report").count() == 1
    assert len(titles()) == 3


def test_a_fault_in_between_leaves_nothing_behind(
    officer: Persona, space: Space, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is written along is in the same transaction: a process that dies leaves none of it."""

    def die(*_args: object) -> None:
        raise RuntimeError

    monkeypatch.setattr("intercity.kinds.finding.kind.FindingKind.save_many_details", die)
    with pytest.raises(RuntimeError):
        send(officer, space)
    assert not Post.objects.exists()
    assert not Activity.objects.filter(verb="post.published").exists()


def test_followers_hear_of_the_report_and_not_of_its_parts(officer: Persona, space: Space) -> None:
    report = written(officer, space)
    acts = Activity.objects.filter(verb="post.published")
    assert [act.post_uid for act in acts if followed.cares(act)] == [report.uid]
    assert acts.count() == 4


def test_editing_renames_adds_and_deletes_nothing(officer: Persona, officer_elsewhere: Persona, space: Space) -> None:
    report = written(officer, space)
    uids = {one.title: one.uid for one in Post.objects.filter(kind="finding")}
    answer = make_post(officer_elsewhere, space, kind="practice", title="A night line", label=Label.CLEAR)
    actions.link(officer_elsewhere.viewer, answer, Post.objects.get(title="Cybercrime"), ANSWERS)
    change(officer, report, issues="Online fraud of the elderly\nViolence in the family\nFamily violence at home")
    now = {one.title: one.uid for one in Post.objects.filter(kind="finding")}
    assert now["Cybercrime"] == uids["Cybercrime"]
    assert uids["Family violence"] in (now["Violence in the family"], now["Family violence at home"])
    assert len(now) == 5
    assert Link.objects.filter(sort=PART.name, source=report).count() == 5
    shown = Client().get(report.get_absolute_url()).content.decode()
    assert "Online fraud of the elderly" in shown
    assert "Cybercrime" not in shown
    change(officer, report, issues="Online fraud of the elderly\nViolence in the family\nFamily violence at home")
    assert len(titles()) == 5


def test_a_finding_that_was_renamed_by_itself_keeps_its_name(officer: Persona, space: Space) -> None:
    report = written(officer, space)
    finding = Post.objects.get(title="Cybercrime")
    form = {"title": "Crime by computer", "label": "clear", "language": "en", "sort": "issue"}
    assert officer.client.post(f"/posts/{finding.uid}/edit", form).status_code == 302
    change(officer, report, issues="Family violence\nCybercrimes")
    finding.refresh_from_db()
    assert finding.title == "Crime by computer"
    assert "Crime by computer" in Client().get(report.get_absolute_url()).content.decode()


def test_a_narrower_report_takes_its_parts_along(officer: Persona, space: Space) -> None:
    report = written(officer, space)
    for label in (Label.GREEN, Label.CLEAR):
        actions.change_label(officer.viewer, Post.objects.get(pk=report.pk), label)
        assert set(Post.objects.filter(kind="finding").values_list("label", flat=True)) == {label}
    change(officer, report, label="green")
    assert set(Post.objects.filter(kind="finding").values_list("label", flat=True)) == {"green"}


def test_what_waits_for_its_time_has_no_parts_until_then(officer: Persona, space: Space) -> None:
    post = Post.objects.get(pk=written(officer, space, later="2027-01-01T10:00").pk)
    assert post.is_embargoed
    assert titles() == []
    embargo.bring_forward(officer.viewer, post)
    assert len(titles()) == 3


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"quotes-0-agreed": ""}, "agreed to be quoted"), ({"chapters": "no time"}, "is no chapter"),
        ({"issues": "x" * 300}, "is too long"), ({"takeaways": "\n".join(str(n) for n in range(50))}, "at most 40"),
        ({"captions": "nothing"}, "No captions could be read"), ({"recording": "javascript:alert(1)"}, "valid URL"),
        ({"speakers-0-name": "x" * 500}, "is too long"), ({"title": ""}, "required"),
    ],
)  # fmt: skip
def test_rubbish_is_refused_with_a_sentence_and_kept(
    officer: Persona, space: Space, changes: dict[str, str], said: str
) -> None:
    answer = send(officer, space, **changes)
    assert answer.status_code == 422
    body = answer.content.decode()
    assert said in body
    assert 'value="City of Nice"' in body
    assert not Post.objects.exists()
    given = officer.client.get(f"/spaces/{space.slug}/post/report").content.decode()
    assert Draft.objects.exists()
    assert 'value="City of Nice"' in given
    assert "It is cheaper to prevent." in given


def test_captions_come_as_a_file(officer: Persona, space: Space) -> None:
    vtt = SimpleUploadedFile("x.vtt", b"WEBVTT\n\n00:01.000 --> 00:02.000\nOut of a file")
    report = written(officer, space, captions="", captions_file=vtt)
    assert "Out of a file" in Client().get(report.get_absolute_url()).content.decode()
    bad = SimpleUploadedFile("x.vtt", b"\xff\xfe\x00nothing")
    assert "no text in UTF-8" in send(officer, space, captions_file=bad).content.decode()
    vtt.seek(0)
    again = send(officer, space, title="", captions="", captions_file=vtt)
    assert "Out of a file" in again.content.decode()


def test_the_words_of_the_recording_are_found(officer: Persona, space: Space) -> None:
    words = list(kind_of(report := written(officer, space)).words(Post.objects.get(pk=report.pk)))
    assert {"Welcome everybody", "Speaker of Nice", "What can cities do?", "Prevention pays"} <= set(words)


def test_made_of_an_event_it_leads_back_and_forth(officer: Persona, space: Space) -> None:
    event = make_post(officer, space, kind="finding", title="The workshop", label=Label.CLEAR, sort="issue")
    form = officer.client.get(f"/spaces/{space.slug}/post/report?from={event.uid}").content.decode()
    assert 'value="The workshop"' in form
    assert send(officer, space, event).status_code == 302
    report = Post.objects.get(kind="report")
    assert linked(officer.viewer, event, REPORT) == [report]
    assert "The workshop" in Client().get(report.get_absolute_url()).content.decode()
    outcome = Client().get(event.get_absolute_url()).content.decode()
    assert "What came of it" in outcome
    assert "Prevention pays" in outcome


def test_what_became_of_a_takeaway_stands_on_the_event(officer: Persona, space: Space) -> None:
    event = make_post(officer, space, kind="finding", title="The workshop", label=Label.CLEAR, sort="issue")
    send(officer, space, event)
    takeaway = Post.objects.get(title="Prevention pays")
    assert "Who pays?" not in Client().get(event.get_absolute_url()).content.decode()
    address = f"/spaces/{space.slug}/post/question?from={takeaway.uid}"
    officer.client.post(address, {"title": "Who pays?", "body": "?", "label": "clear", "language": "en"})
    for page in (event, Post.objects.get(kind="report"), takeaway):
        assert "Who pays?" in Client().get(page.get_absolute_url()).content.decode()


def test_the_history_says_rows_in_words(officer: Persona, space: Space) -> None:
    report = written(officer, space)
    change(officer, report, **{"speakers-0-brought": "A better plan"})
    shown = officer.client.get(f"/posts/{report.uid}/revisions").content.decode()
    assert "better" in shown
    assert "{&#x27;" not in shown
    assert Revision.objects.filter(post=report).count() == 2


def test_lines_keep_their_posts() -> None:
    first = matched([], "issue", ["Housing", "Crime"])
    again = matched(first, "issue", ["Crime", "Housing and care", "Something else"])
    assert [line["uid"] for line in again[:2]] == [first[1]["uid"], first[0]["uid"]]
    assert again[1]["was"] == "Housing"
    assert again[2]["uid"] not in {line["uid"] for line in first}


@pytest.mark.parametrize(
    ("told", "names"),
    [
        ({"speakers": [{"name": "Ada Rossi", "organisation": "Efus"}, {"organisation": "x"}, "junk"]}, ["Ada Rossi"]),
        ({"agenda": "10:00 Opening\n- Ada Rossi, chair, Efus\n- Ada Rossi, again\n* Bo Li"}, ["Ada Rossi", "Bo Li"]),
        ({"agenda": None, "speakers": "nobody"}, []), ({}, []),
    ],
)  # fmt: skip
def test_speakers_come_out_of_the_event(told: dict[str, Any], names: list[str]) -> None:
    assert [row["name"] for row in speakers_in(told)] == names


def test_where_two_release_parts_wait_with_the_report(officer: Persona, colleague: Persona, space: Space) -> None:
    """One yes is enough for all of it; words that were changed since need their own."""
    Space.objects.filter(pk=space.pk).update(two_person=True)
    report = written(officer, space)
    findings = Post.objects.filter(kind="finding")
    assert {report.label, *findings.values_list("label", flat=True)} == {"green"}
    wish = LabelWish.objects.get()
    actions.answer_wish(colleague.viewer, wish, agreed=True)
    assert set(Post.objects.values_list("label", flat=True)) == {"clear"}
    change(officer, Post.objects.get(pk=report.pk), issues="Family violence\nCybercrimes\nSomething new")
    assert set(findings.values_list("label", flat=True)) == {"green"}
    wishes = LabelWish.objects.still_open()
    assert set(wishes.values_list("post__title", flat=True)) == {report.title, "Cybercrimes"}
    actions.answer_wish(colleague.viewer, wishes.get(post=report), agreed=True)
    labels = dict(findings.values_list("title", "label"))
    assert labels.pop("Cybercrimes") == "green"
    assert set(labels.values()) == {"clear"}


def test_streams_show_the_report_and_its_parts_where_the_report_is_not_seen(
    officer: Persona, stranger: Persona, space: Space, topic: Topic
) -> None:
    report = written(officer, space, topics=[topic.slug])
    finding = Post.objects.with_details().get(title="Cybercrime")

    def cards(path: str) -> list[str]:
        return [one for one in (report.uid, finding.uid) if f'data-uid="{one}"' in Client().get(path).content.decode()]

    stream = f"/spaces/{space.slug}/"
    assert (cards(stream), cards("/")) == ([report.uid], [report.uid])
    assert "2 issues, 1 takeaway" in Client().get(stream).content.decode()
    assert cards(f"{stream}?topic={topic.slug}") == [report.uid, finding.uid]
    assert cards(f"{stream}?kind=finding") == [finding.uid]
    assert is_folded(finding)
    Post.objects.filter(pk=report.pk).update(label=Label.GREEN)
    forget_everything()
    assert cards(stream) == [finding.uid]
    assert not is_folded(finding)
    Post.objects.filter(pk=report.pk).update(label=Label.CLEAR, state="withdrawn")
    forget_everything()
    assert (cards(stream), cards("/")) == ([finding.uid], [finding.uid])
