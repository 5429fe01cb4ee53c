"""Safeguards of property (R02, R03, R09, R39, R41-R45, F46, F47, F51-F53)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from egret.acts.cards import guard
from egret.acts.clocks import LOCAL
from egret.acts.done import By
from egret.acts.models import Clock, ClockState, Subject
from egret.acts.ports import ports
from egret.acts.refusals import Refusal
from egret.cases import queries
from egret.cases.acts.keeping import KEEPING
from egret.cases.guards.statements import police
from egret.cases.models import AdministrativeProperty, CaseFacts, CriminalProperty, PropertyKind, PropertyMeasure
from egret.org.models import Staff

CRIMINAL_TAKING = ("cases.seize", "cases.seal", "cases.leave_with_holder")
ADMIN_TAKING = ("cases.preserve_evidence", "cases.register_evidence", "cases.sample_evidence")
XS, XZ = "公安机关办理刑事案件程序规定", "公安机关办理行政案件程序规定"


def _is_criminal(case: Subject) -> bool:
    return getattr(case, "case_kind", "") == "criminal"


@guard(*CRIMINAL_TAKING, "cases.freeze")
def filed_before_taking(case: Subject, by: By, given: Mapping[str, Any]) -> Refusal | None:
    """F47: before filing nobody's property is seized, sealed or frozen."""
    if getattr(case, "filed_at", None) is not None:
        return None
    return Refusal(_("立案前不得查封、扣押、冻结"), _("先办理立案"), f"{XS}#174", "F47")


@guard(*CRIMINAL_TAKING, *ADMIN_TAKING)
def two_officers_take(case: Subject, by: By, given: Mapping[str, Any]) -> Iterator[Refusal]:
    """R02, R03: two officers; one will do in an administrative case only in a case area under a whole recording."""
    if "items" not in given or not isinstance(case, CaseFacts):
        return
    named = given.get("officers") or Staff.objects.filter(pk__in=list(queries.team(case)))
    needed = ports.rules.amount("officers_minimum", by.at.astimezone(LOCAL).date())
    if len(police(list(named))) >= needed:
        return
    alone = given.get("case_area") and given.get("recording") and police(list(named))
    if not alone:
        yield Refusal(
            _("实施的民警少于%(needed)d人") % {"needed": needed},
            _("增加一名民警；治安案件在规范办案场所内扣押并全程同步录音录像的，可以由一名民警实施"),
            f"{XS}#229" if _is_criminal(case) else "治安管理处罚法(2025)#108",
            "R03" if _is_criminal(case) else "R02",
        )


@guard(*CRIMINAL_TAKING)
def somebody_attests(case: Subject, by: By, given: Mapping[str, Any]) -> Refusal | None:
    """R39: an attesting witness, or a whole recording where none could be had."""
    if "items" not in given or given.get("witnesses") or given.get("recording"):
        return None
    return Refusal(_("没有见证人，也没有全程录音录像"), _("选择见证人，或者填写录音录像编号"), f"{XS}#194", "R39")


@guard("cases.seize", "cases.seal")
def the_holder_is_accounted_for(case: Subject, by: By, given: Mapping[str, Any]) -> Refusal | None:
    """R41: the holder signs the list and has a copy; when nobody is known as one, the list says so."""
    if "items" not in given or given.get("holder") or given.get("holder_note"):
        return None
    return Refusal(
        _("没有选择持有人，也没有说明情况"),
        _("选择持有人；无法确定、不在场或者拒绝签名的，写明情况"),
        f"{XS}#230",
        "R41",
    )


@guard("cases.seize")
def valuables_are_pictured(case: Subject, by: By, given: Mapping[str, Any]) -> Iterator[Refusal]:
    """R42: relics, precious metal, jewellery and paintings are photographed and appraised."""
    if not given.get("valuable"):
        return
    if not given.get("photos"):
        yield Refusal(
            _("贵重财物没有拍照或者录音录像"),
            _("拍照或者录像后填写编号"),
            f"{XS}#230",
            "R42",
            severity="warn",
        )
    if not given.get("value"):
        yield Refusal(_("贵重财物还没有估价"), _("及时鉴定、估价，估价后登记"), f"{XS}#230", "R42", severity="warn")


@guard("cases.seize", "cases.seal")
def something_is_left_to_live_on(case: Subject, by: By, given: Mapping[str, Any]) -> Refusal | None:
    """R43: what the person and dependants live on stays with them; the record says what."""
    if "items" not in given or given.get("left_for_life"):
        return None
    return Refusal(
        _("没有写明为本人和所扶养家属保留的生活费用和物品"),
        _("需要保留的写明；没有的可以不填"),
        f"{XS}#230",
        "R43",
        severity="hint",
    )


