"""Who has not answered, as a CSV: whom to call, for people of the space."""

from __future__ import annotations

from collections.abc import Sequence
from typing import IO

from django.utils import timezone
from django.utils.translation import gettext as _

from intercity.kinds.rollcall.exports.digits import marked
from intercity.organisations.models import Level, Organisation
from intercity.posts.models import Post
from intercity.posts.table.cells import Value
from intercity.posts.table.delimited import write_lines
from intercity.spaces.models import Label


def write_silent(organisations: Sequence[Organisation], out: IO[bytes], separator: str) -> None:
    """A row for each, below one line of headings; `separator` is a name of `SEPARATORS`."""
    headings = [_("City"), _("Country"), _("Level"), _("People"), _("Office to call"), _("Telephone"), _("E-mail")]
    write_lines(headings, (marked(cells_of(one)) for one in organisations), out, separator)


def cells_of(organisation: Organisation) -> list[Value]:
    """What the page says of one of them."""
    people = organisation.place.population if organisation.place else 0
    return [
        organisation.plate, organisation.country_label, str(Level(organisation.level).label), people or "",
        organisation.contact_name, organisation.contact_phone, organisation.contact_email,
    ]  # fmt: skip


def silent_name(post: Post) -> str:
    """The file's name. Whatever label the answers carry, these names are for the space."""
    exercise = ["exercise"] if post.space.is_exercise else []
    day = timezone.localdate().isoformat()
    return f"{'-'.join([*exercise, 'not-answered', post.uid, day, f'tlp-{Label.AMBER.value}'])}.csv"
