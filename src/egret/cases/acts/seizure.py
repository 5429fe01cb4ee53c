"""扣押、查封、登记保存: what proves guilt or innocence is taken, sealed or left in trust.

刑事诉讼法 141; 程序规定 (刑事) 227-231.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Any

from django.utils.translation import gettext_lazy as _

from egret.acts.cards import Ask
from egret.acts.done import By, Done, Start
from egret.acts.machine import act
from egret.acts.ports import Paper
from egret.cases import queries
from egret.cases.acts.goods import born_of, evidence_rows, list_facts, listed, measure_of, taken_by, whole_value
from egret.cases.models import CriminalCase, PropertyKind
from egret.intake.models import Person, Role
from egret.org.models import Staff

AT = ("investigating", "suspect_in", "returned")


def attesting(case: Any, _by: By) -> Any:
    """Who was asked to watch."""
    return queries.people(case, Role.WITNESS)


TAKING = {
    "holder": Ask("持有人", "Holder", help=_("无法确定的留空，并写明情况"), choices=queries.everyone),
    "officers": Ask("执行人员", "Officers", help=_("不少于二人；缺省为本案办案民警"), choices=queries.colleagues),
    "witnesses": Ask("见证人", "Attesting witnesses", choices=attesting),
}
"""How every taking of goods asks for its people."""
ON_THE_SPOT = ("当场开列清单，一式三份，交持有人一份", "List on the spot, three copies, one to the holder")
LEFT = ("为本人和所扶养的家属保留必需的生活费用和物品", "What the person and dependants live on is left to them")


@act(
    "cases.seize",
    "扣押",
    "Seize",
    subject=CriminalCase,
    basis=("刑事诉讼法#141", "公安机关办理刑事案件程序规定#227", "公安机关办理刑事案件程序规定#228"),
    at=AT,
    documents=("扣押决定书", "扣押清单"),
    starts=("P03",),
    approval="扣押决定书",
    asks=TAKING,
    checklist=(
        ON_THE_SPOT,
        ("文物、贵金属、珠宝、字画拍照或者录像，及时鉴定、估价", "Valuables are photographed and appraised"),
        LEFT,
    ),
    errors=(("立案前扣押", "Seizing before filing"), ("扣押与案件无关的财物", "Taking what has no part in the case")),
    order=135,
)
def seize(
    case: CriminalCase,
    by: By,
    *,
    holder: Person | None = None,
    items: Annotated[tuple[str, ...], Ask("物品", "Items", help=_("每行一件：名称，数量，特征"), lines=True)],
    reason: Annotated[str, Ask("扣押理由", "Reason")],
    officers: tuple[Staff, ...] = (),
    witnesses: tuple[Person, ...] = (),
    recording: Annotated[str, Ask("录音录像编号", "Recording", help=_("没有见证人的必填"))] = "",
    holder_note: Annotated[
        str, Ask("持有人情况说明", "Note on the holder", help=_("持有人无法确定、不在场或者拒绝签名的必填"))
    ] = "",
    valuable: Annotated[bool, Ask("有文物、贵金属、珠宝、字画等贵重财物", "Valuables among them")] = False,
    photos: Annotated[str, Ask("照片、录像编号", "Photographs")] = "",
    value: Annotated[Decimal | None, Ask("估价（元）", "Estimated value, yuan")] = None,
    high_value: Annotated[bool, Ask("价值较高", "Of high value", help=_("由县级以上负责人批准"))] = False,
    hurts_business: Annotated[bool, Ask("可能严重影响正常生产经营", "May gravely hurt a business")] = False,
    left_for_life: Annotated[str, Ask("保留的生活必需品", "Left to live on")] = "",
) -> Done:
    """Take what proves or may disprove guilt; the goods go to the keeper in time, never stay with the officers."""
    goods, keys = listed(case, items, holder), taken_by(case, officers)
    proofs = evidence_rows(case, by, goods, holder, keys)
    measure = measure_of(
        case,
        by,
        PropertyKind.SEIZE,
        goods,
        holder=holder,
        holder_note=holder_note,
        ground=reason,
        officers=keys,
        recording=recording,
        left_for_life=left_for_life,
        amount=value,
    )
    facts, about = list_facts(goods, holder, keys, witnesses), holder.key if holder else ""
    decided = {name: fact for name, fact in facts.items() if name != "witnesses"}
    papers = [
        Paper("扣押决定书", {**decided, "reason": reason}, about),
        Paper("扣押清单", {**facts, "prior_document": "扣押决定书"}, about),
    ]
    each = {"valuable": valuable, "photos": photos, "value": whole_value(value, len(goods))}
    born = born_of(measure, goods, [Start("P03", by.at)], proofs, **each)
    return Done(rows=proofs, papers=papers, begets=[born])


@act(
    "cases.seal",
    "查封",
    "Seal",
    subject=CriminalCase,
    basis=("刑事诉讼法#141", "公安机关办理刑事案件程序规定#228"),
    at=AT,
    documents=("查封决定书", "查封清单"),
    approval="查封",
    asks=TAKING,
    checklist=(
        ON_THE_SPOT,
        ("权利证书已提取，登记机关已书面通知", "Title papers taken, the register told in writing"),
        LEFT,
    ),
    order=136,
)
def seal(
    case: CriminalCase,
    by: By,
    *,
    holder: Person | None = None,
    items: Annotated[
        tuple[str, ...],
        Ask("不动产、船舶、大型设备", "Land, ships, machines", help=_("每行一项：名称，数量，坐落和证号"), lines=True),
    ],
    reason: Annotated[str, Ask("查封理由", "Reason")],
    place: Annotated[str, Ask("地点", "Place")],
    officers: tuple[Staff, ...] = (),
    witnesses: tuple[Person, ...] = (),
    recording: Annotated[str, Ask("录音录像编号", "Recording", help=_("没有见证人的必填"))] = "",
    holder_note: Annotated[
        str, Ask("持有人情况说明", "Note on the holder", help=_("持有人无法确定、不在场或者拒绝签名的必填"))
    ] = "",
    to_organ: Annotated[str, Ask("协助查封的登记机关", "Register that assists")] = "",
    left_for_life: Annotated[str, Ask("保留的生活必需品或者允许继续使用的说明", "Left, or left in use")] = "",
) -> Done:
    """Seal what cannot be carried away; it stays where it is."""
    goods, keys = listed(case, items, holder), taken_by(case, officers)
    proofs = evidence_rows(case, by, goods, holder, keys)
    measure = measure_of(
        case,
        by,
        PropertyKind.SEAL,
        goods,
        holder=holder,
        holder_note=holder_note,
        ground=reason,
        place=place,
        officers=keys,
        recording=recording,
        left_for_life=left_for_life,
    )
    facts, about = list_facts(goods, holder, keys, witnesses), holder.key if holder else ""
    decided = {name: fact for name, fact in facts.items() if name != "witnesses"}
    decision = {**decided, "reason": reason, "place": place, **({"to_organ": to_organ} if to_organ else {})}
    papers = [
        Paper("查封决定书", decision, about),
        Paper("查封清单", {**facts, "place": place, "prior_document": "查封决定书"}, about),
    ]
    return Done(rows=proofs, papers=papers, begets=[born_of(measure, goods, (), proofs)])


@act(
    "cases.leave_with_holder",
    "登记保存（交持有人保管）",
    "Leave in the holder's trust",
    subject=CriminalCase,
    basis=("公安机关办理刑事案件程序规定#231",),
    at=AT,
    documents=("登记保存清单",),
    asks={**TAKING, "holder": Ask("保管的持有人", "Holder in trust", choices=queries.everyone)},
    checklist=(
        ("登记、拍照或者录音录像、估价", "Entered, photographed or recorded, valued"),
        ("告知持有人妥善保管，不得转移、变卖、毁损", "The holder is told not to move, sell or spoil it"),
    ),
    order=137,
)
def leave_with_holder(
    case: CriminalCase,
    by: By,
    *,
    holder: Person,
    items: Annotated[tuple[str, ...], Ask("物品", "Items", help=_("每行一件：名称，数量，特征"), lines=True)],
    reason: Annotated[str, Ask("不便提取或者没有必要提取的理由", "Why it is not taken away")],
    photos: Annotated[str, Ask("照片、录像编号", "Photographs")],
    value: Annotated[Decimal, Ask("估价（元）", "Estimated value, yuan")],
    place: Annotated[str, Ask("保存地点", "Where it is kept")] = "",
    officers: tuple[Staff, ...] = (),
    witnesses: tuple[Person, ...] = (),
    recording: Annotated[str, Ask("录音录像编号", "Recording", help=_("没有见证人的必填"))] = "",
) -> Done:
    """Leave evidence with its holder, or under seal there; the holder answers for it."""
    goods, keys = listed(case, items, holder), taken_by(case, officers)
    proofs = evidence_rows(case, by, goods, holder, keys)
    measure = measure_of(
        case,
        by,
        PropertyKind.LEAVE,
        goods,
        holder=holder,
        ground=reason,
        place=place,
        officers=keys,
        recording=recording,
        amount=value,
    )
    facts = {**list_facts(goods, holder, keys, witnesses), "reason": reason, "recorded": photos}
    each = {"photos": photos, "value": whole_value(value, len(goods))}
    born = born_of(measure, goods, (), proofs, **each)
    return Done(rows=proofs, papers=[Paper("登记保存清单", facts, holder.key)], begets=[born])
