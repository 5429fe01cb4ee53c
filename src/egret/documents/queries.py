"""What is known of documents: those a person may see, what stands on them, and what the journal proves of them."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from django.conf import settings
from django.db.models import QuerySet

from egret.acts.models import Subject
from egret.acts.ports import Actor
from egret.acts.queries import visible_to
from egret.documents import body, content, paper, proofs, service, store, words
from egret.documents.kinds import Kind, all_kinds, of_definition
from egret.documents.models import Document, KindVersion, PartySignature, Service, SignWay
from egret.journal.reading import Recorded


def visible_documents(actor: Actor, at: datetime) -> QuerySet[Document]:
    """A document is seen by whoever sees the matter it belongs to."""
    return Document.objects.filter(matter__in=visible_to(actor, at, Subject)).select_related("matter")


def documents_of(matter: Subject) -> QuerySet[Document]:
    """Every paper issued on a matter, in order; whoever sees the matter sees them."""
    return Document.objects.filter(matter_id=matter.pk).order_by("opened", "pk")


def documents_of_all(matters: Sequence[int]) -> QuerySet[Document]:
    """Every paper issued on any of these matters, in order."""
    return Document.objects.filter(matter_id__in=matters).order_by("opened", "pk")


def to_serve(actor: Actor, at: datetime, limit: int = 200) -> list[Document]:
    """Papers a person sees that must still reach somebody, oldest first."""
    found = visible_documents(actor, at).filter(
        document_kind__in=list(service.served_kinds()), stage__in=("issued", "published")
    )
    return list(found.order_by("opened", "pk")[:limit])


def services_of(document: Document) -> QuerySet[Service]:
    return Service.objects.filter(document_id=document.pk).order_by("served_at", "pk")


def kind_of(document: Document) -> Kind:
    """The kind as it was when the paper was issued."""
    return _kind(document.document_kind, document.version_of_kind)


def _kind(name: str, version: str) -> Kind:
    now = all_kinds().get(name)
    if now is not None and now.version == version:
        return now
    return of_definition(_definition(version))


def _definition(version: str) -> Mapping[str, Any]:
    return cast(Mapping[str, Any], json.loads(KindVersion.objects.get(version=version).source))


def drawn_preview(preview: Mapping[str, Any]) -> list[dict[str, Any]]:
    """What an approver is shown, as the same blocks the issued page and the PDF draw."""
    kind = _kind(str(preview["kind"]), str(preview["version"]))
    return body.filled(kind.body, kind.by_name, preview["facts"])


@dataclass(frozen=True, slots=True)
class Standing:
    """Where the journal holds a document, as far as it is known yet."""

    recorded: Recorded | None
    proven: paper.Proven | None


def standing(document: Document) -> Standing:
    return Standing(proofs.issuing_entry(document), proofs.proven(document))


def sheet_of(document: Document, proven: paper.Proven | None = None) -> paper.Sheet:
    """Everything that stands on the paper. Facts erased since show as such."""
    kind = kind_of(document)
    return paper.Sheet(
        kind=kind,
        content=_told(kind, document),
        number=document.number,
        code=document.code,
        issued=document.opened.astimezone(words.SHANGHAI).date(),
        organ=document.seal["organ"],
        issuer=document.seal["issuer"],
        voided="（本文书已作废）" if document.stage == "voided" else "",
        proven=proven,
        signed=tuple(_signed(one) for one in signatures_of(document)),
    )


def signatures_of(document: Document) -> QuerySet[PartySignature]:
    return PartySignature.objects.filter(document_id=document.pk).order_by("signed_at", "pk")


def _signed(one: PartySignature) -> paper.Signed:
    on = words.day(one.signed_at.astimezone(words.SHANGHAI).date().isoformat())
    if one.way == SignWay.SCREEN:
        return paper.Signed(one.place, one.path, "" if one.path else content.ERASED)
    said = "已在纸质文书上签名" if one.way == SignWay.PAPER else f"拒绝签名：{one.note or content.ERASED}"
    return paper.Signed(one.place, words=f"{said}（{on}）")


def _told(kind: Kind, document: Document) -> dict[str, Any]:
    facts = document.facts
    if document.personal:
        return facts
    # Only required facts are missed: an optional one was perhaps never there.
    gone = (fact for fact in kind.facts if fact.personal and fact.required and fact.name not in facts)
    return facts | {fact.name: content.erased(fact) for fact in gone}


def drawn(document: Document) -> dict[str, Any]:
    """The paper as the page shows it."""
    return paper.drawn(sheet_of(document, proofs.proven(document)))


def render(document: Document) -> bytes:
    """The paper as PDF/A, with its proof when the journal has given one. Touches no row."""
    return paper.to_pdf(sheet_of(document, proofs.proven(document)), settings.ENVIRONMENT.cjk_font)


def pdf_of(document: Document) -> bytes:
    """The filed paper; made anew while none is filed or when the filed one was voided since."""
    if document.pdf and document.stage != "voided":
        kept = store.get(document.pdf)
        if kept is not None:
            return kept
    return render(document)
