"""A random walk over all acts by everybody: what must hold holds after each step.

On reports and cases, measures on persons and property, the legal office's items, the committee's agenda and findings.
"""

from __future__ import annotations

import dataclasses
import enum
import os
import random
import sys
import types
import typing
from collections import Counter
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import models, transaction
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from egret.acts import queries
from egret.acts.cards import Ask, Parameter, act_named, all_acts
from egret.acts.done import By
from egret.acts.models import Clock, ClockState, NumberSeries, Subject
from egret.acts.refusals import Refused
from egret.approvals import acts as approvals
from egret.approvals import queries as signing
from egret.approvals.models import Approval, ApprovalStep
from egret.approvals.stages import StepState
from egret.cases.models import AdministrativeCase, AdministrativeProperty, CriminalCase, CriminalProperty, Measure
from egret.demo import crimes, hands, offences
from egret.demo.matters import ASSAULT, BURGLARY
from egret.intake.models import Incident, Role
from egret.intake.persons import PersonFacts
from egret.journal import audit, reading
from egret.journal.models import Pending
from egret.org.models import Staff
from egret.review.acts import centre, committee
from egret.review.followers import end_over
from egret.review.models import AgendaItem, CentreGroup, Committee, ReviewItem
from egret.review.queries import items as office
from egret.supervision.models import Finding
from egret.supervision.patrol import patrol
from tests.building.org import NOON, District, enrol, police_city

WALKS = int(os.environ.get("EGRET_WALKS", "12"))
MATTERS = (Incident, AdministrativeCase, CriminalCase)
OFFICES = (ReviewItem, CentreGroup, Committee, AgendaItem)
NOUNS = (*MATTERS, Measure, CriminalProperty, AdministrativeProperty, *OFFICES, Finding)
BEGUN = NOON + timedelta(days=10)
ROOMS = ("intake", "cases", "review", "supervision")
OWN_END = {noun.KIND for noun in (Measure, CriminalProperty, AdministrativeProperty)}
"""Kinds that are due when their own term ends; their limits run on the case."""
CITES = {"cite": "治安管理处罚法(2025)#51", "charge_cite": "刑法#264", "cause_cite": "刑法#264"}
PEOPLE = (
    PersonFacts("孙某", role=Role.SUSPECT, born=date(1985, 1, 1)),
    PersonFacts("小李", role=Role.SUSPECT, born=date(2010, 1, 1)),
    PersonFacts("母亲", role=Role.GUARDIAN, relation="母亲"),
    PersonFacts("吴某", role=Role.VICTIM, flags=("no_chinese",)),
    PersonFacts("翻译", role=Role.INTERPRETER),
    PersonFacts("周某", role=Role.WITNESS, flags=("deputy",)),
)
OFFICE: dict[type[Subject], tuple[str, ...]] = {
    ReviewItem: ("legal_assistant", "legal_reviewer"),
    CentreGroup: ("legal_reviewer", "bureau_head"),
    Committee: ("legal_reviewer", "bureau_head"),
    AgendaItem: ("legal_reviewer", "bureau_head", "bureau_head"),
}
"""Who mostly acts on what the officers of a case do not."""
AWAY = tuple(timedelta(minutes=minutes) for minutes in (-180, -61, -30, -1, 0, 60))


def acts_of(model: type[Subject]) -> list[Any]:
    return [entry for entry in queries.acts_on(model) if entry.card.room in ROOMS]


