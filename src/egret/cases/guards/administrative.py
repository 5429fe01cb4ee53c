"""Safeguards of the penalty procedure (R46-R53, F60-F73)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _

from egret.acts.cards import guard
from egret.acts.clocks import LOCAL, running_on
from egret.acts.done import By
from egret.acts.models import Subject
from egret.acts.ports import ports
from egret.acts.refusals import Refusal
from egret.cases import queries
from egret.cases.acts.collective import deliberated
from egret.cases.acts.evidence import outstanding, untold
from egret.cases.acts.penalty import SparedException, decided, hearing_offered, pleas, proposed
from egret.cases.models import (
    AdministrativeCase,
    CaseFacts,
    Decision,
    Evidence,
    EvidenceKind,
    MeasureKind,
    Notice,
    NoticeKind,
    Review,
)
from egret.documents.models import Document
from egret.intake.models import Person, Role
from egret.org.models import Staff

LOOK = "治安管理处罚法(2025)"
KEPT = (
    MeasureKind.SUMMONS,
    MeasureKind.ADMIN_DETENTION,
    MeasureKind.EXAMINATION,
    MeasureKind.RESTRICTED_AREA,
)
"""What keeps a person; no case ends over it."""


@guard("cases.force_summons")
def summoned_before_force(case: Subject, by: By, given: Mapping[str, Any]) -> Refusal | None:
    """Force follows a summons that was not obeyed, on paper or by word at the scene."""
    person, oral = given.get("person"), given.get("oral_at")
    if person is None or (oral is not None and oral <= by.at):
        return None
    if Document.objects.filter(matter_id=case.pk, document_kind="传唤证", about=person.key).exists():
        return None
    return Refusal(
        _("此人还没有被传唤过，不能直接强制传唤"),
        _("先办理传唤；现场已经口头传唤的，填写口头传唤时间"),
        f"{LOOK}#96",
        "unsummoned",
    )


@guard("cases.submit_for_review")
def proved_by_more_than_words(case: Subject, by: By, given: Mapping[str, Any]) -> Iterator[Refusal]:
    """R49: two kinds of evidence at least, one of them not the offender's own words."""
    kinds = queries.evidence_kinds(case)
    if not kinds - {EvidenceKind.SUSPECT}:
        yield Refusal(
            _("只有本人陈述，没有其他证据，不能处罚"),
            _("收集被侵害人陈述、证人证言、视听资料等其他证据"),
            f"{LOOK}#111",
            "R49",
        )
    elif len(kinds) < 2:
        yield Refusal(
            _("在卷证据只有一种，不能相互印证"),
            _("再收集一种以上的证据，至少一种不是本人陈述"),
            f"{LOOK}#111",
            "R49",
        )
    if outstanding(case).exists():
        yield Refusal(_("鉴定意见还没有收到"), _("收到并告知当事人后再呈请"), "公安机关办理行政案件程序规定#97", "F56")
    elif untold(case).exists():
        yield Refusal(_("鉴定意见没有告知当事人"), _("办理“告知鉴定意见”"), "公安机关办理行政案件程序规定#97", "R46")
    if not queries.suspected(case):
        yield Refusal(_("没有登记违法嫌疑人"), _("先登记涉案人员"), code="nobody")


@guard("cases.submit_for_review", "cases.decide_penalty")
def still_in_time(case: Subject, by: By, given: Mapping[str, Any]) -> Refusal | None:
    """The limitation of public-security offences; a wrongly refused complaint lifts it, so it warns."""
    if not isinstance(case, AdministrativeCase) or case.report is None:
        return None
    try:
        last = ports.rules.due("A46", case.conduct_at).legal
    except LookupError:  # the conduct is older than the rule itself, so older than its term
        last = case.conduct_at
    if case.report.reported_at <= last:
        return None
    return Refusal(
        _("发现时已超过治安管理处罚的追究时效"),
        _("核对发现时间；确已超过的不再处罚，办理终止案件调查"),
        ports.rules.article("limitation", case.conduct_day),
        "A46",
        severity="warn",
    )


@guard("cases.legal_review", "cases.return_from_review")
def reviewer_is_somebody_else(case: Subject, by: By, given: Mapping[str, Any]) -> Iterator[Refusal]:
    """R53: who reviews has not handled the case, and holds the legal qualification."""
    if isinstance(case, CaseFacts) and by.actor.pk in set(queries.team(case)):
        yield Refusal(_("办案人员不能审核自己办理的案件"), _("请法制部门其他人员审核"), f"{LOOK}#114", "R53")
    if isinstance(by.actor, Staff) and not by.actor.qualified(by.at.astimezone(LOCAL).date()):
        yield Refusal(
            _("没有国家统一法律职业资格，不能从事处罚决定法制审核"),
            _("由取得资格的人员审核；已取得的先登记资格证书"),
            "行政处罚法#58",
            "R53",
        )


