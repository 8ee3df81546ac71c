"""Lists of posts, and the one place that decides who may see which."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.db import models
from django.db.models import Count, Exists, IntegerField, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

from intercity.organisations.models import Role
from intercity.organisations.viewers import Viewer
from intercity.posts.details import attach_details
from intercity.posts.visibility import labels_all_read, readers_holding, shown_to, with_root

if TYPE_CHECKING:
    from intercity.posts.models import Post  # noqa: F401


class PostQuerySet(models.QuerySet["Post"]):
    """Every list of posts begins with `visible_to`."""

    _wants_details = False

    def with_details(self, wanted: bool = True) -> PostQuerySet:
        """With what only their kinds have, in one more query for each kind among them."""
        posts = self.all()
        posts._wants_details = wanted
        return posts

    def _clone(self) -> PostQuerySet:
        posts: PostQuerySet = super()._clone()  # type: ignore[misc]
        posts._wants_details = self._wants_details
        return posts

    def _fetch_all(self) -> None:
        is_new = self._result_cache is None
        super()._fetch_all()
        if is_new and self._wants_details and self._result_cache and isinstance(self._result_cache[0], models.Model):
            self._result_cache = attach_details(self._result_cache)

    def visible_to(self, viewer: Viewer) -> PostQuerySet:
        """Published posts and comments that `viewer` may read now.

        A comment is seen where it and the post it stands under are seen. Source: DESIGN.md, "Label".
        """
        return self.filter(shown_to(viewer.reading_rights, "published"))

    def traces_for(self, viewer: Viewer) -> PostQuerySet:
        """As `visible_to`, with withdrawn posts too: their page says that and when, never what they said."""
        return self.filter(shown_to(viewer.reading_rights, "published", "withdrawn"))

    def readable_by(self, label: str, space_id: int) -> PostQuerySet:
        """As `visible_to`, for all at once who may read what carries `label` in that space: what each of them sees."""
        return self.filter(with_root(labels_all_read(label, space_id), ["published"]))

    def embargoed_for(self, viewer: Viewer) -> PostQuerySet:
        """Posts that wait for their time: for their author, and for the editors and leads of their organisation.

        What is for named readers only those of them see who are named. For everybody else such posts do not exist.
        """
        speaking = {one.organisation_id: one.role for one in viewer.memberships if one.may_speak}
        chief = [key for key, role in speaking.items() if role in (Role.EDITOR, Role.LEAD)]
        theirs = Q(organisation__in=chief) & (~Q(label="red") | Q(readers__in=readers_holding(viewer.reading_rights)))
        return self.filter(Q(author=viewer.person, organisation__in=[*speaking]) | theirs, root=None, state="embargoed")

    def labelled_for(self, viewer: Viewer) -> PostQuerySet:
        """Whatever has a label that `viewer` may see, under a post of such a label, in whichever state.

        For pages about what was done to a post, which say themselves whom it concerns; never for lists.
        """
        return self.filter(shown_to(viewer.reading_rights))

    def with_uid(self, uid: str) -> Post | None:
        """The one post of these that has it, or None."""
        # Not `first()`: it would order the one row, and for that Django compares each column of all that is joined.
        return next(iter(self.filter(uid=uid).order_by()[:1]), None)

    def roots(self) -> PostQuerySet:
        """Posts that stand by themselves: no comments."""
        return self.filter(root=None)

    def for_cards(self) -> PostQuerySet:
        """With everything a card shows, in a fixed number of queries."""
        return (
            self.select_related("organisation", "space", "author", "origin", "tally")
            .with_details()
            .prefetch_related("topics", "groups")
            .annotate(comment_count=Coalesce(Subquery(self._comments_each(), IntegerField()), 0))
            .with_answers()
        )

    def with_answers(self) -> PostQuerySet:
        """With `is_answered`: whether another organisation has answered."""
        return self.annotate(is_answered=Exists(answers_by_others()))

    def threads_each(self) -> models.QuerySet[Post]:
        """For a subquery over posts: the comments under each that everybody sees who sees the post.

        Cards and lists are the same for all who see a post, so a narrower comment must not show in what they say.
        """
        same = ~Q(label="red") | Q(readers=OuterRef("readers"))
        return self.model._default_manager.filter(same, root=OuterRef("pk"), state="published", label=OuterRef("label"))

    def _comments_each(self) -> models.QuerySet[Post, Any]:
        """One count per post, worked out only for the rows of the page (a join would count the whole list)."""
        return self.threads_each().order_by().values("root").annotate(n=Count("pk")).values("n")


def answers_by_others() -> models.QuerySet[Post]:
    """Within a query over posts: what other organisations say under each, as everybody sees who sees the post."""
    posts: PostQuerySet = apps.get_model("posts", "Post")._default_manager.all()
    return posts.threads_each().exclude(organisation=OuterRef("organisation"))
