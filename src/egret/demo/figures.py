"""How fast an act, an import and the desk's pages are, each beside a yardstick timed in the same run.

The pages are asked of the whole stack in one process (one worker): middleware, session, view, template. Filler
subjects are laid straight into the tables, as acts would take too long for a million; what is timed goes the
ordinary way.
"""

from __future__ import annotations

import itertools
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from statistics import median
from typing import Any

from django.db import connection, models, transaction
from django.test import Client
from django.test.utils import override_settings
from django.urls import reverse

from egret.acts.done import By
from egret.acts.models import Clock, Subject
from egret.acts.ports import Place
from egret.demo import crimes, offences
from egret.demo.district import District, enrol, found_unit, open_accounts, police_city
from egret.demo.matters import ASSAULT, BURGLARY
from egret.intake import acts as intake
from egret.intake.models import Channel, Incident, IncidentKind, Person, Role
from egret.intake.persons import PersonFacts
from egret.kit.figures import Figure, register
from egret.org.models import Staff, UnitLevel
from egret.org.system import SETUP

AT = datetime(2026, 11, 2, 2, 0, tzinfo=UTC)
SINCE = datetime(2026, 1, 5, 1, 0, tzinfo=UTC)
REPEATS = 15


def _rate(count: int, work: Callable[[], object]) -> float:
    begun = time.perf_counter()
    work()
    return count / (time.perf_counter() - begun)


def acts(_scale: int) -> Iterator[Figure]:
    """An act against the bare transaction it needs: lock the subject, change it, add the row."""
    city = police_city(SINCE)
    by = By(city["officer"], AT)

    def report() -> Incident:
        kind, title = IncidentKind.OTHER, "遗失物招领"
        place = city.station.place
        outcome = intake.register(place, by, channel=Channel.WALK_IN, sort=kind, title=title, account="拾得钱包一个。")
        return Incident.objects.get(pk=outcome.subject.pk)

    incident = report()
    count = 300

    def plain() -> None:
        for number in range(count):
            with transaction.atomic():
                row = Incident._base_manager.select_for_update().get(pk=incident.pk)
                row.version, row.changed = row.version + 1, AT + timedelta(seconds=number)
                models.Model.save(row, update_fields=["version", "changed"])
                models.Model.save(Person(subject_id=incident.pk, role=Role.WITNESS, name=f"证人{number}"))

    def lawful() -> None:
        for number in range(count):
            intake.add_person(incident, By(city["officer"], AT), person=PersonFacts(f"证人{number}", role=Role.WITNESS))

    plain()
    lawful()
    bare, done = _rate(count, plain), _rate(count, lawful)
    yield Figure("act", done, "acts/s", "bare transaction", bare)
    registered = _rate(count, lambda: [report() for _n in range(count)])
    yield Figure("register with paper, clock and entry", registered, "acts/s", "bare transaction", bare)


def importing(scale: int) -> Iterator[Figure]:
    """Incidents entered in bulk, entries included, against rows inserted plainly."""
    city = police_city(SINCE)
    by, size = By(city["officer"], AT), 500
    total = min(scale, 20_000)

    def facts(number: int) -> dict[str, Any]:
        return {
            "channel": Channel.EMERGENCY,
            "sort": IncidentKind.OFFENCE,
            "title": f"警情{number}",
            "account": "报警人称邻居半夜放音乐。",
            "outside_number": f"110-{number}",
            "reporter": PersonFacts(f"某{number}", phone="13900000001"),
        }

    def lawful() -> None:
        numbers = iter(range(total))
        while chunk := list(itertools.islice(numbers, size)):
            intake.enter.many(city.station.place, by, [facts(number) for number in chunk])

    done = _rate(total, lawful)
    plain = _rate(total, lambda: _fill(city, total, base=10_000_000))
    yield Figure("incidents imported", done, "incidents/s", "rows inserted plainly", plain)


