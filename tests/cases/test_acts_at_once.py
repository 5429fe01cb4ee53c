"""The acts that matter most, done twice at the same moment: one takes effect, the other is told why not."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from egret.acts.done import By
from egret.acts.queries import timeline
from egret.acts.refusals import Refused
from egret.approvals import acts as approvals
from egret.approvals import queries as signing
from egret.approvals.models import Approval
from egret.cases.acts import custody, penalty, prosecution
from egret.cases.models import AdministrativeCase, CriminalCase, Decision, Measure
from egret.demo import crimes, offences
from egret.demo.district import PROCURATORATE
from egret.demo.hands import review, sign_all
from egret.demo.matters import ASSAULT, BURGLARY
from egret.documents.models import Document, Way
from egret.documents.service import Handing
from egret.journal import audit
from tests.approvals.test_races import Run, at_once
from tests.building.org import NOON, District, later, police_city

__all__ = ["at_once"]
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
LATER = later(days=30)


def one_of_two(answers: list[Any]) -> None:
    assert sorted(type(answer).__name__ for answer in answers) == ["Outcome", "Refused"], answers
    (refusal,) = [answer for answer in answers if isinstance(answer, Refused)]
    assert all(str(reason.sentence) and str(reason.remedy) for reason in refusal.refusals)


def found(at_once: Run, ask: Callable[[], Any]) -> Any:
    (answer,) = at_once(ask)
    assert not isinstance(answer, Exception), answer
    return answer


@pytest.fixture
def city(transactional_db: None) -> District:
    return police_city()


def entries(pk: int, model: Any, act: str) -> int:
    return sum(one.act == act for one in timeline(model.objects.get(pk=pk), opened=False))


def test_one_decision_is_served_once(city: District, at_once: Run) -> None:
    case = offences.decided(city.squad, ASSAULT, NOON)
    decision = Decision.objects.get(subject_id=case.pk)

    def serve() -> Any:
        again = Decision.objects.get(pk=decision.pk)
        return penalty.serve_decision(case, By(city["officer"], LATER), decision=again, handing=Handing(Way.DIRECT))

    one_of_two(at_once(serve, serve))
    assert found(at_once, lambda: entries(case.pk, AdministrativeCase, "cases.serve_decision")) == 1
    receipts = Document.objects.filter(matter_id=case.pk, document_kind="送达回证")
    assert found(at_once, receipts.count) == 1


def test_one_case_is_sent_once(city: District, at_once: Run) -> None:
    """Proposed once, signed at the same moment by two: one opinion goes out, under one number."""
    case = crimes.concluded(city.squad, BURGLARY, NOON)
    given = {"to_organ": PROCURATORATE, "findings": "撬门入户", "attitude": "认罪认罚"}

    def propose() -> Any:
        return prosecution.send_for_prosecution(
            CriminalCase.objects.get(pk=case.pk), By(city["officer"], LATER), **given
        )

    one_of_two(at_once(propose, propose))
    pk = found(at_once, lambda: Approval.objects.get(act="cases.send_for_prosecution").pk)

    def sign() -> Any:
        approval = Approval.objects.get(pk=pk)
        step = signing.steps_now(approval).filter(state="waiting").order_by("turn", "pk").first()
        if step is None:
            raise Refused([])
        signer = signing.signers(step, LATER)[0].staff
        if step.level == "L3":
            return review(approval, signer, LATER)
        return approvals.sign(approval, By(signer, LATER), digest=approval.digest, opinion="同意")

    for _turn in range(4):
        at_once(sign, sign)
    assert found(at_once, lambda: CriminalCase.objects.get(pk=case.pk).stage) == "sent"
    assert found(at_once, lambda: entries(case.pk, CriminalCase, "cases.send_for_prosecution")) == 1
    opinions = Document.objects.filter(matter_id=case.pk, document_kind="起诉意见书")
    assert found(at_once, opinions.count) == 1


def test_one_suspect_is_released_once(city: District, at_once: Run) -> None:
    case = crimes.detained(city.squad, BURGLARY, NOON)

    def release() -> Any:
        measure = Measure.objects.get(case_id=case.pk, measure_kind="detention")
        return custody.release(case, By(city["officer"], LATER), measure=measure, released_at=LATER, reason="不批捕")

    one_of_two(at_once(release, release))
    papers = Document.objects.filter(matter_id=case.pk, document_kind="释放证明书")
    assert found(at_once, papers.count) == 1


def test_two_papers_at_once_have_two_numbers_and_no_gap(city: District, at_once: Run) -> None:
    one, two = (offences.decided(city.squad, ASSAULT, NOON) for _ in range(2))

    def serve(case: AdministrativeCase) -> Callable[[], Any]:
        decision = Decision.objects.get(subject_id=case.pk)
        by = By(city["officer"], LATER)
        return lambda: penalty.serve_decision(case, by, decision=decision, handing=Handing(Way.DIRECT))

    answers = at_once(serve(one), serve(two))
    assert not [answer for answer in answers if isinstance(answer, Exception)], answers
    receipts = Document.objects.filter(document_kind="送达回证")
    numbers = found(at_once, lambda: sorted(receipts.values_list("seq", flat=True)))
    assert numbers == [1, 2]
    report = found(at_once, lambda: audit.run(with_files=False))
    assert report.is_good, [str(fault) for fault in report.faults]


def test_a_decision_is_proposed_and_signed_once(city: District, at_once: Run) -> None:
    case = offences.noticed(city.squad, ASSAULT, NOON)
    remedies = {"review_organ": "鹭湖区人民政府", "court": "鹭湖区人民法院", "custody_place": "鹭岛市拘留所"}

    def decide() -> Any:
        decision = Decision.objects.get(subject_id=case.pk)
        return penalty.decide_penalty(case, By(city["officer"], LATER), decision=decision, **remedies)

    answers = at_once(decide, decide)
    one_of_two(answers)
    (outcome,) = [answer for answer in answers if not isinstance(answer, Exception)]
    at_once(lambda: sign_all(outcome, LATER))
    assert found(at_once, lambda: entries(case.pk, AdministrativeCase, "cases.decide_penalty")) == 1
