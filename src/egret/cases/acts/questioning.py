"""继续盘问: taken along after a stop, questioned within hours, freed or handed on (人民警察法 9; 适用继续盘问规定)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Annotated, Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from egret.acts.cards import Ask
from egret.acts.clocks import LOCAL
from egret.acts.done import Born, By, ClockEvent, Done, Start, Stop
from egret.acts.machine import act
from egret.acts.ports import Paper, ports
from egret.acts.refusals import refuse
from egret.cases import queries
from egret.cases.acts.evidence import dialogue
from egret.cases.models import Notice, NoticeKind, Questioning
from egret.cases.models.questioning import FREED, RULES, Ground, Outcome
from egret.intake.models import Incident, Person, Role
from egret.intake.papers import person_fact, staff_fact
from egret.intake.persons import PersonFacts, person_row
from egret.org.models import Staff

LIMITS = ("Q01", "Q02", "Q03", "Q04")
BARS: tuple[tuple[str, Promise], ...] = (
    ("unchecked", _("未经当场盘问、检查")),
    ("cleared", _("经当场盘问、检查已经排除嫌疑")),
    ("fine_only", _("所涉违法行为最高只能处警告、罚款等不限制人身自由的处罚")),
    ("at_home", _("从住处、工作地点抓获，或者应当直接传唤、拘传")),
    ("surrendered", _("已经到公安机关投案自首")),
    ("open_case", _("所涉案件已经作为治安案件受理或者立为刑事案件")),
    ("elsewhere", _("不属于公安机关管辖")),
    ("ill", _("患有精神病、急性传染病或者其他严重疾病")),
    ("other", _("其他不符合继续盘问条件的")),
)
"""The nine bars of 规定 9."""


def bar_choices(_subject: Any, _by: Any) -> Iterable[tuple[str, Promise]]:
    return BARS


def short_limit(person: Person | PersonFacts, at: datetime) -> bool:
    """Whether the person is one of those who are done with in the shortest time (规定 10)."""
    if {"pregnant", "nursing"} & set(person.flags):
        return True
    if person.born is None:
        return False
    day = at.astimezone(LOCAL).date()
    age = Person(born=person.born).age_on(day)
    young, old = (ports.rules.amount(name, day) for name in ("questioning_under", "questioning_from"))
    return age is not None and (age < young or age >= old)


@act(
    "cases.bring_in_for_questioning",
    "带回继续盘问",
    "Take along for continued questioning",
    subject=Incident,
    power="cases.question_on",
    basis=("人民警察法#9", f"{RULES}#8", f"{RULES}#13"),
    at=("received", "registered"),
    documents=("当场盘问检查笔录",),
    starts=("Q01", "Q04"),
    asks={"officers": Ask("执行民警", "Officers", choices=queries.colleagues)},
    checklist=(
        ("已表明身份并当场盘问、检查", "Identity shown; stopped and checked on the spot"),
        ("九种不得继续盘问的情形已逐项核对", "None of the nine bars applies"),
    ),
    errors=(("对投案自首或者已经立案的人继续盘问", "Used on who surrendered or whose case is open"),),
    order=60,
)
def bring_in_for_questioning(
    incident: Incident,
    by: By,
    *,
    person: Annotated[PersonFacts, Ask("被盘问人", "Person", personal=True)],
    ground: Annotated[Ground, Ask("法定情形", "Ground")],
    course: Annotated[str, Ask("当场盘问、检查情况", "What the stop showed", lines=True)],
    stopped_at: Annotated[str, Ask("盘问地点", "Where")],
    arrived_at: Annotated[datetime, Ask("带至公安机关时间", "Brought in at")],
    officers: tuple[Staff, ...],
    bars: Annotated[tuple[str, ...], Ask("不得继续盘问的情形", "Bars that apply", choices=bar_choices)] = (),
) -> Done:
    """Somebody the stop did not clear is taken along; every minute from the arrival counts, approval included."""
    if arrived_at > by.at:
        raise refuse(_("带至公安机关的时间晚于现在"), _("请核对时间"), code="time")
    limit = "Q04" if short_limit(person, arrived_at) else "Q01"
    kept = Questioning(
        title=f"{person.name} 继续盘问",
        owner=by.actor.pk,
        report=incident,
        ground=ground,
        arrived_at=arrived_at,
        limit=limit,
        place=stopped_at,
        course=course,
    )
    row = person_row(person, kept)
    row.role = Role.SUSPECT
    facts = {
        "party": person_fact(row),
        "place": stopped_at,
        "arrived_at": arrived_at.isoformat(),
        "record_of": course,
        "reason": str(Ground(ground).label),
        "officers": staff_fact(officer.pk for officer in officers),
    }
    born = Born(kept, [row], [Paper("当场盘问检查笔录", facts)], [Start(limit, arrived_at)])
    return Done(begets=[born])


@act(
    "cases.approve_questioning",
    "批准继续盘问",
    "Approve continued questioning",
    subject=Questioning,
    power="cases.question_on",
    basis=(f"{RULES}#13", f"{RULES}#14"),
    documents=("继续盘问审批表", "继续盘问通知书"),
    approval="继续盘问",
    order=10,
)
def approve_questioning(questioning: Questioning, by: By) -> Done:
    """The head of the station lets it go on; the person has it in writing."""
    person, until = questioning.person, ports.rules.due(questioning.limit, questioning.arrived_at).guard
    common = {
        "party": person_fact(person),
        "arrived_at": questioning.arrived_at.isoformat(),
        "reason": str(Ground(questioning.ground).label),
        "officers": staff_fact([questioning.owner] if questioning.owner else []),
    }
    papers = [
        Paper("继续盘问审批表", {**common, "record_of": questioning.course}, person.key),
        Paper("继续盘问通知书", {**common, "ends_at": until.isoformat()}, person.key),
    ]
    return Done(to="questioning", papers=papers)


@act(
    "cases.notify_family_of_questioning",
    "通知家属（继续盘问）",
    "Notify the family of continued questioning",
    subject=Questioning,
    power="cases.question_on",
    basis=(f"{RULES}#14",),
    at=("questioning",),
    order=20,
)
def notify_family_of_questioning(
    questioning: Questioning,
    by: By,
    *,
    told: Annotated[str, Ask("被通知的家属或者单位", "Who was told")] = "",
    way: Annotated[str, Ask("通知方式", "How")] = "",
    not_told_ground: Annotated[str, Ask("无法通知的理由", "Why impossible")] = "",
) -> Done:
    """Family or employer know at once, or the notice says why not."""
    if not told and not not_told_ground:
        raise refuse(_("要么写明通知了谁，要么写明不能通知的理由"), _("补填其中一项"), f"{RULES}#14", "R30")
    notice = Notice(
        subject=questioning,
        person=questioning.person,
        kind=NoticeKind.FAMILY,
        at=by.at,
        way=way,
        content=told,
        not_told_ground=not_told_ground,
    )
    return Done(rows=[notice])


@act(
    "cases.record_questioning",
    "继续盘问笔录",
    "Record of continued questioning",
    subject=Questioning,
    power="cases.question_on",
    basis=(f"{RULES}#16",),
    at=("questioning",),
    documents=("继续盘问笔录",),
    asks={"officers": Ask("盘问人", "Officers", choices=queries.colleagues)},
    order=30,
)
def record_questioning(
    questioning: Questioning,
    by: By,
    *,
    officers: tuple[Staff, ...],
    place: Annotated[str, Ask("地点", "Place")],
    started: Annotated[datetime, Ask("开始时间", "Started")],
    ended: Annotated[datetime, Ask("结束时间", "Ended")],
    text: Annotated[str, Ask("问答内容", "Questions and answers", help=_("每行以“问：”或“答：”开头"), lines=True)],
) -> Done:
    """What was asked and answered, to prove the suspicion or to clear it."""
    if not questioning.arrived_at <= started < ended <= by.at:
        raise refuse(_("盘问的起止时间不对"), _("请核对时间"), code="time")
    facts = {
        "party": person_fact(questioning.person),
        "arrived_at": questioning.arrived_at.isoformat(),
        "starts_at": started.isoformat(),
        "ends_at": ended.isoformat(),
        "place": place,
        "officers": staff_fact(officer.pk for officer in officers),
        "answers": dialogue(text),
    }
    return Done(papers=[Paper("继续盘问笔录", facts, questioning.person.key)])


@act(
    "cases.extend_questioning",
    "延长继续盘问至二十四小时",
    "Extend continued questioning to 24 hours",
    subject=Questioning,
    power="cases.question_on",
    basis=(f"{RULES}#11", f"{RULES}#17"),
    at=("questioning",),
    documents=("延长继续盘问时限审批表",),
    starts=("Q02",),
    stops=("Q01",),
    approval="延长继续盘问至二十四小时",
    errors=(("时限届满后才审批", "Approved after the term had run out"),),
    order=40,
)
def extend_questioning(
    questioning: Questioning, by: By, *, reason: Annotated[str, Ask("延长理由", "Reason", lines=True)]
) -> Done:
    """Neither proved nor cleared: more hours, counted from the same arrival."""
    return _longer(questioning, "Q02", reason)


@act(
    "cases.extend_questioning_again",
    "延长继续盘问至四十八小时",
    "Extend continued questioning to 48 hours",
    subject=Questioning,
    power="cases.question_on",
    basis=(f"{RULES}#11", f"{RULES}#17"),
    at=("questioning",),
    documents=("延长继续盘问时限审批表",),
    starts=("Q03",),
    stops=("Q02",),
    approval="延长继续盘问至四十八小时",
    errors=(("由十二小时直接延长", "Straight from the first term"),),
    order=41,
)
def extend_questioning_again(
    questioning: Questioning, by: By, *, reason: Annotated[str, Ask("延长理由", "Reason", lines=True)]
) -> Done:
    """Only for who hides name, address or identity; the last term."""
    return _longer(questioning, "Q03", reason)


def _longer(questioning: Questioning, term: str, reason: str) -> Done:
    until = ports.rules.due(term, questioning.arrived_at).guard
    facts = {
        "party": person_fact(questioning.person),
        "arrived_at": questioning.arrived_at.isoformat(),
        "ends_at": until.isoformat(),
        "reason": reason,
        "officers": staff_fact([questioning.owner] if questioning.owner else []),
    }
    clocks: list[ClockEvent] = [Stop(questioning.limit), Start(term, questioning.arrived_at)]
    questioning.limit = term
    return Done(papers=[Paper("延长继续盘问时限审批表", facts, questioning.person.key)], clocks=clocks)


@act(
    "cases.end_questioning",
    "终止继续盘问",
    "End continued questioning",
    subject=Questioning,
    power="cases.question_on",
    basis=(f"{RULES}#10", f"{RULES}#19", f"{RULES}#20"),
    documents=("继续盘问登记表",),
    stops=LIMITS,
    order=50,
)
def end_questioning(
    questioning: Questioning,
    by: By,
    *,
    outcome: Annotated[Outcome, Ask("处理结果", "Outcome")],
    ended_at: Annotated[datetime, Ask("终止时间", "Ended at")],
    note: Annotated[str, Ask("查明的情况", "What was found", lines=True)],
    handed_to: Annotated[str, Ask("领回人或者护送情况", "Handed to, or taken home by")] = "",
    signed: Annotated[bool, Ask("登记表由本人签名", "Register signed by the person")] = True,
    refusal_note: Annotated[str, Ask("拒绝签名的说明", "Note on a refusal to sign")] = "",
) -> Done:
    """Cleared or not, the person goes, or the case begins; when and why stands in the register, signed."""
    if not questioning.arrived_at <= ended_at <= by.at:
        raise refuse(_("终止时间要在带回之后、现在之前"), _("请核对时间"), code="time")
    questioning.outcome, questioning.ended_at, questioning.handed_to = outcome, ended_at, handed_to
    handed = f"，{handed_to}" if handed_to else ""
    facts = {
        "party": person_fact(questioning.person),
        "reason": str(Ground(questioning.ground).label),
        "starts_at": questioning.arrived_at.isoformat(),
        "ends_at": ended_at.isoformat(),
        "result": f"{Outcome(outcome).label}{handed}。{note}",
        "officers": staff_fact([questioning.owner] if questioning.owner else []),
    }
    told = queries.signed_or_not(signed, refusal_note)
    paper = Paper("继续盘问登记表", facts, questioning.person.key)
    return Done(to="ended", papers=[paper], clocks=[Stop(rule) for rule in LIMITS], fields=told)


def freed(outcome: Any) -> bool:
    return outcome in FREED
