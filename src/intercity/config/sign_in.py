"""What the operator set about sign-in (docs/sign-in.md)."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

FACTORS = frozenset({"coordinators", "writing"})
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
    rest = {name: value for name, value in row.items() if name not in ("id", "name", "client_id", "secret")}
    return {
        "provider_id": row["id"], "name": row["name"], "client_id": row["client_id"], "secret": row["secret"],
        "settings": rest,
    }  # fmt: skip


def trusted_with_factor(apps: list[dict[str, Any]]) -> frozenset[str]:
    """Providers that ask for a second factor themselves."""
    return frozenset(app["provider_id"] for app in apps if app["settings"].get("second_factor") is True)
