"""Questions guidance asks of the records: decided cases of one kind."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from egret.acts.queries import visible_to
from egret.cases.models import AdministrativeCase, Decision
from egret.guidance.spread import LATEST, Spread, spread
from egret.org.models import Staff

BACK = timedelta(days=3 * 365)
"""Older decisions are not shown beside a range."""
FEW = 5
"""Below, a spread would tell of single people and say nothing of the kind."""
SHOWN = 5


@dataclass(frozen=True, slots=True)
class Comparable:
    """Decided cases of one kind that an officer may see."""

    count: int
    days: Spread | None
    """Of those with detention."""
    yuan: Spread | None
    """Of those with a fine."""
    warned: int
    """With a warning alone."""
    latest: Sequence[Decision]


def comparable(officer: Staff, at: datetime, cause: str, law: str) -> Comparable:
    """Penalties decided for a cause under one text of the law, of cases the officer sees; sensitive and sealed ones are
    left out for everybody, for a spread is shown to all."""
    cases = visible_to(officer, at, AdministrativeCase).filter(cause=cause, sensitivity=0)
    found = list(
        Decision.objects.filter(
            subject_id__in=cases.values("pk"), cite__startswith=f"{law}#", decided_at__gte=at - BACK, decided_at__lte=at
        )
        .select_related("subject")
        .defer("facts", "reasons")
        .order_by("-decided_at", "-pk")[:LATEST]
    )
    given = [one for one in found if one.penalties]
    if len(given) < FEW:
        return Comparable(len(given), None, None, 0, [])
    return Comparable(
        len(given),
        spread(one.detention_days for one in given if one.detention_days),
        spread(int(one.fine) for one in given if one.fine),
        sum(one.warning and not one.detention_days and not one.fine for one in given),
        given[:SHOWN],
    )