def review_passed(case: Subject) -> bool:
    """Whether the last view of the legal office was favourable."""
    last = Review.objects.filter(subject_id=case.pk, kind__in=("法制审核", "退回补正")).order_by("-at", "-pk").first()
    return last is not None and last.passed


@guard("cases.give_notice", "cases.decide_penalty")
def reviewed(case: Subject, by: By, given: Mapping[str, Any]) -> Refusal | None:
    """Without a favourable legal review nothing is told or decided (F66)."""
    if review_passed(case):
        return None
    return Refusal(_("没有法制审核同意的意见"), _("送法制部门审核"), f"{LOOK}#114", "F66")


@guard("cases.give_notice")
def guardian_hears_notice(case: Subject, by: By, given: Mapping[str, Any]) -> Refusal | None:
    """A minor is told together with the guardian."""
    decision = given.get("decision")
    if decision is None or given.get("guardian"):
        return None
    day = by.at.astimezone(LOCAL).date()
    age = decision.person.age_on(day)
    if age is None or age >= ports.rules.amount("adult_age", day):
        return None
    return Refusal(
        _("被告知人是未成年人，没有监护人到场"), _("通知监护人到场并选择"), "公安机关办理行政案件程序规定#167", "R20"
    )


@guard("cases.submit_for_review")
def not_heavier_for_the_plea(case: Subject, by: By, given: Mapping[str, Any]) -> Refusal | None:
    """R47: who pleaded meets no heavier penalty for it; only what came to light after the plea may raise it."""
    person, days, fine = given.get("person"), given.get("detention_days", 0), given.get("fine", 0)
    if person is None:
        return None
    notices = Notice.objects.filter(subject_id=case.pk, person=person, kind=NoticeKind.PENALTY).exclude(answer="")
    told = notices.exclude(penalty={}).order_by("-at", "-pk").first()
    if told is None:
        return None
    before, now = (told.penalty["days"], Decimal(told.penalty["fine"])), (days, Decimal(fine))
    if now <= before:
        return None
    new = Evidence.objects.filter(subject_id=case.pk, excluded_at=None, taken_at__gt=told.at)
    if new.exclude(kind=EvidenceKind.SUSPECT).exists():
        return None
    return Refusal(
        _("比听取陈述、申辩前告知的处罚更重，又没有新的证据"),
        _("不得因申辩加重处罚：按不重于原告知的意见呈请；查明新的事实的，先把证据收集入卷"),
        f"{LOOK}#112",
        "R47",
    )


@guard("cases.decide_penalty")
def told_and_heard(case: Subject, by: By, given: Mapping[str, Any]) -> Iterator[Refusal]:
    """R47, R48: told before, the plea answered, the hearing offered and its term over or waived."""
    if pleas(case).exists():
        yield Refusal(_("陈述、申辩还没有复核"), _("办理“复核陈述申辩”"), f"{LOOK}#112", "R47")
    wanted = Notice.objects.filter(subject_id=case.pk, kind=NoticeKind.HEARING)
    for decision in proposed(case):
        told = wanted.filter(person=decision.person).order_by("-at").first()
        if isinstance(case, AdministrativeCase) and hearing_offered(case, decision, by) and told is None:
            yield Refusal(_("应当告知听证权利而没有告知"), _("退回重新告知"), f"{LOOK}#117", "R48")
        elif told is not None and told.answer == "要求听证":
            yield Refusal(_("当事人要求听证，听证没有举行"), _("由法制部门组织听证"), f"{LOOK}#117", "R48")
    running = next((one for one in running_on(case, "A15") if one.legal_due > by.at), None)
    if running is not None:
        yield Refusal(
            _("听证申请期限还没有届满"),
            _("等到期限届满，或由当事人书面放弃听证"),
            "行政处罚法#64",
            "R48",
        )


@guard("cases.decide_penalty", "cases.submit_for_review")
def within_the_cap(case: Subject, by: By, given: Mapping[str, Any]) -> Refusal | None:
    """Detention put together stays within the cap of the law."""
    days = given.get("detention_days")
    decision = given.get("decision")
    if days is None and isinstance(decision, Decision):
        days = decision.detention_days
    if not days:
        return None
    cap = ports.rules.amount("detention_combined_cap", by.at.astimezone(LOCAL).date())
    if days <= cap:
        return None
    return Refusal(_("行政拘留合并执行最长%(cap)d日") % {"cap": cap}, _("核减拘留日数"), f"{LOOK}#16", "A38")


