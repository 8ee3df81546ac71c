"""Mail comes in, and the receiver dies: at every line of its work, and as a real process under `intercity serve`."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from smtplib import SMTP

import pytest

pytestmark = pytest.mark.proof

STEP = "7"
ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    """An installation of its own, on SQLite."""
    paths = os.pathsep.join(filter(None, (str(ROOT), os.environ.get("PYTHONPATH"))))
    set_here = {"INTERCITY_DATA": str(tmp_path), "DATABASE_URL": "", "MAIL_IN_DOMAIN": "in.network.example"}
    return {**os.environ, **set_here, "SECRET_KEY": "for-tests-only", "PYTHONPATH": paths}


def run_code(code: str, environment: dict[str, str]) -> str:
    done = subprocess.run(
        [sys.executable, "-c", code], env=environment, cwd=ROOT, capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 0, done.stderr[-3000:]
    return done.stdout.strip()


def test_killed_at_any_line_each_acknowledged_mail_is_one_post(environment: dict[str, str]) -> None:
    command = [sys.executable, "-m", "tests.proof.killed_mail", STEP]
    done = subprocess.run(command, env=environment, cwd=ROOT, capture_output=True, text=True, timeout=400, check=False)
    assert done.returncode == 0, done.stderr[-3000:]
    result = json.loads(done.stdout.splitlines()[-1])
    print(result)
    assert result["kills"] > 40
    assert 0 < result["repeated"] < result["kills"]
    for name in ("posted", "different", "acts", "with_file", "rows"):
        assert result[name] == result["mails"], name
    assert result["others"] == 0


STAGE = """
from tests.proof.killed_mail import reply_address, set_stage
post, torino = set_stage()
print(reply_address(torino.person, post), torino.person.email)
"""
COUNT = """
from tests.proof.killed_mail import Post
print(Post.objects.exclude(root=None).count())
"""


class Receiver:
    """`intercity mail-in` as a process."""

    def __init__(self, environment: dict[str, str]) -> None:
        command = [sys.executable, "-m", "intercity.cli.main", "mail-in", "--port", "0"]
        self.process = subprocess.Popen(command, env=environment, cwd=ROOT, stdout=subprocess.PIPE, text=True)
        assert self.process.stdout is not None
        found = re.search(r"port (\d+)", self.process.stdout.readline())
        assert found is not None
        self.port = int(found[1])

    def send(self, sender: str, address: str, number: int, body: str = "Yes.") -> None:
        with SMTP("127.0.0.1", self.port, timeout=60) as client:
            head = f"From: {sender}\r\nMessage-ID: <{number}@client.example>\r\n\r\n"
            client.sendmail(sender, [address], f"{head}{body}\r\n".encode())

    def stop(self, number: int) -> int:
        self.process.send_signal(number)
        assert self.process.stdout is not None
        self.process.stdout.close()
        return self.process.wait(20)


@pytest.fixture
def receivers() -> Iterator[list[Receiver]]:
    started: list[Receiver] = []
    yield started
    for receiver in started:
        if receiver.process.poll() is None:
            receiver.stop(signal.SIGKILL)


def test_what_a_killed_receiver_has_acknowledged_is_posted_by_the_next(
    environment: dict[str, str], receivers: list[Receiver]
) -> None:
    address, sender = run_code(STAGE, environment).split()
    receivers.append(Receiver(environment))
    for number in range(3):
        receivers[0].send(sender, address, number)
    receivers[0].send(sender, address, 3, "Yes.\r\n\r\n" + "> quoted once more\r\n" * 500_000)
    assert receivers[0].stop(signal.SIGKILL) == -signal.SIGKILL
    receivers.append(Receiver(environment))
    wait_for_posts(environment, 4)
    receivers[1].send(sender, address, 0)
    receivers[1].send(sender, address, 4)
    wait_for_posts(environment, 5)
    assert receivers[1].stop(signal.SIGTERM) == 0


def wait_for_posts(environment: dict[str, str], count: int) -> None:
    """Until so many answers stand."""
    until = time.monotonic() + 60
    while (found := int(run_code(COUNT, environment))) != count:
        assert found < count
        assert time.monotonic() < until, f"{found} of {count} answers"
