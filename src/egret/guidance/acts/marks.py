"""What an officer confirms on the list of a case: which evidence shows an item, or why the case has no need of it."""

from __future__ import annotations

from typing import Annotated, Any

from django.utils.translation import gettext_lazy as _

from egret.acts.cards import Ask
from egret.acts.done import By, Done
from egret.acts.machine import act, place_of
from egret.acts.models import Subject
from egret.acts.refusals import refuse
from egret.cases.acts.evidence import admitted
from egret.cases.acts.people import OPEN
from egret.cases.models import CaseFacts, Evidence
from egret.guidance import books, checklists, guides
from egret.guidance.guides import Guide
from egret.guidance.models import ChecklistMark
from egret.org.models import Staff


def _guide(case: Any, by: By) -> Guide | None:
    book = checklists.book_of(case)
    return guides.in_force(place_of(case), by.day, [book.number])[book.number] if book else None


def items(case: Subject, by: By) -> list[tuple[str, str]]:
    """The items of the case's list."""
    guide = _guide(case, by)
    found = (*books.common().must, *guide.content.items) if guide else ()
    return [(one.id, f"{one.id} {one.text}") for one in found]


@act(
    "guidance.mark_item",
    "核对证据清单",
    "Confirm an item of the list",
    subject=CaseFacts,
    basis=("刑事诉讼法#50", "公安机关办理行政案件程序规定#170"),
    at=(*OPEN, "review", "concluded", "returned"),
    asks={
        "item": Ask("清单项", "Item", choices=items),
        "evidence": Ask("由哪一份证据证明", "Shown by which evidence", choices=lambda case, by: admitted(case)),
    },
    menu=False,
    order=135,
)
def mark_item(
    case: CaseFacts,
    by: By,
    *,
    item: str,
    evidence: Evidence | None = None,
    note: Annotated[str, Ask("说明", "Note", help=_("本案不需要这一项的，写明原因"))] = "",
) -> Done:
    """Say which evidence shows an item that the words did not find, or why this case has no need of it."""
    guide = _guide(case, by)
    if guide is None or item not in dict(items(case, by)):
        raise refuse(_("本案的清单中没有这一项"), _("请刷新清单后再选"), code="item")
    if evidence is None and not note.strip():
        raise refuse(_("没有选择证据，也没有写明为什么不需要"), _("选择证据，或者写明原因"), code="why")
    mark = ChecklistMark.objects.filter(subject_id=case.pk, guide=guide.book.number, item=item).first()
    mark = mark or ChecklistMark(subject=case, guide=guide.book.number, item=item)
    mark.evidence, mark.note, mark.at = evidence, note.strip()[:200], by.at
    mark.by = Staff.objects.get(pk=by.actor.pk)
    return Done(rows=[mark])
