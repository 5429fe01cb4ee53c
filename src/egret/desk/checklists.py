"""The list of a case on the desk's pages: offered in the file, read on opening, shown to whoever sends the case on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse

from egret.acts.clocks import LOCAL
from egret.acts.done import By
from egret.acts.models import Subject
from egret.cases.models import CaseFacts
from egret.guidance import checklists, guide_pages
from egret.guidance.acts.marks import mark_item
from egret.guidance.checklists import Checklist, Line
from egret.org.models import Staff
from egret.review.acts.items import give_back
from egret.review.models import ReviewItem

BEFORE = ("cases.submit_for_review", "cases.conclude", "cases.send_for_prosecution")
"""Acts that send a case on: who does them sees the list beside the form."""


@dataclass(frozen=True, slots=True)
class Kind:
    """The kind a case is of, as its file offers the list."""

    number: str
    title: str
    url: str


def kind_of(subject: Any) -> Kind | None:
    """The kind of the case in hand, or of the case a review is about."""
    matter = subject.matter.noun() if isinstance(subject, ReviewItem) else subject
    book = checklists.book_of(matter) if isinstance(matter, CaseFacts) else None
    if book is None:
        return None
    return Kind(book.number, guide_pages.title_of(book), reverse("desk:checklist", args=[matter.pk]))


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the list as it is shown."""

    line: Line
    kind: str
    state: str
    tone: str
    url: str
    """Where the officer confirms it; empty when there is nothing to confirm or it is not theirs."""


@dataclass(frozen=True, slots=True)
class Page:
    """The whole list as it is shown: what is missing first."""

    found: Checklist
    must: Sequence[Row]
    when: Sequence[Row]
    give_back: str = ""
    """Where the reviewer who has the case in hand sends it back, what is missing already written down."""


ORDER = ("missing", "part", "asked", "check", "there", "waived")


def page_of(case: Subject, staff: Staff, at: datetime) -> Page | None:
    """The list as it stands; None for what is no case, or of no kind."""
    found = checklists.checklist(case, at.astimezone(LOCAL).date()) if isinstance(case, CaseFacts) else None
    if found is None or not isinstance(case, CaseFacts):
        return None
    may = not mark_item.blocks(case, By(staff, at), {})
    address = reverse("desk:act", args=[case.pk, mark_item.card.name]) if may else ""
    must = sorted(found.lines, key=lambda one: ORDER.index(one.state))
    rows = [_row(one, address) for one in must], [_row(one, address) for one in found.when]
    return Page(found, *rows, _give_back(case, found, By(staff, at)))


def _give_back(case: CaseFacts, found: Checklist, by: By) -> str:
    if not found.missing:
        return ""
    item = ReviewItem.objects.filter(matter_id=case.pk, stage__in=("review", "second")).order_by("-pk").first()
    if item is None or give_back.blocks(item, by, {}):
        return ""
    defects = "\n".join(f"缺：{one.item.text}" for one in found.missing)
    return f"{reverse('desk:act', args=[item.pk, give_back.card.name])}?{urlencode({'defects': defects})}"


def _row(line: Line, address: str) -> Row:
    url = f"{address}?item={line.item.id}" if address and line.state != "there" else ""
    state, tone = str(guide_pages.STATES[line.state]), guide_pages.TONES[line.state]
    if line.item.when and line.state == "missing":
        state, tone = str(guide_pages.NOT_THERE), ""
    return Row(line, guide_pages.kind_label(line.item.kind), state, tone, url)
