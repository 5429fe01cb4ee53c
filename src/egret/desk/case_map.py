"""The map of a matter: what has been done, what runs, what may follow, as one picture drawn by `ui.path_picture`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from egret.acts.cards import act_named
from egret.acts.clocks import LOCAL
from egret.acts.models import Subject
from egret.acts.paths import Visit, visits
from egret.acts.queries import MenuItem
from egret.desk.open_file import OpenFile
from egret.desk.pages import PATHS, act_title
from egret.journal.reading import Recorded
from egret.ui import moments, path_picture
from egret.ui.path_picture import Branch, Mark, Path, Running, Station
from egret.ui.pieces import Dial

SHOWN = 6
"""Most acts drawn at a station that has been left; the rest is in the line of time."""


@dataclass(frozen=True, slots=True)
class CaseMap:
    """The picture for wide and for narrow pages, and the same in words."""

    path: Path
    wide: SafeString
    narrow: SafeString


def case_map(
    file: OpenFile, entries: Sequence[Recorded], menu: Sequence[MenuItem], dials: Iterable[Dial], at: datetime
) -> CaseMap:
    """Draw the path of a subject for somebody with this menu."""
    path = path_of(file, entries, menu, dials, at)
    # Every text in it was escaped when it was drawn.
    wide, narrow = (mark_safe(path_picture.picture(path, wide=one, name=name)) for one, name in _SIZES)
    return CaseMap(path, wide, narrow)


_SIZES = ((True, "map-wide"), (False, "map-narrow"))


def path_of(
    file: OpenFile, entries: Sequence[Recorded], menu: Sequence[MenuItem], dials: Iterable[Dial], at: datetime
) -> Path:
    subject = file.subject
    table = type(subject).STAGES
    been = visits(subject, [entry for entry in entries if not _is_quiet(entry)])
    numbers = {paper.digest: (paper.pk, paper.title) for paper in file.papers}
    stations = [_station(subject, visit, numbers, is_last=visit is been[-1]) for visit in been]
    stations += [Station(table[key].label, state="ahead") for key in _ahead(subject)]
    running = [_running(dial, at) for dial in dials]
    branches = list(_branches(subject, menu))
    here = subject.stage_now
    return Path(
        title=_("案件地图：%(title)s") % {"title": subject.title},
        description=_(
            "经过 %(past)s 个阶段，现在是“%(now)s”；进行中的期限 %(clocks)s 个，通向下一阶段的办法 %(ways)s 个。"
        )
        % {"past": len(been), "now": here.label, "clocks": len(running), "ways": len(branches)},
        stations=stations,
        running=running,
        branches=branches,
        running_title=_("进行中的期限"),
        branches_title=_("从这里可以走到"),
    )


def _is_quiet(entry: Recorded) -> bool:
    try:
        return act_named(entry.act).card.quiet
    except LookupError:
        return False


def _station(subject: Subject, visit: Visit, papers: Mapping[str, tuple[int, str]], *, is_last: bool) -> Station:
    """A visit as it is drawn. At a station left behind only what issued a paper and what led on are named."""
    stage = type(subject).STAGES[visit.stage]
    marks = [_mark(entry, papers) for entry in visit.entries]
    since = f"{visit.since.astimezone(LOCAL):%Y-%m-%d %H:%M}"
    if is_last:
        whose = stage.whose
        note = _("%(since)s 起，轮到%(whose)s") % {"since": since, "whose": whose} if whose else since
        return Station(stage.label, note, "now", _few(marks, 2 * SHOWN))
    return Station(stage.label, since, "done", _few(marks, SHOWN))


def _few(marks: Sequence[Mark], most: int) -> Sequence[Mark]:
    """The last act and those with papers first; how many others there were stands in their place."""
    if len(marks) <= most:
        return marks
    kept = {len(marks) - 1}
    for at in sorted(range(len(marks)), key=lambda at: (not marks[at].has_paper, -at)):
        if len(kept) < most - 1:
            kept.add(at)
    left = len(marks) - len(kept)
    rest = Mark(_("另有 %(count)s 项，见经过") % {"count": left}, url="#timeline")
    return [*(marks[at] for at in sorted(kept)), rest]


def _mark(entry: Recorded, papers: Mapping[str, tuple[int, str]]) -> Mark:
    day = f"{entry.at.astimezone(LOCAL):%m-%d %H:%M}"
    issued = [papers[digest] for digest in entry.doc if digest in papers]
    url = reverse("documents:document", args=[issued[0][0]]) if issued else f"#entry-{entry.uid}"
    return Mark(act_title(entry.act), day, url, bool(issued))


def _running(dial: Dial, at: datetime) -> Running:
    whole = max((dial.legal_due - dial.started).total_seconds(), 1.0)
    word, span = moments.left_words(dial.due(at), at)
    note = _("至 %(due)s，%(left)s") % {"due": moments.short(dial.due(at), at), "left": f"{word} {span}"}
    if dial.state == "held":
        note = _("暂停计算")
    tone = dial.tone(at)
    share = (at - dial.started).total_seconds() / whole
    shown = {"late": "late", "soon": "soon", "held": "held"}
    return Running(str(dial.title), note, share, shown.get(tone, ""), "#clocks")  # type: ignore[arg-type]


def _ahead(subject: Subject) -> Sequence[str]:
    path = PATHS.get(subject.kind, ())
    if subject.stage_now.final or subject.stage not in path:
        return ()
    return path[path.index(subject.stage) + 1 :]


def _branches(subject: Subject, menu: Sequence[MenuItem]) -> Iterable[Branch]:
    """The steps of the stage table from here: open ones first, then those that must wait, then those of other posts."""
    table = type(subject).STAGES
    items = {item.card.name: item for item in menu}
    found: dict[tuple[str, str], Branch] = {}
    for step in table.steps:
        if subject.stage not in step.frm or step.to == subject.stage or step.beside:
            continue
        found[step.act, step.to] = _branch(subject, step.act, table[step.to].label, items.get(step.act))
    order = {"open": 0, "wait": 1, "other": 2}
    return sorted(found.values(), key=lambda branch: order[branch.state])


def _branch(subject: Subject, act: str, to: str, item: MenuItem | None) -> Branch:
    drawn = Branch(act_title(act), to, "other", _("由其他岗位办理"))
    if item is None:
        return drawn
    url = reverse("desk:act", args=[subject.pk, act])
    if item.allowed:
        return replace(drawn, state="open", note=_("需审批") if item.card.approval else "", url=url)
    return replace(drawn, state="wait", note=_("暂不能：%(why)s") % {"why": item.blocks[0]}, url=url)
