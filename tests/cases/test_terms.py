"""Terms that are lengthened, and terms that lapse by themselves."""

from __future__ import annotations

from datetime import timedelta

import pytest

from egret.acts.lapsing import lapse_all
from egret.acts.models import Clock, ClockState
from egret.acts.queries import timeline
from egret.acts.refusals import Refused
from egret.cases.acts import acceptance, filing
from egret.cases.models import CriminalCase
from egret.intake import acts as intake
from egret.intake.models import Incident
from tests.building import cases
from tests.building.org import NOON, police_city

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def test_an_acceptance_review_gets_its_three_days_once() -> None:
    city = police_city()
    incident = cases.report(city)
    cases.done(intake.extend_review(incident, city.by("officer"), reason="多人互殴，事实不清"), NOON)
    clock = Clock.objects.get(subject_id=incident.pk, rule="G04")
    assert clock.extended == [0] and clock.guard_due.date() == (NOON + 3 * DAY).date()
    assert Incident.objects.get(pk=incident.pk).due == clock.guard_due
    with pytest.raises(Refused, match="没有可以延长"):
        intake.extend_review(Incident.objects.get(pk=incident.pk), city.by("officer"), reason="再延长")


def test_a_filing_review_is_lengthened_to_seven_days_and_by_the_leader_to_thirty() -> None:
    city = police_city()
    incident = cases.report(city, sort="crime")
    by = city.by("officer")
    cases.done(acceptance.open_filing_review(incident, by, cause="盗窃罪", cause_cite="刑法#264"), NOON)
    case = CriminalCase.objects.get()
    clues = filing.extend_filing_review(case, by, term=filing.ReviewTerm.CLUES, reason="需查证监控")
    cases.done(clues, NOON)
    assert Clock.objects.get(subject_id=case.pk, rule="G05").guard_due.date() == (NOON + 7 * DAY).date()
    case = CriminalCase.objects.get()
    grave = filing.extend_filing_review(case, by, term=filing.ReviewTerm.GRAVE, reason="案情重大")
    signed = cases.approve(grave, NOON)
    assert signed.proposed is not None
    assert Clock.objects.get(subject_id=case.pk, rule="G05").guard_due.date() == (NOON + 30 * DAY).date()


def test_rights_of_the_party_lapse_by_an_act_of_the_system() -> None:
    city = police_city()
    case = cases.closed(city)
    late = NOON + 400 * DAY
    assert lapse_all(late) >= 1
    assert not Clock.objects.filter(subject_id=case.pk, state=ClockState.RUNNING, for_police=False).exists()
    last = timeline(case)[-1]
    assert last.act == "subjects.lapse" and last.actor == "s:clock"
    assert lapse_all(late) == 0


def test_a_call_for_help_ends_handled_and_a_crime_does_not() -> None:
    city = police_city()
    lost = cases.report(city, sort="help")
    intake.close_handled(lost, city.by("officer"), result="已将走失老人送回家。")
    assert Incident.objects.get(pk=lost.pk).stage == "handled"
    with pytest.raises(Refused, match="求助类"):
        intake.close_handled(cases.report(city, sort="crime"), city.by("officer"), result="已处理")
