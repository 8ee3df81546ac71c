"""The page on which all cities are asked. Every button is a round trip; no script is needed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Any, Final

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from intercity.kinds.rollcall.actions.asking import KIND, CannotAskError, Wanted, ask_all, free_from, too_often
from intercity.kinds.rollcall.beginning import Beginning, begin_like, begin_ready, earlier
from intercity.kinds.rollcall.forms.answering import AnswerForm
from intercity.kinds.rollcall.forms.fields import CURRENCIES, Typed, named, rearranged, typed_from
from intercity.kinds.rollcall.forms.whole import Asking, asked_fields, open_asking, reopen_asking, sent_asking
from intercity.kinds.rollcall.readymade import READYMADE, find_readymade
from intercity.kinds.rollcall.scope import asked_by, describe, organisations_in, reach
from intercity.organisations.permissions import check_may, may
from intercity.organisations.request import Request
from intercity.posts.drafts import Place, composer_place, discard, draft_for, save_draft
from intercity.posts.kinds import READY, all_kinds
from intercity.posts.models import Draft
from intercity.posts.views.between import CHANGE, between, typed_texts
from intercity.posts.views.composing import composers, person_of
from intercity.posts.views.forming import preview_of
from intercity.posts.views.growing import begun_by, grown_from, links_to
from intercity.search.similar import Sketch, similar_to
from intercity.spaces.lists import NameTakenError, save_list
from intercity.spaces.models import Space
from intercity.spaces.queries import get_space_for

MOST_NAMED: Final = 24


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: Request, slug: str) -> HttpResponseBase:
    """Write one question to many cities, look at it, send it. 404 for strangers, 403 for whoever may not ask all."""
    space = get_space_for(request.viewer, slug)
    check_may(request.viewer, "rollcall.ask", space)
    if request.method != "POST":
        return show(request, space, begin(request, space))
    do = request.POST.get("do", "send")
    rows = rearranged(typed_from(request.POST), do)
    if rows is not None:
        return show(request, space, reopen_asking(request.viewer, space, keep(request, space, rows)))
    if do == "save-list":
        return keep_list(request, space)
    if CHANGE in request.POST:
        return show(request, space, reopen_asking(request.viewer, space, keep(request, space)))
    asking = sent_asking(request.viewer, space, request.POST)
    if not asking.is_valid():
        keep(request, space)
        return show(request, space, asking, status=422)
    return look(request, space, asking) if do == "preview" else send(request, space, asking)


def begin(request: Request, space: Space) -> Asking:
    """The page as it opens: like an earlier one, ready-made, with the draft, or empty."""
    ready = find_readymade(request.GET.get(READY, ""))
    like = request.GET.get("like", "")
    draft = None if ready or like else draft_for(person_of(request), place_of(space))
    if draft is not None:
        return reopen_asking(request.viewer, space, draft, kept=True)
    title = request.GET.get("title", "")[:200].replace("\x00", "")
    if like:
        found = begin_like(request.viewer, like, space)
    else:
        found = begin_ready(ready) if ready else Beginning()
        # A title that comes along asks about the post that it grows from.
        more = {**begun_by(grown_from(request)), **({"title": title} if title else {})}
        found = replace(found, given={**found.given, **more})
    return open_asking(request.viewer, space, found.given, found.fields, found.whom)


def place_of(space: Space) -> Place:
    """Where the draft is kept."""
    return composer_place(space, KIND)


def keep(request: Request, space: Space, rows: Sequence[Typed] | None = None) -> Draft:
    """Keep what was typed, with `rows` as its fields where they were rearranged; gives it as a draft holds it."""
    typed = request.POST.copy()
    for name in [name for name in typed if name in ("do", "counted") or (rows and name.startswith("field-"))]:
        del typed[name]
    if rows:
        for name, text in named(rows).items():
            typed[name] = text
    save_draft(person_of(request), place_of(space), typed)
    return Draft(data=dict(typed.lists()))


def keep_list(request: Request, space: Space) -> HttpResponse:
    """Save who is chosen as a list; the page stays as it was typed."""
    asking = reopen_asking(request.viewer, space, keep(request, space))
    asked = sent_asking(request.viewer, space, request.POST).whom
    if not asked.is_valid():
        asking.whom = asked
        return show(request, space, asking, status=422)
    try:
        made = save_list(request.viewer, space, request.POST.get("list_name", ""), chosen_keys(asked.scope(), space))
    except NameTakenError as refused:
        asking.list_error = str(refused)
        return show(request, space, asking, status=422)
    messages.success(request, _("The list “%(name)s” is saved.") % {"name": made.name})
    return show(request, space, asking)


def chosen_keys(scope: Mapping[str, Any], space: Space) -> list[int]:
    """Everybody who is chosen and takes part, whatever the label of this question."""
    return list(organisations_in(scope, space).filter(unclaimed=False).order_by().values_list("pk", flat=True))


def look(request: Request, space: Space, asking: Asking, note: str = "") -> HttpResponse:
    """What the cities will see, who is asked, and what answers it already."""
    keep(request, space)
    wanted = asking.wanted()
    label = wanted.content.label
    found = reach(wanted.scope, space, label)
    preview = {
        "wanted": wanted,
        "form": AnswerForm(asked=asked_fields(wanted), language=wanted.content.language, prefix="seen"),
        "count": len(found.keys),
        "left_out": found.left_out,
        "whom": describe(wanted.scope),
        "names": asked_by(wanted.scope, space, label).order_by("name")[:MOST_NAMED],
        "more": max(0, len(found.keys) - MOST_NAMED),
        "body": preview_of(wanted.content.body),
        "note": note,
        "similar": similar_to(request.viewer, sketch_of(wanted)),
    }
    return show(request, space, asking, preview=preview)


def sketch_of(wanted: Wanted) -> Sketch:
    """What is compared with what others wrote."""
    content = wanted.content
    words = "\n".join([str(one["label"]) for one in wanted.fields] + [content.body])
    return Sketch(content.title, words, content.language, [topic.slug for topic in content.topics])


def send(request: Request, space: Space, asking: Asking) -> HttpResponse:
    """Ask, and throw the draft away; when others would be asked than the preview said, look once more."""
    wanted = asking.wanted()
    wanted = replace(wanted, content=replace(wanted.content, links=links_to(grown_from(request))))
    counted, count = request.POST.get("counted", ""), len(reach(wanted.scope, space, wanted.content.label).keys)
    if counted and counted != str(count):
        return look(request, space, asking, _("Another number of organisations would be asked now. Look again."))
    looked = between(request, asking.writing, more=[one for row in asking.rows for one in typed_texts(row)])
    if looked is not None:
        return looked
    try:
        post = ask_all(request.viewer, space, wanted, partial(discard, person_of(request), place_of(space)))
    except CannotAskError as refused:
        keep(request, space)
        asking.problem = str(refused)
        return show(request, space, asking, status=422)
    asked = post.rollcall.asked
    said = ngettext("%(n)s organisation is asked.", "%(n)s organisations are asked.", asked) % {"n": asked}
    messages.success(request, said)
    return redirect(all_kinds()[KIND].after_publishing(post) or post)


def show(
    request: Request, space: Space, asking: Asking, *, preview: dict[str, Any] | None = None, status: int = 200
) -> HttpResponse:
    """The page."""
    viewer = request.viewer
    context = {
        "section": "spaces", "space": space, "asking": asking, "writing": asking.writing, "preview": preview,
        "kind": all_kinds()[KIND], "tabs": composers(viewer, space), "currencies": CURRENCIES,
        "ready": READYMADE, "earlier": earlier(viewer, space) if request.method != "POST" else [],
        "grown_from": grown_from(request), "free_from": free_from(space), "too_often": too_often(space),
        "may_keep_lists": may(viewer, "space.coordinate", space),
        "several": sum(membership.may_speak for membership in viewer.memberships) > 1,
    }  # fmt: skip
    return render(request, "rollcall/ask.html", context, status=status)