def _fill(city: District, count: int, base: int = 1_000_000, clocks: bool = False) -> None:
    """Filler incidents over 125 units of six branches; the first unit is the station, the last is small."""
    place = city.station.place
    own = [place, *(Place(900_000 + n, 800_000 + n % 6, place.city, place.agency) for n in range(124))]
    stages = ("registered", "accepted_admin", "settled", "not_police", "transferred")
    for begin in range(0, count, 2_000):
        subjects, running = [], []
        for number in range(begin, min(begin + 2_000, count)):
            where = own[number * 7919 % 125] if number % 3 else place
            opened = AT - timedelta(minutes=number % 400_000)
            is_open = number % 5 == 0
            due = opened + timedelta(days=number % 30) if is_open else None
            incident = Incident(
                id=base + number,
                subject_ptr_id=base + number,
                kind=Incident.KIND,
                number=f"F{base + number}",
                title=f"填充警情{number}",
                stage=stages[0] if is_open else stages[1 + number % 4],
                unit=where.unit,
                district=where.district,
                city=where.city,
                agency=where.agency,
                owner=city["officer"].pk if number % 997 == 0 else None,
                opened=opened,
                closed=None if is_open else opened + timedelta(days=1),
                due=due,
                changed=opened,
                version=1,
                channel=Channel.EMERGENCY,
                sort=IncidentKind.OFFENCE,
                reported_at=opened,
                account="填充",
                outside_number=f"{base}-{number}",
            )
            subjects.append(incident)
            if due and clocks:
                running.append(Clock(subject_id=incident.pk, rule="G04", started=opened, guard_due=due, legal_due=due))
        with transaction.atomic():
            for model in (Subject, Incident):
                fields = list(model._meta.local_concrete_fields)
                step = 32_000 // len(fields)
                for part in range(0, len(subjects), step):
                    rows = subjects[part : part + step]
                    model._base_manager._insert(rows, fields=fields, using="default")  # type: ignore[attr-defined]
            models.QuerySet[Clock](Clock).bulk_create(running, batch_size=1_000)


def _milliseconds(work: Callable[[], Any]) -> float:
    work()
    taken = []
    for _n in range(REPEATS):
        begun = time.perf_counter()
        answer = work()
        taken.append((time.perf_counter() - begun) * 1000)
        if answer.status_code != 200:
            raise RuntimeError(f"the page answered {answer.status_code}")
    return median(taken)


def desk_pages(scale: int) -> Iterator[Figure]:
    """Server time of worklist, lists, search and case file at `scale` subjects: big unit, branch, empty unit."""
    city = police_city(SINCE)
    case = offences.closed(city.squad, ASSAULT, AT - timedelta(days=12))
    held = crimes.detained(city.squad, BURGLARY, AT - timedelta(days=2))
    empty = _empty_unit(city)
    open_accounts([city["officer"], city["bureau_head"], empty], AT)
    _fill(city, scale, clocks=True)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    with override_settings(ALLOWED_HOSTS=["*"]):
        for who, staff in (("station", city["officer"]), ("branch", city["bureau_head"]), ("empty unit", empty)):
            client = Client()
            account = Staff.objects.select_related("account").get(pk=staff.pk).account
            assert account is not None
            client.force_login(account)
            frame = _milliseconds(lambda client=client: client.get(reverse("approvals:sent")))  # type: ignore[misc]
            asked = {
                "worklist mine": reverse("desk:worklist"),
                "worklist unit": reverse("desk:worklist") + "?whose=unit",
                "incidents": reverse("desk:incidents"),
                "incidents registered": reverse("desk:incidents") + "?stage=registered",
                "cases": reverse("desk:cases"),
                "search number": reverse("desk:search") + f"?q=F{1_000_000 + scale // 2}",
            }
            if who != "empty unit":
                asked["case file, closed"] = reverse("desk:subject", args=[case.pk])
                asked["case file, suspect held"] = reverse("desk:subject", args=[held.pk])
            for name, path in asked.items():
                value = _milliseconds(lambda client=client, path=path: client.get(path))  # type: ignore[misc]
                yield Figure(f"{name}, {who}", value, "ms", "page without subjects", frame)


def _empty_unit(city: District) -> Staff:
    """An officer of a unit that has no rows yet."""
    setup = By(SETUP, SINCE)
    unit = found_unit(city.branch.place, UnitLevel.STATION, "350298599", "新设派出所", "新设", setup)
    return enrol(unit, "529999", "新来", "officer", by=setup)


register("acts", acts)
register("import", importing)
register("pages", desk_pages)
