"""How far the cases of the full district go: each way once, so that no stage is empty, then as often as in life."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from egret.demo import crimes, facts, offences, stories
from egret.demo.district import Squad
from egret.demo.matters import ASSAULT, BURGLARY, Matter


@dataclass(frozen=True)
class Way:
    """How far cases of a kind go, how many days that takes, and how often it happens."""

    share: int
    days: float
    way: Callable[[Squad, Matter, datetime], object]
    matters: tuple[Matter, ...]
    hears: tuple[int, ...] = (0,)
    """Days of the way on which people are questioned."""
    within: float = 30
    """It began at most so many days ago: what has to go on within hours stands there only while they run."""


FIGHTS = (ASSAULT, facts.BAR_FIGHT)
QUARRELS = (facts.STAIRS, facts.PARKING, facts.SQUARE)
PETTY = (facts.PICKPOCKET, facts.BIKE, facts.WINDOW, facts.GAMBLING)
THEFTS = (BURGLARY, facts.SHOP_BURGLARY, facts.CAR_THEFT)
WAYS: tuple[Way, ...] = (
    Way(9, 0.2, offences.accepted, (*PETTY, *FIGHTS), hears=()),
    Way(9, 0.3, offences.assigned, (*PETTY, *FIGHTS), hears=()),
    Way(8, 1, offences.heard, (*PETTY, *QUARRELS)),
    Way(6, 2, offences.mediating, QUARRELS),
    Way(6, 2, stories.to_be_paid, QUARRELS),
    Way(14, 4, stories.mediated, QUARRELS),
    Way(4, 3, offences.submitted, (*FIGHTS, *PETTY)),
    Way(4, 4, offences.noticed, (*FIGHTS, *PETTY)),
    Way(4, 4, offences.decided, (*FIGHTS, *PETTY)),
    Way(4, 5, offences.served, (*FIGHTS, *PETTY)),
    Way(4, 6, offences.executing, (*FIGHTS, *PETTY)),
    Way(8, 16, offences.closed, (*FIGHTS, *PETTY)),
    Way(3, 17, offences.archived, FIGHTS),
    Way(3, 2, offences.ended, PETTY),
    Way(2, 2, offences.passed_on, PETTY, hears=()),
    Way(6, 0.3, crimes.under_review, (facts.FRAUD, *THEFTS), hears=()),
    Way(6, 1, crimes.filed, (facts.FRAUD, *THEFTS), hears=()),
    Way(5, 1, crimes.investigating, THEFTS),
    Way(3, 3, stories.civil_dispute, (facts.PRIVATE_DEBT,), hears=()),
    Way(3, 3, crimes.bailed, THEFTS, hears=(0, 1)),
    Way(2, 4, crimes.detained, THEFTS, hears=(0, 1)),
    Way(1, 9, crimes.sent_at_large, THEFTS, hears=(0, 1)),
    Way(1, 5, crimes.dropped, THEFTS, hears=(0, 1)),
)
SELDOM: tuple[Way, ...] = (
    Way(0, 0.3, offences.on_fast_track, (facts.WINDOW, facts.BIKE), within=1),
    Way(0, 4, offences.in_hearing, (facts.GAMBLING_DEN,)),
    Way(0, 18, offences.contested, (*FIGHTS, facts.GAMBLING)),
    Way(0, 3, offences.turned_criminal, FIGHTS),
    Way(0, 23, crimes.charged, THEFTS, hears=(0, 1, 9)),
    Way(0, 40, stories.sentenced, THEFTS, hears=(0, 1, 9)),
    Way(0, 42, stories.sentence_served, THEFTS, hears=(0, 1, 9)),
    Way(0, 21, crimes.not_prosecuted, (facts.CAR_THEFT,), hears=(0, 1)),
    Way(0, 4, crimes.proceeds_claimed, (facts.FRAUD_KNOWN,)),
    Way(0, 4, crimes.treatment_asked, (facts.STABBING,), hears=(0, 1)),
    Way(0, 3, crimes.merged, THEFTS, hears=(0, 1)),
    Way(0, 2, crimes.passed_on, THEFTS),
    Way(0, 3, crimes.turned_administrative, (facts.CABLE,)),
)
"""What a station meets a few times in a year: told once, and not drawn by chance."""
FIRST: tuple[Way, ...] = (*SELDOM, *WAYS)
"""Each way once, in the chunks after the first."""
