"""What the desk's pages show, gathered from the rooms below: rows of lists, the strip of stages, the line of time."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

from django.db.models import DateTimeField
from django.urls import reverse
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from egret.acts.cards import act_named
from egret.acts.clocks import LOCAL
from egret.acts.done import By
from egret.acts.models import Clock, ClockState, Subject, noun_named
from egret.acts.paths import stage_in
from egret.acts.ports import DeadlineRule, ports
from egret.acts.queries import MenuItem, Past, entitled, menu, pressing, running_clocks
from egret.cases.models import (
    AdministrativeCase,
    AdministrativeProperty,
    CriminalCase,
    CriminalProperty,
    Measure,
    Questioning,
)
from egret.documents.models import Document
from egret.intake.models import Incident
from egret.journal.reading import Recorded
from egret.law.working_days import is_provisional
from egret.org.models import Staff
from egret.ui.moments import moment
from egret.ui.pieces import Dial, Event, Step

WORK = (Incident.KIND, AdministrativeCase.KIND, CriminalCase.KIND, Questioning.KIND)
FOUND = (*WORK, Measure.KIND)
"""What can be found by words; a measure is not worked off by itself, so it stands in no worklist."""
CASES = (AdministrativeCase.KIND, CriminalCase.KIND)
PROPERTY = (CriminalProperty.KIND, AdministrativeProperty.KIND)
PATHS: Mapping[str, tuple[str, ...]] = {
    Incident.KIND: ("received", "registered", "accepted_admin"),
    AdministrativeCase.KIND: (
        "filed",
        "investigating",
        "review",
        "noticed",
        "decided",
        "served",
        "executing",
        "closed",
    ),
    CriminalCase.KIND: (
        "filing_review",
        "filed",
        "investigating",
        "suspect_in",
        "concluded",
        "sent",
        "charged",
        "judged",
    ),
    CriminalProperty.KIND: ("in_force", "handed_over", "disposed"),
    AdministrativeProperty.KIND: ("in_force", "disposed"),
}
"""The straight way of each noun; a stage beside it is shown in its place when the subject stands or stood there."""


DIAL_STATES: Mapping[ClockState, Literal["running", "held", "stopped", "lapsed"]] = {
    ClockState.RUNNING: "running",
    ClockState.HELD: "held",
    ClockState.STOPPED: "stopped",
    ClockState.LAPSED: "lapsed",
    ClockState.CARRIED: "stopped",
}


def dial(clock: Clock) -> Dial:
    """A clock as it is drawn."""
    rule = ports.rules.deadline(clock.rule, clock.started.astimezone(LOCAL).date())
    return Dial(
        title=rule.title_en if english() else rule.title,
        started=clock.started,
        guard_due=clock.guard_due,
        legal_due=clock.legal_due,
        article=rule.cite if "#" in rule.cite else "",
        note=_note(rule, clock),
        state=DIAL_STATES[ClockState(clock.state)],
    )


def english() -> bool:
    return (get_language() or "").startswith("en")


def _note(rule: DeadlineRule, clock: Clock) -> str:
    """What happens at zero; and that the end may move, while the State Council has not set that year's holidays."""
    is_moving = not rule.liberty and rule.counting != "H" and is_provisional(clock.legal_due.astimezone(LOCAL).date())
    warning = gettext("节假日安排尚未公布，按暂定日历计算") if is_moving else ""
    return "；".join(part for part in (rule.consequence, warning) if part)


@dataclass(frozen=True, slots=True)
class Row:
    """A line of a list of subjects."""

    subject: Subject
    noun: Subject
    clock: Dial | None

    @property
    def url(self) -> str:
        page = "measure" if self.subject.kind == Measure.KIND else "subject"
        return reverse(f"desk:{page}", args=[self.subject.pk])


def rows(subjects: Sequence[Subject]) -> list[Row]:
    """Subjects with their nouns and their nearest clock, in three queries however many they are."""
    keys = [subject.pk for subject in subjects]
    nouns: dict[int, Subject] = {}
    for model in (Incident, AdministrativeCase, CriminalCase, Questioning, Measure):
        wanted = [subject.pk for subject in subjects if subject.kind == model.KIND]
        if wanted:
            nouns |= {row.pk: row for row in model._base_manager.filter(pk__in=wanted)}
    nearest: dict[int, Clock] = {}
    running = Clock.objects.filter(subject_id__in=keys, state=ClockState.RUNNING, for_police=True)
    for clock in running.order_by("guard_due"):
        nearest.setdefault(clock.subject_id, clock)
    return [
        Row(subject, nouns.get(subject.pk, subject), dial(nearest[subject.pk]) if subject.pk in nearest else None)
        for subject in subjects
    ]


def dials(subject: Subject) -> list[Dial]:
    return [dial(clock) for clock in running_clocks(subject)]


