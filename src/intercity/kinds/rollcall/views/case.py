"""What every page needs on which an organisation answers: from a sign-in, from a link, for what waits."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from intercity.kinds.rollcall.actions.answering import SEES_TO_IT_MINUTES, Reply, check_answers
from intercity.kinds.rollcall.forms.answering import AnswerForm
from intercity.kinds.rollcall.models import Answer, AnswerState, Invited, Proposal, RollCall
from intercity.kinds.rollcall.queries import own_invited
from intercity.kinds.rollcall.reply import asked_in, beside_each_other, reply_of, said_in, with_option
from intercity.kinds.rollcall.reuse import Earlier, earlier_answer
from intercity.kinds.rollcall.values.types import Asked
from intercity.kinds.rollcall.visibility import answers_label
from intercity.organisations.models import Organisation, Person
from intercity.organisations.viewers import Viewer

AGAIN = "again"


@dataclass(frozen=True)
class Case:
    """One organisation before one roll call, and who answers for it."""

    viewer: Viewer
    rollcall: RollCall
    invited: Invited

    @property
    def organisation(self) -> Organisation:
        """For whom."""
        return self.invited.organisation

    @cached_property
    def asked(self) -> tuple[Asked, ...]:
        """All questions, archived ones too."""
        return asked_in(self.rollcall)

    @cached_property
    def row(self) -> Answer | None:
        """Its answer, a withdrawn one too."""
        rows = Answer.objects.filter(rollcall=self.rollcall, organisation=self.organisation)
        return rows.select_related("by").first()

    @property
    def standing(self) -> Answer | None:
        """Its answer as far as it counts."""
        return self.row if self.row is not None and self.row.state == AnswerState.OFFICIAL else None

    @property
    def seen(self) -> int:
        """The version that whoever opens the page sees."""
        return self.row.version if self.row else 0

    @cached_property
    def stands(self) -> Reply | None:
        """What it says."""
        return reply_of(self.standing, self.asked) if self.standing else None

    def earlier(self, uid: str = "") -> Earlier | None:
        """What it answered to an earlier one, where nothing stands yet."""
        if self.standing is not None:
            return None
        return earlier_answer(self.viewer, self.rollcall, self.organisation, self.asked, uid)


def case_for(request: HttpRequest, viewer: Viewer, rollcall: RollCall) -> Case:
    """As `own_case`; PermissionDenied also once it is closed."""
    case = own_case(request, viewer, rollcall)
    check_answers(viewer, rollcall, case.organisation)
    return case


def own_case(request: HttpRequest, viewer: Viewer, rollcall: RollCall) -> Case:
    """For which organisation the viewer answers: the one that `for` names, else the one they act for, else the first
    that is asked. PermissionDenied where they speak for none.
    """
    slug = request.POST.get("for") or request.GET.get("for", "")
    found = [one for one in own_invited(viewer, rollcall) if not slug or one.organisation.slug == slug]
    if not found:
        raise PermissionDenied(_("Only verified officers of a city that is asked may answer for it."))
    return Case(viewer, rollcall, found[0])


def form_for(request: HttpRequest, case: Case, begin: Reply | None = None) -> AnswerForm:
    """The form: as it was sent, else with what stands, with `begin`, or with an earlier answer that was asked for."""
    again = request.GET.get(AGAIN, "")
    earlier = case.earlier(again) if again else None
    initial = begin or case.stands or (earlier.reply if earlier else None)
    initial = with_option(initial, case.asked, request.GET.get("option", ""))
    data = request.POST if request.method == "POST" else None
    people = people_of(case.organisation) if data is not None else None
    return AnswerForm(data, asked=case.asked, initial=initial, language=get_language() or "en", people=people)


def people_of(organisation: Organisation) -> int | None:
    """How many live there, where that is known."""
    return organisation.place.population or None if organisation.place is not None else None


def read_seen(request: HttpRequest) -> int:
    """The version that the page showed; 0 for anything else."""
    text = request.POST.get("seen", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 9 else 0


def case_context(case: Case, form: AnswerForm) -> dict[str, Any]:
    """What the pages show around the form."""
    rollcall, earlier = case.rollcall, case.earlier()
    return {
        "section": "spaces", "post": rollcall.post, "space": rollcall.post.space, "rollcall": rollcall,
        "organisation": case.organisation, "form": form, "seen": case.seen, "standing": case.standing,
        "said": said_in(case.stands, case.asked) if case.stands else [], "earlier": earlier,
        "colleague": colleague_of(case), "label": answers_label(rollcall.post), "late": rollcall.is_over,
    }  # fmt: skip


def colleague_of(case: Case) -> Person | None:
    """Somebody else who said within the last half hour that they see to it."""
    person = who_sees_to_it(case.invited)
    return person if person is not None and person != case.viewer.person else None


def who_sees_to_it(invited: Invited) -> Person | None:
    """Whoever said so within the last half hour."""
    since = timezone.now() - timedelta(minutes=SEES_TO_IT_MINUTES)
    if invited.answering is None or not invited.answering.is_active:
        return None
    return invited.answering if invited.answering_at and invited.answering_at > since else None


def meanwhile(request: HttpRequest, case: Case, form: AnswerForm, standing: Answer) -> HttpResponse:
    """Both answers beside each other: keep theirs, or replace it. What was typed stays in the form."""
    stands = standing.state == AnswerState.OFFICIAL
    theirs = reply_of(standing, case.asked) if stands else None
    context = {
        **case_context(case, form), "seen": standing.version, "theirs": standing, "stands": stands,
        "lines": beside_each_other(theirs, form.reply(), case.asked),
    }  # fmt: skip
    return render(request, "rollcall/answer_meanwhile.html", context, status=409)


def closed_meanwhile(request: HttpRequest, case: Case) -> HttpResponse:
    """That it was closed while somebody wrote, with what they wrote."""
    return render(request, "rollcall/answer_closed.html", case_context(case, form_for(request, case)), status=409)


def said_after(given: Answer | Proposal, organisation: Organisation) -> str:
    """What is said to whoever answered."""
    if isinstance(given, Proposal):
        said = _("Your answer waits for the lead of %(organisation)s: it counts once it is approved.")
    elif given.late:
        said = _("Thank you. The answer of %(organisation)s stands, marked late.")
    else:
        said = _("Thank you. The answer of %(organisation)s stands.")
    return said % {"organisation": organisation.plate}
