"""Second factors: one-time codes, passkeys, recovery codes; secrets encrypted, failures counted, changes recorded."""

from __future__ import annotations

import base64
import hashlib
from typing import Any

from allauth.core import context
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa import signals
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from allauth.mfa.models import Authenticator
from cryptography.fernet import Fernet
from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from egret.acts.done import By
from egret.org import locking
from egret.org.acts import accounts
from egret.org.door import locked_page, refused
from egret.org.models import Account, Staff


def _box() -> Fernet:
    key = hashlib.sha256(b"egret second factor\0" + settings.SECRET_KEY.encode()).digest()
    return Fernet(base64.urlsafe_b64encode(key))


class SecondFactor(DefaultMFAAdapter):
    """Keeps secrets encrypted with a key drawn from the session key."""

    def encrypt(self, text: str) -> str:
        return _box().encrypt(text.encode()).decode("ascii")

    def decrypt(self, encrypted_text: str) -> str:
        return _box().decrypt(encrypted_text.encode("ascii")).decode()

    def get_totp_issuer(self) -> str:
        return _("白鹭执法平台")

    def _get_site_name(self) -> str:
        return _("白鹭执法平台")


class _Counted:
    """A wrong code counts like a wrong password, under the same lock."""

    user: Account

    def clean_code(self) -> str:
        request: HttpRequest = context.request
        self._ask_lock(request)
        try:
            return super().clean_code()  # type: ignore[misc,no-any-return]
        except ValidationError:
            refused(self.user.get_username(), "code", request)
            self._ask_lock(request)
            raise

    def _ask_lock(self, request: HttpRequest) -> None:
        until = locking.locked_until(self.user.get_username(), timezone.now())
        if until is not None:
            raise ImmediateHttpResponse(locked_page(request, until))


class CountedAuthenticateForm(_Counted, AuthenticateForm):
    """The second step of signing in."""


class CountedReauthenticateForm(_Counted, ReauthenticateForm):
    """Asked again before something delicate."""


def _record(what: str, user: Account, authenticator: Authenticator) -> None:
    staff = Staff.objects.filter(account=user).first()
    if staff is not None:
        accounts.change_second_factor(staff, By(staff, timezone.now()), what=what, kind=str(authenticator.type))


def _added(user: Account, authenticator: Authenticator, **_more: Any) -> None:
    _record("added", user, authenticator)


def _removed(user: Account, authenticator: Authenticator, **_more: Any) -> None:
    _record("removed", user, authenticator)


def _reset(user: Account, authenticator: Authenticator, **_more: Any) -> None:
    _record("reset", user, authenticator)


def listen() -> None:
    """allauth offers no other place than its signals to learn of a changed factor."""
    signals.authenticator_added.connect(_added, dispatch_uid="egret.factor.added")
    signals.authenticator_removed.connect(_removed, dispatch_uid="egret.factor.removed")
    signals.authenticator_reset.connect(_reset, dispatch_uid="egret.factor.reset")
