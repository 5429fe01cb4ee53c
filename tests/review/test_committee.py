"""集体审议: put on the agenda, heard, voted under seal, opened together, decided with dissent kept, carried out."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from pytest_django import DjangoDbBlocker

from egret.acts.cards import act_named, ask_guards
from egret.acts.done import By
from egret.acts.models import Clock, ClockState
from egret.acts.queries import as_of
from egret.acts.refusals import Refused
from egret.cases.acts import penalty
from egret.cases.guards.collective import leaders_have_decided
from egret.cases.models import AdministrativeCase, CaseFacts, CriminalCase, Decision, Review
from egret.demo import crimes, offences
from egret.demo.matters import ASSAULT, BURGLARY
from egret.documents.models import Document
from egret.journal import reading
from egret.org.models import Staff
from egret.review import chosen
from egret.review.acts import committee as acts
from egret.review.chosen import CommitteeRule
from egret.review.models import AgendaItem, Ballot, Committee, Seat, Vote
from egret.review.models.committee import commitment
from egret.review.queries import committee as queries
from tests.building.org import NOON, enrol, later, police_city
from tests.cases.conftest import undone
from tests.review.conftest import codes

LATE = later(days=30)


class Board:
    """A committee of four, and two cases that could go before it."""

    def __init__(self) -> None:
        self.city = police_city()
        by = self.by()
        acts.found_committee(self.city.branch.place, by, title="鹭湖分局案件集体审议委员会")
        self.members = [
            self.city["bureau_head"],
            enrol(self.city.branch, "350881", "邱立", "bureau_head"),
            enrol(self.city.branch, "350882", "温岭", "bureau_head"),
            enrol(self.city.legal_office, "350883", "白远", "legal_reviewer"),
        ]
        for one in self.members:
            acts.seat_member(self.committee, by, member=one, chairs=one == self.members[0])
        self.penal = offences.noticed(self.city.squad, ASSAULT, NOON).pk
        self.crime = crimes.detained(self.city.squad, BURGLARY, NOON).pk

    @property
    def committee(self) -> Committee:
        return Committee.objects.get()

    @property
    def penalty(self) -> AdministrativeCase:
        return AdministrativeCase.objects.get(pk=self.penal)

    @property
    def case(self) -> CriminalCase:
        return CriminalCase.objects.get(pk=self.crime)

    def by(self, post: str = "legal_reviewer") -> By:
        return self.city.by(post, LATE)

    def listed(self, case: CaseFacts, act: str, trigger: str) -> AgendaItem:
        acts.put_on_agenda(
            case, self.by(), committee=self.committee, trigger=trigger, act=act, question="是否属情节复杂？如何处理？"
        )
        return AgendaItem.objects.latest("pk")

    def sitting(self, *members: Staff) -> dict[str, Any]:
        return {
            "chair": self.members[0],
            "present": members or tuple(self.members[:3]),
            "held_at": LATE,
            "place": "分局三楼会议室",
        }

    def convened(self, item: AgendaItem) -> AgendaItem:
        acts.convene(item, self.by(), **self.sitting())
        return again(item)

    def voting(self, item: AgendaItem) -> AgendaItem:
        acts.present(self.convened(item), self.by(), report="案情和争议焦点。")
        return again(item)

    def vote(self, item: AgendaItem, *votes: Vote) -> AgendaItem:
        for member, vote in zip(self.members, votes, strict=False):
            acts.cast_vote(again(item), By(member, LATE), vote=vote, reasons=f"{member.name}的理由")
        return again(item)

    def decided(self, item: AgendaItem, *votes: Vote) -> AgendaItem:
        item = self.vote(self.voting(item), *votes)
        acts.open_votes(item, self.by())
        acts.decide(again(item), self.by(), conclusion="按多数意见处理。")
        return again(item)


def again(item: AgendaItem) -> AgendaItem:
    return AgendaItem.objects.get(pk=item.pk)


@pytest.fixture(scope="module")
def built(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Board]:
    with django_db_blocker.unblock(), undone():
        yield Board()


@pytest.fixture
def board(built: Board, db: None) -> Iterator[Board]:
    with undone():
        yield built


def held_against(case: CaseFacts, act: str, by: By) -> dict[str, str]:
    """Severity of what the committee's guard holds against an act, with its sentence."""
    found = ask_guards(act_named(act).card, case, by, {})
    return {one.severity: str(one) for one in found if one.code == "F66" and "审议" in str(one)}


