"""审核: a paper is taken in, checked, proof-read and filed by assistants, and then has the reviewer's word.

The reviewer's word *is* the legal office's signature (or its written opinion on a penalty): one act gives both, so the
desk and the approval cannot tell two stories. 治安管理处罚法 114; 行政处罚法 58; 程序规定 行政 170-171; “两统一”.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Annotated, Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from egret.acts.cards import Ask, act_named
from egret.acts.clocks import LOCAL
from egret.acts.done import By, Done
from egret.acts.machine import act
from egret.acts.models import NamedViewer, Subject
from egret.acts.ports import Place
from egret.acts.refusals import refuse
from egret.approvals import acts as approving
from egret.approvals.models import Approval
from egret.cases.acts import penalty
from egret.cases.acts.penalty import ReviewPoint
from egret.cases.models import AdministrativeCase
from egret.org.models import Staff
from egret.review import chosen
from egret.review.models import ReviewItem, ReviewStep, StepKind
from egret.review.models.items import OPEN
from egret.review.queries import centre
from egret.review.queries import items as queries

LAW = ("治安管理处罚法(2025)#114", "行政处罚法#58")
FORM = ("公安机关办理行政案件程序规定#170",)
ASSISTING = ("公安机关办理行政案件程序规定#52",)


class FormPoint(models.TextChoices):
    """What the intake check looks for; no judgment of law among it."""

    PAPERS = "papers", _("法律文书和附件齐全")
    SIGNED = "signed", _("笔录逐页签名捺印")
    APPROVED = "approved", _("所队法制员、负责人已审批")
    NUMBERED = "numbered", _("文号、日期、印章齐全")
    GOODS = "goods", _("涉案财物清单在卷")


Defects = Annotated[tuple[str, ...], Ask("发现的问题", "Defects found", help=_("每行一项；没有就不填"), lines=True)]
Note = Annotated[str, Ask("说明", "Note", lines=True)]


def _staff(by: By) -> Staff:
    return Staff.objects.get(pk=by.actor.pk)


def _step(item: ReviewItem, by: By, kind: StepKind, *, defects: Sequence[str] = (), **more: Any) -> ReviewStep:
    return ReviewStep(
        subject=item, kind=kind, by=_staff(by), at=by.at, sound=not defects, defects=list(defects), **more
    )


def _new_item(matter: Subject, by: By, occasion: str, name: str, approval: Approval | None = None) -> ReviewItem:
    if ReviewItem.objects.filter(occasion=occasion).exists():
        raise refuse(_("这一件法制部门已经收件"), _("在审核台中打开这一件"), code="twice")
    return ReviewItem(
        title=f"{act_named(name).card.title} · {matter.title}"[:200],
        matter=matter,
        approval=approval,
        occasion=occasion,
        act=name,
        digest=approval.digest if approval else "",
        group=centre.Routes(matter, by.at).of(matter, name),
        two_eyes=name in chosen.second_review(by.at.astimezone(LOCAL).date()),
        sensitivity=matter.sensitivity,
        unit=matter.unit,
        district=matter.district,
        city=matter.city,
        agency=matter.agency,
    )


def _viewers(item: ReviewItem, keys: Sequence[int]) -> list[NamedViewer]:
    """A sensitive matter stays with the people named for it, at this desk too."""
    if not item.sensitivity:
        return []
    known = set(NamedViewer.objects.filter(subject_id=item.pk).values_list("staff", flat=True)) if item.pk else set()
    return [NamedViewer(subject=item, staff=key) for key in dict.fromkeys(keys) if key not in known]


@act(
    "review.receive",
    "法制收件",
    "Take in for review",
    subject=ReviewItem,
    creates=True,
    basis=(*LAW, *ASSISTING),
    menu=False,
)
def receive(place: Place, by: By, *, matter: Subject) -> Done:
    """Enter a paper or a penalty in the legal office's queue; what was entered once is not entered twice."""
    locked = Subject._base_manager.select_for_update().get(pk=matter.pk).noun()
    if isinstance(locked, Approval):
        if queries.waiting_step(locked) is None:
            raise refuse(_("这件呈批现在不在法制部门"), _("等前面的审批人签过，或者查看审批进度"), code="turn")
        case, occasion, name = locked.target, queries.occasion_of(locked), locked.act
        item = _new_item(case, by, occasion, name, locked)
    elif isinstance(locked, AdministrativeCase):
        decision = queries.put_forward(locked) if locked.stage == "review" else None
        if decision is None:
            raise refuse(_("这件案件没有送审的处罚意见"), _("由办案单位办理“呈请处罚审核”"), code="turn")
        case = Subject.objects.get(pk=locked.pk)
        item = _new_item(case, by, f"penalty:{decision.pk}", queries.PENALTY)
    else:
        raise refuse(_("这不是送法制部门审核的事项"), _("从审核台的“待收件”中选择"), code="choice")
    named = NamedViewer.objects.filter(subject_id=case.pk).values_list("staff", flat=True)
    return Done(subject=item, rows=_viewers(item, [by.actor.pk, *named]), rel=(locked.obj, case.obj))


