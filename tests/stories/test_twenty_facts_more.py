"""The other ten of the twenty facts: see `tests.stories.facts`."""

from __future__ import annotations

import pytest

from tests.stories.facts import BROWSER, carry, chosen
from tests.stories.hands import Desk

pytestmark = [*BROWSER, pytest.mark.timeout(3000)]


def test_facts_are_carried_to_where_they_belong(desk: Desk) -> None:
    carry(desk, chosen(1))
