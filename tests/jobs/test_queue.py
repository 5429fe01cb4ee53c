"""The queue: together with the act or not at all, leased, retried, given up with a reason."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
import structlog
from django.db import transaction

from egret.jobs import registry
from egret.jobs.models import Job, Schedule
from egret.jobs.queue import dead_letters, enqueue, forget, revive
from egret.jobs.registry import Effect, NotYet, Recurrence, Work, daily, every, handler
from egret.jobs.worker import LeaseLost, back_off, claim, run, run_due, tick

T0 = datetime(2026, 3, 2, 4, 0, tzinfo=UTC)


class Hand:
    """A clock the test moves."""

    def __init__(self) -> None:
        self.at = T0

    def __call__(self) -> datetime:
        return self.at

    def move(self, **by: float) -> None:
        self.at += timedelta(**by)


@pytest.fixture
def clock() -> Hand:
    return Hand()


@pytest.fixture(autouse=True)
def own_registry(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(registry, "_kinds", {})
    monkeypatch.setattr(registry, "_recurrences", {})
    yield


@pytest.mark.django_db
def test_a_job_lives_and_dies_with_its_transaction() -> None:
    with pytest.raises(RuntimeError), transaction.atomic():
        enqueue("x.y", at=T0)
        raise RuntimeError
    assert not Job.objects.exists()


@pytest.mark.django_db
def test_one_key_waits_once_but_may_wait_beside_its_running_self() -> None:
    first = enqueue("x.y", at=T0, key="render:7")
    assert first is not None
    assert enqueue("x.y", at=T0, key="render:7") is None
    assert claim("a", at=T0) is not None
    assert enqueue("x.y", at=T0, key="render:7") is not None


@pytest.mark.django_db
def test_done_with_effect(clock: Hand) -> None:
    seen: list[tuple[int, object]] = []

    @handler("x.y")
    def _(work: Work) -> Effect:
        return lambda: seen.append((work.attempt, work.payload["n"]))

    enqueue("x.y", {"n": 7}, at=T0)
    enqueue("x.y", {"n": 8}, at=T0, due=T0 + timedelta(hours=1))
    assert run_due("a", clock) == 1
    assert seen == [(1, 7)]
    clock.move(hours=1)
    assert run_due("a", clock) == 1
    assert {job.state for job in Job.objects.all()} == {"done"}


@pytest.mark.django_db
def test_failure_backs_off_then_becomes_a_dead_letter_with_its_reason(clock: Hand) -> None:
    @handler("x.y", attempts=3)
    def _(work: Work) -> None:
        raise ConnectionError("procuratorate does not answer")

    job = enqueue("x.y", at=T0)
    assert job is not None
    waits = []
    for _unused in range(3):
        assert run_due("a", clock) == 1
        assert run_due("a", clock) == 0
        row = Job.objects.get()
        waits.append(row.ready - clock.at)
        clock.at = max(clock.at, row.ready)
    assert waits[:2] == [timedelta(seconds=10), timedelta(seconds=20)]
    letter = dead_letters().get()
    assert "procuratorate does not answer" in letter.error
    assert run_due("a", clock) == 0

    assert revive(job, at=clock.at)
    assert not revive(job, at=clock.at)
    assert run_due("a", clock) == 1
    assert Job.objects.get().attempts == 1


@pytest.mark.django_db
def test_a_job_that_must_wait_is_put_back_without_an_alarm(clock: Hand) -> None:
    @handler("x.y", attempts=3)
    def _(work: Work) -> None:
        if work.attempt < 3:
            raise NotYet("the entry waits for its checkpoint")

    enqueue("x.y", at=T0)
    with structlog.testing.capture_logs() as told:
        for _unused in range(3):
            assert run_due("a", clock) == 1
            clock.at = max(clock.at, Job.objects.get().ready)
    assert [line for line in told if line["log_level"] != "debug"] == []
    assert Job.objects.get().state == Job.State.DONE


@pytest.mark.django_db
def test_a_turn_ends_when_its_time_is_over(clock: Hand) -> None:
    @handler("x.y")
    def _(work: Work) -> None:
        clock.move(seconds=1)

    for _unused in range(5):
        enqueue("x.y", at=T0)
    assert run_due("a", clock, within=timedelta(seconds=2)) == 2
    assert run_due("a", clock) == 3


def test_back_off_doubles_and_stays_within_six_hours() -> None:
    waits = [back_off(n) for n in range(1, 40)]
    assert waits == sorted(waits)
    assert waits[:4] == [timedelta(seconds=s) for s in (10, 20, 40, 80)]
    assert waits[-1] == timedelta(hours=6)


@pytest.mark.django_db
def test_a_lost_lease_is_taken_over_and_the_late_worker_changes_nothing(clock: Hand) -> None:
    done: list[str] = []

    @handler("x.y", lease=timedelta(minutes=2))
    def _(work: Work) -> Effect:
        return lambda: done.append("effect")

    enqueue("x.y", at=T0)
    slow = claim("slow", at=clock())
    assert slow is not None
    assert claim("quick", at=clock()) is None
    clock.move(minutes=2)
    quick = claim("quick", at=clock())
    assert quick is not None and quick.attempts == 2
    assert run(slow, clock) is False
    assert done == []
    assert run(quick, clock) is True
    assert done == ["effect"]


@pytest.mark.django_db
def test_long_work_renews_its_lease(clock: Hand) -> None:
    rivals: list[Job | None] = []

    @handler("x.y", lease=timedelta(minutes=2))
    def _(work: Work) -> None:
        for _unused in range(5):
            clock.move(seconds=90)
            work.renew()
            rivals.append(claim("rival", at=clock()))

    enqueue("x.y", at=T0)
    assert run_due("a", clock) == 1
    assert rivals == [None] * 5
    assert Job.objects.get().state == "done"


@pytest.mark.django_db
def test_renewing_a_lease_that_was_lost_stops_the_work(clock: Hand) -> None:
    reached: list[str] = []

    @handler("x.y", lease=timedelta(minutes=2))
    def _(work: Work) -> None:
        clock.move(minutes=3)
        assert claim("rival", at=clock()) is not None
        with pytest.raises(LeaseLost):
            work.renew()
        reached.append("told")
        raise LeaseLost

    enqueue("x.y", at=T0)
    run_due("a", clock, limit=1)
    assert reached == ["told"]
    row = Job.objects.get()
    assert (row.state, row.worker) == ("running", "rival")


@pytest.mark.django_db
def test_a_job_that_kills_its_worker_is_given_up(clock: Hand) -> None:
    @handler("x.y", attempts=2, lease=timedelta(minutes=1))
    def _(work: Work) -> None:
        raise AssertionError("never reached: the worker dies before")

    enqueue("x.y", at=T0)
    for worker in ("a", "b"):
        assert claim(worker, at=clock()) is not None
        clock.move(minutes=1)
    assert claim("c", at=clock()) is None
    assert "worker died" in dead_letters().get().error


@pytest.mark.django_db
def test_a_failed_effect_leaves_no_trace_and_is_tried_again(clock: Hand) -> None:
    @handler("x.y")
    def _(work: Work) -> Effect:
        def effect() -> None:
            enqueue("x.follow_up", at=clock())
            if work.attempt == 1:
                raise OSError("disk full")

        return effect

    enqueue("x.y", at=T0)
    run_due("a", clock)
    assert not Job.objects.filter(name="x.follow_up").exists()
    clock.move(minutes=1)
    run_due("a", clock, limit=1)
    assert Job.objects.filter(name="x.follow_up").count() == 1


@pytest.mark.django_db
def test_a_failed_job_gives_way_to_the_same_work_asked_again(clock: Hand) -> None:
    @handler("x.y")
    def _(work: Work) -> None:
        if work.attempt == 1 and Job.objects.count() == 1:
            enqueue("x.y", at=clock(), key="k")
            raise OSError

    enqueue("x.y", at=T0, key="k")
    run_due("a", clock)
    assert list(Job.objects.order_by("pk").values_list("state", flat=True)) == ["done", "done"]


@pytest.mark.django_db
def test_a_job_of_an_unknown_name_waits_for_a_release_that_knows_it(clock: Hand) -> None:
    enqueue("x.of_tomorrow", at=T0)
    run_due("a", clock)
    row = Job.objects.get()
    assert row.state == "waiting" and "no handler named x.of_tomorrow" in row.error


@pytest.mark.django_db
def test_schedules_enqueue_once_and_do_not_make_up_for_missed_rounds(clock: Hand) -> None:
    every("x.often", seconds=60)
    daily("x.nightly", at="03:10")
    assert tick(at=clock()) == 1
    assert tick(at=clock()) == 0
    clock.move(hours=5)
    assert tick(at=clock()) == 0, "the first still waits, so it stands for the missed ones"
    Job.objects.all().delete()
    clock.move(minutes=1)
    assert tick(at=clock()) == 1
    assert Schedule.objects.get(name="x.nightly").due == datetime(2026, 3, 2, 19, 10, tzinfo=UTC)
    clock.at = datetime(2026, 3, 2, 19, 10, tzinfo=UTC)
    tick(at=clock())
    assert Job.objects.filter(name="x.nightly").count() == 1


def test_daily_is_local_time() -> None:
    nightly = Recurrence("x", daily=datetime(2026, 1, 1, 3, 10).time())
    assert nightly.next(datetime(2026, 3, 1, 19, 9, tzinfo=UTC)) == datetime(2026, 3, 1, 19, 10, tzinfo=UTC)
    assert nightly.next(datetime(2026, 3, 1, 19, 10, tzinfo=UTC)) == datetime(2026, 3, 2, 19, 10, tzinfo=UTC)


@pytest.mark.django_db
def test_forgetting_keeps_dead_letters(clock: Hand) -> None:
    @handler("x.good")
    def _(work: Work) -> None:
        pass

    @handler("x.bad", attempts=1)
    def _(work: Work) -> None:
        raise OSError

    enqueue("x.good", at=T0)
    enqueue("x.bad", at=T0)
    run_due("a", clock)
    assert forget(before=T0 + timedelta(days=40)) == 1
    assert dead_letters().count() == 1


def test_two_handlers_for_one_name_are_refused() -> None:
    def one(work: Work) -> None: ...
    def two(work: Work) -> None: ...

    handler("x.y")(one)
    handler("x.y")(one)
    with pytest.raises(ValueError, match=r"x\.y"):
        handler("x.y")(two)
