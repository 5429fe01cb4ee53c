"""The legal office at work, and papers that wait for it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from pytest_django import DjangoDbBlocker

from egret.acts.done import By
from egret.acts.refusals import Refused
from egret.approvals import acts as approving
from egret.approvals import queries as signing
from egret.approvals.models import Approval
from egret.approvals.stages import StepState
from egret.demo import crimes, offences
from egret.demo.hands import sign_all, taken_in
from egret.demo.matters import ASSAULT, BURGLARY
from egret.review.acts import items
from egret.review.models import ReviewItem
from tests.browser.fixtures import axe, browser, page, shoot, sign_in  # noqa: F401
from tests.building.org import NOON, District, later, police_city
from tests.cases.conftest import undone

LATE = later(days=10)


class Office:
    """A request for arrest that stands before the legal office, and who works there."""

    def __init__(self, city: District) -> None:
        self.city = city
        self.case, outcome = crimes.arrest_asked(city.squad, BURGLARY, NOON)
        sign_all(outcome, LATE, leave=2)
        assert outcome.proposed is not None
        self.key = outcome.proposed.pk

    @property
    def approval(self) -> Approval:
        return Approval.objects.get(pk=self.key)

    def by(self, post: str = "legal_reviewer") -> By:
        return self.city.by(post, LATE)

    def item(self) -> ReviewItem:
        """Taken in by the assistant, at the intake check."""
        return taken_in(self.approval, self.city["legal_assistant"], LATE)

    def taken_up(self) -> ReviewItem:
        items.take_up(self.item(), self.by())
        return again(ReviewItem.objects.get())

    def waiting_level(self) -> str:
        return signing.steps_now(self.approval).get(state=StepState.WAITING).level


def again(item: ReviewItem) -> ReviewItem:
    return ReviewItem.objects.get(pk=item.pk)


@pytest.fixture(scope="module")
def built(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Office]:
    """One city with its request for arrest for a whole file; every test undoes what it does."""
    with django_db_blocker.unblock(), undone():
        yield Office(police_city())


@pytest.fixture
def office(built: Office, db: None) -> Iterator[Office]:
    with undone():
        yield built


@pytest.fixture
def city(office: Office) -> District:
    return office.city


@pytest.fixture
def penalty(city: District) -> Callable[[], Any]:
    """A case whose penalty was put before the legal office."""
    return lambda: offences.submitted(city.squad, ASSAULT, NOON)


def sign(approval: Approval, by: By) -> None:
    approving.sign(approval, by, digest=approval.digest, opinion="同意")


def codes(refused: pytest.ExceptionInfo[Refused]) -> set[str]:
    """Codes of what stood against an act; each says why and what to do."""
    assert all(str(one.sentence) and str(one.remedy) for one in refused.value.refusals)
    return {one.code for one in refused.value.refusals}
