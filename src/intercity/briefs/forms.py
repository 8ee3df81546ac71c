"""What a brief is asked to be, and which of its sentences stand where."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any, Final

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import get_language, ngettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from intercity.briefs.composing import Composed
from intercity.briefs.queries import labels_for_brief
from intercity.briefs.wanted import Wanted
from intercity.core.templatetags.intercity import number
from intercity.organisations.viewers import Viewer
from intercity.posts.models import Post
from intercity.spaces.models import Label, Space, Topic

USUAL_DAYS: Final = timedelta(days=90)
# All of them are read each time somebody looks at the brief.
MOST_POSTS: Final = 3000
DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class BriefForm(forms.Form):
    """For whom, which topics, of when, in which language."""

    label = forms.ChoiceField(
        label=_("For whom"), widget=forms.RadioSelect,
        help_text=_("Only what every one of these readers may see is in it, and nothing else is counted."),
    )  # fmt: skip
    since = forms.DateField(label=pgettext_lazy("first day", "From"), widget=DAY)
    until = forms.DateField(label=_("Until"), widget=DAY)
    topics = forms.ModelMultipleChoiceField(
        label=_("Topics"), queryset=Topic.objects.filter(retired=False), to_field_name="slug", required=False,
        widget=forms.CheckboxSelectMultiple, help_text=_("None means all of them."),
    )  # fmt: skip
    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES)

    def __init__(self, viewer: Viewer, space: Space, *args: Any, **kwargs: Any) -> None:
        """With the labels of `space` that `viewer` may choose, and the time of its newest posts."""
        super().__init__(*args, **kwargs)
        self.space = space
        labels = labels_for_brief(viewer, space)
        self.fields["label"].choices = [(one.value, f"{one.label} ({one.tlp})") for one in labels]  # type: ignore[attr-defined]
        newest = Post.objects.visible_to(viewer).roots().filter(space=space).order_by("-published_at").first()
        until = newest.published_at.date() if newest is not None else timezone.now().date()
        language = get_language() or "en"
        self.initial = {
            "label": next(iter(labels), ""), "since": until - USUAL_DAYS, "until": until, "language": language,
            **self.initial,
        }  # fmt: skip

    def clean(self) -> dict[str, Any]:
        """A time that does not end before it begins, with no more than can be read at once."""
        data = super().clean() or {}
        since, until = data.get("since"), data.get("until")
        if since is None or until is None or not data.get("label"):
            return data
        if until < since:
            raise ValidationError({"until": _("This is before the first day.")})
        topics = tuple(topic.slug for topic in data.get("topics") or ())
        wanted = Wanted(self.space, Label(data["label"]), since, until, timezone.now(), topics=topics)
        count = wanted.posts().count()
        if count > MOST_POSTS:
            said = ngettext(
                "There is %(n)s post; a brief reads at most %(most)s. Choose a shorter time or a topic.",
                "There are %(n)s posts; a brief reads at most %(most)s. Choose a shorter time or a topic.", count,
            )  # fmt: skip
            raise ValidationError(said % {"n": number(count), "most": number(MOST_POSTS)})
        return data


def chosen_keys(composed: Composed, kept: Sequence[str], places: Mapping[str, str]) -> list[str]:
    """The keys that were ticked, by the places that were written beside them; what is no number stays where it is.

    Keys that the brief does not have are not heard.
    """
    known = [*composed.keys, *(one.key for one in composed.spare)]
    wanted = set(kept)
    usual = {key: place for place, key in enumerate(known, 1)}
    ticked = [key for key in known if key in wanted]
    return sorted(ticked, key=lambda key: (place_of(places.get(key, ""), usual[key]), usual[key]))


def place_of(text: str, usual: int) -> int:
    """A place as it was typed."""
    text = text.strip()
    return int(text) if text.isdecimal() and len(text) < 5 else usual
