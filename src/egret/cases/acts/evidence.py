"""Statements and evidence: who said what to whom, where, and on which recording (刑事诉讼法 50, 118-123; 程序规定)."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Annotated, Any

from django.utils.translation import gettext_lazy as _

from egret.acts.cards import Ask
from egret.acts.done import By, Done, Hold, Resume, Start, Stop, Touch
from egret.acts.looking import rows_of
from egret.acts.machine import act
from egret.acts.models import Clock, ClockState
from egret.acts.ports import Paper, Pause, ports
from egret.acts.refusals import refuse
from egret.cases import queries
from egret.cases.acts.goods import day_of, party_fact, shown_items
from egret.cases.acts.people import OPEN
from egret.cases.models import (
    AdministrativeProperty,
    CaseFacts,
    Evidence,
    EvidenceKind,
    Examination,
    Notice,
    NoticeKind,
    PropertyKind,
    Statement,
    StatementKind,
)
from egret.cases.models.records import PlaceGround, StatementPlace
from egret.intake.models import Person, Role
from egret.intake.papers import person_fact, staff_fact
from egret.org.models import Staff

PERIOD = "鉴定期间告知书"
KIND_OF_EVIDENCE = {
    StatementKind.INTERROGATION: EvidenceKind.SUSPECT,
    StatementKind.INQUIRY: EvidenceKind.SUSPECT,
    StatementKind.VICTIM: EvidenceKind.VICTIM,
    StatementKind.WITNESS: EvidenceKind.WITNESS,
}


@act(
    "cases.record_statement",
    "询问、讯问笔录",
    "Record a statement",
    subject=CaseFacts,
    basis=("公安机关办理行政案件程序规定#77", "公安机关办理刑事案件程序规定#206"),
    at=OPEN,
    documents=("询问笔录?", "讯问笔录?", "刑事询问笔录?"),
    stops=("C08", "C19", "A39"),
    asks={
        "person": Ask("被询问（讯问）人", "Person questioned", choices=queries.everyone),
        "officers": Ask("询问（讯问）人", "Officers", help=_("不少于二人"), choices=queries.colleagues),
        "adult": Ask("到场的法定代理人或合适成年人", "Adult present", choices=queries.adults_for),
        "interpreter": Ask("翻译人员", "Interpreter", choices=queries.interpreters),
    },
    checklist=(
        ("权利义务已告知并签名", "Rights told and signed for"),
        ("同步录音录像已开启，起止时间与笔录一致", "Recording on; its span agrees with the record"),
        ("未成年人的监护人或合适成年人在场", "For a minor: guardian or suitable adult present"),
        ("逐页签名捺印，修改处捺印", "Every page signed, every correction marked"),
    ),
    errors=(
        ("一名民警同一时段出现在两份笔录里", "One officer in two records at one time"),
        ("先问话后告知权利", "Questions first, rights afterwards"),
    ),
    order=120,
)
def record_statement(
    case: CaseFacts,
    by: By,
    *,
    person: Person,
    officers: tuple[Staff, ...],
    place: Annotated[StatementPlace, Ask("地点", "Place")],
    started: Annotated[datetime, Ask("开始时间", "Started")],
    ended: Annotated[datetime, Ask("结束时间", "Ended")],
    text: Annotated[str, Ask("问答内容", "Questions and answers", help=_("每行以“问：”或“答：”开头"), lines=True)],
    recording: Annotated[str, Ask("同步录音录像编号", "Recording", help=_("没有录音录像的留空"))] = "",
    recording_from: Annotated[datetime | None, Ask("录制开始", "Recorded from")] = None,
    recording_until: Annotated[datetime | None, Ask("录制结束", "Recorded until")] = None,
    recording_digest: Annotated[str, Ask("录音录像校验值", "Digest of the recording")] = "",
    place_ground: Annotated[PlaceGround | None, Ask("在办案场所外讯问的情形", "Why outside the case area")] = None,
    adult: Person | None = None,
    guardian_absent: Annotated[
        str,
        Ask("法定代理人未到场的原因", "Why the guardian is absent", help=_("由其他合适成年人到场的填写")),
    ] = "",
    interpreter: Person | None = None,
    pages: Annotated[int, Ask("页数", "Pages")] = 1,
    signed: Annotated[bool, Ask("已逐页签名捺印", "Signed page by page")] = True,
    refusal_note: Annotated[str, Ask("拒绝签名的说明", "Note on refusal to sign")] = "",
) -> Done:
    """Keep one person's words, with the officers, the place, the span and the recording they must agree with."""
    if not started < ended <= by.at:
        raise refuse(_("笔录的起止时间不对：开始要早于结束，结束不能晚于现在"), _("请核对时间"), code="time")
    if not signed and not refusal_note:
        raise refuse(_("没有签名的笔录要写明原因"), _("填写拒绝签名的说明，或由本人签名"), code="F39")
    kind = kind_of_statement(case, person)
    statement = Statement(
        subject=case,
        person=person,
        kind=kind,
        place=place,
        started=started,
        ended=ended,
        officers=[officer.pk for officer in officers],
        recording=recording,
        recording_from=recording_from,
        recording_until=recording_until,
        recording_digest=recording_digest,
        place_ground=place_ground or "",
        guardian_absent=guardian_absent,
        rights_told=queries.was_told(case, person, NoticeKind.RIGHTS, started.replace(second=59)),
        adult=adult,
        interpreter=interpreter,
        pages=pages or 1,
        signed=signed,
        refusal_note=refusal_note,
        text=text,
    )
    evidence = Evidence(
        subject=case,
        kind=KIND_OF_EVIDENCE[kind],
        title=f"{person.name}{StatementKind(kind).label}",
        source=str(StatementPlace(place).label),
        taken_at=ended,
        taken_by=[officer.pk for officer in officers],
        person=person,
    )
    paper = Paper(_paper_of(case, kind), _record_facts(case, statement, officers), about=person.key)
    asked = {StatementKind.INTERROGATION: ("C08", "C19"), StatementKind.INQUIRY: ("A39",)}
    stops = [Stop(rule, person.key) for rule in asked.get(kind, ())]
    return Done(rows=[statement, evidence], papers=[paper], clocks=stops, rel=[])


