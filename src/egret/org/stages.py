"""Stage tables of organs, units and people."""

from __future__ import annotations

from egret.acts.stages import Stage, StageTable, Step

AGENCY = StageTable(
    "机关",
    [Stage("active", "存续", "Active", "本机关"), Stage("closed", "已撤销", "Closed", "档案部门", final=True)],
    [Step("org.close_agency", ("active",), "closed", "公安机关组织管理条例#5")],
)

UNIT = StageTable(
    "单位",
    [Stage("active", "存续", "Active", "本单位"), Stage("closed", "已撤销", "Closed", "上级单位", final=True)],
    [Step("org.close_unit", ("active",), "closed", "公安机关组织管理条例#8")],
)

STAFF = StageTable(
    "人员",
    [Stage("serving", "在岗", "Serving", "本人"), Stage("left", "离岗", "Left", "政工部门", final=True)],
    [
        Step("org.leave_service", ("serving",), "left", "公安机关组织管理条例#30"),
        Step("org.return_to_service", ("left",), "serving", "公安机关组织管理条例#26"),
    ],
)
