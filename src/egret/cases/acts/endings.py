"""案件去向: other ways for a crime to go on: an order to file, another organ, another case, a court's care.

程序规定 177, 182-190, 333-343.
"""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

from django.utils.translation import gettext_lazy as _

from egret.acts.cards import Ask
from egret.acts.done import Born, By, ClockEvent, Done, Start, Stop, Touch
from egret.acts.machine import act
from egret.acts.ports import Paper
from egret.acts.refusals import refuse
from egret.cases import queries
from egret.cases.acts.custody import LIBERTY_CLOCKS, OPEN, day_of, last_organ
from egret.cases.acts.filing import evidence_titles
from egret.cases.acts.measures import over
from egret.cases.models import AdministrativeCase, CriminalCase, Decision, PartnerReply
from egret.intake.models import Person
from egret.intake.papers import people_fact, person_fact, staff_fact
from egret.intake.persons import copy_of

WITH_THE_CASE = ("A29", "C49", "C50", "C51", "C52", "C53")
"""Duties towards people and counsel that pass to whoever handles the case from now on."""
LEAVING = ("G05", *LIBERTY_CLOCKS, "C26", "C27", "C28", "C31", "C36", *WITH_THE_CASE)
"""Limits that end when the case leaves this force or this procedure."""


def _ended(case: CriminalCase, by: By, why: str, person: Person | None = None) -> list[Touch]:
    return [over(one, by.at, why) for one in queries.running_measures(case, person=person)]


def _stops(rules: tuple[str, ...], about: str | None = None) -> list[ClockEvent]:
    return [Stop(rule, about) for rule in rules]


@act(
    "cases.ask_why_not_filed",
    "登记检察院要求说明不立案理由",
    "Record the question why not filed",
    subject=CriminalCase,
    power="cases.decline_filing",
    basis=("公安机关办理刑事案件程序规定#182",),
    at=("not_filed",),
    starts=("G14",),
    order=20,
)
def ask_why_not_filed(
    case: CriminalCase,
    by: By,
    *,
    organ: Annotated[str, Ask("检察院", "Procuratorate", initial=lambda case, by: last_organ(case))],
    number: Annotated[str, Ask("要求说明不立案理由通知书文号", "Number")],
) -> Done:
    """The procuratorate wants to know why; the term to answer runs."""
    reply = PartnerReply(subject=case, organ=organ, kind="要求说明不立案理由", number=number, at=by.at)
    return Done(rows=[reply], clocks=[Start("G14", by.at)])


@act(
    "cases.explain_not_filing",
    "说明不立案理由",
    "Explain why not filed",
    subject=CriminalCase,
    power="cases.decline_filing",
    basis=("公安机关办理刑事案件程序规定#182",),
    at=("not_filed",),
    documents=("不立案理由说明书",),
    stops=("G14",),
    approval="不予立案",
    order=30,
)
def explain_not_filing(
    case: CriminalCase, by: By, *, reason: Annotated[str, Ask("不立案的理由和依据", "Reasons", lines=True)]
) -> Done:
    """Say in writing what was found and why it is no case."""
    asked = PartnerReply.objects.filter(subject_id=case.pk, kind="要求说明不立案理由").order_by("-at", "-pk").first()
    if asked is None:
        raise refuse(
            _("检察院没有要求说明不立案理由"),
            _("收到要求说明不立案理由通知书的，先登记"),
            "公安机关办理刑事案件程序规定#182",
        )
    facts = {
        "to_organ": asked.organ,
        "prior_document": asked.number,
        "charge": case.cause,
        "reason": reason,
        "officers": staff_fact(queries.team(case)),
    }
    return Done(papers=[Paper("不立案理由说明书", facts)], clocks=[Stop("G14")])


@act(
    "cases.record_filing_order",
    "登记检察院通知立案",
    "Record the order to file",
    subject=CriminalCase,
    power="cases.decline_filing",
    basis=("公安机关办理刑事案件程序规定#182",),
    at=("not_filed",),
    starts=("G15",),
    stops=("G14",),
    order=40,
)
def record_filing_order(
    case: CriminalCase,
    by: By,
    *,
    organ: Annotated[str, Ask("检察院", "Procuratorate", initial=lambda case, by: last_organ(case))],
    number: Annotated[str, Ask("通知立案书文号", "Number")],
    content: Annotated[str, Ask("理由", "Reason", lines=True)],
) -> Done:
    """The procuratorate orders the filing; the term to obey runs."""
    reply = PartnerReply(subject=case, organ=organ, kind=ORDERED, number=number, at=by.at, content=content)
    return Done(rows=[reply], clocks=[Stop("G14"), Start("G15", by.at)])


