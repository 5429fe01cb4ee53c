"""A home of its own for every test process, chosen before the settings are read: no test sees or leaves real data."""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile

HOME = tempfile.mkdtemp(prefix="egret-test-")
os.environ["EGRET_HOME"] = HOME
os.environ.setdefault("EGRET_LOG_FORM", "text")
atexit.register(shutil.rmtree, HOME, ignore_errors=True)
