"""Safeguards of the on-the-spot penalty and of cash (R02, R04, R20, R49; F63, F73)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from egret.acts.cards import guard
from egret.acts.clocks import LOCAL, running_on
from egret.acts.done import By
from egret.acts.models import Subject
from egret.acts.ports import ports
from egret.acts.refusals import Refusal
from egret.cases.acts.on_spot import CashGround
from egret.cases.guards.statements import police
from egret.cases.models import AdministrativeCase, Evidence, EvidenceKind

LAW = "治安管理处罚法(2025)"
RULES = "公安机关办理行政案件程序规定"
NEVER = ("卖淫", "嫖娼", "赌", "毒品", "吸毒")
"""Causes that are never penalised on the spot (程序规定 37)."""


@guard("cases.penalise_on_spot")
def small_and_plain(case: Subject, by: By, given: Mapping[str, Any]) -> Iterator[Refusal]:
    """F63: only warnings and small fines, never for the kinds of cases the rules take out."""
    if isinstance(case, AdministrativeCase) and any(word in case.cause for word in NEVER):
        yield Refusal(
            _("涉及卖淫、嫖娼、赌博、毒品的案件不适用当场处罚"), _("按一般程序调查处理"), f"{RULES}#37", "F63"
        )
    fine = given.get("fine")
    if not fine:
        return
    public_security = str(given.get("cite", "")).startswith("治安管理处罚法")
    line = "on_spot_fine_public_security" if public_security else "on_spot_fine_person_other"
    most = ports.rules.amount(line, by.at.astimezone(LOCAL).date())
    if fine > most:
        yield Refusal(
            _("当场处罚的罚款最高%(most)d元") % {"most": most},
            _("需要更重处罚的，按一般程序呈请审核"),
            f"{LAW}#119" if public_security else "行政处罚法#51",
            "F63",
        )


@guard("cases.penalise_on_spot")
def proved_at_the_scene(case: Subject, by: By, given: Mapping[str, Any]) -> Refusal | None:
    """R49: on the spot too, the person's own words alone prove nothing."""
    kinds = Evidence.objects.filter(subject_id=case.pk, excluded_at=None).exclude(kind=EvidenceKind.SUSPECT)
    if kinds.exists():
        return None
    return Refusal(_("没有本人陈述以外的证据，不能当场处罚"), _("先登记视听资料、证人证言等证据"), f"{LAW}#111", "R49")


@guard("cases.penalise_on_spot")
def one_officer_only_if_uncontested(case: Subject, by: By, given: Mapping[str, Any]) -> Refusal | None:
    """R02, R04: one officer will do when nobody objects and all of it is recorded; auxiliaries do not count.

    The text before 2026 let one officer penalise on the spot without more.
    """
    if "officers" not in given:
        return None
    number = len(police(given["officers"]))
    if number >= ports.rules.amount("officers_minimum", by.at.astimezone(LOCAL).date()):
        return None
    asked_for = ports.rules.article("on_spot_one", by.day)
    if number and (not asked_for or (not given.get("contested") and given.get("recording"))):
        return None
    return Refusal(
        _("一名民警当场处罚，须本人没有异议并全程同步录音录像"),
        _("填写录音录像编号，或者由两名民警办理；有异议的按一般程序办理"),
        f"{LAW}#120",
        "R02",
    )


@guard("cases.penalise_on_spot")
def guardian_hears_on_the_spot(case: Subject, by: By, given: Mapping[str, Any]) -> Refusal | None:
    """R20: a minor is told and heard together with the guardian, on the spot as anywhere."""
    person, day = given.get("person"), by.at.astimezone(LOCAL).date()
    age = person.age_on(day) if person else None
    if age is None or given.get("guardian") or age >= ports.rules.amount("adult_age", day):
        return None
    return Refusal(
        _("被处罚人是未成年人，没有监护人到场"), _("通知监护人到场并选择，或按一般程序办理"), f"{LAW}#112", "R20"
    )


@guard("cases.collect_fine")
def cash_only_where_allowed(case: Subject, by: By, given: Mapping[str, Any]) -> Iterator[Refusal]:
    """F73: cash is taken within the line, or on a ground signed for, and always against a ticket."""
    decision, ground = given.get("decision"), given.get("ground")
    if decision is None or ground is None:
        return
    most = ports.rules.amount("cash_fine_public_security", by.at.astimezone(LOCAL).date())
    if ground == CashGround.SMALL and decision.fine > most:
        yield Refusal(
            _("无异议当场收缴的罚款最高%(most)d元") % {"most": most},
            _("请本人到银行或者电子支付缴纳；另有法定情形的选择该情形"),
            f"{LAW}#123",
            "F73",
        )
    if ground in (CashGround.SMALL, CashGround.REMOTE) and not given.get("confirmed"):
        yield Refusal(_("本人没有签名确认无异议或者提出当场缴纳"), _("由本人签名确认后再收缴"), f"{RULES}#214", "F73")
    if not given.get("ticket"):
        yield Refusal(_("没有专用票据，不能当场收缴"), _("出具财政部门统一制发的票据并填写号码"), f"{LAW}#125", "F73")
    if not running_on(case, "A23", about=decision.person.key):
        yield Refusal(_("这笔罚款没有待缴"), _("核对是否已经收缴，或者决定尚未送达"), f"{LAW}#123", "twice")


OWED = {
    "A08": (_("当场处罚还没有备案"), _("办理“当场处罚备案”"), f"{LAW}#120", "F63"),
    "A24": (_("当场收缴的罚款还没有交至公安机关"), _("办理“罚款交至公安机关”"), f"{LAW}#124", "F73"),
    "A25": (_("当场收缴的罚款还没有缴付银行"), _("办理“罚款缴付银行”"), f"{LAW}#124", "F73"),
}


@guard("cases.close")
def nothing_owed_from_the_spot(case: Subject, by: By, given: Mapping[str, Any]) -> Iterator[Refusal]:
    """Filing and cash are settled before the case is closed."""
    for rule in sorted({one.rule for one in running_on(case, *OWED)}):
        yield Refusal(*OWED[rule])
