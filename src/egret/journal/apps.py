from typing import Any

from django.apps import AppConfig
from django.core import checks


class JournalRoom(AppConfig):
    name = "egret.journal"
    label = "journal"
    verbose_name = "执法日志"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        checks.register(_no_public_test_keys, checks.Tags.security)


def _no_public_test_keys(**_: Any) -> list[checks.CheckMessage]:
    from egret.journal.keys import public_test_keys_in_use

    return [
        checks.Error(
            f"keys/{name} is printed in the journal's reference",
            hint="Delete it; a new key is made.",
            id="journal.E001",
        )
        for name in public_test_keys_in_use()
    ]
