"""Answer by the link in a mail, without signing in.

Scanners of mail open every link, so opening it changes nothing, however often. It works for whom it was made: with
their rights of this moment, never while somebody else is signed in, and once it was used only in the browser that
used it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from intercity.kinds.rollcall.actions.answering import AnsweredMeanwhileError, answer
from intercity.kinds.rollcall.forms.answering import AnswerForm
from intercity.kinds.rollcall.links import LONGEST_LIFE, ExpiredError, ForgedError, Named, read_answer_token
from intercity.kinds.rollcall.models import AnswerVersion, How, Invited, Proposal, ProposalState, Waits
from intercity.kinds.rollcall.policies import may_answer_for
from intercity.kinds.rollcall.queries import get_rollcall_for
from intercity.kinds.rollcall.reply import Said, reply_of, said_in
from intercity.kinds.rollcall.views.case import (
    Case,
    case_context,
    closed_meanwhile,
    form_for,
    meanwhile,
    read_seen,
    said_after,
)
from intercity.kinds.rollcall.views.words import words_between
from intercity.organisations.models import Organisation, Person
from intercity.organisations.request import Request
from intercity.organisations.strength import without_factor
from intercity.organisations.viewers import memberships_of, viewer_with
from intercity.posts.views.between import CHANGE
from intercity.spaces.agreeing import has_agreed, sentence

COOKIE_SALT: Final = "intercity.rollcall.browser"


@dataclass(frozen=True)
class Refusal:
    """Why a link does not work, and what to do."""

    status: int
    title: str | Promise
    text: str | Promise


FORGED: Final = Refusal(
    404, _("This link does not work"),
    _("It is damaged or was changed on its way. Open the link in your mail again, or sign in and answer there."),
)  # fmt: skip
EXPIRED: Final = Refusal(
    410, _("This link is too old"), _("Links in mails work for two months. Sign in to answer or to change an answer.")
)
GONE: Final = Refusal(
    410, _("This question is no longer there"),
    _("It was taken back, or it is no longer shown to whoever this link was made for."),
)  # fmt: skip
LEFT: Final = Refusal(
    403, _("This link no longer works"),
    _("Whoever it was made for does not answer for this organisation any more. Ask its lead."),
)  # fmt: skip
CLOSED: Final = Refusal(410, _("This is closed"), _("Its answers stay as they are: the link takes no more answers."))
OTHERS: Final = Refusal(
    403, _("This link is for somebody else"),
    _("If it was made for you, sign in and answer there. If it was forwarded to you, ask for an answer of your own."),
)  # fmt: skip


class RefusedError(Exception):
    """The link does not work here and now. `for_whom` says for whom it was made, where that may be said; `case` is
    given where only its being closed stands in the way.
    """

    def __init__(self, why: Refusal, for_whom: str = "", sign_in_to: str = "", case: Case | None = None) -> None:
        super().__init__(why.title)
        self.why, self.for_whom, self.sign_in_to, self.case = why, for_whom, sign_in_to, case


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def link(request: Request, token: str) -> HttpResponse:
    """The question with the answer chosen beforehand (GET changes nothing), and the answer (POST)."""
    try:
        named = read_named(token)
        response = answered_or_refused(request, named)
    except RefusedError as refused:
        typed = refused.case if request.method == "POST" else None
        response = closed_meanwhile(request, typed) if typed is not None else refusal(request, refused)
    return unseen(response)


def answered_or_refused(request: Request, named: Named) -> HttpResponse:
    """As `answered`; RefusedError with the reason where the right to answer went in this moment."""
    try:
        return answered(request, named, case_of(request, named))
    except PermissionDenied as error:
        case_of(request, named)
        raise RefusedError(LEFT) from error


def unseen(response: HttpResponse) -> HttpResponse:
    """Keeps the token to this browser. Without any referrer browsers send no origin either, and POST needs one."""
    response["Referrer-Policy"] = "strict-origin"
    response["X-Robots-Tag"] = "noindex"
    return response


def read_named(token: str) -> Named:
    """What the token names, or RefusedError."""
    try:
        return read_answer_token(token)
    except ExpiredError as error:
        raise RefusedError(EXPIRED, sign_in_to=reverse("home")) from error
    except ForgedError as error:
        raise RefusedError(FORGED, sign_in_to=reverse("home")) from error


def case_of(request: Request, named: Named) -> Case:
    """The case that the link was made for, or RefusedError. Whoever it is not for learns nothing of the question."""
    person = Person.objects.filter(uid=named.person, is_active=True).first()
    organisation = Organisation.objects.filter(uid=named.organisation).first()
    if person is None or organisation is None:
        raise RefusedError(LEFT)
    check_holder(request, named, person, organisation)
    memberships = memberships_of(person)
    own = next((one for one in memberships if one.organisation_id == organisation.pk and one.may_speak), None)
    if own is None:
        raise RefusedError(LEFT)
    viewer = without_factor(viewer_with(person, memberships, own.pk))
    try:
        rollcall = get_rollcall_for(viewer, named.post)
    except Http404 as error:
        raise RefusedError(GONE) from error
    invited = Invited.objects.filter(rollcall=rollcall, organisation=organisation).select_related("answering").first()
    if invited is not None:
        invited.organisation = organisation
    case = Case(viewer, rollcall, invited) if invited is not None else None
    if rollcall.is_closed:
        raise RefusedError(CLOSED, sign_in_to=rollcall.post.get_absolute_url(), case=case)
    if case is not None and not has_agreed(rollcall.post.space, organisation.pk):
        why = Refusal(403, _("The exchange agreement comes first"), sentence())
        raise RefusedError(why, sign_in_to=reverse("space_agreement", args=[rollcall.post.space.slug]))
    if case is None or not may_answer_for(viewer, rollcall, organisation):
        raise RefusedError(LEFT)
    return case


def check_holder(request: Request, named: Named, person: Person, organisation: Organisation) -> None:
    """RefusedError where somebody else holds the link: another person is signed in, or it was used elsewhere."""
    here = request.viewer.person
    if here is not None and here.pk == person.pk:
        return
    if here is None and (is_known_browser(request, named) or not was_used(named, person)):
        return
    page = reverse("rollcall_answer", args=[named.post])
    raise RefusedError(OTHERS, f"{described(person)} · {organisation.name}", page)


def described(person: Person) -> str:
    """Enough to know whether it is oneself: the position, else initials. Names are not for everybody."""
    words = str(person).replace(".", " ").split()
    return person.position or " ".join(f"{word[0].upper()}." for word in words[:3])


def was_used(named: Named, person: Person) -> bool:
    """Whether this person answered this by link already."""
    about = {"rollcall__post__uid": named.post, "organisation__uid": named.organisation, "by": person, "how": How.LINK}
    return AnswerVersion.objects.filter(**about).exists() or Proposal.objects.filter(**about).exists()


def is_known_browser(request: Request, named: Named) -> bool:
    """Whether the link was used in this browser."""
    said = request.get_signed_cookie(cookie_name(named), default="", salt=COOKIE_SALT, max_age=LONGEST_LIFE)
    return said == named.key


def cookie_name(named: Named) -> str:
    """One for each person, roll call and organisation; it names none of them."""
    return f"answered-{named.key}"


def know_browser(response: HttpResponse, named: Named, path: str) -> None:
    """Bind links of this sort to this browser; their addresses begin with `path`."""
    response.set_signed_cookie(
        cookie_name(named), named.key, salt=COOKIE_SALT, max_age=LONGEST_LIFE, httponly=True, samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE, path=path,
    )  # fmt: skip


def answered(request: Request, named: Named, case: Case) -> HttpResponse:
    """The page; once an answer was given, back to the page, which then says what stands."""
    form = form_for(request, case)
    changes = CHANGE in request.POST
    if request.method != "POST" or changes or not form.is_valid():
        status = 422 if form.is_bound and not changes else 200
        return render(request, "rollcall/answer_link.html", page_context(case, form), status=status)
    asked = words_between(request, case, form)
    if asked is not None:
        return asked
    try:
        seen = read_seen(request)
        given = answer(case.viewer, case.rollcall, case.organisation, form.reply(), seen=seen, how=How.LINK)
    except AnsweredMeanwhileError as told:
        return meanwhile(request, case, form, told.standing)
    messages.success(request, said_after(given, case.organisation))
    response = redirect(request.path)
    know_browser(response, named, reverse("rollcall_link", args=["-"])[:-1])
    return response


def page_context(case: Case, form: AnswerForm) -> dict[str, Any]:
    """The page for somebody who is not signed in."""
    person = case.viewer.person
    assert person is not None
    return {**case_context(case, form), "for_whom": described(person), "waiting": waiting_for_lead(case)}


def waiting_for_lead(case: Case) -> list[Said]:
    """What this person answered and the lead has not approved yet."""
    rows = Proposal.objects.filter(rollcall=case.rollcall, organisation=case.organisation, by=case.viewer.person)
    row = rows.filter(state=ProposalState.OPEN, waits=Waits.LEAD).order_by("-at").first()
    return said_in(reply_of(row, case.asked), case.asked) if row is not None else []


def refusal(request: Request, refused: RefusedError) -> HttpResponse:
    """Why the link does not work; nothing of the question."""
    context = {"section": "spaces", "refused": refused, "why": refused.why}
    return render(request, "rollcall/link_refused.html", context, status=refused.why.status)
