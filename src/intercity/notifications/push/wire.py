"""The only module that needs the extra `push`: keys, encryption and the request to a push service."""

from __future__ import annotations

from base64 import urlsafe_b64encode
from collections.abc import Mapping
from pathlib import Path

from cryptography.hazmat.primitives import serialization
from django.conf import settings
from py_vapid import Vapid02
from pywebpush import WebPusher
from requests import RequestException

from intercity.core.fetching import careful_session

# A browser that is away gets it when it comes back within a day.
TTL = 24 * 3600


class UnreachableError(OSError):
    """The push service did not answer, or not as it should; to be tried again."""


def make_keys() -> tuple[str, str]:
    """A new private key (PEM) and its public key in base64url."""
    vapid = Vapid02()
    vapid.generate_keys()
    point = vapid.public_key.public_bytes(
        serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint
    )  # fmt: skip
    return vapid.private_pem().decode(), urlsafe_b64encode(point).decode().rstrip("=")


def post(subscription: Mapping[str, object], data: str, key: Path, claims: Mapping[str, str | int]) -> int:
    """Encrypt `data` for one browser (RFC 8291) and hand it to its push service; gives the status of the answer.

    Redirects are not followed: the address was checked, where it leads was not. UnreachableError without an answer,
    ValueError when the browser's keys are none.
    """
    headers = Vapid02.from_file(str(key)).sign(dict(claims))
    with careful_session(settings.PUSH_HOSTS_WITHOUT_TLS) as session:
        session.max_redirects = 0
        try:
            pusher = WebPusher(dict(subscription), requests_session=session)
            return int(pusher.send(data, headers, ttl=TTL).status_code)
        except RequestException as error:
            raise UnreachableError(type(error).__name__) from error
