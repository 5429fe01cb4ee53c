"""立案: a matter under review is filed as a crime, or not (刑事诉讼法 112; 程序规定 174-185)."""

from __future__ import annotations

from typing import Annotated, Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from egret.acts.cards import Ask
from egret.acts.done import By, ClockEvent, Done, Lengthen, Start, Stop, Touch
from egret.acts.machine import act
from egret.acts.models import Clock, ClockState
from egret.acts.ports import Paper
from egret.acts.refusals import Refused, refuse
from egret.cases import queries
from egret.cases.acts.acceptance import name_handlers
from egret.cases.models import CriminalCase, Evidence, Notice, NoticeKind
from egret.documents import service
from egret.documents.models import Document
from egret.documents.service import Handing
from egret.intake.models import Role
from egret.intake.papers import person_fact, staff_fact
from egret.org.models import Staff


def evidence_titles(case: CriminalCase) -> list[str]:
    rows = Evidence.objects.filter(subject_id=case.pk, excluded_at=None).order_by("taken_at", "pk")
    return [row.title for row in rows] or ["报案材料"]


@act(
    "cases.file",
    "立案",
    "File as a criminal case",
    subject=CriminalCase,
    basis=("刑事诉讼法#112", "公安机关办理刑事案件程序规定#178"),
    documents=("呈请立案报告书", "立案决定书", "立案告知书?"),
    stops=("G05",),
    approval="立案",
    checklist=(
        ("有犯罪事实", "There are facts of a crime"),
        ("需要追究刑事责任", "It must be pursued"),
        ("属于自己管辖", "It is within one's own jurisdiction"),
    ),
    errors=(("以“破案”为条件才立案", "Filing only once solved"), ("插手经济纠纷", "Meddling in a civil dispute")),
    order=10,
)
def file(
    case: CriminalCase,
    by: By,
    *,
    findings: Annotated[str, Ask("审查查明的事实", "Facts found", lines=True)],
    reason: Annotated[str, Ask("立案理由", "Reason", lines=True)],
) -> Done:
    """File: coercion, seizure and freezing become possible only from here."""
    case.filed_at = by.at
    officers = staff_fact(queries.team(case))
    common: dict[str, Any] = {"charge": case.cause, "officers": officers}
    first = queries.suspects(case).first()
    if first:
        common["suspect"] = person_fact(first)
    report = {
        **common,
        "source": _source(case),
        "findings": findings,
        "evidence": evidence_titles(case),
        "reason": reason,
    }
    papers = [Paper("呈请立案报告书", report), Paper("立案决定书", common)]
    rows = []
    for victim in queries.people(case, Role.VICTIM, Role.REPORTER)[:1]:
        told = {"reporter": person_fact(victim), "charge": case.cause, "officers": officers}
        papers.append(Paper("立案告知书", told, about=victim.key))
        rows.append(Notice(subject=case, person=victim, kind=NoticeKind.FILING, at=by.at, way=str(_("书面"))))
    return Done(to="filed", rows=rows, papers=papers, clocks=[Stop("G05")])


def _source(case: CriminalCase) -> str:
    return str(case.report.get_channel_display()) if case.report else "办案中发现"


class ReviewTerm(models.TextChoices):
    """Extensions of the filing review, by their place in the rulebook."""

    CLUES = "0", _("线索需要查证")
    GRAVE = "1", _("重大、疑难、复杂案件")


