"""From an `EMAIL_URL` such as `smtp+tls://user:secret@mail.example.org:587` to Django's mail settings."""

from __future__ import annotations

from typing import Any
from urllib.parse import unquote, urlsplit


def mail_settings(url: str, *, demo: bool) -> dict[str, Any]:
    """Give Django's EMAIL_* settings for `url`.

    Schemes: `smtp` (plain), `smtp+tls` (STARTTLS), `smtp+ssl`. Without a URL the demo keeps mail in its own
    mailbox and any other installation prints it to the log. An unknown scheme raises ValueError.
    """
    if not url:
        backend = "intercity.demo.mailbox.DemoBackend" if demo else "django.core.mail.backends.console.EmailBackend"
        return {"EMAIL_BACKEND": backend}
    parts = urlsplit(url)
    if parts.scheme not in ("smtp", "smtp+tls", "smtp+ssl"):
        raise ValueError(f"EMAIL_URL must begin with smtp://, smtp+tls:// or smtp+ssl://, not {parts.scheme}://")
    secure = parts.scheme.removeprefix("smtp")
    return {
        "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "EMAIL_HOST": parts.hostname or "localhost",
        "EMAIL_PORT": parts.port or {"": 25, "+tls": 587, "+ssl": 465}[secure],
        "EMAIL_HOST_USER": unquote(parts.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(parts.password or ""),
        "EMAIL_USE_TLS": secure == "+tls",
        "EMAIL_USE_SSL": secure == "+ssl",
        "EMAIL_TIMEOUT": 20,
    }