def kind_of_statement(case: CaseFacts, person: Person) -> StatementKind:
    if person.role == Role.SUSPECT:
        return StatementKind.INQUIRY if case.case_kind == "admin" else StatementKind.INTERROGATION
    return StatementKind.VICTIM if person.role == Role.VICTIM else StatementKind.WITNESS


def _paper_of(case: CaseFacts, kind: StatementKind) -> str:
    if case.case_kind == "admin":
        return "询问笔录"
    return "讯问笔录" if kind == StatementKind.INTERROGATION else "刑事询问笔录"


def _record_facts(case: CaseFacts, statement: Statement, officers: tuple[Staff, ...]) -> dict[str, Any]:
    who = "suspect" if _paper_of(case, StatementKind(statement.kind)) == "讯问笔录" else "party"
    keys = [officer.pk for officer in officers]
    facts: dict[str, Any] = {
        who: person_fact(statement.person),
        "session": queries.statements_of(case, statement.person).count() + 1,
        "starts_at": statement.started.isoformat(),
        "ends_at": statement.ended.isoformat(),
        "place": str(StatementPlace(statement.place).label),
        "officers": staff_fact(keys),
        "recorder": staff_fact(keys[-1:]),
        "answers": dialogue(statement.text),
    }
    if statement.adult:
        facts["guardian"] = person_fact(statement.adult)
    if statement.interpreter:
        facts["interpreter"] = person_fact(statement.interpreter)
    if statement.recording:
        facts["recorded"] = statement.recording
    return facts


