"""鹭岛市, a city that does not exist: its bureau, one branch with a legal office, two stations, the organs beside them.

Founded by acts alone. All names are invented.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from egret.acts.done import By
from egret.acts.ports import Place
from egret.org.acts import accounts, organs, people
from egret.org.models import Agency, AgencyKind, Category, Sex, Staff, Unit, UnitLevel
from egret.org.posts import post_kind
from egret.org.system import SETUP

PASSWORD = "bailu2026"
"""Public: it opens only the homes that `egret demo` built, and the pages say so."""
CITY_CODE = "350299"
PROCURATORATE = "鹭湖区人民检察院"
COURT = "鹭湖区人民法院"
GOVERNMENT = "鹭湖区人民政府"
LOCKUP = "鹭岛市拘留所"
DETENTION_HOUSE = "鹭岛市看守所"
LABORATORY = "鹭岛市公安局司法鉴定中心"


@dataclass(frozen=True)
class Squad:
    """Two officers of a station, their head, and who reviews what they propose."""

    station: Unit
    officer: Staff
    second: Staff
    head: Staff
    reviewer: Staff

    @property
    def place(self) -> Place:
        return self.station.place

    @property
    def rooms(self) -> str:
        """The case area of the station."""
        return f"{self.station.name}办案区"

    @property
    def two(self) -> tuple[Staff, Staff]:
        return (self.officer, self.second)

    def by(self, at: datetime) -> By:
        """The officer in charge, acting then."""
        return By(self.officer, at)


@dataclass(frozen=True)
class District:
    """What `police_city` built. `officers` are keyed by post kind and sit where that post belongs."""

    agency: Agency
    city: Unit
    branch: Unit
    legal_office: Unit
    station: Unit
    other_station: Unit
    officers: dict[str, Staff]
    second: Staff
    """A second officer of the first station, to work in twos and to be nobody's approver."""
    stranger: Staff
    """An officer of the other station."""
    stranger_head: Staff
    """Head of the other station."""

    def __getitem__(self, post: str) -> Staff:
        return self.officers[post]

    @property
    def squad(self) -> Squad:
        return Squad(self.station, self["officer"], self.second, self["unit_head"], self["legal_reviewer"])


def found_agency(code: str, name: str, sort: AgencyKind, at: datetime, name_en: str = "") -> Agency:
    outcome = organs.found_agency(organs.ROOT, By(SETUP, at), code=code, name=name, sort=sort, name_en=name_en)
    assert isinstance(outcome.subject, Agency)
    return outcome.subject


def found_unit(place: Place, level: UnitLevel, code: str, name: str, short: str, by: By, name_en: str = "") -> Unit:
    outcome = organs.found_unit(place, by, level=level, code=code, name=name, short=short, name_en=name_en)
    assert isinstance(outcome.subject, Unit)
    return outcome.subject


def enrol(
    unit: Unit,
    number: str,
    name: str,
    post: str = "",
    *,
    by: By,
    over: Unit | None = None,
    category: Category = Category.OFFICER,
    sex: Sex = Sex.MALE,
) -> Staff:
    """A person of the unit, appointed to the post there (or over another unit), with the qualification it needs."""
    outcome = people.enrol_staff(unit.place, by, police_number=number, name=name, category=category, sex=sex)
    staff = outcome.subject
    assert isinstance(staff, Staff)
    if not post:
        return staff
    if post_kind(post).needs_qualification:
        people.confirm_qualification(staff, by, number=f"A{number}", since=date(2020, 3, 1))
    people.appoint(staff, by, post=post, unit=over or unit)
    return Staff.objects.get(pk=staff.pk)


def partner(sort: AgencyKind, name: str, post: str, number: str, person: str, *, by: By, name_en: str = "") -> Staff:
    """A clerk of an organ beside the police, with the organ and its one unit."""
    agency = found_agency(f"{number}-A", name, sort, by.at, name_en)
    unit = found_unit(agency.place, UnitLevel.BRANCH, f"{number}-U", name, name[:10], by, name_en)
    return enrol(unit, number, person, post, category=Category.PARTNER, by=by)


