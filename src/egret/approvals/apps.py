from __future__ import annotations

from django.apps import AppConfig
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _


class ApprovalsRoom(AppConfig):
    name = "egret.approvals"
    label = "approvals"
    verbose_name = "网上审批"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from egret.acts.ports import ports
        from egret.approvals import acts, queries, revision_acts  # noqa: F401  enrols the acts
        from egret.approvals.desk import RulebookApprovals
        from egret.org.signed_in import moment, officer_or_none
        from egret.ui import rail

        def waiting(request: HttpRequest) -> int | None:
            staff = officer_or_none(request)
            return queries.waiting_count(staff, moment(request)) if staff is not None else None

        ports.approvals = RulebookApprovals()
        rail.register(
            rail.Entry(
                "approvals",
                _("待我审批"),
                "Waiting for my signature",
                "approvals:inbox",
                "stamp",
                "today",
                count=waiting,
                order=20,
                thumb=True,
                hot=True,
            )
        )
        rail.register(
            rail.Entry("matrix", _("审批矩阵"), "Approval matrix", "approvals:matrix", "signature", "law", order=60)
        )
