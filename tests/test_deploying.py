"""The settings of an installation that is served over TLS."""

from __future__ import annotations

import os
import secrets
import subprocess
import sys

CODE = """
import django
from django.core.management import call_command
django.setup()
call_command("check", deploy=True, fail_level="WARNING")
from django.test import Client
answer = Client().get("/healthz", secure=True, headers={"host": "cities.example"})
print(answer.headers["Strict-Transport-Security"])
"""


def test_djangos_list_for_deploying_finds_nothing_and_browsers_are_told_to_stay() -> None:
    variables = {"PUBLIC_URL": "https://cities.example", "SECRET_KEY": secrets.token_urlsafe(64)}
    done = subprocess.run(
        [sys.executable, "-c", CODE], env={**os.environ, **variables}, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert "max-age=31536000" in done.stdout