def walk(city: District) -> type[RuleBasedStateMachine]:
    people: list[Staff] = [*city.officers.values(), city.second, city.stranger, city.stranger_head]
    tally: Counter[str] = Counter()

    class Walk(RuleBasedStateMachine):
        def __init__(self) -> None:
            super().__init__()
            self.frame = transaction.atomic()
            self.frame.__enter__()
            self.at = BEGUN
            self.turn = 0
            self.chance = random.Random(0)
            self.ended: set[int] = set()
            """Matters that stand at an end."""

        def teardown(self) -> None:
            try:
                report = audit.run(with_files=False)
                assert report.is_good, [str(fault) for fault in report.faults]
            finally:
                transaction.set_rollback(True)
                self.frame.__exit__(None, None, None)

        # Choosing.

        def pick(self, found: Sequence[Any]) -> Any:
            return self.chance.choice(found)

        def one_in(self, count: int) -> bool:
            return self.chance.randrange(count) == 0

        def subject(self) -> Subject:
            """Half the time a report or a case, else one of any kind that acts happen to."""
            nouns = MATTERS if self.one_in(2) else [noun for noun in NOUNS if acts_of(noun)]
            there = Subject.objects.filter(kind__in=[n.KIND for n in nouns])
            kind = self.pick(sorted(set(there.values_list("kind", flat=True))))
            return self.pick(list(there.filter(kind=kind).order_by("pk"))).noun()

        def value(self, parameter: Parameter, subject: Subject, by: By) -> Any:
            annotation, ask = parameter.annotation, parameter.ask
            options = [one for one in typing.get_args(annotation) if one is not type(None)]
            if isinstance(annotation, types.UnionType):
                if self.one_in(4):
                    return None
                annotation = options[0]
            if ask.choices is not None:
                found = list(ask.choices(subject, by))
                found = [one if isinstance(one, models.Model) else one[0] for one in found]
                if typing.get_origin(annotation) is tuple:
                    return tuple(found if self.one_in(2) else self.chance.sample(found, min(2, len(found))))
                if not found:
                    raise LookupError(parameter.name)
                return self.pick(found)
            return self.pick(self.plain(parameter, annotation))

        def plain(self, parameter: Parameter, annotation: Any) -> Sequence[Any]:
            if typing.get_origin(annotation) is tuple:
                return [("撬棍，1根",), ()]
            if annotation is datetime:
                return [self.at + away for away in AWAY]
            if annotation is date:
                return [(self.at + away * 24).date() for away in AWAY]
            if annotation is PersonFacts:
                return PEOPLE
            if isinstance(annotation, type) and issubclass(annotation, enum.Enum):
                return list(annotation)
            if annotation is bool:
                return (True, True, False)
            if annotation is int:
                return [0, 1, 5, 25]
            if annotation is Decimal:
                return [Decimal(0), Decimal(500), Decimal(5000)]
            if annotation is str:
                return [CITES.get(parameter.name, "某处某事")]
            if dataclasses.is_dataclass(annotation):
                hints = typing.get_type_hints(annotation)
                return [annotation(**{one.name: self.part(hints[one.name]) for one in dataclasses.fields(annotation)})]
            raise AssertionError(f"{parameter.name}: say how to choose a {annotation}")

        def part(self, annotation: Any) -> Any:
            """A field of a group of values."""
            options = [one for one in typing.get_args(annotation) if one is not type(None)]
            if isinstance(annotation, types.UnionType):
                return None if self.one_in(2) else self.part(options[0])
            return self.pick(self.plain(Parameter("part", annotation, Ask("", ""), None, True), annotation))

        def entry_for(self, subject: Subject, by: By) -> Any:
            """Mostly what the menu offers, sometimes anything."""
            offered = [item.act for item in queries.menu(subject, by) if item.allowed]
            offered = [entry for entry in offered if entry.card.room in ROOMS]
            return self.pick(offered if offered and not self.one_in(8) else acts_of(type(subject)))

        # Steps.

        @rule(seed=st.integers(0, 2**32))
        def some_acts(self, seed: int) -> None:
            self.turn += 1
            self.chance = random.Random(f"{seed}:{self.turn}")
            for _ in range(4):
                self.one_act()
            for step, rarely in ((self.sign, 2), (self.the_office_takes_in, 2), (self.the_night_passes, 6)):
                if self.one_in(rarely):
                    step()

        def one_act(self) -> None:
            self.at += timedelta(minutes=self.pick((1, 20, 20, 90, 60 * 9, 60 * 24 * 2)))
            subject = self.subject()
            likely = ("officer", "officer", "unit_head", "legal_reviewer", *OFFICE.get(type(subject), ()))
            by = By(self.pick(people if self.one_in(6) else [city[post] for post in likely]), self.at)
            entry = self.entry_for(subject, by)
            try:
                given = {p.name: self.value(p, subject, by) for p in entry.parameters}
            except LookupError:
                return
            before = self.mark()
            try:
                outcome = entry(subject, by, **given)
            except Refused as refused:
                assert self.mark() == before, "a refusal changed something"
                assert all(str(one.sentence) for one in refused.refusals)
                tally[f"{entry.card.name} refused"] += 1
                return
            tally[entry.card.name] += 1
            self.note(subject, entry.card.name)
            if outcome.proposed and not self.one_in(4):
                self.sign_through(outcome.proposed.pk)

        def sign(self) -> None:
            waiting = list(Approval.objects.filter(stage="waiting").order_by("pk"))
            if waiting:
                self.at += timedelta(minutes=10)
                self.sign_once(self.pick(waiting), self.pick(people), self.one_in(3))

        def the_office_takes_in(self) -> None:
            """Papers that wait for the legal office and penalties put before it come to its desk."""
            waiting: list[Any] = [one for one in Approval.objects.filter(stage="waiting") if office.waiting_step(one)]
            waiting += AdministrativeCase.objects.filter(stage="review")
            if waiting:
                self.at += timedelta(minutes=10)
                before = self.mark()
                try:
                    hands.taken_in(self.pick(waiting), city["legal_assistant"], self.at)
                except Refused:
                    assert self.mark() == before, "a refusal changed something"
                else:
                    tally["review.receive"] += 1

        def the_night_passes(self) -> None:
            """The patrol holds what is so; what is no longer under review is ended; looked at again, nothing is new."""
            self.at += timedelta(hours=8)
            end_over(self.at)
            done = patrol(self.at)
            tally["supervision.record_finding"] += len(done.recorded)
            tally["supervision.close_finding"] += len(done.closed)
            again = patrol(self.at)
            assert not again.recorded and not again.closed
            alone = patrol(self.at, only=list(Subject._base_manager.values_list("pk", flat=True)))
            assert alone.found == again.found and not alone.closed, "looked at by key, the same is found"

        def sign_through(self, pk: int) -> None:
            for _turn in range(8):
                approval = Approval.objects.get(pk=pk)
                step = signing.steps_now(approval).filter(state=StepState.WAITING).order_by("turn", "pk").first()
                if approval.stage != "waiting" or step is None:
                    return
                able = signing.signers(step, self.at)
                if not able:
                    return
                self.at += timedelta(minutes=5)
                if office.waiting_step(approval) and not ReviewItem.objects.filter(approval=approval).exists():
                    if self.one_in(2):
                        return
                    self.review(approval)
                else:
                    self.sign_once(approval, able[0].staff)

        def review(self, approval: Approval) -> None:
            """The legal office's part of the signing, at one go."""
            try:
                hands.review(approval, city["legal_reviewer"], self.at)
            except Refused:
                return
            self.carried_out(approval)

        def sign_once(self, approval: Approval, who: Staff, objecting: bool = False) -> None:
            before = self.mark()
            by = By(who, self.at)
            try:
                approvals.sign(approval, by, digest=approval.digest, opinion="意见", objecting=objecting)
            except Refused:
                assert self.mark() == before, "a refusal changed something"
                return
            self.carried_out(approval)

        def carried_out(self, approval: Approval) -> None:
            fresh = Approval.objects.get(pk=approval.pk)
            if fresh.stage == "carried_out":
                tally[f"{approval.act} carried out"] += 1
                self.note(Subject.objects.get(pk=approval.target_id).noun(), approval.act)

        def mark(self) -> tuple[Any, ...]:
            """Changes whenever anything that matters does."""
            versions = Subject._base_manager.aggregate(models.Sum("version"), models.Count("pk"), models.Max("changed"))
            numbers = NumberSeries.objects.aggregate(models.Sum("last"))
            return (*versions.values(), *numbers.values(), Pending.objects.count())

        def note(self, subject: Subject, name: str) -> None:
            """What ends a matter leaves no limit of the police running but those it starts itself."""
            fresh = type(subject).objects.get(pk=subject.pk)
            if fresh.stage_now.final and fresh.pk not in self.ended:
                running = Clock.objects.filter(subject_id=fresh.pk, state=ClockState.RUNNING, for_police=True)
                left = set(running.values_list("rule", flat=True)) - set(act_named(name).card.starts)
                assert not left, f"{name} left {fresh.obj} {fresh.stage} with {left} running"
            (self.ended.add if fresh.stage_now.final else self.ended.discard)(fresh.pk)

        # What holds.

        @invariant()
        def each_stands_at_one_stage_of_its_table(self) -> None:
            for subject in Subject.objects.filter(kind__in=[n.KIND for n in NOUNS]):
                table = type(subject.noun()).STAGES
                assert subject.stage in table.stages
                assert (subject.closed is not None) == table[subject.stage].final

        @invariant()
        def as_many_entries_as_the_version_says(self) -> None:
            for subject in Subject.objects.filter(kind__in=[n.KIND for n in NOUNS]):
                entries = reading.history(subject.obj)
                assert len(entries) == subject.version and entries[-1].leaf.hex() == subject.chain_head

        @invariant()
        def clocks_agree_with_where_the_matter_stands(self) -> None:
            for subject in Subject.objects.filter(kind__in=[n.KIND for n in NOUNS]):
                running = Clock.objects.filter(subject_id=subject.pk, state=ClockState.RUNNING, for_police=True)
                nearest = running.order_by("guard_due").values_list("guard_due", flat=True).first()
                if subject.kind not in OWN_END:
                    assert subject.due == nearest, f"{subject.obj}: nearest limit"
                twins = Counter(running.values_list("rule", "about"))
                assert not [key for key, count in twins.items() if count > 1], f"{subject.obj}: {twins}"

        @invariant()
        def nobody_signs_the_own_proposal(self) -> None:
            for step in ApprovalStep.objects.exclude(signed_by=None).select_related("approval"):
                assert step.signed_by_id != step.approval.proposer_id

    Walk.tally = tally  # type: ignore[attr-defined]
    return Walk


