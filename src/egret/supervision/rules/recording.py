"""执法记录: what of it is judged by its limit (F75). Clips themselves come with the footage room."""

from __future__ import annotations

from egret.supervision.rules.limits import judged_by_limits

judged_by_limits("F75", "执法结束")
