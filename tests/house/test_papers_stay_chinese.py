"""Promise: who works in English leaves the same rows, papers and digests as who works in Chinese."""

from __future__ import annotations

import re

from django.utils import translation

from egret.cases.models import Decision, Notice
from egret.demo import crimes, offences
from egret.demo.hands import sign_all
from egret.demo.matters import ASSAULT, BURGLARY
from egret.documents.models import Document
from tests.building.org import NOON, police_city

ENGLISH = re.compile(r"[A-Za-z]{4,}")


def test_proposed_in_english_signed_in_chinese(db: None) -> None:
    city = police_city()
    with translation.override("en"):
        case, outcome = offences.decision_asked(city.squad, ASSAULT, NOON)
    with translation.override("zh-hans"):
        sign_all(outcome, offences.on(NOON, 3, 11))
    assert Decision.objects.get(subject_id=case.pk).kind == "行政拘留、罚款"
    assert {one.way for one in Notice.objects.filter(subject_id=case.pk)} <= {"", "书面", "当面", "电话"}
    for paper in Document.objects.filter(matter_id=case.pk):
        found = ENGLISH.findall(str(paper.content.get("facts", paper.content)))
        assert not [word for word in found if word in ("Administrative", "Fine", "Public", "writing", "jurisdiction")]


def test_an_arrest_recorded_in_english_can_be_executed_in_chinese(db: None) -> None:
    city = police_city()
    with translation.override("en"):
        case = crimes.arrested(city.squad, BURGLARY, NOON)
    assert [one.kind for one in case.partner_replies.all()] == ["批准逮捕"]
