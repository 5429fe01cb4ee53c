"""Safeguards of continued questioning (R04, R14, R34, R35; Q01-Q04)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from egret.acts.cards import guard
from egret.acts.clocks import LOCAL
from egret.acts.done import By
from egret.acts.models import Subject
from egret.acts.personal import index_of
from egret.acts.ports import ports
from egret.acts.refusals import Refusal
from egret.cases.acts.questioning import BARS, freed, short_limit
from egret.cases.guards.statements import police
from egret.cases.models import AdministrativeCase, CriminalCase, Questioning
from egret.cases.models.questioning import RULES
from egret.intake.models import Person, Role

NOON = 12
OTHERWISE = _("立即释放，或者依法直接传唤、拘传")


@guard("cases.bring_in_for_questioning")
def none_of_the_nine_bars(case: Subject, by: By, given: Mapping[str, Any]) -> Iterator[Refusal]:
    """R34: nine kinds of people are not kept: the unchecked, the cleared, who surrendered, whose case is open."""
    person = given.get("person")
    if person is None:
        return
    titles = dict(BARS)
    for bar in given.get("bars", ()):
        yield Refusal(
            _("不得继续盘问：%(bar)s") % {"bar": titles.get(bar, titles["other"])}, OTHERWISE, f"{RULES}#9", "R34"
        )
    if {"ill", "mental"} & set(person.flags):
        yield Refusal(_("患有精神病、急性传染病或者其他严重疾病的人不得继续盘问"), OTHERWISE, f"{RULES}#9", "R34")
    if person.id_number and _has_an_open_case(person.id_number):
        yield Refusal(_("此人所涉案件已经受理或者立案，不得继续盘问"), _("在该案中依法传唤、拘传"), f"{RULES}#9", "R34")


def _has_an_open_case(number: str) -> bool:
    """Whether somebody with that number is a suspect in a case that is not closed."""
    kinds = (AdministrativeCase.KIND, CriminalCase.KIND)
    known = Person.objects.filter(id_index=index_of(number), role=Role.SUSPECT)
    return known.filter(subject__kind__in=kinds, subject__closed=None).exists()


@guard("cases.bring_in_for_questioning", "cases.record_questioning")
def officers_do_it(case: Subject, by: By, given: Mapping[str, Any]) -> Refusal | None:
    """R04: continued questioning is carried out by police officers, never by auxiliaries."""
    if "officers" not in given or police(given["officers"]):
        return None
    return Refusal(_("继续盘问只能由人民警察执行"), _("由民警执行"), f"{RULES}#5", "R04")


@guard("cases.extend_questioning", "cases.extend_questioning_again")
def within_the_hours(case: Subject, by: By, given: Mapping[str, Any]) -> Iterator[Refusal]:
    """R34, Q02: the four-hour people never longer; decided before the hours are over."""
    if not isinstance(case, Questioning):
        return
    if case.limit == "Q04" or short_limit(case.person, case.arrived_at):
        yield Refusal(
            _("怀孕、哺乳、不满十六周岁、已满七十周岁的人不得延长继续盘问"),
            _("在规定时间内盘问完毕并释放"),
            f"{RULES}#10",
            "R34",
        )
    if by.at > ports.rules.due(case.limit, case.arrived_at).guard:
        yield Refusal(_("继续盘问时限已经届满，不能再延长"), _("立即释放"), f"{RULES}#17", "Q02")


@guard("cases.extend_questioning")
def once_to_the_second_term(case: Subject, by: By, given: Mapping[str, Any]) -> Refusal | None:
    """Q02: the first extension is given once."""
    if not isinstance(case, Questioning) or case.limit not in ("Q02", "Q03"):
        return None
    return Refusal(_("已经办理过第一次延长"), _("时限届满立即释放"), f"{RULES}#17", "Q02")


@guard("cases.extend_questioning_again")
def step_by_step(case: Subject, by: By, given: Mapping[str, Any]) -> Iterator[Refusal]:
    """Q03: no leap over a step, and only for who hides who they are."""
    if not isinstance(case, Questioning):
        return
    if case.limit == "Q03":
        yield Refusal(_("已经办理过第二次延长"), _("时限届满立即释放"), f"{RULES}#17", "Q03")
    elif case.limit != "Q02":
        yield Refusal(_("不得从第一个时限直接延长到最长时限"), _("先办第一次延长"), f"{RULES}#17", "Q03")
    if "unknown_identity" not in case.person.flags:
        yield Refusal(_("只有不讲真实姓名、住址、身份的才能第二次延长"), _("时限届满立即释放"), f"{RULES}#11", "Q03")


@guard("cases.end_questioning")
def nobody_sent_into_the_night(case: Subject, by: By, given: Mapping[str, Any]) -> Refusal | None:
    """R35: between evening and morning the four-hour people are fetched by family, or taken home."""
    ended = given.get("ended_at")
    if not isinstance(case, Questioning) or ended is None or not freed(given.get("outcome")):
        return None
    if not short_limit(case.person, case.arrived_at) or given.get("handed_to"):
        return None
    local = ended.astimezone(LOCAL)
    day = local.date()
    evening = int(ports.rules.amount("night_release_from", day)) + NOON
    morning = int(ports.rules.amount("night_release_until", day))
    if morning <= local.hour < evening:
        return None
    return Refusal(
        _("夜间释放怀孕、哺乳、未成年、老年的人，应当通知家属领回或者护送至住地"),
        _("填写领回人或者护送情况"),
        f"{RULES}#10",
        "R35",
    )


@guard("cases.end_questioning")
def register_is_signed(case: Subject, by: By, given: Mapping[str, Any]) -> Refusal | None:
    """R14: the time of the end is signed for, or the refusal noted."""
    if given.get("signed", True) or given.get("refusal_note"):
        return None
    return Refusal(_("登记表没有本人签名，也没有注明拒签"), _("由本人签名，或者填写拒签说明"), f"{RULES}#20", "R14")
