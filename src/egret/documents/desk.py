"""The paper desk: what the act machinery asks of this room."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any

from django.utils.translation import gettext_lazy as _

from egret.acts import series
from egret.acts.done import Approved, By
from egret.acts.models import Subject
from egret.acts.ports import Issued, Paper
from egret.acts.refusals import refuse
from egret.documents import content, words
from egret.documents.issuers import issuer_of
from egret.documents.kinds import Kind, kind_named
from egret.documents.models import Document, KindVersion
from egret.jobs import queue

LEVELS = {
    "L0": "承办人",
    "L1": "法制员审核",
    "L2": "办案部门负责人审核",
    "L3": "法制部门审核",
    "L4": "县级以上公安机关负责人审批",
    "L5": "设区的市级公安机关负责人审批",
    "L6": "省级公安机关负责人审批",
    "P": "人民检察院",
}
PDF_AFTER = timedelta(seconds=3)
"""The journal gives an entry its place within a second or two; a paper made after that carries its proof."""


class DocumentsDesk:
    """Fulfils `acts.ports.PaperDesk`."""

    def reworded(self, paper: Paper, wording: Mapping[str, str]) -> Paper:
        """The paper with its wording changed; what is not wording stays as the facts have it."""
        kind = kind_named(paper.kind)
        changed: dict[str, Any] = {}
        for name, text in wording.items():
            fact = kind.by_name.get(name)
            if fact is None or not fact.editable or name not in paper.facts:
                label = fact.zh if fact is not None else name
                raise refuse(
                    _("“%(paper)s”的“%(fact)s”不能直接改动") % {"paper": kind.title, "fact": label},
                    _("编号、日期、条文、人员、机关名称和决定内容由呈批的事实决定；要改的，退回承办人改后重新呈批"),
                    "公安机关办理行政案件程序规定#263",
                    "fixed",
                )
            lines = [line.strip() for line in text.splitlines() if line.strip()]
            changed[name] = lines if fact.type == "lines" else text
        return replace(paper, facts={**paper.facts, **changed})

    def issue(self, paper: Paper, subject: Subject, by: By) -> Issued:
        """Number and freeze a document inside the act's transaction; the PDF is made by a job afterwards.

        The series row is locked until the act commits: no number is given twice, and a rollback gives it back.
        """
        kind = kind_named(paper.kind)
        subject = _matter(subject)
        issuer = issuer_of(subject, kind)
        facts = _filled(kind, _with_opinions(kind, paper.facts, by.approved), subject, issuer.handling_unit)
        KindVersion.objects.bulk_create(
            [KindVersion(version=kind.version, kind=kind.name, source=kind.source)], ignore_conflicts=True
        )
        on = by.at.astimezone(words.SHANGHAI).date()
        seq = series.take(f"document:{issuer.unit}:{kind.series}:{on.year}")
        number = kind.number(issuer.short, on.year, seq)
        code = secrets.token_hex(16)
        told = {
            "kind": kind.name,
            "version": kind.version,
            "number": number,
            "code": code,
            "issued": on.isoformat(),
            "issuer": issuer.name,
            "about": paper.about,
            "facts": facts,
        }
        open_part, personal = content.parted(kind.facts, facts)
        row = Document(
            kind=Document.KIND,
            number=number,
            title=kind.title,
            stage="issued",
            unit=subject.unit,
            district=subject.district,
            city=subject.city,
            agency=subject.agency,
            sensitivity=subject.sensitivity,
            opened=by.at,
            closed=by.at,
            changed=by.at,
            version=1,
            matter_id=subject.pk,
            document_kind=kind.name,
            version_of_kind=kind.version,
            about=paper.about,
            issuing_unit=issuer.unit,
            series_code=kind.series,
            year=on.year,
            seq=seq,
            code=code,
            content=open_part,
            sealed=content.canonical(personal),
            digest=content.digest(told),
            seal={"organ": issuer.organ, "issuer": issuer.name, "seal": kind.seal},
            issued_by=by.actor.pseudonym,
            approval=by.approved.pk if by.approved else None,
            replaces_id=paper.replaces or None,
        )
        row.save(force_insert=True)
        queue.enqueue("documents.make_pdf", {"document": row.pk}, at=by.at, due=by.at + PDF_AFTER)
        return Issued(row.pk, kind.name, number, row.digest)

    def preview(self, paper: Paper, subject: Subject, by: By) -> Mapping[str, Any]:
        """The content as it would be issued. No number, no date and no opinions: those come with the last signature."""
        kind = kind_named(paper.kind)
        subject = _matter(subject)
        facts = _filled(kind, paper.facts, subject, issuer_of(subject, kind).handling_unit)
        return {"kind": kind.name, "version": kind.version, "about": paper.about, "facts": facts}


def _filled(kind: Kind, given: Mapping[str, Any], subject: Subject, unit: str) -> dict[str, Any]:
    """The paper's facts; whoever left one out or wrote it so that the paper cannot hold it is told which."""
    try:
        return content.plain(kind, given, _system(subject, unit))
    except content.FactsWrong as wrong:
        if not wrong.label:
            raise
        sentence = _("“%(paper)s”的“%(fact)s”没有填写或者填写有误") % {"paper": kind.name, "fact": wrong.label}
        raise refuse(sentence, _("补正这一项后再办"), code="facts") from wrong


def _matter(subject: Subject) -> Subject:
    """A paper about a paper (its return of service) belongs to the same matter."""
    return subject.matter if isinstance(subject, Document) else subject


def _system(subject: Subject, unit: str) -> dict[str, str]:
    named = subject.dossier
    return {"case_name": named.title, "case_number": named.number, "unit": unit}


def _with_opinions(kind: Kind, facts: Mapping[str, Any], approved: Approved | None) -> Mapping[str, Any]:
    """Papers with a place for opinions show the signatures they were approved by."""
    if approved is None or "opinions" not in kind.fact_names or facts.get("opinions"):
        return facts
    signed = [
        {
            "step": LEVELS.get(signature.level, signature.level),
            "by": getattr(signature.actor, "name", "") or signature.actor.pseudonym,
            "view": signature.opinion or "同意。",
            "at": signature.at,
        }
        for signature in approved.signatures
    ]
    return {**facts, "opinions": signed} if signed else facts