ORDERED = "通知立案"


@act(
    "cases.file_on_order",
    "按通知立案",
    "File on the procuratorate's order",
    subject=CriminalCase,
    power="cases.file",
    basis=("公安机关办理刑事案件程序规定#182",),
    documents=("立案决定书",),
    stops=("G08", "G15"),
    approval="立案",
    order=50,
)
def file_on_order(case: CriminalCase, by: By) -> Done:
    """An order to file is obeyed; whether it was right is for later."""
    case.filed_at = by.at
    facts: dict[str, Any] = {"charge": case.cause, "officers": staff_fact(queries.team(case))}
    first = queries.suspects(case).first()
    if first:
        facts["suspect"] = person_fact(first)
    return Done(to="filed", papers=[Paper("立案决定书", facts)], clocks=[Stop("G08"), Stop("G15")])


@act(
    "cases.turn_administrative",
    "转为行政案件",
    "Turn administrative",
    subject=CriminalCase,
    basis=("公安机关办理刑事案件程序规定#177",),
    documents=("受案登记表",),
    starts=("A10",),
    stops=LEAVING,
    approval="刑事转行政",
    errors=(("以罚代刑：够刑事处罚的作行政处理", "A penalty in place of prosecution"),),
    order=800,
)
def turn_administrative(
    case: CriminalCase,
    by: By,
    *,
    cause: Annotated[str, Ask("案由", "Nature of the case")],
    cause_cite: Annotated[str, Ask("案由依据", "Article", help=_("例如 治安管理处罚法(2025)#51"))],
    reason: Annotated[str, Ask("不够刑事处罚的理由", "Why it is no crime", lines=True)],
) -> Done:
    """Too slight for the criminal law, yet an offence: an administrative case is opened with the same people."""
    return Done(
        to="to_admin",
        touches=_ended(case, by, "转行政处理"),
        begets=[administrative_of(case, by, cause, cause_cite, reason)],
        clocks=_stops(LEAVING),
        fields={"reason": reason},
    )


def administrative_of(case: CriminalCase, by: By, cause: str, cause_cite: str, reason: str) -> Born:
    """The administrative case of the same matter: same people, same handlers, its own term."""
    carried = ("report", "title", "conduct_at", "place", "summary", "amount", "owner", "handlers")
    placed = ("unit", "district", "city", "agency")
    same = {name: getattr(case, name) for name in (*carried, *placed)}
    born = AdministrativeCase(**same, cause=cause, cause_cite=cause_cite, opened=by.at, filed_at=by.at)
    facts = {
        "source": "刑事案件转来",
        "cause": cause,
        "reported_at": case.opened.isoformat(),
        "summary": case.summary,
        "handling": reason,
        "officers": staff_fact(queries.team(case)),
    }
    people = [copy_of(person, born) for person in queries.people(case)]
    return Born(born, people, [Paper("受案登记表", facts)], [Start("A10", by.at)])


@act(
    "cases.transfer_jurisdiction",
    "移送管辖",
    "Transfer to the competent organ",
    subject=CriminalCase,
    basis=("公安机关办理刑事案件程序规定#175", "公安机关办理刑事案件程序规定#184"),
    documents=("移送案件通知书",),
    starts=("G16",),
    stops=LEAVING,
    approval="移送案件",
    checklist=(("文书、证据、财物及孳息随案移交", "Papers, evidence and property go with the case"),),
    order=810,
)
def transfer_jurisdiction(
    case: CriminalCase,
    by: By,
    *,
    to_organ: Annotated[str, Ask("接收机关", "Receiving organ")],
    reason: Annotated[str, Ask("移送理由", "Reason", lines=True)],
) -> Done:
    """The case belongs to another organ: people held go with it, the reporter is told within the term."""
    facts: dict[str, Any] = {"to_organ": to_organ, "cause": case.cause, "reason": reason}
    parties = list(queries.suspects(case))
    if parties:
        facts["parties"] = people_fact(parties)
    facts["documents"] = evidence_titles(case)
    return Done(
        to="transferred",
        touches=_ended(case, by, f"随案移送{to_organ}"),
        papers=[Paper("移送案件通知书", facts)],
        clocks=[*_stops(LEAVING), Start("G16", by.at)],
    )


@act(
    "cases.tell_transfer",
    "告知案件已移送",
    "Tell of the transfer",
    subject=CriminalCase,
    power="cases.transfer_jurisdiction",
    basis=("公安机关办理刑事案件程序规定#184",),
    at=("transferred",),
    stops=("G16",),
    order=10,
)
def tell_transfer(case: CriminalCase, by: By, *, whom: Annotated[str, Ask("告知对象和方式", "Whom and how")]) -> Done:
    """Whoever reported knows where the case is now."""
    return Done(clocks=[Stop("G16")], fields={"whom": whom})


