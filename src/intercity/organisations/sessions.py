"""Sessions in the database, read by each request in the cheapest way that is still true."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from django.contrib.sessions.backends.base import VALID_KEY_CHARS
from django.contrib.sessions.backends.db import SessionStore as DatabaseStore
from django.db import connection
from django.utils import timezone

# As Django has it.
SHORTEST_KEY = 8


class SessionStore(DatabaseStore):
    """As Django's own. Its row is read past the ORM, and what a row says is not decoded twice."""

    def _validate_session_key(self, key: str | None) -> bool:
        """Whether we may have given this key; any other is as good as none.

        Browsers may send what they like, and PostgreSQL refuses to look for some of it (a null byte).
        """
        return key is not None and len(key) >= SHORTEST_KEY and set(VALID_KEY_CHARS).issuperset(key)

    def load(self) -> dict[str, Any]:
        """What the session holds; a new one where there is none or it has ended."""
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT session_data FROM django_session WHERE session_key = %s AND expire_date > %s",
                [self.session_key, connection.ops.adapt_datetimefield_value(timezone.now())],
            )
            row = cursor.fetchone()
        if row is None:
            # Django notes what should be noted.
            return dict(super().load())
        return dict(decoded(row[0]))


@lru_cache(maxsize=2048)
def decoded(text: str) -> dict[str, Any]:
    """What the signed text of a session holds; the same text always holds the same."""
    return DatabaseStore().decode(text)
