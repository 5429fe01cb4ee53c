"""复议、诉讼: a decision is contested, answered in time, and stands, is changed, falls, or is made anew; then the file.

治安管理处罚法 121; 行政复议法 20-83; 行政诉讼法 45-85; 程序规定 260.
"""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Annotated, Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from egret.acts.cards import Ask
from egret.acts.clocks import LOCAL
from egret.acts.done import By, ClockEvent, Done, Start, Stop, Touch
from egret.acts.machine import act
from egret.acts.ports import Paper, ports
from egret.acts.refusals import refuse
from egret.cases import queries
from egret.cases.acts.file_map import path_paper
from egret.cases.acts.measures import over
from egret.cases.acts.penalty import decided, decision_paper, evidence_lines
from egret.cases.models import AdministrativeCase, Decision, MeasureKind, PartnerReply
from egret.intake.models import Person
from egret.intake.papers import person_fact, staff_fact

LAW = "治安管理处罚法(2025)"
REVIEW = "行政复议法(2023)"
REVOKED = "被撤销"


class Contest(models.TextChoices):
    """How a decision is contested: before a review organ or in court."""

    RECONSIDERATION = "复议", _("行政复议")
    SUIT = "诉讼", _("行政诉讼")


ANSWER_BY = {Contest.RECONSIDERATION: "L03", Contest.SUIT: "L10"}
ASK_BY = {Contest.RECONSIDERATION: "L01", Contest.SUIT: "L08"}
NEXT_BY = {Contest.RECONSIDERATION: "L09", Contest.SUIT: "L11"}
ALL_STOPS = ("L03", "L10")


def standing(case: Any, _by: By | None = None) -> models.QuerySet[Decision]:
    """Decisions that have not been taken away."""
    return decided(case).exclude(not_executed_ground=REVOKED)


def parties(case: Any, _by: By | None = None) -> models.QuerySet[Person]:
    """Offender and victim may both contest."""
    return queries.suspects(case) | queries.victims(case)


def contest_of(case: Any) -> PartnerReply | None:
    """The contest the case stands in."""
    kinds = [f"{one.value}受理" for one in Contest]
    return PartnerReply.objects.filter(subject_id=case.pk, kind__in=kinds).order_by("-at", "-pk").first()


def way_of(reply: PartnerReply) -> Contest:
    return Contest.SUIT if reply.kind.startswith("诉讼") else Contest.RECONSIDERATION


@act(
    "cases.record_contest",
    "登记复议、诉讼",
    "Record that the decision is contested",
    subject=AdministrativeCase,
    basis=(f"{LAW}#121", f"{REVIEW}#48", "行政诉讼法#67"),
    starts=("L03", "L10"),
    stops=("L01", "L08"),
    asks={"person": Ask("申请人、原告", "Applicant or plaintiff", choices=parties)},
    checklist=(
        ("复议、诉讼期间除法律另有规定外不停止执行", "Meanwhile the decision is executed, save where law says no"),
    ),
    order=60,
)
def record_contest(
    case: AdministrativeCase,
    by: By,
    *,
    person: Person,
    way: Annotated[Contest, Ask("途径", "Way")],
    organ: Annotated[str, Ask("复议机关或者法院", "Organ or court")],
    number: Annotated[str, Ask("受理通知文号", "Number of the notice")],
    claims: Annotated[str, Ask("请求和理由", "Claims", lines=True)] = "",
) -> Done:
    """The copy has come in: from today the police must answer with their evidence."""
    reply = PartnerReply(
        subject=case,
        person=person,
        organ=organ,
        kind=f"{Contest(way).value}受理",
        number=number,
        at=by.at,
        content=claims,
    )
    about = person.key
    clocks: list[ClockEvent] = [Stop(ASK_BY[Contest(way)], about), Start(ANSWER_BY[Contest(way)], by.at, about)]
    return Done(to="contested", rows=[reply], clocks=clocks)


