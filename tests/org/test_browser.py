"""The organisation in a browser: WCAG 2.2 AA, nothing sticks out at 360 px, signing in with a keyboard."""

from __future__ import annotations

from typing import Any

import pytest
from django.utils import timezone

from egret.acts.done import By
from egret.acts.queries import timeline
from egret.org import importing, locking, staging
from egret.org.acts import accounts, powers
from egret.org.models import Account, Appointment, Staff
from tests.building.org import later, police_city

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PASSWORD = "heron-wades-slowly"


def test_pages_of_the_organisation_are_accessible(page: Any, live_server: Any, sign_in: Any, axe: Any, shoot: Any):
    city = police_city()
    admin = city["admin"]
    accounts.open_account(admin, city.by("admin"), password=PASSWORD, must_change=False)
    post = Appointment.objects.get(staff=city["unit_head"])
    powers.lend(city["officer"], city.by("personnel"), to=city.other_station, until=later(30), ground="专项行动")
    powers.substitute(
        city["legal_clerk"], By(city["personnel"], timezone.now()), appointment=post, until=later(3000), ground="休假"
    )
    rows = importing.read(
        "a.csv", "单位代码,警号,姓名,人员类别,性别\n350298510,1-2,王五,人民警察,男\n1,3,,骑士,男\n".encode(), "staff"
    )
    staged = staging.keep("staff", "新警.csv", rows, admin, timezone.now())
    sign_in(page, Account.objects.get())
    for name, path in {
        "org-tree": "/org/",
        "org-unit": f"/org/units/{city.station.pk}/",
        "org-staff": f"/org/staff/{city['legal_clerk'].pk}/",
        "org-act": f"/org/staff/{city['officer'].pk}/do/org.appoint/",
        "org-account": f"/org/staff/{city['officer'].pk}/account/",
        "org-post": "/org/posts/admin/",
        "org-me": "/org/me/",
        "org-import": f"/org/import/{staged.pk}/",
    }.items():
        page.goto(live_server.url + path)
        axe(page)
        shoot(page, name)


def test_a_person_signs_in_with_the_keyboard_alone(page: Any, live_server: Any, axe: Any, shoot: Any):
    city = police_city()
    accounts.open_account(city["officer"], city.by("admin"), password=PASSWORD, must_change=False)
    page.goto(live_server.url + "/org/")
    page.locator("input[name=login]").focus()
    page.keyboard.type("520101")
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_selector("text=林小雨")
    for _attempt in range(5):
        locking.failed("520103", timezone.now())
    page.context.clear_cookies()
    page.goto(live_server.url + "/account/login/")
    page.locator("input[name=login]").fill("520103")
    page.locator("input[type=password]").fill("x")
    page.keyboard.press("Enter")
    page.wait_for_selector("text=账号暂时锁定")
    axe(page)
    shoot(page, "org-locked")


def test_a_passkey_opens_the_door_without_a_password(page: Any, live_server: Any):
    city = police_city()
    accounts.open_account(city["officer"], city.by("admin"), password=PASSWORD, must_change=False)
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    session.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    page.goto(live_server.url + "/account/login/?next=/account/2fa/webauthn/add/")
    page.locator("input[name=login]").fill("520101")
    page.locator("input[type=password]").fill(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url("**/reauthenticate/**")
    page.locator("input[type=password]").fill(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_selector("#mfa_webauthn_add")
    page.locator("input[name=name]").fill("值班台钥匙")
    page.locator("input[name=passwordless]").check()
    page.locator("#mfa_webauthn_add").click()
    page.wait_for_url(lambda url: "/add/" not in url)
    staff = Staff.objects.get(pk=city["officer"].pk)
    assert "org.change_second_factor" in [entry.act for entry in timeline(staff)]
    page.context.clear_cookies()
    page.goto(live_server.url + "/account/login/?next=/org/")
    page.locator("#passkey_login").click()
    page.wait_for_selector("text=林小雨")
    entry = timeline(Staff.objects.get(pk=staff.pk))[-1]
    assert entry.act == "org.sign_in" and entry.entry.why == "webauthn"
