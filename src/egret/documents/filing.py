"""Papers are made outside the act's transaction: a job renders them and an act of the system enters their digest."""

from __future__ import annotations

from egret.acts.done import By
from egret.documents import proofs, queries, store
from egret.documents.acts import file_pdf
from egret.documents.models import Document
from egret.jobs.registry import Effect, NotYet, Work, handler
from egret.org.system import SystemActor

PAPER_MILL = SystemActor("s:paper")
PATIENCE = 4
"""Attempts that wait for the journal's proof; after them the paper is filed with its code alone."""


@handler("documents.make_pdf")
def make_pdf(work: Work) -> Effect | None:
    """Render a paper and keep it under its digest; running twice makes the same bytes."""
    document = Document.objects.select_related("matter").get(pk=work.payload["document"])
    if document.pdf:
        return None
    if proofs.proof_of(document) is None and work.attempt < PATIENCE:
        raise NotYet(f"document {document.pk}: the entry waits for its checkpoint")
    digest = store.put(queries.render(document))

    def entered() -> None:
        file_pdf(document, By(PAPER_MILL, work.at), sha256=digest)

    return entered
