"""The whole page of asking: the shared fields, what is asked, who is asked. As it opens, and as it was sent."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from intercity.kinds.rollcall.actions.asking import KIND, Wanted
from intercity.kinds.rollcall.forms.asking import AskForm
from intercity.kinds.rollcall.forms.fields import FieldForm, check_together, opened, sent, typed_from, typed_like
from intercity.kinds.rollcall.forms.whom import WhomForm
from intercity.kinds.rollcall.models import FieldType
from intercity.kinds.rollcall.values.types import Asked, options_of
from intercity.organisations.viewers import Viewer
from intercity.posts.drafts import composer_place, initial_from
from intercity.posts.models import Draft
from intercity.posts.views.forming import Writing
from intercity.spaces.models import Space


@dataclass
class Asking:
    """Everything that is typed. `writing` is what every composer has; `problem` is wrong with all fields together."""

    writing: Writing
    whom: WhomForm
    rows: Sequence[FieldForm]
    problem: str = ""
    list_error: str = ""
    """Why the choice cannot be kept as a list."""

    def is_valid(self) -> bool:
        """Whether it can be asked; else the parts say what is wrong."""
        good = [part.is_valid() for part in (self.writing.form, self.whom, *self.rows)]
        self.problem = check_together(self.rows)
        return all(good) and not self.problem and not any(row.errors for row in self.rows)

    def wanted(self) -> Wanted:
        """What is asked; call after `is_valid()`."""
        form = self.writing.form
        data = form.cleaned_data
        return Wanted(
            content=form.content(), fields=[row.field_data() for row in self.rows], deadline=data["deadline"],
            answers_label=data["answers_label"], scope=self.whom.scope(), repeat=data["repeat"],
        )  # fmt: skip

    @property
    def title(self) -> str:
        """As it was typed."""
        return str(self.writing.form["title"].value() or "")

    @property
    def errors(self) -> list[tuple[str, str, str]]:
        """(where to go, which field, what is wrong) of everything."""
        found = [("fields", "", self.problem)] if self.problem else []
        for part in (self.writing.form, *self.rows, self.whom):
            found += [("", "", str(error)) for error in part.non_field_errors()]
            for bound in part:
                where = bound.id_for_label or bound.auto_id
                found += [(where, str(bound.label), str(error)) for error in bound.errors]
        return found


def open_asking(
    viewer: Viewer, space: Space, given: Mapping[str, Any], fields: Sequence[Mapping[str, Any]], whom: Mapping[str, Any]
) -> Asking:
    """The page as it opens, prefilled."""
    form = AskForm(viewer=viewer, space=space, initial=dict(given))
    writing = Writing(form, composer_place(space, KIND), space)
    return Asking(writing, WhomForm(viewer=viewer, space=space, initial=dict(whom)), opened(typed_like(fields)))


def reopen_asking(viewer: Viewer, space: Space, draft: Draft, *, kept: bool = False) -> Asking:
    """The page with what was typed, without complaints. `kept` for a draft that is given back."""
    form = AskForm(viewer=viewer, space=space, initial=initial_from(draft, AskForm))
    writing = Writing(form, composer_place(space, KIND), space, draft=draft if kept else None)
    whom = WhomForm(viewer=viewer, space=space, initial=initial_from(draft, WhomForm))
    return Asking(writing, whom, opened(typed_from(last_of(draft))))


def last_of(draft: Draft) -> dict[str, str]:
    """The last value of each name, as a form's data gives it."""
    return {name: values[-1] for name, values in draft.data.items() if values}


def sent_asking(viewer: Viewer, space: Space, data: Any) -> Asking:
    """The page as it was sent, to be checked."""
    form = AskForm(data, viewer=viewer, space=space)
    writing = Writing(form, composer_place(space, KIND), space)
    rows = sent(typed_from(data), str(data.get("title", "")))
    return Asking(writing, WhomForm(data, viewer=viewer, space=space), rows)


def asked_fields(wanted: Wanted) -> list[Asked]:
    """What is asked as plain data, as if it stood already."""
    return [
        Asked(f"f{n}", (kind := FieldType(one["type"])), one["label"], options_of(kind, one["options"]), one["unit"])
        for n, one in enumerate(wanted.fields, 1)
    ]
