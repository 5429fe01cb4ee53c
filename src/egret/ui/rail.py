"""The rail: what a person may go to, by task. Rooms add their entries at start-up (`AppConfig.ready`)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import get_language, pgettext_lazy

Text = str | Promise

GROUPS: dict[str, Text] = {
    "today": pgettext_lazy("rail", "今天"),
    "work": pgettext_lazy("rail", "办理"),
    "law": pgettext_lazy("rail", "依据"),
    "watch": pgettext_lazy("rail", "监督"),
    "manage": pgettext_lazy("rail", "管理"),
}
"""Groups in the order of the rail."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One place of the rail. `thumb` entries stand in the thumb bar of a narrow screen (the first four of them)."""

    key: str
    label: Text
    label_en: str
    url: str
    icon: str
    group: str = "work"
    count: Callable[[HttpRequest], int | None] | None = None
    visible: Callable[[HttpRequest], bool] | None = None
    order: int = 50
    thumb: bool = False
    hot: bool = False
    """The count asks for action, so it is shown in the colour of lateness."""

    @property
    def text(self) -> str:
        return self.label_en if self.label_en and (get_language() or "").startswith("en") else str(self.label)


@dataclass(frozen=True, slots=True)
class Place:
    """An entry as one page shows it."""

    key: str
    text: str
    address: str
    icon: str
    count: int | None
    is_hot: bool
    is_current: bool
    is_thumb: bool


@dataclass(frozen=True, slots=True)
class Group:
    key: str
    text: str
    places: Sequence[Place]


_entries: dict[str, Entry] = {}


def register(entry: Entry) -> None:
    """Add an entry; the same key again replaces it."""
    if entry.group not in GROUPS:
        raise ValueError(f"rail entry {entry.key}: no group {entry.group!r}; one of {', '.join(GROUPS)}")
    _entries[entry.key] = entry


def entries() -> Sequence[Entry]:
    """All entries in the order of the rail."""
    groups = list(GROUPS)
    return sorted(_entries.values(), key=lambda entry: (groups.index(entry.group), entry.order, entry.key))


def _address(entry: Entry) -> str | None:
    if entry.url.startswith("/"):
        return entry.url
    try:
        return reverse(entry.url)
    except NoReverseMatch:
        return None


def groups(request: HttpRequest, current: str = "") -> Sequence[Group]:
    """What this person sees; the current place is the one named, else the longest address the page lies under."""
    shown: list[tuple[Entry, str]] = []
    for entry in entries():
        address = _address(entry)
        if address is not None and (entry.visible is None or entry.visible(request)):
            shown.append((entry, address))
    if not current:
        begins = [(len(address), entry.key) for entry, address in shown if _holds(address, request.path)]
        current = max(begins)[1] if begins else ""
    thumbs = {entry.key for entry, _address in [pair for pair in shown if pair[0].thumb][:4]}
    found = []
    for key, text in GROUPS.items():
        places = [
            Place(
                entry.key,
                entry.text,
                address,
                entry.icon,
                count := entry.count(request) if entry.count else None,
                entry.hot and bool(count),
                entry.key == current,
                entry.key in thumbs,
            )
            for entry, address in shown
            if entry.group == key
        ]
        if places:
            found.append(Group(key, str(text), places))
    return found


def _holds(address: str, path: str) -> bool:
    return path == address or (address != "/" and path.startswith(address.rstrip("/") + "/"))
