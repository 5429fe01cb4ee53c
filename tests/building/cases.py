"""Lawful cases for tests: the demo's two ways, for one assault and one burglary."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

from egret.acts.done import Outcome
from egret.cases.models import AdministrativeCase, CriminalCase
from egret.demo import crimes, offences
from egret.demo.hands import sign_all
from egret.demo.matters import ASSAULT, BURGLARY
from egret.demo.offences import HOUR, MINUTE, suspect_of, victims_of
from egret.intake.models import Incident, Person
from tests.building.org import NOON, District

__all__ = ["HOUR", "MINUTE", "approve", "done", "suspect_of"]


def approve(outcome: Outcome, at: datetime) -> Outcome:
    """Have every step of a proposal signed by the first person who may."""
    assert outcome.proposed is not None, "the act took effect at once"
    return sign_all(outcome, at)


def done(outcome: Outcome, at: datetime) -> None:
    """Carry an act through, signatures included where it needs them."""
    sign_all(outcome, at)


def report(city: District, at: datetime = NOON, **more: Any) -> Incident:
    return offences.reported(city.squad, replace(ASSAULT, **more), at)


def accepted(city: District, at: datetime = NOON, **more: Any) -> AdministrativeCase:
    """A public-security case under investigation, with a suspect entered."""
    return offences.assigned(city.squad, replace(ASSAULT, **more), at)


def victim_of(case: AdministrativeCase | CriminalCase) -> Person:
    return victims_of(case)[0]


def questioned(city: District, case: AdministrativeCase | CriminalCase, person: Person, at: datetime) -> None:
    """Rights told, then a statement of half an hour in the case area, recorded."""
    offences.questioned(city.squad, case, person, at, ASSAULT.said)


def investigated(city: District, at: datetime = NOON, **more: Any) -> AdministrativeCase:
    """Suspect summoned, arrived, questioned, gone; victim asked; expert opinion in and told."""
    return offences.examined(city.squad, replace(ASSAULT, **more), at)


def penalised(city: District, at: datetime = NOON, days: int = 5, fine: int = 500) -> AdministrativeCase:
    """The whole way to a decision in force."""
    return offences.decided(city.squad, replace(ASSAULT, days=days, fine=fine), at)


def closed(city: District, at: datetime = NOON) -> AdministrativeCase:
    """Served on both sides, executed, closed."""
    return offences.closed(city.squad, ASSAULT, at)


def burglary(city: District, at: datetime = NOON, **more: Any) -> CriminalCase:
    """A household burglary under investigation, the scene and the victim on record."""
    return crimes.investigating(city.squad, replace(BURGLARY, **more), at)


def detained(city: District, at: datetime = NOON) -> CriminalCase:
    """The suspect in the detention house, family told, questioned."""
    return crimes.detained(city.squad, BURGLARY, at)


def arrested(city: District, at: datetime = NOON) -> CriminalCase:
    return crimes.arrested(city.squad, BURGLARY, at)


def sent(city: District, at: datetime = NOON) -> CriminalCase:
    """With the procuratorate."""
    return crimes.sent(city.squad, BURGLARY, at)