@act(
    "cases.answer_contest",
    "提交答复、答辩",
    "Answer the contest",
    subject=AdministrativeCase,
    power="cases.legal_review",
    basis=(f"{REVIEW}#48", "行政诉讼法#67"),
    at=("contested",),
    documents=("行政复议答复书?", "行政诉讼答辩状?"),
    stops=ALL_STOPS,
    asks={"decision": Ask("被争议的决定", "Decision contested", choices=standing)},
    errors=(("逾期举证，视为没有证据", "Evidence too late counts as none"),),
    order=10,
)
def answer_contest(
    case: AdministrativeCase, by: By, *, decision: Decision, opinion: Annotated[str, Ask("意见", "Answer", lines=True)]
) -> Done:
    """Answer and evidence go to the organ or court that hears the contest."""
    contest = _contest(case)
    kind = "行政诉讼答辩状" if way_of(contest) == Contest.SUIT else "行政复议答复书"
    assert contest.person is not None
    facts = {
        "party": person_fact(contest.person),
        "to_organ": contest.organ,
        "prior_document": decision_paper(decision),
        "findings": decision.facts,
        "evidence": evidence_lines(case),
        "legal_basis": [decision.cite],
        "opinion": opinion,
        "officers": staff_fact([by.actor.pk]),
    }
    return Done(papers=[Paper(kind, facts, about=contest.person.key)], clocks=[Stop(rule) for rule in ALL_STOPS])


def _contest(case: AdministrativeCase) -> PartnerReply:
    contest = contest_of(case)
    if contest is None:
        raise refuse(_("没有登记复议或者诉讼"), _("先办理“登记复议、诉讼”"), f"{LAW}#121", "contest")
    return contest


def _result(
    case: AdministrativeCase, by: By, kind: str, number: str, content: str
) -> tuple[PartnerReply, PartnerReply]:
    """The contest and the paper that ends it."""
    contest = _contest(case)
    label = f"{way_of(contest).value}{kind}"
    row = PartnerReply(
        subject=case, person=contest.person, organ=contest.organ, kind=label, number=number, at=by.at, content=content
    )
    return contest, row


def _onwards(contest: PartnerReply, by: By) -> list[ClockEvent]:
    """The person's next remedy runs from today; the term to answer is over."""
    assert contest.person is not None
    return [*(Stop(rule) for rule in ALL_STOPS), Start(NEXT_BY[way_of(contest)], by.at, contest.person.key)]


@act(
    "cases.record_upheld",
    "决定被维持",
    "Upheld",
    subject=AdministrativeCase,
    power="cases.record_contest",
    basis=(f"{REVIEW}#68", "行政诉讼法#45"),
    starts=("L09", "L11"),
    stops=ALL_STOPS,
    order=20,
)
def record_upheld(
    case: AdministrativeCase,
    by: By,
    *,
    number: Annotated[str, Ask("决定书、裁判文书号", "Number of the ruling")],
    content: Annotated[str, Ask("主要内容", "Gist", lines=True)] = "",
) -> Done:
    """The decision stands, and is executed as far as it has not been."""
    contest, row = _result(case, by, "维持", number, content)
    return Done(to="executing", rows=[row], clocks=_onwards(contest, by))


@act(
    "cases.record_changed",
    "决定被变更",
    "Changed",
    subject=AdministrativeCase,
    power="cases.record_contest",
    basis=(f"{REVIEW}#63",),
    starts=("A19", "L09", "L11"),
    stops=ALL_STOPS,
    asks={"decision": Ask("被变更的决定", "Decision changed", choices=standing)},
    order=30,
)
def record_changed(
    case: AdministrativeCase,
    by: By,
    *,
    decision: Decision,
    number: Annotated[str, Ask("决定书、裁判文书号", "Number of the ruling")],
    detention_days: Annotated[int, Ask("变更后拘留日数", "Days of detention now")],
    fine: Annotated[Decimal, Ask("变更后罚款（元）", "Fine now, yuan")],
    content: Annotated[str, Ask("主要内容", "Gist", lines=True)] = "",
) -> Done:
    """The penalty is what the ruling says; it is served and executed as changed."""
    contest, row = _result(case, by, "变更", number, content)
    if detention_days < 0 or fine < 0:
        raise refuse(_("处罚不能是负数"), _("请核对"), code="empty")
    decision.detention_days, decision.fine = detention_days, fine
    decision.served_at, decision.done_at = None, None
    clocks = [*_onwards(contest, by), Start("A19", by.at, decision.person.key)]
    return Done(to="decided", rows=[row, decision], clocks=clocks)


