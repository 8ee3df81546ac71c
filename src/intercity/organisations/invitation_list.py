"""A list of people to invite: from a pasted or uploaded table to checked guests and reasoned refusals."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils import translation
from django.utils.translation import gettext as _

from intercity.core.text import fold
from intercity.organisations.models import Organisation, Role

MOST_ROWS = 2_000
MOST_BYTES = 1_000_000
COLUMNS = {
    "email": ("email", "e mail", "mail", "e mail address", "email address", "address", "courriel", "имеил", "имейл"),
    "name": ("name", "person", "full name", "nom", "име"),
    "organisation": ("organisation", "organization", "city", "ville", "организация", "град"),
    "role": ("role", "роля"),
}


@dataclass(frozen=True)
class Guest:
    """Somebody to invite. Without organisation only as coordinator of the network."""

    email: str
    name: str
    organisation: Organisation | None
    role: str = Role.OFFICER

    @property
    def role_label(self) -> str:
        """The role in words."""
        return str(Role(self.role).label)


@dataclass(frozen=True)
class Refusal:
    """A row that is skipped: its number in the file, what it says, and why."""

    number: int
    text: str
    reason: str


@dataclass
class InvitationList:
    """What a table was read as."""

    guests: list[Guest] = field(default_factory=list)
    refusals: list[Refusal] = field(default_factory=list)


def decode(raw: bytes) -> str:
    """The text of an uploaded file (UTF-8, UTF-16 with mark, or Windows-1252).

    Raises ValidationError with a sentence for an empty, too large or binary file.
    """
    if len(raw) > MOST_BYTES:
        raise ValidationError(
            _("This file is too large. Divide it into lists of at most %(n)s rows.") % {"n": MOST_ROWS}
        )
    utf16 = raw[:2] in (b"\xff\xfe", b"\xfe\xff")
    if not utf16 and any(byte < 9 for byte in raw):
        raise ValidationError(_("This is not a text file. In your spreadsheet, choose “Save as CSV”."))
    for encoding in ("utf-16",) if utf16 else ("utf-8-sig", "cp1252"):
        try:
            return raw.decode(encoding)
        except UnicodeError:
            continue
    raise ValidationError(_("This file cannot be read. In your spreadsheet, choose “Save as CSV (UTF-8)”."))


def read_list(text: str) -> InvitationList:
    """Read a table of e-mail, name, organisation and role, with or without a first row of names.

    Columns may be divided by comma, semicolon or tab. Each row becomes a guest, or a refusal with its reason.
    Raises ValidationError when nothing can be read: no rows, too many, no column of addresses.
    """
    rows = list(numbered_rows(text.lstrip("\ufeff")))
    if not rows:
        raise ValidationError(_("There are no rows. Paste the list, or choose a file."))
    if len(rows) > MOST_ROWS + 1:
        raise ValidationError(
            _("There are %(found)s rows. Invite at most %(n)s people at once.") % {"found": len(rows), "n": MOST_ROWS}
        )
    columns = find_columns(rows[0][1])
    if columns is not None:
        rows = rows[1:]
    return check_rows(rows, columns or {"email": 0, "name": 1, "organisation": 2, "role": 3})


def numbered_rows(text: str) -> Iterator[tuple[int, list[str]]]:
    """Rows that say something, with their line number, cells stripped."""
    first = next((line for line in text.splitlines() if line.strip()), "")
    delimiter = max(";\t,", key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    try:
        for raw in reader:
            cells = [clean_cell(cell) for cell in raw]
            if any(cells):
                yield reader.line_num, cells
    except csv.Error as error:
        raise ValidationError(
            _("Row %(row)s cannot be read: %(error)s.") % {"row": reader.line_num, "error": error}
        ) from None


def clean_cell(text: str) -> str:
    """One line without control characters."""
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())


def find_columns(header: Sequence[str]) -> dict[str, int] | None:
    """Where each column stands; None when the first row is a person already. ValidationError without addresses."""
    if any("@" in cell for cell in header):
        return None
    names = [fold(cell) for cell in header]
    found = {
        column: next(at for at, name in enumerate(names) if name in words)
        for column, words in COLUMNS.items()
        if any(name in words for name in names)
    }
    if "email" not in found or "organisation" not in found:
        raise ValidationError(_("The first row must name the columns: email, name, organisation, role."))
    return found


def check_rows(rows: Sequence[tuple[int, list[str]]], columns: Mapping[str, int]) -> InvitationList:
    """Check each row; a row that repeats an earlier one is refused too."""
    result, seen, finder = InvitationList(), set[tuple[str, int]](), OrganisationFinder()
    for number, cells in rows:
        values = {name: cells[at] if at < len(cells) else "" for name, at in columns.items()}
        try:
            guest = read_guest(values, finder)
            check_new(guest, seen)
        except ValidationError as error:
            result.refusals.append(Refusal(number, ", ".join(cells)[:120], error.messages[0]))
        else:
            result.guests.append(guest)
    return result


def check_new(guest: Guest, seen: set[tuple[str, int]]) -> None:
    """Refuse an address that stands in the list already for the same organisation."""
    key = (guest.email, guest.organisation.pk if guest.organisation else 0)
    if key in seen:
        raise ValidationError(_("This person is in the list twice."))
    seen.add(key)


def read_guest(values: Mapping[str, str], finder: OrganisationFinder) -> Guest:
    """The guest that one row names; ValidationError with the reason otherwise."""
    email, name = values.get("email", "").lower(), values.get("name", "")
    if len(email) > 254 or len(name) > 120:
        raise ValidationError(_("The name or the address is too long."))
    try:
        validate_email(email)
    except ValidationError:
        raise ValidationError(_("This is not an e-mail address.")) from None
    return Guest(email, name, finder.find(values.get("organisation", "")), read_role(values.get("role", "")))


def read_role(text: str) -> str:
    """`lead`, `Lead: …`, or the word on the screen; nothing means officer. ValidationError otherwise."""
    if not text:
        return Role.OFFICER
    wanted = fold(text)
    for role in Role:
        if wanted == role.value or wanted in role_words(role):
            return role.value
    raise ValidationError(
        _("There is no role “%(role)s”. Write reader, officer, editor or lead.") % {"role": text[:40]}
    )


def role_words(role: Role) -> set[str]:
    """How a role is written: its label, whole and up to the colon, in English and in the language in use."""
    words = {str(role.label)}
    with translation.override("en"):
        words.add(str(role.label))
    return {fold(form) for word in words for form in (word, word.partition(":")[0])}


class OrganisationFinder:
    """Finds organisations by slug, name or short name, whatever case and accents; one query for a whole list."""

    def __init__(self) -> None:
        self._known: dict[str, list[Organisation]] = {}
        for organisation in Organisation.objects.order_by("unclaimed", "pk"):
            keys = {organisation.slug, fold(organisation.name), fold(organisation.short_name)} - {""}
            for key in keys:
                self._known.setdefault(key, []).append(organisation)

    def find(self, text: str) -> Organisation:
        """The organisation that `text` names; ValidationError when there is none, or more than one."""
        found = self._known.get(text.lower()) or self._known.get(fold(text), [])
        # One that takes part goes before one of the same name that only comes from imported data.
        found = [each for each in found if not each.unclaimed] or found
        if not found:
            raise ValidationError(_("There is no organisation “%(name)s”. Add it first.") % {"name": text[:80]})
        if len(found) > 1:
            raise ValidationError(
                _("More than one organisation is called “%(name)s”. Write its address name, such as %(slug)s.")
                % {"name": text[:80], "slug": found[0].slug}
            )
        return found[0]
