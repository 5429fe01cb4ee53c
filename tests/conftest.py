"""What all tests share."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import Any

import pytest
from django.utils import translation

from tests.emptying import empty
from tests.homes import HOME

ASKING = {"db", "transactional_db", "live_server"}


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """EGRET_SUITE=database leaves out what ran with the other database and cannot answer otherwise on this one.

    That is whatever asks no database, and the pages drawn in a browser but for the stories marked `both`: every page
    and act is asked without a browser as well.
    """
    if os.environ.get("EGRET_SUITE") != "database":
        return
    kept = [one for one in items if _differs(one)]
    config.hook.pytest_deselected(items=[one for one in items if one not in set(kept)])
    items[:] = kept


def _differs(item: pytest.Item) -> bool:
    asked = set(getattr(item, "fixturenames", ()))
    if "browser" in asked:
        return item.get_closest_marker("both") is not None
    return bool(ASKING & asked) or item.get_closest_marker("django_db") is not None


@pytest.fixture(autouse=True)
def fresh_journal_memory() -> None:
    """What an earlier test's journal signed is no history of this test's database."""
    shutil.rmtree(Path(HOME) / "journal", ignore_errors=True)


@pytest.fixture(autouse=True)
def in_chinese() -> None:
    """A test that asked a page for English leaves its language behind in the process."""
    translation.activate("zh-hans")


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> None:
    """Tests that commit empty their tables afterwards, which the journal's triggers rightly refuse."""
    from django.db import connection
    from django.test import TransactionTestCase

    from egret.journal import append_only

    with django_db_blocker.unblock():
        append_only.drop_triggers(connection)
    TransactionTestCase._fixture_teardown = empty  # type: ignore[method-assign]
