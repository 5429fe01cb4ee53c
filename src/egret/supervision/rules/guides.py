"""类案指导: what an approved guide asks for is in the file when a case is sent on (F89).

The same list the officer and the reviewer read (`guidance.checklists`). A guide nobody approved is a hint and holds
nothing against anybody.
"""

from __future__ import annotations

from collections.abc import Iterator

from egret.cases.models import AdministrativeCase, CriminalCase
from egret.guidance import guides
from egret.guidance.checklists import checklists
from egret.supervision.look import Found, Look, detects, having
from egret.supervision.rulebook import LOCAL

SENT_ON = {AdministrativeCase: ("review", "noticed"), CriminalCase: ("concluded", "sent")}
PORTION = 500


@detects("F89", *(having(noun, stage__in=stages) for noun, stages in SENT_ON.items()))
def list_incomplete(look: Look) -> Iterator[Found]:
    """F89: sent on, and an item of the approved guide is neither there nor said to be needless."""
    day = look.at.astimezone(LOCAL).date()
    approved = guides.approved_on(day)
    if not approved:
        return
    for noun, stages in SENT_ON.items():
        causes = {cause for number in approved for cause in guides.causes(number)}
        rows = look.among(noun.objects.filter(stage__in=stages, cause__in=causes), "pk")
        keys = list(rows.order_by("pk").values_list("pk", flat=True))
        for begin in range(0, len(keys), PORTION):
            cases = {one.pk: one for one in noun.objects.filter(pk__in=keys[begin : begin + PORTION])}
            for key, found in checklists(cases.values(), day).items():
                if found.guide.approved and found.missing:
                    lacking = "；".join(one.item.text for one in found.missing)
                    shown = (("类案", found.guide.book.title), ("缺", lacking))
                    yield Found(key, f"guide:{found.guide.book.number}", cases[key].changed, shown)
