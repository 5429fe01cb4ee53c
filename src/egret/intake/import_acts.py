"""Bringing in a file of incidents: uploaded, started, finished or stopped. Each incident in it has its own entry."""

from __future__ import annotations

from typing import Annotated

from django.utils.translation import gettext_lazy as _

from egret.acts.cards import Ask
from egret.acts.done import By, Done
from egret.acts.machine import act
from egret.acts.ports import Place
from egret.intake.acts import REGISTERING
from egret.intake.models import ImportBatch, ImportProgress
from egret.jobs.queue import enqueue

JOB = "intake.import"


@act(
    "intake.upload_import",
    "上传警情文件",
    "Upload a file of incidents",
    subject=ImportBatch,
    creates=True,
    basis=REGISTERING,
    power="intake.start_import",
    menu=False,
)
def upload_import(
    place: Place, by: By, *, name: str, digest: str, encoding: str, rows: int, bad: int, store: str
) -> Done:
    """A file was read and checked; its digest is on record before anything is entered from it."""
    batch = ImportBatch(
        title=name[-200:],
        digest=digest,
        encoding=encoding,
        rows=rows,
        bad=bad,
        store=store,
        owner=by.actor.pk or None,
    )
    return Done(subject=batch, doc=(digest,))


@act(
    "intake.start_import",
    "开始导入警情",
    "Start an import of incidents",
    subject=ImportBatch,
    basis=REGISTERING,
    menu=False,
)
def start_import(batch: ImportBatch, by: By, *, chunks: int) -> Done:
    """From now on a job enters the rows, in the name of who started it and with that person's powers."""
    ImportProgress.objects.create(batch=batch, chunks=chunks, began=by.at, changed=by.at)
    enqueue(JOB, {"batch": batch.pk}, at=by.at, key=f"import:{batch.pk}")
    return Done(to="running")


@act(
    "intake.finish_import",
    "警情导入完成",
    "Finish an import of incidents",
    subject=ImportBatch,
    basis=REGISTERING,
    power="intake.start_import",
    system=True,
    menu=False,
)
def finish_import(batch: ImportBatch, by: By) -> Done:
    """All rows were tried; the figures are on record."""
    end = batch.progress
    return Done(to="done", fields={"made": end.made, "known": end.known, "failed": end.failed})


@act(
    "intake.stop_import",
    "停止导入警情",
    "Stop an import of incidents",
    subject=ImportBatch,
    basis=REGISTERING,
    power="intake.start_import",
    system=True,
    menu=False,
)
def stop_import(
    batch: ImportBatch, by: By, *, reason: Annotated[str, Ask("理由", "Reason", help=_("已导入的警情保留"))]
) -> Done:
    """No further row is entered; what was entered stays."""
    return Done(to="stopped", fields={"reason": reason})
