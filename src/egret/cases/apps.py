from django.apps import AppConfig


class CasesRoom(AppConfig):
    name = "egret.cases"
    label = "cases"
    verbose_name = "案件"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from egret.cases import acts, followers, guards  # noqa: F401  enrols acts, jobs and guards
