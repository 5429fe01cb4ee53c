"""涉案财物: deposits, seizure, storing, release, sending with the case (F29, F46-F48, F50-F53)."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import Exists, F, OuterRef, Q

from egret.acts.models import Clock
from egret.cases.models import (
    AdministrativeProperty,
    CriminalCase,
    CriminalProperty,
    Evidence,
    ItemState,
    Measure,
    MeasureKind,
    PropertyItem,
)
from egret.documents.models import Document
from egret.supervision import records
from egret.supervision.look import Found, Look, detects, having, overdue, told
from egret.supervision.rules.limits import judged_by_limits

PROPERTY = (CriminalProperty, AdministrativeProperty)
LISTS = ("扣押清单", "查封清单", "登记保存清单", "证据保全清单")
GIVEN_UP = (ItemState.RETURNED, ItemState.VICTIM, ItemState.LAPSED)
"""What left the hands of the police before the case did."""
SENT = ("sent", "charged", "judged", "executed")


@detects("F29", having(Measure, measure_kind=MeasureKind.BAIL), of=CriminalCase)
def deposit_wrong(look: Look) -> Iterator[Found]:
    """F29: a surety or a deposit, never both; and no more comes off a deposit than was paid."""
    for measure in look.each(records.held(look, (MeasureKind.BAIL,)).exclude(facts={})):
        facts = measure.facts
        paid, off = int(facts.get("deposit") or 0), int(facts.get("forfeited") or 0) + int(facts.get("returned") or 0)
        both = bool(facts.get("guarantor")) and paid > 0
        if both or off > paid:
            shown = (
                ("保证金", f"{paid}元"),
                ("保证人", "有" if facts.get("guarantor") else "没有"),
                ("没收和退还", f"{off}元"),
            )
            yield Found(measure.case_id, f"measure:{measure.pk}", measure.started, shown, measure.person_id)


@detects("F46", having(Evidence, seized=True))
def no_list(look: Look) -> Iterator[Found]:
    """F46: goods were taken and no list of them was made out."""
    lists = Document.objects.filter(matter_id=OuterRef("subject_id"), document_kind__in=LISTS).exclude(stage="voided")
    bare = look.among(Evidence.objects.filter(seized=True)).filter(~Exists(lists))
    for pk, subject, taken in bare.values_list("pk", "subject_id", "taken_at"):
        yield Found(subject, f"evidence:{pk}", taken, (("扣押时间", told(taken)), ("扣押清单", "没有")))


@detects("F47", having(Evidence, seized=True), of=CriminalCase)
def seized_before_filing(look: Look) -> Iterator[Found]:
    """F47: before filing nothing is seized or frozen (程序规定 174)."""
    filed = "subject__criminalcase__filed_at"
    goods = look.among(Evidence.objects.filter(seized=True, subject__kind=CriminalCase.KIND))
    early = goods.filter(Q(taken_at__lt=F(filed)) | Q(**{filed: None}))
    for pk, subject, taken, at in early.values_list("pk", "subject_id", "taken_at", filed):
        yield Found(subject, f"evidence:{pk}", taken, (("扣押时间", told(taken)), ("立案时间", told(at))))


judged_by_limits("F48", "提取或者扣押")
judged_by_limits("F52", "查明无关")


@detects("F50", having(PropertyItem, ~Q(out_to=""), state=ItemState.HELD))
def not_brought_back(look: Look) -> Iterator[Found]:
    """F50: an exhibit is out on loan beyond the time it was lent until."""
    lent = PropertyItem.objects.filter(state=ItemState.HELD, out_until__lt=look.at).exclude(out_to="")
    for pk, subject, until in look.among(lent).values_list("pk", "subject_id", "out_until"):
        if until is not None:
            yield Found(subject, f"item:{pk}", until, (("应当归还", told(until)), ("归还", "没有")))


@detects("F51", Clock, *(having(model, path="pk", stage="lapsed") for model in PROPERTY))
def ran_out(look: Look) -> Iterator[Found]:
    """F51: a term of property ran out: it was kept beyond, or it ended by itself with nobody having decided."""
    yield from (overdue(clock, "扣押、冻结") for clock in look.late())
    for model in look.of(PROPERTY):
        for pk, changed, ended in look.among(model.objects.filter(stage="lapsed"), "pk").values_list(
            "pk", "changed", "ended"
        ):
            yield Found(pk, "lapsed", ended or changed, (("措施届满", told(ended)), ("续期或者处理决定", "没有")))


@detects("F53", having(CriminalCase, stage__in=SENT), of=CriminalCase)
def not_sent_along(look: Look) -> Iterator[Found]:
    """F53: the case went to the procuratorate, the goods or their list did not."""
    taken = Evidence.objects.filter(subject_id=OuterRef("pk"), seized=True)
    goods = taken.exclude(property_items__state__in=GIVEN_UP)
    lists = Document.objects.filter(matter_id=OuterRef("pk"), document_kind="随案移送清单")
    sent = look.among(CriminalCase.objects.filter(stage__in=SENT), "pk").filter(Exists(goods), ~Exists(lists))
    for pk, changed in sent.values_list("pk", "changed"):
        yield Found(pk, "list", changed, (("扣押物", "有"), ("随案移送清单", "没有")))
