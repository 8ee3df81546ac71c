"""The choice of who may see a post, as a form: its label, and for "Named only" the readers.

Everything about readers is typed under one name, `who`: names of organisations in text fields, `person:ORG/PERSON`
of ticked boxes, `group:UID` of a saved group. So it is kept, given back and sent again as one list.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from anyascii import anyascii
from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.functional import cached_property
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from intercity.organisations.models import Membership, Organisation
from intercity.organisations.permissions import may
from intercity.organisations.viewers import Viewer
from intercity.posts.actions.grouping import entries_in, groups_for
from intercity.posts.actions.naming import entries_of, organisations_knowing, present, tidied
from intercity.posts.content import Entry
from intercity.posts.models import Post, SharingGroup
from intercity.spaces.models import Label, Space

PERSON, GROUP = "person:", "group:"
MOST_ORGANISATIONS = 60
MOST_PEOPLE = 200
SPARE_ROWS = 2


class WhoField(forms.MultipleChoiceField):
    """What was typed, as it was typed; `Who` says what it means."""

    def valid_value(self, value: Any) -> bool:
        """Anything may be typed."""
        return True


@dataclass(frozen=True)
class Choice:
    """A person as a box to tick."""

    value: str
    name: str
    chosen: bool


@dataclass(frozen=True)
class Row:
    """A typed organisation, with its people where the viewer may see them."""

    name: str
    organisation: Organisation | None = None
    people: Sequence[Choice] = ()


class Who:
    """The readers that `viewer` typed, in a space or (without) for a saved group."""

    def __init__(self, viewer: Viewer, space: Space | None, typed: Iterable[str]) -> None:
        """Nothing is looked up before it is needed."""
        self.viewer, self.space = viewer, space
        values = list(dict.fromkeys(value.replace("\x00", "").strip() for value in typed))
        self.names = [v for v in values if v and not v.startswith((PERSON, GROUP))]
        self.ticked = [v.removeprefix(PERSON) for v in values if v.startswith(PERSON)]
        self.group_uids = [v.removeprefix(GROUP) for v in values if v.startswith(GROUP) and v != GROUP]

    @cached_property
    def found(self) -> Mapping[str, Organisation | None]:
        """What each typed name means; None where it means no organisation, or several."""
        return {name: organisation_called(self.space, name) for name in self.names[:MOST_ORGANISATIONS]}

    @cached_property
    def members(self) -> Mapping[int, Sequence[Membership]]:
        """The people of the organisations that were typed, as far as the viewer may see them."""
        return people_of(self.viewer, [one for one in self.found.values() if one is not None])

    @cached_property
    def groups(self) -> Sequence[SharingGroup]:
        """The saved groups that the viewer can choose."""
        return list(groups_for(self.viewer, self.viewer.organisation))

    @cached_property
    def entries(self) -> list[Entry]:
        """Whom all of it means. Of an organisation with ticked people these, else all its members."""
        made = []
        for organisation in dict.fromkeys(one for one in self.found.values() if one is not None):
            mine = [value for value in self.ticked if value.startswith(f"{organisation.uid}/")]
            known = {key_of(row): row.person for row in self.members.get(organisation.pk, ())}
            people = [Entry(organisation, known[value]) for value in mine if value in known]
            made += people if mine else [Entry(organisation)]
        return tidied([*made, *self.in_groups])

    @cached_property
    def in_groups(self) -> list[Entry]:
        """Whom the chosen groups mean."""
        rows = [row for row in self.groups if row.uid in self.group_uids] if self.group_uids else []
        return [entry for row in rows for entry in entries_in(row)]

    @cached_property
    def problems(self) -> list[str]:
        """What is wrong with what was typed, in words for the person."""
        said = [
            _("We do not know “%(name)s” here. Write the full name, or take it off.") % {"name": name[:80]}
            for name, organisation in self.found.items()
            if organisation is None
        ]
        if len(self.names) > MOST_ORGANISATIONS:
            said.append(_("Name %(most)s organisations at most.") % {"most": MOST_ORGANISATIONS})
        for organisation in dict.fromkeys(one for one in self.found.values() if one is not None):
            known = {key_of(row) for row in self.members.get(organisation.pk, ())}
            if any(value.startswith(f"{organisation.uid}/") and value not in known for value in self.ticked):
                words = _("Somebody you chose does not belong to %(organisation)s. Choose its people again.")
                said.append(words % {"organisation": organisation.name})
        knowing = organisations_knowing(self.space).filter(pk__in=[entry.organisation.pk for entry in self.in_groups])
        keys = set(knowing.values_list("pk", flat=True)) if self.in_groups else set()
        outside = dict.fromkeys(e.organisation for e in self.in_groups if e.organisation.pk not in keys)
        said += [_("%(organisation)s of this group cannot read here.") % {"organisation": one.name} for one in outside]
        return said

    @property
    def rows(self) -> list[Row]:
        """What the form shows: whom it means, what nobody understood, and room for more."""
        people: dict[Organisation, set[str]] = {}
        for entry in self.entries:
            chosen = people.setdefault(entry.organisation, set())
            if entry.person is not None:
                chosen.add(f"{entry.organisation.uid}/{entry.person.uid}")
        members = people_of(self.viewer, people)
        rows = [
            Row(one.name, one, [choice_of(row, chosen) for row in members.get(one.pk, ())])
            for one, chosen in people.items()
        ]
        unknown = [name for name in self.names if self.found.get(name) is None]
        return [*rows, *(Row(name) for name in unknown), *[Row("")] * SPARE_ROWS]

    @property
    def offered(self) -> Sequence[str]:
        """Names to choose from while typing."""
        return list(organisations_knowing(self.space).order_by("name").values_list("name", flat=True))


def organisation_called(space: Space | None, name: str) -> Organisation | None:
    """The one organisation of that name that may know of the space, however it is spelled."""
    plain = slugify(anyascii(name))
    where = Q(name__iexact=name) | Q(short_name__iexact=name)
    if plain:
        where |= Q(slug=plain) | Q(slug__endswith=f"-{plain}")
    rows = list(organisations_knowing(space).filter(where))
    for fits in (
        [row for row in rows if row.name.casefold() == name.casefold()],
        [row for row in rows if row.slug == plain],
        [row for row in rows if slugify(anyascii(row.plate)) == plain],
    ):
        if fits:
            return fits[0] if len(fits) == 1 else None
    return None


def people_of(viewer: Viewer, organisations: Iterable[Organisation]) -> Mapping[int, Sequence[Membership]]:
    """The members of each that the viewer may see, by the organisation's key and in the order of names."""
    keys = [one.pk for one in organisations if may(viewer, "organisation.see_people", one)]
    found: dict[int, list[Membership]] = {}
    if not keys:
        return found
    rows = Membership.objects.present().filter(organisation__in=keys).select_related("person", "organisation")
    for row in rows.order_by("person__name", "pk"):
        people = found.setdefault(row.organisation_id, [])
        if len(people) < MOST_PEOPLE:
            people.append(row)
    return found


