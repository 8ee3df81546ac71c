"""Fixtures for every room: the personas, and the database the settings name."""

from __future__ import annotations

import os
import tempfile

# The settings are read on import: tests never touch the data folder of an installation.
os.environ.setdefault("INTERCITY_DATA", tempfile.mkdtemp(prefix="intercity-tests-"))
os.environ.setdefault("SECRET_KEY", "for-tests-only")

pytest_plugins = ["tests.personas", "tests.searching", "tests.leaks.shared"]
