from django.apps import AppConfig


class IntakeRoom(AppConfig):
    name = "egret.intake"
    label = "intake"
    verbose_name = "警情"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from egret.intake import acts, import_acts, importing  # noqa: F401  enrols the acts and the job
