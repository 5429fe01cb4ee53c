"""Which version of a chain counts for a place on a day: a force's own, where it has one, else the rulebook's."""

from __future__ import annotations

from datetime import date

from django.db.models import F, Q, QuerySet

from egret.acts.ports import Place
from egret.approvals.models import ChainRevision
from egret.law import chain_choices
from egret.law.approval_chains import Chain, Form

HELD = "approved"


def of_force(place: Place) -> Q:
    """Versions of the force a place belongs to: its branch bureau's own, else its city's."""
    return Q(district=place.district, city=place.city) | Q(district=None, city=place.city)


def in_force(held: Chain, place: Place, on: date) -> ChainRevision | None:
    """The version that counts there on that day; the branch bureau's before the city's, the latest first."""
    since = law_since(held, on)
    if since is None:
        return None
    found = versions(held, place).filter(stage=HELD, valid_from__lte=on, law_since=since)
    return found.order_by(F("district").asc(nulls_last=True), "-valid_from", "-approved_at").first()


def versions(held: Chain, place: Place) -> QuerySet[ChainRevision]:
    """Every version a force made of a chain, with the people who answer for it."""
    found = ChainRevision.objects.filter(of_force(place), chain=held.name, chain_kind=held.case_kind)
    return found.select_related("proposer", "approver")


def law_since(held: Chain, on: date) -> date | None:
    """The day from which the form of the law runs that holds then."""
    return max((day for day in held.forms.days if day <= on), default=None)


def form_of(held: Chain, revision: ChainRevision) -> Form:
    """A version's chain, on the form of the law it was made on."""
    law = held.forms.on(revision.law_since)
    assert law is not None
    return chain_choices.chosen_form(law, chain_choices.read(revision.steps))


def form_on(held: Chain, place: Place, on: date) -> Form | None:
    """The chain as it counts there on that day; None before the law has one."""
    law = held.forms.on(on)
    if law is None:
        return None
    revision = in_force(held, place, on)
    return form_of(held, revision) if revision is not None else law
