"""The search box finds by number, name, title, pinyin and secret numbers, within what its reader may see."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.db import models
from django.test import Client

from egret.acts.images import images_of
from egret.acts.models import NamedViewer
from egret.acts.queries import menu
from egret.cases.acts import people as case_people
from egret.cases.models import CriminalCase
from egret.desk import acts, finding
from egret.desk.models import SearchRow
from egret.intake import acts as intake
from egret.intake.models import Incident, Person, Role
from egret.intake.persons import PersonFacts
from egret.journal import erasing, reading
from egret.journal.following import run_followers
from egret.journal.sequencer import run_once
from egret.law.importing import import_folder
from egret.law.ranking import index
from egret.org.models import Staff
from tests.building import cases
from tests.building.org import NOON, District

SignedIn = Callable[[Any], Client]

ID = "11010519491231002X"
REPORTER = PersonFacts("林晓华", role=Role.VICTIM, id_kind="cn", id_number=ID, phone="13900000002")


def registered(city: District, title: str, **more: Any) -> Incident:
    facts = {"channel": "walk_in", "sort": "offence", "title": title, "account": "……", **more}
    return Incident.objects.get(pk=intake.register(city.station.place, city.by("officer"), **facts).subject.pk)


def settle() -> None:
    """Let the followers read all that was written."""
    while run_once(NOON) or run_followers(at=NOON):
        pass


def found(staff: Staff, query: str, **more: Any) -> list[str]:
    return [one.title for one in finding.found_by(staff, NOON, finding.read(query), **more)]


@pytest.fixture
def report(city: District) -> Incident:
    made = registered(city, "便利店门前殴打他人", reporter=REPORTER, outside_number="JJ-20260302-7788")
    registered(city, "滨北路入户盗窃", sort="crime")
    settle()
    return made


QUERIES = [
    "便利店", "殴打", "店", "林晓华", "晓华", "bld", "bianli", "lxh", "linxiaohua", "xiaohua", "殴打 便利店",
    "殴打 lxh", ID, ID.lower(), "139 0000 0002",
]  # fmt: skip
NONSENSE = ["", " ", "打殴", "华晓", "x", "*", '"', "' OR", "\x00", "999", "zall", "NEAR(", "a" * 900, "\\", "殴打 999"]


def test_finds(city: District, report: Incident) -> None:
    staff = city["officer"]
    assert {query: found(staff, query) for query in QUERIES} == {query: [report.title] for query in QUERIES}
    assert {query: found(staff, query) for query in NONSENSE} == {query: [] for query in NONSENSE}


def test_finds_by_number_whole_or_by_its_end(city: District, report: Incident) -> None:
    staff = city["officer"]
    assert found(staff, report.number) == [report.title]
    assert found(staff, report.number.lower()) == [report.title]
    assert report.title in found(staff, report.number[-5:])
    assert found(staff, "00001") == [report.title] and found(staff, "1") == [report.title]
    assert found(staff, report.number.replace("-", "")[-13:]) == [report.title]
    assert found(staff, "JJ-20260302-7788") == [report.title] == found(staff, "7788")
    (paper,) = report.documents.all()
    assert found(staff, paper.number) == [report.title]


def test_only_within_what_one_may_see(city: District, report: Incident) -> None:
    assert found(city.stranger, "殴打") == [] == found(city.stranger, report.number) == found(city.stranger, ID)
    assert found(city["legal_reviewer"], "殴打") == [report.title]


def test_kind_narrows(city: District, report: Incident) -> None:
    assert found(city["officer"], "殴打", kind="incident") == [report.title]
    assert found(city["officer"], "殴打", kind=CriminalCase.KIND) == []


def test_sensitive_subjects_are_found_by_the_people_named_alone(city: District, report: Incident) -> None:
    acts.narrow(report, city.by("unit_head"), viewers=(city["legal_reviewer"],), reason="涉及未成年人")
    for staff, sees in (
        (city.second, []),
        (city["legal_reviewer"], [report.title]),
        (city["unit_head"], [report.title]),
    ):
        assert found(staff, "殴打") == sees, "at once: the rows decide"
    settle()
    for staff, sees in ((city.second, []), (city["legal_reviewer"], [report.title]), (city["officer"], [report.title])):
        assert found(staff, "殴打") == sees
    acts.widen(Incident.objects.get(pk=report.pk), city.by("unit_head"), reason="已无必要")
    settle()
    assert found(city.second, "殴打") == [report.title] and not NamedViewer.objects.exists()


def test_erased_person_is_found_no_more(city: District, report: Incident) -> None:
    """The rows are scrubbed and the entry says so; the words go with the next reading of the journal."""
    (entry, *_rest) = reading.history(report.obj)
    person = Person.objects.get(subject_id=report.pk)
    person.name, person.id_number, person.id_index, person.phone = "林某", "", "", ""
    models.Model.save(person)
    erasing.erase(
        entry.uid, ["rows"], ground="request", approvals=["o:1", "o:2"], actor="s:setup", org="x", at=NOON,
        kept=images_of(person),
    )  # fmt: skip
    settle()
    for query in ("林晓华", "晓华", "lxh", "linxiaohua", ID, "13900000002"):
        assert found(city["officer"], query) == [], query
    assert "晓华" not in SearchRow.objects.get(pk=report.pk).words
    assert found(city["officer"], "殴打") == [report.title]


def test_secret_numbers_do_not_stand_in_the_index(city: District, report: Incident) -> None:
    words = SearchRow.objects.get(pk=report.pk).words
    assert ID not in words.upper() and "13900000002" not in words


def test_rebuilt_index_is_the_same(city: District, report: Incident) -> None:
    before = dict(SearchRow.objects.values_list("subject", "words"))
    SearchRow.objects.create(subject=10**9, words="left over")
    finding.word_index.put({10**9: "left over"})
    call_command("desk", "reindex", verbosity=0)
    assert {k: sorted(v.split()) for k, v in SearchRow.objects.values_list("subject", "words")} == {
        k: sorted(v.split()) for k, v in before.items()
    }
    assert found(city["officer"], "殴打") == [report.title]


def entries(obj: str, name: str) -> list[reading.Recorded]:
    return [entry for entry in reading.history(obj, fields=True) if entry.act == name]


@pytest.fixture
def officers_client(signed_in: SignedIn) -> Client:
    return signed_in("officer")


def test_pages(city: District, report: Incident, officers_client: Client) -> None:
    answer = officers_client.get("/search/", {"q": "殴打"})
    assert answer.status_code == 200 and report.title in answer.content.decode()
    fragment = officers_client.get("/search/suggest/", {"q": "bld"}).content.decode()
    assert report.number in fragment and "<html" not in fragment
    assert officers_client.get("/search/", {"q": "\x00'\""}).status_code == 200
    assert Client().get("/search/").status_code == 302


def test_search_by_id_number_is_recorded_once_an_hour(
    city: District, report: Incident, officers_client: Client
) -> None:
    staff = city["officer"]
    assert report.title in officers_client.get("/search/", {"q": ID}).content.decode()
    officers_client.get("/search/", {"q": ID})
    (entry,) = entries(staff.obj, "subjects.trace")
    assert entry.rel == (report.obj,) and ID not in str(entry.fields) and entry.actor == staff.pseudonym
    officers_client.get("/search/", {"q": "13711112222"})
    assert len(entries(staff.obj, "subjects.trace")) == 2, "one that finds nothing is recorded too"
    shown = officers_client.get("/search/suggest/", {"q": ID}).content.decode()
    assert report.number not in shown


def test_look_at_a_sensitive_subject_is_recorded_and_leaves_pages_fresh(
    city: District, report: Incident, officers_client: Client
) -> None:
    officers_client.get(f"/s/{report.pk}/")
    assert not entries(report.obj, "subjects.look")
    acts.narrow(report, city.by("unit_head"), viewers=(city["officer"],), reason="涉及未成年人")
    version = Incident.objects.get(pk=report.pk).version
    for _time in range(3):
        assert officers_client.get(f"/s/{report.pk}/").status_code == 200
    assert len(entries(report.obj, "subjects.look")) == 1
    assert Incident.objects.get(pk=report.pk).version == version
    acts.keep_look(report, city.second, NOON)


def test_narrowing_is_in_the_menu_of_those_who_may(city: District, report: Incident) -> None:
    assert "subjects.narrow" in {item.card.name for item in menu(report, city.by("unit_head"))}
    assert "subjects.narrow" not in {item.card.name for item in menu(report, city.by("officer"))}
    assert "subjects.narrow" not in {item.card.name for item in menu(city["officer"], city.by("unit_head"))}


def test_narrowing_by_page(city: District, report: Incident, signed_in: SignedIn) -> None:
    head = signed_in("unit_head")
    url = f"/s/{report.pk}/do/subjects.narrow/"
    page = head.get(url)
    assert page.status_code == 200 and "知悉人员" in page.content.decode()
    answer = head.post(url, {"viewers": [city.second.pk], "reason": "涉及未成年人"})
    assert answer.status_code == 302, answer.content.decode()[-3000:]
    assert Incident.objects.get(pk=report.pk).sensitivity == 1
    assert set(NamedViewer.objects.values_list("staff", flat=True)) == {city.second.pk, city["unit_head"].pk}


def test_added_person_is_found_after_the_next_reading(city: District) -> None:
    case = cases.accepted(city)
    case_people.add_person(case, city.by("officer", NOON), person=PersonFacts("欧阳娜", role=Role.WITNESS))
    settle()
    assert len(found(city["officer"], "ouyang")) == 1 == len(found(city["officer"], "oyn"))


def test_words_find_law_and_its_names(city: District, officers_client: Client, tmp_path: Path) -> None:
    head = "# 鸟类安宁法\n\n2020年1月1日 某会通过\n\n<!-- INFO END -->\n\n"
    text = f"{head}第一条 产生社会生活噪声，干扰他人正常生活的，处警告。\n"
    (tmp_path / "鸟类安宁法(2020-01-01).md").write_text(text, "utf-8")
    import_folder(tmp_path, at=NOON)
    index.rebuild()
    page = officers_client.get("/search/", {"q": "邻居半夜放音乐"}).content.decode()
    assert "鸟类安宁法 第一条" in page and "更多条文" in page
    assert "鸟类安宁法 第一条" not in officers_client.get("/search/", {"q": ID}).content.decode()
    assert "鸟类安宁法" in officers_client.get("/search/suggest/", {"q": "nlan"}).content.decode()
