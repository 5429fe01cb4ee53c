"""Build the demo district once: founded, told, entered into the journal's tree and signed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from django.db import transaction

from egret.demo import growth, stories
from egret.demo.district import CITY_CODE, PASSWORD, demo_district, open_accounts
from egret.demo.hands import on
from egret.journal import sequencer
from egret.org.models import Staff, Unit
from egret.org.posts import post_kind
from egret.ui.frame import DemoAccount

FOUNDED_BEFORE = timedelta(days=90)
SMALL, FULL = "small", "full"
Say = Callable[[str, str], None]
"""Tells of progress, in Chinese and in English."""


def silent(_zh: str, _en: str) -> None:
    """Says nothing."""


def is_built() -> bool:
    return Unit.objects.filter(code=CITY_CODE).exists()


def tell(now: datetime, seed: int, say: Say = silent) -> None:
    """Found the district and tell its month. All or nothing: one transaction."""
    founded = on(min(now - FOUNDED_BEFORE, stories.NEW_YEAR - timedelta(days=60)), 0, 9)
    with transaction.atomic():
        say("正在设立机关、单位和人员…", "Founding organs, units and people …")
        demo = demo_district(founded)
        open_accounts(demo.people, founded)
        say("正在办理近一个月的警情和案件…", "Telling a month of incidents and cases …")
        stories.tell(demo, now, seed)


def build(now: datetime, seed: int = 1, say: Say = silent, *, scale: str = SMALL, beside: bool = False) -> bool:
    """Build the district up to `now`; false when it stands already.

    The full scale is told at once, or `beside` the web by the worker.
    """
    if is_built():
        return False
    with transaction.atomic():
        tell(now, seed, say)
        if scale == FULL and beside:
            growth.begin(now, seed)
    if scale == FULL and not beside:
        growth.tell_all(now, seed, say)
    say("正在签署执法日志…", "Signing the journal …")
    while sequencer.run_once(now).integrated:
        pass
    return True


def accounts() -> list[DemoAccount]:
    """One sign-in for each post of the district, police first."""
    found: dict[str, Staff] = {}
    staff = Staff.objects.exclude(account=None).prefetch_related("appointments__at_unit").order_by("pk")
    for one in staff:
        for held in one.appointments.all():
            found.setdefault(held.post, one)
    return [
        DemoAccount(one.police_number, f"{post_kind(post).label} {one.name}", PASSWORD) for post, one in found.items()
    ]
