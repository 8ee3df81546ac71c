"""What an organisation says about another's practice, and how it went."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from intercity.adoption.actions import Told, Wording
from intercity.adoption.models import DONE, Adoption, Again, Standing
from intercity.core.uids import new_uid
from intercity.organisations.viewers import Viewer
from intercity.posts.kinds import adoptable_kinds
from intercity.posts.models import Post, Source, State

# As its own people say it.
WE = {
    Standing.ALREADY: _("We do this already"),
    Standing.CONSIDERING: _("We are thinking about it"),
    Standing.ADOPTED: _("We do the same now, after them"),
    Standing.ADAPTED: _("We do it in our own way, after them"),
    Standing.REJECTED: _("We decided against it"),
}
MOST_OWN = 100
LONGEST = 2000


def text_field(label: object, help_text: object) -> forms.CharField:
    """Some sentences."""
    widget = forms.Textarea(attrs={"rows": 3})
    return forms.CharField(label=label, help_text=help_text, required=False, max_length=LONGEST, widget=widget)  # type: ignore[arg-type]


class AdoptForm(forms.Form):
    """How far the viewer's organisation is with a practice."""

    status = forms.ChoiceField(label=_("How far are you?"), choices=list(WE.items()), widget=forms.RadioSelect)
    reason = text_field(_("Why?"), _("What decided it? Reasons against help others most."))
    changed = text_field(_("What do you do in another way?"), "")
    own = forms.ChoiceField(
        label=_("Your own practice"), required=False, help_text=_("If you have published it here already.")
    )

    def __init__(self, *args: Any, viewer: Viewer, post: Post, said: Adoption | None, **kwargs: Any) -> None:
        """Prefill with what the organisation `said` before."""
        if said is not None:
            kwargs["initial"] = {
                "status": said.status, "reason": said.reason, "changed": said.changed, "own": said.own_uid
            }  # fmt: skip
        super().__init__(*args, **kwargs)
        own = [*own_choices(viewer, post), *begun_copy(said)]
        self.fields["own"].choices = [("", _("None, or not here yet")), *own]  # type: ignore[attr-defined]
        self.is_copy = "copy" in self.data

    def clean(self) -> dict[str, Any]:
        """Who decides against it says why; who copies it does it."""
        data = super().clean() or self.cleaned_data
        if data.get("status") == Standing.REJECTED and not data.get("reason", "").strip():
            self.add_error("reason", _("Say why in a few words. It saves others the same way."))
        if self.is_copy and data.get("status") and data["status"] not in DONE:
            self.add_error("status", _("Choose that you do it, before you copy it."))
        return data

    def wording(self) -> Wording:
        """What was said; call after `is_valid()`. A copy gets the uid under which it will be published."""
        data = {name: str(self.cleaned_data[name]).replace("\x00", "") for name in ("status", "reason", "changed")}
        return Wording(own_uid=new_uid() if self.is_copy else self.cleaned_data["own"], **data)


def own_choices(viewer: Viewer, post: Post) -> list[tuple[str, str]]:
    """The practices of the viewer's organisation that may have come from `post`: uid and title, the newest first."""
    mine = Post.objects.visible_to(viewer).roots().filter(organisation=viewer.organisation, source=Source.NATIVE)
    taken = Adoption.objects.exclude(own_uid="").exclude(post=post, organisation=viewer.organisation)
    rows = mine.filter(kind__in=adoptable_kinds()).exclude(uid__in=taken.values("own_uid"))
    return list(rows.order_by("-published_at", "-pk").values_list("uid", "title")[:MOST_OWN])


def begun_copy(said: Adoption | None) -> list[tuple[str, object]]:
    """A copy that was begun and has not been published: to say something else must not forget it."""
    published = Post.objects.exclude(state=State.EMBARGOED)
    if said is None or not said.own_uid or published.filter(uid=said.own_uid).exists():
        return []
    return [(said.own_uid, _("The copy that you have begun"))]


class ReviewForm(forms.Form):
    """How it went."""

    again = forms.ChoiceField(label=_("Would you do it again?"), choices=Again.choices, widget=forms.RadioSelect)
    outcome = text_field(_("What came of it?"), _("What would you tell a colleague who thinks about it?"))
    cost = forms.CharField(
        label=_("What did it cost you?"), help_text=_("With currency, and for how long."), required=False,
        max_length=200,
    )  # fmt: skip

    def told(self) -> Told:
        """The answer; call after `is_valid()`."""
        return Told(**{name: str(value).replace("\x00", "") for name, value in self.cleaned_data.items()})