AGREE, OBJECT, ABSTAIN = Vote.AGREE, Vote.OBJECT, Vote.ABSTAIN


def test_from_the_agenda_to_what_came_of_it(board: Board) -> None:
    item = board.decided(board.listed(board.case, "cases.conclude", "conclude_grave"), AGREE, OBJECT, AGREE)
    assert item.stage == "decided" and item.agreed
    minutes = Document.objects.get(matter_id=item.pk, document_kind="集体审议纪要")
    told = str(minutes.content) + minutes.sealed
    assert "不同意：邱立的理由" in told, "dissent stays in the minutes"
    assert Clock.objects.get(subject_id=item.pk, rule="N03").state == ClockState.RUNNING
    acts.finish_agenda(item, board.by(), carried_out="已按决定侦查终结。")
    assert again(item).stage == "done" and again(item).closed
    assert Clock.objects.get(subject_id=item.pk, rule="N03").state == ClockState.STOPPED


def test_nobody_reads_a_vote_before_all_are_opened(board: Board) -> None:
    item = board.vote(board.voting(board.listed(board.case, "cases.conclude", "conclude_grave")), OBJECT)
    ballot = Ballot.objects.get()
    assert ballot.vote == "" and ballot.reasons == "" and ballot.salt == ""
    image = str(as_of(item, LATE).rows)
    assert "邱" not in ballot.sealed and board.members[0].name + "的理由" not in image and "object" not in image
    entry = next(one for one in reading.history(item.obj, fields=True) if one.act == "review.cast_vote")
    assert entry.fields["commitment"] == ballot.commitment
    for member in board.members[1:3]:
        acts.cast_vote(again(item), By(member, LATE), vote=AGREE, reasons="同意")
    acts.open_votes(again(item), board.by())
    opened = Ballot.objects.get(pk=ballot.pk)
    assert opened.vote == "object" and commitment(opened.salt, opened.vote, opened.reasons) == ballot.commitment


def test_a_vote_that_was_changed_is_not_opened(board: Board) -> None:
    item = board.vote(board.voting(board.listed(board.case, "cases.conclude", "conclude_grave")), AGREE, AGREE, AGREE)
    from django.db import models

    forged = Ballot.objects.first()
    assert forged is not None
    kept = forged.commitment
    forged.seal("object", "改过的票")
    forged.commitment = kept
    models.Model.save(forged)
    with pytest.raises(Refused) as no:
        acts.open_votes(item, board.by())
    assert codes(no) == {"commitment"} and again(item).stage == "presented"


def test_votes_are_opened_when_all_present_have_voted(board: Board) -> None:
    item = board.vote(board.voting(board.listed(board.case, "cases.conclude", "conclude_grave")), AGREE, AGREE)
    with pytest.raises(Refused) as no:
        acts.open_votes(item, board.by())
    assert codes(no) == {"F66"} and not Ballot.objects.exclude(vote="").exists()


def test_each_member_present_votes_once_and_says_why(board: Board) -> None:
    item = board.vote(board.voting(board.listed(board.case, "cases.conclude", "conclude_grave")), AGREE)
    cases = (
        (board.members[0], "再投", "twice"),
        (board.members[3], "不在场", "F66"),
        (board.members[1], " ", "reasons"),
    )
    for member, reasons, code in cases:
        with pytest.raises(Refused) as no:
            acts.cast_vote(item, By(member, LATE), vote=OBJECT, reasons=reasons)
        assert codes(no) == {code}
    assert Ballot.objects.count() == 1


