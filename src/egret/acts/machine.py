"""The act machinery: lock, power, guards, body, documents, clocks, entry; all in one transaction.

An act is a function that states what becomes true and a card that says everything else about it. Calling the act runs
the whole
sequence. When its card names an approval chain, the same call *proposes*: arguments and a digest of what was shown
are kept, each
step signs that digest, and the last step carries the act out with stage, power and guards asked again.
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, Concatenate, Generic, ParamSpec, TypeVar, cast

from django.db import connection, models, transaction
from django.utils.translation import gettext_lazy as _

from egret.acts import arguments as codec
from egret.acts import clocks, series
from egret.acts.cards import Card, Parameter, as_cited_on, ask_guards, enrol, parameters_of
from egret.acts.deed import Deed, under
from egret.acts.done import By, ClockEvent, Done, Outcome, Touch
from egret.acts.images import Image
from egret.acts.models import Journalled, Subject, SubmittedForm
from egret.acts.ports import Issued, Paper, Place, ports
from egret.acts.refusals import CardBroken, Refusal, Refused
from egret.journal import pen

S = TypeVar("S")
P = ParamSpec("P")
N = TypeVar("N", bound=Subject)

FIRST_OF_CHAIN = "0" * 64


class Act(Generic[S, P]):
    """An enrolled act. Call it with the subject (or the place, when it creates one), who acts, and its arguments."""

    do_not_call_in_templates = True

    def __init__(self, card: Card, body: Callable[Concatenate[S, By, P], Done]) -> None:
        self.card = card
        self.body = body
        self.__doc__ = body.__doc__
        self.__name__ = body.__name__
        self.__module__ = body.__module__

    def __repr__(self) -> str:
        return f"<act {self.card.name}>"

    @cached_property
    def parameters(self) -> tuple[Parameter, ...]:
        return parameters_of(self.body, self.card.asks)

    def __call__(self, subject: S, by: By, *args: P.args, **kwargs: P.kwargs) -> Outcome:
        """Do the act, or propose it when its chain has a step to sign.

        Raises Refused with every reason why it may not happen now; nothing is then written.
        """
        with _cited_on_its_day(by), transaction.atomic():
            repeated = _repeated(self.card, by)
            if repeated is not None:
                return repeated
            target = self._lock(subject, by)
            given, gone = self._as_they_are_now(target, by, kwargs)
            self._refuse_blocked(target, by, given, gone)
            if self._needs_signatures(target, by, given):
                outcome = self._propose(target, by, given)
            elif by.urgent and self.card.approval and isinstance(target, Subject):
                outcome = self._carry_out_first(target, by, given)
            else:
                outcome = self._carry_out(target, by, given)
            _remember(self.card, by, outcome)
            return outcome

    def batch(self, subjects: Sequence[S], by: By, *args: P.args, **kwargs: P.kwargs) -> list[Outcome]:
        """One signature over many subjects: all or nothing, one entry each."""
        if not self.card.batch_safe:
            raise Refused([Refusal(_("这种执法行为不能成批办理"), _("请逐件办理"), code="batch")])
        ordered = sorted(subjects, key=lambda one: cast(Subject, one).pk)
        with transaction.atomic():
            return [self(one, replace(by, seen=None, key=""), *args, **kwargs) for one in ordered]

    def many(self, place: Place, by: By, each: Sequence[Mapping[str, Any]]) -> list[Subject]:
        """Create many subjects at once, one entry each: for imports. The body may not issue documents."""
        if not self.card.creates or self.card.approval:
            raise CardBroken(f"{self.card.name}: only an act that creates without approval can be done in bulk")
        with transaction.atomic():
            self._refuse_blocked(place, by, {})
            deed = Deed(self.card.name)
            with under(deed):
                body = cast(Callable[..., Done], self.body)
                return _create_in_bulk(self.card, [body(place, by, **arguments) for arguments in each], place, by, deed)

    def refusals(self, target: Any, by: By, arguments: Mapping[str, Any]) -> list[Refusal]:
        """Everything that stands against the act now: stage, power, guards."""
        if isinstance(target, Place):
            return [*_power(self.card, by, target)]
        entitled = self.card.entitled is not None and self.card.entitled(target, by)
        found = [*_stage(self.card, target), *([] if entitled else _power(self.card, by, place_of(target)))]
        return found + ask_guards(self.card, target, by, arguments)

    def blocks(self, target: Any, by: By, arguments: Mapping[str, Any]) -> list[Refusal]:
        """What refuses the act; what only warns is left out."""
        return [one for one in self.refusals(target, by, arguments) if one.severity == "block"]

    def carry_out(
        self, subject: Subject, by: By, arguments: Mapping[str, Any], shown: str, *, proposed: By | None = None
    ) -> Outcome:
        """The last signature runs the act. Refused when what would happen is no longer what was signed.

        `proposed` is how it was proposed: papers may name that moment, so it is shown again as of then.
        """
        with _cited_on_its_day(by), transaction.atomic():
            target = self._lock(cast(S, subject), replace(by, seen=None))
            self._refuse_blocked(target, by, arguments)
            if codec.digest(self.show(target, proposed or by, arguments)) != shown:
                raise Refused(
                    [Refusal(_("呈批后案件内容有变化，所签内容与现在不符"), _("请退回承办人重新呈批"), code="changed")]
                )
            return self._carry_out(self._lock(cast(S, subject), replace(by, seen=None)), by, _fresh(arguments))

    def _lock(self, subject: S, by: By) -> Any:
        if isinstance(subject, Place):
            return subject
        given = cast(Subject, subject)
        if not isinstance(given, self.card.subject):
            raise CardBroken(f"{self.card.name} happens to {self.card.subject.__name__}, not to {type(given).__name__}")
        locked = type(given)._base_manager.select_for_update().get(pk=given.pk)
        if by.seen is not None and locked.version != by.seen:
            raise Refused(
                [Refusal(_("这一页打开之后，已有人办理过本事项"), _("请刷新页面，看清最新情况后再办"), code="stale")]
            )
        return locked

    def _refuse_blocked(self, target: Any, by: By, arguments: Mapping[str, Any], more: Sequence[Refusal] = ()) -> None:
        blocks = self.blocks(target, by, arguments)
        if blocks or more:
            raise Refused([*blocks, *more])

    def _as_they_are_now(
        self, target: Any, by: By, arguments: Mapping[str, Any]
    ) -> tuple[dict[str, Any], list[Refusal]]:
        """The arguments with their rows read again under the lock, and what stands against a row chosen too late.

        The page offered a row before the lock; meanwhile another act may have ended it, or it was never on offer.
        """
        fresh, gone = dict(arguments), []
        for parameter in self.parameters:
            value = arguments.get(parameter.name)
            rows = value if isinstance(value, tuple | list) else (value,)
            if not rows or not all(isinstance(row, models.Model) for row in rows):
                continue
            offered = parameter.ask.choices(target, by) if parameter.ask.choices else None
            checked = isinstance(offered, models.QuerySet) and not offered.query.is_sliced
            source = cast("models.QuerySet[Any]", offered) if checked else type(rows[0])._base_manager.all()
            found = {row.pk: row for row in source.filter(pk__in=[row.pk for row in rows])}
            if checked and any(row.pk not in found for row in rows):
                sentence = _("所选的“%(what)s”已不在可以选择之列") % {"what": parameter.ask.title}
                gone.append(Refusal(sentence, _("请刷新页面，看清最新情况后再办"), code="choice"))
                continue
            again = [found.get(row.pk, row) for row in rows]
            fresh[parameter.name] = tuple(again) if isinstance(value, tuple | list) else again[0]
        return fresh, gone

    def _needs_signatures(self, target: Any, by: By, arguments: Mapping[str, Any]) -> bool:
        if not self.card.approval or by.approved is not None or isinstance(target, Place):
            return False
        return ports.approvals.chain_needed(self.card, target, by, arguments)

    def show(self, target: Any, by: By, arguments: Mapping[str, Any]) -> dict[str, Any]:
        """What an approver is shown: the act, its arguments and its papers as they would be issued.

        The body runs for this in a savepoint that is rolled back, on a copy of the subject.
        """
        work = copy.copy(target)
        with transaction.atomic():
            with under(Deed(self.card.name)):
                done = cast(Callable[..., Done], self.body)(work, by, **arguments)
                found = _as_worded(done.papers, by)
                papers = [{"kind": p.kind, "content": ports.papers.preview(p, work, by)} for p in found]
            transaction.set_rollback(True)
        return {
            "act": self.card.name,
            "title": self.card.title,
            "subject": target.obj,
            "number": target.number,
            "stage": target.stage,
            "to": done.to,
            "arguments": codec.encode(arguments),
            "papers": codec.encode(papers),
        }

    def _propose(self, target: Any, by: By, arguments: Mapping[str, Any]) -> Outcome:
        shown = self.show(target, by, arguments)
        encoded = cast(dict[str, Any], codec.encode(arguments))
        proposed = ports.approvals.propose(self.card, target, by, encoded, shown)
        return Outcome(uid=proposed.uid, subject=target, proposed=proposed)

    def _carry_out_first(self, target: Any, by: By, arguments: Mapping[str, Any]) -> Outcome:
        """On an urgent ground the act takes effect now, and its approval is opened for the paper that must follow."""
        shown = self.show(target, by, arguments)
        encoded = cast(dict[str, Any], codec.encode(arguments))
        outcome = self._carry_out(target, by, arguments)
        ports.approvals.regularise(self.card, outcome.subject, by, encoded, shown)
        return outcome

    def _carry_out(self, target: Any, by: By, arguments: Mapping[str, Any]) -> Outcome:
        deed = Deed(self.card.name)
        with under(deed):
            before = None if isinstance(target, Place) else _values(target)
            done = cast(Callable[..., Done], self.body)(target, by, **arguments)
            if self.card.creates:
                if done.subject is None:
                    raise CardBroken(f"{self.card.name} creates nothing")
                place = target if isinstance(target, Place) else place_of(target)
                subject, before = _create(done.subject, place, by, done.to)
            else:
                subject = cast(Subject, target)
                _move(self.card, subject, by, done.to)
            work = [_Part(subject, before or {}, done.rows, _as_worded(done.papers, by), done.clocks)]
            for born in done.begets:
                _subject, fresh = _create(born.subject, place_of(subject), by)
                work.append(_Part(born.subject, fresh, born.rows, born.papers, born.clocks))
            for touch in done.touches:
                other, was = _touch(self.card, touch, by)
                work.append(_Part(other, was, (), (), touch.clocks))
            _check_papers(self.card, work)
            issued = [part.settle(self.card, by) for part in work]
            uid = _enter(self.card, work, issued, by, done, deed)
            for part in work:
                _save_changes(part.subject, part.before)
        papers = tuple(paper for group in issued for paper in group)
        return Outcome(uid=uid, subject=subject, papers=papers, begets=tuple(born.subject for born in done.begets))


@dataclass(frozen=True, slots=True)
class _Part:
    """What one act does to one of the subjects it concerns."""

    subject: Subject
    before: Mapping[str, Any]
    rows: Sequence[Journalled]
    papers: Sequence[Paper]
    clocks: Sequence[ClockEvent]

    def settle(self, card: Card, by: By) -> tuple[Issued, ...]:
        for row in self.rows:
            _point_at(row, self.subject)
            row.save()
        _learn_keys(self.subject)
        issued = tuple(ports.papers.issue(paper, self.subject, by) for paper in self.papers)
        clocks.apply(card, self.subject, by, self.clocks)
        if self.subject.closed and not self.before.get("closed", True):
            clocks.end_with_the_matter(self.subject, by, self.clocks)
        return issued


def act(
    name: str,
    title: str,
    title_en: str,
    *,
    subject: type[Subject],
    basis: tuple[str, ...],
    power: str = "",
    **rest: Any,
) -> Callable[[Callable[Concatenate[S, By, P], Done]], Act[S, P]]:
    """Enrol a body as an act. The power is named like the act unless it says otherwise."""

    def enrolled(body: Callable[Concatenate[S, By, P], Done]) -> Act[S, P]:
        card = Card(
            name=name, title=title, title_en=title_en, subject=subject, power=power or name, basis=basis, **rest
        )
        entry = Act(card, body)
        enrol(entry)
        return entry

    return enrolled


@contextmanager
def _cited_on_its_day(by: By) -> Iterator[None]:
    """What a body refuses is cited to the text in force on the day of the act, as what guards refuse is."""
    try:
        yield
    except Refused as refused:
        raise Refused(as_cited_on(refused.refusals, by)) from refused


def _fresh(arguments: Mapping[str, Any]) -> dict[str, Any]:
    return cast(dict[str, Any], codec.decode(codec.encode(arguments)))


def place_of(subject: Subject) -> Place:
    return Place(subject.unit, subject.district, subject.city, subject.agency)


def _repeated(card: Card, by: By) -> Outcome | None:
    if not by.key:
        return None
    earlier = SubmittedForm.objects.filter(key=by.key).select_related("subject").first()
    if earlier is None:
        return None
    if earlier.act != card.name or earlier.actor != by.actor.pseudonym:
        raise Refused([Refusal(_("这份表单的提交标识已用于另一件事"), _("请重新打开页面再提交"), code="key")])
    return Outcome(uid=earlier.uid, subject=earlier.subject.noun(), repeated=True)


def _remember(card: Card, by: By, outcome: Outcome) -> None:
    if by.key:
        SubmittedForm.objects.create(
            key=by.key,
            act=card.name,
            actor=by.actor.pseudonym,
            subject_id=outcome.subject.pk,
            uid=outcome.uid,
            proposal=outcome.proposed.pk if outcome.proposed else None,
            at=by.at,
        )


def _stage(card: Card, subject: Subject) -> list[Refusal]:
    if card.quiet:
        return []
    table, stages = type(subject).STAGES, card.stages_of(type(subject))
    if subject.stage in stages or (not stages and not table[subject.stage].final):
        return []
    wanted = "、".join(stage.label for stage in table if stage.key in stages)
    sentence = _("“%(act)s”不能在“%(stage)s”阶段办理") % {"act": card.label, "stage": subject.stage_now.label}
    remedy = _("须在“%(stages)s”阶段办理") % {"stages": wanted} if wanted else _("本事项已经办结")
    return [Refusal(sentence, remedy, code="stage")]


def _power(card: Card, by: By, place: Place) -> list[Refusal]:
    if card.system and by.actor.pseudonym.startswith("s:"):
        return []
    refusal = ports.powers.refusal(by.actor, card.power, place, by.at)
    return [refusal] if refusal else []


def _create(subject: Subject, place: Place, by: By, to: str = "") -> tuple[Subject, dict[str, Any]]:
    """Insert a new subject; what it held then, so that later changes can be told."""
    _fill(type(subject).STAGES.first, subject, place, by, to)
    numbering = subject.series(by) if not subject.number else None
    if numbering:
        key, written = numbering
        subject.number = written(series.take(key))
    subject.save(force_insert=True)
    return subject, _values(subject)


def _fill(first: str, subject: Subject, place: Place, by: By, to: str = "") -> None:
    subject.kind = type(subject).KIND
    subject.stage = to or subject.stage or first
    if subject.unit is None:
        subject.unit, subject.district, subject.city, subject.agency = (
            place.unit,
            place.district,
            place.city,
            place.agency,
        )
    if subject.opened is None:
        subject.opened = by.at
    subject.changed = by.at
    subject.version = 1


def _move(card: Card, subject: Subject, by: By, to: str) -> None:
    if card.quiet:
        return
    table = type(subject).STAGES
    if to and to != subject.stage:
        if not table.allows(subject.stage, card.name, to):
            raise CardBroken(f"{card.name} may not lead from {subject.stage} to {to}: the stage table has no such step")
        subject.stage = to
    subject.closed = (subject.closed or by.at) if table[subject.stage].final else None
    subject.changed = by.at
    subject.version += 1


def _touch(card: Card, touch: Touch, by: By) -> tuple[Subject, dict[str, Any]]:
    model = type(touch.subject)
    locked = model._base_manager.select_for_update().get(pk=touch.subject.pk)
    before = _values(locked)
    for name, value in touch.changes.items():
        setattr(locked, name, value)
    _move(card, locked, by, touch.to)
    return locked, before


def _as_worded(papers: Sequence[Paper], by: By) -> Sequence[Paper]:
    """The papers with the words the officer changed before they were proposed or issued."""
    if not by.wording:
        return papers
    strange = set(by.wording) - {paper.key for paper in papers}
    if strange:
        sentence = _("改动的文书“%s”不在这次办理之内") % "、".join(key.partition("|")[0] for key in sorted(strange))
        raise Refused([Refusal(sentence, _("请重新查看文书后再改"), code="wording")])
    return [
        ports.papers.reworded(paper, by.wording[paper.key]) if paper.key in by.wording else paper for paper in papers
    ]


def _check_papers(card: Card, work: Sequence[_Part]) -> None:
    declared = {kind.rstrip("?") for kind in card.documents}
    needed = {kind for kind in card.documents if not kind.endswith("?")}
    # A correction issues whatever kind it corrects.
    kinds = {paper.kind for part in work for paper in part.papers if not paper.replaces}
    if kinds - declared or needed - kinds:
        raise CardBroken(f"{card.name}: its card says {sorted(declared)}, it issues {sorted(kinds)}")


def _enter(
    card: Card, work: Sequence[_Part], issued: Sequence[tuple[Issued, ...]], by: By, done: Done, deed: Deed
) -> str:
    """One entry for each subject the act concerns, each with the images of its own rows; the others name the first."""
    for part in work:
        deed.wrote(part.subject)
    images = deed.take_by_owner()
    main, *others = [part.subject for part in work]
    theirs = {other.pk: images.pop(other.pk, []) for other in others}
    mine = [image for group in images.values() for image in group]
    digests = [tuple(paper.digest for paper in papers) for papers in issued]
    rel = tuple(dict.fromkeys([*done.rel, *(other.obj for other in others)]))
    on = by.approved.uid if by.approved else ""
    doc = (*digests[0], *done.doc)
    drafts = [_draft(card, main, by, mine, rel=rel, doc=doc, fields=done.fields, why=done.why, on=on)]
    for other, doc in zip(others, digests[1:], strict=True):
        drafts.append(_draft(card, other, by, theirs[other.pk], rel=(main.obj,), doc=doc, why=done.why, on=on))
    written = pen.write(drafts)
    for part, entry in zip(work, written, strict=True):
        part.subject.chain_head = entry.leaf.hex()
    return written[0].uid


def _draft(
    card: Card,
    subject: Subject,
    by: By,
    images: list[Image],
    *,
    rel: tuple[str, ...] = (),
    doc: tuple[str, ...] = (),
    fields: Mapping[str, Any] | None = None,
    why: str = "",
    on: str = "",
) -> pen.Draft:
    return pen.Draft(
        act=card.name,
        actor=by.actor.pseudonym,
        org=by.actor.unit_code,
        obj=subject.obj,
        at=by.at,
        prev=bytes.fromhex(subject.chain_head or FIRST_OF_CHAIN),
        rel=rel,
        doc=doc,
        fields={**(fields or {}), "rows": images},
        on=on,
        why=why,
    )


def _values(row: models.Model) -> dict[str, Any]:
    return {f.attname: copy.copy(getattr(row, f.attname)) for f in row._meta.concrete_fields}


def _save_changes(subject: Subject, before: Mapping[str, Any]) -> None:
    """One update of what changed since it was read or inserted."""
    now = _values(subject)
    changed = [field.name for field in subject._meta.concrete_fields if now[field.attname] != before[field.attname]]
    models.Model.save(subject, update_fields=changed)


def _point_at(row: models.Model, subject: Subject) -> None:
    """A row made before its subject was saved learns the subject's key."""
    for field in row._meta.concrete_fields:
        if isinstance(field, models.ForeignKey) and getattr(row, field.attname) is None:
            related = field.related_model
            if isinstance(related, type) and isinstance(subject, related) and field.name in row._state.fields_cache:
                setattr(row, field.name, subject)


