"""A model dossier: a real finished case made anonymous by an act that proves what it took out (个人信息保护法 4, 73).

Free texts of the case are not copied: words of people stay in its file. What is taken over is how the case was done, in
numbers, kinds and days; its story is told anew by the maker and goes through the same sieve.
"""

from __future__ import annotations

from typing import Annotated

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from egret.acts import arguments
from egret.acts.cards import Ask
from egret.acts.done import Born, By, Done
from egret.acts.machine import act
from egret.acts.refusals import refuse
from egret.cases.models import CaseFacts
from egret.guidance import checklists, dossiers
from egret.guidance.acts.guides import POWER, Reason, told
from egret.guidance.models import ModelDossier
from egret.org.models import Staff

BASIS = ("个人信息保护法#4", "个人信息保护法#73")
FINISHED = ("closed", "archived", "judged", "executed")


@act(
    "guidance.make_dossier",
    "制作示范卷",
    "Make a model dossier",
    subject=CaseFacts,
    power=POWER,
    basis=BASIS,
    at=FINISHED,
    checklist=(("原案的笔录和文书原文不进入示范卷", "Words of statements and papers stay in the case"),),
    order=900,
    quiet=True,
)
def make_dossier(
    case: CaseFacts,
    by: By,
    *,
    story: Annotated[str, Ask("案情（用自己的话写）", "The case in your own words", lines=True)],
    lesson: Annotated[str, Ask("示范要点", "What it shows", lines=True)],
    others: Annotated[
        tuple[str, ...],
        Ask("还要隐去的名称", "Further names to take out", help=gettext_lazy("每行一个，例如案外人、店名"), lines=True),
    ] = (),
) -> Done:
    """Take over how the case was done, without anybody in it; refused while anything of anybody is left."""
    if case.stage not in FINISHED:
        raise refuse(_("案件还没有办结，不能制作示范卷"), _("办结后再制作"), code="stage")
    if case.sensitivity:
        raise refuse(_("敏感案件、封存的案件不能制作示范卷"), _("选择另一件已办结的案件"), BASIS[0], code="sensitive")
    book = checklists.book_of(case)
    if book is None:
        raise refuse(_("本案不属于已有指导的类案"), _("选择属于类案的案件"), code="guide")
    if not story.strip() or not lesson.strip():
        raise refuse(_("案情和示范要点都要写"), _("用自己的话补写"), code="story")
    sieve = dossiers.sieve(case, others)
    content = dossiers.content_of(case, sieve, by.day, story.strip())
    shows = sieve.text(lesson.strip())
    if left := dossiers.left(sieve, content, shows):
        kinds = "、".join(dossiers.kind_label(one) for one in left)
        sentence = _("还有未隐去的内容：%(kinds)s") % {"kinds": kinds}
        raise refuse(sentence, _("改写案情或者示范要点后再制作"), BASIS[1], "left")
    maker = Staff.objects.get(pk=by.actor.pk)
    there = maker.place  # Until it is published it stands before the legal office alone, not before the case's station.
    dossier = ModelDossier(
        unit=there.unit,
        district=there.district,
        city=there.city,
        agency=there.agency,
        title=f"{book.title}示范卷",
        owner=by.actor.pk,
        guide=book.number,
        source=case,
        content=content,
        removed=sieve.removed,
        lesson=shows,
        digest=arguments.digest([content, shows, sieve.removed]),
        maker=maker,
    )
    taken = "；".join(f"{dossiers.kind_label(kind)} {n}/{times}" for kind, (n, times) in sieve.removed.items())
    return Done(begets=[Born(dossier)], fields={"removed": taken, "digest": dossier.digest})


@act(
    "guidance.publish_dossier",
    "采用示范卷",
    "Publish a model dossier",
    subject=ModelDossier,
    power=POWER,
    basis=BASIS,
    menu=False,
)
def publish_dossier(dossier: ModelDossier, by: By, *, digest: str) -> Done:
    """A second person has read it and found nobody in it; it may be read by everybody in the force."""
    if by.actor.pk == dossier.maker_id:
        raise refuse(_("不能采用自己制作的示范卷"), _("请法制部门的另一人审看"), code="self")
    if digest != dossier.digest:
        raise refuse(_("您看到的不是现在的内容"), _("请刷新页面，看清后再办"), code="stale")
    dossier.approver, dossier.approved_at = Staff.objects.get(pk=by.actor.pk), by.at
    return Done(to="published", fields={"digest": digest})


@act(
    "guidance.withdraw_dossier",
    "撤回示范卷",
    "Withdraw a model dossier",
    subject=ModelDossier,
    power=POWER,
    basis=BASIS,
    menu=False,
)
def withdraw_dossier(dossier: ModelDossier, by: By, *, reasons: Reason) -> Done:
    """Nobody reads it any more: somebody could be told from it, or the case was decided otherwise since."""
    return Done(to="withdrawn", fields={"reasons": told(reasons)})
