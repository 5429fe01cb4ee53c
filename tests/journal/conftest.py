from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest


@pytest.fixture(autouse=True)
def home(tmp_path: Path, settings: Any) -> Path:
    """Each test has its own home: its own keys, its own published files."""
    settings.HOME = tmp_path / "home"
    return tmp_path / "home"
