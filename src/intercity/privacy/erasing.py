"""Erase people whose accounts were closed for it (`closing`): in short steps, by the clock of the worker.

The order makes every line safe to die at. The person's row keeps what to look for until all texts are done; then one
transaction empties it and all that points at it; then index, shared cache and database are made anew; the empty row
goes last. Whoever begins again begins with the step that was not finished.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Iterator
from datetime import datetime
from typing import Any, Final

from django.apps import apps
from django.contrib.sessions.models import Session
from django.db import transaction
from django.db.models import Model, Q, QuerySet

from intercity.activity import said
from intercity.activity.record import record
from intercity.core.personal import Erase, all_personal, links_to
from intercity.organisations.models import Organisation, Person
from intercity.organisations.models.kept_out import keep_out
from intercity.organisations.models.person import ERASED, ERASING
from intercity.organisations.sessions import SessionStore
from intercity.privacy.compacting import compact_database, make_index_anew
from intercity.privacy.files import take_out_of_files, take_out_of_texts
from intercity.privacy.traces import Traces, digits_of, found_in, traces_of
from intercity.privacy.walking import count_in_others, take_out
from intercity.spaces.models import Group, OrganisationList, Space, Topic

logger = logging.getLogger("intercity.privacy")

# So long at a time: mails wait meanwhile.
SLICE: Final = 2.0
# A name or number that so many posts of others hold is hardly one person's: taking it out could spoil the network.
MOST_IN_OTHERS: Final = 50
# What everybody's things are called: whoever is called the same does not take it from them.
NAMES: Final[dict[type[Model], tuple[str, ...]]] = {
    Organisation: ("name", "short_name", "slug"),
    Space: ("name", "slug"),
    Topic: ("slug", "labels", "synonyms"),
    Group: ("slug", "labels", "synonyms"),
    OrganisationList: ("name",),
}
RUNNING: dict[int, Iterator[None]] = {}


def erase_due(now: datetime) -> int:
    """Go on with erasing for a moment; gives how many people are gone. A job of the clock."""
    gone, end = 0, time.monotonic() + SLICE
    for person in to_erase():
        steps = RUNNING.setdefault(person.pk, erase(person))
        try:
            while time.monotonic() < end:
                next(steps)
        except StopIteration:
            gone += 1
            RUNNING.pop(person.pk)
        except Exception as error:
            # It begins again next time; the others go on. Without the words of the error, which may name the person.
            RUNNING.pop(person.pk)
            logger.error("%s: not erased yet: %s", person.uid, type(error).__name__)
    return gone


def to_erase() -> QuerySet[Person]:
    """Those who wait for it, in the order of their accounts."""
    return Person.objects.filter(is_active=False, password__in=(ERASING, ERASED)).order_by("pk")


def erase_now(person: Person) -> None:
    """Erase somebody whose account is closed, to the end."""
    for _step in erase(person):
        pass


def erase(person: Person) -> Iterator[None]:
    """The steps, one at a time."""
    if person.password == ERASING:
        traces = sought(person)
        common: dict[str, int] = {}
        yield from count_in_others(traces, person, common)
        traces = traces.but(too_common(traces, common, person))
        delete_addressed(person)
        # Before the walk puts a dash into the texts: then nothing would say which files they are of.
        yield from take_out_of_texts(traces)
        yield from take_out(traces)
        yield from take_out_of_files(traces)
        do_forget(person, traces)
        yield
    make_index_anew()
    yield
    compact_database()
    yield
    # Nothing is left in the row, and nothing points at it.
    Person.objects.filter(pk=person.pk, password=ERASED).delete()


def sought(person: Person) -> Traces:
    """What to look for: what is this person's alone. A shared mailbox and an office's number are not."""
    return traces_of(own_addresses(person), person.name, [person.phone] * is_own_number(person))


def own_addresses(person: Person) -> list[str]:
    """The addresses that count, of this person only."""
    aliases = apps.get_model("mailbox.Alias")._base_manager
    own = aliases.filter(person=person, confirmed_at__isnull=False).values_list("address", flat=True)
    return [one for one in (person.email, *own) if not is_shared(one, person)]


def is_shared(address: str, person: Person) -> bool:
    """Whether an address is an organisation's, or somebody else's too."""
    office = Organisation.objects.filter(Q(contact_email__iexact=address) | Q(duty_email__iexact=address))
    others = apps.get_model("mailbox.Alias")._base_manager.filter(address__iexact=address).exclude(person=person)
    accounts = Person.objects.filter(email__iexact=address).exclude(pk=person.pk)
    return office.exists() or others.exists() or accounts.exists()


def is_own_number(person: Person) -> bool:
    """Whether nobody else, and no office, gives the same number."""
    offices = Organisation.objects.exclude(contact_phone="").values_list("contact_phone", flat=True)
    others = Person.objects.exclude(pk=person.pk).exclude(phone="").values_list("phone", flat=True)
    return digits_of(person.phone) not in {digits_of(one) for one in [*offices, *others]}


def too_common(traces: Traces, counts: dict[str, int], person: Person) -> set[str]:
    """Which names and numbers are left where they stand, because they are words of everybody; an address never is."""
    common = {name for name, count in counts.items() if count > MOST_IN_OTHERS}
    for model, columns in NAMES.items():
        for row in model._base_manager.values_list(*columns).iterator():
            common |= found_in(traces, list(row))
    common -= traces.addresses
    if common:
        # Without the words themselves: logs are kept.
        logger.warning("%s: %s too common, and left in the texts of others", person.uid, len(common))
    return common


def delete_addressed(person: Person) -> None:
    """Delete what was sent to or from the person's addresses. Rows that belong to the person go later: the walk
    begins with what stands in them.
    """
    addresses = own_addresses(person)
    for one in all_personal():
        if one.erase is Erase.DELETE and not one.column.is_relation and one.model not in (Person, Session):
            for address in addresses:
                rows = one.model._base_manager.filter(**{f"{one.name}__iexact": address})
                rows.exclude(belonging(one.model, person)).delete()


def belonging(model: type[Model], person: Person) -> Q:
    """Which rows of a table cannot stand without the person."""
    firm = [link.name for link in links_to(Person) if link.model is model and not link.column.null]
    return Q(**dict.fromkeys(firm, person)) if firm else Q(pk__in=[])


@transaction.atomic
def do_forget(person: Person, traces: Traces) -> None:
    """Empty the person's row, and delete or empty all that points at it; nothing where another worker did."""
    if not Person.objects.select_for_update().filter(pk=person.pk, password=ERASING).exists():
        return
    end_sessions(person, traces)
    if person.is_suspended and person.suspended_until is not None:
        keep_out(person.email, person.suspended_until)
    said.erase_holding(lambda text: bool(traces.found(text)))
    for link in links_to(Person):
        unlink(link.model._base_manager.filter(**{link.name: person}), link.name, link.erase)
    nobody: dict[str, Any] = {"name": "", "position": "", "phone": "", "language": "", "time_zone": ""}
    address = f"{person.uid}@erased.invalid"
    Person.objects.filter(pk=person.pk).update(email=address, password=ERASED, last_login=None, **nobody)
    record("person.erased", person_uid=person.uid, public=True)


def unlink(rows: QuerySet[Model], name: str, erase: Erase) -> None:
    """Delete the rows, or let them name nobody."""
    if erase is Erase.DELETE:
        rows.delete()
    else:
        rows.update(**{name: None})


def end_sessions(person: Person, traces: Traces) -> None:
    """Delete the person's sessions, and those in which somebody was signing in with their address."""
    store = SessionStore()
    for session in Session.objects.iterator():
        data = store.decode(session.session_data)
        if data.get("_auth_user_id") == str(person.pk) or found_in(traces, data):
            session.delete()
