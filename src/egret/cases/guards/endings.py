"""Safeguards where a case takes another way (G15, F06, F71, F72, C49)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from egret.acts.cards import guard
from egret.acts.clocks import running_on
from egret.acts.done import By
from egret.acts.looking import rows_of
from egret.acts.models import Subject
from egret.acts.refusals import Refusal
from egret.approvals.models import Approval
from egret.cases import queries
from egret.cases.acts.custody import IN_CUSTODY
from egret.cases.acts.merging import alike
from egret.cases.models import MeasureKind, PartnerReply, PropertyKind


def _runs(case: Subject, rule: str, about: str | None = None) -> bool:
    return bool(running_on(case, rule, about=about))


@guard("cases.file_on_order")
def an_order_is_there(case: Subject, by: By, given: Mapping[str, Any]) -> Refusal | None:
    """G15: filing after a refusal follows an order of the procuratorate."""
    if rows_of(case, PartnerReply).filter(kind="通知立案").exists():
        return None
    return Refusal(_("没有检察院的通知立案书"), _("先登记检察院通知立案"), "公安机关办理刑事案件程序规定#182", "G15")


@guard("cases.turn_administrative")
def nobody_in_custody_any_more(case: Subject, by: By, given: Mapping[str, Any]) -> Refusal | None:
    """F71: custody ends with its own paper before the case stops being a crime."""
    if not queries.held(case, *IN_CUSTODY):
        return None
    return Refusal(
        _("还有人被刑事拘留或者逮捕"), _("先释放并出具释放证明书"), "公安机关办理刑事案件程序规定#189", "F71"
    )


@guard("cases.turn_administrative")
def coercion_ends_with_its_own_paper(case: Subject, by: By, given: Mapping[str, Any]) -> Refusal | None:
    """Bail and surveillance are lifted in writing, and the deposit given back, before the crime is an offence."""
    if not queries.held(case, MeasureKind.BAIL, MeasureKind.SURVEILLANCE):
        return None
    return Refusal(
        _("还有人被取保候审或者监视居住"),
        _("先办理解除，出具解除决定书；交保证金的退还保证金"),
        "公安机关办理刑事案件程序规定#189",
        "F27",
    )


@guard("cases.turn_administrative")
def nothing_stays_frozen(case: Subject, by: By, given: Mapping[str, Any]) -> Iterator[Refusal]:
    """A freeze has no ground in an administrative case; seizures are taken over there, or released here."""
    held = queries.running_property(case)
    kinds = {one.measure_kind for one in held}
    if kinds & {PropertyKind.FREEZE, PropertyKind.SEAL, PropertyKind.LEAVE}:
        yield Refusal(
            _("还有冻结、查封或者登记保存的财物"),
            _("先逐项解除；行政案件需要的另行办理"),
            "公安机关办理刑事案件程序规定#187",
            "F52",
        )
    elif kinds:
        yield Refusal(
            _("本案还有扣押的财物"),
            _("转为行政案件后办理“刑事扣押转为行政扣押”；不需要的先解除、发还"),
            "公安机关办理行政案件程序规定#107",
            "F53",
            severity="warn",
        )


@guard("cases.conclude", "cases.merge", "cases.close", "cases.terminate", "cases.confirm_performance")
def nothing_is_left_in_the_old_case(case: Subject, by: By, given: Mapping[str, Any]) -> Refusal | None:
    """F52: goods of the case this one came from are taken over or given up before this one ends."""
    count = len(queries.left_behind(case))
    if not count:
        return None
    criminal = getattr(case, "case_kind", "") == "criminal"
    return Refusal(
        _("原案件还有%(count)d项涉案财物措施没有了结") % {"count": count},
        _("办理“行政扣押转为刑事扣押”，或者在原案件解除")
        if criminal
        else _("办理“刑事扣押转为行政扣押”，或者在原案件解除、发还"),
        "公安机关办理行政案件程序规定#116" if criminal else "公安机关办理行政案件程序规定#193",
        "F52",
    )


@guard("cases.merge")
def the_main_case_holds_the_measures(case: Subject, by: By, given: Mapping[str, Any]) -> Iterator[Refusal]:
    """Measures pass to the main case with their terms (F25): none of hours, none on somebody restricted there too."""
    article = "公安机关办理刑事案件程序规定#184"
    if queries.running_measures(case, MeasureKind.SUMMONS, MeasureKind.COMPELLED).exists():
        yield Refusal(_("还有人在传唤、拘传期间"), _("先登记离开，或者变更为其他强制措施，再并案"), article, "F25")
    mine = by.approved.pk if by.approved else 0
    restricted = list(queries.running_measures(case))
    if restricted and Approval.objects.filter(target=case.pk, is_open=True).exclude(act="cases.merge").exclude(pk=mine):
        yield Refusal(
            _("本案还有没有办结的呈批，强制措施随案转入主案后不能再在本案执行"),
            _("先办结或者撤回呈批，再并案"),
            article,
            "open",
        )
    main = given.get("main")
    if main is None:
        return
    if main.pk == case.pk or main.stage not in ("investigating", "suspect_in"):
        yield Refusal(_("主案不在侦查阶段"), _("另选主案"), article, "main")
    there = [one.person for one in queries.running_measures(main)]
    for name in sorted({one.person.name for one in restricted if any(alike(one.person, other) for other in there)}):
        yield Refusal(
            _("%(name)s在两案都有正在执行的强制措施") % {"name": name},
            _("同一人不能并存两项强制措施：先在其中一案解除，再并案"),
            article,
            "F25",
        )


@guard("cases.dismiss", "cases.merge", "cases.transfer_jurisdiction", "cases.turn_administrative")
def nobody_is_listened_to_any_more(case: Subject, by: By, given: Mapping[str, Any]) -> Refusal | None:
    """C46: a technical measure is lifted in writing before the case ends here; its permission is this force's own."""
    if not _runs(case, "C46"):
        return None
    return Refusal(_("技术侦查措施还没有解除"), _("先办理解除技术侦查措施"), "刑事诉讼法#151", "C46")


@guard("cases.propose_treatment")
def experts_have_spoken(case: Subject, by: By, given: Mapping[str, Any]) -> Refusal | None:
    """C49: treatment rests on an expert opinion, not on an impression."""
    person = given.get("person")
    if person is None or _runs(case, "C49", person.key):
        return None
    return Refusal(
        _("没有%(name)s依法不负刑事责任的鉴定意见") % {"name": person.name},
        _("先登记不负刑事责任的鉴定意见"),
        "公安机关办理刑事案件程序规定#343",
        "C49",
    )


@guard("cases.reconcile")
def open_to_reconciliation(case: Subject, by: By, given: Mapping[str, Any]) -> Iterator[Refusal]:
    """F72: only the cases the law opens, only freely, never for who offended again."""
    article = "公安机关办理刑事案件程序规定#333"
    if "eligible" in given and not given["eligible"]:
        yield Refusal(_("不属于可以和解的公诉案件"), _("按一般程序侦查终结"), article, "F72")
    if "voluntary" in given and not given["voluntary"]:
        yield Refusal(_("被害人不自愿和解"), _("按一般程序侦查终结"), article, "F72")
    if given.get("repeat"):
        yield Refusal(_("五年以内曾经故意犯罪的，不得和解"), _("按一般程序侦查终结"), article, "F72")
