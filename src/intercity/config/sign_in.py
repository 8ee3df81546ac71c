"""What the operator set about sign-in (docs/sign-in.md)."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

FACTORS = frozenset({"coordinators", "writing"})
FACTOR_FORMS = {
    "authenticate": "intercity.organisations.factor_forms.FactorForm",
    "authenticate_webauthn": "intercity.organisations.factor_forms.PasskeyForm",
    "login_webauthn": "intercity.organisations.factor_forms.PasskeyLoginForm",
}
NEEDED = ("id", "name", "server_url", "client_id", "secret")


def second_factor_of(words: list[str]) -> frozenset[str]:
    """Of whom a second factor is asked; ValueError for a word that means nothing: it would protect nothing."""
    unknown = set(words) - FACTORS
    if unknown:
        raise ValueError(f"SECOND_FACTOR knows {sorted(FACTORS)}, not {sorted(unknown)}")
    return frozenset(words)


def read_providers(text: str) -> list[dict[str, Any]]:
    """The providers as allauth wants them, from JSON or from `@/path/to/a/file.json`; ValueError for what is amiss."""
    if not text.strip():
        return []
    rows = json.loads(Path(text[1:]).read_text() if text.startswith("@") else text)
    return [read_provider(row) for row in rows]


def read_provider(row: dict[str, Any]) -> dict[str, Any]:
    """One provider; everything but name and keys goes to its settings."""
    missing = [name for name in NEEDED if not row.get(name)]
    if missing:
        raise ValueError(f"OIDC_PROVIDERS: {row.get('id', '?')} lacks {', '.join(missing)}")
    check_domains(row)
    check_hosts(row)
    rest = {name: value for name, value in row.items() if name not in ("id", "name", "client_id", "secret")}
    return {
        "provider_id": row["id"], "name": row["name"], "client_id": row["client_id"], "secret": row["secret"],
        "settings": rest,
    }  # fmt: skip


def check_domains(row: dict[str, Any]) -> None:
    """ValueError for a provider that would let people of other domains into one organisation."""
    own = row.get("own_domains") or []
    if not isinstance(own, list) or not all(isinstance(domain, str) and domain == domain.lower() for domain in own):
        raise ValueError(f"OIDC_PROVIDERS: own_domains of {row['id']} is no list of mail domains in small letters")
    if row.get("organisation") and not own:
        raise ValueError(
            f"OIDC_PROVIDERS: {row['id']} names an organisation, so own_domains must name its mail domains"
        )


def check_hosts(row: dict[str, Any]) -> None:
    """ValueError for hosts that are no names: an address with its path would allow nothing."""
    hosts = row.get("private_hosts") or []
    if not isinstance(hosts, list) or not all(isinstance(host, str) and "/" not in host for host in hosts):
        raise ValueError(f"OIDC_PROVIDERS: private_hosts of {row['id']} is no list of hosts, such as login.city:8443")


def private_hosts_of(apps: list[dict[str, Any]]) -> frozenset[str]:
    """Hosts inside the operator's own network that may be asked for who signs in (`core.fetching`)."""
    return frozenset(host for app in apps for host in app["settings"].get("private_hosts") or [])


def trusted_with_factor(apps: list[dict[str, Any]]) -> frozenset[str]:
    """Providers that ask for a second factor themselves."""
    return frozenset(app["provider_id"] for app in apps if app["settings"].get("second_factor") is True)
