"""The demo's own pages: be somebody, see the mail, what to try."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth import login, logout
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from intercity.core.origin import from_our_pages, is_page_of_ours
from intercity.demo.models import DemoMail
from intercity.demo.replying import ReplyForm, send_reply
from intercity.demo.roles import ROLES, DemoRole
from intercity.mailbox.models import Incoming, Outcome
from intercity.mailbox.receiving import RefusedMailError
from intercity.organisations.models import Person
from intercity.organisations.request import Request
from intercity.posts.models import Post

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
MAILS = 50


@require_safe
def try_page(request: Request) -> HttpResponse:
    """Things to try."""
    return render(request, "demo/try.html", {"other": other_window(request)})


def other_window(request: Request) -> str:
    """The same server under its other local name: browsers keep separate sign-ins for the two.

    Empty where the demo is reached in another way.
    """
    host, _, port = request.get_host().partition(":")
    other = {"127.0.0.1": "localhost", "localhost": "127.0.0.1"}.get(host)
    return f"{request.scheme}://{other}:{port}" if other else ""


def role_named(slug: str) -> DemoRole:
    """The role, or 404."""
    found = [role for role in ROLES if role.slug == slug]
    if not found:
        raise Http404
    return found[0]


@require_safe
def enter(request: Request, slug: str) -> HttpResponse:
    """A page with one button, so that a link can lead to a role in another window."""
    return render(request, "demo/enter.html", {"role": role_named(slug)})


# The bar stands in every page, also in those that are the same for everybody: so its forms carry no token.
@from_our_pages
@require_POST
def sign_in(request: Request, slug: str) -> HttpResponse:
    """Become that role, and stay on the page."""
    person = get_object_or_404(Person, email=role_named(slug).email)
    login(request, person, backend=BACKEND)
    return HttpResponseRedirect(next_address(request))


@from_our_pages
@require_POST
def sign_out(request: Request) -> HttpResponse:
    """Be a reader again."""
    logout(request)
    return HttpResponseRedirect(next_address(request))


def next_address(request: Request) -> str:
    """Where the form came from, if that is on this server."""
    wanted = request.POST.get("next", "/")
    return wanted if is_page_of_ours(request, wanted) else "/"


@require_safe
def mailbox(request: Request) -> HttpResponse:
    """Every mail that would have been sent."""
    page = Paginator(DemoMail.objects.all(), MAILS).get_page(request.GET.get("page"))
    return render(request, "demo/mailbox.html", {"page": page})


@require_safe
def mail(request: Request, pk: int) -> HttpResponse:
    """One mail as its recipient would read it."""
    return show_mail(request, get_object_or_404(DemoMail, pk=pk), ReplyForm())


def show_mail(request: Request, found: DemoMail, form: ReplyForm, status: int = 200) -> HttpResponse:
    """The page of one mail, with the form to answer it where it takes answers."""
    return render(request, "demo/mail.html", {"mail": found, "form": form}, status=status)


@require_POST
def reply(request: Request, pk: int) -> HttpResponse:
    """Answer a mail as its recipient; then the conversation where the answer stands, or the mail again."""
    found = get_object_or_404(DemoMail, pk=pk)
    form = ReplyForm(request.POST)
    if not found.reply_to:
        raise Http404
    if form.is_valid():
        try:
            return show_outcome(request, found, send_reply(found, form.cleaned_data["words"]))
        except RefusedMailError:
            form.add_error("words", _("Too many mails. Try again later."))
    return show_mail(request, found, form, 422)


def show_outcome(request: Request, found: DemoMail, incoming: Incoming) -> HttpResponse:
    """Say what became of the answer."""
    if incoming.outcome == Outcome.READ:
        messages.success(
            request, _("Your mail was read as an answer. A mail shows what was understood: confirm it there.")
        )
        return redirect("demo_mailbox")
    if incoming.outcome != Outcome.POSTED:
        messages.error(request, incoming.get_reason_display() or incoming.get_outcome_display())
        return redirect("demo_mail", found.pk)
    messages.success(request, _("Your mail was taken in. The answer stands under the post."))
    post = Post.objects.visible_to(request.viewer).filter(uid=incoming.post_uid).first()
    return redirect(post or "demo_mailbox")
