"""What a city answered, as the beginning of its practice."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from intercity.core.uids import new_uid
from intercity.kinds.rollcall.models import Answer, AnswerState
from intercity.kinds.rollcall.queries import get_rollcall_for
from intercity.kinds.rollcall.reply import Said, asked_in, reply_of, said_in
from intercity.kinds.rollcall.values.types import Choice
from intercity.kinds.rollcall.visibility import answers_label
from intercity.organisations.permissions import check_may
from intercity.organisations.request import Request
from intercity.organisations.viewers import Viewer
from intercity.posts.drafts import composer_place, has_draft, save_draft
from intercity.posts.forms import usual_contact, usual_language
from intercity.spaces.models import Label

PRACTICE: Final = "practice"
# What a practice calls its status, where the first answer says that it is only planned.
PLANNED: Final = "planned"


@dataclass(frozen=True)
class Own:
    """The answer of the organisation that the viewer acts for, in words."""

    answer: Answer
    lines: list[Said]
    is_planned: bool


def get_own_for(viewer: Viewer, uid: str) -> Own:
    """What stands of the viewer's organisation; Http404 where it has given no answer."""
    rollcall = get_rollcall_for(viewer, uid)
    if viewer.acting is None or not viewer.acting.may_speak:
        raise Http404
    rows = Answer.objects.filter(rollcall=rollcall, state=AnswerState.OFFICIAL, no_capacity=False)
    found = rows.filter(organisation=viewer.acting.organisation_id).first()
    if found is None:
        raise Http404
    found.rollcall = rollcall
    asked = asked_in(rollcall)
    reply = reply_of(found, asked)
    return Own(found, said_in(reply, asked), Choice(PLANNED) in reply.values.values())


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def practice(request: Request, uid: str) -> HttpResponse:
    """On to the composer, which holds what was answered; asked back where something unfinished stands there."""
    own = get_own_for(request.viewer, uid)
    post, person = own.answer.rollcall.post, request.viewer.person
    check_may(request.viewer, "space.publish", post.space)
    assert person is not None
    place = composer_place(post.space, PRACTICE)
    replaces = has_draft(person, place)
    if request.method != "POST" or (replaces and "replace" not in request.POST):
        context = {"section": "spaces", "post": post, "space": post.space, "lines": own.lines, "replaces": replaces}
        return render(request, "rollcall/practice.html", context)
    save_draft(person, place, typed_of(request.viewer, own))
    messages.success(request, _("This is what you answered. Say how you do it, then publish it."))
    return redirect(place.address)


def typed_of(viewer: Viewer, own: Own) -> QueryDict:
    """What the composer shows. The label begins no wider than that of the answers."""
    post = own.answer.rollcall.post
    typed = QueryDict(mutable=True)
    label = max(answers_label(post), Label(post.space.default_label), key=lambda one: one.rank)
    typed.update({
        "uid": new_uid(), "title": post.title[:200], "body": text_of(own), "label": label.value,
        "language": usual_language(viewer), "contact": own.answer.contact or usual_contact(viewer),
        **({"status": PLANNED} if own.is_planned else {}),
    })  # fmt: skip
    typed.setlist("topics", [topic.slug for topic in post.topics.all()])
    typed.setlist("groups", [group.slug for group in post.groups.all()])
    return typed


def text_of(own: Own) -> str:
    """The answers as a list, the comment, the source, and the way back to the question."""
    post, answer = own.answer.rollcall.post, own.answer
    lines = [f"- {one.label} **{one.text}**" for one in own.lines if one.name not in ("comment", "source", "contact")]
    source = _("Source: %(source)s") % {"source": answer.source} if answer.source else ""
    title = post.title.replace("[", "(").replace("]", ")")
    back = _("We answered so when all cities were asked: %(link)s") % {"link": f"[{title}]({post.get_absolute_url()})"}
    return "\n\n".join(part for part in ("\n".join(lines), answer.comment, source, back) if part)
