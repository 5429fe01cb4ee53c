"""Safeguards of contests and of the file (F83; 行政复议法 23, 63-64)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from egret.acts.cards import guard
from egret.acts.clocks import open_on, running_on
from egret.acts.done import By
from egret.acts.lapsing import RIGHTS
from egret.acts.models import Subject
from egret.acts.refusals import Refusal
from egret.cases.acts.penalty import decided
from egret.cases.acts.remedies import Contest, contest_of, standing, way_of
from egret.cases.models import PartnerReply
from egret.intake.models import Role

REVIEW = "行政复议法(2023)"


@guard("cases.record_contest")
def something_to_contest(case: Subject, by: By, given: Mapping[str, Any]) -> Iterator[Refusal]:
    """Only a decision in force is contested; one given on the spot goes to the review organ first."""
    if not standing(case).exists():
        yield Refusal(_("本案没有可以争议的处罚决定"), _("核对决定是否已经撤销"), "治安管理处罚法(2025)#121", "contest")
    reviewed = PartnerReply.objects.filter(subject_id=case.pk, kind__startswith="复议").exclude(kind="复议受理")
    on_spot = decided(case).filter(kind="当场处罚").exists()
    if given.get("way") == Contest.SUIT and on_spot and not reviewed.exists():
        yield Refusal(_("对当场处罚不服的，应当先申请行政复议"), _("告知当事人先申请行政复议"), f"{REVIEW}#23", "R51")


@guard("cases.record_changed")
def never_worse_for_who_asked(case: Subject, by: By, given: Mapping[str, Any]) -> Refusal | None:
    """The applicant is not made worse off, unless the other side asked for it."""
    decision, contest = given.get("decision"), contest_of(case)
    if decision is None or contest is None or contest.person is None or contest.person.role != Role.SUSPECT:
        return None
    worse = given.get("detention_days", 0) > decision.detention_days or given.get("fine", 0) > decision.fine
    if not worse:
        return None
    return Refusal(_("变更后的处罚比原决定重，对申请人更为不利"), _("核对决定书内容后重新填写"), f"{REVIEW}#63", "F68")


@guard("cases.record_upheld", "cases.record_changed", "cases.record_revoked", "cases.redo")
def answered_before_the_result(case: Subject, by: By, given: Mapping[str, Any]) -> Refusal | None:
    """F83: a result without any answer is recorded, but not without a word."""
    contest = contest_of(case)
    if contest is None or not running_on(case, "L03", "L10"):
        return None
    article = "行政诉讼法#67" if way_of(contest) == Contest.SUIT else f"{REVIEW}#48"
    return Refusal(_("还没有提交答复或者答辩和证据"), _("核对后再登记结果；确未提交的说明原因"), article, "F83", "warn")


OVER_WITH_THE_FILE = ("C38", "G17")
"""Limits that archiving a criminal case ends itself."""


@guard("cases.archive", "cases.archive_criminal")
def file_is_complete(case: Subject, by: By, given: Mapping[str, Any]) -> Refusal | None:
    """Nothing the police owe runs on when the file is closed for good."""
    over = (*OVER_WITH_THE_FILE, *RIGHTS)
    owed = next((one for one in open_on(case) if one.for_police and one.rule not in over), None)
    if owed is None:
        return None
    criminal = getattr(case, "case_kind", "") == "criminal"
    return Refusal(
        _("还有期限没有办结：%(rule)s") % {"rule": owed.rule},
        _("先办结该项，再归档"),
        "公安机关办理刑事案件程序规定#287" if criminal else "公安机关办理行政案件程序规定#262",
        "F88",
    )
