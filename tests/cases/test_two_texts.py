"""The two texts of the public security law side by side: each line of the comparison tried on both sides of 2026-01-01.

Procedure follows the day of the act; the penalty follows the day of the conduct unless the later text is lighter
(行政处罚法 37).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from egret.acts.cards import all_acts
from egret.acts.deed import Deed, under
from egret.acts.done import By
from egret.acts.machine import Act
from egret.acts.models import Clock, ClockState
from egret.acts.refusals import Refusal, Refused
from egret.approvals.chains import chain_for
from egret.cases.acts import administrative, evidence, hearing, inquiry, on_spot, penalty, people, suspension
from egret.cases.acts.collective import DELIBERATED
from egret.cases.models import AdministrativeCase, Decision, Review
from egret.demo import offences
from egret.demo.hands import on, sign_all
from egret.demo.matters import ASSAULT
from egret.demo.offences import HOUR, suspect_of
from egret.documents.queries import drawn
from egret.intake.models import Person, Role
from egret.intake.persons import PersonFacts
from egret.law.rulebook import threshold
from egret.law.succession import article, cited_on, matters
from egret.org.system import SETUP
from tests.building.org import NOON, District, enrol, police_city

pytestmark = pytest.mark.django_db

OLD = datetime.fromisoformat("2025-12-10T12:00:00+08:00")
NEW = NOON
SIDES = {"old": OLD, "new": NEW}
OLD_CITE, NEW_CITE = "治安管理处罚法(2012)#43", "治安管理处罚法(2025)#51"


@pytest.fixture
def city(db: None) -> District:
    """The city, founded long before the change of the law."""
    return police_city(datetime.fromisoformat("2024-12-02T09:00:00+08:00"))


@pytest.fixture(params=SIDES)
def side(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def pick(side: str, old: Any, new: Any) -> Any:
    return old if side == "old" else new


def assault(city: District, side: str, **more: Any) -> AdministrativeCase:
    cite = pick(side, OLD_CITE, NEW_CITE)
    return offences.assigned(city.squad, replace(ASSAULT, cite=cite, **more), SIDES[side])


def later(city: District, side: str, hours: float = 4) -> By:
    return By(city["officer"], SIDES[side] + timedelta(hours=hours))


def held(entry: Act[Any, ...], case: Any, by: By, given: Mapping[str, Any]) -> dict[str, Refusal]:
    """What the guards hold against an act, by the id of the safeguard."""
    return {one.code: one for one in entry.refusals(case, by, given)}


def law(cite: str) -> str:
    return cite.partition("#")[0]


# The start of a case, its term


def test_acceptance_is_cited_to_the_text_of_its_day(city: District, side: str) -> None:
    case = assault(city, side)
    clock = Clock.objects.get(subject_id=case.pk, rule="A10")
    assert article("acceptance", clock.started.date()) == pick(
        side, "治安管理处罚法(2012)#77", "治安管理处罚法(2025)#90"
    )
    assert article("term", clock.started.date()) == pick(side, "治安管理处罚法(2012)#99", "治安管理处罚法(2025)#118")


def test_the_term_is_extended_once_and_since_2026_twice(city: District, side: str) -> None:
    case = assault(city, "new" if side == "new" else "old")
    ends = []
    for turn in range(2):
        running = Clock.objects.get(subject_id=case.pk, state=ClockState.RUNNING, rule__in=("A10", "A11"))
        ends.append(running.guard_due)
        by = By(city["officer"], running.guard_due - timedelta(days=2))
        if side == "old" and turn == 1:
            assert by.day.year == 2026, "the second is asked for under the new text already"
        sign_all(administrative.extend_term(case, by, reason="案情复杂"), by.at)
        case = offences.again(case)
    last = Clock.objects.get(subject_id=case.pk, rule="A12")
    assert (last.guard_due.date() - ends[0].date()).days in (59, 60)


def test_before_2026_there_was_no_second_extension(city: District) -> None:
    early = replace(ASSAULT, cite=OLD_CITE)
    case = offences.assigned(city.squad, early, OLD - timedelta(days=75))
    first = Clock.objects.get(subject_id=case.pk, rule="A10").guard_due - timedelta(days=2)
    sign_all(administrative.extend_term(case, By(city["officer"], first), reason="案情复杂"), first)
    case = offences.again(case)
    second = Clock.objects.get(subject_id=case.pk, rule="A11").guard_due - timedelta(days=2)
    with pytest.raises(Refused) as refused:
        administrative.extend_term(case, By(city["officer"], second), reason="案情复杂")
    assert refused.value.refusals[0].article == "治安管理处罚法(2012)#99"


def test_a_hearing_stops_the_term_since_2026(city: District, side: str) -> None:
    matter = replace(ASSAULT, cite=pick(side, OLD_CITE, NEW_CITE), fine=pick(side, 2000, 4000), days=0)
    case = offences.submitted(city.squad, matter, SIDES[side])
    decision, at = offences.decision_of(case), SIDES[side]
    review = {"points": tuple(penalty.ReviewPoint.values), "passed": True, "opinion": "同意"}
    penalty.legal_review(case, By(city.squad.reviewer, on(at, 2, 15)), decision=decision, **review)
    told = {"place": "办案区", "plea": "不陈述", "hearing_wanted": True}
    penalty.give_notice(case, By(city["officer"], on(at, 3, 9)), decision=decision, **told)
    request = hearing.requests(case).get()
    chair = By(city.squad.reviewer, on(at, 3, 10))
    recorder = enrol(city.legal_office, "350999", "记录员", by=By(SETUP, SIDES[side] - timedelta(days=30)))
    hearing.open_hearing(case, chair, request=request, recorder=recorder)
    clock = Clock.objects.get(subject_id=case.pk, rule="A10")
    assert clock.state == pick(side, ClockState.RUNNING, ClockState.HELD)


# Inquiry


@pytest.mark.parametrize(("term", "old", "new"), [("A01", 8, 8), ("A02", None, 12), ("A03", 24, 24)])
def test_hours_of_inquiry(city: District, side: str, term: str, old: int | None, new: int) -> None:
    case, by, hours = assault(city, side), later(city, side), pick(side, old, new)
    given = {"person": suspect_of(case), "arrived_at": by.at, "way": "口头传唤", "place": "办案区"}
    chosen = {**given, "term": inquiry.InquiryTerm(term)}
    if hours is None:
        with pytest.raises(Refused) as refused:
            inquiry.record_arrival(case, by, **chosen)
        assert [one.article for one in refused.value.refusals] == ["治安管理处罚法(2012)#83"]
        return
    inquiry.record_arrival(case, by, **chosen)
    assert Clock.objects.get(subject_id=case.pk, rule=term).guard_due - by.at == timedelta(hours=hours)


def test_an_inquiry_over_midnight_of_the_change_may_reach_twelve_hours(city: District) -> None:
    """Brought in on New Year's Eve, extended in the small hours: the act of that day follows the new text."""
    eve = datetime.fromisoformat("2025-12-31T19:00:00+08:00")
    case = offences.assigned(city.squad, replace(ASSAULT, cite=OLD_CITE), eve - 3 * HOUR)
    given = {"person": suspect_of(case), "way": "口头传唤", "place": "办案区"}
    inquiry.record_arrival(case, By(city["officer"], eve), arrived_at=eve, **given)
    case, at = offences.again(case), eve + 6 * HOUR
    measure = inquiry.queries.running_measures(case).get()
    many = inquiry.InquiryTerm.MANY
    before = inquiry.extend_inquiry.refusals(case, By(city["officer"], eve + HOUR), {"term": many})
    assert [one.article for one in before] == ["治安管理处罚法(2012)#83"]
    sign_all(inquiry.extend_inquiry(case, By(city["officer"], at), measure=measure, term=many, reason="身份不明"), at)
    assert Clock.objects.get(subject_id=case.pk, rule="A02").guard_due == eve + 12 * HOUR


