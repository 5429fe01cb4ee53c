"""A force's own chains: proposed by one, tried, approved by another; the law's steps stay, and so does the past."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from time import perf_counter
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from egret.acts.done import By
from egret.acts.machine import place_of
from egret.acts.ports import Place
from egret.acts.refusals import Refused
from egret.approvals import queries, revision_acts, revisions, simulating
from egret.approvals.models import Approval, ChainRevision
from egret.intake import acts as intake
from egret.intake.models import Incident
from egret.law import approval_chains, chain_choices
from egret.law.chain_choices import Chosen
from egret.org.models import Staff
from tests.building.org import NOON, District, enrol, later, police_city

pytestmark = pytest.mark.django_db
FROM = date(2026, 4, 1)
LAW = (Chosen("L4"),)
LONGER = (Chosen("L2"), Chosen("L3", together=True), Chosen("L4"))


class Office:
    """The city with two people in its legal office."""

    def __init__(self) -> None:
        self.city: District = police_city()
        self.first: Staff = self.city["legal_reviewer"]
        self.second: Staff = enrol(self.city.legal_office, "520299", "唐律", "legal_reviewer")

    def propose(self, steps: Any = LAW, day: date = FROM, at: datetime = NOON, **more: Any) -> ChainRevision:
        given = {"chain": "移送案件", "case_kind": "both", "valid_from": day, "steps": steps, "reason": "精简", **more}
        outcome = revision_acts.propose_revision(self.first.place, By(self.first, at), **given)
        return ChainRevision.objects.get(pk=outcome.subject.pk)

    def simulate(self, revision: ChainRevision, at: datetime = NOON) -> ChainRevision:
        revision_acts.simulate_revision(revision, By(self.first, at))
        return ChainRevision.objects.get(pk=revision.pk)

    def approve(self, revision: ChainRevision, who: Staff | None = None, at: datetime = NOON) -> ChainRevision:
        revision_acts.approve_revision(revision, By(who or self.second, at), digest=revision.digest)
        return ChainRevision.objects.get(pk=revision.pk)

    def in_force(self, steps: Any = LAW, day: date = FROM) -> ChainRevision:
        return self.approve(self.simulate(self.propose(steps, day)))

    def transfer(self, at: datetime, title: str = "入户盗窃") -> Approval:
        officer = self.city["officer"]
        given = {"channel": "walk_in", "sort": "crime", "title": title, "account": "家中被盗"}
        report = intake.register(self.city.station.place, By(officer, at), **given)
        incident = Incident.objects.get(pk=report.subject.pk)
        outcome = intake.transfer(incident, By(officer, at), to="邻区公安分局", reason="案发地在邻区")
        assert outcome.proposed is not None
        return Approval.objects.get(pk=outcome.proposed.pk)


@pytest.fixture
def office(db: None) -> Office:
    return Office()


def levels(approval: Approval) -> list[str]:
    return list(approval.steps.order_by("turn", "pk").values_list("level", flat=True))


def refused(code: str, do: Any) -> Any:
    with pytest.raises(Refused) as met:
        do()
    found = [one for one in met.value.refusals if one.code == code]
    assert found, [one.code for one in met.value.refusals]
    assert str(found[0].sentence) and str(found[0].remedy)
    return found[0]


def test_from_its_day_on_the_version_counts_and_running_proposals_keep_their_chain(office: Office) -> None:
    before = office.transfer(NOON)
    revision = office.in_force(LONGER)
    assert revision.stage == "approved" and revision.approver == office.second
    day_before = office.transfer(datetime(2026, 3, 31, 4, tzinfo=NOON.tzinfo))
    on_the_day = office.transfer(datetime(2026, 4, 1, 4, tzinfo=NOON.tzinfo))
    assert levels(before) == levels(day_before) == ["L1", "L2", "L4"]
    assert [(one.level, one.turn) for one in on_the_day.steps.order_by("turn", "pk")] == [
        ("L2", 0),
        ("L3", 0),
        ("L4", 1),
    ]
    assert levels(Approval.objects.get(pk=before.pk)) == ["L1", "L2", "L4"], "signed along the chain of its day"


def test_last_years_chain_is_found_by_its_day(office: Office) -> None:
    office.in_force(LAW, date(2026, 4, 1))
    second = office.approve(office.simulate(office.propose(LONGER, date(2026, 6, 1), later(days=40)), later(days=40)))
    held, place = approval_chains.chain_of("移送案件", "both"), place_of(second)

    def then(day: date) -> list[str]:
        form = revisions.form_on(held, place, day)
        assert form is not None
        return [one.level for one in form.asked(day, {})]

    assert then(date(2026, 3, 31)) == ["L1", "L2", "L4"]
    assert then(date(2026, 4, 1)) == then(date(2026, 5, 31)) == ["L4"]
    assert then(date(2027, 6, 1)) == ["L2", "L3", "L4"]


def test_another_force_keeps_its_own(office: Office) -> None:
    revision = office.in_force(LAW)
    held, mine = approval_chains.chain_of("移送案件", "both"), place_of(revision)
    assert revisions.in_force(held, mine, FROM) == revision
    other = type(mine)(mine.unit, (mine.district or 0) + 1, mine.city, mine.agency)
    assert revisions.in_force(held, other, FROM) is None


def test_a_branch_bureaus_version_does_not_reach_the_city(office: Office) -> None:
    branch = office.in_force(LAW)
    held, mine = approval_chains.chain_of("移送案件", "both"), place_of(branch)
    city = type(mine)(mine.unit, None, mine.city, mine.agency)
    assert revisions.in_force(held, city, FROM) is None


def test_a_step_of_the_law_is_not_taken_out(office: Office) -> None:
    found = refused("required", lambda: office.propose((Chosen("L1"), Chosen("L2"))))
    assert found.article == "公安机关办理刑事案件程序规定#175"
    assert "L4" in str(found.sentence)
    refused("narrower", lambda: office.propose((Chosen("L4", "disputed"),)))
    refused("deciding", lambda: office.propose((Chosen("L2"), Chosen("L4", together=True))))


def test_what_is_asked_of_a_proposal(office: Office) -> None:
    refused("day", lambda: office.propose(day=NOON.date()))
    refused("reasons", lambda: office.propose(reason=" "))
    refused("chain", lambda: office.propose(chain="没有这种审批"))
    refused("chain", lambda: office.propose(chain="指定居所监视居住", case_kind="admin"))
    same = (Chosen("L1"), Chosen("L2"), Chosen("L4"))
    refused("same", lambda: office.propose(same))
    office.propose()
    refused("twice", office.propose)


def test_two_people_and_what_was_seen(office: Office) -> None:
    revision = office.propose()
    refused("stage", lambda: office.approve(revision))
    revision = office.simulate(revision)
    refused("self", lambda: office.approve(revision, office.first))
    stale = By(office.second, NOON)
    refused("stale", lambda: revision_acts.approve_revision(revision, stale, digest="sha256:other"))
    refused("self", lambda: revision_acts.refuse_revision(revision, By(office.first, NOON), reasons="不同意"))
    refused("reasons", lambda: revision_acts.refuse_revision(revision, stale, reasons=" "))
    late = datetime(2026, 4, 1, 1, tzinfo=NOON.tzinfo)
    refused("day", lambda: office.approve(revision, at=late))
    revision_acts.refuse_revision(revision, stale, reasons="暂不精简")
    assert ChainRevision.objects.get(pk=revision.pk).stage == "refused"


@pytest.mark.parametrize("post", ["officer", "unit_head", "legal_clerk", "bureau_head", "city_head"])
def test_only_the_legal_office(office: Office, post: str) -> None:
    outsider = office.city[post]
    given = {"chain": "移送案件", "case_kind": "both", "valid_from": FROM, "steps": LAW, "reason": "精简"}
    refused("power", lambda: revision_acts.propose_revision(outsider.place, By(outsider, NOON), **given))
    revision = office.simulate(office.propose())
    refused("power", lambda: office.approve(revision, outsider))
    refused("power", lambda: revision_acts.withdraw_revision(revision, By(outsider, NOON)))


def test_withdrawn_before_its_day_only(office: Office) -> None:
    revision = office.in_force(LAW)
    day = datetime(2026, 4, 1, 4, tzinfo=NOON.tzinfo)
    refused("in_force", lambda: revision_acts.withdraw_revision(revision, By(office.first, day)))
    revision_acts.withdraw_revision(revision, By(office.first, NOON))
    held = approval_chains.chain_of("移送案件", "both")
    assert revisions.in_force(held, place_of(revision), FROM) is None


def test_the_simulation_counts_past_approvals_and_running_cases(office: Office) -> None:
    old = office.transfer(NOON - timedelta(days=40), "四十天前")
    far = office.transfer(NOON - timedelta(days=50), "五十天前")
    given = {"channel": "walk_in", "sort": "crime", "title": "未呈批", "account": "家中被盗"}
    waiting = intake.register(office.city.station.place, office.city.by("officer"), **given)
    revision = office.simulate(office.propose((Chosen("L3"), Chosen("L4"))))
    assert revision.result is not None
    past, running = revision.result["approvals"], revision.result["running"]
    assert past["looked_at"] == past["changed"] == 2
    assert past["paths"] == [["L1→L2→L4", "L3→L4", 2]]
    assert {one[0] for one in past["listed"]} == {old.pk, far.pk}
    assert waiting.subject.pk in {one[0] for one in running["listed"]}
    assert running["matters"] == running["changed"] > 0
    load = {staff: (more, less) for staff, more, less in revision.result["load"]}
    assert load[office.first.pk] == load[office.second.pk] == (2, 0)
    assert load[office.city["unit_head"].pk] == (0, 2)
    assert revision.digest.startswith("sha256:")


def test_what_lies_before_the_days_looked_at_does_not_count(office: Office) -> None:
    office.transfer(NOON - timedelta(days=50))
    late = NOON + timedelta(days=60)
    revision = office.simulate(office.propose(day=date(2026, 7, 1), at=late), late)
    assert revision.result is not None and revision.result["approvals"]["looked_at"] == 0


def test_a_step_that_nobody_could_sign_is_told(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    office.transfer(NOON)
    held = queries.signers_at
    monkeypatch.setattr(queries, "signers_at", lambda level, *more: [] if level == "L6" else held(level, *more))
    revision = office.simulate(office.propose((Chosen("L4"), Chosen("L6"))))
    assert revision.result is not None
    assert [one[2] for one in revision.result["approvals"]["nobody"]] == ["L6"]


def test_the_digest_moves_with_what_was_found(office: Office) -> None:
    revision = office.simulate(office.propose())
    office.transfer(NOON)
    again = office.simulate(revision)
    assert again.digest != revision.digest
    refused("stale", lambda: office.approve(revision))


def test_the_reads_do_not_grow_with_the_matters(office: Office, django_assert_max_num_queries: Any) -> None:
    revision = office.propose((Chosen("L3"), Chosen("L4")))
    for _one in range(2):
        office.transfer(NOON)
    with CaptureQueriesContext(connection) as few:
        simulating.simulate(revision, NOON)
    for _one in range(8):
        office.transfer(NOON)
    with django_assert_max_num_queries(len(few.captured_queries)):
        found = simulating.simulate(revision, NOON)
    assert found["approvals"]["changed"] == 10


def test_ten_thousand_matters_are_routed_in_a_breath() -> None:
    held = approval_chains.chain_of("行政处罚决定", "admin")
    law = held.forms.on(FROM)
    assert law is not None
    mine = chain_choices.chosen_form(law, [Chosen("L2"), Chosen("L3"), Chosen("L4")])
    signers = simulating.Signers(NOON, {(level, 1): (7, 8) for level in ("L1", "L2", "L3", "L4")})
    place = Place(1, 1, 1, 1)
    matters = [
        simulating.Matter(pk, pk, place, 7, {"fine": pk % 3000, "detention_days": pk % 2}) for pk in range(10_000)
    ]
    started = perf_counter()
    changed = simulating.Changed(simulating.Routes(law, mine, FROM), signers)
    changed.look_at(matters)
    told = changed.told(len(matters))
    assert perf_counter() - started < 5
    assert told["changed"] == 10_000 and len(told["listed"]) == simulating.LISTED
    assert told["paths"] == [["L1→L2", "L2→L3→L4", 2003], ["L1→L2→L3→L4", "L2→L3→L4", 7997]]
