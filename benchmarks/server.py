"""A real installation in a temporary folder, served by real processes, for benchmarks and proofs."""

from __future__ import annotations

import atexit
import http.client
import json
import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

# Run inside the installation: one space, some officers with sessions. Prints what a client needs to know.
PREPARE = """
import json, django
django.setup()
from django.contrib.sessions.backends.db import SessionStore
from django.utils import timezone
from intercity.organisations.models import Membership, Organisation, Person
from intercity.spaces.actions import do_create_space
from intercity.spaces.models import Space, SpaceMember
from intercity.transfer.installation import prepare_installation
prepare_installation(lambda line: None)
space = Space.objects.filter(slug="drill").first() or do_create_space("Drill", slug="drill")
sessions = {}
for name in ("nice", "torino"):
    org, _ = Organisation.objects.get_or_create(slug=name, defaults={"name": name.title(), "country": "FR"})
    SpaceMember.objects.get_or_create(space=space, organisation=org)
    mail = f"{name}@example.org"
    person = Person.objects.filter(email=mail).first() or Person.objects.create_user(mail)
    role = {"role": "officer", "verified_at": timezone.now()}
    Membership.objects.get_or_create(person=person, organisation=org, defaults=role)
    session = SessionStore()
    session["_auth_user_id"] = str(person.pk)
    session["_auth_user_backend"] = "allauth.account.auth_backends.AuthenticationBackend"
    session["_auth_user_hash"] = person.get_session_auth_hash()
    session.create()
    sessions[name] = session.session_key
print(json.dumps({"space": space.uid, "sessions": sessions}))
"""


def free_port() -> int:
    """A port nobody listens on just now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass
class Installation:
    """One data folder and the processes that serve it."""

    data: Path
    database_url: str = ""
    port: int = field(default_factory=free_port)
    process: subprocess.Popen[bytes] | None = None
    sessions: dict[str, str] = field(default_factory=dict)
    space_uid: str = ""
    variables: dict[str, str] = field(default_factory=dict)

    @property
    def environment(self) -> dict[str, str]:
        """The variables of this installation."""
        return {
            **os.environ,
            "INTERCITY_DATA": str(self.data),
            "DATABASE_URL": self.database_url,
            "SECRET_KEY": "of-a-drill",
            "PORT": str(self.port),
            "DJANGO_SETTINGS_MODULE": "intercity.config.settings",
            # One person does here what a whole network does.
            "INTERCITY_LIMITS_TIMES": "0",
            **self.variables,
        }

    def prepare(self) -> None:
        """Migrate, and make the space and the officers; an empty folder gets a copy of one that is prepared."""
        if self.database_url or (self.data / "intercity.sqlite3").exists():
            found = json.loads(self.python(PREPARE).splitlines()[-1])
        else:
            folder, found = pattern()
            shutil.copytree(folder, self.data, dirs_exist_ok=True)
        self.sessions, self.space_uid = dict(found["sessions"]), found["space"]

    def python(self, code: str) -> str:
        """Run `code` inside the installation; gives what it printed."""
        done = subprocess.run(
            [sys.executable, "-c", code], env=self.environment, capture_output=True, text=True, check=False
        )
        if done.returncode:
            raise RuntimeError(done.stderr)
        return done.stdout

    def start(self, *arguments: str) -> None:
        """Serve, and wait until the first page is there."""
        command = [sys.executable, "-m", "intercity.cli.main", "serve", "--port", str(self.port), *arguments]
        with (self.data / "serve.log").open("ab") as log:
            self.process = subprocess.Popen(
                command, env=self.environment, stdout=subprocess.DEVNULL, stderr=log, start_new_session=True
            )
        self.wait_until_up()

    def wait_until_up(self, patience: float = 60.0) -> None:
        """Return as soon as /healthz answers 200; RuntimeError with the log's end when it never does."""
        until = time.monotonic() + patience
        while time.monotonic() < until:
            try:
                if self.request("GET", "/healthz").status == 200:
                    return
            except OSError:
                pass
            time.sleep(0.02)
        raise RuntimeError((self.data / "serve.log").read_text()[-3000:])

    def kill(self) -> None:
        """SIGKILL the supervisor and every process it started, at once."""
        assert self.process is not None
        for pid in [self.process.pid, *children_of(self.process.pid)]:
            try:
                os.kill(pid, signal.SIGKILL)
            except ProcessLookupError:
                continue
        self.process.wait()

    def stop(self) -> int:
        """SIGTERM, wait; gives the exit code."""
        assert self.process is not None
        self.process.terminate()
        return self.process.wait(30)

    def request(
        self, method: str, path: str, fields: dict[str, str] | None = None, officer: str = "", timeout: float = 20
    ) -> Reply:
        """One request on a connection of its own, signed in as `officer` when named. OSError when refused."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=timeout)
        token = secrets.token_hex(16)
        headers = {"Cookie": f"csrftoken={token}; sessionid={self.sessions.get(officer, '')}"}
        body = None
        if fields is not None:
            body = urlencode({**fields, "csrfmiddlewaretoken": token})
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        try:
            connection.request(method, path, body, headers)
            answer = connection.getresponse()
            headers = {name.lower(): value for name, value in answer.getheaders()}
            return Reply(answer.status, headers, answer.read())
        except http.client.HTTPException as error:
            raise OSError(str(error)) from error
        finally:
            connection.close()


@cache
def pattern() -> tuple[Path, dict[str, Any]]:
    """A prepared installation on SQLite and what clients need to know, made once: places alone take seconds to load."""
    folder = Path(tempfile.mkdtemp(prefix="intercity-pattern-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder, json.loads(Installation(folder).python(PREPARE).splitlines()[-1])


@dataclass(frozen=True)
class Reply:
    """Status, headers, body."""

    status: int
    headers: dict[str, str]
    body: bytes


def children_of(pid: int) -> list[int]:
    """All descendants of a process."""
    direct = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return [int(word) for word in direct] + [deeper for word in direct for deeper in children_of(int(word))]