def record(case: AdministrativeCase, by: By, person: Person, **more: Any) -> dict[str, Any]:
    given = {"person": person, "place": "case_area", "started": by.at - HOUR, "ended": by.at, "recording": "LY-1"}
    return {**given, "adult": None, "interpreter": None, "text": "问：…", "officers": (by.actor,), **more}


def test_recording_in_the_case_area_is_a_duty_since_2026(city: District, side: str) -> None:
    case, by = assault(city, side), later(city, side)
    given = record(case, by, suspect_of(case), recording="", officers=city.squad.two)
    found = held(evidence.record_statement, case, by, given)
    assert ("R08" in found) is (side == "new")
    if side == "new":
        assert found["R08"].article == "治安管理处罚法(2025)#97"


def test_one_officer_will_do_in_the_case_area_since_2026(city: District, side: str) -> None:
    case, by = assault(city, side), later(city, side)
    found = held(evidence.record_statement, case, by, record(case, by, suspect_of(case)))
    assert ("R02" in found) is (side == "old")
    if side == "old":
        assert found["R02"].article == "公安机关办理行政案件程序规定#52"
    alone = held(evidence.record_statement, case, by, record(case, by, suspect_of(case), recording=""))
    assert alone["R02"].article == pick(side, "公安机关办理行政案件程序规定#52", "治安管理处罚法(2025)#108")


