"""案件流程图: the way a case went, drawn into its file when the file is closed."""

from __future__ import annotations

from typing import Any

from egret.acts.cards import act_named
from egret.acts.paths import Visit, visits
from egret.acts.ports import Paper
from egret.acts.queries import timeline
from egret.cases import queries
from egret.cases.models import AdministrativeCase, CriminalCase
from egret.documents.queries import documents_of
from egret.intake.papers import staff_fact

KINDS = {AdministrativeCase.KIND: "行政案件流程图", CriminalCase.KIND: "刑事案件流程图"}


def path_paper(case: AdministrativeCase | CriminalCase, number: str) -> Paper:
    """Every stage the case came to and every act done there, with the numbers of its papers, from the journal."""
    numbers = {paper.digest: paper.number for paper in documents_of(case)}
    told = [entry for entry in timeline(case) if not act_named(entry.act).card.quiet]
    facts = {
        "cause": case.cause,
        "path": [_visit(case, one, numbers) for one in visits(case, told)],
        "shelf": number,
        "officers": staff_fact(queries.team(case)),
    }
    return Paper(KINDS[case.KIND], facts)


def _visit(case: AdministrativeCase | CriminalCase, visit: Visit, numbers: dict[str, str]) -> dict[str, Any]:
    marks = [
        {
            "at": entry.at,
            "act": act_named(entry.act).card.title,
            "papers": [numbers[digest] for digest in entry.doc if digest in numbers],
        }
        for entry in visit.entries
    ]
    return {"stage": type(case).STAGES[visit.stage].title, "since": visit.since, "marks": marks}
