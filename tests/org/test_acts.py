"""Every act on organs, units and people: done, refused by power, refused by its own reasons, done twice."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from egret.acts.done import By
from egret.acts.queries import timeline
from egret.acts.refusals import Refused, UnrecordedWrite
from egret.org.acts import accounts, organs, people, powers
from egret.org.models import (
    Agency,
    AgencyKind,
    Appointment,
    Category,
    Lending,
    PowerGrant,
    Sex,
    Staff,
    Substitution,
    Unit,
    UnitLevel,
)
from tests.building.org import NOON, District, enrol, found_agency, found_unit, later, partner

pytestmark = pytest.mark.django_db

UNIT = {"level": UnitLevel.STATION, "code": "350298999", "name": "新所", "short": "新"}
PERSON = {"police_number": "529999", "name": "欧阳青", "category": Category.OFFICER, "sex": Sex.FEMALE}


def _post(city: District, who: str) -> Appointment:
    return Appointment.objects.get(staff=city[who])


DONE: dict[str, Callable[[District, By], object]] = {
    "org.found_unit": lambda c, by: organs.found_unit(c.branch.place, by, **UNIT),
    "org.rename_unit": lambda c, by: organs.rename_unit(c.station, by, name="白鹭洲中心派出所", short="白鹭洲"),
    "org.enrol_staff": lambda c, by: people.enrol_staff(c.station.place, by, **PERSON),
    "org.correct_staff": lambda c, by: people.correct_staff(c["officer"], by, name="林晓雨", sex=Sex.FEMALE),
    "org.move_staff": lambda c, by: people.move_staff(c["officer"], by, to=c.other_station),
    "org.leave_service": lambda c, by: people.leave_service(c["officer"], by, ground="退休"),
    "org.confirm_qualification": lambda c, by: people.confirm_qualification(
        c["officer"], by, number="A1", since=date(2021, 1, 1)
    ),
    "org.appoint": lambda c, by: people.appoint(c["officer"], by, post="duty_officer", unit=c.station),
    "org.end_appointment": lambda c, by: people.end_appointment(
        c["officer"], by, appointment=_post(c, "officer"), ground="免职"
    ),
    "org.grant_power": lambda c, by: powers.grant_power(
        c["officer"], by, power="org.lend", unit=c.station, until=later(1), ground="专案"
    ),
    "org.withdraw_power": lambda c, by: powers.withdraw_power(c["officer"], by, power="org.lend", ground="停职"),
    "org.lend": lambda c, by: powers.lend(c["officer"], by, to=c.other_station, until=later(1), ground="专项"),
    "org.substitute": lambda c, by: powers.substitute(
        c["officer"], by, appointment=_post(c, "unit_head"), until=later(1), ground="休假"
    ),
}
"""Acts a personnel officer may do, each ready to be done."""


@pytest.mark.parametrize("name", DONE)
def test_personnel_do_it_and_the_journal_says_so(city: District, name: str) -> None:
    outcome: Any = DONE[name](city, city.by("personnel"))
    entry = timeline(outcome.subject)[-1]
    assert entry.act == name
    assert entry.actor == city["personnel"].pseudonym
    assert entry.fields["rows"]


@pytest.mark.parametrize("name", DONE)
def test_an_officer_may_not(city: District, name: str) -> None:
    with pytest.raises(Refused) as refusal:
        DONE[name](city, city.by("officer"))
    assert refusal.value.refusals[0].code == "power"
    assert "政工民警" in str(refusal.value.refusals[0].remedy)


TWICE = ["org.found_unit", "org.enrol_staff", "org.move_staff", "org.leave_service", "org.appoint", "org.lend"]
TWICE += ["org.end_appointment", "org.substitute"]


@pytest.mark.parametrize("name", TWICE)
def test_done_twice_is_refused(city: District, name: str) -> None:
    DONE[name](city, city.by("personnel"))
    with pytest.raises(Refused) as refusal:
        DONE[name](city, city.by("personnel", later(hours=1)))
    assert refusal.value.refusals[0].code in ("twice", "stage")


@pytest.mark.parametrize("name", ["org.found_unit", "org.appoint", "org.lend"])
def test_a_repeated_submit_writes_nothing_more(city: District, name: str) -> None:
    first: Any = DONE[name](city, city.by("personnel", key="k1"))
    again: Any = DONE[name](city, city.by("personnel", key="k1"))
    assert again.repeated and again.uid == first.uid


def test_nothing_is_written_outside_an_act(city: District) -> None:
    with pytest.raises(UnrecordedWrite):
        city["officer"].save()


def test_a_unit_copies_its_ancestors(city: District) -> None:
    unit = found_unit(city.branch.place, UnitLevel.STATION, "1", "所", "所")
    assert (unit.unit, unit.district, unit.city, unit.agency) == (
        unit.pk,
        city.branch.pk,
        city.city.pk,
        city.agency.pk,
    )
    squad = found_unit(unit.place, UnitLevel.STATION, "2", "队", "队")
    assert (squad.district, squad.parent_id) == (city.branch.pk, unit.pk)
    with pytest.raises(Refused, match="级别不能高于"):
        found_unit(squad.place, UnitLevel.BRANCH, "3", "局", "局")


def test_an_agency_is_founded_once_and_closed_empty(city: District) -> None:
    court = found_agency("C1", "鹭岛市中级人民法院", AgencyKind.COURT)
    with pytest.raises(Refused, match="机关代码已被使用"):
        found_agency("C1", "另一法院", AgencyKind.COURT)
    with pytest.raises(Refused, match="还有存续的单位"):
        organs.close_agency(city.agency, city.by("admin"))
    organs.close_agency(court, city.by("admin"))
    assert Agency.objects.get(pk=court.pk).stage == "closed"


def test_a_unit_closes_only_when_nobody_is_left(city: District) -> None:
    with pytest.raises(Refused, match="还有在岗人员"):
        organs.close_unit(city.station, city.by("personnel"))
    with pytest.raises(Refused, match="下级单位"):
        organs.close_unit(city.branch, city.by("personnel"))
    empty = found_unit(city.branch.place, UnitLevel.STATION, "9", "空所", "空")
    organs.close_unit(empty, city.by("personnel"))
    with pytest.raises(Refused) as refusal:
        organs.close_unit(empty, city.by("personnel"))
    assert refusal.value.refusals[0].code == "stage"
    with pytest.raises(Refused, match="存续的单位"):
        people.enrol_staff(empty.place, city.by("personnel"), **PERSON)


def test_a_name_gets_its_pinyin(city: District) -> None:
    outcome = people.enrol_staff(city.station.place, city.by("personnel"), **PERSON)
    assert isinstance(outcome.subject, Staff)
    assert outcome.subject.name_en == "Ou Yangqing"


def test_an_auxiliary_cannot_be_made_an_officer(city: District) -> None:
    with pytest.raises(Refused, match="警务辅助人员不能任“办案民警”") as refusal:
        people.appoint(city["auxiliary"], city.by("personnel"), post="officer", unit=city.station)
    assert refusal.value.refusals[0].article == "人民警察法#26"


def test_legal_review_needs_a_qualification_in_force(city: District) -> None:
    officer, by = city["officer"], city.by("personnel")
    with pytest.raises(Refused, match="法律职业资格"):
        people.appoint(officer, by, post="legal_reviewer", unit=city.legal_office)
    people.confirm_qualification(officer, by, number="A", since=date(2019, 1, 1), until=date(2026, 1, 1))
    with pytest.raises(Refused, match="法律职业资格"):
        people.appoint(officer, by, post="legal_reviewer", unit=city.legal_office)
    people.confirm_qualification(officer, by, number="A", since=date(2019, 1, 1))
    people.appoint(officer, by, post="legal_reviewer", unit=city.legal_office)
    with pytest.raises(Refused, match="终止日期"):
        people.confirm_qualification(officer, by, number="A", since=date(2019, 1, 1), until=date(2018, 1, 1))


def test_posts_belong_to_their_kind_of_organ(city: District) -> None:
    clerk = partner(AgencyKind.PROCURATORATE, "鹭湖区人民检察院", "prosecutor", "JC01", "宋诚")
    with pytest.raises(Refused, match="这个单位没有“检察官”岗位"):
        people.appoint(clerk, city.by("admin"), post="prosecutor", unit=city.station)


def test_moving_ends_the_posts_at_the_old_unit(city: District) -> None:
    people.move_staff(city["officer"], city.by("personnel"), to=city.other_station)
    moved = Staff.objects.get(pk=city["officer"].pk)
    assert (moved.unit, moved.unit_code) == (city.other_station.pk, city.other_station.code)
    assert _post(city, "officer").until == NOON


def test_leaving_ends_everything_and_a_return_starts_anew(city: District) -> None:
    by = city.by("personnel")
    officer = city["officer"]
    powers.lend(officer, by, to=city.other_station, until=later(9), ground="专项")
    people.leave_service(officer, city.by("personnel", later(1)), ground="离职")
    assert _post(city, "officer").until == later(1) and Lending.objects.get().until == later(1)
    people.return_to_service(officer, city.by("personnel", later(2)), ground="恢复")
    assert Staff.objects.get(pk=officer.pk).stage == "serving"
    with pytest.raises(Refused, match="阶段"):
        people.return_to_service(officer, city.by("personnel", later(2)), ground="恢复")


def test_what_lies_in_the_past_is_not_ended_again(city: District) -> None:
    officer, by = city["officer"], city.by("personnel")
    powers.grant_power(officer, by, power="org.lend", unit=city.station, until=later(1), ground="专案")
    grant = PowerGrant.objects.get()
    powers.end_grant(officer, city.by("personnel", later(hours=1)), grant=grant)
    with pytest.raises(Refused, match="已经终止"):
        powers.end_grant(officer, city.by("personnel", later(hours=2)), grant=PowerGrant.objects.get())
    with pytest.raises(Refused, match="不属于这名人员"):
        powers.end_grant(city.second, by, grant=grant)


def test_unknown_powers_are_refused(city: District) -> None:
    with pytest.raises(Refused, match="没有名为"):
        powers.withdraw_power(city["officer"], city.by("personnel"), power="org.fly", ground="-")


def test_lending_and_substitution_check_their_sense(city: District) -> None:
    by = city.by("personnel")
    with pytest.raises(Refused, match="不能借调到本人所在单位"):
        powers.lend(city["officer"], by, to=city.station, until=later(1), ground="-")
    with pytest.raises(Refused, match="终止时间须在开始时间之后"):
        powers.lend(city["officer"], by, to=city.other_station, until=NOON, ground="-")
    with pytest.raises(Refused, match="不能代理自己的岗位"):
        powers.substitute(city["officer"], by, appointment=_post(city, "officer"), until=later(1), ground="-")
    powers.lend(city["officer"], by, to=city.other_station, until=later(1), ground="-")
    powers.end_lending(city["officer"], by, lending=Lending.objects.get())
    powers.substitute(city.second, by, appointment=_post(city, "unit_head"), until=later(1), ground="-")
    powers.end_substitution(city.second, by, substitution=Substitution.objects.get())


def test_accounts_are_the_administrators_business(city: District) -> None:
    password = "heron-wades-slowly"
    with pytest.raises(Refused) as refusal:
        accounts.open_account(city["officer"], city.by("personnel"), password=password)
    assert refusal.value.refusals[0].code == "power"
    accounts.open_account(city["officer"], city.by("admin"), password=password)
    with pytest.raises(Refused, match="本人已有账号"):
        accounts.open_account(city["officer"], city.by("admin"), password=password)
    accounts.close_account(city["officer"], city.by("admin"))
    with pytest.raises(Refused, match="已经停用"):
        accounts.close_account(city["officer"], city.by("admin"))
    accounts.open_account(city["officer"], city.by("admin"), password=password)
    with pytest.raises(Refused, match="本人没有账号"):
        accounts.reset_password(city.second, city.by("admin"), password=password)


def test_a_sign_in_is_recorded_by_the_door_alone(city: District) -> None:
    with pytest.raises(Refused):
        accounts.sign_in(city["officer"], city.by("unit_head"), method="password")
    with pytest.raises(Refused):
        accounts.change_second_factor(city["officer"], city.by("unit_head"), what="added", kind="totp")


def test_personal_fields_say_how_they_are_scrubbed() -> None:
    for model in (Agency, Unit, Staff, Appointment, PowerGrant, Lending, Substitution):
        names = {field.name for field in model._meta.get_fields()}
        assert set(model.PERSONAL) <= names
    assert Staff.PERSONAL["name"] == "mask"


def test_stage_tables_are_total() -> None:
    for noun in (Agency, Unit, Staff):
        assert noun.STAGES.problems() == []


def test_enrol_helper_appoints(city: District) -> None:
    assert enrol(city.station, "529998", "新人", "officer").pk
