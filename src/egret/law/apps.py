from __future__ import annotations

from functools import lru_cache
from urllib.parse import quote

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class LawRoom(AppConfig):
    name = "egret.law"
    label = "law"
    verbose_name = "法规"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from django.urls import reverse

        from egret.acts.ports import ports
        from egret.law import acts, indexing, resolving  # noqa: F401  enrols the acts and the job
        from egret.law.desk import LawDesk
        from egret.ui import frame, rail

        ports.rules = LawDesk(resolving.resolves, resolving.has_begun)

        @lru_cache(maxsize=8192)
        def address(cite: str) -> str | None:
            return f"{reverse('law:cite')}?c={quote(cite)}" if "#" in cite else None

        frame.set_citation(address)
        rail.register(rail.Entry("law", _("法规"), "Law", "law:list", "scale", "law", order=20))
