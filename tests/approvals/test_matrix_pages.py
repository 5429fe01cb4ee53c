"""The pages of the matrix: chains of a day, and a version proposed, tried and approved by hand."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from egret.acts.done import By
from egret.approvals.models import ChainRevision
from egret.org.acts import accounts
from egret.org.models import Staff
from tests.approvals.test_revisions import FROM, Office
from tests.building.org import NOON, later

pytestmark = pytest.mark.django_db

SignIn = Callable[[Staff], Client]
CHAIN = ["both", "移送案件"]


@pytest.fixture
def office(monkeypatch: pytest.MonkeyPatch) -> Office:
    monkeypatch.setattr("django.utils.timezone.now", lambda: later(hours=1))
    return Office()


@pytest.fixture
def enter(office: Office) -> SignIn:
    def come_in(staff: Staff) -> Client:
        fresh = Staff.objects.get(pk=staff.pk)
        if fresh.account is None:
            by = By(office.city["admin"], NOON)
            accounts.open_account(fresh, by, password="correct horse battery", must_change=False)
        client = Client()
        client.force_login(Staff.objects.get(pk=staff.pk).account)  # type: ignore[arg-type]
        return client

    return come_in


def text(answer: Any) -> str:
    return str(answer.content.decode())


def form(**more: str) -> dict[str, str]:
    given = {f"when_L{number}": "never" for number in range(1, 7)}
    return {"key": "k1", "valid_from": FROM.isoformat(), "reason": "精简层级", **given, "when_L4": "always", **more}


def test_the_matrix_shows_every_chain_and_narrows_by_kind(office: Office, enter: SignIn) -> None:
    client = enter(office.city["officer"])
    whole = text(client.get(reverse("approvals:matrix")))
    assert "技术侦查" in whole and "行政拘留" in whole and "本地做法" in whole
    criminal = text(client.get(reverse("approvals:matrix"), {"kind": "criminal"}))
    assert "技术侦查" in criminal and "行政拘留" not in criminal


def test_the_matrix_of_another_day_is_that_days(office: Office, enter: SignIn) -> None:
    office.in_force()
    client = enter(office.city["officer"])
    assert "本单位版本" not in text(client.get(reverse("approvals:matrix")))
    assert "本单位版本" in text(client.get(reverse("approvals:matrix"), {"on": "2026-04-01"}))
    old = text(client.get(reverse("approvals:matrix"), {"on": "2010-01-01", "kind": "admin"}))
    assert "警告罚款" in old and "人身检查" not in old


def test_a_version_is_proposed_tried_and_approved_through_the_pages(office: Office, enter: SignIn) -> None:
    approval = office.transfer(NOON)
    first, second = enter(office.first), enter(office.second)
    page = text(first.get(reverse("approvals:revise", args=CHAIN)))
    assert "法律规定的环节" in page and 'name="when_L4"' in page
    answer = first.post(reverse("approvals:revise", args=CHAIN), form(when_L3="always"))
    revision = ChainRevision.objects.get()
    assert answer.status_code == 302 and answer.url == reverse("approvals:revision", args=[revision.pk])
    first.post(reverse("approvals:decide_revision", args=[revision.pk, "simulate"]), _hidden(revision, "k2"))
    revision.refresh_from_db()
    mine = text(first.get(answer.url))
    assert "由法制部门的另一人批准" in mine and "批准，到生效日期起用" not in mine
    seen = text(second.get(answer.url))
    assert approval.target.title in seen and "L1→L2→L4" in seen and "L3→L4" in seen
    assert office.second.label in seen, "who would sign the new step"
    own = first.post(reverse("approvals:decide_revision", args=[revision.pk, "approve"]), _hidden(revision, "k3"))
    assert own.status_code == 422 and "不能批准自己提出的修订" in text(own)
    done = second.post(reverse("approvals:decide_revision", args=[revision.pk, "approve"]), _hidden(revision, "k4"))
    assert done.status_code == 302
    revision.refresh_from_db()
    assert revision.stage == "approved"
    history = text(second.get(reverse("approvals:chain", args=CHAIN)))
    assert revision.number in history and "精简层级" in history


def _hidden(revision: ChainRevision, key: str) -> dict[str, Any]:
    fresh = ChainRevision.objects.get(pk=revision.pk)
    return {"key": key, "version": fresh.version, "digest": fresh.digest}


def test_the_form_offers_nothing_the_law_forbids_and_says_why(office: Office, enter: SignIn) -> None:
    client = enter(office.first)
    answer = client.post(reverse("approvals:revise", args=CHAIN), form(when_L4="never"))
    assert answer.status_code == 422 and not ChainRevision.objects.exists()
    late = client.post(reverse("approvals:revise", args=CHAIN), form(valid_from="2026-03-02"))
    assert late.status_code == 422 and "生效日期要在今天之后" in text(late)


def test_what_the_reader_may_not_see_is_counted_only(office: Office, enter: SignIn) -> None:
    approval = office.transfer(NOON, "不该看到的标题")
    revision = office.simulate(office.propose())
    legal = enter(office.first).get(reverse("approvals:revision", args=[revision.pk]))
    assert approval.target.title in text(legal)
    outsider = enter(office.city["officer"]).get(reverse("approvals:revision", args=[revision.pk]))
    assert outsider.status_code == 404, "a draft of the legal office is not the station's"
    chain = text(enter(office.city["officer"]).get(reverse("approvals:chain", args=CHAIN)))
    assert revision.number not in chain


def test_only_the_legal_office_gets_the_form(office: Office, enter: SignIn) -> None:
    for post in ("officer", "unit_head", "bureau_head"):
        client = enter(office.city[post])
        assert client.get(reverse("approvals:revise", args=CHAIN)).status_code == 404, post
        assert "提出修订" not in text(client.get(reverse("approvals:chain", args=CHAIN)))
    assert enter(office.first).get(reverse("approvals:revise", args=["criminal", "没有"])).status_code == 404


def test_in_english_the_matrix_is_english(office: Office, enter: SignIn) -> None:
    client = enter(office.city["officer"])
    page = text(client.get(reverse("approvals:matrix"), headers={"accept-language": "en"}))
    assert "Approval matrix" in page and "Technical investigation" in page and "Head of unit" in page


def test_the_matrix_reads_the_versions_at_once(
    office: Office, enter: SignIn, django_assert_max_num_queries: Any
) -> None:
    office.in_force()
    client = enter(office.city["officer"])
    client.get(reverse("approvals:matrix"))
    with django_assert_max_num_queries(15):
        client.get(reverse("approvals:matrix"), {"on": "2026-04-01"})
