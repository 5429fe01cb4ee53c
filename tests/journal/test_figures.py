"""The benchmark runs, and leaves nothing behind."""

from __future__ import annotations

import pytest

from egret.journal import figures as journal_figures
from egret.journal.models import Head, LogEntry, Pending


@pytest.mark.django_db(transaction=True)
def test_figures() -> None:
    figures = list(journal_figures.figures(700))
    assert [figure.name for figure in figures] == [
        "append",
        "append.bulk",
        "sequence",
        "proof",
        "proof.verify",
    ]
    assert all(figure.value > 0 and (figure.ratio or 0) > 0 for figure in figures)
    assert not (Pending.objects.exists() or LogEntry.objects.exists() or Head.objects.exists())