@guard("cases.begin_execution")
def not_to_be_detained(case: Subject, by: By, given: Mapping[str, Any]) -> Iterator[Refusal]:
    """F69: people whom the law of the conduct spares from the execution of detention, and when they are not spared."""
    decision = given.get("decision")
    if decision is None or not isinstance(case, AdministrativeCase):
        return
    if not decision.detention_days or given.get("not_executed_ground"):
        return
    person, cite = decision.person, ports.rules.article("spared", case.conduct_day)
    if {"pregnant", "nursing"} & set(person.flags):
        yield Refusal(
            _("%(name)s怀孕或者哺乳不满一周岁婴儿，不得执行行政拘留") % {"name": person.name},
            _("填写“依法不执行拘留的理由”"),
            cite,
            "F69",
        )
        return
    spared = _spared_by_age(case, person, by)
    if spared and not _lifted(case, spared, str(given.get("exception") or "")):
        yield Refusal(
            _("%(name)s属于一般不执行行政拘留的年龄") % {"name": person.name},
            _("填写“依法不执行拘留的理由”；法律规定的例外须写明情形，情节严重、影响恶劣等经集体讨论同意"),
            cite,
            "F69",
        )


def _spared_by_age(case: AdministrativeCase, person: Person, by: By) -> str:
    """`young`, `first` (sixteen to eighteen for the first time), `old`, or nothing."""
    age = person.age_on(by.day)
    if age is None:
        return ""
    if age < ports.rules.amount("no_detention_under", by.day):
        return "young"
    if age >= ports.rules.amount("no_detention_from", by.day):
        return "old"
    is_minor = age < ports.rules.amount("adult_age", by.day)
    return "first" if is_minor and queries.last_penalty_before(person, case.conduct_at) is None else ""


EXCEPTIONS = {
    SparedException.GRAVE: ("young", "first", "old"),
    SparedException.AGAIN: ("young", "old"),
    SparedException.NOT_FIRST: ("first",),
}


def _lifted(case: AdministrativeCase, spared: str, exception: str) -> bool:
    """Whether an exception holds: the new ones only for conduct under the new text, after the leaders' agreement."""
    if exception not in EXCEPTIONS or spared not in EXCEPTIONS[SparedException(exception)]:
        return False
    if exception == SparedException.NOT_FIRST:
        return True
    agreed = deliberated(case)
    return bool(ports.rules.article("spared_lifted", case.conduct_day) and agreed is not None and agreed.passed)


@guard("cases.serve_decision")
def right_person(case: Subject, by: By, given: Mapping[str, Any]) -> Refusal | None:
    """A decision is served once."""
    decision = given.get("decision")
    if decision is None or decision.served_at is None:
        return None
    return Refusal(_("这份决定已经送达"), _("需要补送被侵害人的，办理“送达被侵害人”"), code="twice")


@guard("cases.close")
def all_executed(case: Subject, by: By, given: Mapping[str, Any]) -> Iterator[Refusal]:
    """Closing needs every decision executed, the victim served and nobody held."""
    for decision in decided(case):
        if decision.served_at is None:
            yield Refusal(_("决定还没有送达"), _("先送达决定书"), f"{LOOK}#116")
        if decision.done_at is None and decision.kind != "不予处罚":
            yield Refusal(_("处罚还没有执行完毕"), _("先办理“执行完毕”"), "公安机关办理行政案件程序规定#258")
    if queries.running_measures(case, *KEPT).exists():
        yield Refusal(_("还有人未登记离开或者未解除拘留"), _("先登记离开或解除"), code="held")
    if running_on(case, "A21"):
        yield Refusal(_("决定书副本没有送达被侵害人"), _("办理“送达被侵害人”"), f"{LOOK}#116", "F70")


@guard("cases.mediate")
def both_sides_known(case: Subject, by: By, given: Mapping[str, Any]) -> Refusal | None:
    if queries.suspected(case) and any(one.role == Role.VICTIM for one in queries.people_now(case)):
        return None
    return Refusal(_("调解需要登记双方当事人"), _("登记违法嫌疑人和被侵害人"), "公安机关办理行政案件程序规定#178")


@guard("cases.terminate", "cases.transfer", "cases.turn_criminal", "cases.confirm_performance")
def nobody_is_left_behind(case: Subject, by: By, given: Mapping[str, Any]) -> Iterator[Refusal]:
    """Who was brought in has left on record, and their family knows, before the case is over."""
    if queries.running_measures(case, *KEPT).exists():
        yield Refusal(
            _("还有人未登记离开或者未解除拘留"), _("先登记离开或解除"), "公安机关办理行政案件程序规定#68", "held"
        )
    if running_on(case, "A05"):
        yield Refusal(
            _("到案人员的家属还没有通知"),
            _("办理“通知家属”，不能通知的写明理由"),
            "治安管理处罚法(2025)#97",
            "R30",
        )


@guard("cases.terminate", "cases.transfer", "cases.turn_criminal")
def opinions_are_told(case: Subject, by: By, given: Mapping[str, Any]) -> Refusal | None:
    """An expert opinion that came in is told to the parties whatever becomes of the case."""
    if not running_on(case, "A29"):
        return None
    return Refusal(_("鉴定意见没有告知当事人"), _("办理“告知鉴定意见”"), "公安机关办理行政案件程序规定#97", "R46")
