"""What the desk does not let happen: one's own signature, an act from a stale page, the same form twice."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.urls import reverse

from egret.intake.models import Person
from egret.journal.models import Pending
from tests.stories import ways
from tests.stories.hands import Desk

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def report(desk: Desk) -> int:
    return ways.reported(desk, sort="offence", title="公园门口打架", account="两人互殴。").incident


def test_nobody_signs_what_they_proposed(desk: Desk, axe: Callable[..., None]) -> None:
    incident = report(desk)
    desk.as_("unit_head")
    desk.do(incident, "cases.accept_administrative", cause="殴打他人")
    path = desk.waiting_approval(incident)
    desk.as_("legal_clerk").sign(path)
    desk.as_("unit_head").go(path)
    assert desk.page.locator("form[action$='/sign/']").count() == 0, "the head's own step went to somebody else"
    assert desk.city["bureau_head"].name in desk.page.locator(".stages li.now").inner_text()
    # Somebody who sends the signature all the same reads why it does not count.
    desk.page.locator("details:has(form[action$='/withdraw/'])").evaluate("one => { one.open = true }")
    form = desk.page.locator("#mine form:has([name=reasons])")
    form.locator("[name=reasons]").fill("试签")
    form.evaluate("one => { one.action = one.action.replace('withdraw', 'sign') }")
    with desk.answers(422):
        form.locator("button[type=submit]").click()
    desk.page.wait_for_load_state("domcontentloaded")
    axe(desk.page)
    told = desk.read_refusals()
    assert told and all(sentence and remedy for sentence, remedy in desk.refusals), desk.refusals
    desk.as_("bureau_head").sign(path)
    assert desk.as_("unit_head").stage(incident) == "已受案（行政）"


def test_act_from_a_stale_page_is_refused(desk: Desk) -> None:
    incident = report(desk)
    desk.begin(incident, "intake.add_person")
    desk.as_(desk.city.second).do(incident, "intake.add_person", person={"name": "王某", "role": "witness"})
    desk.as_("officer").fill({"person": {"name": "李某", "role": "witness"}})
    with desk.answers(422):
        desk.submit()
    assert desk.read_refusals() == ["这一页打开之后，已有人办理过本事项"]
    assert desk.refusals[-1][1], "the remedy"
    assert not Person.objects.filter(name="李某").exists()
    desk.do(incident, "intake.add_person", person={"name": "李某", "role": "witness"})
    assert Person.objects.filter(name="李某").count() == 1


def test_same_form_sent_twice_acts_once(desk: Desk) -> None:
    incident = report(desk)
    desk.begin(incident, "intake.add_person").fill({"person": {"name": "王某", "role": "witness"}})
    send = """form => fetch(form.action || location.href, {method: 'POST', body: new FormData(form)})
        .then(answer => [answer.status, new URL(answer.url).pathname])"""
    form = desk.page.locator("main form[data-guard]")
    before = Pending.objects.count()
    first, second = form.evaluate(send), form.evaluate(send)
    assert first == second == [200, reverse("desk:subject", args=[incident])]
    assert Person.objects.filter(name="王某").count() == 1 and Pending.objects.count() == before + 1


def test_double_click_sends_once(desk: Desk) -> None:
    incident = report(desk)
    desk.begin(incident, "intake.add_person").fill({"person": {"name": "赵某", "role": "witness"}})
    desk.page.locator("main form button.go[type=submit]").first.dblclick(no_wait_after=True)
    desk.page.wait_for_url(f"**{reverse('desk:subject', args=[incident])}", wait_until="domcontentloaded")
    assert Person.objects.filter(name="赵某").count() == 1