@act(
    "review.check_form",
    "形式审查",
    "Intake check",
    subject=ReviewItem,
    basis=FORM,
    checklist=(("只看齐不齐、全不全，不判断能不能", "Only whether it is complete, not whether it is right"),),
    order=10,
)
def check_form(
    item: ReviewItem,
    by: By,
    *,
    points: Annotated[tuple[str, ...], Ask("齐全的项目", "Complete", choices=lambda item, by: FormPoint.choices)] = (),
    defects: Defects = (),
    note: Note = "",
) -> Done:
    """An assistant checks whether all is there. What is missing goes to the reviewer, who alone may send it back."""
    missing = [str(point.label) for point in FormPoint if point.value not in points]
    found = [*defects, *(f"缺：{one}" for one in missing if not defects)]
    row = _step(item, by, StepKind.FORM, defects=found, points=list(points), note=note)
    return Done(to="review" if found else "evidence", rows=[row])


@act("review.check_evidence", "证据清点", "Evidence check", subject=ReviewItem, basis=FORM, order=20)
def check_evidence(item: ReviewItem, by: By, *, defects: Defects = (), note: Note = "") -> Done:
    """Each piece of evidence that the paper names is in the file, with its source and its signatures."""
    row = _step(item, by, StepKind.EVIDENCE, defects=defects, note=note)
    return Done(to="review" if defects else "proof", rows=[row])


@act("review.proofread", "文稿校对", "Proof-reading", subject=ReviewItem, basis=FORM, order=30)
def proofread(item: ReviewItem, by: By, *, defects: Defects = (), note: Note = "") -> Done:
    """Names, numbers, dates and articles of the paper agree with the file (F88)."""
    row = _step(item, by, StepKind.PROOF, defects=defects, note=note)
    return Done(to="review" if defects else "filing", rows=[row])


@act("review.make_file", "整理组卷", "File making", subject=ReviewItem, basis=ASSISTING, order=40)
def make_file(item: ReviewItem, by: By, *, note: Note = "") -> Done:
    """The file is in order and goes to the reviewer."""
    return Done(to="review", rows=[_step(item, by, StepKind.FILING, note=note)])


def _reviewers(item: Any, by: By) -> models.QuerySet[Staff]:
    """Who may review it, for the form; the one with least in hand is put first by the page."""
    return Staff.objects.filter(pk__in=[one.pk for one in queries.candidates(item, by.at)]).order_by("police_number")


def _least_loaded(item: Any, by: By) -> Staff | None:
    return next(iter(queries.candidates(item, by.at)), None)


@act(
    "review.assign",
    "指定审核员",
    "Assign the reviewer",
    subject=ReviewItem,
    basis=LAW,
    at=OPEN,
    asks={"reviewer": Ask("审核员", "Reviewer", choices=_reviewers, initial=_least_loaded)},
    order=60,
)
def assign(item: ReviewItem, by: By, *, reviewer: Staff) -> Done:
    """Name who reviews it; the one with least in hand is proposed, and nobody who handled the case."""
    item.reviewer = reviewer
    item.begun = item.begun if item.stage == "review" else None
    return Done(rows=_viewers(item, [reviewer.pk]), rel=(reviewer.obj,))


@act("review.take_up", "接手审核", "Take up", subject=ReviewItem, power="review.agree", basis=LAW, order=5)
def take_up(item: ReviewItem, by: By) -> Done:
    """A reviewer takes it straight away; what the assistants have not checked the reviewer checks."""
    item.reviewer, item.begun = _staff(by), by.at
    return Done(to="review", rows=_viewers(item, [by.actor.pk]))


