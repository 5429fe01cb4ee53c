"""The field's approval matrix, row by row: who must sign, whose signature is local practice, and the emergency path."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Row:
    """One chain of a row: levels the law asks for, levels marked (Y), and whether the act may go before the paper."""

    chain: str
    kind: str
    law: str = ""
    local: str = ""
    urgent: bool = False
    outside: str = ""


ROWS = (
    Row("受案登记", "both", "L2", "L1 L3", urgent=True),
    Row("立案", "admin", "L2", "L1 L3", urgent=True),
    Row("立案", "criminal", "L4", "L1 L2 L3"),
    Row("不予立案", "criminal", "L4", "L1 L2 L3"),
    Row("移送案件", "both", "L4", "L1 L2", urgent=True),
    Row("调取证据通知书", "both", "L2", urgent=True),
    Row("传唤证", "admin", "L2", urgent=True),
    Row("传唤证", "criminal", "L2", urgent=True),
    Row("延长传唤", "criminal", "L2"),
    Row("拘传", "criminal", "L4", "L1 L2 L3"),
    Row("延长拘传", "criminal", "L4", "L1 L2 L3"),
    Row("拘留", "criminal", "L4", "L1 L2 L3", urgent=True),
    Row("延长拘留期限", "criminal", "L4", "L1 L2 L3"),
    Row("提请批准逮捕", "criminal", "L4", "L1 L2 L3", outside="P"),
    Row("延长侦查羁押期限", "criminal", "L4", "L2 L3", outside="P+ PP"),
    Row("取保候审", "criminal", "L4", "L1 L2 L3"),
    Row("解除取保候审", "criminal", "L4", "L1 L2 L3"),
    Row("没收保证金", "criminal", "L4 L5", "L2 L3"),
    Row("监视居住", "criminal", "L4", "L1 L2 L3"),
    Row("指定居所监视居住", "criminal", "L4 L5", "L1 L2 L3"),
    Row("搜查证", "criminal", "L4", "L2", urgent=True),
    Row("扣押决定书", "criminal", "L2 L4", urgent=True),
    Row("查封", "criminal", "L4", "L3"),
    Row("查询财产", "criminal", "L4", "L2"),
    Row("冻结财产", "criminal", "L4", "L2"),
    Row("扣押", "admin", "L4", urgent=True),
    Row("查封", "admin", "L4", urgent=True),
    Row("先行登记保存", "admin", "L2"),
    Row("抽样取证", "admin", "L2"),
    Row("强制检查", "both", "L2"),
    Row("人身检查", "admin", "L2"),
    Row("强制吸毒检测", "admin", "L4"),
    Row("检查证", "admin", "L4", urgent=True),
    Row("解剖尸体", "criminal", "L4", "L2"),
    Row("侦查实验", "criminal", "L4", "L2"),
    Row("鉴定聘请", "criminal", "L4", "L2"),
    Row("重新鉴定", "criminal", "L4", "L2"),
    Row("鉴定聘请", "admin", "L2"),
    Row("技术侦查", "criminal", "L5"),
    Row("通缉", "criminal", "L4", "L2"),
    Row("悬赏通告", "criminal", "L4", "L2"),
    Row("边控", "criminal", "L4 L6", urgent=True),
    Row("侦查终结", "criminal", "L4", "L1 L2 L3"),
    Row("移送审查起诉", "criminal", "L4", "L1 L2 L3", outside="P"),
    Row("撤销案件", "criminal", "L4", "L1 L2 L3"),
    Row("终止侦查", "criminal", "L4", "L1 L2 L3"),
    Row("发还被害人", "criminal", "L4", "L2"),
    Row("变卖拍卖", "criminal", "L4"),
    Row("变卖拍卖", "admin", "L4"),
    Row("继续盘问", "both", "L2"),
    Row("延长继续盘问至二十四小时", "both", "L4"),
    Row("延长继续盘问至四十八小时", "both", "L4"),
    Row("快速办理", "admin", "L2 L4"),
    Row("警告罚款", "admin", "L2", "L1"),
    Row("行政拘留", "admin", "L3 L4", "L1 L2"),
    Row("吊销许可证", "admin", "L3 L4", "L1 L2"),
    Row("当场处罚", "admin", urgent=True),
    Row("延长办案期限", "admin", "L4 L5", "L2"),
    Row("终止案件调查", "admin", "L2"),
    Row("收缴", "admin", "L2 L4"),
    Row("追缴", "admin", "L2 L4"),
    Row("听证", "admin", "L3 L4"),
    Row("强制隔离戒毒", "admin", "L4", "L2 L3"),
    Row("拘留审查", "admin", "L4"),
    Row("延长拘留审查", "admin", "L5"),
    Row("当事人和解", "criminal", "L4", "L2 L3"),
    Row("复议复核", "criminal", "L3 L4"),
    Row("申请法院强制执行", "admin", "L3 L4", outside="C"),
)

STRICTER = {
    ("警告罚款", "admin"): "L3 L4",  # one chain for both lines of a fine; above the station's line the row below it
    ("冻结财产", "criminal"): "L5 L6",  # equity and policies, listed shares: the row's last column
    ("通缉", "criminal"): "L5",  # beyond the area: the higher organ
    ("悬赏通告", "criminal"): "L5",
}
"""Conditional steps that the row tells in its last column or in the row below it."""

OURS = {
    ("检查证", "admin"): "L2",
    ("变卖拍卖", "admin"): "L2",
    ("变卖拍卖", "criminal"): "L2",
    ("延长继续盘问至二十四小时", "both"): "L2",
    ("延长继续盘问至四十八小时", "both"): "L2",
    ("技术侦查", "criminal"): "L3 L4",
    ("边控", "criminal"): "L2",
    ("拘留审查", "admin"): "L2 L3",
    ("延长拘留审查", "admin"): "L3 L4",
}
"""Local steps of ours that the row does not name: proposals a force may take out."""
