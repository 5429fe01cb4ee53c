from django.apps import AppConfig
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _


class DeskRoom(AppConfig):
    name = "egret.desk"
    label = "desk"
    verbose_name = "工作台"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from django.urls import reverse

        from egret.approvals import links
        from egret.desk import acts, followers, notices, review_pages  # noqa: F401  enrols the acts
        from egret.documents import links as papers
        from egret.jobs.registry import every
        from egret.journal.following import follow
        from egret.org.signed_in import moment, officer_or_none
        from egret.ui import frame, rail

        def unread(request: HttpRequest) -> int | None:
            staff = officer_or_none(request)
            return notices.unread(staff.pk) if staff is not None else None

        def reviews(request: HttpRequest) -> bool:
            staff = officer_or_none(request)
            return staff is not None and review_pages.may_receive(staff, moment(request))

        def oversees(request: HttpRequest) -> bool:
            staff = officer_or_none(request)
            return staff is not None and review_pages.may_oversee(staff, moment(request))

        follow("desk.words", followers.keep_words)
        follow("desk.notices", followers.tell_people)
        every("desk.clocks_near", seconds=60)
        every("desk.clocks_far", seconds=900)
        links.set_form(lambda one: f"{reverse('desk:act', args=[one.target_id, one.act])}?approval={one.pk}")
        links.set_subject(lambda subject: reverse("desk:subject", args=[subject.pk]))
        papers.set_act(lambda subject, name: reverse("desk:act", args=[subject, name]))
        frame.set_search("desk:search", "desk:suggest")
        rail.register(
            rail.Entry("worklist", _("待办"), "To do", "desk:worklist", "list-checks", "today", order=10, thumb=True)
        )
        rail.register(
            rail.Entry(
                "register", _("接报登记"), "Register", "desk:register", "file-plus", "today", order=20, thumb=True
            )
        )
        rail.register(
            rail.Entry("incidents", _("警情"), "Incidents", "desk:incidents", "siren", "work", order=10, thumb=True)
        )
        rail.register(rail.Entry("cases", _("案件"), "Cases", "desk:cases", "folder-open", "work", order=20))
        rail.register(rail.Entry("property", _("涉案财物"), "Property", "desk:property", "package", "work", order=30))
        rail.register(
            rail.Entry(
                "review",
                _("法制审核台"),
                "Legal review",
                "desk:review",
                "clipboard-check",
                "work",
                order=30,
                visible=reviews,
            )
        )
        rail.register(
            rail.Entry(
                "acceptance",
                _("受案立案统管"),
                "Acceptance",
                "desk:acceptance",
                "inbox",
                "work",
                order=28,
                visible=oversees,
            )
        )
        rail.register(
            rail.Entry(
                "restricted", _("在押与受限人员"), "People held", "desk:restricted", "user-lock", "work", order=25
            )
        )
        rail.register(
            rail.Entry("notices", _("提醒"), "Notices", "desk:notices", "bell", "today", order=30, count=unread)
        )
