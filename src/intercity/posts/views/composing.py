"""The composer: a post in under a minute."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from intercity.organisations.limits import TooOftenError
from intercity.organisations.models import Person
from intercity.organisations.permissions import check_may, may
from intercity.organisations.request import Request
from intercity.organisations.viewers import Viewer
from intercity.posts.actions import publish
from intercity.posts.drafts import composer_place
from intercity.posts.kinds import Kind, composed_kinds, entitled_kinds
from intercity.posts.models import Post
from intercity.posts.parts import audience_for, space_for
from intercity.posts.views.between import between
from intercity.posts.views.forming import (
    Writing,
    begin_writing,
    count_and_discard,
    keep,
    put_off,
    take_writing,
    with_wait,
)
from intercity.posts.views.growing import PARAM, begun_by, gather, grown_from, links_to
from intercity.posts.views.later import later_form, moment_of, takes_moment
from intercity.posts.views.unnamed import choice_for, is_chosen
from intercity.spaces.models import Space
from intercity.spaces.policies import check_inside


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def compose(request: Request, slug: str, kind: str) -> HttpResponse:
    """Write a post of one kind in a space. 404 for strangers, 403 for whoever may not post here."""
    space = space_for(request.viewer, audience_for(request.viewer), slug)
    chosen = get_kind(kind)
    check_inside(request.viewer, space)
    check_may(request.viewer, "space.publish", space)
    person, place = person_of(request), composer_place(space, kind)
    if request.method != "POST":
        # Whoever searched in vain comes with the words they searched for.
        given = {"title": request.GET.get("title", "")[:200], **begun_by(grown_from(request), chosen)}
        return show(request, begin_writing(request, person, place, chosen.quick_form(), space, initial=given), chosen)
    writing, good = take_writing(request, person, place, chosen.quick_form(), space)
    if not good or not takes_moment(request, person, writing):
        return show(request, writing, chosen, status=writing.status)
    asked = between(request, writing)
    if asked is not None:
        return asked
    try:
        post = do_compose(request, person, writing, chosen)
    except TooOftenError as error:
        put_off(request, person, writing, error)
        return show(request, writing, chosen)
    except ValidationError as refused:
        return show_again(request, person, writing, chosen, refused)
    messages.success(request, thanks(post, chosen))
    return redirect(next_address(request, post, chosen))


def show_again(
    request: Request, person: Person, writing: Writing, kind: Kind, refused: ValidationError
) -> HttpResponse:
    """The composer with why it cannot go so: without the city's name, or at that moment. What was typed is kept."""
    writing.form.add_error(None, refused)
    keep(request, person, writing)
    return show(request, writing, kind, status=422)


def next_address(request: Request, post: Post, kind: Kind) -> str:
    """Where its author goes now; whoever came to ask one organisation takes its name along."""
    if post.is_embargoed:
        return post.get_absolute_url()
    address, wanted = kind.after_publishing(post), request.GET.get("organisation", "")
    if not address:
        return post.get_absolute_url()
    return f"{address}?{urlencode({'organisation': wanted[:64]})}" if wanted else address


def get_kind(name: str) -> Kind:
    """The kind that is composed by itself, or Http404."""
    found = {kind.name: kind for kind in composed_kinds()}.get(name)
    if found is None:
        raise Http404
    return found


def person_of(request: Request) -> Person:
    """Who writes; only for views that require a person."""
    assert request.viewer.person is not None
    return request.viewer.person


def show(request: Request, writing: Writing, kind: Kind, status: int = 200) -> HttpResponse:
    """The composer's page."""
    source = grown_from(request)
    filled = gather(request, writing.form, kind, source)
    writing.form = filled or writing.form
    context = {
        "section": "spaces", "space": writing.space, "writing": writing, "kind": kind,
        "tabs": composers(request.viewer, writing.space), "unnamed": choice_for(request, writing, kind),
        "later": later_form(request, writing), "grown_from": source,
        "gathers": kind.gathers(source) if source is not None else "", "filled": filled is not None,
        "several": sum(membership.may_speak for membership in request.viewer.memberships) > 1,
        "sources": sources(request, kind, writing.space),
    }  # fmt: skip
    return with_wait(render(request, "posts/compose.html", context, status=status), writing)


def sources(request: Request, kind: Kind, space: Space) -> Sequence[Post]:
    """What the composer offers that one can be made of, before anybody typed: choosing it opens the page anew."""
    return () if request.method == "POST" or PARAM in request.GET else kind.sources(request.viewer, space)


def composers(viewer: Viewer, space: Space) -> list[tuple[Kind, str]]:
    """All that the viewer may write in `space`, each with the page for it."""
    usual = composed_kinds() if may(viewer, "space.publish", space) else []
    return [(kind, kind.composer(space)) for kind in (*usual, *entitled_kinds(viewer, space))]


def do_compose(request: Request, person: Person, writing: Writing, kind: Kind) -> Post:
    """Publish and throw the draft away, both or neither."""
    content = replace(
        writing.form.content(writing.files.uids), visible_from=moment_of(request, writing),
        links=links_to(grown_from(request), kind),
    )  # fmt: skip
    unnamed = is_chosen(request)
    along = partial(count_and_discard, request, person, writing, unnamed=unnamed)
    return publish(request.viewer, writing.space, kind.name, content, along=along, unnamed=unnamed)


def thanks(post: Post, kind: Kind) -> str:
    """What the page says after publishing, with the way to everything else the kind can hold."""
    if post.is_embargoed:
        return _("Saved. It is published when its time comes.")
    said = _("Published. Colleagues in other cities see it now.")
    if kind.full_form() is kind.quick_form():
        return said
    more = _("Add details others will ask for")
    return format_html('{} <a href="{}">{}</a>', said, reverse("post_edit", args=[post.uid]), more)
