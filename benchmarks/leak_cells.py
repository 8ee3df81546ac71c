"""How many cells of the leak matrix are walked: viewer × label × state × address."""

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
import pytest
from tests.leaks.channels import CHANNELS
from tests.leaks.world import FIELDS, VIEWERS, World, build_world

@pytest.mark.django_db
def test_count():
    world = build_world()
    walks = [channel(world, world.client(viewer)) for viewer in VIEWERS for channel in CHANNELS.values()]
    answers = sum(1 for walk in walks for _ in walk)
    print(f"cells={answers * len(world.posts)} answers={answers} viewers={len(VIEWERS)} posts={len(world.posts)}")
"""


def measure() -> dict[str, Any]:
    """Walk everything once; gives `answers`, `viewers`, `posts` and `cells` (answers × posts that could be in them)."""
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
