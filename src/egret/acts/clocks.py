"""Clocks are started, held, resumed and stopped by acts; nothing else touches them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from egret.acts.cards import Card
from egret.acts.done import By, Carry, ClockEvent, Hold, Lengthen, Resume, Start, Stop
from egret.acts.looking import once
from egret.acts.models import Clock, ClockState, Subject
from egret.acts.ports import Pause, ports
from egret.acts.refusals import CardBroken, refuse

LOCAL = ZoneInfo("Asia/Shanghai")


def apply(card: Card, subject: Subject, by: By, events: Sequence[ClockEvent]) -> None:
    """Make the clock events of an act true, then note the subject's nearest limit."""
    if not events:
        return
    for event in events:
        if isinstance(event, Start):
            _declared(card, event.rule, card.starts)
            _refuse_twin(subject, event)
            _begin(subject, event).save(force_insert=True)
        elif isinstance(event, Stop):
            _declared(card, event.rule, card.stops)
            for clock in _of(subject, event.rule, event.about, ClockState.RUNNING, ClockState.HELD):
                clock.state, clock.ended = ClockState.STOPPED, by.at
                clock.save()
        elif isinstance(event, Hold):
            for clock in _of(subject, event.rule, event.about, ClockState.RUNNING):
                clock.pauses = [*clock.pauses, [event.at.isoformat(), None, event.ground]]
                clock.state = ClockState.HELD
                clock.save()
        elif isinstance(event, Resume):
            _resume(subject, event)
        elif isinstance(event, Lengthen):
            _lengthen(subject, event)
        elif isinstance(event, Carry):
            _carry(subject, by, event)
        else:
            for clock in _of(subject, event.rule, event.about, ClockState.RUNNING):
                clock.state, clock.ended = ClockState.LAPSED, clock.legal_due
                clock.save()
    subject.due = nearest_due(subject)


def end_with_the_matter(subject: Subject, by: By, events: Sequence[ClockEvent]) -> None:
    """A matter that ends takes along what still bound the police in it; what begins with its end goes on.

    So no act has to list every limit that some other act may have started. Rights of a party outlive the matter.
    """
    begun_now = {(event.rule, event.about) for event in events if isinstance(event, Start)}
    left = Clock.objects.filter(subject_id=subject.pk, state__in=(ClockState.RUNNING, ClockState.HELD), for_police=True)
    for clock in left:
        if (clock.rule, clock.about) not in begun_now:
            clock.state, clock.ended = ClockState.STOPPED, by.at
            clock.save()
    subject.due = nearest_due(subject)


def begun(card: Card, subject: Subject, by: By, events: Iterable[ClockEvent]) -> list[Clock]:
    """Unsaved clocks of an act done in bulk, which may only start clocks; also notes the nearest limit."""
    started = []
    for event in events:
        if not isinstance(event, Start):
            raise CardBroken(f"{card.name}: an act done in bulk only starts clocks")
        _declared(card, event.rule, card.starts)
        started.append(_begin(subject, event))
    subject.due = min((clock.guard_due for clock in started if clock.for_police), default=None)
    return started


def nearest_due(subject: Subject) -> datetime | None:
    """Guard end of the subject's nearest running limit that binds the police."""
    running = Clock.objects.filter(subject_id=subject.pk, state=ClockState.RUNNING, for_police=True)
    return running.order_by("guard_due").values_list("guard_due", flat=True).first()


@once
def open_on(subject: Subject) -> Sequence[Clock]:
    """Limits of a subject that run or are held, the nearest first."""
    states = (ClockState.RUNNING, ClockState.HELD)
    return list(Clock.objects.filter(subject_id=subject.pk, state__in=states).order_by("guard_due", "pk"))


def running_on(subject: Subject, *rules: str, about: str | None = None) -> list[Clock]:
    """Limits of these rules that run on a subject, the nearest first; those about one person when named."""
    return [
        one
        for one in open_on(subject)
        if one.state == ClockState.RUNNING and one.rule in rules and about in (None, one.about)
    ]


def people_under(subject: Subject, *rules: str) -> list[int]:
    """Keys of the people about whom one of these limits runs."""
    return [int(one.about.partition(":")[2]) for one in running_on(subject, *rules) if one.about]


def _declared(card: Card, rule: str, declared: tuple[str, ...]) -> None:
    if rule not in declared:
        raise CardBroken(f"{card.name}: its card does not name clock {rule}")


def _refuse_twin(subject: Subject, event: Start) -> None:
    """A limit that runs already is not started over: the first start binds."""
    for clock in _of(subject, event.rule, event.about, ClockState.RUNNING, ClockState.HELD):
        rule = ports.rules.deadline(event.rule, clock.started.astimezone(LOCAL).date())
        sentence = _("“%(limit)s”的期限已在计算，自%(since)s起") % {
            "limit": rule.title_en if (get_language() or "").startswith("en") else rule.title,
            "since": f"{clock.started.astimezone(LOCAL):%Y-%m-%d %H:%M}",
        }
        article = rule.cite if "#" in rule.cite else ""
        raise refuse(sentence, _("核对是否重复登记；确需重新起算的，先办结前一次"), article, code="running")


def _begin(subject: Subject, event: Start) -> Clock:
    rule = ports.rules.deadline(event.rule, event.at.astimezone(LOCAL).date())
    due = ports.rules.due_in_chain(event.rule, event.first) if event.first else ports.rules.due(event.rule, event.at)
    return Clock(
        subject=subject,
        rule=event.rule,
        about=event.about,
        started=event.at,
        guard_due=due.guard,
        legal_due=due.legal,
        for_police=not (rule.party or rule.external),
    )


def _of(subject: Subject, rule: str, about: str | None, *states: ClockState) -> list[Clock]:
    found = Clock.objects.filter(subject_id=subject.pk, rule=rule, state__in=states)
    return list(found if about is None else found.filter(about=about))


def _carry(subject: Subject, by: By, event: Carry) -> None:
    """The clock leaves where it ran and goes on here in the state it was in; nothing is counted anew.

    Where it ran it was not met, early or late: it is judged where it ends.
    """
    old = event.clock
    kept = ("rule", "started", "guard_due", "legal_due", "state", "pauses", "extended", "for_police")
    here = Clock(subject=subject, about=event.person.key, **{name: getattr(old, name) for name in kept})
    old.state, old.ended = ClockState.CARRIED, by.at
    old.save()
    here.save(force_insert=True)


def _resume(subject: Subject, event: Resume) -> None:
    for clock in _of(subject, event.rule, event.about, ClockState.HELD):
        clock.pauses = [[a, b or event.at.isoformat(), ground] for a, b, ground in clock.pauses]
        clock.state = ClockState.RUNNING
        _work_out(clock)


def _lengthen(subject: Subject, event: Lengthen) -> None:
    for clock in _of(subject, event.rule, event.about, ClockState.RUNNING):
        clock.extended = [*clock.extended, event.extension]
        _work_out(clock)


def _work_out(clock: Clock) -> None:
    """Both ends anew, from the start, the pauses and the extensions."""
    closed = [(a, b, ground) for a, b, ground in clock.pauses if b is not None]
    pauses = [Pause(datetime.fromisoformat(a), datetime.fromisoformat(b), ground) for a, b, ground in closed]
    due = ports.rules.due(clock.rule, clock.started, pauses, clock.extended)
    clock.guard_due, clock.legal_due = due.guard, due.legal
    clock.save()
