"""继续盘问: taken along from the street, asked within hours, freed or handed on, and whom it may not be used on."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from egret.acts.cards import act_named
from egret.acts.models import Clock, ClockState
from egret.acts.queries import visible_to
from egret.cases.acts import case_area, people
from egret.cases.acts import questioning as acts
from egret.cases.models import Questioning
from egret.cases.models.questioning import Ground, Outcome
from egret.demo import offences
from egret.demo.hands import sign_all
from egret.demo.matters import ASSAULT
from egret.documents.models import Document
from egret.intake.models import IdKind, Incident, Role
from egret.intake.persons import PersonFacts
from tests.building.org import NOON
from tests.cases.conftest import LATER, Standing, refused, undone
from tests.desk.conftest import account_of

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
MINUTE = timedelta(minutes=1)


@pytest.fixture(autouse=True)
def _each_undone(standing: Standing) -> Any:
    with undone():
        yield


def stop(standing: Standing, arrived_at: datetime = LATER - HOUR, **facts: Any) -> dict[str, Any]:
    bars = facts.pop("bars", ())
    officers = facts.pop("officers", standing.city.squad.two)
    return {
        "person": PersonFacts("赵某", **{"born": date(1990, 1, 1), **facts}),
        "ground": Ground.LOOT,
        "course": "携带多部手机，说不清来源。",
        "stopped_at": "银江路口",
        "arrived_at": arrived_at,
        "officers": officers,
        "bars": bars,
    }


def report(standing: Standing) -> Incident:
    return offences.reported(standing.city.squad, ASSAULT, NOON)


def brought_in(standing: Standing, arrived_at: datetime = LATER - HOUR, **facts: Any) -> Questioning:
    by = standing.city.by("officer", arrived_at + MINUTE)
    outcome = acts.bring_in_for_questioning(report(standing), by, **stop(standing, arrived_at, **facts))
    (kept,) = outcome.begets
    return Questioning.objects.get(pk=kept.pk)


def approved(standing: Standing, arrived_at: datetime = LATER - HOUR, **facts: Any) -> Questioning:
    kept = brought_in(standing, arrived_at, **facts)
    by = standing.city.by("officer", arrived_at + 2 * MINUTE)
    outcome = acts.approve_questioning(kept, by)
    assert outcome.proposed is not None, "the head of the station decides"
    sign_all(outcome, arrived_at + 4 * MINUTE)
    return Questioning.objects.get(pk=kept.pk)


def again(kept: Questioning) -> Questioning:
    return Questioning.objects.get(pk=kept.pk)


def running(kept: Questioning) -> dict[str, datetime]:
    clocks = Clock.objects.filter(subject_id=kept.pk, state=ClockState.RUNNING)
    return {clock.rule: clock.guard_due for clock in clocks}


def papers(kept: Questioning) -> set[str]:
    return set(Document.objects.filter(matter_id=kept.pk).values_list("document_kind", flat=True))


END = {"outcome": Outcome.CLEARED, "ended_at": LATER, "note": "手机系本人经营的维修店所有。"}


def test_from_the_street_to_the_register(standing: Standing) -> None:
    kept = approved(standing)
    assert kept.stage == "questioning" and running(kept) == {"Q01": kept.arrived_at + 12 * HOUR}
    assert kept.due == kept.arrived_at + 12 * HOUR, "approval is inside the hours"
    acts.notify_family_of_questioning(kept, standing.by(), told="赵某妻子", way="电话")
    checked = {"checker": standing.city["officer"], "checked_at": LATER - 50 * MINUTE, "items": "手机三部"}
    case_area.check_person(again(kept), standing.by(), person=kept.person, **checked)
    asked = {"officers": standing.city.squad.two, "place": "派出所", "text": "问：手机哪里来的？\n答：店里的。"}
    span = {"started": LATER - 40 * MINUTE, "ended": LATER - 20 * MINUTE}
    acts.record_questioning(again(kept), standing.by(), **asked, **span)
    acts.end_questioning(again(kept), standing.by(), **END)
    kept = again(kept)
    assert kept.stage == "ended" and not running(kept) and kept.outcome == Outcome.CLEARED
    assert papers(kept) == {"当场盘问检查笔录", "继续盘问审批表", "继续盘问通知书", "继续盘问笔录", "继续盘问登记表"}


def test_the_register_shows_whom_is_being_questioned(standing: Standing, client: Any) -> None:
    kept = brought_in(standing)
    client.force_login(account_of(standing.city, standing.city["officer"]))
    page = client.get("/cases/?kind=questioning&stage=brought_in").content.decode()
    assert kept.number in page and "继续盘问" in page
    assert kept.number not in client.get("/cases/?kind=questioning&stage=ended").content.decode()


def test_its_list_and_its_page_agree(standing: Standing) -> None:
    kept = brought_in(standing)
    officer, stranger = standing.city["officer"], standing.city.stranger
    assert kept in visible_to(officer, LATER, Questioning)
    assert kept not in visible_to(stranger, LATER, Questioning)


@pytest.mark.parametrize("bar", [key for key, _title in acts.BARS])
def test_nine_bars(standing: Standing, bar: str) -> None:
    found = refused(
        "cases.bring_in_for_questioning", report(standing), standing.by(), stop(standing, bars=(bar,)), "R34"
    )
    assert found.article == "公安机关适用继续盘问规定#9"


@pytest.mark.parametrize("flag", ["ill", "mental"])
def test_the_ill_are_not_kept(standing: Standing, flag: str) -> None:
    given = stop(standing, flags=(flag,))
    assert refused("cases.bring_in_for_questioning", report(standing), standing.by(), given, "R34").article


def test_who_is_a_suspect_of_an_open_case_is_not_kept(standing: Standing) -> None:
    known = {"id_kind": IdKind.PASSPORT, "id_number": "E7654321"}
    case = standing.a("investigating")
    people.add_person(case, standing.by(), person=PersonFacts("赵某", role=Role.SUSPECT, **known))
    given = stop(standing, **known)
    assert refused("cases.bring_in_for_questioning", report(standing), standing.by(), given, "R34").article


def test_auxiliaries_do_not_do_it(standing: Standing) -> None:
    given = stop(standing, officers=(standing.city["auxiliary"],))
    assert refused("cases.bring_in_for_questioning", report(standing), standing.by(), given, "R04").article


MORE = {"reason": "未查清"}


def test_step_by_step_from_twelve_to_forty_eight(standing: Standing) -> None:
    kept = approved(standing, flags=("unknown_identity",))
    assert refused("cases.extend_questioning_again", kept, standing.by(), MORE, "Q03").article
    sign_all(acts.extend_questioning(kept, standing.by(), **MORE), LATER)
    kept = again(kept)
    assert running(kept) == {"Q02": kept.arrived_at + 24 * HOUR}
    assert refused("cases.extend_questioning", kept, standing.by(), MORE, "Q02").article
    sign_all(acts.extend_questioning_again(kept, standing.by(), **MORE), LATER)
    assert running(again(kept)) == {"Q03": kept.arrived_at + 48 * HOUR}
    assert refused("cases.extend_questioning_again", again(kept), standing.by(), MORE, "Q03").article


def test_only_who_hides_who_they_are_is_kept_the_longest(standing: Standing) -> None:
    kept = approved(standing)
    sign_all(acts.extend_questioning(kept, standing.by(), **MORE), LATER)
    assert refused("cases.extend_questioning_again", again(kept), standing.by(), MORE, "Q03").article


def test_hours_that_ran_out_are_not_lengthened(standing: Standing) -> None:
    kept = approved(standing, arrived_at=LATER - 13 * HOUR)
    assert refused("cases.extend_questioning", kept, standing.by(), MORE, "Q02").article


SPARED = [{"flags": ("pregnant",)}, {"flags": ("nursing",)}, {"born": date(2011, 1, 1)}, {"born": date(1950, 1, 1)}]


@pytest.mark.parametrize("facts", SPARED, ids=["pregnant", "nursing", "under sixteen", "seventy"])
def test_four_hours_for_those_the_rules_spare(standing: Standing, facts: dict[str, Any]) -> None:
    kept = approved(standing, **facts)
    assert running(kept) == {"Q04": kept.arrived_at + 4 * HOUR}
    assert refused("cases.extend_questioning", kept, standing.by(), MORE, "R34").article


NIGHT = datetime(2026, 4, 1, 14, 0, tzinfo=UTC)
"""Ten in the evening in the city."""


@pytest.mark.parametrize(("hour", "held"), [(-1.5, False), (0, True), (8.9, True), (9.1, False)])
def test_nobody_is_sent_out_into_the_night(standing: Standing, hour: float, held: bool) -> None:
    """From nine in the evening to seven in the morning the four-hour people are fetched or taken home."""
    out = NIGHT + hour * HOUR
    kept = approved(standing, arrived_at=out - HOUR, born=date(2011, 1, 1))
    by, given = standing.city.by("officer", out), {**END, "ended_at": out}
    found = [one for one in act_named("cases.end_questioning").refusals(kept, by, given) if one.code == "R35"]
    assert bool(found) == held
    acts.end_questioning(kept, by, **given, handed_to="其母亲李某领回")
    assert again(kept).handed_to


def test_a_refusal_to_sign_is_noted(standing: Standing) -> None:
    kept = approved(standing)
    assert refused("cases.end_questioning", kept, standing.by(), {**END, "signed": False}, "R14").article
    acts.end_questioning(kept, standing.by(), **END, signed=False, refusal_note="拒绝签名，原因不明")


def test_times_agree_and_a_family_is_told_or_it_is_written_why_not(standing: Standing) -> None:
    ahead = stop(standing, LATER + HOUR)
    assert refused("cases.bring_in_for_questioning", report(standing), standing.by(), ahead, "time")
    kept = approved(standing)
    assert refused("cases.notify_family_of_questioning", kept, standing.by(), {}, "R30").article
    early = {**END, "ended_at": LATER - 5 * HOUR}
    assert refused("cases.end_questioning", kept, standing.by(), early, "time")
    asked = {"officers": standing.city.squad.two, "place": "派出所", "text": "问：？"}
    span = {"started": LATER, "ended": LATER - HOUR}
    assert refused("cases.record_questioning", kept, standing.by(), {**asked, **span}, "time")


def test_unapproved_it_ends_at_once(standing: Standing) -> None:
    kept = brought_in(standing)
    acts.end_questioning(kept, standing.by(), **{**END, "outcome": Outcome.NOT_APPROVED})
    assert again(kept).stage == "ended" and not running(kept)
