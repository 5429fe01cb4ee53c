"""What the journal proves of a document: the entry of the act that issued it names its digest."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from egret.documents.models import Document
from egret.documents.paper import Proven
from egret.journal import keys, proving, reading
from egret.journal.formats.notes import accepted
from egret.journal.formats.proof import Proof


@dataclass(frozen=True, slots=True)
class Checked:
    """A place in the journal as the public check page tells it."""

    recorded: reading.Recorded | None
    proof: Proof | None
    documents: Sequence[Document]

    @property
    def holds(self) -> bool:
        """The entry is there, its leaf is the one on the paper, and a tree signed by the log includes it."""
        if self.recorded is None or self.proof is None or not self.proof.holds():
            return False
        return bool(accepted(self.proof.checkpoint, [keys.signer(self.recorded.log).verifier]))


def issuing_entry(document: Document) -> reading.Recorded | None:
    """The entry that commits to the document; None only while something is broken."""
    places = [document.matter.obj, *([document.about] if document.about.startswith("document:") else [])]
    if document.replaces_id is not None:
        places.append(f"document:{document.replaces_id}")
    entries = (one for place in places for one in reading.history(place))
    return next((one for one in entries if document.digest in one.doc), None)


def proof_of(document: Document) -> Proof | None:
    """None until the entry has its place under a signed checkpoint."""
    recorded = issuing_entry(document)
    return proving.proof(recorded.uid) if recorded else None


def proven(document: Document) -> Proven | None:
    """What goes on the paper; None until the journal has signed a tree that holds the entry."""
    recorded = issuing_entry(document)
    if recorded is None or recorded.is_pending:
        return None
    made, address = proving.proof(recorded.uid), proving.qr_short(recorded.uid)
    if made is None or address is None:
        return None
    return Proven(address, made.text, f"{recorded.log}/{recorded.idx}")


def checked(log: str, index: int, leaf: bytes) -> Checked:
    """What the journal says of a place and a leaf read off a paper."""
    found = reading.entries_since(log, index - 1, 1)
    here = found[0] if found and found[0].log == log and found[0].idx == index and found[0].leaf == leaf else None
    if here is None:
        return Checked(None, None, ())
    documents = list(Document.objects.filter(digest__in=here.doc).order_by("pk"))
    return Checked(here, proving.proof(here.uid), documents)
