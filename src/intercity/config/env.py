"""The one place that reads the environment. Everything else asks `django.conf.settings`."""

from __future__ import annotations

import os
import secrets
from dataclasses import dataclass
from pathlib import Path

# The push services of the browsers in use: Chromium and its kin, Firefox, Edge, Safari.
PUSH_HOSTS = ("fcm.googleapis.com", "push.services.mozilla.com", "notify.windows.com", "push.apple.com")


@dataclass(frozen=True)
class MailIn:
    """How mail comes in (docs/mail.md); without a domain none does."""

    domain: str
    host: str
    port: int
    lmtp: bool
    secret: str
    authserv: str


@dataclass(frozen=True)
class Environment:
    """What the operator set, with the defaults of a laptop."""

    data: Path
    database_url: str
    secret_key: str
    public_url: str
    allowed_hosts: list[str]
    trusted_proxies: list[str]
    email_url: str
    port: int
    demo: bool
    debug: bool
    mail_from: str
    stream_limit: int | None
    web_threads: int
    security_contact: str
    privacy_contact: str
    mail_in: MailIn
    push_hosts: list[str]
    quick_exit: str
    second_factor: list[str]
    oidc_providers: str
    limits_times: int
    recording_mb: int


def read_environment() -> Environment:
    """Read the variables of DESIGN.md section 5; makes the data folder and the secret on first use."""
    data = Path(os.environ.get("INTERCITY_DATA") or "var").resolve()
    port = int(os.environ.get("PORT") or 8000)
    public_url = (os.environ.get("PUBLIC_URL") or f"http://127.0.0.1:{port}").rstrip("/")
    return Environment(
        data=data,
        database_url=os.environ.get("DATABASE_URL") or f"sqlite:///{data / 'intercity.sqlite3'}",
        secret_key=os.environ.get("SECRET_KEY") or kept_secret(data),
        public_url=public_url,
        allowed_hosts=words(os.environ.get("ALLOWED_HOSTS")) or default_hosts(public_url),
        trusted_proxies=words(os.environ.get("TRUSTED_PROXIES")),
        email_url=os.environ.get("EMAIL_URL", ""),
        port=port,
        demo=os.environ.get("INTERCITY_DEMO") == "1",
        debug=os.environ.get("INTERCITY_DEBUG") == "1",
        mail_from=os.environ.get("MAIL_FROM", ""),
        stream_limit=int(os.environ["STREAM_LIMIT"]) if os.environ.get("STREAM_LIMIT") else None,
        web_threads=int(os.environ.get("WEB_THREADS") or 2),
        security_contact=os.environ.get("SECURITY_CONTACT", ""),
        privacy_contact=os.environ.get("PRIVACY_CONTACT", ""),
        mail_in=read_mail_in(),
        quick_exit=os.environ.get("QUICK_EXIT") or "https://www.wikipedia.org/",
        push_hosts=words(os.environ.get("PUSH_HOSTS")) or list(PUSH_HOSTS),
        second_factor=words(os.environ.get("SECOND_FACTOR")),
        oidc_providers=os.environ.get("OIDC_PROVIDERS", ""),
        limits_times=int(os.environ.get("INTERCITY_LIMITS_TIMES") or 1),
        recording_mb=int(os.environ.get("RECORDING_MB") or 500),
    )


def read_mail_in() -> MailIn:
    """The variables of docs/mail.md."""
    return MailIn(
        domain=os.environ.get("MAIL_IN_DOMAIN", "").strip().lower().rstrip("."),
        host=os.environ.get("MAIL_IN_HOST") or "127.0.0.1",
        port=int(os.environ.get("MAIL_IN_PORT") or 0),
        lmtp=os.environ.get("MAIL_IN_PROTOCOL", "").lower() == "lmtp",
        secret=os.environ.get("MAIL_IN_SECRET", ""),
        authserv=os.environ.get("MAIL_IN_AUTHSERV", "").strip().lower(),
    )


def words(text: str | None) -> list[str]:
    """`"a, b c"` gives `["a", "b", "c"]`."""
    return (text or "").replace(",", " ").split()


def default_hosts(public_url: str) -> list[str]:
    """The host of the public address, and this machine's own names."""
    host = public_url.split("://", 1)[-1].split("/", 1)[0].rsplit(":", 1)[0]
    return sorted({host, "127.0.0.1", "localhost", "[::1]"})


def kept_secret(data: Path) -> str:
    """The secret of this installation: made once, kept in the data folder, readable by its owner only."""
    path = data / "secret"
    data.mkdir(parents=True, exist_ok=True)
    if not path.exists():
        fresh = path.with_suffix(f".{os.getpid()}")
        fresh.touch(mode=0o600)
        fresh.write_text(secrets.token_urlsafe(48))
        # A second process may have been first: a link never overwrites, so both end up with the same secret.
        try:
            os.link(fresh, path)
        except FileExistsError:
            pass
        finally:
            fresh.unlink()
    return path.read_text().strip()
