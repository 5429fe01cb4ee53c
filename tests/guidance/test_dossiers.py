"""A model dossier: a real finished case with nobody in it, by an act that proves what it took out."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest
from django.apps import apps
from hypothesis import given
from hypothesis import strategies as st

from egret.acts.done import By
from egret.acts.models import Subject
from egret.acts.queries import timeline
from egret.acts.refusals import Refused
from egret.cases.models import AdministrativeCase
from egret.guidance import anonymising, guides
from egret.guidance.acts.dossiers import make_dossier, publish_dossier, withdraw_dossier
from egret.guidance.anonymising import Anonymiser, Known
from egret.guidance.models import ModelDossier
from egret.intake.models import Person
from egret.law.rulebook import CITE
from egret.org.models import Staff, Unit
from tests.building import cases
from tests.building.org import District, later
from tests.cases.conftest import undone
from tests.guidance.test_guides import Office
from tests.supervision.conftest import spoiled

AT = later(days=120)
STORY = (
    "2026年3月2日，陈某明在银江路某便利店门前因停车与林某华争执，用拳头击打其面部。电话13900000002，"
    "身份证350203199005061234，车牌闽D·A1234，转账账号6222021234567890123，微信号heron_1990。"
)


@pytest.fixture
def office(city: District) -> Office:
    return Office(city)


def made(office: Office, case: AdministrativeCase, **more: Any) -> ModelDossier:
    given = {"story": STORY, "lesson": "先固定监控，再做伤情鉴定", **more}
    make_dossier(case, By(office.first, AT), **given)
    return ModelDossier.objects.get()


def refused(code: str, do: Any) -> None:
    with pytest.raises(Refused) as met:
        do()
    assert [one for one in met.value.refusals if one.code == code], [one.code for one in met.value.refusals]


def told(dossier: ModelDossier) -> str:
    return json.dumps([dossier.title, dossier.content, dossier.lesson, dossier.removed], ensure_ascii=False)


def personal_values(case: AdministrativeCase) -> set[str]:
    """Every personal field's value of every row of the case and of the report it came from."""
    keys = [case.pk, case.report_id]
    found: set[str] = set()
    for model in apps.get_models():
        fields = [name for name, how in getattr(model, "PERSONAL", {}).items() if not how.startswith("keep")]
        if not fields or model is ModelDossier:
            continue
        names = {one.name: one for one in model._meta.fields}
        path = next((name for name in ("matter", "case", "subject") if name in names), "pk")
        if path == "pk" and not issubclass(model, Subject):
            continue
        like = {f"{path}__in": keys}
        for row in model._base_manager.filter(**like):
            values = (getattr(row, name) for name in fields)
            found |= {str(value).strip() for value in values if isinstance(value, str | date) and str(value).strip()}
    # An article cited as the reason of a decision is nobody's.
    return {one for one in found if len(one) >= anonymising.SHORTEST and not CITE.fullmatch(one)}


@pytest.mark.django_db
def test_no_personal_fields_value_of_the_case_stands_in_it(office: Office) -> None:
    case = cases.closed(office.city)
    text, values = told(made(office, case)), personal_values(case)
    assert {"陈某明", "林某华", "13900000001", "13900000002", case.place, case.summary} <= values, "the test sees them"
    assert not {one for one in values if one in text}
    for staff in Staff.objects.filter(pk__in=[*case.handlers, office.city["legal_reviewer"].pk]):
        assert staff.name not in text and staff.police_number not in text
    assert case.number not in text and not [one for one in Unit.objects.all() if one.name in text]
    for number in ("350203199005061234", "闽D·A1234", "6222021234567890123", "heron_1990", "2026年3月2日"):
        assert number not in text


@pytest.mark.django_db
def test_the_same_person_is_the_same_word_everywhere_and_the_removal_is_told(office: Office) -> None:
    case = cases.closed(office.city)
    dossier = made(office, case)
    story = dossier.content["story"]
    assert "嫌疑人甲" in story and "被害人甲" in story and "第1日" in story
    assert {one["who"] for one in dossier.content["statements"]} == {"嫌疑人甲", "被害人甲"}
    assert dossier.removed["name"][0] == 2 and dossier.removed["name"][1] >= 4
    assert {"id", "phone", "plate", "card", "account", "date", "place"} <= set(dossier.removed)
    entry = timeline(case)[-1]
    assert entry.act == "guidance.make_dossier"
    assert "姓名 2/" in entry.fields["removed"] and entry.fields["digest"] == dossier.digest
    assert not [one.name for one in Person.objects.filter(subject_id=case.pk) if one.name in entry.fields["removed"]]


