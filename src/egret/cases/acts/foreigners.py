"""外国人: told to the province and the consulate, kept for examination, or kept to an area.

程序规定 刑事 367-370; 行政 242-245, 254-256; 出境入境管理法 60-61.
"""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from egret.acts.cards import Ask
from egret.acts.done import By, Done, Lengthen, Start, Stop
from egret.acts.machine import act
from egret.acts.ports import Paper, ports
from egret.acts.refusals import refuse
from egret.cases import queries
from egret.cases.acts.custody import day_of
from egret.cases.acts.measures import begun, lengthened, over
from egret.cases.models import AdministrativeCase, CaseFacts, Measure, MeasureKind, Notice, NoticeKind
from egret.intake.models import Person
from egret.intake.papers import person_fact, staff_fact

RULES = "公安机关办理行政案件程序规定"
LAW = "出境入境管理法"
WORKING = ("investigating", "fast", "review", "noticed", "decided", "served", "executing")


class ExaminationGround(models.TextChoices):
    """The four suspicions for which a foreigner may be kept for examination (程序规定 行政 242)."""

    ENTRY = "entry", _("有非法出境入境嫌疑")
    HELPING = "helping", _("有协助他人非法出境入境嫌疑")
    STAY = "stay", _("有非法居留、非法就业嫌疑")
    SECURITY = "security", _("有危害国家安全和利益，破坏社会公共秩序或者从事其他违法犯罪活动嫌疑")


WORDS = {
    ExaminationGround.ENTRY: "有非法出境入境嫌疑",
    ExaminationGround.HELPING: "有协助他人非法出境入境嫌疑",
    ExaminationGround.STAY: "有非法居留、非法就业嫌疑",
    ExaminationGround.SECURITY: "有危害国家安全和利益，破坏社会公共秩序或者从事其他违法犯罪活动嫌疑",
}
"""The grounds as they stand on the paper, in every language of the screen."""


def examined(case: Any, _by: By | None = None) -> models.QuerySet[Measure]:
    return queries.running_measures(case, MeasureKind.EXAMINATION)


def restricted(case: Any, _by: By | None = None) -> models.QuerySet[Measure]:
    return queries.running_measures(case, MeasureKind.RESTRICTED_AREA)


@act(
    "cases.report_foreigner",
    "涉外案件层报",
    "Report a foreigner upward",
    subject=CaseFacts,
    basis=("公安机关办理刑事案件程序规定#367", f"{RULES}#254"),
    stops=("C58", "A42"),
    asks={"person": Ask("外国人", "Foreigner", choices=queries.suspects)},
    order=220,
)
def report_foreigner(
    case: CaseFacts,
    by: By,
    *,
    person: Person,
    organ: Annotated[str, Ask("报告的机关", "Reported to", help=_("层报省级公安机关，同时通报外事部门"))],
    content: Annotated[
        str, Ask("报告内容", "What was reported", help=_("身份、证件、案情、已采取的措施和依据"), lines=True)
    ],
) -> Done:
    """The province knows who is held, why and by what measure."""
    notice = Notice(subject=case, person=person, kind=NoticeKind.REPORT, at=by.at, way=organ, content=content)
    return Done(rows=[notice], clocks=[Stop("C58", person.key), Stop("A42", person.key)])


class ConsularStep(models.TextChoices):
    TOLD = "told", _("已通知使馆、领馆")
    VISIT = "visit", _("已安排领事探视")
    NO_NOTICE = "no_notice", _("本人要求不通知使馆、领馆")
    NO_VISIT = "no_visit", _("本人拒绝领事探视")


@act(
    "cases.record_consular_step",
    "领事通知、探视",
    "Consular notice or visit",
    subject=CaseFacts,
    power="cases.report_foreigner",
    basis=(
        "公安机关办理刑事案件程序规定#368",
        "公安机关办理刑事案件程序规定#370",
        f"{RULES}#254",
        f"{RULES}#256",
    ),
    asks={"person": Ask("外国人", "Foreigner", choices=queries.suspects)},
    order=222,
)
def record_consular_step(
    case: CaseFacts,
    by: By,
    *,
    person: Person,
    step: Annotated[ConsularStep, Ask("事项", "What")],
    consulate: Annotated[str, Ask("使馆、领馆", "Consulate")],
    written: Annotated[bool, Ask("本人的书面请求或者声明在卷", "The person's own paper is in the file")] = False,
) -> Done:
    """The consulate was told or came; or the person did not wish it, in writing."""
    notice = Notice(
        subject=case, person=person, kind=NoticeKind.CONSULAR, at=by.at, way=str(step.value), content=consulate
    )
    return Done(rows=[notice])


