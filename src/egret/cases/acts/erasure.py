"""删除个人信息: a closed case gives up what is known of a person, and every proof stays good (个人信息保护法 47).

The rows are scrubbed as their models state; the payload of every earlier entry that showed them is destroyed with its
salt, and the object's data key is renewed, so an old copy of the database opens nothing either. The commitments stay.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from typing import Annotated, Any

from django.apps import apps
from django.utils.translation import gettext_lazy as _

from egret.acts.cards import Ask
from egret.acts.done import By, Done
from egret.acts.images import Image
from egret.acts.machine import act
from egret.acts.models import Journalled
from egret.acts.scrubbing import bare_image, scrub
from egret.approvals.models import Approval
from egret.cases import queries
from egret.cases.models import (
    CaseFacts,
    Decision,
    Evidence,
    Examination,
    Measure,
    Notice,
    PropertyItem,
    PropertyMeasure,
    Statement,
)
from egret.documents.models import Document
from egret.intake.models import Person
from egret.journal import erasing, reading

ENDED = (
    "closed",
    "archived",
    "terminated",
    "transferred",
    "to_criminal",
    "not_filed",
    "dismissed",
    "merged",
    "to_admin",
)
"""Stages at which the purpose of the data may be achieved."""


@act(
    "cases.erase_person",
    "删除个人信息",
    "Erase a person's data",
    subject=CaseFacts,
    basis=("个人信息保护法#47",),
    at=ENDED,
    approval="个人信息删除",
    asks={"person": Ask("人员", "Person", choices=queries.everyone)},
    checklist=(
        ("保存期限已满，或者处理目的已实现", "Retention is over, or the purpose is achieved"),
        ("没有未了结的复议、诉讼、赔偿", "No review, lawsuit or compensation is pending"),
    ),
    errors=(("案件未结就删除", "Erasing while the case is open"),),
    order=950,
)
def erase_person(
    case: CaseFacts,
    by: By,
    *,
    person: Person,
    ground: Annotated[str, Ask("删除理由", "Ground", help=_("例如保存期限已满"))],
) -> Done:
    """Scrub the person and all that stands beside them, and destroy what earlier entries showed of them."""
    if by.approved is None:
        signers: tuple[str, ...] = ()
    else:
        signers = tuple(signature.actor.pseudonym for signature in by.approved.signatures)
    mine = by.approved.pk if by.approved else None
    rows = [row for row in _rows_of(case, person) if not (isinstance(row, Approval) and row.pk == mine)]
    if by.approved is not None:
        _forget(case, rows, by, {by.actor.pseudonym, *signers})
    for row in rows:
        scrub(row)
    return Done(rows=rows, fields={"ground": ground}, why="erasure")


def _rows_of(case: CaseFacts, person: Person) -> Iterator[Journalled]:
    """The person in the case and in its report, what stands beside them, papers and approvals that speak of them.

    A paper that names several people goes as a whole: it cannot be known which words are about whom.
    """
    property_there = list(queries.property_of(case))
    for subject in (case, *([case.report] if case.report else []), *property_there):
        yield from Person.objects.filter(subject_id=subject.pk, name=person.name, id_index=person.id_index)
        for paper in Document.objects.filter(matter_id=subject.pk).order_by("pk"):
            if paper.about == person.key or person.name in paper.sealed:
                yield paper
        for approval in Approval.objects.filter(target=subject.pk).order_by("pk"):
            if person.name in str(approval.shown):
                yield approval
    yield from Measure.objects.filter(case_id=case.pk, person=person).order_by("pk")
    theirs = [one for one in property_there if one.holder_id == person.pk]
    yield from theirs
    yield from PropertyItem.objects.filter(subject_id__in=[one.pk for one in theirs]).order_by("pk")
    for model in (Statement, Notice, Examination, Decision, Evidence):
        yield from model.objects.filter(subject_id=case.pk, person=person).order_by("pk")


def _forget(case: CaseFacts, rows: list[Journalled], by: By, approvals: set[str]) -> None:
    """Destroy the row images of every earlier entry that showed one of the rows; what is not personal stands in."""
    targets = {(model._meta.db_table, row.pk) for row in rows for model in (type(row), *row._meta.get_parent_list())}
    told = [case.obj, *([case.report.obj] if case.report else [])]
    told += [row.obj for row in rows if isinstance(row, Document | Measure | Approval | PropertyMeasure)]
    for entry in itertools.chain.from_iterable(reading.history(obj, fields=True) for obj in told):
        images: list[Image] = entry.fields.get("rows", [])
        if any((table, key) in targets for table, key, _columns in images):
            kept = [_bare(image) if (image[0], image[1]) in targets else image for image in images]
            erasing.erase(
                entry.uid,
                ["rows"],
                ground="pipl47",
                approvals=sorted(approvals),
                actor=by.actor.pseudonym,
                org=by.actor.unit_code,
                at=by.at,
                kept=kept,
            )


def _bare(image: Image) -> Image:
    model: Any = next(model for model in apps.get_models() if model._meta.db_table == image[0])
    return bare_image(image, model)
