"""Safeguards of the need of custody: looked into before it is answered; whoever need not be held is not held on."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from egret.acts.cards import guard
from egret.acts.done import By
from egret.acts.models import Subject
from egret.acts.refusals import Refusal
from egret.cases.acts.custody_terms import Answer
from egret.cases.acts.necessity import MUST_FREE, Need, last_review, suggestion_about

XS = "公安机关办理刑事案件程序规定"


@guard("cases.ask_custody_extension", "cases.extend_detention")
def whoever_need_not_be_held_is_freed(case: Subject, by: By, given: Mapping[str, Any]) -> Refusal | None:
    """After the finding that custody is not needed, it is ended or changed, not extended."""
    measure = given.get("measure")
    review = last_review(case, measure) if measure is not None else None
    if review is None or review.passed:
        return None
    return Refusal(
        _("审查结论是没有继续羁押的必要，不能再延长"), _("立即释放或者变更强制措施"), f"{XS}#158", "necessity"
    )


@guard("cases.review_necessity")
def conclusion_follows(case: Subject, by: By, given: Mapping[str, Any]) -> Refusal | None:
    """Circumstances in which the procuratorate would have to suggest release are not passed over lightly."""
    found = set(given.get("grounds") or ()) & {key for key, _text in MUST_FREE}
    if not found or str(given.get("need", "")) != Need.STAYS:
        return None
    return Refusal(
        _("所选情形属于应当建议释放或者变更的情形，结论却是继续羁押"),
        _("重新考虑结论；坚持继续羁押的，把理由写充分"),
        "人民检察院刑事诉讼规则#579",
        "necessity",
        severity="warn",
    )


@guard("cases.answer_necessity_suggestion")
def looked_into_and_done(case: Subject, by: By, given: Mapping[str, Any]) -> Refusal | None:
    """C27: an answer says what was found and what was done, not what may be."""
    measure = given.get("measure")
    letter = suggestion_about(case, measure) if measure is not None else None
    if measure is None or letter is None:
        return None
    if measure.closed is None:
        review = last_review(case, measure)
        if review is None or review.at < letter.at:
            return Refusal(
                _("还没有就检察院的建议调查核实"), _("先办理“羁押必要性审查”，或者已释放、变更"), f"{XS}#159", "C27"
            )
        if str(given.get("answer", "")) == Answer.YES or not review.passed:
            return Refusal(
                _("不需要继续羁押的，先释放或者变更强制措施"),
                _("办理释放或者取保候审、监视居住后再答复"),
                f"{XS}#159",
                "C27",
            )
    elif str(given.get("answer", "")) == Answer.NO:
        return Refusal(_("人已经释放或者变更措施，答复却是不采纳"), _("改选“同意”"), f"{XS}#159", "C27")
    return None
