"""The lighter rule (从旧兼从轻): old, new, or a person must decide, never a guess.

刑法 12: the lower statutory maximum is lighter, the lower minimum when those are equal, for the tier the facts reach.
行政处罚法 37: the law of the act, unless the law at the decision is lighter. One text is lighter only when it is no
heavier in any respect; where detention falls and the fine rises, a person decides.
"""

from __future__ import annotations

from typing import Literal

from egret.guidance.tables import Tier, ViolationTier

Answer = Literal["old", "new", "person"]


def burden(tier: ViolationTier) -> tuple[int, int, int, int]:
    """How heavy a tier is: days at most, days that cannot be avoided, yuan at most, yuan that cannot be avoided."""
    days, yuan = tier.detention or (0, 0), tier.fine or (0, 0)
    must_detain = tier.detention is not None and tier.mode in (
        "detention", "detention_and_fine", "detention_may_add_fine",
    )  # fmt: skip
    must_fine = tier.mode in ("fine", "detention_and_fine")
    return days[1], days[0] if must_detain else 0, yuan[1], yuan[0] if must_fine else 0


def _is_open(tier: ViolationTier) -> bool:
    return bool(tier.fine_basis) or tier.mode == "refers"


def of_violation(old: ViolationTier, new: ViolationTier) -> Answer:
    """Which text binds for conduct under the old one that is decided under the new one."""
    if _is_open(old) or _is_open(new):
        return "person"
    before, after = burden(old), burden(new)
    if all(one <= other for one, other in zip(before, after, strict=True)):
        return "old"
    if all(one >= other for one, other in zip(before, after, strict=True)):
        return "new"
    return "person"


def _severity(tier: Tier) -> tuple[tuple[int, int], tuple[int, int]] | None:
    """The heaviest penalty (death, life, or a term), then the least that must be given; None when it is no custody."""
    if tier.custody is None and not (tier.life or tier.death):
        return None
    low, high = tier.custody or (0, 0)
    heaviest = (2, 0) if tier.death else (1, 0) if tier.life else (0, high)
    eases = tier.control or tier.mode in ("add_or_alone", "alternative") or tier.deprivation
    if eases or tier.custody:
        return heaviest, (0, 0 if eases else low)
    return heaviest, (1, 0) if tier.life else (2, 0)


def of_crime(old: Tier | None, new: Tier | None) -> Answer:
    """Which law binds. `new` None: no longer a crime. `old` None: its text is not held, so a person looks."""
    if old is None:
        return "person"
    if new is None:
        return "new"
    before, after = _severity(old), _severity(new)
    if before is None or after is None:
        return "person"
    if before != after:
        return "old" if before < after else "new"
    same_property = (old.fine, old.confiscation, old.mode, old.fine_range) == (
        new.fine, new.confiscation, new.mode, new.fine_range,
    )  # fmt: skip
    return "old" if same_property else "person"
