"""A unit to issue papers, an incident they belong to, and the real paper desk under stand-in powers and rules."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from egret.acts.deed import Deed, under
from egret.acts.done import By
from egret.acts.ports import Place, Scope, ports
from egret.acts.refusals import Refusal
from egret.documents.desk import DocumentsDesk
from egret.documents.models import Document
from egret.intake import acts as intake
from egret.intake.models import Incident
from egret.org.models import Account, Staff, Unit
from tests.acts.conftest import AT, Approvals, Powers, Rules
from tests.browser.fixtures import axe, browser, page, shoot, sign_in  # noqa: F401


@pytest.fixture(autouse=True)
def media(tmp_path: Path, settings: Any) -> Path:
    settings.HOME = tmp_path / "home"
    settings.STORAGES = {
        **settings.STORAGES,
        "default": {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": tmp_path / "media"},
        },
    }
    return tmp_path / "media"


@pytest.fixture
def desk() -> Iterator[DocumentsDesk]:
    kept = dict(vars(ports))
    made = DocumentsDesk()
    ports.powers, ports.rules, ports.papers, ports.approvals = AllOver(), Rules(), made, Approvals()
    yield made
    vars(ports).clear()
    vars(ports).update(kept)


class AllOver(Powers):
    """Everybody may do and see everything: who may is tested elsewhere."""

    def refusal(self, actor: Any, power: str, place: Place, at: datetime) -> Refusal | None:
        return None

    def scope(self, actor: Any, power: str, at: datetime) -> Scope:
        return Scope(everywhere=True)


def found() -> tuple[Place, Staff]:
    """City bureau, branch and station, and an officer of the station."""
    common: dict[str, Any] = {"opened": AT, "changed": AT, "agency": 9, "version": 1}
    rows = [
        ("鹭城市公安局", "鹭公", "city"),
        ("鹭城市公安局白鹭分局", "白鹭", "branch"),
        ("鹭城市公安局白鹭分局银江派出所", "银江", "station"),
    ]
    above: dict[str, int] = {}
    with under(Deed("test.found")):
        for name, short, level in rows:
            unit = Unit(
                unit=0, kind="unit", number=f"U{short}", title=name, code=f"3502{level}", name=name, short=short,
                level=level, stage="active", **common,
            )  # fmt: skip
            unit.save(force_insert=True)
            above[level] = unit.unit = unit.pk
            unit.city, unit.district = above["city"], above.get("branch")
            unit.save()
        account = Account(username="350201", password="", is_active=True, must_change_password=False)
        account.save()
        place = Place(above["station"], above["branch"], above["city"], 9)
        officer = Staff(
            unit=place.unit, district=place.district, city=place.city, kind="staff", number="S350201", title="王伟",
            name="王伟", police_number="350201", category="officer", sex="male", unit_code="350203", stage="serving",
            account=account, **common,
        )  # fmt: skip
        officer.save(force_insert=True)
    return place, officer


@pytest.fixture
def founded(db: None) -> tuple[Place, Staff]:
    return found()


@pytest.fixture
def by(founded: tuple[Place, Staff]) -> By:
    return By(founded[1], AT)


def register(place: Place, by: By) -> Incident:
    outcome = intake.register(place, by, channel="walk_in", sort="crime", title="银江路盗窃", account="昨夜家中被盗")
    return Incident.objects.get(pk=outcome.subject.pk)


@pytest.fixture
def matter(desk: DocumentsDesk, founded: tuple[Place, Staff], by: By) -> Incident:
    return register(founded[0], by)


@pytest.fixture
def paper(matter: Incident) -> Document:
    return Document.objects.get(matter_id=matter.pk)


@pytest.fixture
def officer(client: Client, founded: tuple[Place, Staff]) -> Client:
    client.force_login(founded[1].account)  # type: ignore[arg-type]
    return client
