"""Accounts are opened, shut and given new passwords; who came in, was refused or left is on the record."""

from __future__ import annotations

from typing import Annotated

from django.utils.translation import gettext_lazy as _

from egret.acts.cards import Ask
from egret.acts.done import By, Done
from egret.acts.machine import act
from egret.acts.refusals import refuse
from egret.org.models import Account, Lock, Staff

_LAW = ("网络安全法#23", "个人信息保护法#51")


@act("org.open_account", "开通账号", "Open an account", subject=Staff, basis=_LAW, menu=False)
def open_account(staff: Staff, by: By, *, password: str, must_change: bool = True) -> Done:
    """A person gets an account under the police number. The password stays out of the journal."""
    if staff.account is not None:
        if staff.account.is_active:
            raise refuse(_("本人已有账号"), _("如忘记密码，请办理重设密码"), code="twice")
        staff.account.is_active = True
        _set_password(staff.account, password, by, must_change=must_change)
        return Done(why="reopened")
    account = Account(username=staff.police_number)
    _set_password(account, password, by, must_change=must_change)
    staff.account = account
    return Done()


@act("org.close_account", "停用账号", "Shut an account", subject=Staff, basis=_LAW)
def close_account(staff: Staff, by: By) -> Done:
    """The account signs in no more; open sessions end with the next page."""
    account = _account(staff)
    if not account.is_active:
        raise refuse(_("账号已经停用"), code="twice")
    account.is_active = False
    account.save(update_fields=["is_active"])
    return Done()


@act("org.reset_password", "重设密码", "Reset a password", subject=Staff, basis=_LAW, menu=False)
def reset_password(staff: Staff, by: By, *, password: str) -> Done:
    """An administrator sets a password for one use; it must be changed at the next sign-in."""
    _set_password(_account(staff), password, by, must_change=True)
    return Done()


@act("org.unlock_account", "解除锁定", "Unlock an account", subject=Staff, basis=_LAW)
def unlock_account(staff: Staff, by: By) -> Done:
    """A lock after failed sign-ins is lifted before its time."""
    if not Lock.objects.filter(name=_account(staff).username, until__gt=by.at).exists():
        raise refuse(_("账号没有被锁定"), code="twice")
    Lock.objects.filter(name=_account(staff).username).delete()
    return Done()


@act("org.change_password", "更改密码", "Change one's password", subject=Staff, basis=_LAW, menu=False)
def change_password(staff: Staff, by: By, *, password: str) -> Done:
    """A person sets the own password."""
    _oneself(staff, by)
    _set_password(_account(staff), password, by, must_change=False)
    return Done()


@act("org.change_second_factor", "变更登录第二要素", "Change a second factor", subject=Staff, basis=_LAW, menu=False)
def change_second_factor(
    staff: Staff, by: By, *, what: Annotated[str, Ask("事项", "What")], kind: Annotated[str, Ask("种类", "Kind")]
) -> Done:
    """A one-time code generator, passkey or set of recovery codes was added, removed or made anew."""
    _oneself(staff, by)
    return Done(why=what, fields={"factor": kind})


@act("org.sign_in", "登录", "Sign in", subject=Staff, basis=_LAW, menu=False, system=True, at=("serving",))
def sign_in(staff: Staff, by: By, *, method: str, address: str = "") -> Done:
    """A person came in, by which means and from where."""
    return Done(why=method, fields={"address": address})


@act(
    "org.sign_in_refused",
    "登录被拒",
    "Sign-in refused",
    subject=Staff,
    basis=_LAW,
    menu=False,
    system=True,
    at=("serving", "left"),
)
def sign_in_refused(staff: Staff, by: By, *, reason: str, address: str = "") -> Done:
    """Somebody tried to come in under this person's number."""
    return Done(why=reason, fields={"address": address})


@act("org.sign_out", "退出", "Sign out", subject=Staff, basis=_LAW, menu=False, system=True, at=("serving", "left"))
def sign_out(staff: Staff, by: By) -> Done:
    """A person left."""
    return Done()


def _account(staff: Staff) -> Account:
    if staff.account is None:
        raise refuse(_("本人没有账号"), _("请先开通账号"), code="account")
    return staff.account


def _oneself(staff: Staff, by: By) -> None:
    if by.actor.pk != staff.pk:
        raise refuse(_("只能由本人办理"), code="self")


def _set_password(account: Account, password: str, by: By, *, must_change: bool) -> None:
    account.set_password(password)
    account.must_change_password = must_change
    account.password_set = by.at
    account.save()
