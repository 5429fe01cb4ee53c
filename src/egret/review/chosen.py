"""What the force has chosen for its legal office (`rulebook/settings/`): read strictly, dated, with its source."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache

from django.utils.translation import get_language

from egret.law.rulebook import FOLDER, Entry, Timeline, cited, read


def _acts(entry: Entry) -> tuple[str, ...]:
    names = entry.texts("acts")
    cited(entry)
    entry.close()
    return names


@cache
def act_lists(name: str) -> Timeline[tuple[str, ...]]:
    """One file of names of acts. Raises RulebookError with file, line and remedy."""
    entry = read(FOLDER / "settings" / f"{name}.yaml")
    entry.text("title")
    entry.text("title_en")
    found = Timeline((day, _acts(one)) for day, one in entry.dated("values"))
    entry.close()
    return found


def single_exit(on: date) -> tuple[str, ...]:
    """Acts whose papers leave only through the legal office, as chosen on that day."""
    return act_lists("single_exit").on(on) or ()


def ever_single_exit() -> tuple[str, ...]:
    """Acts that were or are in that list: what the guards are hung on."""
    return tuple(dict.fromkeys(name for _day, names in act_lists("single_exit") for name in names))


def second_review(on: date) -> tuple[str, ...]:
    """Acts that two reviewers look at."""
    return act_lists("second_review").on(on) or ()


@dataclass(frozen=True, slots=True)
class CommitteeRule:
    """How many must sit, and how many of those who vote must agree."""

    least: int
    quorum_percent: int
    pass_percent: int

    def quorum(self, seats: int) -> int:
        """Members who must be present, of so many who may sit."""
        return max(self.least, -(-seats * self.quorum_percent // 100))

    def passes(self, agreed: int, voted: int) -> bool:
        """More than the share of all who voted; who abstains has not agreed."""
        return agreed * 100 > voted * self.pass_percent


@dataclass(frozen=True, slots=True)
class Trigger:
    """A situation that goes before the committee before an act: by duty of law, or as the force chose."""

    key: str
    zh: str
    en: str
    duty: bool
    facts: str
    acts: tuple[str, ...]
    cite: str

    @property
    def label(self) -> str:
        return self.en if (get_language() or "").startswith("en") else self.zh

    @property
    def article(self) -> str:
        return self.cite if "#" in self.cite else ""


@dataclass(frozen=True, slots=True)
class SensitiveKind:
    """A kind of sensitive case; `narrow` ones are shown to named people only."""

    key: str
    zh: str
    en: str
    narrow: bool

    @property
    def label(self) -> str:
        return self.en if (get_language() or "").startswith("en") else self.zh


@dataclass(frozen=True, slots=True)
class CentreDuty:
    """What a group or a panel of the district centre is for, and how its work is told from others'."""

    key: str
    zh: str
    en: str
    matters: tuple[str, ...]
    acts: tuple[str, ...]
    stages: tuple[str, ...]
    flags: tuple[str, ...]

    @property
    def label(self) -> str:
        return self.en if (get_language() or "").startswith("en") else self.zh


@dataclass(frozen=True, slots=True)
class Centre:
    """The centre's groups and panels, in the order the force named them."""

    groups: tuple[CentreDuty, ...] = ()
    panels: tuple[CentreDuty, ...] = ()

    def duty_of(self, act: str, kind: str) -> str:
        """Key of the group that reviews an act about a kind of matter: by the act's name, else by the kind."""
        named = [one.key for one in self.groups if act in one.acts]
        return next(iter([*named, *(one.key for one in self.groups if kind in one.matters)]), "")

    def duty(self, key: str) -> CentreDuty | None:
        """The group or panel of that key."""
        return next((one for one in (*self.groups, *self.panels) if one.key == key), None)


def _setting(name: str) -> list[tuple[date, Entry]]:
    entry = read(FOLDER / "settings" / f"{name}.yaml")
    entry.text("title")
    entry.text("title_en")
    found = entry.dated("values")
    entry.close()
    return found


def _committee(entry: Entry) -> CommitteeRule:
    found = CommitteeRule(entry.whole("least"), entry.whole("quorum_percent"), entry.whole("pass_percent"))
    cited(entry)
    entry.close()
    return found


def _trigger(entry: Entry) -> Trigger:
    source = cited(entry)
    found = Trigger(
        entry.text("key"),
        entry.text("zh"),
        entry.text("en"),
        entry.flag("duty"),
        entry.text("facts", ""),
        entry.texts("acts"),
        source.cite,
    )
    entry.close()
    return found


def _triggers(entry: Entry) -> tuple[Trigger, ...]:
    found = tuple(_trigger(one) for one in entry.entries("triggers"))
    entry.close()
    return found


def _kind(entry: Entry) -> SensitiveKind:
    entry.text("cite", "")
    found = SensitiveKind(entry.text("key"), entry.text("zh"), entry.text("en"), entry.flag("narrow"))
    entry.close()
    return found


def _kinds(entry: Entry) -> tuple[SensitiveKind, ...]:
    cited(entry)
    found = tuple(_kind(one) for one in entry.entries("kinds"))
    entry.close()
    return found


def _duty(entry: Entry) -> CentreDuty:
    key, zh, en = (entry.text(name) for name in ("key", "zh", "en"))
    matters, acts, stages, flags = (entry.texts(name) for name in ("matters", "acts", "stages", "flags"))
    entry.close()
    return CentreDuty(key, zh, en, matters, acts, stages, flags)


def _centre(entry: Entry) -> Centre:
    cited(entry)
    found = Centre(*(tuple(_duty(one) for one in entry.entries(key)) for key in ("groups", "panels")))
    entry.close()
    return found


@cache
def _centres() -> Timeline[Centre]:
    return Timeline((day, _centre(one)) for day, one in _setting("centre"))


@cache
def _committees() -> Timeline[CommitteeRule]:
    return Timeline((day, _committee(one)) for day, one in _setting("committee"))


@cache
def _trigger_lists() -> Timeline[tuple[Trigger, ...]]:
    return Timeline((day, _triggers(one)) for day, one in _setting("collective_triggers"))


@cache
def _kind_lists() -> Timeline[tuple[SensitiveKind, ...]]:
    return Timeline((day, _kinds(one)) for day, one in _setting("sensitive_kinds"))


def committee(on: date) -> CommitteeRule:
    """Raises LookupError before the first rule."""
    found = _committees().on(on)
    if found is None:
        raise LookupError(f"rulebook/settings/committee.yaml says nothing for {on}")
    return found


def centre(on: date) -> Centre:
    """Groups and panels of the centre on that day; none before the first choice."""
    return _centres().on(on) or Centre()


def triggers(on: date) -> tuple[Trigger, ...]:
    """What goes before the committee on that day."""
    return _trigger_lists().on(on) or ()


def ever_collective() -> tuple[str, ...]:
    """Acts that some trigger names or named: what the guards are hung on."""
    return tuple(dict.fromkeys(act for _day, found in _trigger_lists() for one in found for act in one.acts))


def sensitive_kinds(on: date) -> tuple[SensitiveKind, ...]:
    """Kinds of sensitive cases on that day."""
    return _kind_lists().on(on) or ()
