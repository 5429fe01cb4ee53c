"""Who is held or restricted now, in one look: what ends first stands first, what is over cannot be missed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from egret.acts.clocks import LOCAL
from egret.acts.queries import visible_to
from egret.cases import queries
from egret.cases.acts import custody
from egret.cases.models import CriminalCase, Measure, MeasureKind
from egret.demo import crimes
from egret.demo.matters import BURGLARY
from egret.desk import acts, finding, measures
from egret.desk.open_file import OpenFile
from egret.org.models import Staff
from tests.building.org import NOON, District

pytestmark = pytest.mark.django_db
Enter = Callable[..., Client]
LIST = reverse("desk:restricted")
BUDGET = 45


def held(city: District, days: int = 3) -> CriminalCase:
    """A suspect in the detention house, detained the day after a burglary so many days ago."""
    return crimes.detained(city.squad, BURGLARY, timezone.now() - timedelta(days=days))


def measure_of(case: CriminalCase) -> Measure:
    return Measure.objects.get(case_id=case.pk, closed=None)


def test_the_list_shows_who_until_when_and_puts_what_is_over_first(city: District, signed_in: Enter) -> None:
    soon, over = held(city), held(city, 9)
    page = signed_in("officer").get(LIST).content.decode()
    late, running = (page.index(f'href="{reverse("desk:measure", args=[measure_of(one).pk])}"') for one in (over, soon))
    assert late < page.index("期限以内") < running and "已超过期限，立即释放或者变更措施：1 人" in page
    days = (timezone.now().astimezone(LOCAL).date() - measure_of(soon).opened.astimezone(LOCAL).date()).days + 1
    assert "刑事拘留" in page and soon.title in page and f"{days} 日" in page


def test_who_was_set_free_is_no_longer_there(city: District, signed_in: Enter) -> None:
    case = held(city)
    one = measure_of(case)
    now = timezone.now()
    fresh = CriminalCase.objects.get(pk=case.pk)
    custody.release(fresh, city.by("officer", now), measure=one, released_at=now, reason="不需要逮捕")
    page = signed_in("officer").get(LIST).content.decode()
    assert reverse("desk:measure", args=[one.pk]) not in page and "没有被限制人身自由的人" in page
    own = signed_in("officer").get(reverse("desk:measure", args=[one.pk])).content.decode()
    assert "不需要逮捕" in own and "已结束" in own and "拘留证" in own


def test_filters_narrow_by_kind_and_unit_and_mangled_ones_narrow_nothing(city: District, signed_in: Enter) -> None:
    url = reverse("desk:measure", args=[measure_of(held(city)).pk])
    client = signed_in("officer")

    def shows(query: str) -> bool:
        return url in client.get(LIST + query).content.decode()

    assert shows("?kind=custody") and shows("?kind=detention") and shows(f"?unit={city.station.pk}")
    assert not shows("?kind=bail")
    assert shows("?kind=nonsense&unit=x%00") and shows("?after=broken")


def test_an_officer_of_another_station_sees_nobody(city: District, signed_in: Enter) -> None:
    one = measure_of(held(city))
    client = signed_in(city.stranger)
    assert client.get(reverse("desk:measure", args=[one.pk])).status_code == 404
    assert one.number not in client.get(LIST).content.decode()


def test_a_measure_is_as_secret_as_its_case(city: District) -> None:
    """Whoever is named for the case sees the measure, nobody else; when the case is open again, all do."""
    case, now = held(city), timezone.now()

    def sees(who: Staff) -> bool:
        return visible_to(who, now, Measure).filter(case_id=case.pk, closed=None).exists()

    head, owner, other = city["unit_head"], city["officer"], city["duty_officer"]
    assert sees(head) and sees(owner) and sees(other)
    fresh = CriminalCase.objects.get(pk=case.pk)
    acts.narrow(fresh, city.by("unit_head", now), viewers=(head,), reason="涉及未成年人")
    assert sees(head) and sees(owner) and not sees(other)
    acts.widen(CriminalCase.objects.get(pk=case.pk), city.by("unit_head", now), reason="不再需要")
    assert sees(other)


def test_the_list_asks_the_same_for_one_person_as_for_four(city: District, signed_in: Enter) -> None:
    client = signed_in("officer")

    def asked() -> int:
        client.get(LIST)
        with CaptureQueriesContext(connection) as found:
            assert client.get(LIST).status_code == 200
        return len(found)

    held(city)
    one = asked()
    for _turn in range(3):
        held(city)
    assert asked() == one <= BUDGET


def test_the_case_file_draws_each_person_s_measures_with_the_days_they_come_to(
    city: District, signed_in: Enter
) -> None:
    case = crimes.arrested(city.squad, BURGLARY, NOON)
    officer = city["officer"]
    (course,) = measures.courses(OpenFile(case), officer, NOON + timedelta(days=10))
    kinds = [bar.measure.measure_kind for bar in course.bars]
    assert kinds[-2:] == [MeasureKind.DETENTION, MeasureKind.ARREST]
    begun = [bar.begin for bar in course.bars]
    assert begun == sorted(begun) and all(bar.begin >= 0 and bar.end + bar.ahead <= 100.6 for bar in course.bars)
    first = next(bar.measure for bar in course.bars if bar.measure.measure_kind == MeasureKind.DETENTION)
    assert course.days == ((NOON + timedelta(days=10)).date() - first.opened.date()).days + 1
    page = signed_in("officer").get(reverse("desk:subject", args=[case.pk])).content.decode()
    assert 'class="span"' in page and "就本案先后羁押共" in page and "折抵有期徒刑" in page


def test_days_are_those_of_the_matter_not_of_a_namesake(city: District) -> None:
    one, other = held(city), held(city)
    person = measure_of(one).person
    assert {m.case_id for m in queries.measures_in_matter([person])[person.pk]} == {one.pk} != {other.pk}


def test_a_measure_is_found_by_the_person_and_by_its_number(city: District, signed_in: Enter) -> None:
    one = measure_of(held(city))
    finding.index([one.pk, one.case_id])
    client, url = signed_in("officer"), reverse("desk:measure", args=[one.pk])
    for query in (one.person.name, one.number):
        assert url in client.get(reverse("desk:search"), {"q": query}).content.decode()
    answer = client.get(reverse("desk:subject", args=[one.pk]))
    assert answer.status_code == 302 and answer["Location"] == url


def test_the_replay_of_a_case_shows_its_measures_as_they_were(city: District, signed_in: Enter) -> None:
    case = held(city)
    one = measure_of(case)
    before = one.opened - timedelta(minutes=1)
    client = signed_in("officer")
    url = reverse("desk:replay", args=[case.pk])
    then, later = (client.get(url, {"at": at.isoformat()}).content.decode() for at in (before, timezone.now()))
    assert one.number not in then and one.number in later and "刑事拘留" in later


def test_it_reads_in_english(city: District, signed_in: Enter) -> None:
    one = measure_of(held(city))
    client = signed_in("officer")
    client.post(reverse("ui:language"), {"language": "en"})
    for path in (LIST, reverse("desk:measure", args=[one.pk])):
        assert "People held or restricted" in client.get(path).content.decode()


@pytest.mark.browser
def test_the_pages_in_a_browser(city: District, page, live_server, axe, shoot, sign_in) -> None:  # type: ignore[no-untyped-def]
    from tests.desk.conftest import account_of

    held(city, 9)
    case = crimes.arrested(city.squad, BURGLARY, timezone.now() - timedelta(days=20))
    one = measure_of(case)
    sign_in(page, account_of(city, city["officer"]))
    for name, path in {
        "restricted": LIST,
        "measure": reverse("desk:measure", args=[one.pk]),
        "case_measures": reverse("desk:subject", args=[case.pk]) + "#measures",
    }.items():
        page.goto(live_server.url + path)
        axe(page)
        shoot(page, name)
