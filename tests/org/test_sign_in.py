"""Signing in: what is recorded, when a name is locked, second factors, the first own password."""

from __future__ import annotations

import time
from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import (
    TOTP,
    format_hotp_value,
    generate_totp_secret,
    hotp_value,
    yield_hotp_counters_from_time,
)
from django.test import Client
from django.utils import timezone

from egret.acts.done import By
from egret.acts.queries import timeline
from egret.acts.refusals import Refused
from egret.org import locking
from egret.org.acts import accounts, people
from egret.org.models import Account, Lock, Staff
from tests.building.org import District

pytestmark = pytest.mark.django_db
PASSWORD = "heron-wades-slowly"


def give_account(staff: Staff, city: District, *, must_change: bool = False) -> Staff:
    accounts.open_account(staff, city.by("admin"), password=PASSWORD, must_change=must_change)
    return Staff.objects.get(pk=staff.pk)


def knock(client: Client, name: str = "520101", password: str = PASSWORD):
    return client.post("/account/login/", {"login": name, "password": password})


def acts_of(staff: Staff) -> list[str]:
    return [entry.act for entry in timeline(staff)]


def test_a_person_signs_in_and_out_and_both_are_recorded(city: District, client: Client) -> None:
    staff = give_account(city["officer"], city)
    assert client.get("/account/login/").status_code == 200
    answer = knock(client)
    assert answer.status_code == 302 and answer.url == "/"
    assert client.get("/org/").status_code == 200
    assert client.post("/account/logout/").url == "/account/login/"
    assert client.get("/org/").status_code == 302
    assert acts_of(staff)[-2:] == ["org.sign_in", "org.sign_out"]
    entry = timeline(staff)[-2]
    assert entry.actor == "s:door" and entry.fields["address"] == "127.0.0.1"


def test_a_wrong_password_is_recorded_and_says_nothing_about_the_name(city: District, client: Client) -> None:
    staff = give_account(city["officer"], city)
    known, unknown = knock(client, password="x"), knock(client, name="nobody", password="x")
    assert known.status_code == unknown.status_code == 200
    assert acts_of(staff)[-1] == "org.sign_in_refused"
    assert timeline(staff)[-1].entry.why == "password"


@pytest.mark.parametrize("name", ["520101", "nobody"])
def test_five_failures_lock_the_name_and_the_page_says_until_when(city: District, client: Client, name: str) -> None:
    give_account(city["officer"], city)
    for _attempt in range(4):
        assert knock(client, name, "x").status_code == 200
    assert knock(client, name, "x").status_code == 429
    locked = knock(client, name)
    assert locked.status_code == 429
    assert 0 < int(locked.headers["Retry-After"]) <= 15 * 60
    until = locking.locked_until(name, timezone.now())
    assert until is not None
    assert timezone.localtime(until).strftime("%H:%M") in locked.content.decode()
    assert "_auth_user_id" not in client.session


def test_a_lock_ends_and_an_administrator_can_end_it_before(city: District) -> None:
    staff, at = give_account(city["officer"], city), timezone.now()
    for _attempt in range(5):
        locking.failed("520101", at)
    assert locking.locked_until("520101", at) is not None
    assert locking.locked_until("520101", at + timedelta(minutes=16)) is None
    assert locking.failed("520101", at + timedelta(minutes=16)) is None
    for _attempt in range(5):
        locking.failed("520101", at)
    accounts.unlock_account(staff, By(city["admin"], at))
    assert not Lock.objects.exists()
    with pytest.raises(Refused, match="没有被锁定"):
        accounts.unlock_account(staff, By(city["admin"], at))


def test_old_failures_are_forgotten(city: District) -> None:
    at = timezone.now()
    for minutes in (0, 5, 10, 14):
        assert locking.failed("520101", at + timedelta(minutes=minutes)) is None
    assert locking.failed("520101", at + timedelta(minutes=16)) is None


def test_a_closed_account_and_a_person_who_left_stay_outside(city: District, client: Client) -> None:
    staff = give_account(city["officer"], city)
    knock(client)
    accounts.close_account(staff, city.by("admin"))
    assert client.get("/org/").status_code == 302, "the open session ends too"
    client = Client()
    knock(client)
    assert "_auth_user_id" not in client.session
    assert acts_of(staff)[-1] == "org.sign_in_refused"
    second = give_account(city.second, city)
    people.leave_service(second, city.by("personnel"), ground="调离")
    knock(client, "520107")
    assert "_auth_user_id" not in client.session