@pytest.mark.parametrize(
    ("born", "old", "new"),
    [
        (date(2010, 6, 1), "治安管理处罚法(2012)#84", "治安管理处罚法(2025)#98"),
        (date(2008, 6, 1), "公安机关办理行政案件程序规定#75", "治安管理处罚法(2025)#98"),
        (date(2007, 6, 1), "", ""),
    ],
    ids=["fifteen", "seventeen", "eighteen"],
)
def test_a_guardian_sits_beside_a_minor(city: District, side: str, born: date, old: str, new: str) -> None:
    """The rules of procedure asked for it up to eighteen already; the Act itself only since 2026."""
    case, by = assault(city, side, suspect=PersonFacts("小陈", role=Role.SUSPECT, born=born)), later(city, side)
    given = record(case, by, suspect_of(case), officers=city.squad.two)
    found = held(evidence.record_statement, case, by, given).get("R20")
    assert (found.article if found else "") == pick(side, old, new)


# Who decides, and how


@pytest.mark.parametrize(
    ("fine", "old", "new"), [(500, True, True), (501, False, True), (1000, False, True), (1001, False, False)]
)
def test_what_a_station_decides_itself(side: str, fine: int, old: bool, new: bool) -> None:
    facts = {"fine": fine, "detention_days": 0, "revokes": False}
    chain = chain_for("行政处罚决定", "admin", SIDES[side].date(), facts)
    assert ("L4" not in {link.level for link in chain.links}) is pick(side, old, new)


@pytest.mark.parametrize(
    ("fine", "old", "new"), [(200, True, True), (201, False, True), (500, False, True), (501, False, False)]
)
def test_the_fine_on_the_spot(city: District, side: str, fine: int, old: bool, new: bool) -> None:
    case, by = assault(city, side), later(city, side)
    given = {"fine": fine, "cite": case.cause_cite, "officers": city.squad.two, "person": suspect_of(case)}
    found = held(on_spot.penalise_on_spot, case, by, given)
    assert ("F63" not in found) is pick(side, old, new)
    if "F63" in found:
        assert law(found["F63"].article) == pick(side, "治安管理处罚法(2012)", "治安管理处罚法(2025)")


