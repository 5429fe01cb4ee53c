"""律师权利: met, called and assigned in time (F78)."""

from __future__ import annotations

from egret.supervision.rules.limits import judged_by_limits

judged_by_limits("F78", "申请或者发现")
