"""What the pages of the approval matrix show: chains of a day, a chain's history, a version and its simulation."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from egret.acts.models import Subject, all_nouns
from egret.acts.ports import Place
from egret.acts.queries import visible_to
from egret.approvals import links, queries, revisions
from egret.approvals.models import ChainRevision
from egret.law import approval_chains, chain_choices
from egret.law.approval_chains import Asked, Chain, Form, Test
from egret.law.rulebook import threshold
from egret.org.models import Staff

KINDS = {"admin": gettext_lazy("行政案件"), "criminal": gettext_lazy("刑事案件"), "both": gettext_lazy("各类事项")}
FACTS = {
    "disputed": gettext_lazy("有争议"),
    "economic": gettext_lazy("经济犯罪案件"),
    "bureau_case": gettext_lazy("公安局直接办理的案件"),
    "revokes": gettext_lazy("吊销许可证件"),
    "high_value": gettext_lazy("价值较高"),
    "hurts_business": gettext_lazy("严重影响正常生产经营"),
    "equity_or_policy": gettext_lazy("股权、保单权益"),
    "listed_shares": gettext_lazy("上市公司股权"),
    "beyond_area": gettext_lazy("超出管辖地区"),
    "longest": gettext_lazy("最长期限"),
    "provincial": gettext_lazy("由省级人民检察院批准"),
    "major_year_freeze": gettext_lazy("重大案件冻结一年"),
    "station_may_collect": gettext_lazy("派出所可以收缴"),
    "fine": gettext_lazy("罚款"),
    "deposit": gettext_lazy("保证金"),
    "detention_days": gettext_lazy("行政拘留"),
}
LISTED = 100


def english() -> bool:
    return (get_language() or "").startswith("en")


def kind_label(kind: str) -> str:
    return str(KINDS.get(kind, kind))


def chain_label(held: Chain) -> str:
    return held.title_en if english() else held.name


def role(level: str) -> str:
    """A level by its office."""
    zh, en = approval_chains.ROLES[level]
    return en if english() else zh


def fact_label(fact: str) -> str:
    return str(FACTS.get(fact, fact))


def condition(test: Test, on: date) -> str:
    """When a step comes in, in words."""
    what = fact_label(test.fact)
    if test.how == "is":
        return what if test.against else _("不是%(what)s") % {"what": what}
    if test.how == "is_not":
        return _("不是%(what)s") % {"what": what} if test.against else what
    if test.how == "positive":
        return what
    line = threshold(test.against).on(on)
    words = _("%(what)s超过%(line)d元") if test.how == "over" else _("%(what)s%(line)d元以上")
    return words % {"what": what, "line": line}


@dataclass(frozen=True, slots=True)
class Stop:
    """One signature of a path as the matrix shows it."""

    level: str
    role: str
    local: bool
    when: str
    together: bool


def stops(form: Form, on: date) -> list[Stop]:
    found: list[Stop] = []
    before = ""
    for asked in form.steps:
        if asked.default_on:
            step = asked.step
            words = _("或者").join(condition(test, on) for test in asked.when)
            together = bool(step.group and step.group == before)
            found.append(Stop(step.level, step.role_en if english() else step.role_zh, step.local, words, together))
            before = step.group
    return found


@dataclass(frozen=True, slots=True)
class Row:
    """A chain of the matrix on a day."""

    chain: Chain
    label: str
    kind: str
    stops: Sequence[Stop]
    cite: str
    urgent: str
    revision: ChainRevision | None


def matrix(place: Place, on: date, kind: str) -> list[Row]:
    """Every chain as it counts for a force on a day; its own versions read at once."""
    own = _own(place, on)
    found = []
    for held in chain_choices.every_chain():
        law = held.forms.on(on)
        if law is None or (kind and held.case_kind != kind):
            continue
        revision = own.get((held.name, held.case_kind))
        if revision is not None and revision.law_since != revisions.law_since(held, on):
            revision = None
        form = revisions.form_of(held, revision) if revision else law
        urgent = held.urgent.how if held.urgent else ""
        found.append(Row(held, chain_label(held), held.case_kind, stops(form, on), form.basis.cite, urgent, revision))
    return found


def _own(place: Place, on: date) -> dict[tuple[str, str], ChainRevision]:
    rows = ChainRevision.objects.filter(revisions.of_force(place), stage=revisions.HELD, valid_from__lte=on)
    ordered = sorted(rows, key=lambda one: (one.district is not None, one.valid_from, one.approved_at))
    return {(one.chain, one.chain_kind): one for one in ordered}


@dataclass(frozen=True, slots=True)
class Version:
    """A column of a chain's history: a form of the law, or a force's version."""

    since: date
    form: Form
    revision: ChainRevision | None
    current: bool

    def cell(self, level: str) -> str:
        asked = {one.step.level: one for one in self.form.steps if one.default_on}.get(level)
        return cell(asked, self.since) if asked else "—"


def cell(asked: Asked, on: date) -> str:
    words = _("或者").join(condition(test, on) for test in asked.when) or _("一律")
    return f"∥ {words}" if asked.step.group else words


def visible_keys(held: Chain, staff: Staff, at: datetime) -> set[int]:
    """Versions of a chain whose page the person may open."""
    return set(visible_to(staff, at, ChainRevision).filter(chain=held.name).values_list("pk", flat=True))


def history(held: Chain, staff: Staff, at: datetime, on: date) -> list[Version]:
    """Forms of the law and the force's versions side by side, oldest first; drafts for those who see them."""
    place, seen = staff.place, visible_keys(held, staff, at)
    own = [one for one in revisions.versions(held, place) if one.stage == revisions.HELD or one.pk in seen]
    now = revisions.in_force(held, place, on)
    since = revisions.law_since(held, on)
    found = [Version(day, form, None, now is None and day == since) for day, form in held.forms]
    found += [Version(one.valid_from, revisions.form_of(held, one), one, one == now) for one in own]
    return sorted(found, key=lambda one: (one.since, one.revision is not None, one.revision.pk if one.revision else 0))


