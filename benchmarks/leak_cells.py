"""The whole leak matrix, as every sort of viewer: how many cells there are, and how many of them leak (none may)."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
COUNT = """
from collections import Counter
from itertools import product

import pytest
from tests.leaks.channels import CHANNELS
from tests.leaks.world import MARKER, VIEWERS, build_world

@pytest.mark.django_db
def test_count():
    world = build_world()
    world.thorough = True
    answers, leaks = Counter(), []
    for viewer, (name, channel) in product(VIEWERS, CHANNELS.items()):
        forbidden = world.forbidden(viewer)
        for where, text in channel(world, world.client(viewer)):
            answers[name] += 1
            bad = forbidden - world.besides(viewer, where)
            leaks += [f"{viewer} received {word} from {where}" for word in set(MARKER.findall(text)) & bad]
    assert not leaks, leaks
    total = answers.total()
    print(f"cells={total * len(world.posts)} answers={total} viewers={len(VIEWERS)} posts={len(world.posts)} leaks=0")
"""


def measure() -> dict[str, Any]:
    """Walk everything once; gives `answers`, `viewers`, `posts` and `cells` (answers × posts that could be in them).

    RuntimeError with the places where something leaks.
    """
    with tempfile.TemporaryDirectory(prefix="intercity-leaks-") as folder:
        test = Path(folder) / "test_count_cells.py"
        test.write_text(COUNT)
        environment = {
            **os.environ,
            "INTERCITY_DATA": folder,
            "SECRET_KEY": "of-a-drill",
            "PYTHONPATH": f"{ROOT}{os.pathsep}{ROOT / 'src'}",
        }
        command = [
            sys.executable,
            "-m",
            "pytest",
            "-s",
            "--rootdir",
            str(ROOT),
            "-c",
            str(ROOT / "pyproject.toml"),
            str(test),
        ]
        done = subprocess.run(command, env=environment, cwd=ROOT, capture_output=True, text=True, check=False)
        found = re.findall(r"(\w+)=(\d+)", done.stdout)
        if done.returncode or not found:
            raise RuntimeError(done.stdout[-3000:] + done.stderr[-1000:])
        return {name: int(value) for name, value in found}
