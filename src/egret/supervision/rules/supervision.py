"""监督: answers to the procuratorate, reports upward (F82, F85)."""

from __future__ import annotations

from egret.supervision.rules.limits import judged_by_limits

judged_by_limits("F82", "收到检察院通知")
judged_by_limits("F85", "认定敏感或者采取措施")
