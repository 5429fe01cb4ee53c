"""What the case room keeps going by itself: measures on property that nobody renewed or decided end on record."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from egret.acts.done import By
from egret.acts.lapsing import ClockHand
from egret.cases.acts.freezing import lapse_freeze
from egret.cases.acts.preservation import lapse_registration
from egret.cases.models import AdministrativeProperty, CriminalProperty, PropertyKind
from egret.jobs.registry import Work, every, handler


def lapse_property(at: datetime, limit: int = 200) -> int:
    """End freezes and registrations whose term has run out; how many."""
    frozen = CriminalProperty.objects.filter(measure_kind=PropertyKind.FREEZE, closed=None, until__lt=at)
    registered = AdministrativeProperty.objects.filter(measure_kind=PropertyKind.REGISTER, closed=None, until__lt=at)
    over: list[tuple[Any, Any]] = [(lapse_freeze, one) for one in frozen.order_by("until")[:limit]]
    over += [(lapse_registration, one) for one in registered.order_by("until")[:limit]]
    for lapse, one in over:
        lapse(one, By(ClockHand(), at))
    return len(over)


@handler("cases.lapse_property")
def lapse_now(work: Work) -> None:
    lapse_property(work.at)


every("cases.lapse_property", seconds=300)