def police_city(at: datetime) -> District:
    """The smallest city in which every post is held."""
    by = By(SETUP, at)
    agency = found_agency(f"{CITY_CODE}000000", "鹭岛市公安局", AgencyKind.POLICE, at, "Ludao City Police")
    city = found_unit(agency.place, UnitLevel.CITY, CITY_CODE, "鹭岛市公安局", "鹭岛", by, "Ludao City Police")
    branch = found_unit(city.place, UnitLevel.BRANCH, "350298", "鹭湖分局", "鹭湖", by, "Luhu Branch")

    def under(code: str, name: str, short: str, name_en: str) -> Unit:
        return found_unit(branch.place, UnitLevel.STATION, code, name, short, by, name_en)

    legal = under("350298030", "鹭湖分局法制大队", "鹭湖法", "Legal Office")
    station = under("350298510", "白鹭洲派出所", "白鹭洲", "Bailuzhou Station")
    other = under("350298520", "筼筜派出所", "筼筜", "Yundang Station")
    woman, officer = Sex.FEMALE, Category.OFFICER
    posts: tuple[tuple[Unit, str, str, str, Category, Sex], ...] = (
        (station, "520101", "林小雨", "officer", officer, woman),
        (station, "F20102", "陈冬", "auxiliary", Category.AUXILIARY, Sex.MALE),
        (station, "520103", "黄立", "duty_officer", officer, Sex.MALE),
        (station, "520104", "吴清", "legal_clerk", officer, woman),
        (station, "520105", "郑海", "unit_head", officer, Sex.MALE),
        (station, "520106", "蔡平", "premises_keeper", officer, Sex.MALE),
        (legal, "520201", "许正", "legal_reviewer", officer, Sex.MALE),
        (legal, "F20206", "江晓", "legal_assistant", Category.AUXILIARY, woman),
        (branch, "520202", "周明", "bureau_head", officer, Sex.MALE),
        (branch, "520203", "何静", "case_manager", officer, woman),
        (branch, "520204", "杨木", "exhibits_keeper", officer, Sex.MALE),
        (city, "520301", "江远", "city_head", officer, Sex.MALE),
        (city, "520304", "沈岳", "province_head", officer, Sex.MALE),
        (city, "520302", "方直", "supervisor", officer, Sex.MALE),
        (city, "520303", "叶安", "personnel", officer, woman),
        (city, "520001", "孙理", "admin", Category.CIVILIAN, Sex.MALE),
    )
    officers = {
        post: enrol(unit, number, name, post, category=category, sex=sex, by=by)
        for unit, number, name, post, category, sex in posts
    }
    return District(
        agency=agency,
        city=city,
        branch=branch,
        legal_office=legal,
        station=station,
        other_station=other,
        officers=officers,
        second=enrol(station, "520107", "罗毅", "officer", by=by),
        stranger=enrol(other, "520108", "马越", "officer", by=by),
        stranger_head=enrol(other, "520109", "高山", "unit_head", by=by),
    )


PARTNERS: tuple[tuple[AgencyKind, str, str, str, str, str], ...] = (
    (AgencyKind.PROCURATORATE, PROCURATORATE, "prosecutor", "610001", "贺秋", "Luhu Procuratorate"),
    (AgencyKind.COURT, COURT, "judge", "620001", "钟衡", "Luhu Court"),
    (AgencyKind.NOTARY, "鹭岛市鹭江公证处", "notary", "630001", "苏文", "Lujiang Notary Office"),
    (AgencyKind.FINANCE, "鹭湖区财政局", "finance_clerk", "640001", "钱进", "Luhu Finance Bureau"),
    (AgencyKind.JUSTICE, "鹭湖区司法局", "justice_clerk", "650001", "温和", "Luhu Justice Bureau"),
    (AgencyKind.CONTRACTOR, "鹭岛安仓物业有限公司", "contractor", "660001", "顾仓", "Ancang Stores"),
)