@guard("cases.seize")
def no_scene_commander_takes_high_value(case: Subject, by: By, given: Mapping[str, Any]) -> Refusal | None:
    """At the scene a commander decides, but not over what is of high value or keeps a business running."""
    if not by.urgent or not (given.get("high_value") or given.get("hurts_business")):
        return None
    return Refusal(
        _("价值较高或者可能严重影响正常生产经营的，现场指挥人员不能决定扣押"),
        _("报县级以上公安机关负责人批准后再扣押"),
        f"{XS}#228",
        "R50",
    )


@guard("cases.preserve_evidence")
def on_the_spot_is_recorded(case: Subject, by: By, given: Mapping[str, Any]) -> Refusal | None:
    """R09: what is seized on the spot, before the approval, is recorded whole."""
    if not by.urgent or "items" not in given or given.get("recording"):
        return None
    return Refusal(
        _("当场扣押没有全程同步录音录像"),
        _("填写录音录像编号；没有录制的，先报批后实施"),
        "治安管理处罚法(2025)#105",
        "R09",
    )


@guard("cases.preserve_evidence")
def others_goods_are_not_taken(case: Subject, by: By, given: Mapping[str, Any]) -> Refusal | None:
    """Necessities, and what others hold in good faith, are entered, not taken, unless they must be examined."""
    if not given.get("belongs_to_others") or given.get("needs_examination"):
        return None
    return Refusal(
        _("被侵害人或者善意第三人合法占有的财产、生活必需品不得扣押"),
        _("登记名称、规格、数量、特征，由占有人签名；必须鉴定的可以扣押，鉴定结束立即解除"),
        f"{XZ}#107",
        "F52",
    )


@guard("cases.freeze")
def not_frozen_twice(case: Subject, by: By, given: Mapping[str, Any]) -> Refusal | None:
    """The same account is not frozen twice; a second freeze can only wait its turn."""
    account = str(given.get("account", "")).strip()
    frozen = CriminalProperty.objects.filter(measure_kind="freeze", closed=None, account=account)
    if not account or not frozen.exists():
        return None
    return Refusal(
        _("这个账户已经冻结，不得重复冻结"),
        _("需要继续冻结的办理续冻；其他机关冻结的，请协助单位登记轮候"),
        f"{XS}#242",
        "twice",
    )


@guard("cases.hand_over_seized")
def something_to_hand_over(measure: Subject, by: By, given: Mapping[str, Any]) -> Refusal | None:
    if Clock.objects.filter(subject_id=measure.pk, rule__in=KEEPING, state=ClockState.RUNNING).exists():
        return None
    return Refusal(_("没有等待移交保管或者送交登记的财物"), _("已移交的不必重复办理"), code="nothing")


@guard("cases.hand_over_seized")
def keeper_is_nobody_of_the_team(measure: Subject, by: By, given: Mapping[str, Any]) -> Refusal | None:
    """R44: investigators do not keep what they seized."""
    keeper = str(given.get("keeper", "")).strip()
    if not keeper or not isinstance(measure, PropertyMeasure):
        return None
    barred = {*queries.team(measure.case.noun()), *measure.officers}  # type: ignore[arg-type]
    if not Staff.objects.filter(pk__in=barred, name=keeper).exists():
        return None
    article = f"{XS}#235" if isinstance(measure, CriminalProperty) else f"{XZ}#188"
    return Refusal(_("办案人员不得自行保管扣押物"), _("交由专门的保管人员"), article, "R44")


RETURNS = ("cases.return_to_victim", "cases.return_to_injured")


@guard(*RETURNS)
def a_proxy_has_a_letter(measure: Subject, by: By, given: Mapping[str, Any]) -> Refusal | None:
    """Who receives for the owner shows the owner's letter."""
    victim, receiver = given.get("victim"), str(given.get("receiver", "")).strip()
    if victim is None or not receiver or receiver == victim.name or given.get("proxy"):
        return None
    return Refusal(_("领取人不是本人，也没有委托书"), _("由本人领取，或者填写委托书"), f"{XS}#234", "proxy")


@guard("cases.lift_seizure", "cases.lift_preservation", *RETURNS)
def no_officer_receives(measure: Subject, by: By, given: Mapping[str, Any]) -> Refusal | None:
    """Officers receive nothing for the owner."""
    receiver = str(given.get("receiver", "")).strip()
    if not receiver or not isinstance(measure, PropertyMeasure):
        return None
    barred = {*queries.team(measure.case.noun()), *measure.officers}  # type: ignore[arg-type]
    if not Staff.objects.filter(pk__in=barred, name=receiver).exists():
        return None
    return Refusal(_("办案人员不得代为领取"), _("由权利人本人或者凭委托书的受托人领取"), f"{XS}#234", "F52")


