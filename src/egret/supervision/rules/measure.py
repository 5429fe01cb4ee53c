"""量罚: a penalty outside its article, or far from what the force decided in cases of its kind (F68)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from django.db.models import Q, QuerySet

from egret.cases.models import AdministrativeCase, Decision
from egret.guidance.spread import LATEST, Latest, Spread, bounds, law_of, spread
from egret.supervision.look import Found, Look, detects, having

CASE = "subject__administrativecase"
GIVEN = Q(fine__gt=0) | Q(detention_days__gt=0) | Q(warning=True)


def _decided(look: Look) -> QuerySet[Decision]:
    """Every penalty decided."""
    return Decision.objects.filter(GIVEN, subject__kind=AdministrativeCase.KIND, decided_at__lte=look.at)


def _cause(one: Decision) -> str:
    return str(one.subject.administrativecase.cause)


@detects("F68", having(Decision, GIVEN), of=AdministrativeCase)
def out_of_measure(look: Look) -> Iterator[Found]:
    """F68: beyond the article, or without a reason far from the latest decisions of its cause and text before it."""
    if look.only is None:
        kinds: dict[tuple[str, str], Latest] = {}
        window = timedelta(days=look.number("window"))
        for one in look.each(_decided(look).defer("facts").select_related(CASE).order_by("decided_at", "pk")):
            assert one.decided_at is not None
            kind = kinds.setdefault((_cause(one), law_of(one.cite)), Latest(window))
            yield from _judged(look, one, kind.before(one.decided_at))
            kind.add(one.decided_at, one.detention_days, int(one.fine))
    else:
        for one in look.among(_decided(look).select_related(CASE)):
            yield from _judged(look, one, _before(look, one))


def _before(look: Look, one: Decision) -> tuple[Spread, Spread] | None:
    """The spreads of the latest decisions of its kind before one."""
    assert one.decided_at is not None
    earlier = Q(decided_at__lt=one.decided_at) | Q(decided_at=one.decided_at, pk__lt=one.pk)
    since = one.decided_at - timedelta(days=look.number("window"))
    kind = {f"{CASE}__cause": _cause(one), "cite__startswith": f"{law_of(one.cite)}#"}
    like = _decided(look).filter(earlier, decided_at__gte=since, **kind)
    rows = list(like.order_by("-decided_at", "-pk").values_list("detention_days", "fine")[:LATEST])
    days, yuan = spread(row[0] for row in rows), spread(int(row[1]) for row in rows)
    return (days, yuan) if days and yuan else None


def _judged(look: Look, one: Decision, before: tuple[Spread, Spread] | None) -> Iterator[Found]:
    assert one.decided_at is not None
    allowed = bounds(one.cite)
    shown: list[tuple[str, str]] = []
    if allowed is not None:
        if one.detention_days > allowed.most_days:
            shown.append(("条文规定的拘留", f"至多{allowed.most_days}日"))
        if 0 < one.detention_days < allowed.least_days and not one.reasons:
            shown.append(("条文规定的拘留", f"至少{allowed.least_days}日"))
        if allowed.most_yuan is not None and one.fine > allowed.most_yuan:
            shown.append(("条文规定的罚款", f"至多{allowed.most_yuan}元"))
    if not shown and not one.reasons and before is not None and before[0].count >= look.number("least"):
        days, yuan = before
        percent = look.number("beyond")
        if days.is_far(one.detention_days, percent, look.number("days")):
            shown.append(("同类案件拘留", f"{days.lower}至{days.upper}日（{days.count}件的中间一半）"))
        if yuan.is_far(int(one.fine), percent, look.number("yuan")):
            shown.append(("同类案件罚款", f"{yuan.lower}至{yuan.upper}元（{yuan.count}件的中间一半）"))
    if shown:
        given = (("拘留", f"{one.detention_days}日"), ("罚款", f"{one.fine.normalize():f}元"))
        yield Found(one.subject_id, f"decision:{one.pk}", one.decided_at, (*given, *shown), one.person_id)
