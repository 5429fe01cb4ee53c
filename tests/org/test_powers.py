"""Who may do what, where and when: posts, single powers, lendings, substitutions."""

from __future__ import annotations

import pytest

from egret.acts.done import By
from egret.acts.ports import ports
from egret.acts.refusals import Refused
from egret.org import queries
from egret.org.acts import people, powers
from egret.org.models import Appointment, Lending, PowerGrant, Staff, Substitution
from egret.org.posts import ScopeLevel
from tests.building.org import NOON, District, enrol, later, police_city

pytestmark = pytest.mark.django_db


@pytest.fixture
def city() -> District:
    return police_city()


def may(staff: Staff, power: str, where: object, at=NOON) -> bool:
    return ports.powers.refusal(staff, power, where.place, at) is None  # type: ignore[attr-defined]


def test_an_officer_works_cases_of_the_own_station_only(city: District) -> None:
    assert may(city["officer"], "cases.detain", city.station)
    assert not may(city["officer"], "cases.detain", city.other_station)
    assert not may(city["officer"], "cases.legal_review", city.station)
    assert not may(city["auxiliary"], "cases.detain", city.station)


def test_reach_follows_the_level_of_the_post(city: District) -> None:
    assert may(city["unit_head"], "approvals.sign", city.station)
    assert not may(city["unit_head"], "approvals.sign", city.other_station)
    for post in ("legal_reviewer", "bureau_head", "city_head"):
        assert may(city[post], "approvals.sign", city.station)
        assert may(city[post], "approvals.sign", city.other_station)
    assert not may(city["bureau_head"], "approvals.sign", city.city)
    assert may(city["city_head"], "approvals.sign", city.city)


def test_the_administrator_governs_everywhere_and_sees_no_case(city: District) -> None:
    assert may(city["admin"], "org.enrol_staff", city.station)
    assert not may(city["admin"], "subjects.see", city.station)
    assert not may(city["admin"], "cases.detain", city.station)


def test_a_refusal_says_which_posts_may_and_whom_to_ask(city: District) -> None:
    refusal = ports.powers.refusal(city["auxiliary"], "cases.detain", city.station.place, NOON)
    assert refusal is not None
    assert "辅警" in str(refusal.sentence)
    assert "办案民警" in str(refusal.remedy)
    assert "林小雨（520101）" in str(refusal.remedy)


def test_a_post_counts_from_its_first_day_to_its_last(city: District) -> None:
    new = enrol(city.station, "520150", "童新")
    by = city.by("admin")
    people.appoint(new, by, post="officer", unit=city.station, since=later(1), until=later(3))
    assert [may(new, "cases.detain", city.station, later(d)) for d in (0, 1, 2, 3)] == [False, True, True, False]


def test_a_single_power_is_granted_for_a_time(city: District) -> None:
    powers.grant_power(
        city["officer"],
        city.by("admin"),
        power="org.lend",
        unit=city.branch,
        scope=ScopeLevel.DISTRICT,
        until=later(2),
        ground="专案组",
    )
    assert may(city["officer"], "org.lend", city.other_station, later(1))
    assert not may(city["officer"], "org.lend", city.other_station, later(2))
    assert not may(city["officer"], "org.appoint", city.other_station, later(1))


def test_a_withdrawn_power_rests_until_it_is_given_back(city: District) -> None:
    officer = city["unit_head"]
    powers.withdraw_power(officer, city.by("admin"), power="org.*", ground="停止执行职务")
    powers.grant_power(officer, city.by("admin"), power="org.lend", unit=city.station, until=later(9), ground="误操作")
    assert not may(officer, "org.lend", city.station, later(1))
    refusal = ports.powers.refusal(officer, "org.lend", city.station.place, later(1))
    assert refusal is not None and "停止" in str(refusal.sentence)
    grant = PowerGrant.objects.get(staff=officer, withdrawn=True)
    powers.end_grant(officer, city.by("admin", later(1)), grant=grant)
    assert may(officer, "org.lend", city.station, later(1, 1))


