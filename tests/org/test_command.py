"""`egret user`: the very first person comes from the command line, by acts."""

from __future__ import annotations

import io
import json

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone

from egret.acts.queries import timeline
from egret.org import locking
from egret.org.models import Agency, Staff, Unit

pytestmark = pytest.mark.django_db


def egret_user(*args: str) -> str:
    out = io.StringIO()
    call_command("user", *args, stdout=out)
    return out.getvalue()


def test_the_first_administrator_founds_the_city_and_signs_in() -> None:
    made = json.loads(egret_user("create-admin", "--city", "鹭岛市公安局", "--json"))
    staff = Staff.objects.get(police_number=made["number"])
    assert Unit.objects.get().short == "鹭岛" and Agency.objects.count() == 1
    assert [entry.actor for entry in timeline(staff)] == ["s:setup"] * 3
    client = Client()
    body = {"login": made["number"], "password": made["password"]}
    assert client.post("/account/login/", body).status_code == 302
    assert client.get("/org/").url == "/account/password/change/"


def test_a_second_administrator_joins_the_same_city() -> None:
    egret_user("create-admin")
    egret_user("create-admin", "--number", "000002")
    assert Unit.objects.count() == 1
    with pytest.raises(CommandError, match="000002"):
        egret_user("create-admin", "--number", "000002")


def test_reset_gives_a_new_password_and_lifts_the_lock() -> None:
    egret_user("create-admin")
    for _attempt in range(5):
        locking.failed("000001", timezone.now())
    made = json.loads(egret_user("reset", "000001", "--json"))
    body = {"login": "000001", "password": made["password"]}
    assert Client().post("/account/login/", body).status_code == 302
    with pytest.raises(CommandError, match="没有警号 9"):
        egret_user("reset", "9")


def test_list_names_accounts_and_posts() -> None:
    egret_user("create-admin")
    assert "000001\t系统管理员\t系统管理员" in egret_user("list")
    assert json.loads(egret_user("list", "--json"))[0]["posts"] == ["系统管理员"]
