"""Nouns: the job, and the schedule that makes jobs. Neither carries a journal duty: they hold work, not facts of a
case."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class Job(models.Model):
    """后台任务: one piece of work, done at least once."""

    class State(models.TextChoices):
        WAITING = "waiting", _("等待")
        RUNNING = "running", _("执行中")
        DONE = "done", _("完成")
        DEAD = "dead", _("失败待处理")

    name = models.CharField(_("任务"), max_length=80)
    key = models.CharField(_("唯一标识"), max_length=160, blank=True, default="")
    payload: models.JSONField[Any, Any] = models.JSONField(_("内容"), default=dict)
    state = models.CharField(_("状态"), max_length=8, choices=State.choices, default=State.WAITING)
    created = models.DateTimeField(_("登记时间"))
    ready = models.DateTimeField(_("可执行时间"))
    """From when a worker may take it: when due, after a back-off, or, while it runs, when its lease ends."""
    worker = models.CharField(_("执行者"), max_length=120, blank=True, default="")
    attempts = models.PositiveIntegerField(_("次数"), default=0)
    error = models.TextField(_("错误"), blank=True, default="")
    ended = models.DateTimeField(_("结束时间"), null=True, blank=True)

    class Meta:
        constraints = [
            # Only waiting jobs are merged: one that already runs may have read too early for whoever asks now.
            models.UniqueConstraint(
                fields=["key"], condition=Q(state="waiting") & ~Q(key=""), name="jobs_one_waiting_a_key"
            ),
            models.CheckConstraint(condition=~Q(state="running") | ~Q(worker=""), name="jobs_running_has_worker"),
        ]
        indexes = [
            models.Index(F("ready"), F("id"), condition=Q(state__in=["waiting", "running"]), name="jobs_claimable"),
            models.Index(fields=["state", "-ended"], name="jobs_ended"),
        ]
        verbose_name = _("后台任务")

    def __str__(self) -> str:
        return f"{self.name}#{self.pk} {self.state}"


class Schedule(models.Model):
    """定时任务: when a job that recurs is due next. What recurs is said in code; this row only remembers."""

    name = models.CharField(_("任务"), max_length=80, unique=True)
    due = models.DateTimeField(_("下次时间"))

    class Meta:
        verbose_name = _("定时任务")

    def __str__(self) -> str:
        return f"{self.name} {self.due:%Y-%m-%d %H:%M}"
