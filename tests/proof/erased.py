"""An installation in which one person is everywhere, and their erasure; run by `test_erasure`.

`fill` makes the network and the person; `control` the same network without; `kill` dies at the line `N` of erasing
(prints whether it lived); `erase` erases to the end; `look` prints what is there.
"""

from __future__ import annotations

import json
import os
import signal
import sys
from datetime import timedelta
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path
from types import FrameType
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "intercity.config.settings")
django.setup()

from allauth.account.models import EmailAddress  # noqa: E402
from django.apps import apps  # noqa: E402
from django.conf import settings  # noqa: E402
from django.core.cache import cache  # noqa: E402
from django.db import transaction  # noqa: E402
from django.utils import timezone  # noqa: E402

import intercity  # noqa: E402
from intercity.activity.models import Activity  # noqa: E402
from intercity.kinds.rollcall.tests.helpers import give, make_rollcall, reply  # noqa: E402
from intercity.mailbox.models import Alias, Held, Incoming, Outcome  # noqa: E402
from intercity.notifications.models import Delivery, PushSubscription  # noqa: E402
from intercity.notifications.recipients import notify  # noqa: E402
from intercity.organisations.actions.inviting import do_invite  # noqa: E402
from intercity.organisations.invitation_list import Guest  # noqa: E402
from intercity.organisations.models import Organisation, Person, Role  # noqa: E402
from intercity.organisations.viewers import viewer_for  # noqa: E402
from intercity.posts.actions import edit  # noqa: E402
from intercity.posts.content import PostContent  # noqa: E402
from intercity.posts.models import Attachment, Draft, Post, Reader, Revision, SharingGroup  # noqa: E402
from intercity.privacy.closing import do_close  # noqa: E402
from intercity.privacy.erasing import erase_due, erase_now  # noqa: E402
from intercity.search.finding import Query, find  # noqa: E402
from intercity.search.indexer import bring_up  # noqa: E402
from intercity.search.models import SavedView  # noqa: E402
from intercity.spaces.actions import do_create_space, do_join  # noqa: E402
from intercity.spaces.models import Space  # noqa: E402
from tests.migrated import make_tables  # noqa: E402
from tests.personas import Persona, make_organisation, make_persona, make_post, make_readers  # noqa: E402

NAME = "Zoë Ångströmsen"
EMAIL = "zoe.angstromsen@stadt-nord.example"
ALIAS = "krisenstab.zoe@mail.example"
PHONE = "+49 351 4567 8901"
SHARED = "office@stadt-nord.example"
ROOT = str(Path(intercity.__file__).parent / "privacy")


def fill() -> None:
    """The network, with the person in every place that takes words."""
    make_tables()
    north, south = make_organisation("Stadt Nord"), make_organisation("Stadt Süd")
    Organisation.objects.filter(pk=north.pk).update(contact_name=NAME, contact_phone="+49 351 1", duty_email=SHARED)
    space = do_create_space("Heatwave")
    person = Person.objects.create_user(EMAIL, name=NAME, phone=PHONE, position="Head of heat")
    north.memberships.create(person=person, role=Role.LEAD, verified_at=timezone.now())
    zoe, other = Persona(person, north), make_persona("other", south)
    for city in (north, south):
        do_join(space, city)
    write(zoe, other, space)
    hold(zoe, other, space)
    for act in Activity.objects.all():
        notify(act)
    Delivery.objects.filter(person=other.person).update(last_error=f"550 <{EMAIL}> is away")
    bring_up()


def write(zoe: Persona, other: Persona, space: Space) -> None:
    """Posts, comments, versions, files and answers, by the person and by others."""
    assert zoe.organisation
    assert other.organisation
    body = f"Call **Zoë** Ångströmsen: {PHONE}, 0351/45678901 or <{EMAIL}>. Kept words."
    details = {"status": "active", "problem": f"{NAME} asks"}
    post = make_post(zoe, space, kind="practice", title=f"Cool rooms of {NAME}", body=body, **details)  # type: ignore[arg-type]
    Post.objects.filter(pk=post.pk).update(contact=f"{NAME}, {EMAIL}")
    content = PostContent(title="Cool rooms", body="Kept words, later.", label="green", details={"status": "active"})
    edit(viewer_for(zoe.person), post, content)
    Post.objects.filter(pk=post.pk).update(contact=f"{NAME}, {EMAIL}")
    thanks = f"Thank you, ÅNGSTRÖMSEN, Zoë! {EMAIL} Others' words."
    answer = make_post(other, space, kind="comment", title="", body=thanks, parent=post)
    make_post(zoe, space, kind="comment", title="", body=f"Write to {ALIAS}.", parent=answer)
    rollcall = make_rollcall(other, space, [zoe.organisation, other.organisation])
    give(rollcall, zoe.organisation, reply(contact=f"{NAME} {PHONE}"))
    give(rollcall, zoe.organisation, reply("no", contact=f"{NAME} {PHONE}"))
    with transaction.atomic():
        make_readers((zoe.organisation, zoe.person), (other.organisation, other.person))
    upload(post, zoe.person, "named.txt", f"Programme\r\nChair: {NAME}\n".encode("utf-16"))
    upload(post, zoe.person, "plan.txt", b"The plan of the cool rooms.")


