"""Everything that is held about one person, as plain data: out of the list of personal fields."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final

from django.contrib.sessions.models import Session
from django.db.models import Field, ForeignKey, Model, Q
from django.utils import timezone

from intercity.activity.models import Activity
from intercity.core.personal import Personal, links_to
from intercity.kinds.rollcall.models import Given
from intercity.kinds.rollcall.visibility import sees_earlier, sight_of
from intercity.organisations.models import Person
from intercity.organisations.permissions import may
from intercity.organisations.sessions import SessionStore
from intercity.organisations.viewers import Viewer
from intercity.posts.kinds import kind_of
from intercity.posts.models import Post, Reader, Revision, State
from intercity.posts.views.history import revisions_for

Row = dict[str, Any]
# Keys of locks, not facts about the person; what a mail said is in the mailbox it came from.
SECRET: Final = frozenset(
    {"password", "token", "code", "endpoint", "p256dh", "auth", "server_key", "session_key", "raw", "fingerprint"}
)
PLAIN = (str, int, float, bool, type(None))


def everything_about(viewer: Viewer, person: Person) -> dict[str, list[Row]]:
    """What is held about `person`, who is the viewer: by what it is (in the language in use now), row by row.

    Posts that the person may no longer read come without their words: others may have changed them since.
    """
    found: dict[str, list[Row]] = {
        "account": [row_of(viewer, person, whole=True)],
        "sessions": list(sessions_of(person)),
    }
    for link in links_to(Person):
        rows = link.model._base_manager.filter(**{link.name: person}).order_by("pk")
        said = [said_of(viewer, link, row) for row in rows.iterator(chunk_size=500) if not is_secret(row)]
        if said:
            found.setdefault(str(link.what), []).extend(said)
    found["acts"] = list(acts_of(person))
    return found


def is_secret(row: Model) -> bool:
    """Whether a row names the person as reader of something that waits for its time: they may not hear of it yet."""
    return isinstance(row, Reader) and row.readers.posts.filter(state=State.EMBARGOED).exists()


def said_of(viewer: Viewer, link: Personal, row: Model) -> Row:
    """One row of a table that points at the person."""
    if isinstance(row, Post):
        return post_of(viewer, row)
    return row_of(viewer, row, whole=link.whole and stands_for(viewer, row))


def stands_for(viewer: Viewer, row: Model) -> bool:
    """Whether `viewer` may read now what hangs on a post: as they do on its pages, since others may have changed it."""
    post = post_under(row)
    if post is None:
        return True
    if not is_seen(viewer, post):
        return False
    if isinstance(row, Revision):
        return may(viewer, "post.see_revisions", post) and revisions_for(viewer, post).filter(pk=row.pk).exists()
    if isinstance(row, Given):
        ours = getattr(row, "organisation_id", None) in viewer.organisation_ids
        return ours or sees_earlier(viewer, sight_of(viewer, post))
    return True


def post_under(row: Model) -> Post | None:
    """The post on which a row hangs; None for what stands by itself, and for whoever was keeping order: what they
    wrote is theirs.
    """
    if row._meta.app_label == "moderation":
        return None
    for name in ("adoption", "rollcall"):
        row = getattr(row, name, row)
    post = getattr(row, "post", None)
    return post if isinstance(post, Post) else None


def is_seen(viewer: Viewer, post: Post) -> bool:
    """Whether the viewer may read the post now; what waits for its time, too."""
    seen = Post.objects.visible_to(viewer).filter(pk=post.pk).exists()
    return seen or Post.objects.embargoed_for(viewer).filter(pk=post.pk).exists()


def post_of(viewer: Viewer, post: Post) -> Row:
    """A post with what only its kind has; without words where the viewer may not read it now."""
    if not is_seen(viewer, post):
        return row_of(viewer, post, whole=False)
    return {**row_of(viewer, post, whole=True), "details": plain(kind_of(post).details(post))}


def row_of(viewer: Viewer, row: Model, *, whole: bool) -> Row:
    """The columns of a row; only its uid and its times where it is not the person's own."""
    fields = [field for field in row._meta.local_concrete_fields if field.name not in SECRET]
    told = {field.name: value_of(viewer, field, row) for field in fields if whole or is_trace(field)}
    return {"is": row._meta.label, **told}


def is_trace(field: Field[Any, Any]) -> bool:
    """Whether a column only says which row it is, and when something happened to it."""
    return field.primary_key or field.name == "uid" or field.get_internal_type() in ("DateTimeField", "DateField")


def value_of(viewer: Viewer, field: Field[Any, Any], row: Model) -> Any:
    """A value as JSON has it; what points elsewhere as the name or uid of what it points at."""
    value = getattr(row, field.name)
    if isinstance(value, Person) and value != viewer.person:
        return None
    if isinstance(field, ForeignKey) and value is not None:
        # Organisations, spaces and topics are named. Posts are not: what
        # they are called may have changed since the person could read them.
        return str(value) if hasattr(value, "slug") else getattr(value, "uid", value.pk)
    return plain(value)


def plain(value: Any) -> Any:
    """A value as JSON has it."""
    if isinstance(value, dict):
        return {str(key): plain(one) for key, one in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [plain(one) for one in value]
    if isinstance(value, datetime):
        return timezone.localtime(value).isoformat(timespec="seconds")
    if isinstance(value, date):
        return value.isoformat()
    return value if isinstance(value, PLAIN) else (float(value) if isinstance(value, Decimal) else str(value))


def sessions_of(person: Person) -> Iterator[Row]:
    """Where the person is signed in: until when; the keys are secrets."""
    store = SessionStore()
    for session in Session.objects.filter(expire_date__gt=timezone.now()).iterator():
        if store.decode(session.session_data).get("_auth_user_id") == str(person.pk):
            yield {"until": plain(session.expire_date)}


def acts_of(person: Person) -> Iterator[Row]:
    """What the record says that the person did, or that was done about them."""
    for act in Activity.objects.filter(Q(person_uid=person.uid) | Q(data__person_uid=person.uid)).order_by("pk"):
        yield {
            "act": act.verb, "at": plain(act.at), "post": act.post_uid, "organisation": act.organisation_uid,
            "space": act.space_uid,
        }  # fmt: skip
