"""What an import reports, in words for people."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

ISSUE_NAMES: dict[str, str | Promise] = {
    "loose-marker": _("条标记不规范，已按顺序认定"),
    "wrong-character": _("条标记用字错误，已按顺序认定"),
    "run-on": _("一段内有多条，已拆分"),
    "mid-sentence": _("条标记夹在句中，前文有缺失，未拆分"),
    "jump": _("条号不连续"),
    "quotation": _("行首的条号是引文，不是本法的条"),
    "republished": _("决定后附重新公布的全文，按本法的条认定"),
    "repeated-number": _("条号重复"),
    "no-articles": _("没有条，按项或全文保存"),
    "empty-body": _("只有标题，没有正文"),
    "no-header-end": _("没有题注结束标记"),
    "broken-history": _("沿革文字残缺"),
    "full-width-date": _("日期用全角数字"),
    "invisible": _("含不可见字符，检索时不用"),
    "table": _("含表格，逐行保存"),
    "no-date": _("找不到版本日期"),
    "effective-unconfirmed": _("施行日期未经确认"),
    "date-conflict": _("施行日期的来源互相矛盾"),
    "duplicate": _("与另一文件相同，只存一份"),
    "merged-parts": _("一部法律分在几个文件中，已合并"),
    "same-day-text": _("同一版本日期有两种文本，均保存"),
    "near-date": _("与相邻版本文本相同、日期只差几日，视为一个版本"),
    "broken-file": _("文件无法读取"),
}
