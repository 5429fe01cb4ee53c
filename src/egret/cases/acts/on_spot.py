"""当场处罚: a plain, small offence is penalised where it is found, then filed; cash is handed in with its ticket.

治安管理处罚法 119-125; 程序规定 37-39, 214-216.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from egret.acts.cards import Ask
from egret.acts.clocks import LOCAL, people_under
from egret.acts.done import By, ClockEvent, Done, Start, Stop
from egret.acts.machine import act
from egret.acts.ports import Paper, ports
from egret.acts.refusals import refuse
from egret.cases import queries
from egret.cases.acts.penalty import decided, last_said, penalty_text, rests_on, weighed
from egret.cases.acts.settlement import TERMS
from egret.cases.models import AdministrativeCase, Decision, Notice, NoticeKind
from egret.intake.models import Person
from egret.intake.papers import person_fact, staff_fact
from egret.org.models import Staff

LAW = "治安管理处罚法(2025)"


class CashGround(models.TextChoices):
    """When a fine may be taken in cash on the spot (治安管理处罚法 123)."""

    SMALL = "small", _("数额在限额以下且本人无异议")
    REMOTE = "remote", _("边远、水上、交通不便地区，旅客列车上或者口岸，缴纳确有困难并由本人提出")
    NO_HOME = "no_home", _("在当地没有固定住所，事后难以执行")


@act(
    "cases.penalise_on_spot",
    "当场处罚",
    "Penalise on the spot",
    subject=AdministrativeCase,
    basis=(f"{LAW}#119", f"{LAW}#120", "公安机关办理行政案件程序规定#38"),
    documents=("当场处罚决定书",),
    starts=("A08", "A21", "A23", "L01"),
    stops=TERMS,
    approval="当场处罚",
    asks={
        "person": Ask("违法行为人", "Offender", choices=queries.suspects),
        "officers": Ask("执法民警", "Officers", help=_("本人无异议并全程录像的可以一人"), choices=queries.colleagues),
        "guardian": Ask("到场监护人", "Guardian present", choices=queries.adults_for),
    },
    checklist=(
        (
            "出示人民警察证，口头告知事实、理由、依据，听取陈述和申辩",
            "Show the card, tell the grounds, hear the person",
        ),
        ("决定书当场交付", "Hand over the decision at once"),
    ),
    errors=(("卖淫嫖娼、赌博、毒品案件适用当场处罚", "Used for prostitution, gambling or drugs"),),
    order=60,
)
def penalise_on_spot(
    case: AdministrativeCase,
    by: By,
    *,
    person: Person,
    officers: tuple[Staff, ...],
    findings: Annotated[str, Ask("违法事实", "Facts", lines=True)],
    cite: Annotated[str, Ask("处罚依据", "Article", help=_("例如 治安管理处罚法(2025)#51"))],
    review_organ: Annotated[
        str, Ask("行政复议机关", "Review organ", initial=lambda case, by: last_said(case, "review_organ"))
    ],
    warning: Annotated[bool, Ask("警告", "Warning")] = False,
    fine: Annotated[Decimal, Ask("罚款（元）", "Fine, yuan")] = Decimal(0),
    contested: Annotated[bool, Ask("本人有异议", "The person objects")] = False,
    plea: Annotated[str, Ask("陈述和申辩", "Plea", lines=True)] = "",
    recording: Annotated[str, Ask("同步录音录像编号", "Recording")] = "",
    guardian: Person | None = None,
    lighter: Annotated[
        str, Ask("适用新法较轻的理由", "Why the later text is lighter", help=_("行为在新法施行前而引新法的必填"))
    ] = "",
) -> Done:
    """Decide and hand over at once: the decision is served by being given, and is to be filed within the day."""
    if not (warning or fine > 0):
        raise refuse(_("没有选择警告或者罚款"), _("当场只能处警告或者罚款"), f"{LAW}#119", "empty")
    decision = Decision(
        subject=case,
        person=person,
        kind="当场处罚",
        cite=cite,
        fine=fine,
        warning=warning,
        facts=findings,
        reasons=weighed("", lighter),
        decided_at=by.at,
        served_at=by.at,
    )
    told = Notice(
        subject=case,
        person=person,
        kind=NoticeKind.PENALTY,
        at=by.at,
        way="当场口头",
        content=penalty_text(decision),
        answer=plea,
        answer_checked="已当场听取并复核" if plea else "",
    )
    facts: dict[str, Any] = {
        "party": person_fact(person),
        "findings": findings,
        "legal_basis": rests_on(cite, lighter),
        "decision": penalty_text(decision),
        "officers": staff_fact([officer.pk for officer in officers]),
        "review_organ": review_organ,
    }
    about = person.key
    clocks: list[ClockEvent] = [
        *(Stop(rule) for rule in TERMS),
        Start("A08", by.at, about),
        Start("L01", by.at, about),
        *(Start("A21", by.at, victim.key) for victim in queries.victims(case)),
    ]
    if fine:
        term = ports.rules.deadline("A23", by.at.astimezone(LOCAL).date())
        facts |= {"fine": str(fine), "bank": f"自收到本决定书之日起{term.length}日内到指定银行或者电子支付缴纳"}
        clocks.append(Start("A23", by.at, about))
    if recording:
        facts["recorded"] = recording
    paper = Paper("当场处罚决定书", facts, about=about)
    return Done(to="served", rows=[decision, told], papers=[paper], clocks=clocks)


@act(
    "cases.file_on_spot",
    "当场处罚备案",
    "File the on-the-spot penalty",
    subject=AdministrativeCase,
    basis=(f"{LAW}#120", "公安机关办理行政案件程序规定#39"),
    at=("served", "executing", "contested", "closed"),
    stops=("A08",),
    asks={"decision": Ask("当场处罚", "On-the-spot penalty", choices=lambda case, by: unfiled(case))},
    order=5,
)
def file_on_spot(
    case: AdministrativeCase,
    by: By,
    *,
    decision: Decision,
    received_by: Annotated[str, Ask("接收备案的部门", "Received by")],
) -> Done:
    """The organ has the decision on file; late filing stays visible in the clock."""
    return Done(clocks=[Stop("A08", decision.person.key)], fields={"received_by": received_by})


def unfiled(case: Any) -> models.QuerySet[Decision]:
    """On-the-spot penalties whose filing is still owed."""
    return decided(case).filter(kind="当场处罚", person_id__in=people_under(case, "A08"))


@act(
    "cases.collect_fine",
    "当场收缴罚款",
    "Collect the fine in cash",
    subject=AdministrativeCase,
    basis=(f"{LAW}#123", f"{LAW}#125", "公安机关办理行政案件程序规定#214"),
    at=("served", "executing"),
    starts=("A24",),
    stops=("A23",),
    asks={"decision": Ask("罚款决定", "Decision with a fine", choices=lambda case, by: unpaid(case))},
    checklist=(("出具财政部门统一制发的专用票据", "Give the ticket issued by the finance department"),),
    errors=(("以白条代替票据", "A slip instead of the ticket"),),
    order=15,
)
def collect_fine(
    case: AdministrativeCase,
    by: By,
    *,
    decision: Decision,
    ground: Annotated[CashGround, Ask("当场收缴的情形", "Ground")],
    ticket: Annotated[str, Ask("专用票据号", "Number of the ticket")],
    confirmed: Annotated[bool, Ask("本人已签名确认", "Signed for by the person")] = False,
) -> Done:
    """Take the fine in cash against a ticket; it must reach the organ, then the bank."""
    about = decision.person.key
    facts = {"ticket": ticket, "ground": str(ground), "amount": str(decision.fine)}
    return Done(clocks=[Stop("A23", about), Start("A24", by.at, about)], fields=facts)


def unpaid(case: Any) -> models.QuerySet[Decision]:
    """Fines in force whose term of payment still runs."""
    return cash(case, "A23")


def cash(case: Any, rule: str) -> models.QuerySet[Decision]:
    """Fines that still wait, under this rule, to be paid or passed on."""
    return decided(case).filter(fine__gt=0, person_id__in=people_under(case, rule))


@act(
    "cases.hand_in_fine",
    "罚款交至公安机关",
    "Hand in the cash fine",
    subject=AdministrativeCase,
    power="cases.collect_fine",
    basis=(f"{LAW}#124", "行政处罚法#71"),
    at=("served", "executing", "contested", "closed"),
    starts=("A25",),
    stops=("A24",),
    asks={"decision": Ask("罚款决定", "Decision with a fine", choices=lambda case, by: cash(case, "A24"))},
    order=6,
)
def hand_in_fine(
    case: AdministrativeCase,
    by: By,
    *,
    decision: Decision,
    received_by: Annotated[str, Ask("收款部门和经手人", "Received by")],
) -> Done:
    """The cash leaves the officer's hands; the organ must bank it now."""
    about = decision.person.key
    return Done(clocks=[Stop("A24", about), Start("A25", by.at, about)], fields={"received_by": received_by})


@act(
    "cases.bank_fine",
    "罚款缴付银行",
    "Bank the cash fine",
    subject=AdministrativeCase,
    power="cases.collect_fine",
    basis=(f"{LAW}#124", "行政处罚法#71"),
    at=("served", "executing", "contested", "closed"),
    stops=("A25",),
    asks={"decision": Ask("罚款决定", "Decision with a fine", choices=lambda case, by: cash(case, "A25"))},
    order=7,
)
def bank_fine(
    case: AdministrativeCase,
    by: By,
    *,
    decision: Decision,
    slip: Annotated[str, Ask("银行回单号", "Bank slip")],
) -> Done:
    """The organ has paid the cash in at the bank."""
    return Done(clocks=[Stop("A25", decision.person.key)], fields={"slip": slip})
