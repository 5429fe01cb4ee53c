"""Who must have signed before a proof counts (C2SP tlog-policy)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from egret.journal.formats.notes import BadNote, Note, Verifier, accepted


@dataclass
class Policy:
    """Known logs, witnesses, groups of them, and the group that must agree."""

    logs: list[Verifier] = field(default_factory=list)
    witnesses: dict[str, Verifier] = field(default_factory=dict)
    groups: dict[str, tuple[int, tuple[str, ...]]] = field(default_factory=dict)
    quorum: str = "none"

    @classmethod
    def parse(cls, text: str, *, is_test: bool = False) -> Policy:
        policy = cls()
        for line in text.splitlines():
            words = line.split()
            if not words or words[0].startswith("#"):
                continue
            policy._read(words, is_test)
        if policy.quorum != "none" and policy.quorum not in policy.groups and policy.quorum not in policy.witnesses:
            raise BadNote(f"the quorum names nobody: {policy.quorum}")
        return policy

    def _read(self, words: list[str], is_test: bool) -> None:
        match words:
            case ["log", vkey, *_]:
                self.logs.append(Verifier.parse(vkey, is_test=is_test))
            case ["witness", name, vkey, *_]:
                self.witnesses[name] = Verifier.parse(vkey, is_test=is_test)
            case ["group", name, need, *members] if members:
                count = {"any": 1, "all": len(members)}.get(need) or int(need)
                self.groups[name] = (count, tuple(members))
            case ["quorum", name]:
                self.quorum = name
            case _:
                raise BadNote(f"no line of a policy: {' '.join(words)}")

    def _agrees(self, name: str, present: set[str]) -> bool:
        if name in self.witnesses:
            return name in present
        need, members = self.groups[name]
        return sum(self._agrees(member, present) for member in members) >= need

    def log_for(self, origin: str) -> Verifier | None:
        return next((log for log in self.logs if log.name == origin), None)

    def is_met(self, note: Note, log: Verifier) -> bool:
        """Whether the log signed and enough witnesses cosigned. Raises BadNote for a bad signature of a known key."""
        known: Iterable[Verifier] = [log, *self.witnesses.values()]
        good = accepted(note, known)
        if not any(log.owns(signature) for signature in good):
            return False
        present = {name for name, key in self.witnesses.items() if any(key.owns(signature) for signature in good)}
        return self.quorum == "none" or self._agrees(self.quorum, present)
