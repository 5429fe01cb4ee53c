"""Safeguards of sales before the end of a case and of exhibits on loan (R45)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from egret.acts.cards import guard
from egret.acts.done import By
from egret.acts.models import Subject
from egret.acts.refusals import Refusal
from egret.cases import queries
from egret.cases.acts.loans import XZ as LENDING
from egret.cases.acts.loans import out
from egret.cases.acts.sales import XS, XZ, SaleGround
from egret.cases.models import PropertyItem, PropertyKind, PropertyMeasure
from egret.org.models import Staff

SELLING = ("cases.order_sale", "cases.order_admin_sale")


@guard(*SELLING)
def only_goods_that_may_be_sold(measure: Subject, by: By, given: Mapping[str, Any]) -> Iterator[Refusal]:
    """Contraband goes its own way, what is frozen is no goods, and danger is a ground in administrative cases only."""
    if not isinstance(measure, PropertyMeasure):
        return
    article = XS if measure.case_kind == "criminal" else XZ
    if measure.measure_kind == PropertyKind.FREEZE:
        yield Refusal(_("冻结的财产没有可以变卖的实物"), _("按冻结财产的规定办理"), article, "kind")
    if given.get("contraband"):
        yield Refusal(_("违禁品不能变卖、拍卖"), _("依照国家有关规定处理"), article, "contraband")
    if given.get("ground") == SaleGround.DANGEROUS and measure.case_kind == "criminal":
        yield Refusal(_("刑事案件没有这一变卖情形"), _("选择其他情形，或者移交专门场所存放"), article, "ground")


@guard(*SELLING)
def the_owner_was_heard(measure: Subject, by: By, given: Mapping[str, Any]) -> Refusal | None:
    """The rules ask for no consent; who sells against a known owner's word should know it."""
    if not given.get("owner_objects") or not isinstance(measure, PropertyMeasure):
        return None
    return Refusal(
        _("已知的权利人不同意变卖、拍卖"),
        _("在理由中写明异议和必须变卖的原因，由批准人决定"),
        XS if measure.case_kind == "criminal" else XZ,
        "owner",
        severity="warn",
    )


@guard("cases.record_sale")
def no_officer_buys(measure: Subject, by: By, given: Mapping[str, Any]) -> Refusal | None:
    """Who handles the case buys nothing out of it."""
    buyer = str(given.get("buyer", "")).strip()
    if not buyer or not isinstance(measure, PropertyMeasure):
        return None
    barred = {*queries.team(measure.case.noun()), *measure.officers}  # type: ignore[arg-type]
    if not Staff.objects.filter(pk__in=barred, name=buyer).exists():
        return None
    article = XS if measure.case_kind == "criminal" else XZ
    return Refusal(_("办案人员不得购买涉案财物"), _("由其他人购买"), article, "buyer")


@guard("cases.borrow_exhibits")
def lent_from_the_store(measure: Subject, by: By, given: Mapping[str, Any]) -> Iterator[Refusal]:
    """R45: what was never with the keeper is not lent; who keeps others beyond their time is warned."""
    if not isinstance(measure, PropertyMeasure):
        return
    if not measure.is_kept:
        yield Refusal(_("财物还没有移交保管，谈不上调用"), _("先办理“移交保管、送交登记”"), LENDING, "unkept")
    yield from _late(measure, by)


@guard("cases.return_exhibits")
def back_in_time_and_whole(measure: Subject, by: By, given: Mapping[str, Any]) -> Iterator[Refusal]:
    """R45: late, or not as it was lent: it comes back all the same, and both are told."""
    if not isinstance(measure, PropertyMeasure):
        return
    yield from _late(measure, by)
    if given.get("unchanged") is False:
        yield Refusal(
            _("归还的财物与调用时不一致"),
            _("查明原因，报告办案部门负责人和保管部门"),
            LENDING,
            "R45",
            severity="warn",
        )


@guard("cases.send_for_prosecution", "cases.close", "cases.terminate", "cases.dismiss")
def nothing_is_out(case: Subject, by: By, given: Mapping[str, Any]) -> Refusal | None:
    """R45: a case does not go on with its exhibits in somebody's drawer."""
    measures = queries.running_property(case).values("pk")
    if not PropertyItem.objects.filter(subject_id__in=measures, state="held").exclude(out_to="").exists():
        return None
    return Refusal(_("有调用的涉案财物还没有归还"), _("先归还保管人员"), LENDING, "R45", severity="warn")


def _late(measure: PropertyMeasure, by: By) -> Iterator[Refusal]:
    late = out(measure).filter(out_until__lt=by.at).first()
    if late is not None:
        yield Refusal(
            _("%(who)s调用的财物已经超过归还时间") % {"who": late.out_to},
            _("立即归还保管人员，说明原因"),
            LENDING,
            "R45",
            severity="warn",
        )