def dialogue(text: str) -> list[dict[str, str]]:
    """Questions and answers of a record: lines that begin with 问 and 答; other lines go on with what stands before."""
    turns: list[dict[str, str]] = []
    for line in filter(None, (line.strip() for line in text.splitlines())):
        found = re.match(r"(问|答)\s*[:：]\s*(.*)", line)
        if found and found[1] == "问":
            turns.append({"ask": found[2], "answer": ""})
        elif not turns:
            turns.append({"ask": "", "answer": found[2] if found else line})
        else:
            said = found[2] if found else line
            turns[-1]["answer"] = f"{turns[-1]['answer']}\n{said}".strip()
    return turns


@act(
    "cases.add_evidence",
    "收集证据",
    "Add evidence",
    subject=CaseFacts,
    basis=(
        "刑事诉讼法#50",
        "行政处罚法#46",
        "公安机关办理刑事案件程序规定#170",
        "公安机关办理行政案件程序规定#64",
    ),
    at=OPEN,
    documents=("接受证据材料清单?",),
    asks={
        "officers": Ask("取证人员", "Taken by", help=_("不少于二人"), choices=queries.colleagues),
        "holder": Ask("持有人或提供人", "Holder", choices=queries.everyone),
    },
    checklist=(("注明来源、取得时间和取证人员", "Source, time and officers noted"),),
    order=130,
)
def add_evidence(
    case: CaseFacts,
    by: By,
    *,
    kind: Annotated[EvidenceKind, Ask("种类", "Kind")],
    title: Annotated[str, Ask("名称", "Title")],
    officers: tuple[Staff, ...],
    description: Annotated[str, Ask("说明", "Description", lines=True)] = "",
    source: Annotated[str, Ask("来源", "Source")] = "",
    taken_at: Annotated[datetime | None, Ask("取得时间", "Taken at", help=_("缺省为现在"))] = None,
    holder: Person | None = None,
    digest: Annotated[str, Ask("完整性校验值", "Digest", help=_("电子数据填 sha256:…"))] = "",
    handed_in: Annotated[bool, Ask("由提供人提交，出具接受证据材料清单", "Handed in; a list is given for it")] = False,
    quantity: Annotated[str, Ask("数量", "Quantity")] = "1份",
) -> Done:
    """Enter an item of one of the eight statutory kinds; who hands something in is given a list of it."""
    if handed_in and holder is None:
        raise refuse(
            _("没有选择提供人，不能出具接受证据材料清单"),
            _("选择提供人"),
            "公安机关办理刑事案件程序规定#170" if case.case_kind == "criminal" else "公安机关办理行政案件程序规定#64",
            "holder",
        )
    item = Evidence(
        subject=case,
        kind=kind,
        title=title,
        description=description,
        source=source,
        taken_at=taken_at or by.at,
        taken_by=[officer.pk for officer in officers],
        person=holder,
        digest=digest,
    )
    papers = [_received(item, holder, quantity)] if handed_in and holder else []
    whole = [digest] if re.fullmatch(r"sha256:[0-9a-f]{64}", digest) else []
    return Done(rows=[item], papers=papers, doc=whole)


def _received(item: Evidence, holder: Person, quantity: str) -> Paper:
    """接受证据材料清单: signed by who brought it, a copy for them (程序规定 刑事 170; 行政 64)."""
    line = {"name": item.title, "quantity": quantity or "1份", "holder": holder.name}
    if item.description:
        line["features"] = item.description
    facts = {"reporter": person_fact(holder), "items": [line], "officers": staff_fact(item.taken_by)}
    return Paper("接受证据材料清单", facts, about=holder.key)


@act(
    "cases.exclude_evidence",
    "排除非法证据",
    "Exclude evidence",
    subject=CaseFacts,
    basis=("刑事诉讼法#56", "公安机关办理行政案件程序规定#27"),
    at=(*OPEN, "concluded"),
    asks={"item": Ask("证据", "Evidence", choices=lambda case, by: admitted(case))},
    order=820,
)
def exclude_evidence(
    case: CaseFacts, by: By, *, item: Evidence, ground: Annotated[str, Ask("理由", "Ground", lines=True)]
) -> Done:
    """Exclude evidence got unlawfully; it stays in the file, marked, and grounds nothing."""
    item.excluded_at, item.exclusion_ground = by.at, ground
    return Done(rows=[item])


