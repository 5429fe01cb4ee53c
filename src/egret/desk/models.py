"""What the desk derives from the journal to be quick: words by which subjects are found, notices to people.

Neither carries a journal duty: both are worked out anew from the rows they stand for.
"""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _


class SearchRow(models.Model):
    """The words of one subject as they stand in the index; it lists what can be found, so an erasure can be checked."""

    subject = models.BigIntegerField(primary_key=True)
    words = models.TextField()

    PERSONAL: ClassVar[dict[str, str]] = {"words": "erase"}

    def __str__(self) -> str:
        return str(self.subject)


class NoticeSort(models.TextChoices):
    TO_SIGN = "to_sign", _("待我审批")
    GRANTED = "granted", _("审批通过")
    SENT_BACK = "sent_back", _("审批退回")
    REFUSED = "refused", _("不予批准")
    ASSIGNED = "assigned", _("指派办案")
    WARNING = "warning", _("期限预警")
    BREACH = "breach", _("超过期限")
    URGED = "urged", _("督办")


class Notice(models.Model):
    """提醒: something that happened or is about to, told to one person once."""

    staff = models.BigIntegerField(_("收件人"))
    key = models.CharField(max_length=80)
    """What it is about, so that a follower that repeats itself tells nobody twice."""
    sort = models.CharField(_("种类"), max_length=12, choices=NoticeSort)
    subject = models.BigIntegerField(_("事项"))
    clock = models.BigIntegerField(null=True)
    facts: models.JSONField[Any, Any] = models.JSONField(default=dict)
    at = models.DateTimeField(_("时间"))
    read = models.DateTimeField(_("已读"), null=True)

    PERSONAL: ClassVar[dict[str, str]] = {"facts": "keep: names of acts and rules, no person"}

    class Meta:
        verbose_name = _("提醒")
        constraints = [models.UniqueConstraint(fields=["staff", "key"], name="notice_once")]
        indexes = [
            models.Index(fields=["staff", "-at", "-id"], name="notice_of_staff"),
            models.Index(fields=["staff"], name="notice_unread", condition=models.Q(read=None)),
            models.Index(fields=["clock", "sort"], name="notice_clock"),
        ]

    def __str__(self) -> str:
        return f"{self.sort} {self.staff}"
