"""The first thing to read in a backup: what it holds, from which version, and how to know that it is whole."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from typing import Any

from django.utils.translation import gettext as _

from intercity.transfer.backup.errors import BackupError

NAME = "manifest.json"
# Raised when older programs could no longer read what newer ones write.
FORMAT = 1


@dataclass(frozen=True)
class Member:
    """One file inside the backup. `rows` is -1 for what is not a table."""

    sha256: str
    size: int
    rows: int = -1


@dataclass(frozen=True)
class Manifest:
    """What a backup holds. `migrations` are `[app, name]` pairs in the order in which they were applied."""

    version: str
    engine: str
    made_at: str
    migrations: list[tuple[str, str]]
    members: dict[str, Member]
    format: int = FORMAT

    def to_json(self) -> bytes:
        """The bytes that are kept in the file."""
        return json.dumps({"product": "intercity", **asdict(self)}, indent=1, sort_keys=True).encode()

    def rows(self, table: str) -> int:
        """How many rows of `table` it holds; 0 for a table it does not know."""
        member = self.members.get(member_name(table))
        return member.rows if member else 0

    def tables(self) -> list[str]:
        """Names of its tables."""
        return [name[len("tables/") : -len(".jsonl")] for name, member in self.members.items() if member.rows >= 0]

    def uploads(self) -> list[str]:
        """Names of its members that are uploads."""
        return [name for name in self.members if name.startswith("files/")]


def member_name(table: str) -> str:
    """The member that holds the rows of `table`."""
    return f"tables/{table}.jsonl"


def read_manifest(text: bytes) -> Manifest:
    """The manifest in `text`; BackupError for another product's file or one from a newer format."""
    try:
        raw = json.loads(text)
        if raw["product"] != "intercity":
            raise KeyError("product")
        if raw["format"] > FORMAT:
            raise BackupError(newer(raw["version"]))
        return make_manifest(raw)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise BackupError(_("This is not a backup of Intercity, or its table of contents is damaged.")) from error


def make_manifest(raw: dict[str, Any]) -> Manifest:
    """A manifest from plain data; KeyError, TypeError or ValueError where it does not fit."""
    members = {str(name): Member(**member) for name, member in raw["members"].items()}
    if not all(is_safe(name) for name in members):
        raise ValueError("a member points outside")
    migrations = [(str(app), str(name)) for app, name in raw["migrations"]]
    return Manifest(raw["version"], raw["engine"], raw["made_at"], migrations, members, raw["format"])


def is_safe(name: str) -> bool:
    """Whether a member is one of ours and stays in the folder it is unpacked to."""
    parts = name.split("/")
    return "\\" not in name and ".." not in parts and "" not in parts and parts[0] in ("tables", "files", "secret")


def newer(version: str) -> str:
    """What to say of a backup from a newer program."""
    return _("This backup was made by a newer Intercity (%(version)s). Install that version, then restore.") % {
        "version": version
    }
