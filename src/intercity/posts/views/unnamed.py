"""The choice to publish without the city's name, and the words that would stand instead."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from django.core.exceptions import ValidationError

from intercity.organisations.models import Level
from intercity.organisations.request import Request
from intercity.posts import veils
from intercity.posts.kinds import Kind
from intercity.posts.views.forming import Writing


@dataclass
class Choice:
    """The box in a composer. It offers what can be had with the label and the language that are chosen now."""

    request: Request
    writing: Writing
    chosen: bool

    @cached_property
    def found(self) -> tuple[str, str]:
        """The words instead of the name, or else why there are none."""
        form, organisation = self.writing.form, self.request.viewer.organisation
        assert organisation is not None
        label, language = str(form["label"].value()), str(form["language"].value())
        try:
            return str(veils.check_describable(organisation, self.writing.space, label, language)), ""
        except ValidationError as refused:
            return "", " ".join(refused.messages)

    @property
    def words(self) -> str:
        """As it would appear; empty where it cannot."""
        return self.found[0]

    @property
    def refusal(self) -> str:
        """Why it cannot be published so."""
        return self.found[1]


def is_chosen(request: Request) -> bool:
    """Whether the form that came asks for it."""
    return request.POST.get("unnamed") == "1"


def choice_for(request: Request, writing: Writing, kind: Kind) -> Choice | None:
    """The box as it was sent or kept in a draft; None where nobody is offered it."""
    organisation = request.viewer.organisation
    if kind.name not in veils.VEILED_KINDS or organisation is None or organisation.level != Level.LOCAL:
        return None
    kept = writing.draft.data.get("unnamed", [""])[-1] if writing.draft is not None else ""
    return Choice(request, writing, is_chosen(request) if request.method == "POST" else kept == "1")
