"""执法监督管理中心: its groups are founded, staffed and dissolved by acts, and an item may be given to another group.

What each group works on is the force's choice (`rulebook/settings/centre.yaml`).
"""

from __future__ import annotations

from typing import Annotated

from django.utils.translation import gettext_lazy as _

from egret.acts.cards import Ask
from egret.acts.done import By, Done
from egret.acts.machine import act
from egret.acts.ports import Place
from egret.acts.refusals import refuse
from egret.org.models import Staff
from egret.review.models import CentreGroup, ReviewItem, Seat
from egret.review.models.items import OPEN
from egret.review.queries import centre as queries
from egret.review.queries import committee

RUN = "review.centre"
BASIS = ("公安机关办理刑事案件程序规定#7",)


@act(
    "review.found_group",
    "设立工作组",
    "Found a group of the centre",
    subject=CentreGroup,
    creates=True,
    power=RUN,
    basis=BASIS,
    menu=False,
)
def found_group(
    place: Place,
    by: By,
    *,
    duty: Annotated[str, Ask("分工", "Work of the group", choices=queries.duties)],
    title: Annotated[str, Ask("名称", "Name")],
) -> Done:
    """The branch's centre has a group for one part of the work; its people are put in one by one."""
    if not title.strip():
        raise refuse(_("没有写工作组名称"), _("例如“鹭湖分局刑事工作组”"), code="empty")
    if duty not in dict(queries.duties(place, by)):
        raise refuse(_("没有这种分工"), _("从所列分工中选择"), code="choice")
    twice = queries.groups(place).filter(duty=duty, district=place.district, city=place.city)
    if twice.exists():
        raise refuse(_("这一分工已经设有工作组"), _("在原来的工作组中增减人员；改设的先撤销原来的组"), code="twice")
    return Done(subject=CentreGroup(title=title.strip(), duty=duty))


@act(
    "review.join_group",
    "安排组员",
    "Put somebody into the group",
    subject=CentreGroup,
    power=RUN,
    basis=BASIS,
    asks={"member": Ask("组员", "Member", choices=queries.fit)},
    order=10,
)
def join_group(
    group: CentreGroup, by: By, *, member: Staff, leads: Annotated[bool, Ask("担任组长", "Leads the group")] = False
) -> Done:
    """Somebody works in the group from now; its items are offered to them first."""
    if member.pk in queries.members(group, by.at):
        raise refuse(_("%(name)s已经在组里") % {"name": member.name}, _("另选一人"), code="twice")
    row = Seat(subject=group, member=member, chairs=leads, since=by.at)
    return Done(rows=[row], rel=(member.obj,))


@act(
    "review.leave_group",
    "组员离组",
    "Take somebody out of the group",
    subject=CentreGroup,
    power=RUN,
    basis=BASIS,
    asks={"seat": Ask("组员", "Member", choices=lambda group, by: committee.seats(group, by.at))},
    order=20,
)
def leave_group(group: CentreGroup, by: By, *, seat: Seat) -> Done:
    """Somebody leaves the group; what they have in hand stays with them until it is given to another."""
    seat.until = by.at
    return Done(rows=[seat])


@act("review.dissolve_group", "撤销工作组", "Dissolve the group", subject=CentreGroup, power=RUN, basis=BASIS, order=90)
def dissolve_group(group: CentreGroup, by: By, *, reason: Annotated[str, Ask("理由", "Reason")]) -> Done:
    """The group ends; nothing may be left with it."""
    if ReviewItem.objects.filter(group=group.pk, stage__in=OPEN).exists():
        raise refuse(_("组里还有没有审结的件"), _("先审结，或者办理“转交工作组”"), code="open")
    return Done(to="dissolved", fields={"reason": reason})


@act(
    "review.route",
    "转交工作组",
    "Give to another group",
    subject=ReviewItem,
    power="review.assign",
    basis=BASIS,
    at=OPEN,
    asks={"group": Ask("工作组", "Group", choices=queries.elsewhere)},
    order=65,
)
def route(item: ReviewItem, by: By, *, group: CentreGroup, reason: Annotated[str, Ask("理由", "Reason")]) -> Done:
    """What was routed by its kind belongs with other people; who has it in hand keeps it until another is named."""
    item.group = group
    return Done(rel=(group.obj,), fields={"reason": reason})