def admitted(case: Any) -> Any:
    return Evidence.objects.filter(subject_id=case.pk, excluded_at=None)


def terms_running(case: Any, _by: By | None = None) -> Any:
    """Administrative seizures whose term may stand still while an expert has the things."""
    states = (ClockState.RUNNING, ClockState.HELD)
    found = Clock.objects.filter(rule="P05", state__in=states).values("subject_id")
    return AdministrativeProperty.objects.filter(case_id=case.pk, closed=None, pk__in=found).order_by("taken_at", "pk")


@act(
    "cases.commission_examination",
    "聘请鉴定",
    "Commission an examination",
    subject=CaseFacts,
    basis=("公安机关办理行政案件程序规定#87", "公安机关办理刑事案件程序规定#249"),
    at=OPEN,
    documents=("鉴定聘请书?", "刑事鉴定聘请书?", "价格认定委托书?", f"{PERIOD}?"),
    approval="鉴定聘请",
    asks={
        "person": Ask("被鉴定人", "Person examined", choices=queries.everyone),
        "goods": Ask("送检的扣押、扣留、查封", "Seizures whose things are examined", choices=terms_running),
    },
    order=140,
)
def commission_examination(
    case: CaseFacts,
    by: By,
    *,
    kind: Annotated[str, Ask("鉴定事项", "Subject of the examination", help=_("例如人体损伤程度、价格认定"))],
    agency: Annotated[str, Ask("鉴定机构", "Agency")],
    person: Person | None = None,
    goods: tuple[AdministrativeProperty, ...] = (),
) -> Done:
    """Ask an expert. In an administrative case the expert's time counts neither towards the term of the case nor
    towards the seizure of what is examined, and the holder is told so in writing (程序规定 行政 112, 165).
    """
    row = Examination(
        subject=case, kind=kind, agency=agency, person=person, asked_at=by.at, goods=[one.pk for one in goods]
    )
    facts = {"expert": agency, "subject_matter": kind, "officers": staff_fact(queries.team(case))}
    paper = "鉴定聘请书" if case.case_kind == "admin" else "刑事鉴定聘请书"
    held = [Hold(rule, by.at, "鉴定") for rule in ("A10", "A11", "A12")] if case.case_kind == "admin" else []
    touches = [Touch(one, clocks=[Hold("P05", by.at, "鉴定")], changes={"until": None}) for one in goods]
    told = [_period_told(case, one, kind, by.at) for one in goods]
    return Done(rows=[row], papers=[Paper(paper, facts), *told], clocks=held, touches=touches)


def _period_told(
    case: CaseFacts, measure: AdministrativeProperty, kind: str, since: datetime, until: datetime | None = None
) -> Paper:
    """What the holder is told of the days that do not count: from when, and in the end until when."""
    facts: dict[str, Any] = {
        "party": party_fact(measure.holder),
        "subject_matter": kind,
        "way": str(PropertyKind(measure.measure_kind).label),
        "items": shown_items(queries.held_items(measure), measure.holder),
        "starts": day_of(since),
        "officers": staff_fact(queries.team(case)),
    }
    if until is not None:
        facts["ends"] = day_of(until)
    return Paper(PERIOD, facts, measure.obj)


