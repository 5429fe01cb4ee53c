"""Promise of docs/how-to/add-an-act.md: one function with its card is enough for menu, form, entry and replay."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Annotated

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation

from egret.acts import cards
from egret.acts.cards import Ask
from egret.acts.done import By, Done
from egret.acts.machine import act
from egret.acts.ports import Paper
from egret.acts.refusals import Refusal
from egret.cases import queries
from egret.cases.models import AdministrativeCase
from egret.documents.models import Document
from egret.intake.papers import staff_fact
from egret.journal.models import Pending
from tests.building import cases
from tests.building.org import District
from tests.desk.conftest import city, signed_in  # noqa: F401

Enter = Callable[..., Client]
NAME = "cases.report_progress"


@pytest.fixture
def extra_act() -> Iterator[str]:
    """The worked example: enrolled as importing its module would, and taken out again."""

    @act(
        NAME,
        "报告办理进展",
        "Report progress",
        subject=AdministrativeCase,
        basis=("公安机关办理行政案件程序规定#258",),
        at=("investigating",),
        documents=("结案报告",),
        checklist=(("写明还差什么", "Say what is still missing"),),
    )
    def report_progress(
        case: AdministrativeCase, by: By, *, findings: Annotated[str, Ask("进展", "Progress", lines=True)]
    ) -> Done:
        """Tell the file how far the case has come."""
        facts = {
            "cause": case.cause,
            "accepted_at": case.opened,
            "findings": findings,
            "result": "尚在办理",
            "reason": "阶段报告",
            "officers": staff_fact(queries.team(case)),
        }
        return Done(papers=[Paper("结案报告", facts)], why="progress")

    @cards.guard(NAME)
    def not_empty(case: object, by: By, given: object) -> Refusal | None:
        words = given.get("findings", "") if isinstance(given, dict) else ""
        return Refusal("进展太短", "写明已经查明什么", code="short") if 0 < len(words) < 3 else None

    yield NAME
    cards._acts.pop(NAME)
    cards._guards.pop(NAME)


def test_one_function_is_on_the_menu_in_the_form_and_in_the_journal(
    city: District,  # noqa: F811
    signed_in: Enter,  # noqa: F811
    extra_act: str,
) -> None:
    case = cases.accepted(city)
    client = signed_in("officer")
    assert "报告办理进展" in client.get(reverse("desk:more_acts", args=[case.pk])).content.decode()

    path = reverse("desk:act", args=[case.pk, extra_act])
    page = client.get(path).content.decode()
    assert "进展" in page and "写明还差什么" in page and "结案报告" in page
    with translation.override("en"):
        assert cards.act_named(extra_act).card.label == "Report progress"

    before = Pending.objects.count()
    given = {"findings": "现场监控已调取，两名证人已询问。", "version": str(case.version), "key": "p1"}
    assert client.post(path, given).status_code == 302
    assert Pending.objects.count() == before + 1, "one act, one entry"
    assert Document.objects.filter(document_kind="结案报告").count() == 1
    assert client.post(path, given).status_code == 302
    assert Pending.objects.count() == before + 1, "the same form twice is done once"


def test_its_guard_answers_with_a_sentence_and_writes_nothing(
    city: District,  # noqa: F811
    signed_in: Enter,  # noqa: F811
    extra_act: str,
) -> None:
    case, client = cases.accepted(city), signed_in("officer")
    before = Pending.objects.count()
    path = reverse("desk:act", args=[case.pk, extra_act])
    answer = client.post(path, {"findings": "无", "version": str(case.version), "key": "p2"})
    assert answer.status_code == 422 and "进展太短" in answer.content.decode()
    assert Pending.objects.count() == before


def test_posts_without_the_power_do_not_do_it(
    city: District,  # noqa: F811
    signed_in: Enter,  # noqa: F811
    extra_act: str,
) -> None:
    case, client = cases.accepted(city), signed_in("legal_reviewer")
    path = reverse("desk:act", args=[case.pk, extra_act])
    before = Pending.objects.count()
    answer = client.post(path, {"findings": "现场监控已调取。", "version": str(case.version)})
    assert answer.status_code in (403, 404, 422) and Pending.objects.count() == before
