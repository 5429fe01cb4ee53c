"""Which version of a guide counts for a place on a day: a force's own where one is approved, else the proposal."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q, QuerySet

from egret.acts import arguments
from egret.acts.ports import Place
from egret.acts.queries import visible_to
from egret.guidance import books
from egret.guidance.books import Book, Content
from egret.guidance.models import GuideVersion, ModelDossier
from egret.org.models import Staff


@dataclass(frozen=True, slots=True)
class Guide:
    """A guide as it counts somewhere on a day."""

    book: Book
    version: GuideVersion | None
    """None: the project's proposal, which no legal office has approved: a hint."""

    @property
    def content(self) -> Content:
        return self.book.content

    @property
    def approved(self) -> bool:
        return self.version is not None


def of_force(place: Place) -> Q:
    """Versions of the force a place belongs to: its branch bureau's own, else its city's."""
    return Q(district=place.district, city=place.city) | Q(district=None, city=place.city)


def held(on: date) -> Q:
    """Versions that were approved and counted on a day; one withdrawn since did count before."""
    return Q(approved_at__isnull=False, valid_from__lte=on) & (Q(valid_until=None) | Q(valid_until__gt=on))


def ever_approved(place: Place) -> QuerySet[GuideVersion]:
    """What a force may read of its guides: every version that was approved, also those no longer in force."""
    return GuideVersion.objects.filter(of_force(place), approved_at__isnull=False)


def ever_approved_of(version: GuideVersion) -> QuerySet[GuideVersion]:
    """Approved versions of the same guide in the same force."""
    same = {"guide": version.guide, "district": version.district, "city": version.city}
    return GuideVersion.objects.filter(**same, approved_at__isnull=False)


def guide_of(number: str, version: GuideVersion | None) -> Guide:
    return Guide(book_of(version) if version else books.book(number), version)


def versions(number: str, staff: Staff, at: datetime) -> list[GuideVersion]:
    """Every version a person may read, newest first: approved ones of the force, drafts for those who see them."""
    seen = visible_to(staff, at, GuideVersion).filter(guide=number).values("pk")
    own = Q(pk__in=ever_approved(staff.place).filter(guide=number).values("pk"))
    found = GuideVersion.objects.filter(own | Q(pk__in=seen)).select_related("proposer", "approver")
    return list(found.order_by("-opened", "-pk"))


def in_force(place: Place, on: date, numbers: Iterable[str] | None = None) -> Mapping[str, Guide]:
    """Every guide as it counts there on that day; the branch bureau's version before the city's, the latest first."""
    rows = GuideVersion.objects.filter(of_force(place), held(on))
    if numbers is not None:
        rows = rows.filter(guide__in=list(numbers))
    ordered = sorted(rows, key=lambda one: (one.district is not None, one.valid_from, one.approved_at))
    own = {one.guide: one for one in ordered}
    return {
        number: guide_of(number, own.get(number))
        for number in books.books()
        if numbers is None or number in set(numbers)
    }


def book_of(version: GuideVersion) -> Book:
    """The book in a version's words; what the law fixes stays the rulebook's."""
    return books.with_content(books.book(version.guide), books.content_of(version.content))


def approved_on(on: date) -> set[str]:
    """Kinds of which some force has an approved guide on a day."""
    return set(GuideVersion.objects.filter(held(on)).values_list("guide", flat=True))


def causes(number: str) -> tuple[str, ...]:
    return books.book(number).causes


def digest_of(version: GuideVersion) -> str:
    """What the second person signs: content and the day it counts from."""
    day = version.valid_from.isoformat() if version.valid_from else ""
    return arguments.digest({"guide": version.guide, "content": version.content, "valid_from": day})


def changes(before: Content, after: Content) -> Sequence[tuple[str, str, str]]:
    """What a version changes, as (part, before, after), part by part and line by line."""
    found: list[tuple[str, str, str]] = []
    old, new = _lines(before), _lines(after)
    for part, key in dict.fromkeys([*old, *new]):
        was, now = old.get((part, key), ""), new.get((part, key), "")
        if was != now:
            found.append((part, was, now))
    return found


def _lines(content: Content) -> dict[tuple[str, str], str]:
    found = {("facts", key): f"{key} {text}" for key, text in content.facts.items()}
    for part, items in (("must", content.must), ("when", content.when)):
        for one in items:
            more = " · ".join(filter(None, (one.when, " ".join(one.proves), "、".join((*one.papers, *one.words)))))
            found[part, one.id] = f"{one.id} {one.text}（{more}）" if more else f"{one.id} {one.text}"
    found |= {("errors", text): text for text in content.errors} | {("steps", text): text for text in content.steps}
    return found | {("opinion", one.about): f"{one.about}：{one.view} {one.cite}".strip() for one in content.opinion}


def published(place: Place) -> QuerySet[ModelDossier]:
    """Model dossiers of a force that everybody in it may read."""
    return ModelDossier.objects.filter(of_force(place), stage="published")


def dossiers(number: str, staff: Staff, at: datetime) -> QuerySet[ModelDossier]:
    """Model dossiers a person may read: published ones of the force, others for those who see them."""
    seen = visible_to(staff, at, ModelDossier).filter(guide=number).exclude(stage="withdrawn").values("pk")
    own = published(staff.place).filter(guide=number).values("pk")
    found = ModelDossier.objects.filter(Q(pk__in=own) | Q(pk__in=seen))
    return found.select_related("maker", "approver").order_by("-opened", "-pk")
