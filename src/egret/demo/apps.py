from django.apps import AppConfig
from django.conf import settings

from egret.ui import frame


class DemoRoom(AppConfig):
    name = "egret.demo"
    label = "demo"
    verbose_name = "演示辖区"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from egret.demo import building, growth  # noqa: F401  enrols the job that grows the district

        if settings.IS_DEMO:
            frame.set_demo_accounts(building.accounts)
