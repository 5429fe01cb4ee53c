"""The sign-in door: allauth's account adapter. Nobody signs up; every coming, refusal and leaving is on the record."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.login import get_authentication_records
from allauth.core.exceptions import ImmediateHttpResponse
from django.contrib.auth.base_user import AbstractBaseUser
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from egret.acts.done import By
from egret.acts.refusals import Refused
from egret.org import locking
from egret.org.acts import accounts
from egret.org.models import Staff
from egret.org.system import DOOR


def address(request: HttpRequest | None) -> str:
    return str(request.META.get("REMOTE_ADDR") or "0.0.0.0") if request is not None else "0.0.0.0"


def locked_page(request: HttpRequest, until: Any) -> HttpResponse:
    """429 with the time at which the lock ends."""
    response = render(request, "org/locked.html", {"until": until}, status=429)
    response.headers["Retry-After"] = str(max(1, int((until - timezone.now()).total_seconds())))
    return response


def refused(name: str, reason: str, request: HttpRequest) -> None:
    """Count a failed attempt and put it on the record of the person whose number was used, if there is one."""
    at = timezone.now()
    until = locking.failed(name, at)
    staff = Staff.objects.filter(account__username=name).first()
    if staff is not None:
        by = By(DOOR, at)
        accounts.sign_in_refused(staff, by, reason=reason, address=address(request))
        if until is not None:
            accounts.sign_in_refused(staff, By(DOOR, at), reason="locked", address=address(request))


class Door(DefaultAccountAdapter):
    """Fulfils what allauth asks at each step of signing in."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def get_client_ip(self, request: HttpRequest) -> str:
        return address(request)

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Accounts have no mail address."""

    def add_message(self, *args: Any, **options: Any) -> None:
        """A page that shows who is signed in needs no message that says so."""

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        until = locking.locked_until(credentials.get("username", ""), timezone.now())
        if until is not None:
            raise ImmediateHttpResponse(locked_page(request, until))

    def _rollback_login_failed_rl_usage(self) -> None:
        """The count of failures is ours (`locking`); a complete sign-in clears it."""

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        name = str(credentials.get("username", "")).strip()
        refused(name, "password", request)
        self.pre_authenticate(request, username=name)

    def pre_login(self, request: HttpRequest, user: AbstractBaseUser, **options: Any) -> HttpResponse | None:
        response: HttpResponse | None = super().pre_login(request, user, **options)
        if response is None and not Staff.objects.filter(account_id=user.pk, stage="serving").exists():
            return self.respond_user_inactive(request, user)
        return response

    def respond_user_inactive(self, request: HttpRequest, user: AbstractBaseUser) -> HttpResponse:
        staff = Staff.objects.filter(account_id=user.pk).first()
        if staff is not None:
            by = By(DOOR, timezone.now())
            accounts.sign_in_refused(staff, by, reason="inactive", address=address(request))
        return redirect("account_inactive")

    def login(self, request: HttpRequest, user: AbstractBaseUser) -> None:
        """All steps are passed: the act first, so that nobody comes in unrecorded."""
        methods = ".".join(str(r.get("type") or r["method"]) for r in get_authentication_records(request, user))
        staff = Staff.objects.get(account_id=user.pk)
        accounts.sign_in(staff, By(DOOR, timezone.now()), method=methods or "password", address=address(request))
        locking.forget(user.get_username())
        super().login(request, user)

    def logout(self, request: HttpRequest) -> None:
        staff = Staff.objects.filter(account__username=request.user.get_username()).first()
        if staff is not None:
            accounts.sign_out(staff, By(DOOR, timezone.now()))
        super().logout(request)

    def set_password(self, user: AbstractBaseUser, password: str) -> None:
        """A person's own new password, as an act; the account in hand learns it too, so that the session goes on."""
        staff = Staff.objects.get(account_id=user.pk)
        try:
            accounts.change_password(staff, By(staff, timezone.now()), password=password)
        except Refused as refusal:
            raise self.validation_error("enter_current_password") from refusal
        user.refresh_from_db()