@act(
    "cases.extend_filing_review",
    "延长立案审查期限",
    "Extend the filing review",
    subject=CriminalCase,
    basis=("公安机关办理刑事案件程序规定#174",),
    at=("filing_review",),
    approval="延长立案审查",
    errors=(("期限届满后才呈批", "Asked for after the term had run out"),),
    order=30,
)
def extend_filing_review(
    case: CriminalCase,
    by: By,
    *,
    term: Annotated[ReviewTerm, Ask("延长情形", "Ground")],
    reason: Annotated[str, Ask("理由", "Reason", lines=True)],
) -> Done:
    """More time to check clues, or for a grave and complex case; the longest needs the leader's signature."""
    running = Clock.objects.filter(subject_id=case.pk, rule="G05", state=ClockState.RUNNING).first()
    if running is None or by.at > running.legal_due:
        raise refuse(_("立案审查期限已经届满，不能再延长"), _("立即作出立案或者不予立案的决定"), code="F05")
    if int(term) in running.extended:
        raise refuse(_("已经按这一情形延长过"), _("确有必要的，选择更长的情形"), code="twice")
    return Done(clocks=[Lengthen("G05", int(term))], fields={"reason": reason})


@act(
    "cases.decline_filing",
    "不予立案",
    "Decline to file",
    subject=CriminalCase,
    basis=("刑事诉讼法#112", "公安机关办理刑事案件程序规定#178"),
    documents=("不予立案通知书?",),
    starts=("G08",),
    stops=("G05",),
    approval="不予立案",
    checklist=(("告知控告人申请复议的权利和期限", "Tell the complainant of reconsideration and its term"),),
    order=20,
)
def decline_filing(
    case: CriminalCase, by: By, *, reason: Annotated[str, Ask("不予立案的理由", "Reason", lines=True)]
) -> Done:
    """No facts of a crime, too slight, or nothing to pursue: say so in writing to the complainant within the term."""
    papers = []
    clocks: list[ClockEvent] = [Stop("G05"), *([Start("G08", by.at)] if case.report else [])]
    complainant = queries.people(case, Role.REPORTER, Role.VICTIM).first()
    if complainant:
        facts = {"reporter": person_fact(complainant), "reported_at": case.opened.isoformat(), "reason": reason}
        papers.append(Paper("不予立案通知书", facts, about=complainant.key))
    return Done(to="not_filed", papers=papers, clocks=clocks)


@act(
    "cases.serve_no_filing",
    "送达不予立案通知书",
    "Serve the no-filing notice",
    subject=CriminalCase,
    power="cases.decline_filing",
    basis=("公安机关办理刑事案件程序规定#178",),
    at=("not_filed",),
    documents=("送达回证?",),
    starts=("G09",),
    stops=("G08",),
    order=10,
)
def serve_no_filing(
    case: CriminalCase, by: By, *, handing: Annotated[Handing, Ask("送达情况", "How it was served")]
) -> Done:
    """The complainant has the notice; the term to ask for reconsideration begins."""
    found = Document.objects.filter(matter_id=case.pk, document_kind="不予立案通知书").exclude(stage="voided")
    document = found.order_by("-opened", "-id").first()
    if document is None:
        return Done(clocks=[Stop("G08")])
    wrong = service.problems(handing, document, by.at)
    if wrong:
        raise Refused(wrong)
    receiver = document.facts.get("reporter", {"name": "控告人"})
    when = service.moment(handing, document, by.at)
    facts = {
        "receiver": receiver,
        "officers": staff_fact([by.actor.pk]),
        **service.receipt_facts(document, handing, by.at),
    }
    return Done(
        rows=[service.row(document, receiver["name"], handing, by)],
        papers=[Paper("送达回证", facts, about=document.about)],
        clocks=[Stop("G08"), Start("G09", when, document.about)],
        touches=[Touch(document, "served")],
    )


@act(
    "cases.assign_investigators",
    "指定侦查人员",
    "Assign the investigators",
    subject=CriminalCase,
    power="cases.assign",
    basis=("公安机关办理刑事案件程序规定#191",),
    asks={"handlers": Ask("侦查人员", "Investigators", help=_("不少于二人"), choices=queries.colleagues)},
    order=10,
)
def assign_investigators(case: CriminalCase, by: By, *, handlers: tuple[Staff, ...]) -> Done:
    """The head of the unit names two officers at least; the investigation begins."""
    name_handlers(case, handlers)
    return Done(to="investigating")