@dataclass(frozen=True)
class Demo:
    """The whole demo district: the police city with both stations fully staffed, and the organs beside it."""

    city: District
    squads: tuple[Squad, ...]
    partners: tuple[Staff, ...]

    @property
    def people(self) -> tuple[Staff, ...]:
        """One holder for each post kind, in the order of the rulebook: those the demo hands accounts for first."""
        return (*self.city.officers.values(), *self.partners)


def demo_district(at: datetime) -> Demo:
    """Found the demo district. Everybody is in post from `at` on."""
    by, city = By(SETUP, at), police_city(at)
    third = enrol(city.station, "520110", "丁航", "officer", by=by)
    fourth = enrol(city.other_station, "520111", "夏禾", "officer", sex=Sex.FEMALE, by=by)
    enrol(city.other_station, "520112", "石磊", "duty_officer", by=by)
    enrol(city.other_station, "520113", "柳言", "legal_clerk", sex=Sex.FEMALE, by=by)
    enrol(city.legal_office, "520205", "唐律", "legal_reviewer", by=by)
    reviewer = city["legal_reviewer"]
    squads = (
        city.squad,
        Squad(city.other_station, city.stranger, fourth, city.stranger_head, reviewer),
        Squad(city.station, third, city.second, city["unit_head"], reviewer),
        _squad(city, by, "350298530", "梧桐派出所", "梧桐", "Wutong Station", THIRD, reviewer),
        _squad(city, by, "350298040", "鹭湖分局刑侦大队", "鹭湖刑", "Criminal Brigade", BRIGADE, reviewer),
    )
    return Demo(city, squads, tuple(partner(*one[:5], by=by, name_en=one[5]) for one in PARTNERS))


THIRD = (("520121", "傅晴"), ("520122", "汤舟"), ("520123", "贺年"), ("520124", "卢溪"))
BRIGADE = (("520131", "雷鸣"), ("520132", "向远"), ("520133", "崔岭"), ("520134", "苗青"))
"""Two officers, the head and the legal clerk of a unit."""


def _squad(
    city: District, by: By, code: str, name: str, short: str, name_en: str, who: Sequence[tuple[str, str]], legal: Staff
) -> Squad:
    """A further unit of the branch with the people who can carry a case."""
    unit = found_unit(city.branch.place, UnitLevel.STATION, code, name, short, by, name_en)
    posts = ("officer", "officer", "unit_head", "legal_clerk")
    one, two, head, _clerk = (enrol(unit, *person, post, by=by) for person, post in zip(who, posts, strict=True))
    return Squad(unit, one, two, head, legal)


SQUADS = (
    ("350298510", "520101", "520107", "520105"),
    ("350298520", "520108", "520111", "520109"),
    ("350298510", "520110", "520107", "520105"),
    ("350298530", "520121", "520122", "520123"),
    ("350298040", "520131", "520132", "520133"),
)
"""Code of the unit, police numbers of its two officers and its head."""


def standing_squads() -> tuple[Squad, ...]:
    """The squads of a district that was founded before, as they stand in the register."""
    people = {one.police_number: one for one in Staff.objects.filter(category=Category.OFFICER)}
    units = {one.code: one for one in Unit.objects.filter(code__in=[code for code, *_ in SQUADS])}
    reviewer = people["520201"]
    return tuple(Squad(units[code], people[a], people[b], people[head], reviewer) for code, a, b, head in SQUADS)


def open_accounts(staff: Sequence[Staff], at: datetime) -> None:
    """Everybody may sign in with the demo's one public password."""
    for one in staff:
        accounts.open_account(one, By(SETUP, at), password=PASSWORD, must_change=False)