def _fallen(case: AdministrativeCase, by: By, decision: Decision) -> list[Touch]:
    """What falls with a decision: its execution, and any detention under it at once."""
    decision.not_executed_ground, decision.done_at = REVOKED, by.at
    decision.served_at = decision.served_at or by.at
    held = queries.running_measures(case, MeasureKind.ADMIN_DETENTION, person=decision.person)
    return [over(one, by.at, "处罚决定被撤销，立即释放") for one in held]


@act(
    "cases.record_revoked",
    "决定被撤销",
    "Revoked",
    subject=AdministrativeCase,
    power="cases.record_contest",
    basis=(f"{REVIEW}#64",),
    starts=("L09", "L11"),
    stops=(*ALL_STOPS, "A19", "A23"),
    asks={"decision": Ask("被撤销的决定", "Decision revoked", choices=standing)},
    checklist=(("已缴罚款、保证金退还，被拘留的立即释放", "Fine and deposit returned, the person released"),),
    order=40,
)
def record_revoked(
    case: AdministrativeCase,
    by: By,
    *,
    decision: Decision,
    number: Annotated[str, Ask("决定书、裁判文书号", "Number of the ruling")],
    content: Annotated[str, Ask("主要内容", "Gist", lines=True)] = "",
) -> Done:
    """The decision falls: whoever is held under it is free, and the case is at its end."""
    contest, row = _result(case, by, "撤销", number, content)
    about = decision.person.key
    clocks = [*_onwards(contest, by), Stop("A19", about), Stop("A23", about)]
    return Done(to="closed", touches=_fallen(case, by, decision), rows=[row, decision], clocks=clocks)


def has_term(rule: str, at: datetime) -> bool:
    """Whether the law of that day sets this term at all."""
    try:
        ports.rules.deadline(rule, at.astimezone(LOCAL).date())
    except LookupError:
        return False
    return True


@act(
    "cases.redo",
    "责令重新作出决定",
    "Ordered to decide anew",
    subject=AdministrativeCase,
    power="cases.record_contest",
    basis=(f"{REVIEW}#64", f"{REVIEW}#83"),
    starts=("L06",),
    stops=(*ALL_STOPS, "A19", "A23"),
    asks={"decision": Ask("被撤销的决定", "Decision revoked", choices=standing)},
    errors=(("以同一事实和理由作出基本相同的决定", "The same decision on the same facts and grounds"),),
    order=50,
)
def redo(
    case: AdministrativeCase,
    by: By,
    *,
    decision: Decision,
    number: Annotated[str, Ask("决定书、裁判文书号", "Number of the ruling")],
    content: Annotated[str, Ask("责令的内容", "What is ordered", lines=True)] = "",
) -> Done:
    """The old decision falls and a new one is owed within the term; investigate again."""
    _old, row = _result(case, by, "责令重作", number, content)
    about = decision.person.key
    clocks: list[ClockEvent] = [*(Stop(rule) for rule in ALL_STOPS), Stop("A19", about), Stop("A23", about)]
    if has_term("L06", by.at):
        clocks.append(Start("L06", by.at))
    return Done(to="investigating", touches=_fallen(case, by, decision), rows=[row, decision], clocks=clocks)


@act(
    "cases.archive",
    "归档",
    "Archive",
    subject=AdministrativeCase,
    basis=("公安机关办理行政案件程序规定#260", "公安机关办理行政案件程序规定#262"),
    documents=("行政案件流程图",),
    checklist=(("一案一卷，文书齐全、签名完整", "One case, one file; papers whole and signed"),),
    order=80,
)
def archive(
    case: AdministrativeCase,
    by: By,
    *,
    volume: Annotated[str, Ask("案卷号", "File number")],
    pages: Annotated[int, Ask("页数", "Pages")],
    kept_for: Annotated[str, Ask("保管期限", "Time of keeping", help=_("按档案管理规定填写，例如永久、长期"))],
    place: Annotated[str, Ask("保管部门", "Kept by")],
) -> Done:
    """One case, one file: bound, numbered and handed to those who keep it."""
    if pages <= 0:
        raise refuse(_("案卷没有页数"), _("清点后填写页数"), "公安机关办理行政案件程序规定#262", "empty")
    papers = [path_paper(case, volume)]
    return Done(
        to="archived", papers=papers, fields={"volume": volume, "pages": pages, "kept_for": kept_for, "place": place}
    )