@act(
    "cases.terminate_for_person",
    "终止侦查",
    "End the investigation of a person",
    subject=CriminalCase,
    basis=("公安机关办理刑事案件程序规定#186", "公安机关办理刑事案件程序规定#187"),
    at=OPEN,
    documents=("终止侦查报告书", "终止侦查决定书"),
    starts=("G17",),
    stops=LIBERTY_CLOCKS,
    approval="终止侦查",
    asks={"person": Ask("犯罪嫌疑人", "Suspect", choices=queries.suspects)},
    order=840,
)
def terminate_for_person(
    case: CriminalCase, by: By, *, person: Person, reason: Annotated[str, Ask("终止理由", "Reason", lines=True)]
) -> Done:
    """The crime stands, but not this person's part in it: their measures end now, the case goes on."""
    ended = _ended(case, by, "终止侦查", person)
    others_in = queries.running_measures(case).exclude(person=person).exists()
    decision = Decision(
        subject=case,
        person=person,
        kind=queries.ENDED,
        cite="公安机关办理刑事案件程序规定#186",
        facts=reason,
        decided_at=by.at,
    )
    facts = {"suspect": person_fact(person), "charge": case.cause, "reason": reason}
    report = {**facts, "officers": staff_fact(queries.team(case))}
    return Done(
        to="" if others_in or case.stage != "suspect_in" else "investigating",
        rows=[decision],
        touches=ended,
        papers=[Paper("终止侦查报告书", report, person.key), Paper("终止侦查决定书", facts, person.key)],
        clocks=[*_stops(LIBERTY_CLOCKS, person.key), Start("G17", by.at, person.key)],
    )


@act(
    "cases.tell_termination",
    "告知终止侦查",
    "Tell of the termination",
    subject=CriminalCase,
    power="cases.terminate_for_person",
    basis=("公安机关办理刑事案件程序规定#189",),
    at=OPEN,
    stops=("G17",),
    order=841,
)
def tell_termination(
    case: CriminalCase, by: By, *, whom: Annotated[str, Ask("告知对象和方式", "Whom and how")]
) -> Done:
    """The former suspect, the victims and the procuratorate know."""
    return Done(clocks=[Stop("G17")], fields={"whom": whom})


@act(
    "cases.reopen",
    "重新立案侦查",
    "Reopen a dismissed case",
    subject=CriminalCase,
    power="cases.file",
    basis=("公安机关办理刑事案件程序规定#190",),
    documents=("立案决定书",),
    stops=("G17",),
    approval="立案",
    order=20,
)
def reopen(
    case: CriminalCase, by: By, *, reason: Annotated[str, Ask("新的事实或者证据", "New facts or evidence", lines=True)]
) -> Done:
    """New facts, new evidence or an error found: the investigation begins again."""
    facts = {"charge": case.cause, "officers": staff_fact(queries.team(case))}
    return Done(
        to="investigating", papers=[Paper("立案决定书", facts)], clocks=[Stop("G17")], fields={"reason": reason}
    )


@act(
    "cases.propose_confiscation",
    "提出没收违法所得意见",
    "Propose confiscation of proceeds",
    subject=CriminalCase,
    basis=("公安机关办理刑事案件程序规定#339",),
    documents=("没收违法所得意见书",),
    stops=("C36",),
    approval="没收违法所得",
    asks={"person": Ask("逃匿或者死亡的犯罪嫌疑人", "Suspect who fled or died", choices=queries.suspects)},
    checklist=(
        (
            "嫌疑人逃匿通缉满法定期限，或者已经死亡，证据在卷",
            "Wanted for the statutory time, or dead: proof in the file",
        ),
    ),
    order=830,
)
def propose_confiscation(
    case: CriminalCase,
    by: By,
    *,
    person: Person,
    to_organ: Annotated[str, Ask("检察院", "Procuratorate", initial=lambda case, by: last_organ(case))],
    findings: Annotated[str, Ask("犯罪事实和逃匿、死亡情况", "Facts, flight or death", lines=True)],
    proceeds: Annotated[str, Ask("违法所得及涉案财产", "Proceeds and property", lines=True)],
) -> Done:
    """The person is out of reach, the proceeds are not: the procuratorate is asked to go to court for them."""
    facts = {
        "to_organ": to_organ,
        "suspect": person_fact(person),
        "charge": case.cause,
        "findings": findings,
        "evidence": evidence_titles(case),
        "result": proceeds,
    }
    return Done(to="confiscation", papers=[Paper("没收违法所得意见书", facts, person.key)], clocks=[Stop("C36")])


