"""刑事案件 and its stage table (刑事诉讼法; 程序规定 刑事)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from egret.acts.models import Subject, noun
from egret.acts.stages import Stage, StageTable, Step
from egret.cases.models.base import CaseFacts
from egret.cases.models.property import freeze_facts

OFFICER, HEAD, LEGAL, LEADER = "办案民警", "办案部门负责人", "法制部门", "公安机关负责人"
PROSECUTOR, COURT, NOBODY = "检察院", "法院", "无"
_OPEN = ("investigating", "suspect_in")

CRIMINAL_STAGES = StageTable(
    "刑事案件",
    [
        Stage("filing_review", "立案审查", "Filing review", OFFICER),
        Stage("filed", "立案", "Filed", HEAD),
        Stage("not_filed", "不予立案", "Not filed", NOBODY, final=True),
        Stage("investigating", "侦查", "Investigation", OFFICER),
        Stage("suspect_in", "嫌疑人到案", "Suspect in", OFFICER),
        Stage("concluded", "侦查终结", "Concluded", LEGAL),
        Stage("sent", "移送审查起诉", "Sent for prosecution", PROSECUTOR),
        Stage("returned", "退回补充侦查", "Returned for supplement", OFFICER),
        Stage("charged", "提起公诉", "Charged", COURT),
        Stage("not_prosecuted", "不起诉", "Not prosecuted", OFFICER),
        Stage("confiscation", "没收违法所得程序", "Confiscation procedure", PROSECUTOR),
        Stage("treatment", "强制医疗程序", "Compulsory treatment procedure", PROSECUTOR),
        Stage("judged", "已判决", "Judged", OFFICER),
        Stage("executed", "判决已执行", "Executed", OFFICER),
        Stage("dismissed", "撤销案件", "Dismissed", NOBODY, final=True),
        Stage("merged", "已并案", "Merged", NOBODY, final=True),
        Stage("transferred", "已移送管辖", "Transferred", NOBODY, final=True),
        Stage("to_admin", "转行政处理", "Turned administrative", NOBODY, final=True),
        Stage("archived", "已归档", "Archived", NOBODY, final=True),
    ],
    [
        Step("cases.file", ("filing_review",), "filed", "公安机关办理刑事案件程序规定#178"),
        Step("cases.decline_filing", ("filing_review",), "not_filed", "公安机关办理刑事案件程序规定#178"),
        Step("cases.file_on_order", ("not_filed",), "filed", "公安机关办理刑事案件程序规定#182"),
        Step("cases.turn_administrative", ("filing_review", *_OPEN), "to_admin", "公安机关办理刑事案件程序规定#177"),
        Step(
            "cases.transfer_jurisdiction",
            ("filing_review", "filed", *_OPEN),
            "transferred",
            "公安机关办理刑事案件程序规定#184",
        ),
        Step("cases.assign_investigators", ("filed",), "investigating"),
        Step("cases.record_suspect_arrival", ("investigating",), "suspect_in", "公安机关办理刑事案件程序规定#199"),
        Step("cases.compel_appearance", ("investigating",), "suspect_in", "公安机关办理刑事案件程序规定#78"),
        Step("cases.accept_surrender", ("investigating",), "suspect_in", "公安机关办理刑事案件程序规定#169"),
        Step("cases.execute_detention", _OPEN, "suspect_in", "刑事诉讼法#82"),
        Step("cases.terminate_for_person", ("suspect_in",), "investigating", "公安机关办理刑事案件程序规定#186"),
        Step("cases.conclude", _OPEN, "concluded", "公安机关办理刑事案件程序规定#283"),
        Step("cases.reopen_investigation", ("concluded",), "suspect_in", "公安机关办理刑事案件程序规定#284"),
        Step("cases.send_for_prosecution", ("concluded",), "sent", "公安机关办理刑事案件程序规定#289"),
        Step("cases.record_return", ("sent",), "returned", "公安机关办理刑事案件程序规定#295"),
        Step("cases.resend", ("returned",), "sent", "公安机关办理刑事案件程序规定#296"),
        Step("cases.record_charge", ("sent", "not_prosecuted"), "charged"),
        Step("cases.record_non_prosecution", ("sent",), "not_prosecuted", "公安机关办理刑事案件程序规定#293"),
        Step("cases.propose_confiscation", _OPEN, "confiscation", "公安机关办理刑事案件程序规定#339"),
        Step("cases.propose_treatment", _OPEN, "treatment", "公安机关办理刑事案件程序规定#343"),
        Step("cases.record_judgment", ("charged", "confiscation", "treatment"), "judged"),
        Step("cases.record_execution", ("judged",), "executed"),
        Step("cases.dismiss", (*_OPEN, "returned"), "dismissed", "公安机关办理刑事案件程序规定#186"),
        Step("cases.reopen", ("dismissed",), "investigating", "公安机关办理刑事案件程序规定#190"),
        Step("cases.merge", _OPEN, "merged", "公安机关办理刑事案件程序规定#184"),
        Step("cases.merge", ("investigating",), "suspect_in", "公安机关办理刑事案件程序规定#184", beside=True),
        Step("cases.archive_criminal", ("executed", "not_prosecuted", "dismissed"), "archived"),
    ],
)


@noun
class CriminalCase(CaseFacts):
    """刑事案件: a matter that may be a crime, from the filing review on."""

    KIND = "criminal_case"
    STAGES = CRIMINAL_STAGES
    case_kind = "criminal"
    letter = "A"

    main = models.ForeignKey(Subject, models.PROTECT, null=True, related_name="merged_in", verbose_name=_("并入的主案"))

    class Meta:
        verbose_name = _("刑事案件")

    def approval_facts(self, _act: str, arguments: Mapping[str, Any]) -> dict[str, Any]:
        """What decides which levels sign: the longest review, the sum forfeited, what is seized or frozen."""
        term, amount = str(arguments.get("term", "")), arguments.get("amount")
        return {
            "longest": term == "1",
            "deposit": amount if isinstance(amount, int) else 0,
            "provincial": term in ("C23", "C24"),
            "beyond_area": bool(arguments.get("beyond_area")),
            "high_value": bool(arguments.get("high_value")),
            "hurts_business": bool(arguments.get("hurts_business")),
            **freeze_facts(str(arguments.get("asset", "")), bool(arguments.get("major"))),
        }
