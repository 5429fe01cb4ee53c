"""The two whole stories, act by act, without pages: nothing refused, every clock right, every paper there."""

from __future__ import annotations

import pytest

from egret.acts.models import Clock
from egret.acts.queries import timeline
from egret.documents.models import Document
from tests.building import cases
from tests.building.org import police_city

pytestmark = pytest.mark.django_db


def test_an_assault_is_punished_from_report_to_closing() -> None:
    city = police_city()
    case = cases.closed(city)
    assert case.stage == "closed"
    kinds = set(Document.objects.filter(matter_id=case.pk).values_list("document_kind", flat=True))
    assert {"受案登记表", "传唤证", "询问笔录", "行政处罚告知笔录", "法制审核意见书", "行政处罚决定书", "送达回证",
            "行政拘留执行回执", "结案报告"} <= kinds  # fmt: skip
    late = [c.rule for c in Clock.objects.filter(subject_id=case.pk, for_police=True, ended=None)]
    assert late == []
    acts = [entry.act for entry in timeline(case, opened=False)]
    assert acts[0] == "cases.accept_administrative" and acts[-1] == "cases.close"


def test_a_burglar_is_sent_for_prosecution() -> None:
    city = police_city()
    case = cases.sent(city)
    assert case.stage == "sent"
    kinds = set(Document.objects.filter(matter_id=case.pk).values_list("document_kind", flat=True))
    assert {"立案决定书", "拘留证", "拘留通知书", "提请批准逮捕书", "逮捕证", "侦查终结报告书", "起诉意见书"} <= kinds
    running = set(Clock.objects.filter(subject_id=case.pk, ended=None).values_list("rule", flat=True))
    assert running <= {"C37", "C14", "C19", "C20"}
