"""From answers to more: ask those who said yes how they did it, write down what one does as a practice."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from intercity.core.uids import new_uid
from intercity.kinds.rollcall.actions.following import follow_up, is_sparing
from intercity.kinds.rollcall.following import MOST, Reach, offers, reach, said_so, who_said
from intercity.kinds.rollcall.forms.following import FollowForm
from intercity.kinds.rollcall.queries import get_rollcall_for
from intercity.kinds.rollcall.seeing import Seen, see
from intercity.kinds.rollcall.visibility import answers_label
from intercity.matching.actions import asks_left
from intercity.matching.subject import Subject
from intercity.organisations.models import Organisation
from intercity.organisations.permissions import check_may
from intercity.organisations.request import Request
from intercity.posts.content import PostContent
from intercity.posts.forms import usual_contact, usual_language

MOST_KEYS = 40


def open_for(request: Request, uid: str) -> Seen:
    """The answers, for whoever sees them and may post in the space; 404 and 403 for others."""
    rollcall = get_rollcall_for(request.viewer, uid)
    check_may(request.viewer, "rollcall.follow", rollcall.post)
    seen = see(request.viewer, rollcall.post)
    if seen is None:
        raise PermissionDenied(_("The answers are not for you."))
    return seen


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def follow(request: Request, uid: str) -> HttpResponse:
    """Choose answers (`on=f1:yes`), see who gave them, write the question, send it to exactly these."""
    seen = open_for(request, uid)
    keys = chosen_keys(request, seen)
    if request.method != "POST" or not keys:
        return show(request, seen, keys, fresh_form(seen, keys))
    form = make_form(seen, request.POST)
    if not form.is_valid():
        return show(request, seen, keys, form, status=422)
    chosen = ticked(request, reach(subject_of(request, seen, form.cleaned_data), who_said(seen, keys)))
    if not chosen:
        form.add_error(None, _("Nobody is chosen. Tick at least one city."))
        return show(request, seen, keys, form, status=422)
    return send(request, seen, keys, form, chosen)


def send(
    request: Request, seen: Seen, keys: Sequence[str], form: FollowForm, chosen: Sequence[Organisation]
) -> HttpResponse:
    """Publish and ask; what cannot be asked now is said, and nothing that was typed is lost."""
    viewer = request.viewer
    if is_sparing(viewer, seen.post) and not seen.post.space.is_exercise:
        left = asks_left(viewer.acting.organisation) if viewer.acting else 0
        if len(chosen) > left:
            said = ngettext(
                "Your organisation can ask %(n)d more city directly this week. Take ticks away.",
                "Your organisation can ask %(n)d more cities directly this week. Take ticks away.",
                left,
            )
            form.add_error(None, said % {"n": left})
            return show(request, seen, keys, form, status=422)
    try:
        post = follow_up(viewer, seen.post, content_of(request, seen, form), chosen)
    except PermissionDenied as refused:
        form.add_error(None, str(refused))
        return show(request, seen, keys, form, status=422)
    said = ngettext("%(n)s city is asked.", "%(n)s cities are asked.", len(chosen)) % {"n": len(chosen)}
    messages.success(request, said)
    return redirect(post)


def chosen_keys(request: Request, seen: Seen) -> list[str]:
    """The answers that the address names, as far as somebody gave them."""
    given = {one.key for _asked, several in offers(seen) for one in several}
    source = request.POST if request.method == "POST" else request.GET
    return [key for key in dict.fromkeys(source.getlist("on")[:MOST_KEYS]) if key in given]


def ticked(request: Request, found: Reach) -> list[Organisation]:
    """The ticked ones among those who can be asked."""
    wanted = set(request.POST.getlist("ask")[:MOST])
    keys = [row.city.pk for row in found.asked if row.city.slug in wanted]
    return list(Organisation.objects.filter(pk__in=keys).order_by("name"))


def make_form(seen: Seen, data: Any = None, initial: dict[str, Any] | None = None) -> FollowForm:
    """The form within the space's labels and that of the answers."""
    return FollowForm(data, initial=initial, space=seen.post.space, widest=answers_label(seen.post))


def fresh_form(seen: Seen, keys: Sequence[str]) -> FollowForm:
    """Prefilled: what they answered, and the way back to it."""
    said = ((label, " / ".join(options)) for label, options in said_so(seen, keys))
    lines = [f"- {label} **{options}**" if options else f"- {label}" for label, options in said]
    body = "\n\n".join([
        _("You answered so when all cities were asked:"), "\n".join(lines),
        _("How do you do it? What would you tell a colleague who begins tomorrow?"),
        f"[{linked(seen.post.title)}]({seen.post.get_absolute_url()})",
    ])  # fmt: skip
    title = _("How do you do it? %(title)s") % {"title": seen.post.title}
    return make_form(seen, initial={"uid": new_uid(), "title": title[:200], "body": body})


def linked(title: str) -> str:
    """A title as it may stand in a link of Markdown."""
    return title.replace("\\", "").replace("[", "(").replace("]", ")")


def subject_of(request: Request, seen: Seen, data: dict[str, Any]) -> Subject:
    """The question as it would be published."""
    assert request.viewer.acting is not None
    return Subject(
        data["title"], data["body"], (), (), seen.post.space, request.viewer.acting.organisation, data["label"]
    )


def content_of(request: Request, seen: Seen, form: FollowForm) -> PostContent:
    """What is published; with the topics of the roll call, so that it is found beside it."""
    data, viewer = form.cleaned_data, request.viewer
    return PostContent(
        uid=data["uid"],
        title=data["title"],
        body=data["body"],
        label=data["label"],
        contact=usual_contact(viewer),
        language=usual_language(viewer),
        topics=list(seen.post.topics.all()),
        groups=list(seen.post.groups.all()),
    )


def show(request: Request, seen: Seen, keys: Sequence[str], form: FollowForm, status: int = 200) -> HttpResponse:
    """The choice of answers, and with one made the question and who gets it."""
    label = str(form["label"].value() or "")
    typed = {"title": "", "body": "", "label": label}
    found = reach(subject_of(request, seen, typed), who_said(seen, keys)) if keys and label else None
    sparing = is_sparing(request.viewer, seen.post) and not seen.post.space.is_exercise
    assert request.viewer.acting is not None
    context = {
        "section": "spaces", "post": seen.post, "space": seen.post.space, "seen": seen, "form": form, "keys": keys,
        "offers": offers(seen), "found": found, "most": MOST,
        "left": asks_left(request.viewer.acting.organisation) if sparing else None,
        "ticked": set(request.POST.getlist("ask")) if request.method == "POST" and keys else None,
        "no_label": bool(keys) and not label,
    }  # fmt: skip
    return render(request, "rollcall/follow_up.html", context, status=status)
