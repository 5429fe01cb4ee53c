"""侦查羁押期限: extended by the higher procuratorate, restarted, held while nobody knows who it is.

刑事诉讼法 156-160; 程序规定 148-152.
"""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from egret.acts.cards import Ask
from egret.acts.done import By, ClockEvent, Done, Hold, Start, Stop
from egret.acts.machine import act
from egret.acts.ports import Paper, ports
from egret.acts.refusals import refuse
from egret.cases import queries
from egret.cases.acts.custody import day_of, last_organ
from egret.cases.acts.measures import lengthened, noted
from egret.cases.models import CriminalCase, Measure, MeasureKind, PartnerReply
from egret.intake.papers import people_fact, person_fact

TERMS = ("C21", "C22", "C23", "C24")


class CustodyTerm(models.TextChoices):
    """Extensions of investigation custody; each follows the one before, the rulebook holds the months."""

    COMPLEX = "C22", _("案情复杂，期限届满不能终结")
    FOUR_KINDS = "C23", _("交通不便、犯罪集团、流窜作案、涉及面广的重大复杂案件")
    TEN_YEARS = "C24", _("可能判处十年有期徒刑以上刑罚")


class Answer(models.TextChoices):
    YES = "yes", _("同意")
    NO = "no", _("不同意")


def arrested(case: Any, _by: By | None = None) -> models.QuerySet[Measure]:
    return queries.running_measures(case, MeasureKind.ARREST)


def term_of(measure: Measure) -> str:
    """The term that runs for somebody arrested: C21, or the last extension granted."""
    return str(measure.facts.get("term", "C21"))


def counted_from(measure: Measure) -> datetime:
    """When the first term began: the arrest, or the day it was restarted."""
    restarted = measure.facts.get("counted_from")
    return datetime.fromisoformat(restarted) if restarted else measure.started


@act(
    "cases.ask_custody_extension",
    "提请延长侦查羁押期限",
    "Ask to extend the custody",
    subject=CriminalCase,
    basis=(
        "刑事诉讼法#156",
        "公安机关办理刑事案件程序规定#148",
        "公安机关办理刑事案件程序规定#149",
        "公安机关办理刑事案件程序规定#150",
    ),
    at=("suspect_in",),
    documents=("延长侦查羁押期限意见书",),
    approval="延长侦查羁押期限",
    asks={"measure": Ask("被逮捕人", "Person arrested", choices=arrested)},
    errors=(("期限届满前不足法定日数才提请", "Asked for too close to the end of the term"),),
    order=182,
)
def ask_custody_extension(
    case: CriminalCase,
    by: By,
    *,
    measure: Measure,
    term: Annotated[CustodyTerm, Ask("延长情形", "Ground of the law")],
    to_organ: Annotated[str, Ask("批准的检察院", "Procuratorate that decides", help=_("上一级或者省级检察院"))],
    findings: Annotated[str, Ask("已查明的主要事实", "Facts found", lines=True)],
    reason: Annotated[str, Ask("不能侦查终结的理由", "Why it is not finished", lines=True)],
) -> Done:
    """The higher procuratorate decides; until it has, the present term runs on."""
    facts = {
        "to_organ": to_organ,
        "suspects": people_fact([measure.person]),
        "charge": case.cause,
        "starts": day_of(measure.started),
        "ends": day_of(measure.due or by.at),
        "findings": findings,
        "reason": reason,
        "proposal": f"提请按“{CustodyTerm(term).label}”延长侦查羁押期限。",
    }
    return Done(papers=[Paper("延长侦查羁押期限意见书", facts, measure.person.key)], fields={"term": str(term)})


@act(
    "cases.record_custody_extension",
    "登记延长羁押决定",
    "Record the decision on custody",
    subject=CriminalCase,
    power="cases.ask_custody_extension",
    basis=("刑事诉讼法#156", "刑事诉讼法#158", "刑事诉讼法#159"),
    at=("suspect_in",),
    starts=("C22", "C23", "C24"),
    stops=("C21", "C22", "C23"),
    asks={"measure": Ask("被逮捕人", "Person arrested", choices=arrested)},
    order=183,
)
def record_custody_extension(
    case: CriminalCase,
    by: By,
    *,
    measure: Measure,
    term: Annotated[CustodyTerm, Ask("延长情形", "Ground of the law")],
    organ: Annotated[str, Ask("检察院", "Procuratorate", initial=lambda case, by: last_organ(case))],
    answer: Annotated[Answer, Ask("决定", "Decision")],
    number: Annotated[str, Ask("决定书文号", "Number")],
) -> Done:
    """Granted: the new term follows the old, counted from the arrest. Refused: free at the end of the old one."""
    about, granted = measure.person.key, str(answer) == Answer.YES
    kind = f"{'批准' if granted else '不批准'}延长侦查羁押期限"
    reply = PartnerReply(subject=case, person=measure.person, organ=organ, kind=kind, number=number, at=by.at)
    if not granted or measure.due is None:
        return Done(rows=[reply])
    first, old_end = counted_from(measure), measure.due
    due = ports.rules.due_in_chain(str(term), first).guard
    touch = lengthened(measure, by, str(term), due, facts={**measure.facts, "term": str(term)})
    clocks: list[ClockEvent] = [Stop(rule, about) for rule in ("C21", "C22", "C23")]
    return Done(rows=[reply], touches=[touch], clocks=[*clocks, Start(str(term), old_end, about, first=first)])


