"""Safeguards of criminal cases (R16, R17, R19, R30, R37, R46, F24, F59, F79, F80)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from egret.acts.cards import guard
from egret.acts.clocks import LOCAL, running_on
from egret.acts.done import By
from egret.acts.looking import rows_of
from egret.acts.models import Subject
from egret.acts.ports import ports
from egret.acts.refusals import Refusal
from egret.cases import queries
from egret.cases.acts.custody import IN_CUSTODY
from egret.cases.acts.evidence import outstanding, untold
from egret.cases.acts.people import DeputyStep
from egret.cases.acts.prosecution import returns_of
from egret.cases.models import (
    CaseFacts,
    Evidence,
    EvidenceKind,
    MeasureKind,
    Notice,
    NoticeKind,
    PartnerReply,
    StatementKind,
)
from egret.documents.models import Document
from egret.intake.models import Person, Role


def _step_taken(case: Subject, person: Person, step: DeputyStep) -> bool:
    return Notice.objects.filter(queries.about(case, person), kind=NoticeKind.DEPUTY, way=step.value).exists()


def _persons(given: Mapping[str, Any]) -> list[Person]:
    decision = given.get("decision")
    one = given.get("person") or getattr(decision, "person", None)
    return list(given.get("persons") or ([one] if one else []))


@guard("cases.detain", "cases.request_arrest", "cases.bail", "cases.summon_suspect")
def deputies_first(case: Subject, by: By, given: Mapping[str, Any]) -> Iterator[Refusal]:
    """R37: before a measure against a deputy of a county or above, the assembly gives its leave."""
    for person in _persons(given):
        if "deputy" in person.flags and not _step_taken(case, person, DeputyStep.PERMISSION):
            yield Refusal(
                _("%(name)s是人大代表，采取强制措施须先报请许可或者报告") % {"name": person.name},
                _("先报请该代表所属人大主席团或者常委会许可，并办理“代表、委员：许可、报告、通报”"),
                "公安机关办理刑事案件程序规定#164",
                "R37",
            )


@guard("cases.execute_detention", "cases.execute_arrest")
def conference_is_informed(case: Subject, by: By, given: Mapping[str, Any]) -> Iterator[Refusal]:
    """R37: before a member of the consultative conference is detained or arrested, the conference is informed."""
    for person in _persons(given):
        if "consultative" in person.flags and not by.urgent and not _step_taken(case, person, DeputyStep.NOTICE):
            yield Refusal(
                _("%(name)s是政协委员，执行拘留、逮捕前应当向其所属政协组织通报") % {"name": person.name},
                _("先通报，并办理“代表、委员：许可、报告、通报”"),
                "公安机关办理刑事案件程序规定#168",
                "R37",
            )


@guard("cases.conclude")
def township_is_told(case: Subject, by: By, given: Mapping[str, Any]) -> Iterator[Refusal]:
    """R37: after a measure against a deputy of a township, or one at large against a member, it was told."""
    for measure in queries.measures_taken(case):
        if measure.measure_kind == MeasureKind.SUMMONS:
            continue
        person = measure.person
        for flag, step in (("township_deputy", DeputyStep.REPORT), ("consultative", DeputyStep.NOTICE)):
            if flag in person.flags and not _step_taken(case, person, step):
                yield Refusal(
                    _("对%(name)s采取措施后没有报告人大或者通报政协") % {"name": person.name},
                    _("立即报告或者通报，并办理“代表、委员：许可、报告、通报”"),
                    "公安机关办理刑事案件程序规定#166",
                    "R37",
                )


@guard("cases.decide_penalty")
def leave_before_administrative_detention(case: Subject, by: By, given: Mapping[str, Any]) -> Iterator[Refusal]:
    """R37: administrative detention of a deputy of a county or above is decided with the leave of the assembly."""
    decision = given.get("decision")
    if decision is None or not decision.detention_days:
        return
    for person in _persons(given):
        if "deputy" in person.flags and not _step_taken(case, person, DeputyStep.PERMISSION):
            yield Refusal(
                _("%(name)s是人大代表，作出行政拘留决定前应当经许可") % {"name": person.name},
                _("先报请该代表所属人大主席团或者常委会许可，并办理“代表、委员：许可、报告、通报”"),
                "公安机关办理行政案件程序规定#174",
                "R37",
            )


@guard("cases.detain")
def somebody_to_detain(case: Subject, by: By, given: Mapping[str, Any]) -> Refusal | None:
    if queries.suspected(case):
        return None
    return Refusal(_("没有登记犯罪嫌疑人"), _("先登记涉案人员"), code="nobody")


@guard("cases.detain", "cases.execute_detention", "cases.deliver_to_house", "cases.execute_arrest")
def fit_for_custody(case: Subject, by: By, given: Mapping[str, Any]) -> Refusal | None:
    """R33: people who may not be fit for custody are flagged before each step into it, not after."""
    measure = given.get("measure")
    person = measure.person if measure is not None else given.get("person")
    if person is None or not {"pregnant", "nursing", "ill", "mental"} & set(person.flags):
        return None
    return Refusal(
        _("%(name)s可能不适宜羁押（怀孕、哺乳、严重疾病或者疑似精神障碍）") % {"name": person.name},
        _("先做医学检查；符合条件的可以取保候审或者监视居住"),
        "刑事诉讼法#67",
        "R33",
        severity="warn",
    )


@guard("cases.extend_detention", "cases.deliver_to_house")
def somebody_detained(case: Subject, by: By, given: Mapping[str, Any]) -> Refusal | None:
    if queries.held(case, *IN_CUSTODY):
        return None
    return Refusal(_("没有在押人员"), _("先宣布拘留"), code="nobody")


@guard("cases.extend_detention")
def a_term_that_is_over_is_not_extended(case: Subject, by: By, given: Mapping[str, Any]) -> Refusal | None:
    """F25: while no one is chosen yet, it stands against all when every term is over."""
    chosen = given.get("measure")
    measures = [chosen] if chosen is not None else queries.held(case, MeasureKind.DETENTION)
    if not measures or any(one.due is None or by.at <= one.due for one in measures):
        return None
    return Refusal(_("拘留期限已经届满，不能再延长"), _("立即释放或者变更强制措施"), "刑事诉讼法#91", "F25")


@guard("cases.request_arrest")
def ready_for_arrest(case: Subject, by: By, given: Mapping[str, Any]) -> Iterator[Refusal]:
    """The suspect was questioned and something besides their words is in the file."""
    if not queries.evidence_kinds(case) - {EvidenceKind.SUSPECT}:
        yield Refusal(_("只有口供，没有其他证据证明犯罪事实"), _("补充其他证据后再提请"), "刑事诉讼法#55", "R49")
    for one in queries.held(case):
        if (one.person_id, StatementKind.INTERROGATION) not in queries.questioned(case):
            yield Refusal(_("%(name)s还没有讯问笔录") % {"name": one.person.name}, _("先讯问"), "刑事诉讼法#86", "F21")


@guard("cases.request_arrest", "cases.send_for_prosecution")
def plea_is_noted(case: Subject, by: By, given: Mapping[str, Any]) -> Refusal | None:
    """R16: the rules on pleading guilty were told, and what the suspect said to them stands in the paper."""
    said = given.get("plea") or given.get("attitude")
    if "findings" not in given or (said and "认罪" in said):
        return None
    return Refusal(
        _("文书中没有写明犯罪嫌疑人认罪认罚的情况"),
        _("告知认罪认罚的规定，并在文书中写明认罪认罚或者不认罪认罚"),
        "公安机关办理刑事案件程序规定#289",
        "R16",
        severity="warn",
    )


@guard("cases.execute_arrest")
def something_to_execute(case: Subject, by: By, given: Mapping[str, Any]) -> Refusal | None:
    if rows_of(case, PartnerReply).filter(kind="批准逮捕").exists():
        return None
    return Refusal(_("没有检察院批准逮捕的决定"), _("先登记检察院批捕决定"), "刑事诉讼法#80")


@guard("cases.conclude")
def five_conditions(case: Subject, by: By, given: Mapping[str, Any]) -> Iterator[Refusal]:
    """What the file must hold before the investigation can be said to be over."""
    if not queries.suspected(case):
        yield Refusal(_("没有登记犯罪嫌疑人"), _("先登记涉案人员"), "公安机关办理刑事案件程序规定#283")
    for person in queries.suspected(case):
        if not any(who == person.pk for who, _kind in queries.questioned(case)):
            yield Refusal(
                _("%(name)s没有讯问笔录") % {"name": person.name},
                _("先讯问；在逃的另案处理"),
                "公安机关办理刑事案件程序规定#283",
            )
    if not queries.evidence_kinds(case) - {EvidenceKind.SUSPECT}:
        yield Refusal(_("只有口供，不能认定有罪"), _("补充其他证据"), "刑事诉讼法#55", "R49")
    if outstanding(case).exists():
        yield Refusal(_("鉴定意见还没有收到"), _("收到并告知后再终结"), "公安机关办理刑事案件程序规定#252", "F56")
    elif untold(case).exists():
        yield Refusal(_("鉴定意见没有告知嫌疑人、被害人"), _("办理“告知鉴定意见”"), "刑事诉讼法#148", "R46")


@guard("cases.conclude")
def counsel_was_heard(case: Subject, by: By, given: Mapping[str, Any]) -> Refusal | None:
    """R19: where there is a defence lawyer, their opinion was heard and filed before the conclusion."""
    if not any(one.role == Role.LAWYER for one in queries.people_now(case)):
        return None
    if Document.objects.filter(matter_id=case.pk, document_kind="听取辩护律师意见记录").exists():
        return None
    return Refusal(
        _("本案有辩护律师，还没有听取律师意见的记录"),
        _("办理“听取辩护律师意见”；律师没有提出意见的，可以继续"),
        "刑事诉讼法#161",
        "R19",
        severity="warn",
    )


@guard("cases.conclude")
def families_know(case: Subject, by: By, given: Mapping[str, Any]) -> Refusal | None:
    """R30: nobody's custody or designated surveillance is still untold to the family."""
    if not any(_runs(case, rule) for rule in ("C07", "C20", "C31")):
        return None
    return Refusal(
        _("还有人被拘留、逮捕或者指定居所监视居住没有通知家属"),
        _("办理“通知家属”；不能通知的写明理由"),
        "公安机关办理刑事案件程序规定#127",
        "R30",
    )


