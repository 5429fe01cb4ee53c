from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class GuidanceRoom(AppConfig):
    name = "egret.guidance"
    label = "guidance"
    verbose_name = "办案指导"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from egret.guidance import acts  # noqa: F401  enrols the acts
        from egret.ui import rail

        rail.register(
            rail.Entry("penalty", _("量罚幅度"), "Penalty ranges", "guidance:penalty", "gavel", "law", order=30)
        )
        rail.register(
            rail.Entry("guides", _("类案指导"), "Case guides", "guidance:guides", "book-open", "law", order=25)
        )
