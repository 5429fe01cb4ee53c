"""Passwords that everybody knows need no costly hash: twenty of the full one would take the demo six seconds."""

from __future__ import annotations

from django.contrib.auth.hashers import Argon2PasswordHasher


class QuickArgon2(Argon2PasswordHasher):
    """The same kind of hash with a hundredth of the work. Named by the settings of a demo only."""

    time_cost = 1
    memory_cost = 1024
    parallelism = 1