def test_enough_sit_under_a_chair_and_nobody_of_the_case(board: Board) -> None:
    item = board.listed(board.case, "cases.conclude", "conclude_grave")
    with pytest.raises(Refused) as no:
        acts.convene(item, board.by(), **board.sitting(board.members[0], board.members[1]))
    assert codes(no) == {"F66"}, "two of four are no quorum"
    with pytest.raises(Refused) as no:
        acts.convene(item, board.by(), **{**board.sitting(*board.members), "chair": board.members[1]})
    assert codes(no) == {"R50"}
    handler = Staff.objects.get(pk=board.case.owner)
    with pytest.raises(Refused) as no:
        acts.convene(item, board.by(), **board.sitting(*board.members, handler))
    assert "choice" in codes(no), "a handler has no seat"
    assert again(item).stage == "listed"


def test_a_member_who_handles_the_case_stands_aside(board: Board, monkeypatch: pytest.MonkeyPatch) -> None:
    item = board.listed(board.case, "cases.conclude", "conclude_grave")
    monkeypatch.setattr("egret.cases.queries.team", lambda case: [board.members[1].pk])
    with pytest.raises(Refused) as no:
        acts.convene(item, board.by(), **board.sitting(*board.members[:3]))
    assert codes(no) == {"R52"}


@pytest.mark.parametrize(
    ("votes", "agreed"),
    [
        ((AGREE, AGREE, AGREE), True),
        ((AGREE, AGREE, OBJECT), True),
        ((AGREE, OBJECT, OBJECT), False),
        ((AGREE, ABSTAIN, ABSTAIN), False),
        ((AGREE, AGREE, ABSTAIN), True),
    ],
)
def test_how_many_must_agree(board: Board, votes: tuple[Vote, ...], agreed: bool) -> None:
    item = board.decided(board.listed(board.case, "cases.conclude", "conclude_grave"), *votes)
    assert item.agreed is agreed


def test_the_rule_is_the_forces_choice() -> None:
    rule = CommitteeRule(least=3, quorum_percent=67, pass_percent=50)
    assert [rule.quorum(seats) for seats in (3, 4, 5, 9)] == [3, 3, 4, 7]
    assert rule.passes(2, 3) and not rule.passes(2, 4) and not rule.passes(0, 0)
    assert chosen.committee(LATE.date()) == rule
    with pytest.raises(LookupError):
        chosen.committee(NOON.date().replace(year=2020))


def test_on_the_agenda_the_act_waits(board: Board) -> None:
    assert "block" not in held_against(board.case, "cases.conclude", board.by("officer"))
    item = board.listed(board.case, "cases.conclude", "conclude_grave")
    assert "正在集体审议" in held_against(board.case, "cases.conclude", board.by("officer"))["block"]
    with pytest.raises(Refused) as no:
        board.listed(board.case, "cases.conclude", "big_property")
    assert codes(no) == {"twice"}
    acts.take_off_agenda(item, board.by(), reason="不属重大案件。")
    assert "block" not in held_against(board.case, "cases.conclude", board.by("officer"))


def test_where_deliberation_is_a_duty_its_no_binds(board: Board) -> None:
    board.decided(board.listed(board.case, "cases.conclude", "conclude_grave"), OBJECT, OBJECT, OBJECT)
    assert "没有同意" in held_against(board.case, "cases.conclude", board.by("officer"))["block"]
    item = board.decided(board.listed(board.case, "cases.conclude", "conclude_grave"), AGREE, AGREE, AGREE)
    assert item.agreed and held_against(board.case, "cases.conclude", board.by("officer")) == {}


def test_where_it_was_chosen_its_no_warns(board: Board) -> None:
    board.decided(board.listed(board.case, "cases.dismiss", "dropped_after_coercion"), OBJECT, OBJECT, AGREE)
    assert list(held_against(board.case, "cases.dismiss", board.by("officer"))) == ["warn"]


def test_a_penalty_follows_the_committee_as_the_case_knows_it(board: Board) -> None:
    item = board.decided(board.listed(board.penalty, "cases.decide_penalty", "penalty_grave"), AGREE, AGREE, OBJECT)
    view = Review.objects.get(subject_id=board.penal, kind="集体讨论")
    assert view.passed and view.points["agenda"] == item.number
    assert Document.objects.filter(matter_id=item.pk, document_kind="集体讨论记录").exists()
    assert item.decision == Decision.objects.get(subject_id=board.penal)
    entries = [one.act for one in reading.history(board.penalty.obj)]
    assert entries[-1] == "review.decide", "the case's own story tells of the decision"
    assert leaders_have_decided(board.penalty, board.by("officer"), {}) is None
    given = {"decision": item.decision, "review_organ": "区政府", "court": "区法院", "custody_place": "拘留所"}
    assert penalty.decide_penalty(board.penalty, board.by("officer"), **given).proposed is not None