@act(
    "cases.record_no_responsibility",
    "登记不负刑事责任的鉴定意见",
    "Record that a person is not responsible",
    subject=CriminalCase,
    power="cases.propose_treatment",
    basis=("公安机关办理刑事案件程序规定#343",),
    at=OPEN,
    starts=("C49",),
    asks={"person": Ask("犯罪嫌疑人", "Suspect", choices=queries.suspects)},
    order=831,
)
def record_no_responsibility(
    case: CriminalCase,
    by: By,
    *,
    person: Person,
    received_at: Annotated[datetime, Ask("收到鉴定意见时间", "Opinion received at")],
    conclusion: Annotated[str, Ask("鉴定意见", "Opinion", lines=True)],
) -> Done:
    """Experts say the person does not answer for the act; the term for the treatment opinion runs."""
    if received_at > by.at:
        raise refuse(_("收到时间晚于现在"), _("请核对时间"), code="time")
    return Done(clocks=[Start("C49", received_at, person.key)], fields={"conclusion": conclusion})


@act(
    "cases.propose_treatment",
    "提出强制医疗意见",
    "Propose compulsory treatment",
    subject=CriminalCase,
    basis=("公安机关办理刑事案件程序规定#343",),
    documents=("强制医疗意见书",),
    stops=("C36", "C49", *LIBERTY_CLOCKS),
    approval="强制医疗",
    asks={"person": Ask("犯罪嫌疑人", "Suspect", choices=queries.suspects)},
    order=832,
)
def propose_treatment(
    case: CriminalCase,
    by: By,
    *,
    person: Person,
    to_organ: Annotated[str, Ask("检察院", "Procuratorate", initial=lambda case, by: last_organ(case))],
    findings: Annotated[str, Ask("实施暴力行为的事实", "The violent acts", lines=True)],
    danger: Annotated[str, Ask("继续危害社会的可能", "Danger that remains", lines=True)],
) -> Done:
    """Not responsible, yet dangerous: the court is asked for treatment, custody as a suspect ends."""
    about = person.key
    facts = {
        "to_organ": to_organ,
        "suspect": person_fact(person),
        "charge": case.cause,
        "findings": findings,
        "evidence": evidence_titles(case),
        "reason": danger,
    }
    return Done(
        to="treatment",
        touches=_ended(case, by, "移送强制医疗", person),
        papers=[Paper("强制医疗意见书", facts, about)],
        clocks=[Stop("C36"), *_stops(("C49", *LIBERTY_CLOCKS), about)],
    )


@act(
    "cases.reconcile",
    "当事人和解",
    "Reconciliation of the parties",
    subject=CriminalCase,
    basis=("公安机关办理刑事案件程序规定#333", "公安机关办理刑事案件程序规定#336", "公安机关办理刑事案件程序规定#337"),
    at=OPEN,
    documents=("和解协议书",),
    approval="当事人和解",
    asks={
        "person": Ask("犯罪嫌疑人", "Suspect", choices=queries.suspects),
        "victim": Ask("被害人", "Victim", choices=queries.victims),
    },
    checklist=(("听取双方意见并记录；未成年当事人的法定代理人在场", "Both sides heard; guardians of minors present"),),
    errors=(("寻衅滋事、聚众斗殴、雇凶伤人等作和解处理", "Reconciling affrays, picking quarrels or hired assault"),),
    order=280,
)
def reconcile(
    case: CriminalCase,
    by: By,
    *,
    person: Person,
    victim: Person,
    eligible: Annotated[bool, Ask("属于可以和解的公诉案件", "A case open to reconciliation")],
    voluntary: Annotated[bool, Ask("被害人自愿和解", "The victim agrees freely")],
    repeat: Annotated[bool, Ask("五年以内曾经故意犯罪", "An intended crime in the last years")],
    findings: Annotated[str, Ask("基本事实和主要证据", "Facts and evidence", lines=True)],
    agreement: Annotated[str, Ask("悔罪、赔偿、谅解内容", "Repentance, damages, forgiveness", lines=True)],
    performance: Annotated[str, Ask("履行方式和期限", "Performance")],
) -> Done:
    """Police preside over the agreement; the case goes on to the procuratorate with a proposal of leniency."""
    facts = {
        "suspect": person_fact(person),
        "victim": person_fact(victim),
        "charge": case.cause,
        "findings": findings,
        "agreement": agreement,
        "performance": performance,
        "chair": staff_fact([by.actor.pk]),
        "date_of": day_of(by.at),
    }
    return Done(papers=[Paper("和解协议书", facts, person.key)], fields={"eligible": str(eligible)})
