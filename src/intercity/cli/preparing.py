"""What `serve`, `demo` and `migrate` do first."""

from __future__ import annotations

from collections.abc import Callable

from intercity.cli.errors import CommandError
from intercity.transfer.backup import BackupError
from intercity.transfer.installation import prepare_installation


def prepare(on_progress: Callable[[str], None] = print) -> None:
    """As `prepare_installation`; what stands in its way is a CommandError for the operator."""
    try:
        prepare_installation(on_progress)
    except BackupError as error:
        raise CommandError(str(error)) from error