def test_one_officer_on_the_spot_records_since_2026(city: District, side: str) -> None:
    case, by = assault(city, side), later(city, side)
    given = {"fine": 100, "cite": case.cause_cite, "officers": (city["officer"],), "person": suspect_of(case)}
    assert ("R02" in held(on_spot.penalise_on_spot, case, by, given)) is (side == "new")
    filmed = {**given, "recording": "ZF-1", "contested": False}
    assert "R02" not in held(on_spot.penalise_on_spot, case, by, filmed)


@pytest.mark.parametrize(
    ("fine", "old", "new"), [(50, True, True), (51, False, True), (200, False, True), (201, False, False)]
)
def test_cash_on_the_spot(city: District, side: str, fine: int, old: bool, new: bool) -> None:
    case, by = assault(city, side), later(city, side)
    decision = Decision(subject=case, person=suspect_of(case), kind="罚款", cite=case.cause_cite, fine=fine)
    given = {"decision": decision, "ground": on_spot.CashGround.SMALL, "ticket": "P-1", "confirmed": True}
    found = [one for one in on_spot.collect_fine.refusals(case, by, given) if "最高" in str(one.sentence)]
    assert (not found) is pick(side, old, new)
    assert all(one.article == pick(side, "治安管理处罚法(2012)#104", "治安管理处罚法(2025)#123") for one in found)


@pytest.mark.parametrize(
    ("fine", "old", "new"), [(1999, False, False), (2000, True, False), (3999, True, False), (4000, True, True)]
)
def test_the_fine_that_opens_a_hearing(city: District, side: str, fine: int, old: bool, new: bool) -> None:
    case = assault(city, side)
    decision = Decision(subject=case, person=suspect_of(case), kind="罚款", cite=case.cause_cite, fine=fine)
    assert penalty.hearing_offered(case, decision, later(city, side)) is pick(side, old, new)


def test_a_minor_who_may_be_detained_is_offered_a_hearing_since_2026(city: District, side: str) -> None:
    young = PersonFacts("小陈", role=Role.SUSPECT, born=date(2009, 2, 1))
    case = assault(city, side, suspect=young)
    decision = Decision(subject=case, person=suspect_of(case), kind="行政拘留", cite=case.cause_cite, detention_days=5)
    assert penalty.hearing_offered(case, decision, later(city, side)) is (side == "new")
    new_day = By(city["officer"], NEW)
    assert penalty.hearing_offered(case, decision, new_day) is (side == "new"), "conduct of 2025 knows no exception"


@pytest.mark.parametrize(
    ("matter", "old", "new"),
    [
        ("collective", "行政处罚法#57", "治安管理处罚法(2025)#113"),
        ("legal_review", "行政处罚法#58", "治安管理处罚法(2025)#114"),
        ("sealing", "", "治安管理处罚法(2025)#136"),
        ("plea", "", "治安管理处罚法(2025)#21"),
        ("self_defence", "", "治安管理处罚法(2025)#19"),
        ("bio_samples", "", "治安管理处罚法(2025)#102"),
        ("check", "治安管理处罚法(2012)#87", "治安管理处罚法(2025)#103"),
        ("seizure", "治安管理处罚法(2012)#89", "治安管理处罚法(2025)#105"),
    ],
)
def test_duties_have_the_article_of_their_day(side: str, matter: str, old: str, new: str) -> None:
    assert article(matter, SIDES[side].date()) == pick(side, old, new)


def test_nothing_is_decided_without_review_under_either_text(city: District, side: str) -> None:
    found = held(penalty.decide_penalty, assault(city, side), later(city, side), {})
    assert found["F66"].article == pick(side, "行政处罚法#58", "治安管理处罚法(2025)#114")


# What follows the day of the conduct


def given_penalty(case: AdministrativeCase, cite: str, **more: Any) -> dict[str, Any]:
    return {"person": suspect_of(case), "findings": "打人", "cite": cite, "detention_days": 5, **more}


