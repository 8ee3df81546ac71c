"""The fields every post shares. Kinds add their own."""

from __future__ import annotations

import copy
from functools import cache, partial
from typing import Any, ClassVar, TypeVar

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from intercity.core.languages import CODES
from intercity.core.templatetags.intercity import language_name
from intercity.core.uids import new_uid
from intercity.organisations.viewers import Viewer
from intercity.posts.content import PostContent, is_uid
from intercity.posts.label_field import LabelForm, named_by
from intercity.posts.models import Post
from intercity.spaces.models import Group, Label, Space, Topic
from intercity.spaces.models.labels import usable_within

BODY_LENGTH = 40_000
F = TypeVar("F", bound=forms.Field)


@cache
def language_choices() -> dict[str, str]:
    """Own names by code: the pages' own languages first. The same whoever reads; nobody may change it."""
    first = [code for code, _name in settings.LANGUAGES]
    codes = [*first, *(code for code in CODES if code not in first)]
    return {code: language_name(code) for code in codes}


def own_copy(field: F, memo: dict[int, Any]) -> F:
    """A copy of a field for one form, as `Field.__deepcopy__` makes it, without what its subclasses copy besides."""
    made = copy.copy(field)
    memo[id(field)] = made
    made.widget = copy.deepcopy(field.widget, memo)
    made.error_messages, made.validators = field.error_messages.copy(), field.validators[:]
    return made


class LanguageField(forms.ChoiceField):
    """One of the languages. Its choices are always the same, so the forms of all requests share them."""

    def __init__(self, **kwargs: Any) -> None:
        """Offer every language."""
        super().__init__(choices=lambda: list(language_choices().items()), **kwargs)

    def __deepcopy__(self, memo: dict[int, Any]) -> LanguageField:
        """For a form of its own, without copying and listing the choices anew."""
        return own_copy(self, memo)

    def valid_value(self, value: Any) -> bool:
        """Whether it is one of the languages."""
        return value in language_choices()


class TermField(forms.ModelMultipleChoiceField):  # type: ignore[type-arg]
    """Topics or groups as check boxes."""

    widget = forms.CheckboxSelectMultiple

    def __init__(self, model: type[Topic] | type[Group], **kwargs: Any) -> None:
        """Offer the terms of `model` that are in use."""
        super().__init__(model._default_manager.filter(retired=False), to_field_name="slug", **kwargs)

    def __deepcopy__(self, memo: dict[int, Any]) -> TermField:
        """For a form of its own. The query is never asked itself, only copies of it: forms share it."""
        return own_copy(self, memo)


class PostForm(LabelForm):
    """Shared fields. Subclasses list the fields that only their kind has in `detail_names`."""

    detail_names: ClassVar[tuple[str, ...]] = ()
    title_required: ClassVar[bool] = True
    topic_required: ClassVar[bool] = False
    more_names: ClassVar[tuple[str, ...]] = ("topics", "groups", "contact", "language")
    """Fields offered "afterwards": the page folds them away."""
    names_readers: ClassVar[bool] = True
    """Whether "Named only" can be chosen, where the space allows it."""
    takes_recordings: ClassVar[bool] = False
    """Whether films and sound may come with it. Its address must stand in `settings.RECORDING_PATHS` too."""

    uid = forms.CharField(widget=forms.HiddenInput, required=False)
    title = forms.CharField(label=_("Title"), max_length=200)
    body = forms.CharField(
        label=_("Text"), max_length=BODY_LENGTH, required=False, widget=forms.Textarea(attrs={"rows": 6})
    )
    topics = TermField(
        Topic, label=_("Topic"), required=False, error_messages={"required": _("Choose at least one topic.")}
    )
    groups = TermField(Group, label=_("For whom"), required=False)
    contact = forms.CharField(
        label=_("Who to call"), max_length=200, required=False, help_text=_("Office, telephone or e-mail.")
    )
    language = LanguageField(label=_("Language of your text"))

    def __init__(self, *args: Any, viewer: Viewer, space: Space, post: Post | None = None, **kwargs: Any) -> None:
        """Prefill for `viewer` in `space`, or from `post` when it is being edited."""
        kwargs["initial"] = {**initial_for(viewer, space, post), **(kwargs.get("initial") or {})}
        super().__init__(*args, **kwargs)
        self.viewer, self.space = viewer, space
        labels = [one for one in usable_within(space.widest_label) if one != Label.RED or self.names_readers]
        if Label.RED not in labels:
            del self.fields["who"]
        self.fields["label"].choices = [(label.value, label.label) for label in labels]  # type: ignore[attr-defined]
        self.fields["title"].required = self.title_required
        self.fields["topics"].required = self.topic_required

    def clean_uid(self) -> str:
        """The sender's name for the post; a damaged one is replaced, it only guards against sending twice."""
        uid = str(self.cleaned_data["uid"])
        return uid if is_uid(uid) else new_uid()

    def clean_title(self) -> str:
        """One line, without control characters."""
        return one_line(self.cleaned_data["title"])

    def clean_body(self) -> str:
        """The text without null bytes (databases refuse them)."""
        return str(self.cleaned_data["body"]).replace("\x00", "").strip()

    def content(self, attachments: list[str] | None = None) -> PostContent:
        """The checked content; call after `is_valid()`."""
        data = self.cleaned_data
        return PostContent(
            uid=data.get("uid", ""), title=data.get("title", ""), body=data.get("body", ""),
            language=data.get("language", "en"), label=data.get("label", Label.GREEN), contact=data.get("contact", ""),
            topics=chosen_terms(data.get("topics")), groups=chosen_terms(data.get("groups")),
            details={name: data[name] for name in self.detail_names if name in data},
            attachments=attachments or [], named=data.get("who") or (),
        )  # fmt: skip


def chosen_terms(terms: QuerySet[Any] | None) -> list[Any]:
    """The terms that were chosen; for none of them nothing is built or asked."""
    return [] if terms is None or terms.query.is_empty() else list(terms)


def one_line(text: str) -> str:
    """`text` with all white space and control characters folded into single blanks; refuses nothing but emptiness."""
    line = " ".join("".join(c if c.isprintable() else " " for c in text).split())
    if text and not line:
        raise ValidationError(_("Please write something that can be read."))
    return line


def initial_for(viewer: Viewer, space: Space, post: Post | None) -> dict[str, Any]:
    """What the form says before anybody typed."""
    if post is not None:
        return {
            "title": post.title, "body": post.body, "contact": post.contact, "language": post.language,
            "label": post.label, "topics": [t.slug for t in post.topics.all()],
            "groups": [g.slug for g in post.groups.all()], "uid": post.uid, "who": named_by(post),
        }  # fmt: skip
    return {
        # Worked out where the form is shown; most forms are on their way in.
        "uid": new_uid, "label": space.default_label, "contact": partial(usual_contact, viewer),
        "language": partial(usual_language, viewer),
    }  # fmt: skip


def usual_contact(viewer: Viewer) -> str:
    """The office of the organisation one acts for, with telephone or mail."""
    org = viewer.organisation
    if org is None:
        return ""
    return ", ".join(part for part in (org.contact_name, org.contact_phone or org.contact_email) if part)[:200]


def usual_language(viewer: Viewer) -> str:
    """The person's own language, else the organisation's first, else English."""
    own = viewer.person.language if viewer.person else ""
    theirs = viewer.organisation.languages[:1] if viewer.organisation else []
    return own or (theirs[0] if theirs else "en")
