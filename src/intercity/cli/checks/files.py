"""The data folder: space, permission to write, the secret; and how many files may be open."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext as _

from intercity.cli.checks.finding import Finding, ok, problem, warning
from intercity.config.front.options import most_streams, open_files

MEGABYTE = 1024 * 1024
LITTLE_SPACE = 1024 * MEGABYTE
NO_SPACE = 200 * MEGABYTE
SHORTEST_SECRET = 32


def check_files() -> list[Finding]:
    """Space and permission of the data folder, the secret, the limit of open files."""
    return [check_space(), check_writing(), check_secret(), check_open_files()]


def check_space() -> Finding:
    """Whether the disk of the data folder has room left."""
    try:
        free = shutil.disk_usage(settings.DATA).free
    except OSError as error:
        return problem("disk", cannot_use(settings.DATA, error))
    words = {"free": free // MEGABYTE, "folder": settings.DATA}
    if free < NO_SPACE:
        return problem("disk", _("Only %(free)s MB are free in %(folder)s. Make room now.") % words)
    if free < LITTLE_SPACE:
        return warning("disk", _("Only %(free)s MB are free in %(folder)s. Make room soon.") % words)
    return ok("disk", _("%(free)s MB are free in %(folder)s.") % words)


def check_writing() -> Finding:
    """Whether this user can write where data and uploads are kept."""
    folders = [Path(settings.DATA), Path(settings.MEDIA_ROOT)]
    for folder in folders:
        try:
            folder.mkdir(parents=True, exist_ok=True)
            with tempfile.TemporaryFile(dir=folder) as probe:
                probe.write(b"x")
        except OSError as error:
            return problem("folder", cannot_use(folder, error))
    return ok("folder", _("The data folder can be written."))


def cannot_use(folder: Path, error: OSError) -> str:
    """What to say of a folder that refuses."""
    text = _("The folder %(folder)s cannot be used: %(reason)s. Give it to the user who runs Intercity.")
    return text % {"folder": folder, "reason": error.strerror or error}


def check_secret() -> Finding:
    """Whether the secret is long, and readable by its owner only where it is kept in the data folder."""
    kept = Path(settings.DATA) / "secret"
    if len(settings.SECRET_KEY) < SHORTEST_SECRET:
        return warning("secret", _("SECRET_KEY is short. Use 32 random characters or more."))
    if not kept.exists() or kept.read_text().strip() != settings.SECRET_KEY:
        return ok("secret", _("The secret comes from SECRET_KEY."))
    if kept.stat().st_mode & 0o077:
        return problem("secret", _("Others can read the secret. Run: chmod 600 %(file)s") % {"file": kept})
    return ok("secret", _("The secret is kept and only its owner can read it."))


def check_open_files() -> Finding:
    """Whether the limit of open files carries the wanted number of live streams (of each web process)."""
    wanted, streams, limit = settings.STREAM_LIMIT, most_streams(), open_files()
    if wanted and wanted > streams:
        text = _(
            "STREAM_LIMIT asks for %(wanted)s live streams, but only %(streams)s fit into %(limit)s open files. "
            "Raise the limit of open files (ulimit -n) or lower STREAM_LIMIT."
        )
        return problem("files", text % {"wanted": wanted, "streams": streams, "limit": limit})
    words = {"streams": wanted or streams, "limit": limit}
    if words["streams"] < 500:
        text = _("Only %(streams)s live streams fit into %(limit)s open files. Raise the limit (ulimit -n).")
        return warning("files", text % words)
    return ok("files", _("Each web process holds up to %(streams)s live streams (%(limit)s open files).") % words)
