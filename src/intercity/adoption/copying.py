"""Another's practice as the beginning of one's own."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.http import QueryDict
from django.utils.translation import gettext as _

from intercity.organisations.models import Person
from intercity.posts.bounds import bound_of
from intercity.posts.drafts import Place, composer_place, save_draft
from intercity.posts.models import Post
from intercity.spaces.models import Label


def place_of_copy(post: Post) -> Place:
    """The composer in which a copy is written: of the same space and kind."""
    return composer_place(post.space, post.kind)


def may_copy_words(post: Post) -> bool:
    """Whether its words may begin another's post, which then is for whomever its writer chooses.

    Words that are for one space, or for named readers, are not copied: they would be one press away from others.
    Nor are those that were put together for some readers.
    """
    return post.label in (Label.CLEAR, Label.GREEN) and bound_of(post) is None


def check_copy(post: Post) -> None:
    """Refuse to copy words that are not for the network, or were put together for some readers."""
    if not may_copy_words(post):
        raise PermissionDenied(_("This text is not for everybody in the network. Write what you do in your own words."))


def begin_copy(person: Person, post: Post, uid: str) -> Place:
    """Fill the composer with what `post` says; published from there it carries `uid`. Replaces a draft there.

    What only holds for the other organisation (whom to call, days, cost) is left out. The label begins no wider than
    the other's: its text was not shared any further. PermissionDenied for words that are not for the network.
    """
    check_copy(post)
    place = place_of_copy(post)
    typed = QueryDict(mutable=True)
    typed.update({"uid": uid, "title": post.title, "body": post.body, "language": post.language})
    typed["label"] = max((Label(post.label), Label(post.space.default_label)), key=lambda label: label.rank).value
    typed.setlist("topics", [topic.slug for topic in post.topics.all()])
    typed.setlist("groups", [group.slug for group in post.groups.all()])
    save_draft(person, place, typed)
    return place
