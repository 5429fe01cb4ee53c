"""Who is signed in, for views of every room."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import wraps
from typing import Any, Concatenate, ParamSpec

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _

from egret.org import queries
from egret.org.desk import held_by
from egret.org.holdings import units_known
from egret.org.models import Staff
from egret.ui.frame import MenuLink, Who

P = ParamSpec("P")
_KEPT = "_egret_officer"
_WHO = "_egret_who"
_MOMENT = "_egret_moment"

_OPEN = ("/account/", "/language/", "/static/")
"""Addresses that answer one who must first set a password."""


class NobodySignedIn(LookupError):
    """A view asked for the officer without `@staff_only`."""


def officer_or_none(request: HttpRequest) -> Staff | None:
    """The person signed in, read once for each request."""
    if not hasattr(request, _KEPT):
        user = getattr(request, "user", None)
        found = queries.staff_of(user) if user is not None and user.is_authenticated else None
        setattr(request, _KEPT, found)
    kept: Staff | None = getattr(request, _KEPT)
    return kept


def moment(request: HttpRequest) -> datetime:
    """One moment for all of a page: what a person holds then is asked once."""
    if not hasattr(request, _MOMENT):
        setattr(request, _MOMENT, timezone.now())
    kept: datetime = getattr(request, _MOMENT)
    return kept


def officer(request: HttpRequest) -> Staff:
    """The person signed in. Raises NobodySignedIn outside `@staff_only` views."""
    found = officer_or_none(request)
    if found is None:
        raise NobodySignedIn
    return found


def staff_only(
    view: Callable[Concatenate[HttpRequest, P], HttpResponseBase],
) -> Callable[Concatenate[HttpRequest, P], HttpResponseBase]:
    """Only people in service see this view; others are led to the sign-in page and back."""

    @wraps(view)
    def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        if officer_or_none(request) is None:
            return redirect_to_login(request.get_full_path())
        return view(request, *args, **kwargs)

    return guarded


def password_first(answer: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware: who signed in with a password set by another sets an own one before anything else."""

    def with_own_password(request: HttpRequest) -> HttpResponse:
        user: Any = getattr(request, "user", None)
        held_back = user is not None and user.is_authenticated and user.must_change_password
        if held_back and not request.path.startswith(_OPEN):
            return redirect("account_change_password")
        return answer(request)

    return with_own_password


def who(request: HttpRequest) -> Who | None:
    """The person for the frame of every page; the frame asks several times."""
    if not hasattr(request, _WHO):
        setattr(request, _WHO, _who(request))
    kept: Who | None = getattr(request, _WHO)
    return kept


def _who(request: HttpRequest) -> Who | None:
    staff = officer_or_none(request)
    if staff is None:
        return None
    at = moment(request)
    held = queries.posts_of(staff.pk, at, held_by(staff, at))
    units = units_known([staff.unit])
    return Who(
        name=staff.label,
        post="、".join(dict.fromkeys(one.kind.label for one in held if one.whole)) or _("未任职"),
        unit=units[staff.unit].label if staff.unit in units else "",
        links=[
            MenuLink(_("我的账号"), "org:my_account", "user-round"),
            MenuLink(_("我的岗位"), "org:my_posts", "badge-check"),
        ],
        sign_out="account_logout",
    )
