"""Inbox and approval page in a browser: axe clean, nothing sticks out at 360 px, signed without script's help."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page

from egret.acts.done import By
from egret.approvals import acts
from egret.approvals.models import Approval
from egret.intake import acts as intake
from egret.intake.models import Incident
from egret.org.acts import accounts
from egret.org.models import Staff
from tests.browser.fixtures import axe, browser, page, shoot, sign_in  # noqa: F401
from tests.building.org import District, later, police_city

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def proposed(city: District, title: str) -> Approval:
    facts = {"channel": "walk_in", "sort": "crime", "title": title, "account": "昨夜家中被盗"}
    incident = intake.register(city.station.place, city.by("officer"), **facts).subject  # type: ignore[arg-type]
    outcome = intake.transfer(
        Incident.objects.get(pk=incident.pk),
        city.by("officer"),
        to="邻区公安分局",
        reason="作案地点位于邻区，本所无管辖权。",
    )
    assert outcome.proposed is not None
    return Approval.objects.get(pk=outcome.proposed.pk)


def test_inbox_and_approval_page(
    page: Page,  # noqa: F811
    live_server: Any,
    sign_in: Callable[[Page, Any], None],  # noqa: F811
    axe: Callable[..., None],  # noqa: F811
    shoot: Callable[..., Any],  # noqa: F811
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("django.utils.timezone.now", lambda: later(hours=6))
    city = police_city()
    approval = proposed(city, "滨北路入户盗窃")
    proposed(city, "湖滨南路诈骗")
    steps = list(approval.steps.all())
    head = city["bureau_head"]
    for step in steps[:-1]:
        post = {"L1": "legal_clerk", "L2": "unit_head", "L3": "legal_reviewer"}[step.level]
        acts.sign(
            Approval.objects.get(pk=approval.pk),
            By(city[post], later(hours=2)),
            digest=approval.digest,
            opinion="同意移送",
        )
    accounts.open_account(head, city.by("admin"), password="correct horse battery", must_change=False)
    sign_in(page, Staff.objects.get(pk=head.pk).account)
    page.goto(f"{live_server.url}/approvals/")
    axe(page)
    shoot(page, "approvals-inbox")
    page.goto(f"{live_server.url}/approvals/{approval.pk}/")
    axe(page)
    shoot(page, "approval")
    page.goto(f"{live_server.url}/approvals/delegations/")
    axe(page)
    shoot(page, "approvals-delegations")
    page.goto(f"{live_server.url}/approvals/{approval.pk}/")
    page.get_by_label("意见", exact=True).fill("同意")
    page.get_by_role("button", name="批准并生效").click()
    page.wait_for_load_state()
    assert "已批准并生效" in page.content()
