"""`egret COMMAND`: every command is a Django command of the room that owns it."""

from __future__ import annotations

import os
import sys

from django.core.management import execute_from_command_line


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "egret.config.settings")
    asked = sys.argv[1:]
    execute_from_command_line(["egret", *(["overview"] if asked in ([], ["help"], ["--help"], ["-h"]) else asked)])


if __name__ == "__main__":
    main()