@guard("cases.reopen_investigation")
def reviewer_not_of_the_team(case: Subject, by: By, given: Mapping[str, Any]) -> Refusal | None:
    if not isinstance(case, CaseFacts) or by.actor.pk not in set(queries.team(case)):
        return None
    return Refusal(_("办案人员不能审核自己办理的案件"), _("请法制部门其他人员审核"), "治安管理处罚法(2025)#114", "R53")


@guard("cases.record_return")
def twice_at_most(case: Subject, by: By, given: Mapping[str, Any]) -> Refusal | None:
    """C36: supplementary investigation twice at most."""
    most = ports.rules.amount("supplement_returns", by.at.astimezone(LOCAL).date())
    if returns_of(case).count() < most:
        return None
    return Refusal(
        _("退回补充侦查以%(most)d次为限") % {"most": most},
        _("请检察院依法作出起诉或者不起诉决定"),
        "刑事诉讼法#175",
        "C36",
    )


@guard("cases.resend")
def something_new(case: Subject, by: By, given: Mapping[str, Any]) -> Refusal | None:
    """F79: sending again without anything new is warned of."""
    last = returns_of(case).last()
    if last is None or Evidence.objects.filter(subject_id=case.pk, taken_at__gt=last.at).exists():
        return None
    return Refusal(
        _("退回之后没有新增证据"), _("按补充侦查提纲收集证据；确实无法补充的写明原因"), code="F79", severity="warn"
    )


def _runs(case: Subject, rule: str) -> bool:
    return bool(running_on(case, rule))


@guard("cases.return_execution_receipt")
def receipt_is_outstanding(case: Subject, by: By, given: Mapping[str, Any]) -> Refusal | None:
    if _runs(case, "C14"):
        return None
    return Refusal(_("没有等待送回的执行回执"), _("已送回的不必重复办理"), code="nothing")


@guard("cases.archive_criminal")
def nobody_is_in_custody(case: Subject, by: By, given: Mapping[str, Any]) -> Refusal | None:
    """After a non-prosecution who was in custody goes free at once; the file is not put away before."""
    if not queries.running_measures(case, MeasureKind.DETENTION, MeasureKind.ARREST).exists():
        return None
    return Refusal(_("还有人在押"), _("立即办理“释放”"), "公安机关办理刑事案件程序规定#293", "held")
