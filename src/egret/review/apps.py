from django.apps import AppConfig


class ReviewRoom(AppConfig):
    name = "egret.review"
    label = "review"
    verbose_name = "审核"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from egret.jobs.registry import every
        from egret.review import acts, followers, guards  # noqa: F401  enrols acts and guards

        every("review.end_items", seconds=60)
