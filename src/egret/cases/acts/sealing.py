"""封存: records of minors and of public-security offences are closed to all but their keepers.

刑事诉讼法 286; 程序规定 刑事 331; 治安管理处罚法 136; 预防未成年人犯罪法 59. What is given out of a file, and to whom.
"""

from __future__ import annotations

from typing import Annotated, Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from egret.acts.cards import Ask
from egret.acts.done import By, Done
from egret.acts.machine import act
from egret.acts.models import NamedViewer
from egret.acts.refusals import refuse
from egret.cases import queries
from egret.cases.acts.narrowing import narrowed, opened
from egret.cases.models import CaseFacts
from egret.cases.models.base import SEALED
from egret.intake.models import Person
from egret.org.models import Staff

OVER = ("judged", "executed", "not_prosecuted", "dismissed", "closed", "archived", "terminated", "transferred")
BASIS = ("刑事诉讼法#286", "公安机关办理刑事案件程序规定#331", "治安管理处罚法(2025)#136", "预防未成年人犯罪法#59")


class SealGround(models.TextChoices):
    MINOR = "minor", _("犯罪时不满十八周岁，依法封存")
    OFFENCE = "offence", _("违反治安管理的记录，依法封存")


class Purpose(models.TextChoices):
    """For what a sealed record may be opened (刑事诉讼法 286; 治安管理处罚法 136); the last is what the law forbids."""

    JUDICIAL = "judicial", _("有关国家机关为办案需要")
    STATE_RULE = "state_rule", _("有关单位根据国家规定查询")
    OTHER = "other", _("其他单位或者个人的要求")


def _viewers(case: Any, _by: By) -> models.QuerySet[Staff]:
    return Staff.objects.filter(agency=case.agency, closed=None).order_by("police_number")


def readers(case: Any, _by: By | None = None) -> models.QuerySet[Staff]:
    """Who may see it now."""
    named = NamedViewer.objects.filter(subject_id=case.pk).values("staff")
    return Staff.objects.filter(pk__in=named).order_by("police_number")


@act(
    "cases.seal_record",
    "封存记录",
    "Seal the record",
    subject=CaseFacts,
    basis=BASIS,
    at=OVER,
    asks={"keepers": Ask("封存保管人", "Keepers", choices=_viewers)},
    errors=(("封存后仍在列表、检索中显示", "Still shown in lists and search after sealing"),),
    order=920,
)
def seal_record(
    case: CaseFacts, by: By, *, ground: Annotated[SealGround, Ask("封存理由", "Ground")], keepers: tuple[Staff, ...]
) -> Done:
    """From now on only its keepers and the officer in charge see it; every look is written into the journal."""
    if case.sensitivity >= SEALED:
        raise refuse(_("本案记录已经封存"), _("不必重复办理"), code="twice")
    rows, touches = narrowed(case, {one.pk for one in keepers} | {by.actor.pk}, SEALED)
    return Done(rows=rows, touches=touches, fields={"ground": str(SealGround(ground).label)})


@act(
    "cases.open_sealed_record",
    "查询封存记录",
    "Open a sealed record",
    subject=CaseFacts,
    power="cases.seal_record",
    basis=BASIS,
    at=OVER,
    asks={"reader": Ask("查阅人", "Reader", choices=_viewers)},
    checklist=(("查询公函和法律依据已审核；查阅人应当保密", "Letter and basis checked; the reader keeps it secret"),),
    order=922,
)
def open_sealed_record(
    case: CaseFacts,
    by: By,
    *,
    reader: Staff,
    purpose: Annotated[Purpose, Ask("查询事由", "Purpose")],
    letter: Annotated[str, Ask("查询公函", "Letter", help=_("单位和文号"))],
) -> Done:
    """A keeper lets somebody read it for a purpose the law names; who, for whom and why stands in the journal."""
    if case.sensitivity < SEALED:
        raise refuse(_("本案记录没有封存"), _("不必办理查询"), code="sensitivity")
    known = NamedViewer.objects.filter(subject_id=case.pk, staff=reader.pk).exists()
    rows = [] if known else [NamedViewer(subject_id=case.pk, staff=reader.pk)]
    return Done(rows=rows, fields={"purpose": str(Purpose(purpose).label), "letter": letter})


@act(
    "cases.close_sealed_record",
    "收回查阅",
    "Take back a reader",
    subject=CaseFacts,
    power="cases.seal_record",
    basis=BASIS,
    at=OVER,
    asks={"reader": Ask("查阅人", "Reader", choices=readers)},
    order=924,
)
def close_sealed_record(case: CaseFacts, by: By, *, reader: Staff) -> Done:
    """The reader is done and sees it no longer."""
    if reader.pk == by.actor.pk:
        raise refuse(_("不能收回自己的保管"), _("由其他保管人办理"), code="own")
    for row in NamedViewer.objects.filter(subject_id=case.pk, staff=reader.pk):
        row.delete()
    return Done()


@act(
    "cases.unseal_record",
    "解除封存",
    "Unseal the record",
    subject=CaseFacts,
    power="cases.seal_record",
    basis=("公安机关办理刑事案件程序规定#331",),
    at=OVER,
    order=926,
)
def unseal_record(
    case: CaseFacts,
    by: By,
    *,
    judgment: Annotated[str, Ask("合并判处五年以上有期徒刑的判决", "Judgment on the crimes together")],
) -> Done:
    """A further crime came to light and the sentence for all is beyond what is sealed."""
    if case.sensitivity < SEALED:
        raise refuse(_("本案记录没有封存"), _("不必解除"), code="sensitivity")
    return Done(touches=opened(case), fields={"judgment": judgment})


class DataUse(models.TextChoices):
    """What information or samples of a case are asked for; the last is what the law forbids."""

    THIS_CASE = "this_case", _("用于本案的办理")
    CRIME = "crime", _("用于治安管理或者查处其他违法犯罪")
    UNRELATED = "unrelated", _("与治安管理、查处犯罪无关的用途")


@act(
    "cases.give_out_data",
    "提供案件信息、样本",
    "Give out data or samples",
    subject=CaseFacts,
    basis=("治安管理处罚法(2025)#138", "公安机关办理刑事案件程序规定#269"),
    asks={"about": Ask("信息、样本的本人", "Whose", choices=queries.everyone)},
    order=930,
)
def give_out_data(
    case: CaseFacts,
    by: By,
    *,
    about: Person,
    what: Annotated[str, Ask("信息或者样本", "What")],
    receiver: Annotated[str, Ask("接收单位", "Receiver")],
    police: Annotated[bool, Ask("接收单位是办案机关", "The receiver handles cases")],
    use: Annotated[DataUse, Ask("用途", "Use")],
    letter: Annotated[str, Ask("调取手续文号", "Paper that asks for it")],
) -> Done:
    """What was got in a case leaves it only for the handling of cases; who got it stands in the journal."""
    told = {"what": what, "receiver": receiver, "use": str(DataUse(use).label), "letter": letter}
    return Done(fields=told, rel=[about.key])
