"""From an ASGI scope to a clean `Head`: which headers count, and who the client really is."""

from __future__ import annotations

from collections.abc import Sequence
from ipaddress import ip_address
from urllib.parse import unquote_to_bytes

from django.utils.translation import gettext_lazy as _

from intercity.config.front.messages import HOP_BY_HOP, Head, Headers, RefusedError, Scope
from intercity.config.front.options import Network

# Only a proxy may say these, and only X-Forwarded-For and -Proto are listened to: common proxies
# hand on the others just as the client wrote them.
PROXY_HEADERS = frozenset(
    {
        b"forwarded",
        b"x-forwarded-for",
        b"x-forwarded-host",
        b"x-forwarded-port",
        b"x-forwarded-prefix",
        b"x-forwarded-proto",
        b"x-forwarded-server",
        b"x-real-ip",
    }
)


def read_head(scope: Scope, trusted: Sequence[Network]) -> Head:
    """Clean the head of a request; RefusedError where two readers could understand it differently."""
    raw: Headers = [(name.lower(), value) for name, value in scope["headers"]]
    chunked = check_framing(raw)
    length = declared_length(raw)
    client, scheme = real_client(scope, raw, trusted)
    server = scope.get("server") or ("localhost", 80)
    return Head(
        method=scope["method"],
        path=unquote_to_bytes(scope["raw_path"]),
        query=scope["query_string"],
        version=scope["http_version"],
        scheme=scheme,
        client=client,
        server=(server[0], server[1] or 80),
        headers=clean_headers(raw),
        length=length,
        has_body=chunked or bool(length),
    )


def clean_headers(raw: Headers) -> Headers:
    """Without hop-by-hop headers, those named by Connection, proxy headers, and names with underscores.

    An underscore would meet a hyphen again in the WSGI environ: `X_Real_IP` could pose as `X-Real-IP`.
    """
    named = {part.strip().lower() for name, value in raw if name == b"connection" for part in value.split(b",")}
    dropped = HOP_BY_HOP | PROXY_HEADERS | (named - {b"host", b"cookie", b"content-length", b"content-type"})
    return [(name, value) for name, value in raw if name not in dropped and b"_" not in name]


def check_framing(raw: Headers) -> bool:
    """Whether the body is chunked; RefusedError for two hosts or an encoding that is not plain chunked."""
    if sum(name == b"host" for name, _value in raw) > 1:
        raise RefusedError(400, _("More than one Host header."))
    encodings = [value.strip().lower() for name, value in raw if name == b"transfer-encoding"]
    if encodings and encodings != [b"chunked"]:
        raise RefusedError(501, _("This transfer encoding is not supported."))
    return bool(encodings)


def declared_length(raw: Headers) -> int | None:
    """The Content-Length, None without one; RefusedError if it is no plain number or said twice."""
    values = [value.strip() for name, value in raw if name == b"content-length"]
    if not values:
        return None
    if len(values) > 1 or not values[0].isdigit() or len(values[0]) > 15:
        raise RefusedError(400, _("Bad Content-Length."))
    return int(values[0])


def is_trusted(address: str, trusted: Sequence[Network]) -> bool:
    """Whether `address` lies in one of the trusted networks."""
    try:
        parsed = ip_address(address)
    except ValueError:
        return False
    return any(parsed in network for network in trusted)


def real_client(scope: Scope, raw: Headers, trusted: Sequence[Network]) -> tuple[str, str]:
    """Address and scheme of the client: the peer's own, or what trusted proxies say of the hop before them."""
    peer = scope["client"][0] if scope.get("client") else ""
    if not is_trusted(peer, trusted):
        return peer, scope["scheme"]
    hops = listed(raw, b"x-forwarded-for")
    schemes = listed(raw, b"x-forwarded-proto")
    index = len(hops) - 1
    while index > 0 and is_trusted(hops[index], trusted):
        index -= 1
    client = hops[index] if hops and valid_address(hops[index]) else peer
    scheme = schemes[index] if hops and len(schemes) == len(hops) else (schemes or [scope["scheme"]])[-1]
    return client, scheme if scheme in ("http", "https") else scope["scheme"]


def listed(raw: Headers, name: bytes) -> list[str]:
    """The comma-separated values of a header that may come several times, in order."""
    values = [value.decode("latin-1") for key, value in raw if key == name]
    return [part.strip().lower() for value in values for part in value.split(",") if part.strip()]


def valid_address(text: str) -> bool:
    """Whether `text` is an IP address."""
    try:
        ip_address(text)
    except ValueError:
        return False
    return True
