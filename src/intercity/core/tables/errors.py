"""The one error that reading a foreign file raises."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext as _


class ReadError(Exception):
    """The file cannot be read as it is.

    `message` says in the reader's language what is wrong and what to do; `row` is the number of the
    row in the file (the header is row 1) where there is one.
    """

    def __init__(self, message: str | Promise, row: int | None = None) -> None:
        super().__init__(str(message))
        self.message = str(message)
        self.row = row

    def __str__(self) -> str:
        """Return the message with the row in front."""
        if self.row is None:
            return self.message
        return _("Row %(row)d: %(message)s") % {"row": self.row, "message": self.message}
