"""With the rooms beside it as they are: real chains, papers and limits."""

from __future__ import annotations

import pytest

from egret.acts.done import By
from egret.approvals import acts, pages, queries
from egret.approvals.models import Approval
from egret.intake import acts as intake
from egret.intake.models import Incident
from tests.building.org import NOON, later, police_city

pytestmark = pytest.mark.django_db


def test_a_transfer_from_proposal_to_the_paper() -> None:
    city = police_city()
    outcome = intake.register(
        city.station.place,
        city.by("officer"),
        channel="walk_in",
        sort="crime",
        title="入户盗窃",
        account="昨夜家中被盗",
    )
    incident = Incident.objects.get(pk=outcome.subject.pk)
    proposed = intake.transfer(incident, city.by("officer"), to="邻区公安分局", reason="案发地在邻区").proposed
    assert proposed is not None
    approval = Approval.objects.get(pk=proposed.pk)
    hour = 0
    while approval.stage == "waiting":
        hour += 1
        step = queries.steps_now(approval).get(state="waiting")
        signer = queries.signers(step, later(hours=hour))[0].staff
        page = pages.page_of(approval, signer, later(hours=hour))
        assert page.mine and page.sheets[0].blocks and page.dials
        acts.sign(approval, By(signer, later(hours=hour)), digest=approval.digest, opinion="同意")
        approval = Approval.objects.get(pk=approval.pk)
    assert approval.stage == "carried_out", approval.refusals
    assert Incident.objects.get(pk=incident.pk).stage == "transferred"
    assert hour == len(approval.steps.all()) and approval.changed > NOON
