"""The floors hold: the import contracts are kept, none is relaxed, and no import hides in a function."""

from __future__ import annotations

import ast
import os
import subprocess
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "src" / "egret"


def test_import_contracts_are_kept() -> None:
    program = [
        sys.executable,
        "-c",
        "import sys; from importlinter.cli import lint_imports_command as c; sys.exit(c())",
    ]
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "src")}
    done = subprocess.run(
        [*program, "--no-cache"], cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_no_contract_ignores_an_import() -> None:
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["importlinter"]["contracts"]
    assert len(contracts) >= 4
    assert not [contract["name"] for contract in contracts if contract.get("ignore_imports")]
    assert [contract for contract in contracts if contract.get("exhaustive")], "a new room must choose its floor"


def hidden_imports(path: Path) -> list[str]:
    tree = ast.parse(path.read_text("utf-8"))
    functions = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]
    inside = (node for function in functions for node in ast.walk(function))
    return [
        f"{path.relative_to(ROOT)}:{node.lineno}" for node in inside if isinstance(node, ast.Import | ast.ImportFrom)
    ]


def test_no_import_hides_in_a_function() -> None:
    """Only `apps.py` may: Django's `ready()` is where rooms hand themselves in."""
    files = [path for path in PACKAGE.rglob("*.py") if path.name != "apps.py" and "migrations" not in path.parts]
    assert len(files) > 50
    assert not [place for path in files for place in hidden_imports(path)]
