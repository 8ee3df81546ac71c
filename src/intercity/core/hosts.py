"""Names of machines."""

from __future__ import annotations

import ipaddress


def is_local(host: str) -> bool:
    """Whether `host` names this machine or a private network, so that nobody outside can reach it by that name."""
    bare = host.strip("[]").rstrip(".").lower()
    try:
        return not ipaddress.ip_address(bare).is_global
    except ValueError:
        return "." not in bare or bare.endswith((".localhost", ".local", ".internal", ".lan", ".test", ".invalid"))
