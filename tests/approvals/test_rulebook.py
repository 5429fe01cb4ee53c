"""The room on the chains of the rulebook itself."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from egret.approvals.chains import chain_for
from egret.law import approval_chains

DAY = date(2026, 3, 2)

CHAINS = [
    ("拘留", "criminal", {}, [("L1", 0), ("L2", 1), ("L3", 2), ("L4", 3)]),
    ("移送案件", "both", {}, None),
    ("行政处罚决定", "admin", {"fine": 300, "detention_days": 0}, [("L1", 0), ("L2", 1)]),
    ("当场处罚", "admin", {}, []),
]


@pytest.mark.parametrize(("name", "kind", "facts", "links"), CHAINS)
def test_links_follow_the_rulebook(
    name: str, kind: str, facts: dict[str, int], links: list[tuple[str, int]] | None
) -> None:
    found = chain_for(name, kind, DAY, facts)
    if links is None:
        assert found.links
    else:
        assert [(link.level, link.turn) for link in found.links] == links


def test_urgency_and_batches_are_the_rulebooks() -> None:
    seizure = chain_for("证据保全决定书", "admin", DAY, {})
    assert seizure.urgent and seizure.regularise == timedelta(hours=24)
    assert chain_for("拘留", "criminal", DAY, {}).regularise is None
    assert not chain_for("行政拘留", "admin", DAY, {}).urgent
    assert chain_for("结案", "admin", DAY, {}).batch_safe


def test_every_chain_of_the_rulebook_is_understood() -> None:
    for (name, kind), chain in approval_chains.chains().items():
        on = max(chain.forms.days)
        found = chain_for(name, kind, on, {})
        assert [link.level for link in found.links] == [step.level for step in chain.steps(on, {})]


def test_a_chain_nobody_wrote_is_an_error() -> None:
    with pytest.raises(LookupError):
        chain_for("没有这种审批", "criminal", DAY, {})
