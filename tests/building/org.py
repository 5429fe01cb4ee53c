"""The demo's city for tests, founded on a fixed day: one bureau, one branch with its legal office, two stations."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from egret.acts.done import By
from egret.acts.ports import Place
from egret.demo import district
from egret.demo.district import District as Built
from egret.org.models import Agency, AgencyKind, Category, Sex, Staff, Unit, UnitLevel
from egret.org.system import SETUP

FOUNDED = datetime(2026, 1, 5, 1, 0, tzinfo=UTC)
"""When the city was founded; everybody has been in post since."""
NOON = datetime(2026, 3, 2, 4, 0, tzinfo=UTC)
"""A working Monday at noon in the city: the moment most tests act at."""


class District(Built):
    """The district, with the working Monday as the moment to act at."""

    def by(self, post: str, at: datetime = NOON, **more: Any) -> By:
        """The holder of a post, acting then."""
        return By(self.officers[post], at, **more)


def found_agency(code: str, name: str, sort: AgencyKind, at: datetime = FOUNDED) -> Agency:
    return district.found_agency(code, name, sort, at)


def found_unit(
    place: Place, level: UnitLevel, code: str, name: str, short: str, by: By | None = None, name_en: str = ""
) -> Unit:
    return district.found_unit(place, level, code, name, short, by or By(SETUP, FOUNDED), name_en)


def enrol(
    unit: Unit,
    number: str,
    name: str,
    post: str = "",
    *,
    over: Unit | None = None,
    category: Category = Category.OFFICER,
    sex: Sex = Sex.MALE,
    by: By | None = None,
) -> Staff:
    by = by or By(SETUP, FOUNDED)
    return district.enrol(unit, number, name, post, over=over, category=category, sex=sex, by=by)


def police_city(at: datetime = FOUNDED) -> District:
    """The smallest city in which every post is held."""
    built = district.police_city(at)
    return District(**vars(built))


def partner(sort: AgencyKind, name: str, post: str, number: str, person: str) -> Staff:
    """A clerk of an organ beside the police, with the organ and its one unit."""
    return district.partner(sort, name, post, number, person, by=By(SETUP, FOUNDED))


def later(days: float = 0, hours: float = 0, since: datetime = NOON) -> datetime:
    return since + timedelta(days=days, hours=hours)
