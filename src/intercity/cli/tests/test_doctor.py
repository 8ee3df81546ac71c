"""`intercity doctor` as the operator runs it, and each check in the states it is for."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder
from django.utils import timezone
from pytest_django.fixtures import Settings

from intercity.activity.models import Activity
from intercity.cli.checks.address import check_address, check_hosts, check_scheme
from intercity.cli.checks.database import check_database
from intercity.cli.checks.files import check_files
from intercity.cli.checks.finding import Finding
from intercity.cli.checks.mail import check_mail
from intercity.cli.checks.work import check_work
from intercity.config.front.options import most_streams, read_options
from intercity.config.mail import mail_settings
from intercity.notifications.models import Delivery, Heartbeat, beat
from intercity.pipeline.models import Setback
from tests.personas import Persona


def states(findings: list[Finding]) -> dict[str, str]:
    return {finding.name: finding.status.value for finding in findings}


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def doctor(data: Path, **environment: str) -> tuple[int, dict[str, str]]:
    """Run the command on an installation in `data`."""
    command = [sys.executable, "-m", "intercity.cli.main", "doctor", "--json"]
    given = {**os.environ, "INTERCITY_DATA": str(data), "SECRET_KEY": "", "DATABASE_URL": "", **environment}
    done = subprocess.run(command, env=given, capture_output=True, text=True, timeout=60, check=False)
    found = json.loads(done.stdout)
    assert found["ok"] == (done.returncode == 0)
    return done.returncode, {check["name"]: check["status"] for check in found["checks"]}


def test_an_empty_installation_has_a_problem_and_says_which(tmp_path: Path) -> None:
    code, found = doctor(tmp_path)
    assert code == 1
    assert (found["database"], found["tables"], found["secret"], found["disk"]) == ("ok", "problem", "ok", "ok")


def test_a_database_that_is_away_is_a_finding_not_a_crash(tmp_path: Path) -> None:
    code, found = doctor(tmp_path, DATABASE_URL=f"postgresql://nobody@127.0.0.1:{free_port()}/none")
    assert code == 1
    assert (found["database"], found["worker"]) == ("problem", "unknown")


# Database


@pytest.mark.django_db
def test_a_missing_migration_is_a_problem() -> None:
    assert states(check_database()) == {"database": "ok", "tables": "ok", "clock": "ok"}
    MigrationRecorder(connection).record_unapplied("pipeline", "0001_initial")
    found = check_database()
    assert states(found)["tables"] == "problem"
    assert "intercity migrate" in found[1].text


@pytest.mark.django_db
def test_a_clock_behind_the_record_is_a_problem() -> None:
    if connection.vendor == "postgresql":
        pytest.skip("the server of the tests has the same clock")
    Activity.objects.create(verb="post.published", at=timezone.now() + timedelta(hours=1))
    assert states(check_database())["clock"] == "problem"


# Files


def test_a_secret_that_others_read_is_a_problem(tmp_path: Path, settings: Settings) -> None:
    settings.DATA, settings.MEDIA_ROOT, settings.SECRET_KEY = tmp_path, tmp_path / "files", "s" * 48
    kept = tmp_path / "secret"
    kept.write_text("s" * 48)
    kept.chmod(0o644)
    found = check_files()
    assert states(found)["secret"] == "problem"
    kept.chmod(0o600)
    assert set(states(check_files()).values()) == {"ok"}
    settings.SECRET_KEY = "short"
    assert states(check_files())["secret"] == "warning"


def test_a_folder_that_cannot_be_used_is_a_problem(tmp_path: Path, settings: Settings) -> None:
    (tmp_path / "file").touch()
    settings.DATA = settings.MEDIA_ROOT = tmp_path / "file" / "under"
    found = states(check_files())
    assert (found["disk"], found["folder"]) == ("problem", "problem")


def test_more_streams_than_open_files_is_a_problem(settings: Settings) -> None:
    settings.STREAM_LIMIT = 10**9
    assert states(check_files())["files"] == "problem"
    # The server itself opens no more than fit.
    assert read_options().stream_limit == most_streams() < 10**6
    settings.STREAM_LIMIT = 600
    assert read_options().stream_limit == 600


# Worker


@pytest.mark.django_db
def test_the_worker_is_missed_after_a_minute() -> None:
    assert states(check_work())["worker"] == "problem"
    beat()
    assert states(check_work())["worker"] == "ok"
    Heartbeat.objects.update(at=timezone.now() - timedelta(minutes=2))
    assert states(check_work())["worker"] == "problem"


def test_mail_that_failed_or_waits_and_steps_that_were_given_up_are_told(officer: Persona) -> None:
    assert states(check_work())["deliveries"] == "ok"
    row = Delivery.objects.create(activity_id=1, person=officer.person, post_uid="x", last_error="refused")
    assert states(check_work())["deliveries"] == "ok"
    Delivery.objects.update(created_at=timezone.now() - timedelta(hours=1))
    assert states(check_work())["deliveries"] == "warning"
    row.state = "failed"
    row.save(update_fields=["state"])
    assert states(check_work())["deliveries"] == "warning"
    assert states(check_work())["steps"] == "ok"
    now = timezone.now()
    Setback.objects.create(activity_id=1, step="notify", next_try=now, given_up_at=now, last_error="no")
    assert states(check_work())["steps"] == "warning"


# Mail


def use_mail(settings: Settings, url: str) -> None:
    for name, value in mail_settings(url, demo=False).items():
        setattr(settings, name, value)


@pytest.fixture
def smtp() -> Iterator[int]:
    """A mail server that lets nobody in but name:secret."""

    def sign_in(server: object, session: object, envelope: object, mechanism: str, data: object) -> AuthResult:
        right = getattr(data, "login", b"") == b"name" and getattr(data, "password", b"") == b"secret"
        return AuthResult(success=right, handled=False)

    port = free_port()
    controller = Controller(
        object(), hostname="127.0.0.1", port=port, authenticator=sign_in, auth_require_tls=False, auth_required=True
    )
    controller.start()
    yield port
    controller.stop()


def test_the_mail_server_is_asked_with_the_real_name_and_password(smtp: int, settings: Settings) -> None:
    settings.DEFAULT_FROM_EMAIL = "Intercity <no-reply@cities.example.org>"
    use_mail(settings, f"smtp://name:secret@127.0.0.1:{smtp}")
    assert states(check_mail()) == {"mail": "ok", "encryption": "ok", "sender": "ok"}
    use_mail(settings, f"smtp://name:wrong@127.0.0.1:{smtp}")
    found = check_mail()
    assert states(found)["mail"] == "problem"
    assert "refuses name and password" in found[0].text
    use_mail(settings, f"smtp://127.0.0.1:{free_port()}")
    assert states(check_mail())["mail"] == "problem"


def test_without_mail_only_a_local_trial_works(settings: Settings) -> None:
    use_mail(settings, "")
    settings.PUBLIC_URL = "http://127.0.0.1:8000"
    assert states(check_mail()) == {"mail": "warning"}
    settings.PUBLIC_URL = "https://cities.example.org"
    assert states(check_mail()) == {"mail": "problem"}
    settings.DEMO = True
    assert states(check_mail()) == {"mail": "ok"}


def test_a_sender_that_nobody_accepts_is_told(smtp: int, settings: Settings) -> None:
    use_mail(settings, f"smtp://name:secret@127.0.0.1:{smtp}")
    settings.DEFAULT_FROM_EMAIL = "Intercity <no-reply@127.0.0.1>"
    assert states(check_mail())["sender"] == "warning"


# Address


@pytest.fixture
def site() -> Iterator[Callable[[int], str]]:
    """Something that answers /healthz with the wanted status."""
    running: list[HTTPServer] = []

    def start(status: int) -> str:
        class Answer(BaseHTTPRequestHandler):
            def do_GET(self) -> None:  # noqa: N802
                self.send_response(status)
                self.end_headers()

            def log_message(self, *_args: object) -> None:
                pass

        running.append(HTTPServer(("127.0.0.1", 0), Answer))
        Thread(target=running[-1].serve_forever, args=[0.01], daemon=True).start()
        return f"http://127.0.0.1:{running[-1].server_port}"

    yield start
    for server in running:
        server.shutdown()
        server.server_close()


def test_the_public_address_is_asked(site: Callable[[int], str], settings: Settings) -> None:
    settings.ALLOWED_HOSTS = ["127.0.0.1"]
    for url, state in ((site(200), "ok"), (site(503), "problem"), (f"http://127.0.0.1:{free_port()}", "unknown")):
        settings.PUBLIC_URL = url
        assert states(check_address()) == {"address": "ok", "encrypted": "ok", "answer": state}


@pytest.mark.parametrize(
    ("url", "hosts", "proxies", "address", "encrypted"),
    [
        ("https://cities.example.org", ["cities.example.org"], ["127.0.0.1"], "ok", "ok"),
        ("https://cities.example.org", ["cities.example.org"], [], "ok", "warning"),
        ("http://cities.example.org", ["other.example.org"], [], "problem", "problem"),
        ("http://10.0.0.1:8000", ["*"], [], "warning", "ok"),
        ("cities.example.org", ["cities.example.org"], [], "problem", "ok"),
    ],
)
def test_hosts_and_proxies_agree_with_the_address(
    url: str, hosts: list[str], proxies: list[str], address: str, encrypted: str, settings: Settings
) -> None:
    settings.PUBLIC_URL, settings.ALLOWED_HOSTS, settings.TRUSTED_PROXIES = url, hosts, proxies
    assert states([check_hosts(), check_scheme()]) == {"address": address, "encrypted": encrypted}
