"""Nobody talks a finding away: it goes when the records no longer show it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from egret.acts.cards import guard
from egret.acts.done import By
from egret.acts.models import Subject
from egret.acts.refusals import Refusal


@guard("supervision.close_finding")
def by_the_patrol_alone(_finding: Subject, by: By, _given: Mapping[str, Any]) -> Refusal | None:
    """A finding is closed by the patrol; working it off by hand has its own ways."""
    if by.actor.pseudonym.startswith("s:"):
        return None
    return Refusal(
        _("监督问题不能由人注销"),
        _("改正所涉的记录；下一次巡查核对后自动注销"),
        "公安机关办理刑事案件程序规定#7",
        "patrol",
    )
