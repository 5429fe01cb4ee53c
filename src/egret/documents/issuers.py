"""In whose name a paper is issued, and how that name is shortened in its number."""

from __future__ import annotations

from dataclasses import dataclass

from egret.acts.models import Subject
from egret.documents.kinds import Kind
from egret.org.queries import units_by_id


@dataclass(frozen=True, slots=True)
class Issuer:
    """The unit that numbers a paper, the heading and the name under which it is sealed."""

    unit: int
    organ: str
    name: str
    short: str
    handling_unit: str


def issuer_of(matter: Subject, kind: Kind) -> Issuer:
    """The organ (分局, 市局) for papers under its seal, else the unit that handles the matter."""
    units = units_by_id([matter.unit, matter.district, matter.city])
    own = units.get(matter.unit)
    organ = units.get(matter.district or 0) or units.get(matter.city or 0) or own
    if own is None or organ is None:
        raise LookupError(f"{matter.number}: unit {matter.unit} is unknown")
    city = units.get(matter.city or 0) or organ
    chosen = organ if kind.by_organ else own
    short = city.short if chosen.pk == city.pk else f"{city.short}（{chosen.short}）"
    return Issuer(chosen.pk, organ.name if kind.by_organ else own.name, chosen.name, short, own.name)