def office_waited_for(city: District) -> None:
    """A request for arrest that a group of the centre has taken in."""
    by = By(city["legal_reviewer"], NOON)
    for duty in ("criminal", "remedies"):
        centre.found_group(city.branch.place, by, duty=duty, title=duty)
    _case, outcome = crimes.arrest_asked(city.squad, BURGLARY, NOON)
    hands.sign_all(outcome, BEGUN, leave=2)
    hands.taken_in(Approval.objects.get(pk=outcome.proposed.pk), city["legal_assistant"], BEGUN)


def deliberated(city: District, case: AdministrativeCase) -> None:
    """A committee of four that has a case on its agenda and is convened."""
    by = By(city["legal_reviewer"], NOON)
    found = committee.found_committee(city.branch.place, by, title="鹭湖分局案件集体审议委员会").subject
    more = [
        enrol(city.branch, number, name, "bureau_head") for number, name in (("350881", "邱立"), ("350882", "温岭"))
    ]
    for member in (city["bureau_head"], *more, city["legal_reviewer"]):
        standing = Committee.objects.get(pk=found.pk)
        committee.seat_member(standing, by, member=member, chairs=member == city["bureau_head"])
    given = {"trigger": "penalty_grave", "act": "cases.decide_penalty", "question": "是否属情节复杂？"}
    fresh, by = AdministrativeCase.objects.get(pk=case.pk), By(city["legal_reviewer"], BEGUN)
    committee.put_on_agenda(fresh, by, committee=Committee.objects.get(pk=found.pk), **given)  # type: ignore[arg-type]
    item, sitting = AgendaItem.objects.get(), (city["bureau_head"], *more)
    committee.convene(item, by, chair=sitting[0], present=sitting, held_at=BEGUN, place="三楼会议室")


@pytest.mark.slow
@pytest.mark.django_db
def test_random_walk() -> None:
    city = police_city()
    offences.reported(city.squad, ASSAULT, NOON)
    offences.examined(city.squad, ASSAULT, NOON)
    heard = offences.noticed(city.squad, ASSAULT, NOON)
    crimes.under_review(city.squad, BURGLARY, NOON)
    crimes.detained(city.squad, BURGLARY, NOON)
    deliberated(city, heard)
    office_waited_for(city)
    machine = walk(city)
    run_state_machine_as_test(  # type: ignore[no-untyped-call]
        machine,
        settings=settings(
            max_examples=WALKS,
            stateful_step_count=25,
            deadline=None,
            phases=(Phase.explicit, Phase.generate),
            suppress_health_check=list(HealthCheck),
            database=None,
        ),
    )
    tally: Counter[str] = machine.tally  # type: ignore[attr-defined]
    sys.stdout.write(f"{tally.total()} acts: {dict(sorted(tally.items()))}\n")
    assert list(all_acts()) and sum(not name.endswith("refused") for name in tally) > 20, tally