def upload(post: Post, person: Person, name: str, content: bytes) -> None:
    """A file of a post."""
    path = Path(settings.MEDIA_ROOT) / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    Attachment.objects.create(
        post=post, uploaded_by=person, name=f"{NAME} {name}".replace(" ", "_"), mime="text/plain",
        size=len(content), path=name,
    )  # fmt: skip


def hold(zoe: Persona, other: Persona, space: Space) -> None:
    """What is held around the posts: addresses, mails, drafts, views, groups, invitations, screens, sessions, cache."""
    assert zoe.organisation
    person = zoe.person
    now = timezone.now()
    Alias.objects.create(person=person, address=ALIAS, confirmed_at=now)
    Alias.objects.create(person=person, address=SHARED, confirmed_at=now)
    EmailAddress.objects.create(user=person, email=EMAIL, verified=True, primary=True)
    Draft.objects.create(person=other.person, key="a", data={"body": [f"Ask {NAME} <{EMAIL}>"], "contact": [PHONE]})
    Draft.objects.create(person=person, key="b", data={"body": ["Mine alone: zqdraftqz"]})
    SavedView.objects.create(person=other.person, name=NAME, path="/search", query="q=Zo%C3%AB+%C3%85ngstr%C3%B6msen")
    SharingGroup.objects.create(owner=zoe.organisation, name=NAME)
    SharingGroup.objects.create(owner=zoe.organisation, name="Ångströmsen, Zoë")
    do_invite([Guest("guest@example.org", NAME, zoe.organisation)], by=person)
    PushSubscription.objects.create(person=person, session_key="a", endpoint=f"https://push.example/{EMAIL}")
    cache.set(f"sign-in:{EMAIL}", {"email": EMAIL}, 3600)
    assert zoe.client.cookies["sessionid"].value
    Incoming.objects.create(fingerprint="a", recipient="r@example.org", sender=ALIAS, size=1, raw=NAME.encode())
    incoming = Incoming.objects.create(
        fingerprint="b", recipient="r@example.org", sender=other.person.email, size=1, outcome=Outcome.HELD, raw=mail()
    )
    Held.objects.create(
        incoming=incoming, person=other.person, organisation=zoe.organisation, space=space,
        body=f"As {NAME} said", label="green", files=[f"{NAME}.txt"],
    )  # fmt: skip


def mail() -> bytes:
    """Another's mail that names the person in encoded words, in quoted-printable and in base64."""
    letter = EmailMessage(policy=SMTP)
    letter["From"], letter["To"] = "other@example.org", f"{NAME} <{EMAIL}>"
    letter["Subject"] = f"From {NAME}"
    letter.set_content(f"Kept words of another. {NAME}, {PHONE}", cte="quoted-printable")
    letter.add_attachment(f"{NAME} {EMAIL}".encode(), maintype="application", subtype="octet-stream", filename="a.bin")
    return letter.as_bytes()


def die_at(line: int) -> None:
    """Kill this process when it reaches the `line`th line of the room that erases."""
    left = line

    def trace(frame: FrameType, event: str, _arg: object) -> Any:
        nonlocal left
        if not frame.f_code.co_filename.startswith(ROOT):
            return None
        if event == "line":
            left -= 1
            if left == 0:
                os.kill(os.getpid(), signal.SIGKILL)
        return trace

    sys.settrace(trace)


def close() -> None:
    """The person asks for it."""
    do_close(Person.objects.get(email=EMAIL))


def work(line: int) -> None:
    """The worker's job until nothing is left, or until it dies."""
    die_at(line)
    while Person.objects.filter(is_active=False).exists():
        erase_due(timezone.now())
    print("lived")


def look() -> None:
    """What is there beside the person."""
    counts = {model._meta.label: model._base_manager.count() for model in apps.get_models(include_auto_created=True)}
    other = Person.objects.get(name="other")
    seen = find(viewer_for(other), Query("angstromsen"))
    print(
        json.dumps(
            {
                "counts": counts,
                "bodies": list(Post.objects.order_by("pk").values_list("body", flat=True)),
                "titles": list(Revision.objects.order_by("pk").values_list("title", flat=True)),
                "organisations": list(Post.objects.order_by("pk").values_list("organisation__name", flat=True)),
                "authors": list(Post.objects.order_by("pk").values_list("author__name", flat=True)),
                "files": list(Attachment.objects.order_by("pk").values_list("name", "description")),
                "duty": list(Organisation.objects.values_list("duty_email", flat=True)),
                "held": [bytes(row.raw).decode() for row in Incoming.objects.filter(outcome=Outcome.HELD)],
                "named": Reader.objects.filter(person__isnull=False).count(),
                "hits": [post.uid for post in seen.posts],
                "last": list(Activity.objects.order_by("-pk").values_list("verb", "data")[:2]),
                "soon": str(timezone.now() + timedelta(0)),
            }
        )
    )


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["kill", line]:
            work(int(line))
        case ["erase"]:
            erase_now(Person.objects.get(is_active=False))
        case [word]:
            {"fill": fill, "look": look, "close": close}[word]()
