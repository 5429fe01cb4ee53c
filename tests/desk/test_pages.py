"""The desk's pages: what each post sees, that acts are done through them, and what a refusal looks like."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from egret.acts.cards import all_acts
from egret.cases.models import AdministrativeCase, CriminalCase
from egret.desk.forms import ActForm
from egret.intake.models import Incident
from tests.building import cases
from tests.building.org import NOON, District

Enter = Callable[..., Client]


def test_a_report_is_registered_through_the_page(city: District, signed_in: Enter) -> None:
    client = signed_in("officer")
    assert client.get(reverse("desk:register")).status_code == 200
    answer = client.post(
        reverse("desk:register"),
        {
            "channel": "walk_in",
            "sort": "offence",
            "title": "公园门口打架",
            "account": "两人互殴。",
            "reporter__name": "林某华",
            "reporter__role": "victim",
            "reporter__id_kind": "none",
            "reporter__sex": "u",
            "key": "k1",
        },
    )
    incident = Incident.objects.get()
    assert answer.status_code == 302 and answer["Location"] == reverse("desk:subject", args=[incident.pk])
    assert incident.people.get().name == "林某华"
    page = client.get(answer["Location"]).content.decode()
    assert "公园门口打架" in page and "行政受案" in page and "行政案件受案审查" in page


def test_a_wrong_id_number_is_a_sentence_and_writes_nothing(city: District, signed_in: Enter) -> None:
    answer = signed_in("officer").post(
        reverse("desk:register"),
        {
            "channel": "walk_in",
            "sort": "offence",
            "title": "公园门口打架",
            "account": "两人互殴。",
            "reporter__name": "林某华",
            "reporter__role": "victim",
            "reporter__id_kind": "cn",
            "reporter__id_number": "350203198802030013",
            "reporter__sex": "u",
        },
    )
    assert answer.status_code == 422 and "末位校验码" in answer.content.decode()
    assert not Incident.objects.exists()


def test_every_act_of_the_house_has_a_form_that_can_be_built(city: District) -> None:
    subjects = {
        Incident: cases.report(city),
        AdministrativeCase: cases.accepted(city),
        CriminalCase: cases.burglary(city),
    }
    built = 0
    for entry in all_acts():
        for model, subject in subjects.items():
            if entry.card.menu and not entry.card.creates and issubclass(model, entry.card.subject):
                form = ActForm(entry, subject, city.by("officer"))
                assert {p.name for p in entry.parameters} == {part.name for part in form.parts}
                str(form)
                built += 1
    assert built > 60


def test_the_case_file_of_each_stage_opens(city: District, signed_in: Enter) -> None:
    client = signed_in("officer")
    for case in (cases.closed(city), cases.sent(city, NOON + timedelta(days=20))):
        for path in (reverse("desk:subject", args=[case.pk]), reverse("desk:replay", args=[case.pk])):
            assert client.get(path).status_code == 200
        past = client.get(
            reverse("desk:replay", args=[case.pk]), {"at": (case.opened + timedelta(minutes=25)).isoformat()}
        )
        assert past.status_code == 200
    assert client.get(reverse("desk:cases")).status_code == 200
    assert client.get(reverse("desk:cases"), {"kind": "criminal_case", "stage": "sent"}).status_code == 200
    assert client.get(reverse("desk:incidents"), {"stage": "registered"}).status_code == 200
    for whose in ("mine", "unit"):
        assert client.get(reverse("desk:worklist"), {"whose": whose}).status_code == 200


def test_a_stranger_sees_nothing(city: District, signed_in: Enter) -> None:
    case = cases.accepted(city)
    client = signed_in(city.stranger)
    assert client.get(reverse("desk:subject", args=[case.pk])).status_code == 404
    assert case.title not in client.get(reverse("desk:cases")).content.decode()
    assert client.get(reverse("desk:act", args=[case.pk, "cases.summon"])).status_code == 404


def test_the_menu_says_why_not_yet_and_what_to_do(city: District, signed_in: Enter) -> None:
    case = cases.accepted(city)
    page = signed_in("officer").get(reverse("desk:subject", args=[case.pk])).content.decode()
    assert "只有本人陈述，没有其他证据，不能处罚" in page and "收集被侵害人陈述" in page


def test_an_act_done_from_a_stale_page_is_refused(city: District, signed_in: Enter) -> None:
    case = cases.accepted(city)
    path = reverse("desk:act", args=[case.pk, "cases.add_person"])
    given = {
        "person__name": "王某",
        "person__role": "witness",
        "person__id_kind": "none",
        "person__sex": "u",
        "version": str(case.version - 1),
    }
    answer = signed_in("officer").post(path, given)
    assert answer.status_code == 422 and "已有人办理过本事项" in answer.content.decode()
    again = signed_in("officer").post(path, {**given, "version": str(case.version)})
    assert again.status_code == 302


def test_an_act_for_approval_says_so(city: District, signed_in: Enter) -> None:
    case = cases.accepted(city)
    suspect = cases.suspect_of(case)
    client = signed_in("officer")
    path = reverse("desk:act", args=[case.pk, "cases.summon"])
    assert "由谁审批" in client.get(path).content.decode()
    given = {"person": suspect.pk, "reason": "查明事实", "arrive_by": "2026-03-03T09:00", "place": "办案区"}
    answer = client.post(path, given, follow=True)
    page = answer.content.decode()
    assert "已呈批" in page and "正在审批" in page


@pytest.mark.browser
def test_pages_in_a_browser(city: District, page, live_server, axe, shoot, sign_in) -> None:  # type: ignore[no-untyped-def]
    from tests.desk.conftest import account_of

    case = cases.penalised(city)
    sign_in(page, account_of(city, city["officer"]))
    for name, path in {
        "worklist": reverse("desk:worklist"),
        "register": reverse("desk:register"),
        "incidents": reverse("desk:incidents"),
        "case_file": reverse("desk:subject", args=[case.pk]),
        "act": reverse("desk:act", args=[case.pk, "cases.serve_decision"]),
        "replay": reverse("desk:replay", args=[case.pk]),
    }.items():
        page.goto(live_server.url + path)
        axe(page)
        shoot(page, name)


def test_a_limit_in_a_year_without_published_holidays_says_so(city: District) -> None:
    from egret.acts.models import Clock
    from egret.desk.pages import dial

    moment = NOON.replace(year=2027)
    case = cases.accepted(city)
    clock = Clock.objects.get(subject_id=case.pk, rule="A10")
    assert "暂定日历" not in str(dial(clock).note)
    clock.started = clock.guard_due = clock.legal_due = moment
    assert "暂定日历" in str(dial(clock).note)


def test_a_proposal_that_came_back_is_changed_and_put_forward_again(city: District, signed_in: Enter) -> None:
    from egret.approvals import acts as approvals
    from egret.approvals.models import Approval

    case = cases.accepted(city)
    suspect = cases.suspect_of(case)
    client = signed_in("officer")
    path = reverse("desk:act", args=[case.pk, "cases.summon"])
    given = {"person": suspect.pk, "reason": "查明事实", "arrive_by": "2026-03-03T09:00", "place": "办案区"}
    client.post(path, given)
    approval = Approval.objects.get(act="cases.summon")
    approvals.send_back(
        approval, city.by("unit_head", approval.proposed_at), digest=approval.digest, reasons="理由写具体"
    )
    again = f"{path}?approval={approval.pk}"
    assert again in client.get(reverse("approvals:approval", args=[approval.pk])).content.decode()
    assert "查明事实" in client.get(again).content.decode()
    client.post(again, {**given, "reason": "查明殴打他人的起因和经过"})
    approval = Approval.objects.get(pk=approval.pk)
    assert approval.stage == "waiting" and approval.round == 2 and "起因和经过" in str(approval.shown)
