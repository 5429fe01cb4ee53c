"""A random walk over approvals by everybody: what must hold holds after each step."""

from __future__ import annotations

from contextlib import suppress
from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from egret.acts import arguments as codec
from egret.acts.done import By
from egret.acts.queries import timeline
from egret.acts.refusals import Refused
from egret.approvals import acts, queries
from egret.approvals.models import Approval, ApprovalStep
from egret.approvals.stages import StepState
from egret.intake import acts as intake
from egret.intake.models import Incident
from egret.org.models import Staff
from tests.approvals.conftest import Office
from tests.building.org import NOON, enrol

CHAINS = ("L1", "L2", "L1 L2", "L2 L4", "L2|L3 L4", "L1 L2 L3 L4", "L4 L5")
POSTS = ("officer", "legal_clerk", "unit_head", "legal_reviewer", "bureau_head", "city_head", "duty_officer")


def walk(office: Office, people: list[Staff]) -> type[RuleBasedStateMachine]:
    who = st.sampled_from(people)

    class Walk(RuleBasedStateMachine):
        def __init__(self) -> None:
            super().__init__()
            self.frame = transaction.atomic()
            self.frame.__enter__()
            self.at = NOON
            self.shown: dict[int, str] = {}
            """Digest that was shown to whoever signed a step."""

        def teardown(self) -> None:
            transaction.set_rollback(True)
            self.frame.__exit__(None, None, None)

        def by(self, person: Staff, **more: Any) -> By:
            self.at += timedelta(minutes=1)
            return By(person, self.at, **more)

        def tried(self, act: Any, approval: Approval, by: By, **more: Any) -> None:
            before = set(ApprovalStep.objects.filter(signed_at__isnull=False).values_list("pk", flat=True))
            digest = codec.digest(approval.shown)
            try:
                act(approval, by, **more)
            except Refused:
                return
            for step in ApprovalStep.objects.filter(signed_at__isnull=False).exclude(pk__in=before):
                self.shown[step.pk] = digest

        def pick(self, data: st.DataObject, *stages: str) -> Approval | None:
            found = list(Approval.objects.filter(stage__in=stages).order_by("pk"))
            return data.draw(st.sampled_from(found), label="approval") if found else None

        def somebody(self, data: st.DataObject, approval: Approval) -> Staff:
            """Mostly one who may sign, sometimes anybody."""
            able = [one for one in people if queries.my_steps(approval, one.pk, self.at)]
            lawful = able and data.draw(st.integers(0, 3), label="lawful") > 0
            return data.draw(st.sampled_from(able) if lawful else who, label="person")

        @initialize(chain=st.sampled_from(CHAINS[2:]))
        def first(self, chain: str) -> None:
            self.propose(chain, people[0], False)  # type: ignore[call-arg]

        @rule(chain=st.sampled_from(CHAINS), person=who, urgent=st.booleans())
        def propose(self, chain: str, person: Staff, urgent: bool) -> None:
            office.chains.set(chain, urgent=True, regularise=timedelta(hours=24))
            incident = office.incident(self.at)
            with suppress(Refused):
                intake.transfer(incident, self.by(person, urgent=urgent), to="邻区", reason="管辖")

        @rule(data=st.data(), objecting=st.booleans(), opinion=st.sampled_from(["同意", ""]))
        def sign(self, data: st.DataObject, objecting: bool, opinion: str) -> None:
            if approval := self.pick(data, "waiting"):
                by = self.by(self.somebody(data, approval))
                self.tried(acts.sign, approval, by, digest=approval.digest, opinion=opinion, objecting=objecting)

        @rule(data=st.data())
        def agree(self, data: st.DataObject) -> None:
            if approval := self.pick(data, "waiting"):
                by = self.by(self.somebody(data, approval))
                self.tried(acts.sign, approval, by, digest=approval.digest, opinion="同意")

        @rule(data=st.data(), back=st.booleans())
        def send_back(self, data: st.DataObject, back: bool) -> None:
            if approval := self.pick(data, "waiting"):
                earlier = queries.steps_now(approval).filter(state=StepState.SIGNED).first()
                to = str(earlier.pk) if back and earlier else acts.PROPOSER
                by = self.by(self.somebody(data, approval))
                self.tried(acts.send_back, approval, by, digest=approval.digest, reasons="补充", to=to)

        @rule(data=st.data(), reason=st.sampled_from(["管辖", "案发地在邻区"]), lawful=st.booleans(), person=who)
        def resubmit(self, data: st.DataObject, reason: str, lawful: bool, person: Staff) -> None:
            if approval := self.pick(data, "sent_back", "waiting"):
                by = self.by(approval.proposer if lawful else person)
                self.tried(acts.resubmit, approval, by, arguments={"to": "邻区", "reason": reason})

        @rule(data=st.data(), reviewer=who)
        def add_reviewer(self, data: st.DataObject, reviewer: Staff) -> None:
            if approval := self.pick(data, "waiting"):
                self.tried(acts.add_reviewer, approval, self.by(self.somebody(data, approval)), reviewer=reviewer)

        @rule(data=st.data(), refused=st.booleans())
        def end(self, data: st.DataObject, refused: bool) -> None:
            """Refused by a signer or withdrawn by the proposer; drawn rarely enough that others come to their end."""
            approval = self.pick(data, "waiting", "sent_back")
            if approval is None or data.draw(st.integers(0, 3)):
                return
            if refused:
                by = self.by(self.somebody(data, approval))
                self.tried(acts.refuse_approval, approval, by, digest=approval.digest, reasons="不符")
            else:
                self.tried(acts.withdraw, approval, self.by(approval.proposer))

        @rule(giver=who, taker=who, level=st.sampled_from(["L1", "L2", "L4"]))
        def delegate(self, giver: Staff, taker: Staff, level: str) -> None:
            by = self.by(giver)
            until = self.at + timedelta(minutes=9)
            with suppress(Refused):
                acts.delegate(giver.place, by, taker=taker, levels=[level], since=self.at, until=until, ground="出差")

        @rule(data=st.data())
        def facts_change(self, data: st.DataObject) -> None:
            approval = self.pick(data, "waiting")
            if approval is not None and not data.draw(st.integers(0, 3)):
                incident = Incident.objects.get(pk=approval.target_id)
                with suppress(Refused):
                    intake.tell_not_police(incident, self.by(office.city["officer"]), reason="民事纠纷")

        @invariant()
        def nobody_approves_the_own_request(self) -> None:
            for step in ApprovalStep.objects.exclude(signed_by=None).select_related("approval"):
                assert step.signed_by_id != step.approval.proposer_id
                assert step.for_staff_id != step.approval.proposer_id

        @invariant()
        def what_was_signed_is_what_was_shown(self) -> None:
            for step in ApprovalStep.objects.exclude(signed_by=None):
                assert step.digest == self.shown[step.pk]

        @invariant()
        def stages_and_steps_agree(self) -> None:
            for approval in Approval.objects.all():
                states = [one.state for one in queries.steps_now(approval)]
                assert (StepState.WAITING in states) == (approval.stage == "waiting")
                assert approval.is_open == (approval.stage in ("waiting", "sent_back"))
                if approval.stage in ("carried_out", "granted"):
                    assert StepState.SIGNED in states and StepState.PENDING not in states

        @invariant()
        def an_act_takes_effect_once_and_only_when_approved(self) -> None:
            for approval in Approval.objects.all():
                incident = Incident.objects.get(pk=approval.target_id)
                done = [one for one in timeline(incident, opened=False) if one.act == "intake.transfer"]
                assert len(done) == (1 if approval.urgent or approval.stage == "carried_out" else 0)
                if approval.carried_uid:
                    assert [one.uid for one in done] == [approval.carried_uid]

        @invariant()
        def the_inbox_is_who_may_sign(self) -> None:
            waiting = list(ApprovalStep.objects.filter(state=StepState.WAITING).select_related("approval", "staff"))
            may = {(one.staff.pk, step.pk) for step in waiting for one in queries.signers(step, self.at)}
            for person in people:
                told = set(queries.waiting_for(person, self.at).values_list("pk", flat=True))
                assert told == {step for staff, step in may if staff == person.pk}

    return Walk


@pytest.mark.slow
def test_random_walk(office: Office) -> None:
    deputy = enrol(office.city.station, "520199", "副所长", "unit_head")
    people = [*(office.city[post] for post in POSTS), deputy]
    run_state_machine_as_test(  # type: ignore[no-untyped-call]
        walk(office, people),
        settings=settings(
            max_examples=25, stateful_step_count=24, deadline=None, suppress_health_check=list(HealthCheck)
        ),
    )
