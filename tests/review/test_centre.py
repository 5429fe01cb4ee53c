"""执法监督管理中心: groups founded and staffed by acts, work routed by kind, panels that advise and do not replace."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from egret.acts.cards import act_named, ask_guards
from egret.acts.done import By
from egret.acts.machine import place_of
from egret.acts.models import Subject
from egret.acts.refusals import Refused
from egret.cases.models import ADMINISTRATIVE_STAGES, CRIMINAL_STAGES, AdministrativeCase, Review
from egret.demo import offences
from egret.demo.matters import ASSAULT
from egret.org.models import Staff
from egret.review import chosen
from egret.review.acts import centre as acts
from egret.review.acts import committee as committees
from egret.review.acts import items, sensitive
from egret.review.models import AgendaItem, CentreGroup, Committee, ReviewItem, Seat, Vote
from egret.review.queries import centre as queries
from egret.review.queries import committee as agenda
from egret.review.queries import items as working
from tests.building.org import District, enrol, later
from tests.review.conftest import LATE, Office, again, codes
from tests.review.test_pages import signed_in, text  # noqa: F401

Enter = Callable[..., Client]
DAY = date(2026, 3, 12)
NAMES = {"criminal": "鹭湖分局刑事工作组", "remedies": "鹭湖分局复议诉讼组", "reception": "鹭湖分局信访接待组"}


def founded(office: Office, duty: str) -> CentreGroup:
    acts.found_group(office.city.branch.place, office.by(), duty=duty, title=NAMES[duty])
    return CentreGroup.objects.get(duty=duty, stage="standing")


@pytest.fixture
def groups(office: Office) -> dict[str, CentreGroup]:
    return {duty: founded(office, duty) for duty in NAMES}


def colleague(city: District, number: str = "350871", name: str = "唐律") -> Staff:
    return enrol(city.legal_office, number, name, "legal_reviewer")


def test_the_choice_names_what_exists() -> None:
    centre = chosen.centre(DAY)
    assert [one.key for one in centre.groups] == list(NAMES) and len(centre.panels) == 2
    stages = {stage.key for table in (ADMINISTRATIVE_STAGES, CRIMINAL_STAGES) for stage in table}
    kinds = {one.key for one in chosen.sensitive_kinds(DAY)}
    for one in (*centre.groups, *centre.panels):
        assert {act_named(name).card.name for name in one.acts} == set(one.acts)
        assert set(one.stages) <= stages and set(one.flags) <= kinds
        assert set(one.matters) <= {"admin_case", "criminal_case"} and one.label
    assert chosen.centre(date(2025, 12, 31)).groups == ()


def test_work_goes_to_its_group_by_kind(
    office: Office, groups: dict[str, CentreGroup], penalty: Callable[[], Any]
) -> None:
    assert office.item().group == groups["criminal"]
    case = penalty()
    items.receive(place_of(case), office.by("legal_assistant"), matter=case)
    assert ReviewItem.objects.get(act="cases.legal_review").group == groups["remedies"]
    routes = queries.Routes(office.case, LATE)
    assert routes.of(office.case, "cases.contest_non_arrest") == groups["remedies"], "named acts before kinds"


def test_without_a_group_the_office_works_as_before(office: Office) -> None:
    assert office.item().group is None
    assert [one.group for one in working.workload(office.city["legal_reviewer"], LATE).groups] == [None]


def test_a_group_of_another_branch_takes_nothing(office: Office, groups: dict[str, CentreGroup]) -> None:
    elsewhere = AdministrativeCase(kind="admin_case", district=office.city.city.pk, city=office.city.city.pk)
    assert queries.Routes(office.case, LATE).of(elsewhere, "cases.legal_review") is None


def test_one_group_for_one_part_of_the_work(office: Office, groups: dict[str, CentreGroup]) -> None:
    with pytest.raises(Refused) as no:
        founded(office, "criminal")
    assert codes(no) == {"twice"}
    acts.dissolve_group(groups["criminal"], office.by(), reason="改设")
    assert founded(office, "criminal").pk != groups["criminal"].pk
    with pytest.raises(Refused) as no:
        acts.found_group(office.city.branch.place, office.by(), duty="reception", title=" ")
    assert codes(no) == {"empty"}
    for found, given in (
        (acts.found_group, {"duty": "traffic", "title": "组"}),
        (committees.found_committee, {"title": "组", "panel": "traffic"}),
    ):
        with pytest.raises(Refused) as no:
            found(office.city.branch.place, office.by(), **given)
        assert codes(no) == {"choice"}


def test_people_come_and_go_by_acts(office: Office, groups: dict[str, CentreGroup]) -> None:
    group, one = groups["criminal"], office.city["legal_reviewer"]
    acts.join_group(group, office.by(), member=one, leads=True)
    assert queries.members(group, LATE) == {one.pk} and queries.members(group, later(days=9)) == set()
    with pytest.raises(Refused) as no:
        acts.join_group(group, office.by(), member=one)
    assert codes(no) == {"twice"}
    with pytest.raises(Refused) as no:
        acts.join_group(group, office.by(), member=office.city["officer"])
    assert codes(no) == {"choice"}, "who does not work for the legal office is not among the choices"
    acts.leave_group(group, office.by(), seat=Seat.objects.get(subject_id=group.pk))
    assert queries.members(group, LATE) == set()


def test_members_are_proposed_before_others(office: Office, groups: dict[str, CentreGroup]) -> None:
    other = colleague(office.city)
    item = office.item()
    assert working.candidates(item, LATE)[0] == office.city["legal_reviewer"]
    acts.join_group(groups["criminal"], office.by(), member=other)
    assert [one.pk for one in working.candidates(item, LATE)] == [other.pk, office.city["legal_reviewer"].pk]


def test_an_item_is_given_to_another_group(office: Office, groups: dict[str, CentreGroup]) -> None:
    item = office.item()
    items.take_up(item, office.by())
    acts.route(again(item), office.by(), group=groups["remedies"], reason="涉及不批准逮捕的复议")
    assert again(item).group == groups["remedies"] and again(item).reviewer == office.city["legal_reviewer"]
    with pytest.raises(Refused) as no:
        acts.route(again(item), office.by(), group=groups["remedies"], reason="再转")
    assert codes(no) == {"choice"}
    with pytest.raises(Refused) as no:
        acts.dissolve_group(groups["remedies"], office.by(), reason="改设")
    assert codes(no) == {"open"}


@pytest.mark.parametrize("post", ["officer", "legal_assistant", "unit_head"])
def test_who_may_run_the_centre(office: Office, groups: dict[str, CentreGroup], post: str) -> None:
    by, group, item = office.by(post), groups["criminal"], office.item()
    for attempt in (
        lambda: acts.found_group(office.city.branch.place, by, duty="criminal", title="组"),
        lambda: acts.join_group(group, by, member=office.city["legal_reviewer"]),
        lambda: acts.dissolve_group(group, by, reason="x"),
        lambda: acts.route(item, by, group=groups["remedies"], reason="x"),
    ):
        with pytest.raises(Refused) as no:
            attempt()
        assert "power" in codes(no)
    acts.join_group(group, office.by("bureau_head"), member=office.city["legal_reviewer"])
    seat = Seat.objects.get(subject_id=group.pk)
    with pytest.raises(Refused) as no:
        acts.leave_group(group, by, seat=seat)
    assert "power" in codes(no)


def test_the_picture_of_the_work_by_group(office: Office, groups: dict[str, CentreGroup]) -> None:
    reviewer = office.city["legal_reviewer"]

    def load(duty: str) -> tuple[int, int]:
        return next(
            (one.waiting, one.in_hand) for one in working.workload(reviewer, LATE).groups if one.group == groups[duty]
        )

    assert load("criminal") == (1, 0) and load("remedies") == (0, 0)
    assert working.workload(reviewer, LATE, groups["remedies"]).waiting == 0
    office.item()
    assert load("criminal") == (0, 1)
    mine = working.workload(reviewer, LATE, groups["criminal"])
    assert mine.waiting == 0 and dict(mine.by_stage)["form"] == 1 and mine.loads == ()
    acts.join_group(groups["criminal"], office.by(), member=reviewer)
    assert [one.reviewer for one in working.workload(reviewer, LATE, groups["criminal"]).loads] == [reviewer]


def test_groups_follow_cases_beside_their_reviews(office: Office, groups: dict[str, CentreGroup]) -> None:
    reviewer = office.city["legal_reviewer"]
    assert queries.followed(groups["criminal"], reviewer, LATE) == []
    sensitive.flag_sensitive(office.case, office.by(), kind="crowd", reason="多人到场反映")
    assert [one.pk for one in queries.followed(groups["reception"], reviewer, LATE)] == [office.case.pk]
    case, at = offences.contested(office.city.squad, ASSAULT, later(days=-1)), later(days=30)
    assert [one.pk for one in queries.followed(groups["remedies"], reviewer, at)] == [case.pk]
    assert queries.followed(groups["remedies"], office.city.stranger, at) == [], "only what one sees"


def board(office: Office, panel: str, title: str = "") -> Committee:
    """A committee or panel of three, with its chair."""
    committees.found_committee(office.city.branch.place, office.by(), title=title or panel, panel=panel)
    found = Committee.objects.latest("pk")
    members = [office.city["bureau_head"], *(colleague(office.city, f"3508{found.pk}{n}", f"委员{n}") for n in (1, 2))]
    for one in members:
        committees.seat_member(found, office.by(), member=one, chairs=one == members[0])
    return Committee.objects.get(pk=found.pk)


def heard(office: Office, board: Committee, act: str, trigger: str, vote: Vote) -> AgendaItem:
    by = office.by()
    matter = type(office.case).objects.get(pk=office.case.pk)
    committees.put_on_agenda(matter, by, committee=board, trigger=trigger, act=act, question="如何定性？")
    item = AgendaItem.objects.latest("pk")
    members = tuple(seat.member for seat in agenda.seats(board, LATE))
    committees.convene(item, by, chair=members[0], present=members, held_at=LATE, place="会议室")
    committees.present(fresh(item), by, report="案情。")
    for one in members:
        committees.cast_vote(fresh(item), By(one, LATE), vote=vote, reasons="理由")
    committees.open_votes(fresh(item), by)
    committees.decide(fresh(item), by, conclusion="按多数意见。")
    return fresh(item)


def fresh(item: AgendaItem) -> AgendaItem:
    return AgendaItem.objects.get(pk=item.pk)


def severities(office: Office, act: str) -> list[str]:
    matter: Subject = type(office.case).objects.get(pk=office.case.pk)
    found = ask_guards(act_named(act).card, matter, office.by("officer"), {})
    return sorted(one.severity for one in found if "集体审议" in str(one.sentence))


def test_a_panel_hears_cases_of_its_kind(office: Office) -> None:
    criminal, admin = board(office, "criminal_hard"), board(office, "administrative_hard")
    assert list(agenda.hearing(office.case, office.by())) == [criminal]
    with pytest.raises(Refused) as no:
        committees.put_on_agenda(
            office.case, office.by(), committee=admin, trigger="split", act="cases.request_arrest", question="？"
        )
    assert codes(no) == {"choice"}


def test_a_panel_does_not_stand_in_for_the_leaders(office: Office) -> None:
    panel = board(office, "criminal_hard")
    with pytest.raises(Refused) as no:
        committees.put_on_agenda(
            office.case, office.by(), committee=panel, trigger="conclude_grave", act="cases.conclude", question="？"
        )
    assert codes(no) == {"F66"} and no.value.refusals[0].article


def test_a_panels_no_warns_and_its_yes_lifts_no_decision(office: Office) -> None:
    panel, leaders = board(office, "criminal_hard"), board(office, "", "鹭湖分局案件集体审议委员会")
    assert heard(office, panel, "cases.conclude", "big_property", Vote.OBJECT).agreed is False
    assert severities(office, "cases.conclude") == ["warn"]
    heard(office, leaders, "cases.conclude", "conclude_grave", Vote.OBJECT)
    assert severities(office, "cases.conclude") == ["block", "warn"]
    heard(office, panel, "cases.conclude", "big_property", Vote.AGREE)
    assert severities(office, "cases.conclude") == ["block"], "the committee's no stands"
    assert not Review.objects.filter(kind="集体讨论").exists()


def test_the_centre_through_pages(office: Office, signed_in: Enter, city: District) -> None:  # noqa: F811
    legal = signed_in("legal_reviewer")
    assert "还没有设立工作组" in text(legal, "desk:centre")
    answer = legal.post(reverse("desk:found_group"), {"duty": "criminal", "title": NAMES["criminal"], "key": "g1"})
    group = CentreGroup.objects.get()
    assert answer["Location"] == reverse("desk:subject", args=[group.pk])
    assert legal.post(reverse("desk:found_group"), {"duty": "", "title": "组", "key": "g2"}).status_code == 422
    given = {"member": city["legal_reviewer"].pk, "leads": "on", "key": "g3"}
    assert legal.post(reverse("desk:act", args=[group.pk, "review.join_group"]), given).status_code == 302
    assert city["legal_reviewer"].name in text(legal, "desk:subject", group.pk)
    page = text(legal, "desk:centre")
    assert NAMES["criminal"] in page and "组长" in page
    office.item()
    assert office.case.title in text(legal, "desk:review", group=str(group.pk))
    other = founded(office, "remedies")
    assert office.case.title not in text(legal, "desk:review", group=str(other.pk))
    work = text(legal, "desk:review_workload")
    assert "各工作组在审件数" in work and "没有归组" in work
    assert "各工作组在审件数" not in text(legal, "desk:review_workload", group=str(group.pk))
    answer = legal.post(reverse("desk:found_committee"), {"title": "研判组", "panel": "criminal_hard", "key": "g4"})
    assert answer.status_code == 302 and "研判组" in text(legal, "desk:centre")
    assert reverse("desk:found_group") not in text(signed_in("officer"), "desk:centre")
