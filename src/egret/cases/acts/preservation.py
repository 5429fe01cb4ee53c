"""行政证据保全: goods are seized, held, sealed, registered in place or sampled in an administrative case.

程序规定 107-115; 治安管理处罚法 105; 行政处罚法 56; 行政强制法 18-28.
"""

from __future__ import annotations

from typing import Annotated, Any

from django.utils.translation import gettext_lazy as _

from egret.acts.cards import Ask
from egret.acts.done import Born, By, Done, Lapse, Lengthen, Start, Stop
from egret.acts.machine import act
from egret.acts.models import Clock, ClockState
from egret.acts.ports import Paper, ports
from egret.acts.refusals import refuse
from egret.cases import queries
from egret.cases.acts.goods import (
    born_of,
    day_of,
    end,
    evidence_rows,
    gone,
    list_facts,
    listed,
    measure_of,
    party_fact,
    shown_items,
    taken_by,
)
from egret.cases.acts.penalty import last_said
from egret.cases.acts.seizure import TAKING
from egret.cases.models import AdministrativeCase, AdministrativeProperty, ItemState, PropertyKind
from egret.intake.models import Person
from egret.intake.papers import staff_fact
from egret.org.models import Staff

AT = ("filed", "investigating", "fast", "mediation", "review", "noticed")
BY_DECISION = (PropertyKind.SEIZE, PropertyKind.HOLD, PropertyKind.SEAL)
TERMS = ("P05", "P06")
"""Terms of administrative measures; sampling has none of its own."""
ADMIN_LIST = (
    "会同当事人查点，当场交付决定书和清单",
    "Counted with the party; decision and list handed over on the spot",
)
TOLD = ("告知理由、依据、权利和救济途径，听取陈述申辩", "Ground, law, rights and remedies told; the party heard")


def _ways(_place: Any, _by: By) -> list[tuple[str, Any]]:
    return [(kind.value, kind.label) for kind in BY_DECISION]


@act(
    "cases.preserve_evidence",
    "扣押、扣留、查封（行政）",
    "Seize, hold or seal (administrative)",
    subject=AdministrativeCase,
    basis=(
        "治安管理处罚法(2025)#105",
        "公安机关办理行政案件程序规定#107",
        "公安机关办理行政案件程序规定#108",
        "公安机关办理行政案件程序规定#111",
    ),
    at=AT,
    documents=("证据保全决定书", "证据保全清单"),
    starts=("P01", "P02", "P05"),
    approval="证据保全决定书",
    asks={**TAKING, "way": Ask("措施", "Measure", choices=_ways)},
    checklist=(
        ADMIN_LIST,
        TOLD,
        ("生活必需品、善意第三人合法占有的不得扣押", "Necessities, and what others hold in good faith, are not taken"),
    ),
    errors=(("当场扣押后超过二十四小时没有补办批准", "Seized on the spot, not regularised in 24 hours"),),
    order=135,
)
def preserve_evidence(
    case: AdministrativeCase,
    by: By,
    *,
    holder: Person,
    way: str,
    items: Annotated[
        tuple[str, ...], Ask("物品、场所", "Things or premises", help=_("每行一件：名称，数量，特征"), lines=True)
    ],
    reason: Annotated[str, Ask("理由", "Reason")],
    review_organ: Annotated[
        str, Ask("行政复议机关", "Review organ", initial=lambda case, by: last_said(case, "review_organ"))
    ],
    court: Annotated[str, Ask("管辖法院", "Court", initial=lambda case, by: last_said(case, "court"))],
    place: Annotated[str, Ask("地点", "Place")] = "",
    case_area: Annotated[bool, Ask("在办案场所内实施", "Done in a case area")] = False,
    officers: tuple[Staff, ...] = (),
    witnesses: tuple[Person, ...] = (),
    recording: Annotated[str, Ask("录音录像编号", "Recording", help=_("当场扣押、一人实施、没有见证人的必填"))] = "",
    holder_note: Annotated[str, Ask("当事人情况说明", "Note on the party", help=_("不到场或者拒绝签名的写明"))] = "",
    belongs_to_others: Annotated[
        bool,
        Ask(
            "属于被侵害人或者善意第三人合法占有，或者是生活必需品",
            "Belongs to the victim or others in good faith, or is a necessity",
        ),
    ] = False,
    needs_examination: Annotated[bool, Ask("与案件有关必须鉴定", "Must be examined")] = False,
) -> Done:
    """Take or seal what proves the offence, for the term of the law; on urgent ground the approval follows."""
    due = ports.rules.due("P05", by.at)
    kind = PropertyKind(way)
    keep = "P02" if kind == PropertyKind.SEAL else "P01"
    return _preserved(
        case,
        by,
        kind,
        (holder, items, reason, officers, witnesses),
        [Start("P05", by.at), Start(keep, by.at)],
        {"review_organ": review_organ, "court": court, "ends": day_of(due.legal)},
        place=place,
        recording=recording,
        holder_note=holder_note,
        until=due.legal,
    )


