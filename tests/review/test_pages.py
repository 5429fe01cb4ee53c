"""The legal office's pages: what waits, what is in hand, what came back, and the work in a picture."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from egret.cases.acts.penalty import ReviewPoint
from egret.demo import crimes, offences
from egret.demo.matters import ASSAULT, BURGLARY
from egret.desk.acts import narrow
from egret.org.models import Staff
from egret.review.models import AgendaItem, Committee, ReviewItem
from tests.building.org import NOON, District, enrol
from tests.desk.conftest import account_of
from tests.review.conftest import LATE, Office, again

Enter = Callable[..., Client]


@pytest.fixture
def signed_in(city: District, settings: Any) -> Enter:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]

    def enter(who: str | Staff) -> Client:
        client = Client()
        client.force_login(account_of(city, city[who] if isinstance(who, str) else who))
        return client

    return enter


def text(client: Client, name: str, *args: Any, **query: str) -> str:
    answer = client.get(reverse(name, args=args), query)
    assert answer.status_code == 200
    return str(answer.content.decode())


def test_from_the_queue_to_the_reviewers_word(office: Office, signed_in: Enter) -> None:
    aide, reviewer = signed_in("legal_assistant"), signed_in("legal_reviewer")
    page = text(aide, "desk:review")
    assert office.case.title in page and "提请批准逮捕" in page and "收件" in page
    answer = aide.post(reverse("desk:receive", args=[office.key]), {"key": "k1"})
    item = ReviewItem.objects.get()
    assert answer["Location"] == reverse("desk:subject", args=[item.pk])
    assert aide.post(reverse("desk:receive", args=[office.key]), {"key": "k1"})["Location"] == answer["Location"]
    shown = text(aide, "desk:subject", item.pk)
    assert "review.check_form" in shown and "review.agree" not in shown
    checked = aide.post(
        reverse("desk:act", args=[item.pk, "review.check_form"]),
        {"points": ["papers", "signed", "approved", "numbered"], "defects": "缺扣押清单", "key": "k2"},
    )
    assert checked.status_code == 302 and again(item).stage == "review"
    assert "缺扣押清单" in text(reviewer, "desk:subject", item.pk)
    done = reviewer.post(
        reverse("desk:act", args=[item.pk, "review.agree"]),
        {"points": ReviewPoint.values, "opinion": "清单已补，同意。", "key": "k3"},
    )
    assert done.status_code == 302 and again(item).stage == "passed" and office.waiting_level() == "L4"
    assert office.case.title not in text(reviewer, "desk:review")


def test_taking_in_what_was_taken_in_is_a_sentence(office: Office, signed_in: Enter) -> None:
    office.item()
    answer = signed_in("legal_assistant").post(reverse("desk:receive", args=[office.key]), {"key": "k9"}, follow=True)
    assert "这一件法制部门已经收件" in answer.content.decode()


def test_a_signature_past_the_desk_is_a_sentence_on_the_approvals_page(office: Office, signed_in: Enter) -> None:
    client, approval = signed_in("legal_reviewer"), office.approval
    page = text(client, "approvals:approval", office.key)
    assert "法制部门统一审核" in page and f"/approvals/{office.key}/sign/" not in page
    answer = client.post(
        reverse("approvals:decide", args=[office.key, "sign"]),
        {"digest": approval.digest, "version": approval.version, "opinion": "同意", "key": "k4"},
    )
    assert answer.status_code == 422 and "法制部门统一审核" in answer.content.decode()
    assert office.waiting_level() == "L3"


def test_other_stations_see_nothing_of_it(office: Office, signed_in: Enter, city: District) -> None:
    item = office.item()
    stranger = signed_in(city.stranger)
    assert office.case.title not in text(stranger, "desk:review")
    assert stranger.get(reverse("desk:subject", args=[item.pk])).status_code == 404
    assert stranger.post(reverse("desk:receive", args=[office.key])).status_code == 404
    assert item.number in text(signed_in("officer"), "desk:review"), "the unit follows its own papers"


def test_a_sensitive_matter_stays_with_those_named(office: Office, signed_in: Enter, city: District) -> None:
    narrow(office.case, city.by("legal_reviewer", LATE), viewers=(city["legal_assistant"],), reason="涉及未成年人")
    item = office.item()
    for who, status in (("legal_assistant", 200), ("legal_reviewer", 200), ("unit_head", 404)):
        assert signed_in(who).get(reverse("desk:subject", args=[item.pk])).status_code == status, who
        assert (item.number in text(signed_in(who), "desk:review")) == (status == 200), who


def test_register_and_work(office: Office, signed_in: Enter, city: District) -> None:
    crimes.returned(city.squad, BURGLARY, NOON, "补充同案人员供述。")
    client = signed_in("legal_reviewer")
    page = text(client, "desk:review_register")
    assert "补充同案人员供述" in page and "未分析" in page
    assert "补充同案人员供述" not in text(client, "desk:review_register", kind="不起诉")
    work = text(client, "desk:review_workload")
    assert "<svg" in work and "待收件" in work and city["legal_reviewer"].name in work


def test_reports_without_an_outcome(office: Office, signed_in: Enter, city: District) -> None:
    report = offences.reported(city.squad, ASSAULT, NOON)
    review = crimes.under_review(city.squad, BURGLARY, NOON)
    group = signed_in("case_manager")
    page = text(group, "desk:acceptance")
    assert report.number in page and review.number in page and city.station.name in page
    assert "review.remind/" in page and "review.remind_filing/" in page
    url = reverse("desk:act", args=[report.pk, "review.remind"])
    assert group.post(url, {"reason": "请说明为何未受案。", "key": "k5"}).status_code == 302
    assert "未答复" in text(group, "desk:acceptance")
    assert "请说明为何未受案。" in text(signed_in("officer"), "desk:subject", report.pk)
    other = text(signed_in(city.stranger), "desk:acceptance")
    assert report.number not in other and "review.remind/" not in other


def test_a_committee_is_founded_and_a_vote_is_cast_through_pages(
    office: Office, signed_in: Enter, city: District
) -> None:
    legal = signed_in("legal_reviewer")
    answer = legal.post(reverse("desk:found_committee"), {"title": "鹭湖分局案件集体审议委员会", "key": "f1"})
    board = Committee.objects.get()
    assert answer["Location"] == reverse("desk:subject", args=[board.pk])
    assert legal.post(reverse("desk:found_committee"), {"title": " ", "key": "f2"}).status_code == 422
    members = [city["bureau_head"], city["legal_reviewer"], second_head(city)]
    for place, member in enumerate(members):
        given = {"member": member.pk, "key": f"s{place}", **({"chairs": "on"} if not place else {})}
        assert legal.post(reverse("desk:act", args=[board.pk, "review.seat_member"]), given).status_code == 302
    assert members[2].name in text(legal, "desk:subject", board.pk)
    signed_in("officer").post(
        reverse("desk:act", args=[office.case.pk, "review.put_on_agenda"]),
        {
            "committee": board.pk,
            "trigger": "conclude_grave",
            "act": "cases.conclude",
            "question": "是否属重大案件？",
            "key": "p1",
        },
    )
    item = AgendaItem.objects.get()
    assert item.number in text(legal, "desk:agenda") and "是否属重大案件" in text(legal, "desk:subject", item.pk)
    sitting: dict[str, Any] = {"chair": members[0].pk, "present": [one.pk for one in members]}
    sitting |= {"held_at": "2026-03-12T09:00", "place": "三楼会议室", "key": "c1"}
    assert legal.post(reverse("desk:act", args=[item.pk, "review.convene"]), sitting).status_code == 302
    report = {"report": "案情汇报。", "key": "r1"}
    assert legal.post(reverse("desk:act", args=[item.pk, "review.present"]), report).status_code == 302
    vote = {"vote": "object", "reasons": "证据还不够。", "key": "v1"}
    voted = signed_in("bureau_head").post(reverse("desk:act", args=[item.pk, "review.cast_vote"]), vote)
    assert voted.status_code == 302
    for reader in ("legal_reviewer", "bureau_head"):
        shown = text(signed_in(reader), "desk:subject", item.pk)
        assert "密封" in shown and "证据还不够" not in shown
        assert "证据还不够" not in text(signed_in(reader), "desk:replay", item.pk)
    assert item.number in text(signed_in("officer"), "desk:subject", office.case.pk), "the case names its agenda item"
    assert signed_in(city.stranger).get(reverse("desk:subject", args=[item.pk])).status_code == 404


def second_head(city: District) -> Staff:
    return enrol(city.branch, "350889", "邱立", "bureau_head")
