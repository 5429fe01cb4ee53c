"""The rows of the field's table of procedure (sections 1.1, 1.2, 1.3), with the id each has in rulebook/procedure.yaml.

Papers and the level that decides are the table's; `(Y)` and local reviewers are not repeated here.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Row:
    """One row of the table, or one arrow of the picture beside it (then without words of its own)."""

    id: str
    words: str = ""
    """First cell of the row; empty for an arrow that has no row."""
    papers: tuple[str, ...] = ()
    decides: str = ""
    """The level of the police that decides last; empty where none is named or another organ decides."""


ROWS = (
    Row("TI01", "INCIDENT → REGISTERED", ("接报案登记", "处警记录", "询问笔录", "接受证据材料清单")),
    Row("TI02", "", ("不予受理告知书",)),
    Row("TI03", "REGISTERED → TRANSFERRED", ("移送案件通知书",), "L4"),
    Row("TI04"),
    Row("TI05"),
    Row("TI06", "REGISTERED → ACCEPTED / UNDER_FILING_REVIEW", ("受案登记表", "受案回执"), "L2"),
    Row("TI07", "REGISTERED → ACCEPTED / UNDER_FILING_REVIEW", ("受案登记表", "受案回执"), "L2"),
    Row("TI08", "doubt whether crime or offence", (), "L2"),
    Row("TI09"),
    Row("TI10"),
    Row("TI11", "", (), "L4"),
    Row("TC01", "→ pre-filing check 调查核实", (), "L2"),
    Row("TC02", "→ FILED", ("呈请立案报告书", "立案决定书"), "L4"),
    Row("TC03", "→ NOT_FILED", ("不予立案通知书",), "L4"),
    Row("TC04", "", (), "L4"),
    Row("TC05", "", ("移送案件通知书",), "L4"),
    Row("TC06", "SUSPECT_IN by 传唤", ("传唤证",), "L2"),
    Row("TC07", "拘传", ("呈请拘传报告书", "拘传证"), "L4"),
    Row("TC08"),
    Row("TC09", "→ 拘留", ("呈请拘留报告书", "拘留证", "拘留通知书"), "L4"),
    Row("TC10", "extend 拘留", ("呈请延长拘留期限报告书", "延长拘留期限通知书"), "L4"),
    Row("TC11", "→ 取保候审", ("取保候审决定书", "执行通知书", "保证书", "收取保证金通知书"), "L4"),
    Row("TC12", "→ 监视居住", ("监视居住决定书", "执行通知书"), "L4"),
    Row("TC13", "→ 提请批捕", ("提请批准逮捕书",), "L4"),
    Row("TC14", "→ 逮捕", ("批准逮捕决定书", "逮捕证", "逮捕通知书", "执行回执"), "L4"),
    Row("TC15", "→ 不捕", ("不批准逮捕决定书", "释放证明书", "要求复议意见书", "提请复核意见书"), "L4"),
    Row("TC16", "extend custody", ("提请批准延长侦查羁押期限意见书",), "L4"),
    Row("TC17", "restart / unknown identity", ("变更羁押期限通知书",), "L4"),
    Row("TC18", "→ CONCLUDED", ("结案报告",), "L4"),
    Row("TC19", "→ SENT_FOR_PROSECUTION", ("起诉意见书", "随案移送清单"), "L4"),
    Row("TC20", "RETURNED → SENT", ("补充侦查报告书",), "L4"),
    Row("TC21"),
    Row("TC22", "→ NOT_PROSECUTED, contest", ("要求复议意见书", "提请复核意见书"), "L4"),
    Row("TC23", "", (), "L4"),
    Row(
        "TC24",
        "→ DISMISSED / PERSON_TERMINATED",
        ("撤销案件报告书", "撤销案件决定书"),
        "L4",
    ),
    Row("TC25", "→ DISMISSED / PERSON_TERMINATED", ("终止侦查决定书", "释放通知书"), "L4"),
    Row("TC26", "", (), "L4"),
    Row("TC27", "刑事和解", ("和解协议书",), "L4"),
    Row("TC28", "→ 没收违法所得", ("没收违法所得意见书",), "L4"),
    Row("TC29", "→ 强制医疗", ("强制医疗意见书",), "L4"),
    Row("TC30", "TO_ADMIN after filing", ("受案登记表",), "L4"),
    Row("TC31", "", (), "L4"),
    Row("TC32"),
    Row("TC33"),
    Row("TC34"),
    Row("TC35"),
    Row("TC36"),
    Row("TC37"),
    Row("TC38"),
    Row("TC39"),
    Row("TC40", "", ("扣押决定书", "查封决定书"), "L4"),
    Row("TC41", "", ("通缉令", "悬赏通告"), "L6"),
    Row("TC42", "", (), "L5"),
    Row("TC43", "", ("搜查证", "强制检查采样审批表"), "L4"),
    Row("TA01"),
    Row("TA02", "传唤", ("传唤证",), "L2"),
    Row("TA03", "强制传唤", ("传唤证",), "L2"),
    Row("TA04", "检查 place / home", ("检查证", "检查笔录"), "L4"),
    Row("TA05", "扣押 / 查封", ("证据保全决定书", "证据保全清单"), "L4"),
    Row("TA06", "先行登记保存 / 抽样", ("证据保全决定书", "证据保全清单"), "L2"),
    Row("TA07", "extend 扣押", ("延长证据保全通知书",), "L4"),
    Row("TA08", "鉴定 (outside expert)", ("鉴定聘请书",), "L2"),
    Row("TA09", "→ ON_SPOT", ("当场处罚决定书",)),
    Row("TA10", "→ FAST", ("快速办理告知书",), "L4"),
    Row("TA11"),
    Row("TA12", "→ MEDIATION", ("治安调解协议书",)),
    Row("TA13"),
    Row("TA14"),
    Row("TA15", "extend term", ("延长办案期限审批表",), "L5"),
    Row("TA16", "→ REVIEW", ("呈请处罚审批表",)),
    Row("TA17", "legal review 法制审核", ("法制审核意见书",)),
    Row("TA18", "→ NOTICE", ("行政处罚告知笔录",)),
    Row(
        "TA19",
        "→ HEARING",
        ("听证告知书", "不予受理听证通知书", "举行听证通知书", "听证笔录", "听证报告书"),
    ),
    Row("TA20", "→ DECIDED 警告 / fine ≤1,000", ("行政处罚决定书",), "L2"),
    Row("TA21", "→ DECIDED fine >1,000 / 吊销", ("行政处罚决定书",), "L4"),
    Row("TA22", "→ DECIDED 行政拘留", ("行政处罚决定书", "行政拘留执行回执"), "L4"),
    Row("TA23", "complex or grave", ("集体讨论记录",)),
    Row("TA24", "→ 不予处罚", ("不予行政处罚决定书",), "L4"),
    Row("TA25", "→ 收缴 / 追缴", ("收缴追缴物品清单",), "L4"),
    Row("TA26", "强制隔离戒毒", ("强制隔离戒毒决定书",), "L4"),
    Row("TA27", "", ("责令社区戒毒决定书",), "L4"),
    Row("TA28", "suspension of detention", ("暂缓执行行政拘留决定书",), "L4"),
    Row("TA29", "", ("送达回证",)),
    Row("TA30", "", ("行政拘留执行回执",)),
    Row("TA31", "→ TERMINATED", ("终止案件调查决定书",), "L2"),
    Row("TA32", "→ TO_CRIMINAL", ("受案登记表",), "L4"),
    Row("TA33", "", ("移送案件通知书",), "L4"),
    Row("TA34"),
    Row("TA35"),
    Row("TA36"),
    Row("TA37"),
    Row("TA38"),
    Row("TA39", "→ CLOSED", ("结案报告",), "L2"),
    Row("TA40"),
    Row("TA41", "", (), "L5"),
    Row("TA42", "", ("暂缓分期缴纳罚款决定书", "催告书", "强制执行申请书"), "L4"),
)

OUR_WORDS = {
    "接报案登记": "接报案登记表",
    "延长证据保全通知书": "延长证据保全期限通知书",
    "提请批准延长侦查羁押期限意见书": "延长侦查羁押期限意见书",
}
"""Where our kind is called otherwise; in some kinds of case only."""
OUR_WORDS_CRIMINAL = {"传唤证": "刑事传唤证", "结案报告": "侦查终结报告书", "释放通知书": "释放证明书"}
OUR_WORDS_OF_ROW = {
    "TC11": {"执行通知书": "取保候审执行通知书", "保证书": "取保候审保证书"},
    "TC12": {"执行通知书": "监视居住执行通知书"},
}
"""Short names that mean another paper in each row."""

OF_OTHERS = frozenset({"批准逮捕决定书", "不批准逮捕决定书"})
"""Papers another organ writes; here their receipt is recorded."""
