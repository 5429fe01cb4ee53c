"""What of a text weighs: its short words, the charges whose elements it speaks of, its sums and weights in steps.

Numbers, names of persons and names of charges are taken out first, so that nothing is learnt from who somebody is or
from a text that names its own answer. Nothing here knows Django.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable
from functools import cache

from egret.guidance import proposing, tables
from egret.guidance.amounts import Added
from egret.guidance.proposing import Proposal

LENGTHS = (2, 3)
"""Characters of a word that weighs; Chinese knows no spaces, and no dictionary is needed."""
ELEMENT, STEP = 0.55, 0.3
"""What elements and sums weigh beside the words, whose squares add up to one. Found by cross-validation."""
_HAN = re.compile(r"[\u4e00-\u9fff]+")
_HIDDEN = re.compile(r"[某甲乙丙丁]")
_GRAMS = re.compile(r"(\d{1,9}(?:\.\d{1,4})?)余?(?:克|g)")


@cache
def _charge_names() -> re.Pattern[str]:
    return re.compile("|".join(map(re.escape, sorted({*tables.charges(), *tables.renamed()}, key=len, reverse=True))))


def unnamed(text: str, persons: Iterable[str] = ()) -> str:
    """The text with the names of charges and of persons blanked out, every place unchanged."""
    blank = _charge_names().sub(lambda found: " " * len(found[0]), text)
    for name in persons:
        blank = blank.replace(name, " " * len(name)) if name else blank
    return blank


def runs(text: str) -> Iterable[re.Match[str]]:
    """The stretches of Chinese of what the facts tell, at their places."""
    return _HAN.finditer(_HIDDEN.sub(" ", proposing.facts_of(text)))


def words(text: str) -> Counter[str]:
    """How often each short word stands in the facts."""
    found: Counter[str] = Counter()
    for run in runs(text):
        told = run[0]
        for length in LENGTHS:
            found.update(told[at : at + length] for at in range(len(told) - length + 1))
    return found


def marks(text: str, proposals: Iterable[Proposal], amount: Added) -> dict[str, float]:
    """What is known of the text beside its words: elements as `要素:charge`, steps of its sum and of its weights."""
    found: dict[str, float] = {}
    for one in proposals:
        support = one.score - (proposing.NAMED if one.named else 0)
        if support > 0:
            found[f"要素:{one.charge}"] = ELEMENT * min(support, 4) / 4
    if amount.total is not None:
        top = math.floor(2 * math.log10(max(float(amount.total[1]), 1)))
        found |= {f"数额:{step}": STEP for step in range(4, top + 1)}
    weights = [float(number) for number in _GRAMS.findall(text)]
    if weights:
        top = math.floor(3 * math.log10(max(max(weights), 0.1)))
        found |= {f"克数:{step}": STEP for step in range(-3, top + 1)}
    return found
