"""What a person holds: posts, single powers, lendings and substitutions, laid out for a quick answer at any moment.

Worked out once for each person and kept until the power stamp changes; an answer then costs one small query (the
stamp), and none when the same page asks again at the same moment.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from threading import Lock as ThreadLock

from egret.acts.ports import Place, Scope
from egret.org.models import Appointment, Lending, PowerGrant, PowerStamp, Substitution, Unit, UnitLevel
from egret.org.posts import SEE, PostKind, ScopeLevel, covers


@dataclass(frozen=True, slots=True)
class Period:
    since: datetime
    until: datetime | None

    def holds(self, at: datetime) -> bool:
        return self.since <= at and (self.until is None or at < self.until)


@dataclass(frozen=True, slots=True)
class Ground:
    """A unit as the root of a reach: the keys that the copied columns of a subject are compared with."""

    unit: int
    below: tuple[int, ...]
    """The unit and the units under it."""
    district: int | None
    city: int | None
    agency: int

    def scope(self, level: ScopeLevel) -> Scope:
        """A post that reaches over the district but sits in the city bureau reaches over the city."""
        if level is ScopeLevel.EVERYWHERE:
            return Scope(everywhere=True)
        if level is ScopeLevel.AGENCY:
            return Scope(agencies=(self.agency,))
        if level is ScopeLevel.UNIT:
            return Scope(units=self.below)
        if level is ScopeLevel.DISTRICT and self.district is not None:
            return Scope(districts=(self.district,))
        return Scope(cities=(self.city,)) if self.city is not None else Scope(agencies=(self.agency,))


@dataclass(frozen=True, slots=True)
class HeldPost:
    """A post one holds or fills for another, with the time it lasts."""

    kind: PostKind
    ground: Ground
    periods: tuple[Period, ...]
    own: bool
    """False when filled as a substitute."""

    def holds(self, at: datetime) -> bool:
        return all(period.holds(at) for period in self.periods)


@dataclass(frozen=True, slots=True)
class SinglePower:
    power: str
    level: ScopeLevel
    ground: Ground
    period: Period
    withdrawn: bool


@dataclass(frozen=True, slots=True)
class Holdings:
    """Everything one person holds at whatever time."""

    posts: tuple[HeldPost, ...]
    singles: tuple[SinglePower, ...]
    lendings: tuple[tuple[Period, Ground], ...]

    def posts_at(self, at: datetime) -> Iterator[tuple[PostKind, Ground, bool]]:
        """Posts as they are exercised then: (kind, over which ground, whether all of its powers count).

        One who is lent works at the host unit; a leading post does not travel; over the own unit only sight remains.
        """
        lent = [ground for period, ground in self.lendings if period.holds(at)]
        for post in self.posts:
            if not post.holds(at):
                continue
            yield post.kind, post.ground, not (lent and post.own)
            if lent and post.own and not post.kind.leads:
                for ground in lent:
                    yield post.kind, ground, True

    def scopes(self, power: str, at: datetime) -> list[Scope]:
        found = [
            ground.scope(kind.reach(power))
            for kind, ground, whole in self.posts_at(at)
            if (whole or power == SEE) and kind.holds(power)
        ]
        for single in self.singles:
            if single.period.holds(at) and covers((single.power,), power):
                if single.withdrawn:
                    return []
                found.append(single.ground.scope(single.level))
        return found


def united(scopes: list[Scope]) -> Scope:
    if len(scopes) == 1:
        return scopes[0]
    return Scope(
        units=tuple(sorted({key for scope in scopes for key in scope.units})),
        districts=tuple(sorted({key for scope in scopes for key in scope.districts})),
        cities=tuple(sorted({key for scope in scopes for key in scope.cities})),
        agencies=tuple(sorted({key for scope in scopes for key in scope.agencies})),
        everywhere=any(scope.everywhere for scope in scopes),
    )


def reaches(scope: Scope, place: Place) -> bool:
    return (
        scope.everywhere
        or place.unit in scope.units
        or place.district in scope.districts
        or place.city in scope.cities
        or place.agency in scope.agencies
    )


_kept: dict[int, Holdings] = {}
_units: dict[int, Unit] = {}
_kept_for = ""
_changes = 0
_thread = ThreadLock()


def stamp() -> str:
    """The token of the present state; one query."""
    return PowerStamp.objects.values_list("token", flat=True).filter(pk=1).first() or ""


def changes_here() -> int:
    """How often this process changed posts or powers; what an actor remembers for a page is void after that."""
    return _changes


def changed() -> None:
    """Posts, units or powers were changed by the act under way: what was worked out before is void."""
    global _changes
    _changes += 1
    PowerStamp.objects.update_or_create(pk=1, defaults={"token": secrets.token_hex(16)})


def holdings_of(staff: int, token: str | None = None) -> Holdings:
    """What the person holds, from the kept picture when nothing has changed since; `token` spares asking the stamp."""
    global _kept_for
    now = stamp() if token is None else token
    with _thread:
        if now != _kept_for:
            _kept.clear()
            _units.clear()
            _kept_for = now
        found = _kept.get(staff)
    if found is None:
        found = _worked_out(staff)
        with _thread:
            if now == _kept_for:
                _kept[staff] = found
    return found


def units_known(keys: Iterable[int]) -> dict[int, Unit]:
    """Units as they stood when holdings were last asked for: for names beside posts, never to be changed.

    Whoever asks has just asked for holdings, so the kept picture is of this moment.
    """
    wanted, kept_for = set(keys), _kept_for
    found = {key: unit for key in wanted if (unit := _units.get(key)) is not None}
    if missing := wanted - found.keys():
        read = Unit.objects.in_bulk(sorted(missing))
        found |= read
        with _thread:
            if kept_for == _kept_for:
                _units.update(read)
    return found


def _worked_out(staff: int) -> Holdings:
    appointments = list(Appointment.objects.filter(staff_id=staff).select_related("at_unit"))
    substitutions = list(Substitution.objects.filter(staff_id=staff).select_related("appointment__at_unit"))
    grants = list(PowerGrant.objects.filter(staff_id=staff).select_related("over"))
    lendings = list(Lending.objects.filter(staff_id=staff).select_related("to"))
    units = [
        *(one.at_unit for one in appointments),
        *(one.appointment.at_unit for one in substitutions),
        *(one.over for one in grants),
        *(one.to for one in lendings),
    ]
    grounds = _grounds({unit.pk: unit for unit in units})
    own = [HeldPost(one.kind, grounds[one.at_unit_id], (_period(one),), True) for one in appointments]
    filled = [
        HeldPost(
            one.appointment.kind,
            grounds[one.appointment.at_unit_id],
            (_period(one), _period(one.appointment)),
            False,
        )
        for one in substitutions
    ]
    singles = [
        SinglePower(one.power, ScopeLevel(one.scope), grounds[one.over_id], _period(one), one.withdrawn)
        for one in grants
    ]
    return Holdings(
        posts=(*own, *filled),
        singles=tuple(singles),
        lendings=tuple((_period(one), grounds[one.to_id]) for one in lendings),
    )


def _period(row: Appointment | Substitution | PowerGrant | Lending) -> Period:
    return Period(row.since, row.until)


def _grounds(units: dict[int, Unit]) -> dict[int, Ground]:
    """A post of unit reach in a station reaches its sub-units too; in a bureau, the bureau's own rows alone."""
    below = {key: [key] for key in units}
    edge = {key: {key} for key, unit in units.items() if unit.level == UnitLevel.STATION}
    while any(edge.values()):
        parents = {key for keys in edge.values() for key in keys}
        children = list(Unit.objects.filter(parent_id__in=parents).values_list("pk", "parent_id"))
        edge = {root: {pk for pk, parent in children if parent in keys} for root, keys in edge.items()}
        for root, keys in edge.items():
            below[root].extend(sorted(keys))
    return {key: Ground(key, tuple(below[key]), unit.district, unit.city, unit.agency) for key, unit in units.items()}