def test_a_password_set_by_another_must_be_changed_first(city: District, client: Client) -> None:
    staff = give_account(city["officer"], city, must_change=True)
    knock(client)
    assert client.get("/org/").url == "/account/password/change/"
    short = client.post(
        "/account/password/change/", {"oldpassword": PASSWORD, "password1": "short", "password2": "short"}
    )
    assert short.status_code == 200 and short.context["form"].errors
    new = "egret-on-the-lake"
    client.post("/account/password/change/", {"oldpassword": PASSWORD, "password1": new, "password2": new})
    assert client.get("/org/").status_code == 200
    assert acts_of(staff)[-1] == "org.change_password"
    assert knock(Client(), password=new).status_code == 302


def test_no_password_is_in_the_journal(city: District) -> None:
    staff = give_account(city["officer"], city)
    accounts.reset_password(staff, city.by("admin"), password=PASSWORD + "-2")
    text = repr([(e.entry, dict(e.fields)) for e in timeline(staff)])
    assert PASSWORD not in text
    assert Account.objects.get().password not in text


def test_nobody_changes_anothers_password_as_the_own(city: District) -> None:
    staff = give_account(city["officer"], city)
    with pytest.raises(Refused, match="只能由本人"):
        accounts.change_password(staff, city.by("admin"), password="another-password")


def code_now(secret: str) -> str:
    counter = next(iter(yield_hotp_counters_from_time()))
    return format_hotp_value(hotp_value(secret, counter))


def test_a_one_time_code_is_asked_after_the_password(city: District, client: Client) -> None:
    staff = give_account(city["officer"], city)
    secret = generate_totp_secret()
    TOTP.activate(staff.account, secret)
    stored = Authenticator.objects.get().data["secret"]
    assert secret not in stored, "the secret lies encrypted"
    assert "/2fa/authenticate/" in knock(client).url
    assert "_auth_user_id" not in client.session
    answer = client.post("/account/2fa/authenticate/", {"code": code_now(secret)})
    assert answer.status_code == 302
    assert client.get("/org/").status_code == 200
    assert timeline(staff)[-1].entry.why == "password.totp"


def test_wrong_codes_count_like_wrong_passwords(city: District, client: Client) -> None:
    staff = give_account(city["officer"], city)
    TOTP.activate(staff.account, generate_totp_secret())
    knock(client)
    for _attempt in range(4):
        assert client.post("/account/2fa/authenticate/", {"code": "000000"}).status_code == 200
    assert client.post("/account/2fa/authenticate/", {"code": "000000"}).status_code == 429
    assert knock(Client()).status_code == 429


def test_changing_a_second_factor_is_recorded(city: District, client: Client) -> None:
    staff = give_account(city["officer"], city)
    knock(client)
    assert "/account/reauthenticate/" in client.get("/account/2fa/totp/activate/").url
    client.post("/account/reauthenticate/", {"password": PASSWORD})
    page = client.get("/account/2fa/totp/activate/")
    assert page.status_code == 200
    secret = page.context["form"].secret
    from unittest.mock import patch

    with patch("django.db.transaction.on_commit", lambda run, **_more: run()):
        client.post("/account/2fa/totp/activate/", {"code": code_now(secret)})
    assert Authenticator.objects.filter(type="totp").exists()
    assert "org.change_second_factor" in acts_of(staff)


@pytest.mark.parametrize("path", ["/account/2fa/", "/account/sessions/", "/org/me/", "/account/password/change/"])
def test_own_security_pages_answer(city: District, client: Client, path: str) -> None:
    give_account(city["officer"], city)
    knock(client)
    assert client.get(path).status_code == 200


def test_nobody_signs_up(client: Client) -> None:
    assert client.get("/account/signup/").status_code == 302
    assert client.post("/account/signup/", {"username": "x", "password1": PASSWORD}).status_code == 302
    assert not Account.objects.exists()


def test_the_session_list_ends_other_sessions(city: District, client: Client) -> None:
    give_account(city["officer"], city)
    other = Client()
    knock(client)
    knock(other)
    assert len(client.get("/account/sessions/").context["sessions"]) == 2
    client.post("/account/sessions/")
    assert client.get("/org/").status_code == 200
    assert other.get("/org/").status_code == 302


def test_sign_in_takes_no_measurable_longer_for_unknown_names(city: District, client: Client, settings) -> None:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
    give_account(city["officer"], city)

    def spent(name: str) -> float:
        begin = time.perf_counter()
        knock(client, name, "wrong")
        return time.perf_counter() - begin

    spent("520101")
    assert spent("nobody") > 0.3 * spent("520101")
