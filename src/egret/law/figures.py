"""How fast law is found: the index of articles, beside the plain word index of the database on the same made-up law."""

from __future__ import annotations

import random
import statistics
import time
from collections.abc import Callable, Iterator
from datetime import date

from django.db import transaction

from egret.kit.figures import Figure, register
from egret.kit.numerals import label
from egret.law import queries, word_index
from egret.law.models import Article, Law, Level, Version
from egret.law.ranking import index, lay_words

_ON = date(2026, 11, 1)
_SYLLABLES = (
    "渡鸦白鹭登记处罚噪声扰乱他人盗窃财物拘留罚款合同租赁承租损害赔偿机动车驾驶证据当事机关应当可以不得申请期限"
)
_PER_LAW = 100


def _article(dice: random.Random) -> str:
    """A sentence or two of made-up law, of the usual length (median about 98 characters)."""
    clauses = ["".join(dice.choices(_SYLLABLES, k=dice.randint(6, 16))) for _ in range(dice.randint(4, 12))]
    return "，".join(clauses) + "。"


def _fill(count: int, dice: random.Random) -> list[Article]:
    rows: list[Article] = []
    with transaction.atomic():
        for number in range(-(-count // _PER_LAW)):
            law = Law.objects.create(key=f"渡鸦{number}号法", title=f"渡鸦{number}号法", level=Level.LAW)
            version = Version.objects.create(law=law, label="2020-01-01", dated=date(2020, 1, 1), text_hash=str(number))
            for no in range(1, min(_PER_LAW, count - number * _PER_LAW) + 1):
                rows.append(Article(version=version, seq=no, no=no, label=label(no), text=_article(dice)))
        rows = Article.objects.bulk_create(rows, batch_size=400)
    return rows


def _times(questions: list[str], ask: Callable[[str], object]) -> tuple[float, float]:
    """Milliseconds in the middle and at the 95th of 100."""
    taken = []
    ask(questions[0])
    for question in questions:
        begun = time.perf_counter()
        ask(question)
        taken.append((time.perf_counter() - begun) * 1000)
    return statistics.median(taken), sorted(taken)[int(len(taken) * 0.95)]


def measure(scale: int) -> Iterator[Figure]:
    """Building, ranking and whole searches over `scale` articles; questions are broken pieces of them."""
    dice = random.Random(7)
    rows = _fill(scale, dice)
    begun = time.perf_counter()
    word_index.put((row.pk, row.version.law.key, row.path, row.text) for row in rows)
    plain = scale / (time.perf_counter() - begun)
    begun = time.perf_counter()
    index.rebuild()
    megabytes = index.path().stat().st_size / 1e6
    yield Figure(
        "build", scale / (time.perf_counter() - begun), "articles/s", "word index", plain, {"MB": round(megabytes, 1)}
    )
    wanted = dice.choices(rows, k=200)
    questions = ["".join(row.text[at : at + 5] for at in dice.choices(range(40), k=3)) for row in wanted]
    held = index.current()
    assert held is not None
    yardstick, slow = _times(questions, lambda question: word_index.touching(question, limit=100))
    middle, late = _times(questions, lambda question: held.rank(lay_words.lexicon().widen(question), on=_ON, top=100))
    yield Figure("rank p50", middle, "ms", "word index p50", yardstick)
    yield Figure("rank p95", late, "ms", "word index p95", slow)
    _, late = _times(questions, lambda question: queries.search(question, on=_ON))
    yield Figure("search p95", late, "ms", "word index p95", slow)
    own = sum(row.pk in {one.pk for one in held.rank(lay_words.lexicon().widen(q), on=_ON, top=10)}
              for row, q in zip(wanted, questions, strict=True)) / len(wanted)  # fmt: skip
    other = sum(row.pk in {key for key, _ in word_index.touching(q, limit=10)}
                for row, q in zip(wanted, questions, strict=True)) / len(wanted)  # fmt: skip
    yield Figure("own article in the first ten", own, "share", "word index", other)
    _, late = _times([f"渡鸦{number % 50}号法第{number % 90 + 1}条" for number in range(200)],
                     lambda question: queries.search(question, on=_ON))  # fmt: skip
    yield Figure("citation p95", late, "ms", "word index p95", slow)
    _, late = _times([f"dy{number}h"[:4] for number in range(200)], queries.completions)
    yield Figure("completion p95", late, "ms", "word index p95", slow)


register("search", measure)
