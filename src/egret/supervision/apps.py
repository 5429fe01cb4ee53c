from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SupervisionRoom(AppConfig):
    name = "egret.supervision"
    label = "supervision"
    verbose_name = "执法监督"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from egret.jobs.registry import daily, every
        from egret.journal.following import follow
        from egret.supervision import acts, followers, guards, rules  # noqa: F401  enrols acts, guards and rules
        from egret.ui import rail

        follow("supervision.patrol", followers.look_after_acts, fields=True)
        every("supervision.sweep", seconds=60)
        daily("supervision.patrol", at="03:20")
        rail.register(
            rail.Entry("findings", _("监督问题"), "Findings", "supervision:findings", "scan-search", "watch", order=10)
        )
