"""Names and addresses of machines."""

from __future__ import annotations

import ipaddress

# Where addresses of IPv6 stand for others of IPv4 (RFC 6052), and where those of the open internet are (RFC 4291).
TRANSLATED = ipaddress.IPv6Network("64:ff9b::/96")
OPEN_INTERNET = ipaddress.IPv6Network("2000::/3")


def is_local(host: str) -> bool:
    """Whether `host` names this machine or a private network, so that nobody outside can reach it by that name."""
    bare = host.strip("[]").rstrip(".").lower()
    try:
        return not ipaddress.ip_address(bare).is_global
    except ValueError:
        return "." not in bare or bare.endswith((".localhost", ".local", ".internal", ".lan", ".test", ".invalid"))


def is_public(address: str) -> bool:
    """Whether a numeric address is one of the open internet, also when it is wrapped in one of IPv6.

    False for this machine, private networks, what a cloud tells its machines, groups and everything reserved, and for
    what is no address.
    """
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return False
    if isinstance(parsed, ipaddress.IPv4Address):
        return parsed.is_global and not (parsed.is_multicast or parsed.is_reserved)
    inner = wrapped_in(parsed)
    if inner is not None:
        return is_public(str(inner))
    # Tunnels (6to4, Teredo) could lead back inside, and nobody needs them any more.
    return parsed in OPEN_INTERNET and parsed.is_global and parsed.sixtofour is None and parsed.teredo is None


def wrapped_in(address: ipaddress.IPv6Address) -> ipaddress.IPv4Address | None:
    """The address of IPv4 that this one stands for, if it does."""
    if address in TRANSLATED:
        return ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
    return address.ipv4_mapped