@pytest.mark.parametrize(
    ("conduct", "acted", "cite", "lighter", "stands"),
    [
        ("old", "old", OLD_CITE, "", True),
        ("old", "old", NEW_CITE, "", False),
        ("old", "old", NEW_CITE, "新法较轻", False),
        ("old", "new", OLD_CITE, "", True),
        ("old", "new", NEW_CITE, "", False),
        ("old", "new", NEW_CITE, "新法规定可以单处罚款，较轻", True),
        ("new", "new", NEW_CITE, "", True),
        ("new", "new", OLD_CITE, "", False),
        ("new", "new", OLD_CITE, "旧法较轻", False),
    ],
)
def test_the_penalty_follows_the_conduct_unless_the_later_text_is_lighter(
    city: District, conduct: str, acted: str, cite: str, lighter: str, stands: bool
) -> None:
    case = assault(city, conduct)
    by = later(city, acted)
    found = held(penalty.submit_for_review, case, by, given_penalty(case, cite, lighter=lighter))
    assert ("cite" not in found) is stands
    if not stands:
        assert found["cite"].article == "行政处罚法#37"


def test_the_lighter_text_is_named_on_the_papers(city: District) -> None:
    case = offences.examined(city.squad, replace(ASSAULT, cite=OLD_CITE), OLD)
    why = "新法第五十一条可以单处罚款"
    by = By(city["officer"], NEW)
    outcome = penalty.submit_for_review(
        case, by, **{**given_penalty(case, NEW_CITE, lighter=why), "detention_days": 0, "fine": 800}
    )
    paper = offences.again(case).documents.get(pk=outcome.papers[0].pk)
    assert paper.facts["legal_basis"] == [NEW_CITE, "行政处罚法#37"] and why in paper.facts["attitude"]


def test_the_look_back_is_that_of_the_conduct(city: District, side: str) -> None:
    """Penalised eight months before: within the year of the new text, beyond the six months of the old."""
    known = {"id_kind": "cn", "id_number": "350203199005060012"}
    facts = replace(ASSAULT.suspect, **known)
    start = SIDES[side] - timedelta(days=240)
    earlier = replace(ASSAULT, cite=OLD_CITE, suspect=facts, fine=200, days=0)
    offences.decided(city.squad, earlier, start)
    case = assault(city, side, suspect=facts)
    given = given_penalty(case, case.cause_cite)
    found = held(penalty.submit_for_review, case, later(city, side), given)
    assert ("A48" in found) is (side == "new")
    if side == "new":
        assert found["A48"].article == "治安管理处罚法(2025)#22" and found["A48"].severity == "hint"


def detention(case: AdministrativeCase, **more: Any) -> dict[str, Any]:
    decision = Decision(subject=case, person=suspect_of(case), kind="行政拘留", cite=case.cause_cite, detention_days=5)
    return {"decision": decision, "not_executed_ground": "", **more}


SPARED = {
    "fifteen": (date(2010, 6, 1), ()),
    "seventeen": (date(2008, 6, 1), ()),
    "seventy": (date(1954, 1, 1), ()),
    "pregnant": (date(1995, 1, 1), ("pregnant",)),
}


@pytest.mark.parametrize(
    ("who", "exception", "old", "new"),
    [
        ("fifteen", "", False, False),
        ("fifteen", "grave", False, True),
        ("fifteen", "again", False, True),
        ("seventeen", "", False, False),
        ("seventeen", "grave", False, True),
        ("seventeen", "again", False, False),
        ("seventeen", "not_first", True, True),
        ("seventy", "", False, False),
        ("seventy", "grave", False, True),
        ("seventy", "again", False, True),
        ("pregnant", "", False, False),
        ("pregnant", "grave", False, False),
    ],
)
def test_on_whom_detention_is_not_executed(
    city: District, side: str, who: str, exception: str, old: bool, new: bool
) -> None:
    born, flags = SPARED[who]
    case = assault(city, side, suspect=PersonFacts("某人", role=Role.SUSPECT, born=born, flags=flags))
    by, given = later(city, side), detention(case, exception=exception)
    unheard = held(penalty.begin_execution, case, by, given)
    assert ("F69" not in unheard) is (pick(side, old, new) and exception == "not_first"), "the leaders have not met"
    deliberated(case, city, by)
    found = held(penalty.begin_execution, case, by, given)
    assert ("F69" not in found) is pick(side, old, new)
    if "F69" in found:
        assert found["F69"].article == pick(side, "治安管理处罚法(2012)#21", "治安管理处罚法(2025)#23")