def _learn_keys(subject: Subject) -> None:
    """A subject that was pointed at a row new in this act learns the key which the row has by now."""
    for field in subject._meta.concrete_fields:
        if isinstance(field, models.ForeignKey) and getattr(subject, field.attname) is None:
            other = subject._state.fields_cache.get(field.name)
            if isinstance(other, models.Model) and other.pk is not None:
                setattr(subject, field.name, other)


def reserve_ids(count: int) -> list[int]:
    """Fresh keys of the subject table, ascending; inside a transaction, so nobody else gets them."""
    table = Subject._meta.db_table
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                f"SELECT nextval(pg_get_serial_sequence('{table}', 'id')) FROM generate_series(1, %s)", [count]
            )
            return [int(key) for (key,) in cursor.fetchall()]
        cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [table])
        row = cursor.fetchone()
        first = (int(row[0]) if row else 0) + 1
        return list(range(first, first + count))


def _create_in_bulk(card: Card, dones: list[Done], place: Place, by: By, deed: Deed) -> list[Subject]:
    subjects = [cast(Subject, done.subject) for done in dones]
    if not subjects:
        return []
    if any(done.papers or done.begets or done.touches for done in dones):
        raise CardBroken(f"{card.name}: an act done in bulk issues no documents and touches no other subject")
    for key, subject, done in zip(reserve_ids(len(subjects)), subjects, dones, strict=True):
        _fill(card.subject.STAGES.first, subject, place, by, done.to)
        subject.pk = subject.id = key
        subject.subject_ptr_id = subject.pk  # type: ignore[attr-defined]
        for row in done.rows:
            _point_at(row, subject)
    _number_in_bulk(subjects, by)
    running = [
        clock
        for subject, done in zip(subjects, dones, strict=True)
        for clock in clocks.begun(card, subject, by, done.clocks)
    ]
    rows = [row for done in dones for row in done.rows]
    _insert(Subject, subjects)
    _insert(card.subject, subjects)
    for model in {type(row) for row in (*rows, *running)}:
        model._base_manager.bulk_create([row for row in (*rows, *running) if type(row) is model], batch_size=500)
    for subject in subjects:
        deed.wrote(subject)
    for row in (*rows, *running):
        deed.wrote(row)
    images = deed.take_by_owner()
    pairs = list(zip(subjects, dones, strict=True))
    drafts = [
        _draft(card, s, by, images.get(s.pk, []), rel=tuple(d.rel), doc=tuple(d.doc), fields=d.fields, why=d.why)
        for s, d in pairs
    ]
    heads = [entry.leaf.hex() for entry in pen.write(drafts)]
    _set_heads(subjects, heads)
    return subjects


