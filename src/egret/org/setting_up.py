"""The beginning: the first organ, its city unit and its first administrator, founded by the actor `s:setup`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from egret.acts.done import By
from egret.org import passwords
from egret.org.acts import accounts, organs, people
from egret.org.models import Agency, AgencyKind, Category, Lock, Sex, Staff, Unit, UnitLevel
from egret.org.system import SETUP


@dataclass(frozen=True, slots=True)
class Made:
    staff: Staff
    password: str


def city_unit(code: str, name: str, short: str, by: By) -> Unit:
    """The city bureau; founded with its organ when there is none yet."""
    unit = Unit.objects.filter(level=UnitLevel.CITY, stage="active", parent=None).order_by("pk").first()
    if unit is not None:
        return unit
    agency = Agency.objects.filter(sort=AgencyKind.POLICE, stage="active").first()
    if agency is None:
        organs.found_agency(organs.ROOT, by, code=f"{code}000000", name=name, sort=AgencyKind.POLICE)
        agency = Agency.objects.get(code=f"{code}000000")
    organs.found_unit(agency.place, by, level=UnitLevel.CITY, code=code, name=name, short=short)
    return Unit.objects.get(code=code)


def create_admin(number: str, name: str, code: str, city: str, at: datetime) -> Made:
    """An administrator in the city bureau, with a password for one use. Raises Refused."""
    by = By(SETUP, at)
    with transaction.atomic():
        unit = city_unit(code, city, city.removesuffix("公安局").removesuffix("市") or city[:20], by)
        people.enrol_staff(unit.place, by, police_number=number, name=name, category=Category.CIVILIAN, sex=Sex.MALE)
        staff = Staff.objects.get(police_number=number)
        people.appoint(staff, by, post="admin", unit=unit, ground="egret user create-admin")
        password = passwords.handed_over()
        accounts.open_account(staff, by, password=password)
    return Made(staff, password)


def reset(number: str, at: datetime) -> Made:
    """A new password for one use; also lifts a lock. Raises Staff.DoesNotExist, Refused."""
    by = By(SETUP, at)
    with transaction.atomic():
        staff = Staff.objects.get(police_number=number)
        password = passwords.handed_over()
        if staff.account is None or not staff.account.is_active:
            accounts.open_account(staff, by, password=password)
        else:
            accounts.reset_password(staff, by, password=password)
        if Lock.objects.filter(name=number.lower(), until__gt=at).exists():
            accounts.unlock_account(staff, by)
    return Made(staff, password)
