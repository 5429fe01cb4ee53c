"""People and officers as documents name them (`rulebook/documents/facts.yaml`)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from egret.intake.models import IdKind, Person, Sex
from egret.intake.persons import PersonFacts
from egret.org.models import Staff


def person_fact(person: Person | PersonFacts) -> dict[str, Any]:
    """A person as a document's fact; what is not known is left out."""
    facts = {
        "name": person.name,
        "sex": str(Sex(person.sex).label) if person.sex != Sex.UNKNOWN else "",
        "birth": person.born.isoformat() if person.born else "",
        "id_kind": str(IdKind(person.id_kind).label) if person.id_number else "",
        "id_number": person.id_number,
        "address": person.address,
        "phone": person.phone,
        "relation": person.relation,
    }
    return {name: value for name, value in facts.items() if value}


def people_fact(people: Iterable[Person]) -> list[dict[str, Any]]:
    return [person_fact(person) for person in people]


def staff_fact(keys: Iterable[int]) -> list[dict[str, str]]:
    """Officers by name and number, in the order given."""
    wanted = list(keys)
    found = Staff.objects.in_bulk(wanted)
    return [{"name": found[key].name, "badge": found[key].police_number} for key in wanted if key in found]