@act(
    "cases.examine_foreigner",
    "拘留审查",
    "Examination detention",
    subject=AdministrativeCase,
    basis=(f"{RULES}#242", f"{LAW}#60"),
    at=("investigating",),
    documents=("拘留审查决定书",),
    starts=("A39", "A40", "A42"),
    stops=("A01", "A02", "A03"),
    approval="拘留审查",
    asks={"person": Ask("外国人", "Foreigner", choices=queries.suspects)},
    checklist=(
        ("经当场盘问或者继续盘问后不能排除嫌疑", "A stop or continued questioning did not clear them"),
        ("出示拘留审查决定书", "The decision is shown"),
    ),
    order=300,
)
def examine_foreigner(
    case: AdministrativeCase,
    by: By,
    *,
    person: Person,
    ground: Annotated[ExaminationGround, Ask("法定情形", "Ground")],
    reason: Annotated[str, Ask("理由", "Reason", lines=True)],
    custody_place: Annotated[str, Ask("羁押场所", "Where", help=_("拘留所或者遣返场所"))],
) -> Done:
    """A foreigner whom questioning did not clear is kept while the matter is looked into; asked within the day."""
    due = ports.rules.due("A40", by.at).guard
    words = WORDS[ExaminationGround(ground)]
    measure = begun(
        case,
        by,
        person,
        MeasureKind.EXAMINATION,
        "A40",
        by.at,
        ground=words,
        place=custody_place,
        paper="拘留审查决定书",
    )
    facts = {
        "party": person_fact(person),
        "reason": f"你{words}，{reason}",
        "starts": day_of(by.at),
        "ends": day_of(due),
        "custody_place": custody_place,
        "officers": staff_fact(queries.team(case)),
    }
    about = person.key
    summoned = queries.running_measures(case, MeasureKind.SUMMONS, person=person)
    stops = [Stop(rule, about) for rule in ("A01", "A02", "A03")]
    starts = [*(Start(rule, by.at, about) for rule in ("A39", "A40")), *queries.report_upward(case, person, by.at)]
    return Done(
        begets=[measure],
        touches=[over(one, by.at, "拘留审查") for one in summoned],
        papers=[Paper("拘留审查决定书", facts, about)],
        clocks=[*stops, *starts],
    )


@act(
    "cases.extend_examination",
    "延长拘留审查",
    "Extend the examination detention",
    subject=AdministrativeCase,
    basis=(f"{RULES}#242", f"{LAW}#60"),
    at=WORKING,
    approval="延长拘留审查",
    asks={"measure": Ask("被拘留审查人", "Person detained", choices=examined)},
    order=302,
)
def extend_examination(
    case: AdministrativeCase,
    by: By,
    *,
    measure: Measure,
    reason: Annotated[str, Ask("案情复杂的理由", "Why", lines=True)],
) -> Done:
    """A complex matter, with the leave of the organ above: counted from the same start, once."""
    if len(measure.periods) > 1:
        raise refuse(_("已经延长过一次，不能再延长"), _("期限届满立即解除"), f"{RULES}#242", "A40")
    if measure.due is not None and by.at > measure.due:
        raise refuse(_("拘留审查期限已经届满，不能再延长"), _("立即解除拘留审查"), f"{RULES}#242", "A40")
    until = ports.rules.due("A40", measure.started, (), (0,)).guard
    clocks = [Lengthen("A40", 0, measure.person.key)]
    return Done(touches=[lengthened(measure, by, "A40", until)], clocks=clocks, fields={"reason": reason})


class ExaminationEnd(models.TextChoices):
    """When it is lifted (程序规定 行政 243)."""

    LEAVE = "leave", _("被决定遣送出境、限期出境或者驱逐出境")
    WRONG = "wrong", _("不应当拘留审查")
    HANDED = "handed", _("案件移交其他部门处理")
    OTHER = "other", _("期满或者其他应当解除的情形")