def strip(subject: Subject, entries: Iterable[Recorded]) -> list[Step]:
    """The stages of a subject: those behind it with their days, where it stands, and the straight way on."""
    table = type(subject).STAGES
    been: dict[str, datetime] = {}
    for entry in entries:
        stage = stage_in(entry, subject.pk)
        if stage and stage != (list(been) or [""])[-1]:
            been.pop(stage, None)
            been[stage] = entry.at
    been.pop(subject.stage, None)
    path = PATHS.get(subject.kind, tuple(stage.key for stage in table))
    ahead = path[path.index(subject.stage) + 1 :] if subject.stage in path else ()
    steps = [
        Step(table[key].label, "done", f"{at.astimezone(LOCAL):%m-%d}")
        for key, at in been.items()
        if key in table.stages
    ]
    steps.append(Step(subject.stage_now.label, "now", subject.stage_now.whose))
    if not subject.stage_now.final:
        steps += [Step(table[key].label) for key in ahead]
    return steps


def names_of(actors: Iterable[str]) -> dict[str, str]:
    """Names behind the journal's pseudonyms, for those who may see the subject."""
    keys = {actor: int(actor[2:]) for actor in set(actors) if actor.startswith("o:") and actor[2:].isdigit()}
    found = Staff.objects.only("name", "name_en").in_bulk(list(keys.values()))
    return {actor: found[key].label for actor, key in keys.items() if key in found} | {"s:setup": str(_("系统"))}


def events(entries: Sequence[Recorded], papers: Iterable[Document], names: Mapping[str, str]) -> list[Event]:
    """The line of time, newest first: who did what when, with the papers it issued; `names` by journal pseudonym."""
    by_digest: dict[str, list[Document]] = {}
    for paper in papers:
        by_digest.setdefault(paper.digest, []).append(paper)
    told = []
    for entry in entries:
        issued = [paper for digest in entry.doc for paper in by_digest.get(digest, [])]
        told.append(
            Event(
                at=entry.at,
                title=act_title(entry.act),
                text=details(entry),
                who=names.get(entry.actor, str(_("系统"))),
                url=reverse("documents:document", args=[issued[0].pk]) if issued else "",
                number="、".join(paper.number for paper in issued if paper.number),
                tone="ok" if issued else "",
                anchor=f"entry-{entry.uid}",
                articles=rests_on(entry),
            )
        )
    return told[::-1]


def people_of(subject: Subject, entries: Iterable[Recorded]) -> dict[str, str]:
    """Names of everybody who acted on a subject or is in charge of it, by journal pseudonym."""
    return names_of([*(entry.actor for entry in entries), *(f"o:{key}" for key in getattr(subject, "handlers", []))])


def handlers(subject: Subject, names: Mapping[str, str]) -> list[str]:
    """Names of the officers in charge, in their order."""
    told = (names.get(f"o:{key}") for key in getattr(subject, "handlers", []))
    return [name for name in told if name]


def rests_on(entry: Recorded) -> list[str]:
    """The articles an act rests on, as they stood on its day."""
    try:
        basis = act_named(entry.act).card.basis
    except LookupError:
        return []
    day = entry.at.astimezone(LOCAL).date()
    return [cite for cite in (ports.rules.cited_on(one, day) for one in basis) if cite]


SHOWN_OPENLY = 10
"""So many acts are looked into when a file opens; of more, those that nothing asks for now wait in a fold."""


@dataclass(frozen=True, slots=True)
class Menu:
    """The act menu of a file: what the case asks for now, and how much else there is."""

    first: Sequence[tuple[MenuItem, str]]
    rest: int


def menu_of(subject: Subject, by: By) -> tuple[Menu, Sequence[MenuItem]]:
    """What stands openly in the menu, and all items that were looked into for it."""
    able = entitled(subject, by)
    items = menu(subject, by, able if len(able) <= SHOWN_OPENLY else pressing(subject, able))
    first = [item for item in items if not item.is_idle]
    return Menu(addressed(subject, first), len(able) - len(first)), items


@dataclass(frozen=True, slots=True)
class Rest:
    """The folded part of the menu: what else may be done, and what has nobody and nothing to happen to."""

    more: Sequence[tuple[MenuItem, str]]
    idle: Sequence[tuple[MenuItem, str]]


def rest_of(subject: Subject, by: By, *, whole: bool = False) -> Rest:
    """The menu without what stands openly in the file, or the whole of it."""
    items = menu(subject, by)
    pressed = {one.card.name for one in pressing(subject, (item.act for item in items))}
    openly = set() if whole else {item.card.name for item in items} if len(items) <= SHOWN_OPENLY else pressed
    more = [item for item in items if not item.is_idle and item.card.name not in openly]
    return Rest(addressed(subject, more), addressed(subject, [item for item in items if item.is_idle]))


def addressed(subject: Subject, items: Iterable[MenuItem]) -> list[tuple[MenuItem, str]]:
    """Acts of the menu, each with the address of its page; the address is resolved once for all."""
    before, _star, after = reverse("desk:act", args=[subject.pk, "*"]).partition("*")
    return [(item, f"{before}{item.card.name}{after}") for item in items]


