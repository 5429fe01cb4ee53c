"""The list of a case fills itself from its records; officer, reviewer and supervision read one and the same."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from egret.acts.done import By
from egret.acts.machine import place_of
from egret.acts.refusals import Refused
from egret.cases.acts import evidence
from egret.cases.models import AdministrativeCase, CriminalCase, Evidence, EvidenceKind
from egret.demo import offences
from egret.demo.matters import ASSAULT
from egret.documents.models import Document
from egret.guidance import books
from egret.guidance.acts.guides import withdraw_guide
from egret.guidance.acts.marks import mark_item
from egret.guidance.checklists import Checklist, checklist, checklists
from egret.review.acts.items import receive
from egret.supervision.look import Look, ask
from tests.building import cases
from tests.building.org import NOON, District, later
from tests.cases.conftest import undone
from tests.guidance.test_guides import Office
from tests.supervision.conftest import spoiled

pytestmark = pytest.mark.django_db
AT = NOON + timedelta(days=1)


def state(found: Checklist | None, item: str) -> str:
    assert found is not None
    return next(one.state for one in (*found.lines, *found.when) if one.item.id == item)


def listed(case: Any) -> Checklist:
    found = checklist(type(case).objects.get(pk=case.pk), AT.date())
    assert found is not None
    return found


def add(city: District, case: Any, kind: EvidenceKind, title: str) -> Evidence:
    officers = (city["officer"], city.second)
    evidence.add_evidence(case, city.by("officer", AT), kind=kind, title=title, officers=officers)
    return Evidence.objects.get(subject_id=case.pk, title=title)


def test_an_assault_shows_what_is_there_and_what_is_missing(city: District) -> None:
    case = cases.investigated(city)
    found = listed(case)
    assert found.guide.book.number == "EB03" and not found.guide.approved
    assert {state(found, "M1"), state(found, "M2"), state(found, "M5")} == {"there"}, "victim, suspect, expert"
    assert state(found, "M3") == "missing" and state(found, "M4") in ("missing", "check")
    assert [one for one in found.missing if one.item.id == "M3"]
    assert next(one for one in found.facts if one.id == "F2").proved


def test_young_case_has_little_and_each_record_fills_a_line(city: District) -> None:
    case = cases.accepted(city)
    before = listed(case)
    assert state(before, "M6") == "missing" and state(before, "M1") == "missing"
    add(city, case, EvidenceKind.MEDIA, "门口监控视频")
    after = listed(case)
    assert state(after, "M6") == "there" and len(after.missing) == len(before.missing) - 1
    assert next(one for one in after.lines if one.item.id == "M6").shown == ("门口监控视频",)


def test_of_the_kind_but_not_by_its_words_is_to_be_confirmed_by_somebody(city: District) -> None:
    case = cases.accepted(city)
    item = add(city, case, EvidenceKind.MEDIA, "光盘一张")
    assert state(listed(case), "M6") == "check"
    mark_item(case, city.by("officer", AT), item="M6", evidence=item)
    assert state(listed(case), "M6") == "there"
    evidence.exclude_evidence(case, city.by("officer", AT), item=item, ground="来源不明")
    assert state(listed(case), "M6") == "missing", "what is excluded shows nothing"


def test_what_a_case_has_no_need_of_says_why(city: District) -> None:
    case = cases.accepted(city)
    by = city.by("officer", AT)
    with pytest.raises(Refused):
        mark_item(case, by, item="M3")
    with pytest.raises(Refused):
        mark_item(case, by, item="X1", note="没有这一项")
    with pytest.raises(Refused):
        mark_item(case, By(city["auxiliary"], AT), item="M3", note="没有旁人")
    with pytest.raises(Refused):
        mark_item(case, By(city["legal_reviewer"], AT), item="M3", note="审核的人不替办案的人核对")
    mark_item(case, by, item="M3", note="没有旁人在场")
    line = next(one for one in listed(case).lines if one.item.id == "M3")
    assert (line.state, line.note) == ("waived", "没有旁人在场") and not line.is_missing
    mark_item(case, by, item="M3", note="现场只有双方")
    assert next(one for one in listed(case).lines if one.item.id == "M3").note == "现场只有双方"


def test_a_burglary_is_its_own_kind_and_reads_papers(city: District) -> None:
    case = cases.burglary(city)
    found = listed(case)
    assert found.guide.book.number == "EB01"
    assert state(found, "M1") == "there" and state(found, "M2") == "there"
    assert state(found, "M3") == "missing"


def test_papers_of_the_report_belong_to_the_case(city: District) -> None:
    case = cases.accepted(city)
    assert state(listed(case), "M8") == "missing"
    paper = Document.objects.filter(matter_id=case.pk).first()
    assert paper is not None
    with undone():
        spoiled(paper, matter_id=case.report_id, document_kind="处警记录")
        assert state(listed(case), "M8") == "there"
        spoiled(paper, stage="voided")
        assert state(listed(case), "M8") == "missing"


def test_a_case_of_no_kind_has_no_list(city: District) -> None:
    case = cases.accepted(city, cause="饲养动物干扰他人正常生活", cite="治安管理处罚法(2025)#89")
    assert checklist(case, AT.date()) is None


def test_many_cases_ask_as_much_as_one(city: District) -> None:
    few = [cases.accepted(city), cases.burglary(city, at=later(hours=30))]
    many = [*few, cases.accepted(city, at=later(hours=60)), cases.accepted(city, at=later(hours=90))]
    counts = []
    for some in (few, many):
        with CaptureQueriesContext(connection) as asked:
            assert len(checklists(some, AT.date())) == len(some)
        counts.append(len(asked))
    assert counts[0] == counts[1] <= 7


def test_the_forces_own_version_makes_the_list_and_its_withdrawal_unmakes_it(city: District) -> None:
    office, case = Office(city), cases.accepted(city)
    plain = books.book("EB03").content.as_plain()
    own = [{**plain["must"][0], "text": "本单位另外要求的陈述"}, *plain["must"][1:]]
    version = office.approved(guide="EB03", content={**plain, "must": own})
    assert listed(case).guide.version == version and listed(case).must[0].item.text == "本单位另外要求的陈述"
    withdraw_guide(version, By(office.second, AT), reasons="要求不当")
    assert listed(case).guide.version is None


def test_the_file_asks_nothing_for_it_until_it_is_opened(city: District, signed_in: Callable[..., Client]) -> None:
    case = cases.investigated(city)
    client = signed_in("officer")
    address = reverse("desk:subject", args=[case.pk])
    client.get(address)
    with CaptureQueriesContext(connection) as asked:
        page = client.get(address).content.decode()
    assert not [one for one in asked if "guidance_" in one["sql"] and "checklistmark" not in one["sql"]]
    fold = reverse("desk:checklist", args=[case.pk])
    assert f'hx-get="{fold}"' in page and "类案清单：故意伤害" in page
    part = client.get(fold, headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in part and "双方阵营以外的在场人证言" in part and "还缺" in part
    with CaptureQueriesContext(connection) as asked:
        client.get(fold, headers={"HX-Request": "true"})
    assert len(asked) <= 40


def test_the_reviewer_sees_the_same_list(city: District, signed_in: Callable[..., Client]) -> None:
    case = offences.submitted(city.squad, ASSAULT, NOON)
    got = receive(place_of(case), By(city["legal_assistant"], later(days=3)), matter=case)
    page = signed_in("legal_reviewer").get(reverse("desk:subject", args=[got.subject.pk])).content.decode()
    fold = reverse("desk:checklist", args=[case.pk])
    assert f'hx-get="{fold}"' in page
    one, other = (signed_in(post).get(fold).content.decode() for post in ("officer", "legal_reviewer"))
    assert one.count("还缺") == other.count("还缺") == 1


def test_supervision_reads_the_same_list_once_a_guide_is_approved(city: District) -> None:
    case = cases.sent(city)
    at = later(days=40)
    assert not ask("F89", Look(at))
    office = Office(city)
    office.approved()
    found = ask("F89", Look(at))
    missing = checklist(CriminalCase.objects.get(pk=case.pk), at.date())
    assert missing is not None and missing.missing
    assert [one.shown[1][1] for one in found.values()] == ["；".join(one.item.text for one in missing.missing)]
    assert AdministrativeCase.objects.count() == 0
