"""The matrix, a version's form and its simulation in a browser: axe clean, and whole at 360 px."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page

from egret.law.chain_choices import Chosen
from egret.org.acts import accounts
from egret.org.models import Staff
from tests.approvals.test_revisions import Office
from tests.browser.fixtures import axe, browser, page, shoot, sign_in  # noqa: F401
from tests.building.org import NOON, later

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_matrix_form_and_simulation(
    page: Page,  # noqa: F811
    live_server: Any,
    sign_in: Callable[[Page, Any], None],  # noqa: F811
    axe: Callable[..., None],  # noqa: F811
    shoot: Callable[..., Any],  # noqa: F811
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("django.utils.timezone.now", lambda: later(hours=6))
    office = Office()
    office.transfer(NOON)
    office.transfer(NOON, "湖滨南路诈骗")
    revision = office.simulate(office.propose((Chosen("L2"), Chosen("L3", together=True), Chosen("L4"))))
    by = office.city.by("admin")
    accounts.open_account(office.second, by, password="correct horse battery", must_change=False)
    sign_in(page, Staff.objects.get(pk=office.second.pk).account)
    page.goto(f"{live_server.url}/approvals/matrix/?kind=criminal")
    axe(page)
    shoot(page, "approval-matrix")
    page.goto(f"{live_server.url}/approvals/matrix/criminal/取保候审/revise/")
    axe(page)
    shoot(page, "approval-chain-form")
    page.goto(f"{live_server.url}/approvals/matrix/both/移送案件/")
    axe(page)
    page.goto(f"{live_server.url}/approvals/revisions/{revision.pk}/")
    axe(page)
    shoot(page, "approval-chain-simulated")
    page.get_by_role("button", name="批准，到生效日期起用").click()
    page.wait_for_load_state()
    assert "已批准" in page.content()
