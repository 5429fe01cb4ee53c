"""Guides in a force's own words: drafted by one, approved by another, withdrawn; the law's part and the past stay."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from egret.acts.done import By
from egret.acts.models import Subject
from egret.acts.queries import timeline
from egret.acts.refusals import Refused
from egret.guidance import books, guides
from egret.guidance.acts import guides as acts
from egret.guidance.models import GuideVersion
from egret.org.models import Staff
from tests.building.org import NOON, District, enrol, later

pytestmark = pytest.mark.django_db
TODAY = NOON.date()
ERROR = "指纹比中没有人工复核"


class Office:
    """The city with two people in its legal office."""

    def __init__(self, city: District) -> None:
        self.city = city
        self.first: Staff = city["legal_reviewer"]
        self.second: Staff = enrol(city.legal_office, "520299", "唐律", "legal_reviewer")

    def content(self, **more: Any) -> dict[str, Any]:
        plain = books.book("EB01").content.as_plain()
        return {**plain, "errors": [*plain["errors"], ERROR], **more}

    def draft(self, at: Any = NOON, who: Staff | None = None, **more: Any) -> GuideVersion:
        given = {"guide": "EB01", "content": self.content(), "reason": "补充常见错误", **more}
        outcome = acts.draft_guide(self.first.place, By(who or self.first, at), **given)
        return fresh(outcome.subject)

    def proposed(self, day: date = TODAY, at: Any = NOON, **more: Any) -> GuideVersion:
        version = self.draft(at, **more)
        acts.propose_guide(version, By(self.first, at), valid_from=day)
        return fresh(version)

    def approved(self, day: date = TODAY, at: Any = NOON, **more: Any) -> GuideVersion:
        version = self.proposed(day, at, **more)
        acts.approve_guide(version, By(self.second, at), digest=version.digest)
        return fresh(version)

    def errors_on(self, day: date, place: Any = None) -> tuple[str, ...]:
        return guides.in_force(place or self.city.station.place, day, ["EB01"])["EB01"].content.errors


def fresh(version: Subject) -> GuideVersion:
    return GuideVersion.objects.get(pk=version.pk)


@pytest.fixture
def office(city: District) -> Office:
    return Office(city)


def refused(code: str, do: Any) -> None:
    with pytest.raises(Refused) as met:
        do()
    found = [one for one in met.value.refusals if one.code == code]
    assert found, [one.code for one in met.value.refusals]
    assert str(found[0].sentence) and str(found[0].remedy)


def test_a_version_counts_from_its_day_and_the_past_stays(office: Office) -> None:
    version = office.approved(TODAY + timedelta(days=3))
    assert version.stage == "approved" and version.approver == office.second
    assert ERROR not in office.errors_on(TODAY + timedelta(days=2))
    assert ERROR in office.errors_on(TODAY + timedelta(days=3))
    assert [one.act for one in timeline(version)] == [
        "guidance.draft_guide",
        "guidance.propose_guide",
        "guidance.approve_guide",
    ]


def test_what_the_law_fixes_is_not_in_it(office: Office) -> None:
    version = office.approved()
    assert "law" not in version.content and guides.book_of(version).law == books.book("EB01").law


def test_withdrawn_it_counts_no_more_and_the_version_before_counts_again(office: Office) -> None:
    first = office.approved()
    then = later(days=10)
    second = office.approved(then.date(), then, content=office.content(errors=["只有这一项"]))
    assert office.errors_on(then.date()) == ("只有这一项",)
    acts.withdraw_guide(second, By(office.second, later(days=20)), reasons="引用有误")
    assert office.errors_on(later(days=20).date()) == tuple(office.content()["errors"])
    assert office.errors_on(later(days=15).date()) == ("只有这一项",), "what was in force on a day is still told"
    assert guides.in_force(office.city.station.place, later(days=20).date())["EB01"].version == first


def test_another_force_keeps_the_proposal(office: Office) -> None:
    office.approved()
    mine = office.city.station.place
    other = type(mine)(mine.unit, (mine.district or 0) + 1, mine.city, mine.agency)
    assert ERROR in office.errors_on(TODAY, mine) and ERROR not in office.errors_on(TODAY, other)
    assert not guides.in_force(other, TODAY)["EB01"].approved


def test_two_people_and_what_was_seen(office: Office) -> None:
    version = office.proposed()
    refused("self", lambda: acts.approve_guide(version, By(office.first, NOON), digest=version.digest))
    refused("stale", lambda: acts.approve_guide(version, By(office.second, NOON), digest="sha256:0"))
    refused("day", lambda: acts.approve_guide(version, By(office.second, later(days=9)), digest=version.digest))
    refused("stage", lambda: acts.edit_guide(version, By(office.first, NOON), content=office.content(), reason="x"))


def test_a_draft_is_edited_sent_back_and_withdrawn(office: Office) -> None:
    version = office.draft()
    acts.edit_guide(version, By(office.second, NOON), content=office.content(steps=[]), reason="删去程序")
    version = fresh(version)
    assert version.proposer == office.second and version.content["steps"] == []
    acts.propose_guide(version, By(office.second, NOON), valid_from=TODAY)
    refused("reasons", lambda: acts.return_guide(fresh(version), By(office.first, NOON), reasons=" "))
    acts.return_guide(fresh(version), By(office.first, NOON), reasons="程序不能全删")
    assert fresh(version).stage == "draft" and fresh(version).digest == ""
    acts.withdraw_guide(fresh(version), By(office.first, NOON), reasons="不需要了")
    assert fresh(version).stage == "withdrawn" and fresh(version).valid_until is None
    office.draft()


@pytest.mark.parametrize(
    ("code", "part"),
    [
        ("unproved", {"facts": [["F1", "行为"], ["F9", "没有证据的事实"]], "must": [], "when": []}),
        ("nothing", {"facts": [], "must": [], "when": []}),
        ("content", {"must": [{"id": "M1"}]}),
        ("cite", {"opinion": [{"about": "a", "view": "b", "cite": "刑法264"}]}),
    ],
)
def test_a_broken_book_is_refused_in_words(office: Office, code: str, part: dict[str, Any]) -> None:
    refused(code, lambda: office.draft(content=office.content(**part)))


def test_what_is_asked_of_a_draft(office: Office) -> None:
    refused("guide", lambda: office.draft(guide="EB99"))
    refused("reasons", lambda: office.draft(reason=" "))
    refused("power", lambda: office.draft(who=office.city["officer"]))
    office.draft()
    refused("twice", office.draft)
    refused(
        "day",
        lambda: acts.propose_guide(GuideVersion.objects.get(), By(office.first, NOON), valid_from=date(2026, 1, 1)),
    )


def test_twice_at_once_is_once(office: Office) -> None:
    by = By(office.first, NOON, key="k" * 20)
    given = {"guide": "EB01", "content": office.content(), "reason": "补充"}
    first = acts.draft_guide(office.first.place, by, **given)
    again = acts.draft_guide(office.first.place, by, **given)
    assert again.repeated and again.subject.pk == first.subject.pk
