"""Publish and change posts without the city's name: what is refused, and what is written instead."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from intercity.core.quick import exists
from intercity.organisations.models import Organisation, Person
from intercity.posts import veils
from intercity.posts.actions.attaching import FileChanges
from intercity.posts.content import PostContent, is_uid
from intercity.posts.models import Attachment, Post
from intercity.posts.veil_guard import check_anonymous
from intercity.spaces.models import Label, Space


def check_unnamed(
    organisation: Organisation, author: Person, space: Space, kind: str, content: PostContent
) -> PostContent:
    """What may be published of `content` without the name of `organisation`; ValidationError where that cannot be."""
    if kind not in veils.VEILED_KINDS:
        raise ValidationError(_("This cannot be published without your city's name."))
    if content.visible_from is not None:
        raise ValidationError(_("Without your city's name it is published at once. Take the date off."))
    veils.check_describable(organisation, space, content.label, content.language)
    return with_own_uid(author, check_words(organisation, author, content))


def with_own_uid(author: Person, content: PostContent) -> PostContent:
    """`content` with a uid that stands nowhere else, unless it was published with the name already."""
    if not is_uid(content.uid) or exists("posts_post WHERE uid = %s", content.uid):
        return content
    return replace(content, uid=veils.uid_behind(author, content.uid))


def check_words(
    organisation: Organisation, author: Person, content: PostContent, more: Iterable[str] = ()
) -> PostContent:
    """`content` without whom to call; ValidationError where its words, `more` or files give away who it is."""
    if content.details.get("addressee"):
        raise ValidationError(_("Without your city's name you cannot ask them: it would show your country."))
    files = Attachment.objects.filter(uid__in=content.attachments, post=None)
    if files.exclude(mime__startswith="image/").exists():
        raise ValidationError(_("Without your city's name you can add pictures only: other files hold their author."))
    check_anonymous(content, organisation, author, more)
    return replace(content, contact="")


def check_change(post: Post, author: Person, content: PostContent, files: FileChanges) -> PostContent:
    """What may replace the content of an unnamed post and the words of its pictures, by its author. ValidationError."""
    if content.label == Label.RED:
        raise ValidationError(_("A post without your city's name cannot be for named readers."))
    return in_its_voice(post, author, content, [said for uid, said in files.words.items() if uid not in files.dropped])


def in_its_voice(post: Post, author: Person, content: PostContent, more: Iterable[str] = ()) -> PostContent:
    """What the author of an unnamed post may say in it or under it, `more` with it. ValidationError."""
    # Another language could tell the country: the words that describe the city were chosen for this one.
    checked = check_words(veils.organisation_of(post), author, content, more)
    return replace(checked, language=post.language)


def hide(post: Post, organisation: Organisation) -> int:
    """Let an unsaved post be from whoever stands for the cities like `organisation`; gives how many these are.

    Inside the caller's transaction, before anything is written. ValidationError where there are too few by now.
    """
    fitting = 0
    if post.root is not None:
        post.organisation = post.root.organisation
    else:
        # Nobody leaves the space between the count and the post.
        Space.objects.select_for_update(no_key=True).get(pk=post.space_id)
        description = veils.check_describable(organisation, post.space, post.label, post.language)
        post.organisation, fitting = veils.stand_in(description), description.fitting
    post.author, post.contact = None, ""
    post.published_at = veils.moment(post)
    return fitting


def do_note_who(post: Post, organisation: Organisation, author: Person, fitting: int) -> None:
    """Note who it was, once the post is written."""
    if post.root is not None:
        veils.do_veil_under(post.root, post, author)
    else:
        veils.do_veil(post, organisation, author, fitting)


def do_take_pictures(post: Post, uids: list[str], by: Person) -> None:
    """Hang pictures on the post without the name of whoever uploaded them, or the one their files had."""
    before = post.attachments.count()
    rows = Attachment.objects.filter(uid__in=uids, post=None, uploaded_by=by, mime__startswith="image/").order_by("pk")
    for number, picture in enumerate(rows, before + 1):
        picture.post, picture.uploaded_by = post, None
        picture.name = f"picture-{number}.{picture.name.rpartition('.')[2]}"
        picture.save(update_fields=["post", "uploaded_by", "name"])