@act(
    "cases.register_evidence",
    "先行登记保存",
    "Register evidence in place",
    subject=AdministrativeCase,
    basis=("行政处罚法#56", "公安机关办理行政案件程序规定#110", "公安机关办理行政案件程序规定#111"),
    at=AT,
    documents=("证据保全决定书", "证据保全清单"),
    starts=("P02", "P06"),
    approval="先行登记保存",
    asks=TAKING,
    checklist=(ADMIN_LIST, TOLD),
    errors=(("七日内没有作出处理决定，自动解除", "No decision within the term: it lapses"),),
    order=136,
)
def register_evidence(
    case: AdministrativeCase,
    by: By,
    *,
    holder: Person,
    items: Annotated[tuple[str, ...], Ask("证据", "Evidence", help=_("每行一件：名称，数量，特征"), lines=True)],
    reason: Annotated[str, Ask("可能灭失或者以后难以取得的理由", "Why it may be lost")],
    review_organ: Annotated[
        str, Ask("行政复议机关", "Review organ", initial=lambda case, by: last_said(case, "review_organ"))
    ],
    court: Annotated[str, Ask("管辖法院", "Court", initial=lambda case, by: last_said(case, "court"))],
    place: Annotated[str, Ask("保存地点", "Where it is kept")] = "",
    officers: tuple[Staff, ...] = (),
    witnesses: tuple[Person, ...] = (),
    recording: Annotated[str, Ask("录音录像编号", "Recording", help=_("没有见证人的必填"))] = "",
    holder_note: Annotated[str, Ask("当事人情况说明", "Note on the party", help=_("不到场或者拒绝签名的写明"))] = "",
) -> Done:
    """Evidence stays where it is, and nobody may move it; within days it is decided what becomes of it."""
    due = ports.rules.due("P06", by.at)
    return _preserved(
        case,
        by,
        PropertyKind.REGISTER,
        (holder, items, reason, officers, witnesses),
        [Start("P06", by.at), Start("P02", by.at)],
        {"review_organ": review_organ, "court": court, "ends": day_of(due.guard)},
        place=place,
        recording=recording,
        holder_note=holder_note,
        until=due.legal,
    )


