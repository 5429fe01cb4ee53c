"""The demo district: built once, by acts alone, the same for the same seed and moment."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth import authenticate
from django.db import transaction

from egret.acts.models import Clock, Subject
from egret.approvals.models import Approval
from egret.cases.models import AdministrativeCase, CriminalCase
from egret.demo import building
from egret.demo.district import PASSWORD
from egret.intake.models import Incident
from egret.journal import audit
from egret.org.posts import post_kinds

NOW = datetime(2026, 11, 20, 6, 30, tzinfo=UTC)

pytestmark = [pytest.mark.django_db]


def picture() -> list[tuple[str, str, str, str]]:
    return sorted(Subject.objects.exclude(kind="document").values_list("kind", "number", "title", "stage"))


@pytest.fixture
def district(settings: Any) -> None:
    settings.PASSWORD_HASHERS = ["egret.demo.hashing.QuickArgon2"]
    assert building.build(NOW)


def test_it_stands_as_promised_and_the_journal_proves_it(district: None) -> None:
    assert not building.build(NOW), "a built district is not built twice"

    admin = set(AdministrativeCase.objects.values_list("stage", flat=True))
    assert admin >= {
        "filed", "investigating", "mediation", "agreed", "review", "noticed", "decided", "served",
        "executing", "closed",
    }  # fmt: skip
    criminal = set(CriminalCase.objects.values_list("stage", flat=True))
    assert criminal >= {
        "filing_review", "not_filed", "filed", "investigating", "suspect_in", "concluded", "sent",
        "returned", "archived",
    }  # fmt: skip
    incidents = set(Incident.objects.values_list("stage", flat=True))
    assert incidents >= {"received", "registered", "dispute", "settled", "not_police", "transferred", "duplicate"}
    assert 40 <= Incident.objects.count() <= 50

    waiting = Counter(Approval.objects.filter(stage="waiting").values_list("act", flat=True))
    assert {
        "cases.accept_administrative",
        "cases.decide_penalty",
        "cases.request_arrest",
        "cases.send_for_prosecution",
    } <= waiting.keys()
    running = Clock.objects.filter(ended=None, for_police=True, state="running")
    assert running.filter(legal_due__lt=NOW).exists(), "one limit is missed"
    assert running.filter(guard_due__gte=NOW, guard_due__lt=NOW + timedelta(days=1)).exists(), "one ends soon"
    assert not Subject.objects.filter(changed__gt=NOW).exists(), "nothing happened in the future"

    accounts = building.accounts()
    assert len(accounts) == len(post_kinds()), "one sign-in for each post"
    for one in accounts:
        account = authenticate(None, username=one.login, password=PASSWORD)
        assert account is not None and not account.must_change_password, one.who

    report = audit.run()
    assert report.is_good, report.faults[:3]
    assert report.pending == 0 and report.checkpoints


def test_the_same_seed_and_moment_make_the_same_district(settings: Any, tmp_path: Path) -> None:
    settings.PASSWORD_HASHERS = ["egret.demo.hashing.QuickArgon2"]
    pictures = []
    for _turn in range(2):
        with transaction.atomic():
            mark = transaction.savepoint()
            building.tell(NOW, seed=7)
            pictures.append(picture())
            transaction.savepoint_rollback(mark)
    assert pictures[0] == pictures[1]
