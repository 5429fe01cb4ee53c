"""Back, aside, away, on somebody's behalf, first and paper later, many at once."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from egret.acts.done import By
from egret.acts.queries import timeline
from egret.acts.refusals import Refused
from egret.approvals import acts, queries
from egret.approvals.models import Approval, Delegation
from egret.intake import acts as intake
from egret.intake.models import Incident
from egret.org.acts import powers
from egret.org.models import AgencyKind, Staff
from tests.approvals.conftest import Office
from tests.building.org import NOON, enrol, later, partner


def states(approval: Approval) -> list[tuple[str, str]]:
    return [(one.level or "+", one.state) for one in queries.steps_now(approval)]


def test_it_goes_back_to_the_proposer_and_is_signed_anew(office: Office) -> None:
    incident = office.incident()
    approval = office.propose(incident)
    approval = office.do(acts.sign, approval, "unit_head")
    with pytest.raises(Refused, match="写明理由"):
        office.do(acts.send_back, approval, "bureau_head", reasons=" ")
    approval = office.do(acts.send_back, approval, "bureau_head", reasons="补充管辖依据")
    assert approval.stage == "sent_back" and states(approval) == [("L2", "signed"), ("L4", "sent_back")]
    assert queries.inbox(office.city["unit_head"], NOON) == []
    first = approval.digest
    given = {"to": "邻区公安分局", "reason": "案发地在邻区，附现场勘查"}
    with pytest.raises(Refused, match="只有呈批人"):
        office.do(acts.resubmit, approval, "unit_head", arguments=given)
    approval = office.do(acts.resubmit, approval, "officer", arguments=given, answer="已补充")
    assert approval.stage == "waiting" and approval.round == 2 and approval.digest != first
    assert states(approval) == [("L2", "waiting"), ("L4", "pending")]
    with pytest.raises(Refused) as stale:
        office.do(acts.sign, approval, "unit_head", digest=first)
    assert stale.value.refusals[0].code == "stale"
    approval = office.do(acts.sign, approval, "unit_head")
    approval = office.do(acts.sign, approval, "bureau_head")
    assert approval.stage == "carried_out" and timeline(incident)[-1].on == timeline(approval)[3].uid
    assert timeline(approval)[3].act == "approvals.resubmit"


def test_resubmitted_as_it_was(office: Office) -> None:
    approval = office.do(acts.send_back, office.propose(), "unit_head", reasons="再核")
    again = office.do(acts.resubmit, approval, "officer", answer="已核")
    assert again.arguments == approval.arguments and again.stage == "waiting"


def test_it_goes_back_to_a_step(office: Office) -> None:
    office.chains.set("L1 L2 L4")
    approval = office.propose()
    approval = office.do(acts.sign, approval, "legal_clerk", opinion="一审")
    approval = office.do(acts.sign, approval, "unit_head")
    clerk = queries.steps_now(approval)[0]
    own = queries.steps_now(approval)[2]
    with pytest.raises(Refused, match="不能退回到这一环节"):
        office.do(acts.send_back, approval, "bureau_head", reasons="请再审", to=str(own.pk))
    approval = office.do(acts.send_back, approval, "bureau_head", reasons="请再审", to=str(clerk.pk))
    assert approval.stage == "waiting"
    assert states(approval) == [
        ("L1", "void"),
        ("L1", "waiting"),
        ("L2", "void"),
        ("L2", "pending"),
        ("L4", "sent_back"),
        ("L4", "pending"),
    ]
    assert queries.steps_now(approval)[0].opinion == "一审"
    for post in ("legal_clerk", "unit_head", "bureau_head"):
        approval = office.do(acts.sign, approval, post)
    assert approval.stage == "carried_out"


def test_refused_is_final(office: Office) -> None:
    incident = office.incident()
    approval = office.do(acts.refuse_approval, office.propose(incident), "unit_head", reasons="本所有管辖权")
    assert approval.stage == "refused" and not approval.is_open
    assert states(approval) == [("L2", "refused"), ("L4", "void")]
    assert Incident.objects.get(pk=incident.pk).stage == "registered"
    with pytest.raises(Refused):
        office.do(acts.sign, approval, "bureau_head")


def test_withdrawn_by_the_proposer_alone(office: Office) -> None:
    approval = office.propose()
    with pytest.raises(Refused):
        office.do(acts.withdraw, approval, "unit_head")
    approval = office.do(acts.withdraw, approval, "officer", reasons="当事人到场说明")
    assert approval.stage == "withdrawn"
    with pytest.raises(Refused):
        office.do(acts.sign, approval, "unit_head")


def test_a_reviewer_is_asked_first(office: Office) -> None:
    approval = office.propose()
    reviewer = office.city["legal_reviewer"]
    for who in ("officer", "unit_head"):
        with pytest.raises(Refused):
            office.do(acts.add_reviewer, approval, "unit_head", reviewer=office.city[who])
    approval = office.do(acts.add_reviewer, approval, "unit_head", reviewer=reviewer, question="管辖")
    assert states(approval) == [("+", "waiting"), ("L2", "pending"), ("L4", "pending")]
    with pytest.raises(Refused):
        office.do(acts.sign, approval, "unit_head")
    assert queries.waiting_count(reviewer, NOON) == 1
    for who in ("legal_reviewer", "unit_head", "bureau_head"):
        approval = office.do(acts.sign, approval, who)
    assert approval.stage == "carried_out"
    assert approval.steps.get(level="").added_by == office.city["unit_head"]


def test_an_added_reviewer_needs_no_power_of_a_post(office: Office) -> None:
    approval = office.do(acts.add_reviewer, office.propose(), "unit_head", reviewer=office.city.stranger)
    assert (
        office.do(acts.sign, approval, office.city.stranger, opinion="无异议").steps.filter(state="signed").count() == 1
    )


def delegated(office: Office, giver: str, taker: Staff, **more: object) -> Delegation:
    facts = {"levels": ["L2"], "since": later(1), "until": later(3), "ground": "出差", **more}
    outcome = acts.delegate(office.city[giver].place, office.city.by(giver), taker=taker, **facts)  # type: ignore[arg-type]
    return Delegation.objects.get(pk=outcome.subject.pk)


def test_a_delegate_signs_from_the_first_moment_to_the_last(office: Office) -> None:
    office.chains.set("L2")
    clerk = office.city["legal_clerk"]
    delegation = delegated(office, "unit_head", clerk)
    approval = office.propose()
    for days, may in ((0.9, False), (1, True), (2.9, True), (3, False)):
        assert bool(queries.waiting_count(clerk, later(days))) is may
        assert bool(queries.my_steps(approval, clerk.pk, later(days))) is may
    approval = office.do(acts.sign, approval, clerk, at=later(2))
    step = approval.steps.get()
    assert step.signed_by == clerk and step.for_staff == office.city["unit_head"]
    acts.end_delegation(delegation, By(clerk, later(2)))
    assert queries.delegations_of(clerk.pk, later(2)).count() == 0


def test_a_delegate_never_signs_for_the_proposer(office: Office) -> None:
    office.chains.set("L2")
    clerk = office.city["legal_clerk"]
    delegated(office, "unit_head", clerk, since=NOON)
    approval = office.propose(post="unit_head", at=later(1))
    assert approval.steps.get().asked_level == "L4" and queries.my_steps(approval, clerk.pk, later(1)) == []


def test_what_is_delegated_is_ones_own(office: Office) -> None:
    for wrong in (
        {"levels": ["L4"]},
        {"levels": []},
        {"until": later(1)},
        {"ground": " "},
        {"taker": office.city["unit_head"]},
        {"taker": office.city["auxiliary"]},
    ):
        with pytest.raises(Refused):
            delegated(office, "unit_head", **{"taker": office.city["legal_clerk"], **wrong})  # type: ignore[arg-type]


def test_a_reviewer_of_the_legal_office_needs_the_qualification(office: Office) -> None:
    office.chains.set("L3")
    clerk = office.city["legal_clerk"]
    delegated(office, "legal_reviewer", clerk, levels=["L3"], since=NOON)
    approval = office.propose()
    assert queries.my_steps(approval, clerk.pk, later(1)) == [] and queries.waiting_count(clerk, later(1)) == 0
    assert queries.waiting_count(office.city["legal_reviewer"], later(1)) == 1


def test_a_substitute_signs_as_the_post(office: Office) -> None:
    from egret.org.models import Appointment

    office.chains.set("L2")
    approval = office.propose()
    post = Appointment.objects.get(staff=office.city["unit_head"])
    second = office.city.second
    powers.substitute(second, office.city.by("personnel"), appointment=post, until=later(5), ground="休假")
    assert queries.waiting_count(second, later(1)) == 1
    assert office.do(acts.sign, approval, second, at=later(1)).stage == "carried_out"


def test_first_done_and_the_paper_follows(office: Office) -> None:
    office.chains.set("L2 L4", urgent=True, regularise=timedelta(hours=24))
    incident = office.incident()
    outcome = intake.transfer(incident, office.city.by("officer", urgent=True), to="x", reason="y")
    assert outcome.proposed is None and Incident.objects.get(pk=incident.pk).stage == "transferred"
    approval = Approval.objects.get()
    assert approval.urgent and approval.paper_due == NOON + timedelta(hours=24) == approval.due
    assert queries.papers_overdue(later(hours=23)) == [] and queries.papers_overdue(later(hours=25)) == [approval]
    with pytest.raises(Refused, match="先行办理"):
        office.do(acts.withdraw, approval, "officer")
    approval = office.do(acts.send_back, approval, "unit_head", reasons="补充紧急情形")
    approval = office.do(acts.resubmit, approval, "officer", answer="嫌疑人正在逃离")
    approval = office.do(acts.sign, approval, "unit_head")
    approval = office.do(acts.sign, approval, "bureau_head")
    assert approval.stage == "granted" and len(timeline(incident)) == 2
    assert queries.papers_overdue(later(hours=25)) == []


def test_first_done_and_not_approved(office: Office) -> None:
    office.chains.set("L2", urgent=True, regularise=timedelta(hours=24))
    intake.transfer(office.incident(), office.city.by("officer", urgent=True), to="x", reason="y")
    approval = office.do(acts.refuse_approval, Approval.objects.get(), "unit_head", reasons="不紧急")
    assert approval.stage == "refused" and approval.urgent


def test_where_the_chain_knows_no_urgency_approval_comes_first(office: Office) -> None:
    incident = office.incident()
    with pytest.raises(Refused, match="不能先行办理"):
        intake.transfer(incident, office.city.by("officer", urgent=True), to="x", reason="y")
    assert Incident.objects.get(pk=incident.pk).stage == "registered"


def test_many_at_once_only_where_the_rulebook_says_so(office: Office) -> None:
    office.chains.set("L2", batch_safe=True)
    safe = [office.propose(office.incident()) for _ in range(3)]
    office.chains.set("L2")
    unsafe = office.propose()
    head = office.city.by("unit_head", later(hours=1), key="batch")
    with pytest.raises(Refused, match="不能成批签批"):
        acts.sign_batch([(one, one.digest) for one in (*safe, unsafe)], head)
    with pytest.raises(Refused):
        acts.sign_batch([(safe[0], safe[0].digest), (safe[1], "sha256:0")], head)
    assert Approval.objects.filter(stage="waiting").count() == 4
    outcomes = acts.sign_batch([(one, one.digest) for one in safe], head, opinion="同意")
    assert len({one.uid for one in outcomes}) == 3
    assert Approval.objects.filter(stage="carried_out").count() == 3
    again = acts.sign_batch([(one, one.digest) for one in safe], head, opinion="同意")
    assert all(one.repeated for one in again)


def test_the_procuratorate_signs_itself(office: Office) -> None:
    office.chains.set("L4 P")
    prosecutor = partner(AgencyKind.PROCURATORATE, "鹭岛市人民检察院", "prosecutor", "J001", "秦检")
    approval = office.do(acts.sign, office.propose(), "bureau_head")
    assert queries.waiting_count(prosecutor, NOON) == 1
    assert office.do(acts.sign, approval, prosecutor).stage == "carried_out"


@pytest.mark.parametrize(
    ("decision", "stage"), [("granted", "carried_out"), ("returned", "sent_back"), ("refused", "refused")]
)
def test_the_legal_office_records_what_came_on_paper(office: Office, decision: str, stage: str) -> None:
    office.chains.set("L4 P")
    approval = office.do(acts.sign, office.propose(), "bureau_head")
    facts = {"decision": decision, "number": "鹭检批〔2026〕3号", "dated": date(2026, 3, 3)}
    with pytest.raises(Refused, match="法制部门"):
        office.do(acts.record_partner_decision, approval, "unit_head", **facts)
    with pytest.raises(Refused, match="文号"):
        office.do(acts.record_partner_decision, approval, "legal_reviewer", **{**facts, "number": " "})
    approval = office.do(acts.record_partner_decision, approval, "legal_reviewer", **facts)
    step = approval.steps.get(level="P")
    assert approval.stage == stage and step.paper_number == "鹭检批〔2026〕3号" and step.digest == approval.digest


def test_a_new_leader_finds_what_waits(office: Office) -> None:
    office.chains.set("L4")
    approval = office.propose()
    newcomer = enrol(office.city.branch, "520250", "新局长", "bureau_head", by=office.city.by("admin"))
    assert [s.approval_id for s in queries.inbox(newcomer, later(1))] == [approval.pk]