END_WORDS = {
    ExaminationEnd.LEAVE: "被决定遣送出境、限期出境或者驱逐出境",
    ExaminationEnd.WRONG: "不应当拘留审查",
    ExaminationEnd.HANDED: "案件移交其他部门处理",
    ExaminationEnd.OTHER: "期满或者有其他应当解除的情形",
}


@act(
    "cases.end_examination",
    "解除拘留审查",
    "Lift the examination detention",
    subject=AdministrativeCase,
    basis=(f"{RULES}#243", f"{LAW}#60"),
    at=WORKING,
    documents=("解除拘留审查决定书",),
    stops=("A39", "A40"),
    asks={"measure": Ask("被拘留审查人", "Person detained", choices=examined)},
    order=304,
)
def end_examination(
    case: AdministrativeCase,
    by: By,
    *,
    measure: Measure,
    ground: Annotated[ExaminationEnd, Ask("解除情形", "Ground")],
    lifted_at: Annotated[datetime, Ask("解除时间", "Lifted at")],
) -> Done:
    """Nobody's leave stands between a person and the end of a term."""
    if not measure.started <= lifted_at <= by.at:
        raise refuse(_("解除时间要在实施之后、现在之前"), _("请核对时间"), code="time")
    words, about = END_WORDS[ExaminationEnd(ground)], measure.person.key
    facts = {
        "party": person_fact(measure.person),
        "starts": day_of(measure.started),
        "reason": words,
        "date_of": day_of(lifted_at),
        "officers": staff_fact(queries.team(case)),
    }
    return Done(
        touches=[over(measure, lifted_at, words)],
        papers=[Paper("解除拘留审查决定书", facts, about)],
        clocks=[Stop("A39", about), Stop("A40", about)],
    )


DUTIES = (
    "未经决定机关批准，不得变更生活居所，超出指定的活动区域。",
    "在传唤的时候及时到案。",
    "不得以任何形式干扰证人作证。",
    "不得毁灭、伪造证据或者串供。",
)


@act(
    "cases.restrict_foreigner",
    "限制活动范围",
    "Restrict to an area",
    subject=AdministrativeCase,
    basis=(f"{RULES}#244", f"{RULES}#245", f"{LAW}#61"),
    at=("investigating",),
    documents=("限制活动范围决定书",),
    starts=("A41", "A42"),
    stops=("A39", "A40"),
    approval="限制活动范围",
    asks={"person": Ask("外国人", "Foreigner", choices=queries.suspects)},
    order=306,
)
def restrict_foreigner(
    case: AdministrativeCase,
    by: By,
    *,
    person: Person,
    reason: Annotated[str, Ask("不宜拘留审查的理由", "Why no detention", lines=True)],
    area: Annotated[str, Ask("活动范围", "Area")],
) -> Done:
    """Who may not well be detained stays within an area instead."""
    due, about = ports.rules.due("A41", by.at).guard, person.key
    measure = begun(
        case,
        by,
        person,
        MeasureKind.RESTRICTED_AREA,
        "A41",
        by.at,
        ground=reason,
        place=area,
        paper="限制活动范围决定书",
    )
    facts = {
        "party": person_fact(person),
        "reason": reason,
        "place": area,
        "starts": day_of(by.at),
        "ends": day_of(due),
        "duties": list(DUTIES),
        "officers": staff_fact(queries.team(case)),
    }
    before = queries.running_measures(case, MeasureKind.EXAMINATION, person=person)
    report = [] if before.exists() else queries.report_upward(case, person, by.at)
    return Done(
        begets=[measure],
        touches=[over(one, by.at, "改为限制活动范围") for one in before],
        papers=[Paper("限制活动范围决定书", facts, about)],
        clocks=[Stop("A39", about), Stop("A40", about), Start("A41", by.at, about), *report],
    )


@act(
    "cases.end_restriction",
    "解除限制活动范围",
    "Lift the restricted area",
    subject=AdministrativeCase,
    basis=(f"{RULES}#244",),
    at=WORKING,
    stops=("A41",),
    asks={"measure": Ask("被限制人", "Person restricted", choices=restricted)},
    order=308,
)
def end_restriction(
    case: AdministrativeCase, by: By, *, measure: Measure, reason: Annotated[str, Ask("解除理由", "Reason")]
) -> Done:
    """The person moves freely again."""
    return Done(touches=[over(measure, by.at, reason)], clocks=[Stop("A41", measure.person.key)])
