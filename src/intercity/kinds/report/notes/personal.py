"""What this room holds about people."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from intercity.core.personal import Erase, Personal

FIELDS = (
    Personal(
        "report_notes.Note.by", _("Notes of events in which you wrote last"), "notes", Erase.BLANK, "notes_alone",
        whole=False,
    ),
    Personal(
        "report_notes.NoteVersion.by", _("Versions of notes of events that you wrote"), "notes", Erase.BLANK,
        "notes_alone", whole=False,
    ),
)  # fmt: skip
