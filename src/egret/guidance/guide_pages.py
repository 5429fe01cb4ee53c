"""What the pages of guides show: the kinds, a guide of a day, a version beside what it changes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from egret.acts.ports import ports
from egret.cases.models import EvidenceKind
from egret.guidance import dossiers, guides
from egret.guidance.acts.guides import POWER
from egret.guidance.books import Book, Content, Item, Law, Point
from egret.guidance.guides import Guide
from egret.guidance.models import GuideVersion, ModelDossier
from egret.guidance.short_cites import short
from egret.org.models import Staff


def title_of(book: Book) -> str:
    return book.title_en if (get_language() or "").startswith("en") else book.title


def may_revise(staff: Staff, at: datetime) -> bool:
    return ports.powers.refusal(staff, POWER, staff.place, at) is None


@dataclass(frozen=True, slots=True)
class Row:
    """A kind in the list of guides."""

    guide: Guide
    title: str
    dossiers: int


def rows(staff: Staff, at: datetime, on: date) -> list[Row]:
    counts = Counter(guides.published(staff.place).values_list("guide", flat=True))
    return [Row(one, title_of(one.book), counts[number]) for number, one in guides.in_force(staff.place, on).items()]


@dataclass(frozen=True, slots=True)
class Cited:
    """A text with its article, and the article as it is shown."""

    text: str
    cite: str
    label: str


def laws(found: Sequence[Law]) -> list[Cited]:
    return [Cited(one.text, one.cite, short(one.cite)) for one in found]


def points(found: Sequence[Point]) -> list[tuple[Point, str]]:
    return [(one, short(one.cite) if one.cite else "") for one in found]


def basis(book: Book) -> list[tuple[str, str]]:
    return [(cite, short(cite)) for cite in book.basis]


@dataclass(frozen=True, slots=True)
class Need:
    """An item of the book as its page shows it."""

    item: Item
    kind: str


def needs(found: Sequence[Item]) -> list[Need]:
    return [Need(one, kind_label(one.kind)) for one in found]


PARTS = {
    "facts": lambda: _("要证事实"),
    "must": lambda: _("必备证据"),
    "when": lambda: _("视情况的证据"),
    "errors": lambda: _("常见错误"),
    "steps": lambda: _("关键程序"),
    "opinion": lambda: _("法律适用意见"),
}


def changes(before: Content, after: Content) -> list[tuple[str, str, str]]:
    return [(PARTS[part](), was, now) for part, was, now in guides.changes(before, after)]


def before(version: GuideVersion) -> Guide:
    """What counted when the version began to, or counts now: its own force's earlier version, else the proposal."""
    from_day = version.valid_from or version.opened.date()
    earlier = guides.ever_approved_of(version).filter(valid_from__lte=from_day).exclude(pk=version.pk)
    last = earlier.order_by("-valid_from", "-approved_at").first()
    return guides.guide_of(version.guide, last)


def kind_label(kind: str) -> str:
    """A kind of evidence in the reader's language."""
    return str(EvidenceKind(kind).label)


def removed(dossier: ModelDossier) -> list[tuple[str, int, int]]:
    """What was taken out: kind, how many different values, how often."""
    return [(dossiers.kind_label(kind), values, times) for kind, (values, times) in dossier.removed.items()]


STATES = {
    "there": gettext_lazy("已有"),
    "check": gettext_lazy("待核对"),
    "part": gettext_lazy("不齐"),
    "asked": gettext_lazy("已委托"),
    "missing": gettext_lazy("缺"),
    "waived": gettext_lazy("本案不需要"),
}
NOT_THERE = gettext_lazy("没有")
"""How an item stands that is needed only in some cases."""
TONES = {"there": "ok", "waived": "ok", "check": "warn", "part": "warn", "asked": "warn", "missing": "bad"}


def listed(dossier: ModelDossier) -> list[tuple[str, str, str]]:
    """The items of the book with how the case met them: text, state, tone."""
    return [(text, str(STATES[state]), TONES[state]) for _id, text, state in dossier.content["list"]]