@act(
    "cases.sample_evidence",
    "抽样取证",
    "Take samples",
    subject=AdministrativeCase,
    basis=("公安机关办理行政案件程序规定#109", "公安机关办理行政案件程序规定#111"),
    at=AT,
    documents=("证据保全决定书", "证据保全清单"),
    starts=("P01",),
    approval="抽样取证",
    asks=TAKING,
    checklist=(
        ("随机抽取，以能够认定品质特征为限", "At random, no more than shows the quality"),
        ("现场、被抽样物品和样品已拍照或者录像", "Scene, goods and samples photographed or filmed"),
    ),
    order=137,
)
def sample_evidence(
    case: AdministrativeCase,
    by: By,
    *,
    holder: Person,
    items: Annotated[tuple[str, ...], Ask("样品", "Samples", help=_("每行一件：名称，数量，特征"), lines=True)],
    reason: Annotated[str, Ask("抽样理由", "Reason")],
    photos: Annotated[str, Ask("照片、录像编号", "Photographs")],
    review_organ: Annotated[
        str, Ask("行政复议机关", "Review organ", initial=lambda case, by: last_said(case, "review_organ"))
    ],
    court: Annotated[str, Ask("管辖法院", "Court", initial=lambda case, by: last_said(case, "court"))],
    officers: tuple[Staff, ...] = (),
    witnesses: tuple[Person, ...] = (),
    holder_note: Annotated[str, Ask("当事人情况说明", "Note on the party", help=_("不到场或者拒绝签名的写明"))] = "",
) -> Done:
    """Take a few of many, to be tested at once; what is not evidence goes back, and what was used up is paid for."""
    return _preserved(
        case,
        by,
        PropertyKind.SAMPLE,
        (holder, items, reason, officers, witnesses),
        [Start("P01", by.at)],
        {"review_organ": review_organ, "court": court},
        recording=photos,
        holder_note=holder_note,
    )


def _preserved(
    case: AdministrativeCase,
    by: By,
    kind: PropertyKind,
    taking: tuple[Person, tuple[str, ...], str, tuple[Staff, ...], tuple[Person, ...]],
    clocks: list[Start],
    told: dict[str, str],
    **facts: Any,
) -> Done:
    """Decision, list, evidence and the measure with its term: the same for every way of preserving."""
    holder, items, reason, officers, witnesses = taking
    goods, keys = listed(case, items, holder), taken_by(case, officers)
    proofs = evidence_rows(case, by, goods, holder, keys)
    measure = measure_of(case, by, kind, goods, holder=holder, ground=reason, officers=keys, **facts)
    shown = list_facts(goods, holder, keys, witnesses)
    decided = {name: fact for name, fact in shown.items() if name != "witnesses"}
    papers = [
        Paper("证据保全决定书", {**decided, **told, "way": str(kind.label), "reason": reason}, holder.key),
        Paper("证据保全清单", {**shown, "prior_document": "证据保全决定书"}, holder.key),
    ]
    return Done(rows=proofs, papers=papers, begets=[born_of(measure, goods, clocks, proofs)])


def term_of(measure: AdministrativeProperty) -> Clock | None:
    """The clock that runs, or is held, for the measure itself."""
    states = (ClockState.RUNNING, ClockState.HELD)
    return Clock.objects.filter(subject_id=measure.pk, rule__in=TERMS, state__in=states).first()


@act(
    "cases.extend_preservation",
    "延长扣押、扣留、查封期限",
    "Extend the seizure",
    subject=AdministrativeProperty,
    basis=("公安机关办理行政案件程序规定#112", "行政强制法#25"),
    at=("in_force",),
    documents=("延长证据保全期限通知书",),
    approval="延长证据保全",
    order=20,
)
def extend_preservation(
    measure: AdministrativeProperty,
    by: By,
    *,
    reason: Annotated[str, Ask("情况复杂的理由", "Why it is complex", lines=True)],
) -> Done:
    """Once, where the matter is complex; the party is told in writing, with the reason."""
    clock = term_of(measure)
    if clock is None or clock.rule != "P05" or clock.extended:
        raise refuse(
            _("这项措施没有可以延长的期限，或者已经延长过一次"),
            _("期限届满前作出处理决定，或者办理解除"),
            "公安机关办理行政案件程序规定#112",
            "P05",
        )
    if clock.state == ClockState.HELD:
        raise refuse(
            _("物品正在鉴定，期限暂停计算，不必延长"),
            _("收到鉴定意见后期限继续计算，届时再办"),
            "公安机关办理行政案件程序规定#112",
            "held",
        )
    if clock.legal_due < by.at:
        raise refuse(
            _("期限已经届满，不能再延长"), _("立即退还财物，办理解除"), "公安机关办理行政案件程序规定#115", "F51"
        )
    due = ports.rules.due("P05", clock.started, queries.pauses_of(clock), (0,))
    measure.until = due.legal
    facts = {
        "party": party_fact(measure.holder),
        "way": str(PropertyKind(measure.measure_kind).label),
        "reason": reason,
        "ends": day_of(due.legal),
        "items": shown_items(queries.held_items(measure), measure.holder),
        "officers": staff_fact(measure.officers),
    }
    return Done(papers=[Paper("延长证据保全期限通知书", facts)], clocks=[Lengthen("P05", 0)])