def test_nobody_grants_powers_to_oneself(city: District) -> None:
    with pytest.raises(Refused, match="不能给自己授权"):
        powers.grant_power(
            city["admin"], city.by("admin"), power="org.lend", unit=city.city, until=later(1), ground="-"
        )


def test_one_who_is_lent_works_at_the_host_and_not_at_home(city: District) -> None:
    officer = city["officer"]
    powers.lend(officer, city.by("personnel"), to=city.other_station, until=later(10), ground="专项行动")
    assert may(officer, "cases.detain", city.other_station, later(1))
    assert not may(officer, "cases.detain", city.station, later(1))
    assert may(officer, "subjects.see", city.station, later(1))
    assert may(officer, "cases.detain", city.station, later(10))
    assert not may(officer, "cases.detain", city.other_station, later(10))
    lending = Lending.objects.get()
    powers.end_lending(officer, city.by("personnel", later(2)), lending=lending)
    assert may(officer, "cases.detain", city.station, later(2))


def test_a_leading_post_does_not_travel_with_a_lent_person(city: District) -> None:
    head = city["unit_head"]
    powers.lend(head, city.by("personnel"), to=city.other_station, until=later(10), ground="专项行动")
    assert not may(head, "approvals.sign", city.station, later(1))
    assert not may(head, "approvals.sign", city.other_station, later(1))


def test_a_substitute_fills_the_post_for_its_time(city: District) -> None:
    post = Appointment.objects.get(staff=city["unit_head"])
    powers.substitute(city["legal_clerk"], city.by("personnel"), appointment=post, until=later(5), ground="休假")
    assert queries.levels_over(city["legal_clerk"].pk, city.station.place, later(1)) == {"L1", "L2"}
    assert queries.levels_over(city["legal_clerk"].pk, city.station.place, later(5)) == {"L1"}
    assert [s.pk for s in queries.signers("L2", city.station.place, later(1))] == [
        city["legal_clerk"].pk,
        city["unit_head"].pk,
    ]
    row = Substitution.objects.get()
    powers.end_substitution(city["legal_clerk"], city.by("personnel", later(2)), substitution=row)
    assert queries.levels_over(city["legal_clerk"].pk, city.station.place, later(2)) == {"L1"}


def test_a_substitute_must_fit_the_post(city: District) -> None:
    post = Appointment.objects.get(staff=city["legal_reviewer"])
    with pytest.raises(Refused, match="法律职业资格"):
        powers.substitute(city.second, city.by("personnel"), appointment=post, until=later(5), ground="休假")


def test_an_act_pays_one_query_for_its_power(city: District, django_assert_num_queries) -> None:
    place = city.station.place
    assert may(city["officer"], "cases.detain", city.station)
    fresh = Staff.objects.get(pk=city["officer"].pk)
    with django_assert_num_queries(1):
        for power in ("cases.detain", "cases.summon", "intake.register"):
            assert ports.powers.refusal(fresh, power, place, NOON) is None


def test_scope_unites_all_posts(city: District) -> None:
    officer = city["officer"]
    people.appoint(officer, city.by("personnel"), post="case_manager", unit=city.branch)
    scope = ports.powers.scope(officer, "subjects.see", later(1))
    assert scope.units == (city.station.pk,)
    assert scope.districts == (city.branch.pk,)


def test_a_sub_unit_belongs_to_the_reach_of_its_station(city: District) -> None:
    from egret.org.models import UnitLevel
    from tests.building.org import found_unit

    squad = found_unit(city.station.place, UnitLevel.STATION, "350298511", "白鹭洲警务室", "白鹭洲室")
    assert may(city["unit_head"], "approvals.sign", squad)
    assert not may(city.stranger_head, "approvals.sign", squad)


def test_a_system_actor_holds_no_power_of_its_own(city: District) -> None:
    from egret.org.system import SystemActor

    assert ports.powers.refusal(SystemActor("s:clock"), "cases.detain", city.station.place, NOON) is not None
    with pytest.raises(ValueError):
        SystemActor("clock")


def test_by_carries_the_officer(city: District) -> None:
    by = city.by("officer")
    assert isinstance(by, By)
    assert by.actor.pseudonym == f"o:{city['officer'].pk}"
    assert by.actor.unit_code == city.station.code
