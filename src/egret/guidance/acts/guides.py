"""A guide in a force's own words: drafted by one person of the legal office, approved by another, withdrawn when wrong.

What the law fixes is no part of it. Each version counts from its day; earlier ones stay to be read.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Annotated, Any

from django.utils.translation import gettext as _

from egret.acts.cards import Ask
from egret.acts.done import By, Done
from egret.acts.machine import act
from egret.acts.ports import Place
from egret.acts.refusals import Refusal, Refused, refuse
from egret.guidance import books, guides
from egret.guidance.books import Content
from egret.guidance.models import GuideVersion
from egret.org.models import Staff

POWER = "guidance.revise"
BASIS = ("公安机关办理行政案件程序规定#170", "行政处罚法#58")
Reason = Annotated[str, Ask("理由", "Reason", lines=True)]


@act(
    "guidance.draft_guide",
    "拟订类案指导",
    "Draft a guide",
    subject=GuideVersion,
    creates=True,
    power=POWER,
    basis=BASIS,
    menu=False,
    checklist=(
        ("法律规定的部分不在修改之列", "What the law fixes is not open to change"),
        ("拟订人和核定人不是同一人", "Who drafts does not approve"),
    ),
)
def draft_guide(place: Place, by: By, *, guide: str, content: Mapping[str, Any], reason: Reason) -> Done:
    """One person of the legal office writes a version; nothing counts by that yet."""
    try:
        held = books.book(guide)
    except LookupError as missing:
        raise refuse(_("没有这一类案"), _("请从类案指导一览中选择"), code="guide") from missing
    _sound(content)
    if GuideVersion.objects.filter(guides.of_force(place), guide=guide, stage__in=("draft", "proposed")).exists():
        raise refuse(_("这一类案已有尚未办结的草稿"), _("请先修改、核定或者撤回它"), code="twice")
    version = GuideVersion(
        title=f"{held.title}类案指导",
        owner=by.actor.pk,
        guide=guide,
        content=dict(content),
        reason=told(reason),
        proposer=Staff.objects.get(pk=by.actor.pk),
    )
    return Done(subject=version, fields={"reason": version.reason})


@act(
    "guidance.edit_guide",
    "修改类案指导草稿",
    "Edit the draft of a guide",
    subject=GuideVersion,
    power=POWER,
    basis=BASIS,
    menu=False,
)
def edit_guide(version: GuideVersion, by: By, *, content: Mapping[str, Any], reason: Reason) -> Done:
    """The draft is written anew; whoever wrote it last is its author and cannot approve it."""
    _sound(content)
    version.content, version.reason = dict(content), told(reason)
    version.proposer = Staff.objects.get(pk=by.actor.pk)
    version.owner = by.actor.pk
    return Done(to="draft", fields={"reason": version.reason})


@act(
    "guidance.propose_guide",
    "提请核定类案指导",
    "Propose a guide",
    subject=GuideVersion,
    power=POWER,
    basis=BASIS,
    menu=False,
)
def propose_guide(version: GuideVersion, by: By, *, valid_from: Annotated[date, Ask("生效日期", "Valid from")]) -> Done:
    """The draft is finished: from which day it shall count, and the digest that the second person signs."""
    if valid_from < by.day:
        raise refuse(_("生效日期不能早于今天"), _("请选择今天或者以后的一天"), code="day")
    version.valid_from = valid_from
    version.digest = guides.digest_of(version)
    return Done(to="proposed", fields={"digest": version.digest})


@act(
    "guidance.return_guide",
    "退回类案指导草稿",
    "Send the draft of a guide back",
    subject=GuideVersion,
    power=POWER,
    basis=BASIS,
    menu=False,
)
def return_guide(version: GuideVersion, by: By, *, reasons: Reason) -> Done:
    """It goes back to its author with what is to be mended."""
    version.digest = ""
    return Done(to="draft", fields={"reasons": told(reasons)})


@act(
    "guidance.approve_guide",
    "核定类案指导",
    "Approve a guide",
    subject=GuideVersion,
    power=POWER,
    basis=BASIS,
    menu=False,
)
def approve_guide(version: GuideVersion, by: By, *, digest: str) -> Done:
    """A second person of the legal office has read it and signs its digest; it counts from its day."""
    if by.actor.pk == version.proposer_id:
        raise refuse(_("不能核定自己拟订的指导"), _("请法制部门的另一人办理"), code="self")
    if digest != version.digest:
        raise refuse(_("草稿有变动，您看到的不是现在的内容"), _("请刷新页面，看清后再核定"), code="stale")
    if version.valid_from is None or version.valid_from < by.day:
        raise refuse(_("生效日期已过"), _("请退回，重新确定生效日期"), code="day")
    _sound(version.content)
    version.approver, version.approved_at = Staff.objects.get(pk=by.actor.pk), by.at
    return Done(to="approved", fields={"digest": digest})


@act(
    "guidance.withdraw_guide",
    "撤回类案指导",
    "Withdraw a guide",
    subject=GuideVersion,
    power=POWER,
    basis=BASIS,
    menu=False,
)
def withdraw_guide(version: GuideVersion, by: By, *, reasons: Reason) -> Done:
    """It counts no longer from today, and the version before counts again; what was in force stays to be read."""
    version.valid_until = by.day if version.approved_at else None
    return Done(to="withdrawn", fields={"reasons": told(reasons)})


def told(reason: str) -> str:
    """The reason as it is kept; refused when none is given."""
    if not reason.strip():
        raise refuse(_("须写明理由"), _("请填写理由"), code="reasons")
    return reason.strip()


def _sound(plain: Mapping[str, Any]) -> Content:
    """The content, read strictly; refused with everything that is wrong with it."""
    try:
        content = books.content_of(plain)
    except (KeyError, TypeError, ValueError) as broken:
        raise refuse(_("内容不完整"), _("请重新打开页面再填写"), code="content") from broken
    found = [_refusal(code, what) for code, what in books.faults(content)]
    if found:
        raise Refused(found)
    return content


def _refusal(code: str, what: str) -> Refusal:
    said = {
        "kind": (_("“%(what)s”的证据种类不在八种之内"), _("从所列种类中选择")),
        "fact": (_("“%(what)s”：没有这一要证事实"), _("请填写上面所列事实的编号")),
        "twice": (_("编号“%(what)s”用了两次"), _("每一项用不同的编号")),
        "unproved": (_("要证事实“%(what)s”没有任何证据证明"), _("请给它配上证据，或者删去这一事实")),
        "empty": (_("“%(what)s”没有写内容"), _("请填写，或者删去这一项")),
        "cite": (_("“%(what)s”不是引文"), _("请写成 法律名#条")),
        "nothing": (_("没有要证事实或者必备证据"), _("至少各写一项")),
    }
    sentence, remedy = said[code]
    return Refusal(sentence % {"what": what}, remedy, code=code)
