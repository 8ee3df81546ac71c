"""The worker, killed at every 17th line of its work and at random moments: nothing lost, nothing twice; and as real
processes.
"""

from __future__ import annotations

import json
import os
import secrets
import signal
import socket
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from email import message_from_bytes
from pathlib import Path

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

pytestmark = pytest.mark.proof

# "1" kills at every line and takes minutes.
STEP = "17"
KILLS = 200
ACTS = 1_000
ROOT = Path(__file__).resolve().parents[2]


class Mailbox:
    """Counts Message-IDs as they arrive."""

    def __init__(self) -> None:
        self.ids: Counter[str] = Counter()
        self.arrived = threading.Condition()

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        assert isinstance(envelope.content, bytes)
        with self.arrived:
            self.ids[message_from_bytes(envelope.content)["Message-ID"]] += 1
            self.arrived.notify_all()
        return "250 OK"

    def wait_for(self, count: int, seconds: float = 20) -> None:
        """Until so many different mails are there."""
        with self.arrived:
            assert self.arrived.wait_for(lambda: len(self.ids) >= count, seconds), f"{len(self.ids)} of {count} mails"


@pytest.fixture
def mailbox() -> Iterator[tuple[Mailbox, int]]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    kept = Mailbox()
    controller = Controller(kept, hostname="127.0.0.1", port=port)
    controller.start()
    yield kept, port
    controller.stop()


@pytest.fixture
def environment(tmp_path: Path, mailbox: tuple[Mailbox, int]) -> dict[str, str]:
    """An installation of its own, on SQLite."""
    paths = os.pathsep.join(filter(None, (str(ROOT), os.environ.get("PYTHONPATH"))))
    set_here = {"INTERCITY_DATA": str(tmp_path), "EMAIL_URL": f"smtp://127.0.0.1:{mailbox[1]}", "DATABASE_URL": ""}
    return {**os.environ, **set_here, "SECRET_KEY": "for-tests-only", "PYTHONPATH": paths}


def test_killed_at_any_line_it_loses_nothing_and_repeats_no_row(
    environment: dict[str, str], mailbox: tuple[Mailbox, int]
) -> None:
    command = [sys.executable, "-m", "tests.proof.killed_worker", STEP]
    done = subprocess.run(command, env=environment, cwd=ROOT, capture_output=True, text=True, timeout=400, check=False)
    assert done.returncode == 0, done.stderr[-3000:]
    result = json.loads(done.stdout.splitlines()[-1])
    print({name: value for name, value in result.items() if name != "message_ids"})
    assert result["kills"] > 40
    # The first answer reached one person, each later one two; with each came an invitation and a wish to speak.
    expected = 1 + 4 * (result["acts"] - 1)
    assert result["deliveries"] == result["different"] == result["sent"] == expected
    # Answers stand in the inbox too; invitations and wishes to speak do not.
    assert result["inside"] == 1 + 2 * (result["acts"] - 1)
    assert result["setbacks"] == 0
    # A mail may come again after a kill between sending and noting it: then as the same one.
    assert sorted(mailbox[0].ids) == result["message_ids"]
    assert max(mailbox[0].ids.values()) <= 2


def test_killed_at_random_moments_it_loses_nothing_and_repeats_at_most_one_mail_each_time(
    environment: dict[str, str], mailbox: tuple[Mailbox, int]
) -> None:
    seed = secrets.randbelow(2**32)
    words = [str(number) for number in (KILLS, ACTS, seed)]
    command = [sys.executable, "-m", "tests.proof.killed_at_random", *words]
    done = subprocess.run(command, env=environment, cwd=ROOT, capture_output=True, text=True, timeout=900, check=False)
    assert done.returncode == 0, f"seed {seed}: {done.stderr[-3000:]}"
    result = json.loads(done.stdout.splitlines()[-1])
    ids = mailbox[0].ids
    repeated = sum(ids.values()) - len(ids)
    told = {name: value for name, value in result.items() if name != "message_ids"}
    print({"seed": seed, "repeated": repeated, **told})
    assert result["kills"] == KILLS
    assert result["acts"] >= ACTS
    assert result["busy"] > KILLS / 2, "most kills hit a worker that had nothing to do"
    # Of each answer the one who asked has a mail, a follower a line in a digest, and both a notice inside.
    assert result["deliveries"] == result["different"] == result["sent"] == 4 * result["acts"], f"seed {seed}"
    assert result["setbacks"] == 0
    assert sorted(ids) == result["message_ids"], f"seed {seed}"
    assert repeated <= KILLS


STAGE = "from tests.proof.killed_worker import set_stage; set_stage()"
ANSWER = """
import time
from tests.proof.killed_worker import Persona, Post, make_post
from intercity.organisations.models import Person
person = Person.objects.get(name="T")
post = Post.objects.get(root=None)
make_post(Persona(person, person.memberships.get().organisation), post.space, kind="comment", parent=post)
print(time.time())
"""


def run_code(code: str, environment: dict[str, str]) -> str:
    done = subprocess.run(
        [sys.executable, "-c", code], env=environment, cwd=ROOT, capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 0, done.stderr[-3000:]
    return done.stdout


def start_worker(environment: dict[str, str]) -> subprocess.Popen[bytes]:
    return subprocess.Popen([sys.executable, "-m", "intercity.cli.main", "worker"], env=environment, cwd=ROOT)


def test_a_running_worker_mails_at_once_survives_a_kill_and_stops_cleanly(
    environment: dict[str, str], mailbox: tuple[Mailbox, int]
) -> None:
    kept, _port = mailbox
    run_code(STAGE, environment)
    worker = start_worker(environment)
    try:
        kept.wait_for(1)
        answered = float(run_code(ANSWER, environment))
        kept.wait_for(3)
        assert time.time() - answered < 5
        worker.kill()
        worker.wait(10)
        run_code(ANSWER, environment)
        worker = start_worker(environment)
        kept.wait_for(5)
        worker.send_signal(signal.SIGTERM)
        assert worker.wait(10) == 0
    finally:
        worker.kill()
    assert max(kept.ids.values()) == 1


def test_two_workers_share_the_work(environment: dict[str, str], mailbox: tuple[Mailbox, int]) -> None:
    kept, _port = mailbox
    run_code(STAGE, environment)
    many = ANSWER.replace("make_post(", "for _ in range(20): make_post(")
    workers = [start_worker(environment) for _ in range(2)]
    try:
        run_code(many, environment)
        kept.wait_for(41, 60)
    finally:
        for worker in workers:
            worker.send_signal(signal.SIGTERM)
        codes = [worker.wait(20) for worker in workers]
    assert codes == [0, 0]
    assert max(kept.ids.values()) == 1
