"""The page behind "stop these mails"."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from intercity.notifications.actions import mute, resume, stop_mail
from intercity.notifications.choices import is_mailed
from intercity.notifications.links import Subscription, read_token
from intercity.notifications.models import Follow
from intercity.organisations.request import Request
from intercity.posts.models import Post


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def unsubscribe(request: Request, token: str) -> HttpResponse:
    """What will stop (GET), and the stopping itself (POST); the signed token is the permission, no sign-in needed.

    Mail programs post `List-Unsubscribe=One-Click` here (RFC 8058), without cookies and without a form token.
    Opening the link changes nothing, for scanners of mail open every link. A forged token gives 404.
    """
    subscription = read_token(token)
    if subscription is None:
        raise Http404
    if request.method == "POST":
        act(subscription, request.POST.get("what", "thread"))
        return one_click_done() if "List-Unsubscribe" in request.POST else redirect("unsubscribe", token)
    response = render(request, "notifications/unsubscribe.html", page(subscription, request))
    response["X-Robots-Tag"] = "noindex"
    return response


def act(subscription: Subscription, what: str) -> None:
    """Do what the button says; anything unknown stops the one conversation, or where there is none such mails."""
    if what == "resume":
        resume(subscription.person, subscription.event, subscription.post)
    elif what == "all" or subscription.post is None:
        stop_mail(subscription.person, subscription.event)
    else:
        mute(subscription.person, subscription.post)


def page(subscription: Subscription, request: Request) -> dict[str, object]:
    """State of the wish; the title only for a viewer who may see the post, since a link can be passed on."""
    person, post, event = subscription.person, subscription.post, subscription.event
    return {
        "event": event,
        "has_thread": post is not None,
        "post": Post.objects.visible_to(request.viewer).filter(pk=post.pk).first() if post else None,
        "all_stopped": not is_mailed(person, event),
        "muted": post is not None and Follow.objects.filter(person=person, post=post, muted=True).exists(),
    }


def one_click_done() -> HttpResponse:
    """For a mail program, which shows nothing of it."""
    return HttpResponse("OK", content_type="text/plain")
