"""并案侦查: one case rests in another; its people, their measures with every running term, and its goods go on there.

程序规定 184. Whoever is held stays held by the decision that held them, until the day it named: nothing begins anew.
"""

from __future__ import annotations

from typing import Annotated, Any

from django.db.models import QuerySet

from egret.acts.cards import Ask
from egret.acts.done import By, Carry, Done, Stop, Touch
from egret.acts.machine import act
from egret.acts.models import Clock, ClockState, Journalled
from egret.acts.queries import of_kind
from egret.cases import queries
from egret.cases.acts.custody import OPEN, arrest_approval, detained
from egret.cases.acts.endings import LEAVING
from egret.cases.acts.narrowing import named_now, named_only
from egret.cases.models import CriminalCase, Measure, PartnerReply
from egret.intake.models import Person
from egret.intake.persons import copy_of, without_minors


def open_neighbours(case: Any, _by: By) -> QuerySet[CriminalCase]:
    """Cases of the same unit that a case may be merged into."""
    found = of_kind(CriminalCase).filter(unit=case.unit, stage__in=OPEN)
    return found.exclude(pk=case.pk).order_by("-opened", "-pk")


def alike(one: Person, other: Person) -> bool:
    """Whether two rows are the same person in the same part: by name, and by ID number where both have one."""
    same_number = not one.id_index or not other.id_index or one.id_index == other.id_index
    return (one.name, one.role) == (other.name, other.role) and same_number


def in_main(case: CriminalCase, main: CriminalCase) -> dict[int, Person]:
    """Everybody of a case as they are in the main case; who is not there yet is a new row."""
    there = list(queries.people(main))
    found: dict[int, Person] = {}
    for one in sorted(queries.people(case), key=lambda person: (person.of_id is not None, person.pk)):
        found[one.pk] = next((other for other in there if alike(one, other)), None) or copy_of(one, main)
        if one.of_id in found and found[one.pk].pk is None:
            found[one.pk].of = found[one.of_id]
    return found


@act(
    "cases.merge",
    "并案侦查",
    "Merge into another case",
    subject=CriminalCase,
    basis=("公安机关办理刑事案件程序规定#184",),
    stops=LEAVING,
    approval="移送案件",
    asks={"main": Ask("主案", "Main case", choices=open_neighbours)},
    checklist=(
        ("羁押期限继续计算，不因并案重新起算", "Terms of custody run on; merging begins none anew"),
        ("书面通知看守所办案单位和案件的变化", "Tell the detention house in writing which case it is now"),
    ),
    order=820,
)
def merge(
    case: CriminalCase, by: By, *, main: CriminalCase, reason: Annotated[str, Ask("并案理由", "Reason", lines=True)]
) -> Done:
    """One investigation from now on: people, measures and property are in the main case, this one rests in it."""
    people = in_main(case, main)
    rows: list[Journalled] = [one for one in people.values() if one.pk is None]
    restricted = list(queries.running_measures(case))
    joins = bool(restricted) and main.stage == "investigating"
    title = without_minors(main.title, people.values(), by.at)
    touches = [Touch(main, "suspect_in" if joins else "", clocks=_carried(case, people), changes={"title": title})]
    for measure in Measure.objects.filter(case_id=case.pk, person__in={one.person_id for one in restricted}):
        touches.append(_into(measure, main, person=people[measure.person_id]))
        rows += named_only(measure, named_now(main))
    for held in detained(case):
        rows += _granted(case, main, held.person, people[held.person_id])
    for goods in queries.running_property(case):
        touches.append(_into(goods, main))
        rows += named_only(goods, named_now(main))
    case.main = main
    return Done(
        to="merged", rows=rows, touches=touches, clocks=[Stop(rule) for rule in LEAVING], fields={"reason": reason}
    )


def _into(one: Any, main: CriminalCase, **more: Any) -> Touch:
    return Touch(one, changes={"case": main, "owner": main.owner, "sensitivity": main.sensitivity, **more})


def _carried(case: CriminalCase, people: dict[int, Person]) -> list[Carry]:
    """Every limit about one of the people that is open in the case, as it goes on in the main case."""
    open_now = Clock.objects.filter(subject_id=case.pk, state__in=(ClockState.RUNNING, ClockState.HELD))
    named = {f"person:{key}": person for key, person in people.items()}
    return [Carry(one, named[one.about]) for one in open_now.order_by("pk") if one.about in named]


def _granted(case: CriminalCase, main: CriminalCase, person: Person, there: Person) -> list[Journalled]:
    """An arrest granted and not yet executed can be executed in the main case."""
    reply = arrest_approval(case, person)
    if reply is None:
        return []
    kept = ("organ", "kind", "number", "at", "content")
    return [PartnerReply(subject=main, person=there, **{name: getattr(reply, name) for name in kept})]
