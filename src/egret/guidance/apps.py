from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class GuidanceRoom(AppConfig):
    name = "egret.guidance"
    label = "guidance"
    verbose_name = "办案指导"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from egret.ui import rail

        rail.register(
            rail.Entry("penalty", _("量罚幅度"), "Penalty ranges", "guidance:penalty", "scale", "law", order=30)
        )
