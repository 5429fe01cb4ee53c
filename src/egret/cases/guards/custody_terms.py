"""Safeguards of investigation custody (F25, F26, C22-C27)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from egret.acts.cards import guard
from egret.acts.clocks import running_on
from egret.acts.done import By
from egret.acts.models import Subject
from egret.acts.ports import ports
from egret.acts.refusals import Refusal
from egret.cases.acts.custody_terms import asked_for, term_of

AFTER = {"C22": "C21", "C23": "C22", "C24": "C23"}


@guard("cases.ask_custody_extension", "cases.record_custody_extension")
def one_after_the_other_and_never_late(case: Subject, by: By, given: Mapping[str, Any]) -> Iterator[Refusal]:
    """F25: nothing is extended that has run out; no extension is skipped or given twice."""
    measure, term = given.get("measure"), str(given.get("term", ""))
    if measure is None:
        return
    if measure.due is not None and by.at > measure.due:
        yield Refusal(
            _("侦查羁押期限已经届满，不能再延长"),
            _("立即释放或者变更强制措施"),
            "公安机关办理刑事案件程序规定#148",
            "F25",
        )
    if term and AFTER.get(term) != term_of(measure):
        yield Refusal(
            _("延长羁押期限要逐次办理，所选情形与现在的期限不衔接"),
            _("先办理前一次延长，或者核对已批准的期限"),
            "公安机关办理刑事案件程序规定#149",
            "C22",
        )


@guard("cases.ask_custody_extension")
def asked_ahead(case: Subject, by: By, given: Mapping[str, Any]) -> Refusal | None:
    """F26, C25: the request is sent days before the term ends."""
    measure = given.get("measure")
    if measure is None or measure.due is None or by.at <= ports.rules.due("C25", measure.due).legal:
        return None
    return Refusal(
        _("距羁押期限届满已不足法定的提前日数"),
        _("立即提请；届满前未获批准的，释放或者变更强制措施"),
        "公安机关办理刑事案件程序规定#148",
        "F26",
        severity="warn",
    )


@guard("cases.record_custody_extension")
def it_was_asked_for(case: Subject, by: By, given: Mapping[str, Any]) -> Refusal | None:
    measure = given.get("measure")
    if measure is None or asked_for(case, measure):
        return None
    return Refusal(_("没有提请延长侦查羁押期限的意见书"), _("先提请延长"), "公安机关办理刑事案件程序规定#148", "C25")


@guard("cases.restart_custody_term")
def found_and_in_time(case: Subject, by: By, given: Mapping[str, Any]) -> Refusal | None:
    """C26: only for another crime on record, and within the days from its discovery."""
    measure = given.get("measure")
    if measure is None:
        return None
    running = next(iter(running_on(case, "C26", about=measure.person.key)), None)
    if running is None:
        return Refusal(
            _("没有登记发现另有重要罪行"), _("先办理“发现另有重要罪行”"), "公安机关办理刑事案件程序规定#151", "C26"
        )
    if by.at > running.legal_due:
        return Refusal(
            _("发现另有重要罪行后的报批期限已过"),
            _("原羁押期限继续计算；需要的，提请延长"),
            "公安机关办理刑事案件程序规定#151",
            "C26",
        )
    return None


@guard("cases.establish_identity")
def identity_was_unknown(case: Subject, by: By, given: Mapping[str, Any]) -> Refusal | None:
    measure = given.get("measure")
    if measure is None or "unknown_since" in measure.facts:
        return None
    return Refusal(
        _("此人的羁押期限没有因身份不明而停算"), _("请核对人员"), "公安机关办理刑事案件程序规定#152", "identity"
    )
