from django.apps import AppConfig


class OrgRoom(AppConfig):
    name = "egret.org"
    label = "org"
    verbose_name = "机构人员"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from django.utils.translation import gettext_lazy as _

        from egret.acts.ports import ports
        from egret.org import acts, second_factor  # noqa: F401  enrols the acts
        from egret.org.desk import OrgDesk
        from egret.org.signed_in import who
        from egret.ui import frame, rail

        ports.powers = OrgDesk()
        second_factor.listen()
        frame.set_who(who)
        rail.register(rail.Entry("org", _("机构人员"), "Organisation", "org:tree", "users", "manage"))
