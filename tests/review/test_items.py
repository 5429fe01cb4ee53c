"""统一审核、统一出口: assistants prepare, the reviewer speaks, and no leader signs and no paper leaves before that."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from egret.acts.done import Approved, By
from egret.acts.machine import place_of
from egret.acts.refusals import Refused
from egret.approvals import acts as approving
from egret.approvals.models import Approval
from egret.approvals.stages import StepState
from egret.cases.acts import penalty as penalties
from egret.cases.acts import prosecution
from egret.cases.acts.penalty import ReviewPoint
from egret.cases.models import AdministrativeCase, Review
from egret.documents.models import Document
from egret.org.acts import people
from egret.org.models import Category, Staff
from egret.review import chosen, followers
from egret.review.acts import items
from egret.review.acts.items import FormPoint
from egret.review.models import ReviewItem, ReviewStep
from egret.review.queries import items as queries
from tests.building.org import enrol
from tests.review.conftest import LATE, Office, again, codes, sign

ALL = tuple(ReviewPoint.values)
WHOLE = tuple(FormPoint.values)


def test_the_reviewers_word_is_the_offices_signature(office: Office) -> None:
    item = office.taken_up()
    outcome = items.agree(item, office.by(), points=ALL, opinion="事实清楚，同意提请批准逮捕。")
    assert again(item).stage == "passed" and again(item).passed
    assert office.waiting_level() == "L4"
    step = office.approval.steps.get(level="L3", state=StepState.SIGNED)
    assert step.signed_by == office.city["legal_reviewer"] and step.opinion == "事实清楚，同意提请批准逮捕。"
    assert outcome.uid
    sign(office.approval, office.by("bureau_head"))
    assert office.approval.stage == "carried_out"
    assert Document.objects.filter(matter_id=office.case.pk, document_kind="提请批准逮捕书").exists()


def test_no_signature_of_the_office_or_a_leader_without_the_review(office: Office) -> None:
    with pytest.raises(Refused) as no:
        sign(office.approval, office.by("legal_reviewer"))
    assert codes(no) == {"两统一"}
    assert office.waiting_level() == "L3" and not ReviewItem.objects.exists()


def test_a_leader_who_stands_in_for_the_office_waits_for_the_review_too(office: Office) -> None:
    step = office.approval.steps.get(level="L3", state=StepState.WAITING)
    assert step.asked_level == "L3"
    with pytest.raises(Refused) as no:
        approving.sign(office.approval, office.by("bureau_head"), digest=office.approval.digest, opinion="同意")
    assert codes(no) == {"turn"}, "it is not the leader's turn at all"


def test_the_act_itself_asks_for_the_review_of_its_own_approval(office: Office) -> None:
    approved = Approved(office.key, "0" * 26, ())
    given = {"to_organ": "检察院", "findings": "事实", "attitude": "认罪"}
    found = prosecution.send_for_prosecution.refusals(
        office.case, By(office.city["officer"], LATE, approved=approved), given
    )
    assert {one.code for one in found if one.severity == "block"} >= {"两统一"}
    hints = prosecution.send_for_prosecution.refusals(office.case, By(office.city["officer"], LATE), given)
    assert [one.severity for one in hints if one.code == "两统一"] == ["hint"]


def test_assistants_prepare_and_the_reviewer_decides(office: Office) -> None:
    aide = office.by("legal_assistant")
    item = office.item()
    items.check_form(item, aide, points=WHOLE)
    items.check_evidence(again(item), aide)
    items.proofread(again(item), aide)
    items.make_file(again(item), aide, note="二册")
    assert again(item).stage == "review"
    assert [one.kind for one in queries.steps_of(item)] == ["form", "evidence", "proof", "filing"]
    for act, given in ((items.agree, {"points": ALL, "opinion": "同意"}), (items.give_back, {"defects": ("缺证据",)})):
        with pytest.raises(Refused) as no:
            act(again(item), aide, **given)  # type: ignore[operator]
        assert codes(no) >= {"power", "R04"}, "an auxiliary never decides"
    items.agree(again(item), office.by(), points=ALL, opinion="同意")
    assert again(item).stage == "passed"


@pytest.mark.parametrize("name", ["check_form", "check_evidence", "proofread"])
def test_a_defect_goes_straight_to_the_reviewer(office: Office, name: str) -> None:
    aide, item = office.by("legal_assistant"), office.item()
    order = ["check_form", "check_evidence", "proofread"]
    for step in order[: order.index(name)]:
        getattr(items, step)(again(item), aide, **({"points": WHOLE} if step == "check_form" else {}))
    getattr(items, name)(again(item), aide, defects=("第三次讯问笔录缺签名",))
    assert again(item).stage == "review"
    last = queries.steps_of(item).last()
    assert last is not None and not last.sound and "第三次讯问笔录缺签名" in last.defects


def test_what_is_missing_at_intake_is_named(office: Office) -> None:
    item = office.item()
    items.check_form(item, office.by("legal_assistant"), points=WHOLE[:-1])
    assert again(item).stage == "review"
    assert ReviewStep.objects.get(subject_id=item.pk).defects == ["缺：涉案财物清单在卷"]


def test_sent_back_with_named_defects_and_reviewed_anew(office: Office) -> None:
    item = office.taken_up()
    with pytest.raises(Refused) as no:
        items.give_back(item, office.by(), defects=())
    assert codes(no) == {"reasons"}
    items.give_back(item, office.by(), defects=("社会危险性没有证据", "缺到案经过"))
    assert again(item).stage == "returned" and again(item).passed is False
    approval = office.approval
    assert approval.stage == "sent_back"
    assert "社会危险性没有证据；缺到案经过" in {one.opinion for one in approval.steps.all()}
    approving.resubmit(approval, By(approval.proposer, LATE))
    for post in ("legal_clerk", "unit_head"):
        sign(office.approval, office.by(post))
    assert [one.pk for one in queries.papers_waiting(office.city["legal_reviewer"], LATE)] == [office.key]
    with pytest.raises(Refused) as no:
        sign(office.approval, office.by())
    assert codes(no) == {"两统一"}, "the review of the first round does not count for the second"


def test_six_points_or_nothing(office: Office) -> None:
    item = office.taken_up()
    with pytest.raises(Refused) as no:
        items.agree(item, office.by(), points=ALL[1:], opinion="同意")
    assert "主体合格、有管辖权" in str(no.value)
    assert office.waiting_level() == "L3" and again(item).passed is None


def test_taken_in_once(office: Office) -> None:
    office.item()
    with pytest.raises(Refused) as no:
        office.item()
    assert codes(no) == {"twice"}
    assert queries.papers_waiting(office.city["legal_reviewer"], LATE) == []


def test_only_what_stands_before_the_office_is_taken_in(office: Office) -> None:
    by = office.by("legal_assistant")
    with pytest.raises(Refused) as no:
        items.receive(place_of(office.case), by, matter=office.case)
    assert codes(no) == {"choice"}
    office.item()
    items.take_up(ReviewItem.objects.get(), office.by())
    items.agree(ReviewItem.objects.get(), office.by(), points=ALL, opinion="同意")
    with pytest.raises(Refused) as no:
        items.receive(place_of(office.case), by, matter=office.approval)
    assert codes(no) == {"turn"}
    with pytest.raises(Refused) as no:
        items.receive(place_of(office.case), office.by("officer"), matter=office.approval)
    assert codes(no) == {"power"}


def second_reviewer(office: Office) -> Staff:
    return enrol(office.city.legal_office, "520291", "白远", "legal_reviewer")


def test_what_is_one_reviewers_is_not_taken_by_another(office: Office) -> None:
    item, other = office.taken_up(), second_reviewer(office)
    with pytest.raises(Refused) as no:
        items.agree(item, By(other, LATE), points=ALL, opinion="同意")
    assert codes(no) == {"assigned"}
    items.assign(item, office.by(), reviewer=other)
    items.agree(again(item), By(other, LATE), points=ALL, opinion="同意")
    assert again(item).reviewer == other


def test_the_one_with_least_in_hand_is_proposed_and_nobody_of_the_team(office: Office) -> None:
    other, item = second_reviewer(office), office.taken_up()
    assert [one.pk for one in queries.candidates(item, LATE)] == [other.pk, office.city["legal_reviewer"].pk]
    case = office.case
    with pytest.raises(Refused) as no:
        items.assign(item, office.by(), reviewer=Staff.objects.get(pk=case.owner))
    assert "R53" in codes(no)


def test_no_reviewer_without_the_qualification_on_that_day(office: Office) -> None:
    unfit, item = second_reviewer(office), office.item()
    people.confirm_qualification(
        unfit, office.city.by("personnel"), number="A1", since=date(2020, 3, 1), until=LATE.date()
    )
    with pytest.raises(Refused) as no:
        items.take_up(item, By(Staff.objects.get(pk=unfit.pk), LATE))
    assert codes(no) == {"R53"}


def test_second_review_is_by_somebody_else(office: Office) -> None:
    item, other = office.taken_up(), second_reviewer(office)
    items.agree(item, office.by(), points=ALL, opinion="同意，拿不准，提请二次审核", ask_second=True)
    assert again(item).stage == "second" and office.waiting_level() == "L3"
    with pytest.raises(Refused) as no:
        items.agree_second(again(item), office.by(), opinion="同意")
    assert codes(no) == {"R53"}
    items.agree_second(again(item), By(other, LATE), opinion="同意")
    assert again(item).stage == "passed" and again(item).second == other and office.waiting_level() == "L4"


def test_second_review_where_the_force_chose_it(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(chosen, "second_review", lambda on: ("cases.request_arrest",))
    item = office.taken_up()
    items.agree(item, office.by(), points=ALL, opinion="同意")
    assert again(item).stage == "second"


def test_a_penalty_has_its_written_opinion_from_the_desk(office: Office, penalty: Callable[[], Any]) -> None:
    case = penalty()
    assert [one.pk for one in queries.penalties_waiting(office.city["legal_reviewer"], LATE)] == [case.pk]
    items.receive(place_of(case), office.by("legal_assistant"), matter=case)
    item = ReviewItem.objects.get(act="cases.legal_review")
    items.take_up(item, office.by())
    items.agree(again(item), office.by(), points=ALL, opinion="事实清楚，量罚适当。")
    view = Review.objects.get(subject_id=case.pk, kind="法制审核")
    assert view.passed and view.opinion == "事实清楚，量罚适当。" and view.reviewer == office.city["legal_reviewer"].pk
    assert Document.objects.filter(matter_id=case.pk, document_kind="法制审核意见书").count() == 1
    assert queries.penalties_waiting(office.city["legal_reviewer"], LATE) == []


def test_a_penalty_sent_back_from_the_desk_is_dropped(office: Office, penalty: Callable[[], Any]) -> None:
    case = penalty()
    items.receive(place_of(case), office.by("legal_assistant"), matter=case)
    item = ReviewItem.objects.get(act="cases.legal_review")
    items.take_up(item, office.by())
    items.give_back(again(item), office.by(), defects=("伤情照片没有说明",))
    assert AdministrativeCase.objects.get(pk=case.pk).stage == "investigating"
    assert again(item).stage == "returned"


def test_what_went_another_way_is_ended(office: Office, penalty: Callable[[], Any]) -> None:
    item = office.item()
    case = penalty()
    items.receive(place_of(case), office.by("legal_assistant"), matter=case)
    assert followers.end_over(LATE) == 0
    approving.withdraw(office.approval, By(office.approval.proposer, LATE), reasons="材料有误")
    reviewer = office.by()
    decision = queries.put_forward(case)
    assert decision is not None
    penalties.legal_review(
        AdministrativeCase.objects.get(pk=case.pk), reviewer, decision=decision, points=ALL, passed=True, opinion="同意"
    )
    assert followers.end_over(LATE) == 2 and again(item).stage == "ended"
    assert followers.end_over(LATE) == 0


def test_review_end_is_not_for_people(office: Office) -> None:
    item = office.item()
    with pytest.raises(Refused) as no:
        items.end(item, office.by("officer"), why="x")
    assert codes(no) == {"power"}


def test_every_act_of_the_exit_is_an_act_with_a_chain_through_the_office() -> None:
    from egret.acts.cards import act_named
    from egret.law import approval_chains

    for name in chosen.ever_single_exit():
        card = act_named(name).card
        chain = approval_chains.chain_of(card.approval, "criminal")
        levels = [step.level for step in chain.steps(LATE.date(), {"provincial": False})]
        assert "L3" in levels and "L4" in levels and levels.index("L3") < levels.index("L4"), name


def test_auxiliary_is_an_auxiliary(office: Office) -> None:
    assert office.city["legal_assistant"].category == Category.AUXILIARY


def test_approvals_outside_the_exit_are_signed_as_before(office: Office) -> None:
    assert Approval.objects.filter(act="cases.detain", stage="carried_out").exists()
    assert not ReviewItem.objects.exists()