@pytest.mark.django_db
def test_words_of_people_are_left_in_the_file_and_how_it_was_done_is_shown(office: Office) -> None:
    case = cases.closed(office.city)
    content = made(office, case).content
    assert content["steps"][0][0] == "第1日" and len(content["steps"]) > 10
    assert content["outcome"] == [["行政拘留5日、罚款500元", "治安管理处罚法(2025)#51"]]
    assert content["list"] and content["evidence"] and content["papers"]
    assert "打了他一拳" not in json.dumps(content, ensure_ascii=False)


@pytest.mark.django_db
def test_two_people_publish_and_then_everybody_in_the_force_reads_it(office: Office) -> None:
    dossier = made(office, cases.closed(office.city))
    officer = office.city["officer"]
    assert dossier not in guides.dossiers("EB03", office.city["auxiliary"], AT)
    refused("self", lambda: publish_dossier(dossier, By(office.first, AT), digest=dossier.digest))
    refused("stale", lambda: publish_dossier(dossier, By(office.second, AT), digest="sha256:0"))
    publish_dossier(dossier, By(office.second, AT), digest=dossier.digest)
    assert dossier in guides.dossiers("EB03", officer, AT)
    fresh = ModelDossier.objects.get(pk=dossier.pk)
    refused("reasons", lambda: withdraw_dossier(fresh, By(office.first, AT), reasons=" "))
    withdraw_dossier(fresh, By(office.first, AT), reasons="案件已改判")
    assert dossier not in guides.dossiers("EB03", officer, AT)


@pytest.mark.django_db
def test_what_no_dossier_is_made_of(office: Office) -> None:
    city = office.city
    running = cases.accepted(city)
    refused("stage", lambda: made(office, running))
    done = cases.closed(city, at=later(hours=48))
    refused("power", lambda: make_dossier(done, city.by("officer", AT), story=STORY, lesson="要点"))
    refused("story", lambda: made(office, done, story=" "))
    with undone():
        spoiled(done, sensitivity=1)
        refused("sensitive", lambda: made(office, done))
    done = AdministrativeCase.objects.get(pk=done.pk)
    made(office, done, story="便利店老板王大锤报警。", others=("王大锤",))
    assert "王大锤" not in told(ModelDossier.objects.get())


NAMES = st.lists(st.text("赵钱孙李周吴郑王冯陈", min_size=2, max_size=3), min_size=1, max_size=6, unique=True)


@given(
    names=NAMES,
    glue=st.lists(st.sampled_from(["在", "，", "与", "2026年1月5日", "13812345678", "打了", "503室"]), max_size=8),
)
def test_whatever_is_known_and_wherever_it_stands_nothing_is_left(names: list[str], glue: list[str]) -> None:
    known = anonymising.people((name, "证人") for name in names)
    sieve = Anonymiser(tuple(known), date(2026, 1, 1))
    said = "".join(f"{one}{names[at % len(names)]}" for at, one in enumerate([*glue, "", "与"]))
    result = sieve.text(said)
    assert sieve.left(result) == []
    assert sum(times for _values, times in sieve.removed.values()) >= len([*glue, "", "与"]) / 2


def test_places_are_known_by_their_parts_too() -> None:
    known = anonymising.places(["厦门市思明区湖滨南路12号", "滨北路某小区502室"])
    sieve = Anonymiser(tuple(known), date(2026, 1, 1))
    told = sieve.text("在湖滨南路和滨北路之间，思明区湖滨南路12号")
    assert "湖滨" not in told and "滨北" not in told and "思明" not in told
    assert told.startswith("在甲路和乙路之间") and sieve.left(told) == []


def test_a_short_name_is_no_name() -> None:
    sieve = Anonymiser((Known("林", "name", "甲"), Known("", "id", "x")), date(2026, 1, 1))
    assert sieve.text("林先生") == "林先生" and sieve.removed == {}
