"""救济: answers and evidence in reconsideration and lawsuit (F83)."""

from __future__ import annotations

from egret.supervision.rules.limits import judged_by_limits

judged_by_limits("F83", "收到复议、应诉通知")
