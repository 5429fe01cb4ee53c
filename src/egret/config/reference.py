"""The generated pages of docs/reference: written from what the code says, compared in the tests."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterator
from pathlib import Path

from django.core.management import get_commands, load_command_class
from django.core.management.base import BaseCommand

from egret.acts import reference as acts
from egret.approvals import reference as approvals
from egret.cases import reference as cases
from egret.config import environment
from egret.documents import pictures
from egret.documents import reference as documents
from egret.documents.fonts import NoChineseFont
from egret.guidance import books_reference as guides
from egret.guidance import reference as penalties
from egret.law import deadlines, safeguards, succession
from egret.org import reference as powers
from egret.supervision import reference as findings

FOLDER = environment.CHECKOUT / "docs" / "reference"
MADE = "<!-- Made by `./egret reference`; do not edit. -->\n\n"
DJANGO_OPTIONS = {action.dest for action in BaseCommand().create_parser("egret", "x")._actions}


def settings_page() -> str:
    """Every setting: name, default, meaning."""
    rows = environment.described(environment.Environment())
    lines = [f"| `{row.name}` | {f'`{row.default}`' if row.default else ''} | {row.en} | {row.zh} |\n" for row in rows]
    return (
        f"{MADE}# Settings\n\nFrom the environment, or from lines `NAME=value` in `$EGRET_HOME/egret.env`; "
        "the environment wins. `./egret config` prints the values in force.\n\n"
        "| name | default | meaning | 含义 |\n|---|---|---|---|\n" + "".join(lines)
    )


def commands() -> list[tuple[str, BaseCommand]]:
    """The house's own commands, by name."""
    ours = ((name, app) for name, app in sorted(get_commands().items()) if str(app).startswith("egret."))
    return [(name, load_command_class(str(app), name)) for name, app in ours]


def _subcommands(parser: argparse.ArgumentParser) -> Iterator[tuple[str, argparse.ArgumentParser, str]]:
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            told = {choice.dest: choice.help or "" for choice in action._choices_actions}
            yield from ((name, chosen, told.get(name, "")) for name, chosen in action.choices.items())


def _arguments(parser: argparse.ArgumentParser) -> Iterator[tuple[str, str]]:
    for action in parser._actions:
        if (
            action.dest in DJANGO_OPTIONS
            or isinstance(action, argparse._SubParsersAction)
            or action.help == argparse.SUPPRESS
        ):
            continue
        metavar = action.metavar if isinstance(action.metavar, str) else action.dest.upper()
        if action.option_strings:
            yield (
                " ".join([", ".join(action.option_strings), *([] if action.nargs == 0 else [metavar])]),
                action.help or "",
            )
        else:
            yield metavar, action.help or ""


def _section(name: str, told: str, parser: argparse.ArgumentParser) -> str:
    rows = "".join(f"| `{argument}` | {help} |\n" for argument, help in _arguments(parser))
    table = f"\n| argument | meaning |\n|---|---|\n{rows}" if rows else ""
    inner = "".join(f"\n#{_section(f'{name} {sub}', help, subparser)}" for sub, subparser, help in _subcommands(parser))
    return f"## `egret {name}`\n\n{told}\n{table}{inner}"


def commands_page() -> str:
    """Every command of the house with its arguments."""
    sections = [_section(name, command.help, command.create_parser("egret", name)) for name, command in commands()]
    return f"{MADE}# Commands\n\nIn a checkout, `./egret` is the door to all of them.\n\n" + "\n".join(sections)


PAGES: dict[str, Callable[[], str]] = {
    "settings.md": settings_page,
    "commands.md": commands_page,
    "powers.md": powers.as_markdown,
    "stages.md": acts.stages_as_markdown,
    "acts.md": acts.acts_as_markdown,
    "transitions.md": cases.transitions_as_markdown,
    "safeguards.md": safeguards.as_markdown,
    "approvals.md": approvals.as_markdown,
    "deadlines.md": deadlines.as_markdown,
    "documents.md": documents.as_markdown,
    "findings.md": findings.as_markdown,
    "penalties.md": penalties.as_markdown,
    "guides.md": guides.as_markdown,
    "two-texts.md": succession.as_markdown,
}


PICTURES = "documents"
"""Folder of the pictures of papers, one a kind."""


def outdated(folder: Path = FOLDER) -> list[str]:
    """Names of pages that no longer say what the code says."""
    behind = [
        name
        for name, page in PAGES.items()
        if not (folder / name).is_file() or (folder / name).read_text("utf-8") != page()
    ]
    return [*behind, *(f"{PICTURES}/{name}" for name in pictures.stale(folder / PICTURES))]


def write(folder: Path = FOLDER) -> list[str]:
    """Write the pages; returns those that changed."""
    folder.mkdir(parents=True, exist_ok=True)
    changed = [name for name in outdated(folder) if name in PAGES]
    for name in changed:
        (folder / name).write_text(PAGES[name](), "utf-8")
    try:
        drawn = [f"{PICTURES}/{name}" for name in pictures.draw(folder / PICTURES)]
    except NoChineseFont:
        drawn = []  # Whoever has a font draws them; `--check` names those that are missing.
    return [*changed, *drawn]
