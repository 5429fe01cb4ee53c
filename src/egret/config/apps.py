from django.apps import AppConfig


class ConfigRoom(AppConfig):
    name = "egret.config"
    label = "config"
    verbose_name = "设置"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from egret.config import logs

        logs.configure()
