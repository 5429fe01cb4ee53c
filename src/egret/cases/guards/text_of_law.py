"""Safeguards of the two texts: which law a penalty rests on, and what only the later text asks or allows.

The penalty follows the day of the conduct, unless the later text is lighter (行政处罚法 37); procedure follows the day
of the act.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from egret.acts.cards import guard
from egret.acts.done import By
from egret.acts.models import Subject
from egret.acts.ports import ports
from egret.acts.refusals import Refusal
from egret.cases import queries
from egret.cases.acts.inquiry import InquiryTerm
from egret.cases.acts.suspension import SuspensionGround
from egret.cases.models import AdministrativeCase

FAIR = "行政处罚法#37"


@guard("cases.submit_for_review", "cases.decide_fast", "cases.penalise_on_spot")
def text_of_the_conduct(case: Subject, by: By, given: Mapping[str, Any]) -> Iterator[Refusal]:
    """从旧兼从轻: a penalty rests on the text in force at the conduct; on a later one only where that is lighter."""
    cite = str(given.get("cite") or "")
    if not cite or not isinstance(case, AdministrativeCase):
        return
    if not ports.rules.resolves(cite, case.conduct_day):
        yield Refusal(
            _("依据“%(cite)s”在行为时没有这一条") % {"cite": cite},
            _("核对法律名称、版本和条号；行为在新法施行前的按旧法，处罚较轻的新法除外"),
            FAIR,
            "cite",
        )
    elif not ports.rules.in_force(cite, case.conduct_day):
        if not ports.rules.in_force(cite, by.day):
            yield Refusal(_("依据“%(cite)s”还没有施行") % {"cite": cite}, _("按现行有效的法律处罚"), FAIR, "cite")
        elif not given.get("lighter"):
            yield Refusal(
                _("“%(cite)s”在行为之后才施行，应当适用行为时的法律") % {"cite": cite},
                _("改引行为时的条文；新法处罚较轻的，写明“适用新法较轻的理由”"),
                FAIR,
                "cite",
            )


@guard("cases.accept_administrative")
def cause_under_the_text_of_the_conduct(incident: Subject, by: By, given: Mapping[str, Any]) -> Refusal | None:
    """The ground a case is filed on was law at the conduct; what the penalty rests on is judged later."""
    cite, conduct = given.get("cause_cite"), given.get("conduct_at") or getattr(incident, "happened_at", None)
    if not cite or conduct is None or ports.rules.in_force(cite, By(by.actor, conduct).day):
        return None
    return Refusal(
        _("案由依据“%(cite)s”在行为时不是有效的法律") % {"cite": cite},
        _("核对行为时间和条文版本"),
        FAIR,
        "cite",
        severity="warn",
    )


@guard("cases.submit_for_review")
def penalised_not_long_ago(case: Subject, by: By, given: Mapping[str, Any]) -> Iterator[Refusal]:
    """A48: who was penalised within the time the law of the conduct looks back on weighs heavier."""
    if not isinstance(case, AdministrativeCase):
        return
    people = [given["person"]] if given.get("person") else list(queries.suspects(case))
    for person in people:
        earlier = queries.last_penalty_before(person, case.conduct_at)
        if earlier is None or earlier.decided_at is None:
            continue
        if case.conduct_at <= ports.rules.due("A48", earlier.decided_at, on=case.conduct_day).legal:
            yield Refusal(
                _("%(name)s在法律规定的期间内曾受治安管理处罚（%(day)s），应当从重")
                % {"name": person.name, "day": By(by.actor, earlier.decided_at).day.isoformat()},
                _("在“从重、从轻情节”中写明，并调取前次决定书"),
                ports.rules.article("look_back", case.conduct_day),
                "A48",
                severity="hint",
            )


@guard("cases.record_arrival", "cases.extend_inquiry")
def longer_for_many_only_once_law(case: Subject, by: By, given: Mapping[str, Any]) -> Refusal | None:
    """Twelve hours for many persons or unknown identity exist only since the later text."""
    if given.get("term") != InquiryTerm.MANY or ports.rules.article("inquiry_many", by.day):
        return None
    return Refusal(
        _("人数众多、身份不明的询问查证时限当时还没有施行"),
        _("情况复杂且可能拘留的选择该项，其他的按一般时限办理"),
        ports.rules.article("inquiry", by.day),
        "F15",
    )


@guard("cases.request_suspension")
def ground_known_to_the_law(case: Subject, by: By, given: Mapping[str, Any]) -> Refusal | None:
    """An exam, a birth or a dying relative suspend detention only since the later text."""
    ground = given.get("ground")
    if ground in (None, SuspensionGround.CONTEST) or ports.rules.article("suspension_family", by.day):
        return None
    return Refusal(
        _("以考试、子女出生、近亲属病危死亡为由暂缓执行的规定当时还没有施行"),
        _("申请行政复议或者提起行政诉讼的，按该理由登记"),
        ports.rules.article("suspension", by.day),
        "ground",
    )