@act(
    "review.agree",
    "审核同意",
    "Agree",
    subject=ReviewItem,
    basis=LAW,
    checklist=(("逐项审核六个要点", "Go through the six points"),),
    errors=(("先报负责人签批，事后补审核", "The leader signs first, the review follows"),),
    order=1,
)
def agree(
    item: ReviewItem,
    by: By,
    *,
    points: Annotated[
        tuple[str, ...], Ask("审核无误的要点", "Points found right", choices=lambda item, by: ReviewPoint.choices)
    ],
    opinion: Annotated[str, Ask("审核意见", "Opinion", lines=True)],
    ask_second: Annotated[bool, Ask("提请另一名审核员二次审核", "Ask for a second reviewer")] = False,
) -> Done:
    """The legal office's word: the reviewer found all six points right. It signs the approval, or gives the opinion."""
    _all_points(points)
    item.reviewer, item.begun = _staff(by), item.begun or by.at
    item.two_eyes = item.two_eyes or ask_second
    row = _step(item, by, StepKind.REVIEW, points=list(points), note=opinion)
    if item.two_eyes:
        return Done(to="second", rows=[row])
    uid = _speak(item, by, points, opinion)
    return Done(to="passed", rows=[row], rel=(item.matter.obj,), fields={"spoken": uid})


@act(
    "review.agree_second",
    "二次审核同意",
    "Agree on second review",
    subject=ReviewItem,
    power="review.agree",
    basis=LAW,
    order=1,
)
def agree_second(item: ReviewItem, by: By, *, opinion: Annotated[str, Ask("审核意见", "Opinion", lines=True)]) -> Done:
    """A second reviewer agrees with the first; only now has the legal office spoken."""
    item.second = _staff(by)
    uid = _speak(item, by, [point.value for point in ReviewPoint], opinion)
    row = _step(item, by, StepKind.SECOND, note=opinion)
    return Done(to="passed", rows=[row], rel=(item.matter.obj,), fields={"spoken": uid})


@act(
    "review.give_back",
    "退回补正",
    "Send back with defects",
    subject=ReviewItem,
    power="review.agree",
    basis=("公安机关办理行政案件程序规定#171",),
    order=2,
)
def give_back(
    item: ReviewItem,
    by: By,
    *,
    defects: Annotated[tuple[str, ...], Ask("需要补正的问题", "Defects to mend", help=_("每行一项"), lines=True)],
    note: Note = "",
) -> Done:
    """Back to the officers, each defect by name; it comes again as a new item."""
    if not defects:
        raise refuse(_("没有写明需要补正的问题"), _("每行写一项问题"), LAW[0], "reasons")
    kind = StepKind.SECOND if item.stage == "second" else StepKind.REVIEW
    item.passed = False
    item.reviewer = item.reviewer or _staff(by)
    told, now = "；".join([*defects, *([note] if note else [])]), replace(by, seen=None, key="", approved=None)
    if item.approval is not None:
        approving.send_back(item.approval, now, digest=item.digest, reasons=told)
    else:
        penalty.return_from_review(AdministrativeCase.objects.get(pk=item.matter_id), now, reason=told)
    return Done(to="returned", rows=[_step(item, by, kind, defects=defects, note=note)], rel=(item.matter.obj,))


@act(
    "review.end",
    "不再审核",
    "End the review",
    subject=ReviewItem,
    basis=FORM,
    system=True,
    menu=False,
    order=90,
)
def end(item: ReviewItem, by: By, *, why: str) -> Done:
    """What was to be reviewed went another way: withdrawn, sent back or decided elsewhere."""
    return Done(to="ended", why=why)


def _all_points(points: Sequence[str]) -> None:
    missing = [str(point.label) for point in ReviewPoint if point.value not in points]
    if missing:
        raise refuse(
            _("还有要点未审核无误：%(points)s") % {"points": "、".join(missing)},
            _("逐项核对；确有问题的办理“退回补正”"),
            "公安机关办理行政案件程序规定#170",
        )


def _speak(item: ReviewItem, by: By, points: Sequence[str], opinion: str) -> str:
    """Sign the legal office's step, or give the written opinion on the penalty, in the same transaction.

    The item is marked first: the guard of the exit asks for it when the signature is given.
    """
    item.passed = True
    item.save()
    now = replace(by, seen=None, key="", approved=None)
    if item.approval is not None:
        return approving.sign(item.approval, now, digest=item.digest, opinion=opinion).uid
    case = AdministrativeCase.objects.get(pk=item.matter_id)
    decision = queries.put_forward(case)
    if decision is None:
        raise refuse(_("送审的处罚意见已经不在"), _("请刷新页面"), code="changed")
    return penalty.legal_review(case, now, decision=decision, points=tuple(points), passed=True, opinion=opinion).uid
