"""Followers read everything once at least, in order, and one bad entry stops only its own object."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import timedelta

import pytest

from egret.journal import following, sequencer
from egret.journal.models import FollowerTrouble
from egret.journal.reading import Recorded
from tests.journal.stream import AT, write, write_many


class Keeper:
    def __init__(self) -> None:
        self.seen: list[Recorded] = []
        self.poison: set[str] = set()

    def __call__(self, entries: Sequence[Recorded]) -> None:
        for entry in entries:
            if entry.uid in self.poison:
                raise ValueError("毒条目")
        self.seen += entries

    def objects(self, obj: str) -> list[str]:
        return [entry.uid for entry in self.seen if entry.obj == obj]


@pytest.fixture
def keeper() -> Iterator[Keeper]:
    keeper = Keeper()
    following.follow("test.keeper", keeper, fields=True)
    yield keeper
    following.unfollow("test.keeper")


@pytest.mark.django_db
def test_everything_is_read_in_order_with_values(keeper: Keeper) -> None:
    made = write_many(23)
    sequencer.run_once(AT)
    assert following.behind("test.keeper") == 24
    while following.run_followers(limit=5, at=AT):
        pass
    assert [entry.uid for entry in keeper.seen[1:]] == [written.uid for written in made]
    assert keeper.seen[1].fields["name"] == "张三"
    assert following.behind("test.keeper") == 0


@pytest.mark.django_db
def test_a_poison_entry_holds_back_its_object_alone_and_is_tried_again(keeper: Keeper) -> None:
    made = write_many(20)
    keeper.poison = {made[3].uid}
    sequencer.run_once(AT)
    while following.run_followers(limit=7, at=AT):
        pass
    assert keeper.objects("case:4") == []
    assert len(keeper.seen) == 21 - 4
    trouble = FollowerTrouble.objects.get(uid=made[3].uid)
    assert "毒条目" in trouble.error and trouble.tries == 1
    for wait in (10, 30):
        following.run_followers(at=AT + timedelta(seconds=wait))
    trouble.refresh_from_db()
    assert trouble.tries == 3 and trouble.next_try == AT + timedelta(seconds=30 + 40)
    write("case:4", at=AT + timedelta(seconds=50))
    sequencer.run_once(AT + timedelta(seconds=50))
    following.run_followers(at=AT + timedelta(seconds=60))
    keeper.poison = set()
    assert following.run_followers(at=AT + timedelta(seconds=80)) == 5
    assert keeper.objects("case:4") == [w.uid for w in made[3::5]] + [keeper.seen[-1].uid]
    assert not FollowerTrouble.objects.exists()


@pytest.mark.django_db
def test_a_name_is_taken_once(keeper: Keeper) -> None:
    with pytest.raises(ValueError, match=r"test\.keeper"):
        following.follow("test.keeper", keeper)
