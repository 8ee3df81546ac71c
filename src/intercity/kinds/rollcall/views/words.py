"""The page between an answer in words and its counting, where nobody may be identifiable."""

from __future__ import annotations

from django.http import HttpResponse

from intercity.kinds.rollcall.forms.answering import AnswerForm
from intercity.kinds.rollcall.values.types import Words
from intercity.kinds.rollcall.views.case import Case
from intercity.organisations.request import Request
from intercity.posts.views.between import NOT_LOOKED_AT, between_answers, typed_texts


def words_between(request: Request, case: Case, form: AnswerForm) -> HttpResponse | None:
    """The page for a valid form; None where nothing is written, or nothing need be asked (any more)."""
    values = ((str(form.fields[one.name].label), form.cleaned_data.get(one.name)) for one in form.asked)
    short = [(label, value.text) for label, value in values if isinstance(value, Words)]
    return between_answers(request, [*short, *typed_texts(form, NOT_LOOKED_AT)], case.viewer, case.rollcall.post)
