"""Views that need several rooms."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db.models import Count, Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from intercity.activity.public import public_page
from intercity.adoption.queries import gave, took
from intercity.core.pagination import keys_by_time, known_cursor
from intercity.matching.queries import topics_known_by
from intercity.organisations.models import Organisation
from intercity.organisations.permissions import may
from intercity.organisations.profile import profile_context
from intercity.organisations.request import Request
from intercity.organisations.viewers import Viewer
from intercity.posts.folding import by_themselves
from intercity.posts.lists import QUESTIONS_LOOKED_AT, cards_for, newest_questions, unanswered
from intercity.posts.models import Post
from intercity.posts.parts import audience_for, composer, find_for, this_minute
from intercity.posts.querysets import PostQuerySet
from intercity.spaces.models import Label, Space, SpaceState
from intercity.spaces.standing import waiting_for

MOST_WAITING = 6
MOST_SPACES = 8
# What changes lists over all spaces.
POSTS = ("post", "posts", "question", "organisation", "space")


@require_safe
@public_page
def home(request: Request) -> HttpResponse:
    """The network today: newest posts of all spaces, questions that wait, spaces."""
    viewer, audience = request.viewer, audience_for(request.viewer)
    cursor = known_cursor(request.GET.get("after"))
    desk = find_for(viewer, "desk", ["space"], lambda: desk_of(viewer), audience.since)

    def posts() -> PostQuerySet:
        return Post.objects.visible_to(viewer).roots()

    keys = audience.find(("home", cursor), POSTS, lambda: keys_by_time(by_themselves(viewer, posts()), cursor))
    context = {
        "section": "home",
        "desk": desk,
        "composer": composer(audience, desk) if desk else "",
        # Read before the posts: a post that comes in between is then shown twice at most, never missed.
        "known": audience.since,
        "page": cards_for(viewer, audience, keys),
        "first_page": "after" not in request.GET,
        "numbers": audience.render("pages/_numbers.html", this_minute(), POSTS, lambda: today_in_numbers(posts())),
        "waiting": audience.render("pages/_waiting.html", "home", POSTS, lambda: waiting(posts())),
        "agreements": find_for(viewer, "agreements", ["space"], lambda: waiting_for(viewer), audience.since),
        "spaces": audience.render("pages/_spaces.html", "home", ["space"], lambda: newest_spaces(viewer)),
    }
    return render(request, "pages/home.html", context)


def waiting(posts: PostQuerySet) -> dict[str, Any]:
    """The newest questions without an answer."""
    return {"waiting": unanswered(posts)[:MOST_WAITING]}


def newest_spaces(viewer: Viewer) -> dict[str, Any]:
    """The spaces that home names."""
    return {"spaces": spaces_with_counts(viewer)[:MOST_SPACES]}


def desk_of(viewer: Viewer) -> Space | None:
    """The newest space at work that the viewer's organisation is in, where they may post; None without one."""
    if viewer.acting is None:
        return None
    joined = Space.objects.visible_to(viewer).filter(members__organisation=viewer.acting.organisation)
    newest = joined.exclude(state=SpaceState.ARCHIVED).order_by("-created_at", "-pk").first()
    return newest if newest and may(viewer, "space.publish", newest) else None


def spaces_with_counts(viewer: Viewer) -> list[Space]:
    """Visible spaces with `organisation_count`, those at work first."""
    order = {"active": 0, "exercise": 0, "archived": 1}
    spaces = Space.objects.visible_to(viewer).annotate(organisation_count=Count("members"))
    return sorted(spaces.order_by("-created_at"), key=lambda space: order[space.state])


def today_in_numbers(posts: PostQuerySet) -> dict[str, int]:
    """Posts and cities of the last 24 hours, and how many of the newest questions have no answer; as one may see."""
    recent = posts.filter(published_at__gte=timezone.now() - timedelta(hours=24))
    numbers = recent.aggregate(posts=Count("pk"), organisations=Count("organisation", distinct=True))
    questions = {"questions": newest_questions(posts).count(), "looked_at": QUESTIONS_LOOKED_AT}
    return {**numbers, **questions, "waiting": unanswered(posts).count()}


@require_safe
@public_page
def organisation(request: Request, slug: str) -> HttpResponse:
    """An organisation: its profile, whom to call, and what it published that the viewer may see."""
    found = get_object_or_404(Organisation.objects.select_related("place"), slug=slug)
    audience = audience_for(request.viewer)
    posts = Post.objects.visible_to(request.viewer).roots().filter(organisation=found)
    context = {
        "section": "organisations",
        "organisation": found,
        "page": cards_for(request.viewer, audience, keys_by_time(posts, request.GET.get("after"))),
        "first_page": "after" not in request.GET,
        "counts": posts.aggregate(all=Count("pk"), public=Count("pk", filter=Q(label=Label.CLEAR))),
        "gave": gave(request.viewer, found),
        "took": took(request.viewer, found),
        "knows": topics_known_by(found),
        **profile_context(request.viewer, found),
    }
    return render(request, "pages/organisation.html", context)


@require_safe
@public_page
def about(request: Request) -> HttpResponse:
    """What Intercity is, for whoever comes by."""
    return render(request, "pages/about.html")


@require_safe
@public_page
def labels(request: Request) -> HttpResponse:
    """Who can see what: the labels in plain words."""
    return render(request, "pages/labels.html", {"labels": Label})


@require_safe
def robots(request: Request) -> HttpResponse:
    """What search engines may read: public pages; not what only changes for people."""
    closed = ("/accounts/", "/demo/", "/live", "/me/", "/search")
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in closed)]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")


@require_safe
def security_txt(request: Request) -> HttpResponse:
    """Where to report a weakness (RFC 9116)."""
    expires = (timezone.now() + timedelta(days=180)).strftime("%Y-%m-%dT00:00:00Z")
    lines = {
        "Contact": security_contact(),
        "Expires": expires,
        "Canonical": f"{settings.PUBLIC_URL}{reverse('security_txt')}",
        "Preferred-Languages": ", ".join(code for code, _name in settings.LANGUAGES),
    }
    text = "".join(f"{name}: {value}\n" for name, value in lines.items())
    return HttpResponse(text, content_type="text/plain; charset=utf-8")


def security_contact() -> str:
    """Where to write to, as the standard wants it: an address with its scheme."""
    sender = settings.DEFAULT_FROM_EMAIL.rpartition("<")[2].strip("> ")
    contact: str = settings.SECURITY_CONTACT or f"security@{sender.rpartition('@')[2]}"
    return contact if ":" in contact else f"mailto:{contact}"
