"""Kill -9 at 200 random points of a stream of real acts, on both databases."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings as django_settings

from tests.journal.test_crashes import ROUNDS, database_url

__all__ = ["database_url"]


@pytest.mark.slow
@pytest.mark.timeout(3600)
def test_no_act_without_entry_no_entry_without_act(database_url: str, tmp_path: Path) -> None:
    root = Path(__file__).parents[2]
    environment = {
        **os.environ,
        "EGRET_HOME": str(tmp_path / "home"),
        "EGRET_DATABASE_URL": database_url,
        "DJANGO_SETTINGS_MODULE": os.environ.get("DJANGO_SETTINGS_MODULE", django_settings.SETTINGS_MODULE),
        "PYTHONPATH": os.pathsep.join([str(root / "src"), str(root), os.environ.get("PYTHONPATH", "")]),
    }
    command = [sys.executable, "-m", "tests.acts.crashing", str(ROUNDS), "11"]
    done = subprocess.run(command, cwd=root, env=environment, capture_output=True, text=True, timeout=3500)
    assert done.returncode == 0, (done.stdout + done.stderr)[-3000:]
    assert f"killed {ROUNDS} times" in done.stdout
    entries = [int(number) for number in re.findall(r"(\d+) entries", done.stdout)]
    assert entries[-1] - entries[0] >= ROUNDS, f"hardly an act between the kills: {entries}"
