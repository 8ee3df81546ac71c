"""Questions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.conf import settings
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from intercity.core.templatetags.intercity import moment
from intercity.kinds.question.forms import QuestionForm
from intercity.kinds.question.models import Question
from intercity.kinds.question.requests import address_to, find_addressees, request_state
from intercity.kinds.question.states import State, in_state, state_of, tone_of
from intercity.posts.forms import PostForm
from intercity.posts.kinds import Choices, Fact, TableValue
from intercity.posts.models import Post
from intercity.posts.plain_kind import PlainKind


class QuestionKind(PlainKind):
    """A question waits until somebody answers."""

    name = "question"
    label = _("Question")
    plural = _("Questions")
    prompt = _("What we need to know")
    waits = True
    asks = True
    compared = True
    need = _("We need to know this too")
    relation = "question__addressee"

    def quick_form(self) -> type[PostForm]:
        """Title, text, deadline, whom to ask at another level."""
        return QuestionForm

    def save_details(self, post: Post, details: Mapping[str, Any]) -> None:
        """Write by when it is needed and to whom it goes; a new addressee is sent it anew."""
        row = Question.objects.filter(post=post).first() or Question(post=post)
        write(row, details, find_addressees([details]))
        row.save()

    def save_many_details(self, pairs: Sequence[tuple[Post, Mapping[str, Any]]]) -> None:
        """Write a batch."""
        known = find_addressees([details for _, details in pairs])
        Question.objects.bulk_create([write(Question(post=post), details, known) for post, details in pairs])

    def details(self, post: Post) -> dict[str, Any]:
        """The deadline as ISO text, the addressee by its slug."""
        row = post.question
        needed = row.needed_by.isoformat() if row.needed_by else None
        return {"needed_by": needed, "addressee": row.addressee.slug if row.addressee else ""}

    def card_facts(self, post: Post) -> list[Fact]:
        """Where it stands; the deadline and the addressee, where there are any."""
        row, state = post.question, state_of(post)
        facts = [Fact(_("Status"), state.label, tone_of(post, state))]
        facts += [Fact(_("Needed by"), moment(row.needed_by))] if row.needed_by else []
        return facts + ([Fact(_("Asked"), addressed(post))] if row.addressee else [])

    def table_cells(self, post: Post) -> dict[str, TableValue]:
        """Where it stands, and the day of the deadline."""
        needed = post.question.needed_by
        cells: dict[str, TableValue] = {"status": str(state_of(post).label)}
        return {**cells, "ends": timezone.localdate(needed)} if needed else cells

    def stream_filter(self, params: Mapping[str, str]) -> Q | None:
        """`?status=open` leaves questions that stand so."""
        status = params.get("status", "")
        return Q(kind=self.name) & in_state(status) if status in State.values else None

    def stream_choices(self) -> list[Choices]:
        """By where they stand."""
        return [Choices("status", _("Status"), State.choices)]

    def filter_values(self, post: Post) -> Mapping[str, str]:
        """Where it stands."""
        return {"status": state_of(post).value}

    def json_ld(self, post: Post) -> dict[str, Any]:
        """A schema.org question with its accepted answers."""
        answers = Post.objects.filter(root=post, state="published", label=post.label, readers=post.readers_id)
        accepted = answers.filter(tally__accepted=True).select_related("organisation", "root").order_by("pk")
        return {
            **super().json_ld(post), "@type": "Question", "name": post.title, "text": post.excerpt,
            "answerCount": answers.exclude(organisation=post.organisation).count(),
            "acceptedAnswer": [answer_ld(answer) for answer in accepted],
        }  # fmt: skip

    def after_publishing(self, post: Post) -> str:
        """To the choice of whom to ask directly."""
        return reverse("post_ask", args=[post.uid])


def write(row: Question, details: Mapping[str, Any], known: Mapping[str, Any]) -> Question:
    """Put the facts that `details` names into an unsaved row; `known` has the addressees by slug."""
    if "needed_by" in details:
        row.needed_by = details["needed_by"]
    if "addressee" in details:
        address_to(row, known.get(details["addressee"] or ""))
    return row


def addressed(post: Post) -> str:
    """The addressee, and how far the request is."""
    addressee = post.question.addressee
    return format_html("{} · {}", addressee.plate, request_state(post).label) if addressee else ""


def answer_ld(answer: Post) -> dict[str, Any]:
    """An accepted answer in schema.org's words."""
    return {
        "@type": "Answer", "text": answer.excerpt, "dateCreated": answer.published_at.isoformat(),
        "inLanguage": answer.language, "url": settings.PUBLIC_URL + answer.get_absolute_url(),
        "author": {"@type": "Organization", "name": answer.organisation.name},
    }  # fmt: skip


kind = QuestionKind()