@guard("cases.send_for_prosecution", "cases.resend", "cases.merge", "cases.transfer_jurisdiction")
def goods_are_with_the_keeper(case: Subject, by: By, given: Mapping[str, Any]) -> Refusal | None:
    """R44, F53: goods travel with the case, from the keeper's hands."""
    if not queries.unkept_property(case):
        return None
    return Refusal(
        _("扣押物还没有移交保管人员"),
        _("在涉案财物页办理“移交保管、送交登记”"),
        f"{XS}#235",
        "R44",
    )


@guard("cases.close", "cases.terminate", "cases.confirm_performance")
def property_is_settled(case: Subject, by: By, given: Mapping[str, Any]) -> Refusal | None:
    """F52: an administrative case is not over while property is under measure: give back, collect, or decide."""
    count = queries.running_property(case).count()
    if not count:
        return None
    return Refusal(
        _("还有%(count)d项涉案财物措施没有了结") % {"count": count},
        _("逐项退还、发还或者收缴、追缴后再结案"),
        f"{XZ}#193",
        "F52",
    )


@guard("cases.submit_for_review", "cases.decide_penalty", "cases.decide_no_penalty", "cases.decide_fast")
def property_is_decided_with_the_case(case: Subject, by: By, given: Mapping[str, Any]) -> Refusal | None:
    """The decision says at the same time what becomes of the property."""
    if not isinstance(case, CaseFacts) or not queries.running_property(case).exists():
        return None
    return Refusal(
        _("本案有涉案财物措施，作出处理决定时应当一并处理"),
        _("写明退还、收缴或者追缴的意见"),
        f"{XZ}#193",
        "F52",
        severity="hint",
    )


@guard("cases.transfer", "cases.turn_criminal")
def property_goes_along(case: Subject, by: By, given: Mapping[str, Any]) -> Refusal | None:
    """When a case changes hands or kind, its property goes along, checked face to face, and the party is told."""
    if not queries.running_property(case).exists():
        return None
    return Refusal(
        _("本案有涉案财物措施，财物应当随案移交并书面告知当事人"),
        _("当面查点清楚，在交接单据上共同签名；转为刑事案件的，凭刑事法律文书重新办理扣押后解除行政措施"),
        f"{XZ}#116",
        "F53",
        severity="warn",
    )


@guard("cases.dismiss")
def property_is_freed_on_dismissal(case: Subject, by: By, given: Mapping[str, Any]) -> Refusal | None:
    """F81: with the case its measures on property end, thing by thing."""
    if not queries.running_property(case).exists():
        return None
    return Refusal(
        _("本案还有查封、扣押、冻结的财物"),
        _("撤销案件后逐项解除，返还当事人；违禁品和依法需要收缴的除外"),
        f"{XS}#187",
        "F81",
        severity="warn",
    )


@guard("cases.archive_criminal")
def nothing_is_under_measure(case: Subject, by: By, given: Mapping[str, Any]) -> Refusal | None:
    """F52, F53: a file is not put away while property is under measure."""
    count = queries.running_property(case).count()
    if not count:
        return None
    return Refusal(
        _("还有%(count)d项涉案财物措施没有了结") % {"count": count},
        _("按判决或者决定处理完毕，取得执行回单后再归档"),
        "刑事诉讼法#245",
        "F53",
    )


@guard("cases.extend_preservation", "cases.seize_registered")
def still_within_the_term(measure: Subject, by: By, given: Mapping[str, Any]) -> Refusal | None:
    """F51: what has run out is given back, not prolonged."""
    if not isinstance(measure, AdministrativeProperty) or measure.until is None or measure.until >= by.at:
        return None
    return Refusal(_("措施期限已经届满"), _("立即退还财物，办理解除"), f"{XZ}#115", "F51")


@guard("cases.unfreeze")
def it_is_a_freeze(measure: Subject, by: By, given: Mapping[str, Any]) -> Refusal | None:
    """Things seized or sealed are given back; only what a bank holds still is unfrozen."""
    if not isinstance(measure, CriminalProperty) or measure.measure_kind == PropertyKind.FREEZE:
        return None
    return Refusal(_("这不是冻结措施"), _("查封、扣押的财物办理“解除查封、扣押，退还财物”"), f"{XS}#241", "kind")


@guard("cases.renew_freeze")
def still_frozen(measure: Subject, by: By, given: Mapping[str, Any]) -> Refusal | None:
    """F51: a freeze is renewed before its end, or it is over."""
    if not isinstance(measure, CriminalProperty) or measure.until is None or measure.until >= by.at:
        return None
    return Refusal(_("冻结期限已经届满，视为自动解除"), _("仍需冻结的，重新呈请冻结"), f"{XS}#240", "F51")
