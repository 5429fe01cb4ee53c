"""Where the real statutes for tests lie: EGRET_SHARED, else `../shared` beside the checkout. Never part of the
project."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

SHARED = Path(os.environ.get("EGRET_SHARED") or Path(__file__).resolve().parents[3] / "shared")
LAWS = SHARED / "data" / "laws"

needs_laws = pytest.mark.skipif(
    not (LAWS / "MANIFEST.tsv").is_file(),
    reason="REAL STATUTES ABSENT: set EGRET_SHARED to the folder that holds data/laws to run this test",
)
