"""敏感案件: flagged, reported in time, narrowed where the kind asks for it, followed to the end."""

from __future__ import annotations

import pytest

from egret.acts.cards import act_named, ask_guards
from egret.acts.models import Clock, ClockState, Subject
from egret.acts.queries import visible_to
from egret.acts.refusals import Refused
from egret.approvals.models import Approval
from egret.cases.models import AdministrativeCase, CriminalCase, Measure
from egret.demo import offences
from egret.demo.matters import ASSAULT
from egret.review import chosen
from egret.review.acts import committee as committees
from egret.review.acts import sensitive as acts
from egret.review.models import AgendaItem, Committee, Flag, ReviewItem
from tests.building.org import NOON, District, later
from tests.review.conftest import Office, codes

SOON = later(hours=5)


def accepted(city: District) -> AdministrativeCase:
    return offences.assigned(city.squad, ASSAULT, NOON)


def again(case: AdministrativeCase) -> AdministrativeCase:
    return AdministrativeCase.objects.get(pk=case.pk)


def flagged(city: District, case: AdministrativeCase, kind: str) -> Flag:
    acts.flag_sensitive(again(case), city.by("officer", SOON), kind=kind, reason="涉事人员身份特殊。")
    return Flag.objects.get(subject_id=case.pk, kind=kind)


def test_reported_in_time(city: District) -> None:
    case = accepted(city)
    flag = flagged(city, case, "online")
    clock = Clock.objects.get(subject_id=case.pk, rule="N02")
    assert clock.state == ClockState.RUNNING and clock.guard_due == later(hours=29)
    with pytest.raises(Refused) as no:
        flagged(city, case, "online")
    assert codes(no) == {"twice"}
    acts.report_sensitive(again(case), city.by("officer", SOON), flag=flag, to="市局法制支队")
    assert Clock.objects.get(subject_id=case.pk, rule="N02").state == ClockState.STOPPED
    with pytest.raises(Refused) as no:
        acts.report_sensitive(again(case), city.by("officer", SOON), flag=flag, to="市局")
    assert codes(no) == {"choice"}


def test_two_kinds_have_two_clocks(city: District) -> None:
    case = accepted(city)
    flag = flagged(city, case, "online")
    flagged(city, case, "lawyer")
    acts.report_sensitive(again(case), city.by("officer", SOON), flag=flag, to="市局")
    running = Clock.objects.filter(subject_id=case.pk, rule="N02", state=ClockState.RUNNING)
    assert [one.about for one in running] == ["flag:lawyer"]


def test_kinds_that_need_it_are_narrowed_to_named_people(city: District) -> None:
    case = accepted(city)
    flagged(city, case, "online")
    assert again(case).sensitivity == 0
    flagged(city, case, "minor")
    assert again(case).sensitivity == 1
    for post, sees in (("officer", True), ("unit_head", False), ("bureau_head", False)):
        assert visible_to(city[post], SOON, AdministrativeCase).filter(pk=case.pk).exists() == sees, post


def test_what_came_about_in_it_is_narrowed_with_it(office: Office) -> None:
    """Measures, papers under way, what the legal office has in hand and what stands on an agenda."""
    at, case = later(days=10, hours=1), CriminalCase.objects.get(pk=office.case.pk)
    item, by = office.item(), office.city.by("legal_reviewer", at)
    committees.found_committee(office.city.branch.place, by, title="白鹭分局案件集体审议委员会")
    asked = {"trigger": "conclude_grave", "act": "cases.conclude", "question": "是否构成犯罪？"}
    committees.put_on_agenda(case, by, committee=Committee.objects.get(), **asked)
    (thing,) = AgendaItem.objects.filter(matter_id=case.pk)
    measure = Measure.objects.filter(case_id=case.pk).latest("pk")
    rows: list[tuple[type[Subject], Subject]] = [
        (Measure, measure),
        (Approval, office.approval),
        (ReviewItem, item),
        (AgendaItem, thing),
    ]

    def seen(post: str) -> list[bool]:
        return [visible_to(office.city[post], at, model).filter(pk=row.pk).exists() for model, row in rows]

    assert seen("legal_reviewer") == [True] * 4
    acts.flag_sensitive(
        CriminalCase.objects.get(pk=case.pk),
        office.city.by("officer", at),
        kind="minor",
        reason="被害人未成年。",
        viewers=(office.city["bureau_head"],),
    )
    assert seen("legal_reviewer") == [False] * 4
    assert seen("bureau_head") == [True] * 4 and seen("officer") == [True] * 4
    measure.refresh_from_db()
    assert measure.sensitivity == 1
    assert not visible_to(office.city["legal_reviewer"], at, Subject).filter(pk=measure.pk).exists()


def test_followed_to_the_end(city: District) -> None:
    case = accepted(city)
    flag = flagged(city, case, "online")
    with pytest.raises(Refused) as no:
        acts.end_sensitive(again(case), city.by("officer", SOON), flag=flag, outcome="已平息")
    assert codes(no) == {"choice"}, "first it is reported"
    acts.report_sensitive(again(case), city.by("officer", SOON), flag=flag, to="市局")
    with pytest.raises(Refused) as no:
        acts.end_sensitive(again(case), city.by("officer", SOON), flag=Flag.objects.get(), outcome="已平息")
    assert codes(no) == {"open"}
    done = offences.closed(city.squad, ASSAULT, NOON)
    late = later(days=60)
    acts.flag_sensitive(done, city.by("officer", late), kind="online", reason="网上发酵。")
    flag = Flag.objects.get(subject_id=done.pk)
    acts.report_sensitive(again(done), city.by("officer", late), flag=flag, to="市局")
    acts.end_sensitive(again(done), city.by("officer", late), flag=Flag.objects.get(pk=flag.pk), outcome="已平息。")
    assert Flag.objects.get(pk=flag.pk).ended_at == late


def test_a_sensitive_case_may_go_before_the_committee(city: District) -> None:
    case = accepted(city)
    card = act_named("cases.decide_penalty").card
    before = [str(one) for one in ask_guards(card, again(case), city.by("officer", SOON), {}) if one.severity == "hint"]
    flagged(city, case, "online")
    after = [str(one) for one in ask_guards(card, again(case), city.by("officer", SOON), {}) if one.severity == "hint"]
    assert not any("敏感案件" in one for one in before) and any("敏感案件" in one for one in after)


@pytest.mark.parametrize("post", ["auxiliary", "duty_officer", "legal_clerk", "legal_assistant"])
def test_who_may_not_flag(city: District, post: str) -> None:
    case = accepted(city)
    with pytest.raises(Refused) as no:
        acts.flag_sensitive(case, city.by(post, SOON), kind="online", reason="一")
    assert codes(no) == {"power"}


def test_kinds_are_data_in_both_languages() -> None:
    kinds = chosen.sensitive_kinds(SOON.date())
    assert len(kinds) == 21 and len({one.key for one in kinds}) == 21
    assert all(one.zh and one.en for one in kinds)
    assert {one.key for one in kinds if one.narrow} >= {"minor", "sexual", "bullying"}
