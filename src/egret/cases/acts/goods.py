"""财物清单: goods as officers list them, as papers show them, and the measure that is born of taking them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _

from egret.acts.clocks import LOCAL
from egret.acts.done import Born, By, ClockEvent
from egret.acts.models import Journalled, NamedViewer
from egret.acts.refusals import refuse
from egret.cases import queries
from egret.cases.models import (
    AdministrativeProperty,
    CaseFacts,
    CriminalProperty,
    Evidence,
    EvidenceKind,
    ItemState,
    PropertyItem,
    PropertyKind,
    PropertyMeasure,
)
from egret.intake.models import Person
from egret.intake.papers import people_fact, person_fact, staff_fact
from egret.org.models import Staff

NOBODY_KNOWN = "持有人无法确定"
LIST_ARTICLE = {"criminal": "公安机关办理刑事案件程序规定#230", "admin": "公安机关办理行政案件程序规定#111"}


def day_of(moment: datetime) -> str:
    return moment.astimezone(LOCAL).date().isoformat()


def listed(case: CaseFacts, lines: Sequence[str], holder: Person | None) -> list[dict[str, str]]:
    """Lines of a list of goods: name, quantity, features, with commas between (R41: item by item, on the spot)."""
    if not lines:
        raise refuse(_("没有填写物品"), _("逐件填写名称、数量、特征"), LIST_ARTICLE[case.case_kind], "R41")
    return item_lines(lines, holder)


def item_lines(lines: Sequence[str], holder: Person | None) -> list[dict[str, str]]:
    """Each line as papers show it."""
    return [_item_fact(line, holder) for line in lines]


def _item_fact(line: str, holder: Person | None) -> dict[str, str]:
    parts = [part.strip() for part in line.replace(",", "，").split("，", 2)]
    facts = {
        "name": parts[0],
        "quantity": parts[1] if len(parts) > 1 else "1件",
        "holder": holder.name if holder else NOBODY_KNOWN,
    }
    return {**facts, "features": parts[2]} if len(parts) > 2 else facts


def party_fact(holder: Person | None) -> dict[str, Any]:
    return person_fact(holder) if holder else {"name": NOBODY_KNOWN}


def taken_by(case: CaseFacts, officers: Sequence[Staff]) -> list[int]:
    """Who took the goods: the officers named, else those who handle the case."""
    return [officer.pk for officer in officers] or list(queries.team(case))


def shown_items(items: Iterable[PropertyItem], holder: Person | None) -> list[dict[str, str]]:
    """Rows of the list as papers show them."""
    name = holder.name if holder else NOBODY_KNOWN
    return [
        {"name": one.name, "quantity": one.quantity, "features": one.features or "无", "holder": name} for one in items
    ]


def list_facts(
    goods: Sequence[Mapping[str, str]],
    holder: Person | None,
    officers: Sequence[int],
    witnesses: Sequence[Person] = (),
) -> dict[str, Any]:
    """What every list of goods says: whose, what, before whom, by whom."""
    facts: dict[str, Any] = {"party": party_fact(holder), "items": list(goods), "officers": staff_fact(officers)}
    return {**facts, "witnesses": people_fact(witnesses)} if witnesses else facts


def evidence_rows(
    case: CaseFacts, by: By, goods: Sequence[Mapping[str, str]], holder: Person | None, officers: Sequence[int]
) -> list[Evidence]:
    """Each thing taken is also an item of evidence."""
    source = f"取自{holder.name}" if holder else NOBODY_KNOWN
    return [
        Evidence(
            subject=case,
            kind=EvidenceKind.MATERIAL,
            title=one["name"],
            description=one.get("features", ""),
            source=source,
            taken_at=by.at,
            taken_by=list(officers),
            person=holder,
            seized=True,
        )
        for one in goods
    ]


def measure_of(
    case: CaseFacts, by: By, kind: PropertyKind, goods: Sequence[Mapping[str, str]], **facts: Any
) -> CriminalProperty | AdministrativeProperty:
    """The measure, unsaved: as near to its case, and as secret, as the case itself."""
    model = CriminalProperty if case.case_kind == "criminal" else AdministrativeProperty
    more = f"等{len(goods)}项" if len(goods) > 1 else ""
    return model(
        title=f"{kind.label}：{goods[0]['name']}{more}"[:200],
        case=case,
        measure_kind=kind,
        owner=case.owner,
        sensitivity=case.sensitivity,
        taken_at=by.at,
        **facts,
    )


def born_of(
    measure: PropertyMeasure,
    goods: Sequence[Mapping[str, str]],
    clocks: Sequence[ClockEvent] = (),
    evidence: Sequence[Evidence | None] = (),
    **each: Any,
) -> Born:
    """The measure with its lines, and the people it is narrowed to when its case is."""
    lines = [
        PropertyItem(
            subject=measure,
            evidence=proof,
            name=one["name"][:120],
            quantity=one["quantity"][:40],
            features=one.get("features", "")[:400],
            **each,
        )
        for one, proof in zip(goods, evidence or [None] * len(goods), strict=True)
    ]
    viewers: list[Journalled] = []
    if measure.sensitivity:
        named = NamedViewer.objects.filter(subject_id=measure.case_id).values_list("staff", flat=True)
        viewers = [NamedViewer(subject=measure, staff=staff) for staff in named]
    return Born(measure, rows=[*lines, *viewers], clocks=clocks)


def gone(items: Iterable[PropertyItem], state: ItemState, at: datetime, to: str = "", why: str = "") -> list[Any]:
    """Lines that leave the measure, with where they went."""
    rows = list(items)
    for one in rows:
        one.state, one.gone_at, one.gone_to, one.gone_why = state, at, to[:120], why[:200]
    return rows


def left_after(measure: PropertyMeasure, leaving: Iterable[PropertyItem]) -> bool:
    """Whether something is still held when these have left."""
    keys = {one.pk for one in leaving}
    return queries.held_items(measure).exclude(pk__in=keys).exists()


def end(measure: PropertyMeasure, at: datetime, why: str) -> None:
    """The measure is over; the machinery saves the subject itself."""
    measure.ended, measure.end_ground, measure.until = at, why[:120], None


def whole_value(value: Decimal | None, count: int) -> Decimal | None:
    """The officers estimate a list as a whole; a line has a value of its own only when it stands alone."""
    return value if count == 1 else None
