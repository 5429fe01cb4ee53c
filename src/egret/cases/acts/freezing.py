"""查询、冻结: what lies in accounts and registers is asked for, and frozen for a term (程序规定 237-247)."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Any

from django.utils.translation import gettext_lazy as _

from egret.acts.cards import Ask
from egret.acts.done import By, Done, Lapse, Lengthen, Start, Stop
from egret.acts.machine import act
from egret.acts.models import Clock, ClockState
from egret.acts.ports import Paper, ports
from egret.acts.refusals import refuse
from egret.cases import queries
from egret.cases.acts.goods import born_of, day_of, end, gone, measure_of, party_fact
from egret.cases.acts.seizure import AT
from egret.cases.models import AssetKind, CriminalCase, CriminalProperty, ItemState, PropertyKind, PropertyMeasure
from egret.intake.models import Person
from egret.intake.papers import person_fact, staff_fact

TERMS = {
    AssetKind.DEPOSIT: "C42",
    AssetKind.SECURITIES: "C44",
    AssetKind.EQUITY: "C45",
    AssetKind.LISTED: "C45",
    AssetKind.INVESTMENT: "C45",
}
"""The term of a freeze by what is frozen; deposits of a grave case have one of their own."""
MAJOR = "C43"
FREEZES = ("C42", "C43", "C44", "C45")


def term_of(asset: str, major: bool) -> str:
    return MAJOR if asset == AssetKind.DEPOSIT and major else TERMS[AssetKind(asset)]


@act(
    "cases.query_assets",
    "查询财产",
    "Inquire into assets",
    subject=CriminalCase,
    basis=("刑事诉讼法#144", "公安机关办理刑事案件程序规定#238"),
    at=("filing_review", "filed", *AT),
    documents=("协助查询财产通知书",),
    approval="查询财产",
    asks={"person": Ask("被查询人", "Whose assets", choices=queries.suspects)},
    order=131,
)
def query_assets(
    case: CriminalCase,
    by: By,
    *,
    person: Person,
    to_organ: Annotated[str, Ask("协助单位", "Who is asked", help=_("银行、证券公司、登记机关等"))],
    asked: Annotated[str, Ask("查询的财产和内容", "What is asked", lines=True)],
) -> Done:
    """Ask a bank or a register what a suspect has there; nothing is touched by asking."""
    facts = {
        "to_organ": to_organ,
        "suspect": person_fact(person),
        "charge": case.cause,
        "subject_matter": asked,
        "officers": staff_fact(queries.team(case)),
    }
    return Done(papers=[Paper("协助查询财产通知书", facts, person.key)])


@act(
    "cases.freeze",
    "冻结",
    "Freeze",
    subject=CriminalCase,
    basis=("刑事诉讼法#144", "公安机关办理刑事案件程序规定#237", "公安机关办理刑事案件程序规定#239"),
    at=AT,
    documents=("协助冻结财产通知书",),
    starts=FREEZES,
    approval="冻结财产",
    asks={"person": Ask("犯罪嫌疑人", "Suspect", choices=queries.suspects)},
    checklist=(
        (
            "账户名称、账号、数额、期限、范围、是否及于孳息",
            "Account, sum, term, extent, and whether fruits are included",
        ),
        ("债券、股票、基金份额：告知有权申请出售", "Securities: the owner is told that a sale may be asked for"),
    ),
    errors=(("重复冻结；已被冻结的只能轮候", "Freezing twice: what is frozen can only be queued for"),),
    order=139,
)
def freeze(
    case: CriminalCase,
    by: By,
    *,
    person: Person,
    asset: Annotated[AssetKind, Ask("财产种类", "Kind of assets")],
    to_organ: Annotated[str, Ask("协助冻结的单位", "Who freezes")],
    account: Annotated[str, Ask("账户名称和号码", "Account, name and number")],
    amount: Annotated[Decimal, Ask("冻结数额", "Amount")],
    extent: Annotated[str, Ask("冻结范围", "Extent", help=_("写明是否及于孳息"))],
    reason: Annotated[str, Ask("冻结理由", "Reason")],
    major: Annotated[
        bool,
        Ask(
            "重大、复杂案件，冻结存款等一年", "Grave and complex: deposits for a year", help=_("由设区的市级负责人批准")
        ),
    ] = False,
) -> Done:
    """Have what a suspect owns there kept from moving; it lapses by itself when nobody renews it in time."""
    rule = term_of(asset, major)
    due = ports.rules.due(rule, by.at)
    goods = [{"name": str(AssetKind(asset).label), "quantity": f"{amount.normalize():f}", "features": extent}]
    measure = measure_of(
        case,
        by,
        PropertyKind.FREEZE,
        goods,
        asset=asset,
        holder=person,
        ground=reason,
        place=to_organ,
        account=account,
        amount=amount,
        officers=list(queries.team(case)),
        until=due.legal,
    )
    facts = _freeze_facts(measure, extent, day_of(by.at), day_of(due.legal))
    papers = [Paper("协助冻结财产通知书", {**facts, "charge": case.cause, "reason": reason}, person.key)]
    return Done(papers=papers, begets=[born_of(measure, goods, [Start(rule, by.at)])])


def _freeze_facts(measure: PropertyMeasure, extent: str, starts: str, ends: str) -> dict[str, Any]:
    kind, sum_frozen = str(AssetKind(measure.asset).label), measure.amount or Decimal(0)
    return {
        "to_organ": measure.place,
        "suspect": party_fact(measure.holder),
        "items": [
            {"name": kind, "quantity": f"{sum_frozen.normalize():f}", "features": measure.account, "note": extent}
        ],
        "starts": starts,
        "ends": ends,
        "officers": staff_fact(measure.officers),
    }


def running_term(measure: CriminalProperty) -> Clock | None:
    return Clock.objects.filter(subject_id=measure.pk, rule__in=FREEZES, state=ClockState.RUNNING).first()


@act(
    "cases.renew_freeze",
    "继续冻结",
    "Renew the freeze",
    subject=CriminalProperty,
    basis=("公安机关办理刑事案件程序规定#240", "公安机关办理刑事案件程序规定#243"),
    at=("in_force", "handed_over"),
    documents=("继续冻结财产通知书",),
    approval="冻结财产",
    errors=(("期限届满才办理，冻结已自动解除", "Too late: the freeze has lapsed by itself"),),
    order=20,
)
def renew_freeze(
    measure: CriminalProperty, by: By, *, reason: Annotated[str, Ask("继续冻结的理由", "Reason", lines=True)]
) -> Done:
    """Keep it frozen for one term more, counted on from the end of the running one, by those who approved the first."""
    clock = running_term(measure)
    if clock is None or clock.legal_due < by.at:
        raise refuse(
            _("没有在期限内的冻结，不能续冻"),
            _("逾期的视为自动解除；仍需冻结的，重新呈请冻结"),
            "公安机关办理刑事案件程序规定#240",
            "F51",
        )
    due = ports.rules.due(clock.rule, clock.started, (), (*clock.extended, 0))
    facts = _freeze_facts(measure, reason, day_of(clock.legal_due), day_of(due.legal))
    measure.until = due.legal
    return Done(papers=[Paper("继续冻结财产通知书", facts)], clocks=[Lengthen(clock.rule, 0)])


@act(
    "cases.unfreeze",
    "解除冻结",
    "Unfreeze",
    subject=CriminalProperty,
    basis=("公安机关办理刑事案件程序规定#241", "公安机关办理刑事案件程序规定#247", "刑事诉讼法#145"),
    documents=("协助解除冻结财产通知书",),
    stops=(*FREEZES, "C40"),
    approval="冻结财产",
    order=30,
)
def unfreeze(
    measure: CriminalProperty, by: By, *, reason: Annotated[str, Ask("解除理由", "Reason", lines=True)]
) -> Done:
    """What need not be frozen any more is free again; the bank and the owner are told."""
    facts = _freeze_facts(measure, reason, day_of(measure.taken_at), day_of(by.at))
    rows = gone(queries.held_items(measure), ItemState.RETURNED, by.at, measure.place, reason)
    end(measure, by.at, "解除冻结")
    stops = [Stop(rule) for rule in (*FREEZES, "C40")]
    return Done(to="released", rows=rows, papers=[Paper("协助解除冻结财产通知书", facts)], clocks=stops)


@act(
    "cases.lapse_freeze",
    "冻结逾期自动解除",
    "Lapse of a freeze",
    subject=CriminalProperty,
    basis=("公安机关办理刑事案件程序规定#240",),
    stops=FREEZES,
    system=True,
    menu=False,
)
def lapse_freeze(measure: CriminalProperty, by: By) -> Done:
    """A freeze nobody renewed in time counts as lifted; the record says when."""
    clock = running_term(measure)
    if clock is None or clock.legal_due >= by.at:
        raise refuse(_("冻结期限还没有届满"), _("不需要继续冻结的，办理“解除冻结”"), code="early")
    rows = gone(queries.held_items(measure), ItemState.LAPSED, clock.legal_due, measure.place, "逾期未续冻")
    end(measure, clock.legal_due, "逾期未续冻，自动解除")
    return Done(to="lapsed", rows=rows, clocks=[Lapse(clock.rule)], why="lapse")