def _number_in_bulk(subjects: Iterable[Subject], by: By) -> None:
    groups: dict[str, list[tuple[Subject, Callable[[int], str]]]] = {}
    for subject in subjects:
        numbering = subject.series(by) if not subject.number else None
        if numbering:
            groups.setdefault(numbering[0], []).append((subject, numbering[1]))
    for key, members in groups.items():
        first = series.take(key, len(members))
        for offset, (subject, written) in enumerate(members):
            subject.number = written(first + offset)


def _insert(model: type[Subject], subjects: Sequence[Subject]) -> None:
    """Insert one table's part of nouns that span two; Django's own bulk_create refuses those."""
    fields = list(model._meta.local_concrete_fields)
    size = max(1, min(500, 900 // len(fields))) if connection.vendor == "sqlite" else 1000
    for begin in range(0, len(subjects), size):
        model._base_manager._insert(subjects[begin : begin + size], fields=fields, using=connection.alias)  # type: ignore[attr-defined]


def _set_heads(subjects: Sequence[Subject], heads: Sequence[str]) -> None:
    with connection.cursor() as cursor:
        cursor.executemany(
            f"UPDATE {Subject._meta.db_table} SET chain_head = %s WHERE id = %s",
            [(head, subject.pk) for subject, head in zip(subjects, heads, strict=True)],
        )
    for subject, head in zip(subjects, heads, strict=True):
        subject.chain_head = head
