"""行政案件 and its stage table (程序规定 行政; 治安管理处罚法)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from egret.acts.models import noun
from egret.acts.stages import Stage, StageTable, Step
from egret.cases.models.base import CaseFacts
from egret.cases.models.records import Decision

OFFICER, HEAD, LEGAL, LEADER, OTHERS, NOBODY = (
    "办案民警",
    "办案部门负责人",
    "法制部门",
    "公安机关负责人",
    "复议机关或法院",
    "无",
)

ADMINISTRATIVE_STAGES = StageTable(
    "行政案件",
    [
        Stage("filed", "受案（立案）", "Accepted", HEAD),
        Stage("investigating", "调查取证", "Investigation", OFFICER),
        Stage("fast", "快速办理", "Fast track", OFFICER),
        Stage("mediation", "治安调解", "Mediation", OFFICER),
        Stage("agreed", "达成协议待履行", "Agreed, to be performed", OFFICER),
        Stage("review", "审核", "Review", LEGAL),
        Stage("noticed", "处罚前告知", "Notice before penalty", OFFICER),
        Stage("hearing", "听证", "Hearing", LEGAL),
        Stage("decided", "已决定", "Decided", OFFICER),
        Stage("served", "已送达", "Served", OFFICER),
        Stage("executing", "执行中", "Being executed", OFFICER),
        Stage("contested", "复议诉讼中", "Contested", OTHERS),
        Stage("closed", "已结案", "Closed", NOBODY, final=True),
        Stage("archived", "已归档", "Archived", NOBODY, final=True),
        Stage("to_criminal", "已转刑事", "Turned criminal", NOBODY, final=True),
        Stage("terminated", "终止调查", "Terminated", NOBODY, final=True),
        Stage("transferred", "已移送", "Transferred", NOBODY, final=True),
    ],
    [
        Step("cases.assign", ("filed",), "investigating"),
        Step("cases.penalise_on_spot", ("investigating",), "served", "治安管理处罚法(2025)#119"),
        Step("cases.take_fast_track", ("investigating",), "fast", "公安机关办理行政案件程序规定#40"),
        Step("cases.decide_fast", ("fast",), "decided", "公安机关办理行政案件程序规定#47"),
        Step("cases.leave_fast_track", ("fast",), "investigating", "公安机关办理行政案件程序规定#48"),
        Step("cases.mediate", ("investigating",), "mediation", "治安管理处罚法(2025)#9"),
        Step("cases.record_agreement", ("mediation",), "agreed", "公安机关办理行政案件程序规定#184"),
        Step("cases.fail_mediation", ("mediation",), "investigating", "公安机关办理行政案件程序规定#185"),
        Step("cases.confirm_performance", ("agreed",), "closed", "公安机关办理行政案件程序规定#185"),
        Step("cases.fail_performance", ("agreed",), "investigating", "公安机关办理行政案件程序规定#185"),
        Step("cases.submit_for_review", ("investigating",), "review", "公安机关办理行政案件程序规定#170"),
        Step("cases.return_from_review", ("review",), "investigating", "公安机关办理行政案件程序规定#171"),
        Step("cases.give_notice", ("review",), "noticed", "治安管理处罚法(2025)#112"),
        Step("cases.return_after_notice", ("noticed",), "investigating", "治安管理处罚法(2025)#112"),
        Step("cases.open_hearing", ("noticed",), "hearing", "治安管理处罚法(2025)#117"),
        Step("cases.close_hearing", ("hearing",), "noticed", "公安机关办理行政案件程序规定#153"),
        Step("cases.decide_penalty", ("noticed",), "decided", "治安管理处罚法(2025)#113"),
        Step("cases.decide_no_penalty", ("review", "noticed"), "decided", "公安机关办理行政案件程序规定#172"),
        Step("cases.order_drug_treatment", ("noticed",), "decided", "禁毒法#38"),
        Step("cases.order_community_treatment", ("noticed",), "decided", "禁毒法#33"),
        Step("cases.serve_treatment", ("decided",), "served", "禁毒法#40"),
        Step("cases.deliver_to_treatment", ("served",), "executing", "禁毒法#41"),
        Step("cases.begin_community_treatment", ("served",), "executing", "戒毒条例#14"),
        Step("cases.serve_decision", ("decided",), "served", "治安管理处罚法(2025)#116"),
        Step("cases.begin_execution", ("served",), "executing", "治安管理处罚法(2025)#122"),
        Step("cases.resume_detention", ("served",), "executing", "公安机关办理行政案件程序规定#230"),
        Step("cases.close", ("served", "executing"), "closed", "公安机关办理行政案件程序规定#258"),
        Step("cases.record_contest", ("served", "executing", "closed"), "contested", "治安管理处罚法(2025)#121"),
        Step("cases.record_upheld", ("contested",), "executing"),
        Step("cases.record_changed", ("contested",), "decided"),
        Step("cases.record_revoked", ("contested",), "closed"),
        Step("cases.redo", ("contested",), "investigating"),
        Step(
            "cases.turn_criminal",
            ("investigating", "review", "noticed"),
            "to_criminal",
            "公安机关办理行政案件程序规定#65",
        ),
        Step("cases.terminate", ("investigating",), "terminated", "公安机关办理行政案件程序规定#259"),
        Step("cases.transfer", ("filed", "investigating"), "transferred", "公安机关办理行政案件程序规定#61"),
        Step("cases.archive", ("closed",), "archived"),
    ],
)


@noun
class AdministrativeCase(CaseFacts):
    """行政案件: a breach of administrative law by the police's own competence."""

    KIND = "admin_case"
    STAGES = ADMINISTRATIVE_STAGES
    case_kind = "admin"
    letter = "X"

    class Meta:
        verbose_name = _("行政案件")

    def approval_facts(self, _act: str, arguments: Mapping[str, Any]) -> dict[str, Any]:
        """What decides which levels sign: the penalty put forward, and whether the bureau itself handles the case."""
        facts: dict[str, Any] = {"disputed": False, "bureau_case": self.unit in (self.district, self.city)}
        decision = arguments.get("decision")
        if isinstance(decision, Decision):
            facts |= {"fine": int(decision.fine), "detention_days": decision.detention_days, "revokes": False}
        return facts