def key_of(row: Membership) -> str:
    """How a ticked person is written."""
    return f"{row.organisation.uid}/{row.person.uid}"


def choice_of(row: Membership, chosen: Iterable[str]) -> Choice:
    """A member as a box."""
    return Choice(f"{PERSON}{key_of(row)}", str(row.person), key_of(row) in set(chosen))


def typed_from(entries: Iterable[Entry]) -> list[str]:
    """What one would type to name these readers; who has left their organisation is not among them."""
    typed: list[str] = []
    for entry in present(entries):
        typed.append(entry.organisation.name)
        if entry.person is not None:
            typed.append(f"{PERSON}{entry.organisation.uid}/{entry.person.uid}")
    return list(dict.fromkeys(typed))


def named_by(post: Post) -> list[str]:
    """As `typed_from`, of the readers of a post."""
    return typed_from(entries_of(post.readers)) if post.readers_id else []


def stand_of(post: Post) -> str:
    """Who may see a post, as a form notes it when it opens: a later change by somebody else must not be undone."""
    return f"{post.label}-{post.readers_id}" if post.readers_id else post.label


def check_who(who: Who) -> list[Entry]:
    """The readers of a post for named readers; ValidationError says what is wrong."""
    if who.problems:
        raise ValidationError(who.problems)
    if not who.entries:
        raise ValidationError(_("Nobody is chosen. Name at least one organisation that may read it."))
    return who.entries


class LabelForm(forms.Form):
    """The label of a post, and its named readers."""

    label = forms.ChoiceField(label=gettext_lazy("Who may see it"), widget=forms.RadioSelect)
    who = WhoField(label=gettext_lazy("Who may read it"), required=False)

    viewer: Viewer
    space: Space

    def clean_who(self) -> list[Entry]:
        """Whom the text is for; nothing is looked at where the label is another."""
        if self.cleaned_data.get("label") != Label.RED:
            return []
        return check_who(Who(self.viewer, self.space, self.cleaned_data["who"]))
