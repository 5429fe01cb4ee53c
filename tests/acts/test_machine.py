"""What the machinery promises of every act, shown on the acts of intake."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from egret.acts import arguments, series
from egret.acts.cards import _guards, act_named, guard
from egret.acts.done import By
from egret.acts.models import Clock, NumberSeries, Subject
from egret.acts.queries import as_of, menu, running_clocks, timeline, visible_to
from egret.acts.refusals import CardBroken, Refusal, Refused, UnrecordedWrite
from egret.intake import acts
from egret.intake.models import Incident, Person
from egret.intake.persons import PersonFacts
from egret.journal import reading
from tests.acts.conftest import AT, HERE, Somebody

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("desks")]


def registered(by: By, **more: Any) -> Incident:
    facts = {"channel": "walk_in", "sort": "crime", "title": "入户盗窃", "account": "昨夜家中被盗", **more}
    outcome = acts.register(HERE, by, **facts)
    return Incident.objects.get(pk=outcome.subject.pk)


def test_an_act_leaves_row_entry_clock_and_paper(by: By, desks: Any) -> None:
    incident = registered(by, reporter=PersonFacts("张三", phone="13800000000"))
    assert incident.stage == "registered" and incident.version == 1 and incident.number.startswith("J350203-20261123-")
    (entry,) = timeline(incident)
    assert entry.act == "intake.register" and entry.leaf.hex() == incident.chain_head
    assert entry.doc == ("sha256:" + "ab" * 32,)
    assert [c.rule for c in running_clocks(incident)] == ["G05"] and incident.due == AT + timedelta(hours=72)
    assert desks[0].issued[0].kind == "接报案登记表"
    tables = {image[0] for image in entry.fields["rows"]}
    assert tables == {"acts_subject", "intake_incident", "intake_person", "acts_clock"}


def test_the_second_entry_names_the_first(by: By) -> None:
    incident = registered(by)
    acts.add_person(incident, replace(by, at=AT + timedelta(minutes=1)), person=PersonFacts("李四", role="witness"))
    first, second = timeline(incident)
    assert second.entry.prev == first.leaf.hex()
    assert Incident.objects.get(pk=incident.pk).version == 2


def test_a_stage_that_does_not_allow_the_act_is_a_sentence(by: By) -> None:
    incident = registered(by)
    acts.tell_not_police(incident, by, reason="属民事合同纠纷")
    with pytest.raises(Refused) as refused:
        acts.add_person(incident, by, person=PersonFacts("李四"))
    (reason,) = refused.value.refusals
    assert reason.code == "stage" and "登记人员" in str(reason.sentence)


def test_without_the_power_nothing_is_written(by: By) -> None:
    with pytest.raises(Refused):
        registered(replace(by, actor=Somebody(powers=frozenset())))
    assert not Subject.objects.exists() and not NumberSeries.objects.exists()


def test_a_stale_page_is_refused(by: By) -> None:
    incident = registered(by)
    acts.add_person(incident, replace(by, seen=1), person=PersonFacts("李四"))
    with pytest.raises(Refused) as refused:
        acts.add_person(incident, replace(by, seen=1), person=PersonFacts("王五"))
    assert refused.value.refusals[0].code == "stale"


def test_a_repeated_submit_writes_nothing_twice(by: By) -> None:
    incident = registered(by)
    keyed = replace(by, key="form-1")
    first = acts.add_person(incident, keyed, person=PersonFacts("李四"))
    second = acts.add_person(incident, keyed, person=PersonFacts("李四"))
    assert second.repeated and second.uid == first.uid
    assert Person.objects.filter(subject_id=incident.pk).count() == 1 and len(timeline(incident)) == 2
    with pytest.raises(Refused):
        acts.tell_not_police(incident, keyed, reason="x")


def test_a_guard_of_an_upper_room_holds_the_act(by: By) -> None:
    incident = registered(by)

    @guard("intake.tell_not_police")
    def not_today(subject: Any, by: By, given: Any) -> Refusal:
        return Refusal("今天不行", "明天再来")

    try:
        with pytest.raises(Refused, match="今天不行"):
            acts.tell_not_police(incident, by, reason="x")
        (item,) = [i for i in menu(incident, by) if i.card.name == "intake.tell_not_police"]
        assert not item.allowed and str(item.blocks[0].remedy) == "明天再来"
    finally:
        _guards["intake.tell_not_police"].remove(not_today)


def test_rows_with_a_journal_duty_cannot_be_written_otherwise(by: By) -> None:
    incident = registered(by)
    incident.title = "别的"
    for write in (
        incident.save,
        incident.delete,
        lambda: Incident.objects.update(title="x"),
        lambda: Incident.objects.all().delete(),
        lambda: Clock.objects.bulk_create([Clock()]),
    ):
        with pytest.raises(UnrecordedWrite):
            write()


def test_an_act_with_a_chain_is_proposed_and_changes_nothing(by: By, desks: Any) -> None:
    incident = registered(by)
    outcome = acts.transfer(incident, by, to="邻区公安分局", reason="案发地在邻区")
    assert outcome.proposed is not None
    assert Incident.objects.get(pk=incident.pk).stage == "registered" and len(timeline(incident)) == 1
    name, given, shown = desks[1].proposals[0]
    assert name == "intake.transfer" and shown["papers"][0]["content"]["to_organ"] == "邻区公安分局"
    act_named(name).carry_out(incident, by, arguments.decode(given), arguments.digest(shown))
    assert Incident.objects.get(pk=incident.pk).stage == "transferred"


def test_what_was_signed_must_still_be_what_would_happen(by: By, desks: Any) -> None:
    incident = registered(by)
    acts.transfer(incident, by, to="邻区公安分局", reason="案发地在邻区")
    name, given, shown = desks[1].proposals[0]
    with pytest.raises(Refused) as refused:
        act_named(name).carry_out(incident, by, {**arguments.decode(given), "to": "别处"}, arguments.digest(shown))
    assert refused.value.refusals[0].code == "changed"
    assert Incident.objects.get(pk=incident.pk).stage == "registered"


def test_replay_shows_the_past(by: By) -> None:
    incident = registered(by)
    later = replace(by, at=AT + timedelta(hours=2))
    acts.tell_not_police(incident, later, reason="非职责范围")
    before = as_of(incident, AT + timedelta(hours=1)).rows["acts_subject"][incident.pk]
    after = as_of(incident, AT + timedelta(hours=3)).rows["acts_subject"][incident.pk]
    assert (before["stage"], after["stage"]) == ("registered", "not_police")


def test_many_at_once_have_an_entry_each(by: By) -> None:
    each = [
        {"channel": "110", "sort": "offence", "title": f"警情{n}", "account": "…", "outside_number": str(n),
         "reporter": PersonFacts(f"人{n}")}
        for n in range(30)
    ]  # fmt: skip
    made = acts.enter.many(HERE, by, each)
    assert len({incident.number for incident in made}) == 30
    for incident in Incident.objects.all():
        (entry,) = reading.history(incident.obj, fields=True)
        assert entry.leaf.hex() == incident.chain_head
        assert incident.people.get().name == f"人{incident.outside_number}"
        assert incident.due == AT + timedelta(hours=24)
    again = registered(by)
    assert again.pk > max(incident.pk for incident in made)


def test_an_act_in_bulk_keeps_to_its_card(by: By) -> None:
    with pytest.raises(CardBroken):
        acts.register.many(HERE, by, [{"channel": "110", "sort": "other", "title": "x", "account": "y"}])


def test_visible_within_the_unit_and_sensitive_only_to_the_named(by: By) -> None:
    incident = registered(by)
    stranger = Somebody(pk=8)
    assert incident in visible_to(stranger, AT, Incident)
    Subject._base_manager.filter(pk=incident.pk)
    other = replace(HERE, unit=99)
    elsewhere = Incident.objects.get(
        pk=acts.register(other, by, channel="110", sort="other", title="x", account="y").subject.pk
    )
    assert elsewhere not in visible_to(stranger, AT, Incident)


def test_numbers_have_no_gaps(by: By) -> None:
    first = registered(by)
    with pytest.raises(Refused):
        registered(by, reported_at=AT + timedelta(days=1))
    second = registered(by)
    assert int(second.number[-5:]) == int(first.number[-5:]) + 1


def test_taking_numbers_needs_a_transaction(transactional_db: None) -> None:
    with pytest.raises(Exception, match="inside the act's transaction"):
        series.take("x")
