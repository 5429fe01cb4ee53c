"""Proofs for papers and parties: that an act is in the journal, and that an object's history is whole."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.conf import settings

from egret.journal import keys, reading, stored
from egret.journal.formats import commitments, notes
from egret.journal.formats import proof as formats
from egret.journal.formats.entries import NO_PREVIOUS, parse
from egret.journal.formats.proof import Opening, Proof
from egret.journal.models import LogEntry, SignedCheckpoint
from egret.journal.tree.proofs import BrokenTree, TiledTree, root_from_path
from egret.journal.vault import Unreadable


def proof(uid: str, lay_open: Iterable[str] = ()) -> Proof | None:
    """The proof of an entry under the latest checkpoint, laying open only the fields named; None until it is signed."""
    row = LogEntry.objects.filter(uid=uid).first()
    checkpoint = stored.last_checkpoint(row.log) if row else None
    if row is None or checkpoint is None or checkpoint.size <= row.idx:
        return None
    wanted = tuple(lay_open)
    opened = reading.openings([uid]).get(uid, {}) if wanted else {}
    entry = parse(bytes(row.entry))
    return Proof(
        index=row.idx,
        path=tuple(stored.tree(row.log, checkpoint.size).inclusion(row.idx)),
        checkpoint=notes.Note.parse(checkpoint.note + checkpoint.cosigned),
        entry=bytes(row.entry),
        openings=tuple(Opening(name, *opened[name]) for name in wanted),
        docs=entry.doc,
    )


def qr_short(uid: str) -> str | None:
    """The address printed on every paper: where to ask, which index, which leaf. None until the entry has its index."""
    row = LogEntry.objects.filter(uid=uid).values_list("log", "idx", "leaf").first()
    return formats.short_address(settings.PUBLIC_ADDRESS, row[0], row[1], bytes(row[2])) if row else None


def qr_full(made: Proof, fields: Sequence[str] = ()) -> bytes:
    """The whole proof in binary, for custody papers; `fields` numbers the fields the paper shows."""
    log = made.tree.origin.rpartition("/")[2]
    return formats.pack(made, keys.signer(log).verifier, fields)


def policy_text(witnesses: Iterable[str] = ()) -> str:
    """The policy file that goes with the verifier: our logs, and the witnesses given."""
    logs = SignedCheckpoint.objects.order_by("log").values_list("log", flat=True).distinct()
    lines = [f"log {keys.signer(log).verifier}" for log in logs]
    return "\n".join([*lines, *witnesses, "quorum none"]) + "\n"


def verify_object(obj: str) -> list[str]:
    """What is wrong with an object's history; empty when its chain is whole and each entry provably in the log."""
    faults: list[str] = []
    previous = NO_PREVIOUS
    trees: dict[str, tuple[TiledTree, bytes, int] | None] = {}
    for recorded in reading.history(obj):
        if recorded.entry.prev != previous:
            faults.append(f"{recorded.uid}: does not follow the entry before it")
        previous = recorded.leaf.hex()
        if not recorded.is_pending:
            if recorded.log not in trees:
                last = stored.last_checkpoint(recorded.log)
                trees[recorded.log] = (
                    (stored.tree(recorded.log, last.size), bytes(last.root), last.size) if last else None
                )
            faults += _outside_tree(recorded, trees[recorded.log])
        faults += _closed_fields(recorded)
    return faults


def _outside_tree(recorded: reading.Recorded, tree: tuple[TiledTree, bytes, int] | None) -> list[str]:
    if tree is None or tree[2] <= recorded.idx:
        return []
    try:
        path = tree[0].inclusion(recorded.idx)
    except BrokenTree as error:
        return [f"{recorded.uid}: {error}"]
    is_in = root_from_path(recorded.leaf, recorded.idx, tree[2], path) == tree[1]
    return [] if is_in else [f"{recorded.uid}: is not in the signed tree"]


def _closed_fields(recorded: reading.Recorded) -> list[str]:
    try:
        opened = reading.openings([recorded.uid]).get(recorded.uid, {})
    except Unreadable as error:
        return [str(error)]
    commits = recorded.entry.c or {}
    return [
        f"{recorded.uid}: {name} does not open its commitment"
        for name, (salt, value) in opened.items()
        if not commitments.opens(commits.get(name, ""), salt, name, value)
    ]
