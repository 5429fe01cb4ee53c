"""Who holds what: people, posts and units, as other rooms ask for them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from django.db.models import Count, Q, QuerySet

from egret.acts.ports import Place
from egret.org.holdings import Holdings, holdings_of, reaches, stamp, units_known
from egret.org.models import (
    Account,
    Agency,
    Appointment,
    Category,
    Lending,
    PowerGrant,
    Staff,
    StagedImport,
    Substitution,
    Unit,
)
from egret.org.posts import PostKind, post_kinds


def units_by_id(keys: Iterable[int | None]) -> dict[int, Unit]:
    return Unit.objects.in_bulk([key for key in set(keys) if key])


def staff_by_id(keys: Iterable[int | None]) -> dict[int, Staff]:
    return Staff.objects.in_bulk([key for key in set(keys) if key])


def staff_of(account: Account) -> Staff | None:
    return Staff.objects.filter(account=account, stage="serving").first()


def _in_force(at: datetime, prefix: str = "") -> Q:
    return Q(**{f"{prefix}since__lte": at}) & (Q(**{f"{prefix}until": None}) | Q(**{f"{prefix}until__gt": at}))


def _reaching(place: Place, prefix: str) -> Q:
    """Posts that sit in the unit, in its branch, in its city or in the organ: the candidates, near first."""
    where = Q(**{f"{prefix}at_unit": place.unit})
    if place.district is not None:
        where |= Q(**{f"{prefix}at_unit__district": place.district})
    if place.city is not None:
        where |= Q(**{f"{prefix}at_unit__city": place.city})
    return where | Q(**{f"{prefix}at_unit__agency": place.agency})


def _nearness(place: Place, staff: Staff) -> tuple[int, int]:
    return (0 if staff.unit == place.unit else 1 if staff.district == place.district else 2, staff.pk)


def _candidates(kinds: Sequence[PostKind], place: Place, token: str) -> list[Staff]:
    """People who hold, fill or are lent to such a post near the place at any time; who asks checks the day."""
    people = _candidate_keys(tuple(kind.key for kind in kinds), place, token)
    found = Staff.objects.filter(pk__in=people, stage="serving")
    return sorted(found, key=lambda one: _nearness(place, one))


@lru_cache(maxsize=1024)
def _candidate_keys(posts: tuple[str, ...], place: Place, token: str) -> frozenset[int]:
    """Kept until the power stamp changes, as holdings are."""
    own = Appointment.objects.filter(_reaching(place, ""), post__in=posts)
    filled = Substitution.objects.filter(_reaching(place, "appointment__"), appointment__post__in=posts)
    lent = Lending.objects.filter(Q(to=place.unit) | Q(to__district=place.district or 0))
    return frozenset(key for rows in (own, filled, lent) for key in rows.values_list("staff", flat=True))


def holders(power: str, place: Place, at: datetime, limit: int = 50) -> list[Staff]:
    """People whose posts hold the power over the place then, nearest first: whom to ask."""
    kinds = [kind for kind in post_kinds() if kind.holds(power)]
    found, token = [], stamp()
    for one in _candidates(kinds, place, token):
        if any(reaches(scope, place) for scope in holdings_of(one.pk, token).scopes(power, at)):
            found.append(one)
            if len(found) == limit:
                break
    return found


def levels_over(staff: int, place: Place, at: datetime, token: str | None = None) -> frozenset[str]:
    """Levels of signature (`L1` … `P`) the person has over the place then, substitutions included."""
    return frozenset(
        kind.level
        for kind, ground, whole in holdings_of(staff, token).posts_at(at)
        if whole and kind.level and reaches(ground.scope(kind.scope), place)
    )


def signers(level: str, place: Place, at: datetime, limit: int = 50) -> list[Staff]:
    """People who may sign at a level over the place then, nearest first."""
    kinds = [kind for kind in post_kinds() if kind.level == level]
    token = stamp()
    return [one for one in _candidates(kinds, place, token) if level in levels_over(one.pk, place, at, token)][:limit]


@dataclass(frozen=True, slots=True)
class Held:
    """A post as it is shown: which, where, and how one comes to exercise it."""

    kind: PostKind
    unit: Unit
    whole: bool


def posts_of(staff: int, at: datetime, holdings: Holdings | None = None) -> list[Held]:
    """The posts a person exercises then, lent and substituted ones included; `holdings` when they are known."""
    held = list((holdings or holdings_of(staff)).posts_at(at))
    units = units_known(ground.unit for _kind, ground, _whole in held)
    return [Held(kind, units[ground.unit], whole) for kind, ground, whole in held]


def staff_at(place: Place, at: datetime) -> QuerySet[Staff]:
    """People who serve in the unit, or are lent to it."""
    lent = Lending.objects.filter(_in_force(at), to=place.unit).values("staff")
    return Staff.objects.filter(Q(unit=place.unit) | Q(pk__in=lent), stage="serving").order_by("police_number")


def units_seen_by(viewer: Staff) -> QuerySet[Unit]:
    """The register of units: the police see all, people of other organs their own organ."""
    units = Unit.objects.filter(stage="active").order_by("code")
    return units.filter(agency=viewer.agency) if viewer.category == Category.PARTNER else units


def staff_seen_by(viewer: Staff) -> QuerySet[Staff]:
    """The register of people, as far as the viewer's register of units goes."""
    people = Staff.objects.order_by("police_number")
    return people.filter(agency=viewer.agency) if viewer.category == Category.PARTNER else people


@dataclass(frozen=True, slots=True)
class Branch:
    """A unit of the tree as the page draws it."""

    unit: Unit
    depth: int
    people: int


def tree(viewer: Staff) -> list[tuple[Agency, list[Branch]]]:
    """Organs with their units, each under its parent, and how many people serve there; three queries."""
    children: dict[int | None, list[Unit]] = {}
    for unit in units_seen_by(viewer):
        key = unit.parent_id if unit.parent_id is not None else unit.agency
        children.setdefault(key, []).append(unit)
    serving = Staff.objects.filter(stage="serving").values_list("unit").order_by()
    counts: dict[int, int] = dict(serving.annotate(number_of=Count("pk")))

    def under(key: int, depth: int) -> Iterator[Branch]:
        for unit in children.get(key, ()):
            yield Branch(unit, depth, counts.get(unit.pk, 0))
            yield from under(unit.pk, depth + 1)

    agencies = Agency.objects.filter(stage="active").order_by("pk")
    if viewer.category == Category.PARTNER:
        agencies = agencies.filter(pk=viewer.agency)
    return [(agency, list(under(agency.pk, 0))) for agency in agencies]


def appointments_of(staff: Staff) -> QuerySet[Appointment]:
    return Appointment.objects.filter(staff=staff).select_related("at_unit").order_by("-since")


def lendings_of(staff: Staff) -> QuerySet[Lending]:
    return Lending.objects.filter(staff=staff).select_related("to").order_by("-since")


def substitutions_of(staff: Staff) -> QuerySet[Substitution]:
    found = Substitution.objects.filter(staff=staff).order_by("-since")
    return found.select_related("appointment__at_unit", "appointment__staff")


def grants_of(staff: Staff) -> QuerySet[PowerGrant]:
    return PowerGrant.objects.filter(staff=staff).select_related("over").order_by("-since")


def staged_imports(staff: Staff) -> QuerySet[StagedImport]:
    """The files the person read in."""
    return StagedImport.objects.filter(by=staff)


def account_holders() -> QuerySet[Staff]:
    """Everybody who has an account, in force or shut."""
    return Staff.objects.exclude(account=None).select_related("account").order_by("police_number")
