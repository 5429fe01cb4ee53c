"""转为行政、转为刑事后的财物: goods of the case it came from go on under a measure of this case, or are given up there.

程序规定 刑事 177, 227-228, 行政 65, 107, 111, 116. A measure of one procedure is no ground to keep goods in the other.
"""

from __future__ import annotations

from typing import Annotated, Any

from django.db.models import QuerySet

from egret.acts.cards import Ask
from egret.acts.done import Born, By, ClockEvent, Done, Start, Stop, Touch
from egret.acts.machine import act
from egret.acts.models import Journalled
from egret.acts.ports import Paper, ports
from egret.cases import queries
from egret.cases.acts.goods import born_of, day_of, evidence_rows, gone, list_facts, measure_of, shown_items
from egret.cases.acts.penalty import last_said
from egret.cases.acts.preservation import AT as ADMIN_AT
from egret.cases.acts.seizure import AT as CRIMINAL_AT
from egret.cases.models import (
    AdministrativeCase,
    AdministrativeProperty,
    CaseFacts,
    CriminalCase,
    CriminalProperty,
    ItemState,
    PropertyItem,
    PropertyKind,
    PropertyMeasure,
)

MOVABLE = (PropertyKind.SEIZE, PropertyKind.HOLD, PropertyKind.REGISTER, PropertyKind.SAMPLE)
"""What an administrative case has in its hands and a criminal one may seize; what is sealed is sealed anew."""
ENDING = ("P01", "P02", "P03", "P05", "P06", "C42", "C43", "C44", "C45")
"""Limits of the old measure, whatever it was."""


def administrative_goods(case: Any, _by: By | None = None) -> QuerySet[AdministrativeProperty]:
    found = AdministrativeProperty.objects.filter(case_id__in=queries.came_from(case), closed=None)
    return found.filter(measure_kind__in=MOVABLE).order_by("taken_at", "pk")


def criminal_goods(case: Any, _by: By | None = None) -> QuerySet[CriminalProperty]:
    found = CriminalProperty.objects.filter(case_id__in=queries.came_from(case), closed=None)
    return found.filter(measure_kind=PropertyKind.SEIZE).order_by("taken_at", "pk")


def _taken_over(
    case: CaseFacts, by: By, old: PropertyMeasure, reason: str, clocks: list[ClockEvent], keep: str, **facts: Any
) -> tuple[list[Journalled], Born, Touch, list[PropertyItem]]:
    """Evidence of this case, its measure with the lines of the old one, and the end of the old one."""
    lines = list(queries.held_items(old))
    goods = shown_items(lines, old.holder)
    proofs = evidence_rows(case, by, goods, old.holder, old.officers)
    kept = {"keeper": old.keeper, "register": old.register, "kept_at": old.kept_at} if old.is_kept else {}
    measure = measure_of(
        case,
        by,
        PropertyKind.SEIZE,
        goods,
        holder=old.holder,
        holder_note=old.holder_note,
        ground=reason,
        officers=old.officers,
        recording=old.recording,
        **kept,
        **facts,
    )
    born = born_of(measure, goods, clocks if old.is_kept else [*clocks, Start(keep, by.at)], proofs)
    for row, line in zip(born.rows, lines, strict=False):
        assert isinstance(row, PropertyItem)
        row.valuable, row.photos, row.value = line.valuable, line.photos, line.value
    ended = {"ended": by.at, "end_ground": f"转入{case.number}", "until": None}
    over = Touch(old, "converted", clocks=[Stop(rule) for rule in ENDING], changes=ended)
    rows: list[Journalled] = [*proofs, *gone(lines, ItemState.CONVERTED, by.at, case.number, reason)]
    return rows, born, over, lines


@act(
    "cases.seize_from_administrative",
    "行政扣押转为刑事扣押",
    "Seize what the administrative case held",
    subject=CriminalCase,
    power="cases.seize",
    basis=("公安机关办理刑事案件程序规定#227", "公安机关办理刑事案件程序规定#228", "公安机关办理行政案件程序规定#65"),
    at=CRIMINAL_AT,
    documents=("扣押决定书?", "扣押清单?"),
    starts=("P03",),
    stops=ENDING,
    approval="扣押决定书",
    asks={"measures": Ask("原行政案件的措施", "Measures of the administrative case", choices=administrative_goods)},
    checklist=(("当面查点清楚，交持有人新的清单", "Counted face to face; the holder has the new list"),),
    order=139,
)
def seize_from_administrative(
    case: CriminalCase,
    by: By,
    *,
    measures: tuple[AdministrativeProperty, ...],
    reason: Annotated[str, Ask("扣押理由", "Reason")],
) -> Done:
    """Once the case is filed its goods are held by a criminal decision, and the administrative measure is over."""
    rows: list[Journalled] = []
    begets, touches, papers = [], [], []
    for old in measures:
        more, born, over, lines = _taken_over(case, by, old, reason, [], "P03")
        shown = list_facts(shown_items(lines, old.holder), old.holder, old.officers)
        papers += [
            Paper("扣押决定书", {**shown, "reason": reason}, old.obj),
            Paper("扣押清单", {**shown, "prior_document": "扣押决定书"}, old.obj),
        ]
        rows += more
        begets.append(born)
        touches.append(over)
    return Done(rows=rows, papers=papers, begets=begets, touches=touches)


@act(
    "cases.preserve_from_criminal",
    "刑事扣押转为行政扣押",
    "Hold what the criminal case had seized",
    subject=AdministrativeCase,
    power="cases.preserve_evidence",
    basis=("公安机关办理行政案件程序规定#107", "公安机关办理行政案件程序规定#111"),
    at=ADMIN_AT,
    documents=("证据保全决定书?", "证据保全清单?"),
    starts=("P01", "P05"),
    stops=ENDING,
    approval="证据保全决定书",
    asks={"measures": Ask("原刑事案件的扣押", "Seizures of the criminal case", choices=criminal_goods)},
    checklist=(("不再需要的在原案件解除、发还", "What is not needed is released in the old case"),),
    order=139,
)
def preserve_from_criminal(
    case: AdministrativeCase,
    by: By,
    *,
    measures: tuple[CriminalProperty, ...],
    reason: Annotated[str, Ask("扣押理由", "Reason")],
    review_organ: Annotated[
        str, Ask("行政复议机关", "Review organ", initial=lambda case, by: last_said(case, "review_organ"))
    ],
    court: Annotated[str, Ask("管辖法院", "Court", initial=lambda case, by: last_said(case, "court"))],
) -> Done:
    """The matter is an offence now: what still proves it is held by an administrative decision, for its own term."""
    due = ports.rules.due("P05", by.at)
    told = {"way": "扣押", "reason": reason, "review_organ": review_organ, "court": court, "ends": day_of(due.legal)}
    rows: list[Journalled] = []
    begets, touches, papers = [], [], []
    for old in measures:
        more, born, over, lines = _taken_over(case, by, old, reason, [Start("P05", by.at)], "P01", until=due.legal)
        shown = list_facts(shown_items(lines, old.holder), old.holder, old.officers)
        papers += [
            Paper("证据保全决定书", {**shown, **told}, old.obj),
            Paper("证据保全清单", {**shown, "prior_document": "证据保全决定书"}, old.obj),
        ]
        rows += more
        begets.append(born)
        touches.append(over)
    return Done(rows=rows, papers=papers, begets=begets, touches=touches)
