"""发还、查明无关: goods that are another's beyond doubt go back before the case ends (程序规定 233, 234; 行政 192)."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Any

from django.utils.translation import gettext_lazy as _

from egret.acts.cards import Ask
from egret.acts.done import By, Done, Start, Stop
from egret.acts.machine import act
from egret.acts.ports import Paper
from egret.acts.refusals import refuse
from egret.cases import queries
from egret.cases.acts.disposal import ADMIN_TERMS
from egret.cases.acts.freezing import FREEZES
from egret.cases.acts.goods import end, gone, left_after, shown_items
from egret.cases.acts.releases import held
from egret.cases.models import AdministrativeProperty, CriminalProperty, ItemState, PropertyItem, PropertyKind
from egret.intake.models import Person
from egret.intake.papers import person_fact, staff_fact

CRIMINAL_TERMS = ("P03", "C39")


def victims_of(measure: Any, _by: By) -> Any:
    return queries.victims(measure.case)


ASKS = {
    "items": Ask("发还的财物", "What goes back", choices=held),
    "victim": Ask("被害人（被侵害人）", "Victim", choices=victims_of),
}
CHECKLIST = (
    ("有证据证明权属明确、没有争议，不损害他人利益，不影响办案", "Ownership proved and undisputed; nobody is harmed"),
    ("原物照片、清单、领取手续存卷", "Photographs, list and receipt in the file"),
)


@act(
    "cases.return_to_victim",
    "发还被害人",
    "Return to the victim",
    subject=CriminalProperty,
    basis=("刑事诉讼法#245", "公安机关办理刑事案件程序规定#234"),
    documents=("发还清单",),
    stops=(*CRIMINAL_TERMS, *FREEZES),
    approval="发还被害人",
    asks=ASKS,
    checklist=CHECKLIST,
    order=35,
)
def return_to_victim(
    measure: CriminalProperty,
    by: By,
    *,
    items: tuple[PropertyItem, ...],
    victim: Person,
    reason: Annotated[str, Ask("返还理由", "Reason", help=_("写明权属证据"), lines=True)],
    photos: Annotated[str, Ask("照片、录像编号", "Photographs")],
    value: Annotated[Decimal, Ask("估价（元）", "Estimated value, yuan")],
    receiver: Annotated[str, Ask("领取人", "Who receives", help=_("本人或者持委托书的受托人"))],
    proxy: Annotated[str, Ask("委托书", "Letter of proxy", help=_("委托他人领取的必填"))] = "",
) -> Done:
    """Before judgment the victim has back what is theirs beyond doubt, by leave of the leader."""
    if measure.measure_kind == PropertyKind.FREEZE:
        raise refuse(_("冻结的财产没有可以退还的原物"), _("办理“解除冻结”"), "公安机关办理刑事案件程序规定#241", "kind")
    return _returned(measure, by, items, victim, (reason, photos, value, receiver, proxy), CRIMINAL_TERMS)


@act(
    "cases.return_to_injured",
    "发还被侵害人",
    "Return to the injured",
    subject=AdministrativeProperty,
    basis=("公安机关办理行政案件程序规定#192",),
    documents=("发还清单",),
    stops=ADMIN_TERMS,
    asks=ASKS,
    checklist=CHECKLIST,
    order=35,
)
def return_to_injured(
    measure: AdministrativeProperty,
    by: By,
    *,
    items: tuple[PropertyItem, ...],
    victim: Person,
    reason: Annotated[str, Ask("返还理由", "Reason", help=_("写明权属证据"), lines=True)],
    photos: Annotated[str, Ask("照片、录像编号", "Photographs")],
    value: Annotated[Decimal, Ask("估价（元）", "Estimated value, yuan")],
    receiver: Annotated[str, Ask("领取人", "Who receives", help=_("本人或者持委托书的受托人"))],
    proxy: Annotated[str, Ask("委托书", "Letter of proxy", help=_("委托他人领取的必填"))] = "",
) -> Done:
    """The injured has back in time what is theirs beyond doubt; the file keeps picture, list and receipt."""
    return _returned(measure, by, items, victim, (reason, photos, value, receiver, proxy), ADMIN_TERMS)


def _returned(
    measure: CriminalProperty | AdministrativeProperty,
    by: By,
    items: tuple[PropertyItem, ...],
    victim: Person,
    told: tuple[str, str, Decimal, str, str],
    clocks: tuple[str, ...],
) -> Done:
    reason, photos, value, receiver, proxy = told
    last = not left_after(measure, items)
    facts = {
        "party": person_fact(victim),
        "reason": reason,
        "recorded": photos,
        "amount": str(value),
        "items": shown_items(items, measure.holder),
        "officers": staff_fact(measure.officers),
    }
    if proxy:
        facts["extra"] = f"{receiver}凭{proxy}代为领取"
    rows = gone(items, ItemState.VICTIM, by.at, receiver, reason)
    if last:
        end(measure, by.at, "发还")
    stops = [Stop(rule) for rule in clocks] if last else []
    return Done(to="released" if last else "", rows=rows, papers=[Paper("发还清单", facts, victim.key)], clocks=stops)


@act(
    "cases.find_unrelated",
    "查明与案件无关",
    "Find it unrelated",
    subject=CriminalProperty,
    basis=("刑事诉讼法#145", "公安机关办理刑事案件程序规定#233", "公安机关办理刑事案件程序规定#247"),
    at=("in_force", "handed_over"),
    starts=("C39", "C40"),
    order=28,
)
def find_unrelated(
    measure: CriminalProperty, by: By, *, reason: Annotated[str, Ask("查明的情况", "What was found", lines=True)]
) -> Done:
    """It has no part in the case: within days it is lifted and given back."""
    if not queries.held_items(measure).exists():
        raise refuse(_("这项措施已经没有财物"), _("不必再办"), code="nothing")
    rule = "C40" if measure.measure_kind == PropertyKind.FREEZE else "C39"
    return Done(clocks=[Start(rule, by.at)], fields={"reason": reason})