def act_title(name: str) -> str:
    try:
        return act_named(name).card.label
    except LookupError:
        return name


def details(entry: Recorded) -> str:
    """The facts an act committed one by one; row images are for the replay."""
    said = [str(value) for name, value in entry.fields.items() if name != "rows" and isinstance(value, str)]
    return "；".join(said)


@dataclass(frozen=True, slots=True)
class PastRow:
    """A row as it stood: its title and its columns with their labels."""

    title: str
    columns: list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class PastPage:
    """A subject as it stood at a moment, table by table."""

    at: datetime
    stage: str
    groups: list[tuple[str, list[PastRow]]] = field(default_factory=list)


def past_page(subject: Subject, past: Past) -> PastPage:
    """A replayed subject made readable: the subject itself, what stood beside it, then its papers and approvals."""
    bases = dict(past.rows.get(Subject._meta.db_table, {}))
    base = bases.pop(subject.pk, {})
    own = type(subject)
    stage = own.STAGES.stages.get(str(base.get("stage", "")))
    names = _staff_in(past)
    groups = []
    if base:
        columns = past.rows.get(own._meta.db_table, {}).get(subject.pk, {})
        told = [*_labelled(Subject, base, names), *_labelled(own, columns, names)]
        groups.append((str(own._meta.verbose_name), [PastRow(_title(base), told)]))
    for model in _companions():
        found = past.rows.get(model._meta.db_table, {})
        lines = [PastRow(_title(one), _labelled(model, one, names)) for _key, one in sorted(found.items())]
        if lines:
            groups.append((str(model._meta.verbose_name), lines))
    for kind in dict.fromkeys(str(one["kind"]) for one in bases.values()):
        rows = [(one, _told(past, key, one, names)) for key, one in sorted(bases.items()) if one["kind"] == kind]
        lines = [PastRow(_title(one), told) for one, told in rows]
        groups.append((str(noun_named(kind)._meta.verbose_name), lines))
    return PastPage(past.at, stage.label if stage else "—", groups)


def _told(past: Past, key: int, base: Mapping[str, Any], names: Mapping[int, str]) -> list[tuple[str, str]]:
    """What stood beside a case as a noun of its own; of papers and approvals the first table is enough."""
    told = _labelled(Subject, base, names)
    if base["kind"] != Measure.KIND:
        return told
    return [*told, *_labelled(Measure, past.rows.get(Measure._meta.db_table, {}).get(key, {}), names)]


OFFICERS = ("owner", "handlers", "officers", "taken_by", "reviewer")
"""Columns that name people of the force by their keys."""


def _staff_in(past: Past) -> dict[int, str]:
    """Names of the officers that any replayed row speaks of."""
    keys: set[int] = set()
    for rows in past.rows.values():
        for columns in rows.values():
            for name in OFFICERS:
                value = columns.get(name)
                keys.update(one for one in (value if isinstance(value, list) else [value]) if isinstance(one, int))
    return {key: staff.label for key, staff in Staff.objects.in_bulk(list(keys)).items()}


def _companions() -> list[type[Any]]:
    models = {rel.related_model for rel in Subject._meta.related_objects if isinstance(rel.related_model, type)}
    return sorted((m for m in models if not issubclass(m, Subject)), key=lambda m: m._meta.label)


HIDDEN = ("agency", "city", "district", "unit", "version", "chain_head", "kind", "changed", "sensitivity", "periods")


def _title(columns: Mapping[str, Any]) -> str:
    for name in ("name", "title", "rule", "kind"):
        if columns.get(name):
            return str(columns[name])
    return ""


def _labelled(model: type[Any], columns: Mapping[str, Any], names: Mapping[int, str]) -> list[tuple[str, str]]:
    told = []
    for column in model._meta.local_concrete_fields:
        value = columns.get(column.attname)
        if (
            value in (None, "", [], {}, False)
            or column.attname.endswith("_id")
            or column.attname in HIDDEN
            or column.primary_key
        ):
            continue
        told.append((str(column.verbose_name), _said(column, value, columns, names)))
    return told


def _said(column: Any, value: Any, columns: Mapping[str, Any], names: Mapping[int, str]) -> str:
    """A value as people read it: officers by name, moments in Shanghai, stages and choices by their labels."""
    if column.attname in OFFICERS:
        return "、".join(names.get(one, str(one)) for one in (value if isinstance(value, list) else [value]))
    if column.attname == "stage" and "kind" in columns:
        stage = noun_named(str(columns["kind"])).STAGES.stages.get(str(value))
        return stage.label if stage else str(value)
    if isinstance(column, DateTimeField):
        return moment(datetime.fromisoformat(str(value)))
    if isinstance(value, dict):
        return "、".join(f"{key}：{one}" for key, one in value.items())
    if isinstance(value, list):
        return "、".join(map(str, value))
    if value is True:
        return "✓"
    return str(dict(column.flatchoices).get(value, value))
