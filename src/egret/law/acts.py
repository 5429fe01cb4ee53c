"""What may be done with statutes: import a collection, confirm from when a version holds."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

from django.utils.translation import gettext as _

from egret.acts.cards import Ask
from egret.acts.done import By, Done
from egret.acts.machine import act
from egret.acts.ports import Place
from egret.acts.refusals import refuse
from egret.law import indexing, queries
from egret.law.importer import store
from egret.law.models import EffectiveDate, ImportRun, Version


@act(
    "law.import_collection",
    "导入法规",
    "Import statutes",
    subject=ImportRun,
    basis=("行政处罚法(2021)#37",),
    creates=True,
    system=True,
)
def import_collection(place: Place, by: By, *, stored: store.Stored, folder: str) -> Done:
    """Put on record what an import brought: the digest of all texts held stands in the entry, the texts in their
    tables.

    The laws are written one by one before, each wholly or not at all; a repeated import that changes nothing is no act.
    """
    run = ImportRun(
        title=_("导入法规：%(folder)s") % {"folder": folder[:120]},
        files=stored.files,
        broken=len(stored.broken),
        laws=stored.laws,
        articles=stored.articles,
        added=len(stored.added),
        replaced=len(stored.replaced),
        digest=stored.digest,
        closed=by.at,
    )
    indexing.ask(by.at)
    facts: dict[str, Any] = {"digest": stored.digest, "added": stored.added[:2000], "replaced": stored.replaced[:2000]}
    facts["broken"] = [[file, issue.line, issue.text] for file, issue in stored.broken]
    return Done(subject=run, fields=facts)


@act(
    "law.confirm_effective_date",
    "确认施行日期",
    "Confirm date of entry into force",
    subject=EffectiveDate,
    basis=("行政处罚法(2021)#37",),
    creates=True,
)
def confirm_effective_date(
    place: Place,
    by: By,
    *,
    law: Annotated[str, Ask("法规", "Law")],
    version: Annotated[str, Ask("版本", "Version")],
    day: Annotated[date, Ask("施行日期", "In force from")],
    source: Annotated[str, Ask("依据", "Source", help="公布令、公报或官方数据库")],
    ends: Annotated[date | None, Ask("失效日期", "No longer in force from")] = None,
) -> Done:
    """From this day the version holds. The end of the version before is the start of this one."""
    held = Version.objects.select_for_update().select_related("law").filter(law__key=law, label=version).first()
    if held is None:
        raise refuse(_("没有这个版本"), _("请从法规页面选择版本"), code="version")
    if held.dated and day < held.dated:
        raise refuse(
            _("施行日期 %(day)s 早于这一版本的通过或公布日期 %(dated)s") % {"day": day, "dated": held.dated},
            _("请核对公布令上的施行日期"),
            code="date",
        )
    if ends and ends <= day:
        raise refuse(_("失效日期不能早于施行日期"), _("请核对两个日期"), code="date")
    proposed = held.in_force_from
    held.in_force_from, held.from_source = day, "confirmed"
    if ends:
        held.in_force_to, held.to_source = ends, "confirmed"
    held.confirmed_by, held.confirmed_at = by.actor.pseudonym, by.at
    held.save()
    before = queries.version_before(held)
    if before is not None and before.to_source != "confirmed":
        before.in_force_to, before.to_source = day, "confirmed"
        before.save()
    indexing.ask(by.at)
    confirmation = EffectiveDate(
        title=_("%(law)s（%(version)s）自 %(day)s 施行")
        % {"law": held.law.title[:150], "version": version, "day": day},
        law_key=law,
        version_label=version,
        day=day,
        ends=ends,
        proposed=proposed,
        source=source,
        closed=by.at,
    )
    return Done(subject=confirmation, rel=(f"law_version:{held.pk}",))
