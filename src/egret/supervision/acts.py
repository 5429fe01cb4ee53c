"""The patrol's two acts: a finding is held, and is gone again. Both are acts of the system, each with its entry."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from egret.acts.done import By, Done
from egret.acts.machine import act
from egret.acts.models import Subject
from egret.acts.ports import Place
from egret.acts.refusals import refuse
from egret.supervision.models import Finding
from egret.supervision.rulebook import rule as rule_named

BASIS = ("公安机关办理刑事案件程序规定#7", "人民警察法#43")


@act(
    "supervision.record_finding",
    "登记监督问题",
    "Hold a finding",
    subject=Finding,
    creates=True,
    basis=BASIS,
    system=True,
    menu=False,
)
def record_finding(
    place: Place,
    by: By,
    *,
    matter: Subject,
    rule: str,
    occurrence: str,
    since: datetime,
    shown: tuple[tuple[str, str], ...],
    person: int | None = None,
) -> Done:
    """The patrol holds this against the subject until it is no longer so, or is worked off."""
    if not by.actor.pseudonym.startswith("s:"):
        raise refuse(_("监督问题由巡查登记"), _("发现问题的，改正所涉的记录；巡查会自动核对"), BASIS[0], "patrol")
    one = rule_named(rule)
    finding = Finding(
        title=one.title,
        matter_id=matter.pk,
        unit=matter.unit,
        district=matter.district,
        city=matter.city,
        agency=matter.agency,
        rule=one.id,
        severity=one.severity,
        cite=one.cited.cite,
        occurrence=occurrence,
        person=person,
        since=since,
        shown=[list(pair) for pair in shown],
    )
    return Done(subject=finding, rel=[matter.obj], fields={"rule": one.id, "occurrence": occurrence}, why="patrol")


@act(
    "supervision.close_finding",
    "注销监督问题",
    "Close a finding",
    subject=Finding,
    basis=BASIS,
    system=True,
    menu=False,
)
def close_finding(finding: Finding, by: By, *, why: str) -> Done:
    """What was found is no longer so; the finding stays on record with the reason."""
    finding.gone_at, finding.gone_why = by.at, why
    return Done(to="gone", rel=[f"{finding.matter.kind}:{finding.matter_id}"], fields={"why": why}, why="patrol")


def as_arguments(matter: Subject, rule: str, found: Any) -> dict[str, Any]:
    """What the patrol found, as the act takes it."""
    return {
        "matter": matter,
        "rule": rule,
        "occurrence": found.occurrence,
        "since": found.since,
        "shown": found.shown,
        "person": found.person,
    }
