"""What all tests share."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest
from django.utils import translation

from tests.emptying import empty
from tests.homes import HOME


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
