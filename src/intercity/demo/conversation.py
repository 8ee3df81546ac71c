"""What the cities of the exercise do with each other's posts: ask, accept, say that they do the same, follow."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db.models import F, Model, QuerySet
from django.utils import timezone

from intercity.adoption.actions.saying import Wording, do_say
from intercity.adoption.models import Adoption, Said
from intercity.kinds.question.actions import do_accept
from intercity.kinds.question.models import Question
from intercity.matching.actions import ask
from intercity.matching.proposing import describe
from intercity.matching.subject import subject_of
from intercity.notifications.actions import set_follow
from intercity.organisations.models import Organisation
from intercity.organisations.viewers import viewer_for
from intercity.posts.actions import do_react
from intercity.posts.models import Post
from intercity.spaces.models import Space, Topic

Row = Mapping[str, Any]
Posts = Mapping[str, Post]
FOLLOWED: dict[str, type[Model]] = {"topic": Topic, "organisation": Organisation, "space": Space}


def load_conversation(posts: Posts, told: Row) -> None:
    """Write what is told of these posts, each by its key; parts that are missing are passed over."""
    add_asked(posts, told.get("asked", ()))
    add_accepted(posts, told.get("accepted", ()))
    add_reactions(posts, told.get("reactions", ()))
    add_adoptions(posts, told.get("adoptions", ()))
    add_follows(told.get("follows", ()))


def add_asked(posts: Posts, rows: Iterable[Row]) -> None:
    """Let those who asked ask cities directly, with the reasons that the matcher finds."""
    for row in rows:
        post = posts[row["post"]]
        assert post.author is not None
        viewer = viewer_for(post.author)
        keys = [organisation.pk for organisation in organisations(row["orgs"])]
        ask(viewer, post, describe(viewer, subject_of(post), keys), goes_on=row.get("goes_on", True))


def add_accepted(posts: Posts, rows: Iterable[Row]) -> None:
    """Let those who asked accept one of the answers, counted from nought."""
    for row in rows:
        question = posts[row["post"]]
        do_accept(Post.objects.filter(root=question).order_by("pk")[row["answer"]], question.author)


def add_reactions(posts: Posts, rows: Iterable[Row]) -> None:
    """Who finds a post useful, or needs the same."""
    for row in rows:
        for organisation in organisations(row["orgs"]):
            do_react(posts[row["post"]], organisation, row["sort"], None)


def add_adoptions(posts: Posts, rows: Iterable[Row]) -> None:
    """Who does the same, or decided against it; `own` is the key of the practice that came of it."""
    for row in rows:
        own = posts[row["own"]].uid if "own" in row else ""
        wording = Wording(row["status"], row.get("reason", ""), row.get("changed", ""), own)
        (organisation,) = organisations([row["org"]])
        person = organisation.memberships.get().person
        do_say(posts[row["post"]], organisation, person, wording, hours_before_now(row["hours_ago"]))


def add_follows(rows: Iterable[Row]) -> None:
    """Who follows what beside the spaces of their organisation."""
    for row in rows:
        (organisation,) = organisations([row["person"]])
        person = organisation.memberships.get().person
        for sort, model in FOLLOWED.items():
            if sort in row:
                set_follow(person, sort, model._default_manager.get(slug=row[sort]))


def move_conversation(posts: QuerySet[Post], shift: timedelta) -> None:
    """Make what is said of these posts, and by when they need an answer, as much later as the posts."""
    Adoption.objects.filter(post__in=posts).update(at=F("at") + shift)
    Said.objects.filter(adoption__post__in=posts).update(at=F("at") + shift)
    Question.objects.filter(post__in=posts).update(needed_by=F("needed_by") + shift, request_at=F("request_at") + shift)


def organisations(slugs: Iterable[str]) -> list[Organisation]:
    """The organisations with these slugs, in this order."""
    return [Organisation.objects.get(slug=slug) for slug in slugs]


def hours_before_now(hours: float) -> datetime:
    """The moment so many hours ago."""
    return timezone.now() - timedelta(hours=hours)