def test_what_the_records_show_is_hinted_at(board: Board) -> None:
    by = board.by("officer")
    hints = held_against(board.case, "cases.dismiss", by)
    assert list(hints) == ["hint"] and "强制措施后撤案" in hints["hint"]
    keys = [one.key for one in queries.triggers_met(board.case, "cases.dismiss", LATE)]
    assert keys == ["dropped_after_coercion"]


def test_every_trigger_names_acts_that_are_and_facts_that_can_be_seen() -> None:
    for one in chosen.triggers(LATE.date()):
        assert one.zh and one.en and one.acts
        assert not one.facts or one.facts in queries.FACTS, one.key
        for name in one.acts:
            act_named(name)
        assert not one.duty or one.article, f"{one.key}: a duty names its article"


def test_adjourned_votes_stay_sealed_and_do_not_count(board: Board) -> None:
    item = board.vote(board.voting(board.listed(board.case, "cases.conclude", "conclude_grave")), OBJECT, OBJECT)
    acts.adjourn(item, board.by(), reason="补充材料后再议")
    done = board.decided(again(item), AGREE, AGREE, AGREE)
    assert done.session == 2 and done.agreed
    assert Ballot.objects.filter(session=1, vote="").count() == 2


def test_the_committee_and_its_members(board: Board) -> None:
    by = board.by()
    with pytest.raises(Refused) as no:
        acts.seat_member(board.committee, by, member=board.members[0])
    assert codes(no) == {"twice"}
    with pytest.raises(Refused) as no:
        acts.seat_member(board.committee, by, member=board.city["officer"])
    assert codes(no) == {"choice"}
    acts.unseat_member(board.committee, by, seat=Seat.objects.get(member=board.members[3]))
    assert queries.seats(board.committee, LATE).count() == 3
    item = board.listed(board.case, "cases.conclude", "conclude_grave")
    with pytest.raises(Refused) as no:
        acts.dissolve_committee(board.committee, by, reason="机构调整")
    assert codes(no) == {"open"}
    acts.take_off_agenda(item, by, reason="机构调整")
    acts.dissolve_committee(board.committee, by, reason="机构调整")
    assert not queries.committees(board.case).exists()


@pytest.mark.parametrize("post", ["officer", "unit_head", "legal_assistant", "case_manager"])
def test_the_committee_is_run_by_the_office_and_the_leaders(board: Board, post: str) -> None:
    item = board.listed(board.case, "cases.conclude", "conclude_grave")
    by = board.by(post)
    attempts: list[tuple[Any, Any, dict[str, Any]]] = [
        (acts.convene, item, board.sitting()),
        (acts.take_off_agenda, item, {"reason": "一"}),
        (acts.seat_member, board.committee, {"member": board.members[0]}),
        (acts.found_committee, board.city.branch.place, {"title": "另一个"}),
    ]
    for act, target, given in attempts:
        with pytest.raises(Refused) as no:
            act(target, by, **given)
        assert "power" in codes(no)


def test_a_penalty_is_not_dropped_while_the_committee_deliberates_it(board: Board) -> None:
    item = board.listed(board.penalty, "cases.decide_penalty", "penalty_grave")
    by = board.city.by("officer", LATE)
    with pytest.raises(Refused) as met:
        penalty.return_after_notice(board.penalty, by, reason="申辩有新情况")
    assert codes(met) == {"F66"}
    acts.take_off_agenda(item, board.by(), reason="案情有变化")
    penalty.return_after_notice(board.penalty, by, reason="申辩有新情况")
    item = again(item)
    assert board.penalty.stage == "investigating" and item.stage == "withdrawn"
    assert item.decision_id and not Decision.objects.filter(pk=item.decision_id).exists(), "the item stays as entered"
