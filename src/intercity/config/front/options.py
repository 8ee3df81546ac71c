"""What the front takes from the settings, checked once at start."""

from __future__ import annotations

import resource
from dataclasses import dataclass, field
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

Network = IPv4Network | IPv6Network

# Kept back for the database, logs, spooled bodies and files being sent.
RESERVED_FILES = 256
# More than one event loop can serve well, and what is asked for where the system names no limit.
MOST_FILES = 32_768


@dataclass(frozen=True, slots=True)
class BodyLimits:
    """How large and how slow a request body may be.

    A body may take `seconds`, and longer only while it brings `rate` bytes a second on average:
    a phone with a 30 MB film gets its time, a client that drips does not. On `recording_paths` it may have `recording`
    bytes if it says so beforehand; of those above `upload` only `recordings_at_once` are read, while `folder` has room.
    """

    ordinary: int = 2 * 1024 * 1024
    upload: int = 30 * 1024 * 1024
    upload_paths: tuple[str, ...] = ()
    idle: float = 20.0
    seconds: float = 60.0
    rate: int = 16 * 1024
    memory: int = 256 * 1024
    at_once: int = 512
    recording: int = 0
    recording_paths: tuple[str, ...] = ()
    recordings_at_once: int = 8
    folder: Path | None = None

    def for_path(self, path: str, said: int = 0) -> int:
        """The largest body in bytes for this path, of one that was `said` to be so long."""
        if said > self.upload and fits(path, self.recording_paths):
            return max(self.recording, self.upload)
        return self.upload if fits(path, self.upload_paths) else self.ordinary


def fits(path: str, entries: tuple[str, ...]) -> bool:
    """Whether a path is among the entries. An entry is a prefix, or after a star a suffix."""
    return any(path.endswith(entry[1:]) if entry.startswith("*") else path.startswith(entry) for entry in entries)


@dataclass(frozen=True, slots=True)
class FrontOptions:
    """Everything that the front can be told."""

    threads: int = 2
    waiting: int = 1000
    file_threads: int = 4
    file_roots: tuple[Path, ...] = ()
    stream_limit: int = 1000
    trusted: tuple[Network, ...] = ()
    bodies: BodyLimits = field(default_factory=BodyLimits)
    page_bytes: int = 64 * 1024 * 1024
    page_seconds: float = 60.0
    stream_path: bytes = b"/live"
    static_prefix: str = "/static/"
    static_bytes: int = 16 * 1024 * 1024


def read_networks(entries: list[str]) -> tuple[Network, ...]:
    """Addresses and CIDR ranges as networks; ImproperlyConfigured names the entry that is neither."""
    networks: list[Network] = []
    for entry in entries:
        try:
            networks.append(ip_network(entry, strict=False))
        except ValueError as error:
            raise ImproperlyConfigured(f"TRUSTED_PROXIES: {entry!r} is not an address or range.") from error
    return tuple(networks)


def open_files() -> int:
    """How many files this process may hold open; lifts the soft limit to the hard one first."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = MOST_FILES if hard == resource.RLIM_INFINITY else hard
    if soft != resource.RLIM_INFINITY and soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
        return wanted
    return MOST_FILES if soft == resource.RLIM_INFINITY else soft


def most_streams() -> int:
    """How many live streams fit into the open files of this process, beside pages, the database and files."""
    return max(50, min(open_files(), MOST_FILES) - 2 * RESERVED_FILES)


def read_options() -> FrontOptions:
    """The options of this installation, from `django.conf.settings`."""
    return FrontOptions(
        threads=settings.WEB_THREADS,
        file_roots=(Path(settings.MEDIA_ROOT).resolve(),),
        stream_limit=min(settings.STREAM_LIMIT or most_streams(), most_streams()),
        trusted=read_networks(settings.TRUSTED_PROXIES),
        bodies=BodyLimits(
            ordinary=settings.BODY_LIMIT,
            upload=settings.UPLOAD_LIMIT,
            upload_paths=tuple(settings.UPLOAD_PATHS),
            # The form's other files may come with it.
            recording=settings.RECORDING_LIMIT + settings.UPLOAD_LIMIT if settings.RECORDING_LIMIT else 0,
            recording_paths=tuple(settings.RECORDING_PATHS),
            folder=Path(settings.DATA),
        ),
        page_bytes=settings.PAGE_CACHE_BYTES,
        page_seconds=settings.PAGE_CACHE_SECONDS,
        static_prefix=settings.STATIC_URL or "",
    )
