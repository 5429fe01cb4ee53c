"""Proposing and signing: who, in which order, what exactly, and what the last signature does."""

from __future__ import annotations

from datetime import timedelta

import pytest

from egret.acts.done import By
from egret.acts.queries import timeline
from egret.acts.refusals import Refused
from egret.approvals import acts, queries
from egret.approvals.models import Approval, ApprovalStep
from egret.approvals.stages import APPROVAL_STAGES, DELEGATION_STAGES
from egret.intake import acts as intake
from egret.intake.models import Incident
from tests.approvals.conftest import Office
from tests.building.org import NOON, enrol, later


def test_the_stage_tables_are_total() -> None:
    assert APPROVAL_STAGES.problems() == [] and DELEGATION_STAGES.problems() == []


def test_a_proposal_changes_nothing_and_fixes_what_is_shown(office: Office) -> None:
    incident = office.incident()
    approval = office.propose(incident)
    assert Incident.objects.get(pk=incident.pk).stage == "registered" and len(timeline(incident)) == 1
    assert approval.stage == "waiting" and approval.number.startswith("SP350298510-2026-")
    assert approval.shown["papers"][0]["kind"] == "移送案件通知书" and approval.arguments["to"] == "邻区公安分局"
    (entry,) = timeline(approval)
    assert entry.act == "approvals.propose" and entry.rel == (incident.obj,)
    assert entry.fields["digest"] == approval.digest


def test_the_last_signature_carries_the_act_out(office: Office) -> None:
    incident = office.incident()
    approval = office.propose(incident)
    approval = office.do(acts.sign, approval, "unit_head", opinion="同意移送")
    assert approval.stage == "waiting" and Incident.objects.get(pk=incident.pk).stage == "registered"
    approval = office.do(acts.sign, approval, "bureau_head", at=later(hours=2))
    assert approval.stage == "carried_out" and not approval.is_open
    assert Incident.objects.get(pk=incident.pk).stage == "transferred"
    _first, carried = timeline(incident)
    assert carried.act == "intake.transfer" and carried.actor == office.city["officer"].pseudonym
    assert carried.uid == approval.carried_uid and carried.on == timeline(approval)[0].uid
    steps = list(approval.steps.all())
    assert [(s.signed_by, s.digest, s.opinion) for s in steps] == [
        (office.city["unit_head"], approval.digest, "同意移送"),
        (office.city["bureau_head"], approval.digest, ""),
    ]


SITUATIONS = [
    ("L1", "officer", ["legal_clerk"]),
    ("L2", "officer", ["unit_head"]),
    ("L1 L2 L3 L4", "officer", ["legal_clerk", "unit_head", "legal_reviewer", "bureau_head"]),
    ("L4 L5", "officer", ["bureau_head", "city_head"]),
    ("L6", "officer", ["province_head"]),
    ("L2", "unit_head", ["bureau_head"]),
    ("L2 L4", "unit_head", ["bureau_head", "bureau_head"]),
]


@pytest.mark.parametrize(("chain", "proposer", "order"), SITUATIONS)
def test_chains_are_signed_by_whom_they_name(office: Office, chain: str, proposer: str, order: list[str]) -> None:
    office.chains.set(chain)
    approval = office.propose(post=proposer)
    for post in order:
        for other in {"officer", "stranger_head", "auxiliary", *office.city.officers} - {post}:
            person = office.city.stranger_head if other == "stranger_head" else office.city[other]
            assert queries.my_steps(approval, person.pk, NOON) == [], (post, other)
        assert queries.waiting_count(office.city[post], NOON) == 1
        assert [s.approval_id for s in queries.inbox(office.city[post], NOON)] == [approval.pk]
        approval = office.do(acts.sign, approval, post)
    assert approval.stage == "carried_out"


def test_an_empty_chain_takes_effect_at_once(office: Office) -> None:
    office.chains.set("")
    outcome = intake.transfer(office.incident(), office.city.by("officer"), to="x", reason="y")
    assert outcome.proposed is None and not Approval.objects.exists()
    assert Incident.objects.get(pk=outcome.subject.pk).stage == "transferred"


def test_nobody_signs_what_they_proposed(office: Office) -> None:
    office.chains.set("L2")
    approval = office.propose(post="unit_head")
    with pytest.raises(Refused, match="不能审批自己的呈批"):
        office.do(acts.sign, approval, "unit_head")
    assert approval.steps.get().asked_level == "L4"


def test_a_second_holder_of_the_level_signs_for_the_proposer(office: Office) -> None:
    office.chains.set("L2")
    deputy = enrol(office.city.station, "520199", "副所长", "unit_head")
    approval = office.propose(post="unit_head")
    assert approval.steps.get().asked_level == "L2"
    assert [one.staff for one in queries.signers(approval.steps.get(), NOON)] == [deputy]
    assert office.do(acts.sign, approval, deputy).stage == "carried_out"


