from django.apps import AppConfig


class ActsRoom(AppConfig):
    name = "egret.acts"
    label = "acts"
    verbose_name = "执法行为"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from egret.acts import auditing, lapsing  # noqa: F401  lapsing enrols its act and its schedule

        auditing.enrol()
