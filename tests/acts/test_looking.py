"""Within one look a question is asked once; outside it, and in every act, it is asked each time."""

from __future__ import annotations

from egret.acts.looking import looking_at, once


class Thing:
    pass


def test_a_question_is_answered_once_for_each_set_of_arguments_of_a_look() -> None:
    asked: list[tuple[int, str]] = []

    @once
    def question(thing: Thing, number: int, *, word: str = "") -> int:
        asked.append((number, word))
        return number

    thing, other = Thing(), Thing()
    with looking_at(thing):  # type: ignore[arg-type]
        with looking_at(thing):  # type: ignore[arg-type]
            assert [question(thing, 1), question(thing, 1), question(thing, 1, word="x"), question(other, 1)] == [1] * 4
        assert question(thing, 1) == 1
    assert asked == [(1, ""), (1, "x"), (1, "")]
    question(thing, 1)
    assert asked[3:] == [(1, "")]