def test_when_nobody_holds_the_level_the_refusal_says_so(office: Office) -> None:
    office.chains.set("L6")
    from egret.org.acts import people
    from egret.org.models import Appointment

    post = Appointment.objects.get(post="province_head")
    people.end_appointment(post.staff, By(office.city["admin"], NOON), appointment=post)
    with pytest.raises(Refused) as refused:
        office.propose(at=later(1))
    assert "没有可以签批的人" in str(refused.value) and "委托" in str(refused.value.refusals[0].remedy)


def test_somebody_else_is_told_whom_it_waits_for(office: Office) -> None:
    approval = office.propose()
    with pytest.raises(Refused) as refused:
        office.do(acts.sign, approval, "bureau_head")
    (reason,) = refused.value.refusals
    assert "郑海" in str(reason.remedy)


def test_another_digest_than_shown_is_stale(office: Office) -> None:
    approval = office.propose()
    with pytest.raises(Refused) as refused:
        office.do(acts.sign, approval, "unit_head", digest="sha256:" + "0" * 64)
    assert refused.value.refusals[0].code == "stale"


def test_parallel_steps_are_signed_in_any_order(office: Office) -> None:
    office.chains.set("L2|L3 L4")
    approval = office.propose()
    approval = office.do(acts.sign, approval, "legal_reviewer")
    assert queries.waiting_count(office.city["bureau_head"], NOON) == 0
    approval = office.do(acts.sign, approval, "unit_head")
    assert queries.waiting_count(office.city["bureau_head"], NOON) == 1
    assert office.do(acts.sign, approval, "bureau_head").stage == "carried_out"


def test_changed_facts_send_it_back_and_keep_the_signature(office: Office) -> None:
    incident = office.incident()
    approval = office.propose(incident)
    office.do(acts.sign, approval, "unit_head")
    intake.tell_not_police(Incident.objects.get(pk=incident.pk), office.city.by("officer"), reason="民事纠纷")
    approval = office.do(acts.sign, approval, "bureau_head", opinion="同意")
    assert approval.stage == "sent_back" and "不能在" in approval.refusals[0][0]
    assert approval.steps.filter(state="signed").count() == 2
    assert timeline(approval)[-1].fields["refusals"] == approval.refusals
    assert Incident.objects.get(pk=incident.pk).stage == "not_police"


def test_content_changed_behind_the_proposal_is_not_carried_out(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    office.chains.set("L2")
    approval = office.propose()
    monkeypatch.setattr(type(office.papers), "preview", lambda *_: {"text": "另一份文书"})
    approval = office.do(acts.sign, approval, "unit_head")
    assert approval.stage == "sent_back" and "所签内容与现在不符" in approval.refusals[0][0]


def test_the_same_thing_is_proposed_once(office: Office) -> None:
    incident = office.incident()
    office.propose(incident)
    with pytest.raises(Refused, match="已经呈批"):
        office.propose(incident)


def test_a_repeated_submit_proposes_once(office: Office) -> None:
    incident = office.incident()
    first = office.propose(incident, key="form")
    again = intake.transfer(incident, office.city.by("officer", key="form"), to="邻区公安分局", reason="案发地在邻区")
    assert again.repeated and Approval.objects.get() == first


def test_a_signature_against_an_objection_needs_reasons(office: Office) -> None:
    office.chains.set("L1 L2")
    approval = office.propose()
    with pytest.raises(Refused, match="须写明理由"):
        office.do(acts.sign, approval, "legal_clerk", objecting=True)
    approval = office.do(acts.sign, approval, "legal_clerk", objecting=True, opinion="管辖不明")
    with pytest.raises(Refused, match="不采纳"):
        office.do(acts.sign, approval, "unit_head")
    with pytest.raises(Refused, match="最后一级"):
        office.do(acts.sign, approval, "unit_head", objecting=True, opinion="也反对")
    approval = office.do(acts.sign, approval, "unit_head", opinion="已与邻区核实", version=approval.version)
    first, last = approval.steps.all()
    assert first.objecting and last.overrules and last.version == 2 and approval.stage == "carried_out"


def test_the_soonest_limit_comes_first(office: Office) -> None:
    office.chains.set("L2")
    late = office.propose(office.incident(title="甲"))
    early = office.propose(office.incident(at=NOON - timedelta(hours=30), title="乙"))
    assert [s.approval_id for s in queries.inbox(office.city["unit_head"], NOON)] == [early.pk, late.pk]
    assert queries.waiting_count(office.city["unit_head"], NOON, cap=1) == 2


def test_what_i_sent_and_what_became_of_a_subject(office: Office) -> None:
    incident = office.incident()
    done = office.propose(incident)
    done = office.do(acts.withdraw, done, "officer")
    open_one = office.propose(incident, at=later(hours=3))
    assert queries.sent_by(office.city["officer"].pk) == [open_one, done]
    assert queries.history(incident) == [open_one, done]
    assert ApprovalStep.objects.filter(approval=done, state="void").count() == 2


def test_who_may_open_it(office: Office) -> None:
    approval = office.propose()
    may = {post for post, staff in office.city.officers.items() if queries.find(staff, approval.pk, NOON)}
    assert {"officer", "unit_head", "legal_reviewer", "bureau_head"} <= may and "admin" not in may
    assert queries.find(office.city.stranger, approval.pk, NOON) is None
