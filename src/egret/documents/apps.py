from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DocumentsRoom(AppConfig):
    name = "egret.documents"
    label = "documents"
    verbose_name = "法律文书"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from egret.acts.ports import ports
        from egret.documents import acts, filing, signing  # noqa: F401  enrols the acts and the job
        from egret.documents.desk import DocumentsDesk
        from egret.ui import rail

        ports.papers = DocumentsDesk()
        rail.register(
            rail.Entry("service", _("待送达"), "To be served", "documents:to_serve", "send", "work", order=30)
        )