@act(
    "cases.receive_examination",
    "收到鉴定意见",
    "Receive the expert opinion",
    subject=CaseFacts,
    basis=("公安机关办理行政案件程序规定#97", "公安机关办理刑事案件程序规定#252"),
    at=OPEN,
    documents=(f"{PERIOD}?",),
    starts=("A29",),
    asks={"examination": Ask("鉴定", "Examination", choices=lambda case, by: outstanding(case))},
    order=145,
)
def receive_examination(
    case: CaseFacts,
    by: By,
    *,
    examination: Examination,
    conclusion: Annotated[str, Ask("鉴定意见", "Opinion", lines=True)],
) -> Done:
    """Take in the opinion; it becomes evidence, and the parties are to be told."""
    if examination.received_at is not None:
        raise refuse(_("这份鉴定意见已经登记"), _("要重新鉴定的，另行聘请"), code="twice")
    examination.received_at, examination.conclusion = by.at, conclusion
    item = Evidence(
        subject=case,
        kind=EvidenceKind.EXPERT,
        title=f"{examination.kind}鉴定意见",
        source=examination.agency,
        taken_at=by.at,
        taken_by=list(queries.team(case)),
        person=examination.person,
    )
    clocks: list[Any] = []
    back = list(returned(case, examination))
    if case.case_kind == "admin":
        clocks.append(Start("A29", by.at, f"examination:{examination.pk}"))
        if not outstanding(case).exclude(pk=examination.pk).exists():
            clocks += [Resume(rule, by.at) for rule in ("A10", "A11", "A12")]
    touches = [Touch(one, clocks=[Resume("P05", by.at)], changes={"until": resumed_until(one, by.at)}) for one in back]
    told = [_period_told(case, one, examination.kind, examination.asked_at, by.at) for one in back]
    return Done(rows=[examination, item], papers=told, clocks=clocks, touches=touches)


def returned(case: Any, examination: Examination) -> Any:
    """Seizures that no expert has anything of any more, now that this opinion is in."""
    away = {key for one in outstanding(case).exclude(pk=examination.pk) for key in one.goods}
    keys = [key for key in examination.goods if key not in away]
    return AdministrativeProperty.objects.filter(pk__in=keys, closed=None).order_by("pk")


def resumed_until(measure: AdministrativeProperty, at: datetime) -> datetime | None:
    """When the term of a seizure ends, with the days the expert took left out."""
    clock = Clock.objects.filter(subject_id=measure.pk, rule="P05", state=ClockState.HELD).first()
    if clock is None:
        return measure.until
    pauses = tuple(
        Pause(datetime.fromisoformat(a), datetime.fromisoformat(b or at.isoformat()), ground)
        for a, b, ground in clock.pauses
    )
    return ports.rules.due("P05", clock.started, pauses, tuple(clock.extended)).legal


def outstanding(case: Any) -> Any:
    return rows_of(case, Examination).filter(received_at=None)


@act(
    "cases.tell_examination",
    "告知鉴定意见",
    "Tell the expert opinion",
    subject=CaseFacts,
    basis=("公安机关办理行政案件程序规定#97", "刑事诉讼法#148"),
    at=OPEN,
    documents=("鉴定意见告知书?", "刑事鉴定意见通知书?"),
    stops=("A29",),
    asks={
        "examination": Ask("鉴定", "Examination", choices=lambda case, by: untold(case)),
        "persons": Ask("被告知人", "Persons told", choices=lambda case, by: parties(case)),
    },
    order=146,
)
def tell_examination(case: CaseFacts, by: By, *, examination: Examination, persons: tuple[Person, ...]) -> Done:
    """Hand the opinion to suspect and victim, who may ask for another one."""
    examination.told_at = by.at
    officers = staff_fact(queries.team(case))
    common = {"expert": examination.agency, "conclusion": examination.conclusion, "officers": officers}
    kind = "鉴定意见告知书" if case.case_kind == "admin" else "刑事鉴定意见通知书"
    papers = [Paper(kind, {"party": person_fact(one), **common}, about=one.key) for one in persons]
    notices = [
        Notice(subject=case, person=one, kind=NoticeKind.EXPERT, at=by.at, way=str(_("书面"))) for one in persons
    ]
    return Done(rows=[examination, *notices], papers=papers, clocks=[Stop("A29", f"examination:{examination.pk}")])


def untold(case: Any) -> Any:
    return rows_of(case, Examination).filter(told_at=None).exclude(received_at=None)


def parties(case: Any) -> Any:
    return queries.people(case, Role.SUSPECT, Role.VICTIM)
