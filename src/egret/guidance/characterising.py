"""From the records of a case to law: what is proposed for a running case, and what closed cases teach.

A closed case teaches only when nobody restricted or sealed it; the names of its people are taken out before.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from egret.cases.models import AdministrativeCase, CaseFacts, CriminalCase, Examination
from egret.guidance import features, reading, tables
from egret.guidance.learnt import Model
from egret.guidance.models import Characterisation
from egret.guidance.reading import Reading
from egret.intake.models import Person


def text_of(case: CaseFacts) -> str:
    """What the records tell of the conduct: the account of the case, and what experts found."""
    opinions = Examination.objects.filter(subject_id=case.pk).exclude(conclusion="").order_by("received_at", "pk")
    return "\n".join([case.summary, *opinions.values_list("conclusion", flat=True)])


def read_case(case: CaseFacts, model: Model | None) -> Reading:
    """The charges its records speak for, on the day of its conduct."""
    return reading.read(text_of(case), case.conduct_day, "", model)


def proposed(case: CaseFacts, model: Model | None) -> tuple[str, ...]:
    """Charges proposed for a criminal case; for violations nothing is proposed yet."""
    return charges_of(case, read_case(case, model)) if case.case_kind == "criminal" else ()


def charges_of(case: CaseFacts, read: Reading) -> tuple[str, ...]:
    """What a reading proposes for the case it was made of."""
    return tuple(one.proposal.charge for one in read.charges) if case.case_kind == "criminal" else ()


def latest(case: CaseFacts) -> Characterisation | None:
    """What was found last."""
    found = Characterisation.objects.filter(subject_id=case.pk).select_related("by")
    return found.order_by("-at", "-pk").first()


def training_rows() -> Iterator[dict[str, Any]]:
    """A row for each closed case that nobody restricted: its facts without its people, and what was found.

    What an officer found goes before the cause the case was opened for.
    """
    for noun in (CriminalCase, AdministrativeCase):
        for case in noun.objects.filter(sensitivity=0, closed__isnull=False).order_by("pk").iterator(500):
            found = latest(case)
            names = list(found.names) if found else [tables.present_name(case.cause) or case.cause]
            people = Person.objects.filter(subject_id=case.pk).values_list("name", flat=True)
            if case.summary.strip():
                yield {"fact": features.unnamed(text_of(case), people), "charges": names}