def lines(versions: Sequence[Version]) -> list[tuple[str, str, list[str]]]:
    """Level, office, and how each version has it; levels that none has are left out."""
    rows = [(level, role(level), [one.cell(level) for one in versions]) for level in approval_chains.ROLES]
    return [row for row in rows if any(cell != "—" for cell in row[2])]


@dataclass(frozen=True, slots=True)
class Moved:
    """A matter that would go another way."""

    title: str
    number: str
    address: str
    old: str
    new: str
    who: str


@dataclass(frozen=True, slots=True)
class Load:
    staff: str
    more: int
    less: int


@dataclass(frozen=True, slots=True)
class Found:
    """A simulation as its page shows it: everything counted, and by name what the reader may see."""

    result: Mapping[str, Any]
    cases: Sequence[Moved]
    approvals: Sequence[Moved]
    hidden: int
    nobody: Sequence[tuple[str, str]]
    load: Sequence[Load]


def found(revision: ChainRevision, staff: Staff, at: datetime) -> Found | None:
    result = revision.result
    if result is None:
        return None
    listed = [*result["running"]["listed"], *result["approvals"]["listed"]]
    missing = [*result["running"]["nobody"], *result["approvals"]["nobody"]]
    seen = _seen({target for _pk, target, *_rest in listed} | {target for _pk, target, _level in missing}, staff, at)
    people = _people(result)
    named = {key: [people[one] for one in ids if one in people] for key, ids in result["signers"].items()}
    cases = [_moved(one, seen, named) for one in result["running"]["listed"] if one[1] in seen]
    approvals = [_moved(one, seen, named) for one in result["approvals"]["listed"] if one[1] in seen]
    return Found(
        result=result,
        cases=cases[:LISTED],
        approvals=approvals[:LISTED],
        hidden=sum(one[1] not in seen for one in listed),
        nobody=[(seen[target].title, role(level)) for _pk, target, level in missing if target in seen][:LISTED],
        load=[Load(people[one].label, more, less) for one, more, less in result["load"] if one in people],
    )


def _seen(keys: set[int], staff: Staff, at: datetime) -> dict[int, Subject]:
    """Those of the matters that the reader sees, as the matter's own page would."""
    kinds = set(Subject.objects.filter(pk__in=keys).values_list("kind", flat=True))
    found: dict[int, Subject] = {}
    for model in all_nouns():
        if model.KIND in kinds:
            found |= {one.pk: one for one in visible_to(staff, at, model).filter(pk__in=keys)}
    return found


def _people(result: Mapping[str, Any]) -> dict[int, Staff]:
    keys = {one for ids in result["signers"].values() for one in ids} | {one for one, *_rest in result["load"]}
    return Staff.objects.in_bulk(keys)


def _moved(one: Sequence[Any], seen: Mapping[int, Subject], named: Mapping[str, Sequence[Staff]]) -> Moved:
    _pk, target, unit, old, new = one
    subject = seen[target]
    who = [
        f"{level} {_names(level, unit, named)}"
        for level in re.split("[→∥]", new)
        if level and level not in _levels(old)
    ]
    return Moved(subject.title, subject.number, links.subject_address(subject), old, new, "；".join(who))


def _levels(path: str) -> list[str]:
    return re.split("[→∥]", path)


def _names(level: str, unit: int, named: Mapping[str, Sequence[Staff]]) -> str:
    for one in queries.ladder(level):
        if people := named.get(f"{one}@{unit}"):
            return _some(people)
    return _("暂无")


def _some(people: Iterable[Staff]) -> str:
    return "、".join(one.label for one in list(people)[:3])