@act(
    "cases.seize_registered",
    "先行登记保存转扣押",
    "Seize what was registered",
    subject=AdministrativeProperty,
    basis=("公安机关办理行政案件程序规定#107", "公安机关办理行政案件程序规定#110"),
    documents=("证据保全决定书", "证据保全清单"),
    starts=("P01", "P05"),
    stops=("P01", "P02", *TERMS),
    approval="证据保全决定书",
    order=25,
)
def seize_registered(
    measure: AdministrativeProperty,
    by: By,
    *,
    reason: Annotated[str, Ask("扣押理由", "Reason")],
    review_organ: Annotated[
        str, Ask("行政复议机关", "Review organ", initial=lambda one, by: last_said(one, "review_organ"))
    ],
    court: Annotated[str, Ask("管辖法院", "Court", initial=lambda one, by: last_said(one, "court"))],
) -> Done:
    """The decision the law wants in time: what was registered, or sampled and found to prove something, is seized."""
    if measure.measure_kind not in (PropertyKind.REGISTER, PropertyKind.SAMPLE):
        raise refuse(
            _("只有先行登记保存的证据和抽取的样品可以转为扣押"),
            _("已经扣押的不必再办"),
            "公安机关办理行政案件程序规定#110",
            "kind",
        )
    due = ports.rules.due("P05", by.at)
    lines = list(queries.held_items(measure))
    goods = shown_items(lines, measure.holder)
    seized = measure_of(
        measure.case.noun(),  # type: ignore[arg-type]
        by,
        PropertyKind.SEIZE,
        goods,
        holder=measure.holder,
        ground=reason,
        officers=measure.officers,
        recording=measure.recording,
        until=due.legal,
    )
    facts = {"party": party_fact(measure.holder), "items": goods, "officers": staff_fact(measure.officers)}
    told = {"way": "扣押", "reason": reason, "review_organ": review_organ, "court": court, "ends": day_of(due.legal)}
    papers = [
        Paper("证据保全决定书", {**facts, **told}),
        Paper("证据保全清单", {**facts, "prior_document": "证据保全决定书"}),
    ]
    proofs = [one.evidence for one in lines]
    born: Born = born_of(seized, goods, [Start("P05", by.at), Start("P01", by.at)], proofs)
    rows = gone(lines, ItemState.CONVERTED, by.at, "扣押", reason)
    end(measure, by.at, "转为扣押")
    stops = [Stop(rule) for rule in ("P01", "P02", "P06")]
    return Done(to="converted", rows=rows, papers=papers, clocks=stops, begets=[born])


@act(
    "cases.lapse_registration",
    "先行登记保存逾期自动解除",
    "Lapse of a registration",
    subject=AdministrativeProperty,
    basis=("公安机关办理行政案件程序规定#110",),
    stops=("P02", *TERMS),
    system=True,
    menu=False,
)
def lapse_registration(measure: AdministrativeProperty, by: By) -> Done:
    """Nothing was decided in time: the evidence is free, and the record says since when."""
    clock = term_of(measure)
    if clock is None or clock.rule != "P06" or clock.legal_due >= by.at:
        raise refuse(_("登记保存期限还没有届满"), _("不再需要的，办理解除"), code="early")
    rows = gone(queries.held_items(measure), ItemState.LAPSED, clock.legal_due, "持有人", "逾期未作出处理决定")
    end(measure, clock.legal_due, "逾期未处理，自动解除")
    return Done(to="lapsed", rows=rows, clocks=[Lapse("P06"), Lapse("P02")], why="lapse")
