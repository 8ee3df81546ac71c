"""What a request asks of the kept pages, read from its raw head in microseconds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from django.conf import settings
from django.http import HttpRequest
from django.http.cookie import parse_cookie
from django.utils.translation.trans_real import get_language_from_request

from intercity.config.front.encoding import best_encoding
from intercity.config.front.messages import Scope

# Host, path, query and language: everything that a public page may depend on.
Key = tuple[bytes, bytes, bytes, str]

READ = frozenset({b"host", b"cookie", b"accept-language", b"accept-encoding", b"if-none-match", b"connection"})
# With any of these the request is not an ordinary page view, and the whole way through Django is right for it.
BARRING = frozenset({b"authorization", b"content-length", b"transfer-encoding", b"range", b"if-match", b"expect"})
ORDINARY = (b"", b"keep-alive", b"close")
MOST_ADDRESS = 2048
MOST_LANGUAGES = 500


# Not frozen: that would cost more than all of the reading.
@dataclass(slots=True)
class Asked:
    """One request that a kept answer would satisfy."""

    method: str
    host: bytes
    path: bytes
    query: bytes
    cookies: bytes
    languages: bytes
    encoding: bytes
    if_none_match: bytes


def read_asked(scope: Scope) -> Asked | None:
    """The request; None where it is no plain GET or HEAD, or where two readers could understand it differently."""
    if scope["method"] not in ("GET", "HEAD"):
        return None
    found: dict[bytes, bytes] = {}
    for name, value in scope["headers"]:
        if name in READ:
            if name in found:
                return None
            found[name] = value
        elif name in BARRING:
            return None
    path, query, languages = scope["raw_path"], scope["query_string"], found.get(b"accept-language", b"")
    # `Connection` can name headers that Django is then not shown.
    if found.get(b"connection", b"").lower() not in ORDINARY:
        return None
    if len(path) + len(query) > MOST_ADDRESS or len(languages) > MOST_LANGUAGES:
        return None
    return Asked(
        scope["method"], found.get(b"host", b""), path, query, found.get(b"cookie", b""), languages,
        best_encoding(found.get(b"accept-encoding", b"")), found.get(b"if-none-match", b""),
    )  # fmt: skip


def key_of(asked: Asked, barring: Sequence[bytes]) -> Key | None:
    """Under which key its page is kept; None with a cookie among `barring`, which stands for one reader."""
    chosen = b""
    if asked.cookies:
        # The name anywhere, even inside another: then the page comes from Django, which looks more closely.
        for name in barring:
            if name in asked.cookies:
                return None
        if LANGUAGE_COOKIE in asked.cookies:
            chosen = language_cookie(asked.cookies)
    return asked.host, asked.path, asked.query, chosen_language(chosen, asked.languages)


LANGUAGE_COOKIE = settings.LANGUAGE_COOKIE_NAME.encode()


def language_cookie(cookies: bytes) -> bytes:
    """The value of the language cookie as Django reads it; too long to be a language counts as none."""
    value = parse_cookie(cookies.decode("utf-8", "replace")).get(settings.LANGUAGE_COOKIE_NAME, "")
    return value.encode()[:40]


@lru_cache(maxsize=1024)
def chosen_language(cookie: bytes, accepted: bytes) -> str:
    """The language that Django's LocaleMiddleware would choose for these two headers."""
    request = HttpRequest()
    if cookie:
        request.COOKIES[settings.LANGUAGE_COOKIE_NAME] = cookie.decode("utf-8", "replace")
    request.META["HTTP_ACCEPT_LANGUAGE"] = accepted.decode("latin-1")
    return get_language_from_request(request)
