"""What the frame of every page asks of the rooms above: who is signed in, where search and citations lead."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse

from egret.ui.rail import Text


@dataclass(frozen=True, slots=True)
class MenuLink:
    """A line in the menu under one's own name."""

    text: Text
    url: str
    """Name of the address, without arguments."""
    icon: str = "chevron-right"

    @property
    def address(self) -> str:
        return address(self.url)


@dataclass(frozen=True, slots=True)
class Who:
    """The person signed in, as the bar shows them."""

    name: str
    post: str = ""
    unit: str = ""
    links: Sequence[MenuLink] = ()
    sign_out: str = ""
    """Name of the address that signs out by POST."""


@dataclass(frozen=True, slots=True)
class DemoAccount:
    """A sign-in of the fictional district, shown on the sign-in page of a demo."""

    login: str
    who: Text
    secret: str


@dataclass
class _Frame:
    who: Callable[[HttpRequest], Who | None] | None = None
    citation: Callable[[str], str | None] | None = None
    demo: Callable[[], Sequence[DemoAccount]] | None = None
    search: str = ""
    suggest: str = ""
    home: str = "/"


_frame = _Frame()


def set_who(ask: Callable[[HttpRequest], Who | None]) -> None:
    """`org` says who is signed in and in which post."""
    _frame.who = ask


def set_demo_accounts(ask: Callable[[], Sequence[DemoAccount]]) -> None:
    """`demo` says who may try the fictional district; asked only while the setting says it is a demo."""
    _frame.demo = ask


def set_citation(lead: Callable[[str], str | None]) -> None:
    """`law` says at which address a citation (`刑事诉讼法#82`) can be read, or None."""
    _frame.citation = lead


def set_search(search: str, suggest: str = "") -> None:
    """Names of the addresses that answer the search box (`?q=`) and that suggest while typing (an HTML fragment)."""
    _frame.search, _frame.suggest = search, suggest


def who(request: HttpRequest) -> Who | None:
    """Asked by bar, rail and search box; answered once a request."""
    if not hasattr(request, "_egret_who"):
        request._egret_who = _ask_who(request)  # type: ignore[attr-defined]
    found: Who | None = request._egret_who  # type: ignore[attr-defined]
    return found


def _ask_who(request: HttpRequest) -> Who | None:
    if _frame.who is not None:
        return _frame.who(request)
    user = getattr(request, "user", None)
    return Who(user.get_username()) if user is not None and user.is_authenticated else None


def demo_accounts() -> Sequence[DemoAccount]:
    return _frame.demo() if _frame.demo is not None and getattr(settings, "IS_DEMO", False) else ()


def citation_address(citation: str) -> str | None:
    return _frame.citation(citation) if _frame.citation else None


def address(name: str) -> str:
    """Address of that name, or nothing while no room answers it."""
    if not name or name.startswith("/"):
        return name
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""


def search_address() -> str:
    return address(_frame.search)


def suggest_address() -> str:
    return address(_frame.suggest)
