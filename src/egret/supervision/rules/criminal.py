"""刑事程序: supplements, the opinion for prosecution, dismissal (F79-F81)."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import Exists, OuterRef

from egret.acts.models import Clock
from egret.approvals.models import Approval
from egret.cases.acts.prosecution import RETURNED
from egret.cases.models import CriminalCase, Evidence, Measure, PartnerReply
from egret.cases.queries import ENDED
from egret.documents.models import Document
from egret.intake.models import Person, Role
from egret.supervision.look import Found, Look, detects, having, overdue, told


@detects("F79", Clock, having(PartnerReply, kind=RETURNED), of=CriminalCase)
def supplement_late_or_empty(look: Look) -> Iterator[Found]:
    """F79: late, or sent again with nothing new."""
    yield from (overdue(clock, "退回时间") for clock in look.late())
    for pk, subject, at in look.among(PartnerReply.objects.filter(kind=RETURNED)).values_list("pk", "subject_id", "at"):
        reports = Document.objects.filter(matter_id=subject, document_kind="补充侦查报告书", opened__gt=at)
        again = reports.order_by("opened").values_list("opened", flat=True).first()
        if again and not Evidence.objects.filter(subject_id=subject, taken_at__gt=at, taken_at__lte=again).exists():
            shown = (("退回时间", told(at)), ("再次移送", told(again)), ("期间新证据", "没有"))
            yield Found(subject, f"reply:{pk}", again, shown)


@detects("F80", having(Document, document_kind="起诉意见书"), of=CriminalCase)
def left_out(look: Look) -> Iterator[Found]:
    """F80: every suspect and every seized item of the case stands in the opinion."""
    papers = look.among(Document.objects.filter(document_kind="起诉意见书").exclude(stage="voided"), "matter_id")
    for paper in look.each(papers):
        accused = Person.objects.filter(subject_id=paper.matter_id, role=Role.SUSPECT).exclude(decisions__kind=ENDED)
        taken = Evidence.objects.filter(subject_id=paper.matter_id, seized=True, taken_at__lte=paper.opened)
        goods = taken.exclude(property_items__gone_at__lte=paper.opened)
        facts, suspects, seized = paper.facts, accused.count(), goods.count()
        named, listed = len(facts.get("suspects", ())), len(facts.get("items", ()))
        if named < suspects or listed < seized:
            shown = (
                ("嫌疑人", f"案件{suspects}人，意见书{named}人"),
                ("扣押物", f"案件{seized}件，意见书{listed}件"),
            )
            yield Found(paper.matter_id, f"document:{paper.pk}", paper.opened, shown)


@detects("F81", having(CriminalCase, stage="dismissed"), of=CriminalCase)
def dismissed_wrongly(look: Look) -> Iterator[Found]:
    """F81: after a dismissal nobody is held, and somebody approved it."""
    running = Measure.objects.filter(case_id=OuterRef("pk"), closed=None)
    approved = Approval.objects.filter(
        target_id=OuterRef("pk"), act="cases.dismiss", stage__in=("carried_out", "granted")
    )
    gone = look.among(CriminalCase.objects.filter(stage="dismissed"), "pk")
    marked = gone.annotate(running=Exists(running), approved=Exists(approved))
    for pk, closed, changed, held, signed in marked.values_list("pk", "closed", "changed", "running", "approved"):
        if held or not signed:
            shown = (
                ("撤案时间", told(closed)),
                ("措施", "没有解除" if held else "已解除"),
                ("审批", "有" if signed else "没有"),
            )
            yield Found(pk, "dismissal", closed or changed, shown)
