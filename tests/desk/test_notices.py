"""Notices: told once, to the right people, seen on the page."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from egret.acts.models import Clock
from egret.approvals import acts as approvals
from egret.approvals.models import Approval
from egret.cases.acts import acceptance
from egret.desk import acts, followers, notices
from egret.desk.models import Notice, NoticeSort
from egret.intake import acts as intake
from egret.intake.models import Incident
from egret.jobs.registry import Work
from egret.journal.following import run_followers
from egret.journal.models import FollowerPlace
from egret.journal.sequencer import run_once
from egret.org.models import Staff
from tests.building import cases
from tests.building.org import NOON, District

SignedIn = Callable[[Any], Client]


def settle(at: datetime = NOON) -> None:
    while run_once(at) or run_followers(at=at):
        pass


def told(staff: Staff) -> list[str]:
    return list(Notice.objects.filter(staff=staff.pk).order_by("at", "pk").values_list("sort", flat=True))


def incident(city: District, sort: str = "offence") -> Incident:
    facts = {"channel": "walk_in", "sort": sort, "title": "便利店门前殴打他人", "account": "……"}
    return Incident.objects.get(pk=intake.register(city.station.place, city.by("officer"), **facts).subject.pk)


def proposal(city: District) -> Approval:
    outcome = acceptance.accept_administrative(
        incident(city), city.by("officer"), cause="殴打他人", cause_cite="治安管理处罚法(2025)#51"
    )
    assert outcome.proposed is not None
    return Approval.objects.get(pk=outcome.proposed.pk)


def test_approval_tells_who_signs_and_then_who_asked(city: District) -> None:
    approval = proposal(city)
    settle()
    assert told(city["officer"]) == [] and told(city.second) == []
    waiting = set(Notice.objects.filter(sort=NoticeSort.TO_SIGN).values_list("staff", flat=True))
    assert waiting and city["officer"].pk not in waiting
    signer = Staff.objects.get(pk=min(waiting))
    approvals.sign(approval, city.by("officer").__class__(signer, NOON), digest=approval.digest, opinion="同意")
    settle()
    FollowerPlace.objects.filter(name="desk.notices").delete()
    settle()
    sorts = told(city["officer"])
    assert len(sorts) == len(set(sorts)), "read again from the beginning, nobody is told twice"
    if Approval.objects.get(pk=approval.pk).stage in ("granted", "carried_out"):
        assert NoticeSort.GRANTED in sorts


def test_sent_back_is_told_to_the_proposer(city: District) -> None:
    approval = proposal(city)
    settle()
    signer = Staff.objects.get(pk=Notice.objects.filter(sort=NoticeSort.TO_SIGN)[0].staff)
    by = city.by("officer").__class__(signer, NOON)
    approvals.send_back(approval, by, digest=approval.digest, reasons="事实不清")
    settle()
    assert told(city["officer"]) == [NoticeSort.SENT_BACK]


def test_assignment_is_told_to_the_handlers(city: District) -> None:
    cases.accepted(city)
    settle()
    assert NoticeSort.ASSIGNED in told(city["officer"]) and NoticeSort.ASSIGNED in told(city.second)
    assert NoticeSort.ASSIGNED not in told(city["unit_head"])


def work(at: datetime) -> Work:
    return Work(1, {}, at, 1, lambda: None)


def test_clock_warns_before_its_end_and_tells_of_its_breach_once(city: District) -> None:
    subject = incident(city)
    clock = Clock.objects.get(subject_id=subject.pk)
    for scan in (followers.clocks_near, followers.clocks_far):
        scan(work(clock.started + timedelta(minutes=1)))
    assert told(city["officer"]) == []
    for _time in range(2):
        followers.clocks_near(work(clock.guard_due - timedelta(seconds=1)))
    assert told(city["officer"]) == [NoticeSort.WARNING]
    followers.clocks_near(work(clock.guard_due + timedelta(seconds=1)))
    for _time in range(2):
        followers.clocks_near(work(clock.legal_due + timedelta(seconds=1)))
        followers.clocks_far(work(clock.legal_due + timedelta(seconds=1)))
    sorts = told(city["officer"])
    assert sorts.count(NoticeSort.BREACH) == 1 and sorts.count(NoticeSort.WARNING) <= 2
    assert told(city["unit_head"]) == [NoticeSort.BREACH], "the head of the unit answers for it"
    assert told(city.stranger_head) == []


def test_sensitive_subject_warns_only_who_may_know(city: District) -> None:
    subject = incident(city)
    acts.narrow(subject, city.by("legal_reviewer"), viewers=(city.second,), reason="涉及未成年人")
    clock = Clock.objects.get(subject_id=subject.pk)
    notices.of_clocks(clock.legal_due + timedelta(seconds=1), notices.NEAR)
    assert told(city["officer"]) == [NoticeSort.BREACH] and told(city["unit_head"]) == []


def test_page_mark_and_conditional_poll(city: District, signed_in: SignedIn) -> None:
    proposal(city)
    settle()
    one = Notice.objects.filter(sort=NoticeSort.TO_SIGN).order_by("pk")[0]
    client = signed_in(Staff.objects.get(pk=one.staff))
    page = client.get("/notices/").content.decode()
    assert "等您审批" in page and "未读" in page
    first = client.get("/notices/latest/")
    assert first.status_code == 200
    again = client.get("/notices/latest/", headers={"If-None-Match": first["ETag"]})
    assert again.status_code == 304 and not again.content
    other = signed_in("auxiliary")
    other.post("/notices/read/", {"notice": one.pk})
    assert Notice.objects.get(pk=one.pk).read is None, "nobody marks another's"
    assert client.post("/notices/read/", {"all": "1"}).status_code == 302
    assert Notice.objects.get(pk=one.pk).read is not None
    assert client.get("/notices/latest/", headers={"If-None-Match": first["ETag"]}).status_code == 200
    assert client.post("/notices/read/", {"notice": "9" * 40}).status_code == 302


def test_every_sort_is_said_in_words(city: District, signed_in: SignedIn) -> None:
    subject = incident(city)
    clock = Clock.objects.get(subject_id=subject.pk)
    facts = {"act": "cases.assign", "rule": clock.rule, "started": clock.started.isoformat()}
    for sort in NoticeSort:
        notices.tell([city["officer"].pk, city.stranger.pk], sort, sort, subject.pk, NOON, facts=facts)
    page = signed_in("officer").get("/notices/").content.decode()
    assert page.count(subject.title) == len(NoticeSort)
    assert subject.title not in signed_in(city.stranger).get("/notices/").content.decode()


@pytest.mark.browser
def test_pages_in_a_browser(
    city: District, live_server: Any, page: Any, sign_in: Any, axe: Any, transactional_db: None
) -> None:
    from tests.desk.conftest import account_of

    proposal(city)
    settle()
    sign_in(page, account_of(city, city["unit_head"]))
    for path in ("/notices/", "/search/?q=殴打", "/search/?q=nothing"):
        page.goto(live_server.url + path)
        axe(page)
    page.locator("#find").fill("殴打")
    page.wait_for_selector("#found a")
    axe(page)