@act(
    "cases.note_new_crime",
    "发现另有重要罪行",
    "Another grave crime found",
    subject=CriminalCase,
    power="cases.restart_custody_term",
    basis=("公安机关办理刑事案件程序规定#151",),
    at=("suspect_in",),
    starts=("C26",),
    asks={"measure": Ask("被逮捕人", "Person arrested", choices=arrested)},
    order=184,
)
def note_new_crime(
    case: CriminalCase,
    by: By,
    *,
    measure: Measure,
    found_at: Annotated[datetime, Ask("发现时间", "Found at")],
    crime: Annotated[str, Ask("另有的重要罪行", "The crime", lines=True)],
) -> Done:
    """A grave crime apart from the one of the arrest; the term to have the restart approved runs."""
    if not measure.started <= found_at <= by.at:
        raise refuse(_("发现时间要在逮捕之后、现在之前"), _("请核对时间"), code="time")
    touch = noted(measure, new_crime_at=found_at.isoformat())
    return Done(touches=[touch], clocks=[Start("C26", found_at, measure.person.key)], fields={"crime": crime})


@act(
    "cases.restart_custody_term",
    "重新计算侦查羁押期限",
    "Restart the custody term",
    subject=CriminalCase,
    basis=("公安机关办理刑事案件程序规定#151",),
    at=("suspect_in",),
    documents=("变更羁押期限通知书",),
    starts=("C21",),
    stops=(*TERMS, "C26"),
    approval="变更羁押期限",
    asks={"measure": Ask("被逮捕人", "Person arrested", choices=arrested)},
    checklist=(("送达看守所，报批准逮捕的检察院备案", "Served on the detention house, filed with the procuratorate"),),
    order=185,
)
def restart_custody_term(
    case: CriminalCase,
    by: By,
    *,
    measure: Measure,
    reason: Annotated[str, Ask("另有的重要罪行", "The crime", lines=True)],
) -> Done:
    """The term counts anew from the day the other crime was found."""
    return _anew(case, by, measure, datetime.fromisoformat(measure.facts["new_crime_at"]), reason)


def _anew(case: CriminalCase, by: By, measure: Measure, start: datetime, reason: str) -> Done:
    """A first term from `start`, in place of whatever ran or was held."""
    about = measure.person.key
    due = ports.rules.due("C21", start).guard
    left = {
        name: value for name, value in measure.facts.items() if name not in ("new_crime_at", "unknown_since", "term")
    }
    facts = {
        "custody_place": measure.place,
        "suspect": person_fact(measure.person),
        "charge": case.cause,
        "reason": reason,
        "starts": day_of(start),
        "ends": day_of(due),
    }
    stops = [Stop(rule, about) for rule in (*TERMS, "C26")]
    paper = Paper("变更羁押期限通知书", facts, about)
    now = {**left, "counted_from": start.isoformat()}
    touch = lengthened(measure, by, "C21", due, since=start, paper=paper.kind, facts=now)
    return Done(touches=[touch], papers=[paper], clocks=[*stops, Start("C21", start, about)])


@act(
    "cases.hold_term_for_identity",
    "身份不明，羁押期限待查清起算",
    "Hold the term: identity unknown",
    subject=CriminalCase,
    power="cases.restart_custody_term",
    basis=("公安机关办理刑事案件程序规定#152",),
    at=("suspect_in",),
    approval="变更羁押期限",
    asks={"measure": Ask("被逮捕人", "Person arrested", choices=arrested)},
    errors=(("以查身份为由停止侦查取证", "Letting evidence work rest meanwhile"),),
    order=186,
)
def hold_term_for_identity(
    case: CriminalCase,
    by: By,
    *,
    measure: Measure,
    reason: Annotated[str, Ask("身份不明的情况", "What is unknown", lines=True)],
) -> Done:
    """Somebody who hides who they are is held while that is found out; evidence work does not stop."""
    unknown = {**measure.facts, "unknown_since": by.at.isoformat()}
    touch = lengthened(measure, by, "", None, since=by.at, facts=unknown)
    holds = [Hold(rule, by.at, "身份不明", measure.person.key) for rule in TERMS]
    return Done(touches=[touch], clocks=holds, fields={"reason": reason})


@act(
    "cases.establish_identity",
    "查清身份",
    "Identity established",
    subject=CriminalCase,
    power="cases.restart_custody_term",
    basis=("公安机关办理刑事案件程序规定#152",),
    at=("suspect_in",),
    documents=("变更羁押期限通知书",),
    starts=("C21",),
    stops=(*TERMS, "C26"),
    asks={"measure": Ask("被逮捕人", "Person arrested", choices=arrested)},
    order=187,
)
def establish_identity(
    case: CriminalCase,
    by: By,
    *,
    measure: Measure,
    known_at: Annotated[datetime, Ask("查清时间", "Known at")],
    how: Annotated[str, Ask("查清的依据", "How", lines=True)],
) -> Done:
    """Now it is known who it is: the first term runs from that day."""
    if known_at > by.at:
        raise refuse(_("查清时间晚于现在"), _("请核对时间"), code="time")
    return _anew(case, by, measure, known_at, f"身份已查清：{how}")


def asked_for(case: Any, measure: Measure) -> bool:
    """Whether an opinion to extend was sent about somebody for the term that would follow."""
    kind = "延长侦查羁押期限意见书"
    return queries.papers_about(case, measure.person).filter(document_kind=kind).count() > TERMS.index(term_of(measure))
