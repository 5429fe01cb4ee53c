"""What a force may choose in a chain and what the law fixes: over every chain of the rulebook."""

from __future__ import annotations

from datetime import date

import pytest

from egret.law import chain_choices
from egret.law.approval_chains import Form, chain_of, turns
from egret.law.chain_choices import ALWAYS, AS_IS, LEVELS, NEVER, Chosen

DAY = date(2026, 11, 2)
FORMS = [
    pytest.param(form, id=f"{held.case_kind}-{held.name}-{since}")
    for held in chain_choices.every_chain()
    for since, form in held.forms
]


def form_of(name: str, kind: str) -> Form:
    found = chain_of(name, kind).forms.on(DAY)
    assert found is not None
    return found


def codes(form: Form, *chosen: Chosen) -> set[tuple[str, str]]:
    return {(fault.code, fault.level) for fault in chain_choices.faults(form, chosen)}


@pytest.mark.parametrize("form", FORMS)
def test_the_rulebooks_own_form_is_a_lawful_choice_and_the_same_chain(form: Form) -> None:
    written = chain_choices.as_written(form)
    assert chain_choices.faults(form, written) == []
    assert chain_choices.chosen_form(form, written).asked(DAY, {}) == form.asked(DAY, {})


@pytest.mark.parametrize("form", FORMS)
def test_no_step_of_the_law_can_be_taken_out_or_narrowed(form: Form) -> None:
    written = chain_choices.as_written(form)
    for level in chain_choices.required(form):
        others = [one for one in written if one.level != level]
        assert ("required", level) in codes(form, *others)
        assert ("required", level) in codes(form, *others, Chosen(level, NEVER))
        assert ("narrower", level) in codes(form, *others, Chosen(level, "disputed"))


@pytest.mark.parametrize("form", FORMS)
def test_local_steps_can_be_taken_out_and_the_law_still_signs(form: Form) -> None:
    kept = [one for one in chain_choices.as_written(form) if one.level in chain_choices.required(form)]
    assert chain_choices.faults(form, kept) == []
    mine = {step.level for step in chain_choices.chosen_form(form, kept).asked(DAY, {}) if not step.outside}
    asked = {s.step.level for s in form.steps if not s.step.local and not s.step.outside and _holds(s)}
    assert mine == asked


def _holds(asked: object) -> bool:
    return not asked.when or any(test.holds({}, DAY) for test in asked.when)  # type: ignore[attr-defined]


def test_steps_can_be_added_on_a_fact_and_signed_together() -> None:
    filing = form_of("立案", "criminal")
    chosen = [Chosen("L2"), Chosen("L3", "disputed", together=True), Chosen("L4")]
    assert codes(filing, *chosen) == set()
    mine = chain_choices.chosen_form(filing, chosen)
    assert [step.level for step in mine.asked(DAY, {})] == ["L2", "L4"]
    both = mine.asked(DAY, {"disputed": True})
    assert [step.level for step in both] == ["L2", "L3", "L4"] and turns(both) == (0, 0, 1)


@pytest.mark.parametrize(
    ("chosen", "fault"),
    [
        ((Chosen("L1", together=True), Chosen("L4")), ("first", "L1")),
        ((Chosen("L3"), Chosen("L4", together=True)), ("deciding", "L4")),
        ((Chosen("L4"), Chosen("L9")), ("level", "L9")),
        ((Chosen("L4"), Chosen("L4")), ("twice", "")),
        ((Chosen("L4"), Chosen("L2", "rich")), ("fact", "L2")),
        ((Chosen("L4"), Chosen("L6", AS_IS)), ("as_is", "L6")),
    ],
)
def test_odd_choices_are_told(chosen: tuple[Chosen, ...], fault: tuple[str, str]) -> None:
    assert fault in codes(form_of("拘留", "criminal"), *chosen)


def test_the_procuratorate_stays_where_it_stands() -> None:
    arrest = form_of("提请批准逮捕", "criminal")
    mine = chain_choices.chosen_form(arrest, [Chosen("L4")])
    assert [step.level for step in mine.asked(DAY, {}, outside=True)] == ["L4", "P"]


def test_what_a_digest_covers_does_not_hang_on_the_order_written() -> None:
    one = chain_choices.canonical([Chosen("L4"), Chosen("L2"), Chosen("L3", NEVER)])
    assert one == [["L2", ALWAYS, False], ["L4", ALWAYS, False]]
    assert chain_choices.read(one) == (Chosen("L2"), Chosen("L4"))
    assert all(level in LEVELS for level, *_rest in one)