def deliberated(case: AdministrativeCase, city: District, by: By) -> None:
    """As if the leaders had met and agreed; how they meet is told in test_collective."""
    with under(Deed("cases.deliberate")):
        Review.objects.create(
            subject=case,
            kind=DELIBERATED,
            reviewer=city["bureau_head"].pk,
            at=by.at,
            passed=True,
            points={},
            opinion="同意",
        )


def test_conduct_of_2025_is_not_detained_on_an_exception_of_2026(city: District) -> None:
    born, _flags = SPARED["seventy"]
    case = assault(city, "old", suspect=PersonFacts("某人", role=Role.SUSPECT, born=born))
    by = later(city, "new")
    deliberated(case, city, by)
    found = held(penalty.begin_execution, case, by, detention(case, exception="grave"))
    assert found["F69"].article == "治安管理处罚法(2012)#21"


@pytest.mark.parametrize(
    ("ground", "old", "new"),
    [("contest", True, True), ("exam", False, True), ("birth", False, True), ("dying", False, True)],
)
def test_grounds_to_suspend_detention(city: District, side: str, ground: str, old: bool, new: bool) -> None:
    case, by = assault(city, side), later(city, side)
    given = {"ground": suspension.SuspensionGround(ground)}
    found = held(suspension.request_suspension, case, by, given)
    assert ("ground" not in found) is pick(side, old, new)
    if "ground" in found:
        assert found["ground"].article == "治安管理处罚法(2012)#107"


# The comparison itself


NUMBERS = {
    "station_fine_public_security": (500, 1000),
    "on_spot_fine_public_security": (200, 500),
    "cash_fine_public_security": (50, 200),
    "hearing_fine_public_security": (2000, 4000),
    "guardian_present_age": (16, 18),
    "no_detention_from": (70, 70),
    "no_detention_under": (16, 16),
    "suspension_deposit_per_day": (200, 200),
}


@pytest.mark.parametrize("name", NUMBERS)
def test_numbers_change_with_the_new_year(name: str) -> None:
    assert (threshold(name).on(date(2025, 12, 31)), threshold(name).on(date(2026, 1, 1))) == NUMBERS[name]


def test_every_article_of_the_new_text_that_an_act_rests_on_is_in_the_comparison() -> None:
    known = {cite for one in matters().values() for _day, cite in one.cites}
    rested = {cite for entry in all_acts() for cite in entry.card.basis if cite.startswith("治安管理处罚法(2025)")}
    assert rested <= known, rested - known


def test_what_is_cited_was_law_that_day() -> None:
    eve, day = date(2025, 12, 31), date(2026, 1, 1)
    for one in matters().values():
        for since, cite in one.cites:
            if law(cite) == "治安管理处罚法(2025)":
                assert since == day and law(cited_on(cite, eve)) != "治安管理处罚法(2025)"
                assert cited_on(cite, day) == cite
    assert cited_on("治安管理处罚法(2012)#43", day) == "治安管理处罚法(2012)#43", "conduct may lie under the old text"
    assert cited_on("刑事诉讼法#82", eve) == "刑事诉讼法#82"


def test_rights_are_told_under_the_text_of_the_day(city: District, side: str) -> None:
    """The paper itself names the articles of its day."""
    case = assault(city, side)
    people.tell_rights(case, later(city, side), person=suspect_of(case))
    paper = case.documents.get(document_kind="行政案件权利义务告知书")
    basis = str(drawn(paper)["foot_basis"])
    assert ("第九十八条" in basis) is (side == "new")
