"""The page of penalty ranges: from the rail and from the case file, in both languages, by keyboard, wide and narrow."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from tests.building import cases
from tests.guidance.conftest import account_of

pytestmark = pytest.mark.django_db
PAGE = "/guidance/penalty/"
PROMISE = re.compile(r"(将|会)被?判处|预计判|will (get|be sentenced)")


@pytest.fixture
def client(signed_in: Any) -> Client:
    return signed_in("officer")


def text(client: Client, **asked: Any) -> str:
    answer = client.get(PAGE, asked)
    assert answer.status_code == 200
    return answer.content.decode()


def test_only_staff_look_and_nothing_is_written(client: Client, django_assert_max_num_queries: Any) -> None:
    assert Client().get(PAGE).status_code == 302
    assert client.post(PAGE).status_code == 405
    client.get(PAGE)
    with django_assert_max_num_queries(20) as asked:
        client.get(PAGE, {"name": "盗窃罪", "on": "2026-03-01", "tier": "1"})
    written = [one["sql"] for one in asked.captured_queries if one["sql"].startswith(("INSERT", "UPDATE", "DELETE"))]
    assert not [sql for sql in written if "session" not in sql and "account" not in sql]


def test_a_theft_shows_its_range_its_trace_and_its_articles(client: Client) -> None:
    shown = text(client, name="盗窃罪", on="2026-03-01", region="350000", amount="12000", factors=["record", "plea"])
    assert "12,000 元达到“数额较大”" in shown
    assert "量刑起点" in shown and "四舍五入到整月" in shown
    assert "%E5%88%91%E6%B3%95%23264" in shown
    assert not PROMISE.search(shown)


def test_what_excludes_another_is_said_in_a_sentence(client: Client) -> None:
    shown = text(client, name="盗窃罪", on="2026-03-01", tier="1", factors=["surrender", "confession"])
    assert "“自首”与“坦白”不能同时认定" in shown


def test_several_crimes_are_merged_between_the_highest_and_the_total(client: Client) -> None:
    asked = {"name": "抢劫罪", "on": "2026-03-01", "tier": "1", "start_low": "48", "start_high": "48"}
    assert "即 5年至9年" in text(client, **asked, others="60")
    assert "以上限为限" in text(client, **asked, others="180，60")
    assert "请写月数" in text(client, **asked, others="五年")


def test_a_violation_under_two_texts(client: Client) -> None:
    shown = text(client, name="殴打他人", on="2025-12-30", decided="2026-02-01", tier="1", factors=["young"])
    assert "适用行为时的规定" in shown and "新旧规定比较" in shown
    assert "应当给予的行政拘留不执行" in shown and "但书所列" not in shown
    assert "新旧规定比较" not in text(client, name="殴打他人", on="2026-01-02", decided="2026-02-01")


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"name": "偷东西盗窃", "on": "2026-03-01"}, "相近的名称"),
        ({"name": "盗窃罪", "on": "昨天"}, "行为日期"),
        ({"name": "盗窃罪", "on": "2026-03-01", "start_low": "9", "start_high": "3"}, "不能小于前一个数"),
        ({"name": "盗窃罪", "on": "2005-03-01", "tier": "1"}, "由人比较"),
        ({"name": "殴打他人", "on": "2010-03-01"}, "没有这一名称"),
        ({"name": "危险驾驶罪", "on": "2026-03-01", "tier": "1"}, "只有拘役"),
        ({"name": "故意伤害罪", "on": "2026-03-01", "tier": "3"}, "无期徒刑或者死刑"),
    ],
)
def test_doubt_is_told(client: Client, asked: dict[str, str], said: str) -> None:
    assert said in text(client, **asked)


def test_every_charge_and_violation_has_a_page_in_both_languages(client: Client) -> None:
    from egret.guidance import assessing

    for place, name in enumerate(assessing.all_names()):
        if place % 23 == 0:
            for language in ("zh-hans", "en"):
                answer = client.get(
                    PAGE, {"name": name, "on": "2026-03-01", "tier": "1"}, HTTP_ACCEPT_LANGUAGE=language
                )
                assert answer.status_code == 200


def test_the_case_file_leads_there_with_its_cause_and_day(city: Any, client: Client) -> None:
    case = cases.accepted(city)
    page = client.get(reverse("desk:subject", args=[case.pk])).content.decode()
    link = re.search(r'href="(/guidance/penalty/\?[^"]+)"', page)
    assert link is not None
    found = client.get(link[1].replace("&amp;", "&"))
    assert found.context["form"]["on"].value() == case.conduct_day.isoformat()
    assert found.context["form"]["name"].value() == case.cause


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_by_keyboard_wide_and_narrow_with_axe(
    live_server: Any, page: Any, city: Any, sign_in: Any, axe: Any, shoot: Any
) -> None:
    sign_in(page, account_of(city, city["officer"]))
    page.goto(live_server.url + PAGE)
    axe(page)
    page.focus("input[name=name]")
    page.keyboard.type("盗窃罪")
    page.fill("input[name=on]", "2026-03-01")
    page.keyboard.press("Enter")
    page.wait_for_selector("#tiers")
    page.fill("input[name=amount]", "12000")
    page.select_option("select[name=region]", "350000")
    page.focus("input[value=restitution]")
    page.keyboard.press("Space")
    page.focus("input[name=amount]")
    page.keyboard.press("Enter")
    page.wait_for_selector("#range")
    axe(page)
    shoot(page, "penalty")
    page.goto(live_server.url + PAGE + "?name=殴打他人&on=2025-12-30&decided=2026-02-01&tier=1&factors=young")
    page.wait_for_selector("#beside")
    axe(page)
    shoot(page, "penalty-violation")
