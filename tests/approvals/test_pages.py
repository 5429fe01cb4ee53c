"""The pages: what waits, what is signed, and the buttons as forms."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from egret.acts.done import By
from egret.approvals import acts
from egret.approvals.models import Approval, Delegation
from egret.org.acts import accounts
from egret.org.models import AgencyKind, Staff
from tests.approvals.conftest import Office
from tests.building.org import NOON, later, partner

pytestmark = pytest.mark.usefixtures("an_hour_later")

SignIn = Callable[..., Client]


@pytest.fixture
def an_hour_later(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("django.utils.timezone.now", lambda: later(hours=1))


@pytest.fixture
def enter(office: Office) -> SignIn:
    def come_in(who: str | Staff) -> Client:
        staff = Staff.objects.get(pk=office.person(who).pk)
        by = By(office.city["admin"], NOON)
        if staff.account is None:
            accounts.open_account(staff, by, password="correct horse battery", must_change=False)
        client = Client()
        client.force_login(Staff.objects.get(pk=staff.pk).account)  # type: ignore[arg-type]
        return client

    return come_in


def hidden(approval: Approval, key: str = "k1") -> dict[str, Any]:
    fresh = Approval.objects.get(pk=approval.pk)
    return {"key": key, "digest": fresh.digest, "version": fresh.version}


def test_a_stranger_is_led_to_the_door(client: Client, office: Office) -> None:
    assert client.get("/approvals/").status_code == 302


def test_the_inbox_lists_what_waits_for_me_only(office: Office, enter: SignIn) -> None:
    approval = office.propose()
    head = enter("unit_head").get("/approvals/")
    assert approval.title in head.content.decode() and "林小雨" in head.content.decode()
    assert "没有等您签批的事项" in enter("bureau_head").get("/approvals/").content.decode()


def test_the_page_shows_what_is_signed(office: Office, enter: SignIn) -> None:
    approval = office.propose()
    text = enter("unit_head").get(f"/approvals/{approval.pk}/").content.decode()
    for words in (
        "邻区公安分局",
        "案发地在邻区",
        "移送案件通知书",
        approval.digest,
        "移送至",
        "郑海",
        "同意，交下一级",
    ):
        assert words in text, words
    for other in ("officer", "legal_reviewer"):
        assert "同意，交下一级" not in enter(other).get(f"/approvals/{approval.pk}/").content.decode()
    assert enter(office.city.stranger).get(f"/approvals/{approval.pk}/").status_code == 404


def test_signed_by_the_buttons_to_the_end(office: Office, enter: SignIn) -> None:
    approval = office.propose()
    for post, opinion in (("unit_head", "同意"), ("bureau_head", "批准")):
        answer = enter(post).post(
            f"/approvals/{approval.pk}/sign/", {**hidden(approval), "key": post, "opinion": opinion}
        )
        assert answer.status_code == 302, answer.content.decode()
    approval.refresh_from_db()
    assert approval.stage == "carried_out"
    text = enter("officer").get(f"/approvals/{approval.pk}/").content.decode()
    assert "已批准并生效" in text and "周明" in text
    assert approval.title in enter("officer").get("/approvals/sent/").content.decode()
    assert approval.title in enter("bureau_head").get("/approvals/signed/").content.decode()


def test_a_stale_page_is_answered_with_the_reason(office: Office, enter: SignIn) -> None:
    approval = office.propose()
    old = {**hidden(approval), "digest": "sha256:" + "0" * 64}
    answer = enter("unit_head").post(f"/approvals/{approval.pk}/sign/", old)
    assert answer.status_code == 422 and "呈批内容已经更新" in answer.content.decode()


@pytest.mark.parametrize(
    ("verb", "data", "stage"),
    [
        ("send_back", {"to": "proposer", "reasons": "补充"}, "sent_back"),
        ("refuse", {"reasons": "不符合条件"}, "refused"),
    ],
)
def test_other_answers(office: Office, enter: SignIn, verb: str, data: dict[str, str], stage: str) -> None:
    approval = office.propose()
    head = enter("unit_head")
    assert head.post(f"/approvals/{approval.pk}/{verb}/", hidden(approval)).status_code == 422
    assert head.post(f"/approvals/{approval.pk}/{verb}/", {**hidden(approval), **data}).status_code == 302
    approval.refresh_from_db()
    assert approval.stage == stage


def test_the_proposer_resubmits_or_withdraws(office: Office, enter: SignIn) -> None:
    approval = office.do(acts.send_back, office.propose(), "unit_head", reasons="补充依据")
    officer = enter("officer")
    text = officer.get(f"/approvals/{approval.pk}/").content.decode()
    assert "补充依据" in text and "原样重新呈批" in text
    officer.post(f"/approvals/{approval.pk}/resubmit/", {**hidden(approval), "answer": "已补充"})
    approval.refresh_from_db()
    assert approval.stage == "waiting"
    officer.post(f"/approvals/{approval.pk}/withdraw/", {**hidden(approval, "k2"), "reasons": ""})
    approval.refresh_from_db()
    assert approval.stage == "withdrawn"


def test_a_reviewer_is_added(office: Office, enter: SignIn) -> None:
    approval = office.propose()
    data = {**hidden(approval), "reviewer": office.city["legal_clerk"].pk, "question": "管辖"}
    assert enter("unit_head").post(f"/approvals/{approval.pk}/add_reviewer/", data).status_code == 302
    assert approval.title in enter("legal_clerk").get("/approvals/").content.decode()


def test_changed_facts_are_told(office: Office, enter: SignIn) -> None:
    from egret.intake import acts as intake
    from egret.intake.models import Incident

    office.chains.set("L2")
    approval = office.propose()
    intake.tell_not_police(Incident.objects.get(), office.city.by("officer"), reason="民事纠纷")
    answer = enter("unit_head").post(f"/approvals/{approval.pk}/sign/", hidden(approval), follow=True)
    text = answer.content.decode()
    assert "签名已保留" in text and "未能生效" in text


def test_batch_from_the_inbox(office: Office, enter: SignIn) -> None:
    office.chains.set("L2", batch_safe=True)
    safe = [office.propose(office.incident()) for _ in range(2)]
    office.chains.set("L2")
    unsafe = office.propose()
    head = enter("unit_head")
    text = head.get("/approvals/").content.decode()
    assert text.count('name="chosen"') == 2
    marks = [f"{one.pk}|{one.digest}" for one in safe]
    assert head.post("/approvals/", {"key": "b", "chosen": [f"{unsafe.pk}|{unsafe.digest}"]}).status_code == 422
    assert head.post("/approvals/", {"key": "b", "opinion": "同意", "chosen": marks}).status_code == 302
    assert Approval.objects.filter(stage="carried_out").count() == 2


def test_delegation_page(office: Office, enter: SignIn) -> None:
    head = enter("unit_head")
    assert "委托他人审批" in head.get("/approvals/delegations/").content.decode()
    data = {
        "key": "d",
        "taker": office.city["legal_clerk"].pk,
        "levels": ["L2"],
        "since": "2026-03-02T08:00",
        "until": "2026-03-09T08:00",
        "ground": "出差",
    }
    assert head.post("/approvals/delegations/", {**data, "until": "2026-03-01T08:00"}).status_code == 422
    assert head.post("/approvals/delegations/", data).status_code == 302
    delegation = Delegation.objects.get()
    assert "吴清" in head.get("/approvals/delegations/").content.decode()
    head.post(f"/approvals/delegations/{delegation.pk}/end/", {"key": "e"})
    delegation.refresh_from_db()
    assert delegation.stage == "ended"


def test_the_legal_office_records_a_paper(office: Office, enter: SignIn) -> None:
    office.chains.set("L4 P")
    approval = office.do(acts.sign, office.propose(), "bureau_head")
    partner(AgencyKind.PROCURATORATE, "鹭岛市人民检察院", "prosecutor", "J001", "秦检")
    legal = enter("legal_reviewer")
    assert "登记外单位决定" in legal.get(f"/approvals/{approval.pk}/").content.decode()
    data = {**hidden(approval), "decision": "granted", "number": "鹭检〔2026〕1号", "dated": "2026-03-02"}
    assert legal.post(f"/approvals/{approval.pk}/partner/", data).status_code == 302
    approval.refresh_from_db()
    assert approval.stage == "carried_out"


def test_pages_keep_to_their_queries(office: Office, enter: SignIn, django_assert_max_num_queries: Any) -> None:
    for _ in range(12):
        approval = office.propose(office.incident())
    head = enter("unit_head")
    head.get("/approvals/")
    with django_assert_max_num_queries(25):
        head.get("/approvals/")
    with django_assert_max_num_queries(45):
        head.get(f"/approvals/{approval.pk}/")


def test_the_pages_answer_in_english(office: Office, enter: SignIn) -> None:
    approval = office.propose()
    head = enter("unit_head")
    for address in ("/approvals/", "/approvals/sent/", "/approvals/delegations/", f"/approvals/{approval.pk}/"):
        text = head.get(address, headers={"accept-language": "en"}).content.decode()
        assert 'lang="en"' in text and "邻区公安分局" not in text.split("<main", 1)[0], address
